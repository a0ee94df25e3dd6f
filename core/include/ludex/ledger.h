#pragma once
/// The ledger that never grants twice: what was done once, in the same record as what it did; receipts, claims, codes,
/// transfers and trades as pure machines.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"

namespace ludex {

/// One step of a machine: {"state": …, "effects": […]}, from the state before ("" or null: the machine begins) and an event.
///
/// `machine` is "entries", "receipts", "claims", "code_cap", "code_block", "accounts" or "trade"; docs/ledger.md has the
/// events, states and effects of each as tables. Nothing is kept and no clock is read: time is `now` in the event.
/// The same state and event give the same text in every front end. Integers are 64 bits wide and exact; a sum that would
/// not fit is refused, never rounded.
/// Cost: linear in the state's text.
/// Errors (`json`): the state or the event is no JSON or above its limit (16 MB, 4 MB). Errors (`ledger`): either is
/// malformed; the pointer leads to the place, from /state or /event. Errors (`host`): there is no such machine. What a
/// machine refuses is no error but an effect.
Result<std::string> decide(std::string_view machine, std::string_view state, std::string_view event);

/// 32 hex digits that identify a JSON value asked under a name, as `begin` of the machines takes them: members in any
/// order, numbers by value. As the judge's of an action and its parameters.
/// Errors (`ledger`): a number is neither an int64 nor a finite double.
Result<std::string> fingerprint(std::string_view name, std::string_view content);

namespace ledger {
class AuditRun;
}

/// Where saves say what their players have.
struct AuditSaves {
  struct Field {
    std::string pointer;  ///< into a save; "*" stands for every item or member, and numbers found are summed
    std::string asset;
  };
  std::string account = "/id";     ///< where a save says whose it is: text or a whole number
  std::string name = "player:*";   ///< the account of that: "*" is what was found
  std::vector<Field> balances;     ///< whole numbers
  std::vector<Field> serials;      ///< texts
};

/// A journal of transfers, gone through once: what it says everybody has, and where it cannot be true.
///
/// Lines are JSON, one of: {"account", "may_be_negative"?, "balances"?: {ASSET: N}}; a transfer {"id", "from", "to",
/// "asset", "amount" | "serials", "reason"?, "at"?, "pending"?}; {"id", "post": ID, "amount"?}; {"id", "void": ID};
/// {"expire": ID}; {"watermark": SOURCE, "through": N}. Accounts need not be declared unless they may be negative.
/// Nothing stops it: what a line says is taken as done, and what is wrong with it is a breach. An id that comes twice with
/// the same content counts once.
/// Memory: some 100 bytes for each transfer's id and serial, and each balance; nothing of the lines.
class Audit {
 public:
  Audit();

  /// Whole lines, in order (the last LF of all may be missing).
  void add_journal(std::string_view lines);
  /// After the journal: what a store says, {"account", "asset", "balance"} a line.
  void add_balances(std::string_view lines);
  /// Before the saves. Errors (`host`): a pointer that is none, a name without "*".
  std::optional<Error> compare(const AuditSaves& saves);
  /// After the journal: saves, one JSON object a line.
  void add_saves(std::string_view lines);

  std::uint64_t breach_count() const;
  /// {"ok", "lines", "transfers", …, "assets": {NAME: {"transfers", "accounts", "negative", "held", "sum"}}, "counts": {KIND: N},
  /// "breaches": [{"file", "line", "kind", "id"?, "message", "next"}]}: docs/ledger.md tells the kinds. At most 100 of each
  /// kind are listed, all are counted; sums are text, as they may exceed 64 bits.
  std::string report() const;

  Audit(Audit&&) noexcept;
  Audit& operator=(Audit&&) noexcept;
  ~Audit();

 private:
  std::unique_ptr<ledger::AuditRun> run_;
};

/// `Audit` over whole texts, for front ends that speak JSON: its report. `balances` and `saves` may be empty; `compare`
/// tells how saves are read: {"account": POINTER, "name": "player:*", "balances": {POINTER: ASSET}, "serials": {…}}, each
/// member optional, or "" where there are none.
/// Errors (`json`, `ledger`, `host`): `compare` is no such thing.
Result<std::string> audit(std::string_view journal, std::string_view balances, std::string_view saves, std::string_view compare);

}  // namespace ludex
