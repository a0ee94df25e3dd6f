#pragma once
/// Areas of interest: who sees whom, and what changed about it. Who is to be told of whose state is decided here; what they are
/// told is a delta of their visible part (ludex/delta.h).

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "ludex/program.h"
#include "ludex/world.h"

namespace ludex {

namespace detail {
struct InterestData;
}

/// Who observes, who is observed, and how far.
struct InterestArea {
  std::string observers;       ///< kind of those who see
  std::string observed;        ///< kind of those who are seen; of the same kind, nobody sees oneself
  double radius = 0;           ///< an entity enters at this distance
  double hysteresis = 1.25;    ///< and leaves beyond radius * hysteresis; at least 1
  /// An observer sees so many at most: the nearest, where one that is seen already counts as `hysteresis` times nearer than it is.
  std::uint32_t max = 256;
  std::string observer_field;  ///< a vec3: where they are; "": as in `near`, `position` or the only vec3
  std::string observed_field;
};

/// What changed for one observer.
struct InterestChange {
  std::int64_t observer = 0;
  bool is_full = false;               ///< `entered` is everybody who is seen: the first time, and after a resync
  bool is_gone = false;               ///< the observer is no more in the world: nothing is kept of it
  std::vector<std::int64_t> entered;  ///< ids in ascending order
  std::vector<std::int64_t> left;
};

/// Who sees whom. A value: copying copies what is remembered. Its text form brings it back, so a run can be replayed from anywhere.
///
/// Entities whose profile is not loaded neither see nor are seen, as `near` passes them over.
class Interest {
 public:
  /// Observers at most see so many.
  static constexpr std::uint32_t kMostSeen = 65'536;

  /// Errors (`host`): a kind or field that the program does not have, a radius or hysteresis out of its range.
  static Result<Interest> create(const Program& program, const InterestArea& area);
  /// The same from JSON: {"observers": "player", "observed": "mob", "radius": 20.0}, further members as in `InterestArea`.
  static Result<Interest> create(const Program& program, std::string_view area_json);
  /// What `to_json` wrote. Errors: `json`, `host` with a pointer.
  static Result<Interest> from_json(const Program& program, std::string_view text);

  /// Brings it up to date with `world`, and tells what changed: observers in the order of their ids, those for whom nothing did
  /// left out. The answer depends on this object and the world's state alone, not on how the state lies in memory.
  ///
  /// Cost: O(n log n) in those observed, and O(max + log n) for each observer (of a crowd in one spot too).
  /// Errors (`host`): a world of another program.
  Result<std::vector<InterestChange>> update(const World& world);

  /// The next update tells this observer everything again: it lost what it was told. False when it is not known.
  bool resync(std::int64_t observer);
  void resync_all();

  /// Whom `observer` sees since the last update, ascending.
  std::vector<std::int64_t> seen_by(std::int64_t observer) const;
  std::size_t observer_count() const;

  /// The area and what is remembered, canonical: one line, equal for equal states.
  std::string to_json() const;
  std::uint64_t digest() const;

  Interest(const Interest& other);
  Interest& operator=(const Interest& other);
  Interest(Interest&&) noexcept;
  Interest& operator=(Interest&&) noexcept;
  ~Interest();
  explicit Interest(std::unique_ptr<detail::InterestData> data);

 private:
  std::unique_ptr<detail::InterestData> data_;
};

/// Changes as a JSON array: {"entered": […], "left": […], "observer": 7}, with "full": true where it is so, or {"gone": true, "observer": 7}.
std::string to_json(const std::vector<InterestChange>& changes);

}  // namespace ludex
