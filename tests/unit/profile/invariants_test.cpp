#include "profile/invariants.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/saves.h"

namespace {

using namespace ludex;
using test::profile_rules;
using test::Saves;

constexpr const char* kState = R"({"coins":"int >= 0","bank":"int >= 0","pet":"row pets = cat","bag":"map<string, int 1..9> max 10","tags":"list<string> max 9","name":"string","at":"vec3","title":"string?"})";
constexpr const char* kTables = R"({"pets":{"columns":{"price":"int"},"rows":{"cat":{"price":1},"dog":{"price":20}}}})";

std::string rules(const std::string& invariants) { return profile_rules("0", kState, "[]", "[" + invariants + "]", kTables); }

/// The errors of a rulebook with these invariants: "POINTER MESSAGE" of the first.
std::string error_of(const std::string& invariants) {
  const auto program = Program::compile(rules(invariants));
  return program ? "compiles" : program.errors().front().pointer + " " + program.errors().front().message;
}

}  // namespace

TEST_CASE("a profile whose fields fit is set aside when an invariant does not hold, with the operands") {
  Saves saves(rules(R"("profile.coins + profile.bank <= 1000000 else too_rich", {"that":"tables.pets[profile.pet].price <= profile.coins || profile.pet == 'cat'","else":"unpaid_pet","name":"pets are paid for"})"));
  CHECK(saves.load(R"({"state":{"coins":1,"bank":2}})").state == SaveState::ready);
  const LoadedSave rich = saves.load(R"({"state":{"coins":900000,"bank":200000}})");
  CHECK(rich.state == SaveState::invariant);
  CHECK(rich.pointer == "/state");
  CHECK(rich.message == "too_rich: profile.coins is 900000, profile.bank is 200000");
  CHECK(saves.out.empty());
  CHECK(saves.told(R"({"state":{"coins":3,"pet":"dog"}})") == R"(invariant /state: unpaid_pet: tables.pets[profile.pet].price is 20, profile.coins is 3, profile.pet is "dog")");
  CHECK(saves.load(R"({"state":{"coins":20,"pet":"dog"}})").state == SaveState::ready);
}

TEST_CASE("invariants see defaults, rows that were lost and values that steps made") {
  Saves saves(rules(R"("profile.pet == 'cat' else wrong_pet", "profile.coins == 0 else not_new", "size(profile.bag) == 0 && size(profile.tags) == 0 && profile.name == '' && profile.at.x == 0.0 && profile.title == null else not_empty")"));
  CHECK(saves.load(R"({"state":{"pet":"dragon"}})").state == SaveState::ready);
  CHECK(saves.told(R"({"state":{"coins":1}})") == "invariant /state: not_new: profile.coins is 1");
  Saves migrated(profile_rules("1", R"({"coins":"int >= 0"})", R"([{"id":"double","to":1,"steps":[{"op":"convert","path":"/coins","is":"int","with":"value * 2"}]}])", R"(["profile.coins <= 10 else too_rich"])"));
  CHECK(migrated.load(R"({"state":{"coins":5}})").state == SaveState::ready);
  CHECK(migrated.told(R"({"state":{"coins":6}})") == "invariant /state: too_rich: profile.coins is 12");
}

TEST_CASE("an invariant that cannot be computed is broken, and says why") {
  Saves saves(rules(R"("100 / profile.coins < 1000 else odd", "profile.bag['sword'] < 5 else armed")"));
  CHECK(saves.told(R"({"state":{"coins":0}})") == "invariant /state: odd cannot be computed: division_by_zero: profile.coins is 0");
  CHECK(saves.told(R"({"state":{"coins":1}})") == "invariant /state: armed cannot be computed: no_such_key: profile.bag[\"sword\"] has no value: no_such_key");
  CHECK(saves.load(R"({"state":{"coins":1,"bag":{"sword":4}}})").state == SaveState::ready);
}

TEST_CASE("the first invariant that does not hold is told, after every field fits") {
  Saves saves(rules(R"("profile.coins < 5 else first", "profile.coins < 3 else second")"));
  CHECK(saves.told(R"({"state":{"coins":9}})") == "invariant /state: first: profile.coins is 9");
  CHECK(saves.told(R"({"state":{"coins":4}})") == "invariant /state: second: profile.coins is 4");
  CHECK(saves.told(R"({"state":{"coins":9,"bank":-1}})") == "invalid /state/bank: the value is out of its declared range");
}

TEST_CASE("an invariant reads the profile and tables, and nothing else") {
  CHECK(error_of(R"("profile.coins >= 0 else x")") == "compiles");
  for (const char* clause : {"actor.coins > 0 else x", "now > 0 else x", "chance(0.5) else x", "request.actor == 1 else x", "params.n > 0 else x", "monster.hp > 0 else x"}) {
    CAPTURE(clause);
    CHECK(error_of("\"" + std::string(clause) + "\"").starts_with("/entities/player/profile/invariants/0 "));
  }
  CHECK(error_of(R"("profile.gold > 0 else x")").find("gold") != std::string::npos);
  CHECK(error_of(R"("profile.coins else x")").starts_with("/entities/player/profile/invariants/0 "));
  CHECK(error_of(R"("profile.coins > 0")").starts_with("/entities/player/profile/invariants/0 "));
  CHECK(error_of(R"({"that":"profile.coins > 0"})") == R"(/entities/player/profile/invariants/0 an invariant needs "that": an expression over profile, and "else": a reason)");
  CHECK(error_of(R"({"that":"profile.coins > 0","else":"no name"})") == "/entities/player/profile/invariants/0/else a reason is letters, digits and _");
  CHECK(error_of(R"({"that":"profile.coins > 0","else":"x","tell":true})").starts_with("/entities/player/profile/invariants/0/tell unknown key 'tell'"));
  CHECK(error_of("7").starts_with("/entities/player/profile/invariants/0 expected an object"));
  const auto flags = Program::compile(R"({"ludex":1,"flags":{"sale":"int = 0"},"entities":{"player":{"profile":{"state":{"coins":"int"},"invariants":["flags.sale < profile.coins else x"]}}},"actions":{}})");
  CHECK_FALSE(flags.ok());
}

TEST_CASE("invariants decide, so they are part of a program's digest; how they are written is not") {
  const auto digest = [](const std::string& invariants) { return Program::compile(rules(invariants)).value().digest(); };
  const auto none = digest("");
  const auto one = digest(R"("profile.coins <= 10 else too_rich")");
  CHECK(none != one);
  CHECK(one == digest(R"({"that":"profile.coins<=10","else":"too_rich","name":"a name is for people"})"));
  CHECK(one != digest(R"("profile.coins <= 11 else too_rich")"));
  CHECK(one != digest(R"("profile.coins <= 10 else rich")"));
  CHECK(none == Program::compile(R"({"ludex":1,"tables":)" + std::string(kTables) + R"(,"entities":{"player":{"profile":{"state":)" + kState + R"(}}},"actions":{}})").value().digest());
}
