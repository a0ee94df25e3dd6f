#include <algorithm>

#include "profile/migrate.h"
#include "schema/decode.h"
#include "schema/typed.h"
#include "support/sort.h"
#include "value/canonical.h"
#include "value/diagnostics.h"
#include "world/text.h"

namespace ludex::detail {
namespace {

class Reader {
 public:
  Reader(WorldData& world, Error& error, TextKind kind, AdoptReport* report)
      : world_(world), error_(error), is_delta_(kind == TextKind::delta), report_(kind == TextKind::adoption ? report : nullptr), migrator_(*world.program) {}

  bool run(const json::View& root) {
    if (!root.is_object()) return fail(root, "", "a world is an object");
    const auto format = root.find("ludex_world");
    if (!format || format->integer() != 1) return fail(format ? *format : root, format ? "/ludex_world" : "", "a world text starts with \"ludex_world\": 1");
    for (const auto& [name, v] : root.members()) {
      const std::string at = json::child_pointer("", name);
      bool ok = true;
      if (name == "ludex_world") continue;
      if (name == "now") {
        ok = integer(v, at, world_.now) && ((world_.now >= 0 && world_.now <= kMaxServerTime) || fail(v, at, "now is from 0 to 2^43"));
      } else if (name == "seed") {
        std::int64_t seed = 0;
        ok = integer(v, at, seed);
        world_.seed = static_cast<std::uint64_t>(seed);
      } else if (name == "entities") {
        ok = entities(v, at);
      } else if (name == "guard") {
        ok = guards(v, at);
      } else if (name == "ledger") {
        ok = ledger(v, at);
      } else if (name == "timers") {
        ok = timers(v, at);
      } else {
        ok = fail(v, at, "unknown key '" + std::string(name) + "'");
      }
      if (!ok) return false;
    }
    return true;
  }

 private:
  bool fail(const json::View& at, std::string pointer, std::string message, ErrorCode code = ErrorCode::world) {
    const auto position = json::position_of(at.document().text, at.node().begin);
    error_ = Error{code, std::move(message), std::move(pointer), position.line, position.column, {}, 0};
    return false;
  }
  void report(const std::string& pointer, std::string message) { report_->changes.push_back({pointer, std::move(message)}); }
  static bool holds_profiles(const json::View& entities) {
    for (const auto& [id, entity] : entities.members())
      if (entity.find("profile")) return true;
    return false;
  }
  bool integer(const json::View& v, const std::string& at, std::int64_t& out) {
    const auto i = v.integer();
    if (i) out = *i;
    return i || fail(v, at, "expected an int");
  }
  // A decimal int64 in its one spelling: "7", never "07" or "+7".
  static bool parse_id(std::string_view text, std::int64_t& out) {
    if (text.empty() || text.size() > 20) return false;
    const std::size_t start = text[0] == '-' ? 1 : 0;
    if (text.size() == start || text.find_first_not_of("0123456789", start) != std::string_view::npos) return false;
    if (text[start] == '0' && text.size() > 1) return false;
    const auto v = parse_exact_int64(text);
    if (v) out = *v;
    return v.has_value();
  }

  bool entities(const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return fail(v, pointer, "expected an object of kinds");
    const Declarations& d = world_.program->declarations;
    for (const auto& [name, members] : v.members()) {
      const std::string at = json::child_pointer(pointer, name);
      const auto kind = d.find_kind(name);
      if (!kind && report_ && !holds_profiles(members)) {
        report(at, "the kind is no more: its " + std::to_string(members.count()) + " entities are left out");
        continue;
      }
      if (!kind) return fail(members, at, "unknown kind '" + std::string(name) + "'" + nearest_name(name, d.kind_names));
      if (!members.is_object()) return fail(members, at, "expected an object of ids");
      for (const auto& [id_text, entity] : members.members()) {
        const std::string entity_at = json::child_pointer(at, id_text);
        std::int64_t id = 0;
        if (!parse_id(id_text, id)) return fail(entity, entity_at, "an id is a decimal int64 without leading zeros");
        if (is_delta_ && entity.is(json::Type::null)) {
          const std::uint32_t position = world_.kinds[*kind].index.find({id});
          if (position != FlatMap::kAbsent) world_.set_gone(*kind, position, true);
          continue;
        }
        if (!one_entity(*kind, id, entity, entity_at)) return false;
      }
    }
    return true;
  }

