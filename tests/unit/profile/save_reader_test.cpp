#include "profile/save_reader.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "helpers/allocations.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

constexpr const char* kRules = R"({"ludex":1,"tables":{"pets":{"columns":{"n":"int"},"rows":{"cat":{"n":1},"dog":{"n":2}}}},"entities":{"player":{"profile":{"version":3,
  "state":{"coins":"int >= 0 = 5","pet":"row pets = cat","bag":"map<string, int 1..9> max 10"},
  "migrations":[{"id":"gold-to-coins","to":2,"breaking":true,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]},
                {"id":"bags","to":3,"steps":[{"op":"default","path":"/bag","value":{}}]}]}},"monster":{"live":{"state":{"hp":"int"}}}},"actions":{}})";

struct Saves {
  explicit Saves(const char* rules = kRules) : program(test::compile(rules)), loader(std::move(SaveLoader::make(program, "player").value())) {}
  LoadedSave load(std::string_view bytes) {
    out.clear();
    return loader.load(bytes, out);
  }
  /// The class, the place and the message of a save that is set aside.
  std::string why(std::string_view bytes) {
    const LoadedSave save = load(bytes);
    CHECK(out.empty());
    return std::string(to_string(save.state)) + " " + save.pointer + ": " + save.message;
  }
  Program program;
  SaveLoader loader;
  std::string out;
};

}  // namespace

