// (1) of stage C: the names that an action takes, to entities.

#include "judge/request_judge.h"

namespace ludex::detail {

using expr::EvalError;

// (1) Names to entities.
bool RequestJudge::resolve(const Action& action, const Request& request, Verdict& verdict) {
  const std::uint32_t kind = program_.declarations.actor_kind;
  work_.entity_count = action.slot_kinds.size();
  for (std::size_t k = 1; k < work_.entity_count; ++k) work_.entities[k] = {nullptr, 0, action.slot_kinds[k], 0};
  expr::EntityRef& actor = work_.entities[0];
  if (!action.needs_actor) {
    actor = {nullptr, request.envelope.actor, kind, 0};
    for (const WithName& with : action.with)
      if (!resolve_one(with, with.slot, verdict)) return false;
    return true;
  }
  lane_.note_access(kind, request.envelope.actor);
  const std::uint32_t position = world_.kinds[kind].index.find({request.envelope.actor});
  if (position == FlatMap::kAbsent) return reject(verdict, Reason::no_such_entity, action.place_actor);
  actor = {world_.row(kind, position), request.envelope.actor, kind, position};
  const std::uint8_t status = world_.kinds[kind].status[position];
  if (program_.declarations.kinds[kind].has_profile && !(status & kHasProfile)) return reject(verdict, Reason::profile_not_ready, action.place_actor);
  if (action.actor_writes_profile && (status & kProfileReadOnly)) return reject(verdict, Reason::profile_read_only, action.place_actor);
  for (const WithName& with : action.with)
    if (!resolve_one(with, with.slot, verdict)) return false;
  return true;
}

// Entities whose profile is not loaded are passed over: what nobody named must not refuse a request.
bool RequestJudge::collect_around(const Near& near, Place at, Verdict& verdict) {
  Word point, radius;
  if (!evaluate(near.at, at, verdict, point) || !evaluate(near.radius, at, verdict, radius)) return false;
  find_nearest(world_, near.kind, near.position_field, point.vec, radius.d, near.max, work_.around);
  return true;
}

bool RequestJudge::find_near(const Near& near, Place at, Verdict& verdict, Word& list) {
  if (!collect_around(near, at, verdict)) return false;
  auto* found = work_.scratch.allocate_array<List>(1);
  const auto count = static_cast<std::uint32_t>(work_.around.found.size());
  *found = {count, count, work_.scratch.allocate_array<Word>(count + 1)};
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t position = work_.around.found[i].position;
    lane_.note_access(near.kind, world_.kinds[near.kind].ids[position]);
    work_.entities[work_.entity_count] = {world_.row(near.kind, position), world_.kinds[near.kind].ids[position], near.kind, position};
    found->items[i] = word_int(static_cast<std::int64_t>(work_.entity_count++));
  }
  list = word_list(found);
  return true;
}

bool RequestJudge::resolve_one(const WithName& with, std::uint32_t slot, Verdict& verdict) {
  if (with.near.is_set()) return find_near(with.near, with.place, verdict, work_.locals[slot]);
  expr::EntityRef& entity = work_.entities[slot];
  entity = {nullptr, 0, with.kind, 0};
  Word id;
  if (!evaluate(with.id, with.place, verdict, id)) return false;
  if (with.id.shape->kind == ShapeKind::optional) {
    if (!id.optional) return with.is_optional || reject(verdict, Reason::no_such_entity, with.place);
    id = *id.optional;
  }
  entity.id = id.i;
  lane_.note_access(with.kind, id.i);
  const std::uint32_t position = world_.kinds[with.kind].index.find({id.i});
  if (position == FlatMap::kAbsent) return with.is_optional || reject(verdict, Reason::no_such_entity, with.place);
  if (!with.may_alias) {
    for (std::uint32_t other = 0; other < slot; ++other)
      if (work_.entities[other].row && work_.entities[other].kind == with.kind && work_.entities[other].id == id.i)
        return reject(verdict, Reason::same_entity, with.place);
  }
  const std::uint8_t status = world_.kinds[with.kind].status[position];
  if (program_.declarations.kinds[with.kind].has_profile && !(status & kHasProfile)) return reject(verdict, Reason::profile_not_ready, with.place);
  if (with.writes_profile && (status & kProfileReadOnly)) return reject(verdict, Reason::profile_read_only, with.place);
  entity.row = world_.row(with.kind, position);
  entity.index = position;
  return true;
}

std::optional<std::int64_t> RequestJudge::id_of(const WithName& with, const Request& request, std::int64_t now) {
  work_.scratch.reset();
  bind(request, now);
  Word id;
  EvalError error;
  if (!expr::run(with.id, frame_, id, error)) return std::nullopt;
  if (with.id.shape->kind != ShapeKind::optional) return id.i;
  if (!id.optional) return std::nullopt;
  return id.optional->i;
}

}  // namespace ludex::detail
