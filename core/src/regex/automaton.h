#pragma once
// The compiled form: states over the bytes of UTF-8. What a search adds to it is in nfa.h and dfa.h.

#include <array>
#include <cstdint>
#include <vector>

#include "regex/ast.h"

namespace ludex::regex {

enum class StateKind : std::uint8_t {
  bytes,   ///< by the transition that holds the next byte, if any
  split,   ///< to `first` and to `second`, reading nothing
  assert,  ///< to `first`, reading nothing, where `assertion` holds
  match,
};

struct Transition {
  std::uint8_t first = 0, last = 0;
  std::uint32_t target = 0;
  friend bool operator==(const Transition&, const Transition&) = default;
  friend bool operator<(const Transition& a, const Transition& b) {
    return a.first != b.first ? a.first < b.first : a.last != b.last ? a.last < b.last : a.target < b.target;
  }
};

struct State {
  StateKind kind = StateKind::match;
  Assertion assertion = Assertion::text_begin;
  std::uint32_t first = 0, second = 0;  ///< bytes: from … to in `transitions`, which are sorted and apart
};

/// What stands where a byte would: the end of the text.
inline constexpr std::uint32_t kEndOfText = 256;

struct Automaton {
  std::vector<State> states;
  std::vector<Transition> transitions;
  std::uint32_t start = 0;

  // Bytes that no state tells apart are one class, and the end of the text is the class after them.
  std::array<std::uint8_t, 256> byte_class{};
  std::vector<std::uint32_t> representative;  ///< of each class a byte, of the last one kEndOfText
  std::uint32_t classes() const { return static_cast<std::uint32_t>(representative.size()); }
  std::uint32_t end_class() const { return classes() - 1; }

  std::size_t instructions() const { return states.size() + transitions.size(); }
};

/// Fails when there would be more than kMaxInstructions; nothing of that size is built before that is known.
bool build(const Ast& ast, Automaton& out);
/// Whether `build` would.
bool is_buildable(const Ast& ast);

}  // namespace ludex::regex
