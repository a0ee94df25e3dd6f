// (7) of stage C: events and the result, on the closing state.

#include <algorithm>

#include "judge/request_judge.h"
#include "schema/typed.h"
#include "support/sort.h"

namespace ludex::detail {

bool RequestJudge::put_event(const Event& event, std::uint32_t action_index, std::uint32_t event_index, Verdict& verdict, std::string& out) {
  Word entity = word_int(0);
  if (event.entity.is_set() && !evaluate(event.entity, event.place, verdict, entity)) return false;
  canonical::put_u32(out, action_index);
  canonical::put_u32(out, event_index);
  canonical::put_u64(out, static_cast<std::uint64_t>(entity.i));
  if (event.audience == Event::Audience::near) {
    if (!collect_around(event.near, event.place, verdict)) return false;
    canonical::put_u32(out, static_cast<std::uint32_t>(work_.around.found.size()));
    for (const space::Found& one : work_.around.found) {
      lane_.note_access(event.kind, one.id);
      canonical::put_u64(out, static_cast<std::uint64_t>(one.id));
    }
  } else if (event.audience == Event::Audience::where) {
    const KindStore& store = world_.kinds[event.kind];
    // In the order of ids, so that what fails first does not depend on where entities lie.
    std::vector<std::uint32_t> positions;
    for (std::uint32_t i = 0; i < store.ids.size(); ++i)
      if (!(store.status[i] & kGone) && (!program_.declarations.kinds[event.kind].has_profile || store.status[i] & kHasProfile)) positions.push_back(i);
    sort_positions(positions, [&](std::uint32_t a, std::uint32_t b) { return store.ids[a] < store.ids[b]; });
    std::vector<std::int64_t> ids;
    for (const std::uint32_t i : positions) {
      work_.entities[event.slot] = {world_.row(event.kind, i), store.ids[i], event.kind, i};
      Word is_in;
      const bool is_ok = evaluate(event.that, event.place, verdict, is_in);
      if (!is_ok || is_in.b) lane_.note_access(event.kind, store.ids[i]);  // those left out have no say
      if (!is_ok) return false;
      if (is_in.b) ids.push_back(store.ids[i]);
    }
    canonical::put_u32(out, static_cast<std::uint32_t>(ids.size()));
    for (const std::int64_t id : ids) canonical::put_u64(out, static_cast<std::uint64_t>(id));
  }
  canonical::put_map(out, static_cast<std::uint32_t>(event.data.size()));
  for (const Event::Datum& datum : event.data) {
    canonical::put_key(out, datum.key);
    Word value;
    if (evaluate(datum.block, event.place, verdict, value)) put_canonical(out, *datum.block.shape, value, program_.declarations.keys());
    else if (event_index & kRefusalEvent) canonical::put_null(out);
    else return false;
  }
  return true;
}

// (7) Events and the result, on the closing state.
bool RequestJudge::tell(const Action& action, std::uint32_t action_index, Verdict& verdict) {
  if (work_.is_quiet && !action.once.is_set()) return tell_quietly(action, action_index, verdict);
  if (!action.events.empty()) canonical::put_u32(work_.events, static_cast<std::uint32_t>(action.events.size()));
  for (std::uint32_t k = 0; k < action.events.size(); ++k)
    if (!put_event(action.events[k], action_index, k, verdict, work_.events)) return work_.events.clear(), false;
  if (action.result.is_set()) {
    Word value;
    if (!evaluate(action.result, action.place_result, verdict, value)) return work_.events.clear(), false;
    put_canonical(work_.result, *action.result.shape, value, program_.declarations.keys());
  }
  verdict.outcome = Outcome::accepted;
  verdict.reason = Reason::accepted;
  return true;
}

namespace {

// Whether the weight of such a value is as small as it is written.
bool is_light(const Shape& shape) {
  if (shape.kind == ShapeKind::record)
    return std::all_of(shape.fields.begin(), shape.fields.end(), [](const Field& f) { return f.shape->kind != ShapeKind::record && is_light(*f.shape); });
  return !is_owned(shape.kind) || shape.kind == ShapeKind::string || shape.kind == ShapeKind::vec3;
}

bool may_refuse(const expr::Block& block) { return block.is_set() && (block.is_fallible || !is_light(*block.shape)); }

}  // namespace

// What the numbers of a verdict were made of, for whoever reads a fight blow by blow.
void RequestJudge::tell_lets(const Action& action, std::size_t request) {
  if (!work_.told_lets) return;
  constexpr std::size_t kMostWeight = 100;
  std::string& out = (*work_.told_lets)[request];
  for (std::size_t k = 0; k < action.lets.size(); ++k) {
    const expr::LetState& let = work_.lets[k];
    const Shape& shape = *action.lets[k].shape;
    // Entities have no text, and a list of a thousand is no reason.
    const Shape& kept = shape.kind == ShapeKind::list ? *shape.element : shape;
    if (let.status != expr::LetState::Status::ready || kept.kind == ShapeKind::entity || kept.kind == ShapeKind::table || weight(shape, let.value, kMostWeight) >= kMostWeight) continue;
    out += out.empty() ? "{" : ",";
    json::write_string(out, action.let_names[k]);
    out += ":";
    std::string bytes;
    put_canonical(bytes, shape, let.value, program_.declarations.keys());
    canonical::write_json(out, bytes);
  }
  if (!out.empty()) out += "}";
}

// (7) where nobody listens: only what may fail is looked at, as a failure refuses.
bool RequestJudge::tell_quietly(const Action& action, std::uint32_t action_index, Verdict& verdict) {
  Word value;
  for (std::uint32_t k = 0; k < action.events.size(); ++k) {
    const Event& event = action.events[k];
    if (event.audience == Event::Audience::near || event.audience == Event::Audience::where) {
      work_.events.clear();
      if (!put_event(event, action_index, k, verdict, work_.events)) return false;
      continue;
    }
    if (may_refuse(event.entity) && !evaluate(event.entity, event.place, verdict, value)) return false;
    for (const Event::Datum& datum : event.data)
      if (may_refuse(datum.block) && !evaluate(datum.block, event.place, verdict, value)) return false;
  }
  if (may_refuse(action.result) && !evaluate(action.result, action.place_result, verdict, value)) return false;
  verdict.outcome = Outcome::accepted;
  verdict.reason = Reason::accepted;
  return true;
}

}  // namespace ludex::detail
