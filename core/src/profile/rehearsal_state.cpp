// The counts as JSON text and back. The text comes from a file or another machine: every size is checked before memory.

#include "profile/rehearsal_report.h"

namespace ludex::detail {
namespace {

void write_samples(json::Writer& w, std::string_view name, const Samples& samples) {
  w.key(name);
  samples.write_state(w);
}

template <class Key>
void write_kept(json::Writer& w, std::string_view name, const KeptCounts<Key>& counts) {
  w.key(name).open('[');
  w.number(counts.others());
  for (const auto& entry : counts.kept()) {
    if constexpr (std::is_integral_v<Key>) w.number(entry.first);
    else w.string(entry.first);
    w.number(entry.second);
  }
  w.close(']');
}

bool read_count(const std::optional<json::View>& v, std::uint64_t& out) {
  const auto value = v ? v->integer() : std::nullopt;
  if (!value || *value < 0) return false;
  out = static_cast<std::uint64_t>(*value);
  return true;
}

bool read_array(const json::View& v, std::string_view name, std::size_t most, std::vector<json::View>& out) {
  const auto list = v.find(name);
  if (!list || !list->is_array() || list->count() > most) return false;
  out.clear();
  list->for_each_item([&](std::uint32_t, const json::View& item) { out.push_back(item); });
  return true;
}

bool read_samples(const json::View& v, std::string_view name, Samples& out) {
  const auto samples = v.find(name);
  return samples && out.read_state(*samples);
}

template <class Key>
bool read_kept(const json::View& v, std::string_view name, KeptCounts<Key>& out, std::size_t most) {
  std::vector<json::View> items;
  std::uint64_t count = 0;
  if (!read_array(v, name, 2 * most + 1, items) || items.size() % 2 != 1 || !read_count(items[0], count)) return false;
  out.add_others(count);
  for (std::size_t i = 1; i < items.size(); i += 2) {
    if (!read_count(items[i + 1], count)) return false;
    if constexpr (std::is_integral_v<Key>) {
      const auto key = items[i].integer();
      if (!key || *key < 0) return false;
      out.add(static_cast<Key>(*key), count, most);
    } else {
      if (!items[i].is_string() || items[i].str().size() > kMaxPlaceBytes + 3) return false;  // with the mark of `shortened`
      out.add(items[i].str(), count, most);
    }
  }
  return true;
}

void write_sizes(json::Writer& w, std::string_view name, const SizeCounts& sizes) {
  w.key(name).open('[');
  for (const auto& bin : sizes.bins()) {
    w.number(bin.first);
    w.number(bin.second);
  }
  w.close(']');
}

bool read_sizes(const json::View& v, std::string_view name, SizeCounts& out) {
  std::vector<json::View> items;
  if (!read_array(v, name, 2 * SizeCounts::kMaxBins, items) || items.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    std::uint64_t bound = 0, count = 0;
    if (!read_count(items[i], bound) || !read_count(items[i + 1], count) || SizeCounts::lower_bound_of(bound) != bound) return false;
    out.add_bin(bound, count);
  }
  return true;
}

void write_list(json::Writer& w, std::string_view name, const std::uint64_t* values, std::size_t count) {
  w.key(name).open('[');
  for (std::size_t i = 0; i < count; ++i) w.number(values[i]);
  w.close(']');
}

bool read_list(const json::View& v, std::string_view name, std::uint64_t* values, std::size_t count) {
  std::vector<json::View> items;
  if (!read_array(v, name, count, items) || items.size() != count) return false;
  for (std::size_t i = 0; i < count; ++i)
    if (!read_count(items[i], values[i])) return false;
  return true;
}

// The plain counters, in one order for writing and reading.
template <class Counts, class Visit>
void each_counter(Counts& c, Visit&& visit) {
  for (auto* counter : {&c.lines, &c.changed, &c.ahead, &c.reconciled, &c.reconciled_saves, &c.unstable, &c.bytes_in, &c.bytes_out, &c.bytes_ready, &c.largest, &c.too_large_before, &c.too_large_after})
    visit(*counter);
}

}  // namespace

void write_counts(json::Writer& w, const RehearsalCounts& c) {
  std::vector<std::uint64_t> counters;
  each_counter(c, [&](std::uint64_t counter) { counters.push_back(counter); });
  write_list(w, "counters", counters.data(), counters.size());
  write_list(w, "states", c.states, kSaveStates);
  write_list(w, "applied", c.applied.data(), c.applied.size());
  write_list(w, "failed", c.failed.data(), c.failed.size());
  write_kept(w, "versions", c.versions);
  write_kept(w, "places", c.places);
  for (std::size_t i = 0; i < kSaveStates; ++i) write_samples(w, "samples_" + std::string(to_string(static_cast<SaveState>(i))), c.samples[i]);
  write_samples(w, "growth", c.growth);
  write_samples(w, "too_large", c.too_large);
  write_sizes(w, "sizes_before", c.sizes_before);
  write_sizes(w, "sizes_after", c.sizes_after);
  w.key("sums");
  c.sums.write(w);
  w.key("fields");
  c.fields.write(w);
}

bool read_counts(const json::View& v, RehearsalCounts& c) {
  std::size_t count = 0;
  each_counter(c, [&](std::uint64_t) { ++count; });
  std::vector<std::uint64_t> counters(count);
  if (!read_list(v, "counters", counters.data(), count)) return false;
  count = 0;
  each_counter(c, [&](std::uint64_t& counter) { counter = counters[count++]; });
  for (std::size_t i = 0; i < kSaveStates; ++i)
    if (!read_samples(v, "samples_" + std::string(to_string(static_cast<SaveState>(i))), c.samples[i])) return false;
  const auto sums = v.find("sums"), fields = v.find("fields");
  if (!sums || !c.sums.read(*sums) || !fields || !c.fields.read(*fields)) return false;
  return read_list(v, "states", c.states, kSaveStates) && read_list(v, "applied", c.applied.data(), c.applied.size()) &&
         read_list(v, "failed", c.failed.data(), c.failed.size()) && read_kept(v, "versions", c.versions, kMaxRehearsedVersions) &&
         read_kept(v, "places", c.places, kMaxRehearsedPlaces) && read_samples(v, "growth", c.growth) && read_samples(v, "too_large", c.too_large) &&
         read_sizes(v, "sizes_before", c.sizes_before) && read_sizes(v, "sizes_after", c.sizes_after);
}

}  // namespace ludex::detail
