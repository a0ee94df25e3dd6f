#include "schema/columns.h"

#include <algorithm>

#include "value/diagnostics.h"
#include "value/swar.h"

namespace ludex::columns {
namespace {

struct TypeName {
  const char* name;
  Type type;
  std::uint8_t width;  ///< bytes of an element
};
constexpr TypeName kTypes[] = {{"i64", Type::int64, 8},   {"f64", Type::float64, 8},       {"bool", Type::boolean, 1}, {"u8", Type::uint8, 1},
                               {"u32", Type::uint32, 4},  {"name", Type::name, 4},         {"string", Type::string, 0}, {"vec3", Type::vec3, 24},
                               {"optional", Type::optional, 0}, {"list", Type::list, 0},   {"map", Type::map, 0},      {"record", Type::record, 0}};

constexpr std::uint64_t kMaxPlaces = 64u << 20;  ///< bytes of the places of all columns
constexpr std::uint64_t kEmptyRowsPerByte = 16;

// Bounds are upper ones: past any limit it does not matter by how much.
constexpr std::uint64_t kMany = std::uint64_t{1} << 40;
std::uint64_t sum(std::uint64_t a, std::uint64_t b) { return std::min(kMany, a + b); }
std::uint64_t product(std::uint64_t a, std::uint64_t b) { return a && b > kMany / a ? kMany : a * b; }

bool is_ascii(std::string_view text) {
  std::uint64_t any = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) any |= swar::load(text.data() + i);
  for (; i < text.size(); ++i) any |= static_cast<unsigned char>(text[i]);
  return (any & swar::kHighs) == 0;
}

}  // namespace

Error broken(std::uint64_t byte, std::string pointer, const std::string& message) {
  return Error{ErrorCode::host, "the column file is broken at byte " + std::to_string(byte) + ": " + message, std::move(pointer), 0, 0, {}, 0};
}

bool Reader::fail(const std::string& pointer, const std::string& message) {
  error_ = broken(at_, pointer, message);
  return false;
}

bool Reader::fail_at(std::uint64_t body_offset, const std::string& pointer, const std::string& message) {
  error_ = broken(base_ + body_offset, pointer, message);
  return false;
}

bool Reader::buffer(const json::View* described, const std::string& pointer, std::uint64_t size, const char*& out) {
  if (described) look_at(*described);
  if (!described || !described->is_array() || described->count() != 2) return fail(pointer, "a buffer is [offset, bytes]");
  std::int64_t range[2] = {-1, -1};
  described->for_each_item([&](std::uint32_t i, const json::View& item) { range[i] = item.integer().value_or(-1); });
  if (range[0] < 0 || range[1] < 0) return fail(pointer, "a buffer is [offset, bytes], both ints of at least 0");
  const auto begin = static_cast<std::uint64_t>(range[0]), length = static_cast<std::uint64_t>(range[1]);
  if (begin % 8) return fail(pointer, "a buffer begins at a multiple of 8 bytes");
  if (begin > body_.size() || length > body_.size() - begin) return fail_at(body_.size(), pointer, "the file ends before its buffer does");
  if (length != size) return fail_at(begin, pointer, "the buffer has " + std::to_string(length) + " bytes, its rows take " + std::to_string(size));
  if (length) buffers_.push_back({begin, begin + length, pointer});
  out = body_.data() + begin;
  return true;
}

bool Reader::offsets(const json::View* described, const std::string& pointer, Column& out, std::uint64_t& longest) {
  if (!buffer(described, pointer, 4 * (std::uint64_t{out.rows} + 1), out.offsets)) return false;
  const auto place = [&](std::uint64_t row) { return static_cast<std::uint64_t>(out.offsets - body_.data()) + 4 * row; };
  std::uint32_t last = load<std::uint32_t>(out.offsets, 0), most = 0;
  if (last != 0) return fail_at(place(0), pointer, "the first offset is 0");
  for (std::uint64_t row = 1; row <= out.rows; ++row) {
    const auto next = load<std::uint32_t>(out.offsets, row);
    if (next < last) return fail_at(place(row), pointer, "offsets do not fall");
    most = std::max(most, next - last);
    last = next;
  }
  longest = most;
  return true;
}

