// The vectors through the C++ API, and every promise of its headers that can be checked on the way.

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "ludex/contract.h"
#include "ludex/json.h"
#include "ludex/judge.h"
#include "ludex/delta.h"
#include "ludex/interest.h"
#include "ludex/backtest.h"
#include "ludex/balance.h"
#include "ludex/capsule.h"
#include "ludex/combat.h"
#include "ludex/ledger.h"
#include "ludex/metrics.h"
#include "ludex/patch.h"
#include "ludex/presence.h"
#include "ludex/profile.h"
#include "ludex/program.h"
#include "ludex/recorder.h"
#include "ludex/replay.h"
#include "ludex/saves_json.h"
#include "ludex/schema.h"
#include "ludex/tuning.h"
#include "ludex/world.h"
#include "vectors.h"

using namespace ludex;
using vectors::Answer;
using vectors::Batches;
using vectors::Json;

namespace {

Json errors_of(const Errors& errors) {
  Json out = Json::array();
  for (const Error& e : errors)
    out.push_back({{"code", to_string(e.code)}, {"pointer", e.pointer}, {"message", e.message}});
  return out;
}

Json compile(const std::string& rulebook) {
  const auto program = Program::compile(rulebook);
  return program ? Json::array() : errors_of(program.errors());
}

Json load_world(const std::string& rulebook, const std::string& text) {
  const auto program = Program::compile(rulebook);
  if (!program) return errors_of(program.errors());
  const auto world = World::from_json(*program, text);
  return world ? Json::array() : errors_of(world.errors());
}

class Checks {
 public:
  explicit Checks(Answer& answer) : answer_(answer) {}
  void operator()(bool holds, const char* promise) {
    if (!holds) answer_.defects.push_back(std::string("broken promise: ") + promise);
  }

 private:
  Answer& answer_;
};

void check_world(const Program& program, const World& world, Checks& check) {
  check(world.digest() == world.recomputed_digest(), "the incremental world digest equals the recomputed one");
  const std::string text = world.to_json();
  const auto again = World::from_json(program, text);
  check(again.ok() && again->digest() == world.digest(), "from_json(to_json()) has the same digest");
  check(again.ok() && again->to_json() == text, "the text form is canonical");
}

void check_judgement(const Judgement& judgement, const std::string& ndjson, Checks& check) {
  const auto counts = judgement.counts();
  const auto total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0},
                                     [](auto n, const auto& c) { return n + c.second; });
  check(total == judgement.verdicts().size(), "the counts add up to the number of verdicts");
  std::string lines;
  for (std::size_t i = 0; i < judgement.verdicts().size(); ++i) {
    const std::string line = judgement.verdict_line(i);
    lines += line + "\n";
    check(judgement.at(i) == Json::parse(line).value("at", ""), "at(i) is the `at` of the verdict line");
  }
  check(lines == ndjson, "write_verdicts writes the verdict lines");
}

Answer judge_vectors(const Batches& batches) {
  Answer answer;
  Checks check(answer);
  const auto program = Program::compile(batches.rulebook);
  if (!program) {
    answer.errors = errors_of(program.errors());
    return answer;
  }
  auto world = World::from_json(*program, batches.world);
  if (!world) {
    answer.errors = errors_of(world.errors());
    return answer;
  }
  for (const std::string& bytes : batches.bytes) {
    Inputs inputs;
    inputs.opened_at = batches.opened_at;
    if (batches.flags_json) inputs.flags_json = *batches.flags_json;
    inputs.want_delta = true;
    const World before = *world;
    const auto judgement = judge_in_place(*program, *world, bytes, inputs);
    if (!judgement) {
      answer.errors = errors_of(judgement.errors());
      check(world->digest() == before.digest() && world->to_json() == before.to_json(),
            "a refused batch leaves the world as it was");
      break;
    }
    std::string& ndjson = answer.ndjson.emplace_back();
    judgement->write_verdicts(ndjson);
    judgement->write_timers(answer.timers.emplace_back());
    check(judgement->world_digest() == world->digest(), "the judgement knows the digest of the world after it");
    check_judgement(*judgement, ndjson, check);
    check_world(*program, *world, check);

    const std::uint64_t digest_before = before.digest();
    const auto apart = judge(*program, before, bytes, inputs);
    check(apart.ok() && apart->batch_digest() == judgement->batch_digest() && before.digest() == digest_before,
          "judge() gives the verdicts of judge_in_place() and leaves its world alone");
    const auto evolved = evolve(*program, before, judgement->delta());
    check(evolved.ok() && evolved->digest() == world->digest() && evolved->to_json() == world->to_json(),
          "evolve() repeats the change on another copy");
  }
  answer.world_after = world->to_json();
  return answer;
}

