#pragma once
// What a typed value looks like in memory: one 8-byte word whose type is known from its shape, never from the word.
// Scalars stand in the word; strings, lists, maps, records, vectors and present optionals are behind a pointer, owned
// either by an arena (a request's own values) or by a world's StateHeap (state).

#include <cstdint>
#include <cstring>
#include <string_view>

namespace ludex {

namespace expr {
struct Dyn;
}
struct Str;
struct List;
struct Map;

union Word {
  std::uint64_t u;
  std::int64_t i;  ///< integer, ref, row index, enumeration index
  double d;
  bool b;
  Str* s;
  List* list;
  Map* map;
  Word* record;    ///< fields in the shape's order
  Word* optional;  ///< nullptr is null
  double* vec;     ///< three doubles
  expr::Dyn* dyn;  ///< a value that carries its type: CEL as specified, never in rules
};
static_assert(sizeof(Word) == 8);

inline Word word_int(std::int64_t i) { Word w; w.u = 0; w.i = i; return w; }
inline Word word_double(double d) { Word w; w.u = 0; w.d = d; return w; }
inline Word word_bool(bool b) { Word w; w.u = 0; w.b = b; return w; }
inline Word word_null() { Word w; w.u = 0; return w; }
inline Word word_str(Str* s) { Word w; w.u = 0; w.s = s; return w; }
inline Word word_list(List* l) { Word w; w.u = 0; w.list = l; return w; }
inline Word word_map(Map* m) { Word w; w.u = 0; w.map = m; return w; }
inline Word word_record(Word* r) { Word w; w.u = 0; w.record = r; return w; }
inline Word word_optional(Word* o) { Word w; w.u = 0; w.optional = o; return w; }
inline Word word_vec(double* v) { Word w; w.u = 0; w.vec = v; return w; }

/// UTF-8 bytes directly behind the header.
struct Str {
  std::uint32_t size;
  std::uint32_t reserved;
  char* data() { return reinterpret_cast<char*>(this + 1); }
  const char* data() const { return reinterpret_cast<const char*>(this + 1); }
  std::string_view view() const { return {data(), size}; }
  static std::size_t bytes(std::size_t size) { return sizeof(Str) + size; }
};

struct List {
  std::uint32_t size;
  std::uint32_t capacity;
  Word* items;
};

struct MapEntry {
  Str* key;
  Word value;
};

/// Entries in UTF-8 byte order of their keys. Keys of every kind (row, enumeration, int) are stored as their text, so a
/// save survives a table that lost a row.
struct Map {
  std::uint32_t size;
  std::uint32_t capacity;
  MapEntry* entries;

  /// Position of `key`, or of the entry it would stand before.
  std::uint32_t lower_bound(std::string_view key) const {
    std::uint32_t low = 0, high = size;
    while (low < high) {
      const std::uint32_t mid = low + (high - low) / 2;
      if (entries[mid].key->view() < key) low = mid + 1;
      else high = mid;
    }
    return low;
  }
  /// The entry of `key`, or nullptr.
  MapEntry* find(std::string_view key) const {
    const std::uint32_t i = lower_bound(key);
    return i < size && entries[i].key->view() == key ? &entries[i] : nullptr;
  }
};

/// A string in `allocator` (Arena or StateHeap).
template <class Allocator>
Str* make_str(std::string_view text, Allocator& allocator) {
  auto* s = static_cast<Str*>(allocator.allocate(Str::bytes(text.size())));
  s->size = static_cast<std::uint32_t>(text.size());
  s->reserved = 0;
  if (!text.empty()) std::memcpy(s->data(), text.data(), text.size());
  return s;
}

}  // namespace ludex
