#include "ludex/presence.h"

#include <algorithm>
#include <vector>

#include "support/host_error.h"
#include "value/diagnostics.h"
#include "value/draft.h"
#include "value/json_view.h"
#include "value/number.h"
#include "world/store.h"
#include "world/text.h"

namespace ludex {

using namespace detail;
using json::Draft;

namespace {

// What was written by us, or checked before.
json::Limits no_limits() {
  json::Limits limits;
  limits.max_bytes = 0xfffffffe;
  limits.max_depth = Draft::kMaxDepth;
  limits.max_nodes = 0xffffffffu;
  return limits;
}

/// The keys that the save of one entity carries: actors have them, what they act on has not.
template <class Visit>
void for_each_key(const WorldData& world, std::uint32_t kind, std::int64_t actor, Visit&& visit) {
  if (kind != world.program->declarations.actor_kind) return;
  for (auto it = world.ledger.lower_bound(LedgerKey{"actor", actor, ""}); it != world.ledger.end() && it->first.scope == "actor" && it->first.actor == actor; ++it)
    if (it->second.in_profile) visit(it->first);
}

std::optional<Error> check(const WorldData& world, const SaveLoader& loader) {
  if (world.program->digest == loader.program_digest()) return std::nullopt;
  return host_error("the world and the loader are of different programs: adopt the world, or make a loader of its program");
}

// {"ludex_world":1,"entities":{KIND:{ID:{"live":{},"profile":{"state":…,"version":…}}}},"ledger":[…]}
std::string world_text(std::string_view kind, std::int64_t id, std::int64_t version, std::string_view state, std::string_view once) {
  std::string out = "{\"ludex_world\":1,\"entities\":{";
  json::write_string(out, kind);
  out += ":{\"" + std::to_string(id) + "\":{\"live\":{},\"profile\":{\"state\":";
  out += state;
  out += ",\"version\":" + std::to_string(version) + "}}}},\"ledger\":";
  out += once.empty() ? "[]" : once;
  return out + "}";
}

bool is_of(const json::View& entry, std::int64_t actor) {
  const auto scope = entry.find("scope"), who = entry.find("actor"), in = entry.find("in");
  return scope && scope->is_string() && scope->str() == "actor" && who && who->integer() == actor && in && in->is_string() && in->str() == "profile";
}

}  // namespace

Result<LoadedSave> join(World& world, SaveLoader& loader, std::int64_t id, std::string_view save) {
  WorldData& data = world.data();
  if (const auto error = check(data, loader)) return *error;
  const std::uint32_t kind = *data.program->declarations.find_kind(loader.kind());
  const std::uint32_t position = data.kinds[kind].index.find({id});
  if (position != FlatMap::kAbsent && data.kinds[kind].status[position] & kHasProfile)
    return host_error("the profile of " + std::string(loader.kind()) + " " + std::to_string(id) + " is in the world already");

  std::string ready;
  const std::string fresh = "{\"version\":" + std::to_string(loader.version()) + ",\"state\":{}}";
  LoadedSave found = loader.load(save.empty() ? std::string_view(fresh) : save, ready);
  if (found.state != SaveState::ready) return found;

  json::Document record;
  record.text = ready;
  [[maybe_unused]] const bool is_readable = json::scan(ready, no_limits(), record.tape).ok();
  assert(is_readable);
  const json::View root(record, 0);
  const auto ledger = root.find("ledger");
  const auto once = ledger && ledger->is_object() ? ledger->find("once") : std::nullopt;
  if (once) {
    bool is_own = once->is_array() && kind == data.program->declarations.actor_kind;
    if (is_own) once->for_each_item([&](std::uint32_t, const json::View& entry) { is_own = is_own && is_of(entry, id); });
    if (!is_own) return Error{ErrorCode::world, "the save carries idempotency keys that are not those of its own entity", "/ledger/once", 0, 0, {}, 0};
  }
  const std::string text = world_text(loader.kind(), id, loader.version(), root.find("state")->raw(), once ? once->raw() : std::string_view());
  json::Document document;
  document.text = text;
  json::Limits limits = no_limits();
  limits.max_depth = kMaxWorldDepth;
  if (!json::scan(text, limits, document.tape).ok())
    return Error{ErrorCode::world, "the save nests deeper than a world's text may: " + std::to_string(kMaxWorldDepth - 4) + " levels", "/state", 0, 0, {}, 0};
  // First where nothing can be damaged.
  Error error;
  WorldData alone(data.program);
  if (!read_text(alone, json::View(document, 0), error)) return error;
  for (const auto& [key, entry] : alone.ledger)
    if (data.ledger.count(key)) return Error{ErrorCode::world, "the world holds an idempotency key of this save already", "/ledger/once", 0, 0, {}, 0};
  if (alone.ledger.size() > data.program->limits.ledger_entries - std::min<std::uint64_t>(data.ledger.size(), data.program->limits.ledger_entries))
    return Error{ErrorCode::world, "the world's ledger has no room for the idempotency keys of this save: raise limits.ledger.entries", "/ledger/once", 0, 0, {}, 0};
  [[maybe_unused]] const bool is_read = read_text(data, json::View(document, 0), error);
  assert(is_read);
  data.settle();
  return found;
}

Result<std::string> save(const World& world, SaveLoader& loader, std::int64_t id, std::string_view last) {
  const WorldData& data = world.data();
  if (const auto error = check(data, loader)) return *error;
  const std::uint32_t kind = *data.program->declarations.find_kind(loader.kind());
  const std::uint32_t position = data.kinds[kind].index.find({id});
  if (position == FlatMap::kAbsent || !(data.kinds[kind].status[position] & kHasProfile))
    return host_error("there is no " + std::string(loader.kind()) + " " + std::to_string(id) + " with a profile in the world");

  Touched only;
  only.entities.push_back({kind, position});
  for_each_key(data, kind, id, [&](const LedgerKey& key) { only.ledger.push_back(key); });
  std::string text;
  write_text(text, data, &only);
  json::Document now;
  now.text = text;
  [[maybe_unused]] const bool is_readable = json::scan(text, no_limits(), now.tape).ok();
  assert(is_readable);
  const json::View root(now, 0);
  const auto state = root.find("entities")->find(loader.kind())->find(std::to_string(id))->find("profile")->find("state");

  json::Tape tape;
  const std::string_view record = last.empty() ? std::string_view("{}") : last;
  Draft draft;
  if (!json::scan(record, no_limits(), tape).ok() || (draft.reset(record, tape), draft.type(draft.root()) != json::Type::object))
    return Error{ErrorCode::profile, "the last record is not the JSON object that was loaded or saved", {}, 0, 0, {}, 0};
  const Draft::Id out = draft.root();
  const Draft::Id version = draft.find(out, "version");
  const auto written = version != Draft::kNone && draft.type(version) == json::Type::number ? parse_exact_int64(draft.raw(version)) : std::nullopt;
  if (!written || *written < loader.version()) {  // what the state went through since
    draft.set(out, "version", draft.make_scalar(json::Type::number, std::to_string(loader.version())));
    draft.remove(out, "applied");
  }
  draft.set(out, "state", draft.make(text, now.tape, state->index()));
  Draft::Id ledger = draft.find(out, "ledger");
  if (ledger == Draft::kNone && !only.ledger.empty()) draft.set(out, "ledger", ledger = draft.make_object());
  if (ledger != Draft::kNone && draft.type(ledger) == json::Type::object) {
    if (only.ledger.empty()) draft.remove(ledger, "once");
    else draft.set(ledger, "once", draft.make(text, now.tape, root.find("ledger")->index()));
  }
  draft.remove(out, "checksum");
  std::string made, whole;
  draft.write(made, out);
  const LoadedSave found = loader.load(made, whole);
  if (found.state != SaveState::ready) return Error{ErrorCode::profile, found.message, found.pointer, 0, 0, {}, 0};
  return whole;
}

std::optional<Error> leave(World& world, std::string_view kind, std::int64_t id) {
  WorldData& data = world.data();
  const auto k = data.program->declarations.find_kind(kind);
  if (!k) return host_error("the program has no kind '" + std::string(kind) + "'" + nearest_name(kind, data.program->declarations.kind_names));
  const std::uint32_t position = data.kinds[*k].index.find({id});
  if (position == FlatMap::kAbsent) return host_error("there is no " + std::string(kind) + " " + std::to_string(id) + " in the world");
  if (data.kinds[*k].status[position] & kHasProfile) {
    std::vector<LedgerKey> keys;
    for_each_key(data, *k, id, [&](const LedgerKey& key) { keys.push_back(key); });
    for (const LedgerKey& key : keys) data.erase_ledger(key);
    data.touch_profile(*k, position);
  }
  data.set_gone(*k, position, true);
  data.settle();
  return std::nullopt;
}

}  // namespace ludex
