#pragma once
// Open-addressing index from an id to a dense position: one probe in one cache line is what a judged request pays to
// find its actor. Iteration order is never observable because there is no iteration.

#include <cstdint>
#include <vector>

#include "support/hash.h"

namespace ludex {

/// A pair of ids; single ids use `second` = 0.
struct IdKey {
  std::int64_t first;
  std::int64_t second = 0;
  bool operator==(const IdKey&) const = default;
};

class FlatMap {
 public:
  static constexpr std::uint32_t kAbsent = 0xffffffffu;

  std::uint32_t find(IdKey key) const {
    if (slots_.empty()) return kAbsent;
    for (std::size_t i = home(key);; i = (i + 1) & mask_) {
      if (slots_[i].value == kAbsent || slots_[i].key == key) return slots_[i].value;
    }
  }

  /// `key` must be absent and `value` not kAbsent.
  void insert(IdKey key, std::uint32_t value) {
    if ((count_ + 1) * 2 > slots_.size()) grow();
    place(key, value);
    ++count_;
  }

  /// `key` must be present.
  void erase(IdKey key) {
    std::size_t hole = home(key);
    while (!(slots_[hole].key == key) || slots_[hole].value == kAbsent) hole = (hole + 1) & mask_;
    // Those behind the hole that it kept from their home move up, so that no probe ends early.
    for (std::size_t i = (hole + 1) & mask_; slots_[i].value != kAbsent; i = (i + 1) & mask_) {
      if (((i - home(slots_[i].key)) & mask_) < ((i - hole) & mask_)) continue;
      slots_[hole] = slots_[i];
      hole = i;
    }
    slots_[hole] = {};
    --count_;
  }

  std::size_t size() const { return count_; }

 private:
  struct Slot {
    IdKey key{0, 0};
    std::uint32_t value = kAbsent;
  };

  std::size_t home(IdKey key) const {
    return static_cast<std::size_t>(mix64(static_cast<std::uint64_t>(key.first) ^ mix64(static_cast<std::uint64_t>(key.second)))) & mask_;
  }

  void place(IdKey key, std::uint32_t value) {
    std::size_t i = home(key);
    while (slots_[i].value != kAbsent) i = (i + 1) & mask_;
    slots_[i] = {key, value};
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& s : old)
      if (s.value != kAbsent) place(s.key, s.value);
  }

  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::size_t count_ = 0;
};

}  // namespace ludex