TEST_CASE("an old save is migrated, completed and stamped; again it stays as it is") {
  Saves saves;
  const LoadedSave save = saves.load(R"({"state":{"gold":7,"mine" : [ 1.50 ]},"shard": "eu"})");
  CHECK(save.state == SaveState::ready);
  CHECK(save.version == 0);
  CHECK(save.is_changed);
  CHECK(save.reconciled == 1);
  const std::string once = saves.out;
  CHECK(once.starts_with(R"({"state":{"coins":7,"mine":[ 1.50 ],"bag":{},"pet":"cat"},"shard":"eu","version":3,"applied":[["gold-to-coins",")"));
  CHECK(once.find(R"("min_reader":2,"checksum":")") != std::string::npos);
  const LoadedSave second = saves.load(once);
  CHECK(second.state == SaveState::ready);
  CHECK_FALSE(second.is_changed);
  CHECK(saves.out == once);
  CHECK(saves.loader.applied() == std::vector<std::uint64_t>{1, 1});
}

TEST_CASE("what is not a save is undecodable, with its place") {
  Saves saves;
  CHECK(saves.why("") == "undecodable : expected a value at byte 0");
  CHECK(saves.why("17").starts_with("undecodable : a save is an object"));
  CHECK(saves.why(R"({"version":3,"state":{"coins":1)").starts_with("undecodable : expected"));
  CHECK(saves.why(R"({"version":3})") == R"(undecodable : a save needs "state", an object)");
  CHECK(saves.why(R"({"state":[]})") == R"(undecodable /state: a save needs "state", an object)");
  CHECK(saves.why(R"({"version":"3","state":{}})") == "undecodable /version: a version is a whole number from 0");
  CHECK(saves.why(R"({"version":-1,"state":{}})") == "undecodable /version: a version is a whole number from 0");
  CHECK(saves.why(R"({"state":{},"applied":{}})") == "undecodable /applied: expected a list of [id, checksum]");
  CHECK(saves.why(R"({"state":{},"applied":["x"]})") == "undecodable /applied/0: expected [id, checksum]");
}

TEST_CASE("a checksum is of values: other blanks pass, another value does not") {
  Saves saves;
  saves.load(R"({"version":3,"state":{"coins":12,"pet":"dog","bag":{"a":1}}})");
  std::string stamped = saves.out;
  std::string spaced = stamped;
  spaced.insert(spaced.find("\"coins\""), "\n  ");
  CHECK(saves.load(spaced).state == SaveState::ready);
  stamped[stamped.find("12")] = '2';
  CHECK(saves.why(stamped) == "checksum /checksum: the state does not match its checksum: it was cut, damaged or changed by hand");
}

TEST_CASE("a later version is too new, unless it says that these rules may read it; then nothing is taken from it") {
  Saves saves;
  CHECK(saves.why(R"({"version":4,"state":{}})").starts_with("too_new /version: version 4 is newer than the rulebook's 3"));
  CHECK(saves.why(R"({"version":4,"min_reader":4,"state":{}})").starts_with("too_new"));
  const LoadedSave save = saves.load(R"({"version":4,"min_reader":2,"applied":[["a","0"],["later","1"]],"state":{"coins":1,"new":true}})");
  CHECK(save.state == SaveState::ready);
  CHECK(save.is_ahead);
  CHECK(saves.out.starts_with(R"({"version":4,"min_reader":2,"applied":[["a","0"],["later","1"]],"state":{"coins":1,"new":true},"checksum":)"));
}

TEST_CASE("a step that fails, one that is unknown and one that has changed are told apart") {
  Saves saves;
  const LoadedSave both = saves.load(R"({"version":1,"state":{"gold":1,"coins":2}})");
  CHECK(both.step == "gold-to-coins");
  CHECK(saves.why(R"({"version":1,"state":{"gold":1,"coins":2}})").starts_with("migration_failed /state/coins: step 'gold-to-coins': /coins is there already"));
  CHECK(saves.why(R"({"version":2,"applied":[["golden","0"]],"state":{}})") == "migration_failed /applied/0: the rulebook has no step 'golden'");
  CHECK(saves.why(R"({"version":2,"applied":[["gold-to-coins","0123456789abcdef"]],"state":{}})").find("a published step must not change") != std::string::npos);
  CHECK(saves.why(R"({"version":1,"applied":[["gold-to-coins","0"]],"state":{}})").find("makes version 2, and the save is of version 1") != std::string::npos);
}

TEST_CASE("a field that does not fit its shape is invalid, and a row that is gone takes its default") {
  Saves saves;
  CHECK(saves.why(R"({"version":3,"state":{"coins":-1}})") == "invalid /state/coins: the value is out of its declared range");
  CHECK(saves.why(R"({"version":3,"state":{"bag":{"a":10}}})") == "invalid /state/bag/a: the value is out of its declared range");
  CHECK(saves.why(R"({"version":3,"state":{"coins":"x"}})").starts_with("invalid /state/coins: expected"));
  CHECK(saves.why(R"({"version":3,"state":{"other":1e400}})").starts_with("invalid /state: a number is out of range"));
  const LoadedSave save = saves.load(R"({"version":3,"state":{"coins":1,"pet":"fish","bag":{}}})");
  CHECK(save.state == SaveState::ready);
  CHECK(save.reconciled == 1);
  CHECK(saves.out.find(R"("pet":"cat")") != std::string::npos);
}

TEST_CASE("limits hold before and after") {
  const Program program = test::compile(kRules);
  SaveLimits limits;
  limits.max_bytes = 120;
  auto loader = std::move(SaveLoader::make(program, "player", limits).value());
  std::string out;
  CHECK(loader.load(std::string(121, ' '), out).state == SaveState::undecodable);
  const LoadedSave save = loader.load(R"({"version":3,"state":{"coins":1,"pet":"cat","bag":{}}})", out);
  CHECK(save.state == SaveState::invalid);
  CHECK(save.message.find("the limit is 120") != std::string::npos);
  CHECK(out.empty());
}

TEST_CASE("a kind that is not there, or has no profile, has no saves") {
  const Program program = test::compile(kRules);
  CHECK(SaveLoader::make(program, "plaer").error().message == "the rulebook has no kind 'plaer'");
  CHECK(SaveLoader::make(program, "monster").error().message.find("has no profile") != std::string::npos);
}

TEST_CASE("a warm loader asks for no memory to look at a save that is as it should be, and for next to none to migrate one") {
  Saves saves(kRules);
  const std::string_view old = R"({"state":{"gold":7,"mine" : [ 1.50 ],"pet":"dog","bag":{"a":1}},"shard": "eu"})";
  saves.load(old);
  const std::string current = saves.out;
  saves.load(current);
  std::uint64_t before = test::allocation_count();
  for (int i = 0; i < 100; ++i) saves.load(current);
  CHECK(test::allocation_count() == before);
  before = test::allocation_count();
  for (int i = 0; i < 100; ++i) saves.load(old);
  CHECK(test::allocation_count() - before <= 200);
}
