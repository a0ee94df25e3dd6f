#pragma once
/// Counters of a server as OpenMetrics text, for Prometheus and its like: docs/metrics.md has every family.

#include <cstdint>
#include <memory>
#include <string>

#include "ludex/judge.h"
#include "ludex/world.h"

namespace ludex {

namespace detail {
class MetricsData;
}

/// Adds up judgements and tells the sums. A value: copying copies the sums.
///
/// Counters only grow, over every rulebook that judged; they have the same text for the same batches on every platform. The
/// core reads no clock: how long judging took is the host's to say. One thread at a time: a server with several keeps one for
/// each, and merges them when it is asked.
class Metrics {
 public:
  Metrics();

  /// Counts a batch: its requests and timers by action, outcome and reason, and its size.
  /// Cost: one addition for each request; no allocation but at the first batch of a rulebook.
  void add(const Judgement& judgement);
  /// How long a batch took to judge, as the host measured it.
  void add_judge_time(std::uint64_t nanoseconds);
  /// What a world holds now: entities by kind, ledger entries, guards, timers. It replaces what was set before.
  void set_world(const World& world);
  /// Adds the sums of another: counters and what worlds hold. The rulebook that is told of is the other's where it has one.
  void merge(const Metrics& other);

  /// OpenMetrics 1.0, `application/openmetrics-text; version=1.0.0; charset=utf-8`, ended by "# EOF". Families and labels
  /// come in one order; there are no timestamps.
  std::string text() const;

  Metrics(const Metrics& other);
  Metrics& operator=(const Metrics& other);
  Metrics(Metrics&&) noexcept;
  Metrics& operator=(Metrics&&) noexcept;
  ~Metrics();

 private:
  std::unique_ptr<detail::MetricsData> data_;
};

}  // namespace ludex
