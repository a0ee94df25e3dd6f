#pragma once
// A request line before it is bytes: the raw text of each member, so that a hostile sender can write what it likes.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ludex::traffic {

struct LineParam {
  std::string_view name;  ///< borrowed from the program or a literal
  std::string text;
};

/// Members in the order they are written; an empty text leaves its member out.
struct Line {
  std::string actor, session, origin, roles, received_at, action;
  std::vector<LineParam> params;
  std::size_t param_count = 0;  ///< of `params` in use: their strings keep their memory
  std::string params_text;      ///< instead of `params`, when not empty
  std::string nonce, sent_at;
  std::string extra;  ///< further members, each with its leading comma

  void clear();
  LineParam& add_param(std::string_view name);
};

void set_int(std::string& text, std::int64_t value);

/// Appends the line without its LF.
void write_line(std::string& out, const Line& line);

}  // namespace ludex::traffic
