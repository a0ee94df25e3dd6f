#pragma once
// The world behind `_ludex.World`.

#include <mutex>
#include <utility>

#include "ludex/world.h"
#include "ludex_python.h"

namespace ludex::python {

/// A world that Python threads may share. While the GIL is released nothing else keeps two threads out of it, and the
/// core allows one at a time; so each use takes the lock, after releasing the GIL and never the other way round.
class LockedWorld {
 public:
  explicit LockedWorld(World world) : world_(std::move(world)) {}

  /// `use(world)`, with the lock and without the GIL.
  template <class Use>
  auto with(Use use) {
    py::gil_scoped_release release;
    const std::lock_guard lock(mutex_);
    return use(world_);
  }

  /// `use(a, b)` with both locks; the two may be one.
  template <class Use>
  static auto with_both(LockedWorld& a, LockedWorld& b, Use use) {
    py::gil_scoped_release release;
    if (&a == &b) {
      const std::lock_guard lock(a.mutex_);
      return use(a.world_, a.world_);
    }
    const std::scoped_lock locks(a.mutex_, b.mutex_);
    return use(a.world_, b.world_);
  }

 private:
  World world_;
  std::mutex mutex_;
};

}  // namespace ludex::python
