// The numbers of a rulebook varied: `vary`, `sensitivity`, `sweep`, `breakpoints`.

#include "ludex/tuning.h"

#include "ludex_python.h"
#include "progress.h"

namespace ludex::python {
namespace {

// One question about a scenario, its options as JSON.
template <Result<std::string> (*question)(const Program&, std::string_view, std::string_view, const Progress&)>
py::bytes ask(const Program& program, const std::string& scenario, const std::string& options, const py::object& told) {
  Watch watch(told);
  auto answer = [&] {
    py::gil_scoped_release release;
    return question(program, scenario, options, watch.progress());
  }();
  watch.finish();
  return py::bytes(value_or_raise(std::move(answer)));
}

}  // namespace

void register_tuning(py::module_& module) {
  module.def("numbers", [](const Program& program) { return py::bytes(numbers_json(program)); }, py::arg("program"));
  module.def("vary", [](const Program& program, const py::bytes& changes) { return value_or_raise(vary_json(program, view(changes))); }, py::arg("program"), py::arg("changes"));
  module.def("program_text", [](const Program& program) { return py::bytes(std::string(program_text(program))); }, py::arg("program"));
  module.def("sensitivity", &ask<sensitivity_json>, py::arg("program"), py::arg("scenario"), py::arg("options"), py::arg("progress") = py::none());
  module.def("sweep", &ask<sweep_json>, py::arg("program"), py::arg("scenario"), py::arg("options"), py::arg("progress") = py::none());
  module.def("breakpoints", &ask<breakpoints_json>, py::arg("program"), py::arg("scenario"), py::arg("options"), py::arg("progress") = py::none());
}

}  // namespace ludex::python
