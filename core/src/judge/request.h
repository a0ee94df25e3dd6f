#pragma once
// Stage A's first half: one line of bytes to a typed request, or the reason why not.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "expr/run.h"
#include "rulebook/program_data.h"
#include "schema/decode.h"
#include "schema/direct.h"
#include "support/arena.h"
#include "support/flat_map.h"
#include "value/json_scan.h"

namespace ludex::detail {

/// `Verdict::at` with this bit set indexes JudgementData::pointers, else ProgramData::places.
inline constexpr std::uint32_t kDynamicPlace = 0x80000000u;

/// `Request::action` of a line that names none, or none that is there.
inline constexpr std::uint32_t kNoAction = 0xffffffffu;

struct Request {
  Reason reason = Reason::accepted;  ///< of stage A; `accepted` while nothing is wrong
  std::uint32_t at = 0;
  std::uint32_t action = kNoAction;
  bool is_readable = false;  ///< the envelope is: the request has a place in time and an actor
  expr::Envelope envelope;
  Word* params = nullptr;    ///< fields of the action's record
  std::int64_t nonce = -1;   ///< -1: none given
  std::int64_t sent_at = 0;
  std::uint64_t seq = 0;     ///< before stage B the number that was recorded, 0: none; past B the one draws go by
  // Positions in the world of the actor's guard and of the session's window, where they were looked up beforehand.
  std::uint32_t guard = FlatMap::kAbsent, window = FlatMap::kAbsent;
};

/// Numbers with this bit set are of requests that had none when they were recorded: they meet no recorded one.
inline constexpr std::uint64_t kUnrecordedSeq = std::uint64_t{1} << 63;

/// What decoding keeps from line to line, and from batch to batch.
struct RequestScratch {
  json::Tape tape;
  DirectScratch direct;
  std::uint64_t taken = 0;  ///< lines that the direct reader took
};

/// The list of no roles at all.
List* no_roles();

/// Decodes lines of one batch; what they hold lives in `arena` as long as the batch.
///
/// A line that is all it should be is read directly (request_direct.cpp). Any other is scanned onto a tape, and the tape
/// alone decides what is wrong with it: which of the two read a line can be told from nothing but the time it took.
class RequestDecoder {
 public:
  RequestDecoder(const ProgramData& program, Arena& arena, std::vector<std::string>& pointers, RequestScratch& scratch)
      : program_(program), arena_(arena), pointers_(pointers), scratch_(scratch), tape_(scratch.tape),
        reader_(program.direct.program, scratch.direct, arena) {}

  /// `line` without its LF and one trailing CR. From its first byte on, `readable` bytes may be read: what lies behind a
  /// line in its batch spares a copy.
  void decode(std::string_view line, std::size_t readable, Request& out);
  void decode(std::string_view line, Request& out) { decode(line, line.size(), out); }
  /// By the tape alone; the same answer, later.
  void decode_by_tape(std::string_view line, Request& out);
  /// A line that a timer of the world asks with: no nonce or clock binds it.
  void decode_timer(std::string_view line, Request& out);

 private:
  bool take_direct(std::string_view line, std::size_t readable, Request& out);
  bool envelope(std::string_view line, Request& out);
  bool body(std::string_view line, Request& out);
  bool params(std::string_view line, Request& out);
  bool refuse(Request& out, Reason reason, std::uint32_t at) {
    out.reason = reason;
    out.at = at;
    return false;
  }
  std::uint32_t pointer(std::string text) {
    pointers_.push_back(std::move(text));
    return kDynamicPlace | static_cast<std::uint32_t>(pointers_.size() - 1);
  }
  const json::Node& node(std::uint32_t i) const { return tape_.nodes[i]; }

  // Tape indices of the members of one line, 0 when absent.
  struct Members {
    std::uint32_t actor = 0, session = 0, origin = 0, roles = 0, received_at = 0;
    std::uint32_t action = 0, params = 0, nonce = 0, sent_at = 0;
    std::uint32_t first_unknown = 0;
  };
  bool integer(std::string_view line, std::uint32_t index, std::int64_t& out) const;
  bool roles(std::string_view line, std::uint32_t index, List*& out);

  const ProgramData& program_;
  Arena& arena_;
  std::vector<std::string>& pointers_;
  RequestScratch& scratch_;
  json::Tape& tape_;
  DirectReader reader_;
  Members members_;
  bool is_timer_ = false;
};

}  // namespace ludex::detail
