#include <cstddef>
#include <string>

#include "handles.h"
#include "json_text.h"
#include "ludex/columns.h"

using namespace ludex::c;

// ludex_verdict is ludex::Verdict as C sees it: the records are handed out, never copied.
static_assert(sizeof(ludex_verdict) == sizeof(ludex::Verdict) && sizeof(ludex_verdict) == 24);
static_assert(alignof(ludex_verdict) == alignof(ludex::Verdict));
static_assert(offsetof(ludex_verdict, retry_after_ms) == offsetof(ludex::Verdict, retry_after_ms));
static_assert(offsetof(ludex_verdict, at) == offsetof(ludex::Verdict, at));
static_assert(offsetof(ludex_verdict, payload) == offsetof(ludex::Verdict, payload));
static_assert(offsetof(ludex_verdict, reason) == offsetof(ludex::Verdict, reason));
static_assert(offsetof(ludex_verdict, outcome) == offsetof(ludex::Verdict, outcome));
static_assert(offsetof(ludex_verdict, code) == offsetof(ludex::Verdict, code));

namespace {

ludex::View view(int client_view) {
  return client_view ? ludex::View::client : ludex::View::full;
}

bool has(const ludex_judgement* judgement, size_t index) {
  return judgement && index < judgement->judgement.verdicts().size();
}

std::string counts_json(const ludex::Judgement& judgement, const ludex::Program& program) {
  std::string out = "{";
  for (const auto& [reason, count] : judgement.counts()) {
    if (out.size() > 1) out += ',';
    append_json_string(out, program.reason_name(reason));
    out += ':' + std::to_string(count);
  }
  return out += '}';
}

using Judge = ludex::Result<ludex::Judgement> (*)(const ludex::Program&, ludex::World&, std::string_view, const ludex::Inputs&);

ludex_status judge(Judge judge_in_place, const ludex_rulebook* rulebook, ludex_world* world, ludex_bytes requests, int64_t opened_at,
                   ludex_bytes flags, ludex_judgement** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !world || !out || !is_span(requests.data, requests.size) || !is_span(flags.data, flags.size))
      return LUDEX_ARGUMENT;
    auto judgement = judge_in_place(rulebook->program, world->world, view_of(requests.data, requests.size), inputs_of(*world, opened_at, flags));
    if (!judgement) return fail(error, judgement.errors());
    *out = new ludex_judgement(std::move(*judgement), rulebook->program);
    return LUDEX_OK;
  });
}

}  // namespace

extern "C" {

ludex_status ludex_judge(const ludex_rulebook* rulebook, ludex_world* world, const char* ndjson, size_t size,
                         int64_t opened_at, const char* flags_json, size_t flags_size, ludex_judgement** out,
                         ludex_error** error) {
  return judge(&ludex::judge_in_place, rulebook, world, {ndjson, size}, opened_at, {flags_json, flags_size}, out, error);
}

ludex_status ludex_judge_columns(const ludex_rulebook* rulebook, ludex_world* world, const char* columns, size_t size,
                                 int64_t opened_at, const char* flags_json, size_t flags_size, ludex_judgement** out,
                                 ludex_error** error) {
  return judge(&ludex::judge_columns_in_place, rulebook, world, {columns, size}, opened_at, {flags_json, flags_size}, out, error);
}

void ludex_judgement_free(ludex_judgement* judgement) {
  delete judgement;
}

size_t ludex_judgement_count(const ludex_judgement* judgement) {
  return judgement ? judgement->judgement.verdicts().size() : 0;
}

const ludex_verdict* ludex_judgement_verdicts(ludex_judgement* judgement) {
  return judgement ? reinterpret_cast<const ludex_verdict*>(judgement->judgement.verdicts().data()) : nullptr;
}

uint64_t ludex_judgement_batch_digest(const ludex_judgement* judgement) {
  return judgement ? judgement->judgement.batch_digest() : 0;
}

uint64_t ludex_judgement_world_digest(const ludex_judgement* judgement) {
  return judgement ? judgement->judgement.world_digest() : 0;
}

ludex_bytes ludex_judgement_counts_json(ludex_judgement* judgement) {
  if (!judgement) return kNoBytes;
  return keep(judgement->text, [&] { return counts_json(judgement->judgement, judgement->program); });
}

ludex_bytes ludex_verdict_at(ludex_judgement* judgement, size_t index) {
  if (!has(judgement, index)) return kNoBytes;
  return keep(judgement->text, [&] { return judgement->judgement.at(index); });
}

ludex_bytes ludex_verdict_explain(ludex_judgement* judgement, size_t index, int client_view) {
  if (!has(judgement, index)) return kNoBytes;
  return keep(judgement->text, [&] { return judgement->judgement.verdict_line(index, view(client_view)); });
}

ludex_bytes ludex_judgement_ndjson(ludex_judgement* judgement, int client_view) {
  if (!judgement) return kNoBytes;
  return keep(judgement->text, [&] {
    std::string lines;
    judgement->judgement.write_verdicts(lines, view(client_view));
    return lines;
  });
}

size_t ludex_judgement_timer_count(const ludex_judgement* judgement) {
  return judgement ? judgement->judgement.timer_count() : 0;
}

ludex_bytes ludex_judgement_timers(ludex_judgement* judgement, int client_view) {
  if (!judgement) return kNoBytes;
  return keep(judgement->text, [&] {
    std::string lines;
    judgement->judgement.write_timers(lines, view(client_view));
    return lines;
  });
}

}  // extern "C"
