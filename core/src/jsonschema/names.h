#pragma once
// Tables from names to small numbers: which property is this, which of the values. Every member of every object passes
// through here, so a look-up is one hash of two words and mostly one comparison.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "value/json_keys.h"
#include "value/swar.h"

namespace ludex::jsonschema {

/// A name as it is looked up: up to sixteen bytes are told apart by two words alone.
struct NameKey {
  std::uint64_t head, tail;  ///< the first eight bytes, zero-padded; of longer names the last eight, too
  std::string_view bytes;
};

/// `text_end`: up to where memory behind the name may be read.
inline NameKey name_key(std::string_view name, const char* text_end) {
  NameKey key{0, 0, name};
  const std::size_t n = name.size();
  const char* const p = name.data();
  if (n >= 8) {
    key.head = swar::load(p);
    key.tail = swar::load(p + n - 8);
  } else if (n != 0) {
    if (text_end - p >= 8) {
      key.head = swar::load(p) & (~std::uint64_t{0} >> (64 - 8 * n));
    } else {
      for (std::size_t i = 0; i < n; ++i) key.head |= std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
    }
  }
  return key;
}

class NameTable {
 public:
  static constexpr std::uint32_t kAbsent = 0xFFFFFFFFu;

  /// Names must differ from each other; a name's number is its position.
  explicit NameTable(const std::vector<std::string_view>& names);
  NameTable() : NameTable(std::vector<std::string_view>{}) {}

  std::uint32_t find(const NameKey& key) const {
    for (std::size_t i = hash(key, seed_) & mask_;; i = (i + 1) & mask_) {
      const Slot& slot = slots_[i];
      if (slot.number == kAbsent) return kAbsent;
      if (is(slot, key)) return slot.number;
    }
  }

  /// `find`, which first looks whether the name is the one with the number `expected`: members mostly come in one order.
  std::uint32_t find(const NameKey& key, std::uint32_t expected) const {
    if (expected < count_ && is(slots_[slot_of_[expected]], key)) return expected;
    return find(key);
  }

  std::size_t size() const { return count_; }

 private:
  struct Slot {
    std::uint64_t head = 0, tail = 0;
    std::uint32_t size = 0, number = kAbsent, begin = 0;
  };

  bool is(const Slot& slot, const NameKey& key) const {
    return slot.head == key.head && slot.tail == key.tail && slot.size == key.bytes.size() &&
           (slot.size <= 16 || std::memcmp(bytes_.data() + slot.begin, key.bytes.data(), slot.size) == 0);
  }
  static std::uint64_t hash(const NameKey& key, std::uint64_t seed) {
    // Under the seed from the first byte on: what is folded without it can be chosen to be equal.
    if (key.bytes.size() > 16) [[unlikely]]
      return json::siphash13(key.bytes, seed);
    std::uint64_t x = (key.head ^ seed) * 0x9E3779B97F4A7C15u;
    x ^= std::rotl(key.tail + key.bytes.size(), 31) * 0xD1B54A32D192ED03u;
    x ^= x >> 32;
    x *= 0x94D049BB133111EBu;
    return x >> 29;
  }
  /// The longest run of probes with this seed.
  std::size_t fill(const std::vector<std::string_view>& names, std::uint64_t seed);

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> slot_of_;  // by number
  std::string bytes_;
  std::uint64_t seed_ = 0;
  std::size_t mask_ = 0;
  std::size_t count_ = 0;
};

}  // namespace ludex::jsonschema
