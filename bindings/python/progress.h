#pragma once
// Python while the core works on its own: Ctrl-C is heard between rounds, and a callable is told how far things are.

#include <pybind11/pybind11.h>

#include <cstdint>
#include <exception>
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

  /// What was raised meanwhile, raised again: the answer that the core gave nevertheless is nobody's.
  void rethrow() {
    if (raised_) std::rethrow_exception(std::exchange(raised_, nullptr));
  }

 private:
  // Nothing may be thrown through the core: it is kept, and the core is stopped.
  bool goes_on(std::uint64_t done, std::uint64_t total) {
    const pybind11::gil_scoped_acquire acquire;
    try {
      if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
      if (!told_.is_none()) told_(done, total > 0 ? pybind11::object(pybind11::int_(total)) : pybind11::object(pybind11::none()));
    } catch (...) {
      raised_ = std::current_exception();
      return false;
    }
    return true;
  }

  pybind11::object told_;
  std::exception_ptr raised_;
};

}  // namespace ludex::python
