#pragma once
// A Python value to JSON text, as the core reads it.

#include <string>
#include <vector>

#include "ludex_python.h"

namespace ludex::python {

/// Why a value has no JSON text. `pointer` grows from the innermost value outwards.
struct Unwritable {
  std::string message;
  std::vector<std::string> tokens;
  std::string pointer() const;
};

/// Appends `value`: None, bool, int of any size, float, str, bytes (taken as UTF-8), dict, list, tuple, other mappings,
/// NumPy scalars and arrays. Exact: ints by their digits, floats by their shortest text. NaN and infinities are written
/// as `NaN`, `Infinity`, `-Infinity`, which are no JSON: the core then answers `malformed`, as it does to a client that
/// sends them. What is not Unicode is written as it is, to the same end.
/// Returns false when there is no text at all for it; `why` then says so and what was appended is to be thrown away.
/// May raise what a value's own Python methods raise.
bool write_python(std::string& out, py::handle value, Unwritable& why);

/// Appends a double as above.
void write_double(std::string& out, double value);
/// Appends an int64.
void write_int64(std::string& out, std::int64_t value);

}  // namespace ludex::python
