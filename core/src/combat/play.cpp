#include "combat/play.h"

#include <algorithm>

namespace ludex::detail {

bool play_engine(FightEngine& engine, const Scenario&, std::uint64_t seed, std::uint64_t first, std::uint64_t count, Tally& out, std::string& fault) {
  for (std::uint64_t i = first; i < first + count; ++i) {
    FightState state = engine.open(seed_of_fight(seed, i));
    while (engine.step(state)) {}
    if (!engine.fault().empty()) return fault = engine.fault(), false;
    out.add(state.end, state.winner, state.now, state.attacks, i);
  }
  return true;
}

void play_fold(const Fold& fold, const Scenario& scenario, std::uint64_t seed, std::uint64_t first, std::uint64_t count, Tally& out) {
  for (std::uint64_t i = first; i < first + count; ++i) {
    const std::uint64_t own = seed_of_fight(seed, i);
    expr::DrawSource source[2];
    std::int64_t next[2];
    std::uint32_t state[2];
    for (int side = 0; side < 2; ++side) {
      source[side].key = expr::draw_key(own, fold.kind_name, fold.sides[side].id);
      next[side] = fold.sides[side].acts ? fold.sides[side].first_ms : FightState::kNever;
      state[side] = fold.sides[side].start;
    }
    std::uint64_t attacks = 0;
    for (;;) {
      const std::int64_t t = std::min(next[0], next[1]);
      if (t > scenario.time_limit_ms) {
        out.add(FightEnd::timeout, 0, 0, attacks, i);
        break;
      }
      std::uint32_t hit[2] = {state[0], state[1]};
      for (int side = 0; side < 2; ++side) {
        if (next[side] != t) continue;
        const Fold::Side& attacker = fold.sides[side];
        const Fold::Side& target = fold.sides[1 - side];
        ++source[side].seq;
        ++attacks;
        hit[1 - side] = target.next[std::size_t{state[1 - side]} * attacker.probability.size() + attacker.tree.follow(source[side])];
        next[side] += attacker.period_ms;
      }
      state[0] = hit[0];
      state[1] = hit[1];
      const bool out0 = state[0] == fold.sides[0].out, out1 = state[1] == fold.sides[1].out;
      if (!out0 && !out1) continue;
      out.add(out0 && out1 ? FightEnd::draw : FightEnd::won, out0 ? fold.sides[1].team : fold.sides[0].team, t, attacks, i);
      break;
    }
  }
}

}  // namespace ludex::detail
