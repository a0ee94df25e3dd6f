// Flags are typed inputs of a batch, constant in it and part of its digest.

#include <doctest/doctest.h>

#include <string>

#include "helpers/game.h"

namespace {

using namespace ludex;

test::Game sale() {
  return {test::small_rules(R"("Go": {"permit": ["!flags.closed"], "require": ["flags.least <= actor.n else too_few"], "effects": ["actor.n += flags.step"], "result": "{'tier': flags.tier, 'step': flags.step}"})",
                            R"("flags": {"closed": "bool = false", "step": "int 1..5 = 1", "tier": "enum(low, high) = low", "least": "int"})"),
          test::players(1)};
}

Inputs flags(std::string_view json) {
  Inputs inputs;
  inputs.flags_json = json;
  return inputs;
}

}  // namespace

TEST_CASE("a flag that is not named keeps its declared default") {
  test::Game game = sale();
  CHECK(game.verdict(test::line(1, 1000, "Go")) == R"({"i":0,"verdict":"accepted","result":{"step":1,"tier":"low"}})");
  CHECK(game.verdict(test::line(1, 1000, "Go"), flags(R"({"step":3})")) == R"({"i":0,"verdict":"accepted","result":{"step":3,"tier":"low"}})");
  CHECK(game.verdict(test::line(1, 1000, "Go"), flags("")) == R"({"i":0,"verdict":"accepted","result":{"step":1,"tier":"low"}})");
}

TEST_CASE("flags decide in permit, require, effects and result") {
  test::Game game = sale();
  CHECK(game.reason(test::line(1, 1000, "Go"), flags(R"({"closed":true})")) == "not_permitted");
  CHECK(game.reason(test::line(1, 1000, "Go"), flags(R"({"least":1})")) == "too_few");
  CHECK(game.reason(test::line(1, 1000, "Go"), flags(R"({"step":5.0,"tier":"high"})")) == "accepted");
  CHECK(game.reason(test::line(1, 1000, "Go"), flags(R"({"least":5})")) == "accepted");
}

TEST_CASE("the digest of a batch covers its flags, whatever their order and spelling") {
  const auto digest = [](std::string_view json) {
    test::Game game = sale();
    return game.judge(test::line(1, 1000, "Gone"), flags(json)).batch_digest();
  };
  CHECK(digest("{}") == digest(R"({"step":1,"closed":false})"));
  CHECK(digest(R"({"closed":false,"step":2})") == digest(R"({ "step" : 2.0 , "closed":false})"));
  CHECK(digest("{}") != digest(R"({"step":2})"));
  CHECK(digest("{}") != digest(R"({"closed":true})"));
}

TEST_CASE("a flag's fault is pointed at") {
  test::Game game = sale();
  const auto judged = judge_in_place(game.program, game.world, "", flags(R"({"tier":"mid"})"));
  REQUIRE_FALSE(judged.ok());
  CHECK(judged.error().code == ErrorCode::host);
  CHECK(judged.error().pointer == "/tier");
  CHECK(game.host_error("", flags("{\"step\":1,\"step\":1}")) != "");
  CHECK(game.host_error("", flags("{\"step\":")) != "");
  CHECK(game.host_error("", flags("null")) != "");
}
