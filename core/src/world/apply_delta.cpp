// A difference, read and applied. It comes from elsewhere: nothing of it is believed before it was checked, and the world that
// comes out must have the digest it names.

#include <algorithm>

#include "ludex/delta.h"
#include "schema/typed.h"
#include "value/canonical.h"
#include "value/diagnostics.h"
#include "world/delta_text.h"
#include "world/text.h"

namespace ludex {

using namespace detail;

namespace detail {

// In the order of names, as a canonical text has them.
void write_gone(json::Writer& w, const DeltaGone& gone) {
  w.open('{');
  if (!gone.entities.empty()) {
    w.key("entities").open('{');
    for (const auto& [kind, ids] : gone.entities) {
      w.key(kind).open('[');
      for (const std::int64_t id : ids) w.number(id);
      w.close(']');
    }
    w.close('}');
  }
  if (!gone.guards.empty()) {
    w.key("guards").open('[');
    for (const std::int64_t actor : gone.guards) w.number(actor);
    w.close(']');
  }
  if (!gone.ledger.empty()) {
    w.key("ledger").open('[');
    for (const LedgerKey& key : gone.ledger) {
      const std::size_t colon = key.scope.find(':');
      w.open('{');
      if (colon != std::string::npos) w.key("action").string(key.scope.substr(colon + 1));
      if (key.scope == "actor") w.key("actor").number(key.actor);
      std::string text;
      canonical::write_json(text, key.key);
      w.key("key").raw(text);
      w.key("scope").string(key.scope.substr(0, colon));
      w.close('}');
    }
    w.close(']');
  }
  if (!gone.timers.empty()) {
    w.key("timers").open('[');
    for (const std::string& id : gone.timers) w.string(id);
    w.close(']');
  }
  if (!gone.windows.empty()) {
    w.key("windows").open('[');
    for (const auto& [actor, session] : gone.windows) {
      w.open('[');
      w.number(actor);
      w.number(session);
      w.close(']');
    }
    w.close(']');
  }
  w.close('}');
}

}  // namespace detail

namespace {

class DeltaReader {
 public:
  DeltaReader(WorldData& world, Error& error) : world_(world), error_(error) {}

  bool run(const json::View& root) {
    if (!root.is_object()) return fail(root, "", "a delta is an object");
    const auto format = root.find("ludex_delta"), program = root.find("program"), from = root.find("from"), to = root.find("to"), gone = root.find("gone"), world = root.find("world");
    if (!format || format->integer() != 1) return fail(format ? *format : root, format ? "/ludex_delta" : "", "a delta has \"ludex_delta\": 1");
    for (const auto& [name, value] : root.members())
      if (name != "ludex_delta" && name != "program" && name != "from" && name != "to" && name != "gone" && name != "world")
        return fail(value, json::child_pointer("", name), "unknown key '" + std::string(name) + "'");
    for (const char* name : {"program", "from", "to"}) {
      const auto value = root.find(name);
      if (!value || !value->is_string()) return fail(value ? *value : root, value ? std::string("/") + name : "", std::string("a delta has \"") + name + "\": a digest");
    }
    if (program->str() != digest_text(world_.program->digest)) return fail(*program, "/program", "the delta is of another program", ErrorCode::host);
    if (from->str() != digest_text(world_.total_digest()))
      return fail(*from, "/from", "the delta starts from another world than this one, " + digest_text(world_.total_digest()) + ": ask for one from here, or from the empty world", ErrorCode::host);
    if (gone && !take_out(*gone)) return false;
    if (world && !put_in(*world)) return false;
    world_.settle();
    return to->str() == digest_text(world_.total_digest()) || fail(*to, "/to", "the delta leads to another world than it says: it is damaged");
  }

 private:
  bool fail(const json::View& at, std::string pointer, std::string message, ErrorCode code = ErrorCode::world) {
    const auto position = json::position_of(at.document().text, at.node().begin);
    error_ = Error{code, std::move(message), std::move(pointer), position.line, position.column, {}, 0};
    return false;
  }
  bool integer(const json::View& v, const std::string& pointer, std::int64_t& out) {
    const auto value = v.integer();
    if (value) out = *value;
    return value || fail(v, pointer, "expected an int");
  }
  /// Each item of a list, until one is refused.
  template <class Read>
  bool list(const json::View& v, const std::string& pointer, Read&& read) {
    if (!v.is_array()) return fail(v, pointer, "expected a list");
    bool ok = true;
    v.for_each_item([&](std::uint32_t i, const json::View& item) { ok = ok && read(item, json::child_pointer(pointer, i)); });
    return ok;
  }

  bool put_in(const json::View& v) {
    if (read_text(world_, v, error_)) return true;
    error_.pointer = "/world" + error_.pointer;
    return false;
  }

  bool take_out(const json::View& v) {
    if (!v.is_object()) return fail(v, "/gone", "expected an object");
    for (const auto& [name, value] : v.members()) {
      const std::string at = json::child_pointer("/gone", name);
      bool ok;
      if (name == "entities") ok = entities(value, at);
      else if (name == "guards") ok = list(value, at, [&](const json::View& x, const std::string& p) { return guard(x, p); });
      else if (name == "windows") ok = list(value, at, [&](const json::View& x, const std::string& p) { return window(x, p); });
      else if (name == "ledger") ok = list(value, at, [&](const json::View& x, const std::string& p) { return entry(x, p); });
      else if (name == "timers") ok = list(value, at, [&](const json::View& x, const std::string& p) { return timer(x, p); });
      else ok = fail(value, at, "unknown key '" + std::string(name) + "'");
      if (!ok) return false;
    }
    return true;
  }

