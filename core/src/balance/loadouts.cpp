#include "balance/loadouts.h"

namespace ludex::detail {

Scenario with_loadouts(const Scenario& scenario, const Loadout& row, const Loadout& column) {
  Scenario out = scenario;
  out.loadouts.clear();
  out.expect.clear();
  const Loadout* const loadouts[2] = {&row, &column};
  for (int seat = 0; seat < 2; ++seat) {
    const Loadout& loadout = *loadouts[seat];
    Fighter& fighter = out.fighters[scenario.seats[seat]];
    fighter.fields.insert(fighter.fields.end(), loadout.fields.begin(), loadout.fields.end());  // the later of two values stands
    if (loadout.has_policy) fighter.policy = loadout.policy[seat];
    if (loadout.first_ms) fighter.first_ms = *loadout.first_ms;
    const std::int64_t reaction = loadout.reaction_ms.value_or(fighter.delay_ms - fighter.ping_ms);
    fighter.ping_ms = loadout.ping_ms.value_or(fighter.ping_ms);
    fighter.delay_ms = reaction + fighter.ping_ms;
  }
  return out;
}

}  // namespace ludex::detail
