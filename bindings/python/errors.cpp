// Errors of the core become one exception, `ludex.LudexError`, which is written in Python.

#include "ludex_python.h"

namespace ludex::python {
namespace {

Error located(ErrorCode code, std::string message, std::string pointer) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  error.pointer = std::move(pointer);
  return error;
}

}  // namespace

py::object error_detail(const Error& error, const std::string& file) {
  std::string formatted = format_error(error, file);
  while (!formatted.empty() && formatted.back() == '\n') formatted.pop_back();
  return py::module_::import("ludex.error_detail")
      .attr("ErrorDetail")(to_string(error.code), text(error.message), text(error.pointer), error.line, error.column,
                           text(error.excerpt), error.caret, text(error.file), error.offset, text(formatted));
}

void raise(const Errors& errors, const std::string& file) {
  py::list details;
  for (const Error& error : errors) details.append(error_detail(error, file));
  const py::object exception = py::module_::import("ludex.errors").attr("LudexError");
  PyErr_SetObject(exception.ptr(), exception(details).ptr());
  throw py::error_already_set();
}

void raise_host(std::string message, std::string pointer) {
  raise({located(ErrorCode::host, std::move(message), std::move(pointer))});
}

void register_errors(py::module_& module) {
  // For the checks that python/ludex makes itself, so that every message is formatted in one place.
  module.def(
      "raise_error",
      [](const std::string& code, std::string message, std::string pointer) {
        ErrorCode kind = ErrorCode::host;
        for (const ErrorCode other : {ErrorCode::io, ErrorCode::profile})
          if (code == to_string(other)) kind = other;
        raise({located(kind, std::move(message), std::move(pointer))});
      },
      py::arg("code"), py::arg("message"), py::arg("pointer") = "");
}

}  // namespace ludex::python
