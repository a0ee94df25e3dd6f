#include "rulebook_size.h"

#include <cstdio>
#include <cstdlib>

#include "ludex/program.h"
#include "processor_time.h"

namespace ludex::bench {

std::string large_rulebook(int actions) {
  std::string out = R"json({"ludex": 1, "name": "large",
  "tables": {"weapons": {"columns": {"damage": "int", "range": "double", "cooldown_ms": "int"}, "rows": {)json";
  for (int i = 0; i < 50; ++i)
    out += (i ? ", \"weapon_" : "\"weapon_") + std::to_string(i) + "\": {\"damage\": " + std::to_string(10 + i) + ", \"range\": 10.5, \"cooldown_ms\": 500}";
  out += R"json(}}},
  "entities": {"player": {"profile": {"version": 1, "state": {"coins": "int 0..1000000000", "inventory": "map<string, int 0..1000> max 500"}},
    "live": {"state": {"position": "vec3", "health": "int 0..100 = 100", "stunned": "bool", "weapon": "row weapons = weapon_0"}}}},
  "actions": {)json";
  for (int i = 0; i < actions; ++i) {
    const std::string n = std::to_string(i);
    out += (i ? ",\n    \"Action" : "\n    \"Action") + n + R"json(": {
      "params": {"target": "ref player", "amount": "int 1..1000", "item": "string 1..32"},
      "with": {"target": {"player": "params.target"}},
      "let": {"weapon": "tables.weapons[actor.weapon]", "reach": "distance(actor.position, target.position)"},
      "cooldown": {"key": "k)json" + n + R"json(", "ms": "weapon.cooldown_ms"},
      "require": ["actor.health > 0 && !actor.stunned else actor_down", "target.health > 0 else target_down", "reach <= weapon.range else too_far",
                  "actor.coins >= params.amount * )json" + std::to_string(1 + i % 7) + R"json( || (params.item in actor.inventory && actor.inventory[params.item] > )json" + n + R"json() else too_poor"],
      "effects": ["target.health -= weapon.damage min 0", "actor.coins -= params.amount min 0", "actor.inventory[params.item] += 1"],
      "emit": [{"event": "Done)json" + n + R"json(", "audience": "all", "data": {"attacker": "actor.id", "target": "target.id", "damage": "weapon.damage"}}]})json";
  }
  return out + "}}";
}

double compile_once(const std::string& rulebook) {
  const double start = processor_seconds();
  const auto program = Program::compile(rulebook);
  const double seconds = processor_seconds() - start;
  if (program) return seconds;
  std::fprintf(stderr, "%s\n", format_error(program.error(), "large").c_str());
  std::exit(1);
}

}  // namespace ludex::bench
