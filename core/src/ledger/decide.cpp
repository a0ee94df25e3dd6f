// The public door: a machine by its name, texts in, one text out.

#include "ledger/decision.h"
#include "ledger/fingerprint.h"
#include "ludex/ledger.h"

namespace ludex {
namespace ledger {
namespace {

struct Named {
  std::string_view name;
  Machine run;
};
constexpr Named kMachines[] = {{"entries", decide_entries},     {"receipts", decide_receipts},     {"claims", decide_claims},
                               {"code_cap", decide_code_cap},   {"code_block", decide_code_block}, {"accounts", decide_accounts},
                               {"trade", decide_trade}};

constexpr std::uint64_t kMostStateBytes = 16u << 20;
constexpr std::uint64_t kMostEventBytes = 4u << 20;

std::optional<Error> read(std::string_view text, std::uint64_t max_bytes, const char* at, json::Document& document) {
  json::Limits limits;
  limits.max_bytes = max_bytes;
  document.text = text;
  const auto scanned = json::scan(text, limits, document.tape);
  if (scanned.ok()) return std::nullopt;
  Error e = json::scan_error(text, scanned);
  e.pointer = at;
  e.message = std::string("the ") + (at + 1) + ": " + e.message;
  return e;
}

}  // namespace

Result<std::string> decide(std::string_view machine, std::string_view state, std::string_view event, const Guards& guards) {
  const Named* named = nullptr;
  std::string names;
  for (const Named& each : kMachines) {
    if (each.name == machine) named = &each;
    names += (names.empty() ? "" : ", ") + std::string(each.name);
  }
  if (!named) {
    Error e;
    e.code = ErrorCode::host;
    e.message = "there is no machine '" + std::string(machine.substr(0, 64)) + "'; there are " + names;
    return e;
  }
  json::Document state_document, event_document;
  if (auto e = read(state.empty() ? std::string_view("null") : state, kMostStateBytes, kState, state_document)) return std::move(*e);
  if (auto e = read(event, kMostEventBytes, kEvent, event_document)) return std::move(*e);
  Decision decision;
  named->run({state_document, 0}, {event_document, 0}, guards, decision);
  if (auto e = decision.faults.take()) return std::move(*e);
  // A state that is too large, too deep or has too many values could never be read again, and everything in it would be lost.
  json::Limits limits;
  limits.max_bytes = kMostStateBytes;
  const auto written = json::scan(decision.state, limits, state_document.tape);
  if (!written.ok()) {
    Error e;
    e.code = ErrorCode::ledger;
    e.pointer = kEvent;
    e.message = std::string("there is no room: the state after it could not be read again (") + written.message + "), so that nothing was done";
    return e;
  }
  return "{\"state\":" + decision.state + ",\"effects\":[" + decision.effects.text() + "]}";
}

}  // namespace ledger

Result<std::string> decide(std::string_view machine, std::string_view state, std::string_view event) { return ledger::decide(machine, state, event, {}); }

Result<std::string> fingerprint(std::string_view name, std::string_view content) {
  json::Document document;
  if (auto e = ledger::read(content, ledger::kMostEventBytes, "/content", document)) return std::move(*e);
  const auto print = ledger::fingerprint_of(name, {document, 0});
  if (print) return ledger::fingerprint_text(*print);
  Error e;
  e.code = ErrorCode::ledger;
  e.message = "a number is neither a 64-bit integer nor a finite double: rounded, two amounts could be the same";
  return e;
}

}  // namespace ludex
