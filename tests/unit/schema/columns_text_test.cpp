#include "schema/columns_text.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>

namespace {

using namespace ludex;
using columns::Column;
using columns::Type;

template <class T>
Column column(Type type, const std::vector<T>& values) {
  Column c;
  c.type = type;
  c.rows = values.size();
  c.data = reinterpret_cast<const char*>(values.data());
  return c;
}

std::string json_of(const Column& c, std::uint64_t row) {
  std::string out;
  columns::put_json(out, c, row);
  return out;
}

}  // namespace

TEST_CASE("what JSON cannot say becomes what a contract refuses") {
  const std::vector<double> values = {-0.0, std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()};
  const Column doubles = column(Type::float64, values);
  CHECK(json_of(doubles, 0) == "0.0");
  CHECK(json_of(doubles, 1) == "1e999");
  CHECK(json_of(doubles, 2) == "-1e999");
  const std::vector<std::uint32_t> positions = {0, 7};
  Column names = column(Type::name, positions);
  names.names = {"a\"b"};
  CHECK(json_of(names, 0) == "\"a\\\"b\"");
  CHECK(json_of(names, 1) == "7");
}

TEST_CASE("a map is written by key and measured with its repeats") {
  const std::vector<std::uint32_t> offsets = {0, 2, 4, 5};
  const std::vector<std::int64_t> keys = {10, 9, 3, 3, 1}, values = {1, 2, 3, 4, 5};
  Column map;
  map.type = Type::map;
  map.rows = 3;
  map.offsets = reinterpret_cast<const char*>(offsets.data());
  map.children = {column(Type::int64, keys), column(Type::int64, values)};
  CHECK(json_of(map, 0) == "{\"10\":1,\"9\":2}");
  columns::Measure m;
  columns::add(m, map, 0, 1);
  CHECK(m.nodes == 3);
  CHECK(m.depth == 2);
  CHECK(m.bytes == 3);
  CHECK(!m.is_malformed);
  m.reset(100);
  columns::add(m, map, 1, 0);
  CHECK(m.is_malformed);
}

TEST_CASE("measuring ends at the limit, however long the list") {
  const std::vector<std::uint32_t> offsets = {0, 1'000'000'000}, zeros(1000, 0);
  Column list;
  list.type = Type::list;
  list.rows = 1;
  list.offsets = reinterpret_cast<const char*>(offsets.data());
  Column names;
  names.type = Type::name;
  names.names = {"ten bytes."};
  names.data = reinterpret_cast<const char*>(zeros.data());
  list.children = {names};
  columns::Measure m;
  m.most_bytes = 50;
  columns::add(m, list, 0, 0);
  CHECK(m.bytes == 60);
}
