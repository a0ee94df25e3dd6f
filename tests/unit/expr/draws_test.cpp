// Chance: addresses, bounds, uniformity. Values of whole requests are in tests/vectors/judge/chance.json, from a Philox of its own.

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "expr/draws.h"
#include "helpers/expression.h"

using namespace ludex;
using namespace ludex::expr;
using ludex::test::evaluate;
using ludex::test::refused;

namespace {

// A draw of one action and the requests that draw it.
struct Fixture {
  std::vector<Draw> all;
  DrawNames names{&all, 0, 77};
  DrawSource source{draw_key(1, "player", 7), 0};

  const Draw& draw(const char* name, std::int32_t position = -1) {
    Draw& d = names[names.find_or_add(name)];
    d.position = position;
    return d;
  }
};

// Of counts that should be equal: within five standard deviations for some 1,000 degrees of freedom and less.
bool is_uniform(const std::vector<int>& counts) {
  double total = 0, sum = 0;
  for (const int c : counts) total += c;
  const double expected = total / static_cast<double>(counts.size()), freedom = static_cast<double>(counts.size() - 1);
  for (const int c : counts) sum += (c - expected) * (c - expected) / expected;
  return sum < freedom + 5 * std::sqrt(2 * freedom) + 5;
}

std::string dice_error(const char* text) { return refused(std::string("dice('d', '") + text + "')"); }

}  // namespace

TEST_CASE("listed names take lanes of one block, others and further words a stream of their own") {
  Fixture f;
  f.all.reserve(8);
  const Draw &hit = f.draw("hit", 0), &late = f.draw("late", 6), &own = f.draw("own");
  f.source.seq = 0x500000003u;
  const PhiloxBlock first = philox4x32_10({3, 5, hit.main_stream, 0}, f.source.key), second = philox4x32_10({3, 5, hit.main_stream, 1}, f.source.key);
  const PhiloxBlock of_own = philox4x32_10({3, 5, own.own_stream, 0}, f.source.key), of_hit = philox4x32_10({3, 5, hit.own_stream, 0}, f.source.key);
  std::int64_t v = 0;
  const std::int64_t all = 0xffffffff;  // a word as it is
  CHECK(draw_roll(hit, f.source, 0, all, v) == RuleError::none);
  CHECK(v == first[0]);
  CHECK(draw_roll(late, f.source, 0, all, v) == RuleError::none);
  CHECK(v == second[2]);
  CHECK(draw_roll(own, f.source, 0, all, v) == RuleError::none);
  CHECK(v == of_own[0]);
  CHECK(draw_roll(hit, f.source, INT64_MIN, INT64_MAX, v) == RuleError::none);
  CHECK(static_cast<std::uint64_t>(v) + (std::uint64_t{1} << 63) == (first[0] | std::uint64_t{of_hit[0]} << 32));
  const auto die = [](std::uint32_t word) { return static_cast<std::int64_t>((std::uint64_t{word} * 6) >> 32) + 1; };
  CHECK(draw_dice(own, f.source, {3, 6, -1}) == die(of_own[0]) + die(of_own[1]) + die(of_own[2]) - 1);
  CHECK(draw_dice(hit, f.source, {3, 6, 10}) == die(first[0]) + die(of_hit[0]) + die(of_hit[1]) + 10);
}

TEST_CASE("keys differ by seed, kind and id") {
  CHECK(draw_key(1, "player", 7) == draw_key(1, "player", 7));
  CHECK(draw_key(1, "player", 7) != draw_key(2, "player", 7));
  CHECK(draw_key(1, "player", 7) != draw_key(1, "npc", 7));
  CHECK(draw_key(1, "player", 7) != draw_key(1, "player", 8));
  CHECK(draw_key(0, "player", 0) != PhiloxKey{});
}

