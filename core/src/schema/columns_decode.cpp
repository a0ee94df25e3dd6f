#include "schema/columns_decode.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "schema/columns_text.h"
#include "schema/typed.h"

namespace ludex::columns {
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

std::optional<std::uint32_t> position_of(const Shape& shape, std::string_view name, const Declarations& d) {
  return shape.kind == ShapeKind::row ? d.find_row(shape.index, name) : Declarations::position(shape.names, name);
}

}  // namespace

Binding::Binding(const Shape& shape, const Column* column, const Declarations& declarations, Arena& arena)
    : shape_(&shape), column_(column), declarations_(&declarations) {
  if (!column) {
    way_ = shape.has_default || shape.kind == ShapeKind::optional ? Way::constant : Way::missing;
    if (way_ == Way::constant) constant_ = default_word(shape, arena);
    return;
  }
  way_ = way_of(column->type);
  switch (way_) {
    case Way::position: {
      // A file may name millions: they are not looked for one by one among an enumeration's.
      std::map<std::string_view, std::uint32_t> names;
      for (std::uint32_t i = 0; i < shape.names.size(); ++i) names.emplace(shape.names[i], i);
      for (const std::string& name : column->names) {
        if (shape.kind == ShapeKind::row) {
          const auto row = declarations.find_row(shape.index, name);
          positions_.push_back(row ? std::int64_t{*row} : -1);
        } else {
          const auto found = names.find(name);
          positions_.push_back(found == names.end() ? -1 : std::int64_t{found->second});
        }
      }
      return;
    }
    case Way::name_text:
      for (const std::string& name : column->names) {
        const Word text = word_str(make_str(name, arena));
        texts_.push_back(bounds_fault(shape, text) ? word_null() : text);
      }
      return;
    case Way::optional: parts_.emplace_back(*shape.element, &column->children[0], declarations, arena); return;
    case Way::present: parts_.emplace_back(*shape.element, column, declarations, arena); return;
    case Way::required: parts_.emplace_back(shape, &column->children[0], declarations, arena); return;
    case Way::list: parts_.emplace_back(*shape.element, &column->children[0], declarations, arena); return;
    case Way::map:
      // A key's name stands in the file once: its rows share it, or they would take what its length is times as much.
      for (const std::string& name : column->children[0].names) {
        const Word text = word_str(make_str(name, arena));
        texts_.push_back(text);
        positions_.push_back(is_known_key(*shape.key, name, declarations, arena) ? 1 : 0);
      }
      parts_.emplace_back(*shape.element, &column->children[1], declarations, arena);
      return;
    case Way::record: {
      const auto column_of = [&](const std::string& name) -> const Column* {
        const auto it = std::lower_bound(column->field_names.begin(), column->field_names.end(), name);
        return it == column->field_names.end() || *it != name ? nullptr : &column->children[static_cast<std::size_t>(it - column->field_names.begin())];
      };
      for (const Field& f : shape.fields) parts_.emplace_back(*f.shape, column_of(f.name), declarations, arena);
      const auto is_before = [](const Field& f, const std::string& name) { return f.name < name; };
      for (const std::string& name : column->field_names) {
        const auto it = std::lower_bound(shape.fields.begin(), shape.fields.end(), name, is_before);
        if (it != shape.fields.end() && it->name == name) continue;
        has_extra_ = true;
        extra_ = name;
        break;
      }
      return;
    }
    default: return;
  }
}

Binding::Way Binding::way_of(Type type) const {
  if (shape_->kind == ShapeKind::optional) return type == Type::optional ? Way::optional : Way::present;
  if (type == Type::optional) return Way::required;
  switch (shape_->kind) {
    case ShapeKind::boolean: return type == Type::boolean ? Way::boolean : Way::mismatch;
    case ShapeKind::integer:
    case ShapeKind::ref: return type == Type::int64 ? Way::integer : Way::mismatch;
    case ShapeKind::number: return type == Type::float64 ? Way::number : type == Type::int64 ? Way::integer_as_number : Way::mismatch;
    case ShapeKind::string: return type == Type::string ? Way::text : type == Type::name ? Way::name_text : Way::mismatch;
    case ShapeKind::enumeration:
    case ShapeKind::row: return type == Type::name ? Way::position : type == Type::string ? Way::text_position : Way::mismatch;
    case ShapeKind::vec3: return type == Type::vec3 ? Way::vec3 : Way::mismatch;
    case ShapeKind::list: return type == Type::list ? Way::list : Way::mismatch;
    case ShapeKind::map: return type == Type::map ? Way::map : Way::mismatch;
    case ShapeKind::record: return type == Type::record ? Way::record : Way::mismatch;
    default: return Way::mismatch;
  }
}

