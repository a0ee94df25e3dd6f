#pragma once
// The contract in JavaScript, JSON.parse and a validator: bench/peers/contract.mjs, run in build/peers on the same texts.

#include <string>
#include <vector>

#include "contract.h"

namespace ludex::bench {

struct ContractPeerRow {
  std::string name;
  double valid_ns = 0, mixed_ns = 0;  ///< 0: not run
  std::string missing;                ///< why not
};

std::vector<ContractPeerRow> run_contract_peers(const AttackTexts& valid, const AttackTexts& mixed);

}  // namespace ludex::bench
