// Request lines of any bytes against an arena of three players.
#include "target.h"

namespace {

const fuzz::World& three_players() {
  static const fuzz::World world = fuzz::World::from_json(fuzz::arena(), R"({"ludex_world":1,"entities":{"player":{
    "1":{"profile":{"version":3,"state":{"coins":500,"inventory":{"potion":2},"weapons":["sword","bow"]}},"live":{"health":60}},
    "2":{"profile":{"version":3,"state":{}},"live":{"position":[1.0,0.0,1.0]}},
    "3":{"live":{"health":0}}}}})")
                                       .value();
  return world;
}

}  // namespace

LUDEX_FUZZ_TARGET(fuzz::check_judge(fuzz::arena(), three_players(), fuzz::text(bytes, size)))
