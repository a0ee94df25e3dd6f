#pragma once
// The classes that have a letter or a name: \d \s \w, the dot, [:alpha:].

#include <string_view>

#include "regex/code_set.h"

namespace ludex::regex {

bool is_word_byte(unsigned byte);  ///< what \w and \b take for a word: ASCII letters, digits, '_'

CodeSet digits();
CodeSet word_characters();
/// ECMA-262: WhiteSpace and LineTerminator.
CodeSet ecma_spaces();
/// RE2: [\t\n\f\r ].
CodeSet re2_spaces();
/// ECMA-262: what '.' does not match.
CodeSet line_terminators();
/// [:name:], without the brackets.
bool find_posix_class(std::string_view name, CodeSet& out);

}  // namespace ludex::regex
