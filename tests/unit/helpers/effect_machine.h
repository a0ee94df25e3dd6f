#pragma once
// A rulebook whose requests are programs of effects, and random ones of them: worlds that hold a bit of everything.

#include <cstdint>
#include <string>
#include <string_view>

#include "helpers/game.h"
#include "support/random.h"

namespace ludex::test {

// The requests are the programs: `ops` lists what to do, each 100 * what + whom.
inline constexpr std::string_view kMachineRules = R"json({
  "ludex": 1, "name": "machine", "version": 1,
  "entities": {
    "player": { "profile": { "version": 0, "state": { "coins": "int 0..1000 = 500", "log": "list<string> max 4" } },
                "live": { "state": { "aim": "list<ref mob> max 64", "place": "vec3", "n": "int -200..200", "zero": "int" } } },
    "mob": { "live": { "state": { "hp": "int 0..100 = 10", "name": "string 0..40 = somebody who has a name", "tags": "list<int> max 3",
                                  "bag": "map<string, list<int> max 2> max 2", "at": "vec3", "friends": "list<ref mob> max 3", "mood": "string?" } } } },
  "limits": { "max_timers_per_batch": 3, "nonce": { "counter": 8 } },
  "actions": {
    "Do": {
      "params": { "ops": "list<int 0..9999> max 12", "them": "list<ref mob> max 4", "text": "string 0..60", "to": "vec3" },
      "with": { "around": { "near": { "kind": "mob", "at": "actor.place", "radius": "10.0", "max": 8 } } },
      "let": { "weak": "around.filter(m, m.hp < 30)", "name": "params.text + '!'" },
      "from": ["client", "timer"],
      "effects": [ { "each": "x", "in": "params.ops", "do": [
        { "if": "x / 100 == 0", "then": [ { "create": "mob", "id": "x % 100", "as": "c", "live": { "hp": "x % 100", "name": "name", "tags": "[x]", "at": "params.to" } },
                                          { "append": "c.friends", "value": "x % 100" } ] },
        { "if": "x / 100 == 1", "then": [ { "each": "m", "in": "params.them", "do": [ { "if": "has(m) && m.id % 3 == x % 3", "then": [ { "delete": "m" } ] } ] } ] },
        { "if": "x / 100 == 2", "then": [ { "append": "actor.aim", "value": "x % 100" } ] },
        { "if": "x / 100 == 3", "then": [ { "each": "m", "in": "params.them", "do": [ { "if": "has(m)", "then": [
                                            "m.hp -= 7 min 0", { "append": "m.tags", "value": "x" }, "m.bag['k'] = [x]", "m.name = params.text", "m.mood = name" ] } ] } ] },
        { "if": "x / 100 == 4", "then": [ { "each": "m", "in": "around", "do": [ { "remove_where": "m.tags", "as": "t", "that": "t % 2 == x % 2" },
                                            { "remove_where": "m.bag", "as": "k", "that": "k != name" }, "m.at = params.to", { "remove": "m.mood" } ] } ] },
        { "if": "x / 100 == 5", "then": [ { "each": "m", "in": "weak", "do": [ { "append": "m.bag[params.text]", "value": "x" }, { "delete": "m" } ] } ] },
        { "if": "x / 100 == 6", "then": [ { "after_ms": "x % 100", "do": "Do", "params": { "ops": "params.ops", "them": "params.them", "text": "name", "to": "actor.place" }, "id": "string(x % 5)" } ] },
        { "if": "x / 100 == 7", "then": [ { "cancel": "string(x % 5)" } ] },
        { "if": "x / 100 == 8", "then": [ { "append": "actor.log", "value": "name" }, { "if": "size(actor.log) > 4", "then": [ "remove actor.log[0]" ] } ] },
        { "if": "x / 100 == 9", "then": [ "actor.place = params.to", "actor.place.x += 1.0", "actor.coins -= x % 100" ] },
        { "if": "x / 100 == 10", "then": [ { "remove_where": "actor.aim", "as": "a", "that": "true" } ] },
        { "if": "x / 100 == 11", "then": [ "actor.n = 1 / actor.zero" ] },
        { "if": "x / 100 == 12", "then": [ "actor.n += x % 100" ] } ] } ],
      "emit": [ { "event": "Done", "audience": { "where": { "kind": "mob", "that": "it.hp > 5" } }, "data": { "n": "size(around)" } } ],
      "result": "[actor.n, 60 / (actor.n % 7)]" },
    "Buy": { "params": { "key": "string 1..4", "price": "int 0..400" }, "once": { "key": "params.key", "on_reject": "stick", "keep": "300ms" }, "cooldown": { "key": "buy", "ms": "20" },
      "cost": { "coins": "params.price" }, "effects": [ { "append": "actor.log", "value": "params.key" } ], "result": "actor.coins" },
    "Pay": { "every_ms": 90, "with": { "first": { "mob": "1" }, "crowd": { "near": { "kind": "mob", "at": "first.at", "radius": "3.0", "max": 4 } } },
      "effects": [ { "each": "m", "in": "crowd", "do": [ "m.hp += 30", { "append": "m.friends", "value": "first.id" } ] } ] } } })json";

inline constexpr std::string_view kMachineOpening = R"json({"ludex_world":1,"now":1000,"entities":{
  "player":{"1":{"profile":{"version":0,"state":{"old":[1,{"x":null}]}},"live":{"n":3}},"2":{"profile":{"version":0},"live":{"n":1,"place":[4,0,0]}},"3":{}},
  "mob":{"1":{"live":{"at":[1,0,0]}},"2":{"live":{"hp":40}},"3":{},"40":{"live":{"at":[0,9,0],"friends":[1,2]}}}}})json";

class MachineRequests {
 public:
  explicit MachineRequests(std::uint64_t seed) : random_(seed, 5) {}

  std::string next(std::int64_t& clock) {
    clock += below(25);
    const std::int64_t actor = 1 + below(3);
    const std::string nonce = "\"nonce\":" + std::to_string(++nonce_) + ",";
    if (below(6) == 0) return line(actor, clock, "Buy", nonce + R"("params":{"key":"k)" + std::to_string(below(5)) + R"(","price":)" + std::to_string(below(2) * 150) + "}");
    std::string ops;
    const std::uint32_t count = 1 + below(6);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t what = below(40) == 0 ? 11 : below(12) + (below(12) == 11 ? 1 : 0);
      ops += (i > 0 ? "," : "") + std::to_string(100 * (what == 11 && below(2) == 0 ? 12 : what) + (below(4) > 0 ? below(4) : below(99)));
    }
    std::string them;
    for (std::uint32_t i = below(4); i > 0; --i) them += (them.empty() ? "" : ",") + std::to_string(below(4));
    static constexpr const char* kTexts[] = {"", "k", "a long text that does not fit into anything small", "\\u00e9\\n"};
    return line(actor, clock, "Do", nonce + R"("params":{"ops":[)" + ops + R"(],"them":[)" + them + R"(],"text":")" + kTexts[below(4)] + R"(","to":[)" + std::to_string(below(6)) + ",0,-0.0]}");
  }
  std::uint32_t below(std::uint32_t bound) { return random_.below(bound); }

 private:
  RandomStream random_;
  std::int64_t nonce_ = 0;
};

}  // namespace ludex::test
