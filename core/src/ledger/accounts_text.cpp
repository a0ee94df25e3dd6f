// Accounts as text, and the transfers that an event brings.

#include <algorithm>

#include "ledger/accounts.h"

namespace ludex::ledger {
namespace {

constexpr std::uint32_t kMostSerials = 1000;  // of one transfer

void read_serials(const json::View& v, const std::string& pointer, Transfer& out, Faults& faults) {
  if (!v.is_array() || v.count() == 0 || v.count() > kMostSerials) return faults.set(pointer, "expected a list of 1 to " + std::to_string(kMostSerials) + " serials");
  v.for_each_item([&](std::uint32_t i, const json::View& item) {
    const bool is_serial = item.is_string() && !item.str().empty() && item.str().size() <= kMostIdBytes;
    if (is_serial) out.serials.emplace_back(item.str());
    else faults.set(json::child_pointer(pointer, i), "a serial is text of 1 to 255 bytes");
  });
  std::sort(out.serials.begin(), out.serials.end());
  if (std::adjacent_find(out.serials.begin(), out.serials.end()) != out.serials.end()) faults.set(pointer, "a serial stands twice");
  out.amount = static_cast<std::int64_t>(out.serials.size());
}

void write_transfer(ObjectWriter& out, const Transfer& t) {
  out.text("from", t.from).text("to", t.to).text("asset", t.asset);
  if (!t.reason.empty()) out.text("reason", t.reason);
  if (t.serials.empty()) {
    out.integer("amount", t.amount);
    return;
  }
  std::string& list = out.key("serials");
  list.push_back('[');
  for (const std::string& serial : t.serials) {
    if (list.back() != '[') list.push_back(',');
    json::write_string(list, serial);
  }
  list.push_back(']');
}

}  // namespace

Transfer read_transfer(Fields& fields, bool needs_all) {
  Transfer out;
  // An audit reads journals of others, in which a side may be missing: that is what it is to find.
  out.from = needs_all ? fields.text("from") : fields.text_or("from", "");
  out.to = needs_all ? fields.text("to") : fields.text_or("to", "");
  out.asset = fields.text("asset", 64);
  out.reason = fields.text_or("reason", "");
  if (const auto serials = fields.member("serials")) read_serials(*serials, fields.pointer_to("serials"), out, fields.faults());
  else out.amount = fields.integer("amount", 1, kMostInt64);
  if (out.serials.empty() || !fields.member("amount")) return out;
  fields.fault("amount", "give \"amount\" or \"serials\", not both");
  return out;
}

Accounts::Item Accounts::read_item(const json::View& v, const std::string& pointer, Faults& faults) const {
  Fields fields(v, pointer, faults);
  Item out;
  const bool is_post = fields.member("post").has_value(), is_void = fields.member("void").has_value();
  if (is_post || is_void) {
    out.kind = is_post ? Kind::post : Kind::void_;
    out.pending = fields.text(is_post ? "post" : "void", kMostIdBytes);
    if (is_post && is_void) fields.fault("void", "give \"post\" or \"void\", not both");
    out.has_amount = is_post && fields.member("amount").has_value();
    if (out.has_amount) out.transfer.amount = fields.integer("amount", 1, kMostInt64);
  } else {
    out.transfer = read_transfer(fields, true);
    out.is_pending = fields.flag("pending");
    if (out.is_pending) out.expires = fields.integer_or("expires", -1, 0, kMostMillis);
  }
  out.transfer.id = fields.text("id", kMostIdBytes);
  fields.integer_or("at", 0, 0, kMostMillis);
  fields.done();
  return out;
}

void Accounts::read(const json::View& state_json, Faults& faults) {
  Fields state(state_json, kState, faults);
  const auto accounts = state.object("accounts"), serials = state.object("serials"), pending = state.object("pending");
  ledger_.read(state);
  state.done();
  if (faults.is_set()) return;
  if (accounts)
    for (const auto& [name, value] : accounts->members()) {
      const std::string at = json::child_pointer("/state/accounts", name);
      Fields each(value, at, faults);
      Account& account = accounts_[std::string(name)];
      account.may_be_negative = each.flag("may_be_negative");
      const auto balances = each.object("balances");
      each.done();
      if (balances)
        for (const auto& [asset, pair] : balances->members()) {
          std::vector<std::optional<std::int64_t>> numbers;
          pair.for_each_item([&](std::uint32_t, const json::View& number) { numbers.push_back(number.integer()); });
          if (numbers.size() != 2 || !numbers[0] || !numbers[1] || *numbers[1] < 0) return faults.set(json::child_pointer(at + "/balances", asset), "expected [amount, held]");
          account.balances.emplace(asset, Balance{*numbers[0], *numbers[1]});
          if (*numbers[0] != 0) counted_.emplace(asset);
        }
    }
  if (serials)
    for (const auto& [asset, owners] : serials->members())
      for (const auto& [serial, owner] : owners.members()) {
        if (!owner.is_string() || !accounts_.count(owner.str())) return faults.set(json::child_pointer(json::child_pointer("/state/serials", asset), serial), "expected the account that has it");
        serials_[std::string(asset)].emplace(serial, owner.str());
      }
  if (pending)
    for (const auto& [id, value] : pending->members()) {
      Fields each(value, json::child_pointer("/state/pending", id), faults);
      PendingTransfer p;
      p.transfer = read_transfer(each, true);
      p.transfer.id = std::string(id);
      p.expires = each.integer_or("expires", -1, 0, kMostMillis);
      each.done();
      if (!faults.is_set() && (!accounts_.count(p.transfer.from) || !accounts_.count(p.transfer.to))) faults.set(each.pointer(), "there is no such account");
      if (faults.is_set()) return;
      for (const std::string& serial : p.transfer.serials) held_serials_.insert({p.transfer.asset, serial});
      pending_.emplace(id, std::move(p));
    }
  check_sums(faults);
}

// What every step keeps must hold of what it is given: books that do not balance are not to be written on.
void Accounts::check_sums(Faults& faults) const {
  __extension__ using Wide = __int128;  // no order of adding overflows
  std::map<std::string, Wide, std::less<>> sums;
  std::map<std::pair<std::string, std::string>, std::int64_t> held, owned;
  for (const auto& [asset, owners] : serials_)
    for (const auto& [serial, owner] : owners) ++owned[{asset, owner}];
  for (const auto& [id, p] : pending_) {
    std::int64_t& sum = held[{p.transfer.asset, p.transfer.from}];
    const auto more = checked_add(sum, p.transfer.amount);
    if (!more) return faults.set(json::child_pointer("/state/pending", id), "the pending transfers hold more than 64 bits");
    sum = *more;
  }
  for (const auto& [name, account] : accounts_)
    for (const auto& [asset, b] : account.balances) {
      const std::string at = json::child_pointer(json::child_pointer("/state/accounts", name) + "/balances", asset);
      sums[asset] += b.amount;
      const auto promised = held.find({asset, name});
      if (b.held != (promised == held.end() ? 0 : promised->second)) return faults.set(at, "what is held is not what its pending transfers promise");
      if (promised != held.end()) held.erase(promised);
      if (account.may_be_negative) continue;
      if (b.amount < b.held) return faults.set(at, "the account has less than nothing, and may not");
      const auto count = owned.find({asset, name});
      if (is_serial_asset(asset) && b.amount != (count == owned.end() ? 0 : count->second)) return faults.set(at, "the amount is not the number of its serials");
      if (count != owned.end()) owned.erase(count);
    }
  for (const auto& [place, sum] : held)
    if (sum != 0) return faults.set(json::child_pointer("/state/accounts", place.second), "what its pending transfers promise is not held");
  for (const auto& [place, count] : owned)
    if (!accounts_.find(place.second)->second.may_be_negative) return faults.set(json::child_pointer("/state/accounts", place.second), "the amount is not the number of its serials");
  for (const auto& [asset, sum] : sums)
    if (sum != 0) return faults.set("/state/accounts", "the balances of '" + asset + "' do not sum to 0: something was made or lost outside of transfers");
}

void Accounts::write(std::string& out) const {
  ObjectWriter state(out);
  {
    ObjectWriter accounts(state.key("accounts"));
    for (const auto& [name, account] : accounts_) {
      ObjectWriter each(accounts.key(name));
      {
        ObjectWriter balances(each.key("balances"));
        for (const auto& [asset, b] : account.balances) {
          if (b.amount == 0 && b.held == 0) continue;
          std::string& pair = balances.key(asset);
          pair.push_back('[');
          put_integer(pair, b.amount);
          pair.push_back(',');
          put_integer(pair, b.held);
          pair.push_back(']');
        }
      }
      if (account.may_be_negative) each.flag("may_be_negative", true);
    }
  }
  ledger_.write(state);
  {
    ObjectWriter pending(state.key("pending"));
    for (const auto& [id, p] : pending_) {
      ObjectWriter each(pending.key(id));
      write_transfer(each, p.transfer);
      if (p.expires >= 0) each.integer("expires", p.expires);
    }
  }
  ObjectWriter serials(state.key("serials"));
  for (const auto& [asset, owners] : serials_) {
    ObjectWriter each(serials.key(asset));
    for (const auto& [serial, owner] : owners) each.text(serial, owner);
  }
}

}  // namespace ludex::ledger
