#pragma once
// Headers and snapshots in Cereal's portable binary form. The one door to Cereal: nothing else in the core sees it.

#include <string>
#include <string_view>

#include "ludex/record.h"

namespace ludex::detail {

/// Of these forms; each says its own in its first four bytes.
inline constexpr std::uint32_t kHeaderVersion = 1, kSnapshotVersion = 1;

void put_archive(std::string& out, const LogHeader& header);
void put_archive(std::string& out, const LogSnapshot& snapshot);

enum class ArchiveFault : std::uint8_t { none, broken, later_version };
/// Lengths are checked against the bytes that are there before anything is made of them.
ArchiveFault read_archive(std::string_view bytes, LogHeader& out);
ArchiveFault read_archive(std::string_view bytes, LogSnapshot& out);

}  // namespace ludex::detail
