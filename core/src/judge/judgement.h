#pragma once
// What a batch's verdicts need to be written out.

#include <memory>
#include <string>
#include <vector>

#include "ludex/judge.h"
#include "rulebook/program_data.h"

namespace ludex::detail {

/// A verdict's payload, at Verdict::payload of JudgementData::payloads:
///   u8 parts (bits of PayloadPart)
///   result:   canonical value
///   events:   u32 count, then per event: u32 action, u32 event, i64 entity (audience entity), canonical map
///   operands: u8 told (the client may see them), u32 count, then per operand: u32 label, canonical value
enum PayloadPart : std::uint8_t { kResult = 1, kEvents = 2, kOperands = 4 };

struct JudgementData {
  std::shared_ptr<const ProgramData> program;
  std::vector<Verdict> verdicts;
  std::string payloads = std::string(1, '\0');  ///< offset 0 is "none"
  std::vector<std::string> pointers;            ///< places inside requests
  std::uint64_t batch_digest = 0;
  std::uint64_t world_digest = 0;
  Delta delta;
};

}  // namespace ludex::detail
