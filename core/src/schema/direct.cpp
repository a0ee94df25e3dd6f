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

void DirectReader::begin(std::string_view text, std::size_t readable) {
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
  cursor_ = Cursor(first, first + text.size());
}

bool DirectReader::read(std::uint32_t root, std::string_view text, std::size_t readable, const json::Limits& limits, Word& out) {
  if (root == DirectProgram::kNone || text.size() > limits.max_bytes || text.size() > INT32_MAX) return false;
  const Node& node = program_.nodes[root];
  if (node.depth > limits.max_depth) return false;
  begin(text, readable);
  count(1);
  return value(node, out) && cursor_.is_at_end() && values_ <= limits.max_nodes;
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

bool DirectReader::string(const Node& node, Word& out) {
  Cursor::String text;
  if (!cursor_.string(text)) return false;
  out = word_str(keep(text));
  return bounds_fault(*node.shape, out) == nullptr;
}

bool DirectReader::name(const Node& node, Word& out) {
  Cursor::String text;
  if (!cursor_.string(text) || text.has_escape) return false;
  const std::uint32_t i = program_.tables[node.names].find_padded(text.begin, text.size());
  out = word_int(i);
  return i != NameTable::kNone;
}

bool DirectReader::vec3(Word& out) {
  auto* v = arena_.allocate_array<double>(3);
  if (!cursor_.take('[') || !cursor_.number(v[0]) || !cursor_.take(',') || !cursor_.number(v[1]) || !cursor_.take(',') ||
      !cursor_.number(v[2]) || !cursor_.take(']'))
    return false;
  count(3);
  out = word_vec(v);
  return true;
}

bool DirectReader::list(const Node& node, Word& out) {
  if (!cursor_.take('[')) return false;
  const Node& item = program_.nodes[node.child];
  const std::size_t base = scratch_.stack.size();
  if (!cursor_.take(']')) {
    do {
      Word word;
      if (!value(item, word)) return false;
      scratch_.stack.push_back(word);
    } while (cursor_.take(','));
    if (!cursor_.take(']')) return false;
  }
  const auto size = static_cast<std::uint32_t>(scratch_.stack.size() - base);
  if (size < node.shape->min_length || size > node.shape->max_length) return false;
  count(size);
  auto* list = arena_.allocate_array<List>(1);
  *list = {size, size, size ? arena_.allocate_array<Word>(size) : nullptr};
  if (size) std::memcpy(list->items, scratch_.stack.data() + base, size * sizeof(Word));
  scratch_.stack.resize(base);
  out = word_list(list);
  return true;
}

// One spelling per integer, or two keys could mean the same entry.
static bool is_plain_integer(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  text.remove_prefix(is_negative);
  if (text.empty() || text.size() > 18 || (text[0] == '0' && (text.size() > 1 || is_negative))) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c - '0') < 10; });
}

bool DirectReader::map_key(const Node& node, Str*& out) {
  Cursor::String text;
  if (!cursor_.string(text) || text.has_escape) return false;
  switch (node.kind) {
    case ShapeKind::row:
    case ShapeKind::enumeration:
      if (program_.tables[node.names].find_padded(text.begin, text.size()) == NameTable::kNone) return false;
      break;
    case ShapeKind::integer:
      if (!is_plain_integer(text.bytes())) return false;
      break;
    case ShapeKind::string: break;
    default: return false;
  }
  out = keep(text);
  return node.kind != ShapeKind::string || bounds_fault(*node.shape, word_str(out)) == nullptr;
}

bool DirectReader::map(const Node& node, Word& out) {
  if (!cursor_.take('{')) return false;
  const Node& key = program_.nodes[node.key];
  const Node& item = program_.nodes[node.child];
  const std::size_t base = scratch_.stack.size();
  if (!cursor_.take('}')) {
    do {
      Str* name = nullptr;
      Word word;
      if (!map_key(key, name) || !cursor_.take(':') || !value(item, word)) return false;
      scratch_.stack.push_back(word_str(name));
      scratch_.stack.push_back(word);
    } while (cursor_.take(','));
    if (!cursor_.take('}')) return false;
  }
  const auto size = static_cast<std::uint32_t>((scratch_.stack.size() - base) / 2);
  if (size < node.shape->min_length || size > node.shape->max_length) return false;
  count(size);
  auto* map = arena_.allocate_array<Map>(1);
  *map = {size, size, size ? arena_.allocate_array<MapEntry>(size) : nullptr};
  for (std::uint32_t i = 0; i < size; ++i) map->entries[i] = {scratch_.stack[base + 2 * i].s, scratch_.stack[base + 2 * i + 1]};
  scratch_.stack.resize(base);
  MapEntry* const end = map->entries + size;
  const auto before = [](const MapEntry& a, const MapEntry& b) { return a.key->view() < b.key->view(); };
  if (!std::is_sorted(map->entries, end, before)) std::sort(map->entries, end, before);
  for (std::uint32_t i = 1; i < size; ++i)
    if (map->entries[i - 1].key->view() == map->entries[i].key->view()) return false;  // the scanner refuses it
  out = word_map(map);
  return true;
}

