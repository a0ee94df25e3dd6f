#pragma once
// Double entry: whatever changes hands goes from one account to another, and where things come from and go to are accounts
// too. So the sum of an asset over all accounts is always zero, and a thing with a serial number has one owner.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/decision.h"
#include "ledger/live_ledger.h"

namespace ludex::ledger {

struct Balance {
  std::int64_t amount = 0;
  std::int64_t held = 0;  ///< of it, promised to transfers that are pending
};

struct Account {
  bool may_be_negative = false;  ///< a source or a sink: also where new serials come from
  std::map<std::string, Balance, std::less<>> balances;
};

/// What moves. Serials are of things that are one of a kind; `amount` is then how many there are.
struct Transfer {
  std::string id, from, to, asset, reason;
  std::int64_t amount = 0;
  std::vector<std::string> serials;  ///< in byte order
};

struct PendingTransfer {
  Transfer transfer;
  std::int64_t expires = -1;  ///< -1: never
};

class Accounts {
 public:
  void read(const json::View& state, Faults& faults);
  void write(std::string& out) const;
  void decide(const json::View& event, const Guards& guards, Decision& out);

 private:
  enum class Kind : std::uint8_t { transfer, post, void_ };
  struct Item {
    Kind kind = Kind::transfer;
    Transfer transfer;        ///< of post and void only id, and amount where a part is posted
    std::string pending;      ///< post and void: which
    bool is_pending = false;  ///< promised only: post or void follows
    bool has_amount = false;
    std::int64_t expires = -1;
  };

  void open(Fields& event, Effects& effects);
  void run(Fields& event, const Guards& guards, Effects& effects);
  void expire(std::int64_t now, Effects& effects);
  void balance(Fields& event, Effects& effects) const;
  Item read_item(const json::View& v, const std::string& pointer, Faults& faults) const;
  /// Nothing when it is done, else why not.
  const char* apply(const Item& item, std::int64_t now, const Guards& guards);
  const char* move(const Transfer& t, const Guards& guards);
  const char* promise(const Item& item, const Guards& guards);
  const char* settle(const Item& item, std::int64_t now);
  void check_sums(Faults& faults) const;
  const char* check_serials(const Transfer& t) const;
  void release(const PendingTransfer& pending);
  bool is_serial_asset(const std::string& asset) const { return serials_.count(asset) != 0; }

  std::map<std::string, Account, std::less<>> accounts_;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> serials_;  ///< asset -> serial -> owner
  std::set<std::pair<std::string, std::string>> held_serials_;                                   ///< of pending transfers
  std::map<std::string, PendingTransfer, std::less<>> pending_;
  std::set<std::string, std::less<>> counted_;  ///< assets that may lie somewhere: only for these are all accounts looked through
  LiveLedger ledger_;
};

Transfer read_transfer(Fields& fields, bool needs_all);
Fingerprint fingerprint_of(const Transfer& transfer, std::string_view kind, std::string_view pending, bool is_pending);

}  // namespace ludex::ledger
