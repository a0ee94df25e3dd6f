#pragma once
// What honest senders write: players who mostly look before they act, and the game's own services.

#include <cstdint>
#include <string>
#include <vector>

#include "traffic/line.h"
#include "traffic/params.h"
#include "traffic/prediction.h"

namespace ludex::traffic {

/// A purchase or the like that was sent, for those who would use its key again.
struct SpentReceipt {
  std::uint32_t player = 0, action = 0;
  std::string text;  ///< the key parameter as JSON
};

class HonestSenders {
 public:
  HonestSenders(const detail::ProgramData& program, const Facts& facts, ParamMaker& params, Prediction& prediction,
                RandomStream& random);

  /// The player connects anew: another session, nonces from 1.
  void come_online(std::uint32_t player);
  /// The player's next request; false when there is nothing worth doing now.
  bool play(std::uint32_t player, std::int64_t now, Line& line);
  /// A server or an admin acts for some player; false when the rulebook knows no such action.
  bool command(std::uint32_t player, std::int64_t now, Line& line);

  /// The latest receipts, at most kReceiptsKept.
  const std::vector<SpentReceipt>& receipts() const { return receipts_; }

 private:
  struct Player {
    std::int64_t session = 0, nonce = 0;
    std::uint32_t waited = 0, last_action = 0;
    bool is_retrying = false;
    std::uint32_t retry_action = 0;
    std::vector<std::string> retry_params;  ///< in declared order; empty: left out
  };

  std::uint32_t pick_action();
  const Word* decide(std::uint32_t player, std::int64_t now, std::uint32_t& action);
  bool passes(std::uint32_t action, std::uint32_t player, const Word* params, std::int64_t now, std::uint8_t origin);
  void sent(std::uint32_t player, std::uint32_t action, std::int64_t now, const Line& line);
  void write_envelope(const Player& p, std::uint32_t player, std::uint32_t action, std::int64_t now, Line& line);

  const detail::ProgramData& program_;
  const Facts& facts_;
  ParamMaker& params_;
  Prediction& prediction_;
  RandomStream& random_;
  std::vector<Player> players_;
  std::uint32_t total_weight_ = 0;
  std::vector<SpentReceipt> receipts_;
  std::size_t next_receipt_ = 0;
};

}  // namespace ludex::traffic
