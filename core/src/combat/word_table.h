#pragma once
// Rows of words, each kept once and numbered in the order in which they came.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "support/hash.h"

namespace ludex::detail {

class WordTable {
 public:
  WordTable() { grow(); }
  std::uint32_t find_or_add(const std::vector<std::uint64_t>& row, bool& is_new) {
    std::size_t at = hash(row.data(), row.size()) & (slots_.size() - 1);
    for (; slots_[at]; at = (at + 1) & (slots_.size() - 1)) {
      const Row& r = rows_[slots_[at] - 1];
      if (r.size != row.size() || !std::equal(row.begin(), row.end(), words_.begin() + static_cast<std::ptrdiff_t>(r.begin))) continue;
      is_new = false;
      return slots_[at] - 1;
    }
    is_new = true;
    const auto i = static_cast<std::uint32_t>(rows_.size());
    rows_.push_back({words_.size(), static_cast<std::uint32_t>(row.size())});
    words_.insert(words_.end(), row.begin(), row.end());
    slots_[at] = i + 1;
    if (rows_.size() * 2 > slots_.size()) grow();
    return i;
  }
  /// Until the next row is added.
  const std::uint64_t* row(std::uint32_t i) const { return words_.data() + rows_[i].begin; }
  std::size_t size() const { return rows_.size(); }
  std::uint64_t bytes() const { return words_.size() * 8 + rows_.size() * 16 + slots_.size() * 4; }
  /// Forgets all rows but the first `count`.
  void keep(std::size_t count) {
    if (count < rows_.size()) {
      words_.resize(static_cast<std::size_t>(rows_[count].begin));
      rows_.resize(count);
    }
    slots_.clear();
    grow();
  }

 private:
  struct Row {
    std::uint64_t begin;
    std::uint32_t size;
  };
  static std::uint64_t hash(const std::uint64_t* words, std::size_t count) { return xxh64({reinterpret_cast<const char*>(words), count * 8}, 0); }
  void grow() {
    slots_.assign(std::max<std::size_t>(1024, slots_.size() * 2), 0);
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
      std::size_t at = hash(row(i), rows_[i].size) & (slots_.size() - 1);
      while (slots_[at]) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = i + 1;
    }
  }
  std::vector<Row> rows_;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> slots_;  ///< open addressing: row + 1
};

}  // namespace ludex::detail
