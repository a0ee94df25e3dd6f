#pragma once
// What a rehearsal knows of the saves so far: sums, and bounded samples. Parts of a file count apart and are merged.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/profile.h"
#include "ludex/rehearsal.h"
#include "profile/rehearsal_fields.h"
#include "profile/rehearsal_samples.h"
#include "profile/rehearsal_sums.h"
#include "rulebook/migration.h"

namespace ludex::detail {

// What a hostile file could otherwise fill the memory with.
inline constexpr std::size_t kMaxRehearsedVersions = 256;  ///< told apart; the oldest are
inline constexpr std::size_t kMaxRehearsedPlaces = 1000;   ///< where saves fail, told apart
inline constexpr std::size_t kMaxPlaceBytes = 200;
inline constexpr std::size_t kMaxMessageBytes = 500;  ///< of a sample; the quarantine line has all of it

/// Bytes of saves by size: four bins to each power of two.
class SizeCounts {
 public:
  void add(std::uint64_t bytes) { bins_.add(lower_bound_of(bytes), 1, kMaxBins); }
  void add_bin(std::uint64_t lower_bound, std::uint64_t count) { bins_.add(lower_bound, count, kMaxBins); }
  void merge(const SizeCounts& other) { bins_.merge(other.bins_, kMaxBins); }
  /// By the least size of the bin.
  const std::map<std::uint64_t, std::uint64_t, std::less<>>& bins() const { return bins_.kept(); }
  static std::uint64_t lower_bound_of(std::uint64_t bytes);
  static constexpr std::size_t kMaxBins = 256;  // all there are

 private:
  KeptCounts<std::uint64_t> bins_;
};

struct RehearsalCounts {
  std::uint64_t lines = 0, changed = 0, ahead = 0, reconciled = 0, reconciled_saves = 0, unstable = 0;
  std::uint64_t bytes_in = 0;    ///< of all lines
  std::uint64_t bytes_out = 0;   ///< of those that became ready
  std::uint64_t bytes_ready = 0;  ///< of the same lines as they came
  std::uint64_t largest = 0;     ///< result
  std::uint64_t too_large_before = 0, too_large_after = 0;
  std::uint64_t states[kSaveStates] = {};
  KeptCounts<std::int64_t> versions;
  KeptCounts<std::string> places;  ///< class and generalised pointer
  std::vector<std::uint64_t> applied, failed;  ///< by step
  Samples samples[kSaveStates];  ///< by class; those of `ready` are the saves that migrating again changes
  Samples growth;                ///< by how many bytes a save grew
  Samples too_large;             ///< by size
  SizeCounts sizes_before, sizes_after;  ///< of saves that became ready

  FieldCounts fields;                    ///< of the same
  AllSumCounts sums;

  RehearsalCounts(std::size_t steps, std::size_t declared_sums) : applied(steps), failed(steps), sums{std::vector<SumCounts>(declared_sums, SumCounts(steps)), 0} {}

  std::uint64_t quarantined() const;
  /// A save of `size` bytes that is not ready, or one that is. `line` is 1-based.
  void count_aside(const LoadedSave& save, std::uint64_t line, std::uint64_t size, const std::vector<MigrationStep>& steps, const RehearsalOptions& options);
  void count_ready(const LoadedSave& save, std::uint64_t line, std::uint64_t size_before, std::uint64_t size_after, const std::vector<MigrationStep>& steps, const RehearsalOptions& options);
  /// A result that migrating again does not leave as it is.
  void count_unstable(const LoadedSave& again, std::uint64_t line, const RehearsalOptions& options);
  void merge(const RehearsalCounts& other, std::uint64_t first_line, const RehearsalOptions& options);
};

/// "/state/items/17/level" and its ten thousand relatives are one place: "/state/items/N/level".
std::string generalised(std::string_view pointer);

}  // namespace ludex::detail
