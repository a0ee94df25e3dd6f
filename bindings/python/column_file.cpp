// Column files (docs/columns.md): lines to one and back. python/ludex/column_file.py makes them from arrays without us.

#include "ludex/columns.h"

#include <pybind11/stl.h>

#include <string>
#include <tuple>
#include <vector>

#include "ludex/program.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

py::tuple encode(const Program& program, const py::bytes& ndjson) {
  const RequestColumns columns = [&] {
    const std::string_view lines = view(ndjson);
    auto result = [&] {
      py::gil_scoped_release release;
      return encode_requests(program, lines);
    }();
    return value_or_raise(std::move(result));
  }();
  py::list refused;
  for (const RefusedLine& line : columns.refused)
    refused.append(py::make_tuple(line.line, text(program.reason_name(line.reason)), text(line.pointer)));
  return py::make_tuple(py::bytes(columns.bytes), refused);
}

py::bytes decode(const py::bytes& columns) {
  const std::string_view bytes = view(columns);
  auto result = [&] {
    py::gil_scoped_release release;
    return decode_requests(bytes);
  }();
  return py::bytes(value_or_raise(std::move(result)));
}

}  // namespace

void register_column_file(py::module_& module) {
  module.def("columns_from_lines", &encode, py::arg("program"), py::arg("ndjson"));
  module.def("columns_to_lines", &decode, py::arg("columns"));
}

}  // namespace ludex::python
