// matches(): regular expressions in RE2's syntax, searched in linear time.

#include "expr/dyn_functions.h"
#include "expr/dyn_ops.h"

namespace ludex::expr {
namespace {

using enum DynKind;

// Patterns one evaluation may compile, and the work all its searches and compilations may take: with one literal pattern
// none of this is ever felt; patterns that are computed in a loop meet it before anyone waits.
constexpr std::size_t kMaxPatterns = 64;
constexpr std::uint64_t kMaxPatternSteps = regex::kMaxSteps;

RuleError matches(DynCall& c) {
  if (c.count != 2 || !c.is(0, string) || !c.is(1, string)) return RuleError::no_such_overload;
  bool found = false;
  const RuleError e = c.state.patterns.search(c.at(1).view(), c.at(0).view(), found, c.fault);
  return e == RuleError::none ? c.give(dyn_bool(found, c.arena)) : e;
}

}  // namespace

RuleError DynPatterns::search(std::string_view pattern, std::string_view text, bool& found, std::string& what) {
  const auto too_costly = [&] {
    what = "the regular expressions take more than " + std::to_string(kMaxPatternSteps) + " steps";
    return RuleError::overflow;
  };
  const Known* known = nullptr;
  for (const Known& k : known_)
    if (k.pattern == pattern) known = &k;
  if (!known) {
    if (known_.size() == kMaxPatterns) {
      what = "one expression uses at most " + std::to_string(kMaxPatterns) + " different regular expressions";
      return RuleError::overflow;
    }
    regex::Fault fault;
    regex::Program program;
    if (!regex::compile(pattern, regex::Dialect::re2, program, fault)) {
      what = "the regular expression has a fault at byte " + std::to_string(fault.offset) + ": " + fault.message;
      return RuleError::conversion;
    }
    steps_ += pattern.size() + program.size();
    known = &known_.emplace_back(Known{std::string(pattern), std::move(program)});
  }
  steps_ += text.size() + 1;
  if (steps_ > kMaxPatternSteps) return too_costly();
  const regex::Match match = regex::search(known->program, text, scratch_, &steps_);
  if (match == regex::Match::too_costly || steps_ > kMaxPatternSteps) return too_costly();
  found = match == regex::Match::yes;
  return RuleError::none;
}

void add_pattern_functions(std::vector<DynFunction>& out) {
  out.push_back({"matches", "string,string", "bool", matches});
  out.push_back({".matches", "string,string", "bool", matches});
}

}  // namespace ludex::expr
