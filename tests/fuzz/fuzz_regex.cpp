// A pattern, NUL, a text: in both dialects no crash, and the table, the lazy table and the simulation agree.
#include "target.h"

#include "regex/search.h"

namespace {

std::string check_regex(std::string_view input) {
  using namespace ludex::regex;
  const std::size_t nul = input.find('\0');
  const std::string_view pattern = input.substr(0, nul);
  const std::string_view text = nul == std::string_view::npos ? std::string_view() : input.substr(nul + 1);
  static Scratch scratch;  // warm with whatever came before: answers must not depend on it
  static Caches caches;
  for (const Dialect dialect : {Dialect::ecma, Dialect::re2}) {
    Program program;
    Fault fault;
    if (!compile(pattern, dialect, program, fault)) {
      if (fault.message.empty()) return "a fault without a message";
      if (fault.offset > pattern.size()) return "a fault outside the pattern";
      if (!fault.message.empty() && program.compiled()) return "a program beside a fault";
      continue;
    }
    if (program.size() > kMaxInstructions) return "a program above its limit";
    std::uint64_t steps = 0;
    if (text.size() * program.size() > 20'000'000) continue;  // the simulation would time the fuzzer out
    const Match expected = search_simulated(*program.compiled(), text, caches, steps);
    if (steps > 2 * (text.size() + 1) * (program.size() + 1)) return "more steps than text and program allow";
    if (search(program, text, scratch) != expected) return "the search differs from the simulation";
    if (search_lazy(program.compiled(), text, caches) != expected) return "the lazy table differs from the simulation";
    Caches cold;
    if (search_lazy(program.compiled(), text, cold) != expected) return "a cold cache differs from the simulation";
  }
  return {};
}

}  // namespace

LUDEX_FUZZ_TARGET(check_regex(fuzz::text(bytes, size)))
