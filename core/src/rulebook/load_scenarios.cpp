#include "rulebook/load_scenarios.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "expr/emit.h"
#include "expr/interval.h"
#include "expr/run.h"
#include "schema/decode.h"

namespace ludex::detail {
namespace {

class ScenarioLoader {
 public:
  ScenarioLoader(Loader& loader, Scenario& out, std::string pointer) : loader_(loader), d_(loader.declarations()), out_(out), pointer_(std::move(pointer)) {}

  void load(const json::View& v) {
    static const std::vector<std::string> kKeys = {"description", "fighters", "others", "flags", "policy", "defeated", "until", "time_limit_ms", "tick_ms", "retry_ms", "expect", "loadouts"};
    if (!loader_.expect_object(v, pointer_, kKeys)) return;
    const auto fighters = v.find("fighters"), defeated = v.find("defeated"), policy = v.find("policy");
    if (!fighters || !fighters->is_object() || fighters->count() < 1)
      return loader_.error(fighters ? *fighters : v, fighters ? pointer_ + "/fighters" : pointer_, "a scenario needs \"fighters\": an object of names and fighters");
    if (fighters->count() > kMaxFighters) return loader_.error(*fighters, pointer_ + "/fighters", "a scenario holds at most " + std::to_string(kMaxFighters) + " fighters");
    if (!defeated) return loader_.error(v, pointer_, "say when a fighter is out of the fight: \"defeated\": \"fighter.health <= 0\"");
    if (const auto x = v.find("time_limit_ms")) out_.time_limit_ms = milliseconds(*x, pointer_ + "/time_limit_ms", 1, kMaxFightMs);
    has_tick_ = v.find("tick_ms").has_value();
    if (const auto x = v.find("tick_ms")) out_.tick_ms = milliseconds(*x, pointer_ + "/tick_ms", 1, 60'000);
    if (const auto x = v.find("retry_ms")) out_.retry_ms = milliseconds(*x, pointer_ + "/retry_ms", 1, kMaxFightMs);

    for (const auto& [name, x] : fighters->members()) declare_fighter(std::string(name), x, json::child_pointer(pointer_ + "/fighters", name));
    if (out_.fighters.size() != fighters->count()) return;  // told above
    if (const auto others = v.find("others")) load_others(*others, pointer_ + "/others");
    if (const auto flags = v.find("flags")) load_flags(*flags, pointer_ + "/flags");
    // Without an enemy all that names it would be an error too.
    if (out_.teams.size() < 2) return loader_.error(*fighters, pointer_ + "/fighters", "all fighters are of one team: nobody is there to be fought");
    std::size_t i = 0;
    bool acts = false;
    // What all fighters share is told once.
    bool is_policy_wrong = false, is_defeated_wrong = false;
    const auto errors_of = [&](const auto& load_it) {
      const std::size_t before = loader_.diagnostics.count();
      load_it();
      return loader_.diagnostics.count() != before;
    };
    for (const auto& [name, x] : fighters->members()) {
      Fighter& fighter = out_.fighters[i++];
      open_scope(fighter);
      const std::string at = json::child_pointer(pointer_ + "/fighters", name);
      const auto own = x.find("policy");
      if (own) load_policy(fighter, *own, at + "/policy");
      else if (policy && !is_policy_wrong) is_policy_wrong = errors_of([&] { load_policy(fighter, *policy, pointer_ + "/policy"); });
      acts = acts || (own ? own->count() > 0 : policy && policy->count() > 0);
      if (is_defeated_wrong) continue;
      is_defeated_wrong = errors_of([&] {
        bool is_constant = false;
        fighter.defeated = expression(*defeated, pointer_ + "/defeated", &builtin_shapes().boolean, &is_constant);
        if (is_constant) loader_.error(*defeated, pointer_ + "/defeated", "this does not depend on the fight, which then never ends or never begins");
      });
    }
    if (!acts) loader_.error(v, pointer_, "nobody has a policy, so nothing would ever happen: \"policy\": [{\"use\": ACTION, \"params\": {…}}]");
    if (const auto x = v.find("until")) {
      scope_.entities[kFighterSlot].name.clear();
      scope_.entities[kEnemySlot].name.clear();
      out_.until = expression(*x, pointer_ + "/until", &builtin_shapes().boolean);
    }
    if (const auto x = v.find("expect")) load_expectations(*x, pointer_ + "/expect");
    if (const auto x = v.find("loadouts"); x && out_.teams.size() > 1) load_loadouts(*x, pointer_ + "/loadouts");
  }

 private:
  std::int64_t milliseconds(const json::View& v, const std::string& pointer, std::int64_t low, std::int64_t high) {
    const auto ms = Loader::written_duration(v);
    if (ms && *ms >= low && *ms <= high) return *ms;
    loader_.error(v, pointer, "expected from " + std::to_string(low) + " to " + std::to_string(high) + " ms: a whole number, or text such as \"500ms\" or \"2s\"");
    return low;
  }

  // Who is there comes before what they do: policies name each other.
  void declare_fighter(const std::string& name, const json::View& v, const std::string& pointer) {
    static const std::vector<std::string> kKeys = {"kind", "id", "team", "profile", "live", "policy", "first_ms", "reaction_ms", "ping_ms"};
    Fighter fighter;
    if (!loader_.expect_object(v, pointer, kKeys) || !declare(fighter, name, v, pointer, out_.fighters.size())) return;
    std::string team = name;
    if (const auto x = v.find("team")) {
      if (!x->is_string() || !is_name(x->str())) loader_.error(*x, pointer + "/team", "a team's name is letters, digits and _");
      else team = x->str();
    }
    const auto known = Declarations::position(out_.teams, team);
    fighter.team = known ? *known : static_cast<std::uint32_t>(out_.teams.size());
    if (!known) out_.teams.push_back(team);
    if (const auto x = v.find("first_ms")) fighter.first_ms = milliseconds(*x, pointer + "/first_ms", 0, kMaxFightMs);
    if (const auto x = v.find("reaction_ms")) fighter.delay_ms += milliseconds(*x, pointer + "/reaction_ms", 0, 3'600'000);
    if (const auto x = v.find("ping_ms")) fighter.delay_ms += fighter.ping_ms = milliseconds(*x, pointer + "/ping_ms", 0, 3'600'000);
    out_.fighters.push_back(std::move(fighter));
  }

  // What all that have a name have: kind, id, and fields.
  bool declare(Fighter& out, const std::string& name, const json::View& v, const std::string& pointer, std::size_t before) {
    static const std::vector<std::string> kTaken = {"fighter", "enemy", "actor", "params", "tables", "flags", "now", "request"};
    const auto fail = [&](const json::View& at, const std::string& where, const std::string& what) { return loader_.error(at, where, what), false; };
    if (!is_name(name)) loader_.error(v, pointer, "a fighter's name is letters, digits and _");
    if (Declarations::position(kTaken, name)) return fail(v, pointer, "'" + name + "' means something else in expressions; choose another name");
    out.name = name;
    out.kind = d_.actor_kind;
    if (const auto kind = v.find("kind")) {
      const auto found = kind->is_string() ? d_.find_kind(kind->str()) : std::nullopt;
      if (!found) return fail(*kind, pointer + "/kind", "unknown kind" + (kind->is_string() ? nearest_name(kind->str(), d_.kind_names) : std::string()));
      out.kind = *found;
    }
    out.id = static_cast<std::int64_t>(before) + 1;
    if (const auto id = v.find("id")) out.id = loader_.integer(*id, pointer + "/id", INT64_MIN, INT64_MAX);
    for (const std::vector<Fighter>* known : {&out_.fighters, &out_.others}) {
      for (const Fighter& other : *known) {
        if (other.name == name) return fail(v, pointer, "there is a fighter '" + name + "' already");
        if (other.kind == out.kind && other.id == out.id) loader_.error(v, pointer, "'" + other.name + "' and '" + name + "' are one entity: give each its own \"id\"");
      }
    }
    if (const auto x = v.find("profile")) load_fields(out, *x, pointer + "/profile", true);
    if (const auto x = v.find("live")) load_fields(out, *x, pointer + "/live", false);
    return true;
  }

  void load_others(const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return loader_.error(v, pointer, "expected an object of names and entities, such as {\"battle\": {\"kind\": \"battle\"}}");
    if (v.count() > kMaxOthers) return loader_.error(v, pointer, "a scenario holds at most " + std::to_string(kMaxOthers) + " others");
    for (const auto& [name, x] : v.members()) {
      const std::string at = json::child_pointer(pointer, name);
      Fighter other;
      if (loader_.expect_object(x, at, {"kind", "id", "profile", "live"}) && declare(other, std::string(name), x, at, out_.others.size())) out_.others.push_back(std::move(other));
    }
  }

  void load_flags(const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return loader_.error(v, pointer, "expected an object of flags and their values");
    std::vector<std::string> names;
    for (const Flag& f : d_.flags) names.push_back(f.name);
    for (const auto& [name, x] : v.members()) {
      const std::string at = json::child_pointer(pointer, name);
      const auto found = Declarations::position(names, name);
      if (!found) {
        loader_.error(x, at, "the rulebook has no flag '" + std::string(name) + "'" + nearest_name(name, names));
        continue;
      }
      DecodeContext context{x.document().text, x.document().tape, d_, d_.arena};
      ContractFault fault;
      Word word;
      if (decode(*d_.flags[*found].shape, x.index(), context, word, fault)) {
        out_.flags.emplace_back(*found, word);
        out_.flags_json += out_.flags_json.empty() ? "{" : ",";
        json::write_string(out_.flags_json, name);
        out_.flags_json += ":" + std::string(x.raw());
      } else {
        loader_.error(x, fault.pointer(at), std::string("the value ") + fault.message);
      }
    }
    if (!out_.flags_json.empty()) out_.flags_json += "}";
  }

  void load_fields(Fighter& fighter, const json::View& v, const std::string& pointer, bool is_durable) {
    if (!v.is_object()) return loader_.error(v, pointer, "expected an object of fields and values");
    const Kind& kind = d_.kinds[fighter.kind];
    for (const auto& [name, x] : v.members()) {
      const std::string at = json::child_pointer(pointer, name);
      const auto i = settable_field(kind, name, is_durable, x, at);
      if (!i) continue;
      DecodeContext context{x.document().text, x.document().tape, d_, d_.arena};
      ContractFault fault;
      Word word;
      if (decode(*kind.fields[*i].shape, x.index(), context, word, fault)) fighter.fields.emplace_back(*i, word);
      else loader_.error(x, fault.pointer(at), std::string("the value ") + fault.message);
    }
  }

  std::optional<std::uint32_t> settable_field(const Kind& kind, std::string_view name, bool is_durable, const json::View& v, const std::string& pointer) {
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < kind.fields.size(); ++i) {
      const StateField& f = kind.fields[i];
      if (f.is_durable != is_durable || f.is_cooldown) continue;
      if (f.name == name) return i;
      names.push_back(f.name);
    }
    loader_.error(v, pointer, "kind '" + kind.name + "' has no such field '" + std::string(name) + "'" + nearest_name(name, names));
    return std::nullopt;
  }

