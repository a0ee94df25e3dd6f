#include "ledger/audit.h"

#include <algorithm>

namespace ludex::ledger {
namespace {

constexpr std::uint64_t kMostSamples = 100;  // of one kind: a systematic fault stays readable
constexpr std::uint64_t kMostLineBytes = 4u << 20;

}  // namespace

std::uint32_t AuditRun::Names::of(std::string_view name) {
  const IdKey key = key_of(name, 0);
  std::uint32_t at = index.find(key);
  if (at != FlatMap::kAbsent) return at;
  at = static_cast<std::uint32_t>(names.size());
  names.emplace_back(name);
  index.insert(key, at);
  return at;
}

AuditRun::Holding& AuditRun::holding(std::uint32_t account, std::uint32_t asset) {
  const IdKey key{account, asset};
  std::uint32_t at = holding_index_.find(key);
  if (at == FlatMap::kAbsent) {
    at = static_cast<std::uint32_t>(holdings_.size());
    holdings_.push_back({account, asset});
    holding_index_.insert(key, at);
  }
  return holdings_[at];
}

AuditRun::SerialState* AuditRun::find_serial(std::uint32_t asset, std::string_view serial) {
  const std::uint32_t at = serial_index_.find(key_of(serial, std::uint64_t{asset} + 1));
  return at == FlatMap::kAbsent ? nullptr : &serials_[at];
}

void AuditRun::breach(const char* kind, std::string message, std::string id) {
  if (++counts_[kind] <= kMostSamples) breaches_.push_back({file_, lines_[static_cast<std::size_t>(file_)], kind, std::move(message), std::move(id)});
}

template <class Line>
void AuditRun::each_line(std::string_view lines, File file, Line&& line) {
  file_ = file;
  json::Limits limits;
  limits.max_bytes = kMostLineBytes;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view text = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    ++lines_[static_cast<std::size_t>(file)];
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.find_first_not_of(" \t") == std::string_view::npos) continue;
    document_.text = text;
    document_.arena.reset();
    const auto scanned = json::scan(text, limits, document_.tape);
    if (scanned.ok()) line(json::View(document_, 0));
    else breach("malformed", std::string(scanned.message) + " at byte " + std::to_string(scanned.offset));
  }
}

void AuditRun::add_journal(std::string_view lines) {
  each_line(lines, File::journal, [&](const json::View& v) { journal_line(v); });
}
void AuditRun::add_balances(std::string_view lines) {
  each_line(lines, File::balances, [&](const json::View& v) { balance_line(v); });
}
void AuditRun::add_saves(std::string_view lines) {
  each_line(lines, File::saves, [&](const json::View& v) { save_line(v); });
}

void AuditRun::journal_line(const json::View& v) {
  if (v.find("account")) return account_line(v);
  if (v.find("watermark")) return watermark_line(v);
  Faults faults;
  Fields fields(v, "", faults);
  const char* how = v.find("post") ? "post" : v.find("void") ? "void" : v.find("expire") ? "expire" : nullptr;
  if (how) settle_line(v, fields, how);
  else transfer_line(fields);
  if (const auto e = faults.take()) breach("malformed", e->message + (e->pointer.empty() ? "" : " (at " + e->pointer + ")"));
}

void AuditRun::account_line(const json::View& v) {
  Faults faults;
  Fields fields(v, "", faults);
  const std::string name = fields.text("account");
  const bool is_flagged = fields.flag("may_be_negative");
  const auto balances = fields.object("balances");
  fields.done();
  if (const auto e = faults.take()) return breach("malformed", e->message + " (at " + e->pointer + ")");
  const std::uint32_t account = accounts_.of(name);
  may_be_negative_.resize(accounts_.names.size());
  may_be_negative_[account] = is_flagged;
  if (balances) opening_balances(name, account, *balances);
}

// What an account begins with counts once, like a transfer: the line may come again as it was, and not as another.
void AuditRun::opening_balances(const std::string& name, std::uint32_t account, const json::View& balances) {
  const auto fingerprint = fingerprint_of("balances", balances);
  if (!fingerprint) return breach("malformed", "a balance is no whole number of 64 bits", name);
  const IdKey key{account, 0};
  const std::uint32_t at = opening_index_.find(key);
  if (at != FlatMap::kAbsent) {
    if (openings_[at].fingerprint == *fingerprint) ++repeated_;
    else breach("conflict", "the balances of '" + name + "' stand in line " + std::to_string(openings_[at].line) + " as others", name);
    return;
  }
  opening_index_.insert(key, static_cast<std::uint32_t>(openings_.size()));
  openings_.push_back({*fingerprint, lines_[0]});
  for (const auto& [asset, value] : balances.members()) {
    const auto amount = value.integer();
    if (!amount) breach("malformed", "the balance of " + std::string(asset) + " is no whole number of 64 bits");
    else change(account, assets_.of(asset), *amount, false, name);
  }
}

