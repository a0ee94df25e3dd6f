#include "schema/direct.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "schema/typed.h"

namespace ludex {

using Node = DirectProgram::Node;
using Member = DirectProgram::Member;
using json::Cursor;

DirectReader::DirectReader(const DirectProgram& program, DirectScratch& scratch, Arena& arena)
    : program_(program), scratch_(scratch), arena_(arena) {
  // What was learned under another program is of no use, and no harm: a follower is a guess that its text confirms.
  if (scratch.follower.size() != program.in_order.size()) scratch.follower = program.in_order;
}

const char* DirectReader::begin(std::string_view text, std::size_t readable) {
  values_ = 0;
  scratch_.stack.clear();
  const char* first = text.data();
  const bool may_stay = readable >= text.size() + Cursor::kSlack && static_cast<unsigned char>(first[text.size()]) < 0x20;
  if (!may_stay) {
    std::string& copy = scratch_.padded;
    if (copy.size() < text.size() + Cursor::kSlack) copy.resize(text.size() + Cursor::kSlack);
    if (!text.empty()) std::memcpy(copy.data(), first, text.size());
    std::memset(copy.data() + text.size(), 0, Cursor::kSlack);
    first = copy.data();
  }
  cursor_ = Cursor(first + text.size());
  return first;
}

bool DirectReader::read(std::uint32_t root, std::string_view text, std::size_t readable, const json::Limits& limits, Word& out) {
  if (root == DirectProgram::kNone || text.size() > limits.max_bytes || text.size() > INT32_MAX) return false;
  const Node& node = program_.nodes[root];
  if (node.depth > limits.max_depth) return false;
  const char* const p = value(node, begin(text, readable), out);
  count(1);
  return p != nullptr && cursor_.is_end(p) && values_ <= limits.max_nodes;
}

[[gnu::always_inline]] inline Str* DirectReader::keep(const Cursor::String& text) {
  const std::size_t size = text.size();
  auto* s = static_cast<Str*>(arena_.allocate(Str::bytes(size)));
  s->reserved = 0;
  if (text.has_escape) [[unlikely]] {
    s->size = static_cast<std::uint32_t>(json::unescape_all(text.bytes(), s->data()));
    return s;
  }
  s->size = static_cast<std::uint32_t>(size);
  // Whole words: the arena's sizes are rounded up to them, and the text has slack behind it.
  for (std::size_t i = 0; i < size; i += 8) std::memcpy(s->data() + i, text.begin + i, 8);
  return s;
}

[[gnu::always_inline]] inline const char* DirectReader::string(const Node& node, const char* p, Word& out) {
  Cursor::String text;
  p = cursor_.string(p, text);
  if (p == nullptr) return nullptr;
  out = word_str(keep(text));
  return bounds_fault(*node.shape, out) == nullptr ? p : nullptr;
}

[[gnu::always_inline]] inline const char* DirectReader::name(const Node& node, const char* p, Word& out) {
  Cursor::String text;
  p = cursor_.string(p, text);
  if (p == nullptr || text.has_escape) return nullptr;
  const std::uint32_t i = program_.tables[node.names].find_padded(text.begin, text.size());
  out = word_int(i);
  return i != NameTable::kNone ? p : nullptr;
}

const char* DirectReader::boolean(const char* p, Word& out) {
  p = cursor_.skip_space(p);
  const bool is_true = *p == 't';
  out = word_bool(is_true);
  return cursor_.literal(p, is_true ? "true" : "false");
}

const char* DirectReader::vec3(const char* p, Word& out) {
  auto* v = arena_.allocate_array<double>(3);
  for (int i = 0; i < 3; ++i) {
    p = cursor_.take(p, i == 0 ? '[' : ',');
    if (p == nullptr || (p = cursor_.number(p, v[i])) == nullptr) return nullptr;
  }
  count(3);
  out = word_vec(v);
  return cursor_.take(p, ']');
}

const char* DirectReader::optional(const Node& node, const char* p, Word& out) {
  p = cursor_.skip_space(p);
  if (*p == 'n') {
    out = word_null();
    return cursor_.literal(p, "null");
  }
  auto* const inside = arena_.allocate_array<Word>(1);
  out = word_optional(inside);
  return value(program_.nodes[node.child], p, *inside);
}

const char* DirectReader::list(const Node& node, const char* p, Word& out) {
  p = cursor_.take(p, '[');
  if (p == nullptr) return nullptr;
  const Node& item = program_.nodes[node.child];
  const std::size_t base = scratch_.stack.size();
  if (const char* const closed = cursor_.take(p, ']')) {
    p = closed;
  } else {
    for (;;) {
      Word word;
      p = value(item, p, word);
      if (p == nullptr) return nullptr;
      scratch_.stack.push_back(word);
      const char* const next = cursor_.take(p, ',');
      if (next == nullptr) break;
      p = next;
    }
    p = cursor_.take(p, ']');
    if (p == nullptr) return nullptr;
  }
  const auto size = static_cast<std::uint32_t>(scratch_.stack.size() - base);
  if (size < node.shape->min_length || size > node.shape->max_length) return nullptr;
  count(size);
  auto* list = arena_.allocate_array<List>(1);
  *list = {size, size, size ? arena_.allocate_array<Word>(size) : nullptr};
  if (size) std::memcpy(list->items, scratch_.stack.data() + base, size * sizeof(Word));
  scratch_.stack.resize(base);
  out = word_list(list);
  return p;
}

// One spelling per integer, or two keys could mean the same entry.
static bool is_plain_integer(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  text.remove_prefix(is_negative);
  if (text.empty() || text.size() > 18 || (text[0] == '0' && (text.size() > 1 || is_negative))) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c - '0') < 10; });
}

