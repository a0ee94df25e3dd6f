#pragma once
// What the files of the extension module share.

#include <pybind11/pybind11.h>

#include <string>
#include <string_view>
#include <utility>

#include "ludex/error.h"

namespace ludex::python {

namespace py = pybind11;

// One per category, in the order in which module.cpp calls them.
void register_errors(py::module_& module);
void register_rulebook(py::module_& module);
void register_combat(py::module_& module);
void register_tuning(py::module_& module);
void register_balance(py::module_& module);
void register_judgement(py::module_& module);
void register_world(py::module_& module);
void register_columns(py::module_& module);
void register_column_file(py::module_& module);
void register_expression(py::module_& module);
void register_contract(py::module_& module);
void register_schema(py::module_& module);
void register_saves(py::module_& module);
void register_text(py::module_& module);
void register_backtest(py::module_& module);
void register_ledger(py::module_& module);
void register_record(py::module_& module);
void register_recorder(py::module_& module);
void register_presence(py::module_& module);
void register_metrics(py::module_& module);
void register_interest(py::module_& module);

/// One error as a `ludex.ErrorDetail`; `file` stands before its position.
py::object error_detail(const Error& error, const std::string& file = {});

/// Raises `ludex.LudexError` with all `errors`; `file` stands before their positions.
[[noreturn]] void raise(const Errors& errors, const std::string& file = {});

/// Raises `ludex.LudexError` of code "host": the caller broke its side of the contract.
[[noreturn]] void raise_host(std::string message, std::string pointer = {});

/// The value, or its errors raised.
template <class T>
T value_or_raise(Result<T>&& result, const std::string& file = {}) {
  if (!result) raise(result.errors(), file);
  return std::move(result.value());
}

/// The bytes of a `bytes` object, borrowed: they cannot change while the caller holds the object.
inline std::string_view view(const py::bytes& bytes) {
  return {PyBytes_AS_STRING(bytes.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.ptr()))};
}

/// A `str`. Excerpts of hostile text may be cut inside a character, so what is not UTF-8 is replaced, never refused.
inline py::str text(std::string_view utf8) {
  PyObject* decoded = PyUnicode_DecodeUTF8(utf8.data(), static_cast<Py_ssize_t>(utf8.size()), "replace");
  if (!decoded) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(decoded);
}

}  // namespace ludex::python
