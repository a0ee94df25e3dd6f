#include "schema/mismatch.h"

#include <cmath>

#include "schema/typed.h"
#include "value/diagnostics.h"
#include "value/json_view.h"
#include "value/number.h"

namespace ludex {
namespace {

constexpr std::size_t kMostShown = 40;  // of a value, in code points
constexpr std::size_t kMostNames = 12;  // of a closed set
// Bounds on the work that a hostile text can ask for by being wrong everywhere.
constexpr std::size_t kMostSuggestions = 10;
constexpr std::size_t kMostPointerBytes = 64 * 1024;

const char* type_of(json::Type type) {
  switch (type) {
    case json::Type::null: return "null";
    case json::Type::boolean: return "boolean";
    case json::Type::number: return "number";
    case json::Type::string: return "string";
    case json::Type::array: return "array";
    case json::Type::object: return "object";
  }
  return "";
}

// Shortened between code points; a line feed between tokens would break the line a message stands on.
std::string shortened(std::string_view text) {
  std::string out;
  std::size_t count = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (begins && ++count > kMostShown) return out + "…";
    out.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
  }
  return out;
}

// As people write it: a whole double without its point.
std::string plain_number(const Shape& shape, Word word) {
  std::string out = number_text(shape, word);
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  return out;
}

// "0..100", "at least 1", "more than 0 and less than 1"
std::string bounds_text(const Shape& shape) {
  const std::string low = shape.has_minimum ? plain_number(shape, shape.minimum) : "", high = shape.has_maximum ? plain_number(shape, shape.maximum) : "";
  if (shape.has_minimum && shape.has_maximum && !shape.exclusive_minimum && !shape.exclusive_maximum) return low + ".." + high;
  std::string out;
  if (shape.has_minimum) out += (shape.exclusive_minimum ? "more than " : "at least ") + low;
  if (shape.has_maximum) out += (out.empty() ? "" : " and ") + std::string(shape.exclusive_maximum ? "less than " : "at most ") + high;
  return out;
}

std::string count_text(std::uint64_t low, std::uint64_t high, bool has_high, const std::string& what) {
  if (!has_high) return "at least " + std::to_string(low) + " " + what;
  if (low == high) return std::to_string(low) + " " + what;
  if (low == 0) return "at most " + std::to_string(high) + " " + what;
  return std::to_string(low) + ".." + std::to_string(high) + " " + what;
}

template <class Item, class Text>
std::string one_of(const std::vector<Item>& items, Text&& text) {
  std::string out = items.size() == 1 ? "" : "one of ";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i == kMostNames) return out + ", … (" + std::to_string(items.size()) + " in all)";
    out += (i ? ", " : "") + text(items[i]);
  }
  return out;
}

class Finder {
 public:
  Finder(DecodeContext& context, const std::string& base, bool all_errors) : c_(context), base_(base), most_(all_errors ? Contract::kMaxMismatches : 1) {}

  void value(const Shape& shape, std::uint32_t node);
  std::vector<ContractMismatch> found;

 private:
  struct Token {
    std::string_view name;
    std::uint32_t index;
    bool is_index;
  };
  bool is_done() const { return found.size() >= most_ || pointer_bytes_ > kMostPointerBytes; }
  std::uint32_t offset(const json::Node& n) const { return n.begin - (n.type == json::Type::string ? 1 : 0); }
  void add(const json::Node& n, std::string message) {
    if (is_done()) return;
    std::string pointer = base_;
    for (const Token& token : path_) pointer = token.is_index ? json::child_pointer(pointer, token.index) : json::child_pointer(pointer, token.name);
    pointer_bytes_ += pointer.size();
    found.push_back({std::move(pointer), std::move(message), offset(n)});
  }
  std::string_view text(const json::Node& n) const { return json::string_value(c_.text, n, c_.arena); }
  std::string nearest(std::string_view name, const std::vector<std::string>& names) { return suggestions_++ < kMostSuggestions ? nearest_name(name, names) : ""; }
  void inside(const Shape& shape, std::uint32_t node, std::string_view name) {
    path_.push_back({name, 0, false});
    value(shape, node);
    path_.pop_back();
  }

  void wrong_type(const Shape& shape, const json::Node& n) {
    add(n, "expected " + expected(shape, c_.declarations) + ", got " + shown(c_.text, n));
  }
  void name(const Shape& shape, const json::Node& n);
  void scalar_bounds(const Shape& shape, Word word, const json::Node& n);
  bool items(const Shape& shape, const json::Node& n, const char* what);
  void map(const Shape& shape, std::uint32_t node);
  void map_key(const Shape& key, const json::Node& n);
  void record(const Shape& shape, std::uint32_t node);

