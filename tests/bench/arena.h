#pragma once
// The work that every measurement does: examples/rulebooks/arena.json, a world of players and their traffic.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/program.h"

namespace ludex::bench {

struct Arena {
  Program program;
  std::uint64_t players, requests;
  double attack_rate;
  std::string world_json;
  std::string ndjson;
  std::vector<std::string_view> lines;  ///< of `ndjson`, without their LF

  /// `ndjson` cut into batches of `size` lines.
  std::vector<std::string_view> batches(std::size_t size) const;
};

/// Made once, on first use; the same bytes on every machine. Ends the process when the rulebook does not compile.
const Arena& arena();

}  // namespace ludex::bench
