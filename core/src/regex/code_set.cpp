#include "regex/code_set.h"

#include <algorithm>

namespace ludex::regex {
namespace {

constexpr std::size_t kSortAfter = 1024;

}  // namespace

void CodeSet::add(std::uint32_t first, std::uint32_t last) {
  if (normal_ == ranges_.size() && (ranges_.empty() || ranges_.back().last + 1 < first)) ++normal_;
  ranges_.push_back({first, last});
  if (ranges_.size() - normal_ > kSortAfter + normal_) normalize();
}

void CodeSet::add(const CodeSet& other) {
  for (const CodeRange& r : other.ranges()) add(r.first, r.last);
}

void CodeSet::normalize() const {
  if (normal_ == ranges_.size()) return;
  std::sort(ranges_.begin(), ranges_.end());
  std::size_t n = 0;
  for (const CodeRange& r : ranges_) {
    if (n > 0 && r.first <= ranges_[n - 1].last + 1) ranges_[n - 1].last = std::max(ranges_[n - 1].last, r.last);
    else ranges_[n++] = r;
  }
  ranges_.resize(n);
  normal_ = n;
}

const std::vector<CodeRange>& CodeSet::ranges() const {
  normalize();
  return ranges_;
}

void CodeSet::negate() {
  normalize();
  std::vector<CodeRange> gaps;
  std::uint32_t next = 0;
  for (const CodeRange& r : ranges_) {
    if (next < r.first) gaps.push_back({next, r.first - 1});
    next = r.last + 1;
  }
  if (next <= kMaxCodePoint) gaps.push_back({next, kMaxCodePoint});
  ranges_ = std::move(gaps);
  normal_ = ranges_.size();
}

bool CodeSet::contains(std::uint32_t code_point) const {
  normalize();
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), code_point,
                                      [](std::uint32_t c, const CodeRange& r) { return c < r.first; });
  return after != ranges_.begin() && std::prev(after)->last >= code_point;
}

}  // namespace ludex::regex
