#pragma once
// What the writers of languages share: lines, lists of alternatives, the parts of a request.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "types/describe.h"

namespace ludex::detail::types {

/// One file per language.
std::string write_typescript(const Description& description);
std::string write_python(const Description& description);
std::string write_cpp(const Description& description);
std::string write_luau(const Description& description);

/// Source text, line by line.
class Text {
 public:
  /// One line of the parts in a row.
  void line(std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) out_ += part;
    out_ += '\n';
  }
  void line(std::string_view text = {}) { line({text}); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

inline std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i) out += between;
    out += parts[i];
  }
  return out;
}

/// A member of a request: what the client controls. `type` is for the language to say.
enum class Part : std::uint8_t { action, params, nonce, sent_at };
struct RequestMember {
  std::string_view name;
  Part part;
  bool may_be_absent;
};
inline std::vector<RequestMember> request_members(const Description& d, const ActionTypes& a) {
  return {{"action", Part::action, false},
          {"params", Part::params, !a.needs_params},
          {"nonce", Part::nonce, !(a.from_client && d.needs_nonce)},
          {"sent_at", Part::sent_at, !(a.from_client && d.needs_sent_at)}};
}

}  // namespace ludex::detail::types
