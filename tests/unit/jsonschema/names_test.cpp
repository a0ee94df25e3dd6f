#include "jsonschema/names.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ludex::jsonschema;

namespace {

std::uint32_t find(const NameTable& table, const std::string& name) { return table.find(name_key(name, name.data() + name.size())); }

}  // namespace

TEST_CASE("every name is found by its number, no other is") {
  // All lengths around the words a name is read in, and long ones that differ only in the middle.
  std::vector<std::string> names = {""};
  for (std::size_t n = 1; n <= 40; ++n) {
    names.push_back(std::string(n, 'a'));
    names.push_back(std::string(n - 1, 'a') + "b");
    if (n > 20) names.push_back(std::string(n / 2, 'a') + "x" + std::string(n - n / 2 - 1, 'a'));
  }
  const NameTable table(std::vector<std::string_view>(names.begin(), names.end()));
  for (std::size_t i = 0; i < names.size(); ++i) {
    CHECK(find(table, names[i]) == i);
    // The same name with readable memory behind it.
    const std::string longer = names[i] + "\":1,\"and more\"";
    CHECK(table.find(name_key(std::string_view(longer).substr(0, names[i].size()), longer.data() + longer.size())) == i);
    CHECK(find(table, names[i] + "?") == NameTable::kAbsent);
    CHECK(find(table, names[i] + std::string(1, '\0')) == NameTable::kAbsent);
  }
}

TEST_CASE("an empty table holds nothing") {
  CHECK(find(NameTable(), "") == NameTable::kAbsent);
  CHECK(NameTable().size() == 0);
}

TEST_CASE("a large table holds all") {
  std::vector<std::string> names;
  for (int i = 0; i < 20'000; ++i) names.push_back("name_" + std::to_string(i * 7919));
  const NameTable table(std::vector<std::string_view>(names.begin(), names.end()));
  bool is_good = true;
  for (std::size_t i = 0; i < names.size(); ++i) is_good = is_good && find(table, names[i]) == i;
  CHECK(is_good);
  CHECK(find(table, "name_1") == NameTable::kAbsent);
}