  bool one_entity(std::uint32_t k, std::int64_t id, const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return fail(v, pointer, "expected {\"profile\": …, \"live\": …}");
    std::uint32_t position = world_.kinds[k].index.find({id});
    if (position == FlatMap::kAbsent) position = world_.add_entity(k, id);
    std::uint8_t& status = world_.kinds[k].status[position];
    // A delta holds whole entities, and a cooldown that was never used is not written: one made anew has none.
    if (is_delta_)
      for (const StateField& f : world_.kind(k).fields)
        if (f.is_cooldown) world_.row(k, position)[f.slot] = word_int(kNeverUsed);
    for (const auto& [name, part] : v.members()) {
      const std::string at = json::child_pointer(pointer, name);
      if (name == "live") {
        if (!part.is_object()) return fail(part, at, "expected an object");
        if (!fields(k, position, part, at, false)) return false;
      } else if (name == "profile" && world_.kind(k).has_profile) {
        if (!profile(k, position, part, at)) return false;
        status = static_cast<std::uint8_t>(status | kHasProfile);
      } else {
        return fail(part, at, name == "profile" ? "kind '" + world_.kind(k).name + "' has no profile" : "unknown key '" + std::string(name) + "'");
      }
    }
    world_.touch_profile(k, position);
    world_.touch_live(k, position);
    return true;
  }

  bool profile(std::uint32_t k, std::uint32_t position, const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return fail(v, pointer, "expected {\"version\": …, \"state\": …}");
    std::int64_t version = 0;
    std::uint8_t& status = world_.kinds[k].status[position];
    status = static_cast<std::uint8_t>(status & ~kProfileReadOnly);
    for (const auto& [name, x] : v.members()) {
      const std::string at = json::child_pointer(pointer, name);
      if (name == "version") {
        if (!integer(x, at, version)) return false;
        if (version < 0) return fail(x, at, "a version is not negative");
      } else if (name == "read_only") {
        if (!x.is(json::Type::boolean)) return fail(x, at, "expected true or false");
        if (x.boolean()) status = static_cast<std::uint8_t>(status | kProfileReadOnly);
      } else if (name != "state") {
        return fail(x, at, "unknown key '" + std::string(name) + "'");
      }
    }
    const auto state = v.find("state");
    const std::string at = pointer + "/state";
    if (state && !state->is_object()) return fail(*state, at, "expected an object");
    const ProfileSchema& schema = world_.program->profiles[k];
    if (version == schema.version) return !state || fields(k, position, *state, at, true);

    json::Document whole;
    whole.text = state ? state->raw() : std::string_view("{}");
    json::Limits limits;
    limits.max_bytes = 0xfffffffe;
    limits.max_nodes = 0xffffffffu;
    json::scan(whole.text, limits, whole.tape);  // it is part of what was scanned
    draft_.reset(whole.text, whole.tape);
    MigrationFault fault;
    if (!migrator_.migrate(schema, version, draft_, fault))
      return fail(state ? *state : v, fault.pointer.empty() ? pointer + "/version" : at + fault.pointer,
                  (fault.step.empty() ? "" : "migration '" + fault.step + "' failed: ") + fault.message);
    std::string text;
    draft_.write(text, draft_.root());
    json::Document migrated;
    migrated.text = text;
    if (const auto scanned = json::scan(text, limits, migrated.tape); !scanned.ok()) return fail(v, at, std::string("the migrated profile is not readable: ") + scanned.message);
    if (fields(k, position, json::View(migrated, 0), at, true)) return true;
    // The place of the fault is in the migrated text; what a person can look at is the profile.
    const auto where = json::position_of(v.document().text, v.node().begin);
    error_.line = where.line;
    error_.column = where.column;
    return false;
  }

