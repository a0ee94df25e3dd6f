// Actions: who may ask, with what, under which conditions.

#include <algorithm>

#include "expr/cost.h"
#include "expr/lexer.h"
#include "expr/run.h"
#include "rulebook/action_loader.h"
#include "rulebook/expense.h"
#include "support/hash.h"

namespace ludex::detail {

using expr::NodeKind;
using expr::Op;

namespace {

const std::vector<std::string>& action_keys() {
  static const std::vector<std::string> keys = {"from", "params", "with", "once", "let", "cooldown", "rate", "cost", "require",
                                                "refuse", "effects", "emit", "result", "permit", "description"};
  return keys;
}

}  // namespace

ActionLoader::ActionLoader(Loader& loader, Action& action, std::string pointer)
    : loader_(loader), action_(action), pointer_(std::move(pointer)) {}

void ActionLoader::load(const json::View& v) {
  if (!loader_.expect_object(v, pointer_, action_keys(), {"every_ms", "draws", "luau", "mode", "on_reject"})) return;
  action_.name_hash = xxh64(action_.name, 0);
  action_.place_actor = loader_.place(pointer_ + "/actor");
  action_.place_from = loader_.place(pointer_ + "/from");
  action_.place_rate = loader_.place(pointer_ + "/rate");
  action_.place_result = loader_.place(pointer_ + "/result");
  scope_.entities.push_back({"actor", loader_.declarations().actor_kind, false});
  const Limits& limits = loader_.program.limits;
  scope_.world = {kMaxServerTime, static_cast<std::int64_t>(limits.request_bytes), limits.request_nodes, &loader_.cells};

  const auto member = [&](const char* name) { return v.find(name); };
  if (const auto x = member("from")) load_from(*x);
  const auto params = member("params");
  load_params(params ? &*params : nullptr);
  if (const auto x = member("with")) load_with(*x);
  if (const auto x = member("let")) load_lets(*x);
  if (const auto x = member("permit")) load_permit(*x);
  if (const auto x = member("cooldown")) load_cooldown(*x);
  if (const auto x = member("rate")) {
    action_.rate = load_rate(loader_, *x, pointer_ + "/rate");
    put_key("rate");
    put("[" + std::to_string(action_.rate.per_second) + "," + std::to_string(action_.rate.burst) + "]");
  }
  if (const auto x = member("require")) load_clauses(*x, "require", false);
  if (const auto x = member("refuse")) load_clauses(*x, "refuse", true);
  if (const auto x = member("cost")) load_cost(*x);

  // From here on effects may have changed what a let would read.
  const auto lets_before = reads_.lets;
  reads_.lets.clear();
  if (const auto x = member("effects")) {
    put_key("effects");
    load_effects(*x, pointer_ + "/effects", action_.effects);
    scope_.changed.clear();  // events and the result see a closing state whose bounds were looked at
  }
  if (const auto x = member("emit")) load_events(*x);
  if (const auto x = member("result")) {
    put_key("result");
    action_.result = expression(*x, pointer_ + "/result", nullptr);
  }
  late_lets_ = reads_.lets;
  reads_.lets.insert(lets_before.begin(), lets_before.end());
  if (const auto x = member("once")) load_once(*x);
  finish(v);
  put("}");
}

void ActionLoader::load_from(const json::View& v) {
  const std::string pointer = pointer_ + "/from";
  action_.from = 0;
  bool fits = v.is_array() && v.count() > 0;
  v.for_each_item([&](std::uint32_t i, const json::View& x) {
    static const std::vector<std::string> kOrigins = {"client", "server", "admin"};
    const auto origin = x.is_string() ? Declarations::position(kOrigins, x.str()) : std::nullopt;
    if (origin) {
      action_.from = static_cast<std::uint8_t>(action_.from | (1u << *origin));
    } else if (x.is_string() && x.str() == "timer") {
      loader_.unsupported(x, json::child_pointer(pointer, i), "timers are not supported yet");
    } else {
      loader_.error(x, json::child_pointer(pointer, i), "an origin is client, server or admin");
    }
  });
  if (!fits) loader_.error(v, pointer, "expected a list of origins: client, server, admin");
  put_key("from");
  put(std::to_string(action_.from));
}

void ActionLoader::load_params(const json::View* v) {
  const std::string pointer = pointer_ + "/params";
  if (v) {
    for (const auto& [name, value] : v->members())
      if (!is_name(name)) loader_.error(value, json::child_pointer(pointer, name), "a parameter's name is letters, digits and _");
    action_.params = parse_record(*v, pointer, loader_.declarations(), loader_.diagnostics);
  }
  if (!action_.params) {
    Shape empty;
    empty.kind = ShapeKind::record;
    action_.params = loader_.declarations().add_shape(std::move(empty));
    if (v) scope_.params = nullptr;
  }
  for (const Field& f : action_.params->fields) action_.param_places.push_back(loader_.place(json::child_pointer("/params", f.name)));
  scope_.params = action_.params;
  put_key("params");
  put(canonical_shape(*action_.params, loader_.declarations()));
}

void ActionLoader::load_with(const json::View& v) {
  const std::string base = pointer_ + "/with";
  if (!v.is_object()) return loader_.error(v, base, "expected an object of names and references, as in {\"target\": {\"player\": \"params.target\"}}");
  put_key("with");
  put("[");
  for (const auto& [name, value] : v.members()) {
    const std::string pointer = json::child_pointer(base, name);
    static const std::vector<std::string> kTaken = {"actor", "params", "tables", "flags", "now", "request", "math"};
    if (!is_name(name) || expr::is_reserved_word(name)) loader_.error(value, pointer, "a name is letters, digits and _ and no reserved word");
    if (Declarations::position(kTaken, name)) loader_.error(value, pointer, "the name '" + std::string(name) + "' is taken");
    if (!value.is_object()) {
      loader_.error(value, pointer, "expected {\"KIND\": \"id expression\"}");
      continue;
    }
    WithName with;
    with.name = name;
    std::optional<json::View> id;
    std::string id_pointer;
    bool ok = true;
    for (const auto& [key, x] : value.members()) {
      const std::string at = json::child_pointer(pointer, key);
      if (key == "optional" || key == "may_alias") {
        if (!x.is(json::Type::boolean)) loader_.error(x, at, "expected true or false");
        else (key == "optional" ? with.is_optional : with.may_alias) = x.boolean();
      } else if (key == "near") {
        loader_.unsupported(x, at, "'near' is not supported yet");
        ok = false;
      } else if (const auto kind = loader_.declarations().find_kind(key)) {
        if (id) loader_.error(value, pointer, "a name stands for one kind"), ok = false;
        with.kind = *kind;
        id = x;
        id_pointer = at;
      } else {
        loader_.error(x, at, "unknown kind '" + std::string(key) + "'" + nearest_name(key, loader_.declarations().kind_names));
        ok = false;
      }
    }
    if (!id && ok) loader_.error(value, pointer, "expected {\"KIND\": \"id expression\"}");
    with.place = loader_.place(pointer);
    put(canonical_.back() == '[' ? "{" : ",{");
    put_key(with.name);
    put("[\"" + loader_.declarations().kind_names[with.kind] + "\"," + (with.is_optional ? "1," : "0,") + (with.may_alias ? "1," : "0,"));
    if (id && ok) {
      Source source;
      std::uint32_t root = 0;
      if (parse(*id, id_pointer, source, root)) {
        expr::Scope scope = scope_;
        scope.sees_lets = false;
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
      }
    }
    put("]}");
    scope_.entities.push_back({with.name, with.kind, with.is_optional});
    action_.with.push_back(std::move(with));
  }
  put("]");
}

void ActionLoader::load_lets(const json::View& v) {
  const std::string base = pointer_ + "/let";
  if (!v.is_object()) return loader_.error(v, base, "expected an object of names and expressions");
  // A let that uses the one before it is a call deeper, and every let has its own registers.
  constexpr std::uint32_t kMaxLets = 256;
  if (v.count() > kMaxLets) return loader_.error(v, base, "more than " + std::to_string(kMaxLets) + " lets in one action");
  put_key("let");
  put("{");
  for (const auto& [name, value] : v.members()) {
    const std::string pointer = json::child_pointer(base, name);
    static const std::vector<std::string> kTaken = {"params", "tables", "flags", "now", "request", "math"};
    bool is_taken = Declarations::position(kTaken, name).has_value();
    for (const auto& e : scope_.entities) is_taken = is_taken || e.name == name;
    if (!is_name(name) || expr::is_reserved_word(name)) loader_.error(value, pointer, "a name is letters, digits and _ and no reserved word");
    if (is_taken) loader_.error(value, pointer, "the name '" + std::string(name) + "' is taken");
    put_key(std::string(name));
    const auto fields_before = reads_.fields;
    const bool state_before = reads_.state;
    reads_.lets.clear();
    reads_.state = false;
    const expr::Block block = expression(value, pointer, nullptr);
    // Its value is copied when it is first used, and what is too large to copy fails there.
    const bool is_too_large = block.is_set() && is_owned(block.shape->kind) && expr::weight_of(*block.shape, range_) >= expr::kMaxWeight;
    scope_.lets.push_back({std::string(name), block.shape, block.is_fallible || is_too_large, reads_.state, range_, depends_on_cells_});
    let_uses_.push_back(reads_.lets);
    reads_.state = reads_.state || state_before;
    action_.let_names.emplace_back(name);
    action_.lets.push_back(block);
  }
  reads_.lets.clear();
  put("}");
}

void ActionLoader::load_permit(const json::View& v) {
  const std::string base = pointer_ + "/permit";
  put_key("permit");
  put("[");
  expr::Scope scope = scope_;
  scope.sees_state = scope.sees_lets = scope.sees_now = false;
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

void ActionLoader::load_once(const json::View& v) {
  const std::string base = pointer_ + "/once";
  put_key("once");
  put("{");
  if (loader_.expect_object(v, base, {"key", "scope", "keep", "in"}, {"on_reject"})) {
    Once& once = action_.once;
    once.place = loader_.place(base);
    if (const auto key = v.find("key")) {
      expr::Scope scope = scope_;
      scope.sees_state = scope.sees_lets = scope.sees_now = scope.sees_tables = false;
      scope.place = "once.key";
      put_key("key");
      Source source;
      std::uint32_t root = 0;
      if (parse(*key, base + "/key", source, root)) {
        const expr::Block block = compile(source, root, nullptr, &scope);
        const ShapeKind k = block.is_set() ? block.shape->kind : ShapeKind::string;
        if (k != ShapeKind::string && k != ShapeKind::integer && k != ShapeKind::ref && k != ShapeKind::row && k != ShapeKind::enumeration)
          loader_.error(*key, base + "/key", "a key is a string or an int");
        once.key = block;
      }
    } else {
      loader_.error(v, base, "once needs \"key\"");
    }
    static const std::vector<std::string> kScopes = {"actor", "action", "world"};
    if (const auto scope = v.find("scope")) {
      const auto i = scope->is_string() ? Declarations::position(kScopes, scope->str()) : std::nullopt;
      if (!i) loader_.error(*scope, base + "/scope", "a scope is actor, action or world");
      else once.scope = static_cast<Once::Scope>(*i);
    }
    if (const auto keep = v.find("keep")) {
      const std::size_t errors_before = loader_.diagnostics.count();
      once.keep_ms = loader_.duration(*keep, base + "/keep");
      if (once.keep_ms == 0 && loader_.diagnostics.count() == errors_before) loader_.error(*keep, base + "/keep", "a key is kept for at least 1 ms");
    }
    bool writes_profile = false;
    for (const auto& [slot, field] : writes_) writes_profile = writes_profile || loader_.declarations().kinds[scope_.entities[slot].kind].fields[field].is_durable;
    once.in_profile = writes_profile;
    if (const auto in = v.find("in")) {
      if (!in->is_string() || (in->str() != "profile" && in->str() != "live")) loader_.error(*in, base + "/in", "expected \"profile\" or \"live\"");
      else once.in_profile = in->str() == "profile";
    }
    put_key("scope");
    put("\"" + kScopes[static_cast<std::size_t>(once.scope)] + "\",\"keep\":" + std::to_string(once.keep_ms) + ",\"in\":" + (once.in_profile ? "\"profile\"" : "\"live\""));
  }
  put("}");
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

std::optional<Clause::Retry> ActionLoader::retry_of(Source& source, std::uint32_t root) {
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
      if (!a || !b) return std::nullopt;
      return x.op == Op::add ? *a + *b : *a - *b;
    }
    const auto mentions_now = [&](const auto& walk, std::uint32_t j) -> bool {
      const expr::Node& y = source.ast.nodes[j];
      if (y.meaning == expr::Meaning::now || y.meaning == expr::Meaning::let_value) return true;
      return std::any_of(y.children.begin(), y.children.end(), [&](std::uint32_t c) { return walk(walk, c); });
    };
    return mentions_now(mentions_now, i) ? std::nullopt : std::optional<std::int64_t>(0);
  };
  // "left >= right" and "right <= left" are one thing.
  const bool is_at_least = n.op == Op::ge || n.op == Op::gt;
  const std::uint32_t left = n.children[is_at_least ? 0 : 1], right = n.children[is_at_least ? 1 : 0];
  const auto a = slope(slope, left), b = slope(slope, right);
  if (!a || !b || *a - *b <= 0) return std::nullopt;
  Clause::Retry retry;
  retry.slope = *a - *b;
  retry.is_strict = n.op == Op::gt || n.op == Op::lt;
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
    if (!loader_.expect_object(v, pointer, {"that", "else", "name", "tell"}, {"mode", "on_reject"})) return std::nullopt;
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
  put(clause.tell ? "1}" : "0}");
  clause.reason = loader_.reason(reason, v, pointer);
  if (const auto e = expr::check(source.ast, root, scope_, loader_.declarations(), reads_, &builtin_shapes().boolean)) {
    report(source, e->message, e->offset, e->is_unsupported ? ErrorCode::unsupported : ErrorCode::expression);
    return std::nullopt;
  }
  const expr::Node& n = source.ast.nodes[root];
  if (n.meaning == expr::Meaning::constant)
    loader_.diagnostics.warn(pointer, std::string("this clause is always ") + (n.value.b ? "true" : "false") + "; later clauses of it are unreachable or it can go");
  clause.block = emit(source, root);
  if (n.meaning != expr::Meaning::constant) report_decided(pointer, clause);
  operands_of(source, root, clause.operands);
  if (!is_refusal) clause.retry = retry_of(source, root);
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

void ActionLoader::finish(const json::View& v) {
  if ((action_.from & ~1u) && !action_.once.is_set() && !v.find("once"))
    loader_.error(v, pointer_, "an action of server or admin must declare \"once\", or a retried command would act twice");

  // A let that effects, events or the result use reads the opening state, so it is evaluated before they begin.
  std::vector<std::uint32_t> pending(late_lets_.begin(), late_lets_.end());
  action_.let_is_early.assign(action_.lets.size(), false);
  while (!pending.empty()) {
    const std::uint32_t i = pending.back();
    pending.pop_back();
    if (action_.let_is_early[i]) continue;
    action_.let_is_early[i] = true;
    for (const auto j : let_uses_[i]) pending.push_back(j);
  }
  for (std::size_t i = 0; i < action_.lets.size(); ++i)
    if (!scope_.lets[i].reads_state) action_.let_is_early[i] = false;

  for (const std::string& note : reads_.notes) loader_.diagnostics.warn(pointer_, note);
  for (const auto& [slot, field] : reads_.fields) action_.reads.push_back({slot, field});
  for (const auto& [slot, field] : writes_) action_.writes.push_back({slot, field});
  const auto durable = [&](std::uint32_t slot, std::uint32_t field) { return loader_.declarations().kinds[scope_.entities[slot].kind].fields[field].is_durable; };
  for (const auto& [slot, field] : writes_) {
    if (!durable(slot, field)) continue;
    (slot == 0 ? action_.actor_writes_profile : action_.with[slot - 1].writes_profile) = true;
  }
}

void load_actions(Loader& loader, const json::View& v) {
  ProgramData& program = loader.program;
  if (!v.is_object()) return loader.error(v, "/actions", "expected an object of action names and actions");
  // In the order of names, whatever the order written: every index that a digest or a world may meet is then the same.
  std::vector<std::pair<std::string, json::View>> members;
  for (const auto& [name, value] : v.members()) members.emplace_back(std::string(name), value);
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  constexpr std::size_t kMaxActions = 4096;
  if (members.size() > kMaxActions) return loader.error(v, "/actions", "more than " + std::to_string(kMaxActions) + " actions");
  std::vector<std::pair<std::string, std::string>> canonical;
  for (const auto& [name, value] : members) {
    const std::string pointer = json::child_pointer("/actions", name);
    if (name.empty() || name.size() > 256) loader.error(value, pointer, "an action's name is 1 to 256 bytes long");
    Action action;
    action.name = name;
    ActionLoader action_loader(loader, action, pointer);
    const std::size_t first_instruction = program.code.instructions.size();
    action_loader.load(value);
    limit_expense(loader, action, value, pointer, first_instruction);
    canonical.emplace_back(action.name, action_loader.canonical());
    if (action.rate.is_set()) action.rate_index = program.rated_actions++;
    program.most_lets = std::max(program.most_lets, static_cast<std::uint32_t>(action.lets.size()));
    program.most_costs = std::max(program.most_costs, static_cast<std::uint32_t>(action.costs.size()));
    program.most_entities = std::max(program.most_entities, static_cast<std::uint32_t>(action.with.size() + 1));
    program.action_index.emplace(action.name, static_cast<std::uint32_t>(program.actions.size()));
    program.actions.push_back(std::move(action));
  }
  loader.canonical += ",\"actions\":{";
  for (const auto& [name, text] : canonical) {
    if (loader.canonical.back() != '{') loader.canonical += ",";
    json::write_string(loader.canonical, name);
    loader.canonical += ":" + text;
  }
  loader.canonical += "}";
}

}  // namespace ludex::detail