  void open_scope(const Fighter& fighter) {
    scope_ = {};
    scope_.place = "a scenario";
    scope_.sees_lets = scope_.sees_request = false;
    scope_.world = {kMaxServerTime, static_cast<std::int64_t>(loader_.program.limits.request_bytes), loader_.program.limits.request_nodes, &loader_.cells};
    scope_.entities.push_back({"fighter", fighter.kind, false, false});
    // `enemy` has one type only where all whom it may stand for do.
    std::optional<std::uint32_t> enemy;
    bool is_one_kind = true;
    for (const Fighter& other : out_.fighters) {
      if (other.team == fighter.team) continue;
      is_one_kind = is_one_kind && (!enemy || *enemy == other.kind);
      enemy = other.kind;
    }
    scope_.entities.push_back({enemy && is_one_kind ? "enemy" : "", enemy.value_or(0), false, true});
    for (const std::vector<Fighter>* all : {&out_.fighters, &out_.others})
      for (const Fighter& other : *all) scope_.entities.push_back({other.name, other.kind, false, true});
  }

  expr::Block expression(const json::View& v, const std::string& pointer, const Shape* expected, bool* is_constant = nullptr) {
    if (!v.is_string() && !v.is(json::Type::number) && !v.is(json::Type::boolean)) {
      loader_.error(v, pointer, std::string("expected an expression, got ") + json::describe(v.type()));
      return {};
    }
    expr::Ast ast;
    std::uint32_t root = 0;
    const auto fail = [&](const expr::CheckError& e) {
      if (e.message.empty()) return;
      const ErrorCode code = e.is_unsupported ? ErrorCode::unsupported : ErrorCode::expression;
      if (v.is_string()) loader_.diagnostics.add_in_text(code, v, pointer, e.message, e.offset);
      else loader_.diagnostics.add(code, v, pointer, e.message);
    };
    if (const auto e = expr::parse_expression(v.is_string() ? v.str() : v.raw(), ast, root)) return fail({e->message, e->offset, false}), expr::Block{};
    expr::Reads reads;
    if (const auto e = expr::check(ast, root, scope_, d_, reads, expected)) return fail(*e), expr::Block{};
    if (is_constant) *is_constant = ast.nodes[root].meaning == expr::Meaning::constant;
    expr::prove(ast, root, scope_, d_);
    const auto block = expr::emit(ast, root, d_, loader_.program.code);
    if (block) return *block;
    loader_.error(v, pointer, "the expression needs more registers or constants than one expression may have");
    return {};
  }

