#pragma once
// Batches and host changes as payloads: plain little-endian fields and columns, and the chain that binds them.

#include <string>
#include <string_view>

#include "ludex/record.h"
#include "record/format.h"

namespace ludex::detail {

/// Where a log stands after its last record.
struct LogState {
  std::uint64_t links = 0, batches = 0;
  std::uint64_t program_digest = 0, world_digest = 0;
  ChainHash chain{};
};

/// What the chain of a new log goes on from: its rules and its first world, seed included.
ChainHash root_of(const LogHeader& header, std::string_view world_json);

/// Appends preamble, header and the world of a log that begins at `header`'s place in the chain.
std::optional<Error> put_first_records(std::string& out, const LogHeader& header, const World& world);

/// 32 bits of all that verdict i says.
std::uint32_t check_of(const Judgement& judgement, std::size_t i);

/// Appends the record and moves `state` on. What the content says of the chain is not looked at.
void put_batch(std::string& out, const RecordedBatch& batch, LogState& state);
void put_change(std::string& out, const RecordedChange& change, LogState& state);

/// Fills `out` from a payload. Null, or what is wrong with it: its layout, or that it does not go on from `state`, which is
/// then as it was.
const char* take_batch(std::string_view payload, RecordedBatch& out, LogState& state);
const char* take_change(std::string_view payload, RecordType type, RecordedChange& out, LogState& state);

}  // namespace ludex::detail
