#pragma once
// The formats that can be asserted. Each is the grammar its specification names, and nothing beyond: ASCII, no look-ups.

#include <cstdint>
#include <optional>
#include <string_view>

namespace ludex::jsonschema {

enum class Format : std::uint8_t {
  date_time, date, time, duration, email, hostname, ipv4, ipv6, uri, uri_reference, uri_template, uuid, json_pointer,
  relative_json_pointer, regex,
};

/// Nothing for a format unknown here (idn-email, idn-hostname, iri, iri-reference and whatever others invent).
std::optional<Format> format_named(std::string_view name);
const char* to_string(Format format);

bool has_format(std::string_view text, Format format);

bool is_ipv6(std::string_view text);

}  // namespace ludex::jsonschema
