#pragma once
// The arena's rules by hand: what a careful server engineer writes for these seven actions without a rulebook.

#include <cstdint>
#include <string_view>
#include <vector>

#include "peer_request.h"

namespace peer {

struct Verdict {
  Reason reason = Reason::accepted;
  std::int64_t retry_after_ms = -1;
};

struct Event {
  enum class Kind : std::uint8_t { attack_confirmed, moved, healed, equipped, respawned } kind;
  std::int64_t who = 0, target = 0, amount = 0, health = 0;
  double to[3] = {0, 0, 0};
};

/// The stored answer of a purchase or grant.
struct Answer {
  std::uint32_t request;
  std::int64_t balance, owned;
};

struct Output {
  std::vector<Verdict> verdicts;
  std::vector<Event> events;
  std::vector<Answer> answers;
};

/// Judges every line of `ndjson` in order. `padded_end` is how far memory may be read.
void judge(World& world, Decoder& decoder, std::string_view ndjson, const char* padded_end, Output& out);

}  // namespace peer
