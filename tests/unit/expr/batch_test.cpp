// The batch evaluator gives every row what the scalar evaluator gives it: the same bits, or the same error at the same
// place, whatever the other rows do.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "helpers/columns.h"

using namespace ludex;
using namespace ludex::test;
using Mode = expr::Plan::Mode;

namespace {

Program with_result(std::string_view expression) { return compile(expression_rules("\"result\": " + test::quoted(expression))); }

void check_same(std::string_view expression, std::size_t count = 700, std::uint64_t seed = 1) {
  CAPTURE(expression);
  const Program program = with_result(expression);
  RandomRows rows(program, count, seed);
  CHECK(rows.difference() == "");
}
void check_same(std::initializer_list<const char*> expressions) {
  for (const char* e : expressions) check_same(e);
}

Mode mode_of(std::string_view expression) {
  const Program program = with_result(expression);
  return RandomRows(program, 1, 1).plan().mode;
}

}  // namespace

TEST_CASE("a batch reads every input as one row does") {
  check_same({"actor.i", "actor.b", "actor.d", "actor.id", "other.i", "other.id", "now", "flags.bonus", "request.actor", "request.session", "request.origin",
              "request.received_at", "request.roles", "params.w", "params.n", "params", "actor.s", "actor.l", "actor.m", "actor.p", "actor.p.y", "actor.r", "actor.r.x",
              "actor.r.y", "actor.o", "actor.e", "actor.w", "7", "'text'", "true", "null", "seven", "broken", "has(other)", "has(nobody) && has(other)"});
}

TEST_CASE("a batch computes every operation as one row does") {
  check_same({"actor.i + other.i", "actor.i - other.i", "actor.i * other.i", "actor.i / other.i", "actor.i % other.i", "-actor.i", "abs(actor.i)", "actor.big + actor.i",
              "actor.d + other.d", "actor.d - other.d", "actor.d * other.d", "actor.d / other.d", "-actor.d", "abs(actor.d)", "floor(actor.d)", "ceil(actor.d)", "round(actor.d)",
              "min(actor.i, other.i, 3)", "max(actor.i, other.i)", "min(actor.d, other.d)", "max(actor.d, 2.5)", "clamp(actor.i, 0, 5)", "clamp(actor.d, actor.zero, other.d)",
              "actor.i < other.i", "actor.i >= other.i", "actor.i == other.i", "actor.i != other.i", "actor.d < other.d", "actor.d >= other.d", "actor.d == other.d", "actor.d != other.d",
              "actor.i < actor.d", "actor.d < actor.i", "actor.i <= actor.huge", "actor.huge <= actor.big", "actor.b == other.b", "!actor.b",
              "int(actor.d)", "double(actor.i)", "int(actor.s)", "double(actor.s)", "bool(actor.s)", "string(actor.i)", "string(actor.d)", "string(actor.b)",
              "size(actor.s)", "size(actor.l)", "size(actor.m)", "actor.s + other.s", "actor.l + other.l", "actor.s == other.s", "actor.s < other.s", "actor.s <= other.s",
              "actor.s.contains(other.s)", "actor.s.startsWith(other.s)", "actor.s.endsWith(other.s)", "actor.l[actor.i]", "actor.ls[0]", "actor.m['a']", "actor.m[actor.s]", "'a' in actor.m",
              "actor.i in actor.l", "actor.s in actor.ls", "actor.w in actor.lw", "tables.weapons[actor.w].damage", "tables.weapons[actor.s].range", "actor.s in tables.weapons",
              "tables.weapons[actor.w].kin", "actor.w == 'bow'", "actor.e == 'red'", "actor.s == actor.w", "actor.l == other.l", "actor.p == other.p", "vec3(actor.d, other.d, 1.0)", "vec3(actor.d, other.d, 1.0).y",
              "distance(actor.p, other.p)", "distance(actor.p, vec3(0.0, actor.d, 0.0))", "(actor.b ? actor.p : other.p).x", "has(actor.o)", "has(params.n) ? params.n : 4",
              "[actor.i, other.i]", "{'a': actor.i, 'b': actor.b}", "actor.l.map(x, x + 1)", "actor.l.filter(x, x > actor.i)", "actor.l.exists(x, 6 / x == 6)", "actor.l.all(x, 6 / x != 7)",
              "actor.l.exists_one(x, x == 1)", "actor.im.exists(k, k == 7)"});
}

