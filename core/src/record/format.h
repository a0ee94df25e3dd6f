#pragma once
// The bytes of a log (docs/record.md): a preamble, then records. All integers are little endian.
//
//   preamble  "LUDEXLOG", u32 version, u32 CRC of these twelve bytes
//   record    u32 length, u16 type, u16 version, u32 CRC of these eight bytes, payload, u32 CRC of the payload
//
// The head has a CRC of its own, so that a length is known to be right before anything depends on it: a flipped one would
// else look like a record that was not wholly written, and all behind it would be cut off.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "support/crc32.h"

namespace ludex::detail {

inline constexpr std::string_view kLogMagic = "LUDEXLOG";
inline constexpr std::size_t kLogPreamble = 16;
inline constexpr std::size_t kRecordHead = 12;
inline constexpr std::size_t kRecordTail = 4;
/// Positions in a text are 32 bits wide in the core; half of that leaves room for what stands beside it.
inline constexpr std::uint64_t kMaxPayload = std::uint64_t{1} << 31;

enum class RecordType : std::uint16_t { header = 1, snapshot = 2, batch = 3, join = 4, leave = 5, adopt = 6 };
inline constexpr std::uint16_t kRecordVersions[] = {0, 1, 1, 1, 1, 1, 1};  ///< by type

template <class T>
void put(std::string& out, T value) {
  static_assert(std::is_integral_v<T>);
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);  // little endian: support/hash.cpp asserts it
  out.append(bytes, sizeof value);
}

/// Takes integers and stretches off a payload. The first that is not there makes it fail; what is taken then is nothing.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : rest_(bytes) {}
  template <class T>
  T take() {
    T value{};
    if (const std::string_view bytes = take_bytes(sizeof value); !bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  std::string_view take_bytes(std::uint64_t count) {
    if (is_failed_ || count > rest_.size()) return is_failed_ = true, std::string_view();
    const std::string_view out = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(static_cast<std::size_t>(count));
    return out;
  }
  bool is_done() const { return !is_failed_ && rest_.empty(); }
  bool is_failed() const { return is_failed_; }

 private:
  std::string_view rest_;
  bool is_failed_ = false;
};

/// A record whose payload is what was appended since `begin_record`.
inline std::size_t begin_record(std::string& out) {
  out.append(kRecordHead, '\0');
  return out.size();
}
inline void end_record(std::string& out, std::size_t payload, RecordType type) {
  std::string head;
  put(head, static_cast<std::uint32_t>(out.size() - payload));
  put(head, static_cast<std::uint16_t>(type));
  put(head, kRecordVersions[static_cast<std::size_t>(type)]);
  put(head, crc32(head));
  out.replace(payload - kRecordHead, kRecordHead, head);
  put(out, crc32(std::string_view(out).substr(payload)));
}

inline void put_preamble(std::string& out, std::uint32_t version) {
  const std::size_t begin = out.size();
  out += kLogMagic;
  put(out, version);
  put(out, crc32(std::string_view(out).substr(begin)));
}

}  // namespace ludex::detail
