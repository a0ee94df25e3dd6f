#include "expr/patterns.h"

#include <algorithm>
#include <memory>

#include "expr/cost.h"
#include "schema/text_pattern.h"

namespace ludex::expr {
namespace {

// An instruction names its pattern by 16 bits.
constexpr std::size_t kMaxPatterns = 4096;

}  // namespace

std::optional<std::uint32_t> add_pattern(Declarations& declarations, std::string_view text, std::string& fault, std::uint32_t& offset) {
  auto& patterns = declarations.patterns;
  for (std::uint32_t i = 0; i < patterns.size(); ++i)
    if (patterns[i]->text == text) return i;
  if (patterns.size() == kMaxPatterns) {
    fault = "the rules use more than " + std::to_string(kMaxPatterns) + " of them";
    return std::nullopt;
  }
  auto compiled = std::make_shared<TextPattern>();
  compiled->text = text;
  regex::Fault found;
  if (!regex::compile(text, regex::Dialect::re2, compiled->program, found)) {
    fault = found.message + ", at byte " + std::to_string(found.offset);
    offset = found.offset;
    return std::nullopt;
  }
  declarations.pattern_instructions += compiled->program.size();
  if (declarations.pattern_instructions > kMaxPatternInstructions) {
    fault = "the patterns come to more than " + std::to_string(kMaxPatternInstructions) + " instructions in all; lower their counts, use smaller classes";
    return std::nullopt;
  }
  patterns.push_back(std::move(compiled));
  return static_cast<std::uint32_t>(patterns.size() - 1);
}

std::uint64_t search_steps(const TextPattern& pattern, std::uint64_t bytes) {
  if (pattern.program.is_table()) return plus(bytes, 1);
  // Without a table each byte may meet a state nobody made before, out of all instructions, until the search is given up.
  const std::uint64_t states = times(2, times(plus(bytes, 1), pattern.program.size() + 1));
  return plus(std::min(states, 2 * regex::kMaxSteps), plus(bytes, 1));
}

bool may_be_too_costly(const TextPattern& pattern, std::uint64_t bytes) {
  return !pattern.program.is_table() && times(bytes, pattern.program.size()) > regex::kMaxSteps;
}

}  // namespace ludex::expr
