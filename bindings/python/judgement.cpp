// `_ludex.Judgement`: the verdicts of one batch.

#include "judgement.h"

#include <pybind11/numpy.h>

#include <cstddef>

#include "ludex/world.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

static_assert(sizeof(Verdict) == 24 && sizeof(Reason) == 2 && sizeof(Outcome) == 1 && sizeof(RuleError) == 1,
              "verdict_dtype describes the record as it lies in memory");

py::dtype verdict_dtype() {
  py::list names, formats, offsets;
  const auto field = [&](const char* name, const char* format, std::size_t offset) {
    names.append(name);
    formats.append(format);
    offsets.append(offset);
  };
  field("retry_after_ms", "i8", offsetof(Verdict, retry_after_ms));
  field("at", "u4", offsetof(Verdict, at));
  field("payload", "u8", offsetof(Verdict, payload));
  field("reason", "u2", offsetof(Verdict, reason));
  field("outcome", "u1", offsetof(Verdict, outcome));
  field("code", "u1", offsetof(Verdict, code));
  return py::dtype(names, formats, offsets, sizeof(Verdict));
}

// The records themselves, not a copy: `self` becomes the array's base and so lives as long as any view of it.
py::array verdicts(const py::object& self) {
  const std::vector<Verdict>& records = self.cast<const NamedJudgement&>().judgement.verdicts();
  py::array array(verdict_dtype(), {records.size()}, {sizeof(Verdict)}, records.data(), self);
  // Others hold this judgement too, so its records must not change.
  array.attr("flags").attr("writeable") = false;
  return array;
}

py::dict counts(const NamedJudgement& self) {
  py::dict result;
  for (const auto& [reason, count] : self.judgement.counts()) result[text(self.program.reason_name(reason))] = count;
  return result;
}

std::size_t checked(const NamedJudgement& self, std::size_t i) {
  if (i >= self.judgement.verdicts().size()) throw py::index_error("no verdict of this index");
  return i;
}

template <void (Judgement::*Write)(std::string&, View) const>
py::bytes lines(const NamedJudgement& self, bool for_client) {
  std::string out;
  {
    py::gil_scoped_release release;
    (self.judgement.*Write)(out, for_client ? View::client : View::full);
  }
  return out;
}

}  // namespace

void register_judgement(py::module_& module) {
  py::class_<NamedJudgement>(module, "Judgement", "The verdicts of one batch.")
      .def("__len__", [](const NamedJudgement& self) { return self.judgement.verdicts().size(); })
      .def_property_readonly("digest",
                             [](const NamedJudgement& self) { return digest_text(self.judgement.batch_digest()); })
      .def_property_readonly("world_digest",
                             [](const NamedJudgement& self) { return digest_text(self.judgement.world_digest()); })
      .def_property_readonly("counts", &counts)
      .def_property_readonly("verdicts", &verdicts)
      .def(
          "at", [](const NamedJudgement& self, std::size_t i) { return text(self.judgement.at(checked(self, i))); },
          py::arg("i"))
      .def(
          "line",
          [](const NamedJudgement& self, std::size_t i, bool for_client) {
            return text(self.judgement.verdict_line(checked(self, i), for_client ? View::client : View::full));
          },
          py::arg("i"), py::arg("for_client") = false)
      .def("lines", &lines<&Judgement::write_verdicts>, py::arg("for_client") = false)
      .def("timer_lines", &lines<&Judgement::write_timers>, py::arg("for_client") = false);
}

}  // namespace ludex::python
