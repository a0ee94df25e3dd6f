// Expressions on their own, and the suite of cel-spec.

#include "ludex/expression.h"

#include "ludex_python.h"

namespace ludex::python {
namespace {

py::bytes evaluate_expression(const py::bytes& expression, const py::bytes& variables, const py::bytes& types,
                              bool conformance, const std::string& container, bool check) {
  auto result = [&] {
    EvaluateOptions options;
    options.variables = view(variables);
    options.types = view(types);
    options.conformance = conformance;
    options.container = container;
    options.check = check;
    const std::string_view text = view(expression);
    py::gil_scoped_release release;
    return evaluate(text, options);
  }();
  const Evaluation made = value_or_raise(std::move(result));
  if (made.code != RuleError::none) raise({made.error});
  return py::bytes(made.value);
}

py::bytes types_of_expressions(const py::bytes& rulebook) {
  auto result = [&] {
    const std::string_view text = view(rulebook);
    py::gil_scoped_release release;
    return expression_types_json(text);
  }();
  return py::bytes(value_or_raise(std::move(result)));
}

py::bytes run_conformance_cel(const py::bytes& suite) {
  const std::string report = [&] {
    const std::string_view text = view(suite);
    py::gil_scoped_release release;
    return conformance_cel(text);
  }();
  return py::bytes(report);
}

}  // namespace

void register_expression(py::module_& module) {
  module.def("evaluate", &evaluate_expression, py::arg("expression"), py::arg("variables"), py::arg("types"),
             py::arg("conformance"), py::arg("container"), py::arg("check"));
  module.def("expression_types", &types_of_expressions, py::arg("rulebook"));
  module.def("conformance_cel", &run_conformance_cel, py::arg("suite"));
}

}  // namespace ludex::python
