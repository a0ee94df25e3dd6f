// The numbers of a rulebook: which there are, and their bounds.

#include "balance/number_places.h"

#include <doctest/doctest.h>

#include <map>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

std::map<std::string, TunableNumber> by_pointer(const Program& program) {
  std::map<std::string, TunableNumber> out;
  for (const TunableNumber& n : numbers(program)) out[n.pointer] = n;
  return out;
}

}  // namespace

TEST_CASE("every number is listed with the bounds that its column, field or member declares") {
  const auto found = by_pointer(test::compile(test::duel_rules(test::rifle(), test::cannon())));
  CHECK(found.size() == 2 * 7 + 2 * 2 + 1);  // cells; fighters' health and first_ms; the time limit
  const TunableNumber hit = found.at("/tables/makes/rows/b/hit");
  CHECK(hit.value == "0.6");
  CHECK_FALSE(hit.is_integer);
  CHECK(*hit.low == "0.0");
  CHECK(*hit.high == "1.0");
  const TunableNumber low = found.at("/tables/makes/rows/a/low");
  CHECK(low.is_integer);
  CHECK_FALSE(low.low.has_value());
  CHECK(*found.at("/scenarios/duel/time_limit_ms").high == "86400000");
  CHECK(found.count("/ludex") == 0);
}

TEST_CASE("a double column's whole number is a double, and lines are counted") {
  const auto found = by_pointer(test::compile(R"({"ludex":1,"actor":"p","entities":{"p":{"live":{"state":{"x":"double = 0"}}}},
    // a comment with "7": 7
    "tables":{"t":{"columns":{"v":"double","l":"list<int 0..9>"},
      "rows":{"a/b":{"v":3,"l":[4,5]}}}},"actions":{}})"));
  const TunableNumber v = found.at("/tables/t/rows/a~1b/v");
  CHECK(v.value == "3.0");
  CHECK_FALSE(v.is_integer);
  CHECK(v.line == 4);
  CHECK(v.column == 26);
  CHECK(*found.at("/tables/t/rows/a~1b/l/1").high == "9");
  CHECK(found.size() == 3);
}

TEST_CASE("the JSON of numbers says the same") {
  const std::string text = numbers_json(test::compile(test::duel_rules(test::rifle(), test::cannon())));
  CHECK(text.find(R"({"pointer":"/tables/makes/rows/a/armor","value":25,"type":"int","low":0,"high":10000,"line":2,"column":)") != std::string::npos);
}
