#include "schema/shape_text.h"

#include <algorithm>
#include <set>

#include "value/json_view.h"

namespace ludex {

std::size_t end_of_default(std::string_view text, std::size_t begin, bool is_nested) {
  std::size_t at = begin;
  int nesting = 0;
  char quote = '\0';
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote) {
      if (c == '\\') ++at;
      else if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++nesting;
    } else if (c == ']' || c == '}') {
      --nesting;
    } else if (is_nested && nesting == 0 && (c == ',' || c == '>')) {
      break;
    }
  }
  return std::min(at, text.size());
}

namespace {

constexpr int kMaxNesting = 8;  // as in parse.cpp

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
bool is_word(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_word(c); }); }

bool is_json(std::string_view text) {
  json::Tape tape;
  return json::scan(text, {}, tape).ok();
}

bool is_text(const ShapeText& s) { return s.type == "row" || s.type == "enum" || s.type == "string"; }

// The grammar of parse_short.cpp, read for its words.
class ShortReader {
 public:
  explicit ShortReader(std::string_view text) : text_(text) {}

  std::optional<ShapeText> whole() {
    auto s = shape(0);
    skip();
    return cursor_ == text_.size() ? s : std::nullopt;
  }

 private:
  char peek(std::size_t ahead = 0) const { return cursor_ + ahead < text_.size() ? text_[cursor_ + ahead] : '\0'; }
  void skip() {
    while (peek() == ' ' || peek() == '\t') ++cursor_;
  }
  bool take(std::string_view token) {
    skip();
    if (text_.substr(cursor_, token.size()) != token) return false;
    cursor_ += token.size();
    return true;
  }
  std::string word() {
    skip();
    const std::size_t begin = cursor_;
    while (is_word(peek())) ++cursor_;
    return std::string(text_.substr(begin, cursor_ - begin));
  }
  bool is_digit(std::size_t ahead) const { return peek(ahead) >= '0' && peek(ahead) <= '9'; }
  bool starts_number() const { return is_digit(0) || (peek() == '-' && is_digit(1)); }
  std::optional<std::string> number() {
    skip();
    const std::size_t begin = cursor_;
    if (!starts_number()) return std::nullopt;
    const auto digits = [&] {
      while (is_digit(0)) ++cursor_;
    };
    if (peek() == '-') ++cursor_;
    digits();
    if (peek() == '.' && is_digit(1)) ++cursor_, digits();
    if (peek() == 'e' || peek() == 'E') {
      const std::size_t sign = peek(1) == '-' || peek(1) == '+' ? 1 : 0;
      if (is_digit(1 + sign)) cursor_ += 1 + sign, digits();
    }
    return std::string(text_.substr(begin, cursor_ - begin));
  }

  std::optional<ShapeText> shape(int depth) {
    if (depth > kMaxNesting) return std::nullopt;
    ShapeText s;
    s.type = word();
    static const std::set<std::string_view> kTypes = {"int", "double", "string", "bool", "vec3", "row", "ref", "enum", "list", "map"};
    if (!kTypes.count(s.type)) return std::nullopt;
    if (s.type == "row" || s.type == "ref") {
      s.name = word();
      if (s.name.empty()) return std::nullopt;
    } else if (s.type == "enum") {
      if (!take("(")) return std::nullopt;
      do {
        s.names.push_back(word());
        if (s.names.back().empty()) return std::nullopt;
      } while (take(","));
      if (!take(")")) return std::nullopt;
    } else if (s.type == "list" || s.type == "map") {
      if (!take("<")) return std::nullopt;
      for (std::size_t i = 0; i < (s.type == "map" ? 2u : 1u); ++i) {
        if (i && !take(",")) return std::nullopt;
        auto part = shape(depth + 1);
        if (!part) return std::nullopt;
        s.parts.push_back(std::move(*part));
      }
      if (!take(">")) return std::nullopt;
      if (take("max")) {
        const auto n = number();
        if (!n) return std::nullopt;
        s.max = *n;
      }
    }
    s.is_nullable = take("?");
    if (!bounds(s)) return std::nullopt;
    s.is_nullable = take("?") || s.is_nullable;
    skip();
    if (peek() == '=' && !read_default(s, depth)) return std::nullopt;
    return s;
  }

  bool bounds(ShapeText& s) {
    const auto set = [&](bool is_low, bool is_exclusive) {
      const auto n = number();
      if (!n) return false;
      (is_low ? s.low : s.high) = *n;
      (is_low ? s.is_low_exclusive : s.is_high_exclusive) = is_exclusive;
      return true;
    };
    for (;;) {
      skip();
      const std::size_t begin = cursor_;
      if (starts_number()) {
        if (!set(true, false) || !take("..") || !set(false, false)) return false;
      } else if (take(">=")) {
        if (!set(true, false)) return false;
      } else if (take("<=")) {
        if (!set(false, false)) return false;
      } else if (peek() == '>' || peek() == '<') {
        const bool is_low = peek() == '>';
        ++cursor_;
        skip();
        if (!starts_number()) return cursor_ = begin, true;  // the '>' that closes list<…>
        if (!set(is_low, true)) return false;
      } else {
        return true;
      }
    }
  }

