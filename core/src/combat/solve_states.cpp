// A whole fight by dynamic programming: states that are the same at the same instant are one, with the sum of their chances.

#include <algorithm>
#include <map>

#include "combat/solve.h"

namespace ludex::detail {
namespace {

// All that a fight's future depends on: state, timers, what is remembered, whose turn is when. Not the counts of requests,
// which only address draws.
std::string fingerprint(const FightState& state) {
  std::string out;
  const WorldData& world = *state.world;
  const Declarations& d = world.program->declarations;
  for (std::uint32_t k = 0; k < world.kinds.size(); ++k) {
    const KindStore& store = world.kinds[k];
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < store.ids.size(); ++i)
      if (!(store.status[i] & kGone)) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return store.ids[a] < store.ids[b]; });
    for (const std::uint32_t i : order) {
      canonical::put_u32(out, k);
      canonical::put_u64(out, static_cast<std::uint64_t>(store.ids[i]));
      for (const StateField& f : d.kinds[k].fields) {
        const Word word = field_word(f, world.row(k, i));
        // A cooldown that is over is as good as one that never was.
        if (f.is_cooldown) canonical::put_u64(out, static_cast<std::uint64_t>(word.i == kNeverUsed || word.i <= state.now ? kNeverUsed : word.i));
        else put_canonical(out, *f.shape, word, d.keys());
      }
    }
  }
  for (const auto& [id, timer] : world.timers)
    out += id + "|" + std::to_string(timer.due) + "|" + timer.action + "|" + (timer.actor ? std::to_string(*timer.actor) : "") + "|" + timer.params + ";";
  for (const auto& [key, entry] : world.ledger) out += key.scope + "|" + std::to_string(key.actor) + "|" + key.key + "|" + std::to_string(entry.accepted_at) + "|" + entry.result + ";";
  if (world.program->limits.rate.is_set() || world.program->rated_actions > 0) {
    for (const Guard& g : world.guards) canonical::put_u64(out, static_cast<std::uint64_t>(g.tat));
    for (const std::int64_t tat : world.action_tats) canonical::put_u64(out, static_cast<std::uint64_t>(tat));
  }
  for (const FightState::Turn& t : state.fighters) {
    canonical::put_u64(out, static_cast<std::uint64_t>(t.next_ms));
    out.push_back(static_cast<char>((t.is_ready ? 1 : 0) | (t.listens ? 2 : 0) | (t.is_out ? 4 : 0)));
  }
  return out;
}

/// What a step counts here, where one that is only followed counts 1: a world is copied for it.
constexpr std::uint64_t kWorldStep = 10;

struct Node {
  FightState state;
  double probability = 0;
};

}  // namespace

bool solve_states(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options, Timeline& out, std::string& why_not) {
  FightEngine engine(program, scenario);
  std::map<std::int64_t, std::map<std::string, Node>> layers;  // by time: a step only goes forward
  const auto put = [&](FightState state, double p) {
    switch (state.end) {
      case FightEnd::won: return out.add_win(state.now, state.winner, p);
      case FightEnd::draw: return out.add_draw(state.now, p);
      case FightEnd::timeout: return out.timeout.add(p);
      case FightEnd::going: break;
    }
    if (p < kNegligible) return out.timeout.add(p);
    auto& layer = layers[state.now];
    std::string key = fingerprint(state);
    const auto at = layer.find(key);
    if (at != layer.end()) at->second.probability += p;
    else layer.emplace(std::move(key), Node{std::move(state), p});
  };
  put(engine.open(0), 1.0);
  // A step of many fighters is as much work as several of two.
  const std::uint64_t share = std::max<std::uint64_t>(1, scenario.fighters.size() / 2), most_ways = std::max<std::uint64_t>(1, options.max_ways / share / kWorldStep);
  std::uint64_t looked_at = 0, ways = 0;
  SolveProgress progress(options);
  while (!layers.empty()) {
    auto& layer = layers.begin()->second;
    if (layer.empty()) {
      layers.erase(layers.begin());
      continue;
    }
    const Node node = std::move(layer.extract(layer.begin()).mapped());
    if (++looked_at > options.max_states) return why_not = "it has more than " + std::to_string(options.max_states) + " states", false;
    if (!progress.tell(ways * share * kWorldStep, looked_at)) return why_not = kSolvingStopped, false;
    OutcomeWalk walk(most_ways - std::min(most_ways, ways));
    engine.set_choices(&walk);
    do {
      FightState next = node.state;
      engine.step(next);
      if (!walk.fault().empty()) break;
      if (!engine.fault().empty()) return why_not = engine.fault(), false;
      const double p = node.probability * walk.probability();
      out.attacks.add(p * static_cast<double>(next.attacks - node.state.attacks));
      put(std::move(next), p);
    } while (walk.next());
    engine.set_choices(nullptr);
    ways += walk.ways();
    if (ways >= most_ways) return why_not = "it takes more than " + std::to_string(options.max_ways) + " steps", false;
    if (!walk.fault().empty()) return why_not = walk.fault(), false;
  }
  return true;
}

}  // namespace ludex::detail
