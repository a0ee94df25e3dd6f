// Effects beyond one field: loops, entities that come and go, timers.

#include "expr/draw_trace.h"
#include "judge/effects.h"
#include "schema/typed.h"
#include "value/number.h"

namespace ludex::detail {

// What the name of a loop stands for in this turn.
bool EffectRunner::bind_turn(const Effect& effect, Word item, bool& is_skipped, EffectFault& fault) {
  is_skipped = false;
  if (effect.items == Effect::Items::values) {
    scope_.locals[effect.local] = item;
    return true;
  }
  expr::EntityRef& entity = scope_.entities[effect.slot];
  if (effect.items == Effect::Items::found) {
    entity = scope_.entities[item.i];
    is_skipped = entity.row == nullptr;  // gone since it was found
  } else {
    entity = {nullptr, item.i, effect.kind, 0};
    lane_.note_access(effect.kind, item.i);
    const std::uint32_t position = world_.kinds[effect.kind].index.find({item.i});
    if (position == FlatMap::kAbsent) return true;  // has(name) tells
    entity.row = world_.row(effect.kind, position);
    entity.index = position;
  }
  if (!entity.row) return true;
  const std::uint8_t status = world_.kinds[entity.kind].status[entity.index];
  if (world_.kind(entity.kind).has_profile && !(status & kHasProfile)) return refuse(effect, Reason::profile_not_ready, fault);
  if (effect.writes_profile && (status & kProfileReadOnly)) return refuse(effect, Reason::profile_read_only, fault);
  return true;
}

bool EffectRunner::each(const Effect& effect, EffectFault& fault) {
  Word list;
  if (!evaluate(effect.value, effect, list, fault)) return false;
  if (list.list->size > kMaxEachTurns) return fail(effect, RuleError::index_out_of_range, fault);
  list = clone(*effect.value.shape, list, *frame_.arena);  // fixed now, whatever the turns do to where it came from
  for (std::uint32_t i = 0; i < list.list->size; ++i) {
    bool is_skipped = false;
    if (!bind_turn(effect, list.list->items[i], is_skipped, fault)) return false;
    if (!is_skipped && !run(effect.then_do, fault)) return false;
  }
  return true;
}

bool EffectRunner::create(const Effect& effect, EffectFault& fault) {
  Word id;
  if (!evaluate(effect.id, effect, id, fault)) return false;
  auto* const values = frame_.arena->allocate_array<Word>(effect.parts.size() + 1);
  for (std::size_t i = 0; i < effect.parts.size(); ++i) {
    if (!evaluate(effect.parts[i].block, effect, values[i], fault)) return false;
    // A vec3 may lie in a row, and rows move when one is added.
    if (effect.parts[i].block.shape->kind == ShapeKind::vec3) values[i] = clone(*effect.parts[i].block.shape, values[i], *frame_.arena);
  }
  lane_.note_access(effect.kind, id.i);
  if (world_.kinds[effect.kind].index.find({id.i}) != FlatMap::kAbsent) return refuse(effect, Reason::entity_exists, fault);
  const std::uint32_t position = world_.add_entity(effect.kind, id.i);
  transaction_.note_created(effect.kind, position);
  for (std::size_t i = 0; i < scope_.entity_count; ++i) {
    expr::EntityRef& e = scope_.entities[i];
    if (e.row && e.kind == effect.kind) e.row = world_.row(e.kind, e.index);
  }
  scope_.entities[effect.slot] = {world_.row(effect.kind, position), id.i, effect.kind, position};
  for (std::size_t i = 0; i < effect.parts.size(); ++i) {
    const StateField& f = world_.kind(effect.kind).fields[effect.parts[i].field];
    transaction_.note(effect.kind, position, effect.parts[i].field, effect.place);
    if (f.shape->kind == ShapeKind::vec3) {
      for (std::uint32_t axis = 0; axis < 3; ++axis)
        transaction_.set_row(effect.kind, position, f.slot + axis, builtin_shapes().number, word_double(values[i].vec[axis] + 0.0));
    } else {
      transaction_.set_row(effect.kind, position, f.slot, *f.shape, keep(*f.shape, values[i]));
    }
  }
  return true;
}

bool EffectRunner::erase(const Effect& effect, EffectFault& fault) {
  const expr::EntityRef entity = scope_.entities[effect.slot];
  if (!entity.row) return fail(effect, RuleError::no_such_key, fault);
  transaction_.erase_entity(entity.kind, entity.index);
  // Whatever other name stands for it.
  for (std::size_t i = 0; i < scope_.entity_count; ++i) {
    expr::EntityRef& e = scope_.entities[i];
    if (e.row && e.kind == entity.kind && e.index == entity.index) e.row = nullptr;
  }
  return true;
}

bool EffectRunner::timer_id(const Effect& effect, std::string& out, EffectFault& fault) const {
  Word id;
  if (!evaluate(effect.id, effect, id, fault)) return false;
  char scratch[24];
  const Shape& s = *effect.id.shape;
  out = key_text(s.kind == ShapeKind::ref ? builtin_shapes().integer : s, id, frame_.declarations->keys(), scratch);
  return true;
}

bool EffectRunner::set_timer(const Effect& effect, EffectFault& fault) {
  constexpr std::size_t kMaxTimers = 1'000'000;
  constexpr std::size_t kMaxTimerId = 256;
  const Action& action = world_.program->actions[effect.action];
  Word ms;
  if (!evaluate(effect.value, effect, ms, fault)) return false;
  Timer timer;
  if (__builtin_add_overflow(frame_.now, ms.i, &timer.due) || ms.i < 0 || timer.due > kMaxServerTime) return fail(effect, RuleError::overflow, fault);
  timer.action = action.name;
  timer.actor = frame_.envelope->actor;
  const Shape& shape = *action.params;
  auto* const params = frame_.arena->allocate_array<Word>(shape.fields.size() + 1);
  for (std::size_t i = 0; i < shape.fields.size(); ++i) params[i] = default_word(*shape.fields[i].shape, *frame_.arena);
  for (const Effect::Part& part : effect.parts)
    if (!evaluate(part.block, effect, params[part.field], fault)) return false;
  std::string canonical;
  put_canonical(canonical, shape, word_record(params), frame_.declarations->keys());
  timer.params.clear();
  canonical::write_json(timer.params, canonical);
  std::string id;
  if (effect.id.is_set()) {
    if (!timer_id(effect, id, fault)) return false;
  } else {
    // A name of its own: who, what, when, and which of those.
    const std::string base = action.name + ":" + std::to_string(frame_.envelope->actor) + ":" + std::to_string(timer.due);
    id = base;
    for (std::size_t n = 2; world_.timers.count(id); ++n) {
      if (lane_.trace) lane_.trace->timers.push_back(id);
      id = base + ":" + std::to_string(n);
    }
  }
  if (id.starts_with(kWorldTimer)) return fail(effect, RuleError::conversion, fault);  // it would stand in for the world's own
  if (id.size() > kMaxTimerId || world_.timers.size() >= kMaxTimers) return fail(effect, RuleError::overflow, fault);
  transaction_.put_timer(id, std::move(timer));
  if (expr::DrawTrace* const trace = expr::trace_of(frame_)) trace->changed_timer(id);
  return true;
}

bool EffectRunner::cancel_timer(const Effect& effect, EffectFault& fault) {
  std::string id;
  if (!timer_id(effect, id, fault)) return false;
  if (lane_.trace) lane_.trace->timers.push_back(id);
  if (world_.timers.count(id)) transaction_.put_timer(id, std::nullopt);
  if (expr::DrawTrace* const trace = expr::trace_of(frame_)) trace->changed_timer(id);
  return true;
}

}  // namespace ludex::detail