const char* DirectReader::map_key(const Node& node, const char* p, Str*& out) {
  Cursor::String text;
  p = cursor_.string(p, text);
  if (p == nullptr || text.has_escape) return nullptr;
  switch (node.kind) {
    case ShapeKind::row:
    case ShapeKind::enumeration:
      if (program_.tables[node.names].find_padded(text.begin, text.size()) == NameTable::kNone) return nullptr;
      break;
    case ShapeKind::integer:
      if (!is_plain_integer(text.bytes())) return nullptr;
      break;
    case ShapeKind::string: break;
    default: return nullptr;
  }
  out = keep(text);
  if (node.kind == ShapeKind::string && bounds_fault(*node.shape, word_str(out)) != nullptr) return nullptr;
  return cursor_.take(p, ':');
}

const char* DirectReader::map(const Node& node, const char* p, Word& out) {
  p = cursor_.take(p, '{');
  if (p == nullptr) return nullptr;
  const Node& key = program_.nodes[node.key];
  const Node& item = program_.nodes[node.child];
  const std::size_t base = scratch_.stack.size();
  if (const char* const closed = cursor_.take(p, '}')) {
    p = closed;
  } else {
    for (;;) {
      Str* name = nullptr;
      Word word;
      p = map_key(key, p, name);
      if (p == nullptr || (p = value(item, p, word)) == nullptr) return nullptr;
      scratch_.stack.push_back(word_str(name));
      scratch_.stack.push_back(word);
      const char* const next = cursor_.take(p, ',');
      if (next == nullptr) break;
      p = next;
    }
    p = cursor_.take(p, '}');
    if (p == nullptr) return nullptr;
  }
  const auto size = static_cast<std::uint32_t>((scratch_.stack.size() - base) / 2);
  if (size < node.shape->min_length || size > node.shape->max_length) return nullptr;
  count(size);
  auto* map = arena_.allocate_array<Map>(1);
  *map = {size, size, size ? arena_.allocate_array<MapEntry>(size) : nullptr};
  for (std::uint32_t i = 0; i < size; ++i) map->entries[i] = {scratch_.stack[base + 2 * i].s, scratch_.stack[base + 2 * i + 1]};
  scratch_.stack.resize(base);
  sort_entries(*map);
  for (std::uint32_t i = 1; i < size; ++i)
    if (map->entries[i - 1].key->view() == map->entries[i].key->view()) return nullptr;  // the scanner refuses it
  out = word_map(map);
  return p;
}

