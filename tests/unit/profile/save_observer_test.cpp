#include "profile/save_observer.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "helpers/game.h"
#include "profile/save_reader.h"

namespace {

using namespace ludex;
using json::Draft;

constexpr const char* kRules = R"({"ludex":1,"entities":{"player":{"profile":{"version":3,"state":{"coins":"int >= 0 = 5","bag":"map<string, int 1..9> max 10"},
  "migrations":[{"id":"gold-to-coins","to":2,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]},
                {"id":"copies","to":3,"steps":[{"op":"default","path":"/bag","value":{}},{"op":"copy","from":"/mine","path":"/yours"}]}]}}},"actions":{}})";

/// Looks into everything at every stage, and notes how much there was.
class Walker : public detail::SaveObserver {
 public:
  void begin(Draft& draft, Draft::Id state, std::int64_t version) override { note("begin " + std::to_string(version), draft, state); }
  void after_step(std::size_t step, Draft& draft, Draft::Id state) override { note("step " + std::to_string(step), draft, state); }
  void ready(Draft& draft, Draft::Id state) override { note("ready", draft, state); }
  std::string told;

 private:
  void note(const std::string& what, Draft& draft, Draft::Id state) { told += what + ": " + std::to_string(count(draft, state)) + "; "; }
  static std::size_t count(Draft& draft, Draft::Id value) {
    std::size_t n = 1;
    if (draft.type(value) == json::Type::object) draft.for_each_member(value, [&](std::string_view, Draft::Id inner) { n += count(draft, inner); });
    if (draft.type(value) == json::Type::array)
      for (std::uint32_t i = 0; i < draft.size(value); ++i) n += count(draft, draft.item(value, i));
    return n;
  }
};

}  // namespace

TEST_CASE("an observer sees the state before, after each step and at the end, and what it looks into keeps its bytes") {
  const Program program = test::compile(kRules);
  detail::SaveReader reader(program.shared(), *program.data().declarations.find_kind("player"), {});
  const std::string_view old = "{ \"state\" : {\"gold\":7,\n \"mine\" : [ 1.50 , {\"\\u0061\" : 2e0} ]} , \"shard\" : { \"eu\" : 1 } }";
  std::string alone, watched, again;
  CHECK(reader.load(old, alone).state == SaveState::ready);
  Walker walker;
  CHECK(reader.load(old, watched, &walker).state == SaveState::ready);
  CHECK(watched == alone);
  CHECK(alone.find("\"yours\":[ 1.50 , {\"\\u0061\" : 2e0} ]") != std::string::npos);
  CHECK(walker.told == "begin 0: 6; step 0: 6; step 1: 11; ready: 11; ");
  walker.told.clear();
  CHECK(reader.load(watched, again, &walker).state == SaveState::ready);
  CHECK(again == watched);
  CHECK(walker.told == "begin 3: 11; ready: 11; ");
}

TEST_CASE("an observer of a save that is set aside is told of up to there") {
  const Program program = test::compile(kRules);
  detail::SaveReader reader(program.shared(), *program.data().declarations.find_kind("player"), {});
  Walker walker;
  std::string out;
  CHECK(reader.load(R"({"state":{"gold":7}})", out, &walker).state == SaveState::migration_failed);
  CHECK(walker.told == "begin 0: 2; step 0: 2; ");
  walker.told.clear();
  CHECK(reader.load(R"({"version":9,"state":{}})", out, &walker).state == SaveState::too_new);
  CHECK(walker.told.empty());
}
