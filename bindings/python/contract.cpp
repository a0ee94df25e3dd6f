// Contracts: what is wrong with a text under a shape, or under the params of an action.

#include "ludex/contract.h"

#include <pybind11/stl.h>

#include <optional>
#include <vector>

#include "ludex_python.h"

namespace ludex::python {
namespace {

// [(pointer, message, offset)]
py::list check_contract(const py::bytes& contract, const py::bytes& source, const std::optional<py::bytes>& action,
                        bool all_errors, const std::string& file) {
  auto result = [&]() -> Result<std::vector<ContractMismatch>> {
    const std::string_view given = view(contract), json = view(source), name = action ? view(*action) : std::string_view();
    py::gil_scoped_release release;
    const auto compile = [&]() -> Result<Contract> {
      if (!action) return Contract::compile(given);
      const auto program = Program::compile(given);
      if (!program) return program.errors();
      return Contract::of_action(*program, name);
    };
    const auto compiled = compile();
    if (!compiled) return compiled.errors();
    return compiled->check(json, all_errors);
  }();
  py::list found;
  for (const ContractMismatch& m : value_or_raise(std::move(result), file))
    found.append(py::make_tuple(text(m.pointer), text(m.message), m.offset));
  return found;
}

}  // namespace

void register_contract(py::module_& module) {
  module.def("check_contract", &check_contract, py::arg("contract"), py::arg("text"), py::arg("action"), py::arg("all_errors"),
             py::arg("file") = "");
}

}  // namespace ludex::python
