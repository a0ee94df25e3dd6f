#pragma once
// The sums behind `Metrics`.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "judge/action_counts.h"
#include "ludex/metrics.h"
#include "metrics/histogram.h"

namespace ludex::detail {

/// Requests in a batch: from one tick of a few players to a night's log.
inline constexpr std::array<std::uint64_t, 10> kBatchBounds{1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144};
/// Nanoseconds: from a batch of a few requests to a tick that is lost, in steps of about three.
inline constexpr std::array<std::uint64_t, 11> kTimeBounds{10'000,     30'000,     100'000,     300'000,     1'000'000,    3'000'000,
                                                           10'000'000, 30'000'000, 100'000'000, 300'000'000, 1'000'000'000};

/// Sums by name, of whatever rulebooks there were: action, outcome, reason.
using NamedCounts = std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t>;

struct RulebookInfo {
  std::string name, version, digest;
};

struct WorldGauges {
  std::map<std::string, std::uint64_t> entities;  ///< by kind
  std::uint64_t ledger_entries = 0, guards = 0, timers = 0;
};

class MetricsData {
 public:
  void add(const JudgementData& batch);
  void add_judge_time(std::uint64_t nanoseconds) {
    if (!times_) times_.emplace(kTimeBounds);
    times_->add(nanoseconds);
  }
  void set_world(const WorldData& world);
  void merge(const MetricsData& other);
  std::string text() const;

  MetricsData() = default;
  MetricsData(const MetricsData& other);

 private:
  // Counters of the rulebook that judges, by number: adding a batch looks up no name.
  struct AtHand {
    explicit AtHand(std::shared_ptr<const ProgramData> p) : program(std::move(p)), requests(*program), timers(*program) {}
    std::shared_ptr<const ProgramData> program;
    ActionCounts requests, timers;
  };
  static void put(NamedCounts& into, const ActionCounts& counts, const ProgramData& program);
  NamedCounts all_requests() const;
  NamedCounts all_timers() const;

  std::unique_ptr<AtHand> at_hand_;
  NamedCounts requests_, timers_;  ///< of rulebooks before
  std::optional<RulebookInfo> rulebook_;
  Histogram<kBatchBounds.size()> batches_{kBatchBounds};
  std::optional<Histogram<kTimeBounds.size()>> times_;
  std::optional<WorldGauges> world_;
};

}  // namespace ludex::detail
