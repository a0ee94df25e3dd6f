// Who comes into a world and leaves it: join, save, leave.

#include "ludex/presence.h"

#include "found_save.h"
#include "locked.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

// As of `SaveLoader.load`, without a save: it is in the world.
py::tuple join_world(LockedWorld& world, LockedLoader& loader, std::int64_t id, const py::bytes& save) {
  const std::string_view record = view(save);
  return found_save(value_or_raise(world.use_with(loader, [&](World& w, SaveLoader& l) { return join(w, l, id, record); })), py::none());
}

py::bytes save_profile(LockedWorld& world, LockedLoader& loader, std::int64_t id, const py::bytes& last) {
  const std::string_view record = view(last);
  return py::bytes(value_or_raise(world.use_with(loader, [&](World& w, SaveLoader& l) { return save(w, l, id, record); })));
}

void leave_world(LockedWorld& world, const py::bytes& kind, std::int64_t id) {
  const std::string_view name = view(kind);
  if (const auto wrong = world.use([&](World& w) { return leave(w, name, id); })) raise({*wrong});
}

}  // namespace

void register_presence(py::module_& module) {
  module.def("join", &join_world, py::arg("world"), py::arg("loader"), py::arg("id"), py::arg("save"));
  module.def("save_profile", &save_profile, py::arg("world"), py::arg("loader"), py::arg("id"), py::arg("last"));
  module.def("leave", &leave_world, py::arg("world"), py::arg("kind"), py::arg("id"));
}

}  // namespace ludex::python
