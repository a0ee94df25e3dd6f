// Profile versions and the steps between them.

#include <algorithm>
#include <set>

#include "rulebook/conserved.h"
#include "rulebook/load_migration_op.h"
#include "rulebook/loader.h"
#include "support/hash.h"

namespace ludex::detail {
namespace {

constexpr std::int64_t kMaxVersion = 1'000'000;

// The operations that undo a step, last first; nothing when one of them has no way back.
std::vector<MigrationOp> undone(const std::vector<MigrationOp>& ops, const std::vector<std::optional<MigrationOp>>& back, bool& is_reversible) {
  std::vector<MigrationOp> out;
  is_reversible = back.size() == ops.size();
  for (std::size_t i = back.size(); i-- > 0 && is_reversible;) {
    is_reversible = back[i].has_value();
    if (is_reversible) out.push_back(*back[i]);
  }
  if (!is_reversible) out.clear();
  return out;
}

void load_step(Loader& loader, const json::View& v, const std::string& at, std::set<std::string>& ids, std::int64_t& expected, ProfileSchema& out) {
  if (!loader.expect_object(v, at, {"id", "to", "breaking", "steps"})) return;
  MigrationStep step;
  const auto id = v.find("id"), to = v.find("to"), steps = v.find("steps");
  if (!id || !id->is_string() || id->str().empty()) loader.error(id ? *id : v, id ? at + "/id" : at, "a step needs \"id\": a name that never changes");
  else if (!ids.insert(std::string(id->str())).second) loader.error(*id, at + "/id", "two steps have the id '" + std::string(id->str()) + "'");
  else step.id = id->str();
  if (!to) {
    loader.error(v, at, "a step needs \"to\": the version it makes");
    return;
  }
  step.to = loader.integer(*to, at + "/to", 1, kMaxVersion);
  // The first step may start anywhere above 0: what is older is not known any more. Later ones follow without holes.
  if (expected != 0 && step.to != expected) loader.error(*to, at + "/to", "expected " + std::to_string(expected) + ": steps are ordered by \"to\", without holes");
  expected = step.to + 1;
  if (const auto breaking = v.find("breaking")) {
    if (!breaking->is(json::Type::boolean)) loader.error(*breaking, at + "/breaking", "expected true or false");
    else step.is_breaking = breaking->boolean();
  }
  if (step.is_breaking) out.min_reader = step.to;
  if (!steps || !steps->is_array()) {
    loader.error(steps ? *steps : v, steps ? at + "/steps" : at, "a step needs \"steps\": a list of operations");
    return;
  }
  std::vector<std::optional<MigrationOp>> back;
  load_migration_ops(loader, *steps, at + "/steps", 0, step.ops, back);
  step.back = undone(step.ops, back, step.is_reversible);
  std::string bytes;
  Arena arena;
  if (canonical::from_json(bytes, v.document().text, v.document().tape, v.index(), arena)) step.checksum = xxh64(bytes, 0);
  out.migrations.push_back(std::move(step));
}

}  // namespace

ProfileSchema load_migrations(Loader& loader, const json::View& profile, const std::string& pointer) {
  ProfileSchema out;
  if (const auto version = profile.find("version")) out.version = loader.integer(*version, pointer + "/version", 0, kMaxVersion);
  const auto migrations = profile.find("migrations");
  if (const auto conserve = profile.find("conserve"); conserve && !migrations) out.conserve = load_conserve(loader, *conserve, pointer + "/conserve", {});
  if (!migrations) return out;
  const std::string base = pointer + "/migrations";
  if (!migrations->is_array()) {
    loader.error(*migrations, base, "expected a list of steps");
    return out;
  }
  std::set<std::string> ids;
  std::int64_t expected = 0;
  migrations->for_each_item([&](std::uint32_t i, const json::View& v) { load_step(loader, v, json::child_pointer(base, i), ids, expected, out); });
  if (!out.migrations.empty() && out.migrations.back().to != out.version) {
    const auto version = profile.find("version");
    loader.error(version ? *version : profile, pointer + "/version", "profile.version is the last step's \"to\": expected " + std::to_string(out.migrations.back().to));
  }
  if (const auto conserve = profile.find("conserve")) out.conserve = load_conserve(loader, *conserve, pointer + "/conserve", out.migrations);
  return out;
}

}  // namespace ludex::detail
