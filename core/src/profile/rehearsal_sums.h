#pragma once
// Conservation: what declared sums are before and after migrating, and which step changed them.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ludex/profile.h"
#include "profile/rehearsal_samples.h"
#include "profile/save_observer.h"
#include "rulebook/conserved.h"
#include "value/json_view.h"
#include "value/json_writer.h"

namespace ludex::detail {

/// 2^64 values of 64 bits fit.
__extension__ using Wide = __int128;
// Saves never add up to more; states that were made up may, and then it wraps, the same everywhere.
__extension__ using WideBits = unsigned __int128;
inline Wide plus(Wide a, Wide b) { return static_cast<Wide>(static_cast<WideBits>(a) + static_cast<WideBits>(b)); }
inline Wide minus(Wide a, Wide b) { return static_cast<Wide>(static_cast<WideBits>(a) - static_cast<WideBits>(b)); }
std::string decimal(Wide value);
/// A JSON number while it fits 64 bits, else a string of its digits.
void write_wide(json::Writer& w, Wide value);
bool read_wide(const json::View& v, Wide& out);

/// What one save's state adds up to.
struct FoundSum {
  Wide value = 0;
  std::uint64_t not_whole = 0;  ///< values found that are no whole numbers of 64 bits: they do not count
};
FoundSum find_sum(json::Draft& draft, json::Draft::Id state, const ConservedSum& sum);

/// One declared sum over many saves.
struct SumCounts {
  // Of saves that became ready.
  Wide before = 0, after = 0;
  std::vector<Wide> by_step;  ///< what each step changed
  Wide by_defaults = 0;       ///< what fields changed that took their default
  std::uint64_t unexplained_saves = 0;
  std::uint64_t not_whole_before = 0, not_whole_after = 0;
  Samples samples;  ///< by how much of it nobody explains
  // Of saves that were set aside.
  Wide aside = 0;
  std::uint64_t aside_not_whole = 0;

  explicit SumCounts(std::size_t steps = 0) : by_step(steps) {}
  Wide explained(const ConservedSum& sum) const;
  void merge(const SumCounts& other, std::uint64_t first_line, std::size_t most_samples);
};

struct AllSumCounts {
  std::vector<SumCounts> sums;    ///< in the order of the declarations
  std::uint64_t aside_unread = 0;  ///< saves that were set aside before their state could be looked at

  bool is_conserved() const;
  void merge(const AllSumCounts& other, std::uint64_t first_line, std::size_t most_samples);
  void write_report(json::Writer& w, const std::vector<ConservedSum>& declared, const std::vector<MigrationStep>& steps) const;
  void write(json::Writer& w) const;
  /// Into counts of the same declarations.
  bool read(const json::View& v);
};

/// Looks at one save after the other while it is loaded. What it saw is counted when it is known what became of it.
class SumObserver final : public SaveObserver {
 public:
  explicit SumObserver(const std::vector<ConservedSum>& sums, std::size_t steps) : sums_(sums), seen_(sums.size()), steps_(steps) {}

  void forget() { is_begun_ = false; }
  void begin(json::Draft& draft, json::Draft::Id state, std::int64_t version) override;
  void after_step(std::size_t step, json::Draft& draft, json::Draft::Id state) override;
  void ready(json::Draft& draft, json::Draft::Id state) override;

  void count(const LoadedSave& save, std::uint64_t line, const std::vector<MigrationStep>& steps, std::size_t most_samples, AllSumCounts& out);

 private:
  struct Seen {
    FoundSum before, last;
    std::vector<Wide> by_step;
    Wide by_defaults = 0;
  };
  const std::vector<ConservedSum>& sums_;
  std::vector<Seen> seen_;
  const std::size_t steps_;
  bool is_begun_ = false;
};

}  // namespace ludex::detail
