// Everything one request can come to, with exact chances.

#include "ludex/combat.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "helpers/game.h"

namespace {

using namespace ludex;

std::map<std::string, double> results(const std::string& expression, std::size_t* size = nullptr) {
  const Program program = test::compile(test::small_rules("\"Go\":{\"result\":\"" + expression + "\"}"));
  const World world = test::load(program, test::players(1));
  const auto all = outcomes(program, world, R"({"actor":1,"received_at":0,"action":"Go"})");
  std::map<std::string, double> out;
  REQUIRE(all);
  if (size) *size = all->size();
  double sum = 0;
  for (const RequestOutcome& o : *all) {
    const std::size_t at = o.verdict.find("\"result\":");
    out[at == std::string::npos ? o.verdict : o.verdict.substr(at + 9, o.verdict.size() - at - 10)] += o.probability;
    sum += o.probability;
  }
  CHECK(std::fabs(sum - 1) < 1e-12);
  return out;
}

}  // namespace

TEST_CASE("dice, the best of several, and advantage") {
  CHECK(std::fabs(results("dice('d', '2d6')")["7"] - 1.0 / 6) < 1e-14);
  const auto best = results("roll('a',1,6) + roll('b',1,6) + roll('c',1,6) + roll('d',1,6) - min(min(roll('a',1,6), roll('b',1,6)), min(roll('c',1,6), roll('d',1,6)))");
  CHECK(std::fabs(best.at("18") - 7.0 / 432) < 1e-14);
  CHECK(std::fabs(best.at("3") - 1.0 / 1296) < 1e-14);
  CHECK(std::fabs(results("max(roll('a',1,20), roll('b',1,20)) == 20")["true"] - 39.0 / 400) < 1e-14);
}

TEST_CASE("equal outcomes are one; a draw that decides nothing is not told") {
  std::size_t size = 0;
  results("chance('x', 0.5) ? 1 : 1", &size);
  CHECK(size == 1);
  results("weighted('x', [1, 0, 3])", &size);
  CHECK(size == 2);
}

TEST_CASE("one name drawn in two ways cannot be gone through, and too many ways are refused") {
  const Program program = test::compile(test::small_rules(R"--("Go":{"result":"roll('x',1,6) + roll('x',1,8)"},"Wide":{"result":"roll('x',1,1000) + roll('y',1,1000)"})--"));
  const World world = test::load(program, test::players(1));
  CHECK(outcomes(program, world, R"({"actor":1,"received_at":0,"action":"Go"})").error().message.find("is made in two ways from one random number") != std::string::npos);
  CHECK(outcomes(program, world, R"({"actor":1,"received_at":0,"action":"Wide"})").error().message.find("more than 100000 ways") != std::string::npos);
}
