// What somebody may see of a world: named fields of named entities, copied into a world of their own. What is copied is named
// here, and nothing else is: a field that is added to a rulebook later stays unseen until somebody names it.

#include <algorithm>
#include <set>

#include "ludex/delta.h"
#include "schema/typed.h"
#include "support/host_error.h"
#include "value/diagnostics.h"
#include "world/store.h"
#include "world/text.h"

namespace ludex {

using namespace detail;

namespace {

/// The field that `name` means; cooldowns, which are hidden, have no name here.
std::optional<Error> find_field(const Kind& kind, std::string_view name, const std::string& pointer, std::uint32_t& out) {
  std::string_view plain = name;
  std::optional<bool> is_durable;
  if (name.starts_with("profile.")) is_durable = true, plain.remove_prefix(8);
  else if (name.starts_with("live.")) is_durable = false, plain.remove_prefix(5);
  std::size_t found = 0;
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < kind.fields.size(); ++i) {
    const StateField& f = kind.fields[i];
    if (f.is_cooldown) continue;
    names.push_back(f.name);
    if (f.name != plain || (is_durable && f.is_durable != *is_durable)) continue;
    out = i;
    ++found;
  }
  if (found == 1) return std::nullopt;
  return host_error(found ? "'" + std::string(name) + "' is in profile and in live: write profile." + std::string(name) + " or live." + std::string(name)
                    : "kind '" + kind.name + "' has no field '" + std::string(name) + "'" + nearest_name(plain, names), pointer);
}

void copy_entity(const WorldData& from, WorldData& to, std::uint32_t k, std::uint32_t i, const std::vector<std::uint32_t>& fields) {
  const std::uint32_t made = to.add_entity(k, from.kinds[k].ids[i]);
  const bool has_profile = from.kinds[k].status[i] & kHasProfile;
  for (const std::uint32_t n : fields) {
    const StateField& f = from.kind(k).fields[n];
    if (f.is_durable && !has_profile) continue;
    const Word* row = from.row(k, i);
    Word* into = to.row(k, made);
    if (f.shape->kind == ShapeKind::vec3) {
      std::copy_n(row + f.slot, 3, into + f.slot);
    } else {
      destroy(*f.shape, into[f.slot], to.heap);
      into[f.slot] = clone(*f.shape, row[f.slot], to.heap);
    }
    if (f.is_durable) to.kinds[k].status[made] = static_cast<std::uint8_t>(to.kinds[k].status[made] | kHasProfile);
  }
  to.touch_profile(k, made);
  to.touch_live(k, made);
}

}  // namespace

Result<World> visible_part(const World& world, const std::vector<Visible>& visible) {
  const WorldData& from = world.data();
  const Declarations& d = from.program->declarations;
  auto to = std::make_unique<WorldData>(from.program);
  to->now = from.now;
  std::set<std::uint32_t> named;
  for (const Visible& v : visible) {
    const std::string pointer = json::child_pointer("", v.kind);
    const auto kind = d.find_kind(v.kind);
    if (!kind) return host_error("the program has no kind '" + v.kind + "'" + nearest_name(v.kind, d.kind_names), pointer);
    if (!named.insert(*kind).second) return host_error("the kind '" + v.kind + "' is named twice", pointer);
    std::vector<std::uint32_t> fields;
    for (std::size_t i = 0; i < v.fields.size(); ++i) {
      std::uint32_t field = 0;
      if (const auto error = find_field(d.kinds[*kind], v.fields[i], pointer + "/fields/" + std::to_string(i), field)) return *error;
      fields.push_back(field);
    }
    const KindStore& store = from.kinds[*kind];
    if (!v.ids) {
      for (std::uint32_t i = 0; i < store.ids.size(); ++i)
        if (!(store.status[i] & kGone)) copy_entity(from, *to, *kind, i, fields);
      continue;
    }
    for (const std::int64_t id : *v.ids) {
      const std::uint32_t i = store.index.find({id});
      if (i != FlatMap::kAbsent && to->kinds[*kind].index.find({id}) == FlatMap::kAbsent) copy_entity(from, *to, *kind, i, fields);
    }
  }
  to->settle();
  return World(std::move(to));
}

Result<World> visible_part(const World& world, std::string_view visible_json) {
  json::Document document;
  document.text = visible_json;
  json::Limits limits;
  limits.max_bytes = std::uint64_t{64} << 20;  // lists of ids, and a few names
  limits.max_nodes = 0xffffffffu;
  const auto scanned = json::scan(visible_json, limits, document.tape);
  if (!scanned.ok()) return json::scan_error(visible_json, scanned);
  const json::View root(document, 0);
  if (!root.is_object()) return host_error("expected an object of kinds and what may be seen of them", "");
  std::vector<Visible> visible;
  for (const auto& [kind, v] : root.members()) {
    const std::string at = json::child_pointer("", kind);
    Visible one;
    one.kind = kind;
    std::optional<json::View> fields, ids;
    if (v.is_object()) {
      fields = v.find("fields");
      ids = v.find("ids");
    } else {
      fields = v;
    }
    const std::string fields_at = v.is_object() ? at + "/fields" : at;
    if (!fields || !fields->is_array()) return host_error("expected a list of fields, or {\"fields\": […], \"ids\": […]}", fields ? fields_at : at);
    if (v.is_object())
      for (const auto& [name, value] : v.members())
        if (name != "fields" && name != "ids") return host_error("unknown key '" + std::string(name) + "'", json::child_pointer(at, name));
    std::optional<Error> error;
    fields->for_each_item([&](std::uint32_t i, const json::View& field) {
      if (field.is_string()) one.fields.emplace_back(field.str());
      else if (!error) error = host_error("expected the name of a field", json::child_pointer(fields_at, i));
    });
    if (ids && !ids->is_array()) return host_error("expected a list of ids", at + "/ids");
    if (ids) {
      one.ids.emplace();
      ids->for_each_item([&](std::uint32_t i, const json::View& id) {
        if (const auto value = id.integer()) one.ids->push_back(*value);
        else if (!error) error = host_error("expected an id", json::child_pointer(at + "/ids", i));
      });
    }
    if (error) return *error;
    visible.push_back(std::move(one));
  }
  return visible_part(world, visible);
}

}  // namespace ludex
