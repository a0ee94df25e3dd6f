#pragma once
// Python while the core works on its own: Ctrl-C is heard, and a callable is told how far things are.

#include <pybind11/pybind11.h>

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <utility>

#include "ludex/combat.h"

namespace ludex::python {

/// Made and destroyed with the GIL, asked without it.
class Watch {
 public:
  /// `told`: called with what is done and all there is, or None; or None itself.
  explicit Watch(pybind11::object told) : told_(std::move(told)) {}

  /// For the core. It goes between threads as a pointer: no Python object is copied without the GIL.
  Progress progress() {
    return [this](std::uint64_t done, std::uint64_t total) { return goes_on(done, total); };
  }

  /// When the core is done, with the GIL. What was raised meanwhile is raised again: the answer that the core gave nevertheless is
  /// nobody's.
  void finish() {
    if (raised_) std::rethrow_exception(std::exchange(raised_, nullptr));
    if (is_untold_) tell();
  }

 private:
  using Clock = std::chrono::steady_clock;
  /// The core may tell of itself thousands of times a second, and would wait for the GIL and for whatever draws a bar each time.
  static constexpr auto kPause = std::chrono::milliseconds(50);

  // Nothing may be thrown through the core: it is kept, and the core is stopped.
  bool goes_on(std::uint64_t done, std::uint64_t total) {
    done_ = done;
    total_ = total;
    is_untold_ = true;
    const auto now = Clock::now();
    if (heard_ && now - *heard_ < kPause) return true;
    heard_ = now;
    const pybind11::gil_scoped_acquire acquire;
    try {
      if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
      tell();
    } catch (...) {
      raised_ = std::current_exception();
      return false;
    }
    return true;
  }

  void tell() {
    is_untold_ = false;
    if (!told_.is_none()) told_(done_, total_ > 0 ? pybind11::object(pybind11::int_(total_)) : pybind11::object(pybind11::none()));
  }

  pybind11::object told_;
  std::uint64_t done_ = 0, total_ = 0;
  bool is_untold_ = false;
  std::optional<Clock::time_point> heard_;
  std::exception_ptr raised_;
};

}  // namespace ludex::python