TEST_CASE("a batch absorbs errors as one row does") {
  const char* const values[] = {"actor.b", "1 / actor.i == 1", "other.b", "actor.big + actor.z > 0", "actor.d / actor.zero > 1.0", "broken > 0", "int(actor.s) > 1", "actor.l[1] == 1"};
  for (const char* x : values) {
    for (const char* y : values) {
      const std::string a = std::string("(") + x + ")", b = std::string("(") + y + ")";
      check_same(a + " && " + b, 300);
      check_same(a + " || " + b, 300);
      check_same(a + " ? " + b + " : actor.b", 100);
      check_same("(" + a + " || " + b + ") && !(" + b + " && has(other))", 100);
      check_same("[" + a + " && " + b + ", " + b + " || " + a + "]", 100);
    }
  }
}

TEST_CASE("batches of every size around a block") {
  const Program program = with_result("(1 / actor.i > 0 || actor.d + other.d < 3.0) && (actor.b ? actor.i : other.z) < 5");
  const std::size_t block = expr::kBlockRows;
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{8}, std::size_t{9}, std::size_t{255}, std::size_t{256}, std::size_t{257}, block - 1,
                              block, block + 1, 2 * block - 1, 2 * block, 2 * block + 1, 3 * block + 100}) {
    CAPTURE(n);
    RandomRows rows(program, n, n);
    CHECK(rows.difference() == "");
    CHECK(rows.allocated == 0);
  }
}

TEST_CASE("rows that are not selected are left alone") {
  RandomStream random(5, 5);
  for (const char* e : {"(1 / actor.i > 0 || actor.d + other.d < 3.0) && (actor.b ? actor.i : other.z) < 5", "actor.i / other.i", "actor.l.map(x, x / actor.z)", "actor.s == other.s || other.b"}) {
    CAPTURE(e);
    const Program program = with_result(e);
    for (const std::uint32_t keep : {0u, 1u, 5u, 50u, 95u, 100u}) {
      RandomRows rows(program, 1300, keep);
      std::vector<std::uint8_t> selected;
      for (int i = 0; i < 1300; ++i) selected.push_back(random.below(100) < keep);
      CHECK(rows.difference(&selected) == "");
    }
  }
}

TEST_CASE("what loops or builds runs by rows, all else by columns") {
  for (const char* e : {"actor.i + 1 > 2 && actor.b", "actor.l[0]", "distance(actor.p, other.p) < 3.0", "seven + 1", "actor.s.contains('a') || broken > 1", "actor.w in actor.lw", "actor.b ? actor.i : 1 / other.z"})
    CHECK_MESSAGE(mode_of(e) == Mode::columns, e);
  for (const char* e : {"actor.l.exists(x, x > 1)", "[actor.i]", "actor.s + 'a'", "string(actor.i)", "actor.p"}) CHECK_MESSAGE(mode_of(e) == Mode::rows, e);
}

TEST_CASE("what one clause computes twice is computed once") {
  const Program program = with_result("actor.b && (actor.i - other.i) * (actor.i - other.i) + (actor.i - other.i) > 4");
  RandomRows rows(program, 600, 3);
  std::size_t loops = 0;
  for (const expr::Step& s : rows.plan().steps) loops += s.kind == expr::Step::Kind::loop;
  CHECK(loops == 5);  // the truth of actor.b, one -, one *, one +, one order
  CHECK(rows.difference() == "");
}
