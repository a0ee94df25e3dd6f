#include "interest/interest.h"

#include <algorithm>
#include <cmath>

#include "schema/place_field.h"
#include "space/point_tree.h"
#include "support/hash.h"
#include "support/host_error.h"
#include "value/diagnostics.h"
#include "world/store.h"

namespace ludex {

using namespace detail;

namespace {

/// Finds a kind and where its entities are; `field` is named afterwards.
std::optional<Error> find_place(const Declarations& d, const std::string& kind_name, const char* kind_at, std::string& field, const char* field_at, std::uint32_t& kind, std::uint32_t& slot) {
  const auto found = d.find_kind(kind_name);
  if (!found) return host_error("the program has no kind '" + kind_name + "'" + nearest_name(kind_name, d.kind_names), kind_at);
  kind = *found;
  const Kind& k = d.kinds[kind];
  std::vector<std::uint32_t> places;
  if (field.empty()) places = place_fields(k);
  for (std::uint32_t i = 0; !field.empty() && i < k.fields.size(); ++i)
    if (k.fields[i].name == field && k.fields[i].shape->kind == ShapeKind::vec3) places.push_back(i);
  if (places.size() != 1)
    return host_error("kind '" + kind_name + "' has " + (places.empty() ? "no vec3 field" : "several vec3 fields") + (field.empty() ? "; name the one that says where it is" : " '" + field + "'"), field_at);
  field = k.fields[places[0]].name;
  slot = k.fields[places[0]].slot;
  return std::nullopt;
}

bool can_be_found(const WorldData& world, std::uint32_t k, std::uint32_t position) {
  const std::uint8_t status = world.kinds[k].status[position];
  return !(status & kGone) && (!world.kind(k).has_profile || status & kHasProfile);
}

/// One update: the tree of those observed, and buffers.
class Watch {
 public:
  Watch(const InterestData& interest, const WorldData& world) : interest_(interest), world_(world), store_(world.kinds[interest.observed_kind]) {
    std::vector<space::Point> points;
    for (std::uint32_t i = 0; i < store_.ids.size(); ++i) {
      if (!can_be_found(world_, interest_.observed_kind, i)) continue;
      const double* at = place(interest_.observed_kind, i, interest_.observed_slot);
      points.push_back({{at[0], at[1], at[2]}, store_.ids[i], i});
    }
    tree_.build(std::move(points));
  }

  /// Whom an observer sees who saw `old`, ascending.
  const std::vector<std::int64_t>& look(std::int64_t observer, std::uint32_t position, const std::vector<std::int64_t>& old) {
    const double* at = place(interest_.observer_kind, position, interest_.observer_slot);
    const bool may_be_self = interest_.observer_kind == interest_.observed_kind;
    // Whoever is not among the nearest `max` within the radius is behind `max` others, seen before or not, since who is seen
    // only counts as nearer: the nearest, and those of old, are all that can be chosen.
    tree_.nearest(at, interest_.area.radius, std::size_t{interest_.area.max} + may_be_self, search_);
    chosen_.clear();
    found_.clear();
    for (const space::Found& f : search_.found) {
      if (may_be_self && f.id == observer) continue;
      const bool is_old = std::binary_search(old.begin(), old.end(), f.id);
      chosen_.push_back({is_old ? f.distance / interest_.area.hysteresis : f.distance, f.id, f.position});
      found_.push_back(f.id);
    }
    std::sort(found_.begin(), found_.end());
    for (const std::int64_t id : old) {
      if (std::binary_search(found_.begin(), found_.end(), id)) continue;
      const std::uint32_t i = store_.index.find({id});
      if (i == FlatMap::kAbsent || !can_be_found(world_, interest_.observed_kind, i)) continue;
      const double* there = place(interest_.observed_kind, i, interest_.observed_slot);
      const double distance = std::sqrt(space::square_of(there[0] - at[0], there[1] - at[1], there[2] - at[2]));
      if (distance <= interest_.leave_radius) chosen_.push_back({distance / interest_.area.hysteresis, id, i});
    }
    if (chosen_.size() > interest_.area.max) {
      std::sort(chosen_.begin(), chosen_.end(), space::is_before);  // ids differ, so there are no ties
      chosen_.resize(interest_.area.max);
    }
    seen_.clear();
    for (const space::Found& f : chosen_) seen_.push_back(f.id);
    std::sort(seen_.begin(), seen_.end());
    return seen_;
  }

 private:
  const double* place(std::uint32_t kind, std::uint32_t position, std::uint32_t slot) const { return &world_.row(kind, position)[slot].d; }

