// Balance: `test_expectations`, `compare_scenario`, `win_matrix`.

#include "ludex/balance.h"

#include "ludex_python.h"
#include "progress.h"

namespace ludex::python {
namespace {

template <class Ask>
py::bytes answer(const py::object& told, Ask&& ask) {
  Watch watch(told);
  auto report = [&] {
    py::gil_scoped_release release;
    return ask(watch.progress());
  }();
  watch.finish();
  return py::bytes(value_or_raise(std::move(report)));
}

py::bytes tested(const Program& program, const py::bytes& options, const py::object& told) {
  return answer(told, [&, given = view(options)](const Progress& progress) { return test_expectations_json(program, given, progress); });
}

py::bytes compared(const Program& a, const Program& b, const std::string& scenario, const py::bytes& options, const py::object& told) {
  return answer(told, [&, given = view(options)](const Progress& progress) { return compare_scenario_json(a, b, scenario, given, progress); });
}

py::bytes ranked(const Program& program, const std::string& scenario, const py::bytes& options, const py::object& told) {
  return answer(told, [&, given = view(options)](const Progress& progress) { return win_matrix_json(program, scenario, given, progress); });
}

}  // namespace

void register_balance(py::module_& module) {
  module.def("test_expectations", &tested, py::arg("program"), py::arg("options"), py::arg("progress") = py::none());
  module.def("compare_scenario", &compared, py::arg("a"), py::arg("b"), py::arg("scenario"), py::arg("options"), py::arg("progress") = py::none());
  module.def("win_matrix", &ranked, py::arg("program"), py::arg("scenario"), py::arg("options"), py::arg("progress") = py::none());
}

}  // namespace ludex::python