  // Each fighter that shares a policy has it compiled.
  void warn_once(std::string pointer, std::string message) {
    if (warned_.insert(pointer).second) loader_.diagnostics.warn(std::move(pointer), std::move(message));
  }

  void load_policy(Fighter& fighter, const json::View& v, const std::string& pointer) {
    if (!v.is_array()) return loader_.error(v, pointer, "expected a list such as [{\"use\": ACTION, \"params\": {…}, \"when\": CONDITION}]");
    if (v.count() > kMaxPolicyEntries) return loader_.error(v, pointer, "a policy holds at most " + std::to_string(kMaxPolicyEntries) + " entries");
    if (v.count() > 0 && fighter.kind != d_.actor_kind)
      return loader_.error(v, pointer, "only a " + d_.kind_names[d_.actor_kind] + " acts; give '" + fighter.name + "' an empty policy");
    v.for_each_item([&](std::uint32_t i, const json::View& x) { load_entry(fighter, x, json::child_pointer(pointer, i)); });
  }

  void load_entry(Fighter& fighter, const json::View& v, const std::string& pointer) {
    if (!loader_.expect_object(v, pointer, {"use", "params", "when"})) return;
    const auto use = v.find("use"), params = v.find("params"), when = v.find("when");
    std::vector<std::string> names;
    for (const Action& a : loader_.program.actions) names.push_back(a.name);
    const auto action = use && use->is_string() ? Declarations::position(names, use->str()) : std::nullopt;
    if (!action)
      return loader_.error(use ? *use : v, use ? pointer + "/use" : pointer, use && use->is_string() ? "unknown action" + nearest_name(use->str(), names) : std::string("a policy's entry needs \"use\": the name of an action"));
    PolicyEntry entry;
    entry.action = *action;
    const Action& a = loader_.program.actions[*action];
    if (!a.params) return;  // its own errors are told
    while (entry.origin < 3 && !(a.from >> entry.origin & 1)) ++entry.origin;
    if (entry.origin == 3) return loader_.error(*use, pointer + "/use", "only timers ask for '" + a.name + "'");
    if (when) {
      bool is_constant = false;
      entry.when = expression(*when, pointer + "/when", &builtin_shapes().boolean, &is_constant);
      if (is_constant) warn_once(pointer + "/when", "this does not depend on the fight");
    }
    std::vector<std::string> fields;
    for (const Field& f : a.params->fields) fields.push_back(f.name);
    if (params && !params->is_object()) return loader_.error(*params, pointer + "/params", "expected an object of parameters and expressions");
    if (params)
      for (const auto& [name, x] : params->members())
        if (!Declarations::position(fields, name)) loader_.error(x, json::child_pointer(pointer + "/params", name), "action '" + a.name + "' has no parameter '" + std::string(name) + "'" + nearest_name(name, fields));
    for (const Field& f : a.params->fields) {
      PolicyEntry::Param param;
      if (const auto x = params ? params->find(f.name) : std::nullopt) {
        param.is_written = true;
        param.block = expression(*x, json::child_pointer(pointer + "/params", f.name), f.shape);
      } else if (f.shape->has_default || f.shape->kind == ShapeKind::optional) {
        param.value = default_word(*f.shape, d_.arena);
      } else {
        loader_.error(params ? *params : v, params ? pointer + "/params" : pointer, "action '" + a.name + "' needs the parameter '" + f.name + "'");
      }
      entry.params.push_back(param);
    }
    // Who writes how long a tick is, as turn-based games do, knows that each takes one.
    if (!has_tick_ && !a.cooldown.is_set() && !a.rate.is_set() && !loader_.program.limits.rate.is_set())
      warn_once(pointer + "/use", "'" + a.name + "' has no cooldown: it is used every tick_ms");
    fighter.policy.push_back(std::move(entry));
  }

