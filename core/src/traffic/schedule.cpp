#include "traffic/schedule.h"

#include <algorithm>

namespace ludex::traffic {
namespace {

constexpr std::uint32_t kSmallestParty = 2, kLargestParty = 6;
constexpr std::uint32_t kFewestBeats = 20, kMostBeats = 80;

}  // namespace

Schedule::Schedule(const TrafficOptions& options, const Population& population, std::int64_t max_gap_ms,
                   RandomStream& random)
    : population_(population),
      random_(random),
      online_(options.players, 0),
      next_party_at_(options.start_ms),
      end_(options.start_ms + options.span_ms),
      max_gap_(max_gap_ms),
      beats_left_(options.requests) {}

// Mostly quick, sometimes a double click, sometimes a thought.
std::int64_t Schedule::pause() {
  const std::uint32_t mood = random_.below(100);
  const std::int64_t ms = mood < 5    ? random_.between(30, 120)
                          : mood < 75 ? random_.between(250, 900)
                          : mood < 95 ? random_.between(900, 2'500)
                                      : random_.between(3'000, 10'000);
  return std::min(ms, max_gap_);
}

void Schedule::start_party() {
  const auto towns = static_cast<std::uint32_t>(population_.towns.size());
  std::uint64_t beats = 0;
  // A full town is passed over; where all are full, the party waits until somebody leaves.
  for (int tries = 0; tries < 8 && beats == 0; ++tries) {
    const Town& town = population_.towns[random_.below(towns)];
    const std::uint32_t size = town.end - town.first;
    std::uint32_t wanted = static_cast<std::uint32_t>(random_.between(kSmallestParty, kLargestParty));
    const std::uint32_t offset = random_.below(size);
    for (std::uint32_t i = 0; i < size && wanted > 0; ++i) {
      const std::uint32_t player = town.first + (offset + i) % size;
      if (online_[player]) continue;
      online_[player] = 1;
      const auto stay = static_cast<std::uint32_t>(random_.between(kFewestBeats, kMostBeats));
      // The first comes at once, so that gaps between parties are what was planned.
      const std::int64_t late = beats == 0 ? 0 : random_.between(0, std::min<std::int64_t>(5'000, max_gap_));
      push(next_party_at_ + late, player, stay, true);
      beats += stay;
      --wanted;
    }
  }
  // As large a part of the time left as this party takes of the lines left.
  std::int64_t gap = 1'000;
  if (beats > 0 && end_ > next_party_at_ && beats < beats_left_)
    gap = static_cast<std::int64_t>(static_cast<double>(end_ - next_party_at_) *
                                    (static_cast<double>(beats) / static_cast<double>(beats_left_)));
  beats_left_ -= std::min(beats, beats_left_);
  next_party_at_ += std::clamp<std::int64_t>(gap, 1, max_gap_);
}

Beat Schedule::next() {
  while (turns_.empty() || turns_.top().at >= next_party_at_) start_party();
  current_ = turns_.top();
  turns_.pop();
  return {current_.at, current_.player, current_.is_first};
}

void Schedule::done() {
  if (current_.beats_left > 1) push(current_.at + pause(), current_.player, current_.beats_left - 1, false);
  else online_[current_.player] = 0;
}

void Schedule::again() {
  push(current_.at + std::min<std::int64_t>(random_.between(300, 1'200), max_gap_), current_.player,
       current_.beats_left, false);
}

}  // namespace ludex::traffic
