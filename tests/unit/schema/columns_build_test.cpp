// Words to a file and back to words, for every shape: through columns_build, columns, columns_decode.

#include "schema/columns_build.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "helpers/shapes.h"
#include "schema/columns_decode.h"
#include "schema/columns_text.h"

namespace {

using namespace ludex;

/// Values of a shape into a file.
struct Written {
  test::Shapes shapes;
  const Shape* shape;
  std::string file;
  json::Document header;
  columns::Column column;
  std::vector<Word> words;

  Written(std::string_view short_form, const std::vector<std::string>& values) : shape(shapes.parse_short(short_form)) {
    REQUIRE(shape);
    const TableKeys keys = shapes.declarations.keys();
    columns::Builder builder(*shape, keys);
    for (const std::string& value : values) {
      json::Document document;
      document.text = shapes.declarations.arena.copy(value);
      REQUIRE(json::scan(document.text, {}, document.tape).ok());
      DecodeContext context{document.text, document.tape, shapes.declarations, shapes.declarations.arena};
      ContractFault fault;
      words.emplace_back();
      REQUIRE(decode(*shape, 0, context, words.back(), fault));
      builder.append(words.back());
    }
    CHECK(builder.rows() == values.size());
    columns::File out;
    const std::string described = builder.describe(out);
    file = out.finish("MAGIC!!!", 1, described);
    std::uint32_t size;
    std::memcpy(&size, file.data() + 12, sizeof size);
    header.text = std::string_view(file).substr(16, size);
    REQUIRE(json::scan(header.text, {}, header.tape).ok());
    columns::Reader reader(16, std::string_view(file).substr(16 + size), 16 + size);
    REQUIRE(reader.read(json::View(header, 0), "", values.size(), column));
    REQUIRE(reader.finish());
  }
  std::string text() const {
    std::string out;
    for (std::uint64_t i = 0; i < column.rows; ++i) {
      columns::put_json(out, column, i);
      out += ";";
    }
    return out;
  }
};

void check_round_trip(std::string_view shape, const std::vector<std::string>& values) {
  const Written w(shape, values);
  CAPTURE(std::string(shape));
  Arena arena;
  const columns::Binding binding(*w.shape, &w.column, w.shapes.declarations, arena);
  std::vector<std::uint32_t> faulted(values.size(), 0);
  std::vector<Word> all(values.size());
  binding.decode_all(arena, all.data(), 1, faulted.data(), values.size(), [&](std::uint64_t row, const ContractFault& fault) {
    INFO(row, ": ", fault.message);
    CHECK(false);
  });
  for (std::size_t i = 0; i < values.size(); ++i) {
    CHECK(equal(*w.shape, all[i], w.words[i]));
    ContractFault fault;
    Word one;
    CHECK(binding.decode(i, arena, one, fault));
    CHECK(equal(*w.shape, one, w.words[i]));
  }
}

}  // namespace

TEST_CASE("every shape's words come back from a file") {
  check_round_trip("int", {"1", "-9223372036854775808", "9223372036854775807"});
  check_round_trip("int > -5 < 5", {"-4", "4"});
  check_round_trip("double", {"-0.0", "1e308", "0.1"});
  check_round_trip("bool", {"true", "false"});
  check_round_trip("string", {"\"\"", "\"é€😀\"", "\"\\u0000\""});
  check_round_trip("enum(a,b,c)", {"\"c\"", "\"a\"", "\"c\""});
  check_round_trip("row weapons", {"\"bow\"", "\"sword\""});
  check_round_trip("vec3", {"[1,2,3]", "[-0.0,0,1e-300]"});
  check_round_trip("int?", {"null", "7"});
  check_round_trip("string?", {"\"x\"", "null", "\"\""});
  check_round_trip("list<list<bool>>", {"[]", "[[],[true,false]]", "[[true]]"});
  check_round_trip("list<vec3?>", {"[null,[1,2,3]]", "[]"});
  check_round_trip("map<string, int>", {"{}", "{\"b\":1,\"a\":2}"});
  check_round_trip("map<row weapons, string>", {"{\"bow\":\"x\"}", "{\"bow\":\"y\",\"sword\":\"\"}"});
  check_round_trip("map<int, bool>", {"{\"-9\":true,\"10\":false,\"9\":true}"});
}

TEST_CASE("names stand once, in the order they were first used") {
  const Written w("enum(a,b,c)", {"\"c\"", "\"a\"", "\"c\""});
  CHECK(w.column.names == std::vector<std::string>{"c", "a"});
  CHECK(w.text() == "\"c\";\"a\";\"c\";");
}

TEST_CASE("buffers begin at multiples of eight and the file ends at one") {
  const Written w("string", {"\"a\"", "\"bc\""});
  CHECK(w.file.size() % 8 == 0);
  CHECK(w.header.text.size() % 8 == 0);
}