  void load_expectations(const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return loader_.error(v, pointer, "expected an object such as {\"win_a\": [0.45, 0.55]}");
    static const std::vector<std::string> kQuantiles = {"0.05", "0.25", "0.5", "0.75", "0.95"};
    std::vector<std::string> keys = {"draw", "timeout", "mean_ttk_ms", "sd_ttk_ms", "mean_attacks", "ttk_quantiles_ms"};
    for (const std::string& team : out_.teams) keys.push_back("win_" + team);
    for (const auto& [name, x] : v.members()) {
      const std::string at = json::child_pointer(pointer, name);
      if (!Declarations::position(keys, name)) loader_.error(x, at, "unknown key" + nearest_name(name, keys));
      if (name != "ttk_quantiles_ms") {
        load_range(std::string(name), 0, x, at);
        continue;
      }
      if (!x.is_object()) {
        loader_.error(x, at, "expected an object such as {\"0.95\": [0, 30000]}");
        continue;
      }
      for (const auto& [quantile, range] : x.members()) {
        const std::string place = json::child_pointer(at, quantile);
        if (!Declarations::position(kQuantiles, quantile)) loader_.error(range, place, "unknown quantile '" + std::string(quantile) + "': it is one of 0.05, 0.25, 0.5, 0.75 and 0.95");
        else load_range(std::string(name) + "/" + std::string(quantile), parse_double(quantile), range, place);
      }
    }
  }