// The C++ API held to its header: `validate_json`, both ways to validate and `is_valid` agree.
Json validate(const vectors::SchemaCase& one) {
  const auto options = read_schema_options(one.options);
  const auto chosen = read_validation_options(one.validation_options);
  if (!options || !chosen) return {{"errors", errors_of(!options ? options.errors() : chosen.errors())}};
  const auto schema = Schema::compile(one.schema, *options);
  if (!schema) return {{"errors", errors_of(schema.errors())}};
  const std::string report = to_json(schema->validate(one.instance, *chosen));
  SchemaValidator validator = schema->validator(*chosen);
  Json got = Json::parse(report);
  got["is_valid"] = validator.is_valid(one.instance) && validator.validate(one.instance).valid;
  if (to_json(validator.validate(one.instance)) != report) got["is_valid"] = "a validator that was used before says something else";
  return got;
}

Json check_json_text(const std::string& text, const std::string& limits) {
  const Json report = Json::parse(check_json_report(text, limits));
  JsonLimits chosen;
  chosen.allow_duplicate_keys = !limits.empty();
  const auto error = check_json(text, chosen);
  if (error ? report != Json{{"valid", false}, {"error", {{"code", to_string(error->code)}, {"message", error->message}, {"line", error->line}, {"column", error->column}, {"offset", error->offset}}}}
            : report != Json{{"valid", true}})
    return "check_json and check_json_report differ";
  return report;
}

Json conformance_of(const std::string& suite) {
  return Json::parse(conformance_json_schema(suite));
}

// `check_contract_json`, `Contract::check` and `Contract::accepts` agree.
Json check_contract(const vectors::ContractCase& one) {
  const Json report = Json::parse(check_contract_json(one.contract, one.text, one.options));
  const Json options = Json::parse(one.options);
  const auto compile = [&]() -> Result<Contract> {
    if (!options.contains("action")) return Contract::compile(one.contract);
    const auto program = Program::compile(one.contract);
    if (!program) return program.errors();
    return Contract::of_action(*program, options.at("action").get<std::string>());
  };
  const auto contract = compile();
  if (!contract) {
    const Error& first = contract.error();
    const Json expected{{"code", to_string(first.code)}, {"message", first.message}, {"pointer", first.pointer}, {"line", first.line}, {"column", first.column}};
    if (report != Json{{"error", expected}}) return "check_contract_json tells another error";
    return {{"errors", errors_of(contract.errors())}};
  }
  Json mismatches = Json::array();
  for (const ContractMismatch& m : contract->check(one.text, options.at("all").get<bool>()))
    mismatches.push_back({{"pointer", m.pointer}, {"message", m.message}, {"offset", m.offset}});
  if (contract->accepts(one.text) != mismatches.empty()) return "Contract::accepts and Contract::check differ";
  if (report != Json{{"ok", mismatches.empty()}, {"mismatches", mismatches}}) return "Contract::check and check_contract_json differ";
  return {{"mismatches", mismatches}};
}