bool Reader::read(const json::View& described, const std::string& pointer, std::uint64_t rows, Column& out) {
  look_at(described);
  // A name stands in the place of every column inside it: few long ones would take the square of the header.
  places_ += pointer.size();
  if (places_ > kMaxPlaces) return fail("", "the names of its columns are too long");
  if (!described.is_object()) return fail(pointer, "a column is an object with a \"type\"");
  std::optional<json::View> type, data, offset_buffer, valid, names, items, keys, values, fields;
  struct Member {
    std::string_view name;
    std::optional<json::View>* slot;
  };
  const Member members[] = {{"type", &type},   {"data", &data},   {"offsets", &offset_buffer}, {"valid", &valid},  {"names", &names},
                            {"items", &items}, {"keys", &keys},   {"values", &values},         {"fields", &fields}};
  for (const auto& member : described.members()) {
    const Member* found = nullptr;
    for (const Member& m : members)
      if (m.name == member.name) found = &m;
    if (!found) return fail(json::child_pointer(pointer, member.name), "a column has no member '" + std::string(member.name) + "'");
    *found->slot = member.value;
  }
  const TypeName* named = nullptr;
  std::vector<std::string> known;
  for (const TypeName& t : kTypes) {
    known.emplace_back(t.name);
    if (type && type->is_string() && type->str() == t.name) named = &t;
  }
  if (!named) {
    const std::string written = type && type->is_string() ? std::string(type->str()) : std::string();
    return fail(json::child_pointer(pointer, "type"), "unknown column type '" + written + "'" + nearest_name(written, known));
  }
  out.type = named->type;
  out.rows = static_cast<std::size_t>(rows);  // below 2^32
  const auto at = [&](const char* name) { return json::child_pointer(pointer, name); };
  const auto view = [](const std::optional<json::View>& v) { return v ? &*v : nullptr; };
  // What a type does not use may not stand in its description: a reader of another version would miss it.
  const auto uses = [&](std::initializer_list<const char*> used) {
    for (const Member& m : members) {
      if (!*m.slot || m.name == "type" || std::find(used.begin(), used.end(), m.name) != used.end()) continue;
      return fail(json::child_pointer(pointer, m.name), std::string("a column of type ") + named->name + " has no '" + std::string(m.name) + "'");
    }
    return true;
  };
  const auto child = [&](const std::optional<json::View>& v, const char* name, std::uint64_t child_rows) {
    if (!v) return fail(at(name), "the column inside is missing");
    out.children.emplace_back();
    return read(*v, at(name), child_rows, out.children.back());
  };
  std::uint64_t longest = 0;
  switch (out.type) {
    case Type::int64:
    case Type::float64:
    case Type::boolean:
    case Type::uint8:
    case Type::uint32: return uses({"data"}) && buffer(view(data), at("data"), rows * named->width, out.data);
    case Type::vec3:
      out.most_nodes = 4;
      out.depth = 1;
      return uses({"data"}) && buffer(view(data), at("data"), rows * named->width, out.data);
    case Type::name: {
      if (!uses({"data", "names"})) return false;
      if (!names || !names->is_array()) return fail(at("names"), "expected a list of the names the positions stand for");
      bool is_text = true;
      names->for_each_item([&](std::uint32_t, const json::View& name) {
        is_text = is_text && name.is_string();
        if (!is_text) return;
        out.names.emplace_back(name.str());
        out.most_bytes = std::max<std::uint64_t>(out.most_bytes, out.names.back().size());
      });
      return (is_text || fail(at("names"), "a name is a string")) && buffer(view(data), at("data"), rows * named->width, out.data);
    }
    case Type::string:
      if (!uses({"offsets", "data"}) || !offsets(view(offset_buffer), at("offsets"), out, longest)) return false;
      if (!buffer(view(data), at("data"), out.total(), out.data)) return false;
      out.most_bytes = longest;
      out.may_be_malformed = !is_ascii({out.data, out.total()});
      return true;
    case Type::optional:
      if (!uses({"valid", "values"}) || !buffer(view(valid), at("valid"), rows, out.valid) || !child(values, "values", rows)) return false;
      break;
    case Type::list:
      if (!uses({"offsets", "items"}) || !offsets(view(offset_buffer), at("offsets"), out, longest)) return false;
      if (!child(items, "items", out.total())) return false;
      break;
    case Type::map: {
      if (!uses({"offsets", "keys", "values"}) || !offsets(view(offset_buffer), at("offsets"), out, longest)) return false;
      const std::uint64_t entries = out.total();
      if (!child(keys, "keys", entries) || !child(values, "values", entries)) return false;
      const Type key = out.children[0].type;
      if (key != Type::string && key != Type::name && key != Type::int64) return fail(at("keys"), "keys are a column of type string, name or i64");
      out.may_be_malformed = longest > 1;
      break;
    }
    case Type::record: {
      if (!uses({"fields"})) return false;
      if (!fields || !fields->is_object()) return fail(at("fields"), "expected an object of names and columns");
      // Such rows take no bytes: a list of four billion would fit in eight.
      if (fields->count() == 0 && rows > kEmptyRowsPerByte * body_.size()) return fail(at("fields"), "records without fields, more than a file of this size may hold");
      std::vector<std::pair<std::string, json::View>> sorted;
      for (const auto& member : fields->members()) sorted.emplace_back(std::string(member.name), member.value);
      std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      out.children.resize(sorted.size());
      for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (!read(sorted[i].second, json::child_pointer(at("fields"), sorted[i].first), rows, out.children[i])) return false;
        out.field_names.push_back(sorted[i].first);
      }
      break;
    }
  }
  const std::uint64_t times = out.type == Type::list || out.type == Type::map ? longest : 1;
  for (std::size_t i = 0; i < out.children.size(); ++i) {
    const Column& c = out.children[i];
    const bool is_key = out.type == Type::map && i == 0;
    const bool is_inside = out.type == Type::optional;
    if (!is_key) out.most_nodes = sum(out.most_nodes, product(times, c.most_nodes) - (is_inside ? 1 : 0));
    out.most_bytes = sum(out.most_bytes, product(times, c.most_bytes));
    out.depth = std::max(out.depth, c.depth + (is_inside ? 0 : 1));
    out.may_be_malformed = out.may_be_malformed || c.may_be_malformed;
  }
  if (out.children.empty()) out.depth = 1;  // a record of nothing
  if (out.type == Type::list || out.type == Type::map) out.depth = std::max(out.depth, 1u);
  return true;
}

bool Reader::finish() {
  std::sort(buffers_.begin(), buffers_.end(), [](const Buffer& a, const Buffer& b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < buffers_.size(); ++i)
    if (buffers_[i].begin < buffers_[i - 1].end)
      return fail_at(buffers_[i].begin, buffers_[i].pointer, "the buffer shares bytes with that of " + buffers_[i - 1].pointer);
  return true;
}

}  // namespace ludex::columns
