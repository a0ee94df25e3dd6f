#pragma once
// A journal of transfers gone through once, line by line: what it says everybody has, and where it cannot be true.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/accounts.h"
#include "ludex/ledger.h"
#include "support/flat_map.h"
#include "value/json_pointer.h"

namespace ludex::ledger {

__extension__ using Wide = __int128;  // of sums: no order of adding overflows
using Tokens = std::vector<std::string>;

class AuditRun {
 public:
  void add_journal(std::string_view lines);
  void add_balances(std::string_view lines);
  std::optional<Error> compare(const AuditSaves& saves);
  void add_saves(std::string_view lines);
  std::string report() const;
  std::uint64_t breach_count() const;

 private:
  enum class File : std::uint8_t { journal, balances, saves };
  struct Breach {
    File file;
    std::uint64_t line;
    std::string kind, message, id;
  };
  /// 128 bits for a text. Made by chance, two are the same once in 10^38; whoever makes two on purpose audits themselves.
  static IdKey key_of(std::string_view text, std::uint64_t salt) {
    return {static_cast<std::int64_t>(xxh64(text, salt)), static_cast<std::int64_t>(xxh64(text, ~salt))};
  }
  struct Names {
    FlatMap index;
    std::vector<std::string> names;
    std::uint32_t of(std::string_view name);
    std::uint32_t find(std::string_view name) const { return index.find(key_of(name, 0)); }
  };
  struct Holding {
    std::uint32_t account = 0, asset = 0;
    std::int64_t amount = 0, held = 0;
    bool is_negative = false, is_in_save = false;
  };
  struct Asset {
    bool has_serials = false, has_amounts = false;
    std::uint64_t transfers = 0;
  };
  struct Seen {
    Fingerprint fingerprint;
    std::uint64_t line = 0;
  };
  struct SerialState {
    std::uint32_t owner = 0;
    bool is_held = false;
    std::uint64_t save_line = 0;  ///< of the first save that has it
  };
  struct Open {
    Transfer transfer;
  };
  struct Path {
    Tokens tokens;
    std::uint32_t asset = 0;
    bool is_serial = false;
  };

  template <class Line>
  void each_line(std::string_view lines, File file, Line&& line);
  void breach(const char* kind, std::string message, std::string id = {});
  void journal_line(const json::View& v);
  void account_line(const json::View& v);
  void opening_balances(const std::string& name, std::uint32_t account, const json::View& balances);
  void watermark_line(const json::View& v);
  void settle_line(const json::View& v, Fields& fields, const char* how);
  void transfer_line(Fields& fields);
  void balance_line(const json::View& v);
  void save_line(const json::View& v);
  void saved_serial(std::uint32_t asset, const std::string& serial, std::uint32_t account);
  /// False when the id was there: told as a conflict where its content differs.
  bool remember(const std::string& id, const Fingerprint& fingerprint);
  void move(const Transfer& t);
  void move_serials(const Transfer& t);
  bool fits(const Transfer& t);
  void change(std::uint32_t account, std::uint32_t asset, std::int64_t by, bool is_taken, const std::string& id);
  void hold(const Transfer& t, bool is_held);
  Holding& holding(std::uint32_t account, std::uint32_t asset);
  SerialState* find_serial(std::uint32_t asset, std::string_view serial);
  std::vector<Breach> closing() const;
  std::string describe(std::uint32_t account, std::uint32_t asset) const { return "'" + accounts_.names[account] + "' of " + assets_.names[asset]; }

  Names accounts_, assets_;
  std::vector<bool> may_be_negative_;  ///< by account
  std::vector<Asset> asset_facts_;
  FlatMap holding_index_, serial_index_, id_index_;
  FlatMap opening_index_;  ///< account -> its first line with balances, in openings_
  std::vector<Holding> holdings_;
  std::vector<SerialState> serials_;
  std::vector<Seen> ids_, openings_;
  std::map<std::string, Open, std::less<>> open_;
  std::map<std::string, std::int64_t, std::less<>> watermarks_;

  bool compares_saves_ = false;
  Tokens account_path_;
  std::string account_prefix_, account_suffix_;
  std::vector<Path> paths_;

  File file_ = File::journal;
  std::uint64_t lines_[3] = {0, 0, 0};
  std::uint64_t transfers_ = 0, repeated_ = 0;
  std::vector<Breach> breaches_;
  std::map<std::string, std::uint64_t> counts_;
  json::Document document_;
};

Result<AuditSaves> read_audit_saves(std::string_view text);

}  // namespace ludex::ledger
