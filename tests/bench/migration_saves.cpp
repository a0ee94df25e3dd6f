#include "migration_saves.h"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "ludex/profile.h"
#include "support/hash.h"

namespace ludex::bench {
namespace {

constexpr const char* kOldRules = R"j({"ludex":1,"name":"old","entities":{"player":{"profile":{"version":1,"state":{"name":"string"}}}},"actions":{}})j";

class Generator {
 public:
  std::string state() {
    std::string d = "{\"name\":\"player_" + number(0, 99'999) + "\",\"gold\":" + number(0, 9'999'999) + ",\"level\":" + number(1, 120) + ",\"xp\":" + number(0, 9'999'999) + ",\"rank\":\"" + pick({"b", "s", "g"}) +
                    "\",\"played_s\":" + number(0, 999'999) + pick({".25", ".5", ".75"}) + ",\"legacy_token\":\"" + number(1'000'000, 9'999'999) + "\",\"pos\":[" + number(0, 999) + ".5,0," + number(0, 999) + ".25],\"inventory\":[";
    const std::uint32_t items = 7 + below(6);
    for (std::uint32_t i = 0; i < items; ++i) {
      d += std::string(i ? "," : "") + "{\"kind\":\"" + pick({"sword", "bow", "potion", "shield", "arrow", "herb", "scroll"}) + "\",\"n\":" + number(1, 999);
      if (below(2)) d += ",\"durability\":0." + number(1, 999);
      if (below(3) == 0) d += ",\"enchant\":[\"fire\",\"speed\"]";
      d += "}";
    }
    d += "],\"quests\":{";
    const std::uint32_t quests = 4 + below(3);
    for (std::uint32_t i = 0; i < quests; ++i) d += std::string(i ? "," : "") + "\"quest_" + std::to_string(i * 100 + below(100)) + "\":{\"state\":\"open\",\"progress\":" + number(0, 1'000) + "}";
    return d + "},\"settings\":{\"volume\":0." + number(1, 99) + ",\"language\":\"de\",\"keys\":[\"w\",\"a\",\"s\",\"d\",\"space\"]},\"plugin\":{\"theme\":\"dark\",\"scale\":1.50}}";
  }

 private:
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>((state_ = mix64(state_)) % n); }
  std::string number(std::uint32_t low, std::uint32_t high) { return std::to_string(low + below(high - low + 1)); }
  std::string pick(std::initializer_list<const char*> of) { return of.begin()[below(static_cast<std::uint32_t>(of.size()))]; }
  std::uint64_t state_ = 1;
};

}  // namespace

const char* const kMigrationRules = R"j({"ludex":1,"name":"migration","entities":{"player":{"profile":{"version":6,
"state":{
  "name":"string 3..20 = nobody","coins":"int >= 0","gems":"int >= 0 = 0","rank":"enum(bronze, silver, gold) = bronze","played_ms":"int >= 0","pos":"vec3","titles":"list<string 1..32> max 20",
  "stats":{"type":"object","additionalProperties":false,"properties":{"level":"int 1..120 = 1","xp":"int >= 0 = 0"}},
  "inventory":{"type":"array","maxItems":64,"items":{"type":"object","required":["kind","count"],"additionalProperties":false,"properties":{
    "kind":"enum(sword, bow, potion, shield, arrow, herb, scroll)","count":"int 1..999","durability":"double 0..1 = 1","enchant":"list<string 1..16> max 4 = []"}}},
  "quests":{"type":"object","maxProperties":32,"additionalProperties":{"type":"object","required":["state"],"additionalProperties":false,"properties":{"state":"enum(open, done, failed)","progress":"int 0..1000 = 0"}}},
  "settings":{"type":"object","additionalProperties":false,"properties":{"volume":"double 0..1 = 1","language":"enum(en, de, fr, es, ja, pt) = en","keys":"list<string 1..8> max 16 = []"}}},
"migrations":[
  {"id":"gold-to-coins","to":2,"breaking":true,"steps":[{"op":"rename","from":"/gold","path":"/coins"}]},
  {"id":"level-into-stats","to":3,"steps":[{"op":"plunge","path":"/level","into":"stats"},{"op":"plunge","path":"/xp","into":"stats"}]},
  {"id":"ranks-by-name","to":4,"steps":[{"op":"map","path":"/rank","values":{"b":"bronze","s":"silver","g":"gold"}},{"op":"default","path":"/titles","value":["newcomer"]}]},
  {"id":"counts-in-words","to":5,"steps":[{"op":"each","path":"/inventory","steps":[{"op":"rename","from":"/n","path":"/count"}]}]},
  {"id":"milliseconds","to":6,"steps":[{"op":"convert","path":"/played_s","is":"double","with":"int(value * 1000.0)"},{"op":"rename","from":"/played_s","path":"/played_ms"},{"op":"remove","path":"/legacy_token"}]}
]}}},"actions":{}})j";

std::vector<std::string> saves_of_version_1(std::size_t count) {
  const Program old = Program::compile(kOldRules).value();
  SaveLoader stamp = std::move(SaveLoader::make(old, "player").value());
  Generator generator;
  std::vector<std::string> saves(count);
  for (std::string& save : saves)
    if (stamp.load("{\"version\":1,\"state\":" + generator.state() + "}", save).state != SaveState::ready) std::abort();
  return saves;
}

}  // namespace ludex::bench
