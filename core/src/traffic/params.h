#pragma once
// Parameters an honest player would send: things owned, people nearby, a few steps ahead.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/arena.h"
#include "traffic/facts.h"
#include "traffic/line.h"
#include "traffic/population.h"
#include "traffic/schedule.h"
#include "traffic/values.h"

namespace ludex::traffic {

class ParamMaker {
 public:
  ParamMaker(const Facts& facts, Population& population, const Schedule& schedule, RandomStream& random);

  /// Draws the parameters of an action for a player; valid until the next draw.
  Word* draw(std::uint32_t action, std::uint32_t player, std::int64_t now);
  /// The same parameters as text, in declared order; absent optionals are left out.
  void write(Line& line, std::uint32_t action, const Word* params);
  /// The player went where the last draw pointed.
  void moved(std::uint32_t player, std::int64_t now) { last_move_[player] = now; }

  /// Where the player believes to be; nothing where the actor has no position.
  std::optional<std::array<double, 3>> position_of(std::uint32_t player) const;
  const Population& population() const { return population_; }

 private:
  Word draw_param(const Shape& shape, const ParamFacts& facts, std::uint32_t player, std::int64_t now);
  Word destination(std::uint32_t player, std::int64_t now);
  Word receipt(const Shape& shape);
  Word neighbour(std::uint32_t player);
  Word row(const Shape& shape, std::uint32_t table, std::uint32_t player);
  Word held_key(const Shape& shape, std::uint32_t field, std::uint32_t player);
  std::optional<std::uint32_t> held_row(std::uint32_t table, std::uint32_t player);
  Word make_vec(const std::array<double, 3>& point);

  const Facts& facts_;
  Population& population_;
  const Schedule& schedule_;
  const Declarations& declarations_;
  RandomStream& random_;
  ValueSource source_;
  Arena arena_;
  std::string canonical_;
  std::vector<std::int64_t> last_move_;
  struct Goal {
    double x, z;
    bool is_set;
  };
  std::vector<Goal> goals_;
  std::uint64_t receipts_ = 0;
};

}  // namespace ludex::traffic
