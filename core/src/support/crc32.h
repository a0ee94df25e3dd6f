#pragma once
// CRC-32 (IEEE 802.3, reflected, as in zlib and PNG): tells what a disk or a crash did to bytes.

#include <cstdint>
#include <string_view>

namespace ludex {

/// Of `bytes`, going on from `crc`, the CRC of those before them.
std::uint32_t crc32(std::string_view bytes, std::uint32_t crc = 0);

}  // namespace ludex