void AuditRun::watermark_line(const json::View& v) {
  Faults faults;
  Fields fields(v, "", faults);
  const std::string source = fields.text("watermark");
  const std::int64_t through = fields.integer("through", 0, kMostInt64);
  fields.done();
  if (const auto e = faults.take()) return breach("malformed", e->message + " (at " + e->pointer + ")");
  std::int64_t& mark = watermarks_.emplace(source, through).first->second;
  if (through < mark) breach("watermark_back", "the watermark of '" + source + "' goes back from " + std::to_string(mark) + " to " + std::to_string(through));
  mark = std::max(mark, through);
}

bool AuditRun::remember(const std::string& id, const Fingerprint& fingerprint) {
  const IdKey key = key_of(id, 0);
  const std::uint32_t at = id_index_.find(key);
  if (at == FlatMap::kAbsent) {
    id_index_.insert(key, static_cast<std::uint32_t>(ids_.size()));
    ids_.push_back({fingerprint, lines_[0]});
    // "match:7@1700" lies below the watermark of "match", "message:mail#4" below that of "message:mail".
    const std::size_t mark = id.find_last_of("@#");
    if (mark == std::string::npos || watermarks_.empty()) return true;
    const auto order = parse_exact_int64(id.find_first_not_of("0123456789", mark + 1) == std::string::npos && mark + 1 < id.size() ? std::string_view(id).substr(mark + 1) : "-1");
    const auto through = watermarks_.find(id[mark] == '@' ? id.substr(0, id.find(':')) : id.substr(0, mark));
    if (order && through != watermarks_.end() && *order >= 0 && *order <= through->second)
      breach("below_watermark", "the id lies below the watermark " + std::to_string(through->second) + " of '" + through->first + "': its entry was pruned, and it may have been there before", id);
    return true;
  }
  if (ids_[at].fingerprint == fingerprint) ++repeated_;
  else breach("conflict", "the id stands in line " + std::to_string(ids_[at].line) + " with another content", id);
  return false;
}

void AuditRun::transfer_line(Fields& fields) {
  Transfer t = read_transfer(fields, false);
  t.id = fields.text("id", kMostIdBytes);
  const bool is_pending = fields.flag("pending");
  fields.integer_or("expires", 0, 0, kMostInt64);
  fields.integer_or("at", 0, kLeastInt64, kMostInt64);
  fields.done();
  if (fields.faults().is_set()) return;
  if (!remember(t.id, fingerprint_of(t, "transfer", "", is_pending))) return;
  ++transfers_;
  const std::uint32_t asset = assets_.of(t.asset);
  asset_facts_.resize(assets_.names.size());
  Asset& facts = asset_facts_[asset];
  ++facts.transfers;
  (t.serials.empty() ? facts.has_amounts : facts.has_serials) = true;
  if (t.from.empty() || t.to.empty())
    breach("one_sided", std::to_string(t.amount) + " " + t.asset + (t.from.empty() && t.to.empty() ? " move between nobody" : t.from.empty() ? " come from nowhere" : " go nowhere"), t.id);
  else if (t.from == t.to) breach("same_account", "both sides are '" + t.from + "'", t.id);
  if (facts.has_amounts && facts.has_serials) breach("mixed", t.asset + " is counted in some transfers and has serials in others", t.id);
  if (!is_pending) return move(t);
  hold(t, true);
  open_.insert_or_assign(t.id, Open{t});
}

void AuditRun::settle_line(const json::View& v, Fields& fields, const char* how) {
  const std::string pending = fields.text(how, kMostIdBytes);
  const bool is_post = how == std::string_view("post"), is_expiry = how == std::string_view("expire");
  const bool has_amount = is_post && v.find("amount").has_value();
  const std::int64_t amount = has_amount ? fields.integer("amount", 1, kMostInt64) : 0;
  const std::string id = is_expiry ? fields.text_or("id", "expire " + pending) : fields.text("id", kMostIdBytes);
  fields.integer_or("at", 0, kLeastInt64, kMostInt64);
  fields.done();
  if (fields.faults().is_set()) return;
  Transfer content;
  content.amount = amount;
  if (!remember(id, fingerprint_of(content, how, pending, false))) return;
  const auto found = open_.find(pending);
  if (found == open_.end()) return breach("no_such_pending", "no transfer '" + pending + "' is pending here: it was settled before, or never made", id);
  Transfer t = std::move(found->second.transfer);
  open_.erase(found);
  hold(t, false);
  if (!is_post) return;
  if (has_amount && !t.serials.empty()) breach("mixed", "an amount is posted of a promise of serials", id);
  if (has_amount && amount > t.amount) breach("more_than_pending", std::to_string(amount) + " posted of " + std::to_string(t.amount) + " that were promised", id);
  if (has_amount) t.amount = amount;
  t.id = id;
  move(t);
}

