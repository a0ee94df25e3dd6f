#include "jsonschema/names.h"

#include <algorithm>

#include "support/hash.h"

namespace ludex::jsonschema {
namespace {

// A small table is worth a search for a seed without collisions; a large one only needs that nobody chose its collisions.
constexpr int kSmallTableSeeds = 64;
constexpr int kLargeTableSeeds = 4;
constexpr std::size_t kSmallTable = 256;
constexpr std::size_t kLongestProbe = 32;

}  // namespace

NameTable::NameTable(const std::vector<std::string_view>& names) : count_(names.size()) {
  std::size_t size = 4;
  while (size < names.size() * 3) size *= 2;
  mask_ = size - 1;
  for (const std::string_view name : names) bytes_ += name;
  // The names themselves choose the seed, so that whoever looks for collisions changes it with every name tried.
  const std::uint64_t own = xxh64(bytes_, names.size());
  const bool is_small = names.size() <= kSmallTable;
  std::uint64_t best = own;
  std::size_t best_probe = ~std::size_t{0};
  for (int i = 0; i < (is_small ? kSmallTableSeeds : kLargeTableSeeds); ++i) {
    const std::uint64_t seed = mix64(own + static_cast<std::uint64_t>(i));
    const std::size_t probe = fill(names, seed);
    if (probe < best_probe) best = seed, best_probe = probe;
    if (best_probe <= (is_small ? 1 : kLongestProbe)) break;
  }
  if (seed_ != best) fill(names, best);
}

std::size_t NameTable::fill(const std::vector<std::string_view>& names, std::uint64_t seed) {
  slots_.assign(mask_ + 1, Slot{});
  slot_of_.resize(names.size());
  seed_ = seed;
  std::size_t longest = 0;
  std::uint32_t begin = 0, number = 0;
  for (const std::string_view name : names) {
    const NameKey key = name_key(name, name.data() + name.size());
    std::size_t i = hash(key, seed) & mask_, probe = 1;
    while (slots_[i].number != kAbsent) i = (i + 1) & mask_, ++probe;
    longest = std::max(longest, probe);
    slot_of_[number] = static_cast<std::uint32_t>(i);
    slots_[i] = {key.head, key.tail, static_cast<std::uint32_t>(name.size()), number, begin};
    begin += static_cast<std::uint32_t>(name.size());
    ++number;
  }
  return longest;
}

}  // namespace ludex::jsonschema
