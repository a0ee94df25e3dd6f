#pragma once
// A set of code points as sorted ranges that neither overlap nor touch.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace ludex::regex {

inline constexpr std::uint32_t kMaxCodePoint = 0x10FFFF;

struct CodeRange {
  std::uint32_t first = 0, last = 0;
  friend bool operator==(const CodeRange&, const CodeRange&) = default;
  friend bool operator<(const CodeRange& a, const CodeRange& b) { return a.first != b.first ? a.first < b.first : a.last < b.last; }
};

class CodeSet {
 public:
  CodeSet() = default;
  CodeSet(std::initializer_list<CodeRange> ranges) {
    for (const CodeRange& r : ranges) add(r.first, r.last);
  }

  void add(std::uint32_t first, std::uint32_t last);
  void add(std::uint32_t code_point) { add(code_point, code_point); }
  void add(const CodeSet& other);
  void negate();
  bool contains(std::uint32_t code_point) const;
  /// Sorted, apart from each other.
  const std::vector<CodeRange>& ranges() const;

 private:
  void normalize() const;

  // Ranges are put in as they come and sorted when they are asked for, or when half of them are new: a class of many
  // overlapping properties must not grow beyond what it denotes.
  mutable std::vector<CodeRange> ranges_;
  mutable std::size_t normal_ = 0;  // how many stand sorted at the front
};

}  // namespace ludex::regex