TEST_CASE("rolls, dice and weights are uniform, rejected words included") {
  for (const std::int32_t position : {-1, 1}) {
    Fixture f;
    const Draw& d = f.draw("x", position);
    std::vector<int> six(6), wide(3), huge(3), first(4), second(5);
    for (int i = 0; i < 60'000; ++i) {
      ++f.source.seq;
      std::int64_t v = 0;
      REQUIRE(draw_roll(d, f.source, -3, 2, v) == RuleError::none);
      ++six.at(static_cast<std::size_t>(v + 3));
      // Three quarters of the words there are: one in four is rejected, and keeping it would favour multiples of three.
      REQUIRE(draw_roll(d, f.source, 0, (std::int64_t{3} << 30) - 1, v) == RuleError::none);
      ++wide.at(static_cast<std::size_t>(v % 3));
      REQUIRE(draw_roll(d, f.source, INT64_MIN, INT64_MIN + (std::int64_t{3} << 61) - 1 + (std::int64_t{3} << 61), v) == RuleError::none);
      ++huge.at(static_cast<std::size_t>((static_cast<std::uint64_t>(v) - (std::uint64_t{1} << 63)) % 3));
      Word weights[] = {word_int(1), word_int(0), word_int(1), word_int(2)};
      const List ints{4, 4, weights};
      REQUIRE(draw_weighted_int(d, f.source, ints, v) == RuleError::none);
      ++first.at(static_cast<std::size_t>(v));
      Word shares[] = {word_double(0.0), word_double(0.25), word_double(0.25), word_double(0.5), word_double(0.0)};
      const List doubles{5, 5, shares};
      REQUIRE(draw_weighted_double(d, f.source, doubles, v) == RuleError::none);
      ++second.at(static_cast<std::size_t>(v));
    }
    CHECK(is_uniform(six));
    CHECK(is_uniform(wide));
    CHECK(is_uniform(huge));
    CHECK(first[1] == 0);
    CHECK(is_uniform({first[0], first[2], first[3] / 2}));
    CHECK((second[0] == 0 && second[4] == 0));
    CHECK(is_uniform({second[1], second[2], second[3] / 2}));
  }
}

TEST_CASE("chance is a threshold") {
  Fixture f;
  const Draw& d = f.draw("x");
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) {
    ++f.source.seq;
    CHECK_FALSE(draw_chance(d, f.source, 0.0));
    CHECK_FALSE(draw_chance(d, f.source, -1.0));
    CHECK(draw_chance(d, f.source, 1.0));
    CHECK(draw_chance(d, f.source, 1e300));
    const bool is_hit = draw_chance(d, f.source, 0.25);
    hits += is_hit;
    if (is_hit) CHECK(draw_chance(d, f.source, 0.26));
  }
  CHECK((hits > 2'300 && hits < 2'700));
}

TEST_CASE("weights that say nothing are an error") {
  CHECK(evaluate("weighted('x', [])") == "!index_out_of_range");
  CHECK(evaluate("weighted('x', [0, 0])") == "!index_out_of_range");
  CHECK(evaluate("weighted('x', [3, -1])") == "!index_out_of_range");
  CHECK(evaluate("weighted('x', [0.0, -0.5])") == "!index_out_of_range");
  CHECK(evaluate("weighted('x', [actor.big, 1])") == "!overflow");
  CHECK(evaluate("weighted('x', [actor.huge, actor.huge])") == "!not_finite");
  CHECK(evaluate("weighted('x', [0.0, actor.tiny, 0.0])") == "1");
  CHECK(evaluate("weighted('x', [0, actor.big])") == "1");
  CHECK(refused("weighted('x', ['a'])").find("weighted is written") != std::string::npos);
}

TEST_CASE("the same name is the same value, wherever it is drawn") {
  CHECK(evaluate("roll('x', 1, 1000000) == roll('x', 1, 1000000)") == "true");
  CHECK(evaluate("roll('x', 1, 1000000) == roll('y', 1, 1000000)") == "false");
  CHECK(evaluate("[1, 2].map(i, roll('x', 1, 1000000)).all(v, v == roll('x', 1, 1000000))") == "true");
}

