// `_ludex.Interest`: who sees whom.

#include "ludex/interest.h"

#include <pybind11/stl.h>

#include <memory>

#include "locked.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

using LockedInterest = Locked<Interest>;
using Handle = std::unique_ptr<LockedInterest>;

Handle create(const Program& program, const py::bytes& area) { return std::make_unique<LockedInterest>(value_or_raise(Interest::create(program, view(area)))); }

Handle load(const Program& program, const py::bytes& text) { return std::make_unique<LockedInterest>(value_or_raise(Interest::from_json(program, view(text)))); }

// [(observer, is full, is gone, entered, left)]
py::list update(LockedInterest& self, LockedWorld& world) {
  auto changes = world.use_with(self, [](const World& w, Interest& interest) { return interest.update(w); });
  py::list out;
  for (const InterestChange& c : value_or_raise(std::move(changes))) out.append(py::make_tuple(c.observer, c.is_full, c.is_gone, c.entered, c.left));
  return out;
}

}  // namespace

void register_interest(py::module_& module) {
  py::class_<LockedInterest, Handle>(module, "Interest", "Who sees whom.")
      .def_static("create", &create, py::arg("program"), py::arg("area"))
      .def_static("load", &load, py::arg("program"), py::arg("text"))
      .def("update", &update, py::arg("world"))
      .def("resync", [](LockedInterest& self, std::int64_t observer) { return self.use([&](Interest& i) { return i.resync(observer); }); }, py::arg("observer"))
      .def("resync_all", [](LockedInterest& self) { self.use([](Interest& i) { i.resync_all(); }); })
      .def("seen_by", [](LockedInterest& self, std::int64_t observer) { return self.use([&](const Interest& i) { return i.seen_by(observer); }); }, py::arg("observer"))
      .def("to_json", [](LockedInterest& self) { return py::bytes(self.use([](const Interest& i) { return i.to_json(); })); })
      .def_property_readonly("digest", [](LockedInterest& self) { return digest_text(self.use([](const Interest& i) { return i.digest(); })); });
}

}  // namespace ludex::python
