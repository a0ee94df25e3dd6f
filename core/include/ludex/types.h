#pragma once
/// A program's types, written for other languages.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ludex/program.h"

namespace ludex {

enum class Language : std::uint8_t { typescript, python, cpp, luau };

/// The language of a short name: "ts", "py", "cpp", "luau".
std::optional<Language> language_named(std::string_view name);

/// Source text that declares what travels between a program and its host: requests and their params, entity state,
/// flags, rows of tables, events, results, verdicts, the codes of reasons and the ids of actions.
///
/// One type has one name in every language. Whatever names a rulebook gives (keywords, blanks, quotes, other alphabets),
/// the text compiles, and no name can end a string or a comment. Bounds and defaults stand in comments; integers are of
/// 64 bits, which the head of each text says what to do with. The same program gives the same bytes everywhere; the text
/// ends in a newline.
/// TypeScript 5 (strict), Python 3.11 (mypy --strict), C++20 (one header, a namespace named after the rulebook) and Luau
/// (strict, a module that returns its constants).
std::string write_types(const Program& program, Language language);

}  // namespace ludex
