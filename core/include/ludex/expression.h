#pragma once
/// One expression, evaluated on its own: for tools, tests and hosts that want the language without a rulebook.

#include <cstdint>
#include <string>
#include <string_view>

#include "ludex/error.h"
#include "ludex/reason.h"

namespace ludex {

struct EvaluateOptions {
  /// A JSON object, name -> value. An expression may use no other names.
  std::string_view variables = "{}";
  /// A JSON object, name -> type. A variable not named here has the type its value suggests.
  /// Rules: shapes as in a rulebook ("int", "map<string, int>", {"type": "object", …}). CEL: CEL's types ("uint", "map(string,int)").
  std::string_view types = "{}";
  /// CEL as cel-spec has it, not the language of rules: uint, bytes, dyn, IEEE doubles, maps with any keys, times.
  bool conformance = false;
  // For `conformance` only:
  std::string_view container = {};  ///< "com.example": where names are looked for first
  bool check = true;                ///< false: types and unknown names show only when the expression runs
  bool macros = true;               ///< false: all(), map() … are unknown methods
};

/// What came out: a value, or how and where the evaluation failed.
struct Evaluation {
  std::string value;                ///< JSON; with `conformance` tagged, as {"uint":"1"}; empty when it failed
  std::string type;                 ///< of the whole expression, as far as it is known before it runs
  RuleError code = RuleError::none;
  Error error = {};                 ///< when `code` is set
};

/// Evaluates `expression`.
/// Errors (`expression`, `unsupported`): it does not parse or its types do not fit; position and caret in the error.
/// Errors (`json`, `host`): the variables or types are not JSON, or do not fit each other.
/// Terminates on every input: the turns of loops and the memory of values are bounded as in rules.
Result<Evaluation> evaluate(std::string_view expression, const EvaluateOptions& options = {});

/// {"value":…,"type":"…"}, or {"error":{"code","message","line","column","excerpt","caret"}} where `code` is that of an Error
/// or, for a failed evaluation, of rule_errors.def.
std::string to_json(const Result<Evaluation>& evaluation);

/// `to_json(evaluate(…))` for front ends that speak JSON.
/// `options`: {"vars":{…},"types":{…},"conformance":bool,"container":"…","check":bool,"macros":bool}, each optional.
std::string evaluate_json(std::string_view expression, std::string_view options);

/// The type of every expression of a rulebook, and of each of its parts, in CEL's notation: a JSON array, in the order of loading,
/// of {"pointer","text","type","parts":[{"offset","text","type"}]}. `offset` is that of the name, operator or literal in the
/// text, in bytes; parts stand by offset, the outermost of one offset last: whoever points at a byte looks for the last
/// part at or before it. Errors: those of Program::compile.
Result<std::string> expression_types_json(std::string_view rulebook);

/// Runs a suite in the format of shared/conformance/cel.json. Returns
/// {"ok","claimed":["T0"],"tiers":{T:{"passed","failed","not_applicable"}},"sections":[{"tier","file","section",…}],
/// "failures":[{"tier","file","section","name","expr","expected","got"}],"not_applicable":[{"why","count"}]}, or {"error":{…}}.
/// `ok`: nothing failed in the tiers claimed, and there was something to run.
std::string conformance_cel(std::string_view suite);

}  // namespace ludex
