#include "judge/effects.h"

#include <cmath>
#include <limits>

#include "expr/draw_trace.h"
#include "schema/typed.h"
#include "value/number.h"

namespace ludex::detail {
bool EffectRunner::evaluate(const expr::Block& block, const Effect& effect, Word& out, EffectFault& fault) const {
  expr::EvalError error;
  if (!expr::run(block, frame_, out, error)) return fail(effect, error.code, fault);
  return !is_owned(block.shape->kind) || weight(*block.shape, out, expr::kMaxWeight) < expr::kMaxWeight || fail(effect, RuleError::overflow, fault);
}

RuleError add_exactly(bool is_add, const Shape& shape, Word old, Word by, const Word* min, const Word* max, Word& out) {
  if (shape.kind == ShapeKind::number) {
    double v = is_add ? old.d + by.d : old.d - by.d;
    if (min && v < min->d) v = min->d;
    if (max && v > max->d) v = max->d;
    out = word_double(v + 0.0);
    return std::isfinite(v) ? RuleError::none : RuleError::not_finite;
  }
  __extension__ using Wide = __int128;
  Wide v = is_add ? Wide{old.i} + by.i : Wide{old.i} - by.i;
  if (min && v < min->i) v = min->i;
  if (max && v > max->i) v = max->i;
  if (v < std::numeric_limits<std::int64_t>::min() || v > std::numeric_limits<std::int64_t>::max()) return RuleError::overflow;
  out = word_int(static_cast<std::int64_t>(v));
  return RuleError::none;
}

bool EffectRunner::sum(const Effect& effect, const Shape& shape, Word old, Word by, const Word* min, const Word* max, Word& out, EffectFault& fault) const {
  const RuleError error = add_exactly(effect.op == Effect::Op::add, shape, old, by, min, max, out);
  return error == RuleError::none || fail(effect, error, fault);
}

// A new key of a map of rows or names must be one of them; keys that an older table knew may stay.
bool EffectRunner::is_declared_key(const Shape& key, std::string_view text) const {
  if (key.kind == ShapeKind::row) return frame_.declarations->find_row(key.index, text).has_value();
  if (key.kind == ShapeKind::enumeration) return Declarations::position(key.names, text).has_value();
  return true;
}

bool EffectRunner::run(const std::vector<Effect>& effects, EffectFault& fault) {
  for (const Effect& e : effects) {
    if (observer_) observer_->before(e);
    if (!run_one(e, fault)) return false;
  }
  return true;
}

bool EffectRunner::evaluate_keys(const Effect& effect, Word (&keys)[kMaxSteps], EffectFault& fault) const {
  const Path& path = effect.path;
  if (path.steps.size() > kMaxSteps) return fail(effect, RuleError::no_such_key, fault);
  for (std::size_t i = 0; i < path.steps.size(); ++i)
    if (path.steps[i].key.is_set() && !evaluate(path.steps[i].key, effect, keys[i], fault)) return false;
  return true;
}

bool EffectRunner::find_target(const Effect& effect, const Word (&keys)[kMaxSteps], Target& t, EffectFault& fault) const {
  const Path& path = effect.path;
  const expr::EntityRef& entity = frame_.entities[path.entity];
  if (!entity.row) return fail(effect, RuleError::no_such_key, fault);
  const StateField& field = world_.kind(entity.kind).fields[path.field];
  t = {};
  t.index = field.slot;
  Word at = field_word(field, entity.row);
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    const PathStep& step = path.steps[i];
    const bool is_last = i + 1 == path.steps.size();
    t = {};
    switch (step.kind) {
      case PathStep::Kind::record_field:
        t.kind = Target::Kind::record;
        t.record = at.record;
        t.index = step.index;
        at = at.record[step.index];
        break;
      case PathStep::Kind::axis:
        t.kind = Target::Kind::axis;
        t.vec = at.vec;
        t.index = step.index;
        at = word_double(at.vec[step.index]);
        break;
      case PathStep::Kind::list_item: {
        List& list = *at.list;
        if (keys[i].i < 0 || keys[i].i >= static_cast<std::int64_t>(list.size)) return fail(effect, RuleError::index_out_of_range, fault);
        t.kind = Target::Kind::item;
        t.list = &list;
        t.index = static_cast<std::uint32_t>(keys[i].i);
        at = list.items[t.index];
        break;
      }
      case PathStep::Kind::map_key: {
        Map& map = *at.map;
        const std::string_view key = keys[i].s->view();
        const std::uint32_t index = map.lower_bound(key);
        const bool is_found = index < map.size && map.entries[index].key->view() == key;
        if (!is_found && !is_last) return fail(effect, RuleError::no_such_key, fault);
        t.kind = Target::Kind::entry;
        t.map = &map;
        t.index = index;
        t.key = key;
        t.is_missing = !is_found;
        if (is_found) at = map.entries[index].value;
        break;
      }
    }
  }
  t.at = at;
  return true;
}