TEST_CASE("names and dice are written out") {
  CHECK(refused("chance(actor.s, 0.5)") == "13 the name of a draw is a string written out, as in chance('hit', …)");
  CHECK(refused("chance('', 0.5)").find("a draw needs a name") != std::string::npos);
  CHECK(refused("chance(0.5)").find("chance is written chance('name', probability)") != std::string::npos);
  CHECK(refused("dice('d', actor.s)").find("dice are written out") != std::string::npos);
  CHECK(evaluate("dice('d', '100d1000000-1000000000') < 0") == "true");
  CHECK(dice_error("2d6+") == "15 dice are written '2d6', '2d6+3' or '2d6-1'");
  CHECK(dice_error("d6") == "11 dice are written '2d6', '2d6+3' or '2d6-1'");
  CHECK(dice_error("2x6") == "12 dice are written '2d6', '2d6+3' or '2d6-1'");
  CHECK(dice_error("2") == "12 dice are written '2d6', '2d6+3' or '2d6-1'");
  CHECK(dice_error("2d6*2") == "14 dice are written '2d6', '2d6+3' or '2d6-1'");
  CHECK(dice_error("2d6+3x") == "16 dice are written '2d6', '2d6+3' or '2d6-1'");
  CHECK(dice_error("0d6") == "11 the number of dice is from 1 to 100");
  CHECK(dice_error("101d6") == "11 the number of dice is from 1 to 100");
  CHECK(dice_error("2d1") == "13 the number of sides is from 2 to 1000000");
  CHECK(dice_error("2d1000001") == "13 the number of sides is from 2 to 1000000");
  CHECK(dice_error("99999999999999999999d6") == "11 the number of dice is from 1 to 100");
}

TEST_CASE("computed dice draw what written ones do") {
  CHECK(evaluate("dice('x', 3, 6) + 2 == dice('x', '3d6+2')") == "true");
  CHECK(evaluate("dice('x', 0, 6)") == "0");
  CHECK(evaluate("dice('x', 100, 1)") == "100");
  CHECK(evaluate("dice('x', 100, 1000000) > 0") == "true");
  for (const char* wrong : {"dice('x', 101, 6)", "dice('x', -1, 6)", "dice('x', 1, 0)", "dice('x', 1, 1000001)", "dice('x', actor.big, actor.big)"}) {
    CAPTURE(wrong);
    CHECK(evaluate(wrong) == "!index_out_of_range");
  }
  CHECK(refused("dice('x', 1.5, 6)").find("dice is written") != std::string::npos);
  CHECK(refused("dice('x', '2d6', 6)").find("dice is written") != std::string::npos);
}

TEST_CASE("no draw before the guard has counted the request") {
  CHECK(refused("chance('x', 0.5)", "permit").find("permit may not draw") != std::string::npos);
}

TEST_CASE("drawing where it invites asking again, in loops, or twice under one name is warned of") {
  const auto warnings = [](const std::string& action) { return std::string(ludex::test::compile(ludex::test::expression_rules(action)).summary_json()); };
  CHECK(warnings(R"json("require": ["chance('x', 0.5) else missed"])json").find("this clause draws") != std::string::npos);
  CHECK(warnings(R"json("require": ["actor.i > 0 else missed"], "result": "chance('x', 0.5)")json").find("this clause draws") == std::string::npos);
  CHECK(warnings(R"json("result": "[1, 2].map(i, roll('x', 1, 6))")json").find("drawn in a loop") != std::string::npos);
  CHECK(warnings(R"json("effects": ["actor.b = chance('x', 0.5)"])json").find("draw") == std::string::npos);
  CHECK(warnings(R"json("result": "roll('x', 1, 6) + dice('x', '1d6')")json").find("drawn by roll and by dice") != std::string::npos);
}

TEST_CASE("a clause that draws does not say when it will pass: the next request draws anew") {
  const auto verdict = [](const char* that) {
    test::Game game(test::expression_rules("\"require\": [{\"that\": " + test::quoted(that) + ", \"else\": \"early\"}]"), R"({"ludex_world":1,"now":500,"entities":{"player":{"1":{}}}})");
    return game.verdict(R"({"actor":1,"received_at":1000,"action":"Go"})");
  };
  CHECK(verdict("now >= 5000").find("retry_after_ms\":4000") != std::string::npos);
  CHECK(verdict("now >= 5000 + roll('late', 1, 9)").find("retry_after_ms") == std::string::npos);
}

TEST_CASE("two names of one hash are found") {
  // 2^32 streams and 200,000 names: some clash (birthday), and the first clash is named.
  Fixture f;
  std::vector<Draw> many;
  for (int i = 0; i < 200'000; ++i) {
    Fixture one;
    Draw d = one.draw(std::to_string(i).c_str());
    many.push_back(d);
  }
  f.all = many;
  const DrawNames::Clash clash = f.names.clash();
  REQUIRE_FALSE(clash.a.empty());
  CHECK(clash.a != clash.b);
  Fixture pair;
  pair.names.find_or_add(clash.a);
  pair.names.find_or_add(clash.b);
  CHECK_FALSE(pair.names.clash().a.empty());
}
