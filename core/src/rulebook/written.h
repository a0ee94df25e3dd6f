#pragma once
// A rulebook as it is written: a tree that keeps what a compiler drops, comments and blank lines, and its one layout.

#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "value/json_view.h"

namespace ludex::detail {

inline constexpr std::uint64_t kMaxRulebookBytes = 16u << 20;

/// Scans JSON with comments, into a document that borrows `text`; the error when it is none.
std::optional<Error> scan_rulebook(std::string_view text, json::Document& document);

struct Comment {
  std::string text;  ///< with its slashes
  bool is_after_blank = false;
};

struct WrittenMember;

struct Written {
  json::Type type = json::Type::null;
  std::string scalar;                  ///< as written
  std::vector<WrittenMember> members;  ///< of an object, items of a list
  std::vector<Comment> last_comments;  ///< before the closing bracket

  Written* find(std::string_view key);
  bool has_comments() const;
  /// The value of a string.
  std::string str() const;
};

struct WrittenMember {
  std::vector<Comment> comments;  ///< above it
  bool is_after_blank = false;
  std::string key;  ///< as written, with its quotes; empty in a list
  Written value;
  std::vector<Comment> trailing;  ///< after it on its line
};

/// A text: its one value and the comments around it.
struct WrittenText {
  WrittenMember root;
  std::vector<Comment> last_comments;
};

WrittenText read_written(const json::Document& document);
/// A value without comments; `json` is one the caller made.
Written read_written(std::string_view json);

/// Indented by two and ending with a line break. What fits on one line stands there, but for a rulebook's object and those
/// in it that hold tables, entities and actions.
std::string lay_out(const WrittenText& text);

}  // namespace ludex::detail
