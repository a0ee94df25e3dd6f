#include "profile/rehearsal_report.h"

namespace ludex::detail {
namespace {

// By bytes: [[the least size of the bin, saves], …].
void write_sizes(json::Writer& w, const SizeCounts& sizes) {
  w.open('[');
  for (const auto& bin : sizes.bins()) {
    w.open('[');
    w.number(bin.first);
    w.number(bin.second);
    w.close(']');
  }
  w.close(']');
}

}  // namespace

void write_report(json::Writer& w, const RehearsalCounts& c, const std::vector<MigrationStep>& steps, const std::vector<ConservedSum>& sums, const RehearsalOptions& options) {
  w.key("ok").boolean(c.quarantined() == 0 && c.unstable == 0 && c.sums.is_conserved());
  w.key("lines").number(c.lines);
  w.key("ready").number(c.states[0]);
  w.key("changed").number(c.changed);
  w.key("ahead").number(c.ahead);
  w.key("reconciled").number(c.reconciled);
  w.key("reconciled_saves").number(c.reconciled_saves);
  w.key("quarantined").open('{');
  for (std::size_t i = 1; i < kSaveStates; ++i) w.key(to_string(static_cast<SaveState>(i))).number(c.states[i]);
  w.close('}');
  w.key("versions").open('{');
  for (const auto& entry : c.versions.kept()) w.key(std::to_string(entry.first)).number(entry.second);
  w.close('}');
  w.key("steps").open('[');
  for (std::size_t i = 0; i < steps.size(); ++i) {
    w.open('{');
    w.key("id").string(steps[i].id);
    w.key("to").number(steps[i].to);
    w.key("applied").number(c.applied[i]);
    w.key("failed").number(c.failed[i]);
    w.close('}');
  }
  w.close(']');
  w.key("places").open('{');
  for (const auto& entry : c.places.kept()) w.key(entry.first).number(entry.second);
  w.close('}');
  w.key("bytes").open('{');
  w.key("in").number(c.bytes_in);
  w.key("ready_in").number(c.bytes_ready);
  w.key("out").number(c.bytes_out);
  w.key("largest").number(c.largest);
  w.key("limit").number(options.limits.max_bytes);
  w.key("too_large_before").number(c.too_large_before);
  w.key("too_large_after").number(c.too_large_after);
  w.key("before");
  write_sizes(w, c.sizes_before);
  w.key("after");
  write_sizes(w, c.sizes_after);
  w.close('}');
  w.key("twice_is_once").boolean(c.unstable == 0);
  w.key("is_checked_twice").boolean(options.is_checked_twice);
  w.key("samples").open('{');
  for (std::size_t i = 1; i < kSaveStates; ++i) {
    if (c.samples[i].kept().empty()) continue;
    w.key(to_string(static_cast<SaveState>(i)));
    c.samples[i].write(w);
  }
  w.close('}');
  w.key("worst").open('{');
  w.key("twice");
  c.samples[0].write(w);
  w.key("growth");
  c.growth.write(w);
  w.key("too_large");
  c.too_large.write(w);
  w.close('}');
  w.key("not_told_apart").open('{');
  w.key("versions").number(c.versions.others());
  w.key("places").number(c.places.others());
  if (options.has_histograms) {
    w.key("values_too_deep").number(c.fields.too_deep());
    w.key("fields_left_out").number(c.fields.unreported());
  }
  w.close('}');
  w.key("sums");
  c.sums.write_report(w, sums, steps);
  if (!options.has_histograms) return;
  w.key("fields");
  c.fields.write_report(w);
}

}  // namespace ludex::detail