  bool fields(std::uint32_t k, std::uint32_t position, const json::View& v, const std::string& pointer, bool is_profile) {
    const Kind& kind = world_.kind(k);
    DecodeContext context{v.document().text, v.document().tape, world_.program->declarations, arena_, Strictness::state};
    std::vector<std::pair<std::string, std::string>> unknown;
    for (const auto& [name, x] : v.members()) {
      const std::string at = json::child_pointer(pointer, name);
      const StateField* field = nullptr;
      for (const StateField& f : kind.fields)
        if (f.is_durable == is_profile && f.name == name) field = &f;
      if (!field && is_profile) {
        unknown.emplace_back(std::string(name), std::string(x.raw()));
        continue;
      }
      if (!field && report_) {
        report(at, "the live field is no more: its value is left out");
        continue;
      }
      if (!field) {
        std::vector<std::string> names;
        for (const StateField& f : kind.fields)
          if (!f.is_durable && !f.is_cooldown) names.push_back(f.name);
        return fail(x, at, "kind '" + kind.name + "' has no live field '" + std::string(name) + "'" + nearest_name(name, names));
      }
      Word word;
      ContractFault fault;
      const std::size_t reconciled_before = context.reconciled;
      if (!decode(*field->shape, x.index(), context, word, fault)) {
        if (!report_ || is_profile) return fail(x, fault.pointer(at), std::string("the value ") + fault.message);
        report(fault.pointer(at), std::string("the value ") + fault.message + ": the field takes its default");
        continue;
      }
      if (report_ && context.reconciled != reconciled_before) report(at, "a row that its table lost reads as the default");
      Word* row = world_.row(k, position);
      if (field->shape->kind == ShapeKind::vec3) {
        for (std::uint32_t i = 0; i < 3; ++i) row[field->slot + i] = word_double(word.vec[i]);
      } else {
        destroy(*field->shape, row[field->slot], world_.heap);
        row[field->slot] = clone(*field->shape, word, world_.heap);
      }
    }
    if (is_profile) {
      if (unknown.empty()) {
        world_.kinds[k].unknown.erase(position);
      } else {
        detail::sort_items(unknown, [](const auto& a, const auto& b) { return a.first < b.first; });
        std::string text = "{";
        for (const auto& [name, raw] : unknown) {
          if (text.size() > 1) text += ",";
          json::write_string(text, name);
          text += ":" + raw;
        }
        world_.kinds[k].unknown[position] = text + "}";
      }
    }
    arena_.reset();
    return true;
  }

  bool guards(const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return fail(v, pointer, "expected an object of actor ids");
    for (const auto& [id_text, entry] : v.members()) {
      const std::string at = json::child_pointer(pointer, id_text);
      std::int64_t actor = 0;
      if (!parse_id(id_text, actor)) return fail(entry, at, "an id is a decimal int64 without leading zeros");
      if (!entry.is_object()) return fail(entry, at, "expected an object");
      const std::uint32_t g = world_.guard_of(actor);
      world_.touch_guard(g);
      Guard& guard = world_.guards[g];
      for (const auto& [name, x] : entry.members()) {
        const std::string x_at = json::child_pointer(at, name);
        bool ok = true;
        if (name == "tat") ok = arrival(x, x_at, world_.program->limits.rate, guard.tat);
        else if (name == "seq") ok = integer(x, x_at, guard.seq);
        else if (name == "command_seq") ok = integer(x, x_at, guard.command_seq);
        else if (name == "actions") ok = action_tats(g, x, x_at);
        else if (name == "sessions") ok = sessions(actor, x, x_at);
        else ok = fail(x, x_at, "unknown key '" + std::string(name) + "'");
        if (!ok) return false;
      }
      constexpr std::int64_t kMaxCount = std::int64_t{1} << 62;  // leaves room to count on
      if (guard.seq < 0 || guard.command_seq < 0 || guard.seq > kMaxCount || guard.command_seq > kMaxCount) return fail(entry, at, "a count is from 0 to 2^62");
    }
    return true;
  }

  // [arrival time, per_second], brought to the unit of this program's rate, rounded so that nobody gains a token.
  bool arrival(const json::View& v, const std::string& pointer, const Rate& rate, std::int64_t& out) {
    std::int64_t parts[2] = {0, 0};
    bool ok = v.is_array() && v.count() == 2;
    v.for_each_item([&](std::uint32_t i, const json::View& x) {
      const auto value = x.integer();
      ok = ok && value.has_value();
      if (ok) parts[i] = *value;
    });
    if (!ok || parts[0] < 0 || parts[0] > kMaxArrival || parts[1] < 0 || parts[1] > 1'000'000)
      return fail(v, pointer, "expected [arrival time, per_second]");
    out = 0;  // a limit that this rulebook does not have, or the old one had not, has nothing to carry over
    if (!rate.is_set() || parts[1] == 0) return true;
    __extension__ using Wide = __int128;
    const Wide scaled = (Wide{parts[0]} * rate.per_second + parts[1] - 1) / parts[1];
    out = static_cast<std::int64_t>(scaled < kMaxArrival ? scaled : Wide{kMaxArrival});
    return true;
  }

