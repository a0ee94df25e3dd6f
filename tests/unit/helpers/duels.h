#pragma once
// Duels for the tests of combat: two fighters of stated numbers, by the rules of examples/rulebooks/duel.json.

#include <string>

namespace ludex::test {

struct Fighter {
  int health = 100, armor = 25, low = 8, high = 12;
  const char* hit = "0.75";
  const char* crit = "0.15";
  int crit_pct = 200, cooldown_ms = 600, first_ms = 0;
};

inline std::string row_of(const Fighter& f) {
  return "{\"armor\":" + std::to_string(f.armor) + ",\"low\":" + std::to_string(f.low) + ",\"high\":" + std::to_string(f.high) + ",\"hit\":" + f.hit + ",\"crit\":" + f.crit +
         ",\"pct\":" + std::to_string(f.crit_pct) + ",\"ms\":" + std::to_string(f.cooldown_ms) + "}";
}

/// A rulebook with the scenario `duel`. `action`: members of the attack beside its own; `scenario`: of the scenario.
inline std::string duel_rules(const Fighter& a, const Fighter& b, const std::string& action = "", const std::string& scenario = "", const std::string& effects = R"("target.health -= damage")") {
  return R"--({"ludex":1,"actor":"fighter","tables":{"makes":{"columns":{"armor":"int 0..10000","low":"int","high":"int","hit":"double 0..1","crit":"double 0..1","pct":"int","ms":"int"},
    "rows":{"a":)--" + row_of(a) + R"--(,"b":)--" + row_of(b) + R"--(}}},
    "entities":{"fighter":{"live":{"state":{"make":"row makes = a","health":"int = 1","shield":"int = 0","healed":"int = 0"}}}},
    "actions":{"Attack":{"params":{"target":"ref fighter"},"with":{"target":{"fighter":"params.target"}},"draws":["hit","crit","damage"],
      "let":{"mine":"tables.makes[actor.make]","theirs":"tables.makes[target.make]",
             "raw":"roll('damage', mine.low, mine.high) * (chance('crit', mine.crit) ? mine.pct : 100)",
             "damage":"chance('hit', mine.hit) ? floor_div(raw, 100 + theirs.armor) : 0"},
      "cooldown":{"key":"attack","ms":"mine.ms"},
      "require":["actor.health > 0 else dead","target.health > 0 else target_dead"],)--" + action + R"--("effects":[)--" + effects + R"--(]},
      "Heal":{"cooldown":{"key":"heal","ms":"2000"},"effects":["actor.health += 10","actor.healed += 1"]}},
    "scenarios":{"duel":{"fighters":{"a":{"live":{"make":"a","health":)--" + std::to_string(a.health) + R"--(},"first_ms":)--" + std::to_string(a.first_ms) +
         R"--(},"b":{"live":{"make":"b","health":)--" + std::to_string(b.health) + R"--(},"first_ms":)--" + std::to_string(b.first_ms) + R"--(}},)--" + scenario +
         R"--("policy":[{"use":"Attack","params":{"target":"enemy.id"}}],"defeated":"fighter.health <= 0","time_limit_ms":120000}}})--";
}

inline Fighter rifle() { return {}; }
inline Fighter cannon() { return {120, 50, 16, 24, "0.6", "0.1", 175, 1400, 0}; }

}  // namespace ludex::test
