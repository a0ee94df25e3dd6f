#include "python_json.h"

#include <cmath>

#include "value/json_scan.h"
#include "value/number.h"

namespace ludex::python {
namespace {

/// Far deeper than any request may be (`too_deep` is still the core's to say), shallow enough for the C++ stack; a list
/// that contains itself ends here.
constexpr int kMaxDepth = 500;

class Writer {
 public:
  Writer(std::string& out, Unwritable& why) : out_(out), why_(why) {}

  bool write(py::handle value, int depth) {
    PyObject* const v = value.ptr();
    if (depth > kMaxDepth) return refuse("nests deeper than " + std::to_string(kMaxDepth) + ", or contains itself");
    if (v == Py_None) return append("null");
    if (v == Py_True) return append("true");
    if (v == Py_False) return append("false");
    if (PyUnicode_Check(v)) return write_str(v);
    if (PyLong_Check(v)) return write_int(v);
    if (PyFloat_Check(v)) {
      write_double(out_, PyFloat_AS_DOUBLE(v));
      return true;
    }
    if (PyDict_Check(v)) return write_dict(v, depth);
    if (PyList_Check(v) || PyTuple_Check(v)) return write_items(v, depth);
    if (PyBytes_Check(v)) {
      json::write_string(out_, view(py::reinterpret_borrow<py::bytes>(v)));
      return true;
    }
    return write_other(value, depth);
  }

 private:
  bool append(std::string_view json) {
    out_ += json;
    return true;
  }

  bool refuse(std::string message) {
    why_.message = std::move(message);
    return false;
  }

  bool write_str(PyObject* v) {
    Py_ssize_t size = 0;
    if (const char* utf8 = PyUnicode_AsUTF8AndSize(v, &size)) {
      json::write_string(out_, {utf8, static_cast<std::size_t>(size)});
      return true;
    }
    // A lone surrogate: as three bytes that are not UTF-8.
    PyErr_Clear();
    const auto bytes = py::reinterpret_steal<py::bytes>(PyUnicode_AsEncodedString(v, "utf-8", "surrogatepass"));
    if (!bytes) throw py::error_already_set();
    json::write_string(out_, view(bytes));
    return true;
  }

  bool write_int(PyObject* v) {
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(v, &overflow);
    if (!overflow) {
      write_int64(out_, number);
      return true;
    }
    // int's own repr: a subclass may print anything.
    const auto digits = py::reinterpret_steal<py::str>(PyLong_Type.tp_repr(v));
    if (!digits) {
      PyErr_Clear();  // sys.set_int_max_str_digits
      return refuse("is an int of more digits than Python prints");
    }
    out_ += static_cast<std::string>(digits);
    return true;
  }

  bool write_key(py::handle key) {
    if (PyUnicode_Check(key.ptr())) return write_str(key.ptr());
    if (!PyLong_Check(key.ptr()) || PyBool_Check(key.ptr())) return refuse("has a key that is neither str nor int");
    out_ += '"';
    if (!write_int(key.ptr())) return false;
    out_ += '"';
    return true;
  }

  // A key as part of a pointer, which is for people: what is not Unicode becomes '?'.
  static std::string token(const py::object& key) {
    const auto bytes =
        py::reinterpret_steal<py::bytes>(PyUnicode_AsEncodedString(py::str(key).ptr(), "utf-8", "replace"));
    if (!bytes) throw py::error_already_set();
    return std::string(view(bytes));
  }

  bool write_dict(PyObject* v, int depth) {
    out_ += '{';
    PyObject *key = nullptr, *item = nullptr;
    bool is_first = true;
    for (Py_ssize_t position = 0; PyDict_Next(v, &position, &key, &item);) {
      // Owned, since writing a value may run its Python code, and that may change the dict.
      const auto held_key = py::reinterpret_borrow<py::object>(key);
      const auto held_item = py::reinterpret_borrow<py::object>(item);
      if (!is_first) out_ += ',';
      is_first = false;
      if (!write_key(held_key)) return false;
      out_ += ':';
      if (!write(held_item, depth + 1)) {
        why_.tokens.push_back(token(held_key));
        return false;
      }
    }
    out_ += '}';
    return true;
  }

  bool write_items(PyObject* v, int depth) {
    out_ += '[';
    // The size is read anew each time: writing an item may run Python code that shortens the list.
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(v); ++i) {
      if (i) out_ += ',';
      if (!write(py::reinterpret_borrow<py::object>(PySequence_Fast_GET_ITEM(v, i)), depth + 1)) {
        why_.tokens.push_back(std::to_string(i));
        return false;
      }
    }
    out_ += ']';
    return true;
  }

  bool write_other(py::handle value, int depth) {
    if (py::hasattr(value, "tolist")) {  // NumPy scalars and arrays
      const auto kind = py::getattr(py::getattr(value, "dtype", py::none()), "kind", py::none());
      // tolist makes plain numbers of some dates, in a unit that nobody sees.
      if (kind.equal(py::str("M")) || kind.equal(py::str("m"))) return refuse("is a date: give milliseconds as an int");
      const py::object plain = value.attr("tolist")();
      if (!py::type::of(plain).is(py::type::of(value))) return write(plain, depth + 1);
    } else if (py::hasattr(value, "keys") && py::hasattr(value, "__getitem__")) {
      return write_dict(py::dict(py::reinterpret_borrow<py::object>(value)).ptr(), depth);
    }
    return refuse("is a " + py::type::of(value).attr("__qualname__").cast<std::string>() +
                  ", for which there is no JSON: give None, bool, int, float, str, list or dict");
  }

  std::string& out_;
  Unwritable& why_;
};

}  // namespace

std::string Unwritable::pointer() const {
  std::string result;
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
    result += '/';
    for (const char c : *token) {
      if (c == '~') result += "~0";
      else if (c == '/') result += "~1";
      else result += c;
    }
  }
  return result;
}

bool write_python(std::string& out, py::handle value, Unwritable& why) {
  return Writer(out, why).write(value, 0);
}

void write_double(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
  } else {
    char digits[kMaxDoubleText];
    out.append(digits, print_double(value, digits));
  }
}

void write_int64(std::string& out, std::int64_t value) {
  char digits[20];
  out.append(digits, print_int64(value, digits));
}

}  // namespace ludex::python