std::uint32_t DirectReader::field(const Node& record, std::uint32_t last) {
  std::uint32_t guess = scratch_.follower[record.prediction + last];
  cursor_.peek();
  const char* const p = cursor_.position();
  if (guess < record.field_count) [[likely]] {
    const Member& member = program_.members[record.first_field + guess];
    const std::uint64_t differs = ((swar::load(p) ^ member.word[0]) & member.mask[0]) | ((swar::load(p + 8) ^ member.word[1]) & member.mask[1]);
    if (differs == 0 && (member.size <= 16 || (cursor_.left() >= member.size && std::memcmp(p + 16, member.text.data() + 16, member.size - 16) == 0))) [[likely]] {
      cursor_.go_to(p + member.size);
      return guess;
    }
  }
  return unexpected_field(record, last);
}

std::uint32_t DirectReader::unexpected_field(const Node& record, std::uint32_t last) {
  Cursor::String text;
  if (!cursor_.string(text) || text.has_escape || !cursor_.take(':')) return DirectProgram::kNone;
  const std::uint32_t i = program_.tables[record.names].find_padded(text.begin, text.size());
  if (i != NameTable::kNone) scratch_.follower[record.prediction + last] = static_cast<std::uint8_t>(i);
  return i;
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

bool DirectReader::record(const Node& node, Word& out) {
  if (!cursor_.take('{')) return false;
  Word* const fields = arena_.allocate_array<Word>(node.field_count ? node.field_count : 1);
  std::uint64_t seen = 0;
  if (!cursor_.take('}')) {
    std::uint32_t last = 0;
    do {
      const std::uint32_t i = field(node, last);
      if (i == DirectProgram::kNone || seen >> i & 1) return false;
      seen |= std::uint64_t{1} << i;
      last = i + 1;
      if (!value(program_.nodes[program_.members[node.first_field + i].node], fields[i])) return false;
    } while (cursor_.take(','));
    if (!cursor_.take('}')) return false;
  }
  count(static_cast<std::uint64_t>(std::popcount(seen)));
  out = word_record(fields);
  return fill(node, seen, fields);
}

bool DirectReader::value(const Node& node, Word& out) {
  switch (node.kind) {
    case ShapeKind::boolean: {
      const bool is_true = cursor_.peek() == 't';
      if (!cursor_.literal(is_true ? "true" : "false")) return false;
      out = word_bool(is_true);
      break;
    }
    case ShapeKind::integer:
    case ShapeKind::ref: {
      std::int64_t i;
      if (!cursor_.integer(i) || i < node.low.i || i > node.high.i) return false;
      out = word_int(i);
      break;
    }
    case ShapeKind::number: {
      double d;
      if (!cursor_.number(d) || d < node.low.d || d > node.high.d) return false;
      out = word_double(d);
      break;
    }
    case ShapeKind::string: return string(node, out);
    case ShapeKind::enumeration:
    case ShapeKind::row: return name(node, out);
    case ShapeKind::vec3: return vec3(out);
    case ShapeKind::optional: {
      if (cursor_.peek() == 'n') {
        out = word_null();
        return cursor_.literal("null");
      }
      auto* const inside = arena_.allocate_array<Word>(1);
      out = word_optional(inside);
      return value(program_.nodes[node.child], *inside);
    }
    case ShapeKind::list: return list(node, out);
    case ShapeKind::map: return map(node, out);
    case ShapeKind::record: return record(node, out);
    default: return false;
  }
  return !node.needs_bounds || bounds_fault(*node.shape, out) == nullptr;
}

}  // namespace ludex
