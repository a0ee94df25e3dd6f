#pragma once
/// JSON Patch (RFC 6902), whole: the operations that migration steps start from, as a tool of their own.

#include <string>
#include <string_view>

#include "ludex/error.h"

namespace ludex {

/// The document after every operation of `patch`, in order. What no operation walked into keeps its bytes; what one did
/// is written without white space.
///
/// All or nothing: an operation that fails leaves nothing of those before it. Members that an operation does not define are
/// ignored, as the RFC demands; a key that stands twice is refused.
/// Errors (`json`): either text is not strict JSON or above 64 MB.
/// Errors (`patch`): an operation is malformed, finds nothing at its pointer, or a `test` fails; the error's pointer
/// leads to that operation in the patch.
Result<std::string> apply_patch(std::string_view document, std::string_view patch);

/// {"document":…}, or {"error":{"code","message","pointer","line","column"}}: `apply_patch` for front ends that speak JSON.
std::string apply_patch_json(std::string_view document, std::string_view patch);

}  // namespace ludex