  bool entities(const json::View& v, const std::string& pointer) {
    if (!v.is_object()) return fail(v, pointer, "expected an object of kinds");
    const Declarations& d = world_.program->declarations;
    for (const auto& [name, ids] : v.members()) {
      const auto kind = d.find_kind(name);
      const std::string at = json::child_pointer(pointer, name);
      if (!kind) return fail(ids, at, "unknown kind '" + std::string(name) + "'" + nearest_name(name, d.kind_names));
      const bool ok = list(ids, at, [&](const json::View& x, const std::string& p) {
        std::int64_t id = 0;
        if (!integer(x, p, id)) return false;
        const std::uint32_t position = world_.kinds[*kind].index.find({id});
        if (position == FlatMap::kAbsent) return fail(x, p, "there is no " + world_.kind(*kind).name + " " + std::to_string(id));
        world_.touch_profile(*kind, position);
        world_.set_gone(*kind, position, true);
        return true;
      });
      if (!ok) return false;
    }
    return true;
  }

  bool guard(const json::View& v, const std::string& pointer) {
    std::int64_t actor = 0;
    if (!integer(v, pointer, actor)) return false;
    const std::uint32_t g = world_.guard_index.find({actor});
    if (g == FlatMap::kAbsent) return fail(v, pointer, "there is no guard of " + std::to_string(actor));
    Guard& guard = world_.guards[g];
    guard.tat = guard.seq = guard.command_seq = 0;
    const std::uint32_t rated = world_.program->rated_actions;
    std::fill_n(world_.action_tats.begin() + static_cast<std::ptrdiff_t>(std::size_t{g} * rated), rated, 0);
    world_.touch_guard(g);
    return true;
  }

  bool window(const json::View& v, const std::string& pointer) {
    std::int64_t ids[2] = {0, 0};
    if (!v.is_array() || v.count() != 2) return fail(v, pointer, "expected [actor, session]");
    if (!list(v, pointer, [&](const json::View& x, const std::string& p) { return integer(x, p, ids[p.back() - '0']); })) return false;
    const std::uint32_t w = world_.window_index.find({ids[0], ids[1]});
    if (w == FlatMap::kAbsent) return fail(v, pointer, "there is no replay window of this session");
    world_.windows[w].highest = -1;
    const std::uint32_t words = world_.words_per_window();
    std::fill_n(world_.window_bits.begin() + static_cast<std::ptrdiff_t>(std::size_t{w} * words), words, 0);
    world_.touch_window(w);
    return true;
  }

  bool entry(const json::View& v, const std::string& pointer) {
    const auto scope = v.find("scope"), key = v.find("key"), action = v.find("action"), actor = v.find("actor");
    if (!scope || !scope->is_string() || !key) return fail(v, pointer, "expected an entry's scope and key");
    LedgerKey k;
    k.scope = scope->str();
    if (k.scope == "action") {
      if (!action || !action->is_string()) return fail(v, pointer, "an entry of scope action needs \"action\"");
      k.scope += ":" + std::string(action->str());
    } else if (k.scope == "actor") {
      if (!actor) return fail(v, pointer, "an entry of scope actor needs \"actor\"");
      if (!integer(*actor, pointer + "/actor", k.actor)) return false;
    } else if (k.scope != "world") {
      return fail(*scope, pointer + "/scope", "a scope is actor, action or world");
    }
    if ((!key->is_string() && !key->integer()) || !canonical::from_json(k.key, v.document().text, v.document().tape, key->index(), arena_)) return fail(*key, pointer + "/key", "a key is a string or an int");
    if (!world_.ledger.count(k)) return fail(v, pointer, "there is no such entry");
    world_.erase_ledger(k);
    return true;
  }

  bool timer(const json::View& v, const std::string& pointer) {
    if (!v.is_string()) return fail(v, pointer, "expected a timer's id");
    return world_.exchange_timer(std::string(v.str()), std::nullopt).has_value() || fail(v, pointer, "there is no such timer");
  }

  WorldData& world_;
  Error& error_;
  Arena arena_;
};

bool scan_delta(std::string_view text, json::Document& document, Error& error) {
  constexpr std::uint64_t kMaxDeltaBytes = std::uint64_t{4} << 30;
  document.text = text;
  json::Limits limits;
  limits.max_bytes = kMaxDeltaBytes - 1;
  limits.max_depth = kMaxWorldDepth + 1;
  limits.max_nodes = 0xffffffffu;
  const auto scanned = json::scan(text, limits, document.tape);
  if (!scanned.ok()) error = json::scan_error(text, scanned);
  return scanned.ok();
}

}  // namespace

Result<World> apply_world_delta(World world, std::string_view delta) {
  json::Document document;
  Error error;
  if (!scan_delta(delta, document, error) || !DeltaReader(world.data(), error).run(json::View(document, 0))) return error;
  return world;
}

bool is_empty_delta(std::string_view delta) {
  json::Document document;
  Error error;
  if (!scan_delta(delta, document, error)) return false;
  const json::View root(document, 0);
  return root.is_object() && root.find("ludex_delta") && !root.find("world") && !root.find("gone");
}

}  // namespace ludex
