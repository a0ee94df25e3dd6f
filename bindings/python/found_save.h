#pragma once
// What became of a save, as the fields of `ludex.LoadedSave`.

#include "ludex/profile.h"
#include "ludex_python.h"

namespace ludex::python {

// (state, version, changed, ahead, reconciled, step, pointer, message, the new save or None)
inline py::tuple found_save(const LoadedSave& found, py::object save) {
  return py::make_tuple(to_string(found.state), found.version, found.is_changed, found.is_ahead, found.reconciled, text(found.step), text(found.pointer), text(found.message), std::move(save));
}

}  // namespace ludex::python
