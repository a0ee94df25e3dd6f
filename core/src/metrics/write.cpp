// Every family, in its order. Names and labels are frozen: dashboards and alerts are made of them.

#include "metrics/metrics.h"
#include "metrics/open_metrics.h"

namespace ludex::detail {
namespace {

void put_counts(OpenMetricsWriter& out, const NamedCounts& counts) {
  for (const auto& [key, count] : counts) {
    const auto& [action, outcome, reason] = key;
    out.sample("_total", {{"action", action}, {"outcome", outcome}, {"reason", reason}}, count);
  }
}

// `bound_text(i)` is the end of bucket i, as OpenMetrics writes a number.
template <std::size_t N, class BoundText, class SumText>
void put_histogram(OpenMetricsWriter& out, const Histogram<N>& histogram, BoundText&& bound_text, SumText&& sum_text) {
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < N; ++i) {
    below += histogram.count_of(i);
    out.sample("_bucket", {{"le", bound_text(i)}}, below);
  }
  out.sample("_bucket", {{"le", "+Inf"}}, histogram.count());
  out.sample("_count", {}, histogram.count());
  out.sample("_sum", {}, sum_text(histogram.sum()));
}

}  // namespace

std::string MetricsData::text() const {
  OpenMetricsWriter out;
  if (rulebook_) {
    out.family("ludex_rulebook", "info", "The rulebook that judged last.");
    out.sample("_info", {{"digest", rulebook_->digest}, {"name", rulebook_->name}, {"version", rulebook_->version}}, std::uint64_t{1});
  }
  out.family("ludex_requests", "counter", "Requests judged; action is empty where the request names none that is known.");
  put_counts(out, all_requests());
  out.family("ludex_timers", "counter", "Timers that ran, by what they asked for.");
  put_counts(out, all_timers());
  out.family("ludex_batches", "counter", "Batches judged.");
  out.sample("_total", {}, batches_.count());
  out.family("ludex_batch_requests", "histogram", "Requests in a batch.");
  put_histogram(
      out, batches_, [](std::size_t i) { return std::to_string(kBatchBounds[i]) + ".0"; }, [](std::uint64_t sum) { return std::to_string(sum); });
  if (times_) {
    // OpenMetrics has one spelling of the powers of ten, and this is the only one here that is not the decimal one.
    out.family("ludex_judge_seconds", "histogram", "Time to judge a batch, as the host measured it.", "seconds");
    put_histogram(
        out, *times_, [](std::size_t i) { return i == 0 ? std::string("1e-05") : i == 1 ? std::string("3e-05") : OpenMetricsWriter::decimal_of_billionths(kTimeBounds[i]); },
        [](std::uint64_t sum) { return OpenMetricsWriter::decimal_of_billionths(sum); });
  }
  if (world_) {
    out.family("ludex_world_entities", "gauge", "Entities in the world, by kind.");
    for (const auto& [kind, count] : world_->entities) out.sample("", {{"kind", kind}}, count);
    out.family("ludex_world_ledger_entries", "gauge", "Idempotency keys that the world remembers.");
    out.sample("", {}, world_->ledger_entries);
    out.family("ludex_world_guards", "gauge", "Actors whose rate limits and sequence numbers the world keeps.");
    out.sample("", {}, world_->guards);
    out.family("ludex_world_timers", "gauge", "Timers that wait.");
    out.sample("", {}, world_->timers);
  }
  return out.finish();
}

}  // namespace ludex::detail
