#include "schema/columns_text.h"

#include <algorithm>
#include <cmath>

#include "value/json_bytes.h"
#include "value/number.h"

namespace ludex::columns {
namespace {

void put_int(std::string& out, std::int64_t value) {
  char number[24];
  out.append(number, print_int64(value, number));
}

void put_double(std::string& out, double value) {
  char number[kMaxDoubleText];
  if (std::isfinite(value)) out.append(number, print_double(value + 0.0, number));
  else out += value < 0 ? "-1e999" : "1e999";
}

bool is_utf8(std::string_view text) {
  const char *p = text.data(), *const end = p + text.size();
  while (p < end) {
    const std::size_t n = static_cast<unsigned char>(*p) < 0x80 ? 1 : json::utf8_sequence(p, end);
    if (n == 0) return false;
    p += n;
  }
  return true;
}

// A map whose keys cannot be told is no object at all: its row then prints as a number.
bool has_keys(const Column& map, std::uint64_t row) {
  const Column& keys = map.children[0];
  if (keys.type != Type::name) return true;
  for (std::uint32_t e = map.begin(row); e < map.end(row); ++e)
    if (load<std::uint32_t>(keys.data, e) >= keys.names.size()) return false;
  return true;
}

}  // namespace

bool key_text(const Column& keys, std::uint64_t entry, char (&scratch)[24], std::string_view& out) {
  switch (keys.type) {
    case Type::string: out = keys.text(entry); return true;
    case Type::name: {
      const auto position = load<std::uint32_t>(keys.data, entry);
      if (position >= keys.names.size()) return false;
      out = keys.names[position];
      return true;
    }
    default: out = {scratch, print_int64(load<std::int64_t>(keys.data, entry), scratch)}; return true;
  }
}

void put_json(std::string& out, const Column& c, std::uint64_t row) {
  switch (c.type) {
    case Type::int64: put_int(out, load<std::int64_t>(c.data, row)); return;
    case Type::float64: put_double(out, load<double>(c.data, row)); return;
    case Type::boolean: out += c.data[row] ? "true" : "false"; return;
    case Type::uint8: put_int(out, load<std::uint8_t>(c.data, row)); return;
    case Type::uint32: put_int(out, load<std::uint32_t>(c.data, row)); return;
    case Type::name: {
      const auto position = load<std::uint32_t>(c.data, row);
      if (position < c.names.size()) json::write_string(out, c.names[position]);
      else put_int(out, position);
      return;
    }
    case Type::string: json::write_string(out, c.text(row)); return;
    case Type::vec3:
      for (std::uint64_t i = 0; i < 3; ++i) {
        out.push_back(i ? ',' : '[');
        put_double(out, load<double>(c.data, 3 * row + i));
      }
      out.push_back(']');
      return;
    case Type::optional:
      if (c.is_valid(row)) put_json(out, c.children[0], row);
      else out += "null";
      return;
    case Type::list:
      out.push_back('[');
      for (std::uint32_t i = c.begin(row); i < c.end(row) && out.size() <= kMostText; ++i) {
        if (i != c.begin(row)) out.push_back(',');
        put_json(out, c.children[0], i);
      }
      out.push_back(']');
      return;
    case Type::map: {
      if (!has_keys(c, row)) return put_int(out, 0);
      std::vector<std::pair<std::string, std::uint32_t>> entries;
      char scratch[24];
      for (std::uint32_t e = c.begin(row); e < c.end(row); ++e) {
        std::string_view key;
        key_text(c.children[0], e, scratch, key);
        entries.emplace_back(key, e);
      }
      std::sort(entries.begin(), entries.end());
      out.push_back('{');
      for (const auto& entry : entries) {
        if (out.size() > kMostText) break;
        if (out.back() != '{' || &entry != &entries[0]) out.push_back(',');
        json::write_string(out, entry.first);
        out.push_back(':');
        put_json(out, c.children[1], entry.second);
      }
      out.push_back('}');
      return;
    }
    case Type::record:
      out.push_back('{');
      for (std::size_t i = 0; i < c.children.size() && out.size() <= kMostText; ++i) {
        if (i) out.push_back(',');
        json::write_string(out, c.field_names[i]);
        out.push_back(':');
        put_json(out, c.children[i], row);
      }
      out.push_back('}');
      return;
  }
}

void add(Measure& m, const Column& c, std::uint64_t row, std::uint32_t depth) {
  ++m.nodes;
  if (m.bytes > m.most_bytes) return;
  const auto text = [&](std::string_view bytes) {
    m.bytes += bytes.size();
    m.is_malformed = m.is_malformed || !is_utf8(bytes);
  };
  const auto open = [&] { m.depth = std::max(m.depth, depth + 1); };
  switch (c.type) {
    case Type::name: {
      const auto position = load<std::uint32_t>(c.data, row);
      if (position < c.names.size()) m.bytes += c.names[position].size();  // a header's names are valid UTF-8
      return;
    }
    case Type::string: return text(c.text(row));
    case Type::vec3:
      m.nodes += 3;
      return open();
    case Type::optional:
      if (!c.is_valid(row)) return;
      --m.nodes;
      return add(m, c.children[0], row, depth);
    case Type::list:
      open();
      for (std::uint32_t i = c.begin(row); i < c.end(row) && m.bytes <= m.most_bytes; ++i) add(m, c.children[0], i, depth + 1);
      return;
    case Type::map: {
      if (!has_keys(c, row)) return;
      open();
      const std::size_t first = m.keys.size();
      char scratch[24];
      for (std::uint32_t e = c.begin(row); e < c.end(row) && m.bytes <= m.most_bytes; ++e) {
        std::string_view key;
        key_text(c.children[0], e, scratch, key);
        text(key);
        m.keys.emplace_back(key, e);
        add(m, c.children[1], e, depth + 1);
      }
      std::sort(m.keys.begin() + static_cast<std::ptrdiff_t>(first), m.keys.end());
      for (std::size_t i = first + 1; i < m.keys.size(); ++i) m.is_malformed = m.is_malformed || m.keys[i].first == m.keys[i - 1].first;
      m.keys.resize(first);
      return;
    }
    case Type::record:
      open();
      for (const Column& field : c.children) add(m, field, row, depth + 1);
      return;
    default: return;
  }
}

}  // namespace ludex::columns
