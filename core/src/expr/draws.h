#pragma once
// Chance: draws addressed by name (docs/decisions/0005-draw-addresses.md). A draw is a pure function of who asks, the
// number of the request, the action and the draw's name, so the same name twice in one request is the same value, and the
// order in which expressions run does not matter.

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "ludex/reason.h"
#include "support/random.h"
#include "value/word.h"

namespace ludex::expr {

/// A name drawn in one action, resolved while compiling.
struct Draw {
  std::string name;
  std::uint32_t main_stream = 0;  ///< shared by the names the action lists in "draws"
  std::uint32_t own_stream = 0;
  std::int32_t position = -1;     ///< in "draws"; -1: not listed
  const char* function = nullptr; ///< the first to use it
};

/// The draws of the action being compiled, in Code::draws.
struct DrawNames {
  std::vector<Draw>* all = nullptr;
  std::size_t begin = 0;
  std::uint64_t action_hash = 0;

  /// Position among the action's draws.
  std::uint32_t find_or_add(std::string_view name);
  /// Two draws that would see the same numbers, or nothing: then `a` is empty. "" stands for the main stream.
  struct Clash {
    std::string a, b;
  };
  Clash clash() const;
  Draw& operator[](std::uint32_t i) { return (*all)[begin + i]; }
};

/// What draws gave, by what was asked of them: kept while judging, or given in place of a seed.
struct DrawTape {
  struct Entry {
    std::string draw, function;
    std::string of;          ///< its arguments: "0.25", "1,6", "2d6+3", "[1,2,3]"
    std::int64_t value = 0;  ///< of chance 0 or 1
    bool operator==(const Entry&) const = default;
    bool operator<(const Entry& other) const { return std::tie(draw, function, of, value) < std::tie(other.draw, other.function, other.of, other.value); }
  };
  static constexpr std::size_t kNone = ~std::size_t{0};
  std::vector<Entry> entries;
  bool is_given = false;       ///< the entries answer; else they are kept
  bool is_missing = false;     ///< given, and asked for what is not there
  std::size_t broken = kNone;  ///< given, and cannot have come of what was asked
};

/// What a request adds to the addresses of its draws.
struct DrawSource {
  PhiloxKey key{};
  std::uint64_t seq = 0;
  DrawTape* tape = nullptr;
};

/// One draw about to be made.
struct DrawUse {
  enum class Function : std::uint8_t { chance, roll, dice, weighted_int, weighted_double };
  Function function;
  const Draw* draw;
  const DrawSource* source;
  double p;                ///< chance
  std::int64_t a, b, c;    ///< roll: from, to; dice: count, sides, plus
  const List* weights;     ///< weighted
};

class DrawTrace;

/// Decides in the place of chance. Solving has one, which goes through the outcomes; judging has none.
class DrawChoices {
 public:
  virtual ~DrawChoices() = default;
  /// Whoever wants to know what becomes of the draws: draw_trace.h.
  virtual DrawTrace* trace() { return nullptr; }
  /// What the draw gives: chance 0 or 1, weighted an index, all others the number. Errors as the draw itself.
  virtual RuleError choose(const DrawUse& use, std::int64_t& out) = 0;
};

/// Key of the draws of one entity.
PhiloxKey draw_key(std::uint64_t seed, std::string_view kind, std::int64_t id);

/// "NdS", "NdS+K" or "NdS-K".
struct Dice {
  std::int64_t count = 0, sides = 0, plus = 0;
};
inline constexpr std::int64_t kMostDice = 100, kMostSides = 1'000'000;
/// Whether so many dice of so many sides may be drawn.
constexpr bool are_dice(std::int64_t count, std::int64_t sides) {
  return count >= 0 && count <= kMostDice && sides >= 1 && sides <= kMostSides;
}
/// False and `error`, `offset` when the text is no dice.
bool parse_dice(std::string_view text, Dice& out, std::string& error, std::uint32_t& offset);

bool draw_chance(const Draw& draw, const DrawSource& source, double p);
std::int64_t draw_dice(const Draw& draw, const DrawSource& source, const Dice& dice);
/// These return what went wrong, or none.
RuleError draw_roll(const Draw& draw, const DrawSource& source, std::int64_t low, std::int64_t high, std::int64_t& out);
RuleError draw_weighted_int(const Draw& draw, const DrawSource& source, const List& weights, std::int64_t& out);
RuleError draw_weighted_double(const Draw& draw, const DrawSource& source, const List& weights, std::int64_t& out);

}  // namespace ludex::expr
