#include "schema/typed.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "helpers/shapes.h"

namespace {

using namespace ludex;
using ludex::test::Shapes;

const std::vector<std::pair<const char*, const char*>>& samples() {
  static const std::vector<std::pair<const char*, const char*>> all = {
      {"int", "-7"},
      {"double", "2.5"},
      {"bool", "true"},
      {"string", "\"text\""},
      {"string", "\"\""},
      {"vec3", "[1.0,2.0,3.0]"},
      {"row weapons", "\"bow\""},
      {"enum(a,b,c)", "\"c\""},
      {"ref player", "12"},
      {"int?", "null"},
      {"string?", "\"x\""},
      {"list<int>", "[]"},
      {"list<string>", "[\"a\",\"bb\",\"ccc\"]"},
      {"map<string, list<int>>", "{\"a\":[1,2],\"b\":[]}"},
      {"list<map<row weapons, vec3>>", "[{\"bow\":[0.0,0.5,1.0]},{}]"},
  };
  return all;
}

}  // namespace

TEST_CASE("a clone is equal, says the same and owns its own memory") {
  for (const auto& sample : samples()) {
    const auto& type = sample.first;  // CAPTURE is a lambda, and clang 14 lets none take a structured binding
    const auto& text = sample.second;
    CAPTURE(type);
    Shapes s;
    const Shape* shape = s.parse_short(type);
    REQUIRE(shape);
    const Word word = s.word(*shape, text);
    StateHeap heap;
    const Word copy = clone(*shape, word, heap);
    CHECK(equal(*shape, word, copy));
    CHECK(s.text(*shape, copy) == text);
    if (is_owned(shape->kind) && std::string_view(text) != "null") CHECK(copy.u != word.u);
    destroy(*shape, copy, heap);
  }
}

TEST_CASE("destroying gives every byte back: a second clone asks for no new memory") {
  for (const auto& sample : samples()) {
    const auto& type = sample.first;
    const auto& text = sample.second;
    CAPTURE(type);
    Shapes s;
    const Shape* shape = s.parse_short(type);
    REQUIRE(shape);
    const Word word = s.word(*shape, text);
    StateHeap heap;
    const Word first = clone(*shape, word, heap);
    destroy(*shape, first, heap);
    void* const marker = heap.allocate(1 << 10);  // a class of its own: shows where the block's cursor stands
    const Word second = clone(*shape, word, heap);
    destroy(*shape, second, heap);
    auto* const next = static_cast<char*>(heap.allocate(1 << 11));
    CHECK(next == static_cast<char*>(marker) + (1 << 10));
  }
}

TEST_CASE("values that differ are not equal") {
  Shapes s;
  const auto differ = [&](const char* type, const char* a, const char* b) {
    const Shape* shape = s.parse_short(type);
    REQUIRE(shape);
    CAPTURE(type);
    CHECK_FALSE(equal(*shape, s.word(*shape, a), s.word(*shape, b)));
    CHECK(equal(*shape, s.word(*shape, a), s.word(*shape, a)));
  };
  differ("int", "1", "2");
  differ("double", "1", "1.0000000000000002");
  differ("bool", "true", "false");
  differ("string", "\"a\"", "\"ab\"");
  differ("vec3", "[1,2,3]", "[1,2,4]");
  differ("int?", "null", "0");
  differ("int?", "1", "2");
  differ("list<int>", "[1,2]", "[1]");
  differ("list<int>", "[1,2]", "[2,1]");
  differ("map<string, int>", "{\"a\":1}", "{\"b\":1}");
  differ("map<string, int>", "{\"a\":1}", "{\"a\":2}");
  differ("map<string, int>", "{\"a\":1}", "{}");
}

TEST_CASE("what a double keeps is never negative zero, wherever it lies") {
  Shapes s;
  Arena arena;
  const Shape* d = s.parse_short("double");
  CHECK(s.text(*d, clone(*d, word_double(-0.0), arena)) == "0.0");
  CHECK(clone(*d, word_double(-0.0), arena).u == word_double(0.0).u);
  double axes[3] = {-0.0, 1, -0.0};
  const Shape* v = s.parse_short("vec3");
  const Word kept = clone(*v, word_vec(axes), arena);
  CHECK(std::memcmp(&kept.vec[0], "\0\0\0\0\0\0\0\0", 8) == 0);
  CHECK(std::memcmp(&kept.vec[2], "\0\0\0\0\0\0\0\0", 8) == 0);
}

TEST_CASE("nothing written means zero, empty, null or the first name, or the declared default") {
  Shapes s;
  Arena arena;
  const auto implied = [&](const char* type) {
    const Shape* shape = s.parse_short(type);
    REQUIRE(shape);
    return s.text(*shape, default_word(*shape, arena));
  };
  CHECK(implied("int") == "0");
  CHECK(implied("double") == "0.0");
  CHECK(implied("bool") == "false");
  CHECK(implied("string") == "\"\"");
  CHECK(implied("vec3") == "[0.0,0.0,0.0]");
  CHECK(implied("list<int>") == "[]");
  CHECK(implied("map<string, int>") == "{}");
  CHECK(implied("int?") == "null");
  CHECK(implied("enum(b,a)") == "\"b\"");
  CHECK(implied("int 1..9 = 4") == "4");
  CHECK(implied("list<row weapons> = [\"bow\"]") == "[\"bow\"]");
  CHECK(implied("vec3 = [1,2,3]") == "[1.0,2.0,3.0]");
}

