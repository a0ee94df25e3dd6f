#pragma once
// What is asked of a world's state from outside its rules: who belongs to a cohort, what a sum is.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/run.h"
#include "ludex/backtest.h"
#include "profile/rehearsal_sums.h"
#include "world/store.h"

namespace ludex::detail {

/// An actor's cohorts, as bits; those of an actor that was never looked at are none.
class Cohorts {
 public:
  static constexpr std::size_t kMost = 16;

  /// `rulebook` is the text of the rules the log was recorded under. An error has the cohort's name as its pointer.
  std::optional<Error> compile(const std::vector<Cohort>& cohorts, std::string_view rulebook);
  /// Everybody who acts and is there.
  void look_at_all(const WorldData& world);
  /// One who came later; who was known stays what they were.
  void look_at(const WorldData& world, std::int64_t actor);

  std::uint32_t of(std::int64_t actor) const {
    const std::uint32_t mask = masks_.find({actor});
    return mask == FlatMap::kAbsent ? 0 : mask;
  }
  bool empty() const { return blocks_.empty(); }
  /// Actors in each, in their order, and last those in none.
  const std::vector<std::uint64_t>& actors() const { return actors_; }

 private:
  std::optional<Program> program_;  ///< nobody else has it: expressions add their shapes to it
  expr::Code code_;
  std::vector<expr::Block> blocks_;
  std::vector<Word> registers_;
  std::vector<expr::EvalError> slots_;
  Arena arena_;
  FlatMap masks_;
  std::vector<std::uint64_t> actors_;
};

/// A path to numbers in every entity of a kind: "player.inventory.*".
class TrackedSum {
 public:
  struct Value {
    Wide whole = 0;
    double real = 0;
  };
  /// False and `error` when `path` leads to no number in the state that `program` declares.
  bool find(std::string_view path, const ProgramData& program, Error& error);
  bool is_real() const { return is_real_; }
  Value of(const WorldData& world) const;

 private:
  struct Step {
    bool is_every = false;
    std::string name;         ///< of a map's entry
    std::uint32_t index = 0;  ///< of a field, an item or an axis
  };
  void add(const Shape& shape, Word value, std::size_t step, Value& sum) const;

  std::uint32_t kind_ = 0, field_ = 0;
  std::vector<Step> steps_;
  bool is_real_ = false;
};

}  // namespace ludex::detail
