#pragma once
// When who plays. Players come in parties of one town, stay for some minutes and act at a human pace; parties are
// spread over the whole span, so that cooldowns, rates and clocks meet the gaps they were written for.

#include <cstdint>
#include <queue>
#include <vector>

#include "ludex/traffic.h"
#include "support/random.h"
#include "traffic/population.h"

namespace ludex::traffic {

/// A moment at which a player may do something.
struct Beat {
  std::int64_t at = 0;
  std::uint32_t player = 0;
  bool is_first = false;  ///< the player has just come online
};

class Schedule {
 public:
  /// No two beats in a row lie further apart than `max_gap_ms`, even if the span then is not filled.
  Schedule(const TrafficOptions& options, const Population& population, std::int64_t max_gap_ms, RandomStream& random);

  /// The next beat; the player stays for `done` or `again`.
  Beat next();
  /// The beat made a line: the player acts again later, or leaves.
  void done();
  /// It made none: the player looks again soon.
  void again();

  bool is_online(std::uint32_t player) const { return online_[player]; }

 private:
  struct Turn {
    std::int64_t at;
    std::uint64_t order;  ///< no two turns compare equal, so the queue's own order never shows
    std::uint32_t player, beats_left;
    bool is_first;
    bool operator>(const Turn& o) const { return at != o.at ? at > o.at : order > o.order; }
  };
  void start_party();
  std::int64_t pause();
  void push(std::int64_t at, std::uint32_t player, std::uint32_t beats_left, bool is_first) {
    turns_.push({at, order_++, player, beats_left, is_first});
  }

  const Population& population_;
  RandomStream& random_;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
  std::vector<char> online_;
  Turn current_{};
  std::int64_t next_party_at_, end_, max_gap_;
  std::uint64_t beats_left_;  ///< not yet given to a party
  std::uint64_t order_ = 0;
};

}  // namespace ludex::traffic