  void load_range(std::string key, double quantile, const json::View& v, const std::string& pointer) {
    std::vector<double> ends;
    v.for_each_item([&](std::uint32_t, const json::View& end) {
      if (end.is(json::Type::number)) ends.push_back(parse_double(end.raw()));
    });
    if (!v.is_array() || ends.size() != 2 || v.count() != 2 || !std::isfinite(ends[0]) || !std::isfinite(ends[1]) || ends[0] > ends[1])
      return loader_.error(v, pointer, "expected the lowest and the highest value, as in [0.45, 0.55]");
    const bool is_share = key.starts_with("win_") || key == "draw" || key == "timeout";
    if (is_share && ends[0] > 1) return loader_.error(v, pointer, "no share of fights is above 1: write 0.45 for 45 %, as in [0.45, 0.55]");
    if (ends[1] < 0) return loader_.error(v, pointer, "nothing that is reported lies below 0");
    out_.expect.push_back({std::move(key), quantile, ends[0], ends[1]});
  }

  void load_loadouts(const json::View& v, const std::string& pointer) {
    if (!v.is_object() || v.count() == 0) return loader_.error(v, pointer, "expected loadouts by name, as in {\"rifle\": {\"live\": {…}}}, or {\"rows\": TABLE, \"live\": {FIELD: EXPRESSION}}");
    for (std::uint32_t i = static_cast<std::uint32_t>(out_.fighters.size()); i-- > 0;)
      if (out_.fighters[i].team < 2) out_.seats[out_.fighters[i].team] = i;
    const Fighter &first = out_.fighters[out_.seats[0]], &second = out_.fighters[out_.seats[1]];
    if (first.kind != second.kind) return loader_.error(v, pointer, "loadouts take the seats of '" + first.name + "' and '" + second.name + "', who must be of one kind");
    if (const auto rows = v.find("rows"); rows && rows->is_string()) return load_row_loadouts(v, *rows, pointer);
    if (!has_room(v.count(), v, pointer)) return;
    for (const auto& [name, x] : v.members()) {
      const std::string at = json::child_pointer(pointer, name);
      if (name.empty()) loader_.error(x, at, "a loadout needs a name");
      if (!loader_.expect_object(x, at, {"profile", "live", "policy", "first_ms", "reaction_ms", "ping_ms"})) continue;
      Fighter values = blank(first);
      if (const auto fields = x.find("profile")) load_fields(values, *fields, at + "/profile", true);
      if (const auto fields = x.find("live")) load_fields(values, *fields, at + "/live", false);
      Loadout loadout = common_of(x, at);
      loadout.name = name;
      loadout.fields = std::move(values.fields);
      out_.loadouts.push_back(std::move(loadout));
    }
  }

