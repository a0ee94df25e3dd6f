#pragma once
// What the scalar evaluator does out of line: draws, texts, lists. run.cpp keeps what is done in an instant.

#include <cstdint>

#include "expr/run.h"

namespace ludex::expr {

/// One draw: a <- what it gives.
RuleError run_draw(const Instruction& x, Word* r, const Frame& frame);

// `work` takes up steps beyond the instruction's own, in the unit of cost.h; x[1] is the second half of those with data.
/// Conversions of texts, and the functions of texts.
RuleError run_text(const Instruction* x, Word* r, const Frame& frame, std::uint64_t& work);
/// Lists joined, maps made, and the functions of lists.
RuleError run_list(const Instruction* x, Word* r, const Frame& frame, std::uint64_t& work);

}  // namespace ludex::expr