// A patch applied as text and as JSON is the same patch.
Json apply_patch_text(const std::string& document, const std::string& patch) {
  const std::string report = apply_patch_json(document, patch);
  const auto result = apply_patch(document, patch);
  if (result) return report == "{\"document\":" + *result + "}" ? Json{{"text", *result}} : Json("apply_patch_json writes another document");
  const Json error = Json::parse(report).at("error");
  const Error& first = result.error();
  if (error != Json{{"code", to_string(first.code)}, {"message", first.message}, {"pointer", first.pointer}, {"line", first.line}, {"column", first.column}})
    return "apply_patch_json tells another error";
  return {{"errors", errors_of(result.errors())}};
}

// A loader that was used before says the same, and appends behind what is there.
Json load_save(const vectors::SaveCase& one) {
  const auto program = Program::compile(one.rulebook);
  const auto limits = read_save_limits(one.limits);
  if (!program || !limits) return {{"errors", errors_of(!program ? program.errors() : limits.errors())}};
  auto loader = SaveLoader::make(*program, one.kind, *limits);
  if (!loader) return {{"errors", errors_of(loader.errors())}};
  std::string out = "before";
  const LoadedSave loaded = loader->load(one.save, out);
  const std::string report = to_json(loaded), text = out.substr(6);
  if (to_json(loader->load(one.save, out)) != report || out != "before" + text + text) return "a loader that was used before says something else";
  if (loaded.state != SaveState::ready && !text.empty()) return "a save that is set aside has a text";
  return {{"finding", Json::parse(report)}, {"out", loaded.state == SaveState::ready ? Json(text) : Json()}};
}

// In one call or in two, in one rehearsal or in two that are merged: the same lines, report and state.
Json rehearse(const vectors::RehearsalCase& one) {
  const auto program = Program::compile(one.rulebook);
  const auto options = read_rehearsal_options(one.options);
  if (!program || !options) return {{"errors", errors_of(!program ? program.errors() : options.errors())}};
  auto whole = Rehearsal::make(*program, one.kind, *options);
  if (!whole) return {{"errors", errors_of(whole.errors())}};
  std::string out, quarantine;
  whole->add(one.lines, out, quarantine);

  const std::size_t middle = one.lines.find('\n', one.lines.size() / 2) + 1;
  const auto first = static_cast<std::uint64_t>(std::count(one.lines.begin(), one.lines.begin() + static_cast<std::ptrdiff_t>(middle), '\n'));
  auto head = Rehearsal::make(*program, one.kind, *options), twice = Rehearsal::make(*program, one.kind, *options), merged = Rehearsal::make(*program, one.kind, *options);
  RehearsalOptions behind = *options;
  behind.first_line += first;
  auto tail = Rehearsal::make(*program, one.kind, behind);
  std::string parts, parts_aside, calls, calls_aside;
  head->add(one.lines.substr(0, middle), parts, parts_aside);
  tail->add(one.lines.substr(middle), parts, parts_aside);
  for (const auto& lines : {one.lines.substr(0, middle), one.lines.substr(middle)}) twice->add(lines, calls, calls_aside);
  if (merged->merge(tail->state(), 0) || merged->merge(head->state(), 0)) return "a state that was just written is refused";
  for (const auto& [made, aside] : {std::pair(parts, parts_aside), std::pair(calls, calls_aside)})
    if (made != out || aside != quarantine) return "lines that are cut come out otherwise";
  for (const Rehearsal* other : {&*twice, &*merged})
    if (other->report() != whole->report() || other->state() != whole->state()) return "lines that are cut, or merged, are counted otherwise";
  return {{"out", out}, {"quarantine", quarantine}, {"report", Json::parse(whole->report())}};
}

Json text_or_errors(const Result<std::string>& made) { return made ? Json{{"text", *made}} : Json{{"errors", errors_of(made.errors())}}; }

