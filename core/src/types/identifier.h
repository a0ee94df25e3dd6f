#pragma once
// Names and texts of a rulebook as other languages can hold them. A rulebook's names are anybody's: none may end a string
// or a comment, change the direction of text, or collide once it has been made an identifier.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ludex::detail::types {

/// "request attack" -> "RequestAttack". What is no ASCII letter or digit parts words; other letters become their code
/// points, "U65e5". Never empty, starts with a letter.
std::string pascal_case(std::string_view name);
/// Letters, digits and _, as written where that is an identifier already.
std::string identifier(std::string_view name);
bool is_identifier(std::string_view name);

/// Gives every name once: the second "Foo" is "Foo2". Upper and lower case are one, as on some file systems and for people.
class UniqueNames {
 public:
  explicit UniqueNames(const std::vector<std::string_view>& reserved = {});
  std::string operator()(std::string wanted);

 private:
  std::map<std::string, unsigned> taken_;  // in lower case, and the number the next of this name would get
};

/// How a string literal is escaped: every language reads \" \\ and its own form of a code point.
enum class Escape : std::uint8_t { json, python, octal, luau };
/// A string literal in double quotes. Control characters and those that would change how the source reads are escaped.
std::string quoted(std::string_view text, Escape escape = Escape::json);
/// One line that is safe in a comment of every language; a long one is cut.
std::string comment_text(std::string_view text);

}  // namespace ludex::detail::types