  DecodeContext& c_;
  const std::string& base_;
  std::size_t most_;
  std::vector<Token> path_;  // pointers are made for what is found: a key may be as long as its text
  std::size_t pointer_bytes_ = 0, suggestions_ = 0;
};

void Finder::name(const Shape& shape, const json::Node& n) {
  const std::string_view given = text(n);
  const bool is_row = shape.kind == ShapeKind::row;
  const std::vector<std::string>& names = is_row ? c_.declarations.row_keys[shape.index] : shape.names;
  if (!Declarations::position(names, given))
    add(n, "expected " + expected(shape, c_.declarations) + ", got " + shortened(json::raw(c_.text, n)) + nearest(given, names));
}

void Finder::scalar_bounds(const Shape& shape, Word word, const json::Node& n) {
  const char* const fault = bounds_fault(shape, word);
  if (!fault) return;
  const std::string got = shortened(json::raw(c_.text, n));
  if (shape.kind == ShapeKind::string) {
    const std::uint32_t count = code_points(word.s->view());
    if (count < shape.min_length || count > shape.max_length) {
      const bool has_high = shape.max_length < kMaxStringDefault || count > shape.max_length;
      return add(n, "expected " + count_text(shape.min_length, shape.max_length, has_high, "characters") + ", got " + std::to_string(count) + ": " + got);
    }
  } else if (!shape.allowed.empty()) {
    const auto item = [&](Word w) { return shape.kind == ShapeKind::boolean ? std::string(w.b ? "true" : "false") : plain_number(shape, w); };
    Shape open = shape;
    open.allowed.clear();
    if (!bounds_fault(open, word)) return add(n, "expected " + one_of(shape.allowed, item) + ", got " + got);
  }
  if ((shape.kind == ShapeKind::integer || shape.kind == ShapeKind::number) && (shape.has_minimum || shape.has_maximum)) return add(n, "expected " + bounds_text(shape) + ", got " + got);
  add(n, got + " " + fault);  // a bound that is told by its own words
}

// Whether the number of items is one the shape allows; what is inside is looked at either way.
bool Finder::items(const Shape& shape, const json::Node& n, const char* what) {
  if (n.count >= shape.min_length && n.count <= shape.max_length) return true;
  const bool has_high = shape.max_length < kMaxItemsDefault || n.count > shape.max_length;
  add(n, "expected " + count_text(shape.min_length, shape.max_length, has_high, what) + ", got " + std::to_string(n.count));
  return false;
}

void Finder::map_key(const Shape& key, const json::Node& n) {
  const std::string_view given = text(n);
  const std::string got = ", got " + shortened(json::raw(c_.text, n));
  switch (key.kind) {
    case ShapeKind::row:
    case ShapeKind::enumeration: {
      const auto& names = key.kind == ShapeKind::row ? c_.declarations.row_keys[key.index] : key.names;
      if (!Declarations::position(names, given)) add(n, "expected " + expected(key, c_.declarations) + " as key" + got + nearest(given, names));
      return;
    }
    case ShapeKind::integer:
      if (!is_known_key(key, given, c_.declarations, c_.arena, c_.strictness)) add(n, "expected an integer in its shortest form as key" + got);
      return;
    default: scalar_bounds(key, word_str(make_str(given, c_.arena)), n);
  }
}

void Finder::map(const Shape& shape, std::uint32_t node) {
  const json::Node& n = c_.tape.nodes[node];
  items(shape, n, "entries");
  for (std::uint32_t key = node + 1; key < n.next && !is_done(); key = c_.tape.nodes[key + 1].next) {
    path_.push_back({text(c_.tape.nodes[key]), 0, false});
    map_key(*shape.key, c_.tape.nodes[key]);
    value(*shape.element, key + 1);
    path_.pop_back();
  }
}

void Finder::record(const Shape& shape, std::uint32_t node) {
  const json::Node& n = c_.tape.nodes[node];
  std::vector<std::uint32_t> nodes(shape.fields.size(), 0), extra;
  for (std::uint32_t key = node + 1; key < n.next; key = c_.tape.nodes[key + 1].next) {
    std::size_t i = 0;
    while (i < shape.fields.size() && !json::string_equals(c_.text, c_.tape.nodes[key], shape.fields[i].name)) ++i;
    if (i < shape.fields.size()) nodes[i] = key + 1;
    else if (extra.size() < most_) extra.push_back(key);
  }
  for (const std::uint32_t i : shape.declared) {
    if (is_done()) return;
    const Field& f = shape.fields[i];
    if (nodes[i]) {
      inside(*f.shape, nodes[i], f.name);
    } else if (!f.shape->has_default && f.shape->kind != ShapeKind::optional) {
      path_.push_back({f.name, 0, false});
      add(n, "expected " + expected(*f.shape, c_.declarations) + ", got nothing: it is required");
      path_.pop_back();
    }
  }
  std::vector<std::string> absent;  // a name that is already there was not what the sender meant
  for (std::size_t i = 0; i < shape.fields.size(); ++i)
    if (!nodes[i]) absent.push_back(shape.fields[i].name);
  for (const std::uint32_t key : extra) {
    const std::string_view given = text(c_.tape.nodes[key]);
    path_.push_back({given, 0, false});
    add(c_.tape.nodes[key], "is not declared" + nearest(given, absent));
    path_.pop_back();
  }
}

