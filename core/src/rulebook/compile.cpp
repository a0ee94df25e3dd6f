// Rulebook text to program.

#include <algorithm>
#include <map>
#include <set>

#include "ludex/program.h"
#include "rulebook/loader.h"
#include "rulebook/compile.h"
#include "rulebook/direct_requests.h"
#include "rulebook/load_scenarios.h"
#include "rulebook/summary.h"
#include "rulebook/written.h"
#include "support/hash.h"
#include "support/sort.h"

namespace ludex {

using namespace detail;

namespace {

// Hidden cooldown fields come before any code is made, so that slots are final.
void add_cooldown_fields(Declarations& d, const json::View& actions) {
  Kind& kind = d.kinds[d.actor_kind];
  if (actions.count() > 4096) return;  // refused when they are loaded
  for (const auto& [name, action] : actions.members()) {
    const auto cooldown = action.find("cooldown");
    const auto key = cooldown ? cooldown->find("key") : std::nullopt;
    if (!key || !key->is_string()) continue;
    const std::string field = "$cooldown." + std::string(key->str());
    const bool is_known = std::any_of(kind.fields.begin(), kind.fields.end(), [&](const StateField& f) { return f.name == field; });
    if (is_known) continue;
    StateField f;
    f.name = field;
    f.shape = &builtin_shapes().integer;
    f.is_cooldown = true;
    kind.fields.push_back(std::move(f));
  }
}

void lay_out(Kind& kind) {
  std::uint32_t slot = 0;
  for (std::uint32_t i = 0; i < kind.fields.size(); ++i) {
    StateField& f = kind.fields[i];
    f.slot = slot;
    slot += f.shape->kind == ShapeKind::vec3 ? 3 : 1;
    (f.is_durable ? kind.profile_order : kind.live_order).push_back(i);
  }
  kind.stride = slot;
  const auto by_name = [&](std::uint32_t a, std::uint32_t b) { return kind.fields[a].name < kind.fields[b].name; };
  sort_positions(kind.profile_order, by_name);
  sort_positions(kind.live_order, by_name);
}

std::string canonical_state(const Declarations& d) {
  std::string out = "{";
  for (const std::uint32_t k : sorted_positions(d.kinds.size(), [&](std::uint32_t a, std::uint32_t b) { return d.kind_names[a] < d.kind_names[b]; })) {
    if (out.back() != '{') out += ",";
    json::write_string(out, d.kinds[k].name);
    out += ":{";
    for (const auto* fields : {&d.kinds[k].profile_order, &d.kinds[k].live_order}) {
      const bool is_profile = fields == &d.kinds[k].profile_order;
      if (is_profile && !d.kinds[k].has_profile) continue;
      out += is_profile ? "\"profile\":{" : d.kinds[k].has_profile ? ",\"live\":{" : "\"live\":{";
      for (const std::uint32_t f : *fields) {
        if (out.back() != '{') out += ",";
        json::write_string(out, d.kinds[k].fields[f].name);
        out += ":" + canonical_shape(*d.kinds[k].fields[f].shape, d);
      }
      out += "}";
    }
    out += "}";
  }
  return out + "}";
}

// Shapes and the keys of rows, in the order of names: worlds of equal digests say the same in their texts.
std::uint64_t state_shape_digest(const Declarations& d, const std::string& state) {
  std::map<std::string, std::set<std::string>> tables;
  for (std::size_t t = 0; t < d.tables.size(); ++t) tables[d.table_names[t]].insert(d.row_keys[t].begin(), d.row_keys[t].end());
  std::string shape = state;
  for (const auto& [name, keys] : tables) {
    json::write_string(shape, name);
    for (const auto& key : keys) json::write_string(shape, key);
  }
  return xxh64(shape, 0);
}

// Everything that gives a stored index or slot its meaning: with equal layouts, memory can be taken over as it is.
std::uint64_t layout_digest(const Declarations& d, const std::string& state) {
  std::string layout = state;
  for (std::size_t t = 0; t < d.tables.size(); ++t) {
    layout += "|" + d.table_names[t];
    for (const auto& key : d.row_keys[t]) layout += "," + key;
  }
  for (const Kind& k : d.kinds) {
    layout += ";" + k.name;  // also of kinds without fields: entities are stored by the kind's position
    for (const StateField& f : k.fields) layout += "." + f.name + "@" + std::to_string(f.slot);
  }
  return xxh64(layout, 0);
}

std::string canonical_limits(const Limits& l) {
  std::string out = ",\"limits\":[";
  for (const std::int64_t x : {l.rate.per_second, l.rate.burst, l.nonce_window, std::int64_t{l.has_clock}, l.late_ms, l.early_ms,
                               static_cast<std::int64_t>(l.request_bytes), std::int64_t{l.request_depth}, std::int64_t{l.request_nodes},
                               l.max_clock_step_ms, static_cast<std::int64_t>(l.ledger_entries)})
    out += (out.back() == '[' ? "" : ",") + std::to_string(x);
  // Written only where it is not the default, so that rulebooks from before it keep their digest.
  if (l.max_timers_per_batch != Limits{}.max_timers_per_batch) out += "," + std::to_string(l.max_timers_per_batch);
  return out + "]";
}

void warn_unused_fields(ProgramData& program, Diagnostics& diagnostics) {
  const Declarations& d = program.declarations;
  std::vector<std::vector<bool>> used;
  for (const Kind& k : d.kinds) used.emplace_back(k.fields.size(), false);
  for (const Action& a : program.actions) {
    for (const auto* set : {&a.reads, &a.writes})
      for (const Access& x : *set) used[a.slot_kinds[x.entity]][x.field] = true;
    for (const auto* set : {&a.any_reads, &a.any_writes})
      for (const AnyAccess& x : *set) used[x.kind][x.field] = true;
  }
  for (std::size_t k = 0; k < d.kinds.size(); ++k) {
    for (std::size_t f = 0; f < d.kinds[k].fields.size(); ++f) {
      const StateField& field = d.kinds[k].fields[f];
      if (!used[k][f] && !field.is_cooldown)
        diagnostics.warn("/entities/" + d.kinds[k].name + (field.is_durable ? "/profile/state/" : "/live/state/") + field.name, "no action reads or writes this field");
    }
  }
}

bool find_actor(Loader& loader, const json::View& root) {
  Declarations& d = loader.declarations();
  if (const auto actor = root.find("actor")) {
    const auto kind = actor->is_string() ? d.find_kind(actor->str()) : std::nullopt;
    if (!kind) {
      loader.error(*actor, "/actor", "unknown kind" + (actor->is_string() ? nearest_name(actor->str(), d.kind_names) : std::string()));
      return false;
    }
    d.actor_kind = *kind;
    return true;
  }
  std::vector<std::uint32_t> with_profile;
  for (std::uint32_t i = 0; i < d.kinds.size(); ++i)
    if (d.kinds[i].has_profile) with_profile.push_back(i);
  const auto player = d.find_kind("player");
  if (with_profile.size() == 1) d.actor_kind = with_profile[0];
  else if (player) d.actor_kind = *player;
  else {
    loader.error(root, "", "say which kind acts: \"actor\": KIND (no kind is called player, and not exactly one has a profile)");
    return false;
  }
  return true;
}

void load(Loader& loader, const json::View& root) {
  ProgramData& program = loader.program;
  if (!loader.expect_object(root, "", {"$schema", "description", "ludex", "name", "version", "actor", "flags", "tables", "entities", "limits", "actions", "use", "scenarios"}, {"timers"})) return;
  if (const auto schema = root.find("$schema"); schema && !schema->is_string()) loader.error(*schema, "/$schema", "expected a string: where the editor's schema is");
  if (const auto use = root.find("use")) loader.unsupported(*use, "/use", "'use' names other files: run `ludex bundle`, which writes one");
  if (const auto format = root.find("ludex")) {
    if (format->integer() != 1) loader.error(*format, "/ludex", "this version reads format 1");
  } else {
    loader.error(root, "", "a rulebook starts with \"ludex\": 1");
  }
  if (const auto name = root.find("name")) {
    if (!name->is_string()) loader.error(*name, "/name", "expected a string");
    else program.name = name->str();
  }
  if (const auto version = root.find("version")) program.version = loader.integer(*version, "/version", INT64_MIN, INT64_MAX);

  loader.canonical = "{\"semantics\":" + std::to_string(kSemanticsVersion);
  const auto member = [&](const char* key, void (*read)(Loader&, const json::View&)) {
    if (const auto v = root.find(key)) read(loader, *v);
  };
  // Kinds before tables: a column may be a `ref`; their fields after, as a field may be a `row`.
  if (const auto entities = root.find("entities"); entities && entities->is_object())
    for (const auto& [name, kind] : entities->members()) loader.declarations().kind_names.emplace_back(name);
  member("tables", load_tables);
  loader.declarations().kind_names.clear();
  member("flags", load_flags);
  if (const auto entities = root.find("entities")) {
    load_kinds(loader, *entities);
    if (entities->is_object() && entities->count() == 0) loader.error(*entities, "/entities", "declare the kind that acts, e.g. \"player\"");
  } else {
    loader.error(root, "", "a rulebook needs \"entities\"");
  }
  member("limits", load_limits);
  const auto actions = root.find("actions");
  if (!actions) loader.error(root, "", "a rulebook needs \"actions\"");
  if (loader.declarations().kinds.empty() || !find_actor(loader, root) || !actions) return;

  Declarations& d = loader.declarations();
  add_cooldown_fields(d, *actions);
  for (Kind& k : d.kinds) lay_out(k);
  const std::string state = canonical_state(d);
  loader.canonical += ",\"actor\":\"" + d.kind_names[d.actor_kind] + "\",\"entities\":" + state + canonical_limits(program.limits);
  std::map<std::string, const ProfileSchema*> profiles;  // in the order of names, whatever the order written
  for (std::size_t k = 0; k < d.kinds.size(); ++k) profiles[d.kind_names[k]] = &program.profiles[k];
  for (const auto& [name, profile] : profiles) {
    loader.canonical += ",\"" + name + "\":[" + std::to_string(profile->version);
    for (const MigrationStep& s : profile->migrations) loader.canonical += "," + std::to_string(s.checksum);
    for (const Invariant& invariant : profile->invariants) {
      loader.canonical += ",{\"that\":";
      json::write_string(loader.canonical, invariant.that);
      loader.canonical += ",\"else\":\"" + invariant.reason + "\"}";
    }
    loader.canonical += "]";
  }
  load_actions(loader, *actions);
  if (const auto scenarios = root.find("scenarios")) load_scenarios(loader, *scenarios);  // no part of the digest
  constexpr std::size_t kMaxRegisterWords = std::size_t{1} << 22;  // 32 MB while judging
  if (std::size_t{program.code.registers} * (program.most_lets + 1) > kMaxRegisterWords)
    loader.error(*actions, "/actions", "an expression this large and an action of this many lets do not fit one rulebook; shorten either");
  program.state_digest = state_shape_digest(d, state);
  program.layout_digest = layout_digest(d, state);
  program.canonical = loader.canonical + "}";
  program.digest = xxh64(program.canonical, 0);
  if (loader.diagnostics.ok()) warn_unused_fields(program, loader.diagnostics);
}

}  // namespace

namespace {

Result<Program> compile_text(std::string_view rulebook, bool keeps_trees, std::vector<TypedExpression>* types = nullptr) {
  auto data = std::make_shared<ProgramData>();
  data->source.text = rulebook;
  json::Document document;
  if (auto error = scan_rulebook(rulebook, document)) return std::move(*error);
  data->places.assign({"", "/action", "/params", "/nonce", "/sent_at", "/actor", "/session", "/origin", "/roles", "/received_at", "/limits/rate"});
  Diagnostics diagnostics;
  Loader loader{*data, diagnostics, {}};
  loader.keeps_trees = keeps_trees;
  loader.types = types;
  load(loader, json::View(document, 0));
  if (!diagnostics.ok()) {
    Errors errors = diagnostics.take();
    sort_items(errors, [](const Error& a, const Error& b) { return a.line != b.line ? a.line < b.line : a.column < b.column; });
    return errors;
  }
  for (const auto& w : diagnostics.warnings()) data->warnings.emplace_back(w.pointer, w.message);
  compile_direct(*data);
  for (const std::string& place : data->places) data->place_hashes.push_back(hash_place(place));
  for (std::size_t code = 0; code < kFirstRulebookReason + data->reason_names.size(); ++code)
    data->reason_hashes.push_back(hash_reason(data->reason_name(static_cast<Reason>(code))));
  return Program(std::move(data));
}

}  // namespace

Result<Program> Program::compile(std::string_view rulebook) { return compile_text(rulebook, false); }
Result<Program> detail::compile_with_trees(std::string_view rulebook) { return compile_text(rulebook, true); }
Result<Program> detail::compile_with_types(std::string_view rulebook, std::vector<TypedExpression>& types) { return compile_text(rulebook, false, &types); }

std::string_view Program::name() const { return data_->name; }
std::int64_t Program::version() const { return data_->version; }
std::uint64_t Program::digest() const { return data_->digest; }
std::size_t Program::action_count() const { return data_->actions.size(); }
std::string_view Program::action_name(std::size_t action) const { return data_->actions[action].name; }
std::string_view Program::reason_name(Reason reason) const { return data_->reason_name(reason); }

std::vector<Reason> Program::reasons() const {
  std::vector<Reason> out;
  for (std::uint16_t code = 0; code < kFirstRulebookReason; ++code)
    if (!system_reason_name(static_cast<Reason>(code)).empty()) out.push_back(static_cast<Reason>(code));
  for (std::size_t i = 0; i < data_->reason_names.size(); ++i) out.push_back(static_cast<Reason>(kFirstRulebookReason + i));
  return out;
}

std::string Program::summary_json() const { return detail::summary_json(*data_); }
std::string Program::why_json() const { return detail::why_json(*data_); }
std::string Program::cost_json() const { return detail::cost_json(*data_); }

}  // namespace ludex