// The field is written now; a new key of a closed set breaks its bounds.
void EffectRunner::note(const Effect& effect, const Target& t) {
  const Path& path = effect.path;
  const expr::EntityRef& entity = frame_.entities[path.entity];
  transaction_.note(entity.kind, entity.index, path.field, effect.place);
  if (t.kind == Target::Kind::entry && t.is_missing && !is_declared_key(*path.steps.back().container->key, t.key))
    transaction_.mark_broken(entity.kind, entity.index, path.field);
}

// Whoever follows what is looked at is told that a field is, where it is added to, and that what it holds is now known.
void EffectRunner::trace(const Effect& effect, const Target& t, bool is_write) const {
  expr::DrawTrace* const trace = expr::trace_of(frame_);
  if (!trace) return;
  const expr::EntityRef& entity = frame_.entities[effect.path.entity];
  const StateField& field = world_.kind(entity.kind).fields[effect.path.field];
  const bool is_axis = t.kind == Target::Kind::axis && effect.path.steps.size() == 1;
  const std::uint32_t slot = is_axis ? field.slot + t.index : field.slot, size = !is_axis && field.shape->kind == ShapeKind::vec3 ? 3 : 1;
  if (is_write) trace->wrote_field(entity, slot, size);
  else if (effect.op != Effect::Op::set || !(effect.path.steps.empty() || is_axis)) trace->look_at_field(entity, slot, size);
}

bool EffectRunner::run_one(const Effect& effect, EffectFault& fault) {
  switch (effect.op) {
    case Effect::Op::branch: {
      Word condition;
      return evaluate(effect.value, effect, condition, fault) && run(condition.b ? effect.then_do : effect.else_do, fault);
    }
    case Effect::Op::append: return append(effect, fault);
    case Effect::Op::remove_where: return remove_where(effect, fault);
    case Effect::Op::each: return each(effect, fault);
    case Effect::Op::create: return create(effect, fault);
    case Effect::Op::erase: return erase(effect, fault);
    case Effect::Op::after: return set_timer(effect, fault);
    case Effect::Op::cancel: return cancel_timer(effect, fault);
    default: return write_field(effect, fault);
  }
}

bool EffectRunner::append(const Effect& effect, EffectFault& fault) {
  Word keys[kMaxSteps], value;
  Target t;
  if (!evaluate_keys(effect, keys, fault) || !evaluate(effect.value, effect, value, fault) || !find_target(effect, keys, t, fault)) return false;
  const Shape& shape = *effect.path.shape;
  const Word item = keep(*shape.element, value);  // before the list moves: the value may be one of its own
  note(effect, t);
  if (t.is_missing) {
    transaction_.insert_entry(*t.map, t.index, make_str(t.key, lane_.heap), shape, default_word(shape, lane_.heap));
    t.at = t.map->entries[t.index].value;
  }
  transaction_.append_item(*t.at.list, *shape.element, item);
  return true;
}

// All items are looked at before the first goes.
bool EffectRunner::remove_where(const Effect& effect, EffectFault& fault) {
  Word keys[kMaxSteps];
  Target t;
  if (!evaluate_keys(effect, keys, fault) || !find_target(effect, keys, t, fault)) return false;
  if (t.is_missing) return true;
  const Shape& shape = *effect.path.shape;
  const bool is_list = shape.kind == ShapeKind::list;
  const std::uint32_t size = is_list ? t.at.list->size : t.at.map->size;
  auto* const goes = frame_.arena->allocate_array<bool>(size ? size : 1);
  bool any = false;
  for (std::uint32_t i = 0; i < size; ++i) {
    Word item;
    if (is_list) item = t.at.list->items[i];
    else if (shape.key->kind == ShapeKind::integer) item = word_int(parse_exact_int64(t.at.map->entries[i].key->view()).value_or(0));
    else item = word_str(t.at.map->entries[i].key);
    scope_.locals[effect.local] = item;
    Word condition;
    if (!evaluate(effect.value, effect, condition, fault)) return false;
    goes[i] = condition.b;
    any = any || condition.b;
  }
  if (!any) return true;  // nothing to do is not a write
  note(effect, t);
  for (std::uint32_t i = size; i-- > 0;) {
    if (!goes[i]) continue;
    if (is_list) transaction_.erase_item(*t.at.list, i, *shape.element);
    else transaction_.erase_entry(*t.at.map, i, *shape.element);
  }
  return true;
}