void Finder::value(const Shape& shape, std::uint32_t node) {
  if (is_done()) return;
  const json::Node& n = c_.tape.nodes[node];
  const auto is = [&n](json::Type type) { return n.type == type; };
  switch (shape.kind) {
    case ShapeKind::boolean:
      if (!is(json::Type::boolean)) return wrong_type(shape, n);
      return scalar_bounds(shape, word_bool(n.is_true), n);
    case ShapeKind::integer:
    case ShapeKind::ref: {
      const auto i = is(json::Type::number) ? parse_exact_int64(json::raw(c_.text, n)) : std::nullopt;
      if (!i) {
        const bool is_large = is(json::Type::number) && std::fabs(parse_double(json::raw(c_.text, n))) >= 9223372036854775807.0;
        if (!is_large) return wrong_type(shape, n);
        return add(n, "expected integer of 64 bits, got " + shortened(json::raw(c_.text, n)));
      }
      return shape.kind == ShapeKind::ref ? void() : scalar_bounds(shape, word_int(*i), n);
    }
    case ShapeKind::number: {
      if (!is(json::Type::number)) return wrong_type(shape, n);
      const double d = parse_double(json::raw(c_.text, n)) + 0.0;
      if (!std::isfinite(d)) return add(n, "expected number within the range of a double, got " + shortened(json::raw(c_.text, n)));
      return scalar_bounds(shape, word_double(d), n);
    }
    case ShapeKind::string:
      if (!is(json::Type::string)) return wrong_type(shape, n);
      return scalar_bounds(shape, word_str(make_str(text(n), c_.arena)), n);
    case ShapeKind::enumeration:
    case ShapeKind::row: return is(json::Type::string) ? name(shape, n) : wrong_type(shape, n);
    case ShapeKind::optional: {
      if (is(json::Type::null)) return;
      const std::size_t before = found.size();
      value(*shape.element, node);
      const std::string words = "expected " + expected(*shape.element, c_.declarations);
      if (found.size() > before && found[before].offset == offset(n) && found[before].message.starts_with(words + ", got ")) found[before].message.insert(words.size(), " or null");
      return;
    }
    case ShapeKind::list:
      if (!is(json::Type::array)) return wrong_type(shape, n);
      items(shape, n, "items");
      for (std::uint32_t child = node + 1, i = 0; child < n.next && !is_done(); child = c_.tape.nodes[child].next, ++i) {
        path_.push_back({{}, i, true});
        value(*shape.element, child);
        path_.pop_back();
      }
      return;
    case ShapeKind::map: return is(json::Type::object) ? map(shape, node) : wrong_type(shape, n);
    case ShapeKind::record: return is(json::Type::object) ? record(shape, node) : wrong_type(shape, n);
    default: {
      // One value to the last: whatever decode() says of it.
      Word ignored;
      ContractFault fault;
      if (!decode(shape, node, c_, ignored, fault)) wrong_type(shape, n);
    }
  }
}

}  // namespace

std::string shown(std::string_view text, const json::Node& node) {
  const std::string value = shortened(json::raw(text, node));
  return node.type == json::Type::null ? value : value + " (" + type_of(node.type) + ")";
}

std::string expected(const Shape& shape, const Declarations& declarations) {
  switch (shape.kind) {
    case ShapeKind::boolean: return "boolean";
    case ShapeKind::integer:
    case ShapeKind::ref: return "integer";
    case ShapeKind::number: return "number";
    case ShapeKind::string: return "string";
    case ShapeKind::enumeration: return one_of(shape.names, [](const std::string& name) { return shortened(name); });
    case ShapeKind::row: return "a row of " + declarations.table_names[shape.index];
    case ShapeKind::vec3: return "vec3, three numbers [x, y, z]";
    case ShapeKind::optional: return expected(*shape.element, declarations) + " or null";
    case ShapeKind::list: return "array";
    case ShapeKind::map:
    case ShapeKind::record: return "object";
    default: return "nothing";
  }
}

std::vector<ContractMismatch> find_mismatches(const Shape& shape, std::uint32_t node, DecodeContext& context, const std::string& base, bool all_errors) {
  Finder finder(context, base, all_errors);
  finder.value(shape, node);
  return std::move(finder.found);
}

}  // namespace ludex
