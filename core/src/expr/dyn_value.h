#pragma once
// A value that carries its type: CEL as its specification has it (Dialect::cel), beside the typed words of rules.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/arena.h"
#include "value/json_view.h"
#include "value/word.h"

namespace ludex::expr {

enum class DynKind : std::uint8_t {
  null, boolean, integer, unsigned_integer, number, string, bytes, list, map,
  type,       // `text` names it
  timestamp,  // `i` seconds since 1970 and `size` nanoseconds
  duration,   // `i` nanoseconds
  optional,   // `inner`, or nullptr: none
};

/// Immutable once made, and owned by an arena.
struct Dyn {
  DynKind kind = DynKind::null;
  std::uint32_t size = 0;  ///< bytes of a text, items of a list, pairs of a map
  union {
    bool b;
    std::int64_t i;
    std::uint64_t u;
    double d;
    const char* text;
    const Dyn* inner;
    const Dyn** items;  ///< of a map: key, value, key, value, …, bools, then numbers by value, then strings
  };
  std::string_view view() const { return {text, size}; }
  const Dyn* key(std::uint32_t at) const { return items[2 * at]; }
  const Dyn* value(std::uint32_t at) const { return items[2 * at + 1]; }
};

inline Word word_dyn(const Dyn* v) { Word w; w.u = 0; w.dyn = const_cast<Dyn*>(v); return w; }

Dyn* make_dyn(DynKind kind, Arena& arena);
Dyn* dyn_bool(bool b, Arena& arena);
Dyn* dyn_int(std::int64_t i, Arena& arena);
Dyn* dyn_uint(std::uint64_t u, Arena& arena);
Dyn* dyn_double(double d, Arena& arena);
/// `kind` is string, bytes or type; the bytes are copied.
Dyn* dyn_text(DynKind kind, std::string_view text, Arena& arena);
/// optional.of(`inner`), or with nullptr optional.none().
Dyn* dyn_optional(const Dyn* inner, Arena& arena);
/// An empty list or map with room for `count` items or pairs.
Dyn* dyn_room(DynKind kind, std::uint32_t count, Arena& arena);

/// "int", "list", "google.protobuf.Timestamp": what type() gives.
std::string_view type_name_of(const Dyn& v);

inline constexpr int kUnordered = 2;
/// -1, 0, 1, or kUnordered: between NaN and anything, and between values that have no order. Ints and uints
/// compare exactly, beside a double as doubles.
int compare(const Dyn& a, const Dyn& b);
/// Whether CEL orders values of these kinds at all.
bool is_ordered(const Dyn& a, const Dyn& b);
/// CEL's equality: of all types, numbers by value. `budget` shrinks by the values met; at 0 the answer is meaningless.
bool equal(const Dyn& a, const Dyn& b, std::size_t& budget);

/// Whether a map literal may have this key.
bool is_key(const Dyn& v);
/// The value at `key`, or nullptr; 1, 1u and 1.0 are one key.
const Dyn* find(const Dyn& map, const Dyn& key);
/// Sorts the pairs of a map; false when two keys are equal.
bool sort_map(Dyn& map);

/// The values inside `v`, itself included, counted up to `limit`.
std::size_t weight(const Dyn& v, std::size_t limit);
/// {"int":"42"}, {"list":[…]}, {"map":[[key, value], …]}: JSON that keeps CEL's types, as in shared/conformance/cel.json.
void write_tagged(std::string& out, const Dyn& v);
/// Reads that form; nullptr when it is not one.
const Dyn* read_tagged(const json::View& written, Arena& arena);
/// Reads plain JSON: a number without '.', 'e' and 'E' is an int, or a uint above the ints. `type`, when it is one of CEL's
/// names of scalars, says how to read a number or string: "uint", "double", "bytes", "timestamp", "duration".
const Dyn* read_json(const json::View& written, std::string_view type, Arena& arena);

// dyn_time.cpp
/// RFC 3339, years 1 to 9999.
std::optional<Dyn> parse_timestamp(std::string_view text);
/// "1h30m", "-1.5s", "10ns"
std::optional<Dyn> parse_duration(std::string_view text);
std::string print_timestamp(const Dyn& v);
std::string print_duration(const Dyn& v);
bool is_in_range(const Dyn& timestamp);
/// Why 'Europe/Paris' is refused, and what to do instead (docs/decisions/0030).
inline constexpr std::string_view kNoNamedZones = "named zones change from year to year and machine to machine; pass the offset that holds at that time as a variable";

}  // namespace ludex::expr
