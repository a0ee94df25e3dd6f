#pragma once
// The rule in JavaScript, measured by a Node of its own: bench/peers/rule.mjs, run in build/peers.

#include <cstddef>
#include <string>
#include <vector>

namespace ludex::bench {

struct PeerRow {
  std::string name;
  double nanoseconds = 0;  ///< 0: not run
  std::string missing;     ///< why not
};

std::vector<PeerRow> run_rule_peers(std::size_t requests);

}  // namespace ludex::bench
