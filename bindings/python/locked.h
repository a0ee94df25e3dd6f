#pragma once
// What Python threads may share and the core lets one thread at a time into.

#include <pybind11/pybind11.h>

#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

#include "ludex/profile.h"
#include "ludex/world.h"

namespace ludex::python {

/// Locked while the GIL is released: nothing else then keeps two threads out of it. Each use takes the lock after releasing
/// the GIL, and never the other way round.
template <class T>
class Locked {
 public:
  explicit Locked(T value) : value_(std::move(value)) {}

  /// `use(value)`, with the lock and without the GIL.
  template <class Use>
  auto use(Use&& use) {
    pybind11::gil_scoped_release release;
    const std::lock_guard lock(*mutex_);
    return use(value_);
  }

  /// The same with three of three types.
  template <class U, class V, class Use>
  auto use_with(Locked<U>& second, Locked<V>& third, Use&& use) {
    static_assert(!std::is_same_v<T, U> && !std::is_same_v<T, V> && !std::is_same_v<U, V>, "two of them might be one");
    pybind11::gil_scoped_release release;
    const std::scoped_lock lock(*mutex_, *second.mutex_, *third.mutex_);
    return use(value_, second.value_, third.value_);
  }

  /// The same with two, whichever another thread takes first; they may be one.
  template <class U, class Use>
  auto use_with(Locked<U>& other, Use&& use) {
    pybind11::gil_scoped_release release;
    if constexpr (std::is_same_v<T, U>) {
      if (&other == this) {
        const std::lock_guard lock(*mutex_);
        return use(value_, value_);
      }
    }
    const std::scoped_lock lock(*mutex_, *other.mutex_);
    return use(value_, other.value_);
  }

 private:
  template <class U>
  friend class Locked;
  T value_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

using LockedWorld = Locked<World>;
using LockedLoader = Locked<SaveLoader>;

}  // namespace ludex::python
