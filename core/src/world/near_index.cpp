#include "world/near_index.h"

#include "world/store.h"

namespace ludex::detail {
namespace {

// Below so many entities, looking at each is as fast as the tree: measured (docs/decisions/0016), 0.5 us either way.
constexpr std::size_t kFewEntities = 128;
// What it costs to put one entity right in the tree, and to build the tree of all, in entities looked at (4 to 5 ns): measured,
// 60 to 300 ns and 110 to 300 ns each.
constexpr std::uint64_t kPutCost = 32;
constexpr std::uint64_t kBuildCost = 48;

bool can_be_found(const WorldData& world, std::uint32_t k, std::uint32_t position) {
  const std::uint8_t status = world.kinds[k].status[position];
  return !(status & kGone) && (!world.kind(k).has_profile || status & kHasProfile);
}

const double* place_of(const WorldData& world, std::uint32_t k, std::uint32_t position, std::uint32_t slot) { return &world.row(k, position)[slot].d; }

space::Point point_of(const WorldData& world, std::uint32_t k, std::uint32_t position, std::uint32_t slot) {
  const double* at = place_of(world, k, position, slot);
  return {{at[0], at[1], at[2]}, world.kinds[k].ids[position], position};
}

}  // namespace

// Everybody who was noted, of every kind.
void catch_up(WorldData& world) {
  for (const Dirty::Entity& moved : world.dirty.moved) {
    NearIndex& index = world.near[moved.kind];
    if (!index.is_kept_ || moved.position >= index.is_noted_.size() || !std::exchange(index.is_noted_[moved.position], std::uint8_t{0})) continue;
    const std::uint32_t slot = world.kind(moved.kind).fields[index.field_].slot;
    if (can_be_found(world, moved.kind, moved.position)) index.tree_.put(point_of(world, moved.kind, moved.position, slot));
    else index.tree_.remove(moved.position);
  }
  world.dirty.moved.clear();
}

void find_nearest(WorldData& world, std::uint32_t k, std::uint32_t field, const double* at, double radius, std::size_t max, space::Search& search) {
  const KindStore& store = world.kinds[k];
  const std::uint32_t slot = world.kind(k).fields[field].slot;
  const std::size_t count = store.ids.size();
  NearIndex& index = world.near[k];
  const bool is_kept = index.is_kept_ && index.field_ == field;
  // Looking at everybody is paid for until it has cost what the tree would have: so the two together never cost more than
  // twice what the cheaper of them does, whether a thousand move for each that asks or the other way round.
  const std::uint64_t work = is_kept ? world.dirty.moved.size() * kPutCost : count * kBuildCost;
  if (count < kFewEntities || (work > 0 && index.scanned_ + count < work)) {
    index.scanned_ += count;
    space::Nearest nearest(at, radius, max, search.found);
    if (nearest.is_empty() || count == 0) return;
    // As can_be_found(), of all of them at once.
    const bool has_profile = world.kind(k).has_profile;
    const std::uint8_t looked_at = has_profile ? kGone | kHasProfile : kGone, good = has_profile ? kHasProfile : 0;
    const std::size_t stride = world.kind(k).stride;
    const Word* at_position = store.rows.data() + slot;
    for (std::uint32_t i = 0; i < count; ++i, at_position += stride)
      if ((store.status[i] & looked_at) == good) nearest.offer(&at_position->d, store.ids[i], i);
    return nearest.finish();
  }
  if (work > 0) {
    if (is_kept) {
      catch_up(world);
    } else {
      std::vector<space::Point> points;
      for (std::uint32_t i = 0; i < count; ++i)
        if (can_be_found(world, k, i)) points.push_back(point_of(world, k, i, slot));
      index.tree_.build(std::move(points));
      index.is_noted_.assign(count, 0);
      index.field_ = field;
      index.is_kept_ = true;
    }
    index.scanned_ = 0;
  }
  index.tree_.nearest(at, radius, max, search);
}

}  // namespace ludex::detail