Json decide_text(const std::string& machine, const std::string& state, const std::string& event) { return text_or_errors(decide(machine, state, event)); }
Json fingerprint_text(const std::string& name, const std::string& content) { return text_or_errors(fingerprint(name, content)); }
Json audit_text(const vectors::AuditCase& one) { return text_or_errors(audit(one.journal, one.balances, one.saves, one.compare)); }
Json backtest_text(const std::string& what, const std::string& first, const std::string& second) {
  if (what == "backtest") return text_or_errors(backtest_json(first, second));
  if (what == "changes") return text_or_errors(rulebook_changes(first, second));
  if (what == "replay") return text_or_errors(replay_capsule(first));
  if (what == "explain") return text_or_errors(explain_capsule(first));
  return text_or_errors(cut_capsule(first, std::stoull(second), std::stoull(second.substr(second.find(':') + 1))));
}

Json log_text(const std::string& log) { return {{"text", describe_log(log)}}; }
Json replay_text(const std::string& log) {
  const auto made = replay_json(log, "");
  if (made) return {{"text", *made}};
  Json errors = errors_of(made.errors());
  for (std::size_t i = 0; i < errors.size(); ++i) errors[i]["offset"] = made.errors()[i].offset;
  return {{"errors", std::move(errors)}};
}

Json problems_of(const Result<Judgement>& judged) { return judged ? Json::array() : errors_of(judged.errors()); }

vectors::Written record_batches(const vectors::RecorderCase& one) {
  vectors::Written out;
  const auto program = Program::compile(one.rulebook);
  if (!program) return {errors_of(program.errors()), {}, 0, 0};
  auto world = World::from_json(*program, one.world);
  if (!world) return {errors_of(world.errors()), {}, 0, 0};
  auto recorder = Recorder::begin(*program, one.rulebook, *world);
  if (!recorder) return {errors_of(recorder.errors()), {}, 0, 0};
  for (const std::string& requests : one.batches)
    if (out.errors = problems_of(recorder->judge(*program, *world, requests)); !out.errors.empty()) return out;
  out.bytes = recorder->take();
  out.world_digest = world->digest();
  return out;
}

vectors::Written resume_log(const std::string& log, const std::string& requests) {
  auto resumed = resume(log);
  if (!resumed) return {errors_of(resumed.errors()), {}, 0, 0};
  vectors::Written out;
  out.errors = problems_of(resumed->recorder.judge(resumed->program, resumed->world, requests));
  out.bytes = resumed->recorder.take();
  out.world_digest = resumed->world.digest();
  out.good_bytes = resumed->good_bytes;
  return out;
}

Json visit_step(const Program& program, World& world, SaveLoader& loader, const vectors::VisitStep& step) {
  using Op = vectors::VisitStep::Op;
  switch (step.op) {
    case Op::join: {
      const auto found = join(world, loader, step.id, step.text);
      return found ? Json{{"finding", Json::parse(to_json(*found))}} : Json{{"errors", errors_of(found.errors())}};
    }
    case Op::save: {
      const auto record = save(world, loader, step.id, step.text);
      if (record && save(world, loader, step.id, *record).value() != *record) return "saving again what was just saved changes it";
      return text_or_errors(record);
    }
    case Op::leave: {
      const auto wrong = leave(world, step.kind, step.id);
      return wrong ? Json{{"errors", errors_of({*wrong})}} : Json::object();
    }
    case Op::judge: break;
  }
  const auto judgement = judge_in_place(program, world, step.text);
  if (!judgement) return {{"errors", errors_of(judgement.errors())}};
  std::string lines;
  judgement->write_verdicts(lines);
  return {{"text", lines}};
}

