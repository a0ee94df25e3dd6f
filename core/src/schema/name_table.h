#pragma once
// A fixed set of names, each found by one multiplication and, mostly, one comparison: enumeration names, row keys,
// actions. Its author chooses the names, so a chain of equal slots is nothing a sender can make longer.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "value/swar.h"

namespace ludex {

class NameTable {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  NameTable() = default;
  explicit NameTable(const std::vector<std::string>& names) {
    std::size_t slots = 4;
    while (slots < names.size() * 2) slots *= 2;
    shift_ = 64 - std::countr_zero(slots);
    slots_.assign(slots, kNone);
    for (std::uint32_t i = 0; i < names.size(); ++i) {
      const std::string& name = names[i];
      const std::uint64_t head = first_word(name);
      names_.push_back({head, static_cast<std::uint32_t>(name.size()), static_cast<std::uint32_t>(bytes_.size())});
      bytes_ += name;
      std::size_t slot = slot_of(name.data(), name.size(), head);
      while (slots_[slot] != kNone) slot = (slot + 1) & (slots - 1);
      slots_[slot] = i;
    }
  }

  std::size_t size() const { return names_.size(); }

  /// The position of the name `text`, or kNone. Reads eight bytes from its first, whatever its length.
  std::uint32_t find_padded(const char* text, std::size_t size) const {
    const std::uint64_t word = swar::load(text);
    const std::uint64_t head = size >= 8 ? word : size == 0 ? 0 : word << (64 - 8 * size);
    std::size_t slot = slot_of(text, size, head);
    for (;; slot = (slot + 1) & (slots_.size() - 1)) {
      const std::uint32_t i = slots_[slot];
      if (i == kNone) return kNone;
      const Name& name = names_[i];
      if (name.head == head && name.size == size &&
          (size <= 8 || std::memcmp(bytes_.data() + name.begin + 8, text + 8, size - 8) == 0))
        return i;
    }
  }

 private:
  struct Name {
    std::uint64_t head;
    std::uint32_t size, begin;
  };

  // A short name stands in the upper bytes: what follows it in its text is shifted out.
  static std::uint64_t first_word(std::string_view name) {
    char bytes[8] = {};
    if (name.empty()) return 0;
    std::memcpy(bytes, name.data(), name.size() < 8 ? name.size() : 8);
    return name.size() >= 8 ? swar::load(bytes) : swar::load(bytes) << (64 - 8 * name.size());
  }
  // All of a long name: keys of one table mostly begin and end alike.
  std::size_t slot_of(const char* text, std::size_t size, std::uint64_t head) const {
    constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15u;
    const std::uint64_t tail = size > 8 ? swar::load(text + size - 8) : head;
    for (std::size_t i = 8; i + 8 < size; i += 8) {
      head = (head ^ swar::load(text + i)) * kMix;
      head ^= head >> 32;
    }
    return static_cast<std::size_t>(((head ^ std::rotl(tail, 29)) + size) * kMix >> shift_);
  }

  std::vector<Name> names_;
  std::vector<std::uint32_t> slots_ = {kNone, kNone};
  std::string bytes_;
  int shift_ = 63;
};

}  // namespace ludex
