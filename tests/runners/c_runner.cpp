// The vectors through ludex.h alone: what a foreign-function interface or WebAssembly would do. And what ludex.h
// promises beyond them: c_promises.cpp.

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "c_handles.h"
#include "c_logs.h"
#include "c_promises.h"
#include "ludex.h"
#include "vectors.h"

using ludex::vectors::Answer;
using ludex::vectors::Batches;
using ludex::vectors::ContractCase;
using ludex::vectors::Json;
using ludex::vectors::RehearsalCase;
using ludex::vectors::SaveCase;
using ludex::vectors::SchemaCase;
using namespace ludex::vectors::c;

namespace {

Json compile(const std::string& rulebook) {
  Handle<ludex_rulebook> unused;
  return load(rulebook, unused);
}

Json load_world(const std::string& text, const std::string& world_text) {
  Handle<ludex_rulebook> rulebook;
  Json errors = load(text, rulebook);
  Handle<ludex_world> unused;
  return errors.empty() ? load(rulebook.get(), world_text, unused) : errors;
}

// The getters of a judgement must agree with its lines.
void check_judgement(const ludex_rulebook* rulebook, ludex_judgement* judgement, const std::string& ndjson,
                     Answer& answer) {
  static constexpr const char* kOutcomes[] = {"accepted", "duplicate", "rejected"};
  const auto check = [&](bool holds, const char* promise) {
    if (!holds) answer.defects.push_back(std::string("broken promise: ") + promise);
  };
  const ludex_verdict* verdicts = ludex_judgement_verdicts(judgement);
  Json counts = Json::object();
  std::string lines;
  for (std::size_t i = 0; i < ludex_judgement_count(judgement); ++i) {
    const std::string line = text_of(ludex_verdict_explain(judgement, i, 0));
    const Json verdict = Json::parse(line);
    lines += line + "\n";
    const std::string reason = text_of(ludex_reason_name(rulebook, verdicts[i].reason));
    check(verdict.at("i") == i, "explain(i) is line i");
    check(verdict.at("verdict") == kOutcomes[verdicts[i].outcome], "the record's outcome is that of the line");
    check(verdict.value("reason", "accepted") == reason, "the record's reason is that of the line");
    check(verdict.value("retry_after_ms", std::int64_t{-1}) == verdicts[i].retry_after_ms,
          "retry_after_ms is that of the line");
    check(verdict.value("at", "") == text_of(ludex_verdict_at(judgement, i)), "ludex_verdict_at is `at` of the line");
    counts[reason] = counts.value(reason, 0) + 1;
  }
  const std::string timers = text_of(ludex_judgement_timers(judgement, 0));
  check(ludex_judgement_timer_count(judgement) ==
            static_cast<std::size_t>(std::count(timers.begin(), timers.end(), '\n')),
        "ludex_judgement_timers gives a line for each timer");
  check(lines == ndjson, "ludex_judgement_ndjson is the lines of ludex_verdict_explain");
  check(counts == Json::parse(text_of(ludex_judgement_counts_json(judgement))), "the counts are those of the records");
  check(ludex_verdict_at(judgement, ludex_judgement_count(judgement)).data == nullptr,
        "an index out of range gives no bytes");
}

Answer judge(const Batches& batches) {
  Answer answer;
  Handle<ludex_rulebook> rulebook;
  answer.errors = load(batches.rulebook, rulebook);
  if (!answer.errors.empty()) return answer;
  Handle<ludex_world> world;
  answer.errors = load(rulebook.get(), batches.world, world);
  if (!answer.errors.empty()) return answer;

  for (const std::string& bytes : batches.bytes) {
    ludex_judgement* made = nullptr;
    ludex_error* error = nullptr;
    const char* flags = batches.flags_json ? batches.flags_json->data() : nullptr;
    const ludex_status status = ludex_judge(rulebook.get(), world.get(), bytes.data(), bytes.size(),
                                            batches.opened_at.value_or(LUDEX_OPENED_AT_FROM_REQUESTS), flags,
                                            flags ? batches.flags_json->size() : 0, &made, &error);
    const Handle<ludex_judgement> judgement(made);
    answer.errors = errors_of(status, error);
    if (!answer.errors.empty()) break;
    answer.ndjson.push_back(text_of(ludex_judgement_ndjson(judgement.get(), 0)));
    answer.timers.push_back(text_of(ludex_judgement_timers(judgement.get(), 0)));
    if (ludex_judgement_world_digest(judgement.get()) != ludex_world_digest(world.get())) {
      answer.defects.push_back("broken promise: the judgement knows the digest of the world after it");
    }
    check_judgement(rulebook.get(), judgement.get(), answer.ndjson.back(), answer);
  }
  ludex_world* copied = nullptr;
  if (ludex_world_clone(world.get(), &copied) != LUDEX_OK ||
      ludex_world_digest(copied) != ludex_world_digest(world.get())) {
    answer.defects.push_back("broken promise: a clone is the same world");
  }
  const Handle<ludex_world> copy(copied);
  answer.world_after = text_of(ludex_world_save(copied));
  return answer;
}

Json report_of(ludex_status status, ludex_text* made) {
  const Handle<ludex_text> text(made);
  return status == LUDEX_OK ? Json::parse(text_of(ludex_text_bytes(made))) : Json("status " + std::to_string(status));
}

Json validate(const SchemaCase& one) {
  ludex_schema* compiled = nullptr;
  ludex_error* error = nullptr;
  ludex_status status = ludex_schema_compile(one.schema.data(), one.schema.size(), one.options.data(), one.options.size(),
                                             &compiled, &error);
  Handle<ludex_schema> schema(compiled);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  ludex_text* report = nullptr;
  const std::string& options = one.validation_options;
  status = ludex_schema_validate(schema.get(), one.instance.data(), one.instance.size(), options.data(), options.size(),
                                 &report, &error);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  Json got = report_of(status, report);

  ludex_validator* made = nullptr;
  status = ludex_validator_new(schema.get(), options.data(), options.size(), &made, &error);
  const Handle<ludex_validator> validator(made);
  schema.reset();  // the validator outlives it
  got["is_valid"] = false;
  for (int i = 0; i < 2; ++i) {
    const int is_valid = ludex_validator_is_valid(validator.get(), one.instance.data(), one.instance.size());
    got["is_valid"] = is_valid == 0 || is_valid == 1 ? Json(is_valid == 1) : Json(is_valid);
  }
  return got;
}

Json check_json(const std::string& text, const std::string& limits) {
  ludex_text* report = nullptr;
  const ludex_status status = ludex_check_json(text.data(), text.size(), limits.data(), limits.size(), &report);
  return report_of(status, report);
}

Json conformance_json_schema(const std::string& suite) {
  ludex_text* report = nullptr;
  const ludex_status status = ludex_conformance_json_schema(suite.data(), suite.size(), &report);
  return report_of(status, report);
}

Json check_contract(const ContractCase& one) {
  ludex_text* made = nullptr;
  const ludex_status status = ludex_check_contract(one.contract.data(), one.contract.size(), one.text.data(), one.text.size(),
                                                   one.options.data(), one.options.size(), &made);
  Json report = report_of(status, made);
  if (!report.is_object()) return report;
  if (report.contains("error")) return {{"errors", Json::array({report.at("error")})}};
  if (report.value("ok", false) != report.value("mismatches", Json::array({1})).empty()) return "`ok` and the mismatches differ";
  report.erase("ok");
  return report;
}

Json apply_patch(const std::string& document, const std::string& patch) {
  ludex_text* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status =
      ludex_apply_patch(document.data(), document.size(), patch.data(), patch.size(), &made, &error);
  const Handle<ludex_text> text(made);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  return {{"text", text_of(ludex_text_bytes(made))}};
}

Json load_save(const SaveCase& one) {
  Handle<ludex_rulebook> rulebook;
  const Json errors = load(one.rulebook, rulebook);
  if (!errors.empty()) return {{"errors", errors}};
  ludex_save_loader* made = nullptr;
  ludex_error* error = nullptr;
  ludex_status status = ludex_save_loader_new(rulebook.get(), one.kind.data(), one.kind.size(), one.limits.data(), one.limits.size(), &made, &error);
  const Handle<ludex_save_loader> loader(made);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  rulebook.reset();  // the loader outlives it
  status = ludex_save_loader_load(loader.get(), one.save.data(), one.save.size(), &error);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  const ludex_bytes out = ludex_save_loader_save(loader.get());
  return {{"finding", Json::parse(text_of(ludex_save_loader_finding(loader.get())))}, {"out", out.data ? Json(text_of(out)) : Json()}};
}

Json rehearse(const RehearsalCase& one) {
  Handle<ludex_rulebook> rulebook;
  const Json errors = load(one.rulebook, rulebook);
  if (!errors.empty()) return {{"errors", errors}};
  ludex_rehearsal* made = nullptr;
  ludex_error* error = nullptr;
  ludex_status status = ludex_rehearsal_new(rulebook.get(), one.kind.data(), one.kind.size(), one.options.data(), one.options.size(), &made, &error);
  const Handle<ludex_rehearsal> rehearsal(made);
  if (status == LUDEX_OK) status = ludex_rehearsal_add(made, one.lines.data(), one.lines.size(), &error);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  return {{"out", text_of(ludex_rehearsal_out(made))},
          {"quarantine", text_of(ludex_rehearsal_quarantine(made))},
          {"report", Json::parse(text_of(ludex_rehearsal_report_json(made)))}};
}

Json decide(const std::string& machine, const std::string& state, const std::string& event) {
  ludex_text* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_decide(machine.data(), machine.size(), state.data(), state.size(), event.data(), event.size(), &made, &error);
  return made_text(status, made, error);
}

Json fingerprint(const std::string& name, const std::string& content) {
  ludex_text* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_fingerprint(name.data(), name.size(), content.data(), content.size(), &made, &error);
  return made_text(status, made, error);
}

Json audit(const ludex::vectors::AuditCase& one) {
  ludex_text* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_audit(one.journal.data(), one.journal.size(), one.balances.data(), one.balances.size(), one.saves.data(), one.saves.size(),
                                          one.compare.empty() ? nullptr : one.compare.data(), one.compare.size(), &made, &error);
  return made_text(status, made, error);
}

Json backtest(const std::string& what, const std::string& first, const std::string& second) {
  ludex_text* made = nullptr;
  ludex_error* error = nullptr;
  const auto run = [&] {
    if (what == "backtest") return ludex_backtest(first.data(), first.size(), second.data(), second.size(), &made, &error);
    if (what == "changes") return ludex_rulebook_changes(first.data(), first.size(), second.data(), second.size(), &made, &error);
    if (what == "replay") return ludex_capsule_replay(first.data(), first.size(), &made, &error);
    if (what == "explain") return ludex_capsule_explain(first.data(), first.size(), &made, &error);
    return ludex_capsule_cut(first.data(), first.size(), std::stoull(second), std::stoull(second.substr(second.find(':') + 1)), &made, &error);
  };
  const ludex_status status = run();
  return made_text(status, made, error);
}

Json finding_or_errors(ludex_status status, const ludex_save_loader* loader, ludex_error* error) {
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  if (ludex_save_loader_save(loader).data) return "a save that joined has a text";
  return {{"finding", Json::parse(text_of(ludex_save_loader_finding(loader)))}};
}

Json visit_step(const ludex_rulebook* rulebook, ludex_world* world, const ludex::vectors::VisitStep& step, const std::string& limits) {
  using Op = ludex::vectors::VisitStep::Op;
  ludex_error* error = nullptr;
  ludex_save_loader* loader = nullptr;
  const char* const text = step.text.empty() ? nullptr : step.text.data();
  if (step.op == Op::leave) {
    const ludex_status status = ludex_leave(world, step.kind.data(), step.kind.size(), step.id, &error);
    return status == LUDEX_OK ? Json::object() : Json{{"errors", errors_of(status, error)}};
  }
  if (step.op == Op::judge) {
    ludex_judgement* made = nullptr;
    const ludex_status status = ludex_judge(rulebook, world, step.text.data(), step.text.size(), LUDEX_OPENED_AT_FROM_REQUESTS, nullptr, 0, &made, &error);
    const Handle<ludex_judgement> judgement(made);
    return status == LUDEX_OK ? Json{{"text", text_of(ludex_judgement_ndjson(made, 0))}} : Json{{"errors", errors_of(status, error)}};
  }
  ludex_status status = ludex_save_loader_new(rulebook, step.kind.data(), step.kind.size(), limits.data(), limits.size(), &loader, &error);
  const Handle<ludex_save_loader> owned(loader);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  if (step.op == Op::join) {
    status = ludex_join(world, loader, step.id, text, step.text.size(), &error);
    return finding_or_errors(status, loader, error);
  }
  ludex_text* record = nullptr;
  status = ludex_save_profile(world, loader, step.id, text, step.text.size(), &record, &error);
  return made_text(status, record, error);
}

Json visit(const ludex::vectors::VisitCase& one) {
  Handle<ludex_rulebook> rulebook;
  const Json errors = load(one.rulebook, rulebook);
  if (!errors.empty()) return errors;
  ludex_world* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_world_load(rulebook.get(), one.world.data(), one.world.size(), &made, &error);
  const Handle<ludex_world> world(made);
  if (status != LUDEX_OK) return errors_of(status, error);
  ludex_world_set_threads(made, 1);
  Json out = Json::array({{{"world", text_of(ludex_world_save(made))}}});
  for (const ludex::vectors::VisitStep& step : one.steps) {
    Json got = visit_step(rulebook.get(), made, step, one.limits);
    if (!got.is_object()) return got;
    got["world"] = text_of(ludex_world_save(made));
    out.push_back(got);
  }
  return out;
}

struct FreeMetrics {
  void operator()(ludex_metrics* p) const { ludex_metrics_free(p); }
};

Json measure(const ludex::vectors::MetricsCase& one) {
  Handle<ludex_rulebook> rulebook;
  const Json errors = load(one.rulebook, rulebook);
  if (!errors.empty()) return {{"errors", errors}};
  ludex_world* made = nullptr;
  ludex_metrics* metrics = nullptr;
  ludex_error* error = nullptr;
  ludex_status status = ludex_world_load(rulebook.get(), one.world.data(), one.world.size(), &made, &error);
  const Handle<ludex_world> world(made);
  if (status == LUDEX_OK) status = ludex_metrics_new(&metrics, &error);
  const std::unique_ptr<ludex_metrics, FreeMetrics> owned(metrics);
  for (std::size_t i = 0; status == LUDEX_OK && i < one.batches.size(); ++i) {
    ludex_judgement* judged = nullptr;
    status = ludex_judge(rulebook.get(), made, one.batches[i].data(), one.batches[i].size(), LUDEX_OPENED_AT_FROM_REQUESTS, nullptr, 0, &judged, &error);
    const Handle<ludex_judgement> judgement(judged);
    if (status == LUDEX_OK) status = ludex_metrics_add(metrics, judged, one.nanoseconds[i], &error);
  }
  if (status == LUDEX_OK && one.tells_world) status = ludex_metrics_set_world(metrics, made, &error);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  return {{"text", text_of(ludex_metrics_text(metrics))}};
}

// A rulebook and a world of it; {"errors"} of what is refused, else null.
Json load_both(const std::string& rules, const std::string& text, Handle<ludex_rulebook>& rulebook, Handle<ludex_world>& world) {
  if (!rulebook) {
    const Json errors = load(rules, rulebook);
    if (!errors.empty()) return {{"errors", errors}};
  }
  ludex_world* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_world_load(rulebook.get(), text.data(), text.size(), &made, &error);
  world.reset(made);
  return status == LUDEX_OK ? Json() : Json{{"errors", errors_of(status, error)}};
}

Json watch(const ludex::vectors::InterestCase& one) {
  Handle<ludex_rulebook> rulebook;
  const Json errors = load(one.rulebook, rulebook);
  if (!errors.empty()) return {{"errors", errors}};
  ludex_interest* made = nullptr;
  ludex_error* error = nullptr;
  ludex_status status = ludex_interest_new(rulebook.get(), one.area.data(), one.area.size(), &made, &error);
  Handle<ludex_interest> interest(made);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  Json told = Json::array();
  for (const auto& step : one.steps) {
    for (const std::int64_t observer : step.resync)
      if (ludex_interest_resync(interest.get(), observer) != 1) return "an observer is not known";
    const std::string state = text_of(ludex_interest_save(interest.get()));
    const std::uint64_t digest = ludex_interest_digest(interest.get());
    status = ludex_interest_load(rulebook.get(), state.data(), state.size(), &made, &error);
    interest.reset(made);
    if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
    if (ludex_interest_digest(made) != digest) return "a state that was written is not read as it was";
    Handle<ludex_world> world;
    if (Json wrong = load_both(one.rulebook, step.world, rulebook, world); !wrong.is_null()) return wrong;
    ludex_text* text = nullptr;
    status = ludex_interest_update(interest.get(), world.get(), &text, &error);
    const Handle<ludex_text> owned(text);
    if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
    told.push_back(Json::parse(text_of(ludex_text_bytes(text))));
    for (const Json& change : told.back())
      if (change.value("full", false) && Json::parse(text_of(ludex_interest_seen(interest.get(), change.at("observer").get<std::int64_t>()))) != change.at("entered")) return "who is seen is not who entered";
  }
  return {{"told", told}};
}

Json world_delta(const std::string& rules, const std::string& from, const std::string& to) {
  Handle<ludex_rulebook> rulebook;
  Handle<ludex_world> a, b;
  if (Json wrong = load_both(rules, from, rulebook, a); !wrong.is_null()) return wrong;
  if (Json wrong = load_both(rules, to, rulebook, b); !wrong.is_null()) return wrong;
  ludex_text *made = nullptr, *same = nullptr;
  ludex_error* error = nullptr;
  ludex_status status = ludex_world_delta(a.get(), b.get(), &made, &error);
  const Json delta = made_text(status, made, error);
  status = ludex_world_delta(b.get(), b.get(), &same, &error);
  const Json none = made_text(status, same, error);
  if (!delta.contains("text") || !none.contains("text")) return delta;
  const std::string text = delta.at("text").get<std::string>();
  status = ludex_world_apply_delta(a.get(), text.data(), text.size(), &error);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  if (ludex_world_digest(a.get()) != ludex_world_digest(b.get()) || text_of(ludex_world_save(a.get())) != text_of(ludex_world_save(b.get()))) return "a delta does not lead where it says";
  return {{"text", text}, {"there", text_of(ludex_world_save(a.get()))}, {"same", none.at("text")}};
}

Json apply_world_delta(const std::string& rules, const std::string& text, const std::string& delta) {
  Handle<ludex_rulebook> rulebook;
  Handle<ludex_world> world;
  if (Json wrong = load_both(rules, text, rulebook, world); !wrong.is_null()) return wrong;
  const std::uint64_t before = ludex_world_digest(world.get());
  ludex_error* error = nullptr;
  const ludex_status status = ludex_world_apply_delta(world.get(), delta.data(), delta.size(), &error);
  if (status != LUDEX_OK && ludex_world_digest(world.get()) != before) return "a delta that was refused changed the world";
  return status == LUDEX_OK ? Json{{"text", text_of(ludex_world_save(world.get()))}} : Json{{"errors", errors_of(status, error)}};
}

Json visible(const std::string& rules, const std::string& text, const std::string& named) {
  Handle<ludex_rulebook> rulebook;
  Handle<ludex_world> world;
  if (Json wrong = load_both(rules, text, rulebook, world); !wrong.is_null()) return wrong;
  ludex_world* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_world_visible(world.get(), named.data(), named.size(), &made, &error);
  const Handle<ludex_world> part(made);
  return status == LUDEX_OK ? Json{{"text", text_of(ludex_world_save(made))}} : Json{{"errors", errors_of(status, error)}};
}

// All but the last third by one simulation, the rest by another: as a third sees them, the report of all.
std::string played_in_parts(const ludex_rulebook* rulebook, const ludex::vectors::FightQuestion& one, std::uint64_t fights) {
  const std::uint64_t seed = Json::parse(one.options).at("seed").get<std::uint64_t>(), cut = fights - fights / 3;
  const auto start = [&] {
    ludex_simulation* made = nullptr;
    ludex_simulation_new(rulebook, one.scenario.data(), one.scenario.size(), seed, &made, nullptr);
    return Handle<ludex_simulation>(made);
  };
  const auto whole = start(), a = start(), b = start();
  for (const auto& [player, first, count] : {std::tuple{a.get(), std::uint64_t{0}, cut}, std::tuple{b.get(), cut, fights - cut}}) {
    ludex_text* part = nullptr;
    if (ludex_simulation_part(player, first, count, 0, &part, nullptr) != LUDEX_OK) return "a part could not be played";
    const Handle<ludex_text> held(part);
    const ludex_bytes bytes = ludex_text_bytes(part);
    if (ludex_simulation_add(whole.get(), bytes.data, bytes.size, nullptr) != LUDEX_OK) return "a part could not be added";
    if (ludex_simulation_add(whole.get(), bytes.data, bytes.size, nullptr) == LUDEX_OK && count > 0) return "a part could be added twice";
  }
  return text_of(ludex_simulation_report_json(whole.get()));
}

Json play(const ludex_rulebook* rulebook, const ludex::vectors::FightQuestion& one) {
  const Json options = Json::parse(one.options);
  const auto fights = options.at("fights").get<std::uint64_t>();
  const auto threads = options.value("threads", std::uint32_t{0});
  ludex_simulation* made = nullptr;
  ludex_error* error = nullptr;
  ludex_status status = ludex_simulation_new(rulebook, one.scenario.data(), one.scenario.size(), options.at("seed").get<std::uint64_t>(), &made, &error);
  Handle<ludex_simulation> simulation(made);
  if (status == LUDEX_OK && options.contains("first")) {
    status = ludex_simulation_run(made, options.at("first").get<std::uint64_t>(), 0, threads, &error);
    if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
    const std::string saved = text_of(ludex_simulation_save(made));
    status = ludex_simulation_resume(rulebook, saved.data(), saved.size(), &made, &error);
    if (status == LUDEX_OK) simulation.reset(made);
  }
  if (status == LUDEX_OK) status = ludex_simulation_run(simulation.get(), fights, 0, threads, &error);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  if (ludex_simulation_fights(simulation.get()) != fights) return "so many fights were not played";
  const std::string report = text_of(ludex_simulation_report_json(simulation.get()));
  if (fights > 0 && played_in_parts(rulebook, one, fights) != report) return "played in parts it comes to something else";
  return {{"text", report}};
}

// What is told between rounds, and whether it is to stop.
struct Told {
  std::uint64_t done = 0, total = 0, calls = 0;
  bool stops = false, falls = false;
  static int tell(void* context, std::uint64_t done, std::uint64_t total) {
    Told& told = *static_cast<Told*>(context);
    told.falls = told.falls || done < told.done || (total > 0 && done > total);
    told.done = done, told.total = total, ++told.calls;
    return told.stops;
  }
};

// The same question with its progress told: what it answers, or what is wrong with that.
std::string asked_with_progress(const ludex_rulebook* rulebook, const ludex_rulebook* after, const ludex::vectors::FightQuestion& one, bool stops, Told& told) {
  const std::pair<const char*, int> questions[] = {{"test", LUDEX_ASK_TEST}, {"compare", LUDEX_ASK_COMPARE}, {"matrix", LUDEX_ASK_MATRIX}, {"sensitivity", LUDEX_ASK_SENSITIVITY}, {"sweep", LUDEX_ASK_SWEEP}};
  const auto* found = std::find_if(std::begin(questions), std::end(questions), [&](const auto& q) { return one.question == q.first; });
  if (found == std::end(questions)) return {};
  told.stops = stops;
  ludex_text* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_ask(found->second, rulebook, after, one.scenario.data(), one.scenario.size(), one.options.data(), one.options.size(), Told::tell, &told, &made, &error);
  const Handle<ludex_text> text(made);
  if (told.falls) return "its progress falls, or goes beyond all there is";
  if (status == LUDEX_OK) return text_of(ludex_text_bytes(made));
  return errors_of(status, error).dump();
}

Json ask(const ludex::vectors::FightQuestion& one) {
  Handle<ludex_rulebook> rulebook, after;
  if (const Json errors = load(one.rulebook, rulebook); !errors.empty()) return {{"errors", errors}};
  if (one.question == "simulate") return play(rulebook.get(), one);
  if (one.question == "compare")
    if (const Json errors = load(one.after, after); !errors.empty()) return {{"errors", errors}};
  ludex_text* made = nullptr;
  ludex_error* error = nullptr;
  const std::string &scenario = one.scenario, &options = one.options;
  const auto run = [&](auto* question) { return question(rulebook.get(), scenario.data(), scenario.size(), options.data(), options.size(), &made, &error); };
  const auto answer = [&]() -> ludex_status {
    if (one.question == "solve") return ludex_solve(rulebook.get(), scenario.data(), scenario.size(), 0, &made, &error);
    if (one.question == "test") return ludex_test_expectations(rulebook.get(), options.data(), options.size(), &made, &error);
    if (one.question == "compare") return ludex_compare_scenario(rulebook.get(), after.get(), scenario.data(), scenario.size(), options.data(), options.size(), &made, &error);
    if (one.question == "matrix") return run(ludex_win_matrix);
    if (one.question == "sweep") return run(ludex_sweep);
    if (one.question == "sensitivity") return run(ludex_sensitivity);
    return one.question == "breakpoints" ? run(ludex_breakpoints) : LUDEX_ARGUMENT;
  };
  const ludex_status status = answer();
  if (status == LUDEX_OK) {
    Told told, stopped;
    const std::string again = asked_with_progress(rulebook.get(), after.get(), one, false, told);
    if (!again.empty() && again != text_of(ludex_text_bytes(made))) return "with its progress told it answers something else: " + again;
    // Stopped at the first word, what gives no half answers is an error.
    if (told.calls > 1 && (one.question == "matrix" || one.question == "sweep" || one.question == "sensitivity") &&
        asked_with_progress(rulebook.get(), after.get(), one, true, stopped).find("stopped after") == std::string::npos) return "it does not stop";
  }
  return made_text(status, made, error);
}

}  // namespace

int main(int argc, char** argv) {
  return ludex::vectors::run({"c", compile, load_world, judge, validate, check_json, conformance_json_schema, check_contract, apply_patch, load_save, rehearse, decide, fingerprint, audit,
                              read_log, replay_log, record_batches, resume_log, visit, measure, watch, world_delta, apply_world_delta, visible, backtest, ask, c_promises},
                             argc, argv);
}
