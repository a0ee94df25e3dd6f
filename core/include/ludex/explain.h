#pragma once
/// Why a verdict came out as it did: every expression that was looked at, with the value of each of its parts.

#include <string>
#include <string_view>

#include "ludex/error.h"
#include "ludex/judge.h"
#include "ludex/world.h"

namespace ludex {

/// Judges one request line against a copy of `world` and tells how it was decided, as one JSON object:
///
///   {"verdict": the verdict line as an object, "action", "actor", "now",
///    "with": {NAME: {"kind", "id"} | null | [{"kind", "id"}]},
///    "mismatches": [{"pointer", "message", "offset"}],
///    "steps": [{"at": JSON pointer, "stage": "let" | "require" | "effects" …, "decides": true?, "tree": NODE}]}
///   NODE = {"text", "value" | "error", "parts"?: [NODE]}
///
/// Steps stand in the order of judging and end where the request was decided. A `let` is shown where it stands in the
/// rulebook. What a macro runs over is shown as a whole: its items have no value of their own.
/// `mismatches` is there for a line that its contract refuses: what is wrong with it, the verdict's place first (ludex/contract.h).
/// `rulebook` is compiled anew, with its trees kept: judging itself carries none of this.
/// Cost: compiling, a copy of the world, one request.
/// Errors: as `Program::compile`, `adopt` and `judge_in_place`; a line that was refused before its action was known has
/// a verdict and no steps.
Result<std::string> explain(std::string_view rulebook, const World& world, std::string_view line, const Inputs& inputs = {});

}  // namespace ludex