// A digest that is kept up to date is that of the same state read anew.
Json visit(const vectors::VisitCase& one) {
  const auto program = Program::compile(one.rulebook);
  if (!program) return errors_of(program.errors());
  auto world = World::from_json(*program, one.world);
  const auto limits = read_save_limits(one.limits);
  if (!world || !limits) return errors_of(!world ? world.errors() : limits.errors());
  Json out = Json::array({{{"world", world->to_json()}}});
  std::map<std::string, SaveLoader> loaders;
  for (const vectors::VisitStep& step : one.steps) {
    auto made = SaveLoader::make(*program, step.op == vectors::VisitStep::Op::join || step.op == vectors::VisitStep::Op::save ? step.kind : "player", *limits);
    if (made) loaders.try_emplace(step.kind, std::move(*made));
    Json got = made ? visit_step(*program, *world, loaders.at(step.kind), step) : Json{{"errors", errors_of(made.errors())}};
    if (world->digest() != world->recomputed_digest()) got = "the incremental world digest is not the recomputed one";
    if (!got.is_object()) return got;
    got["world"] = world->to_json();
    out.push_back(got);
  }
  return out;
}

// Counted by one, or by two that are merged: the same text.
Json measure(const vectors::MetricsCase& one) {
  const auto program = Program::compile(one.rulebook);
  if (!program) return {{"errors", errors_of(program.errors())}};
  auto world = World::from_json(*program, one.world);
  if (!world) return {{"errors", errors_of(world.errors())}};
  Metrics metrics, parts[2];
  for (std::size_t i = 0; i < one.batches.size(); ++i) {
    const auto judgement = judge_in_place(*program, *world, one.batches[i]);
    if (!judgement) return {{"errors", errors_of(judgement.errors())}};
    for (Metrics* m : {&metrics, &parts[i % 2]}) {
      m->add(*judgement);
      if (one.nanoseconds[i] >= 0) m->add_judge_time(static_cast<std::uint64_t>(one.nanoseconds[i]));
    }
  }
  if (one.tells_world) {
    metrics.set_world(*world);
    parts[1].set_world(*world);
  }
  parts[0].merge(parts[1]);
  if (parts[0].text() != metrics.text()) return "metrics that are merged differ";
  return {{"text", metrics.text()}};
}

Json watch(const vectors::InterestCase& one) {
  const auto program = Program::compile(one.rulebook);
  if (!program) return {{"errors", errors_of(program.errors())}};
  auto interest = Interest::create(*program, one.area);
  if (!interest) return {{"errors", errors_of(interest.errors())}};
  Json told = Json::array();
  for (const auto& step : one.steps) {
    for (const std::int64_t observer : step.resync)
      if (!interest->resync(observer)) return "an observer is not known";
    auto read = Interest::from_json(*program, interest->to_json());
    if (!read || read->digest() != interest->digest()) return "a state that was written is not read as it was";
    interest = std::move(read);
    const auto world = World::from_json(*program, step.world);
    if (!world) return {{"errors", errors_of(world.errors())}};
    const auto changes = interest->update(*world);
    if (!changes) return {{"errors", errors_of(changes.errors())}};
    told.push_back(Json::parse(to_json(*changes)));
  }
  return {{"told", told}};
}

Json world_delta_text(const std::string& rulebook, const std::string& from, const std::string& to) {
  const auto program = Program::compile(rulebook);
  if (!program) return {{"errors", errors_of(program.errors())}};
  const auto a = World::from_json(*program, from), b = World::from_json(*program, to);
  if (!a || !b) return {{"errors", errors_of(!a ? a.errors() : b.errors())}};
  const auto made = world_delta(*a, *b), same = world_delta(*b, *b);
  const auto there = apply_world_delta(*a, *made);
  if (!there) return {{"errors", errors_of(there.errors())}};
  if (there->to_json() != b->to_json() || there->digest() != b->digest() || there->recomputed_digest() != b->digest()) return "a delta does not lead where it says";
  if (!is_empty_delta(*same) || is_empty_delta(*made) != (a->to_json() == b->to_json())) return "a delta is empty and is not";
  return {{"text", *made}, {"there", there->to_json()}, {"same", *same}};
}

