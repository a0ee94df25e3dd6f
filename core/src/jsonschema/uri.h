#pragma once
// References between documents: RFC 3986, without the network.

#include <string>
#include <string_view>

namespace ludex::jsonschema {

/// The five components (RFC 3986, appendix B). Views into the text given.
struct Uri {
  std::string_view scheme, authority, path, query, fragment;
  bool has_scheme = false, has_authority = false, has_query = false, has_fragment = false;
};
Uri split_uri(std::string_view text);

/// The target of `reference` seen from `base` (section 5.2), with dot segments removed. An empty base leaves the
/// reference as it is, but for its dot segments.
std::string resolve_uri(std::string_view base, std::string_view reference);

/// The text before the first '#'.
std::string_view without_fragment(std::string_view uri);

/// %41 becomes A; a '%' without two hexadecimal digits stays.
std::string percent_decode(std::string_view text);

/// Whether `text` follows the grammar of a URI or, with `allow_relative`, of a URI reference.
bool is_uri(std::string_view text, bool allow_relative);

}  // namespace ludex::jsonschema
