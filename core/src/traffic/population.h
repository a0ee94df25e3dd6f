#pragma once
// Who is in the world before the day begins: players in small towns, and a few entities of every other kind.

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "ludex/program.h"
#include "ludex/traffic.h"
#include "support/random.h"
#include "traffic/facts.h"
#include "world/store.h"

namespace ludex::traffic {

/// Players of one town stand within kTownSize units, so that most pairs of them can reach each other.
inline constexpr std::uint32_t kTownPlayers = 10;
inline constexpr double kTownSize = 12.0;
/// Towns lie in a square of this half width.
inline constexpr double kLandSize = 380.0;

struct Town {
  std::array<double, 3> center;
  std::uint32_t first, end;  ///< players by position: id - 1
};

struct Population {
  std::unique_ptr<detail::WorldData> world;
  std::vector<Town> towns;
  std::vector<std::uint32_t> entity_counts;  ///< per kind: ids are 1..count

  const Town& town_of(std::uint32_t player) const { return towns[player / kTownPlayers]; }
};

Population populate(const Program& program, const Facts& facts, const TrafficOptions& options, RandomStream& random);

}  // namespace ludex::traffic
