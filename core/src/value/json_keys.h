#pragma once
// Duplicate keys of one scan. Short objects compare pairwise behind a 64-bit filter; long ones share a hash table, so a
// million keys stay linear. The table's hash is keyed with a hash of the whole text once it is large enough to matter:
// whoever looks for colliding keys changes the key with every text tried. Same text, same work, on every machine.

#include <bit>
#include <cstdint>
#include <string_view>

#include "value/json_bytes.h"
#include "value/json_scan.h"
#include "value/swar.h"

namespace ludex::json {

/// SipHash-1-3 (Aumasson, Bernstein) under the key (seed, ~seed).
inline std::uint64_t siphash13(std::string_view bytes, std::uint64_t seed) {
  std::uint64_t a = 0x736F6D6570736575u ^ seed;
  std::uint64_t b = 0x646F72616E646F6Du ^ ~seed;
  std::uint64_t c = 0x6C7967656E657261u ^ seed;
  std::uint64_t d = 0x7465646279746573u ^ ~seed;
  const auto round = [&] {
    a += b;
    b = std::rotl(b, 13) ^ a;
    a = std::rotl(a, 32);
    c += d;
    d = std::rotl(d, 16) ^ c;
    a += d;
    d = std::rotl(d, 21) ^ a;
    c += b;
    b = std::rotl(b, 17) ^ c;
    c = std::rotl(c, 32);
  };
  std::uint64_t last = static_cast<std::uint64_t>(bytes.size()) << 56;
  while (bytes.size() >= 8) {
    const std::uint64_t word = swar::load(bytes.data());
    d ^= word;
    round();
    a ^= word;
    bytes.remove_prefix(8);
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    last |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  d ^= last;
  round();
  a ^= last;
  c ^= 0xFF;
  round();
  round();
  round();
  return a ^ b ^ c ^ d;
}

class KeySet {
 public:
  // Up to here the filter still spares most comparisons, and the worst pairwise case is 120 of them.
  static constexpr std::uint32_t kPairwiseMembers = 16;
  // A table this small is cheap even when all its keys collide.
  static constexpr std::size_t kUnseededSlots = 1024;

  KeySet(std::string_view text, Tape& tape) : text_(text), tape_(tape) {}

  /// Whether the key about to become tape node `index` is new in `object`, which has `members` complete members;
  /// `filter` belongs to that object and starts at 0.
  bool is_new(const Node& key, std::uint32_t index, std::uint32_t object, std::uint32_t members,
              std::uint64_t& filter) {
    if (members < kPairwiseMembers) [[likely]] {
      // A key with an escape is rare: it matches every filter instead of being unescaped for it.
      const std::uint64_t mark = key.has_escape ? ~std::uint64_t{0} : filter_mark(key);
      const bool may_be_known = (filter & mark) != 0;
      filter |= mark;
      return !may_be_known || !is_in_object(key, object, members);
    }
    return is_new_in_table(key, index, object, members);
  }

 private:
  std::uint64_t filter_mark(const Node& key) const {
    const char* const p = text_.data() + key.begin;
    const std::size_t length = key.end - key.begin;
    std::uint64_t word = 0;
    if (length >= 8) {
      word = swar::load(p) ^ std::rotl(swar::load(p + length - 8), 29);
    } else if (text_.size() - key.begin >= 8) {
      // Reads past the key, within the text; the shift drops what is not the key's.
      word = length == 0 ? 0 : swar::load(p) << (64 - 8 * length);
    } else {
      // The same word by hand: a key close to the end of the text must meet its twin in the same mark.
      for (std::size_t i = 0; i < length; ++i) word |= std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * (8 - length + i));
    }
    return std::uint64_t{1} << (((word + length) * 0x9E3779B97F4A7C15u) >> 58);
  }

  [[gnu::noinline]] bool is_in_object(const Node& key, std::uint32_t object, std::uint32_t members) {
    const std::string_view name = name_of(key);
    std::uint32_t other = object + 1;
    for (std::uint32_t i = 0; i < members; ++i) {
      if (string_equals(text_, tape_.nodes[other], name)) return true;
      other = tape_.nodes[other + 1].next;
    }
    return false;
  }

  [[gnu::noinline]] bool is_new_in_table(const Node& key, std::uint32_t index, std::uint32_t object,
                                         std::uint32_t members) {
    if (members == kPairwiseMembers) {
      std::uint32_t other = object + 1;
      for (std::uint32_t i = 0; i < members; ++i) {
        const Node known = tape_.nodes[other];
        insert(known, other, object);
        other = tape_.nodes[other + 1].next;
      }
    }
    return insert(key, index, object);
  }

  /// Adds tape node `index` unless its object has its name already.
  bool insert(const Node& key, std::uint32_t index, std::uint32_t object) {
    if (tape_.keys.size() * 2 >= slots_) grow();
    const std::string_view name = name_of(key);
    const std::uint32_t hash = hash_of(name, object);
    std::size_t slot = hash & (slots_ - 1);
    while (tape_.key_slots[slot] != 0) {
      const Tape::LongObjectKey& known = tape_.keys[tape_.key_slots[slot] - 1];
      if (known.hash == hash && known.object == object && string_equals(text_, tape_.nodes[known.key], name)) {
        return false;
      }
      slot = (slot + 1) & (slots_ - 1);
    }
    tape_.keys.push_back({index, object, hash});
    tape_.key_slots[slot] = static_cast<std::uint32_t>(tape_.keys.size());
    return true;
  }

  void grow() {
    if (slots_ == 0) tape_.keys.clear();
    slots_ = slots_ == 0 ? 64 : slots_ * 2;
    if (slots_ == kUnseededSlots * 2) {
      seed_ = siphash13(text_, 0);
      for (Tape::LongObjectKey& known : tape_.keys) {
        known.hash = hash_of(name_of(tape_.nodes[known.key]), known.object);
      }
    }
    tape_.key_slots.assign(slots_, 0);
    for (std::size_t i = 0; i < tape_.keys.size(); ++i) {
      std::size_t slot = tape_.keys[i].hash & (slots_ - 1);
      while (tape_.key_slots[slot] != 0) slot = (slot + 1) & (slots_ - 1);
      tape_.key_slots[slot] = static_cast<std::uint32_t>(i + 1);
    }
  }

  std::uint32_t hash_of(std::string_view name, std::uint32_t object) const {
    return static_cast<std::uint32_t>(siphash13(name, seed_ ^ object));
  }

  /// The key's value; valid until the next call.
  std::string_view name_of(const Node& key) {
    const std::string_view bytes = text_.substr(key.begin, key.end - key.begin);
    if (!key.has_escape) return bytes;
    std::string& name = tape_.unescaped_key;
    name.clear();
    const char* p = bytes.data();
    const char* const end = p + bytes.size();
    while (p != end) {
      if (*p != '\\') {
        name.push_back(*p++);
        continue;
      }
      char character[4];
      const std::size_t length = unescape(p, character);
      name.append(character, length);
    }
    return name;
  }

  std::string_view text_;
  Tape& tape_;
  std::size_t slots_ = 0;
  std::uint64_t seed_ = 0;
};

}  // namespace ludex::json
