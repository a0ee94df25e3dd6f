#include "schema/typed.h"

#include <algorithm>
#include <cstring>

#include "schema/text_pattern.h"
#include "value/number.h"
#include "value/swar.h"

namespace ludex {

template <class Allocator>
Word clone(const Shape& shape, Word word, Allocator& allocator) {
  switch (shape.kind) {
    case ShapeKind::number: return word_double(word.d + 0.0);
    case ShapeKind::string: return word_str(make_str(word.s->view(), allocator));
    case ShapeKind::vec3: {
      auto* v = allocator.template allocate_array<double>(3);
      for (int i = 0; i < 3; ++i) v[i] = word.vec[i] + 0.0;
      return word_vec(v);
    }
    case ShapeKind::optional: {
      if (!word.optional) return word;
      auto* o = allocator.template allocate_array<Word>(1);
      *o = clone(*shape.element, *word.optional, allocator);
      return word_optional(o);
    }
    case ShapeKind::list: {
      auto* l = allocator.template allocate_array<List>(1);
      const std::uint32_t n = word.list->size;
      *l = {n, n, n ? allocator.template allocate_array<Word>(n) : nullptr};
      for (std::uint32_t i = 0; i < n; ++i) l->items[i] = clone(*shape.element, word.list->items[i], allocator);
      return word_list(l);
    }
    case ShapeKind::map: {
      auto* m = allocator.template allocate_array<Map>(1);
      const std::uint32_t n = word.map->size;
      *m = {n, n, n ? allocator.template allocate_array<MapEntry>(n) : nullptr};
      for (std::uint32_t i = 0; i < n; ++i) {
        const MapEntry& e = word.map->entries[i];
        m->entries[i] = {make_str(e.key->view(), allocator), clone(*shape.element, e.value, allocator)};
      }
      return word_map(m);
    }
    case ShapeKind::record: {
      const std::size_t n = shape.fields.size();
      auto* r = allocator.template allocate_array<Word>(n ? n : 1);
      for (std::size_t i = 0; i < n; ++i) r[i] = clone(*shape.fields[i].shape, word.record[i], allocator);
      return word_record(r);
    }
    default: return word;
  }
}
template Word clone<Arena>(const Shape&, Word, Arena&);
template Word clone<StateHeap>(const Shape&, Word, StateHeap&);

std::size_t weight(const Shape& shape, Word word, std::size_t limit) {
  std::size_t n = 1;
  switch (shape.kind) {
    case ShapeKind::optional: return word.optional ? n + weight(*shape.element, *word.optional, limit) : n;
    case ShapeKind::list:
      if (!is_owned(shape.element->kind)) return n + word.list->size;
      for (std::uint32_t i = 0; i < word.list->size && n < limit; ++i) n += weight(*shape.element, word.list->items[i], limit - n);
      return n;
    case ShapeKind::map:
      for (std::uint32_t i = 0; i < word.map->size && n < limit; ++i) n += weight(*shape.element, word.map->entries[i].value, limit - n);
      return n;
    case ShapeKind::record:
      for (std::size_t i = 0; i < shape.fields.size() && n < limit; ++i) n += weight(*shape.fields[i].shape, word.record[i], limit - n);
      return n;
    case ShapeKind::string: return n + word.s->size / 64;
    default: return n;
  }
}

void destroy(const Shape& shape, Word word, StateHeap& heap) {
  switch (shape.kind) {
    case ShapeKind::string: heap.release(word.s, Str::bytes(word.s->size)); return;
    case ShapeKind::vec3: heap.release(word.vec, 3 * sizeof(double)); return;
    case ShapeKind::optional:
      if (!word.optional) return;
      destroy(*shape.element, *word.optional, heap);
      heap.release(word.optional, sizeof(Word));
      return;
    case ShapeKind::list:
      for (std::uint32_t i = 0; i < word.list->size; ++i) destroy(*shape.element, word.list->items[i], heap);
      if (word.list->items) heap.release(word.list->items, word.list->capacity * sizeof(Word));
      heap.release(word.list, sizeof(List));
      return;
    case ShapeKind::map:
      for (std::uint32_t i = 0; i < word.map->size; ++i) {
        const MapEntry& e = word.map->entries[i];
        destroy(*shape.element, e.value, heap);
        heap.release(e.key, Str::bytes(e.key->size));
      }
      if (word.map->entries) heap.release(word.map->entries, word.map->capacity * sizeof(MapEntry));
      heap.release(word.map, sizeof(Map));
      return;
    case ShapeKind::record: {
      const std::size_t n = shape.fields.size();
      for (std::size_t i = 0; i < n; ++i) destroy(*shape.fields[i].shape, word.record[i], heap);
      heap.release(word.record, (n ? n : 1) * sizeof(Word));
      return;
    }
    default: return;
  }
}

bool equal(const Shape& shape, Word a, Word b) {
  switch (shape.kind) {
    case ShapeKind::boolean: return a.b == b.b;
    case ShapeKind::number: return a.d == b.d;
    case ShapeKind::string: return a.s->view() == b.s->view();
    case ShapeKind::vec3: return a.vec[0] == b.vec[0] && a.vec[1] == b.vec[1] && a.vec[2] == b.vec[2];
    case ShapeKind::optional:
      if (!a.optional || !b.optional) return a.optional == b.optional;
      return equal(*shape.element, *a.optional, *b.optional);
    case ShapeKind::list:
      if (a.list->size != b.list->size) return false;
      for (std::uint32_t i = 0; i < a.list->size; ++i)
        if (!equal(*shape.element, a.list->items[i], b.list->items[i])) return false;
      return true;
    case ShapeKind::map:
      if (a.map->size != b.map->size) return false;
      for (std::uint32_t i = 0; i < a.map->size; ++i) {
        const MapEntry &x = a.map->entries[i], &y = b.map->entries[i];
        if (x.key->view() != y.key->view() || !equal(*shape.element, x.value, y.value)) return false;
      }
      return true;
    case ShapeKind::record:
      for (std::size_t i = 0; i < shape.fields.size(); ++i)
        if (!equal(*shape.fields[i].shape, a.record[i], b.record[i])) return false;
      return true;
    case ShapeKind::null:
    case ShapeKind::nothing: return true;
    default: return a.i == b.i;
  }
}

template <class Allocator>
Word default_word(const Shape& shape, Allocator& allocator) {
  if (shape.has_default) return clone(shape, shape.default_value, allocator);
  switch (shape.kind) {
    case ShapeKind::string: return word_str(make_str({}, allocator));
    case ShapeKind::vec3: {
      auto* v = allocator.template allocate_array<double>(3);
      v[0] = v[1] = v[2] = 0.0;
      return word_vec(v);
    }
    case ShapeKind::list: {
      auto* l = allocator.template allocate_array<List>(1);
      *l = {0, 0, nullptr};
      return word_list(l);
    }
    case ShapeKind::map: {
      auto* m = allocator.template allocate_array<Map>(1);
      *m = {0, 0, nullptr};
      return word_map(m);
    }
    case ShapeKind::record: {
      const std::size_t n = shape.fields.size();
      auto* r = allocator.template allocate_array<Word>(n ? n : 1);
      for (std::size_t i = 0; i < n; ++i) r[i] = default_word(*shape.fields[i].shape, allocator);
      return word_record(r);
    }
    default: return word_null();  // 0, 0.0, false, null, the first name
  }
}
template Word default_word<Arena>(const Shape&, Arena&);
template Word default_word<StateHeap>(const Shape&, StateHeap&);

void put_canonical(std::string& out, const Shape& shape, Word word, const TableKeys& tables) {
  using namespace canonical;
  switch (shape.kind) {
    case ShapeKind::boolean: put_bool(out, word.b); return;
    case ShapeKind::integer:
    case ShapeKind::ref: put_int(out, word.i); return;
    case ShapeKind::number: put_double(out, word.d); return;
    case ShapeKind::string: put_string(out, word.s->view()); return;
    case ShapeKind::enumeration: put_string(out, shape.names[static_cast<std::size_t>(word.i)]); return;
    case ShapeKind::row:
    case ShapeKind::table_row: put_string(out, tables.row(shape.index, word.i)); return;
    case ShapeKind::vec3:
      put_list(out, 3);
      for (int i = 0; i < 3; ++i) put_double(out, word.vec[i]);
      return;
    case ShapeKind::optional:
      if (word.optional) put_canonical(out, *shape.element, *word.optional, tables);
      else put_null(out);
      return;
    case ShapeKind::list:
      put_list(out, word.list->size);
      for (std::uint32_t i = 0; i < word.list->size; ++i) put_canonical(out, *shape.element, word.list->items[i], tables);
      return;
    case ShapeKind::map:
      put_map(out, word.map->size);
      for (std::uint32_t i = 0; i < word.map->size; ++i) {
        put_key(out, word.map->entries[i].key->view());
        put_canonical(out, *shape.element, word.map->entries[i].value, tables);
      }
      return;
    case ShapeKind::record: {
      std::uint32_t present = 0;
      const auto is_absent = [&](std::size_t i) {
        return !shape.keeps_null && shape.fields[i].shape->kind == ShapeKind::optional && !word.record[i].optional;
      };
      for (std::size_t i = 0; i < shape.fields.size(); ++i) present += is_absent(i) ? 0 : 1;
      put_map(out, present);
      for (std::size_t i = 0; i < shape.fields.size(); ++i) {
        if (is_absent(i)) continue;
        put_key(out, shape.fields[i].name);
        put_canonical(out, *shape.fields[i].shape, word.record[i], tables);
      }
      return;
    }
    case ShapeKind::null:
    case ShapeKind::nothing:
    case ShapeKind::entity:
    case ShapeKind::table: put_null(out); return;
  }
}

std::string_view key_text(const Shape& key_shape, Word key, const TableKeys& tables, char (&scratch)[24]) {
  switch (key_shape.kind) {
    case ShapeKind::string: return key.s->view();
    case ShapeKind::row: return tables.row(key_shape.index, key.i);
    case ShapeKind::enumeration: return key_shape.names[static_cast<std::size_t>(key.i)];
    default: return {scratch, print_int64(key.i, scratch)};
  }
}

std::uint32_t code_points(std::string_view text) {
  // All bytes but those of the form 10xxxxxx, eight at a time.
  std::uint64_t tails = 0;
  std::size_t i = 0;
  for (; text.size() - i >= 8; i += 8) {
    const std::uint64_t word = swar::load(text.data() + i);
    tails += ((word & ~(word << 1) & swar::kHighs) >> 7) * swar::kOnes >> 56;
  }
  for (; i < text.size(); ++i) tails += (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
  return static_cast<std::uint32_t>(text.size() - tails);
}

namespace {

// Opens a gap at `position`, growing to what the size class holds anyway.
template <class T>
void open_gap(T*& items, std::uint32_t& size, std::uint32_t& capacity, std::uint32_t position, StateHeap& heap) {
  if (size == capacity) {
    const std::size_t bytes = StateHeap::rounded((size + 1) * sizeof(T));
    auto* grown = static_cast<T*>(heap.allocate(bytes));
    if (size) std::memcpy(grown, items, size * sizeof(T));
    if (items) heap.release(items, capacity * sizeof(T));
    items = grown;
    capacity = static_cast<std::uint32_t>(bytes / sizeof(T));
  }
  std::memmove(items + position + 1, items + position, (size - position) * sizeof(T));
  ++size;
}

template <class T>
void close_gap(T* items, std::uint32_t& size, std::uint32_t position) {
  --size;
  std::memmove(items + position, items + position + 1, (size - position) * sizeof(T));
}

template <class T>
bool within(const Shape& shape, T value, T minimum, T maximum) {
  if (shape.has_minimum && (value < minimum || (shape.exclusive_minimum && value == minimum))) return false;
  return !(shape.has_maximum && (value > maximum || (shape.exclusive_maximum && value == maximum)));
}

}  // namespace

void map_insert(Map& map, std::uint32_t position, Str* key, Word value, StateHeap& heap) {
  open_gap(map.entries, map.size, map.capacity, position, heap);
  map.entries[position] = {key, value};
}
void map_erase(Map& map, std::uint32_t position) { close_gap(map.entries, map.size, position); }

std::string number_text(const Shape& shape, Word word) { return shape.kind == ShapeKind::number ? double_text(word.d) : std::to_string(word.i); }

void sort_entries(Map& map) {
  MapEntry* const end = map.entries + map.size;
  const auto before = [](const MapEntry& a, const MapEntry& b) { return a.key->view() < b.key->view(); };
  if (!std::is_sorted(map.entries, end, before)) std::sort(map.entries, end, before);
}
void list_insert(List& list, std::uint32_t position, Word item, StateHeap& heap) {
  open_gap(list.items, list.size, list.capacity, position, heap);
  list.items[position] = item;
}
void list_erase(List& list, std::uint32_t position) { close_gap(list.items, list.size, position); }

namespace {

const char* pattern_fault(const TextPattern& pattern, std::string_view text) {
  switch (pattern.search(text)) {
    case regex::Match::yes: return nullptr;
    case regex::Match::no: return "does not match its pattern";
    case regex::Match::too_costly: return "is too long to be compared with its pattern";
  }
  return nullptr;
}

}  // namespace

const char* bounds_fault(const Shape& shape, Word word) {
  switch (shape.kind) {
    case ShapeKind::boolean:
      for (const Word w : shape.allowed)
        if (w.b == word.b) return nullptr;
      return shape.allowed.empty() ? nullptr : "is not one of the allowed values";
    case ShapeKind::integer:
      if (!within(shape, word.i, shape.minimum.i, shape.maximum.i)) return "is out of its declared range";
      for (const Word w : shape.allowed)
        if (w.i == word.i) return nullptr;
      return shape.allowed.empty() ? nullptr : "is not one of the allowed values";
    case ShapeKind::number:
      if (!within(shape, word.d, shape.minimum.d, shape.maximum.d)) return "is out of its declared range";
      for (const Word w : shape.allowed)
        if (w.d == word.d) return nullptr;
      return shape.allowed.empty() ? nullptr : "is not one of the allowed values";
    case ShapeKind::string: {
      // Bytes bound code points from above and below, so most strings need no count.
      const std::uint32_t size = word.s->size;
      if (size > shape.max_length || shape.min_length > 0) {
        const std::uint32_t n = code_points(word.s->view());
        if (n < shape.min_length) return "is shorter than allowed";
        if (n > shape.max_length) return "is longer than allowed";
      }
      if (size > shape.max_bytes) return "has more bytes than allowed";
      return shape.pattern ? pattern_fault(*shape.pattern, word.s->view()) : nullptr;
    }
    case ShapeKind::optional: return word.optional ? bounds_fault(*shape.element, *word.optional) : nullptr;
    case ShapeKind::list:
      if (word.list->size < shape.min_length) return "has fewer items than allowed";
      if (word.list->size > shape.max_length) return "has more items than allowed";
      for (std::uint32_t i = 0; i < word.list->size; ++i)
        if (const char* fault = bounds_fault(*shape.element, word.list->items[i])) return fault;
      return nullptr;
    case ShapeKind::map: {
      if (word.map->size < shape.min_length) return "has fewer entries than allowed";
      if (word.map->size > shape.max_length) return "has more entries than allowed";
      for (std::uint32_t i = 0; i < word.map->size; ++i)
        if (const char* fault = bounds_fault(*shape.element, word.map->entries[i].value)) return fault;
      if (shape.key->kind == ShapeKind::string && (shape.key->min_length > 0 || shape.key->max_length < kMaxStringDefault)) {
        for (std::uint32_t i = 0; i < word.map->size; ++i)
          if (const char* fault = bounds_fault(*shape.key, word_str(word.map->entries[i].key))) return fault;
      }
      return nullptr;
    }
    case ShapeKind::record:
      for (std::size_t i = 0; i < shape.fields.size(); ++i)
        if (const char* fault = bounds_fault(*shape.fields[i].shape, word.record[i])) return fault;
      return nullptr;
    default: return nullptr;
  }
}

bool has_implied_default(const Shape& shape, Arena& arena) {
  if (shape.has_default || shape.kind == ShapeKind::optional) return true;
  if (shape.kind == ShapeKind::row || shape.kind == ShapeKind::ref) return false;
  if (shape.kind != ShapeKind::record) return bounds_fault(shape, default_word(shape, arena)) == nullptr;
  for (const Field& f : shape.fields)
    if (!has_implied_default(*f.shape, arena)) return false;
  return true;
}

}  // namespace ludex