  bool has_room(std::size_t count, const json::View& v, const std::string& pointer) {
    if (count > kMaxLoadouts) loader_.error(v, pointer, std::to_string(count) + " loadouts: a scenario holds at most " + std::to_string(kMaxLoadouts) + ", as each fights each");
    return count <= kMaxLoadouts;
  }

  static Fighter blank(const Fighter& seat) {
    Fighter out = seat;
    out.fields.clear();
    out.policy.clear();
    return out;
  }

  // What loadouts of both forms say alike.
  Loadout common_of(const json::View& v, const std::string& pointer) {
    Loadout out;
    if (const auto x = v.find("first_ms")) out.first_ms = milliseconds(*x, pointer + "/first_ms", 0, kMaxFightMs);
    if (const auto x = v.find("reaction_ms")) out.reaction_ms = milliseconds(*x, pointer + "/reaction_ms", 0, 3'600'000);
    if (const auto x = v.find("ping_ms")) out.ping_ms = milliseconds(*x, pointer + "/ping_ms", 0, 3'600'000);
    const auto policy = v.find("policy");
    if (!policy) return out;
    out.has_policy = true;
    for (int seat = 0; seat < 2; ++seat) {
      Fighter values = blank(out_.fighters[out_.seats[seat]]);
      open_scope(values);
      const std::size_t errors = loader_.diagnostics.count();
      load_policy(values, *policy, pointer + "/policy");
      out.policy[seat] = std::move(values.policy);
      if (loader_.diagnostics.count() != errors) break;  // the other seat's are the same
    }
    return out;
  }

