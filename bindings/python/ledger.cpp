// What may happen once: steps of the ledger's machines, fingerprints, audits.

#include <pybind11/stl.h>

#include "ludex/ledger.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

// Copies of the small arguments, so that the GIL is free while the core works.
py::str decided(const std::string& machine, const py::bytes& state, const py::bytes& event) {
  auto result = [&] {
    const std::string_view before = view(state), what = view(event);
    py::gil_scoped_release release;
    return decide(machine, before, what);
  }();
  return text(value_or_raise(std::move(result)));
}

py::str fingerprint_text(const std::string& name, const py::bytes& content) { return text(value_or_raise(fingerprint(name, view(content)))); }

void add(Audit& audit, void (Audit::*part)(std::string_view), const py::bytes& lines) {
  const std::string_view bytes = view(lines);
  py::gil_scoped_release release;
  (audit.*part)(bytes);
}

void compare(Audit& audit, const std::string& account, const std::string& name, const std::vector<std::pair<std::string, std::string>>& balances,
             const std::vector<std::pair<std::string, std::string>>& serials) {
  AuditSaves saves;
  saves.account = account;
  saves.name = name;
  for (const auto& [pointer, asset] : balances) saves.balances.push_back({pointer, asset});
  for (const auto& [pointer, asset] : serials) saves.serials.push_back({pointer, asset});
  if (auto error = audit.compare(saves)) raise({*error});
}

}  // namespace

void register_ledger(py::module_& module) {
  module.def("decide", &decided, py::arg("machine"), py::arg("state"), py::arg("event"));
  module.def("fingerprint", &fingerprint_text, py::arg("name"), py::arg("content"));
  py::class_<Audit>(module, "Audit")
      .def(py::init<>())
      .def("add_journal", [](Audit& a, const py::bytes& lines) { add(a, &Audit::add_journal, lines); }, py::arg("lines"))
      .def("add_balances", [](Audit& a, const py::bytes& lines) { add(a, &Audit::add_balances, lines); }, py::arg("lines"))
      .def("add_saves", [](Audit& a, const py::bytes& lines) { add(a, &Audit::add_saves, lines); }, py::arg("lines"))
      .def("compare", &compare, py::arg("account"), py::arg("name"), py::arg("balances"), py::arg("serials"))
      .def("report", [](const Audit& a) { return text(a.report()); });
}

}  // namespace ludex::python
