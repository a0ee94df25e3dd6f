#include "schema/name_table.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

std::uint32_t find(const ludex::NameTable& table, const std::string& name, char behind = '"') {
  const std::string padded = name + std::string(16, behind);
  return table.find_padded(padded.data(), name.size());
}

}  // namespace

TEST_CASE("a name is found at its position, whatever follows it in its text") {
  std::vector<std::string> names = {"", "a", "ab", "sevench", "eightchr", "nine char", "a rather long name", "a rather long nome", "épée"};
  for (int i = 0; i < 2000; ++i) names.push_back("weapon_" + std::to_string(i));
  const ludex::NameTable table(names);
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    CHECK(find(table, names[i]) == i);
    CHECK(find(table, names[i], '\0') == i);
    CHECK(find(table, names[i] + "x") == ludex::NameTable::kNone);
  }
  CHECK(find(table, std::string(1, '\0')) == ludex::NameTable::kNone);
  CHECK(find(table, "a rather long nime") == ludex::NameTable::kNone);
}

TEST_CASE("no names, nothing found") {
  CHECK(find(ludex::NameTable(), "a") == ludex::NameTable::kNone);
  CHECK(find(ludex::NameTable(std::vector<std::string>{}), "") == ludex::NameTable::kNone);
}
