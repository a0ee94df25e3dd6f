#include "profile/rehearsal_samples.h"

namespace ludex::detail {

void Samples::write(json::Writer& w) const {
  w.open('[');
  for (const Sample& s : kept_) {
    w.open('{');
    w.key("line").number(s.line);
    w.key("pointer").string(s.pointer);
    w.key("message").string(s.message);
    w.close('}');
  }
  w.close(']');
}

void Samples::write_state(json::Writer& w) const {
  w.open('[');
  for (const Sample& s : kept_) {
    w.open('[');
    w.number(s.rank);
    w.number(s.line);
    w.string(s.pointer);
    w.string(s.message);
    w.close(']');
  }
  w.close(']');
}

bool Samples::read_state(const json::View& v) {
  bool is_good = v.is_array() && v.count() <= kMaxSamples;
  if (is_good) v.for_each_item([&](std::uint32_t, const json::View& item) {
    if (!is_good) return;
    std::vector<json::View> parts;
    item.for_each_item([&](std::uint32_t, const json::View& part) { parts.push_back(part); });
    const auto rank = parts.size() == 4 ? parts[0].integer() : std::nullopt, line = parts.size() == 4 ? parts[1].integer() : std::nullopt;
    is_good = is_good && rank && *rank >= 0 && line && *line >= 0 && parts[2].is_string() && parts[3].is_string() &&
              parts[2].str().size() <= kMaxSampleBytes && parts[3].str().size() <= kMaxSampleBytes;
    if (is_good) add({static_cast<std::uint64_t>(*rank), static_cast<std::uint64_t>(*line), std::string(parts[2].str()), std::string(parts[3].str())}, kMaxSamples);
  });
  return is_good;
}

}  // namespace ludex::detail
