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

}  // namespace ludex
