// A verdict with the values that decided it: what is shown, where it ends, and that judging is not touched by it.

#include <doctest/doctest.h>

#include <string>

#include "helpers/game.h"
#include "ludex/explain.h"
#include "rulebook/program_data.h"

namespace {

using namespace ludex;

constexpr const char* kRules = R"json({"ludex":1,"entities":{"player":{"live":{"state":{"hp":"int 0..100 = 50","position":"vec3","n":"int"}}}},"actions":{
  "Hit":{"params":{"target":"ref player"},"with":{"target":{"player":"params.target"}},"let":{"reach":"distance(actor.position, target.position)"},
         "require":["actor.hp > 0 else dead","reach <= 10.0 else too_far","target.hp > 0 else gone"],"effects":["target.hp -= 5 + 5 min 0","actor.n += 1"],"result":"target.hp"},
  "Area":{"with":{"near":{"near":{"kind":"player","at":"actor.position","radius":5,"max":9}}},"effects":[{"each":"p","in":"near","do":["p.n += 1"]}],
          "emit":[{"event":"E","audience":{"where":{"kind":"player","that":"it.n > 0"}},"data":{"all":"size(near)"}}]}}})json";
constexpr const char* kWorld = R"({"ludex_world":1,"now":5,"entities":{"player":{"1":{},"2":{"live":{"position":[30,0,0]}},"3":{"live":{"position":[3,0,0],"hp":7}}}}})";

std::string told(const std::string& line) {
  const Program program = test::compile(kRules);
  const World world = test::load(program, kWorld);
  const auto before = world.digest();
  const auto text = explain(kRules, world, line);
  CHECK(world.digest() == before);
  return text.ok() ? *text : "! " + text.error().message;
}

}  // namespace

TEST_CASE("steps end at the clause that decides, with the value of each of its parts") {
  const std::string text = told(test::line(1, 5, "Hit", R"("params":{"target":2})"));
  CHECK(text.find(R"("verdict":{"i":0,"verdict":"rejected","reason":"too_far","at":"/actions/Hit/require/1")") != std::string::npos);
  CHECK(text.find(R"("with":{"target":{"kind":"player","id":2}})") != std::string::npos);
  CHECK(text.find(R"({"at":"/actions/Hit/require/1","stage":"require","decides":true,"tree":{"text":"reach <= 10.0","value":false,"parts":[{"text":"reach","value":30.0}]}})") != std::string::npos);
  CHECK(text.find("target.hp > 0") == std::string::npos);
  CHECK(text.find("\"stage\":\"effects\"") == std::string::npos);
}

TEST_CASE("an accepted request shows its effects on the state each saw, and its result on the closing one") {
  const std::string text = told(test::line(1, 5, "Hit", R"("params":{"target":3})"));
  CHECK(text.find(R"("stage":"effects","tree":{"text":"5 + 5","value":10)") != std::string::npos);
  CHECK(text.find(R"("stage":"result","tree":{"text":"target.hp","value":0}})") != std::string::npos);
}

TEST_CASE("loops show a step a turn; entities and conditions on everyone have no value of their own") {
  const std::string text = told(test::line(1, 5, "Area"));
  CHECK(text.find(R"("with":{"near":[{"kind":"player","id":1},{"kind":"player","id":3}]})") != std::string::npos);
  CHECK(text.find(R"json({"text":"size(near)","value":2})json") != std::string::npos);
  CHECK(text.find(R"("where":{"kind":"player","ids":[1,3]})") != std::string::npos);
}

TEST_CASE("what is refused before its action is known has a verdict and no steps; more than one line is an error") {
  CHECK(told("nonsense") == R"({"verdict":{"i":0,"verdict":"rejected","reason":"malformed","at":""}})");
  CHECK(told("{}\n{}").find("! explain takes one request") == 0);
}

TEST_CASE("a program for judging carries no trees") { CHECK(test::example("arena").data().trees.empty()); }
