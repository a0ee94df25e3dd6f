#pragma once
// JSON Patch (RFC 6902): one operation at a time on a draft. Migration steps are these and more.

#include <string>
#include <string_view>
#include <vector>

#include "value/draft.h"
#include "value/json_view.h"

namespace ludex::json {

using Tokens = std::vector<std::string>;

enum class PatchOp : std::uint8_t { add, remove, replace, move, copy, test };

struct PatchOperation {
  PatchOp op = PatchOp::test;
  Tokens path;
  Tokens from;                         ///< move, copy
  const Document* document = nullptr;  ///< add, replace, test: where the value stands
  std::uint32_t value = 0;             ///< its node
};

/// Why an operation could not be done: a sentence that names the pointer.
struct PatchFault {
  std::string message;
  std::string pointer;    ///< into the document
  bool is_missing = false;  ///< there is nothing at `pointer`, or nothing it could stand in
};

std::string pointer_text(const Tokens& tokens);

/// The value at `path`, or kNone.
Draft::Id find(Draft& draft, const Tokens& path);
/// The value at the first `count` tokens of a path.
Draft::Id find(Draft& draft, const Tokens& path, std::size_t count);

/// Applies one operation. On a fault the draft is as it was.
bool apply(Draft& draft, const PatchOperation& operation, PatchFault& fault);

/// Puts `value` where `add` would. `draft` is unchanged on a fault.
bool add(Draft& draft, const Tokens& path, Draft::Id value, PatchFault& fault);
/// Takes a value out; kNone on a fault. The whole document cannot be taken out.
Draft::Id remove(Draft& draft, const Tokens& path, PatchFault& fault);
/// Whether `path` is `of` or lies inside it.
bool is_within(const Tokens& path, const Tokens& of);

}  // namespace ludex::json
