// `_ludex.Metrics`: counters of a server, as OpenMetrics text.

#include "ludex/metrics.h"

#include <pybind11/stl.h>

#include <memory>
#include <optional>

#include "judgement.h"
#include "locked.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

using LockedMetrics = Locked<Metrics>;

void add(LockedMetrics& self, const NamedJudgement& judgement, std::optional<std::uint64_t> nanoseconds) {
  self.use([&](Metrics& metrics) {
    metrics.add(judgement.judgement);
    if (nanoseconds) metrics.add_judge_time(*nanoseconds);
  });
}

// A copy first: a lock of one cannot be taken twice, and it may be the same one.
void merge(LockedMetrics& self, LockedMetrics& other) {
  const Metrics copy = other.use([](const Metrics& metrics) { return metrics; });
  self.use([&](Metrics& metrics) { metrics.merge(copy); });
}

}  // namespace

void register_metrics(py::module_& module) {
  py::class_<LockedMetrics>(module, "Metrics", "Counters of judgements and worlds.")
      .def(py::init([] { return std::make_unique<LockedMetrics>(Metrics()); }))
      .def("add", &add, py::arg("judgement"), py::arg("nanoseconds"))
      .def("set_world", [](LockedMetrics& self, LockedWorld& world) { self.use_with(world, [](Metrics& metrics, const World& w) { metrics.set_world(w); }); }, py::arg("world"))
      .def("merge", &merge, py::arg("other"))
      .def("text", [](LockedMetrics& self) { return text(self.use([](const Metrics& metrics) { return metrics.text(); })); });
}

}  // namespace ludex::python