Json apply_delta_text(const std::string& rulebook, const std::string& text, const std::string& delta) {
  const auto program = Program::compile(rulebook);
  const auto world = World::from_json(*program, text);
  if (!world) return {{"errors", errors_of(world.errors())}};
  const auto there = apply_world_delta(*world, delta);
  return there ? Json{{"text", there->to_json()}} : Json{{"errors", errors_of(there.errors())}};
}

Json visible_text(const std::string& rulebook, const std::string& text, const std::string& named) {
  const auto program = Program::compile(rulebook);
  const auto world = World::from_json(*program, text);
  if (!world) return {{"errors", errors_of(world.errors())}};
  const auto part = visible_part(*world, named);
  return part ? Json{{"text", part->to_json()}} : Json{{"errors", errors_of(part.errors())}};
}

Json play(const Program& program, const vectors::FightQuestion& one) {
  const Json chosen = Json::parse(one.options);
  SimulateOptions options;
  options.seed = chosen.at("seed").get<std::uint64_t>();
  options.exec.max_threads = chosen.value("threads", std::uint32_t{0});
  if (options.exec.max_threads > 0) options.exec.mode = options.exec.max_threads == 1 ? Exec::Mode::serial : Exec::Mode::parallel;
  auto simulation = Simulation::start(program, one.scenario, options.seed);
  if (!simulation) return {{"errors", errors_of(simulation.errors())}};
  options.fights = chosen.value("first", std::uint64_t{0});
  const auto first = simulation->run(options);
  if (!first) return {{"errors", errors_of(first.errors())}};
  auto resumed = Simulation::resume(program, simulation->saved());
  if (!resumed) return {{"errors", errors_of(resumed.errors())}};
  options.fights = chosen.at("fights").get<std::uint64_t>();
  for (Simulation* each : {&*simulation, &*resumed})
    if (const auto run = each->run(options); !run) return {{"errors", errors_of(run.errors())}};
  if (resumed->report().to_json() != simulation->report().to_json()) return "a simulation that was saved and gone on with says something else";
  if (!chosen.contains("first")) {
    const auto at_once = simulate(program, one.scenario, options);
    if (!at_once || at_once->to_json() != resumed->report().to_json()) return "simulate and Simulation differ";
    options.is_reference = true;
    const auto slow = simulate(program, one.scenario, options);
    if (!slow || slow->to_json() != resumed->report().to_json()) return "fights by the whole engine are others";
  }
  return {{"text", resumed->report().to_json()}};
}

Json ask(const vectors::FightQuestion& one) {
  const auto program = Program::compile(one.rulebook);
  if (!program) return {{"errors", errors_of(program.errors())}};
  if (one.question == "solve") {
    const auto solved = solve(*program, one.scenario);
    return solved ? Json{{"text", solved->to_json()}} : Json{{"errors", errors_of(solved.errors())}};
  }
  if (one.question == "simulate") return play(*program, one);
  if (one.question == "test") return text_or_errors(test_expectations_json(*program, one.options));
  if (one.question == "matrix") return text_or_errors(win_matrix_json(*program, one.scenario, one.options));
  if (one.question == "sweep") return text_or_errors(sweep_json(*program, one.scenario, one.options));
  if (one.question == "sensitivity") return text_or_errors(sensitivity_json(*program, one.scenario, one.options));
  if (one.question == "breakpoints") return text_or_errors(breakpoints_json(*program, one.scenario, one.options));
  if (one.question != "compare") return "no such question";
  const auto after = Program::compile(one.after);
  if (!after) return {{"errors", errors_of(after.errors())}};
  return text_or_errors(compare_scenario_json(*program, *after, one.scenario, one.options));
}

}  // namespace

int main(int argc, char** argv) {
  return vectors::run({"native", compile, load_world, judge_vectors, validate, check_json_text, conformance_of, check_contract, apply_patch_text, load_save, rehearse, decide_text, fingerprint_text, audit_text, log_text, replay_text, record_batches, resume_log, visit, measure,
                       watch, world_delta_text, apply_delta_text, visible_text, backtest_text, ask},
                      argc, argv);
}
