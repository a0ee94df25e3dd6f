// `_ludex.Program`: a compiled rulebook.

#include <pybind11/stl.h>

#include "ludex/program.h"
#include "ludex/traffic.h"
#include "ludex/types.h"
#include "ludex/world.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

Program compile(const py::bytes& source, const std::string& file) {
  auto result = [&] {
    const std::string_view rulebook = view(source);
    py::gil_scoped_release release;
    return Program::compile(rulebook);
  }();
  return value_or_raise(std::move(result), file);
}

py::list actions(const Program& program) {
  py::list names;
  for (std::size_t i = 0; i < program.action_count(); ++i) names.append(text(program.action_name(i)));
  return names;
}

py::dict reasons(const Program& program) {
  py::dict codes;
  for (const Reason reason : program.reasons()) codes[text(program.reason_name(reason))] = static_cast<int>(reason);
  return codes;
}

py::str types(const Program& program, const std::string& language) {
  const auto chosen = language_named(language);
  if (!chosen) raise_host("types are written for ts, py, cpp and luau, not for '" + language + "'");
  return text([&] {
    py::gil_scoped_release release;
    return write_types(program, *chosen);
  }());
}

py::tuple traffic(const Program& program, std::uint32_t players, std::uint64_t requests, std::uint64_t seed,
                  double attack_rate) {
  const Traffic made = [&] {
    py::gil_scoped_release release;
    return generate_traffic(program,
                            {.players = players, .requests = requests, .seed = seed, .attack_rate = attack_rate});
  }();
  return py::make_tuple(py::bytes(made.world_json), py::bytes(made.ndjson));
}

}  // namespace

void register_rulebook(py::module_& module) {
  py::class_<Program>(module, "Program", "A compiled rulebook.")
      .def_static("compile", &compile, py::arg("source"), py::arg("file") = "")
      .def_property_readonly("name", [](const Program& program) { return text(program.name()); })
      .def_property_readonly("version", &Program::version)
      .def_property_readonly("digest", [](const Program& program) { return digest_text(program.digest()); })
      .def_property_readonly("actions", &actions)
      .def_property_readonly("reasons", &reasons)
      .def(
          "reason_name",
          [](const Program& program, std::uint16_t code) { return text(program.reason_name(Reason{code})); },
          py::arg("code"))
      .def("summary_json", [](const Program& program) { return py::bytes(program.summary_json()); })
      .def("types", &types, py::arg("language"))
      .def("traffic", &traffic, py::arg("players"), py::arg("requests"), py::arg("seed"), py::arg("attack_rate"));
}

}  // namespace ludex::python
