// Old saves: one by one, or lines of them with counts.

#include <utility>

#include "found_save.h"
#include "locked.h"
#include "ludex/saves_json.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

using Loader = LockedLoader;
using Run = Locked<Rehearsal>;

Loader make_loader(const Program& program, const py::bytes& kind, const py::bytes& limits) {
  const SaveLimits chosen = value_or_raise(read_save_limits(view(limits)));
  return Loader(value_or_raise(SaveLoader::make(program, view(kind), chosen)));
}

py::tuple load(Loader& loader, const py::bytes& save) {
  std::string out;
  const std::string_view bytes = view(save);
  const LoadedSave loaded = loader.use([&](SaveLoader& l) { return l.load(bytes, out); });
  return found_save(loaded, loaded.state == SaveState::ready ? py::object(py::bytes(out)) : py::none());
}

// [(id, applied)]
py::list steps(Loader& loader) {
  const auto [names, applied] = loader.use([](const SaveLoader& l) { return std::pair(l.steps(), l.applied()); });
  py::list out;
  for (std::size_t i = 0; i < names.size(); ++i) out.append(py::make_tuple(text(names[i]), applied[i]));
  return out;
}

Run make_rehearsal(const Program& program, const py::bytes& kind, const py::bytes& options) {
  const RehearsalOptions chosen = value_or_raise(read_rehearsal_options(view(options)));
  return Run(value_or_raise(Rehearsal::make(program, view(kind), chosen)));
}

// (lines that became ready, lines set aside)
py::tuple add(Run& run, const py::bytes& lines) {
  std::string out, quarantine;
  const std::string_view given = view(lines);
  run.use([&](Rehearsal& r) { r.add(given, out, quarantine); });
  return py::make_tuple(py::bytes(out), py::bytes(quarantine));
}

void merge(Run& run, const py::bytes& state, std::uint64_t first_line) {
  const std::string_view given = view(state);
  if (const auto wrong = run.use([&](Rehearsal& r) { return r.merge(given, first_line); })) raise({*wrong});
}

}  // namespace

void register_saves(py::module_& module) {
  py::class_<Loader>(module, "SaveLoader", "Brings saves of one kind to the program's version.")
      .def_static("make", &make_loader, py::arg("program"), py::arg("kind"), py::arg("limits"))
      .def("load", &load, py::arg("save"))
      .def("steps", &steps);
  py::class_<Run>(module, "Rehearsal", "Migrates lines of saves and keeps count.")
      .def_static("make", &make_rehearsal, py::arg("program"), py::arg("kind"), py::arg("options"))
      .def("add", &add, py::arg("lines"))
      .def("report", [](Run& run) { return py::bytes(run.use([](const Rehearsal& r) { return r.report(); })); })
      .def("state", [](Run& run) { return py::bytes(run.use([](const Rehearsal& r) { return r.state(); })); })
      .def("merge", &merge, py::arg("state"), py::arg("first_line"));
}

}  // namespace ludex::python
