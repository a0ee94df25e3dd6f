#include "combat/lanes.h"

#include <algorithm>

#include "support/hash.h"

namespace ludex::detail {
namespace {

using Function = expr::DrawUse::Function;

// Every node that draws a name must ask the same of it: then one word decides it wherever it stands.
bool collect(const DrawTree& tree, LaneSide& out, std::vector<const DrawTree::Node*>& by_draw) {
  for (const DrawTree::Node& node : tree.nodes()) {
    if (!node.draw || node.values.size() == 1) continue;
    if (node.draw->position < 0 || node.draw->position > 3) return false;
    if (node.function != Function::chance && node.function != Function::roll) return false;
    out.stream = node.draw->main_stream;
    const auto known = std::find_if(by_draw.begin(), by_draw.end(), [&](const DrawTree::Node* other) { return other->draw == node.draw; });
    if (known == by_draw.end()) by_draw.push_back(&node);
    else if ((*known)->function != node.function || (*known)->p != node.p || (*known)->a != node.a || (*known)->b != node.b) return false;
  }
  return true;
}

bool make_side(const Fold& fold, int side, LaneSide& out) {
  const Fold::Side& attacker = fold.sides[side];
  const Fold::Side& target = fold.sides[1 - side];
  if (!attacker.acts) return true;
  std::vector<const DrawTree::Node*> by_draw;
  if (!collect(attacker.tree, out, by_draw)) return false;
  for (const DrawTree::Node* node : by_draw) {
    LaneSide::LaneDraw d;
    d.lane = static_cast<std::uint32_t>(node->draw->position);
    d.is_chance = node->function == Function::chance;
    d.stride = out.combos;
    if (d.is_chance) {
      d.size = static_cast<std::uint32_t>(static_cast<std::uint64_t>(node->p * 0x1p32));  // p is between 0 and 1: see draw_chance()
    } else {
      d.size = static_cast<std::uint32_t>(node->values.size());
      d.unfair = static_cast<std::uint32_t>(((std::uint64_t{1} << 32) - d.size) % d.size);
    }
    if (std::uint64_t{out.combos} * node->values.size() > Lanes::kMostCombos) return false;
    out.combos *= static_cast<std::uint32_t>(node->values.size());
    out.draws.push_back(d);
  }
  if (std::uint64_t{target.out} * out.combos > Lanes::kMostCells) return false;
  std::vector<std::uint32_t> outcome(out.combos);
  for (std::uint32_t combo = 0; combo < out.combos; ++combo) {
    std::uint32_t at = 0;
    while (attacker.tree.nodes()[at].draw) {
      const DrawTree::Node& node = attacker.tree.nodes()[at];
      std::size_t chosen = 0;
      for (std::size_t k = 0; k < by_draw.size(); ++k)
        if (by_draw[k]->draw == node.draw && node.values.size() > 1) chosen = combo / out.draws[k].stride % node.values.size();
      at = node.children[chosen];
    }
    outcome[combo] = attacker.tree.nodes()[at].outcome;
  }
  const std::size_t outcomes = attacker.probability.size();
  for (std::uint32_t s = 0; s < target.out; ++s)
    for (const std::uint32_t o : outcome) out.next.push_back(static_cast<std::uint16_t>(target.next[s * outcomes + o]));
  return true;
}

// The fights of one block that are still going on, side by side.
struct Block {
  std::uint32_t key0[2][kLaneFights], key1[2][kLaneFights];
  std::uint16_t state[2][kLaneFights];
  std::uint16_t number[kLaneFights];  ///< within the block
  std::uint32_t words[4][kLaneFights], combo[kLaneFights];
  std::size_t n = 0;
};

void open(Block& b, const Fold& fold, std::uint64_t seed, std::uint64_t first, std::size_t count) {
  b.n = count;
  const std::uint64_t mixed = mix64(seed), kind = xxh64(fold.kind_name, 0);
  for (std::size_t i = 0; i < count; ++i) {
    // seed_of_fight() and draw_key(), what both sides share done once.
    const std::uint64_t own = mix64(mix64(mix64(mixed ^ (first + i))) ^ kind);
    b.number[i] = static_cast<std::uint16_t>(i);
    for (int side = 0; side < 2; ++side) {
      const std::uint64_t key = mix64(own ^ static_cast<std::uint64_t>(fold.sides[side].id));
      b.key0[side][i] = static_cast<std::uint32_t>(key);
      b.key1[side][i] = static_cast<std::uint32_t>(key >> 32);
      b.state[side][i] = static_cast<std::uint16_t>(fold.sides[side].start);
    }
  }
}

void attack(Block& b, const Fold& fold, const Lanes& lanes, int side, std::uint64_t seq, const LaneLoops& loops) {
  const LaneSide& plan = lanes.sides[side];
  std::uint16_t* const state = b.state[1 - side];
  std::uint32_t* const words[4] = {b.words[0], b.words[1], b.words[2], b.words[3]};
  std::fill_n(b.combo, b.n, 0u);
  std::uint32_t rejected = 0;
  if (!plan.draws.empty()) loops.philox(b.key0[side], b.key1[side], b.n, seq, plan.stream, words);
  for (const LaneSide::LaneDraw& d : plan.draws) {
    if (d.is_chance) loops.chance(b.words[d.lane], b.n, d.size, d.stride, b.combo);
    else rejected |= loops.roll(b.words[d.lane], b.n, d.size, d.unfair, d.stride, b.combo);
  }
  if (rejected) {  // one in millions: those fights take their draws one by one
    const Fold::Side& attacker = fold.sides[side];
    for (std::size_t i = 0; i < b.n; ++i) {
      bool is_rejected = false;
      for (const LaneSide::LaneDraw& d : plan.draws) is_rejected = is_rejected || (!d.is_chance && static_cast<std::uint32_t>(b.words[d.lane][i] * d.size) < d.unfair);
      if (is_rejected) state[i] = static_cast<std::uint16_t>(fold.sides[1 - side].next[std::size_t{state[i]} * attacker.probability.size() + attacker.tree.follow({{b.key0[side][i], b.key1[side][i]}, seq})]);
      else state[i] = plan.next[std::size_t{state[i]} * plan.combos + b.combo[i]];
    }
    return;
  }
  const std::uint16_t* const next = plan.next.data();
  for (std::size_t i = 0; i < b.n; ++i) state[i] = next[std::size_t{state[i]} * plan.combos + b.combo[i]];
}

}  // namespace

std::optional<Lanes> make_lanes(const Fold& fold) {
  Lanes out;
  for (int side = 0; side < 2; ++side)
    if (!make_side(fold, side, out.sides[side])) return std::nullopt;
  return out;
}

void play_lanes(const Fold& fold, const Lanes& lanes, const Scenario& scenario, std::uint64_t seed, std::uint64_t first, std::uint64_t count, Tally& out, const LaneLoops& loops) {
  Block b{};
  const auto out0 = static_cast<std::uint16_t>(fold.sides[0].out), out1 = static_cast<std::uint16_t>(fold.sides[1].out);
  for (std::uint64_t begin = first; begin < first + count; begin += kLaneFights) {
    open(b, fold, seed, begin, static_cast<std::size_t>(std::min<std::uint64_t>(kLaneFights, first + count - begin)));
    std::int64_t next[2];
    std::uint64_t seq[2] = {0, 0};
    for (int side = 0; side < 2; ++side) next[side] = fold.sides[side].acts ? fold.sides[side].first_ms : FightState::kNever;
    while (b.n > 0) {
      const std::int64_t t = std::min(next[0], next[1]);
      if (t > scenario.time_limit_ms) {
        out.add(FightEnd::timeout, 0, 0, seq[0] + seq[1], begin + b.number[0], b.n);
        break;
      }
      // All fights are at the same instant; an attack looks at the other side alone, so both may be done in place.
      for (int side = 0; side < 2; ++side) {
        if (next[side] != t) continue;
        attack(b, fold, lanes, side, ++seq[side], loops);
        next[side] += fold.sides[side].period_ms;
      }
      std::uint32_t ended = 0;
      for (std::size_t i = 0; i < b.n; ++i) ended += (b.state[0][i] == out0) | (b.state[1][i] == out1);
      if (ended == 0) continue;
      std::uint64_t counts[3] = {0, 0, 0}, firsts[3] = {0, 0, 0};  // 0 out, 1 out, both
      std::size_t kept = 0;
      for (std::size_t i = 0; i < b.n; ++i) {
        const bool is0 = b.state[0][i] == out0, is1 = b.state[1][i] == out1;
        if (is0 | is1) {
          const int how = is0 && is1 ? 2 : is1;
          if (counts[how]++ == 0) firsts[how] = b.number[i];
          continue;
        }
        for (int side = 0; side < 2; ++side) {
          b.key0[side][kept] = b.key0[side][i];
          b.key1[side][kept] = b.key1[side][i];
          b.state[side][kept] = b.state[side][i];
        }
        b.number[kept++] = b.number[i];
      }
      b.n = kept;
      if (counts[0]) out.add(FightEnd::won, fold.sides[1].team, t, seq[0] + seq[1], begin + firsts[0], counts[0]);
      if (counts[1]) out.add(FightEnd::won, fold.sides[0].team, t, seq[0] + seq[1], begin + firsts[1], counts[1]);
      if (counts[2]) out.add(FightEnd::draw, 0, t, seq[0] + seq[1], begin + firsts[2], counts[2]);
    }
  }
}

}  // namespace ludex::detail
