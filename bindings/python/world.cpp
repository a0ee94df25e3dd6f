// `_ludex.World`: state, and judging against it.

#include "ludex/world.h"

#include <pybind11/stl.h>

#include <memory>
#include <optional>

#include "judgement.h"
#include "locked.h"
#include "ludex/columns.h"
#include "ludex/delta.h"
#include "ludex/explain.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

using Handle = std::unique_ptr<LockedWorld>;

Handle load(const Program& program, const py::bytes& source, const std::string& file) {
  auto result = [&] {
    const std::string_view json = view(source);
    py::gil_scoped_release release;
    return World::from_json(program, json);
  }();
  return std::make_unique<LockedWorld>(value_or_raise(std::move(result), file));
}

template <Result<Judgement> (*judge_in_place)(const Program&, World&, std::string_view, const Inputs&)>
NamedJudgement judge(LockedWorld& self, const Program& program, const py::bytes& batch,
                     std::optional<std::int64_t> opened_at, const py::bytes& flags, std::uint32_t threads) {
  const Inputs inputs{.opened_at = opened_at, .flags_json = view(flags), .exec = {.max_threads = threads}};
  const std::string_view requests = view(batch);
  auto result = self.use([&](World& world) { return judge_in_place(program, world, requests, inputs); });
  return {value_or_raise(std::move(result)), program};
}

py::bytes explain_line(LockedWorld& self, const py::bytes& rulebook, const py::bytes& line, std::optional<std::int64_t> opened_at, const py::bytes& flags) {
  const Inputs inputs{.opened_at = opened_at, .flags_json = view(flags)};
  const std::string_view rules = view(rulebook), request = view(line);
  return py::bytes(value_or_raise(self.use([&](World& world) { return explain(rules, world, request, inputs); })));
}

py::bytes delta_to(LockedWorld& self, LockedWorld& other) {
  return py::bytes(value_or_raise(self.use_with(other, [](const World& from, const World& to) { return world_delta(from, to); })));
}

void apply_delta(LockedWorld& self, const py::bytes& delta) {
  const std::string_view bytes = view(delta);
  auto failed = self.use([&](World& world) -> std::optional<Errors> {
    auto made = apply_world_delta(world, bytes);
    if (!made) return made.errors();
    world = std::move(*made);
    return std::nullopt;
  });
  if (failed) raise(*failed);
}

Handle visible(LockedWorld& self, const py::bytes& named) {
  const std::string_view json = view(named);
  return std::make_unique<LockedWorld>(value_or_raise(self.use([&](const World& world) { return visible_part(world, json); })));
}

}  // namespace

void register_world(py::module_& module) {
  py::class_<LockedWorld, Handle>(module, "World", "All state at one moment.")
      .def_static("load", &load, py::arg("program"), py::arg("source"), py::arg("file") = "")
      .def_static(
          "empty",
          [](const Program& program, std::uint64_t seed) {
            return std::make_unique<LockedWorld>(World::empty(program, seed));
          },
          py::arg("program"), py::arg("seed") = 0)
      .def_property_readonly(
          "digest",
          [](LockedWorld& self) { return digest_text(self.use([](const World& world) { return world.digest(); })); })
      .def_property_readonly("now", [](LockedWorld& self) { return self.use([](World& w) { return w.now(); }); })
      .def_property_readonly("entity_count",
                             [](LockedWorld& self) { return self.use([](World& w) { return w.entity_count(); }); })
      .def("to_json",
           [](LockedWorld& self) { return py::bytes(self.use([](const World& w) { return w.to_json(); })); })
      .def("copy",
           [](LockedWorld& self) {
             return std::make_unique<LockedWorld>(self.use([](const World& w) { return World(w); }));
           })
      .def("delta_to", &delta_to, py::arg("other"))
      .def("apply_delta", &apply_delta, py::arg("delta"))
      .def("visible", &visible, py::arg("visible"))
      .def("explain", &explain_line, py::arg("rulebook"), py::arg("line"), py::arg("opened_at"), py::arg("flags"))
      .def("judge", &judge<judge_in_place>, py::arg("program"), py::arg("ndjson"), py::arg("opened_at"), py::arg("flags"), py::arg("threads"))
      .def("judge_columns", &judge<judge_columns_in_place>, py::arg("program"), py::arg("columns"), py::arg("opened_at"),
           py::arg("flags"), py::arg("threads"));
}

}  // namespace ludex::python
