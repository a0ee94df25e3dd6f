// Macros with two variables, sorting by a key, and names given to values.

#include <doctest/doctest.h>

#include "helpers/expression.h"

using ludex::test::evaluate;
using ludex::test::refused;

TEST_CASE("two variables are index and item, or key and value") {
  CHECK(evaluate("actor.l.all(i, x, x == i + 1)") == "true");
  CHECK(evaluate("actor.m.exists(k, v, k == 'b' && v == 2)") == "true");
  CHECK(evaluate("actor.l.exists_one(i, x, i * x > 4) && actor.l.existsOne(i, x, i * x > 4)") == "true");
  CHECK(evaluate("actor.l.transformList(i, x, i * 10 + x)") == "[1,12,23]");
  CHECK(evaluate("actor.l.transformList(i, x, i != 1, x)") == "[1,3]");
  CHECK(evaluate("actor.m.transformList(k, v, k + string(v))") == "[\"a1\",\"b2\"]");
  CHECK(evaluate("actor.m.transformMap(k, v, v * 10)") == "{\"a\":10,\"b\":20}");
  CHECK(evaluate("actor.m.transformMap(k, v, v > 1, k)") == "{\"b\":\"b\"}");
  CHECK(evaluate("actor.im.transformMap(k, v, k + 1)") == "{\"7\":8}");
  CHECK(evaluate("actor.im.transformMap(k, v, k + 1)[7]") == "8");
  CHECK(evaluate("actor.l.all(i, x, 10 / i > 0) || true") == "true");
  CHECK(evaluate("actor.l.exists(i, x, 10 / i > 4)") == "true");  // an error before the item that decides
  CHECK(refused("actor.l.all(i, i, true)").find("the two variables have one name") != std::string::npos);
  CHECK(refused("actor.l.transformMap(i, x, x)").find("transformMap() keeps the keys of a map") != std::string::npos);
  CHECK(refused("actor.l.transformList(x, x)").find("two variables and one or two expressions") != std::string::npos);
}

TEST_CASE("sorting by a key keeps the order of equal ones") {
  CHECK(evaluate("actor.l.sortBy(x, -x)") == "[3,2,1]");
  CHECK(evaluate("['bb', 'a', 'cc', 'd'].sortBy(t, size(t)).join()") == "\"adbbcc\"");
  CHECK(evaluate("actor.l.sortBy(x, 1 / (x - 2))") == "!division_by_zero");
  CHECK(refused("actor.l.sortBy(x, [x])").find("sortBy() sorts by an int, double, string or bool, not by list<int>") != std::string::npos);
  CHECK(refused("actor.m.sortBy(k, k)").find("sortBy() sorts a list") != std::string::npos);
}

TEST_CASE("a bound value is computed once and fails where it is used") {
  CHECK(evaluate("cel.bind(x, actor.i * 2, x + x)") == "28");
  CHECK(evaluate("cel.bind(x, 1 / actor.z, true || x > 0)") == "true");
  CHECK(evaluate("cel.bind(x, 1 / actor.z, x > 0 || true)") == "true");
  CHECK(evaluate("cel.bind(x, 1 / actor.z, x + 1)") == "!division_by_zero");
  CHECK(evaluate("cel.bind(x, 3, actor.l.map(y, cel.bind(z, y * x, z + x)))") == "[6,9,12]");
  CHECK(evaluate("actor.l.map(y, cel.bind(z, 6 / (y - 2), y == 2 ? 0 : z))") == "[-6,0,6]");
  CHECK(evaluate("cel.bind(o, other, o.i)") == "70");
  CHECK(refused("cel.bind(x, null, 1)").find("cel.bind() names a value") != std::string::npos);
  CHECK(refused("cel.bind(x, 1)") != "");
}

TEST_CASE("turns of nested loops of two variables are counted as others") {
  CHECK(refused("actor.ls.all(i, a, actor.ls.all(j, b, i == j))").find("this loop could turn") != std::string::npos);
}
