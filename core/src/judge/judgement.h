#pragma once
// What a batch's verdicts need to be written out.

#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/judge.h"
#include "rulebook/program_data.h"

namespace ludex::detail {

/// A verdict's payload, at Verdict::payload of JudgementData::payloads, its length in the four bytes before:
///   u8 parts (bits of PayloadPart)
///   result:   canonical value
///   events:   u32 count, then per event: u32 action, u32 event, i64 entity (audience entity), for the audiences near and
///             where u32 count and as many i64 ids, canonical map
///   operands: u8 told (the client may see them), u32 count, then per operand: u32 label, canonical value
///   shadow:   u32 count, then per clause in shadow that would have refused: u32 place, u32 reason, u32 code
///   draws:    canonical map of names and what they gave
enum PayloadPart : std::uint8_t { kResult = 1, kEvents = 2, kOperands = 4, kShadow = 8, kDraws = 16 };

inline std::string_view payload_of(std::string_view payloads, std::uint64_t offset) {
  std::uint32_t size;
  std::memcpy(&size, payloads.data() + offset - sizeof size, sizeof size);
  return payloads.substr(static_cast<std::size_t>(offset), size);
}

/// An event index with this bit set is one of Action::refusal_events.
inline constexpr std::uint32_t kRefusalEvent = 0x80000000u;

/// What a timer asked for, and the answer.
struct TimerRun {
  std::string id;
  std::string action;
  std::int64_t actor = 0;
  bool has_actor = false;
  Verdict verdict;
};

struct JudgementData {
  std::shared_ptr<const ProgramData> program;
  std::vector<Verdict> verdicts;
  std::vector<std::uint32_t> actions;           ///< of each request; kNoAction (request.h) where none is known
  std::vector<TimerRun> timers;
  std::string payloads = std::string(1, '\0');  ///< offset 0 is "none"
  std::vector<std::string> pointers;            ///< places inside requests
  std::uint64_t batch_digest = 0;
  std::uint64_t world_digest = 0;
  Delta delta;
  std::vector<std::uint64_t> seqs;
  std::vector<TimerSeq> timer_seqs;
};

/// What a verdict adds to its batch's digest: all that it says. `place` tells it from the others.
std::uint64_t verdict_hash(const JudgementData& data, const Verdict& verdict, std::uint64_t place);

}  // namespace ludex::detail
