#pragma once
// What becomes of draws while rules run: between which numbers a draw may lie without anything coming out otherwise. A roll that
// is only compared with an accuracy has two stretches, not a hundred values. Words of the state can be followed just so.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "expr/run.h"

namespace ludex::expr {

/// What of the state rules have looked at, by kind and slot of the row; a vec3 by its first slot.
struct StateReads {
  std::vector<std::vector<bool>> slots;
  bool now = false;
};

/// Words of the state that may change, numbered, by kind, row and slot.
struct StateWords {
  static constexpr std::uint32_t kNone = 0xffffffffu;
  struct Kind {
    std::size_t stride = 0;
    std::vector<std::uint32_t> numbers;  ///< by row * stride + slot
  };
  std::vector<Kind> kinds;
  std::uint32_t find(std::uint32_t kind, std::uint32_t row, std::uint32_t slot) const {
    const std::size_t at = row * kinds[kind].stride + slot;
    return at < kinds[kind].numbers.size() ? kinds[kind].numbers[at] : kNone;
  }
};

/// Runs with such choices note each draw and how it is used. Whatever is not known to leave a stretch open pins the draw to the
/// number at hand: so that any other numbers within all stretches of a run lead through the same instructions to the same end.
class DrawTrace : public DrawChoices {
 public:
  struct Entry {
    const Draw* draw = nullptr;    ///< nullptr: no draw, but word `word` of the state
    std::uint32_t word = 0;
    std::uint32_t part = 0;        ///< begin_part()
    bool is_opening = false;
    DrawSource source;
    DrawUse::Function function = DrawUse::Function::chance;
    double p = 0;
    std::int64_t a = 0, b = 0, c = 0;
    std::vector<Word> weights;
    std::int64_t value = 0;
    std::int64_t low = INT64_MIN, high = INT64_MAX;  ///< of the stretch that `value` lies in
  };

  DrawTrace* trace() override { return this; }
  RuleError choose(const DrawUse& use, std::int64_t& out) override;

  /// Forgets the run before.
  void begin() {
    count_ = 0;
    lets_.clear();
    tags_.clear();
    begin_part(0, false);
  }
  /// The draws of the run, in the order in which they were first made.
  std::size_t count() const { return count_; }
  const Entry& entry(std::size_t i) const { return entries_[i]; }
  /// Notes what is read from now on. `silent`: beginnings of blocks, rising, that may look at anything: what they give is of no
  /// consequence. Lets they use count, as others may use them too.
  void set_reads(StateReads* reads, const std::vector<std::uint32_t>* silent) {
    reads_ = reads;
    silent_ = silent;
  }
  /// From now on the draw has no stretches.
  void pin_always(const Draw* draw) { pinned_.push_back(draw); }
  /// Words of the state are noted too. nullptr: they are not.
  void set_words(const StateWords* words) { words_ = words; }
  /// What is looked at from now on belongs to this part of the run; `is_opening`: on the state before all parts.
  void begin_part(std::uint32_t part, bool is_opening) {
    part_ = part;
    is_opening_ = is_opening;
    written_.clear();
  }
  /// Whoever judges looks at a word, or at its field of a row, itself; a cooldown by what is left of it.
  void look_at(std::uint32_t word, std::int64_t value) { pin(note_word(word, value)); }
  void look_at_field(const EntityRef& entity, std::uint32_t slot, std::uint32_t size = 1);
  void look_at_cooldown(const EntityRef& entity, std::uint32_t slot, std::int64_t left);
  /// What is read of it from now on in this part follows from what was noted before.
  void wrote_field(const EntityRef& entity, std::uint32_t slot, std::uint32_t size = 1);
  // A group's requests, and timers, as they come to their turn.
  virtual void begin_request(std::size_t, bool /*is_effects*/) {}
  virtual void begin_timer(const std::string& /*id*/) {}
  virtual void end_timer(bool /*is_accepted*/) {}
  virtual void changed_timer(const std::string& /*id*/) {}
  /// The use an entry was made of; `source` stays the entry's.
  static DrawUse use_of(const Entry& entry, List& weights);

  // For run.cpp.
  void enter(const Block& block) { is_silent_ = silent_ && std::binary_search(silent_->begin(), silent_->end(), block.begin); }
  void before(const Instruction* x, const Word* r, const Frame& outer);
  void keep_let(std::uint32_t index, const Frame& frame);

 protected:
  /// What the draw gives; `index`: which it is of this run.
  virtual RuleError decide(const DrawUse& use, std::size_t index, std::int64_t& out) = 0;
  /// A word that has no stretches in this part.
  virtual bool is_pinned(std::uint32_t /*part*/, std::uint32_t /*word*/) const { return false; }
  std::uint32_t now_word_ = StateWords::kNone;  ///< the clock's
  std::vector<std::uint32_t> written_;          ///< words, in this part

 private:
  /// A register that holds draw `entry` plus `offset`.
  struct Tag {
    static constexpr std::uint32_t kNone = 0xffffffffu, kLet = 0xfffffffeu;
    std::uint32_t entry = kNone;
    std::int64_t offset = 0;  ///< kLet: which
  };
  /// The lets of one request: several take turns in a group.
  struct Let {
    const Block* action;
    PhiloxKey key;
    std::uint64_t seq;
    std::uint32_t part;
    std::uint32_t index;
    Tag tag;
  };
  Tag resolved(Tag tag, const Frame& frame) const;
  void pin(Tag tag);
  Tag note_word(std::uint32_t word, std::int64_t value);
  Tag note_field(const Instruction& x, const Frame& outer, bool is_let);
  void pin_all(Tag* tags, std::size_t count, const Frame& frame);
  bool is_same(const Entry& entry, const DrawUse& use) const;
  void note_reads(const Instruction& x, const Word* r, const Frame& outer, bool is_let);
  void compare(OpCode op, Tag tag, bool is_left, const Word* r, const Instruction& x);

  std::vector<Entry> entries_;  ///< the first count_ of them
  std::size_t count_ = 0;
  StateReads* reads_ = nullptr;
  const std::vector<std::uint32_t>* silent_ = nullptr;
  bool is_silent_ = false;
  const StateWords* words_ = nullptr;
  std::uint32_t part_ = 0;
  bool is_opening_ = false;
  std::vector<const Draw*> pinned_;
  std::vector<Let> lets_;
  std::vector<Tag> tags_;       ///< by register, windows of lets behind one another
  Tag returned_;                ///< what the block that ended last gave
  std::size_t drawing_ = 0;     ///< the register that the draw under way is for
};

/// Whoever follows what is looked at, or nullptr.
inline DrawTrace* trace_of(const Frame& frame) { return frame.choices ? frame.choices->trace() : nullptr; }

}  // namespace ludex::expr