[[gnu::always_inline]] inline const char* DirectReader::next_field(const Node& record, std::uint32_t last, const char* p, std::uint32_t& out) {
  p = cursor_.skip_space(p);
  const std::uint32_t guess = scratch_.follower[record.prediction + last];
  if (guess < record.field_count) [[likely]] {
    const Member& member = program_.members[record.first_field + guess];
    const std::uint64_t differs = ((swar::load(p) ^ member.word[0]) & member.mask[0]) | ((swar::load(p + 8) ^ member.word[1]) & member.mask[1]);
    const auto rest_is_equal = [&] {
      return static_cast<std::size_t>(cursor_.end() - p) >= member.size && std::memcmp(p + 16, member.text.data() + 16, member.size - 16) == 0;
    };
    if (differs == 0 && (member.size <= 16 || rest_is_equal())) [[likely]] {
      out = guess;
      return p + member.size;
    }
  }
  return unexpected_field(record, last, p, out);
}

const char* DirectReader::unexpected_field(const Node& record, std::uint32_t last, const char* p, std::uint32_t& out) {
  Cursor::String text;
  p = cursor_.string(p, text);
  if (p == nullptr || text.has_escape) return nullptr;
  out = program_.tables[record.names].find_padded(text.begin, text.size());
  if (out == NameTable::kNone) return nullptr;
  scratch_.follower[record.prediction + last] = static_cast<std::uint8_t>(out);
  return cursor_.take(p, ':');
}

bool DirectReader::fill(const Node& record, std::uint64_t seen, Word* fields) {
  const std::uint64_t all = record.field_count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << record.field_count) - 1;
  std::uint64_t absent = all & ~seen;
  if (absent & record.required) return false;
  for (; absent != 0; absent &= absent - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(absent));
    fields[i] = default_word(*record.shape->fields[i].shape, arena_);
  }
  return true;
}

const char* DirectReader::record(const Node& node, const char* p, Word& out) {
  p = cursor_.take(p, '{');
  if (p == nullptr) return nullptr;
  Word* const fields = arena_.allocate_array<Word>(node.field_count ? node.field_count : 1);
  out = word_record(fields);
  std::uint64_t seen = 0;
  if (const char* const closed = cursor_.take(p, '}')) return fill(node, 0, fields) ? closed : nullptr;
  std::uint32_t last = 0, members = 0;
  for (;;) {
    std::uint32_t i;
    p = next_field(node, last, p, i);
    if (p == nullptr || (seen >> i & 1)) return nullptr;
    seen |= std::uint64_t{1} << i;
    last = i + 1;
    ++members;
    p = any(program_.nodes[program_.members[node.first_field + i].node], p, fields[i]);
    if (p == nullptr) return nullptr;
    if (*p != ',') [[unlikely]] {
      p = cursor_.skip_space(p);
      if (*p != ',') break;
    }
    ++p;
  }
  count(members);
  if (*p != '}' || (members != node.field_count && !fill(node, seen, fields))) return nullptr;
  return p + 1;
}

// Everything that is not behind a bracket is inlined where it is called from: records, in most texts.
[[gnu::always_inline]] inline const char* DirectReader::any(const Node& node, const char* p, Word& out) {
  switch (node.kind) {
    case ShapeKind::boolean: p = boolean(p, out); break;
    case ShapeKind::integer:
    case ShapeKind::ref: {
      std::int64_t i = 0;
      p = cursor_.integer(p, i);
      out = word_int(i);
      if (i < node.low.i || i > node.high.i) return nullptr;
      break;
    }
    case ShapeKind::number: {
      double d = 0;
      p = cursor_.number(p, d);
      out = word_double(d);
      if (d < node.low.d || d > node.high.d) return nullptr;
      break;
    }
    case ShapeKind::string: return string(node, p, out);
    case ShapeKind::enumeration:
    case ShapeKind::row: return name(node, p, out);
    case ShapeKind::vec3: return vec3(p, out);
    case ShapeKind::optional: return optional(node, p, out);
    case ShapeKind::list: return list(node, p, out);
    case ShapeKind::map: return map(node, p, out);
    case ShapeKind::record: return record(node, p, out);
    default: return nullptr;
  }
  if (node.needs_bounds && p != nullptr && bounds_fault(*node.shape, out) != nullptr) return nullptr;
  return p;
}

const char* DirectReader::value(const Node& node, const char* p, Word& out) { return any(node, p, out); }
const char* DirectReader::field(const Node& record, std::uint32_t last, const char* p, std::uint32_t& out) { return next_field(record, last, p, out); }

}  // namespace ludex
