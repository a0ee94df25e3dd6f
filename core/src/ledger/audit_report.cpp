// What an audit found, as one JSON object; and its public door.

#include <algorithm>

#include "ledger/audit.h"

namespace ludex {
namespace ledger {
namespace {

// What to do about a kind of breach.
const char* next_step(std::string_view kind) {
  if (kind == "malformed") return "mend the line, or what writes it";
  if (kind == "conflict") return "find who used the id twice; only the first counts here";
  if (kind == "negative") return "find the grant that is missing before this line, or flag the account with \"may_be_negative\" if it is a source";
  if (kind == "one_sided") return "name the source or the sink as an account of its own";
  if (kind == "sum") return "look at the one-sided transfers and the opening balances of the asset";
  if (kind == "overflow") return "find the amount that is no amount; the transfer is left out here";
  if (kind == "below_watermark") return "refuse ids below the watermark, and take the transfer back with one of its own";
  if (kind == "watermark_back") return "a watermark only rises; keep the higher one";
  if (kind == "serial_elsewhere" || kind == "serial_twice") return "the thing was doubled: find which transfer went round the ledger, and take one of the two";
  if (kind == "serial_unknown") return "declare its source as an account with \"may_be_negative\", or find who made it";
  if (kind == "balance" || kind == "save" || kind == "no_save") return "find the change that went round the ledger; the journal is what can be replayed";
  if (kind == "save_twice") return "give each account one save";
  if (kind == "mixed") return "give the asset serials everywhere, or another name where it has none";
  return "look at the transfers of this id";
}

std::string wide_text(Wide v) {
  if (v == 0) return "0";
  std::string out;
  const bool is_negative = v < 0;
  for (; v != 0; v /= 10) out.push_back(static_cast<char>('0' + static_cast<int>(is_negative ? -(v % 10) : v % 10)));
  if (is_negative) out.push_back('-');
  std::reverse(out.begin(), out.end());
  return out;
}

constexpr const char* kFiles[] = {"journal", "balances", "saves"};

}  // namespace

// What only shows when all is read.
std::vector<AuditRun::Breach> AuditRun::closing() const {
  std::vector<Breach> out;
  std::vector<Wide> sums(assets_.names.size());
  for (const Holding& h : holdings_) sums[h.asset] += h.amount;
  for (std::size_t a = 0; a < sums.size(); ++a)
    if (sums[a] != 0) out.push_back({File::journal, 0, "sum", "all accounts together have " + wide_text(sums[a]) + " of " + assets_.names[a] + ", not 0", {}});
  if (!compares_saves_) return out;  // a file of saves that is empty lacks them all
  for (const Holding& h : holdings_) {
    const std::string& name = accounts_.names[h.account];
    const bool is_compared = std::any_of(paths_.begin(), paths_.end(), [&](const Path& p) { return p.asset == h.asset; });
    const bool is_saved = name.size() >= account_prefix_.size() + account_suffix_.size() && name.starts_with(account_prefix_) && name.ends_with(account_suffix_);
    if (is_compared && is_saved && !h.is_in_save && h.amount != 0) out.push_back({File::saves, 0, "no_save", "'" + name + "' has " + std::to_string(h.amount) + " of " + assets_.names[h.asset] + " by the journal, and no save", name});
  }
  return out;
}

std::uint64_t AuditRun::breach_count() const {
  std::uint64_t out = closing().size();
  for (const auto& [kind, count] : counts_) out += count;
  return out;
}

std::string AuditRun::report() const {
  std::vector<Breach> all = breaches_;
  std::map<std::string, std::uint64_t> counts = counts_;
  for (Breach& b : closing()) {
    if (++counts[b.kind] <= 100) all.push_back(std::move(b));
  }
  std::string out;
  {
    ObjectWriter report(out);
    report.flag("ok", counts.empty());
    report.integer("lines", static_cast<std::int64_t>(lines_[0])).integer("transfers", static_cast<std::int64_t>(transfers_)).integer("repeated", static_cast<std::int64_t>(repeated_));
    report.integer("pending", static_cast<std::int64_t>(open_.size())).integer("accounts", static_cast<std::int64_t>(accounts_.names.size()));
    report.integer("serials", static_cast<std::int64_t>(serials_.size())).integer("balances", static_cast<std::int64_t>(lines_[1])).integer("saves", static_cast<std::int64_t>(lines_[2]));
    {
      std::vector<Wide> sums(assets_.names.size()), given(assets_.names.size());
      std::vector<std::int64_t> holders(assets_.names.size()), negative(assets_.names.size());
      for (const Holding& h : holdings_) {
        sums[h.asset] += h.amount;
        if (h.amount > 0) given[h.asset] += h.amount;
        holders[h.asset] += h.amount != 0;
        negative[h.asset] += h.is_negative;
      }
      std::vector<std::uint32_t> order(assets_.names.size());
      for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
      std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return assets_.names[a] < assets_.names[b]; });
      ObjectWriter assets(report.key("assets"));
      for (const std::uint32_t a : order) {
        ObjectWriter each(assets.key(assets_.names[a]));
        each.integer("transfers", static_cast<std::int64_t>(asset_facts_[a].transfers)).integer("accounts", holders[a]).integer("negative", negative[a]);
        each.text("held", wide_text(given[a])).text("sum", wide_text(sums[a]));
      }
    }
    {
      ObjectWriter each(report.key("counts"));
      for (const auto& [kind, count] : counts) each.integer(kind, static_cast<std::int64_t>(count));
    }
    std::string& list = report.key("breaches");
    list.push_back('[');
    for (const Breach& b : all) {
      if (list.back() != '[') list.push_back(',');
      ObjectWriter each(list);
      each.text("file", kFiles[static_cast<std::size_t>(b.file)]).integer("line", static_cast<std::int64_t>(b.line)).text("kind", b.kind);
      if (!b.id.empty()) each.text("id", b.id);
      each.text("message", b.message).text("next", next_step(b.kind));
    }
    list.push_back(']');
  }
  return out;
}

}  // namespace ledger

Audit::Audit() : run_(std::make_unique<ledger::AuditRun>()) {}
Audit::Audit(Audit&&) noexcept = default;
Audit& Audit::operator=(Audit&&) noexcept = default;
Audit::~Audit() = default;

void Audit::add_journal(std::string_view lines) { run_->add_journal(lines); }
void Audit::add_balances(std::string_view lines) { run_->add_balances(lines); }
std::optional<Error> Audit::compare(const AuditSaves& saves) { return run_->compare(saves); }
void Audit::add_saves(std::string_view lines) { run_->add_saves(lines); }
std::uint64_t Audit::breach_count() const { return run_->breach_count(); }
std::string Audit::report() const { return run_->report(); }

Result<std::string> audit(std::string_view journal, std::string_view balances, std::string_view saves, std::string_view compare) {
  Audit run;
  if (compare.empty() && !saves.empty()) {
    Error e;
    e.code = ErrorCode::host;
    e.message = "nothing says what of the saves to hold against the journal: {\"balances\": {\"/state/coins\": \"coins\"}}";
    return e;
  }
  if (!compare.empty()) {
    const auto rule = ledger::read_audit_saves(compare);
    if (!rule) return rule.errors();
    if (auto e = run.compare(*rule)) return std::move(*e);
  }
  run.add_journal(journal);
  run.add_balances(balances);
  run.add_saves(saves);
  return run.report();
}

}  // namespace ludex