void AuditRun::hold(const Transfer& t, bool is_held) {
  if (t.from.empty()) return;
  const std::uint32_t account = accounts_.of(t.from), asset = assets_.of(t.asset);
  may_be_negative_.resize(accounts_.names.size());
  Holding& h = holding(account, asset);
  const auto held = is_held ? checked_add(h.held, t.amount) : checked_sub(h.held, t.amount);
  if (!held) return breach("overflow", "what " + describe(account, asset) + " holds back exceeds 64 bits", t.id);
  h.held = *held;
  if (is_held && !may_be_negative_[account] && h.amount < h.held)
    breach("negative", describe(account, asset) + " promises " + std::to_string(h.held) + " and has " + std::to_string(h.amount), t.id);
  for (const std::string& serial : t.serials) {
    SerialState* const s = find_serial(asset, serial);
    if (!s) continue;  // told when it moves
    if (is_held && s->is_held) breach("serial_held", "the serial '" + serial + "' is promised to two transfers", t.id);
    s->is_held = is_held;
  }
}

// Whether both sides can be counted. One side alone would make or lose what the transfer only moves.
bool AuditRun::fits(const Transfer& t) {
  const std::uint32_t asset = assets_.of(t.asset);
  for (const bool is_from : {true, false}) {
    const std::string& side = is_from ? t.from : t.to;
    if (side.empty() || (!is_from && t.from == t.to)) continue;  // what was taken there can be put back
    const std::uint32_t account = accounts_.of(side);
    const std::int64_t amount = holding(account, asset).amount;
    if (is_from ? checked_sub(amount, t.amount) : checked_add(amount, t.amount)) continue;
    breach("overflow", "the balance of " + describe(account, asset) + " exceeds 64 bits: the transfer is left out", t.id);
    return false;
  }
  return true;
}

void AuditRun::move(const Transfer& t) {
  if (!fits(t)) return;
  const std::uint32_t asset = assets_.of(t.asset);
  if (!t.serials.empty()) move_serials(t);
  if (!t.from.empty()) change(accounts_.of(t.from), asset, t.amount, true, t.id);
  if (!t.to.empty()) change(accounts_.of(t.to), asset, t.amount, false, t.id);
}

void AuditRun::move_serials(const Transfer& t) {
  const std::uint32_t asset = assets_.of(t.asset), from = t.from.empty() ? FlatMap::kAbsent : accounts_.of(t.from), to = t.to.empty() ? FlatMap::kAbsent : accounts_.of(t.to);
  may_be_negative_.resize(accounts_.names.size());
  const bool is_source = from != FlatMap::kAbsent && may_be_negative_[from];
  for (const std::string& serial : t.serials) {
    SerialState* const known = find_serial(asset, serial);
    if (known && known->owner != from)
      breach("serial_elsewhere", "the serial '" + serial + "' is at " + (known->owner == FlatMap::kAbsent ? std::string("nobody") : "'" + accounts_.names[known->owner] + "'") + ", and " + (t.from.empty() ? "nobody" : "'" + t.from + "'") + " gives it away: it is in two places", t.id);
    if (known && known->is_held) breach("serial_held", "the serial '" + serial + "' moves while it is promised to another transfer", t.id);
    if (!known && !is_source) breach("serial_unknown", "the serial '" + serial + "' comes from nowhere: no source made it", t.id);
    if (known) {
      known->owner = to;
      continue;
    }
    serial_index_.insert(key_of(serial, std::uint64_t{asset} + 1), static_cast<std::uint32_t>(serials_.size()));
    serials_.push_back({to});
  }
}

void AuditRun::change(std::uint32_t account, std::uint32_t asset, std::int64_t by, bool is_taken, const std::string& id) {
  may_be_negative_.resize(accounts_.names.size());
  asset_facts_.resize(assets_.names.size());
  Holding& h = holding(account, asset);
  const auto amount = is_taken ? checked_sub(h.amount, by) : checked_add(h.amount, by);
  if (!amount) return breach("overflow", "the balance of " + describe(account, asset) + " exceeds 64 bits", id);
  h.amount = *amount;
  const bool is_negative = h.amount < 0 && !may_be_negative_[account];
  if (is_negative && !h.is_negative) breach("negative", describe(account, asset) + " goes to " + std::to_string(h.amount), id);
  else if (is_taken && !is_negative && h.amount < h.held && !may_be_negative_[account])
    breach("negative", describe(account, asset) + " goes to " + std::to_string(h.amount) + " and has promised " + std::to_string(h.held), id);
  h.is_negative = is_negative;
}

}  // namespace ludex::ledger
