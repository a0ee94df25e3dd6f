#pragma once
// The rule in plain C++: over the same gathered columns, and over an array of players through indices.

#include <cstddef>
#include <cstdint>

namespace peer {

struct RuleColumns {
  const std::int64_t *now, *weapon;
  const std::int64_t *last_attack, *stunned;
  const std::uint64_t* inventory;  ///< a bit for each weapon
  const double *x, *y, *z;
  const std::int64_t* target_hp;
  const double *target_x, *target_y, *target_z;
};

struct RulePlayer {
  std::int64_t last_attack, hp;
  double x, y, z;
  std::uint64_t inventory;
  bool stunned;
};

struct RuleRows {
  const RulePlayer* players;
  const std::uint32_t *actor, *target;
  const std::int64_t *now, *weapon;
};

// The same source at the project's -O2 and at -O3.
namespace o2 {
void rule(const RuleColumns& c, std::size_t rows, std::uint8_t* out);
void rule(const RuleRows& r, std::size_t rows, std::uint8_t* out);
}  // namespace o2
namespace o3 {
void rule(const RuleColumns& c, std::size_t rows, std::uint8_t* out);
void rule(const RuleRows& r, std::size_t rows, std::uint8_t* out);
}  // namespace o3

}  // namespace peer
