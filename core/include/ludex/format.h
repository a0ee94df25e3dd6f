#pragma once
/// A rulebook's text, tidied, and turned from its short form into its long one and back.

#include <cstdint>
#include <string>
#include <string_view>

#include "ludex/error.h"

namespace ludex {

enum class Form : std::uint8_t {
  as_written,
  short_form,  ///< "int 0..100 = 100", "actor.health > 0 else actor_dead", "actor.coins += 5"
  long_form,   ///< {"type": "integer", …}, {"that": …, "else": …}, {"add": "actor.coins", "by": "5"}
};

/// The rulebook in one layout: indented by two, what fits in 120 columns on one line (tables,
/// kinds and actions on lines of their own). Comments, single blank lines, the
/// order of keys and the spelling of numbers and expressions stay. What has no other form stays as it is: a map by rows
/// has no long one, a clause with a name no short one.
///
/// The result has the digest of what was given, whenever that compiles; format_rulebook(format_rulebook(x)) is
/// format_rulebook(x). A rulebook that is JSON but breaks rules is laid out all the same, so that an editor may ask.
/// Errors (`json`): the text is not JSON with comments, or above 16 MB.
Result<std::string> format_rulebook(std::string_view rulebook, Form form = Form::as_written);

}  // namespace ludex
