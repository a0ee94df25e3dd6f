// Profile versions and the steps between them.

#include <algorithm>
#include <set>

#include "rulebook/loader.h"
#include "support/hash.h"

namespace ludex::detail {
namespace {

// RFC 6901, of at least one token: a step works on a member, never on the whole profile.
bool parse_pointer(Loader& loader, const json::View& v, const std::string& pointer, std::vector<std::string>& out) {
  const std::string text = v.is_string() ? std::string(v.str()) : "";
  bool ok = v.is_string() && !text.empty() && text[0] == '/';
  for (std::size_t i = 0; ok && i < text.size(); ++i) {
    if (text[i] == '/') {
      out.emplace_back();
    } else if (text[i] == '~') {
      ok = i + 1 < text.size() && (text[i + 1] == '0' || text[i + 1] == '1');
      if (ok) out.back().push_back(text[++i] == '0' ? '~' : '/');
    } else {
      out.back().push_back(text[i]);
    }
  }
  if (!ok) loader.error(v, pointer, "expected a JSON pointer to a member, as in \"/coins\"");
  return ok;
}

std::optional<MigrationOp> load_op(Loader& loader, const json::View& v, const std::string& pointer) {
  if (!v.is_object()) {
    loader.error(v, pointer, "expected an operation such as {\"op\": \"rename\", …}");
    return std::nullopt;
  }
  const auto op = v.find("op");
  static const std::vector<std::string> kLater = {"add", "remove", "replace", "move", "copy", "test", "hoist", "plunge", "wrap", "unwrap", "map", "convert", "split", "merge", "each"};
  if (op && op->is_string() && Declarations::position(kLater, op->str())) {
    loader.unsupported(*op, pointer + "/op", "the migration operation '" + std::string(op->str()) + "' is not supported yet");
    return std::nullopt;
  }
  MigrationOp out;
  if (op && op->is_string() && op->str() == "rename") {
    loader.expect_object(v, pointer, {"op", "from", "path", "if_missing"});
    const auto from = v.find("from");
    if (!from) loader.error(v, pointer, "rename needs \"from\"");
    else parse_pointer(loader, *from, pointer + "/from", out.from);
  } else if (op && op->is_string() && op->str() == "default") {
    loader.expect_object(v, pointer, {"op", "path", "value", "if_missing"});
    out.op = MigrationOp::Op::set_default;
    const auto value = v.find("value");
    if (!value) loader.error(v, pointer, "default needs \"value\"");
    else out.value = value->raw();
  } else {
    loader.error(op ? *op : v, op ? pointer + "/op" : pointer, "unknown migration operation" + (op && op->is_string() ? nearest_name(op->str(), {"rename", "default"}) : std::string()));
    return std::nullopt;
  }
  const auto path = v.find("path");
  if (!path) loader.error(v, pointer, "the operation needs \"path\"");
  else parse_pointer(loader, *path, pointer + "/path", out.path);
  if (const auto missing = v.find("if_missing")) {
    if (!missing->is_string() || (missing->str() != "fail" && missing->str() != "skip")) loader.error(*missing, pointer + "/if_missing", "expected \"fail\" or \"skip\"");
    else out.skip_if_missing = missing->str() == "skip";
  }
  return out;
}

}  // namespace

ProfileSchema load_migrations(Loader& loader, const json::View& profile, const std::string& pointer) {
  ProfileSchema out;
  constexpr std::int64_t kMaxVersion = 1'000'000;
  if (const auto version = profile.find("version")) out.version = loader.integer(*version, pointer + "/version", 0, kMaxVersion);
  const auto migrations = profile.find("migrations");
  if (!migrations) return out;
  const std::string base = pointer + "/migrations";
  if (!migrations->is_array()) {
    loader.error(*migrations, base, "expected a list of steps");
    return out;
  }
  std::set<std::string> ids;
  std::int64_t expected = 0;
  migrations->for_each_item([&](std::uint32_t i, const json::View& v) {
    const std::string at = json::child_pointer(base, i);
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
    if (!steps || !steps->is_array()) {
      loader.error(steps ? *steps : v, steps ? at + "/steps" : at, "a step needs \"steps\": a list of operations");
      return;
    }
    steps->for_each_item([&](std::uint32_t j, const json::View& x) {
      if (auto op = load_op(loader, x, json::child_pointer(at + "/steps", j))) step.ops.push_back(std::move(*op));
    });
    std::string bytes;
    Arena arena;
    if (canonical::from_json(bytes, v.document().text, v.document().tape, v.index(), arena)) step.checksum = xxh64(bytes, 0);
    out.migrations.push_back(std::move(step));
  });
  if (!out.migrations.empty() && out.migrations.back().to != out.version) {
    const auto version = profile.find("version");
    loader.error(version ? *version : profile, pointer + "/version", "profile.version is the last step's \"to\": expected " + std::to_string(out.migrations.back().to));
  }
  return out;
}

}  // namespace ludex::detail
