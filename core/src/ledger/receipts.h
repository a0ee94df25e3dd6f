#pragma once
// Receipts of one player on one server: what the platform sold, from its callback to the answer that ends it.
//
//   Seen -> WaitProfile -> Validated -> Applied (in memory) -> Committed (saved) -> Acked
//
// The platform calls again until it hears "granted", on any server, so everything may happen twice but the grant.

#include <map>
#include <string>

#include "ledger/decision.h"
#include "ledger/live_ledger.h"

namespace ludex::ledger {

class Receipts {
 public:
  enum class Profile : std::uint8_t { waiting, ready, left, lost };
  enum class Stage : std::uint8_t { wait_profile, seen, applied };

  struct Receipt {
    Stage stage = Stage::seen;
    std::string product;
    std::string fields;       ///< what else the platform says of it, compact JSON
    Fingerprint fingerprint;  ///< of product and fields
    std::int64_t call = -1;   ///< the callback that waits for the answer; -1: none
    std::int64_t save = 0;    ///< applied: the save that holds it
  };

  void read(const json::View& state, Faults& faults);
  void write(std::string& out) const;
  void decide(const json::View& event, const Guards& guards, Decision& out);

 private:
  void on_receipt(Fields& event, const Guards& guards, Effects& effects);
  void on_profile(Fields& event, const Guards& guards, Effects& effects);
  void on_valid(Fields& event, const Guards& guards, Effects& effects);
  void on_ungrantable(Fields& event, const Guards& guards, Effects& effects);
  void on_saved(Fields& event, Effects& effects);
  void on_failed_save(Fields& event, Effects& effects);
  void on_timeout(Fields& event, Effects& effects);
  void end(Profile why, const Guards& guards, Effects& effects);

  /// Asks the ledger; true while the receipt stays open.
  bool look_up(const std::string& id, Receipt& receipt, std::int64_t now, const Guards& guards, Effects& effects);
  void apply(const std::string& id, Receipt& receipt, std::string result, std::string_view grant, std::int64_t now, const Guards& guards, Effects& effects);
  Receipt* find(Fields& event, std::string& id, Stage stage);
  bool may_apply(const Guards& guards) const { return profile_ == Profile::ready || (!guards.is_holder_only && profile_ != Profile::waiting); }

  Profile profile_ = Profile::waiting;
  LiveLedger ledger_;
  std::map<std::string, Receipt> open_;
};

}  // namespace ludex::ledger
