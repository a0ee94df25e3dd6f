#include "expr/dyn_value.h"

#include <cmath>
#include <utility>
#include <vector>

#include "support/sort.h"
#include "value/number.h"

namespace ludex::expr {
namespace {

template <class T>
int order(T a, T b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// Exact, where converting the int would round.
int order(std::int64_t i, double d) {
  if (std::isnan(d)) return kUnordered;
  if (d >= 9223372036854775808.0) return -1;
  if (d < -9223372036854775808.0) return 1;
  const double whole = std::floor(d);
  const int by_whole = order(i, static_cast<std::int64_t>(whole));
  return by_whole != 0 ? by_whole : d > whole ? -1 : 0;
}
int order(std::uint64_t u, double d) {
  if (std::isnan(d)) return kUnordered;
  if (d >= 18446744073709551616.0) return -1;
  if (d < 0) return 1;
  const double whole = std::floor(d);
  const int by_whole = order(u, static_cast<std::uint64_t>(whole));
  return by_whole != 0 ? by_whole : d > whole ? -1 : 0;
}
int order(std::int64_t i, std::uint64_t u) { return i < 0 ? -1 : order(static_cast<std::uint64_t>(i), u); }

// As the reference implementations compare: near the ends of the integers, as doubles. cel-spec's suite asks for it
// (not_gt_dyn_big_double_int); only keys of maps are compared exactly.
int order_as_doubles(std::int64_t i, double d) { return std::isnan(d) ? kUnordered : order(static_cast<double>(i), d); }
int order_as_doubles(std::uint64_t u, double d) { return std::isnan(d) ? kUnordered : order(static_cast<double>(u), d); }
int reversed(int order) { return order == kUnordered ? order : -order; }

bool is_number(const Dyn& v) { return v.kind == DynKind::integer || v.kind == DynKind::unsigned_integer || v.kind == DynKind::number; }

int order_numbers(const Dyn& a, const Dyn& b, bool is_exact) {
  switch (a.kind) {
    case DynKind::integer:
      if (b.kind == DynKind::number) return is_exact ? order(a.i, b.d) : order_as_doubles(a.i, b.d);
      return b.kind == DynKind::integer ? order(a.i, b.i) : order(a.i, b.u);
    case DynKind::unsigned_integer:
      if (b.kind == DynKind::number) return is_exact ? order(a.u, b.d) : order_as_doubles(a.u, b.d);
      return b.kind == DynKind::unsigned_integer ? order(a.u, b.u) : reversed(order(b.i, a.u));
    default:
      if (b.kind != DynKind::number) return reversed(order_numbers(b, a, is_exact));
      return std::isnan(a.d) || std::isnan(b.d) ? kUnordered : order(a.d, b.d);
  }
}

// Keys of a map stand in one order, whatever their types: bools, numbers by value, strings.
int rank(const Dyn& v) { return v.kind == DynKind::boolean ? 0 : is_number(v) ? 1 : v.kind == DynKind::string ? 2 : 3; }
int compare_keys(const Dyn& a, const Dyn& b) {
  const int ra = rank(a), rb = rank(b);
  return ra != rb ? order(ra, rb) : ra == 1 ? order_numbers(a, b, true) : compare(a, b);
}

constexpr char kHex[] = "0123456789abcdef";

void write_hex(std::string& out, std::uint64_t bits) {
  for (int shift = 60; shift >= 0; shift -= 4) out.push_back(kHex[(bits >> shift) & 15]);
}

std::optional<std::uint64_t> parse_uint(std::string_view text) {
  std::uint64_t out = 0;
  if (text.empty()) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (out > (UINT64_MAX - digit) / 10) return std::nullopt;
    out = out * 10 + digit;
  }
  return out;
}

int hex_value(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

std::optional<std::string> parse_hex(std::string_view text) {
  std::string out;
  if (text.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]), low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(static_cast<unsigned char>(high * 16 + low)));
  }
  return out;
}

}  // namespace

