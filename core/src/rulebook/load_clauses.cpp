// What refuses: permit, cooldown, require and refuse, cost.

#include <algorithm>

#include "rulebook/action_loader.h"

namespace ludex::detail {

using expr::NodeKind;
using expr::Op;

void ActionLoader::load_permit(const json::View& v) {
  const std::string base = pointer_ + "/permit";
  put_key("permit");
  put("[");
  expr::Scope scope = scope_;
  scope.sees_state = scope.sees_lets = scope.sees_now = false;
  scope.draws = nullptr;
  scope.place = "permit";
  const auto one = [&](const json::View& x, const std::string& pointer) {
    if (canonical_.back() != '[') put(",");
    Clause clause;
    clause.block = expression(x, pointer, &builtin_shapes().boolean, &scope);
    clause.reason = Reason::not_permitted;
    clause.place = loader_.place(pointer);
    action_.permit.push_back(std::move(clause));
  };
  if (v.is_array()) v.for_each_item([&](std::uint32_t i, const json::View& x) { one(x, json::child_pointer(base, i)); });
  else one(v, base);
  put("]");
}

void ActionLoader::load_cooldown(const json::View& v) {
  const std::string base = pointer_ + "/cooldown";
  if (!loader_.expect_object(v, base, {"key", "ms"})) return;
  const auto key = v.find("key"), ms = v.find("ms");
  if (!key || !key->is_string() || !is_name(key->str())) return loader_.error(key ? *key : v, key ? base + "/key" : base, "a cooldown needs \"key\": a name that actions share");
  if (!ms) return loader_.error(v, base, "a cooldown needs \"ms\": milliseconds, or an expression of them");
  Cooldown& c = action_.cooldown;
  c.key = key->str();
  c.place = loader_.place(base);
  const Kind& kind = loader_.declarations().kinds[loader_.declarations().actor_kind];
  for (std::uint32_t i = 0; i < kind.fields.size(); ++i)
    if (kind.fields[i].is_cooldown && kind.fields[i].name == "$cooldown." + c.key) c.field = i;
  put_key("cooldown");
  put("{\"key\":\"" + c.key + "\",\"ms\":");
  Source source;
  std::uint32_t root = 0;
  if (parse(*ms, base + "/ms", source, root)) c.ms = compile(source, root, &builtin_shapes().integer);
  bool cannot_fail = false;
  const expr::Range now = expr::Range::of(std::int64_t{0}, scope_.world.latest);
  expr::add(now, range_, false, cannot_fail);
  if (c.ms.is_set() && !cannot_fail)
    loader_.program.unproven.push_back({source.pointer, written(source, root), "overflow", expr::text_of(*c.ms.shape, now) + " + " + expr::text_of(*c.ms.shape, range_)});
  put("}");
  writes_.insert({0, c.field});
  reads_.fields.insert({0, c.field});
}

std::optional<Clause::Retry> ActionLoader::retry_of(Source& source, std::uint32_t root, bool is_refusal) {
  // A refusal passes when its condition is false, as does what stands behind a '!'.
  bool passes_when = !is_refusal;
  for (; source.ast.nodes[root].kind == NodeKind::unary && source.ast.nodes[root].op == Op::not_; root = source.ast.nodes[root].children[0]) passes_when = !passes_when;
  const expr::Node& n = source.ast.nodes[root];
  if (n.kind != NodeKind::binary || (n.op != Op::ge && n.op != Op::gt && n.op != Op::le && n.op != Op::lt)) return std::nullopt;
  // The coefficient of `now`; nothing where it is not a sum.
  const auto slope = [&](const auto& self, std::uint32_t i) -> std::optional<std::int64_t> {
    const expr::Node& x = source.ast.nodes[i];
    if (x.shape && x.shape->kind != ShapeKind::integer && x.shape->kind != ShapeKind::ref) return std::nullopt;
    if (x.meaning == expr::Meaning::now) return 1;
    if (x.meaning == expr::Meaning::let_value) return std::nullopt;  // a let may hide `now`
    if (x.kind == NodeKind::binary && (x.op == Op::add || x.op == Op::sub)) {
      const auto a = self(self, x.children[0]), b = self(self, x.children[1]);
      std::int64_t sum = 0;
      if (!a || !b || (x.op == Op::add ? __builtin_add_overflow(*a, *b, &sum) : __builtin_sub_overflow(*a, *b, &sum))) return std::nullopt;
      return sum;
    }
    if (x.kind == NodeKind::unary && x.op == Op::neg) {
      const auto a = self(self, x.children[0]);
      return a && *a != INT64_MIN ? std::optional<std::int64_t>(-*a) : std::nullopt;
    }
    if (x.kind == NodeKind::binary && x.op == Op::mul) {
      for (const std::size_t side : {0, 1}) {
        const expr::Node& factor = source.ast.nodes[x.children[side]];
        if (factor.meaning != expr::Meaning::constant) continue;
        const auto a = self(self, x.children[1 - side]);
        std::int64_t product = 0;
        return a && !__builtin_mul_overflow(*a, factor.value.i, &product) ? std::optional<std::int64_t>(product) : std::nullopt;
      }
    }
    const auto mentions_now = [&](const auto& walk, std::uint32_t j) -> bool {
      const expr::Node& y = source.ast.nodes[j];
      if (y.meaning == expr::Meaning::now || y.meaning == expr::Meaning::let_value) return true;
      return std::any_of(y.children.begin(), y.children.end(), [&](std::uint32_t c) { return walk(walk, c); });
    };
    return mentions_now(mentions_now, i) ? std::nullopt : std::optional<std::int64_t>(0);
  };
  // "left >= right", "right <= left" and "!(left < right)" are one thing.
  const bool is_at_least = (n.op == Op::ge || n.op == Op::gt) == passes_when;
  const std::uint32_t left = n.children[is_at_least ? 0 : 1], right = n.children[is_at_least ? 1 : 0];
  const auto a = slope(slope, left), b = slope(slope, right);
  Clause::Retry retry;
  if (!a || !b || __builtin_sub_overflow(*a, *b, &retry.slope) || retry.slope <= 0) return std::nullopt;
  retry.is_strict = (n.op == Op::gt || n.op == Op::lt) == passes_when;
  retry.left = emit(source, left, true);
  retry.right = emit(source, right, true);
  return retry;
}

std::optional<Clause> ActionLoader::load_clause(const json::View& v, const std::string& pointer, bool is_refusal) {
  Clause clause;
  clause.is_refusal = is_refusal;
  clause.place = loader_.place(pointer);
  Source source;
  std::uint32_t root = 0;
  std::string reason;
  put("{");
  if (v.is_string()) {
    source.view = v;
    source.pointer = pointer;
    expr::ClauseText text;
    if (const auto e = is_refusal ? expr::parse_refusal(v.str(), source.ast, text) : expr::parse_clause(v.str(), source.ast, text)) {
      report(source, e->message, e->offset);
      return std::nullopt;
    }
    root = text.that;
    reason = text.reason;
    put_key("that");
    put_printed(source.ast, root);
  } else {
    if (!loader_.expect_object(v, pointer, {"that", "else", "name", "tell", "mode", "on_reject"})) return std::nullopt;
    if (const auto mode = v.find("mode")) {
      if (!mode->is_string() || (mode->str() != "shadow" && mode->str() != "enforce")) loader_.error(*mode, pointer + "/mode", "a mode is \"shadow\" or \"enforce\"");
      else clause.is_shadow = mode->str() == "shadow";
    }
    const auto that = v.find("that"), otherwise = v.find("else");
    if (!that || !otherwise || !otherwise->is_string()) {
      loader_.error(v, pointer, "a clause needs \"that\": an expression, and \"else\": a reason");
      return std::nullopt;
    }
    if (const auto name = v.find("name")) {
      if (!name->is_string()) loader_.error(*name, pointer + "/name", "expected a string");
      else clause.name = name->str();
    }
    if (const auto tell = v.find("tell")) {
      if (!tell->is(json::Type::boolean)) loader_.error(*tell, pointer + "/tell", "expected true or false");
      else clause.tell = tell->boolean();
    }
    put_key("that");
    if (!parse(*that, pointer + "/that", source, root)) return std::nullopt;
    reason = otherwise->str();
    if (!is_name(reason)) {
      loader_.error(*otherwise, pointer + "/else", "a reason is letters, digits and _");
      return std::nullopt;
    }
  }
  put_key("else");
  json::write_string(canonical_, reason);
  put_key("tell");
  put(clause.tell ? "1" : "0");
  if (clause.is_shadow) put(",\"mode\":\"shadow\"");
  clause.reason = loader_.reason(reason, v, pointer);
  reads_.draws = false;
  if (const auto e = expr::check(source.ast, root, scope_, loader_.declarations(), reads_, &builtin_shapes().boolean)) {
    report(source, e->message, e->offset, e->is_unsupported ? ErrorCode::unsupported : ErrorCode::expression);
    return std::nullopt;
  }
  const bool draws = reads_.draws;
  if (draws) loader_.diagnostics.warn(pointer, "this clause draws: who is refused by chance asks again until it passes; let an effect or an event tell the outcome");
  if (const auto on_reject = v.find("on_reject"); on_reject && v.is_object()) {
    put_key("on_reject");
    clause.events_begin = static_cast<std::uint32_t>(action_.refusal_events.size());
    if (clause.is_shadow) {
      loader_.error(*on_reject, pointer + "/on_reject", "a clause in shadow never refuses, so it has nothing to tell then");
    } else if (loader_.expect_object(*on_reject, pointer + "/on_reject", {"emit"})) {
      if (const auto emit = on_reject->find("emit")) load_events(*emit, pointer + "/on_reject/emit", action_.refusal_events);
      else loader_.error(*on_reject, pointer + "/on_reject", "on_reject needs \"emit\": a list of events");
    }
    clause.events_end = static_cast<std::uint32_t>(action_.refusal_events.size());
  }
  put("}");
  const expr::Node& n = source.ast.nodes[root];
  if (n.meaning == expr::Meaning::constant)
    loader_.diagnostics.warn(pointer, std::string("this clause is always ") + (n.value.b ? "true" : "false") + "; later clauses of it are unreachable or it can go");
  clause.block = emit(source, root);
  if (n.meaning != expr::Meaning::constant) report_decided(pointer, clause);
  operands_of(source, root, clause.operands);
  if (!draws) clause.retry = retry_of(source, root, is_refusal);  // the next request draws anew
  return clause;
}

void ActionLoader::load_clauses(const json::View& v, const char* key, bool is_refusal) {
  const std::string base = pointer_ + "/" + key;
  if (!v.is_array()) return loader_.error(v, base, std::string("expected a list of clauses, as in [\"") + (is_refusal ? "actor.stunned : stunned" : "actor.health > 0 else actor_dead") + "\"]");
  put_key(key);
  put("[");
  v.for_each_item([&](std::uint32_t i, const json::View& x) {
    if (canonical_.back() != '[') put(",");
    if (auto clause = load_clause(x, json::child_pointer(base, i), is_refusal)) action_.require.push_back(std::move(*clause));
  });
  put("]");
}

void ActionLoader::load_cost(const json::View& v) {
  const std::string base = pointer_ + "/cost";
  if (!v.is_object()) return loader_.error(v, base, "expected an object of the actor's fields and amounts, as in {\"coins\": \"10\"}");
  put_key("cost");
  put("[");
  const Kind& kind = loader_.declarations().kinds[loader_.declarations().actor_kind];
  for (const auto& [name, value] : v.members()) {
    const std::string pointer = json::child_pointer(base, name);
    std::vector<std::string> names;
    std::uint32_t found = 0, position = 0;
    for (std::uint32_t i = 0; i < kind.fields.size(); ++i) {
      if (kind.fields[i].is_cooldown) continue;
      names.push_back(kind.fields[i].name);
      if (kind.fields[i].name == name) ++found, position = i;
    }
    if (found != 1) {
      loader_.error(value, pointer, found ? "'" + std::string(name) + "' is in profile and in live" : "kind '" + kind.name + "' has no field '" + std::string(name) + "'" + nearest_name(name, names));
      continue;
    }
    const Shape& shape = *kind.fields[position].shape;
    if (shape.kind != ShapeKind::integer && shape.kind != ShapeKind::number) {
      loader_.error(value, pointer, "only an int or a double can be paid with");
      continue;
    }
    Cost cost;
    cost.field = position;
    cost.place = loader_.place(pointer);
    cost.reason = loader_.reason("not_enough_" + std::string(name), value, pointer);
    put(canonical_.back() == '[' ? "{" : ",{");
    put_key(std::string(name));
    Source source;
    std::uint32_t root = 0;
    if (parse(value, pointer, source, root)) {
      if (const auto e = expr::check(source.ast, root, scope_, loader_.declarations(), reads_, shape.kind == ShapeKind::integer ? &builtin_shapes().integer : &builtin_shapes().number)) {
        report(source, e->message, e->offset, e->is_unsupported ? ErrorCode::unsupported : ErrorCode::expression);
      } else {
        cost.amount = emit(source, root);
        if (cost.amount.is_set() && (shape.kind == ShapeKind::integer ? range_.lo < 0 : range_.low < 0))
          loader_.program.unproven.push_back({pointer, written(source, root), "negative_cost", expr::text_of(*cost.amount.shape, range_)});
        operands_of(source, root, cost.operands);
      }
    }
    put("}");
    reads_.fields.insert({0, position});
    writes_.insert({0, position});
    action_.costs.push_back(std::move(cost));
  }
  put("]");
}

}  // namespace ludex::detail
