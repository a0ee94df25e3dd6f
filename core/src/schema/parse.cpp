#include "schema/parse.h"

#include <cmath>

#include "schema/parse_short.h"
#include "schema/text_pattern.h"
#include "schema/typed.h"
#include "support/sort.h"
#include "value/number.h"

namespace ludex {
namespace {

constexpr int kMaxNesting = 8;

bool is_annotation(std::string_view name) {
  return name == "title" || name == "description" || name == "$comment" || name == "examples" || name == "deprecated";
}

/// What a width can hold, as bounds; false for an unknown one.
bool set_width(std::string_view name, Shape& width, bool is_integer) {
  const auto integers = [&width](std::int64_t least, std::int64_t most) {
    width.minimum = word_int(least);
    width.maximum = word_int(most);
    return width.has_minimum = width.has_maximum = true;
  };
  if (!is_integer) {
    if (name != "f32") return name == "f64";
    // Below half a step above the largest binary32 a number still rounds to it; from there on to infinity.
    width.maximum = word_double(0x1p128 - 0x1p103);
    width.minimum = word_double(-width.maximum.d);
    width.exclusive_minimum = width.exclusive_maximum = true;
    return width.has_minimum = width.has_maximum = true;
  }
  if (name == "u8") return integers(0, UINT8_MAX);
  if (name == "i8") return integers(INT8_MIN, INT8_MAX);
  if (name == "u16") return integers(0, UINT16_MAX);
  if (name == "i16") return integers(INT16_MIN, INT16_MAX);
  if (name == "u32") return integers(0, UINT32_MAX);
  if (name == "i32") return integers(INT32_MIN, INT32_MAX);
  return name == "i64";
}

/// The tighter of both bounds on either side. An equal one that excludes its end is the tighter.
void narrow(Shape& s, const Shape& width) {
  const auto above = [&s](Word a, Word b) { return s.kind == ShapeKind::integer ? a.i > b.i : a.d > b.d; };
  if (!s.has_minimum || above(width.minimum, s.minimum) || (!above(s.minimum, width.minimum) && width.exclusive_minimum)) {
    s.minimum = width.minimum;
    s.exclusive_minimum = width.exclusive_minimum;
    s.has_minimum = true;
  }
  if (!s.has_maximum || above(s.maximum, width.maximum) || (!above(width.maximum, s.maximum) && width.exclusive_maximum)) {
    s.maximum = width.maximum;
    s.exclusive_maximum = width.exclusive_maximum;
    s.has_maximum = true;
  }
}

// JSON Schema keywords by the types they constrain; anything else is an error, never ignored.
class LongForm {
 public:
  LongForm(Declarations& declarations, Diagnostics& diagnostics) : declarations_(declarations), diagnostics_(diagnostics) {}

  const Shape* shape(const json::View& v, const std::string& pointer, int depth) {
    if (v.is_string()) {
      ShortFormError error;
      const Shape* s = parse_short_shape(v.str(), declarations_, error);
      if (!s) diagnostics_.add_in_text(ErrorCode::rulebook, v, pointer, error.message, error.offset);
      return s;
    }
    if (!v.is_object()) return fail(v, pointer, "a shape is a string such as \"int 0..100\" or a JSON Schema object");
    if (depth > kMaxNesting) return fail(v, pointer, "shapes nest deeper than " + std::to_string(kMaxNesting));
    return object(v, pointer, depth);
  }

  const Shape* record(const json::View& members, const std::string& pointer, const json::View* required, int depth);