Dyn* make_dyn(DynKind kind, Arena& arena) {
  auto* v = arena.allocate_array<Dyn>(1);
  v->kind = kind;
  v->size = 0;
  v->u = 0;
  return v;
}
Dyn* dyn_bool(bool b, Arena& arena) {
  Dyn* v = make_dyn(DynKind::boolean, arena);
  v->b = b;
  return v;
}
Dyn* dyn_int(std::int64_t i, Arena& arena) {
  Dyn* v = make_dyn(DynKind::integer, arena);
  v->i = i;
  return v;
}
Dyn* dyn_uint(std::uint64_t u, Arena& arena) {
  Dyn* v = make_dyn(DynKind::unsigned_integer, arena);
  v->u = u;
  return v;
}
Dyn* dyn_double(double d, Arena& arena) {
  Dyn* v = make_dyn(DynKind::number, arena);
  v->d = d;
  return v;
}
Dyn* dyn_text(DynKind kind, std::string_view text, Arena& arena) {
  Dyn* v = make_dyn(kind, arena);
  v->size = static_cast<std::uint32_t>(text.size());
  v->text = arena.copy(text).data();
  return v;
}
Dyn* dyn_optional(const Dyn* inner, Arena& arena) {
  Dyn* v = make_dyn(DynKind::optional, arena);
  v->inner = inner;
  return v;
}
Dyn* dyn_room(DynKind kind, std::uint32_t count, Arena& arena) {
  Dyn* v = make_dyn(kind, arena);
  v->items = arena.allocate_array<const Dyn*>((kind == DynKind::map ? std::size_t{2} : 1) * count);
  return v;
}

std::string_view type_name_of(const Dyn& v) {
  switch (v.kind) {
    case DynKind::null: return "null_type";
    case DynKind::boolean: return "bool";
    case DynKind::integer: return "int";
    case DynKind::unsigned_integer: return "uint";
    case DynKind::number: return "double";
    case DynKind::string: return "string";
    case DynKind::bytes: return "bytes";
    case DynKind::list: return "list";
    case DynKind::map: return "map";
    case DynKind::type: return "type";
    case DynKind::timestamp: return "google.protobuf.Timestamp";
    case DynKind::duration: return "google.protobuf.Duration";
    case DynKind::optional: return "optional_type";
  }
  return "";
}

bool is_ordered(const Dyn& a, const Dyn& b) {
  if (is_number(a) && is_number(b)) return true;
  if (a.kind != b.kind) return false;
  return a.kind == DynKind::boolean || a.kind == DynKind::string || a.kind == DynKind::bytes || a.kind == DynKind::timestamp || a.kind == DynKind::duration;
}

int compare(const Dyn& a, const Dyn& b) {
  if (!is_ordered(a, b)) return kUnordered;
  switch (a.kind) {
    case DynKind::boolean: return order(static_cast<int>(a.b), static_cast<int>(b.b));
    case DynKind::string:
    case DynKind::bytes: return order(a.view().compare(b.view()), 0);
    case DynKind::duration: return order(a.i, b.i);
    case DynKind::timestamp: return a.i != b.i ? order(a.i, b.i) : order(a.size, b.size);
    default: return order_numbers(a, b, false);
  }
}

bool equal(const Dyn& a, const Dyn& b, std::size_t& budget) {
  if (budget == 0) return false;
  --budget;
  if (is_ordered(a, b)) return compare(a, b) == 0;
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case DynKind::null: return true;
    case DynKind::type: return a.view() == b.view();
    case DynKind::optional: return a.inner && b.inner ? equal(*a.inner, *b.inner, budget) : a.inner == b.inner;
    case DynKind::list:
      if (a.size != b.size) return false;
      for (std::uint32_t i = 0; i < a.size; ++i)
        if (!equal(*a.items[i], *b.items[i], budget)) return false;
      return true;
    case DynKind::map:
      if (a.size != b.size) return false;
      for (std::uint32_t i = 0; i < a.size; ++i)  // both in the order of their keys
        if (compare_keys(*a.key(i), *b.key(i)) != 0 || !equal(*a.value(i), *b.value(i), budget)) return false;
      return true;
    default: return false;
  }
}

bool is_key(const Dyn& v) {
  return v.kind == DynKind::boolean || v.kind == DynKind::integer || v.kind == DynKind::unsigned_integer || v.kind == DynKind::string;
}

const Dyn* find(const Dyn& map, const Dyn& key) {
  std::uint32_t low = 0, high = map.size;
  while (low < high) {
    const std::uint32_t mid = low + (high - low) / 2;
    const int at = compare_keys(*map.key(mid), key);
    if (at == kUnordered) return nullptr;
    if (at == 0) return map.value(mid);
    if (at < 0) low = mid + 1;
    else high = mid;
  }
  return nullptr;
}

