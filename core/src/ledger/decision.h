#pragma once
// The common form of every machine here: decide(state, event) -> (state', effects). Nothing is read but the arguments,
// nothing is kept; time comes as `now` in the event.

#include <string>

#include "ledger/fields.h"
#include "ledger/guards.h"

namespace ludex::ledger {

struct Decision {
  std::string state;
  Effects effects;
  Faults faults;  ///< set: the state or the event is malformed, and nothing was decided
};

/// `state` may be null: the machine begins.
using Machine = void (*)(const json::View& state, const json::View& event, const Guards& guards, Decision& out);

void decide_entries(const json::View& state, const json::View& event, const Guards& guards, Decision& out);
void decide_receipts(const json::View& state, const json::View& event, const Guards& guards, Decision& out);
void decide_claims(const json::View& state, const json::View& event, const Guards& guards, Decision& out);
void decide_code_cap(const json::View& state, const json::View& event, const Guards& guards, Decision& out);
void decide_code_block(const json::View& state, const json::View& event, const Guards& guards, Decision& out);
void decide_accounts(const json::View& state, const json::View& event, const Guards& guards, Decision& out);
void decide_trade(const json::View& state, const json::View& event, const Guards& guards, Decision& out);

/// As `ludex::decide`, with rules taken out.
Result<std::string> decide(std::string_view machine, std::string_view state, std::string_view event, const Guards& guards);

// Where things stand in errors: the state and the event are two members of one document.
inline constexpr const char* kState = "/state";
inline constexpr const char* kEvent = "/event";

// Clocks, so that sums of them and of periods stay within int64.
inline constexpr std::int64_t kMostMillis = std::int64_t{1} << 53;

}  // namespace ludex::ledger