bool EffectRunner::write_field(const Effect& effect, EffectFault& fault) {
  const Path& path = effect.path;
  // Keys, then the amount, then its bounds; the place is looked at last, so errors have one order.
  Word keys[kMaxSteps];
  if (!evaluate_keys(effect, keys, fault)) return false;
  Word value = word_null(), min = word_null(), max = word_null();
  if (effect.value.is_set() && !evaluate(effect.value, effect, value, fault)) return false;
  if (effect.min.is_set() && !evaluate(effect.min, effect, min, fault)) return false;
  if (effect.max.is_set() && !evaluate(effect.max, effect, max, fault)) return false;
  Target t;
  if (!find_target(effect, keys, t, fault)) return false;
  const expr::EntityRef& entity = frame_.entities[path.entity];
  const Shape& shape = *path.shape;
  if (effect.op == Effect::Op::remove) {
    if (t.kind == Target::Kind::entry) {
      if (t.is_missing) return true;  // nothing to do is not a write
      transaction_.note(entity.kind, entity.index, path.field, effect.place);
      transaction_.erase_entry(*t.map, t.index, shape);
      return true;
    }
    transaction_.note(entity.kind, entity.index, path.field, effect.place);
    if (t.kind == Target::Kind::item) transaction_.erase_item(*t.list, t.index, shape);
    else if (t.kind == Target::Kind::record) transaction_.set_record(t.record, t.index, shape, word_null());
    else transaction_.set_row(entity.kind, entity.index, t.index, shape, word_null());
    return true;
  }

  trace(effect, t, false);
  Word made;
  if (effect.op == Effect::Op::set) {
    made = shape.kind == ShapeKind::vec3 && t.kind == Target::Kind::row ? value : keep(shape, value);
  } else {
    const Word old = t.is_missing ? default_word(shape, *frame_.arena) : t.at;
    if (!sum(effect, shape, old, value, effect.min.is_set() ? &min : nullptr, effect.max.is_set() ? &max : nullptr, made, fault)) return false;
  }
  note(effect, t);
  trace(effect, t, true);
  switch (t.kind) {
    case Target::Kind::row:
      if (shape.kind == ShapeKind::vec3) {
        // The source may be this very field, so all three are read before any is written.
        const double axes[3] = {made.vec[0] + 0.0, made.vec[1] + 0.0, made.vec[2] + 0.0};
        for (std::uint32_t i = 0; i < 3; ++i) transaction_.set_row(entity.kind, entity.index, t.index + i, builtin_shapes().number, word_double(axes[i]));
      } else {
        transaction_.set_row(entity.kind, entity.index, t.index, shape, made);
      }
      return true;
    case Target::Kind::record: transaction_.set_record(t.record, t.index, shape, made); return true;
    case Target::Kind::axis: transaction_.set_axis(t.vec, t.index, made.d); return true;
    case Target::Kind::item: transaction_.set_item(*t.list, t.index, shape, made); return true;
    case Target::Kind::entry:
      if (t.is_missing) transaction_.insert_entry(*t.map, t.index, make_str(t.key, lane_.heap), shape, made);
      else transaction_.set_entry(*t.map, t.index, shape, made);
      return true;
  }
  return true;
}

bool EffectRunner::debit(std::uint32_t field, Word amount, Place by, EffectFault& fault) {
  Effect effect;  // only its operation and place are looked at
  effect.op = Effect::Op::sub;
  effect.place = by;
  const expr::EntityRef& actor = frame_.entities[0];
  const StateField& f = world_.kind(actor.kind).fields[field];
  expr::DrawTrace* const trace = expr::trace_of(frame_);
  if (trace) trace->look_at_field(actor, f.slot);
  Word made;
  if (!sum(effect, *f.shape, actor.row[f.slot], amount, nullptr, nullptr, made, fault)) {
    fault.effect = nullptr;
    return false;
  }
  transaction_.note(actor.kind, actor.index, field, by);
  transaction_.set_row(actor.kind, actor.index, f.slot, *f.shape, made);
  if (trace) trace->wrote_field(actor, f.slot);
  return true;
}

bool EffectRunner::start_cooldown(std::uint32_t field, std::int64_t ready_at, Place by, EffectFault& fault) {
  const expr::EntityRef& actor = frame_.entities[0];
  if (!actor.row) {
    fault = {Reason::rule_error, RuleError::no_such_key, by, nullptr};
    return false;
  }
  transaction_.note(actor.kind, actor.index, field, by);
  const std::uint32_t slot = world_.kind(actor.kind).fields[field].slot;
  transaction_.set_row(actor.kind, actor.index, slot, builtin_shapes().integer, word_int(ready_at));
  if (expr::DrawTrace* const trace = expr::trace_of(frame_)) trace->wrote_field(actor, slot);
  return true;
}

bool EffectRunner::check_bounds(EffectFault& fault) const {
  for (const Transaction::Written& w : transaction_.written()) {
    if (world_.is_gone(w.kind, w.position)) continue;
    const StateField& f = world_.kind(w.kind).fields[w.field];
    if (!w.is_broken && !bounds_fault(*f.shape, field_word(f, world_.row(w.kind, w.position)))) continue;
    fault = {Reason::out_of_bounds, RuleError::none, w.last, nullptr};
    return false;
  }
  return true;
}

}  // namespace ludex::detail
