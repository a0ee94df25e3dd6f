// Areas and states from elsewhere: refused with a place.

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "helpers/game.h"
#include "ludex/interest.h"
#include "support/random.h"

namespace {

using namespace ludex;

constexpr std::string_view kRules = R"({"ludex": 1, "name": "i", "version": 1, "entities": {
  "player": {"live": {"state": {"position": "vec3", "aim": "vec3"}}}, "mob": {"live": {"state": {"home": "vec3", "at": "vec3"}}}, "room": {"live": {"state": {"n": "int"}}}},
  "actions": {"Go": {}}})";

}  // namespace

TEST_CASE("an area that the program cannot have is refused at its place") {
  const Program program = test::compile(kRules);
  const auto fault = [&](std::string_view area, std::string_view pointer) {
    const auto made = Interest::create(program, area);
    CAPTURE(area);
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().pointer == pointer);
  };
  fault("[]", "");
  fault("{}", "");
  fault(R"({"observers":"player","observed":"player"})", "");
  fault(R"({"observers":"player","observed":"player","radius":-1})", "/radius");
  fault(R"({"observers":"player","observed":"player","radius":1e999})", "/radius");
  fault(R"({"observers":"player","observed":"player","radius":"1"})", "/radius");
  fault(R"({"observers":"player","observed":"player","radius":1,"hysteresis":0.5})", "/hysteresis");
  fault(R"({"observers":"player","observed":"player","radius":1e308,"hysteresis":2})", "/hysteresis");
  fault(R"({"observers":"player","observed":"player","radius":1,"max":0})", "/max");
  fault(R"({"observers":"player","observed":"player","radius":1,"max":65537})", "/max");
  fault(R"({"observers":"players","observed":"player","radius":1})", "/observers");
  fault(R"({"observers":"player","observed":"room","radius":1})", "/observed_field");
  fault(R"({"observers":"player","observed":"mob","radius":1})", "/observed_field");
  fault(R"({"observers":"player","observer_field":"nose","observed":"player","radius":1})", "/observer_field");
  fault(R"({"observers":"player","observed":"player","radius":1,"more":1})", "/more");
  fault(R"({"observers":1,"observed":"player","radius":1})", "/observers");
  CHECK(Interest::create(program, R"({"observers":"player","observer_field":"aim","observed":"mob","observed_field":"at","radius":0,"hysteresis":1,"max":65536})").ok());
}

TEST_CASE("a state that was changed is refused, or is a state") {
  const Program program = test::compile(kRules);
  auto interest = Interest::create(program, R"({"observers":"player","observed":"player","radius":5})");
  REQUIRE(interest.ok());
  REQUIRE(interest->update(test::load(program, test::players(6))).ok());
  interest->resync(3);
  const std::string text = interest->to_json();
  CHECK(text == R"({"area":{"hysteresis":1.25,"max":256,"observed":"player","observed_field":"position","observer_field":"position","observers":"player","radius":5.0},)"
                R"("due_full":[3],"ludex_interest":1,"seen":{"1":[2,3,4,5,6],"2":[1,3,4,5,6],"3":[1,2,4,5,6],"4":[1,2,3,5,6],"5":[1,2,3,4,6],"6":[1,2,3,4,5]}})");
  for (std::size_t n = 0; n < text.size(); ++n) CHECK_FALSE(Interest::from_json(program, std::string_view(text).substr(0, n)).ok());
  RandomStream random(1, 0);
  for (int i = 0; i < 4000; ++i) {
    std::string bad = text;
    bad[random.below(static_cast<std::uint32_t>(bad.size()))] = static_cast<char>(32 + random.below(95));
    const auto read = Interest::from_json(program, bad);
    if (!read.ok()) continue;
    const auto again = Interest::from_json(program, read->to_json());
    REQUIRE(again.ok());
    REQUIRE(again->to_json() == read->to_json());
  }
  const auto fault = [&](std::string_view what, std::string_view by, std::string_view pointer) {
    std::string bad = text;
    bad.replace(bad.find(what), what.size(), by);
    const auto read = Interest::from_json(program, bad);
    CAPTURE(bad);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().pointer == pointer);
  };
  fault("[2,3,4,5,6]", "[3,2]", "/seen/1/1");
  fault("[2,3,4,5,6]", "[2,2]", "/seen/1/1");
  fault("[2,3,4,5,6]", "7", "/seen/1");
  fault("\"max\":256", "\"max\":4", "/seen/1");
  fault("\"1\":", "\"01\":", "/seen/01");
  fault("[3]", "[9]", "/due_full/0");
  fault("\"radius\":5.0", "\"radius\":-5.0", "/area/radius");
  fault("\"ludex_interest\":1", "\"ludex_interest\":2", "/ludex_interest");
  fault("\"due_full\":[3],", "\"due_full\":[3],\"more\":1,", "");
}
