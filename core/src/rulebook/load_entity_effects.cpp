// The effects that reach beyond one field: loops over entities, creating and deleting them, timers.

#include <algorithm>

#include "rulebook/action_loader.h"

namespace ludex::detail {

// Names of loops and created entities end with the list of effects they stand in.
void ActionLoader::close_names(std::size_t entities, std::size_t locals) {
  for (std::size_t i = entities; i < scope_.entities.size(); ++i) scope_.entities[i].name.clear();
  for (std::size_t i = locals; i < scope_.locals.size(); ++i) scope_.locals[i].name.clear();
}

std::optional<std::string> ActionLoader::new_name(const json::View& v, const char* key, const std::string& pointer) {
  const auto name = v.find(key);
  if (!name || !name->is_string()) {
    loader_.error(name ? *name : v, name ? pointer + "/" + key : pointer, std::string("the effect needs \"") + key + "\": a name");
    return std::nullopt;
  }
  if (!check_new_name(name->str(), *name, pointer + "/" + key)) return std::nullopt;
  return std::string(name->str());
}

bool ActionLoader::load_each(const json::View& v, const std::string& pointer, Effect& effect) {
  if (!loader_.expect_object(v, pointer, {"each", "in", "do"})) return false;
  effect.op = Effect::Op::each;
  const auto name = new_name(v, "each", pointer);
  const auto in = v.find("in"), body = v.find("do");
  if (!in || !body) return loader_.error(v, pointer, "an each needs \"in\": a list, and \"do\": a list of effects"), false;
  put_key("each");
  json::write_string(canonical_, name.value_or(""));
  put_key("in");
  expr::Scope scope = scope_;
  scope.allows_entities = true;
  effect.value = expression(*in, pointer + "/in", nullptr, &scope);
  if (!name || !effect.value.is_set()) return false;
  const Shape& list = *effect.value.shape;
  if (list.kind != ShapeKind::list || list.element->kind == ShapeKind::nothing)
    return loader_.error(*in, pointer + "/in", "an each runs over a list, not over " + type_name(list, loader_.declarations().names())), false;
  if (list.max_length > kMaxEachTurns && list.max_length != kMaxItemsDefault)
    return loader_.error(*in, pointer + "/in", "the list may hold " + std::to_string(list.max_length) + " items, an each turns " + std::to_string(kMaxEachTurns) + " times at most; declare a smaller max"), false;
  each_turns_ *= std::min<std::uint64_t>(std::max<std::uint32_t>(1, list.max_length), kMaxEachTurns);
  if (each_turns_ > kMaxEffectTurns)
    return loader_.error(v, pointer, "nested loops could turn " + std::to_string(each_turns_) + " times, the limit is " + std::to_string(kMaxEffectTurns)), false;
  const std::size_t entities = scope_.entities.size(), locals = scope_.locals.size();
  const ShapeKind k = list.element->kind;
  effect.items = k == ShapeKind::entity ? Effect::Items::found : k == ShapeKind::ref ? Effect::Items::references : Effect::Items::values;
  if (effect.items == Effect::Items::values) {
    effect.local = add_local(*name, list.element);
  } else {
    effect.kind = list.element->index;
    effect.slot = add_entity(*name, effect.kind, effect.items == Effect::Items::references);
  }
  put_key("do");
  const auto changed = scope_.changed;
  ++each_depth_;
  load_effects(*body, pointer + "/do", effect.then_do);
  --each_depth_;
  scope_.changed = changed;
  close_names(entities, locals);
  each_turns_ /= std::min<std::uint64_t>(std::max<std::uint32_t>(1, list.max_length), kMaxEachTurns);
  if (effect.items != Effect::Items::values)
    for (const auto& [slot, field] : writes_)
      effect.writes_profile = effect.writes_profile || (slot == effect.slot && loader_.declarations().kinds[effect.kind].fields[field].is_durable);
  return true;
}

bool ActionLoader::load_create(const json::View& v, const std::string& pointer, Effect& effect) {
  if (!loader_.expect_object(v, pointer, {"create", "id", "as", "live"})) return false;
  effect.op = Effect::Op::create;
  Declarations& d = loader_.declarations();
  const json::View kind_name = *v.find("create");
  const auto kind = kind_name.is_string() ? d.find_kind(kind_name.str()) : std::nullopt;
  if (!kind) return loader_.error(kind_name, pointer + "/create", "unknown kind" + (kind_name.is_string() ? nearest_name(kind_name.str(), d.kind_names) : std::string())), false;
  if (d.kinds[*kind].has_profile) return loader_.error(kind_name, pointer + "/create", "kind '" + d.kinds[*kind].name + "' has a profile: only the host brings one into a world"), false;
  effect.kind = *kind;
  const auto id = v.find("id");
  if (!id) return loader_.error(v, pointer, "a create needs \"id\": an int"), false;
  put_key("create");
  json::write_string(canonical_, d.kinds[*kind].name);
  put_key("id");
  effect.id = expression(*id, pointer + "/id", &builtin_shapes().integer);
  std::optional<std::string> name;
  if (v.find("as")) {
    name = new_name(v, "as", pointer);
    if (!name) return false;
    put_key("as");
    json::write_string(canonical_, *name);
  }
  // The fields as written: each sees the state before the entity is there.
  if (const auto live = v.find("live")) {
    put_key("live");
    put("{");
    if (!live->is_object()) return loader_.error(*live, pointer + "/live", "expected an object of fields and expressions"), false;
    std::vector<std::string> names;
    for (const StateField& f : d.kinds[*kind].fields)
      if (!f.is_cooldown) names.push_back(f.name);
    for (const auto& [field, x] : live->members()) {
      const std::string at = json::child_pointer(pointer + "/live", field);
      const auto i = Declarations::position(names, field);
      if (!i) {
        loader_.error(x, at, "kind '" + d.kinds[*kind].name + "' has no live field '" + std::string(field) + "'" + nearest_name(field, names));
        continue;
      }
      put_key(std::string(field));
      std::uint32_t position = 0;
      while (d.kinds[*kind].fields[position].name != field) ++position;
      effect.parts.push_back({position, expression(x, at, d.kinds[*kind].fields[position].shape)});
    }
    put("}");
  }
  effect.slot = add_entity(name.value_or(""), *kind, false);
  creates_.insert(*kind);
  for (std::uint32_t f = 0; f < d.kinds[*kind].fields.size(); ++f) {
    writes_.insert({effect.slot, f});
    growth_[{*kind, f}] += kUnknownGrowth * each_turns_;
  }
  return effect.id.is_set();
}

bool ActionLoader::load_delete(const json::View& v, const std::string& pointer, Effect& effect) {
  if (!loader_.expect_object(v, pointer, {"delete"})) return false;
  effect.op = Effect::Op::erase;
  const json::View name = *v.find("delete");
  std::uint32_t slot = 0;
  std::vector<std::string> names;
  for (const auto& e : scope_.entities)
    if (!e.name.empty()) names.push_back(e.name);
  while (slot < scope_.entities.size() && !(name.is_string() && scope_.entities[slot].name == name.str())) ++slot;
  if (slot == scope_.entities.size() || names.empty() || name.str().empty())
    return loader_.error(name, pointer + "/delete", "expected the name of an entity" + (name.is_string() ? nearest_name(name.str(), names) : std::string())), false;
  const Kind& kind = loader_.declarations().kinds[scope_.entities[slot].kind];
  if (kind.has_profile) return loader_.error(name, pointer + "/delete", "kind '" + kind.name + "' has a profile: only the host takes one out of a world"), false;
  put_key("delete");
  json::write_string(canonical_, name.str());
  effect.slot = slot;
  deletes_.insert(scope_.entities[slot].kind);
  return true;
}

bool ActionLoader::load_timer_id(const json::View& v, const std::string& pointer, Effect& effect) {
  Source source;
  std::uint32_t root = 0;
  if (!parse(v, pointer, source, root)) return false;
  effect.id = compile(source, root, nullptr);
  if (!effect.id.is_set()) return false;
  const ShapeKind k = effect.id.shape->kind;
  if (k == ShapeKind::string || k == ShapeKind::integer || k == ShapeKind::ref || k == ShapeKind::row || k == ShapeKind::enumeration) return true;
  loader_.error(v, pointer, "a timer's id is a string or an int");
  return false;
}

bool ActionLoader::load_after(const json::View& v, const std::string& pointer, Effect& effect) {
  if (!loader_.expect_object(v, pointer, {"after_ms", "do", "params", "id"})) return false;
  effect.op = Effect::Op::after;
  put_key("after_ms");
  effect.value = expression(*v.find("after_ms"), pointer + "/after_ms", &builtin_shapes().integer);
  const auto name = v.find("do");
  std::vector<std::string> names;
  for (const Action& a : loader_.program.actions) names.push_back(a.name);
  const auto action = name && name->is_string() ? Declarations::position(names, name->str()) : std::nullopt;
  if (!action) return loader_.error(name ? *name : v, name ? pointer + "/do" : pointer, "after_ms needs \"do\": the name of an action" + (name && name->is_string() ? nearest_name(name->str(), names) : std::string())), false;
  const Action& target = loader_.program.actions[*action];
  if (!(target.from & 8)) return loader_.error(*name, pointer + "/do", "the action '" + target.name + "' takes no timers; give it \"from\": [\"timer\"], beside the origins it has"), false;
  if (target.every_ms > 0) return loader_.error(*name, pointer + "/do", "the action '" + target.name + "' has a timer of its own: every_ms"), false;
  effect.action = *action;
  put_key("do");
  json::write_string(canonical_, target.name);
  put_key("params");
  put("{");
  std::vector<bool> is_given(target.params->fields.size(), false);
  if (const auto params = v.find("params")) {
    if (!params->is_object()) return loader_.error(*params, pointer + "/params", "expected an object of parameters and expressions"), false;
    std::vector<std::string> fields;
    for (const Field& f : target.params->fields) fields.push_back(f.name);
    for (const auto& [field, x] : params->members()) {
      const std::string at = json::child_pointer(pointer + "/params", field);
      const auto i = Declarations::position(fields, field);
      if (!i) {
        loader_.error(x, at, "the action '" + target.name + "' has no parameter '" + std::string(field) + "'" + nearest_name(field, fields));
        continue;
      }
      put_key(std::string(field));
      is_given[*i] = true;
      effect.parts.push_back({*i, expression(x, at, target.params->fields[*i].shape)});
    }
  }
  put("}");
  for (std::size_t i = 0; i < is_given.size(); ++i) {
    const Field& f = target.params->fields[i];
    if (!is_given[i] && !f.shape->has_default && f.shape->kind != ShapeKind::optional)
      loader_.error(v, pointer + "/params", "the action '" + target.name + "' needs the parameter '" + f.name + "'");
  }
  if (const auto id = v.find("id")) {
    put_key("id");
    if (!load_timer_id(*id, pointer + "/id", effect)) return false;
  }
  action_.sets_timers = true;
  return effect.value.is_set();
}

bool ActionLoader::load_cancel(const json::View& v, const std::string& pointer, Effect& effect) {
  if (!loader_.expect_object(v, pointer, {"cancel"})) return false;
  effect.op = Effect::Op::cancel;
  put_key("cancel");
  action_.sets_timers = true;
  return load_timer_id(*v.find("cancel"), pointer + "/cancel", effect);
}

}  // namespace ludex::detail
