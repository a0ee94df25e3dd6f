// `_ludex.Recorder`: a world and its log, moved on together.

#include "ludex/recorder.h"

#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "found_save.h"
#include "judgement.h"
#include "locked.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

using LockedRecorder = Locked<Recorder>;
using Handle = std::unique_ptr<LockedRecorder>;

Handle begin(const Program& program, const py::bytes& rulebook, LockedWorld& world) {
  const std::string_view rules = view(rulebook);
  return std::make_unique<LockedRecorder>(value_or_raise(world.use([&](const World& w) { return Recorder::begin(program, rules, w); })));
}

// (recorder, world, the rulebook's text, good bytes)
py::tuple resume_log(const py::bytes& log) {
  auto resumed = [&] {
    const std::string_view bytes = view(log);
    py::gil_scoped_release release;
    return resume(bytes);
  }();
  Resumed made = value_or_raise(std::move(resumed));
  return py::make_tuple(std::make_unique<LockedRecorder>(std::move(made.recorder)), std::make_unique<LockedWorld>(std::move(made.world)), py::bytes(made.rulebook), made.good_bytes);
}

NamedJudgement judge(LockedRecorder& self, const Program& program, LockedWorld& world, const py::bytes& batch, std::optional<std::int64_t> opened_at, const py::bytes& flags,
                     std::uint32_t threads) {
  const Inputs inputs{.opened_at = opened_at, .flags_json = view(flags), .exec = {.max_threads = threads}};
  const std::string_view requests = view(batch);
  return {value_or_raise(self.use_with(world, [&](Recorder& recorder, World& w) { return recorder.judge(program, w, requests, inputs); })), program};
}

py::tuple join_world(LockedRecorder& self, LockedWorld& world, LockedLoader& loader, std::int64_t id, const py::bytes& save) {
  const std::string_view record = view(save);
  return found_save(value_or_raise(self.use_with(world, loader, [&](Recorder& recorder, World& w, SaveLoader& l) { return recorder.join(w, l, id, record); })), py::none());
}

void leave_world(LockedRecorder& self, LockedWorld& world, const py::bytes& kind, std::int64_t id) {
  const std::string_view name = view(kind);
  if (const auto wrong = self.use_with(world, [&](Recorder& recorder, World& w) { return recorder.leave(w, name, id); })) raise({*wrong});
}

void snapshot(LockedRecorder& self, LockedWorld& world) {
  if (const auto wrong = self.use_with(world, [&](Recorder& recorder, const World& w) { return recorder.snapshot(w); })) raise({*wrong});
}

py::bytes take(LockedRecorder& self) { return py::bytes(self.use([](Recorder& recorder) { return recorder.take(); })); }

std::string chain(LockedRecorder& self) {
  return self.use([](const Recorder& recorder) { return chain_text(recorder.writer().chain()); });
}

}  // namespace

void register_recorder(py::module_& module) {
  py::class_<LockedRecorder, Handle>(module, "Recorder", "A log that is written as its world moves on.")
      .def_static("begin", &begin, py::arg("program"), py::arg("rulebook"), py::arg("world"))
      .def_property_readonly("chain", &chain)
      .def("judge", &judge, py::arg("program"), py::arg("world"), py::arg("batch"), py::arg("opened_at"), py::arg("flags"), py::arg("threads"))
      .def("join", &join_world, py::arg("world"), py::arg("loader"), py::arg("id"), py::arg("save"))
      .def("leave", &leave_world, py::arg("world"), py::arg("kind"), py::arg("id"))
      .def("snapshot", &snapshot, py::arg("world"))
      .def("take", &take);
  module.def("resume_log", &resume_log, py::arg("log"));
}

}  // namespace ludex::python
