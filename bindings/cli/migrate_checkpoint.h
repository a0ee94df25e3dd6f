#pragma once
// How far a migration came, kept beside its output: a run that was stopped goes on from there.

#include <cstdint>
#include <optional>
#include <string>

#include "ludex/error.h"

namespace ludex::cli {

struct Checkpoint {
  std::uint64_t input_bytes = 0;  ///< size of the input
  std::uint64_t offset = 0;       ///< up to where it was migrated
  std::string head, tail;         ///< hashes of the input's begin, and of what lies before `offset`
  std::uint64_t out_bytes = 0, quarantine_bytes = 0;
  std::string state;              ///< of the rehearsal
};

inline std::string checkpoint_path(const std::string& out) { return out + ".checkpoint"; }

/// Hashes of `path`'s begin and of the bytes before `offset`.
std::optional<Error> hash_input(const std::string& path, std::uint64_t offset, std::string& head, std::string& tail);

/// Written whole or not at all.
std::optional<Error> write_checkpoint(const std::string& path, const Checkpoint& checkpoint);
/// Errors (`io`): it is damaged, or the input is not the one it was written for.
Result<Checkpoint> read_checkpoint(const std::string& path, const std::string& input);

}  // namespace ludex::cli
