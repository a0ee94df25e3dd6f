// Requests as Python has them, rows or columns, to the lines the core reads. Writing text costs a part of judging it,
// and makes one decoder answer for every way in: the verdicts cannot differ.

#include <pybind11/numpy.h>

#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "ludex_python.h"
#include "python_json.h"
#include "value/json_scan.h"
#include "value/number.h"

namespace ludex::python {
namespace {

// --- rows

py::bytes encode_rows(const py::iterable& rows) {
  std::string out;
  Unwritable why;
  std::size_t i = 0;
  for (const py::handle row : rows) {
    const bool is_mapping = PyDict_Check(row.ptr()) || py::hasattr(row, "keys");
    const bool is_written = is_mapping && write_python(out, row, why);
    if (!is_mapping) {
      why.message = "is a " + py::type::of(row).attr("__qualname__").cast<std::string>() +
                    ", not a dict; request lines go in as one str or bytes";
    }
    if (!is_written)
      raise_host("request " + std::to_string(i) + why.pointer() + " " + why.message,
                 "/" + std::to_string(i) + why.pointer());
    out += '\n';
    ++i;
  }
  return out;
}

py::bytes encode_value(const py::object& value, const std::string& what) {
  std::string out;
  Unwritable why;
  if (!write_python(out, value, why)) raise_host(what + why.pointer() + " " + why.message, why.pointer());
  return out;
}

// --- columns

/// Writes one element of an array.
using WriteItem = void (*)(std::string& out, const char* item, std::size_t item_bytes);

template <class T>
T load(const char* item) {
  T value;
  std::memcpy(&value, item, sizeof value);
  return value;
}

template <class T>
void write_signed(std::string& out, const char* item, std::size_t) {
  write_int64(out, std::int64_t{load<T>(item)});
}

void write_uint64(std::string& out, const char* item, std::size_t) {
  out += std::to_string(load<std::uint64_t>(item));
}

template <class T>
void write_float(std::string& out, const char* item, std::size_t) {
  write_double(out, double{load<T>(item)});
}

void write_bool(std::string& out, const char* item, std::size_t) {
  out += *item ? "true" : "false";
}

// NumPy fills fixed-width strings with zeros, which are no part of them.
void write_bytes(std::string& out, const char* item, std::size_t item_bytes) {
  while (item_bytes && item[item_bytes - 1] == 0) --item_bytes;
  json::write_string(out, {item, item_bytes});
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(bits & 0xff); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xc0 | (c >> 6));
    byte(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {  // a surrogate comes out as three bytes that are not UTF-8: malformed, as it should be
    byte(0xe0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3f));
    byte(0x80 | (c & 0x3f));
  } else if (c < 0x110000) {
    byte(0xf0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3f));
    byte(0x80 | ((c >> 6) & 0x3f));
    byte(0x80 | (c & 0x3f));
  } else {  // no character at all
    byte(0xff);
  }
}

void write_utf32(std::string& out, const char* item, std::size_t item_bytes) {
  std::string utf8;
  std::size_t size = item_bytes / 4;
  while (size && load<std::uint32_t>(item + 4 * (size - 1)) == 0) --size;
  for (std::size_t i = 0; i < size; ++i) append_utf8(utf8, load<std::uint32_t>(item + 4 * i));
  json::write_string(out, utf8);
}

/// How elements of this NumPy kind are written; null for kinds that python/ludex/columns.py has to convert first.
WriteItem writer_for(char kind, py::ssize_t item_bytes) {
  switch (kind) {
    case 'b': return &write_bool;
    case 'i':
      if (item_bytes == 1) return &write_signed<std::int8_t>;
      if (item_bytes == 2) return &write_signed<std::int16_t>;
      if (item_bytes == 4) return &write_signed<std::int32_t>;
      if (item_bytes == 8) return &write_signed<std::int64_t>;
      return nullptr;
    case 'u':
      if (item_bytes == 1) return &write_signed<std::uint8_t>;
      if (item_bytes == 2) return &write_signed<std::uint16_t>;
      if (item_bytes == 4) return &write_signed<std::uint32_t>;
      if (item_bytes == 8) return &write_uint64;
      return nullptr;
    case 'f':
      if (item_bytes == 4) return &write_float<float>;
      if (item_bytes == 8) return &write_float<double>;
      return nullptr;
    case 'S': return &write_bytes;
    case 'U': return &write_utf32;
    default: return nullptr;
  }
}

/// A column, or an object made of columns. It borrows from arrays that the caller keeps.
struct Column {
  enum class Kind { array, text, constant, record } kind = Kind::array;
  std::string key;  ///< `"x":`

  // array
  WriteItem write_item = nullptr;
  const char* data = nullptr;
  py::ssize_t row_stride = 0, item_stride = 0;
  std::size_t item_bytes = 0;
  std::optional<std::size_t> width;  ///< items of a row, when a row is a list
  // text: what each row holds, already written; constant: what every row holds
  std::string written;
  std::vector<std::size_t> ends;
  // record
  std::vector<Column> fields;

  const char* absent = nullptr;  ///< one byte for each row, not 0 where there is no value
  py::ssize_t absent_stride = 0;

  bool is_present(std::size_t row) const {
    return !absent || absent[static_cast<py::ssize_t>(row) * absent_stride] == 0;
  }

