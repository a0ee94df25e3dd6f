// The scenarios of SAVED_DATA.md, section 3, that are about loading and migrating: number and words as there.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "helpers/save_properties.h"
#include "helpers/saves.h"

namespace {

using namespace ludex;
using test::broken_rule_of_save;
using test::profile_rules;
using test::Saves;

/// Loads and holds the result to what is true of every save: set aside means that nothing was written, input intact.
LoadedSave set_aside(Saves& saves, std::string_view bytes) {
  LoadedSave save;
  CHECK(broken_rule_of_save(saves.loader, bytes, &save) == "");
  CHECK(save.state != SaveState::ready);
  return save;
}

std::string stamped(const std::string& rules, std::string_view bytes) {
  Saves saves(rules);
  CHECK(saves.load(bytes).state == SaveState::ready);
  return saves.out;
}

constexpr const char* kFive = R"([
  {"id":"one","to":1,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]},
  {"id":"two","to":2,"steps":[{"op":"default","path":"/bag","value":{}}]},
  {"id":"three","to":3,"steps":[{"op":"rename","from":"/hp","path":"/health"}]},
  {"id":"four","to":4,"steps":[{"op":"default","path":"/tags","value":[]}]},
  {"id":"five","to":5,"steps":[{"op":"remove","path":"/old","if_missing":"skip"}]}])";
constexpr const char* kFiveState = R"({"coins":"int >= 0 = 0","health":"int 0..100 = 100","bag":"map<string, int> max 9","tags":"list<string> max 9"})";

}  // namespace

TEST_CASE("51: load: read error: no new template, and nothing is ever saved") {
  Saves saves(profile_rules("5", kFiveState, kFive));
  // What a failed read leaves in a buffer: nothing, a part, the store's own error. None of it becomes a fresh profile.
  for (const char* bytes : {"", " ", "\n", "null", "nil", "Internal Server Error", R"({"error":"502"})", R"({"error":{"code":"Throttled"},"state":null})", "{\"state\":"}) {
    CAPTURE(bytes);
    CHECK(set_aside(saves, bytes).state == SaveState::undecodable);
  }
  CHECK(saves.loader.applied() == std::vector<std::uint64_t>(5, 0));
}

TEST_CASE("52: load: value is a number, truncated JSON, wrong type: quarantine, original intact") {
  Saves saves(profile_rules("5", kFiveState, kFive));
  const std::string valid = stamped(profile_rules("5", kFiveState, kFive), R"({"version":5,"state":{"coins":12}})");
  CHECK(set_aside(saves, "12").state == SaveState::undecodable);
  CHECK(set_aside(saves, "[]").state == SaveState::undecodable);
  CHECK(set_aside(saves, "\"" + valid + "\"").state == SaveState::undecodable);
  CHECK(set_aside(saves, valid.substr(0, valid.size() / 2)).state == SaveState::undecodable);
  CHECK(set_aside(saves, R"({"version":5,"state":"{}"})").state == SaveState::undecodable);
  const LoadedSave wrong = set_aside(saves, R"({"version":5,"state":{"coins":"12"}})");
  CHECK(wrong.state == SaveState::invalid);
  CHECK(wrong.pointer == "/state/coins");
}

TEST_CASE("53: load: checksum ok but balance negative: the invariant is broken, not the bytes") {
  const std::string state = R"({"coins":"int","debt":"int = 0"})";
  const std::string save = stamped(profile_rules("0", state), R"({"state":{"coins":-30,"debt":10}})");
  Saves saves(profile_rules("0", state, "[]", R"(["profile.coins + profile.debt >= 0 else negative_balance"])"));
  const LoadedSave loaded = set_aside(saves, save);
  CHECK(loaded.state == SaveState::invariant);
  CHECK(loaded.message == "negative_balance: profile.coins is -30, profile.debt is 10");
  std::string damaged = save;
  damaged[damaged.find("-30")] = ' ';
  CHECK(set_aside(saves, damaged).state == SaveState::checksum);  // what looks well now was not what was saved
}