bool sort_map(Dyn& map) {
  std::vector<std::pair<const Dyn*, const Dyn*>> pairs(map.size);
  for (std::uint32_t i = 0; i < map.size; ++i) pairs[i] = {map.key(i), map.value(i)};
  detail::sort_items(pairs, [](const auto& a, const auto& b) { return compare_keys(*a.first, *b.first) < 0; });
  for (std::uint32_t i = 0; i < map.size; ++i) {
    if (i > 0 && compare_keys(*pairs[i - 1].first, *pairs[i].first) == 0) return false;
    map.items[2 * i] = pairs[i].first;
    map.items[2 * i + 1] = pairs[i].second;
  }
  return true;
}

std::size_t weight(const Dyn& v, std::size_t limit) {
  std::size_t out = 1;
  if (v.kind == DynKind::optional && v.inner) return out + weight(*v.inner, limit);
  const std::size_t count = v.kind == DynKind::list ? v.size : v.kind == DynKind::map ? std::size_t{2} * v.size : 0;
  for (std::size_t i = 0; i < count && out < limit; ++i) out += weight(*v.items[i], limit - out);
  return out;
}

void write_tagged(std::string& out, const Dyn& v) {
  char number[kMaxDoubleText];
  switch (v.kind) {
    case DynKind::null: out += "{\"null\":null}"; break;
    case DynKind::boolean: out += v.b ? "{\"bool\":true}" : "{\"bool\":false}"; break;
    case DynKind::integer: out += "{\"int\":\"" + std::to_string(v.i) + "\"}"; break;
    case DynKind::unsigned_integer: out += "{\"uint\":\"" + std::to_string(v.u) + "\"}"; break;
    case DynKind::number:
      out += "{\"double\":";
      if (std::isfinite(v.d)) out.append(number, print_double(v.d, number));
      else out += std::isnan(v.d) ? "\"NaN\"" : v.d > 0 ? "\"Infinity\"" : "\"-Infinity\"";
      out += ",\"bits\":\"";
      // One NaN: its sign and payload differ between processors.
      write_hex(out, std::isnan(v.d) ? 0x7ff8000000000000u : word_double(v.d).u);
      out += "\"}";
      break;
    case DynKind::string:
      out += "{\"string\":";
      json::write_string(out, v.view());
      out += "}";
      break;
    case DynKind::bytes:
      out += "{\"bytes\":\"";
      for (const char c : v.view()) {
        out.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
        out.push_back(kHex[static_cast<unsigned char>(c) & 15]);
      }
      out += "\"}";
      break;
    case DynKind::list:
      out += "{\"list\":[";
      for (std::uint32_t i = 0; i < v.size; ++i) {
        if (i) out += ",";
        write_tagged(out, *v.items[i]);
      }
      out += "]}";
      break;
    case DynKind::map:
      out += "{\"map\":[";
      for (std::uint32_t i = 0; i < v.size; ++i) {
        out += i ? ",[" : "[";
        write_tagged(out, *v.key(i));
        out += ",";
        write_tagged(out, *v.value(i));
        out += "]";
      }
      out += "]}";
      break;
    case DynKind::type:
      out += "{\"type\":";
      json::write_string(out, v.view());
      out += "}";
      break;
    case DynKind::timestamp: out += "{\"timestamp\":\"" + print_timestamp(v) + "\"}"; break;
    case DynKind::duration: out += "{\"duration\":\"" + print_duration(v) + "\"}"; break;
    case DynKind::optional:
      out += "{\"optional\":";
      if (v.inner) write_tagged(out, *v.inner);
      else out += "null";
      out += "}";
      break;
  }
}

