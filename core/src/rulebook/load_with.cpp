// Names for entities: "with", and what is found "near" a point.

#include <algorithm>

#include "expr/lexer.h"
#include "rulebook/action_loader.h"
#include "schema/place_field.h"

namespace ludex::detail {

bool ActionLoader::check_new_name(std::string_view name, const json::View& at, const std::string& pointer) {
  static const std::vector<std::string> kTaken = {"actor", "params", "tables", "flags", "now", "request", "math"};
  bool is_taken = Declarations::position(kTaken, name).has_value();
  for (const auto& e : scope_.entities) is_taken = is_taken || e.name == name;
  for (const auto& l : scope_.locals) is_taken = is_taken || l.name == name;
  for (const auto& l : scope_.lets) is_taken = is_taken || l.name == name;
  const bool is_good = is_name(name) && !expr::is_reserved_word(name);
  if (!is_good) loader_.error(at, pointer, "a name is letters, digits and _ and no reserved word");
  else if (is_taken) loader_.error(at, pointer, "the name '" + std::string(name) + "' is taken");
  return is_good && !is_taken;
}

std::uint32_t ActionLoader::add_entity(std::string name, std::uint32_t kind, bool is_optional) {
  expr::Scope::Entity e;
  e.name = std::move(name);
  e.kind = kind;
  e.is_optional = is_optional;
  e.may_be_gone = has_delete_;
  scope_.entities.push_back(std::move(e));
  action_.slot_kinds.push_back(kind);
  return static_cast<std::uint32_t>(scope_.entities.size() - 1);
}

std::uint32_t ActionLoader::add_local(std::string name, const Shape* shape) {
  scope_.locals.push_back({std::move(name), shape});
  return action_.locals++;
}

const Shape* ActionLoader::entities_of(std::uint32_t kind, std::uint32_t max) {
  Shape one;
  one.kind = ShapeKind::entity;
  one.index = kind;
  Shape list;
  list.kind = ShapeKind::list;
  list.element = loader_.declarations().add_shape(std::move(one));
  list.max_length = max;
  return loader_.declarations().add_shape(std::move(list));
}

std::optional<Near> ActionLoader::load_near(const json::View& v, const std::string& pointer) {
  put("{");
  if (!loader_.expect_object(v, pointer, {"kind", "at", "radius", "max"})) return put("}"), std::nullopt;
  Near near;
  const Declarations& d = loader_.declarations();
  const auto kind = v.find("kind"), at = v.find("at"), radius = v.find("radius"), max = v.find("max");
  if (!kind || !at || !radius || !max) {
    loader_.error(v, pointer, "near needs \"kind\", \"at\": a vec3, \"radius\": a double, and \"max\": how many at most");
    return put("}"), std::nullopt;
  }
  const auto found = kind->is_string() ? d.find_kind(kind->str()) : std::nullopt;
  if (!found) {
    loader_.error(*kind, pointer + "/kind", "unknown kind" + (kind->is_string() ? nearest_name(kind->str(), d.kind_names) : std::string()));
    return put("}"), std::nullopt;
  }
  near.kind = *found;
  const Kind& k = d.kinds[near.kind];
  const std::vector<std::uint32_t> places = place_fields(k);
  if (places.size() != 1) {
    loader_.error(*kind, pointer + "/kind", "kind '" + k.name + "' has " + (places.empty() ? "no vec3 field" : "several vec3 fields") + "; name one of them \"position\"");
    return put("}"), std::nullopt;
  }
  near.position_field = places[0];
  put_key("kind");
  json::write_string(canonical_, k.name);
  put_key("at");
  near.at = expression(*at, pointer + "/at", &builtin_shapes().vec3);
  put_key("radius");
  near.radius = expression(*radius, pointer + "/radius", &builtin_shapes().number);
  near.max = static_cast<std::uint32_t>(loader_.integer(*max, pointer + "/max", 1, kMaxNear));
  put_key("max");
  put(std::to_string(near.max) + "}");
  reads_.any_fields.insert({near.kind, near.position_field});
  if (!near.at.is_set() || !near.radius.is_set()) return std::nullopt;
  return near;
}

void ActionLoader::load_with(const json::View& v) {
  const std::string base = pointer_ + "/with";
  if (!v.is_object()) return loader_.error(v, base, "expected an object of names and references, as in {\"target\": {\"player\": \"params.target\"}}");
  put_key("with");
  put("[");
  for (const auto& [name, value] : v.members()) {
    const std::string pointer = json::child_pointer(base, name);
    check_new_name(name, value, pointer);
    if (!value.is_object()) {
      loader_.error(value, pointer, "expected {\"KIND\": \"id expression\"}");
      continue;
    }
    if (canonical_.back() != '[') put(",");
    put("{");
    put_key(std::string(name));
    load_reference(std::string(name), value, pointer);
    put("}");
  }
  put("]");
}

void ActionLoader::load_reference(const std::string& name, const json::View& v, const std::string& pointer) {
  WithName with;
  with.name = name;
  with.place = loader_.place(pointer);
  std::optional<json::View> id;
  std::string id_pointer;
  bool ok = true;
  if (const auto near = v.find("near"); near && !loader_.declarations().find_kind("near")) {
    loader_.expect_object(v, pointer, {"near"});
    const auto found = load_near(*near, pointer + "/near");
    if (found) with.near = *found;
    with.kind = with.near.kind;
    with.slot = add_local(name, found ? entities_of(with.kind, with.near.max) : entities_of(0, 0));
    action_.most_found += with.near.max;
    action_.with.push_back(std::move(with));
    return;
  }
  for (const auto& [key, x] : v.members()) {
    const std::string at = json::child_pointer(pointer, key);
    if (key == "optional" || key == "may_alias") {
      if (!x.is(json::Type::boolean)) loader_.error(x, at, "expected true or false");
      else (key == "optional" ? with.is_optional : with.may_alias) = x.boolean();
    } else if (const auto kind = loader_.declarations().find_kind(key)) {
      if (id) loader_.error(v, pointer, "a name stands for one kind"), ok = false;
      with.kind = *kind;
      id = x;
      id_pointer = at;
    } else {
      loader_.error(x, at, "unknown kind '" + std::string(key) + "'" + nearest_name(key, loader_.declarations().kind_names));
      ok = false;
    }
  }
  if (!id && ok) loader_.error(v, pointer, "expected {\"KIND\": \"id expression\"}");
  put("[\"" + loader_.declarations().kind_names[with.kind] + "\"," + (with.is_optional ? "1," : "0,") + (with.may_alias ? "1," : "0,"));
  if (id && ok) {
    Source source;
    std::uint32_t root = 0;
    if (parse(*id, id_pointer, source, root)) {
      expr::Scope scope = scope_;
      scope.sees_lets = false;
      const bool state_before = reads_.state, draws_before = reads_.draws;
      reads_.state = reads_.draws = false;
      // An optional parameter may say that there is nobody: then null passes through.
      if (const auto e = expr::check(source.ast, root, scope, loader_.declarations(), reads_)) {
        report(source, e->message, e->offset, e->is_unsupported ? ErrorCode::unsupported : ErrorCode::expression);
      } else {
        const Shape& s = *source.ast.nodes[root].shape;
        const bool is_nullable = s.kind == ShapeKind::optional && same_type(*s.element, builtin_shapes().integer);
        const Shape* wanted = is_nullable ? &s : &builtin_shapes().integer;
        if (const auto wrong = expr::adapt(source.ast, root, scope, loader_.declarations(), *wanted)) report(source, wrong->message, wrong->offset);
        else with.id = emit(source, root);
      }
      with.is_exact = !reads_.state && !reads_.draws;
      reads_.state = reads_.state || state_before;
      reads_.draws = reads_.draws || draws_before;
    }
  }
  put("]");
  with.slot = add_entity(with.name, with.kind, with.is_optional);
  action_.with.push_back(std::move(with));
}

}  // namespace ludex::detail
