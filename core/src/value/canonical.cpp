#include "value/canonical.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "value/number.h"

namespace ludex::canonical {

namespace {

// A tag and what follows it at once: appending to a string costs more than what is appended.
template <class T>
void put_tagged(std::string& out, Tag tag, T v) {
  char bytes[1 + sizeof v];
  bytes[0] = static_cast<char>(tag);
  std::memcpy(bytes + 1, &v, sizeof v);
  out.append(bytes, sizeof bytes);
}

}  // namespace

void put_null(std::string& out) { put_tag(out, Tag::null); }
void put_bool(std::string& out, bool v) { put_tag(out, v ? Tag::true_ : Tag::false_); }
void put_int(std::string& out, std::int64_t v) { put_tagged(out, Tag::integer, v); }
void put_double(std::string& out, double v) { put_tagged(out, Tag::number, v + 0.0); }  // -0.0 is written as 0.0
void put_string(std::string& out, std::string_view v) {
  put_tagged(out, Tag::string, static_cast<std::uint32_t>(v.size()));
  out.append(v);
}
void put_list(std::string& out, std::uint32_t count) { put_tagged(out, Tag::list, count); }
void put_map(std::string& out, std::uint32_t count) { put_tagged(out, Tag::map, count); }
void put_key(std::string& out, std::string_view key) {
  constexpr std::size_t kUsual = 28;  // bytes, most names have fewer
  const auto size = static_cast<std::uint32_t>(key.size());
  if (size > kUsual) {
    put_u32(out, size);
    out.append(key);
    return;
  }
  char bytes[4 + kUsual];
  std::memcpy(bytes, &size, 4);
  if (size != 0) std::memcpy(bytes + 4, key.data(), size);
  out.append(bytes, 4 + size);
}

namespace {

template <class T>
T read(std::string_view bytes, std::size_t offset) {
  T v;
  std::memcpy(&v, bytes.data() + offset, sizeof v);
  return v;
}

}  // namespace

std::size_t write_json(std::string& out, std::string_view bytes, std::size_t offset) {
  char number[kMaxDoubleText];
  const auto tag = static_cast<Tag>(bytes[offset++]);
  switch (tag) {
    case Tag::null: out += "null"; return offset;
    case Tag::false_: out += "false"; return offset;
    case Tag::true_: out += "true"; return offset;
    case Tag::integer:
      out.append(number, print_int64(read<std::int64_t>(bytes, offset), number));
      return offset + 8;
    case Tag::number:
      out.append(number, print_double(read<double>(bytes, offset), number));
      return offset + 8;
    case Tag::string: {
      const auto size = read<std::uint32_t>(bytes, offset);
      json::write_string(out, bytes.substr(offset + 4, size));
      return offset + 4 + size;
    }
    case Tag::list: {
      const auto count = read<std::uint32_t>(bytes, offset);
      offset += 4;
      out.push_back('[');
      for (std::uint32_t i = 0; i < count; ++i) {
        if (i) out.push_back(',');
        offset = write_json(out, bytes, offset);
      }
      out.push_back(']');
      return offset;
    }
    case Tag::map: {
      const auto count = read<std::uint32_t>(bytes, offset);
      offset += 4;
      out.push_back('{');
      for (std::uint32_t i = 0; i < count; ++i) {
        if (i) out.push_back(',');
        const auto size = read<std::uint32_t>(bytes, offset);
        json::write_string(out, bytes.substr(offset + 4, size));
        out.push_back(':');
        offset = write_json(out, bytes, offset + 4 + size);
      }
      out.push_back('}');
      return offset;
    }
  }
  return offset;
}

std::size_t skip(std::string_view bytes, std::size_t offset) {
  const auto tag = static_cast<Tag>(bytes[offset++]);
  switch (tag) {
    case Tag::null:
    case Tag::false_:
    case Tag::true_: return offset;
    case Tag::integer:
    case Tag::number: return offset + 8;
    case Tag::string: return offset + 4 + read<std::uint32_t>(bytes, offset);
    case Tag::list:
    case Tag::map: {
      const auto count = read<std::uint32_t>(bytes, offset);
      offset += 4;
      for (std::uint32_t i = 0; i < count; ++i) {
        if (tag == Tag::map) offset += 4 + read<std::uint32_t>(bytes, offset);
        offset = skip(bytes, offset);
      }
      return offset;
    }
  }
  return offset;
}

bool from_json(std::string& out, std::string_view text, const json::Tape& tape, std::uint32_t node, Arena& arena) {
  const json::Node& n = tape.nodes[node];
  switch (n.type) {
    case json::Type::null: put_null(out); return true;
    case json::Type::boolean: put_bool(out, n.is_true); return true;
    case json::Type::string: put_string(out, json::string_value(text, n, arena)); return true;
    case json::Type::number: {
      const std::string_view number = json::raw(text, n);
      if (number.find_first_of(".eE") == std::string_view::npos) {
        const auto i = parse_exact_int64(number);
        if (i) {
          put_int(out, *i);
          return true;
        }
      }
      const double d = parse_double(number);
      put_double(out, d);
      return std::isfinite(d);
    }
    case json::Type::array:
      put_list(out, n.count);
      for (std::uint32_t child = node + 1; child < n.next; child = tape.nodes[child].next)
        if (!from_json(out, text, tape, child, arena)) return false;
      return true;
    case json::Type::object: {
      std::vector<std::pair<std::string_view, std::uint32_t>> members;
      for (std::uint32_t key = node + 1; key < n.next; key = tape.nodes[key + 1].next)
        members.emplace_back(json::string_value(text, tape.nodes[key], arena), key + 1);
      std::sort(members.begin(), members.end());  // keys are unique: the scanner refuses duplicates
      put_map(out, n.count);
      for (const auto& [key, value] : members) {
        put_key(out, key);
        if (!from_json(out, text, tape, value, arena)) return false;
      }
      return true;
    }
  }
  return true;
}

}  // namespace ludex::canonical
