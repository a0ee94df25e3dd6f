#include "profile/migrate.h"

namespace ludex::detail {
namespace {

std::string pointer_text(const std::vector<std::string>& tokens) {
  std::string out;
  for (const auto& t : tokens) out = json::child_pointer(out, t);
  return out;
}

// The object that holds the last token, or nullptr.
json::Tree* parent_of(json::Tree& root, const std::vector<std::string>& tokens) {
  json::Tree* at = &root;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (at->type == json::Type::object) {
      at = at->find(tokens[i]);
    } else if (at->type == json::Type::array) {
      const auto index = tokens[i].find_first_not_of("0123456789") == std::string::npos && tokens[i].size() < 10 ? std::stoul(tokens[i]) : at->items.size();
      at = index < at->items.size() ? &at->items[index] : nullptr;
    } else {
      at = nullptr;
    }
    if (!at) return nullptr;
  }
  return at->type == json::Type::object ? at : nullptr;
}

void put_member(json::Tree& object, const std::string& key, json::Tree value) {
  if (json::Tree* existing = object.find(key)) *existing = std::move(value);
  else object.members.push_back({std::string(key), std::move(value)});
}

bool apply(const MigrationOp& op, json::Tree& state, MigrationFault& fault) {
  json::Tree* target = parent_of(state, op.path);
  const auto missing = [&](const std::vector<std::string>& tokens) {
    if (op.skip_if_missing) return true;
    fault.pointer = pointer_text(tokens);
    fault.message = "there is no " + fault.pointer;
    return false;
  };
  if (op.op == MigrationOp::Op::set_default) {
    if (!target) return missing(op.path);
    if (target->find(op.path.back())) return true;
    json::Document document;
    document.text = op.value;
    if (!json::scan(op.value, {}, document.tape).ok()) return false;  // the loader read it from a scanned document
    put_member(*target, op.path.back(), json::make_tree(json::View(document, 0)));
    return true;
  }
  json::Tree* source = parent_of(state, op.from);
  json::Tree* value = source ? source->find(op.from.back()) : nullptr;
  if (!value) return missing(op.from);
  if (!target) return missing(op.path);
  if (op.from == op.path) return true;
  json::Tree moved = std::move(*value);
  for (std::size_t i = 0; i < source->members.size(); ++i) {
    if (&source->members[i].value != value) continue;
    source->members.erase(source->members.begin() + static_cast<std::ptrdiff_t>(i));
    break;
  }
  // Erasing may have moved the target, or taken it along when it stood inside the source.
  target = parent_of(state, op.path);
  if (!target) {
    fault.pointer = pointer_text(op.path);
    fault.message = "the target lies inside the member that is renamed";
    return false;
  }
  put_member(*target, op.path.back(), std::move(moved));
  return true;
}

}  // namespace

bool migrate(const ProfileSchema& schema, std::int64_t from_version, json::Tree& state, MigrationFault& fault) {
  if (from_version > schema.version) {
    fault.message = "the profile's version " + std::to_string(from_version) + " is newer than the rulebook's " + std::to_string(schema.version) + "; load it with the newer rulebook";
    return false;
  }
  if (from_version < 0) {
    fault.message = "a profile's version is not negative";
    return false;
  }
  for (const MigrationStep& step : schema.migrations) {
    if (step.to <= from_version) continue;
    for (const MigrationOp& op : step.ops) {
      if (apply(op, state, fault)) continue;
      fault.step = step.id;
      return false;
    }
  }
  return true;
}

}  // namespace ludex::detail
