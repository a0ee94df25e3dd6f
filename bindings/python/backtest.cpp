// A log under other rules, and verdicts cut out of it.

#include "ludex/backtest.h"

#include "ludex/capsule.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

template <class Make>
py::bytes made(Make&& make) {
  auto result = [&] {
    py::gil_scoped_release release;
    return make();
  }();
  return py::bytes(value_or_raise(std::move(result)));
}

}  // namespace

void register_backtest(py::module_& module) {
  module.def("backtest", [](const py::bytes& log, const py::bytes& options) {
    const std::string_view bytes = view(log), chosen = view(options);
    return made([&] { return backtest_json(bytes, chosen); });
  }, py::arg("log"), py::arg("options"));
  module.def("rulebook_changes", [](const py::bytes& before, const py::bytes& after) {
    const std::string_view a = view(before), b = view(after);
    return made([&] { return rulebook_changes(a, b); });
  }, py::arg("before"), py::arg("after"));
  module.def("cut_capsule", [](const py::bytes& log, std::uint64_t batch, std::uint64_t request) {
    const std::string_view bytes = view(log);
    return made([&] { return cut_capsule(bytes, batch, request); });
  }, py::arg("log"), py::arg("batch"), py::arg("request"));
  module.def("replay_capsule", [](const py::bytes& capsule) {
    const std::string_view text = view(capsule);
    return made([&] { return replay_capsule(text); });
  }, py::arg("capsule"));
  module.def("explain_capsule", [](const py::bytes& capsule) {
    const std::string_view text = view(capsule);
    return made([&] { return explain_capsule(text); });
  }, py::arg("capsule"));
}

}  // namespace ludex::python
