// Machines of the ledger. The first byte chooses one; the rest is a state and events, separated by NUL bytes, each possibly
// nonsense. A journal for the audit where it chooses none.
#include "ludex/ledger.h"
#include "target.h"

namespace {

constexpr const char* kMachines[] = {"entries", "receipts", "claims", "code_cap", "code_block", "accounts", "trade"};

std::string check_steps(const char* machine, std::string_view text) {
  std::string state;
  bool is_first = true;
  while (true) {
    const std::size_t end = std::min(text.find('\0'), text.size());
    const std::string_view part = text.substr(0, end);
    if (is_first) {
      state = part;
    } else {
      const auto made = ludex::decide(machine, state, part);
      const auto again = ludex::decide(machine, state, part);
      if (made.ok() != again.ok() || (made && *made != *again)) return "two decisions of one event";
      if (!made) {
        if (std::string broken = fuzz::check_errors(made.errors()); !broken.empty()) return broken;
      } else {
        if (!fuzz::is_json(*made)) return "a decision that is not JSON: " + *made;
        constexpr std::string_view kHead = "{\"state\":";
        const std::size_t cut = made->rfind(",\"effects\":[");
        std::string after = made->substr(kHead.size(), made->find(",\"effects\":[") - kHead.size());
        if (!fuzz::is_json(after)) after = made->substr(kHead.size(), cut - kHead.size());  // a text that holds the same words
        if (!fuzz::is_json(after)) return {};
        // What a machine writes it reads, and writes the same: an event that changes nothing shows it.
        const auto idle = ludex::decide(machine, after, "{\"event\":\"saved\",\"save\":0}");
        if (std::string_view(machine) == "entries" && after != "null" && (!idle || idle->compare(kHead.size(), after.size(), after) != 0))
          return "a state of its own that it reads otherwise: " + after;
        state = std::move(after);
      }
    }
    is_first = false;
    if (end == text.size()) return {};
    text.remove_prefix(end + 1);
  }
}

std::string check_audit(std::string_view text) {
  const std::size_t cut = std::min(text.find('\0'), text.size());
  ludex::Audit run;
  ludex::AuditSaves compare;
  compare.balances = {{"/state/coins", "coins"}, {"/state/bank/*", "coins"}};
  compare.serials = {{"/state/bag/*", "sword"}};
  if (run.compare(compare)) return "the fuzzer's own places are refused";
  run.add_journal(text.substr(0, cut));
  if (cut < text.size()) run.add_saves(text.substr(cut + 1));
  const std::string report = run.report();
  if (!fuzz::is_json(report)) return "a report that is not JSON: " + report;
  return (report.find("{\"ok\":true") == 0) == (run.breach_count() == 0) ? "" : "a report that is sound and has breaches";
}

std::string check(std::string_view bytes) {
  if (bytes.empty()) return {};
  const std::size_t chosen = static_cast<unsigned char>(bytes[0]) % (std::size(kMachines) + 1);
  bytes.remove_prefix(1);
  return chosen < std::size(kMachines) ? check_steps(kMachines[chosen], bytes) : check_audit(bytes);
}

}  // namespace

LUDEX_FUZZ_TARGET(check(fuzz::text(bytes, size)))
