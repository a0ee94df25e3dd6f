// Effects, events and the result: what an accepted request does.

#include <algorithm>
#include <cmath>

#include "expr/cost.h"
#include "rulebook/action_loader.h"

namespace ludex::detail {

using expr::Meaning;

namespace {

constexpr int kMaxEffectNesting = 8;

bool is_number(const Shape& s) { return s.kind == ShapeKind::integer || s.kind == ShapeKind::number; }

}  // namespace

bool ActionLoader::load_path(Source& source, std::uint32_t root, Path& out) {
  if (const auto e = expr::check_path(source.ast, root, scope_, loader_.declarations(), reads_)) {
    report(source, e->message, e->offset, e->is_unsupported ? ErrorCode::unsupported : ErrorCode::expression);
    return false;
  }
  out.shape = source.ast.nodes[root].shape;
  for (std::uint32_t n = root;; n = source.ast.nodes[n].children[0]) {
    const expr::Node x = source.ast.nodes[n];
    if (x.meaning == Meaning::field) {
      out.entity = x.a;
      out.field = x.b;
      break;
    }
    PathStep step;
    step.container = source.ast.nodes[x.children[0]].shape;
    switch (x.meaning) {
      case Meaning::record_field:
        step.kind = PathStep::Kind::record_field;
        step.index = x.a;
        break;
      case Meaning::axis:
        step.kind = PathStep::Kind::axis;
        step.index = x.a;
        break;
      case Meaning::list_item:
        step.kind = PathStep::Kind::list_item;
        step.key = emit(source, x.children[1]);
        break;
      default: {
        step.kind = PathStep::Kind::map_key;
        std::uint32_t key = 0;
        if (x.kind == expr::NodeKind::select) {
          expr::Node literal;
          literal.kind = expr::NodeKind::string_literal;
          literal.meaning = Meaning::constant;
          literal.shape = &builtin_shapes().string;
          literal.position = x.position;
          literal.value = word_str(make_str(x.text, loader_.declarations().arena));
          source.ast.nodes.push_back(std::move(literal));
          key = static_cast<std::uint32_t>(source.ast.nodes.size() - 1);
        } else {
          key = x.children[1];
        }
        step.key = emit(source, key);
      }
    }
    out.steps.push_back(std::move(step));
  }
  std::reverse(out.steps.begin(), out.steps.end());
  writes_.insert({out.entity, out.field});
  growth_[{scope_.entities[out.entity].kind, out.field}] += kUnknownGrowth * each_turns_;
  return true;
}

void ActionLoader::see_changes() {
  if (each_depth_ > 0) {
    // A turn comes after the ones before it, whose last effects are not loaded yet: nothing is known of any field.
    const Declarations& d = loader_.declarations();
    for (std::uint32_t kind = 0; kind < d.kinds.size(); ++kind)
      for (std::uint32_t field = 0; field < d.kinds[kind].fields.size(); ++field) scope_.changed[{kind, field}] = kUnknownGrowth * kMaxEffectTurns;
    return;
  }
  for (const auto& [slot, field] : writes_) {
    const std::pair<std::uint32_t, std::uint32_t> key{scope_.entities[slot].kind, field};  // another name may stand for the same entity
    const auto grown = growth_.find(key);
    scope_.changed[key] = grown == growth_.end() ? 0 : grown->second;
  }
}

void ActionLoader::settle_growth(const Path& path, std::uint64_t items) {
  std::uint64_t& growth = growth_[{scope_.entities[path.entity].kind, path.field}];
  growth = growth - kUnknownGrowth * each_turns_ + items * each_turns_;
}

void ActionLoader::prove_target(Source& source, std::uint32_t root, const Effect& effect, const expr::Range& by) {
  const expr::Proof proof = expr::prove(source.ast, root, scope_, loader_.declarations());
  const auto list = [&](std::uint32_t n, const std::string& codes, const std::string& ranges) {
    loader_.program.unproven.push_back({source.pointer, written(source, n), codes, ranges});
  };
  // What keys may do was said where they were emitted; a last map key that is missing is put in.
  for (std::uint32_t n = root;; n = source.ast.nodes[n].children[0]) {
    const Meaning meaning = source.ast.nodes[n].meaning;
    for (const expr::Unproven& u : proof.unproven)
      if (u.node == n && !(n == root && meaning == Meaning::map_key)) list(n, u.codes, u.ranges);
    if (meaning == Meaning::field) break;
  }
  if (effect.op != Effect::Op::add && effect.op != Effect::Op::sub) return;
  const Shape& shape = *effect.path.shape;
  expr::Range old = proof.range;
  if (source.ast.nodes[root].meaning == Meaning::map_key) old = expr::join(old, expr::range_of(shape, default_word(shape, loader_.declarations().arena)));
  const bool is_add = effect.op == Effect::Op::add;
  // The sum is exact and clamped before it is looked at, so a bound on one side saves that side.
  bool lower_holds = false, upper_holds = false;
  if (shape.kind == ShapeKind::number) {
    lower_holds = std::isfinite(is_add ? old.low + by.low : old.low - by.high);
    upper_holds = std::isfinite(is_add ? old.high + by.high : old.high - by.low);
  } else {
    std::int64_t sum = 0;
    lower_holds = !(is_add ? __builtin_add_overflow(old.lo, by.lo, &sum) : __builtin_sub_overflow(old.lo, by.hi, &sum));
    upper_holds = !(is_add ? __builtin_add_overflow(old.hi, by.hi, &sum) : __builtin_sub_overflow(old.hi, by.lo, &sum));
  }
  if ((lower_holds || effect.min.is_set()) && (upper_holds || effect.max.is_set())) return;
  list(root, shape.kind == ShapeKind::number ? "not_finite" : "overflow", expr::text_of(shape, old) + (is_add ? " + " : " - ") + expr::text_of(shape, by));
}

void ActionLoader::load_effects(const json::View& v, const std::string& pointer, std::vector<Effect>& out) {
  put("[");
  if (!v.is_array()) {
    loader_.error(v, pointer, "expected a list of effects, as in [\"actor.coins += 5\"]");
  } else {
    v.for_each_item([&](std::uint32_t i, const json::View& x) {
      if (canonical_.back() != '[') put(",");
      if (auto effect = load_effect(x, json::child_pointer(pointer, i))) out.push_back(std::move(*effect));
    });
  }
  put("]");
}

// The target of `key`, which must hold items.
bool ActionLoader::load_container(const json::View& v, const char* key, const std::string& pointer, Effect& effect) {
  Source source;
  std::uint32_t root = 0;
  put_key(key);
  if (!parse(*v.find(key), pointer + "/" + key, source, root) || !load_path(source, root, effect.path)) return false;
  const ShapeKind k = effect.path.shape->kind;
  if (k == ShapeKind::list || (k == ShapeKind::map && effect.op == Effect::Op::remove_where)) return prove_target(source, root, effect, {}), true;
  report(source, std::string("the target of ") + key + " is a list" + (effect.op == Effect::Op::remove_where ? " or a map" : "") + ", not " +
                     type_name(*effect.path.shape, loader_.declarations().names()), source.ast.nodes[root].position);
  return false;
}

bool ActionLoader::load_append(const json::View& v, const std::string& pointer, Effect& effect) {
  if (!loader_.expect_object(v, pointer, {"append", "value"})) return false;
  effect.op = Effect::Op::append;
  if (!load_container(v, "append", pointer, effect)) return false;
  const auto value = v.find("value");
  if (!value) return loader_.error(v, pointer, "the effect needs \"value\""), false;
  put_key("value");
  Source source;
  std::uint32_t root = 0;
  if (!parse(*value, pointer + "/value", source, root)) return false;
  effect.value = compile(source, root, effect.path.shape->element);
  settle_growth(effect.path, expr::plus(1, expr::most_items(range_)));
  if (effect.value.is_set()) operands_of(source, root, effect.operands);
  return effect.value.is_set();
}

bool ActionLoader::load_remove_where(const json::View& v, const std::string& pointer, Effect& effect) {
  if (!loader_.expect_object(v, pointer, {"remove_where", "as", "that"})) return false;
  effect.op = Effect::Op::remove_where;
  if (!load_container(v, "remove_where", pointer, effect)) return false;
  const auto name = new_name(v, "as", pointer);
  const auto that = v.find("that");
  if (!that) loader_.error(v, pointer, "the effect needs \"that\": a condition");
  if (!name || !that) return false;
  put_key("as");
  json::write_string(canonical_, *name);
  put_key("that");
  const Shape& s = *effect.path.shape;
  const std::size_t locals = scope_.locals.size();
  // Over a map the name stands for the key, as in the macros.
  effect.local = add_local(*name, s.kind == ShapeKind::list ? s.element : s.key->kind == ShapeKind::integer ? &builtin_shapes().integer : &builtin_shapes().string);
  effect.value = expression(*that, pointer + "/that", &builtin_shapes().boolean);
  close_names(scope_.entities.size(), locals);
  settle_growth(effect.path, 0);
  return effect.value.is_set();
}

std::optional<Effect> ActionLoader::load_effect(const json::View& v, const std::string& pointer) {
  Effect effect;
  effect.place = loader_.place(pointer);
  see_changes();
  put("{");
  if (static_cast<int>(std::count(pointer.begin(), pointer.end(), '/')) > 4 + 2 * kMaxEffectNesting && v.is_object() && (v.find("if") || v.find("each"))) {
    loader_.error(v, pointer, "effects nest deeper than " + std::to_string(kMaxEffectNesting));
    return std::nullopt;
  }
  struct Kind {
    const char* key;
    bool (ActionLoader::*load)(const json::View&, const std::string&, Effect&);
  };
  static constexpr Kind kKinds[] = {{"append", &ActionLoader::load_append}, {"remove_where", &ActionLoader::load_remove_where},
                                    {"each", &ActionLoader::load_each},     {"create", &ActionLoader::load_create},
                                    {"delete", &ActionLoader::load_delete}, {"after_ms", &ActionLoader::load_after},
                                    {"cancel", &ActionLoader::load_cancel}};
  for (const Kind& kind : kKinds) {
    if (!v.is_object() || !v.find(kind.key)) continue;
    const bool ok = (this->*kind.load)(v, pointer, effect);
    put("}");
    if (!ok) return std::nullopt;
    return effect;
  }
  if (v.is_object() && v.find("if")) {
    loader_.expect_object(v, pointer, {"if", "then", "else"});
    effect.op = Effect::Op::branch;
    put_key("if");
    Source source;
    std::uint32_t root = 0;
    if (parse(*v.find("if"), pointer + "/if", source, root)) {
      effect.value = compile(source, root, &builtin_shapes().boolean);
      if (effect.value.is_set()) operands_of(source, root, effect.operands);
    }
    const auto then_do = v.find("then"), else_do = v.find("else");
    if (!then_do) loader_.error(v, pointer, "an if needs \"then\": a list of effects");
    put_key("then");
    const std::size_t entities = scope_.entities.size(), locals = scope_.locals.size();
    if (then_do) load_effects(*then_do, pointer + "/then", effect.then_do);
    else put("[]");
    close_names(entities, locals);
    put_key("else");
    if (else_do) load_effects(*else_do, pointer + "/else", effect.else_do);
    else put("[]");
    close_names(entities, locals);
    put("}");
    return effect;
  }

  // Both forms end as four trees; in the long form each has its own string and so its own place for errors.
  Source sources[4];
  std::uint32_t roots[4] = {expr::kNone, expr::kNone, expr::kNone, expr::kNone};
  Source* of[4] = {&sources[0], &sources[0], &sources[0], &sources[0]};
  std::string op;
  if (v.is_string()) {
    sources[0].view = v;
    sources[0].pointer = pointer;
    expr::EffectText text;
    if (const auto e = expr::parse_effect(v.str(), sources[0].ast, text)) {
      report(sources[0], e->message, e->offset);
      return std::nullopt;
    }
    op = text.op;
    roots[0] = text.path;
    roots[1] = text.value;
    roots[2] = text.min;
    roots[3] = text.max;
  } else if (v.is_object()) {
    for (const char* name : {"set", "add", "sub", "remove"})
      if (v.find(name)) op = op.empty() ? name : "?";
    if (op.empty() || op == "?") {
      loader_.expect_object(v, pointer, {"set", "to", "add", "sub", "by", "min", "max", "remove", "if", "then", "else",
                                        "append", "value", "remove_where", "each", "create", "delete", "after_ms", "cancel"});
      loader_.error(v, pointer, "an effect is one of set, add, sub, remove, append, remove_where, if, each, create, delete, after_ms, cancel");
      return std::nullopt;
    }
    const bool has_bounds = op == "add" || op == "sub";
    const char* value_key = op == "set" ? "to" : "by";
    if (op == "remove") loader_.expect_object(v, pointer, {"remove"});
    else if (has_bounds) loader_.expect_object(v, pointer, {op, "by", "min", "max"});
    else loader_.expect_object(v, pointer, {"set", "to"});
    const char* keys[4] = {op.c_str(), op == "remove" ? "" : value_key, has_bounds ? "min" : "", has_bounds ? "max" : ""};
    std::string ignored;
    std::swap(ignored, canonical_);
    canonical_ = "{";
    bool ok = true;
    for (int i = 0; i < 4; ++i) {
      of[i] = &sources[i];
      const auto x = *keys[i] ? v.find(keys[i]) : std::nullopt;
      if (x) ok = parse(*x, pointer + "/" + keys[i], sources[i], roots[i]) && ok;
      else if (i < 2 && *keys[i]) loader_.error(v, pointer, std::string("the effect needs \"") + keys[i] + "\""), ok = false;
    }
    std::swap(ignored, canonical_);
    if (!ok) return std::nullopt;
  } else {
    loader_.error(v, pointer, std::string("expected an effect, got ") + json::describe(v.type()));
    return std::nullopt;
  }

  put_key(op);
  put("[");
  for (int i = 0; i < 4; ++i) {
    if (i) put(",");
    if (roots[i] == expr::kNone) put("null");
    else put_printed(of[i]->ast, roots[i]);
  }
  put("]}");
  if (!load_path(*of[0], roots[0], effect.path)) return std::nullopt;
  const Shape& target = *effect.path.shape;
  const std::uint32_t target_position = of[0]->ast.nodes[roots[0]].position;
  effect.op = op == "set" ? Effect::Op::set : op == "add" ? Effect::Op::add : op == "sub" ? Effect::Op::sub : Effect::Op::remove;
  if (effect.op == Effect::Op::remove) {
    const auto* last = effect.path.steps.empty() ? nullptr : &effect.path.steps.back();
    const bool is_item = last && (last->kind == PathStep::Kind::map_key || last->kind == PathStep::Kind::list_item);
    if (!is_item && target.kind != ShapeKind::optional) {
      report(*of[0], "only a map entry, a list item or an optional field can be removed", target_position);
      return std::nullopt;
    }
    settle_growth(effect.path, 0);
    prove_target(*of[0], roots[0], effect, {});
    return effect;
  }
  if (effect.op != Effect::Op::set && !is_number(target)) {
    report(*of[0], "only an int or a double can be added to, not " + type_name(target, loader_.declarations().names()), target_position);
    return std::nullopt;
  }
  const Shape& wanted = target.kind == ShapeKind::integer ? builtin_shapes().integer : target.kind == ShapeKind::number ? builtin_shapes().number : target;
  effect.value = compile(*of[1], roots[1], &wanted);
  // A new entry, or a whole container in place of the old one.
  const expr::Range by = range_;
  settle_growth(effect.path, is_owned(target.kind) ? std::max<std::uint64_t>(1, expr::most_items(range_)) : 1);
  if (effect.value.is_set()) operands_of(*of[1], roots[1], effect.operands);
  if (roots[2] != expr::kNone) effect.min = compile(*of[2], roots[2], &wanted);
  if (roots[3] != expr::kNone) effect.max = compile(*of[3], roots[3], &wanted);
  if (effect.value.is_set()) prove_target(*of[0], roots[0], effect, by);
  return effect;
}

}  // namespace ludex::detail
