// Logs, read and judged again.

#include "ludex/replay.h"

#include "ludex_python.h"

namespace ludex::python {
namespace {

py::str log_content(const py::bytes& log, std::uint64_t first, std::uint64_t most) {
  const auto content = [&] {
    const std::string_view bytes = view(log);
    py::gil_scoped_release release;
    return describe_log(bytes, first, most);
  }();
  return text(content);
}

py::str log_report(const py::bytes& log, const std::string& options) {
  auto report = [&] {
    const std::string_view bytes = view(log);
    py::gil_scoped_release release;
    return replay_json(bytes, options);
  }();
  return text(value_or_raise(std::move(report)));
}

}  // namespace

void register_record(py::module_& module) {
  module.def("read_log", &log_content, py::arg("log"), py::arg("first"), py::arg("most"));
  module.def("replay_log", &log_report, py::arg("log"), py::arg("options"));
}

}  // namespace ludex::python