const Dyn* read_tagged(const json::View& written, Arena& arena) {
  using json::Type;
  if (!written.is_object() || written.count() < 1) return nullptr;
  const auto first = *written.members().begin();
  const std::string_view tag = first.name;
  const json::View& v = first.value;
  const std::string_view text = v.is_string() ? v.str() : std::string_view();
  if (tag == "null") return make_dyn(DynKind::null, arena);
  if (tag == "bool") return v.is(Type::boolean) ? dyn_bool(v.boolean(), arena) : nullptr;
  if (tag == "int") {
    const auto i = v.is(Type::number) ? v.integer() : parse_exact_int64(text);
    return i ? dyn_int(*i, arena) : nullptr;
  }
  if (tag == "uint") {
    const auto u = parse_uint(v.is(Type::number) ? v.raw() : text);
    return u ? dyn_uint(*u, arena) : nullptr;
  }
  if (tag == "double") {
    if (const auto bits = written.find("bits"); bits && bits->is_string()) {
      const auto bytes = parse_hex(bits->str());
      if (!bytes || bytes->size() != 8) return nullptr;
      Word w = word_null();
      for (const char c : *bytes) w.u = w.u << 8 | static_cast<unsigned char>(c);
      return dyn_double(w.d, arena);
    }
    if (v.is(Type::number)) return dyn_double(parse_double(v.raw()), arena);
    if (text == "NaN") return dyn_double(std::nan(""), arena);
    return text == "Infinity" ? dyn_double(HUGE_VAL, arena) : text == "-Infinity" ? dyn_double(-HUGE_VAL, arena) : nullptr;
  }
  if (tag == "optional") {
    if (v.is(Type::null)) return dyn_optional(nullptr, arena);
    const Dyn* inner = read_tagged(v, arena);
    return inner ? dyn_optional(inner, arena) : nullptr;
  }
  if (tag == "string") return v.is_string() ? dyn_text(DynKind::string, text, arena) : nullptr;
  if (tag == "type") return v.is_string() ? dyn_text(DynKind::type, text, arena) : nullptr;
  if (tag == "bytes") {
    const auto bytes = v.is_string() ? parse_hex(text) : std::nullopt;
    return bytes ? dyn_text(DynKind::bytes, *bytes, arena) : nullptr;
  }
  if (tag == "timestamp" || tag == "duration") {
    const auto time = tag == "timestamp" ? parse_timestamp(text) : parse_duration(text);
    if (!time) return nullptr;
    Dyn* out = make_dyn(time->kind, arena);
    *out = *time;
    return out;
  }
  if ((tag != "list" && tag != "map") || !v.is_array()) return nullptr;
  Dyn* out = dyn_room(tag == "list" ? DynKind::list : DynKind::map, v.count(), arena);
  bool is_good = true;
  v.for_each_item([&](std::uint32_t, const json::View& item) {
    if (out->kind == DynKind::list) {
      const Dyn* read = read_tagged(item, arena);
      is_good = is_good && read;
      out->items[out->size++] = read;
      return;
    }
    if (!item.is_array() || item.count() != 2) {
      is_good = false;
      return;
    }
    item.for_each_item([&](std::uint32_t i, const json::View& part) {
      const Dyn* read = read_tagged(part, arena);
      is_good = is_good && read && (i == 1 || is_key(*read));
      out->items[2 * out->size + i] = read;
    });
    ++out->size;
  });
  if (!is_good || (out->kind == DynKind::map && !sort_map(*out))) return nullptr;
  return out;
}

const Dyn* read_json(const json::View& written, std::string_view type, Arena& arena) {
  using json::Type;
  switch (written.type()) {
    case Type::null: return make_dyn(DynKind::null, arena);
    case Type::boolean: return dyn_bool(written.boolean(), arena);
    case Type::number: {
      const bool is_whole = written.raw().find_first_of(".eE") == std::string_view::npos;
      const auto u = parse_uint(written.raw());
      if (type == "uint") return u ? dyn_uint(*u, arena) : nullptr;
      if (type != "double" && is_whole) {
        if (const auto i = written.integer()) return dyn_int(*i, arena);
        if (u && type != "int") return dyn_uint(*u, arena);
      }
      if (type == "int") return nullptr;
      const double d = parse_double(written.raw());
      return std::isfinite(d) ? dyn_double(d, arena) : nullptr;
    }
    case Type::string: {
      if (type == "timestamp" || type == "duration") {
        const auto time = type == "timestamp" ? parse_timestamp(written.str()) : parse_duration(written.str());
        if (!time) return nullptr;
        Dyn* out = make_dyn(time->kind, arena);
        *out = *time;
        return out;
      }
      return dyn_text(type == "bytes" ? DynKind::bytes : DynKind::string, written.str(), arena);
    }
    case Type::array: {
      Dyn* out = dyn_room(DynKind::list, written.count(), arena);
      bool is_good = true;
      written.for_each_item([&](std::uint32_t, const json::View& item) {
        const Dyn* read = read_json(item, "", arena);
        is_good = is_good && read;
        out->items[out->size++] = read;
      });
      return is_good ? out : nullptr;
    }
    case Type::object: {
      Dyn* out = dyn_room(DynKind::map, written.count(), arena);
      for (const auto& member : written.members()) {
        const Dyn* read = read_json(member.value, "", arena);
        if (!read) return nullptr;
        out->items[2 * out->size] = dyn_text(DynKind::string, member.name, arena);
        out->items[2 * out->size + 1] = read;
        ++out->size;
      }
      sort_map(*out);
      return out;
    }
  }
  return nullptr;
}

}  // namespace ludex::expr
