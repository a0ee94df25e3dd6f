#pragma once
// A histogram of whole numbers in fixed buckets. Sums are exact: nothing is rounded before it is written.

#include <array>
#include <cstdint>

namespace ludex::detail {

/// Buckets of numbers up to `bounds[i]`, and one for all that are larger.
template <std::size_t N>
class Histogram {
 public:
  explicit Histogram(const std::array<std::uint64_t, N>& bounds) : bounds_(&bounds) {}

  void add(std::uint64_t value) {
    std::size_t i = 0;
    while (i < N && value > (*bounds_)[i]) ++i;
    ++counts_[i];
    sum_ += value;
  }
  void merge(const Histogram& other) {
    for (std::size_t i = 0; i <= N; ++i) counts_[i] += other.counts_[i];
    sum_ += other.sum_;
  }

  /// Of bucket i alone; N is the one without an end.
  std::uint64_t count_of(std::size_t i) const { return counts_[i]; }
  std::uint64_t count() const {
    std::uint64_t n = 0;
    for (const std::uint64_t c : counts_) n += c;
    return n;
  }
  std::uint64_t sum() const { return sum_; }

 private:
  const std::array<std::uint64_t, N>* bounds_;
  std::array<std::uint64_t, N + 1> counts_{};
  std::uint64_t sum_ = 0;
};

}  // namespace ludex::detail
