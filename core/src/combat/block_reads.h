#pragma once
// What a block of bytecode may look at: the ground for saying that something cannot change during a fight.

#include <cstdint>
#include <vector>

#include "rulebook/program_data.h"

namespace ludex::detail {

/// Fields that may change during a fight, by kind and slot of the row.
using ChangingSlots = std::vector<std::vector<bool>>;

struct BlockReads {
  bool is_known = true;   ///< false: it looks at something that is not told apart here
  bool now = false;
  bool draws = false;
  std::vector<std::uint32_t> changing;  ///< entity slots of which a changing field is read
  bool is_constant() const { return is_known && !now && changing.empty(); }
  void add(const BlockReads& other);
};

/// `slot_kinds`: the kind of every entity slot; `lets`: of the action the block stands in, nullptr when in none.
BlockReads reads_of(const expr::Block& block, const expr::Code& code, const expr::Block* lets, const std::vector<std::uint32_t>& slot_kinds, const ChangingSlots& changing);

}  // namespace ludex::detail
