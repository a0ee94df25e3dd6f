#pragma once
// The `pattern` of a string: ECMA-262, found anywhere in the text, as JSON Schema has it.

#include <atomic>
#include <string>
#include <string_view>

#include "regex/regex.h"

namespace ludex {

struct TextPattern {
  std::string text;
  regex::Program program;

  regex::Match search(std::string_view value) const {
    // Programs that are no table want memory. It is lent to one thread at a time; another one makes its own. What it holds
    // never changes an answer.
    if (program.is_table() || is_lent.test_and_set(std::memory_order_acquire)) {
      regex::Scratch own;
      return regex::search(program, value, own);
    }
    const regex::Match match = regex::search(program, value, scratch);
    is_lent.clear(std::memory_order_release);
    return match;
  }

 private:
  mutable std::atomic_flag is_lent = ATOMIC_FLAG_INIT;
  mutable regex::Scratch scratch;
};

}  // namespace ludex
