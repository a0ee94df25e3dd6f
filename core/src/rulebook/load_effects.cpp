// Effects, events and the result: what an accepted request does.

#include <algorithm>
#include <cmath>

#include "expr/cost.h"
#include "rulebook/action_loader.h"

namespace ludex::detail {

using expr::Meaning;

namespace {

constexpr int kMaxEffectNesting = 8;
// What a write that says nothing may add to a container: one made by a rule, twice over.
constexpr std::uint64_t kUnknownGrowth = 2 * expr::kMaxMadeList;

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
  growth_[{scope_.entities[out.entity].kind, out.field}] += kUnknownGrowth;
  return true;
}

void ActionLoader::see_changes() {
  for (const auto& [slot, field] : writes_) {
    const std::pair<std::uint32_t, std::uint32_t> key{scope_.entities[slot].kind, field};  // another name may stand for the same entity
    const auto grown = growth_.find(key);
    scope_.changed[key] = grown == growth_.end() ? 0 : grown->second;
  }
}

void ActionLoader::settle_growth(const Path& path, std::uint64_t items) {
  std::uint64_t& growth = growth_[{scope_.entities[path.entity].kind, path.field}];
  growth = growth - kUnknownGrowth + items;
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

std::optional<Effect> ActionLoader::load_effect(const json::View& v, const std::string& pointer) {
  Effect effect;
  effect.place = loader_.place(pointer);
  see_changes();
  put("{");
  if (v.is_object() && v.find("if")) {
    if (static_cast<int>(std::count(pointer.begin(), pointer.end(), '/')) > 4 + 2 * kMaxEffectNesting) {
      loader_.error(v, pointer, "effects nest deeper than " + std::to_string(kMaxEffectNesting));
      return std::nullopt;
    }
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
    if (then_do) load_effects(*then_do, pointer + "/then", effect.then_do);
    else put("[]");
    put_key("else");
    if (else_do) load_effects(*else_do, pointer + "/else", effect.else_do);
    else put("[]");
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
    static const std::vector<std::string> kLater = {"append", "remove_where", "each", "create", "delete", "after_ms", "cancel"};
    for (const auto& [name, x] : v.members()) {
      if (Declarations::position(kLater, name)) {
        loader_.unsupported(v, pointer, "the effect '" + std::string(name) + "' is not supported yet");
        return std::nullopt;
      }
    }
    for (const char* name : {"set", "add", "sub", "remove"})
      if (v.find(name)) op = op.empty() ? name : "?";
    if (op.empty() || op == "?") {
      loader_.expect_object(v, pointer, {"set", "to", "add", "sub", "by", "min", "max", "remove", "if", "then", "else"});
      loader_.error(v, pointer, "an effect is one of set, add, sub, remove, if");
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

void ActionLoader::load_audience(const json::View& v, const std::string& pointer, Event& event) {
  if (v.is_string() && v.str() == "all") {
    event.audience = Event::Audience::all;
  } else if (v.is_string() && v.str() == "actor") {
    event.audience = Event::Audience::actor;
  } else if (v.is_object() && v.count() == 1 && v.find("entity")) {
    event.audience = Event::Audience::entity;
    put_key("entity");
    event.entity = expression(*v.find("entity"), pointer + "/entity", &builtin_shapes().integer);
  } else if (v.is_object() && v.count() == 1 && v.find("kind")) {
    event.audience = Event::Audience::kind;
    const auto name = *v.find("kind");
    const auto kind = name.is_string() ? loader_.declarations().find_kind(name.str()) : std::nullopt;
    if (!kind) loader_.error(name, pointer + "/kind", "unknown kind" + (name.is_string() ? nearest_name(name.str(), loader_.declarations().kind_names) : std::string()));
    else event.kind = *kind;
    put_key("kind");
    if (kind) json::write_string(canonical_, loader_.declarations().kind_names[event.kind]);  // a position would depend on the order written
    else put("null");
  } else if (v.is_object() && (v.find("near") || v.find("where"))) {
    loader_.unsupported(v, pointer, "the audiences 'near' and 'where' are not supported yet");
  } else {
    loader_.error(v, pointer, "an audience is \"all\", \"actor\", {\"entity\": E} or {\"kind\": k}");
  }
}

std::optional<Event> ActionLoader::load_event(const json::View& v, const std::string& pointer) {
  if (!loader_.expect_object(v, pointer, {"event", "audience", "data"})) return std::nullopt;
  Event event;
  event.place = loader_.place(pointer);
  const auto name = v.find("event");
  if (!name || !name->is_string() || !is_name(name->str())) {
    loader_.error(name ? *name : v, name ? pointer + "/event" : pointer, "an event needs \"event\": its name");
    return std::nullopt;
  }
  event.name = name->str();
  put("{");
  put_key("event");
  json::write_string(canonical_, event.name);
  if (const auto audience = v.find("audience")) load_audience(*audience, pointer + "/audience", event);
  put_key("audience");
  put(std::to_string(static_cast<int>(event.audience)));
  if (const auto data = v.find("data")) {
    put_key("data");
    put("{");
    if (!data->is_object()) loader_.error(*data, pointer + "/data", "expected an object of names and expressions");
    std::vector<std::pair<std::string, json::View>> members;
    for (const auto& [key, x] : data->members()) members.emplace_back(std::string(key), x);
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [key, x] : members) {
      put_key(key);
      const expr::Block block = expression(x, json::child_pointer(pointer + "/data", key), nullptr);
      if (block.is_set()) event.data.push_back({key, block});
    }
    put("}");
  }
  put("}");
  return event;
}

void ActionLoader::load_events(const json::View& v) {
  const std::string base = pointer_ + "/emit";
  if (!v.is_array()) return loader_.error(v, base, "expected a list of events");
  put_key("emit");
  put("[");
  v.for_each_item([&](std::uint32_t i, const json::View& x) {
    if (canonical_.back() != '[') put(",");
    if (auto event = load_event(x, json::child_pointer(base, i))) action_.events.push_back(std::move(*event));
  });
  put("]");
}

}  // namespace ludex::detail
