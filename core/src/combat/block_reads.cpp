#include "combat/block_reads.h"

#include <algorithm>

#include "expr/batch_flow.h"

namespace ludex::detail {

using expr::OpCode;

void BlockReads::add(const BlockReads& other) {
  is_known = is_known && other.is_known;
  now = now || other.now;
  draws = draws || other.draws;
  for (const std::uint32_t slot : other.changing)
    if (std::find(changing.begin(), changing.end(), slot) == changing.end()) changing.push_back(slot);
}

BlockReads reads_of(const expr::Block& block, const expr::Code& code, const expr::Block* lets, const std::vector<std::uint32_t>& slot_kinds, const ChangingSlots& changing) {
  BlockReads out;
  if (!block.is_set()) return out;
  for (std::uint32_t pc = block.begin; code.instructions[pc].op != OpCode::ret; ++pc) {
    const expr::Instruction& x = code.instructions[pc];
    switch (x.op) {
      case OpCode::field:
      case OpCode::field_address: {
        const std::uint32_t width = x.op == OpCode::field ? 1 : 3;
        for (std::uint32_t i = 0; i < width; ++i)
          if (changing[slot_kinds[x.b]][x.c + i]) {
            if (std::find(out.changing.begin(), out.changing.end(), x.b) == out.changing.end()) out.changing.push_back(x.b);
          }
        break;
      }
      case OpCode::let:
        if (!lets) out.is_known = false;
        else out.add(reads_of(lets[x.b], code, lets, slot_kinds, changing));  // lets name earlier ones only
        break;
      case OpCode::now:
      case OpCode::request_received: out.now = true; break;
      case OpCode::chance:
      case OpCode::roll:
      case OpCode::dice:
      case OpCode::weighted_int:
      case OpCode::weighted_double: out.draws = true; break;
      case OpCode::local:
      case OpCode::item_id:
      case OpCode::item_field:
      case OpCode::item_address: out.is_known = false; break;
      default: break;
    }
    if (expr::traits(x.op).has_data) ++pc;
  }
  return out;
}

}  // namespace ludex::detail
