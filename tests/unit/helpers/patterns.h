#pragma once
// What a pattern says of a text, in one dialect.

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "regex/regex.h"

namespace ludex::test {

struct Patterns {
  regex::Dialect dialect;

  /// "yes", "no", or where and why a pattern is refused.
  std::string outcome(std::string_view pattern, std::string_view text) const {
    regex::Program program;
    regex::Fault fault;
    if (!regex::compile(pattern, dialect, program, fault)) return std::to_string(fault.offset) + ": " + fault.message;
    regex::Scratch scratch;
    return regex::search(program, text, scratch) == regex::Match::yes ? "yes" : "no";
  }
  bool matches(std::string_view pattern, std::string_view text) const {
    const std::string o = outcome(pattern, text);
    CHECK_MESSAGE((o == "yes" || o == "no"), pattern << " " << o);
    return o == "yes";
  }
  bool is_refused(std::string_view pattern, std::uint32_t offset, std::string_view word) const {
    const std::string o = outcome(pattern, "");
    INFO(pattern << " gave " << o);
    CHECK(o.starts_with(std::to_string(offset) + ": "));
    CHECK(o.find(word) != std::string::npos);
    return o.find(word) != std::string::npos;
  }
};

}  // namespace ludex::test