  bool action_tats(std::uint32_t g, const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return fail(v, pointer, "expected an object of action names");
    const ProgramData& p = *world_.program;
    for (const auto& [name, x] : v.members()) {
      const auto it = p.action_index.find(std::string(name));
      const Action* action = it == p.action_index.end() ? nullptr : &p.actions[it->second];
      std::int64_t tat = 0;
      if (!arrival(x, json::child_pointer(pointer, name), action ? action->rate : Rate{}, tat)) return false;
      if (action && action->rate.is_set()) world_.action_tats[std::size_t{g} * p.rated_actions + action->rate_index] = tat;
    }
    return true;
  }

  bool sessions(std::int64_t actor, const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return fail(v, pointer, "expected an object of sessions");
    for (const auto& [id_text, entry] : v.members()) {
      const std::string at = json::child_pointer(pointer, id_text);
      std::int64_t session = 0, highest = 0;
      if (!parse_id(id_text, session)) return fail(entry, at, "a session is a decimal int64 without leading zeros");
      const auto h = entry.find("highest"), seen = entry.find("seen");
      if (!h || !seen || !seen->is_string() || entry.count() != 2) return fail(entry, at, "expected {\"highest\": int, \"seen\": hex digits}");
      if (!integer(*h, at + "/highest", highest)) return false;
      if (highest < 0) return fail(*h, at + "/highest", "a nonce is not negative");
      if (world_.program->limits.nonce_window == 0) continue;  // this rulebook asks for no nonce
      const std::uint32_t w = world_.window_of(actor, session);
      world_.touch_window(w);
      world_.windows[w].highest = highest;
      const std::int64_t size = world_.program->limits.nonce_window + 1;
      std::uint64_t* bits = &world_.window_bits[std::size_t{w} * world_.words_per_window()];
      std::fill(bits, bits + world_.words_per_window(), 0);
      const std::string_view digits = seen->str();
      for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto digit = std::string_view("0123456789abcdef").find(digits[i]);
        if (digit == std::string_view::npos) return fail(*seen, at + "/seen", "expected hex digits");
        for (std::int64_t j = 0; j < 4; ++j) {
          const std::int64_t back = static_cast<std::int64_t>(i) * 4 + j;
          if (!(digit & (std::size_t{8} >> j)) || back >= size || back > highest) continue;
          const auto bit = static_cast<std::uint64_t>((highest - back) % size);
          bits[bit / 64] |= std::uint64_t{1} << (bit % 64);
        }
      }
    }
    return true;
  }

  bool ledger(const json::View& v, const std::string& pointer) {
    if (!v.is_array()) return fail(v, pointer, "expected a list of entries");
    bool ok = true;
    v.for_each_item([&](std::uint32_t i, const json::View& x) { ok = ok && ledger_entry(x, json::child_pointer(pointer, i)); });
    return ok;
  }