bool Binding::decode(std::size_t row, Arena& arena, Word& out, ContractFault& fault) const {
  switch (way_) {
    case Way::mismatch: return fail(fault, "its column is of another type");
    case Way::missing: return fail(fault, "is required");
    case Way::constant: out = constant_; return true;
    case Way::integer:
      out = word_int(load<std::int64_t>(column_->data, row));
      if (shape_->kind == ShapeKind::ref) return true;
      break;
    case Way::integer_as_number: out = word_double(static_cast<double>(load<std::int64_t>(column_->data, row))); break;
    case Way::number: {
      const double value = load<double>(column_->data, row) + 0.0;  // -0.0 becomes 0.0: one value, one fingerprint
      if (!std::isfinite(value)) return fail(fault, "is out of range of a double");
      out = word_double(value);
      break;
    }
    case Way::boolean: out = word_bool(column_->data[row] != 0); break;
    case Way::position: {
      const auto name = load<std::uint32_t>(column_->data, row);
      const std::int64_t position = name < positions_.size() ? positions_[name] : -1;
      out = word_int(position);
      return position >= 0 || fail(fault, "is not one of the allowed names");
    }
    case Way::text_position: {
      const auto position = position_of(*shape_, column_->text(row), *declarations_);
      if (!position) return fail(fault, "is not one of the allowed names");
      out = word_int(*position);
      return true;
    }
    case Way::text: out = word_str(make_str(column_->text(row), arena)); break;
    case Way::name_text: {
      const auto name = load<std::uint32_t>(column_->data, row);
      if (name >= texts_.size()) return fail(fault, "expected a string");
      out = texts_[name];
      return out.s || fail(fault, "is longer or shorter than allowed");
    }
    case Way::vec3: {
      auto* v = arena.allocate_array<double>(3);
      for (std::uint64_t i = 0; i < 3; ++i) {
        v[i] = load<double>(column_->data, 3 * row + i) + 0.0;
        if (!std::isfinite(v[i])) return fail(fault, "is out of range of a double");
      }
      out = word_vec(v);
      return true;
    }
    case Way::optional:
      if (!column_->is_valid(row)) {
        out = word_null();
        return true;
      }
      [[fallthrough]];
    case Way::present: {
      auto* o = arena.allocate_array<Word>(1);
      out = word_optional(o);
      return parts_[0].decode(row, arena, *o, fault);
    }
    case Way::required:
      if (!column_->is_valid(row)) return fail(fault, "may not be null");
      return parts_[0].decode(row, arena, out, fault);
    case Way::list: {
      const std::uint32_t begin = column_->begin(row), count = column_->end(row) - begin;
      if (count < shape_->min_length) return fail(fault, "has fewer items than allowed");
      if (count > shape_->max_length) return fail(fault, "has more items than allowed");
      auto* list = arena.allocate_array<List>(1);
      *list = {count, count, count ? arena.allocate_array<Word>(count) : nullptr};
      for (std::uint32_t i = 0; i < count; ++i) {
        if (parts_[0].decode(std::size_t{begin} + i, arena, list->items[i], fault)) continue;
        fault.tokens.push_back(std::to_string(i));
        return false;
      }
      out = word_list(list);
      return true;
    }
    case Way::map: return decode_map(row, arena, out, fault);
    case Way::record: return decode_record(row, arena, out, fault);
  }
  if (const char* message = bounds_fault(*shape_, out)) return fail(fault, message);
  return true;
}

// By key from the first, whatever order they lie in: what is told first of two faults is then the same everywhere.
bool Binding::decode_map(std::size_t row, Arena& arena, Word& out, ContractFault& fault) const {
  const Column& keys = column_->children[0];
  const std::uint32_t begin = column_->begin(row), count = column_->end(row) - begin;
  char scratch[24];
  std::string_view text;
  for (std::uint32_t i = 0; i < count; ++i)
    if (!key_text(keys, begin + i, scratch, text)) return fail(fault, "expected an object");
  if (count < shape_->min_length) return fail(fault, "has fewer entries than allowed");
  if (count > shape_->max_length) return fail(fault, "has more entries than allowed");
  auto* map = arena.allocate_array<Map>(1);
  *map = {count, count, count ? arena.allocate_array<MapEntry>(count) : nullptr};
  const bool has_names = keys.type == Type::name;
  for (std::uint32_t i = 0; i < count; ++i) {
    key_text(keys, begin + i, scratch, text);
    map->entries[i] = {has_names ? texts_[load<std::uint32_t>(keys.data, begin + i)].s : make_str(text, arena), word_int(std::int64_t{begin} + i)};
  }
  sort_entries(*map);
  for (std::uint32_t i = 0; i < count; ++i) {
    MapEntry& entry = map->entries[i];
    const bool is_known = has_names ? positions_[load<std::uint32_t>(keys.data, static_cast<std::uint64_t>(entry.value.i))] != 0 : is_known_key(*shape_->key, entry.key->view(), *declarations_, arena);
    if (!is_known) return fail_at(fault, "is not a key this map can hold", std::string(entry.key->view()));
    if (parts_[0].decode(static_cast<std::size_t>(entry.value.i), arena, entry.value, fault)) continue;
    fault.tokens.emplace_back(entry.key->view());
    return false;
  }
  out = word_map(map);
  return true;
}

bool Binding::decode_record(std::size_t row, Arena& arena, Word& out, ContractFault& fault) const {
  const std::size_t count = parts_.size();
  auto* fields = arena.allocate_array<Word>(count ? count : 1);
  for (const std::uint32_t i : shape_->declared) {
    if (parts_[i].decode(row, arena, fields[i], fault)) continue;
    fault.tokens.push_back(shape_->fields[i].name);
    return false;
  }
  if (has_extra_) return fail_at(fault, "is not declared", extra_);
  out = word_record(fields);
  return true;
}

}  // namespace ludex::columns
