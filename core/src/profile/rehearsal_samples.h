#pragma once
// What a rehearsal keeps of things of which there may be any number. Each keeps the same, whatever the order in which it
// meets them: so it matters neither how a file was cut nor in which order the parts are merged.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "value/json_view.h"
#include "value/json_writer.h"

namespace ludex::detail {

inline constexpr std::size_t kMaxSamples = 1000;  ///< of one kind
inline constexpr std::size_t kMaxSampleBytes = 503;  ///< of a pointer or message, with the mark of `shortened`

/// A save to show.
struct Sample {
  std::uint64_t rank = 0;  ///< higher is worse
  std::uint64_t line = 0;  ///< 1-based
  std::string pointer, message;
};

/// The samples of the highest rank; among equals those of the first lines.
class Samples {
 public:
  /// Whether one of this rank and line would be kept: it need not be made otherwise.
  bool wants(std::uint64_t rank, std::uint64_t line, std::size_t most) const {
    return kept_.size() < most || (most > 0 && is_worse(rank, line, kept_.back()));
  }
  void add(Sample sample, std::size_t most) {
    if (!wants(sample.rank, sample.line, most)) return;
    const auto at = std::find_if(kept_.begin(), kept_.end(), [&](const Sample& s) { return is_worse(sample.rank, sample.line, s); });
    kept_.insert(at, std::move(sample));
    if (kept_.size() > most) kept_.pop_back();
  }
  /// `first_line`: how many lines lie before those of `other`.
  void merge(const Samples& other, std::uint64_t first_line, std::size_t most) {
    for (Sample sample : other.kept_) {
      sample.line += first_line;
      add(std::move(sample), most);
    }
  }
  const std::vector<Sample>& kept() const { return kept_; }

  /// [{"line", "pointer", "message"}, …] for a report.
  void write(json::Writer& w) const;
  /// With their ranks, to go on from.
  void write_state(json::Writer& w) const;
  bool read_state(const json::View& v);

 private:
  static bool is_worse(std::uint64_t rank, std::uint64_t line, const Sample& than) { return rank != than.rank ? rank > than.rank : line < than.line; }
  std::vector<Sample> kept_;  ///< the worst first
};

/// How often each key came, for the smallest `most` keys; for the others only how often one of them came.
///
/// A key that was pushed out cannot come back, as the largest key kept only falls: what is kept is exact.
template <class Key>
class KeptCounts {
 public:
  template <class Name>
  void add(const Name& key, std::uint64_t count, std::size_t most) {
    const auto at = kept_.find(key);
    if (at != kept_.end()) {
      at->second += count;
      return;
    }
    kept_.emplace(Key(key), count);
    if (kept_.size() <= most) return;
    const auto last = std::prev(kept_.end());
    others_ += last->second;
    kept_.erase(last);
  }
  void add_others(std::uint64_t count) { others_ += count; }
  void merge(const KeptCounts& other, std::size_t most) {
    others_ += other.others_;
    for (const auto& entry : other.kept_) add(entry.first, entry.second, most);
  }
  const std::map<Key, std::uint64_t, std::less<>>& kept() const { return kept_; }
  std::uint64_t others() const { return others_; }

 private:
  std::map<Key, std::uint64_t, std::less<>> kept_;
  std::uint64_t others_ = 0;
};

/// `text`, or as much of it as `most` bytes hold and a mark that there was more. Cut between characters: `text` is UTF-8.
inline std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace ludex::detail
