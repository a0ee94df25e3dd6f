#pragma once
// Shapes as written: the short form designers use and the JSON Schema form it stands for.

#include <string>

#include "schema/declarations.h"
#include "value/diagnostics.h"

namespace ludex {

/// Parses a shape at `pointer`: a string is the short form ("int 0..100 = 100"), an object the long form
/// ({"type":"integer","minimum":0,…}). Tables and kinds must be declared before. Returns nullptr after reporting.
const Shape* parse_shape(const json::View& written, const std::string& pointer, Declarations& declarations, Diagnostics& diagnostics);

/// What a record of named shapes is ("params", the columns of a table): closed, fields in declared order.
const Shape* parse_record(const json::View& members, const std::string& pointer, Declarations& declarations, Diagnostics& diagnostics);

/// A field that starts to exist needs a value: reports a shape whose default breaks its own bounds, or a row, ref or
/// such without one. `what` names the field in the message.
void require_default(const Shape& shape, const json::View& written, const std::string& pointer, Diagnostics& diagnostics);

/// The long form of a shape: one canonical text for equal shapes, whichever way they were written.
std::string canonical_shape(const Shape& shape, const Declarations& declarations);

}  // namespace ludex
