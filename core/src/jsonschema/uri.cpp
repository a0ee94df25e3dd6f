#include "jsonschema/uri.h"

#include "jsonschema/format.h"
#include "value/json_bytes.h"

namespace ludex::jsonschema {
namespace {

constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_unreserved(char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~'; }
constexpr bool is_sub_delimiter(char c) { return std::string_view("!$&'()*+,;=").find(c) != std::string_view::npos; }

bool is_scheme(std::string_view text) {
  if (text.empty() || !is_alpha(text[0])) return false;
  for (const char c : text)
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return false;
  return true;
}

/// Section 5.2.4.
std::string remove_dot_segments(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  while (!path.empty()) {
    if (path.substr(0, 3) == "../") {
      path.remove_prefix(3);
    } else if (path.substr(0, 2) == "./") {
      path.remove_prefix(2);
    } else if (path.substr(0, 3) == "/./") {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.substr(0, 4) == "/../" || path == "/..") {
      path = path == "/.." ? std::string_view("/") : path.substr(3);
      const std::size_t slash = out.rfind('/');
      out.resize(slash == std::string::npos ? 0 : slash);
    } else if (path == "." || path == "..") {
      path = "";
    } else {
      const std::size_t end = path.find('/', 1);
      out += path.substr(0, end);
      path = end == std::string_view::npos ? std::string_view() : path.substr(end);
    }
  }
  return out;
}

/// Whether every character is one that `is_extra` or the common set allows, and every % begins an escape.
template <class Extra>
bool is_made_of(std::string_view text, Extra is_extra) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3 || json::hex_digit(text[i + 1]) < 0 || json::hex_digit(text[i + 2]) < 0) return false;
      i += 2;
    } else if (!is_unreserved(c) && !is_sub_delimiter(c) && !is_extra(c)) {
      return false;
    }
  }
  return true;
}

bool is_authority(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at != std::string_view::npos) {
    if (!is_made_of(text.substr(0, at), [](char c) { return c == ':'; })) return false;
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  if (!text.empty() && text[0] == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return false;
    const std::string_view literal = text.substr(1, close - 1);
    if (!literal.empty() && (literal[0] == 'v' || literal[0] == 'V')) {
      const std::size_t dot = literal.find('.');
      if (dot == std::string_view::npos || dot < 2 || dot + 1 == literal.size()) return false;
      for (const char c : literal.substr(1, dot - 1))
        if (json::hex_digit(c) < 0) return false;
      for (const char c : literal.substr(dot + 1))
        if (!is_unreserved(c) && !is_sub_delimiter(c) && c != ':') return false;
    } else if (!is_ipv6(literal)) {
      return false;
    }
    port = text.substr(close + 1);
    if (!port.empty() && port[0] != ':') return false;
  } else {
    const std::size_t colon = text.find(':');
    if (!is_made_of(text.substr(0, colon), [](char) { return false; })) return false;
    if (colon != std::string_view::npos) port = text.substr(colon);
  }
  if (!port.empty()) port.remove_prefix(1);
  for (const char c : port)
    if (!is_digit(c)) return false;
  return true;
}

}  // namespace

Uri split_uri(std::string_view text) {
  Uri out;
  const std::size_t hash = text.find('#');
  if (hash != std::string_view::npos) {
    out.has_fragment = true;
    out.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  const std::size_t question = text.find('?');
  if (question != std::string_view::npos) {
    out.has_query = true;
    out.query = text.substr(question + 1);
    text = text.substr(0, question);
  }
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && is_scheme(text.substr(0, colon))) {
    out.has_scheme = true;
    out.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  if (text.substr(0, 2) == "//") {
    out.has_authority = true;
    const std::size_t end = text.find('/', 2);
    out.authority = text.substr(2, end == std::string_view::npos ? end : end - 2);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end);
  }
  out.path = text;
  return out;
}

std::string resolve_uri(std::string_view base_text, std::string_view reference) {
  const Uri base = split_uri(base_text), r = split_uri(reference);
  Uri t = r;
  std::string path;
  // An opaque path ("urn:a:b") has no segments to take away or to replace.
  const auto tidy = [](std::string_view p, bool is_hierarchical) { return is_hierarchical ? remove_dot_segments(p) : std::string(p); };
  if (r.has_scheme) {
    path = tidy(r.path, r.has_authority || r.path.substr(0, 1) == "/");
  } else {
    t.has_scheme = base.has_scheme;
    t.scheme = base.scheme;
    if (r.has_authority) {
      path = tidy(r.path, true);
    } else {
      t.has_authority = base.has_authority;
      t.authority = base.authority;
      if (r.path.empty()) {
        path = base.path;
        if (!r.has_query) t.has_query = base.has_query, t.query = base.query;
      } else if (r.path[0] == '/') {
        path = tidy(r.path, true);
      } else if (base.has_authority && base.path.empty()) {
        path = tidy("/" + std::string(r.path), true);
      } else {
        const std::size_t slash = base.path.rfind('/');
        path = tidy(std::string(base.path.substr(0, slash == std::string_view::npos ? 0 : slash + 1)) + std::string(r.path), true);
      }
    }
  }
  std::string out;
  if (t.has_scheme) out += std::string(t.scheme) + ":";
  if (t.has_authority) out += "//" + std::string(t.authority);
  out += path;
  if (t.has_query) out += "?" + std::string(t.query);
  if (r.has_fragment) out += "#" + std::string(r.fragment);
  return out;
}

std::string_view without_fragment(std::string_view uri) { return uri.substr(0, uri.find('#')); }

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && text.size() - i >= 3 && json::hex_digit(text[i + 1]) >= 0 && json::hex_digit(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(json::hex_digit(text[i + 1]) * 16 + json::hex_digit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

bool is_uri(std::string_view text, bool allow_relative) {
  const Uri u = split_uri(text);
  if (!u.has_scheme && !allow_relative) return false;
  // A first segment with a colon would be a scheme, had it the right characters.
  if (!u.has_scheme && !u.has_authority && u.path.substr(0, u.path.find('/')).find(':') != std::string_view::npos) return false;
  if (u.has_authority && !is_authority(u.authority)) return false;
  const auto in_path = [](char c) { return c == ':' || c == '@' || c == '/'; };
  const auto in_query = [](char c) { return c == ':' || c == '@' || c == '/' || c == '?'; };
  return is_made_of(u.path, in_path) && is_made_of(u.query, in_query) && is_made_of(u.fragment, in_query);
}

}  // namespace ludex::jsonschema