  bool read_default(ShapeText& s, int depth) {
    ++cursor_;
    skip();
    const std::size_t begin = cursor_;
    cursor_ = end_of_default(text_, begin, depth > 0);
    std::string value(text_.substr(begin, cursor_ - begin));
    while (!value.empty() && value.back() == ' ') value.pop_back();
    if (is_text(s) && !value.empty() && value.front() != '"' && value != "null") {
      if (value.size() >= 2 && value.front() == '\'' && value.back() == '\'') value = value.substr(1, value.size() - 2);
      std::string quoted;
      json::write_string(quoted, value);
      value = quoted;
    }
    s.default_json = value;
    return is_json(value);
  }

  std::string_view text_;
  std::size_t cursor_ = 0;
};

// A length as the keyword takes it: inclusive, an int.
std::optional<std::string> length(const std::string& written, bool is_exclusive, int step) {
  auto n = parse_exact_int64(written);
  if (!n || *n < 0 || *n > INT32_MAX) return std::nullopt;
  if (is_exclusive) *n += step;
  if (*n < 0) return std::nullopt;
  return std::to_string(*n);
}

bool is_plain(const ShapeText& s) { return !s.is_nullable && s.low.empty() && s.high.empty() && s.default_json.empty(); }

std::string compact(const json::View& v) {
  std::string out;
  json::write_compact(out, v);
  return out;
}

// A part of a long shape is long itself, or a short form in a string.
std::optional<ShapeText> read_part(const json::View& v) { return v.is_string() ? read_short_shape(v.str()) : read_long_shape(v); }

}  // namespace

std::optional<ShapeText> read_short_shape(std::string_view text) { return ShortReader(text).whole(); }

std::optional<ShapeText> read_long_shape(const json::View& v) {
  if (!v.is_object()) return std::nullopt;
  ShapeText s;
  std::string type;
  if (const auto ref = v.find("$ref")) {
    const std::string target(ref->is_string() ? ref->str() : "");
    if (target == "ludex:vec3") s.type = "vec3";
    for (const char* word : {"row", "ref"}) {
      const std::string prefix = std::string("ludex:") + word + "/";
      if (target.starts_with(prefix)) s.type = word, s.name = target.substr(prefix.size());
    }
    if (s.type.empty() || (s.type != "vec3" && !is_word(s.name)) || v.find("type")) return std::nullopt;
  } else if (const auto t = v.find("type")) {
    bool fits = true;
    const auto one = [&](const json::View& name) {
      if (!name.is_string()) fits = false;
      else if (name.str() == "null") s.is_nullable = true;
      else if (type.empty()) type = name.str();
      else fits = false;
    };
    if (t->is_array()) t->for_each_item([&](std::uint32_t, const json::View& name) { one(name); });
    else one(*t);
    s.type = type == "integer" ? "int" : type == "number" ? "double" : type == "boolean" ? "bool" : type == "string" ? "string" : type == "array" ? "list" : type == "object" ? "map" : "";
    if (!fits || s.type.empty()) return std::nullopt;
  }
  for (const auto& [key, value] : v.members()) {
    const bool is_number = value.is(json::Type::number);
    if (key == "type" || key == "$ref") continue;
    if (key == "default") {
      s.default_json = compact(value);
    } else if ((key == "enum" || key == "const") && s.names.empty() && (s.type.empty() || s.type == "string")) {
      s.type = "enum";
      bool fits = true;
      const auto one = [&](const json::View& x) {
        fits = fits && x.is_string() && is_word(x.str());
        if (fits) s.names.emplace_back(x.str());
      };
      if (key == "const") one(value);
      else value.for_each_item([&](std::uint32_t, const json::View& x) { one(x); });
      if (!fits || s.names.empty()) return std::nullopt;
    } else if (is_number && (s.type == "int" || s.type == "double") && (key == "minimum" || key == "exclusiveMinimum") && s.low.empty()) {
      s.low = value.raw();
      s.is_low_exclusive = key != "minimum";
    } else if (is_number && (s.type == "int" || s.type == "double") && (key == "maximum" || key == "exclusiveMaximum") && s.high.empty()) {
      s.high = value.raw();
      s.is_high_exclusive = key != "maximum";
    } else if (is_number && s.type == "string" && (key == "minLength" || key == "maxLength")) {
      (key == "minLength" ? s.low : s.high) = value.raw();
    } else if (is_number && ((s.type == "list" && key == "maxItems") || (s.type == "map" && key == "maxProperties"))) {
      s.max = value.raw();
    } else if ((s.type == "list" && key == "items") || (s.type == "map" && key == "additionalProperties")) {
      auto part = read_part(value);
      if (!part) return std::nullopt;
      s.parts.push_back(std::move(*part));
    } else {
      return std::nullopt;
    }
  }
  if (s.type.empty() || ((s.type == "list" || s.type == "map") && s.parts.empty())) return std::nullopt;
  if (s.type == "enum" && (!s.low.empty() || !s.high.empty())) return std::nullopt;
  if (s.type == "map") {
    ShapeText key;
    key.type = "string";
    s.parts.insert(s.parts.begin(), std::move(key));
  }
  return s;
}

