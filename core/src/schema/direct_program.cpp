#include "schema/direct_program.h"

#include <algorithm>
#include <limits>

namespace ludex {
namespace {

using Node = DirectProgram::Node;
using Member = DirectProgram::Member;

// Ends of an int are turned into included ones where there is a next value; else the shape's own check decides.
void set_integer_bounds(const Shape& shape, Node& node) {
  node.low = word_int(shape.has_minimum ? shape.minimum.i : std::numeric_limits<std::int64_t>::min());
  node.high = word_int(shape.has_maximum ? shape.maximum.i : std::numeric_limits<std::int64_t>::max());
  node.needs_bounds = !shape.allowed.empty() || shape.exclusive_minimum || shape.exclusive_maximum;
}

void set_number_bounds(const Shape& shape, Node& node) {
  node.low = word_double(shape.has_minimum ? shape.minimum.d : std::numeric_limits<double>::lowest());
  node.high = word_double(shape.has_maximum ? shape.maximum.d : std::numeric_limits<double>::max());
  node.needs_bounds = !shape.allowed.empty() || shape.exclusive_minimum || shape.exclusive_maximum;
}

bool can_be_left_out(const Shape& shape) { return shape.has_default || shape.kind == ShapeKind::optional; }

Member member_named(const std::string& name) {
  Member member;
  member.text = "\"" + name + "\":";
  member.size = static_cast<std::uint32_t>(member.text.size());
  char bytes[16] = {}, mask[16] = {};
  for (std::size_t i = 0; i < 16 && i < member.text.size(); ++i) {
    bytes[i] = member.text[i];
    mask[i] = '\xFF';
  }
  for (const int i : {0, 1}) {
    member.word[i] = swar::load(bytes + 8 * i);
    member.mask[i] = swar::load(mask + 8 * i);
  }
  return member;
}

// A name that no reader meets as it is spelled here: its key would have an escape.
bool needs_escape(const std::string& name) {
  return std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; });
}

}  // namespace

std::uint32_t DirectProgram::names_of_rows(std::uint32_t table, const Declarations& declarations) {
  if (row_names_.size() <= table) row_names_.resize(declarations.tables.size(), kNone);
  if (row_names_[table] == kNone) {
    row_names_[table] = static_cast<std::uint32_t>(tables.size());
    tables.emplace_back(declarations.row_keys[table]);
  }
  return row_names_[table];
}

bool DirectProgram::add_record(const Shape& shape, const Declarations& declarations, std::uint32_t level, Node& node) {
  const std::size_t count = shape.fields.size();
  if (count > kMaxFields || shape.declared.size() != count) return false;
  std::vector<Member> own;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    const Field& field = shape.fields[i];
    if (needs_escape(field.name)) return false;
    own.push_back(member_named(field.name));
    own.back().node = add(*field.shape, declarations, level + 1);
    if (own.back().node == kNone) return false;
    node.depth = std::max(node.depth, nodes[own.back().node].depth + 1);
    if (!can_be_left_out(*field.shape)) node.required |= std::uint64_t{1} << i;
    names.push_back(field.name);
  }
  node.depth = std::max(node.depth, 1u);
  node.first_field = static_cast<std::uint32_t>(members.size());
  node.field_count = static_cast<std::uint32_t>(count);
  members.insert(members.end(), own.begin(), own.end());
  node.prediction = static_cast<std::uint32_t>(in_order.size());
  in_order.resize(in_order.size() + count + 1, 0);
  std::uint32_t last = 0;  // 0 is the beginning, i + 1 is field i
  for (const std::uint32_t i : shape.declared) {
    in_order[node.prediction + last] = static_cast<std::uint8_t>(i);
    last = i + 1;
  }
  node.names = static_cast<std::uint32_t>(tables.size());
  tables.emplace_back(names);
  return true;
}

std::uint32_t DirectProgram::add(const Shape& shape, const Declarations& declarations, std::uint32_t level) {
  if (level > kMaxDepth) return kNone;
  Node node;
  node.kind = shape.kind;
  node.shape = &shape;
  switch (shape.kind) {
    case ShapeKind::boolean: node.needs_bounds = !shape.allowed.empty(); break;
    case ShapeKind::integer: set_integer_bounds(shape, node); break;
    case ShapeKind::ref: set_integer_bounds(Shape(), node); break;
    case ShapeKind::number: set_number_bounds(shape, node); break;
    case ShapeKind::string: break;
    case ShapeKind::enumeration:
      node.names = static_cast<std::uint32_t>(tables.size());
      tables.emplace_back(shape.names);
      break;
    case ShapeKind::row: node.names = names_of_rows(shape.index, declarations); break;
    case ShapeKind::vec3: node.depth = 1; break;
    case ShapeKind::optional:
    case ShapeKind::list:
    case ShapeKind::map:
      node.child = add(*shape.element, declarations, level + 1);
      if (node.child == kNone) return kNone;
      node.depth = nodes[node.child].depth + (shape.kind == ShapeKind::optional ? 0 : 1);
      if (shape.kind != ShapeKind::map) break;
      node.key = add(*shape.key, declarations, level + 1);
      if (node.key == kNone) return kNone;
      break;
    case ShapeKind::record:
      if (!add_record(shape, declarations, level, node)) return kNone;
      break;
    default: return kNone;  // has no JSON form
  }
  return put(node);
}

}  // namespace ludex
