#include "schema/decode.h"

#include <algorithm>
#include <cmath>

#include "value/json_view.h"
#include "value/number.h"

namespace ludex {

std::string ContractFault::pointer(std::string_view base) const {
  std::string out(base);
  for (std::size_t i = tokens.size(); i-- > 0;) out = json::child_pointer(out, tokens[i]);
  return out;
}

bool is_known_key(const Shape& key, std::string_view text, const Declarations& declarations, Arena& arena, Strictness strictness) {
  switch (key.kind) {
    case ShapeKind::row: return strictness == Strictness::state || declarations.find_row(key.index, text).has_value();
    case ShapeKind::enumeration: return strictness == Strictness::state || Declarations::position(key.names, text).has_value();
    case ShapeKind::integer: {
      // One spelling per integer, or two keys could mean the same entry.
      char spelled[24];
      const auto value = text.empty() || text.find_first_not_of("-0123456789") != std::string_view::npos || text == "-" ||
                                 text.rfind('-') != (text[0] == '-' ? 0 : std::string_view::npos) || text.size() > 20
                             ? std::nullopt
                             : parse_exact_int64(text);
      return value && std::string_view(spelled, print_int64(*value, spelled)) == text;
    }
    default: return bounds_fault(key, word_str(make_str(text, arena))) == nullptr;
  }
}

namespace {

bool fail(ContractFault& fault, const char* message) {
  fault.message = message;
  return false;
}
bool fail_at(ContractFault& fault, const char* message, std::string token) {
  fault.message = message;
  fault.tokens.push_back(std::move(token));
  return false;
}

bool decode_list(const Shape& shape, std::uint32_t node, DecodeContext& c, Word& out, ContractFault& fault) {
  const json::Node& n = c.tape.nodes[node];
  if (n.count < shape.min_length) return fail(fault, "has fewer items than allowed");
  if (n.count > shape.max_length) return fail(fault, "has more items than allowed");
  auto* list = c.arena.allocate_array<List>(1);
  *list = {n.count, n.count, n.count ? c.arena.allocate_array<Word>(n.count) : nullptr};
  std::uint32_t i = 0;
  for (std::uint32_t child = node + 1; child < n.next; child = c.tape.nodes[child].next, ++i) {
    if (!decode(*shape.element, child, c, list->items[i], fault)) {
      fault.tokens.push_back(std::to_string(i));
      return false;
    }
  }
  out = word_list(list);
  return true;
}

bool decode_map(const Shape& shape, std::uint32_t node, DecodeContext& c, Word& out, ContractFault& fault) {
  const json::Node& n = c.tape.nodes[node];
  if (n.count < shape.min_length) return fail(fault, "has fewer entries than allowed");
  if (n.count > shape.max_length) return fail(fault, "has more entries than allowed");
  auto* map = c.arena.allocate_array<Map>(1);
  *map = {n.count, n.count, n.count ? c.arena.allocate_array<MapEntry>(n.count) : nullptr};
  std::uint32_t i = 0;
  for (std::uint32_t key = node + 1; key < n.next; key = c.tape.nodes[key + 1].next, ++i) {
    const std::string_view text = json::string_value(c.text, c.tape.nodes[key], c.arena);
    if (!is_known_key(*shape.key, text, c.declarations, c.arena, c.strictness)) return fail_at(fault, "is not a key this map can hold", std::string(text));
    map->entries[i].key = make_str(text, c.arena);
    if (!decode(*shape.element, key + 1, c, map->entries[i].value, fault)) {
      fault.tokens.emplace_back(text);
      return false;
    }
  }
  std::sort(map->entries, map->entries + i, [](const MapEntry& a, const MapEntry& b) { return a.key->view() < b.key->view(); });
  out = word_map(map);
  return true;
}

bool decode_record(const Shape& shape, std::uint32_t node, DecodeContext& c, Word& out, ContractFault& fault) {
  const json::Node& n = c.tape.nodes[node];
  const std::size_t count = shape.fields.size();
  auto* fields = c.arena.allocate_array<Word>(count ? count : 1);
  constexpr std::size_t kOnStack = 32;
  std::uint32_t small[kOnStack];
  std::vector<std::uint32_t> large;
  std::uint32_t* nodes = small;
  if (count > kOnStack) {
    large.resize(count);
    nodes = large.data();
  }
  for (std::size_t i = 0; i < count; ++i) nodes[i] = 0;
  std::uint32_t first_extra = 0;
  for (std::uint32_t key = node + 1; key < n.next; key = c.tape.nodes[key + 1].next) {
    bool found = false;
    for (std::size_t i = 0; i < count && !found; ++i) {
      if (nodes[i] == 0 && json::string_equals(c.text, c.tape.nodes[key], shape.fields[i].name)) {
        nodes[i] = key + 1;
        found = true;
      }
    }
    if (!found && first_extra == 0) first_extra = key;
  }
  for (const std::uint32_t i : shape.declared) {
    const Field& f = shape.fields[i];
    if (nodes[i] == 0) {
      if (f.shape->has_default || f.shape->kind == ShapeKind::optional) fields[i] = default_word(*f.shape, c.arena);
      else if (c.strictness == Strictness::state && has_implied_default(*f.shape, c.arena)) fields[i] = default_word(*f.shape, c.arena);
      else return fail_at(fault, "is required", f.name);
    } else if (!decode(*f.shape, nodes[i], c, fields[i], fault)) {
      fault.tokens.push_back(f.name);
      return false;
    }
  }
  if (first_extra)
    return fail_at(fault, "is not declared", std::string(json::string_value(c.text, c.tape.nodes[first_extra], c.arena)));
  out = word_record(fields);
  return true;
}

// A vec3 is one value: its faults are the whole's, as for any scalar.
bool decode_vec3(std::uint32_t node, DecodeContext& c, Word& out, ContractFault& fault) {
  const json::Node& n = c.tape.nodes[node];
  if (n.type != json::Type::array || n.count != 3) return fail(fault, "expected a vec3: [x, y, z]");
  auto* v = c.arena.allocate_array<double>(3);
  std::uint32_t child = node + 1;
  for (int i = 0; i < 3; ++i, child = c.tape.nodes[child].next) {
    if (c.tape.nodes[child].type != json::Type::number) return fail(fault, "expected a vec3 of numbers");
    v[i] = parse_double(json::raw(c.text, c.tape.nodes[child])) + 0.0;
    if (!std::isfinite(v[i])) return fail(fault, "is out of range of a double");
  }
  out = word_vec(v);
  return true;
}

}  // namespace

bool decode(const Shape& shape, std::uint32_t node, DecodeContext& c, Word& out, ContractFault& fault) {
  const json::Node& n = c.tape.nodes[node];
  switch (shape.kind) {
    case ShapeKind::boolean:
      if (n.type != json::Type::boolean) return fail(fault, "expected a boolean");
      out = word_bool(n.is_true);
      break;
    case ShapeKind::integer:
    case ShapeKind::ref: {
      if (n.type != json::Type::number) return fail(fault, "expected an integer");
      const auto v = parse_exact_int64(json::raw(c.text, n));
      if (!v) return fail(fault, "expected an integer of 64 bits");
      out = word_int(*v);
      if (shape.kind == ShapeKind::ref) return true;
      break;
    }
    case ShapeKind::number: {
      if (n.type != json::Type::number) return fail(fault, "expected a number");
      const double v = parse_double(json::raw(c.text, n)) + 0.0;  // -0.0 becomes 0.0: one value, one fingerprint
      if (!std::isfinite(v)) return fail(fault, "is out of range of a double");
      out = word_double(v);
      break;
    }
    case ShapeKind::string: {
      if (n.type != json::Type::string) return fail(fault, "expected a string");
      out = word_str(make_str(json::string_value(c.text, n, c.arena), c.arena));
      break;
    }
    case ShapeKind::enumeration:
    case ShapeKind::row: {
      if (n.type != json::Type::string) return fail(fault, "expected a string");
      const std::string_view text = json::string_value(c.text, n, c.arena);
      const auto i = shape.kind == ShapeKind::row ? c.declarations.find_row(shape.index, text) : Declarations::position(shape.names, text);
      if (!i && c.strictness == Strictness::state && shape.has_default) {
        ++c.reconciled;
        out = shape.default_value;
        return true;
      }
      if (!i) return fail(fault, shape.kind == ShapeKind::row ? "is not a row of its table" : "is not one of the allowed names");
      out = word_int(*i);
      return true;
    }
    case ShapeKind::vec3: return decode_vec3(node, c, out, fault);
    case ShapeKind::optional: {
      if (n.type == json::Type::null) {
        out = word_null();
        return true;
      }
      auto* o = c.arena.allocate_array<Word>(1);
      out = word_optional(o);
      return decode(*shape.element, node, c, *o, fault);
    }
    case ShapeKind::list:
      if (n.type != json::Type::array) return fail(fault, "expected an array");
      return decode_list(shape, node, c, out, fault);
    case ShapeKind::map:
      if (n.type != json::Type::object) return fail(fault, "expected an object");
      return decode_map(shape, node, c, out, fault);
    case ShapeKind::record:
      if (n.type != json::Type::object) return fail(fault, "expected an object");
      return decode_record(shape, node, c, out, fault);
    default: return fail(fault, "has no JSON form");
  }
  if (const char* message = bounds_fault(shape, out)) return fail(fault, message);
  return true;
}

}  // namespace ludex