  bool ledger_entry(const json::View& v, const std::string& pointer) {
    const auto scope = v.find("scope"), key = v.find("key"), action = v.find("action"), fingerprint = v.find("fingerprint"), at = v.find("at");
    if (!scope || !scope->is_string() || !key || !action || !action->is_string() || !fingerprint || !fingerprint->is_string() || !at)
      return fail(v, pointer, "an entry needs scope, key, action, fingerprint and at");
    LedgerKey k;
    LedgerEntry e;
    e.action = action->str();
    k.scope = scope->str();
    if (k.scope == "action") k.scope += ":" + e.action;
    else if (k.scope != "actor" && k.scope != "world") return fail(*scope, pointer + "/scope", "a scope is actor, action or world");
    if (k.scope == "actor") {
      const auto actor = v.find("actor");
      if (!actor) return fail(v, pointer, "an entry of scope actor needs \"actor\"");
      if (!integer(*actor, pointer + "/actor", k.actor)) return false;
    }
    if (!key->is_string() && !key->integer()) return fail(*key, pointer + "/key", "a key is a string or an int");
    if (!canonical::from_json(k.key, v.document().text, v.document().tape, key->index(), arena_)) return fail(*key, pointer + "/key", "a key is a string or an int");
    if (!integer(*at, pointer + "/at", e.accepted_at)) return false;
    if (const auto keep = v.find("keep_ms")) {
      if (!integer(*keep, pointer + "/keep_ms", e.keep_ms)) return false;
      if (e.keep_ms < 0) return fail(*keep, pointer + "/keep_ms", "a duration is not negative");
    }
    if (const auto in = v.find("in")) {
      if (!in->is_string() || (in->str() != "profile" && in->str() != "live")) return fail(*in, pointer + "/in", "expected \"profile\" or \"live\"");
      e.in_profile = in->str() == "profile";
    }
    const auto print = ledger::read_fingerprint(fingerprint->str());
    if (!print) return fail(*fingerprint, pointer + "/fingerprint", "expected 32 hex digits");
    e.fingerprint = *print;
    if (const auto result = v.find("result"))
      if (!canonical::from_json(e.result, v.document().text, v.document().tape, result->index(), arena_)) return fail(*result, pointer + "/result", "a number is out of range");
    if (world_.ledger.count(k)) return fail(v, pointer, "the key stands twice in its scope");
    world_.insert_ledger(std::move(k), std::move(e));
    return true;
  }

  bool timers(const json::View& v, const std::string& pointer) {
    if (!v.is_array()) return fail(v, pointer, "expected a list of timers");
    bool ok = true;
    v.for_each_item([&](std::uint32_t i, const json::View& x) { ok = ok && timer(x, json::child_pointer(pointer, i)); });
    return ok;
  }

  bool timer(const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return fail(v, pointer, "expected an object");
    if (const auto gone = v.find("gone"); gone && is_delta_ && gone->is_string()) {
      world_.exchange_timer(std::string(gone->str()), std::nullopt);
      return true;
    }
    for (const auto& [name, x] : v.members())
      if (name != "id" && name != "due" && name != "action" && name != "actor" && name != "params")
        return fail(x, json::child_pointer(pointer, name), "unknown key '" + std::string(name) + "'");
    const auto id = v.find("id"), due = v.find("due"), action = v.find("action"), actor = v.find("actor"), params = v.find("params");
    if (!id || !id->is_string() || !due || !action || !action->is_string()) return fail(v, pointer, "a timer needs id, due and action");
    Timer t;
    t.action = action->str();
    if (!world_.program->action_index.count(t.action)) {
      if (report_) return report(pointer, "the action '" + t.action + "' is no more: its timer is left out"), true;
      return fail(*action, pointer + "/action", "the rulebook declares no action of this name");
    }
    if (!integer(*due, pointer + "/due", t.due)) return false;
    if (t.due < 0 || t.due > kMaxServerTime) return fail(*due, pointer + "/due", "due is from 0 to 2^43");
    if (actor) {
      std::int64_t who = 0;
      if (!integer(*actor, pointer + "/actor", who)) return false;
      t.actor = who;
    }
    if (params) {
      if (!params->is_object()) return fail(*params, pointer + "/params", "expected an object");
      t.params.clear();
      json::write_compact(t.params, *params);
    }
    if (!is_delta_ && world_.timers.count(std::string(id->str()))) return fail(*id, pointer + "/id", "the timer stands twice");
    world_.exchange_timer(std::string(id->str()), std::move(t));
    return true;
  }

  // The latest time in the fastest rate's units, and a full burst ahead of it.
  static constexpr std::int64_t kMaxArrival = kMaxServerTime * 1'000'000 + std::int64_t{1000} * 1'000'000;

  WorldData& world_;
  Error& error_;
  bool is_delta_;
  AdoptReport* report_;
  Arena arena_;
  json::Draft draft_;  // of the profile being migrated
  Migrator migrator_;
};

}  // namespace

bool read_text(WorldData& world, const json::View& root, Error& error, TextKind kind, AdoptReport* report) {
  return Reader(world, error, kind, report).run(root);
}

}  // namespace ludex::detail
