#pragma once
// Canonical values: self-describing bytes of a JSON-like value with one spelling per value. Results, event data and
// operands are kept in this form; digests hash it; its JSON text has keys in UTF-8 byte order.
//
//   null 0 | false 1 | true 2 | int 3 + int64 LE | double 4 + IEEE bits LE | string 5 + u32 size + bytes
//   list 6 + u32 count + values | map 7 + u32 count + (string, value) in key order

#include <cstdint>
#include <string>
#include <string_view>

#include "value/json_scan.h"

namespace ludex::canonical {

enum class Tag : std::uint8_t { null, false_, true_, integer, number, string, list, map };

inline void put_u32(std::string& out, std::uint32_t v) { out.append(reinterpret_cast<const char*>(&v), 4); }
inline void put_u64(std::string& out, std::uint64_t v) { out.append(reinterpret_cast<const char*>(&v), 8); }
inline void put_tag(std::string& out, Tag t) { out.push_back(static_cast<char>(t)); }

void put_null(std::string& out);
void put_bool(std::string& out, bool v);
void put_int(std::string& out, std::int64_t v);
void put_double(std::string& out, double v);
void put_string(std::string& out, std::string_view v);
void put_list(std::string& out, std::uint32_t count);
/// Followed by `count` pairs of put_key and a value, keys ascending.
void put_map(std::string& out, std::uint32_t count);
void put_key(std::string& out, std::string_view key);

/// Appends the JSON text of the value at `bytes[offset]`; returns the offset after it.
std::size_t write_json(std::string& out, std::string_view bytes, std::size_t offset = 0);
/// The offset after the value at `bytes[offset]`.
std::size_t skip(std::string_view bytes, std::size_t offset);

/// The canonical form of a scanned JSON value. A number written with neither '.', 'e' nor 'E' that fits int64 is an
/// int, every other number the nearest double. Returns false when a number is out of range.
bool from_json(std::string& out, std::string_view text, const json::Tape& tape, std::uint32_t node, Arena& arena);

}  // namespace ludex::canonical
