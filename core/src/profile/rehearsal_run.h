#pragma once
// The work of a rehearsal: lines to loaders on several threads, results back in the order of the lines.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/rehearsal.h"
#include "profile/rehearsal_counts.h"
#include "profile/save_reader.h"

namespace ludex::detail {

/// The line that sets a save aside, with its `bytes` as they are, or in base64 when they are no UTF-8.
void write_quarantine_line(std::string& out, std::uint64_t line, const LoadedSave& save, std::string_view bytes);

/// One task's readers, and what it makes of its lines.
class RehearsalSlot {
 public:
  RehearsalSlot(const std::shared_ptr<const ProgramData>& program, std::uint32_t kind, const std::vector<ConservedSum>& sums, const RehearsalOptions& options);

  /// Whole lines, the first of which is the `first_line`-th (from 0) of the file.
  void run(std::string_view lines, std::uint64_t first_line);

  RehearsalCounts counts;
  std::string out, quarantine;

 private:
  void run_one(std::string_view bytes, std::uint64_t line);
  void count_fields(std::size_t side, std::string_view save);

  const RehearsalOptions& options_;
  const std::size_t steps_, sums_;
  SaveReader reader_, again_;
  SumObserver observer_;
  std::string twice_;
  json::Tape tape_;
  Arena arena_;
};

class RehearsalRun {
 public:
  RehearsalRun(std::shared_ptr<const ProgramData> program, std::uint32_t kind, std::vector<ConservedSum> sums, const RehearsalOptions& options);

  void add(std::string_view lines, std::string& out, std::string& quarantine);
  std::string report() const;
  std::string state() const;
  std::optional<Error> merge(std::string_view state, std::uint64_t first_line);

 private:
  const ProfileSchema& schema() const { return program_->profiles[kind_]; }
  /// Hash of all that two rehearsals must share for their counts to mean the same.
  std::uint64_t identity() const;

  std::shared_ptr<const ProgramData> program_;
  const std::uint32_t kind_;
  const std::vector<ConservedSum> sums_;
  const RehearsalOptions options_;
  RehearsalCounts counts_;
  std::vector<std::unique_ptr<RehearsalSlot>> slots_;
};

}  // namespace ludex::detail