TEST_CASE("55: version newer than code: too new, neither quarantined as damaged nor overwritten; or read by its own word") {
  Saves saves(profile_rules("5", kFiveState, kFive));
  const std::string newer = stamped(profile_rules("6", R"({"coins":"int"})", R"([{"id":"six","to":6,"breaking":true,"steps":[]}])"), R"({"version":6,"state":{"coins":1}})");
  const LoadedSave loaded = set_aside(saves, newer);
  CHECK(loaded.state == SaveState::too_new);
  CHECK(loaded.pointer == "/version");
  // Damaged and newer is damaged: its word cannot be taken.
  std::string damaged = newer;
  damaged[damaged.find("\"coins\":1") + 8] = '2';
  CHECK(set_aside(saves, damaged).state == SaveState::checksum);
  const std::string readable = stamped(profile_rules("6", R"({"coins":"int"})", R"([{"id":"six","to":6,"steps":[]}])"), R"({"version":6,"state":{"coins":1,"new":[1.50]}})");
  CHECK(saves.load(readable).is_ahead);
  CHECK(saves.out == readable);
}

TEST_CASE("56: migration hole or changed checksum: hard error") {
  const std::string save = stamped(profile_rules("5", kFiveState, kFive), R"({"state":{"hp":7}})");
  // Between versions of the rules: a hole does not even compile.
  const auto hole = Program::compile(profile_rules("5", kFiveState, R"([{"id":"one","to":1,"steps":[]},{"id":"three","to":3,"steps":[]}])"));
  CHECK_FALSE(hole.ok());
  // Of a save: a step it should have gone through and did not, one that nobody knows, one that was changed, two swapped.
  Saves saves(profile_rules("5", kFiveState, kFive));
  const auto edited = [&](const std::string& from, const std::string& to) {
    std::string out = save;
    const std::size_t at = out.find(from);
    REQUIRE(at != std::string::npos);
    return out.replace(at, from.size(), to);
  };
  const std::size_t two = save.find("[\"two\""), three = save.find("[\"three\"");
  const std::string entry = save.substr(two, three - two);
  const LoadedSave missing = set_aside(saves, edited(entry, ""));
  CHECK(missing.state == SaveState::migration_failed);
  CHECK(missing.step == "two");
  CHECK(missing.pointer == "/applied/1");
  CHECK(missing.message == "the step 'two' is missing before 'three'");
  CHECK(set_aside(saves, edited(entry, entry + entry)).message == "the step 'two' is listed twice or after a later one");
  CHECK(set_aside(saves, edited("\"two\"", "\"other\"")).message == "the rulebook has no step 'other'");
  CHECK(set_aside(saves, edited(entry, "[\"two\",\"0000000000000000\"],")).message == "the step 'two' is not the one this save went through: a published step must not change");
  const std::size_t last = save.rfind(",[\"five\"");
  const LoadedSave cut = set_aside(saves, edited(save.substr(last, save.find("]]", last) + 1 - last), ""));
  CHECK(cut.pointer == "/applied");
  CHECK(cut.message == "the save is of version 5 and does not list the step 'five', which makes version 5");
  // The rules changed a step after saves went through it.
  std::string changed = kFive;
  changed.replace(changed.find("/bag"), 4, "/box");
  Saves later(profile_rules("5", kFiveState, changed));
  CHECK(set_aside(later, save).step == "two");
}

TEST_CASE("57: migration fails at step 3 of 5: nothing written, original kept") {
  Saves saves(profile_rules("5", kFiveState, kFive));
  const LoadedSave failed = set_aside(saves, R"({"state":{"gold":12,"old":true}})");  // no /hp
  CHECK(failed.state == SaveState::migration_failed);
  CHECK(failed.step == "three");
  CHECK(failed.pointer == "/state/hp");
  CHECK(saves.loader.applied() == std::vector<std::uint64_t>(5, 0));  // steps one and two do not count either
  // The loader is none the worse for it.
  CHECK(saves.load(R"({"state":{"gold":12,"old":true,"hp":3}})").state == SaveState::ready);
  CHECK(saves.loader.applied() == std::vector<std::uint64_t>(5, 1));
}

