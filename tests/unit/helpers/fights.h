#pragma once
// Fights made up from a seed: healing, shields, magazines, timers, the clock, teams, ticks, delays and rates in any mixture.

#include <cstdint>
#include <string>

#include "support/hash.h"

namespace ludex::test {

inline std::string random_fight(std::uint64_t seed, std::uint64_t least_health = 20, std::uint64_t most_health = 60) {
  std::uint64_t state = seed;
  const auto pick = [&](std::uint64_t n) { return (state = mix64(state + 0x9e3779b97f4a7c15u)) % n; };
  const auto number = [&](std::uint64_t low, std::uint64_t high) { return std::to_string(low + pick(high - low + 1)); };
  const auto maybe = [&](const char* text) { return pick(2) ? std::string(text) : std::string(); };
  const char* const hits[] = {"roll('hit', 1, 20) + 3 >= 12", "chance('hit', 0.7)", "roll('hit', 1, 100) <= 70 - target.shield", "dice('hit', '3d6') != 9", "weighted('hit', [1, 2, 3]) > 0",
                              "roll('hit', 1, 20) < roll('dodge', 1, 20)"};
  const char* const damages[] = {"roll('damage', 4, 9)", "dice('damage', '2d4+1') * (chance('crit', 0.2) ? 2 : 1)", "max(roll('damage', 1, 12) - 3, 1)", "7", "target.health / 5 + roll('damage', 1, 3)",
                                 "(now % 400 == 0 ? 9 : roll('damage', 2, 6))"};
  const std::string attack = R"--("Attack":{"params":{"target":"ref f"},"with":{"target":{"f":"params.target"}},)--" + maybe(R"--("draws":["hit","damage"],)--") + R"--("let":{"hits":")--" + hits[pick(6)] +
                             R"--(","damage":"hits ? )--" + damages[pick(6)] + R"--( : 0"},"cooldown":{"key":"attack","ms":")--" + (pick(3) ? number(3, 9) + "00" : "300 + target.shield * 10") +
                             R"--("},)--" + maybe(R"--("cost":{"ammo":"1"},)--") + maybe(R"--("rate":{"per_second":2,"burst":3},)--") +
                             R"--("require":["actor.health > 0 else dead","target.health > 0 else gone"],"effects":["target.health -= max(damage - target.shield, 0) min 0","target.shield -= damage min 0")--" +
                             maybe(R"--(,"target.hit_at = now")--") + maybe(R"--(,"actor.blows[string(target.id)] += 1 max 3")--") +
                             maybe(R"--(,{"if":"hits && chance('burn', 0.3)","then":[{"after_ms":"250","do":"Burn","params":{"target":"target.id"},"id":"'b' + string(target.id)"}]})--") +
                             R"--(],"result":"{'damage': damage}"})--";
  const std::string others = R"--(,"Burn":{"from":["timer"],"params":{"target":"ref f"},"with":{"target":{"f":"params.target","may_alias":true}},"effects":["target.health -= roll('burn', 1, 3) min 0"]})--"
                             R"--(,"Drink":{"cooldown":{"key":"drink","ms":"1500"},"cost":{"potions":"1"},"effects":["actor.health += roll('heal', 5, 9) max 60"]})--"
                             R"--(,"Guard":{"cooldown":{"key":"guard","ms":"2000"},"effects":["actor.shield = 4 + (now - actor.hit_at) / 1000"]})--"
                             R"--(,"Reload":{"cooldown":{"key":"attack","ms":"900"},"effects":["actor.ammo = 5"]})--" +
                             (pick(4) ? std::string() : R"--(,"Regrow":{"from":["timer"],"every_ms":700,"effects":[]})--");
  std::string fighters;
  const std::uint64_t count = 2 + pick(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    fighters += std::string(i ? "," : "") + "\"f" + std::to_string(i) + "\":{\"team\":\"" + (i % 2 ? "b" : "a") + "\",\"live\":{\"health\":" + number(least_health, most_health) + ",\"ammo\":" + number(2, 9) + ",\"potions\":" + number(0, 2) +
                ",\"shield\":" + number(0, 6) + "}" + (pick(2) ? ",\"first_ms\":" + number(0, 700) : "") + (pick(3) ? "" : ",\"reaction_ms\":" + number(1, 300)) + "}";
  }
  const std::string policy = maybe(R"--({"use":"Drink","when":"fighter.health < 20"},)--") + maybe(R"--({"use":"Guard","when":"fighter.shield == 0"},)--") +
                             R"--({"use":"Attack","params":{"target":"enemy.id"},"when":"fighter.ammo > 0"},{"use":"Reload","when":"fighter.ammo == 0"})--";
  return R"--({"ludex":1,"actor":"f",)--" + std::string(pick(4) ? "" : R"--("limits":{"rate":{"per_second":3,"burst":2}},)--") +
         R"--("entities":{"f":{"live":{"state":{"health":"int = 1","shield":"int = 0","ammo":"int >= 0 = 0","potions":"int >= 0 = 0","hit_at":"int = 0","blows":"map<string, int> max 8"}}}},"actions":{)--" + attack + others +
         R"--(},"scenarios":{"s":{"fighters":{)--" + fighters + R"--(},"policy":[)--" + policy + R"--(],"defeated":"fighter.health <= 0",)--" + (pick(2) ? "\"tick_ms\":" + number(1, 100) + "," : "") +
         (pick(4) ? "" : "\"until\":\"f0.health < 5\",") + R"--("time_limit_ms":20000}}})--";
}

}  // namespace ludex::test
