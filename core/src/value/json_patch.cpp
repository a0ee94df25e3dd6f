#include "value/json_patch.h"

#include <algorithm>

#include "value/json_pointer.h"
#include "value/json_view.h"

namespace ludex::json {
namespace {

bool fail(PatchFault& fault, std::string pointer, std::string message, bool is_missing = false) {
  fault.message = std::move(message);
  fault.pointer = std::move(pointer);
  fault.is_missing = is_missing;
  return false;
}

std::string quoted(const std::string& text) { return "'" + text + "'"; }

std::string prefix_text(const Tokens& tokens, std::size_t count) { return pointer_text(Tokens(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(count))); }

// One step down, or kNone.
Draft::Id child_of(Draft& draft, Draft::Id at, const std::string& token) {
  if (draft.type(at) == Type::object) return draft.find(at, token);
  const auto index = draft.type(at) == Type::array ? array_index(token) : std::nullopt;
  return index ? draft.item(at, *index) : Draft::kNone;
}

// The container that the last token is looked up in, or kNone with the fault: the first place where there is nothing.
Draft::Id parent_of(Draft& draft, const Tokens& path, PatchFault& fault) {
  Draft::Id at = draft.root();
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    at = child_of(draft, at, path[i]);
    if (at == Draft::kNone) {
      fail(fault, prefix_text(path, i + 1), "there is nothing at " + quoted(prefix_text(path, i + 1)), true);
      return at;
    }
  }
  if (draft.type(at) == Type::object || draft.type(at) == Type::array) return at;
  fail(fault, prefix_text(path, path.size() - 1), quoted(prefix_text(path, path.size() - 1)) + " is " + describe(draft.type(at)) + ": it has no members", true);
  return Draft::kNone;
}

// What is wrong with the last token of a path that leads to no value.
bool fail_last(Draft& draft, Draft::Id parent, const Tokens& path, PatchFault& fault) {
  const std::string pointer = pointer_text(path);
  if (draft.type(parent) == Type::object) return fail(fault, pointer, "there is nothing at " + quoted(pointer), true);
  if (!array_index(path.back()) && path.back() != "-") return fail(fault, pointer, quoted(path.back()) + " is no array index: write digits without leading zeros");
  return fail(fault, pointer, "the array at " + quoted(prefix_text(path, path.size() - 1)) + " has " + std::to_string(draft.size(parent)) + " items, none at " + quoted(path.back()), true);
}

bool replace(Draft& draft, const Tokens& path, Draft::Id value, PatchFault& fault) {
  if (path.empty()) {
    draft.set_root(value);
    return true;
  }
  const Draft::Id parent = parent_of(draft, path, fault);
  if (parent == Draft::kNone) return false;
  if (child_of(draft, parent, path.back()) == Draft::kNone) return fail_last(draft, parent, path, fault);
  if (draft.type(parent) == Type::object) draft.set(parent, path.back(), value);
  else draft.replace(parent, *array_index(path.back()), value);
  return true;
}

bool move(Draft& draft, const Tokens& from, const Tokens& path, PatchFault& fault) {
  const Draft::Id value = find(draft, from);
  if (value == Draft::kNone) {
    remove(draft, from, fault);  // says what is missing
    return false;
  }
  if (from == path) return true;
  if (is_within(path, from)) return fail(fault, pointer_text(path), "a value cannot move into itself");
  // What the value leaves behind decides where the target is: its index in an array, whether a parent is still there.
  const Draft::Id old_parent = find(draft, Tokens(from.begin(), from.end() - 1));
  remove(draft, from, fault);
  if (add(draft, path, value, fault)) return true;
  if (draft.type(old_parent) == Type::object) draft.put_back(old_parent, from.back(), value);
  else draft.insert(old_parent, *array_index(from.back()), value);
  return false;
}

std::string shortened(const std::string& text) {
  constexpr std::size_t kLongest = 60;
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

bool test(Draft& draft, const Tokens& path, Draft::Id expected, PatchFault& fault) {
  const Draft::Id value = find(draft, path);
  if (value == Draft::kNone) {
    const Draft::Id parent = parent_of(draft, path, fault);
    return parent != Draft::kNone && fail_last(draft, parent, path, fault);
  }
  if (draft.equal(value, expected)) return true;
  std::string is, should;
  draft.write(is, value);
  draft.write(should, expected);
  return fail(fault, pointer_text(path), "expected " + shortened(should) + ", got " + shortened(is));
}

}  // namespace

std::string pointer_text(const Tokens& tokens) {
  std::string out;
  for (const std::string& token : tokens) out = child_pointer(out, token);
  return out;
}

bool is_within(const Tokens& path, const Tokens& of) { return path.size() >= of.size() && std::equal(of.begin(), of.end(), path.begin()); }

Draft::Id find(Draft& draft, const Tokens& path) { return find(draft, path, path.size()); }

Draft::Id find(Draft& draft, const Tokens& path, std::size_t count) {
  Draft::Id at = draft.root();
  for (std::size_t i = 0; i < count && at != Draft::kNone; ++i) at = child_of(draft, at, path[i]);
  return at;
}

bool add(Draft& draft, const Tokens& path, Draft::Id value, PatchFault& fault) {
  if (path.empty()) {
    draft.set_root(value);
    return true;
  }
  const Draft::Id parent = parent_of(draft, path, fault);
  if (parent == Draft::kNone) return false;
  if (draft.type(parent) == Type::object) {
    draft.set(parent, path.back(), value);
    return true;
  }
  const std::uint32_t size = draft.size(parent);
  const auto index = path.back() == "-" ? size : array_index(path.back());
  if (!index || *index > size) return fail_last(draft, parent, path, fault);
  draft.insert(parent, *index, value);
  return true;
}

Draft::Id remove(Draft& draft, const Tokens& path, PatchFault& fault) {
  if (path.empty()) {
    fail(fault, "", "the whole document cannot be removed; replace it");
    return Draft::kNone;
  }
  const Draft::Id parent = parent_of(draft, path, fault);
  if (parent == Draft::kNone) return parent;
  if (child_of(draft, parent, path.back()) == Draft::kNone) {
    fail_last(draft, parent, path, fault);
    return Draft::kNone;
  }
  return draft.type(parent) == Type::object ? draft.remove(parent, path.back()) : draft.remove_item(parent, *array_index(path.back()));
}

bool apply(Draft& draft, const PatchOperation& o, PatchFault& fault) {
  if (draft.is_full()) return fail(fault, pointer_text(o.path), "the document grows too large or too deep");
  if (o.op == PatchOp::remove) return remove(draft, o.path, fault) != Draft::kNone;
  if (o.op == PatchOp::move) return move(draft, o.from, o.path, fault);
  Draft::Id value = Draft::kNone;
  if (o.op == PatchOp::copy) {
    const Draft::Id source = find(draft, o.from);
    if (source == Draft::kNone) {
      remove(draft, o.from, fault);  // says what is missing
      return false;
    }
    value = draft.copy(source);
  } else {
    value = draft.make(o.document->text, o.document->tape, o.value);
  }
  if (draft.is_full()) return fail(fault, pointer_text(o.path), "the document grows too large or too deep");
  switch (o.op) {
    case PatchOp::replace: return replace(draft, o.path, value, fault);
    case PatchOp::test: return test(draft, o.path, value, fault);
    default: return add(draft, o.path, value, fault);
  }
}

}  // namespace ludex::json