 private:
  const Shape* fail(const json::View& at, const std::string& pointer, std::string message) {
    diagnostics_.add(ErrorCode::rulebook, at, pointer, std::move(message));
    return nullptr;
  }
  const Shape* object(const json::View& v, const std::string& pointer, int depth);
  bool reference(std::string_view target, Shape& s);
  bool keyword(std::string_view name, const json::View& value, const std::string& pointer, Shape& s);
  bool annotation(std::string_view name, const json::View& value, const std::string& pointer);
  bool pattern(const json::View& value, const std::string& pointer, Shape& s);
  bool extension(const json::View& value, const std::string& pointer, Shape& s, Shape& width);
  bool length(const json::View& value, const std::string& pointer, std::uint32_t limit, std::uint32_t& out) {
    const auto n = value.integer();
    if (!n || *n < 0 || *n > limit) return fail(value, pointer, "expected a count of at most " + std::to_string(limit)), false;
    out = static_cast<std::uint32_t>(*n);
    return true;
  }
  bool limit(const json::View& value, const std::string& pointer, const Shape& s, Word& out) {
    if (s.kind == ShapeKind::integer) {
      const auto i = value.integer();
      if (!i) return fail(value, pointer, "expected an int"), false;
      out = word_int(*i);
      return true;
    }
    if (!value.is(json::Type::number)) return fail(value, pointer, "expected a number"), false;
    out = word_double(parse_double(value.raw()));
    return std::isfinite(out.d) || (fail(value, pointer, "the bound is out of range of a double"), false);
  }

