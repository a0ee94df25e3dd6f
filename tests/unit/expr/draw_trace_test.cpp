// Between which numbers a draw may lie: as wide as is sure, and never wider.

#include "expr/draw_trace.h"

#include <doctest/doctest.h>

#include "helpers/game.h"
#include "rulebook/program_data.h"

namespace {

using namespace ludex;
using namespace ludex::detail;
using namespace ludex::expr;

class Given : public DrawTrace {
 public:
  std::vector<std::int64_t> values;

 protected:
  RuleError decide(const DrawUse&, std::size_t index, std::int64_t& out) override {
    out = values[index];
    return RuleError::none;
  }
};

/// One action with these lets, the last of which is looked at.
struct Rule {
  Program program;
  Arena arena;
  Given trace;
  std::vector<LetState> lets;
  std::vector<Word> registers;
  std::vector<EvalError> error_slots;
  Frame frame;

  explicit Rule(const std::string& text) : program(test::compile(R"--({"ludex":1,"actor":"p","entities":{"p":{"live":{"state":{"n":"int = 1"}}}},"actions":{"A":{"let":{)--" + text + R"--(},"effects":["actor.n = last"]}}})--")) {
    const ProgramData& p = program.data();
    const Action& a = p.actions[0];
    lets.resize(a.lets.size());
    registers.resize(p.code.registers * (lets.size() + 2));
    error_slots.resize(p.code.error_slots * (lets.size() + 2));
    frame.code = &p.code;
    frame.declarations = &p.declarations;
    frame.arena = &arena;
    frame.lets = lets.data();
    frame.let_blocks = a.lets.data();
    frame.registers = registers.data();
    frame.error_slots = error_slots.data();
    frame.first_draw = a.draws_begin;
    frame.choices = &trace;
  }
  std::int64_t run(std::vector<std::int64_t> values) {
    trace.values = std::move(values);
    trace.begin();
    for (LetState& l : lets) l.status = LetState::Status::unevaluated;
    Word out = word_int(-1);
    EvalError error;
    CHECK(expr::run(program.data().actions[0].effects[0].value, frame, out, error));
    return out.i;
  }
  bool is(std::size_t i, std::int64_t low, std::int64_t high) { return trace.entry(i).low == low && trace.entry(i).high == high; }
};

}  // namespace

TEST_CASE("a roll that is only compared has two stretches") {
  Rule r(R"--("last":"roll('hit', 1, 100) <= 70 ? 5 : 0")--");
  CHECK(r.run({31}) == 5);
  CHECK(r.is(0, INT64_MIN, 70));
  CHECK(r.run({71}) == 0);
  CHECK(r.is(0, 71, INT64_MAX));
}

TEST_CASE("sums move the stretch, lets and branches hand it on") {
  Rule r(R"--("face":"roll('d20', 1, 20)","sum":"face + 3 - 1","last":"face > 1 && sum >= 12 ? 1 : 0")--");
  CHECK(r.run({15}) == 1);
  CHECK(r.is(0, 10, INT64_MAX));
  CHECK(r.run({4}) == 0);
  CHECK(r.is(0, 2, 9));
  CHECK(r.run({1}) == 0);
  CHECK(r.is(0, INT64_MIN, 1));
}

TEST_CASE("a number that is used as one is pinned") {
  for (const char* last : {"roll('x', 1, 9)", "roll('x', 1, 9) * 2", "100 - roll('x', 1, 9)", "[1, 2, 3, 4, 5, 6, 7, 8, 9][roll('x', 1, 9) - 1]", "int(double(roll('x', 1, 9)))", "min(roll('x', 1, 9), 5)",
                           "roll('x', 1, 9) == 4 ? 1 : 0", "chance('x', 0.5) ? 1 : 0"}) {
    CAPTURE(last);
    Rule r("\"last\":\"" + std::string(last) + "\"");
    const std::int64_t value = std::string(last).find("chance") == 0 ? 1 : 4;
    r.run({value});
    CHECK(r.is(0, value, value));
  }
}

TEST_CASE("two draws against each other pin both, and a draw's own bounds are pinned") {
  Rule r(R"--("last":"roll('x', 1, 9) < roll('y', 1, 9) ? 1 : 0")--");
  r.run({3, 5});
  CHECK(r.is(0, 3, 3));
  CHECK(r.is(1, 5, 5));
  Rule nested(R"--("last":"roll('y', 1, roll('x', 1, 9)) > 0 ? 1 : 0")--");
  nested.run({3, 2});
  CHECK(nested.is(0, 3, 3));
  CHECK(nested.is(1, 1, INT64_MAX));
}

TEST_CASE("the same name is one draw, and stretches of all its uses hold together") {
  Rule r(R"--("last":"(roll('x', 1, 20) > 5 ? 1 : 0) + (roll('x', 1, 20) < 15 ? 1 : 0)")--");
  CHECK(r.run({9}) == 2);
  CHECK(r.trace.count() == 1);
  CHECK(r.is(0, 6, 14));
}

TEST_CASE("every number of a stretch gives what the one at hand gives") {
  Rule r(R"--("a":"roll('a', 1, 30)","b":"roll('b', 1, 30)","last":"(a + 2 > 17 ? (b - 4 <= 9 ? 1 : b > 20 ? 2 : 3) : a < 5 ? 4 : b == 7 ? 5 : 6) * 10 + (b > 12 ? 1 : 0)")--");
  for (std::int64_t a = 1; a <= 30; ++a) {
    for (std::int64_t b = 1; b <= 30; ++b) {
      const std::int64_t value = r.run({a, b});
      if (r.trace.count() < 2) continue;
      const std::int64_t low = std::max<std::int64_t>(1, r.trace.entry(1).low), high = std::min<std::int64_t>(30, r.trace.entry(1).high);
      CHECK(low <= b);
      CHECK(b <= high);
      for (std::int64_t other = low; other <= high; ++other) CHECK(r.run({a, other}) == value);
    }
  }
}
