#include "profile/migrate.h"

#include <algorithm>

#include "schema/typed.h"
#include "support/sort.h"
#include "value/json_pointer.h"
#include "value/number.h"

namespace ludex::detail {

using json::Draft;
using Kind = MigrationOp::Kind;

namespace {

bool is_container(json::Type type) { return type == json::Type::object || type == json::Type::array; }

json::PatchOp patch_op(Kind kind) {
  switch (kind) {
    case Kind::add: return json::PatchOp::add;
    case Kind::remove: return json::PatchOp::remove;
    case Kind::replace: return json::PatchOp::replace;
    case Kind::move: return json::PatchOp::move;
    case Kind::copy: return json::PatchOp::copy;
    default: return json::PatchOp::test;
  }
}

}  // namespace

bool Migrator::fail(const Tokens& at, std::string message) {
  fault_.pointer = json::pointer_text(at);
  fault_.message = std::move(message);
  fault_.is_missing = false;
  return false;
}

// The value at the first `count` tokens of `path`; kNone with a fault that names the first place where there is nothing.
Draft::Id Migrator::found(const Tokens& path, std::size_t count) {
  const Id value = json::find(*draft_, path, count);
  if (value != Draft::kNone) return value;
  fault_.is_missing = true;
  if (may_skip_) return Draft::kNone;  // nobody will read why
  std::size_t there = 0;
  while (there < count && json::find(*draft_, path, there + 1) != Draft::kNone) ++there;
  const Tokens gone(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(std::min(there + 1, count)));
  fail(gone, "there is no " + json::pointer_text(gone));
  fault_.is_missing = true;
  return Draft::kNone;
}

// In place of what stands at `path`, which is there.
bool Migrator::put_over(const Tokens& path, Id value) {
  if (path.empty()) {
    draft_->set_root(value);
    return true;
  }
  const Id parent = json::find(*draft_, path, path.size() - 1);
  if (draft_->type(parent) == json::Type::object) draft_->set(parent, path.back(), value);
  else draft_->replace(parent, *json::array_index(path.back()), value);
  return true;
}

bool Migrator::put_new(const Tokens& path, Id value, bool replaces) {
  const Id existing = json::find(*draft_, path);
  if (existing == Draft::kNone) return json::add(*draft_, path, value, fault_);
  if (!replaces) return fail(path, json::pointer_text(path) + " is there already; say \"if_exists\": \"replace\" if it may go");
  return put_over(path, value);
}

// rename, hoist, plunge: a member changes its name or its place, and nothing else is lost by it.
bool Migrator::relocate(const MigrationOp& op) {
  // Another name where it stands: by far the most frequent step.
  const std::size_t level = op.from.size() - 1;
  if (op.kind == Kind::rename && op.path.size() == op.from.size() && std::equal(op.from.begin(), op.from.end() - 1, op.path.begin())) {
    const Id around = json::find(*draft_, op.from, level);
    if (around != Draft::kNone && draft_->type(around) == json::Type::object) {
      const Draft::Renamed renamed = draft_->try_rename(around, op.from.back(), op.path.back(), op.replaces);
      if (renamed == Draft::Renamed::done) return true;
      if (renamed == Draft::Renamed::taken) return fail(op.path, json::pointer_text(op.path) + " is there already; say \"if_exists\": \"replace\" if it may go");
    }
  }
  const Id value = found(op.from);
  if (value == Draft::kNone) return false;
  if (op.from == op.path) return true;
  if (json::is_within(op.path, op.from)) return fail(op.path, "the target lies inside the member that is moved");
  const std::size_t from_parent = op.from.size() - 1, path_parent = op.path.size() - 1;
  const auto parent_of = [](const Tokens& path) { return Tokens(path.begin(), path.end() - 1); };
  if (op.kind == Kind::plunge && json::find(*draft_, op.path, path_parent) == Draft::kNone) {
    // Beside the member, which is there: so is what is around both.
    const Id around = json::find(*draft_, op.path, path_parent - 1);
    if (around != Draft::kNone && draft_->type(around) == json::Type::object) draft_->set(around, op.path[path_parent - 1], draft_->make_object());
    else if (!json::add(*draft_, parent_of(op.path), draft_->make_object(), fault_)) return false;
  }
  const Id parent = found(op.from, from_parent), target = found(op.path, path_parent);
  if (parent == Draft::kNone || target == Draft::kNone) return false;
  if (!is_container(draft_->type(target))) return fail(parent_of(op.path), json::pointer_text(parent_of(op.path)) + " is " + json::describe(draft_->type(target)) + ": it has no members");
  const auto is_taken = [&](Id at) { return draft_->type(at) == json::Type::object && draft_->find(at, op.path.back()) != Draft::kNone; };
  const auto fail_taken = [&] { return fail(op.path, json::pointer_text(op.path) + " is there already; say \"if_exists\": \"replace\" if it may go"); };
  if (is_taken(target) && !op.replaces) return fail_taken();
  if (parent == target && draft_->type(parent) == json::Type::object) {
    draft_->rename(parent, op.from.back(), op.path.back());  // keeps its place
    return true;
  }
  json::remove(*draft_, op.from, fault_);
  // The value is out: from here on nothing may be skipped. Items behind it have moved up, so the target may be another.
  const Id place = json::find(*draft_, op.path, path_parent);
  if (place != Draft::kNone && is_taken(place)) {
    if (!op.replaces) return fail_taken();
    draft_->remove(place, op.path.back());
  }
  if (!json::add(*draft_, op.path, value, fault_)) return fault_.is_missing = false;
  if (op.drops_empty && draft_->type(parent) == json::Type::object && draft_->size(parent) == 0) json::remove(*draft_, parent_of(op.from), fault_);
  return true;
}

bool Migrator::wrap(const MigrationOp& op) {
  const Id value = found(op.path);
  if (value == Draft::kNone) return false;
  const Id around = op.name.empty() ? draft_->make_array() : draft_->make_object();
  if (around == Draft::kNone) return false;
  put_over(op.path, around);
  if (op.name.empty()) draft_->insert(around, 0, value);
  else draft_->set(around, op.name, value);
  return true;
}

bool Migrator::unwrap(const MigrationOp& op) {
  const Id around = found(op.path);
  if (around == Draft::kNone) return false;
  const bool is_right = draft_->type(around) == (op.name.empty() ? json::Type::array : json::Type::object) && draft_->size(around) == 1;
  const Id value = !is_right ? Draft::kNone : op.name.empty() ? draft_->item(around, 0) : draft_->find(around, op.name);
  if (value == Draft::kNone)
    return fail(op.path, json::pointer_text(op.path) + (op.name.empty() ? " is no array of one item" : " is no object of one member '" + op.name + "'") + ": what else it holds would be lost");
  return put_over(op.path, value);
}

bool Migrator::map_values(const MigrationOp& op) {
  const Id value = found(op.path);
  if (value == Draft::kNone) return false;
  if (is_container(draft_->type(value))) return fail(op.path, json::pointer_text(op.path) + " is " + json::describe(draft_->type(value)) + ": only single values are mapped");
  const auto& entries = op.value->entries;
  const auto entry_of = [&](std::string_view key) {
    const auto entry = std::lower_bound(entries.begin(), entries.end(), key, [](const auto& e, std::string_view name) { return e.first < name; });
    return entry != entries.end() && entry->first == key ? entry : entries.end();
  };
  const bool is_text = draft_->type(value) == json::Type::string;
  auto entry = entry_of(is_text ? draft_->string(value) : draft_->raw(value));
  if (entry == entries.end() && draft_->type(value) == json::Type::number) {  // 1.0 and 1e0 are the integer 1, whoever wrote the save
    char digits[20];
    if (const auto whole = parse_exact_int64(draft_->raw(value))) entry = entry_of({digits, print_int64(*whole, digits)});
  }
  if (entry != entries.end()) return put_over(op.path, draft_->make(op.value->text, op.value->document.tape, entry->second));
  if (op.keeps_others) return true;
  if (op.otherwise) return put_over(op.path, make(*op.otherwise));
  return fail(op.path, "no entry maps " + std::string(draft_->raw(value)));
}

// A value as a word that expressions read.
bool Migrator::read(const MigrationOp::Part& part, Id value, expr::LetState& out) {
  text_.clear();
  draft_->write(text_, value);
  json::Limits limits;
  limits.max_bytes = 0xfffffffe;
  limits.max_nodes = 0xffffffffu;
  limits.max_depth = Draft::kMaxDepth;
  if (!json::scan(text_, limits, tape_).ok()) return fail(part.path, "the value nests too deeply");
  // Strings of the word may point into the text, which the next value overwrites.
  const std::string_view text = arena_.copy(text_);
  DecodeContext context{text, tape_, program_.declarations, arena_, Strictness::state};
  ContractFault fault;
  if (!decode(*part.shape, 0, context, out.value, fault)) {
    const std::string inside = fault.pointer("");
    const bool is_sentence = std::string_view(fault.message).starts_with("expected");
    return fail(part.path, (is_sentence ? "" : "the value ") + (inside.empty() ? "" : "at " + inside + " ") + fault.message);
  }
  // A name that is gone reads as a default elsewhere and keeps its bytes; here it would be computed away.
  if (context.reconciled) return fail(part.path, "the value names a row or name that is not declared any more");
  out.status = expr::LetState::Status::ready;
  return true;
}

bool Migrator::evaluate(const MigrationOp::Part& made, std::vector<expr::LetState>& values, Id& out) {
  registers_.resize(program_.code.registers);
  error_slots_.resize(program_.code.error_slots);
  expr::Frame frame;
  frame.code = &program_.code;
  frame.declarations = &program_.declarations;
  frame.arena = &arena_;
  frame.lets = values.data();
  frame.registers = registers_.data();
  frame.error_slots = error_slots_.data();
  Word word = word_null();
  expr::EvalError error;
  if (!expr::run(made.block, frame, word, error)) return fail(made.path, std::string("the expression fails: ") + std::string(to_string(error.code)));
  if (weight(*made.block.shape, word, expr::kMaxWeight) >= expr::kMaxWeight) return fail(made.path, "the expression makes too many values");
  bytes_.clear();
  text_.clear();
  put_canonical(bytes_, *made.block.shape, word, program_.declarations.keys());
  canonical::write_json(text_, bytes_);
  if (!json::scan(text_, {}, tape_).ok()) return fail(made.path, "the expression makes a value that nests too deeply");
  out = draft_->make(text_, tape_, 0);
  return true;
}

// The last first: an item that goes moves those behind it, and what is inside another goes before it.
void Migrator::remove_parts(const MigrationOp& op) {
  std::vector<const Tokens*> paths;
  for (const auto& part : op.parts) paths.push_back(&part.path);
  const auto token_before = [](const std::string& a, const std::string& b) {
    const auto x = json::array_index(a), y = json::array_index(b);
    if (x && y) return *x < *y;
    if (x.has_value() != y.has_value()) return x.has_value();
    return a < b;
  };
  const auto is_after = [&](const Tokens* a, const Tokens* b) { return std::lexicographical_compare(b->begin(), b->end(), a->begin(), a->end(), token_before); };
  sort_items(paths, is_after);
  const auto is_same = [](const Tokens* a, const Tokens* b) { return *a == *b; };
  paths.erase(std::unique(paths.begin(), paths.end(), is_same), paths.end());
  for (const Tokens* path : paths) json::remove(*draft_, *path, fault_);
}

// convert, split, merge: values out, an expression over them, values in.
bool Migrator::compute(const MigrationOp& op) {
  arena_.reset();
  std::vector<expr::LetState>& values = values_;
  values.assign(op.parts.size(), {});
  const auto path_of = [&](const MigrationOp::Part& part) -> const Tokens& { return op.kind == Kind::merge ? part.path : op.path; };
  for (std::size_t i = 0; i < op.parts.size(); ++i) {
    const Id value = found(path_of(op.parts[i]));
    if (value == Draft::kNone) return false;
    if (!read(op.parts[i], value, values[i])) return fault_.pointer = json::pointer_text(path_of(op.parts[i])), false;
  }
  std::vector<Id>& made = made_;
  made.assign(op.made.size(), Draft::kNone);
  for (std::size_t i = 0; i < op.made.size(); ++i)
    if (!evaluate(op.made[i], values, made[i])) return fault_.pointer = json::pointer_text(op.kind == Kind::split ? op.made[i].path : op.path), false;
  if (draft_->is_full()) return false;
  if (op.kind == Kind::convert) return put_over(op.path, made[0]);
  // The old values go first: a new one may take the place of one of them.
  if (op.kind == Kind::split) json::remove(*draft_, op.path, fault_);
  else remove_parts(op);
  for (std::size_t i = 0; i < made.size(); ++i)
    if (!put_new(op.kind == Kind::split ? op.made[i].path : op.path, made[i], op.replaces)) return fault_.is_missing = false;  // what was read is gone
  return true;
}

bool Migrator::each(const MigrationOp& op) {
  const Id container = found(op.path);
  if (container == Draft::kNone) return false;
  if (!is_container(draft_->type(container))) return fail(op.path, json::pointer_text(op.path) + " is " + json::describe(draft_->type(container)) + ": it has no items");
  // Inside, pointers count from the item.
  const Id root = draft_->root();
  const auto one = [&](Id item, Id& changed) {
    if (item == Draft::kNone) return false;  // is_full()
    draft_->set_root(item);
    const bool is_done = apply_all(op.steps);
    changed = draft_->root();
    draft_->set_root(root);
    return is_done;
  };
  const auto fail_inside = [&](const std::string& key) {
    base_ = json::child_pointer(json::pointer_text(op.path), key) + base_;
    // Items before this one have changed and the root is not the document's: nothing may be skipped from here on.
    return fault_.is_missing = false;
  };
  Id changed = Draft::kNone;
  if (draft_->type(container) == json::Type::array) {
    for (std::uint32_t i = 0, n = draft_->size(container); i < n; ++i) {
      const Id item = draft_->item(container, i);
      if (!one(item, changed)) return fail_inside(std::to_string(i));
      if (changed != item) draft_->replace(container, i, changed);
    }
    return true;
  }
  bool is_right = true;
  draft_->for_each_member(container, [&](std::string_view name, Id item) {
    if (!is_right) return;
    is_right = one(item, changed);
    if (!is_right) fail_inside(std::string(name));
    else if (changed != item) draft_->set(container, name, changed);
  });
  return is_right;
}

bool Migrator::apply(const MigrationOp& op) {
  switch (op.kind) {
    case Kind::rename:
    case Kind::hoist:
    case Kind::plunge: return relocate(op);
    case Kind::set_default: return json::find(*draft_, op.path) != Draft::kNone || json::add(*draft_, op.path, make(*op.value), fault_);
    case Kind::wrap: return wrap(op);
    case Kind::unwrap: return unwrap(op);
    case Kind::map_values: return map_values(op);
    case Kind::convert:
    case Kind::split:
    case Kind::merge: return compute(op);
    case Kind::each: return each(op);
    default: break;
  }
  json::PatchOperation patch;
  patch.op = patch_op(op.kind);
  patch.path = op.path;
  patch.from = op.from;
  if (op.value) patch.document = &op.value->document;
  return json::apply(*draft_, patch, fault_);
}

bool Migrator::apply_all(const std::vector<MigrationOp>& ops) {
  for (const MigrationOp& op : ops) {
    if (!fault_.message.empty()) fault_ = {};
    fault_.is_missing = false;
    may_skip_ = op.skip_if_missing;
    const bool is_done = apply(op);
    if (draft_->is_full()) {
      fault_.message = "the profile grows too large or too deep";
      return false;
    }
    if (!is_done && !(fault_.is_missing && op.skip_if_missing)) return false;
  }
  return true;
}

bool Migrator::migrate(const ProfileSchema& schema, std::int64_t from_version, Draft& draft, MigrationFault& fault, SaveObserver* observer) {
  if (from_version > schema.version) {
    fault.message = "the profile's version " + std::to_string(from_version) + " is newer than the rulebook's " + std::to_string(schema.version) + "; load it with the newer rulebook";
    fault.is_newer = true;
    return false;
  }
  if (from_version < 0) {
    fault.message = "a profile's version is not negative";
    return false;
  }
  draft_ = &draft;
  base_.clear();
  for (const MigrationStep& step : schema.migrations) {
    if (step.to <= from_version) continue;
    if (!apply_all(step.ops)) {
      fault = {fault_.message, step.id, base_ + fault_.pointer};
      return false;
    }
    if (observer) observer->after_step(static_cast<std::size_t>(&step - schema.migrations.data()), draft, draft.root());
  }
  return true;
}

bool Migrator::revert(const ProfileSchema& schema, std::int64_t to_version, Draft& draft, MigrationFault& fault) {
  draft_ = &draft;
  base_.clear();
  for (std::size_t i = schema.migrations.size(); i-- > 0;) {
    const MigrationStep& step = schema.migrations[i];
    if (step.to <= to_version) break;
    if (!step.is_reversible) {
      fault = {"the step has no way back", step.id, ""};
      return false;
    }
    if (apply_all(step.back)) continue;
    fault = {fault_.message, step.id, base_ + fault_.pointer};
    return false;
  }
  return true;
}

}  // namespace ludex::detail
