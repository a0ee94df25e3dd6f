#pragma once
// One hostile line in the making, and the table of ways to make one.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "traffic/honest.h"
#include "traffic/line.h"
#include "traffic/params.h"

namespace ludex::traffic {

/// A parameter that can be abused.
struct Target {
  std::uint32_t action = 0, param = 0;
};

/// What this rulebook offers to attack, by what can be done to it.
struct Targets {
  std::vector<Target> any, numbers, vectors, strings, names, entities, receipts;
};
Targets find_targets(const detail::ProgramData& program, const Facts& facts);

/// A client that cheats: a player's own connection beside the one the player plays on.
struct Cheater {
  std::uint32_t player = 0;
  std::int64_t session = 0, nonce = 0;
};

/// Everything an exploit may use. It edits `line`; when it sets `is_text`, `text` is sent instead.
struct Attack {
  const detail::ProgramData& program;
  const Facts& facts;
  const Targets& targets;
  const HonestSenders& honest;
  ParamMaker& params;
  RandomStream& random;
  const std::vector<std::string>& seen;  ///< some earlier honest lines, for those who record and send again

  Cheater* cheater = nullptr;
  std::int64_t now = 0;
  Line line{};
  std::string text{};
  bool is_text = false;
  std::uint32_t burst = 0;  ///< further lines of this kind to send in the same millisecond
  std::uint32_t burst_action = 0;

  /// A well-formed request of the cheater, to be spoilt: an action that players send, or the target's.
  std::uint32_t base();
  void base(std::uint32_t action);
  /// As `base`, of a random target; the parameter's text.
  std::string& base_at(const std::vector<Target>& targets, Target* chosen = nullptr);
  /// The line as it stands, into `text`.
  void write();
  /// The next nonce in a session of its own, for what would spoil the one in use.
  void use_new_session();

  template <std::size_t N>
  const char* one_of(const char* const (&texts)[N]) {
    return texts[random.below(static_cast<std::uint32_t>(N))];
  }
};

struct Exploit {
  const char* name;
  std::uint32_t weight;
  bool (*is_possible)(const Attack&);
  void (*make)(Attack&);
};

std::span<const Exploit> exploits_of_values();    ///< parameters that lie: exploits_values.cpp
std::span<const Exploit> exploits_of_protocol();  ///< nonces, clocks, envelopes, actions: exploits_protocol.cpp
std::span<const Exploit> exploits_of_bytes();     ///< what is hardly JSON: exploits_bytes.cpp

}  // namespace ludex::traffic
