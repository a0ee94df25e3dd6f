#pragma once
// What judging one request of an action costs at worst.

#include <cstdint>
#include <string>
#include <vector>

#include "rulebook/program_data.h"
#include "value/json_view.h"

namespace ludex::detail {

/// Steps an action may take: above it a rulebook does not compile, or one request could hold
/// up every other. It is a backstop: bounds that nobody declared (65,536 items) make most worst cases far worse than any case.
inline constexpr std::uint64_t kMaxActionSteps = 1'000'000'000;

struct Expense {
  std::uint64_t steps = 0;    ///< of expressions, see expr/cost.h
  std::uint64_t scratch = 0;  ///< bytes of the values they make
  std::uint64_t state = 0;    ///< elements of state copied, and looked at for their bounds
};

struct ActionExpense {
  Expense total;
  struct Part {
    const char* name;
    Expense expense;
  };
  std::vector<Part> parts;      ///< in the order of judging, those that cost anything
  std::string dearest;          ///< pointer of the dearest expression
  std::uint64_t dearest_steps = 0;
};

ActionExpense expense_of(const ProgramData& program, const Action& action);

struct Loader;
/// An error where the action's steps are above the limit. Where what it makes may not fit the scratch memory of one
/// request, its instructions from `first_instruction` on that make values are marked as ones that may fail.
void limit_expense(Loader& loader, const Action& action, const json::View& at, const std::string& pointer, std::size_t first_instruction);

}  // namespace ludex::detail
