#pragma once
// A fight at one moment as a few words: all that its future depends on, times counted from now. Equal words, equal futures.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "combat/fight.h"
#include "expr/draw_trace.h"

namespace ludex::detail {

/// Tells states of one scenario apart, and brings them back. Numbers of requests are left out: they only address draws, and
/// whoever goes on from a state counts from kFirstSeq and kFirstCommandSeq.
class FightCodec {
 public:
  static constexpr std::int64_t kFirstSeq = std::int64_t{1} << 40, kFirstCommandSeq = std::int64_t{1} << 41;

  /// `opening`: as FightEngine::open() gives it.
  FightCodec(const ProgramData& program, const Scenario& scenario, const FightState& opening);
  /// Why states of this scenario cannot be told in words; "" when they can.
  const std::string& why_not() const { return why_not_; }

  void save(const FightState& state, std::vector<std::uint64_t>& out);
  /// `into` is a state of this scenario, whichever.
  void load(const std::uint64_t* words, std::int64_t now, FightState& into);

  /// Where reads of the state are to be noted; some fields, and the clock, are no words until something is known to look at them.
  expr::StateReads& reads() { return reads_; }
  /// Blocks whose reads do not matter: what they give goes to fields that are no words.
  const std::vector<std::uint32_t>& silent() const { return silent_; }
  /// Takes in what was read. True when there are more words now than before: all that was told apart is void.
  bool take_in_reads();
  /// Every field that may change is a word from now on.
  void take_in_all();

  /// Who may make requests, and so draw: their ids.
  const std::vector<std::int64_t>& actors() const { return actors_; }
  /// Where the words of a state's fields lie, and what they are.
  struct Place {
    std::uint32_t kind, position, slot;
    const Shape* shape;
    enum class As : std::uint8_t { word, cooldown, kept } as;
    std::uint32_t first_slot;      ///< of its field
    bool is_optional = false;      ///< it is only ever set: what it was has no say in what becomes of it
    bool is_in = true;
  };
  const std::vector<Place>& places() const { return places_; }
  bool has_now() const { return has_now_; }
  bool has_rates() const { return has_rates_; }
  bool has_timers() const { return has_timers_; }
  /// Timers alike but for when they are due have one number.
  std::uint32_t number_of(const Timer& timer);
  const Timer& timer(std::uint32_t number) const { return timers_[number]; }
  /// Whoever makes requests in `world` counts from the first numbers.
  void count_anew(WorldData& world) const;

  /// Memory for values that are not words.
  std::size_t bytes() const { return bytes_; }

 private:
  void find_changing(const FightState& opening);
  void find_silent();
  std::uint32_t intern(const Shape& shape, Word value);

  const ProgramData& program_;
  const Scenario& scenario_;
  std::string why_not_;
  std::vector<Place> places_;
  expr::StateReads reads_;
  std::vector<std::uint32_t> silent_, actions_;
  std::vector<std::int64_t> actors_;
  bool has_rates_ = false, has_timers_ = false, has_now_ = false;
  // Values with parts, each kept once.
  StateHeap heap_;
  std::map<std::pair<const Shape*, std::string>, std::uint32_t> known_;
  std::vector<std::pair<const Shape*, Word>> kept_;
  std::map<std::string, std::uint32_t> known_timers_;
  std::vector<Timer> timers_;
  std::string text_;
  std::size_t bytes_ = 0;
};

}  // namespace ludex::detail