std::string short_form(const ShapeText& s) {
  std::string out = s.type;
  if (!s.name.empty()) out += " " + s.name;
  if (s.type == "enum") {
    for (const std::string& name : s.names) out += (&name == &s.names.front() ? "(" : ",") + name;
    out += ")";
  }
  if (!s.parts.empty()) {
    for (const ShapeText& part : s.parts) out += (&part == &s.parts.front() ? "<" : ", ") + short_form(part);
    out += ">";
  }
  if (!s.max.empty()) out += " max " + s.max;
  if (s.is_nullable) out += "?";
  if (!s.low.empty() && !s.high.empty() && !s.is_low_exclusive && !s.is_high_exclusive) {
    out += " " + s.low + ".." + s.high;
  } else {
    if (!s.low.empty()) out += (s.is_low_exclusive ? " > " : " >= ") + s.low;
    if (!s.high.empty()) out += (s.is_high_exclusive ? " < " : " <= ") + s.high;
  }
  if (s.default_json.empty()) return out;
  // A word may stand bare.
  const std::string_view value(s.default_json);
  const bool is_bare = is_text(s) && value.size() > 2 && value.front() == '"' && is_word(value.substr(1, value.size() - 2)) && value != "\"null\"";
  return out + " = " + std::string(is_bare ? value.substr(1, value.size() - 2) : value);
}

std::optional<std::string> long_form(const ShapeText& s, int depth) {
  if (depth > kMaxNesting) return std::nullopt;
  std::string out = "{";
  const auto put = [&](const char* key, const std::string& json) {
    if (out.size() > 1) out += ",";
    json::write_string(out, key);
    out += ":" + json;
  };
  const auto in_quotes = [](const std::string& text) {
    std::string quoted;
    json::write_string(quoted, text);
    return quoted;
  };
  const auto put_part = [&](const char* key, const ShapeText& part) {
    const auto inner = long_form(part, depth + 1);
    put(key, inner ? *inner : in_quotes(short_form(part)));
  };
  const auto put_type = [&](const std::string& type) { put("type", s.is_nullable ? "[\"" + type + "\",\"null\"]" : "\"" + type + "\""); };

  if (s.type == "vec3" || s.type == "row" || s.type == "ref") {
    if (s.is_nullable || !s.low.empty() || !s.high.empty()) return std::nullopt;
    put("$ref", in_quotes("ludex:" + s.type + (s.name.empty() ? "" : "/" + s.name)));
  } else if (s.type == "enum") {
    if (s.is_nullable) put_type("string");
    std::string names = "[";
    for (const std::string& name : s.names) names += (names.size() > 1 ? "," : "") + in_quotes(name);
    put("enum", names + "]");
  } else if (s.type == "list") {
    put_type("array");
    put_part("items", s.parts[0]);
    if (!s.max.empty()) put("maxItems", s.max);
  } else if (s.type == "map") {
    if (s.parts[0].type != "string" || !is_plain(s.parts[0])) return std::nullopt;
    put_type("object");
    put_part("additionalProperties", s.parts[1]);
    if (!s.max.empty()) put("maxProperties", s.max);
  } else if (s.type == "string") {
    put_type("string");
    const auto low = s.low.empty() ? s.low : length(s.low, s.is_low_exclusive, 1), high = s.high.empty() ? s.high : length(s.high, s.is_high_exclusive, -1);
    if (!low || !high) return std::nullopt;
    if (!low->empty()) put("minLength", *low);
    if (!high->empty()) put("maxLength", *high);
  } else {
    put_type(s.type == "int" ? "integer" : s.type == "double" ? "number" : "boolean");
    if (!s.low.empty()) put(s.is_low_exclusive ? "exclusiveMinimum" : "minimum", s.low);
    if (!s.high.empty()) put(s.is_high_exclusive ? "exclusiveMaximum" : "maximum", s.high);
  }
  if (!s.default_json.empty()) put("default", s.default_json);
  return out + "}";
}

}  // namespace ludex
