// Balance: `test_expectations`, `compare_scenario`, `win_matrix`.

#include "ludex/balance.h"

#include "ludex_python.h"

namespace ludex::python {
namespace {

template <class Ask>
py::bytes answer(Ask&& ask) {
  auto report = [&] {
    py::gil_scoped_release release;
    return ask();
  }();
  return py::bytes(value_or_raise(std::move(report)));
}

}  // namespace

void register_balance(py::module_& module) {
  module.def("test_expectations", [](const Program& program, const py::bytes& options) { return answer([&, given = view(options)] { return test_expectations_json(program, given); }); },
             py::arg("program"), py::arg("options"));
  module.def("compare_scenario",
             [](const Program& a, const Program& b, const std::string& scenario, const py::bytes& options) { return answer([&, given = view(options)] { return compare_scenario_json(a, b, scenario, given); }); },
             py::arg("a"), py::arg("b"), py::arg("scenario"), py::arg("options"));
  module.def("win_matrix",
             [](const Program& program, const std::string& scenario, const py::bytes& options) { return answer([&, given = view(options)] { return win_matrix_json(program, scenario, given); }); },
             py::arg("program"), py::arg("scenario"), py::arg("options"));
}

}  // namespace ludex::python
