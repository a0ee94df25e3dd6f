// What the journal says everybody has, against what a store says they have.

#include <algorithm>

#include "ledger/audit.h"

namespace ludex::ledger {
namespace {

// Every value at the pointer, as long as `left` lasts; "*" stands for each item or member. A pointer meets a node once, so
// the limits of reading a line bound the work.
template <class Visit>
void visit(const json::View& v, const Tokens& tokens, std::size_t at, std::uint32_t& left, Visit&& each) {
  if (left == 0) return;
  if (at == tokens.size()) {
    --left;
    return each(v);
  }
  const std::string& token = tokens[at];
  if (v.is_array()) {
    const auto index = json::array_index(token);
    v.for_each_item([&](std::uint32_t i, const json::View& item) {
      if (token == "*" || index == i) visit(item, tokens, at + 1, left, each);
    });
  } else if (token == "*") {
    for (const auto& [name, value] : v.members()) visit(value, tokens, at + 1, left, each);
  } else if (const auto member = v.find(token)) {
    visit(*member, tokens, at + 1, left, each);
  }
}

Error refuse(std::string message) {
  Error e;
  e.code = ErrorCode::host;
  e.message = std::move(message);
  return e;
}

}  // namespace

std::optional<Error> AuditRun::compare(const AuditSaves& saves) {
  const auto account = json::parse_pointer(saves.account);
  const std::size_t star = saves.name.find('*');
  if (!account || star == std::string::npos) return refuse("the accounts of saves are told as POINTER=NAME, with '*' in the name for the value that is found: /id=player:*");
  account_path_ = *account;
  account_prefix_ = saves.name.substr(0, star);
  account_suffix_ = saves.name.substr(star + 1);
  paths_.clear();
  for (const bool is_serial : {false, true})
    for (const AuditSaves::Field& field : is_serial ? saves.serials : saves.balances) {
      auto tokens = json::parse_pointer(field.pointer);
      if (!tokens || field.asset.empty()) return refuse("'" + field.pointer + "=" + field.asset + "' is no POINTER=ASSET, as in /state/coins=coins");
      paths_.push_back({std::move(*tokens), assets_.of(field.asset), is_serial});
    }
  asset_facts_.resize(assets_.names.size());
  compares_saves_ = true;
  return std::nullopt;
}

void AuditRun::balance_line(const json::View& v) {
  Faults faults;
  Fields fields(v, "", faults);
  const std::string account = fields.text("account"), asset = fields.text("asset", 64);
  const std::int64_t balance = fields.integer("balance", kLeastInt64, kMostInt64);
  fields.done();
  if (const auto e = faults.take()) return breach("malformed", e->message + " (at " + e->pointer + ")");
  const std::uint32_t a = accounts_.find(account), b = assets_.find(asset);
  const std::uint32_t at = a == FlatMap::kAbsent || b == FlatMap::kAbsent ? FlatMap::kAbsent : holding_index_.find({a, b});
  const std::int64_t expected = at == FlatMap::kAbsent ? 0 : holdings_[at].amount;
  if (balance != expected) breach("balance", "'" + account + "' has " + std::to_string(balance) + " of " + asset + " here, and " + std::to_string(expected) + " by the journal");
}

void AuditRun::save_line(const json::View& v) {
  if (!compares_saves_) return;
  std::string name;
  std::uint32_t one = 1;
  visit(v, account_path_, 0, one, [&](const json::View& found) {
    if (found.is_string()) name = found.str();
    else if (const auto number = found.integer()) name = std::to_string(*number);
  });
  if (name.empty()) return breach("malformed", "the save does not say whose it is: no text or whole number at the pointer of accounts");
  name = account_prefix_ + name + account_suffix_;
  const std::uint32_t account = accounts_.of(name);
  may_be_negative_.resize(accounts_.names.size());
  struct Found {
    std::uint32_t asset;
    std::int64_t sum = 0;
    bool is_sound = true;
  };
  std::vector<Found> all;  // an asset may stand in several places: at hand, in a bank
  for (const Path& path : paths_) {
    auto entry = std::find_if(all.begin(), all.end(), [&](const Found& f) { return f.asset == path.asset; });
    if (entry == all.end()) entry = all.insert(all.end(), {path.asset});
    std::uint32_t left = 0xffffffffu;
    visit(v, path.tokens, 0, left, [&](const json::View& found) {
      const auto number = path.is_serial ? std::optional<std::int64_t>(1) : found.integer();
      const auto more = number ? checked_add(entry->sum, *number) : std::nullopt;
      if (!more || (path.is_serial && !found.is_string())) return void(entry->is_sound = false);
      entry->sum = *more;
      if (path.is_serial) saved_serial(path.asset, std::string(found.str()), account);
    });
  }
  for (const Found& f : all) {
    Holding& h = holding(account, f.asset);
    if (h.is_in_save) breach("save_twice", "two saves are of '" + name + "'", name);
    h.is_in_save = true;
    if (!f.is_sound) breach("malformed", "a value of " + assets_.names[f.asset] + " is no whole number of 64 bits, or a serial no text", name);
    else if (f.sum != h.amount) breach("save", "the save of '" + name + "' has " + std::to_string(f.sum) + " of " + assets_.names[f.asset] + ", the journal says " + std::to_string(h.amount), name);
  }
}

void AuditRun::saved_serial(std::uint32_t asset, const std::string& serial, std::uint32_t account) {
  const std::string& name = accounts_.names[account];
  SerialState* const s = find_serial(asset, serial);
  if (!s) return breach("serial_unknown", "the serial '" + serial + "' comes from nowhere: the journal does not know it", name);
  if (s->save_line != 0) breach("serial_twice", "the serial '" + serial + "' is also in the save of line " + std::to_string(s->save_line), name);
  else s->save_line = lines_[static_cast<std::size_t>(File::saves)];
  if (s->owner != account)
    breach("serial_elsewhere", "the serial '" + serial + "' is at " + (s->owner == FlatMap::kAbsent ? std::string("nobody") : "'" + accounts_.names[s->owner] + "'") + " by the journal", name);
}

Result<AuditSaves> read_audit_saves(std::string_view text) {
  json::Document document;
  document.text = text;
  const auto scanned = json::scan(text, {}, document.tape);
  if (!scanned.ok()) return json::scan_error(text, scanned);
  Faults faults;
  Fields fields({document, 0}, "", faults);
  AuditSaves out;
  out.account = fields.text_or("account", out.account);
  out.name = fields.text_or("name", out.name);
  for (const bool is_serial : {false, true}) {
    const auto list = fields.object(is_serial ? "serials" : "balances");
    if (!list) continue;
    for (const auto& [pointer, asset] : list->members()) {
      if (asset.is_string()) (is_serial ? out.serials : out.balances).push_back({std::string(pointer), std::string(asset.str())});
      else faults.set(json::child_pointer(is_serial ? "/serials" : "/balances", pointer), "expected the name of an asset");
    }
  }
  fields.done();
  if (auto e = faults.take()) return std::move(*e);
  return out;
}

}  // namespace ludex::ledger
