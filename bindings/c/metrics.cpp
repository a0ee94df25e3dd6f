// Counters of a server, as OpenMetrics text.

#include "ludex/metrics.h"

#include "handles.h"

using namespace ludex::c;

struct ludex_metrics {
  ludex::Metrics metrics;
  std::string text;  // the last text given out
};

extern "C" {

ludex_status ludex_metrics_new(ludex_metrics** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out) return LUDEX_ARGUMENT;
    *out = new ludex_metrics();
    return LUDEX_OK;
  });
}

void ludex_metrics_free(ludex_metrics* metrics) {
  delete metrics;
}

ludex_status ludex_metrics_add(ludex_metrics* metrics, const ludex_judgement* judgement, int64_t nanoseconds, ludex_error** error) {
  return call(error, [&] {
    if (!metrics || !judgement) return LUDEX_ARGUMENT;
    metrics->metrics.add(judgement->judgement);
    if (nanoseconds >= 0) metrics->metrics.add_judge_time(static_cast<std::uint64_t>(nanoseconds));
    return LUDEX_OK;
  });
}

ludex_status ludex_metrics_set_world(ludex_metrics* metrics, const ludex_world* world, ludex_error** error) {
  return call(error, [&] {
    if (!metrics || !world) return LUDEX_ARGUMENT;
    metrics->metrics.set_world(world->world);
    return LUDEX_OK;
  });
}

ludex_status ludex_metrics_merge(ludex_metrics* metrics, const ludex_metrics* other, ludex_error** error) {
  return call(error, [&] {
    if (!metrics || !other) return LUDEX_ARGUMENT;
    metrics->metrics.merge(other->metrics);
    return LUDEX_OK;
  });
}

ludex_bytes ludex_metrics_text(ludex_metrics* metrics) {
  if (!metrics) return kNoBytes;
  return keep(metrics->text, [&] { return metrics->metrics.text(); });
}

}  // extern "C"