TEST_CASE("58: old and new build alternate on one save: no field lost, the applied list never shrinks") {
  const std::string old_rules = profile_rules("2", R"({"coins":"int >= 0 = 0","stats":{"type":"object","additionalProperties":false,"properties":{"level":"int = 1"}}})",
                                              R"([{"id":"one","to":1,"steps":[]},{"id":"two","to":2,"breaking":true,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]}])");
  const std::string new_rules = profile_rules("4", R"({"coins":"int >= 0 = 0","gems":"int = 3","stats":{"type":"object","additionalProperties":false,"properties":{"level":"int = 1","mana":"int = 9"}}})",
                                              R"([{"id":"one","to":1,"steps":[]},{"id":"two","to":2,"breaking":true,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]},
                                                  {"id":"three","to":3,"steps":[{"op":"default","path":"/stats/mana","value":7,"if_missing":"skip"}]},{"id":"four","to":4,"steps":[{"op":"default","path":"/guild","value":{"id" : 1.0}}]}])");
  Saves old_build(old_rules), new_build(new_rules);
  CHECK(old_build.load(R"({"state":{"gold":5,"stats":{"level":2},"mod":{ "x" : [1.50] }}, "shard" : "eu"})").state == SaveState::ready);
  std::string save = old_build.out;
  std::size_t applied = 2;
  for (int round = 0; round < 6; ++round) {
    Saves& build = round % 2 ? old_build : new_build;
    const LoadedSave loaded = build.load(save);
    CAPTURE(round);
    CHECK(loaded.state == SaveState::ready);
    CHECK(loaded.is_ahead == (round % 2 == 1));
    save = build.out;
    std::size_t listed = 0;
    for (const char* step : {"[\"one\",", "[\"two\",", "[\"three\",", "[\"four\","}) listed += save.find(step) != std::string::npos;
    CHECK(listed >= applied);
    applied = listed;
    CHECK(save.find("\"version\":4") != std::string::npos);
    for (const char* kept : {"\"coins\":5", "\"gems\":3", "\"mana\":7", "\"mod\":{ \"x\" : [1.50] }", "\"guild\":{\"id\":1.0}", "\"shard\":\"eu\""}) CHECK_MESSAGE(save.find(kept) != std::string::npos, (std::string(kept) + " in " + save));
  }
  CHECK(applied == 4);
  // The server on the old build changes what it knows and saves: its checksum is made anew, all else stays.
  std::string played = save;
  played.replace(played.find("\"coins\":5"), 9, "\"coins\":6");
  played.erase(played.find(",\"checksum\""), 11 + 1 + 18);
  CHECK(old_build.load(played).state == SaveState::ready);
  const LoadedSave back = new_build.load(old_build.out);
  CHECK(back.state == SaveState::ready);
  CHECK_FALSE(back.is_changed);
  CHECK(new_build.out.find("\"gems\":3") != std::string::npos);
}

TEST_CASE("59: migrated value over the store's limit: detected before it is written, not retried into existence") {
  const std::string rules = profile_rules("1", R"({"log":"list<string>"})", R"([{"id":"twice","to":1,"steps":[{"op":"copy","from":"/log","path":"/copy","if_missing":"skip"}]}])");
  SaveLimits limits;
  limits.max_bytes = 4096;
  Saves saves(rules, limits);
  std::string log = "[\"" + std::string(1900, 'x') + "\"]";
  CHECK(saves.load(R"({"state":{"log":)" + log + "}}").state == SaveState::ready);
  log = "[\"" + std::string(2100, 'x') + "\"]";
  const LoadedSave large = set_aside(saves, R"({"state":{"log":)" + log + "}}");
  CHECK(large.state == SaveState::invalid);
  CHECK(large.message.find("the limit is 4096") != std::string::npos);
  CHECK(set_aside(saves, R"({"state":{"log":)" + log + "}}").message == large.message);
  // A result that nests or holds more than may be read again is none.
  SaveLimits flat;
  flat.max_depth = 3;
  Saves deep(profile_rules("1", R"({"a":"int"})", R"([{"id":"wrap","to":1,"steps":[{"op":"wrap","path":"/x"}]}])"), flat);
  CHECK(deep.load(R"({"state":{"x":1}})").state == SaveState::ready);
  CHECK(set_aside(deep, R"({"state":{"x":[1]}})").message.find("could not be read again") != std::string::npos);
}