  void write(std::string& out, std::size_t row) const {
    switch (kind) {
      case Kind::array: return write_row(out, data + static_cast<py::ssize_t>(row) * row_stride);
      case Kind::text: {
        const std::size_t begin = row ? ends[row - 1] : 0;
        out.append(written, begin, ends[row] - begin);
        return;
      }
      case Kind::constant: out += written; return;
      case Kind::record: return write_fields(out, row);
    }
  }

  void write_fields(std::string& out, std::size_t row) const {
    out += '{';
    bool is_first = true;
    for (const Column& field : fields) {
      if (!field.is_present(row)) continue;
      if (!is_first) out += ',';
      is_first = false;
      out += field.key;
      field.write(out, row);
    }
    out += '}';
  }

 private:
  void write_row(std::string& out, const char* row) const {
    if (!width) return write_item(out, row, item_bytes);
    out += '[';
    for (std::size_t i = 0; i < *width; ++i) {
      if (i) out += ',';
      write_item(out, row + static_cast<py::ssize_t>(i) * item_stride, item_bytes);
    }
    out += ']';
  }
};

/// Reads the plan that python/ludex/columns.py makes: (key, values, absent) where values is an array or a list of
/// further entries, and absent is None or an array of bool.
class Plan {
 public:
  Plan(const py::list& entries, std::size_t rows) : rows_(rows) { root_.fields = columns(entries, ""); }

  void write(std::string& out) const {
    for (std::size_t row = 0; row < rows_; ++row) {
      root_.write_fields(out, row);
      out += '\n';
    }
  }

 private:
  std::vector<Column> columns(const py::list& entries, const std::string& pointer) {
    std::vector<Column> result;
    for (const py::handle item : entries) {
      const auto [key, values, absent] = item.cast<std::tuple<std::string, py::object, py::object>>();
      Column column;
      json::write_string(column.key, key);
      column.key += ':';
      const std::string here = pointer + "/" + key;
      if (py::isinstance<py::list>(values)) {
        column.kind = Column::Kind::record;
        column.fields = columns(values.cast<py::list>(), here);
      } else {
        read_absent(column, absent, here);
        read_array(column, values.cast<py::array>(), here);
      }
      result.push_back(std::move(column));
    }
    return result;
  }

  void check_rows(const py::array& array, const std::string& pointer) const {
    if (array.ndim() < 1 || static_cast<std::size_t>(array.shape(0)) != rows_)
      raise_host("column " + pointer + " does not have " + std::to_string(rows_) + " rows", pointer);
  }

  void read_absent(Column& column, const py::object& absent, const std::string& pointer) {
    if (absent.is_none()) return;
    const auto array = absent.cast<py::array>();
    check_rows(array, pointer);
    if (array.ndim() != 1 || array.dtype().kind() != 'b')
      raise_host("the mask of " + pointer + " is not bool", pointer);
    column.absent = static_cast<const char*>(array.data());
    column.absent_stride = array.strides(0);
    held_.push_back(array);
  }

  void read_array(Column& column, const py::array& array, const std::string& pointer) {
    check_rows(array, pointer);
    held_.push_back(array);
    column.row_stride = array.strides(0);
    // One value for all rows is written once.
    const bool is_constant = column.row_stride == 0 && rows_ && !column.absent;
    if (array.dtype().kind() == 'O' && array.ndim() == 1) {
      write_objects(column, array, is_constant ? 1 : rows_, pointer);
      if (is_constant) column.kind = Column::Kind::constant;
      return;
    }
    column.write_item = writer_for(array.dtype().kind(), array.dtype().itemsize());
    if (!column.write_item || array.ndim() > 2)
      raise_host("column " + pointer + " has elements that cannot be written", pointer);
    column.data = static_cast<const char*>(array.data());
    column.item_bytes = static_cast<std::size_t>(array.dtype().itemsize());
    if (array.ndim() == 2) {
      column.width = static_cast<std::size_t>(array.shape(1));
      column.item_stride = array.strides(1);
    }
    if (is_constant) {
      column.write(column.written, 0);
      column.kind = Column::Kind::constant;
    }
  }

  // Python objects are written now, while the GIL is held. None was made absent in columns.py.
  void write_objects(Column& column, const py::array& array, std::size_t rows, const std::string& pointer) {
    column.kind = Column::Kind::text;
    column.ends.reserve(rows);
    Unwritable why;
    for (std::size_t row = 0; row < rows; ++row) {
      PyObject* item =
          load<PyObject*>(static_cast<const char*>(array.data()) + static_cast<py::ssize_t>(row) * array.strides(0));
      // Owned, since writing it may run Python code, and that may change the array.
      const auto held = py::reinterpret_borrow<py::object>(item ? item : Py_None);
      if (column.is_present(row) && !write_python(column.written, held, why)) {
        raise_host("column " + pointer + ", row " + std::to_string(row) + why.pointer() + " " + why.message, pointer);
      }
      column.ends.push_back(column.written.size());
    }
  }

  std::size_t rows_;
  std::vector<py::object> held_;  // what the columns borrow from
  Column root_;
};

py::bytes encode_columns(const py::list& entries, std::size_t rows) {
  const Plan plan(entries, rows);
  std::string out;
  {
    py::gil_scoped_release release;
    plan.write(out);
  }
  return out;
}

}  // namespace

void register_columns(py::module_& module) {
  module.def("encode_rows", &encode_rows, py::arg("rows"));
  module.def("encode_value", &encode_value, py::arg("value"), py::arg("what"));
  module.def("encode_columns", &encode_columns, py::arg("entries"), py::arg("rows"));
}

}  // namespace ludex::python
