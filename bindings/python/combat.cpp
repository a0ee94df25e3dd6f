// Scenarios: `solve`, `Simulation`, `fight_log`.

#include "ludex/combat.h"

#include <pybind11/stl.h>

#include "ludex_python.h"
#include "progress.h"

namespace ludex::python {
namespace {

// Steps of the curve that comes with an exact report: as many as a plot can show.
constexpr std::size_t kCurvePoints = 400;

// The report, and the same with its curve.
py::tuple solved(const Program& program, const std::string& scenario, std::uint64_t max_states) {
  auto report = [&] {
    py::gil_scoped_release release;
    SolveOptions options;
    if (max_states > 0) options.max_states = max_states;
    return solve(program, scenario, options);
  }();
  const CombatReport made = value_or_raise(std::move(report));
  return py::make_tuple(py::bytes(made.to_json()), py::bytes(made.to_json(kCurvePoints)));
}

py::bytes told(const Program& program, const std::string& scenario, std::uint64_t seed, std::uint64_t fight) {
  return py::bytes(value_or_raise(fight_log(program, scenario, seed, fight)));
}

void run(Simulation& simulation, std::uint64_t fights, double error, std::uint32_t threads, const py::object& told) {
  Watch watch(told);
  auto ran = [&] {
    py::gil_scoped_release release;
    SimulateOptions options;
    options.fights = fights;
    options.error = error;
    options.exec.max_threads = threads;
    if (threads == 1) options.exec.mode = Exec::Mode::serial;
    if (threads > 1) options.exec.mode = Exec::Mode::parallel;
    options.progress = [tell = watch.progress(), total = error > 0 ? 0 : fights](std::uint64_t done) { return tell(done, total); };
    return simulation.run(options);
  }();
  watch.finish();
  value_or_raise(std::move(ran));
}

}  // namespace

void register_combat(py::module_& module) {
  module.def("scenarios", &scenario_names, py::arg("program"));
  module.def("solve", &solved, py::arg("program"), py::arg("scenario"), py::arg("max_states") = 0);
  module.def("fight_log", &told, py::arg("program"), py::arg("scenario"), py::arg("seed"), py::arg("fight"));
  py::class_<Simulation>(module, "Simulation", "Many fights of one scenario.")
      .def_static("start", [](const Program& program, const std::string& scenario, std::uint64_t seed) { return value_or_raise(Simulation::start(program, scenario, seed)); },
                  py::arg("program"), py::arg("scenario"), py::arg("seed"))
      .def_static("resume", [](const Program& program, const py::bytes& saved) { return value_or_raise(Simulation::resume(program, view(saved))); }, py::arg("program"), py::arg("saved"))
      .def("run", &run, py::arg("fights"), py::arg("error") = 0.0, py::arg("threads") = 0, py::arg("progress") = py::none())
      .def_property_readonly("fights", &Simulation::fights)
      .def("report_json", [](const Simulation& simulation) { return py::bytes(simulation.report().to_json()); })
      .def("saved", [](const Simulation& simulation) { return py::bytes(simulation.saved()); });
}

}  // namespace ludex::python
