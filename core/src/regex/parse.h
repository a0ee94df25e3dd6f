#pragma once
// A pattern to its tree.

#include <string_view>

#include "regex/ast.h"
#include "regex/regex.h"

namespace ludex::regex {

bool parse_ecma(std::string_view pattern, Ast& ast, Fault& fault);
bool parse_re2(std::string_view pattern, Ast& ast, Fault& fault);

/// By dialect, after the checks that both need: length and UTF-8.
bool parse(std::string_view pattern, Dialect dialect, Ast& ast, Fault& fault);

}  // namespace ludex::regex
