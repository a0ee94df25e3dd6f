#include "schema/columns_decode.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "helpers/shapes.h"

namespace {

using namespace ludex;
using columns::Type;

template <class T>
columns::Column column(Type type, const std::vector<T>& values) {
  columns::Column c;
  c.type = type;
  c.rows = values.size();
  c.data = reinterpret_cast<const char*>(values.data());
  return c;
}

/// Which rows break the contract, row by row and all at once, which must agree.
std::vector<bool> broken(std::string_view short_form, const columns::Column* c, std::uint64_t rows) {
  test::Shapes shapes;
  const Shape* shape = shapes.parse_short(short_form);
  REQUIRE(shape);
  Arena arena;
  const columns::Binding binding(*shape, c, shapes.declarations, arena);
  std::vector<bool> out;
  for (std::uint64_t i = 0; i < rows; ++i) {
    Word word;
    ContractFault fault;
    out.push_back(!binding.decode(i, arena, word, fault));
  }
  std::vector<bool> at_once(rows, false);
  const std::vector<std::uint32_t> faulted(rows, 0);
  std::vector<Word> words(rows);
  binding.decode_all(arena, words.data(), 1, faulted.data(), rows, [&](std::uint64_t row, const ContractFault&) { at_once[row] = true; });
  CHECK(at_once == out);
  return out;
}

using Rows = std::vector<bool>;

}  // namespace

TEST_CASE("bounds of ints, inclusive, exclusive, closed sets") {
  const std::vector<std::int64_t> values = {INT64_MIN, 0, 5, INT64_MAX};
  const columns::Column c = column(Type::int64, values);
  CHECK(broken("int", &c, 4) == Rows{false, false, false, false});
  CHECK(broken("int 0..5", &c, 4) == Rows{true, false, false, true});
  CHECK(broken("int > 0", &c, 4) == Rows{true, true, false, false});
  CHECK(broken("int < 5", &c, 4) == Rows{false, false, true, true});
  CHECK(broken("ref player", &c, 4) == Rows{false, false, false, false});
  CHECK(broken("double", &c, 4) == Rows{false, false, false, false});
  CHECK(broken("bool", &c, 4) == Rows{true, true, true, true});
  CHECK(broken("int?", &c, 4) == Rows{false, false, false, false});
}

TEST_CASE("a column that is not there is the default, null or a fault") {
  CHECK(broken("int", nullptr, 2) == Rows{true, true});
  CHECK(broken("int = 4", nullptr, 2) == Rows{false, false});
  CHECK(broken("int?", nullptr, 1) == Rows{false});
}

TEST_CASE("rows that have been refused before are passed over") {
  test::Shapes shapes;
  const Shape* shape = shapes.parse_short("list<int> max 1");
  const std::vector<std::uint32_t> offsets = {0, 3, 6};
  const std::vector<std::int64_t> items(6, 1);
  columns::Column list;
  list.type = Type::list;
  list.rows = 2;
  list.offsets = reinterpret_cast<const char*>(offsets.data());
  list.children = {column(Type::int64, items)};
  Arena arena;
  const columns::Binding binding(*shape, &list, shapes.declarations, arena);
  std::vector<std::uint32_t> faulted = {9, 0};
  std::vector<Word> words(2);
  std::vector<std::uint64_t> told;
  binding.decode_all(arena, words.data(), 1, faulted.data(), 2, [&](std::uint64_t row, const ContractFault&) { told.push_back(row); });
  CHECK(told == std::vector<std::uint64_t>{1});
}

TEST_CASE("a million names of one column are looked up in no time") {
  std::vector<std::uint32_t> values = {999'999};
  columns::Column c = column(Type::name, values);
  for (int i = 0; i < 1'000'000; ++i) c.names.push_back("n" + std::to_string(i));
  CHECK(broken("enum(a,b,n999999)", &c, 1) == Rows{false});
  CHECK(broken("row weapons", &c, 1) == Rows{true});
}
