#pragma once
// What `ludex migrate` was asked for, and its work from file to file.

#include <cstdint>
#include <string>
#include <vector>

#include "ludex/error.h"
#include "ludex/rehearsal.h"

namespace ludex::cli {

struct MigrateOptions {
  std::string rulebook, kind, in, out, quarantine, report, html;
  std::vector<std::string> sums;  ///< NAME=POINTER,POINTER…
  std::uint32_t threads = 0, samples = 20;
  std::uint64_t max_bytes = SaveLimits{}.max_bytes;
  std::uint64_t checkpoint_mb = 256;
  bool dry_run = false, json = false, no_check = false, no_histograms = false, resume = false;
};

/// Why the files cannot be what they were named for: an output that is an input, or two outputs that are one file.
/// `used`: the files that the rulebook names.
std::optional<Error> file_conflict(const MigrateOptions& options, const std::vector<std::string>& used);

struct MigrateOutcome {
  std::string report;           ///< of the rehearsal
  bool is_interrupted = false;  ///< by a signal; what was done lies beside the outputs
  bool is_resumable = false;    ///< and `--resume` goes on from there
};

/// Reads, migrates and writes. When it returns an outcome that was not interrupted, the outputs have their names.
Result<MigrateOutcome> migrate_files(const MigrateOptions& options, Rehearsal rehearsal);

}  // namespace ludex::cli
