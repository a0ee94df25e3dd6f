#include "rule_by_hand.h"

#ifndef LUDEX_BENCH_LEVEL
#define LUDEX_BENCH_LEVEL o2
#endif

namespace peer::LUDEX_BENCH_LEVEL {

void rule(const RuleColumns& c, std::size_t rows, std::uint8_t* out) {
  for (std::size_t i = 0; i < rows; ++i) {
    const double dx = c.x[i] - c.target_x[i], dy = c.y[i] - c.target_y[i], dz = c.z[i] - c.target_z[i];
    out[i] = c.now[i] - c.last_attack[i] >= 500 && !c.stunned[i] && ((c.inventory[i] >> c.weapon[i]) & 1) && c.target_hp[i] > 0 &&
             dx * dx + dy * dy + dz * dz <= 100.0;
  }
}

void rule(const RuleRows& r, std::size_t rows, std::uint8_t* out) {
  for (std::size_t i = 0; i < rows; ++i) {
    const RulePlayer &a = r.players[r.actor[i]], &t = r.players[r.target[i]];
    const double dx = a.x - t.x, dy = a.y - t.y, dz = a.z - t.z;
    out[i] = r.now[i] - a.last_attack >= 500 && !a.stunned && ((a.inventory >> r.weapon[i]) & 1) && t.hp > 0 && dx * dx + dy * dy + dz * dz <= 100.0;
  }
}

}  // namespace peer::LUDEX_BENCH_LEVEL