  const InterestData& interest_;
  const WorldData& world_;
  const KindStore& store_;
  space::PointTree tree_;
  space::Search search_;
  std::vector<space::Found> chosen_;
  std::vector<std::int64_t> found_, seen_;
};

}  // namespace

Interest::Interest(std::unique_ptr<InterestData> data) : data_(std::move(data)) {}
Interest::Interest(const Interest& other) : data_(std::make_unique<InterestData>(*other.data_)) {}
Interest& Interest::operator=(const Interest& other) {
  if (this != &other) data_ = std::make_unique<InterestData>(*other.data_);
  return *this;
}
Interest::Interest(Interest&&) noexcept = default;
Interest& Interest::operator=(Interest&&) noexcept = default;
Interest::~Interest() = default;

Result<Interest> Interest::create(const Program& program, const InterestArea& area) {
  auto data = std::make_unique<InterestData>();
  data->program = program.shared();
  data->area = area;
  const Declarations& d = data->program->declarations;
  if (!std::isfinite(area.radius) || area.radius < 0) return host_error("a radius is finite and not negative", "/radius");
  if (!std::isfinite(area.hysteresis) || area.hysteresis < 1) return host_error("hysteresis is finite and at least 1", "/hysteresis");
  data->area.radius += 0.0;  // -0.0 is written as 0.0
  data->leave_radius = area.radius * area.hysteresis;
  if (!std::isfinite(data->leave_radius)) return host_error("radius * hysteresis is beyond all numbers", "/hysteresis");
  if (area.max < 1 || area.max > kMostSeen) return host_error("max is from 1 to " + std::to_string(kMostSeen), "/max");
  if (auto error = find_place(d, area.observers, "/observers", data->area.observer_field, "/observer_field", data->observer_kind, data->observer_slot)) return *error;
  if (auto error = find_place(d, area.observed, "/observed", data->area.observed_field, "/observed_field", data->observed_kind, data->observed_slot)) return *error;
  return Interest(std::move(data));
}

Result<std::vector<InterestChange>> Interest::update(const World& world) {
  const WorldData& w = world.data();
  InterestData& data = *data_;
  if (w.program->digest != data.program->digest) return host_error("the world is of another program than the areas of interest", "");
  Watch watch(data, w);
  std::vector<std::pair<std::int64_t, std::uint32_t>> there;
  const KindStore& store = w.kinds[data.observer_kind];
  for (std::uint32_t i = 0; i < store.ids.size(); ++i)
    if (can_be_found(w, data.observer_kind, i)) there.emplace_back(store.ids[i], i);
  std::sort(there.begin(), there.end());

  std::vector<InterestChange> changes;
  auto known = data.observers.begin();
  const auto drop_until = [&](auto&& is_reached) {
    while (known != data.observers.end() && !is_reached(known->first)) {
      changes.emplace_back();
      changes.back().observer = known->first;
      changes.back().is_gone = true;
      known = data.observers.erase(known);
    }
  };
  for (const auto& [id, position] : there) {
    const std::int64_t observer_id = id;
    drop_until([&](std::int64_t known_id) { return known_id >= observer_id; });
    if (known == data.observers.end() || known->first != id) known = data.observers.emplace_hint(known, id, InterestData::Observer{});
    InterestData::Observer& observer = known->second;
    const std::vector<std::int64_t>& seen = watch.look(id, position, observer.seen);
    if (observer.is_due_full || seen != observer.seen) {
      InterestChange& change = changes.emplace_back();
      change.observer = id;
      change.is_full = observer.is_due_full;
      if (change.is_full) {
        change.entered = seen;
      } else {
        std::set_difference(seen.begin(), seen.end(), observer.seen.begin(), observer.seen.end(), std::back_inserter(change.entered));
        std::set_difference(observer.seen.begin(), observer.seen.end(), seen.begin(), seen.end(), std::back_inserter(change.left));
      }
      observer.seen = seen;
      observer.is_due_full = false;
    }
    ++known;
  }
  drop_until([](std::int64_t) { return false; });
  return changes;
}

bool Interest::resync(std::int64_t observer) {
  const auto it = data_->observers.find(observer);
  if (it == data_->observers.end()) return false;
  it->second.is_due_full = true;
  return true;
}

void Interest::resync_all() {
  for (auto& [id, observer] : data_->observers) observer.is_due_full = true;
}

std::vector<std::int64_t> Interest::seen_by(std::int64_t observer) const {
  const auto it = data_->observers.find(observer);
  return it == data_->observers.end() ? std::vector<std::int64_t>() : it->second.seen;
}

std::size_t Interest::observer_count() const { return data_->observers.size(); }

std::uint64_t Interest::digest() const { return xxh64(to_json(), 0); }

}  // namespace ludex
