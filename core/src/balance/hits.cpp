#include "balance/hits.h"

#include <algorithm>

namespace ludex::detail {
namespace {

using Function = expr::DrawUse::Function;

// By outcome: the fewest draws of `chance` on their less likely side among the ways that lead to it. Both sides of an even chance
// are likely.
std::vector<std::uint32_t> unlikely_draws(const Fold::Side& attacker) {
  std::vector<std::uint32_t> out(attacker.probability.size(), UINT32_MAX);
  const auto& nodes = attacker.tree.nodes();
  if (nodes.empty()) return out;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> open{{0, 0}};  // node, unlikely draws so far
  while (!open.empty()) {
    const auto [at, unlikely] = open.back();
    open.pop_back();
    const DrawTree::Node& node = nodes[at];
    if (!node.draw) {
      out[node.outcome] = std::min(out[node.outcome], unlikely);
      continue;
    }
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (node.children[i] == DrawTree::kNone) continue;
      const bool is_unlikely = node.function == Function::chance && node.children.size() > 1 && (node.values[i] != 0 ? node.p < 0.5 : node.p > 0.5);
      open.emplace_back(node.children[i], unlikely + (is_unlikely ? 1 : 0));
    }
  }
  return out;
}

// The states of one side under some of the outcomes of the other's attacks.
class Race {
 public:
  Race(const Fold::Side& target, std::size_t outcomes, const std::vector<bool>& allowed) : target_(target), outcomes_(outcomes), allowed_(allowed) {}

  // Breadth first: attacks until it may be out.
  std::int64_t fewest() const {
    std::vector<bool> seen(target_.out + std::size_t{1}, false);
    std::vector<std::uint32_t> now{target_.start}, then;
    for (std::int64_t hits = 0; !now.empty(); ++hits, std::swap(now, then)) {
      then.clear();
      for (const std::uint32_t s : now) {
        if (s == target_.out) return hits;
        each_next(s, [&](std::uint32_t t) {
          if (!seen[t]) seen[t] = true, then.push_back(t);
        });
      }
    }
    return -1;
  }

  // The longest way out; -1 where some way never ends.
  std::int64_t most() const {
    enum : std::uint8_t { kUnseen, kOpen, kDone };
    std::vector<std::uint8_t> mark(target_.out + std::size_t{1}, kUnseen);
    std::vector<std::int64_t> longest(target_.out + std::size_t{1}, 0);
    mark[target_.out] = kDone;
    std::vector<std::uint32_t> path{target_.start};
    while (!path.empty()) {
      const std::uint32_t s = path.back();
      if (mark[s] == kDone) {
        path.pop_back();
        continue;
      }
      const bool is_first = mark[s] == kUnseen;
      mark[s] = kOpen;
      std::int64_t best = -1;
      bool is_endless = false;
      each_next(s, [&](std::uint32_t t) {
        if (mark[t] == kDone) best = std::max(best, longest[t] + 1);
        else if (!is_first || mark[t] == kOpen) is_endless = true;  // on the way already: a circle
        else path.push_back(t);
      });
      if (is_endless || (best < 0 && path.back() == s)) return -1;  // nothing changes it any more
      if (path.back() != s) continue;
      longest[s] = best;
      mark[s] = kDone;
      path.pop_back();
    }
    return longest[target_.start];
  }

 private:
  template <class Visit>
  void each_next(std::uint32_t state, Visit&& visit) const {
    for (std::size_t o = 0; o < outcomes_; ++o) {
      const std::uint32_t next = target_.next[state * outcomes_ + o];
      if (allowed_[o] && next != state) visit(next);
    }
  }

  const Fold::Side& target_;
  std::size_t outcomes_;
  const std::vector<bool>& allowed_;
};

Hits hits_of(const Fold::Side& attacker, const Fold::Side& target) {
  Hits out;
  const std::size_t outcomes = attacker.probability.size();
  std::vector<bool> changes(outcomes, false);
  for (std::uint32_t s = 0; s < target.out; ++s)
    for (std::size_t o = 0; o < outcomes; ++o)
      if (target.next[s * outcomes + o] != s) changes[o] = true;
  const Race race(target, outcomes, changes);
  out.min_hits = race.fewest();
  out.max_hits = out.min_hits < 0 ? -1 : race.most();
  const std::vector<std::uint32_t> unlikely = unlikely_draws(attacker);
  std::uint32_t least = UINT32_MAX;
  for (std::size_t o = 0; o < outcomes; ++o)
    if (changes[o]) least = std::min(least, unlikely[o]);
  std::vector<bool> plain(outcomes, false);
  for (std::size_t o = 0; o < outcomes; ++o) plain[o] = changes[o] && unlikely[o] == least;
  const Race plain_race(target, outcomes, plain);
  out.plain_min_hits = plain_race.fewest();
  out.plain_max_hits = out.plain_min_hits < 0 ? -1 : plain_race.most();
  return out;
}

}  // namespace

std::vector<Hits> count_hits(const Fold& fold, const Scenario& scenario) {
  std::vector<Hits> out;
  for (int side = 0; side < 2; ++side) {
    Hits hits;
    if (fold.sides[side].acts) hits = hits_of(fold.sides[side], fold.sides[1 - side]);
    hits.attacker = scenario.fighters[static_cast<std::size_t>(side)].name;
    hits.target = scenario.fighters[static_cast<std::size_t>(1 - side)].name;
    out.push_back(std::move(hits));
  }
  return out;
}

}  // namespace ludex::detail
