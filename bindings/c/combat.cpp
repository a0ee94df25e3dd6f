// Scenarios: solved, simulated, one fight told.

#include "handles.h"
#include "ludex/combat.h"

using namespace ludex::c;

namespace {

// A report, or an error, as the caller gets it.
ludex_status give_report(const ludex::Result<ludex::CombatReport>& report, uint32_t curve_points, ludex_text** out, ludex_error** error) {
  if (!report) return fail(error, report.errors());
  *out = new ludex_text{report->to_json(curve_points)};
  return LUDEX_OK;
}

ludex::Exec exec_of(uint32_t threads) {
  ludex::Exec out;
  out.max_threads = threads;
  if (threads == 1) out.mode = ludex::Exec::Mode::serial;
  if (threads > 1) out.mode = ludex::Exec::Mode::parallel;
  return out;
}

}  // namespace

extern "C" {

ludex_status ludex_scenarios_json(const ludex_rulebook* rulebook, ludex_text** out) {
  clear(out);
  if (!rulebook) return LUDEX_ARGUMENT;
  return make_text(out, [&] {
    std::string names = "[";  // names are letters, digits and _
    for (const std::string& name : ludex::scenario_names(rulebook->program)) names += (names.size() > 1 ? ",\"" : "\"") + name + "\"";
    return names + "]";
  });
}

ludex_status ludex_solve(const ludex_rulebook* rulebook, const char* scenario, size_t size, uint64_t max_states, ludex_text** out, ludex_error** error) {
  return ludex_solve_curve(rulebook, scenario, size, max_states, 0, out, error);
}

ludex_status ludex_solve_curve(const ludex_rulebook* rulebook, const char* scenario, size_t size, uint64_t max_states, uint32_t curve_points,
                               ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(scenario, size)) return LUDEX_ARGUMENT;
    ludex::SolveOptions options;
    if (max_states > 0) options.max_states = max_states;
    return give_report(ludex::solve(rulebook->program, view_of(scenario, size), options), curve_points, out, error);
  });
}

ludex_status ludex_simulation_new(const ludex_rulebook* rulebook, const char* scenario, size_t size, uint64_t seed, ludex_simulation** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(scenario, size)) return LUDEX_ARGUMENT;
    auto made = ludex::Simulation::start(rulebook->program, view_of(scenario, size), seed);
    if (!made) return fail(error, made.errors());
    *out = new ludex_simulation{std::move(*made), {}};
    return LUDEX_OK;
  });
}

ludex_status ludex_simulation_resume(const ludex_rulebook* rulebook, const char* saved, size_t size, ludex_simulation** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(saved, size)) return LUDEX_ARGUMENT;
    auto made = ludex::Simulation::resume(rulebook->program, view_of(saved, size));
    if (!made) return fail(error, made.errors());
    *out = new ludex_simulation{std::move(*made), {}};
    return LUDEX_OK;
  });
}

void ludex_simulation_free(ludex_simulation* simulation) {
  delete simulation;
}

ludex_status ludex_simulation_run(ludex_simulation* simulation, uint64_t fights, double target_error, uint32_t threads, ludex_error** error) {
  return ludex_simulation_play(simulation, fights, target_error, threads, nullptr, nullptr, error);
}

ludex_status ludex_simulation_play(ludex_simulation* simulation, uint64_t fights, double target_error, uint32_t threads, ludex_progress progress,
                                   void* context, ludex_error** error) {
  return call(error, [&] {
    if (!simulation || !(target_error >= 0)) return LUDEX_ARGUMENT;
    ludex::SimulateOptions options;
    options.fights = fights;
    options.error = target_error;
    options.exec = exec_of(threads);
    if (progress) options.progress = [&](uint64_t done) { return progress(context, done, target_error > 0 ? 0 : fights) == 0; };
    const auto ran = simulation->simulation.run(options);
    return ran ? LUDEX_OK : fail(error, ran.errors());
  });
}

ludex_status ludex_simulation_part(ludex_simulation* simulation, uint64_t first, uint64_t count, uint32_t threads, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!simulation || !out) return LUDEX_ARGUMENT;
    return give(simulation->simulation.part(first, count, exec_of(threads)), out, error);
  });
}

ludex_status ludex_simulation_add(ludex_simulation* simulation, const char* part, size_t size, ludex_error** error) {
  return call(error, [&] {
    if (!simulation || !is_span(part, size)) return LUDEX_ARGUMENT;
    const auto added = simulation->simulation.add(view_of(part, size));
    return added ? LUDEX_OK : fail(error, added.errors());
  });
}

uint64_t ludex_simulation_next_look(const ludex_simulation* simulation, uint64_t fights, double target_error) {
  return simulation ? simulation->simulation.next_look(fights, target_error) : 0;
}

uint64_t ludex_simulation_fights(const ludex_simulation* simulation) {
  return simulation ? simulation->simulation.fights() : 0;
}

ludex_bytes ludex_simulation_report_json(ludex_simulation* simulation) {
  return ludex_simulation_curve_json(simulation, 0);
}

ludex_bytes ludex_simulation_curve_json(ludex_simulation* simulation, uint32_t curve_points) {
  if (!simulation) return kNoBytes;
  return guarded(kNoBytes, [&] { return bytes_of(simulation->text = simulation->simulation.report().to_json(curve_points)); });
}

ludex_bytes ludex_simulation_save(ludex_simulation* simulation) {
  if (!simulation) return kNoBytes;
  return guarded(kNoBytes, [&] { return bytes_of(simulation->text = simulation->simulation.saved()); });
}

ludex_status ludex_fight_log(const ludex_rulebook* rulebook, const char* scenario, size_t size, uint64_t seed, uint64_t fight, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(scenario, size)) return LUDEX_ARGUMENT;
    return give(ludex::fight_log(rulebook->program, view_of(scenario, size), seed, fight), out, error);
  });
}

}  // extern "C"
