#include "profile/rehearsal_counts.h"

namespace ludex::detail {

std::string generalised(std::string_view pointer) {
  std::string out;
  for (std::size_t i = 0; i < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', i + 1), pointer.size());
    const std::string_view token = pointer.substr(i + 1, end - i - 1);
    const bool is_number = !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos;
    out += '/';
    out += is_number ? std::string_view("N") : token;
    i = end;
  }
  return out;
}

std::uint64_t SizeCounts::lower_bound_of(std::uint64_t bytes) {
  std::uint32_t shift = 0;
  while (bytes >> shift >= 8) ++shift;  // three bits are left: the leading one and which quarter of its range
  return bytes >> shift << shift;
}

std::uint64_t RehearsalCounts::quarantined() const {
  std::uint64_t out = 0;
  for (std::size_t i = 1; i < kSaveStates; ++i) out += states[i];
  return out;
}

void RehearsalCounts::count_aside(const LoadedSave& save, std::uint64_t line, std::uint64_t size, const std::vector<MigrationStep>& steps, const RehearsalOptions& options) {
  const auto state = static_cast<std::size_t>(save.state);
  ++states[state];
  if (save.state != SaveState::undecodable) versions.add(save.version, 1, kMaxRehearsedVersions);
  // A step that only the save knows is no step of the program's.
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (!save.step.empty() && steps[i].id == save.step) ++failed[i];
  places.add(shortened(std::string(to_string(save.state)) + " " + generalised(save.pointer), kMaxPlaceBytes), 1, kMaxRehearsedPlaces);
  if (samples[state].wants(0, line, options.samples))
    samples[state].add({0, line, shortened(save.pointer, kMaxMessageBytes), shortened(save.message, kMaxMessageBytes)}, options.samples);
  // Too large as it came, or, as only then a shape is not what is wrong, as it would have gone.
  const bool is_before = size > options.limits.max_bytes, is_after = save.state == SaveState::invalid && save.pointer.empty();
  too_large_before += is_before;
  too_large_after += is_after;
  if ((is_before || is_after) && too_large.wants(size, line, options.samples)) too_large.add({size, line, "", shortened(save.message, kMaxMessageBytes)}, options.samples);
}

void RehearsalCounts::count_ready(const LoadedSave& save, std::uint64_t line, std::uint64_t size_before, std::uint64_t size_after, const std::vector<MigrationStep>& steps,
                                  const RehearsalOptions& options) {
  ++states[0];
  versions.add(save.version, 1, kMaxRehearsedVersions);
  for (std::size_t i = 0; i < steps.size(); ++i) applied[i] += steps[i].to > save.version;
  changed += save.is_changed;
  ahead += save.is_ahead;
  reconciled += save.reconciled;
  reconciled_saves += save.reconciled > 0;
  bytes_ready += size_before;
  bytes_out += size_after;
  largest = std::max(largest, size_after);
  sizes_before.add(size_before);
  sizes_after.add(size_after);
  const std::uint64_t grown = size_after > size_before ? size_after - size_before : 0;
  if (grown > 0 && growth.wants(grown, line, options.samples))
    growth.add({grown, line, "", "from " + std::to_string(size_before) + " to " + std::to_string(size_after) + " bytes"}, options.samples);
}

void RehearsalCounts::count_unstable(const LoadedSave& again, std::uint64_t line, const RehearsalOptions& options) {
  ++unstable;
  const std::string why = again.state == SaveState::ready ? "migrating the result again changes it" : "migrating the result again sets it aside: " + again.message;
  if (samples[0].wants(0, line, options.samples)) samples[0].add({0, line, shortened(again.pointer, kMaxMessageBytes), shortened(why, kMaxMessageBytes)}, options.samples);
}

void RehearsalCounts::merge(const RehearsalCounts& other, std::uint64_t first_line, const RehearsalOptions& options) {
  lines += other.lines;
  changed += other.changed;
  ahead += other.ahead;
  reconciled += other.reconciled;
  reconciled_saves += other.reconciled_saves;
  unstable += other.unstable;
  bytes_in += other.bytes_in;
  bytes_out += other.bytes_out;
  bytes_ready += other.bytes_ready;
  largest = std::max(largest, other.largest);
  too_large_before += other.too_large_before;
  too_large_after += other.too_large_after;
  for (std::size_t i = 0; i < kSaveStates; ++i) {
    states[i] += other.states[i];
    samples[i].merge(other.samples[i], first_line, options.samples);
  }
  versions.merge(other.versions, kMaxRehearsedVersions);
  places.merge(other.places, kMaxRehearsedPlaces);
  for (std::size_t i = 0; i < applied.size(); ++i) {
    applied[i] += other.applied[i];
    failed[i] += other.failed[i];
  }
  growth.merge(other.growth, first_line, options.samples);
  too_large.merge(other.too_large, first_line, options.samples);
  sizes_before.merge(other.sizes_before);
  sizes_after.merge(other.sizes_after);
  fields.merge(other.fields);
  sums.merge(other.sums, first_line, options.samples);
}

}  // namespace ludex::detail
