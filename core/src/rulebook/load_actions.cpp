// Actions: who may ask, with what, under which conditions.

#include <algorithm>

#include "expr/cost.h"
#include "expr/lexer.h"
#include "expr/run.h"
#include "rulebook/action_loader.h"
#include "rulebook/expense.h"
#include "support/hash.h"
#include "support/sort.h"

namespace ludex::detail {

namespace {

const std::vector<std::string>& action_keys() {
  static const std::vector<std::string> keys = {"from", "params", "with", "once", "let", "cooldown", "rate", "cost", "require",
                                                "refuse", "effects", "emit", "result", "permit", "every_ms", "draws", "description"};
  return keys;
}

// Whether an effect deletes an entity, at any depth.
bool mentions_delete(const json::View& v) {
  bool found = false;
  if (v.is_object()) {
    for (const auto& [name, x] : v.members()) found = found || name == "delete" || mentions_delete(x);
  } else if (v.is_array()) {
    v.for_each_item([&](std::uint32_t, const json::View& x) { found = found || mentions_delete(x); });
  }
  return found;
}

}  // namespace

ActionLoader::ActionLoader(Loader& loader, Action& action, std::string pointer)
    : loader_(loader), action_(action), pointer_(std::move(pointer)) {}

// What other actions may refer to: the origins and the parameters.
void ActionLoader::declare(const json::View& v) {
  if (!loader_.expect_object(v, pointer_, action_keys(), {"luau", "mode", "on_reject"})) return;
  is_declared_ = true;
  has_delete_ = mentions_delete(v);
  action_.name_hash = xxh64(action_.name, 0);
  action_.place_actor = loader_.place(pointer_ + "/actor");
  action_.place_from = loader_.place(pointer_ + "/from");
  action_.place_rate = loader_.place(pointer_ + "/rate");
  action_.place_result = loader_.place(pointer_ + "/result");
  // A timer of the world has nobody who set it.
  if (const auto every = v.find("every_ms")) load_every(*every, v.find("from").has_value());
  add_entity(action_.needs_actor ? "actor" : "", loader_.declarations().actor_kind, false);
  if (const auto x = v.find("from")) load_from(*x);
  const auto params = v.find("params");
  load_params(params ? &*params : nullptr);
}

void ActionLoader::load(const json::View& v) {
  if (!is_declared_) return;
  draws_ = {&loader_.program.code.draws, loader_.program.code.draws.size(), action_.name_hash};
  scope_.draws = &draws_;
  const Limits& limits = loader_.program.limits;
  scope_.world = {kMaxServerTime, static_cast<std::int64_t>(limits.request_bytes), limits.request_nodes, &loader_.cells};
  const auto member = [&](const char* name) { return v.find(name); };
  if (const auto x = member("draws")) load_draws(*x);
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
  if (const auto x = member("emit")) {
    put_key("emit");
    load_events(*x, pointer_ + "/emit", action_.events);
  }
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

void ActionLoader::load_every(const json::View& v, bool has_from) {
  const std::size_t errors_before = loader_.diagnostics.count();
  action_.every_ms = loader_.duration(v, pointer_ + "/every_ms");
  if ((action_.every_ms < 1 || action_.every_ms > kMaxServerTime) && loader_.diagnostics.count() == errors_before)
    loader_.error(v, pointer_ + "/every_ms", "a timer's period is from 1 ms to 2^43 ms");
  if (!has_from) action_.from = 8;
  action_.needs_actor = false;
  put_key("every_ms");
  put(std::to_string(action_.every_ms));
}

void ActionLoader::load_from(const json::View& v) {
  const std::string pointer = pointer_ + "/from";
  action_.from = 0;
  bool fits = v.is_array() && v.count() > 0;
  v.for_each_item([&](std::uint32_t i, const json::View& x) {
    static const std::vector<std::string> kOrigins = {"client", "server", "admin", "timer"};
    const auto origin = x.is_string() ? Declarations::position(kOrigins, x.str()) : std::nullopt;
    if (origin) {
      action_.from = static_cast<std::uint8_t>(action_.from | (1u << *origin));
    } else {
      loader_.error(x, json::child_pointer(pointer, i), "an origin is client, server, admin or timer");
    }
  });
  if (!fits) loader_.error(v, pointer, "expected a list of origins: client, server, admin, timer");
  if (fits && action_.every_ms > 0 && !(action_.from & 8)) loader_.error(v, pointer, "an action with every_ms is asked for by its timer; add \"timer\"");
  put_key("from");
  put(std::to_string(action_.from));
}

// Names that share blocks of random numbers: a new one goes to the end, or those after it would draw others than before.
void ActionLoader::load_draws(const json::View& v) {
  const std::string pointer = pointer_ + "/draws";
  constexpr std::uint32_t kMaxDraws = 64;
  if (!v.is_array() || v.count() > kMaxDraws) return loader_.error(v, pointer, "expected a list of at most " + std::to_string(kMaxDraws) + " names of draws, as in [\"hit\", \"crit\"]");
  put_key("draws");
  put("[");
  v.for_each_item([&](std::uint32_t i, const json::View& x) {
    const std::string at = json::child_pointer(pointer, i);
    if (!x.is_string() || x.str().empty()) return loader_.error(x, at, "expected the name of a draw");
    expr::Draw& draw = draws_[draws_.find_or_add(x.str())];
    if (draw.position >= 0) return loader_.error(x, at, "the draw '" + draw.name + "' is listed twice");
    draw.position = static_cast<std::int32_t>(i);
    put(canonical_.back() == '[' ? "" : ",");
    json::write_string(canonical_, draw.name);
  });
  put("]");
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
  if (action_.every_ms == 0) return;
  for (const Field& f : action_.params->fields)
    if (!f.shape->has_default && f.shape->kind != ShapeKind::optional)
      loader_.error(v ? *v : json::View(), pointer, "the timer of every_ms gives no parameters: '" + f.name + "' needs a default");
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
    check_new_name(name, value, pointer);
    put_key(std::string(name));
    const auto fields_before = reads_.fields;
    const bool state_before = reads_.state;
    reads_.lets.clear();
    reads_.state = reads_.draws = false;
    expr::Scope scope = scope_;
    scope.allows_entities = true;
    const expr::Block block = expression(value, pointer, nullptr, &scope);
    // Its value is copied when it is first used, and what is too large to copy fails there.
    const bool is_too_large = block.is_set() && is_owned(block.shape->kind) && expr::weight_of(*block.shape, range_) >= expr::kMaxWeight;
    scope_.lets.push_back({std::string(name), block.shape, block.is_fallible || is_too_large, reads_.state, reads_.draws, range_, depends_on_cells_});
    let_uses_.push_back(reads_.lets);
    reads_.state = reads_.state || state_before;
    action_.let_names.emplace_back(name);
    action_.lets.push_back(block);
  }
  reads_.lets.clear();
  put("}");
}

void ActionLoader::load_once(const json::View& v) {
  const std::string base = pointer_ + "/once";
  put_key("once");
  put("{");
  if (loader_.expect_object(v, base, {"key", "scope", "keep", "in", "on_reject"})) {
    Once& once = action_.once;
    once.place = loader_.place(base);
    if (const auto key = v.find("key")) {
      expr::Scope scope = scope_;
      scope.sees_state = scope.sees_lets = scope.sees_now = scope.sees_tables = false;
      scope.draws = nullptr;
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
    if (const auto on_reject = v.find("on_reject")) {
      if (!on_reject->is_string() || on_reject->str() != "stick") loader_.error(*on_reject, base + "/on_reject", "expected \"stick\": a refusal is stored too");
      else once.keeps_refusals = true;
      put_key("on_reject");
      put("\"stick\"");
    }
    put_key("scope");
    put("\"" + kScopes[static_cast<std::size_t>(once.scope)] + "\",\"keep\":" + std::to_string(once.keep_ms) + ",\"in\":" + (once.in_profile ? "\"profile\"" : "\"live\""));
  }
  put("}");
}

void ActionLoader::finish(const json::View& v) {
  if ((action_.from & 6u) && !action_.once.is_set() && !v.find("once"))
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

  const auto clash = draws_.clash();
  if (!clash.a.empty())
    loader_.error(v, pointer_, "the draw '" + clash.a + "' would see the numbers of " + (clash.b.empty() ? std::string("the names in \"draws\"") : "'" + clash.b + "'") + ", because their 32-bit hashes are equal; give it another name");
  action_.draws_begin = static_cast<std::uint32_t>(draws_.begin);
  action_.draws_end = static_cast<std::uint32_t>(draws_.all->size());

  for (const std::string& note : reads_.notes) loader_.diagnostics.warn(pointer_, note);
  // What an action names before it runs stands by its name; loops, created and found entities by their kind.
  std::uint32_t named = 1;
  for (const WithName& with : action_.with) named += with.id.is_set() || !with.near.is_set();
  const auto split = [&](const std::set<std::pair<std::uint32_t, std::uint32_t>>& all, std::vector<Access>& by_name, std::set<std::pair<std::uint32_t, std::uint32_t>>& by_kind) {
    for (const auto& item : all) {
      if (item.first < named) by_name.push_back({item.first, item.second});
      else by_kind.insert({action_.slot_kinds[item.first], item.second});
    }
  };
  auto any_reads = reads_.any_fields;
  std::set<std::pair<std::uint32_t, std::uint32_t>> any_writes;
  split(reads_.fields, action_.reads, any_reads);
  split(writes_, action_.writes, any_writes);
  for (const auto& item : any_reads) action_.any_reads.push_back({item.first, item.second});
  for (const auto& item : any_writes) action_.any_writes.push_back({item.first, item.second});
  action_.creates.assign(creates_.begin(), creates_.end());
  action_.deletes.assign(deletes_.begin(), deletes_.end());
  const auto looks_around = [](const Event& event) { return event.audience == Event::Audience::near || event.audience == Event::Audience::where; };
  // A loop looks at the status of whoever it comes to, even where it reads no field.
  action_.is_alone = action_.slot_kinds.size() > named || !any_reads.empty() || !any_writes.empty() || !creates_.empty() || !deletes_.empty() || !action_.needs_actor ||
                     std::any_of(action_.with.begin(), action_.with.end(), [](const WithName& with) { return with.near.is_set() || !with.is_exact; }) ||
                     std::any_of(action_.events.begin(), action_.events.end(), looks_around) || std::any_of(action_.refusal_events.begin(), action_.refusal_events.end(), looks_around);
  const auto durable = [&](std::uint32_t slot, std::uint32_t field) { return loader_.declarations().kinds[scope_.entities[slot].kind].fields[field].is_durable; };
  for (const auto& [slot, field] : writes_) {
    if (!durable(slot, field)) continue;
    if (slot == 0) action_.actor_writes_profile = true;
    for (WithName& with : action_.with)
      if (!with.near.is_set() && with.slot == slot) with.writes_profile = true;
  }
}

void load_actions(Loader& loader, const json::View& v) {
  ProgramData& program = loader.program;
  if (!v.is_object()) return loader.error(v, "/actions", "expected an object of action names and actions");
  // In the order of names, whatever the order written: every index that a digest or a world may meet is then the same.
  std::vector<std::pair<std::string, json::View>> members;
  for (const auto& [name, value] : v.members()) members.emplace_back(std::string(name), value);
  sort_items(members, [](const auto& a, const auto& b) { return a.first < b.first; });
  constexpr std::size_t kMaxActions = 4096;
  if (members.size() > kMaxActions) return loader.error(v, "/actions", "more than " + std::to_string(kMaxActions) + " actions");
  std::vector<std::pair<std::string, std::string>> canonical;
  std::vector<ActionLoader> loaders;
  program.actions.resize(members.size());
  loaders.reserve(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& [name, value] = members[i];
    const std::string pointer = json::child_pointer("/actions", name);
    if (name.empty() || name.size() > 256) loader.error(value, pointer, "an action's name is 1 to 256 bytes long");
    program.actions[i].name = name;
    loaders.emplace_back(loader, program.actions[i], pointer).declare(value);
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    Action& action = program.actions[i];
    const std::size_t first_instruction = program.code.instructions.size();
    loaders[i].load(members[i].second);
    program.source.action_code.push_back({static_cast<std::uint32_t>(first_instruction), static_cast<std::uint32_t>(program.code.instructions.size())});
    limit_expense(loader, action, members[i].second, json::child_pointer("/actions", action.name), first_instruction);
    canonical.emplace_back(action.name, loaders[i].canonical());
    if (action.rate.is_set()) action.rate_index = program.rated_actions++;
    if (action.every_ms > 0) program.recurring_actions.push_back(static_cast<std::uint32_t>(i));
    program.most_lets = std::max(program.most_lets, static_cast<std::uint32_t>(action.lets.size()));
    program.most_draws = std::max(program.most_draws, action.draws_end - action.draws_begin);
    program.most_costs = std::max(program.most_costs, static_cast<std::uint32_t>(action.costs.size()));
    program.most_entities = std::max(program.most_entities, static_cast<std::uint32_t>(action.slot_kinds.size()));
    program.most_found = std::max(program.most_found, action.most_found);
    program.most_locals = std::max(program.most_locals, action.locals);
    program.action_index.emplace(action.name, static_cast<std::uint32_t>(i));
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
