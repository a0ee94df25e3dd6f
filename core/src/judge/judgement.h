#pragma once
// What a batch's verdicts need to be written out.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ludex/judge.h"
#include "rulebook/program_data.h"

namespace ludex::detail {

/// A verdict's payload, where Verdict::payload says in JudgementData::payloads, its length in the four bytes before:
///   u8 parts (bits of PayloadPart)
///   result:   canonical value
///   events:   u32 count, then per event: u32 action, u32 event, i64 entity (audience entity), for the audiences near and
///             where u32 count and as many i64 ids, canonical map
///   operands: u8 told (the client may see them), u32 count, then per operand: u32 label, canonical value
///   shadow:   u32 count, then per clause in shadow that would have refused: u32 place, u32 reason, u32 code
///   draws:    canonical map of names and what they gave
enum PayloadPart : std::uint8_t { kResult = 1, kEvents = 2, kOperands = 4, kShadow = 8, kDraws = 16 };

using Payloads = std::vector<std::string>;  ///< by thread

/// In which of them a verdict's payload lies, and where.
inline constexpr unsigned kPayloadOffsetBits = 40;
inline constexpr std::uint64_t kPayloadOffset = (std::uint64_t{1} << kPayloadOffsetBits) - 1;

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
  Payloads payloads;
  std::vector<std::string> pointers;            ///< places inside requests
  std::uint64_t batch_digest = 0;
  std::uint64_t world_digest = 0;
  Delta delta;
  std::vector<std::uint64_t> seqs;
  std::vector<TimerSeq> timer_seqs;
};

/// The bytes of a verdict that has some.
std::string_view payload_of(const Payloads& payloads, std::uint64_t payload);

/// What a verdict adds to its batch's digest: all that it says. `place` tells it from the others.
std::uint64_t verdict_hash(const JudgementData& data, const Verdict& verdict, std::uint64_t place);

/// What one thread's verdicts say beside themselves: their payloads, and their part of the batch's digest.
class Answers {
 public:
  /// The thread is to be `part` of JudgementData::payloads; room for `bytes` is made beforehand.
  void begin(std::uint32_t part, std::size_t bytes) {
    part_ = std::uint64_t{part} << kPayloadOffsetBits;
    digest_ = 0;
    bytes_.clear();
    bytes_.reserve(bytes);
    bytes_.push_back('\0');  // so that no payload is at 0, which is "none"
  }
  std::string& bytes() { return bytes_; }
  /// Verdict::payload of what is appended next.
  std::uint64_t next() const { return part_ | bytes_.size(); }
  /// Takes a verdict into the digest; `place` tells it from the others of the batch.
  void count(const ProgramData& program, const std::vector<std::string>& pointers, const Verdict& verdict, std::uint64_t place);
  std::uint64_t digest() const { return digest_; }
  std::string take() { return std::move(bytes_); }

 private:
  std::uint64_t part_ = 0, digest_ = 0;
  std::string bytes_;
};

}  // namespace ludex::detail
