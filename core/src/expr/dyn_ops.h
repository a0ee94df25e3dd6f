#pragma once
// The instructions of CEL as specified: values carry their types, so operators look at them.

#include <string>
#include <utility>
#include <vector>

#include "expr/ast.h"
#include "expr/dyn_value.h"
#include "expr/run.h"
#include "regex/regex.h"

namespace ludex::expr {

/// The patterns an evaluation has met: compiled once each, and what all of them may cost it.
class DynPatterns {
 public:
  /// Whether `pattern` (RE2's syntax) matches anywhere in `text`; or a code, and why.
  RuleError search(std::string_view pattern, std::string_view text, bool& found, std::string& what);

 private:
  struct Known {
    std::string pattern;
    regex::Program program;
  };
  std::vector<Known> known_;
  regex::Scratch scratch_;
  std::uint64_t steps_ = 0;
};

/// What such an expression has while it runs.
struct DynState {
  const Dyn* const* variables = nullptr;  ///< nullptr: declared, but without a value
  std::uint64_t turns = 0;                ///< of all loops so far
  std::uint64_t work = 0;                 ///< values compared and texts looked through so far
  std::vector<std::pair<std::uint32_t, std::string>> faults;  ///< what is wrong at an offset, beside the code

  DynPatterns patterns;

  /// Counts `v` as looked through once.
  void look_through(const Dyn& v) {
    if (v.kind == DynKind::string || v.kind == DynKind::bytes) work += v.size / 16;
    else if (v.kind == DynKind::list || v.kind == DynKind::map) work += v.size;
  }
  RuleError fail(std::uint32_t offset, RuleError code, std::string what);
};

/// Runs the instruction at `x`, a dyn_…; dyn_call also takes the one after it.
RuleError run_dyn(const Instruction* x, Word* r, const Frame& frame, std::uint32_t offset);

/// a op b for everything but && and ||. `work` grows by the values compared.
RuleError apply(Op op, const Dyn& a, const Dyn& b, Arena& arena, const Dyn*& out, std::uint64_t& work);

}  // namespace ludex::expr