TEST_CASE("a default is a copy each time") {
  Shapes s;
  StateHeap heap;
  const Shape* shape = s.parse_short("list<int> = [1,2]");
  REQUIRE(shape);
  const Word a = default_word(*shape, heap), b = default_word(*shape, heap);
  a.list->items[0] = word_int(9);
  CHECK(s.text(*shape, b) == "[1,2]");
  CHECK(s.text(*shape, shape->default_value) == "[1,2]");
}

TEST_CASE("map entries and list items can be put in and taken out anywhere, over many sizes") {
  Shapes s;
  StateHeap heap;
  const Shape* list_shape = s.parse_short("list<int>");
  const Word list = default_word(*list_shape, heap);
  std::vector<std::int64_t> reference;
  for (std::int64_t i = 0; i < 200; ++i) {
    const auto at = static_cast<std::uint32_t>((i * 7) % static_cast<std::int64_t>(reference.size() + 1));
    list_insert(*list.list, at, word_int(i), heap);
    reference.insert(reference.begin() + at, i);
    if (i % 3 == 0) {
      const auto gone = static_cast<std::uint32_t>((i * 5) % static_cast<std::int64_t>(reference.size()));
      list_erase(*list.list, gone);
      reference.erase(reference.begin() + gone);
    }
  }
  REQUIRE(list.list->size == reference.size());
  for (std::size_t i = 0; i < reference.size(); ++i) CHECK(list.list->items[i].i == reference[i]);

  const Shape* map_shape = s.parse_short("map<string, int>");
  const Word map = default_word(*map_shape, heap);
  for (const char* key : {"m", "a", "z", "k", "b"}) map_insert(*map.map, map.map->lower_bound(key), make_str(key, heap), word_int(1), heap);
  CHECK(s.text(*map_shape, map) == R"({"a":1,"b":1,"k":1,"m":1,"z":1})");
  CHECK(map.map->find("k"));
  CHECK_FALSE(map.map->find("c"));
  map_erase(*map.map, map.map->lower_bound("k"));
  CHECK(s.text(*map_shape, map) == R"({"a":1,"b":1,"m":1,"z":1})");
  destroy(*map_shape, map, heap);
  destroy(*list_shape, list, heap);
}

TEST_CASE("bounds are found broken wherever the value lies") {
  Shapes s;
  const auto fault = [&](const char* type, const char* bounded, const char* text) {
    const Shape* free = s.parse_short(type);      // to make the value
    const Shape* shape = s.parse_short(bounded);  // to look at it
    REQUIRE(free);
    REQUIRE(shape);
    const char* message = bounds_fault(*shape, s.word(*free, text));
    return std::string(message ? message : "");
  };
  CHECK(fault("int", "int 0..5", "5").empty());
  CHECK(fault("int", "int 0..5", "6") == "is out of its declared range");
  CHECK(fault("double", "double < 1", "1") == "is out of its declared range");
  CHECK(fault("string", "string 1..2", "\"\"") == "is shorter than allowed");
  CHECK(fault("string", "string 1..2", "\"abc\"") == "is longer than allowed");
  CHECK(fault("string", "string 1..2", "\"\xC3\xA9\xC3\xA9\"").empty());
  CHECK(fault("list<int>", "list<int> max 1", "[1,2]") == "has more items than allowed");
  CHECK(fault("list<int>", "list<int 0..5>", "[1,2,9]") == "is out of its declared range");
  CHECK(fault("map<string, int>", "map<string, int 0..5>", "{\"a\":9}") == "is out of its declared range");
  CHECK(fault("map<string, int>", "map<string 2..9, int>", "{\"a\":9}") == "is shorter than allowed");
  CHECK(fault("map<string, int>", "map<string, int> max 0", "{\"a\":9}") == "has more entries than allowed");
  CHECK(fault("int?", "int 0..5?", "9") == "is out of its declared range");
  CHECK(fault("int?", "int 0..5?", "null").empty());
}

TEST_CASE("code points are counted, continuation bytes are not") {
  CHECK(code_points("") == 0);
  CHECK(code_points("abc") == 3);
  CHECK(code_points("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") == 3);
}

TEST_CASE("a map key is text whatever its type") {
  Shapes s;
  char scratch[24];
  const TableKeys keys = s.declarations.keys();
  CHECK(key_text(*s.parse_short("row weapons"), word_int(1), keys, scratch) == "bow");
  CHECK(key_text(*s.parse_short("enum(a,b)"), word_int(1), keys, scratch) == "b");
  CHECK(key_text(*s.parse_short("int"), word_int(-12), keys, scratch) == "-12");
}
