#include "traffic/hostile.h"

#include <algorithm>

namespace ludex::traffic {
namespace {

constexpr std::uint32_t kPlayersPerCheater = 16;
constexpr std::size_t kLinesSeen = 64;

}  // namespace

HostileSenders::HostileSenders(const detail::ProgramData& program, const Facts& facts, const HonestSenders& honest,
                               ParamMaker& params, RandomStream& random)
    : targets_(find_targets(program, facts)), attack_{program, facts, targets_, honest, params, random, seen_} {
  const std::uint32_t players = params.population().entity_counts[program.declarations.actor_kind];
  for (std::uint32_t i = 0; i == 0 || i * kPlayersPerCheater + 5 < players; ++i)
    cheaters_.push_back({std::min(players - 1, i * kPlayersPerCheater + 5), 0, 0});
  for (const auto exploits : {exploits_of_values(), exploits_of_protocol(), exploits_of_bytes()}) {
    for (const Exploit& exploit : exploits) {
      exploits_.push_back(exploit);
      total_weight_ += exploit.weight;
    }
  }
}

void HostileSenders::overhear(std::string_view line) {
  if (seen_.size() < kLinesSeen) seen_.emplace_back();
  seen_[next_seen_++ % kLinesSeen].assign(line);
}

std::uint32_t HostileSenders::send(std::int64_t now, std::string& out) {
  attack_.cheater = &cheaters_[attack_.random.below(static_cast<std::uint32_t>(cheaters_.size()))];
  attack_.now = now;
  attack_.burst = 0;
  attack_.is_text = false;
  const Exploit* chosen = nullptr;
  while (!chosen || !chosen->is_possible(attack_)) {  // some always are
    std::uint32_t at = attack_.random.below(total_weight_);
    for (const Exploit& exploit : exploits_) {
      chosen = &exploit;
      if (at < exploit.weight) break;
      at -= exploit.weight;
    }
  }
  chosen->make(attack_);
  finish(out);
  return attack_.burst;
}

void HostileSenders::send_more(std::string& out) {
  attack_.is_text = false;
  attack_.base(attack_.burst_action);
  finish(out);
}

void HostileSenders::finish(std::string& out) {
  if (attack_.is_text) out += attack_.text;
  else write_line(out, attack_.line);
}

}  // namespace ludex::traffic