  Declarations& declarations_;
  Diagnostics& diagnostics_;
};

bool LongForm::reference(std::string_view target, Shape& s) {
  if (target == "ludex:vec3") {
    s.kind = ShapeKind::vec3;
    return true;
  }
  for (const bool is_row : {true, false}) {
    const std::string_view prefix = is_row ? "ludex:row/" : "ludex:ref/";
    if (!target.starts_with(prefix)) continue;
    const auto name = target.substr(prefix.size());
    const auto found = is_row ? declarations_.find_table(name) : declarations_.find_kind(name);
    if (!found) return false;
    s.kind = is_row ? ShapeKind::row : ShapeKind::ref;
    s.index = *found;
    return true;
  }
  return false;
}

const Shape* LongForm::object(const json::View& v, const std::string& pointer, int depth) {
  Shape s;
  bool is_nullable = false;
  std::string type;
  if (const auto ref = v.find("$ref")) {
    if (!ref->is_string() || !reference(ref->str(), s))
      return fail(*ref, json::child_pointer(pointer, "$ref"), "'$ref' names ludex:vec3, ludex:row/TABLE or ludex:ref/KIND of a declared table or kind");
  } else if (const auto t = v.find("type")) {
    const std::string at = json::child_pointer(pointer, "type");
    const auto one = [&](const json::View& name) {
      if (!name.is_string()) return false;
      if (name.str() == "null") return is_nullable = true;
      if (!type.empty()) return false;
      type = name.str();
      return true;
    };
    bool fits = true;
    if (t->is_array()) t->for_each_item([&](std::uint32_t, const json::View& name) { fits = fits && one(name); });
    else fits = one(*t);
    if (!fits || type.empty()) return fail(*t, at, "expected one type name, with \"null\" beside it for an optional value");
  } else if (v.find("enum") || v.find("const")) {
    type = "";
  } else {
    return fail(v, pointer, "a shape needs \"type\", \"enum\", \"const\" or \"$ref\"");
  }
  const BuiltinShapes& builtin = builtin_shapes();
  if (type == "integer") s = builtin.integer;
  else if (type == "number") s = builtin.number;
  else if (type == "string") s = builtin.string;
  else if (type == "boolean") s = builtin.boolean;
  else if (type == "array") s.kind = ShapeKind::list;
  else if (type == "object") s.kind = v.find("properties") ? ShapeKind::record : ShapeKind::map;
  else if (!type.empty()) return fail(v, json::child_pointer(pointer, "type"), "unknown type '" + type + "'" + nearest_name(type, {"integer", "number", "string", "boolean", "array", "object", "null"}));

  // The closed set first: it may decide the type.
  for (const char* name : {"enum", "const"}) {
    const auto set = v.find(name);
    if (!set) continue;
    const std::string at = json::child_pointer(pointer, name);
    std::vector<json::View> values;
    if (std::string_view(name) == "const") values.push_back(*set);
    else set->for_each_item([&](std::uint32_t, const json::View& x) { values.push_back(x); });
    if (values.empty()) return fail(*set, at, "expected a list of at least one value");
    if (values.size() > kMaxEnumeration) return fail(*set, at, "a closed set has at most " + std::to_string(kMaxEnumeration) + " values; a table holds more");
    if (!s.allowed.empty() || !s.names.empty()) return fail(*set, at, "write either enum or const");
    for (const json::View& x : values) {
      if (x.is_string()) {
        if (!type.empty() && type != "string") return fail(x, at, "the value is not of the declared type");
        s.kind = ShapeKind::enumeration;
        if (Declarations::position(s.names, x.str())) return fail(x, at, "a value stands twice");
        s.names.emplace_back(x.str());
        continue;
      }
      const ShapeKind kind = x.is(json::Type::boolean) ? ShapeKind::boolean : x.integer() && type != "number" ? ShapeKind::integer : x.is(json::Type::number) ? ShapeKind::number : ShapeKind::null;
      if (kind == ShapeKind::null || (!type.empty() && kind != s.kind) || (type.empty() && &x != &values[0] && kind != s.kind))
        return fail(x, at, "the values are strings, or booleans, or ints, or numbers, all of the declared type");
      s.kind = kind;
      s.allowed.push_back(kind == ShapeKind::boolean ? word_bool(x.boolean()) : kind == ShapeKind::integer ? word_int(*x.integer()) : word_double(parse_double(x.raw())));
    }
    if (s.kind == ShapeKind::enumeration && s.names.size() != values.size()) return fail(*set, at, "the values are all strings or none is");
  }

  // Before the bounds: a ref has none.
  Shape width;
  if (const auto x = v.find("x-ludex")) {
    if (!extension(*x, json::child_pointer(pointer, "x-ludex"), s, width)) return nullptr;
  }

  std::optional<json::View> default_value;
  const auto required = v.find("required");
  for (const auto& [name, value] : v.members()) {
    const std::string at = json::child_pointer(pointer, name);
    if (name == "type" || name == "$ref" || name == "enum" || name == "const" || name == "x-ludex") continue;
    if (name == "default") {
      default_value = value;
    } else if (name == "items" && s.kind == ShapeKind::list) {
      if (!(s.element = shape(value, at, depth + 1))) return nullptr;
    } else if (name == "properties" && s.kind == ShapeKind::record) {
      const Shape* r = record(value, at, required ? &*required : nullptr, depth + 1);
      if (!r) return nullptr;
      s.fields = r->fields;
      s.declared = r->declared;
    } else if (name == "required" && s.kind == ShapeKind::record) {
      bool fits = value.is_array();
      value.for_each_item([&](std::uint32_t, const json::View& x) { fits = fits && x.is_string() && v.find("properties")->find(x.str()); });
      if (!fits) return fail(value, at, "expected a list of declared properties");
    } else if (name == "additionalProperties") {
      if (s.kind == ShapeKind::record) {
        if (!value.is(json::Type::boolean) || value.boolean()) return fail(value, at, "a stored object is closed: say false, or use a map without properties");
      } else if (s.kind == ShapeKind::map) {
        if (!(s.element = shape(value, at, depth + 1))) return nullptr;
      } else {
        return fail(value, at, "'additionalProperties' stands only in an object");
      }
    } else if (!keyword(name, value, at, s)) {
      return nullptr;
    }
  }
  if (s.kind == ShapeKind::list && !s.element) return fail(v, pointer, "an array needs \"items\"");
  if (s.kind == ShapeKind::map) {
    if (!s.element) return fail(v, pointer, "an object needs \"properties\", or a shape as \"additionalProperties\" to be a map");
    s.key = &builtin.string;
  }
  if (width.has_minimum) narrow(s, width);
  if (s.has_minimum && s.has_maximum && (s.kind == ShapeKind::integer ? s.minimum.i > s.maximum.i : s.minimum.d > s.maximum.d))
    return fail(v, pointer, "no value lies within these bounds");
  if (s.min_length > s.max_length) return fail(v, pointer, "no value lies within these bounds");
  if (is_nullable) {
    Shape o;
    o.kind = ShapeKind::optional;
    o.element = declarations_.add_shape(std::move(s));
    s = std::move(o);
  }
  if (default_value) {
    std::string message;
    if (!set_default(s, default_value->raw(), declarations_, message))
      return fail(*default_value, json::child_pointer(pointer, "default"), message);
  }
  return declarations_.add_shape(std::move(s));
}

bool LongForm::keyword(std::string_view name, const json::View& value, const std::string& at, Shape& s) {
  const bool is_numeric = s.kind == ShapeKind::integer || s.kind == ShapeKind::number;
  if (is_numeric && (name == "minimum" || name == "exclusiveMinimum" || name == "maximum" || name == "exclusiveMaximum")) {
    const bool is_minimum = name == "minimum" || name == "exclusiveMinimum";
    bool& has = is_minimum ? s.has_minimum : s.has_maximum;
    if (has) return fail(value, at, "the bound is given twice"), false;
    has = true;
    (is_minimum ? s.exclusive_minimum : s.exclusive_maximum) = name.starts_with("exclusive");
    return limit(value, at, s, is_minimum ? s.minimum : s.maximum);
  }
  if (s.kind == ShapeKind::string && name == "minLength") return length(value, at, kMaxStringDefault, s.min_length);
  if (s.kind == ShapeKind::string && name == "maxLength") return length(value, at, kMaxStringDefault, s.max_length);
  if (s.kind == ShapeKind::string && name == "pattern") return pattern(value, at, s);
  if (s.kind == ShapeKind::list && name == "minItems") return length(value, at, kMaxItemsDefault, s.min_length);
  if (s.kind == ShapeKind::map && name == "minProperties") return length(value, at, kMaxItemsDefault, s.min_length);
  if (s.kind == ShapeKind::list && name == "maxItems") return length(value, at, kMaxItemsDefault, s.max_length);
  if (s.kind == ShapeKind::map && name == "maxProperties") return length(value, at, kMaxItemsDefault, s.max_length);
  if (is_annotation(name)) return annotation(name, value, at);
  static const std::vector<std::string> kKnown = {"type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern", "required",
                                                  "properties", "additionalProperties", "items", "minItems", "maxItems", "minProperties", "maxProperties", "default", "$ref", "x-ludex",
                                                  "title", "description", "$comment", "examples", "deprecated"};
  const bool is_known = Declarations::position(kKnown, name).has_value();
  fail(value, at, is_known ? "'" + std::string(name) + "' has no meaning for this type" : "the keyword '" + std::string(name) + "' is not supported in contracts" + nearest_name(name, kKnown));
  return false;
}

/// They say something to readers and nothing to the contract, but are what JSON Schema says they are.
bool LongForm::annotation(std::string_view name, const json::View& value, const std::string& at) {
  if (name == "examples") return value.is_array() || (fail(value, at, "expected a list of values"), false);
  if (name == "deprecated") return value.is(json::Type::boolean) || (fail(value, at, "expected true or false"), false);
  return value.is_string() || (fail(value, at, "expected a string"), false);
}

bool LongForm::pattern(const json::View& value, const std::string& at, Shape& s) {
  if (!value.is_string()) return fail(value, at, "expected a regular expression"), false;
  auto compiled = std::make_shared<TextPattern>();
  compiled->text = value.str();
  regex::Fault fault;
  if (!regex::compile(compiled->text, regex::Dialect::ecma, compiled->program, fault)) {
    diagnostics_.add_in_text(ErrorCode::rulebook, value, at, fault.message, fault.offset);
    return false;
  }
  declarations_.pattern_instructions += compiled->program.size();
  if (declarations_.pattern_instructions > kMaxPatternInstructions)
    return fail(value, at, "the patterns come to more than " + std::to_string(kMaxPatternInstructions) + " instructions in all; lower their counts, use smaller classes, or put lengths into maxLength"), false;
  s.pattern = std::move(compiled);
  return true;
}

/// Our own keywords. A width becomes bounds of `width`, for those of `s` are not read yet.
bool LongForm::extension(const json::View& v, const std::string& pointer, Shape& s, Shape& width) {
  if (!v.is_object()) return fail(v, pointer, "expected an object of our own keywords: width, finite, ref, maxBytes"), false;
  const bool is_integer = s.kind == ShapeKind::integer, is_number = s.kind == ShapeKind::number, is_string = s.kind == ShapeKind::string;
  for (const auto& [name, value] : v.members()) {
    const std::string at = json::child_pointer(pointer, name);
    if (name == "width" && (is_integer || is_number)) {
      if (!value.is_string() || !set_width(value.str(), width, is_integer))
        return fail(value, at, is_integer ? "expected one of u8, i8, u16, i16, u32, i32 and i64: integers are of 64 bits with a sign" : "expected f64 or f32"), false;
    } else if (name == "finite" && is_number) {
      if (!value.is(json::Type::boolean) || !value.boolean()) return fail(value, at, "expected true: every number is finite here"), false;
    } else if (name == "ref" && is_integer) {
      const auto kind = value.is_string() ? declarations_.find_kind(value.str()) : std::nullopt;
      if (!kind) return fail(value, at, "expected the name of a declared kind"), false;
      if (!s.allowed.empty() || v.find("width")) return fail(value, at, "a reference is any id of its kind: it has neither a closed set nor a width"), false;
      Shape ref;
      ref.kind = ShapeKind::ref;
      ref.index = *kind;
      s = std::move(ref);
    } else if (name == "maxBytes" && is_string) {
      if (!length(value, at, 4 * kMaxStringDefault, s.max_bytes)) return false;
    } else {
      static const std::vector<std::string> kKnown = {"width", "finite", "ref", "maxBytes"};
      const bool is_known = Declarations::position(kKnown, name).has_value();
      fail(value, at, is_known ? "'" + std::string(name) + "' has no meaning for this type" : "the keyword '" + std::string(name) + "' is not one of ours: width, finite, ref, maxBytes" + nearest_name(name, kKnown));
      return false;
    }
  }
  return true;
}

const Shape* LongForm::record(const json::View& members, const std::string& pointer, const json::View* required, int depth) {
  if (!members.is_object()) return fail(members, pointer, "expected an object of names and shapes");
  Shape s;
  s.kind = ShapeKind::record;
  struct Written {
    std::string name;
    const Shape* shape;
  };
  std::vector<Written> written;
  bool ok = true;
  for (const auto& member : members.members()) {
    const std::string_view name = member.name;  // a lambda below takes it: clang 14 captures no structured binding
    const Shape* f = shape(member.value, json::child_pointer(pointer, name), depth);
    if (!f) {
      ok = false;
      continue;
    }
    if (required && f->kind != ShapeKind::optional && !f->has_default) {
      bool is_required = false;
      required->for_each_item([&](std::uint32_t, const json::View& x) { is_required = is_required || (x.is_string() && x.str() == name); });
      if (!is_required) {
        Shape o;
        o.kind = ShapeKind::optional;
        o.element = f;
        f = declarations_.add_shape(std::move(o));
      }
    }
    written.push_back({std::string(name), f});
  }
  if (!ok) return nullptr;
  const auto order = detail::sorted_positions(written.size(), [&](std::uint32_t a, std::uint32_t b) { return written[a].name < written[b].name; });
  s.declared.resize(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    s.fields.push_back({written[order[i]].name, written[order[i]].shape});
    s.declared[order[i]] = i;
  }
  return declarations_.add_shape(std::move(s));
}

}  // namespace

const Shape* parse_shape(const json::View& written, const std::string& pointer, Declarations& declarations, Diagnostics& diagnostics) {
  return LongForm(declarations, diagnostics).shape(written, pointer, 0);
}

const Shape* parse_record(const json::View& members, const std::string& pointer, Declarations& declarations, Diagnostics& diagnostics) {
  return LongForm(declarations, diagnostics).record(members, pointer, nullptr, 0);
}

void require_default(const Shape& shape, const json::View& written, const std::string& pointer, Diagnostics& diagnostics) {
  if (shape.has_default) return;
  const char* message = nullptr;
  if (shape.kind == ShapeKind::row || shape.kind == ShapeKind::ref) {
    message = "a row or ref field needs a written default, as in \"row weapons = sword\"";
  } else if (shape.kind == ShapeKind::record) {
    for (const Field& f : shape.fields) require_default(*f.shape, written, pointer, diagnostics);
    return;
  } else {
    Arena arena;
    if (bounds_fault(shape, default_word(shape, arena))) message = "the implied default breaks the field's own bounds; write one, as in \"int 1..9 = 1\"";
  }
  if (message) diagnostics.add(ErrorCode::rulebook, written, pointer, message);
}

std::string canonical_shape(const Shape& s, const Declarations& d) {
  std::string out = "{\"type\":";
  json::write_string(out, type_name(s, d.names()));
  if (s.has_minimum) {
    out += s.exclusive_minimum ? ",\"exclusiveMinimum\":" : ",\"minimum\":";
    out += number_text(s, s.minimum);
  }
  if (s.has_maximum) {
    out += s.exclusive_maximum ? ",\"exclusiveMaximum\":" : ",\"maximum\":";
    out += number_text(s, s.maximum);
  }
  const bool has_length = s.kind == ShapeKind::string || s.kind == ShapeKind::list || s.kind == ShapeKind::map;
  if (has_length) out += ",\"min\":" + std::to_string(s.min_length) + ",\"max\":" + std::to_string(s.max_length);
  if (s.max_bytes != kNoByteLimit) out += ",\"maxBytes\":" + std::to_string(s.max_bytes);
  if (s.pattern) {
    out += ",\"pattern\":";
    json::write_string(out, s.pattern->text);
  }
  if (s.kind == ShapeKind::enumeration) {
    // The type's name joins them with commas, which a name may hold itself.
    out += ",\"names\":[";
    for (const auto& name : s.names) {
      if (out.back() != '[') out += ",";
      json::write_string(out, name);
    }
    out += "]";
  }
  if (!s.allowed.empty()) {
    out += ",\"allowed\":[";
    for (const Word w : s.allowed) {
      if (out.back() != '[') out += ",";
      if (s.kind == ShapeKind::boolean) out += w.b ? "true" : "false";
      else out += number_text(s, w);
    }
    out += "]";
  }
  if (s.key) out += ",\"keys\":" + canonical_shape(*s.key, d);
  if (s.element) out += ",\"items\":" + canonical_shape(*s.element, d);
  if (s.kind == ShapeKind::record) {
    out += ",\"fields\":{";
    for (const Field& f : s.fields) {
      if (out.back() != '{') out += ",";
      json::write_string(out, f.name);
      out += ":" + canonical_shape(*f.shape, d);
    }
    out += "},\"order\":[";
    for (const auto i : s.declared) out += (out.back() == '[' ? "" : ",") + std::to_string(i);
    out += "]";
  }
  if (s.has_default) {
    std::string bytes;
    put_canonical(bytes, s, s.default_value, d.keys());
    out += ",\"default\":";
    canonical::write_json(out, bytes);
  }
  return out + "}";
}

}  // namespace ludex
