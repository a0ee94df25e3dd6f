// What is done with texts: a rulebook laid out and made one of several files, a document patched.

#include <exception>

#include "ludex/bundle.h"
#include "ludex/format.h"
#include "ludex/patch.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

py::str formatted(const py::bytes& source, const std::string& form, const std::string& file) {
  static constexpr const char* kForms[] = {"as_written", "short", "long"};
  std::uint8_t chosen = 0;
  while (chosen < 3 && form != kForms[chosen]) ++chosen;
  if (chosen == 3) raise_host("a form is as_written, short or long, not '" + form + "'");
  auto result = [&] {
    const std::string_view text = view(source);
    py::gil_scoped_release release;
    return format_rulebook(text, static_cast<Form>(chosen));
  }();
  return text(value_or_raise(std::move(result), file));
}

py::str bundled(const py::bytes& source, const py::function& read, const std::string& file) {
  std::exception_ptr raised;  // the core knows no exceptions, so what `read` raises waits here
  const auto resolve = [&](std::string_view path) -> Result<std::string> {
    try {
      if (!raised) return std::string(view(py::bytes(read(text(path)))));
    } catch (...) {
      raised = std::current_exception();
    }
    Error error;
    error.code = ErrorCode::io;
    error.message = "cannot read '" + std::string(path) + "'";
    return error;
  };
  auto result = bundle(view(source), resolve);
  if (raised) std::rethrow_exception(raised);
  return text(value_or_raise(std::move(result), file));
}

py::str patched(const py::bytes& document, const py::bytes& patch) {
  auto result = [&] {
    const std::string_view text = view(document), operations = view(patch);
    py::gil_scoped_release release;
    return apply_patch(text, operations);
  }();
  return text(value_or_raise(std::move(result)));
}

}  // namespace

void register_text(py::module_& module) {
  module.def("format_rulebook", &formatted, py::arg("source"), py::arg("form"), py::arg("file") = "");
  module.def("bundle", &bundled, py::arg("source"), py::arg("read"), py::arg("file") = "");
  module.def("apply_patch", &patched, py::arg("document"), py::arg("patch"));
}

}  // namespace ludex::python
