#include "support/sort.h"

#include <algorithm>
#include <numeric>

namespace ludex::detail {

void sort_positions(std::uint32_t* positions, std::size_t count, PositionOrder before) {
  constexpr std::size_t kRun = 8;  // as long as insertion takes no more comparisons than merging
  for (std::size_t begin = 0; begin < count; begin += kRun) {
    const std::size_t end = std::min(begin + kRun, count);
    for (std::size_t i = begin + 1; i < end; ++i) {
      const std::uint32_t moved = positions[i];
      std::size_t to = i;
      for (; to > begin && before(moved, positions[to - 1]); --to) positions[to] = positions[to - 1];
      positions[to] = moved;
    }
  }
  if (count <= kRun) return;

  std::vector<std::uint32_t> room(count);
  std::uint32_t* from = positions;
  std::uint32_t* to = room.data();
  for (std::size_t width = kRun; width < count; width *= 2) {
    for (std::size_t begin = 0; begin < count; begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, count), end = std::min(begin + 2 * width, count);
      if (middle == end || !before(from[middle], from[middle - 1])) {
        std::copy(from + begin, from + end, to + begin);
        continue;
      }
      std::size_t left = begin, right = middle;
      for (std::size_t i = begin; i < end; ++i) {
        const bool takes_right = left == middle || (right < end && before(from[right], from[left]));
        to[i] = from[takes_right ? right++ : left++];
      }
    }
    std::swap(from, to);
  }
  if (from != positions) std::copy(from, from + count, positions);
}

std::vector<std::uint32_t> sorted_positions(std::size_t count, PositionOrder before) {
  std::vector<std::uint32_t> positions(count);
  std::iota(positions.begin(), positions.end(), 0u);
  sort_positions(positions.data(), count, before);
  return positions;
}

}  // namespace ludex::detail