  // One for every row of a table: fields are expressions over `row`, its key.
  void load_row_loadouts(const json::View& v, const json::View& rows, const std::string& pointer) {
    if (!loader_.expect_object(v, pointer, {"rows", "where", "profile", "live", "policy", "first_ms", "reaction_ms", "ping_ms"})) return;
    const auto table = Declarations::position(d_.table_names, rows.str());
    if (!table) return loader_.error(rows, pointer + "/rows", "unknown table" + nearest_name(rows.str(), d_.table_names));
    const Fighter& seat = out_.fighters[out_.seats[0]];
    const Loadout common = common_of(v, pointer);
    scope_ = {};
    scope_.place = "a loadout";
    scope_.sees_lets = scope_.sees_now = scope_.sees_request = false;  // state would be an entity's, and there are none
    scope_.world.cells = &loader_.cells;
    Shape key;
    key.kind = ShapeKind::row;
    key.index = *table;
    scope_.locals.push_back({"row", d_.add_shape(std::move(key))});

    const std::size_t errors = loader_.diagnostics.count();
    expr::Block where;
    if (const auto x = v.find("where")) where = expression(*x, pointer + "/where", &builtin_shapes().boolean);
    std::vector<FieldBlock> fields;
    if (const auto x = v.find("profile")) load_field_blocks(*x, pointer + "/profile", true, seat, fields);
    if (const auto x = v.find("live")) load_field_blocks(*x, pointer + "/live", false, seat, fields);
    if (loader_.diagnostics.count() != errors) return;

    Arena scratch;
    std::vector<Word> registers(loader_.program.code.registers), flags;
    std::vector<expr::EvalError> error_slots(loader_.program.code.error_slots);
    for (const Flag& f : d_.flags) flags.push_back(default_word(*f.shape, scratch));
    expr::Frame frame;
    frame.code = &loader_.program.code;
    frame.declarations = &d_;
    frame.flags = flags.data();
    frame.arena = &scratch;
    frame.registers = registers.data();
    frame.error_slots = error_slots.data();
    const std::vector<std::string>& keys = d_.row_keys[*table];
    for (std::size_t row = 0; row < keys.size(); ++row) {
      const Word local = word_int(static_cast<std::int64_t>(row));
      frame.locals = &local;
      Word value;
      expr::EvalError error;
      if (where.is_set() && (!expr::run(where, frame, value, error) || !value.b)) continue;
      if (!has_room(out_.loadouts.size() + 1, v, pointer)) return;
      Loadout loadout = common;
      loadout.name = keys[row];
      for (const FieldBlock& f : fields) {
        const Shape& shape = *d_.kinds[seat.kind].fields[f.field].shape;
        if (!expr::run(f.block, frame, value, error)) loader_.error(f.view, f.pointer, "for row '" + keys[row] + "' this fails (" + std::string(to_string(error.code)) + ")");
        else if (const char* fault = bounds_fault(shape, value)) loader_.error(f.view, f.pointer, "for row '" + keys[row] + "' the value " + fault);
        else loadout.fields.emplace_back(f.field, is_owned(shape.kind) ? clone(shape, value, d_.arena) : value);
      }
      out_.loadouts.push_back(std::move(loadout));
    }
    if (out_.loadouts.empty()) loader_.error(v, pointer, "no row of table '" + d_.table_names[*table] + "' becomes a loadout");
  }

  struct FieldBlock {
    std::uint32_t field;
    expr::Block block;
    json::View view;
    std::string pointer;
  };

  void load_field_blocks(const json::View& v, const std::string& pointer, bool is_durable, const Fighter& seat, std::vector<FieldBlock>& out) {
    if (!v.is_object()) return loader_.error(v, pointer, "expected an object of fields and expressions");
    const Kind& kind = d_.kinds[seat.kind];
    for (const auto& [name, x] : v.members()) {
      const std::string at = json::child_pointer(pointer, name);
      if (const auto field = settable_field(kind, name, is_durable, x, at)) out.push_back({*field, expression(x, at, kind.fields[*field].shape), x, at});
    }
  }

  Loader& loader_;
  Declarations& d_;
  Scenario& out_;
  std::string pointer_;
  expr::Scope scope_;
  bool has_tick_ = false;
  std::set<std::string> warned_;
};

}  // namespace

void load_scenarios(Loader& loader, const json::View& v) {
  if (!v.is_object()) return loader.error(v, "/scenarios", "expected an object of names and scenarios");
  if (v.count() > kMaxScenarios) return loader.error(v, "/scenarios", "more than " + std::to_string(kMaxScenarios) + " scenarios");
  for (const auto& [name, x] : v.members()) {
    Scenario scenario;
    scenario.name = name;
    scenario.pointer = json::child_pointer("/scenarios", name);
    if (!is_name(name)) loader.error(x, scenario.pointer, "a scenario's name is letters, digits and _");
    const auto first_instruction = static_cast<std::uint32_t>(loader.program.code.instructions.size());
    ScenarioLoader(loader, scenario, scenario.pointer).load(x);
    loader.program.source.scenario_code.push_back({first_instruction, static_cast<std::uint32_t>(loader.program.code.instructions.size())});
    loader.program.scenarios.push_back(std::move(scenario));
  }
}

}  // namespace ludex::detail
