// The table of functions: every example does what it says, every row is whole.

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "expr/functions.h"
#include "expr/not_in_rules.h"
#include "helpers/expression.h"

using namespace ludex;
using ludex::test::evaluate;
using ludex::test::refused;

TEST_CASE("every example of the table gives its value") {
  for (const expr::Function& f : expr::functions()) {
    int examples = 0;
    for (const expr::Example& e : f.examples) {
      if (!e.expression) continue;
      ++examples;
      CAPTURE(e.expression);
      CHECK(evaluate(e.expression) == e.value);
      CHECK(std::string(e.expression).find(f.name) != std::string::npos);
    }
    CAPTURE(f.name);
    CHECK(examples > 0);
  }
}

TEST_CASE("a row says whether its function can fail") {
  std::set<std::string> names;
  for (const expr::Function& f : expr::functions()) {
    CAPTURE(f.name);
    CHECK(names.insert(f.name).second);
    CHECK_FALSE(expr::find_not_in_rules(f.name));
    bool is_fallible = false;
    for (const expr::Overload& o : f.overloads) is_fallible = is_fallible || (o.takes && o.is_fallible);
    CHECK(is_fallible == !std::string(f.fails).empty());
  }
}

TEST_CASE("division of ints, all four ways, against definitions in wider numbers") {
  const std::int64_t numbers[] = {INT64_MIN, INT64_MIN + 1, -7, -6, -5, -2, -1, 0, 1, 2, 3, 5, 6, 7, INT64_MAX - 1, INT64_MAX};
  __extension__ using Wide = __int128;
  for (const std::int64_t a : numbers) {
    for (const std::int64_t b : numbers) {
      const std::string arguments = "(" + std::to_string(a) + ", " + std::to_string(b) + ")";
      if (b == 0 || (a == INT64_MIN && b == -1)) {
        for (const char* f : {"floor_div", "ceil_div", "round_div", "half_down_div"}) CHECK(evaluate(f + arguments) == (b ? "!overflow" : "!division_by_zero"));
        continue;
      }
      const Wide n = b < 0 ? -Wide{a} : Wide{a}, d = b < 0 ? -Wide{b} : Wide{b};
      const auto floor_of = [](Wide x, Wide y) { return x / y - (x % y < 0 ? 1 : 0); };
      const Wide down = floor_of(n, d), up = -floor_of(-n, d);
      const Wide away = n < 0 ? -floor_of(-2 * n + d, 2 * d) : floor_of(2 * n + d, 2 * d);
      const Wide toward = n < 0 ? floor_of(2 * n + d, 2 * d) : -floor_of(-2 * n + d, 2 * d);
      CAPTURE(arguments);
      const auto text = [](Wide x) { return std::to_string(static_cast<std::int64_t>(x)); };
      CHECK(evaluate("[floor_div" + arguments + ", ceil_div" + arguments + ", round_div" + arguments + ", half_down_div" + arguments + "]") ==
            "[" + text(down) + "," + text(up) + "," + text(away) + "," + text(toward) + "]");
    }
  }
}

TEST_CASE("vectors are added, subtracted, scaled and turned round") {
  CHECK(evaluate("actor.p + actor.p") == "[6.0,8.0,0.0]");
  CHECK(evaluate("[1, 2, 3] - actor.p") == "[-2.0,-2.0,3.0]");
  CHECK(evaluate("-actor.p * 2") == "[-6.0,-8.0,0.0]");
  CHECK(evaluate("actor.d * actor.p == actor.p * actor.d") == "true");
  CHECK(evaluate("length(actor.p - vec3(0, 0, 0))") == "5.0");
  CHECK(evaluate("actor.far * 10.0") == "!not_finite");
  CHECK(evaluate("actor.far + actor.far") == "!not_finite");
  CHECK(evaluate("length(actor.far)") == "!not_finite");
  CHECK(evaluate("lerp(actor.p, [0, 0, 4], 0.5)") == "[1.5,2.0,2.0]");
  CHECK(refused("actor.p * actor.p").find("dot(a, b)") != std::string::npos);
  CHECK(refused("actor.p * actor.i").find("a vec3 is multiplied by a double, not by int") != std::string::npos);
  CHECK(refused("actor.p / 2.0").find("has no meaning between vec3 and double") != std::string::npos);
  CHECK(refused("actor.p + 1.0").find("has no meaning between vec3 and double") != std::string::npos);
}

TEST_CASE("angles take no notice of the sign of a zero that rules cannot see") {
  CHECK(evaluate("atan2(-actor.zero, -1)") == "3.141592653589793");
  CHECK(evaluate("atan2(actor.zero, -actor.zero)") == "0.0");
  CHECK(evaluate("math.sqrt(actor.d * actor.d)") == "2.5");
  CHECK(evaluate("pow(actor.zero, -1)") == "!not_finite");
  CHECK(evaluate("cos(-1048577.0)") == "!overflow");
}
