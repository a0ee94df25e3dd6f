#pragma once
// One sort for whatever is sorted once for a rulebook, a page or a report. std::sort is compiled anew for every type and every
// comparison, which was a tenth of the core; this one sorts positions, and asks for their order through a pointer. It is stable:
// what compares equal comes out alike with every standard library. Where requests wait for it, std::sort is faster.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ludex::detail {

/// Whether the item at position `a` comes before the one at `b`: a comparison that outlives this.
class PositionOrder {
 public:
  template <class Before>
  explicit PositionOrder(const Before& before)
      : before_(&before), ask_([](const void* it, std::uint32_t a, std::uint32_t b) { return bool((*static_cast<const Before*>(it))(a, b)); }) {}
  bool operator()(std::uint32_t a, std::uint32_t b) const { return ask_(before_, a, b); }

 private:
  const void* before_;
  bool (*ask_)(const void*, std::uint32_t, std::uint32_t);
};

/// Sorts `count` positions. Stable, n log n; those already in order are looked at once.
void sort_positions(std::uint32_t* positions, std::size_t count, PositionOrder before);

template <class Before>
void sort_positions(std::vector<std::uint32_t>& positions, const Before& before) {
  sort_positions(positions.data(), positions.size(), PositionOrder(before));
}

/// 0 to before `count`, sorted.
std::vector<std::uint32_t> sorted_positions(std::size_t count, PositionOrder before);

template <class Before>
std::vector<std::uint32_t> sorted_positions(std::size_t count, const Before& before) {
  return sorted_positions(count, PositionOrder(before));
}

/// Sorts items by `before(const T&, const T&)`; each is moved twice.
template <class T, class Before>
void sort_items(std::vector<T>& items, const Before& before) {
  const auto order = sorted_positions(items.size(), [&](std::uint32_t a, std::uint32_t b) { return before(items[a], items[b]); });
  std::vector<T> sorted;
  sorted.reserve(items.size());
  for (const std::uint32_t i : order) sorted.push_back(std::move(items[i]));
  items = std::move(sorted);
}

/// Sorts items by their names.
template <class T, class Name>
void sort_by(std::vector<T>& items, Name T::* name) {
  sort_items(items, [&](const T& a, const T& b) { return a.*name < b.*name; });
}

}  // namespace ludex::detail
