// A code that may be redeemed so often in the whole world. Servers reserve blocks of uses from one global record and hand
// them out alone; that a player redeems it once stands in the player's own record, as an entry "code:NAME".

#include <algorithm>
#include <map>

#include "ledger/decision.h"
#include "ledger/id.h"

namespace ludex::ledger {
namespace {

constexpr std::int64_t kMostUses = std::int64_t{1} << 53;
constexpr std::int64_t kMostLeaseMs = 86'400'000;
constexpr std::size_t kMostBlocks = 10'000;

struct Block {
  std::int64_t size = 0, expires = 0;
};

/// "server-3#17": the number says which blocks of a server are over, so that a late copy of a request opens none again.
struct BlockId {
  std::string text, server;
  std::int64_t number = 0;
};

BlockId block_id(std::string text, const std::string& pointer, Faults& faults) {
  BlockId out;
  out.text = std::move(text);
  const std::string id = "message:" + out.text;
  if (const auto parsed = read_id(id, {}, pointer, faults)) {
    out.server = std::string(parsed->source.substr(8));
    out.number = parsed->order;
  }
  return out;
}

BlockId read_block_id(Fields& event) {
  std::string text = event.text("block", 128);
  return event.faults().is_set() ? BlockId() : block_id(std::move(text), event.pointer_to("block"), event.faults());
}

class Cap {
 public:
  void read(const json::View& v, Faults& faults) {
    Fields state(v, kState, faults);
    code_ = state.text("code", 64);
    max_uses_ = state.integer("max_uses", 0, kMostUses);
    used_ = state.integer("used", 0, kMostUses);
    const auto blocks = state.object("blocks"), closed = state.object("closed");
    state.done();
    std::int64_t reserved = 0;
    if (blocks && !faults.is_set())
      for (const auto& [id, value] : blocks->members()) {
        Fields each(value, json::child_pointer("/state/blocks", id), faults);
        Block b;
        b.size = each.integer("size", 1, kMostUses);
        b.expires = each.integer("expires", 0, kMostMillis);
        each.done();
        if (faults.is_set()) return;
        if (b.size > max_uses_ - reserved) return faults.set(each.pointer(), "the blocks hold more uses than the code has");
        reserved += b.size;
        blocks_.emplace(id, b);
      }
    if (closed && !faults.is_set())
      for (const auto& [server, value] : closed->members()) {
        const auto number = value.integer();
        if (!number || *number < 0) return faults.set(json::child_pointer("/state/closed", server), "expected the number of a block");
        closed_.emplace(server, *number);
      }
    if (used_ > max_uses_ - reserved) faults.set("/state/used", "more uses than the code has");
  }

  void write(std::string& out) const {
    ObjectWriter state(out);
    {
      ObjectWriter blocks(state.key("blocks"));
      for (const auto& [id, b] : blocks_) {
        ObjectWriter each(blocks.key(id));
        each.integer("expires", b.expires).integer("size", b.size);
      }
    }
    {
      ObjectWriter closed(state.key("closed"));
      for (const auto& [server, number] : closed_) closed.integer(server, number);
    }
    state.text("code", code_).integer("max_uses", max_uses_).integer("used", used_);
  }

  void open(Fields& event) {
    code_ = event.text("code", 64);
    max_uses_ = event.integer("max_uses", 0, kMostUses);
    event.done();
  }

  void reserve(Fields& event, const Guards& guards, Effects& effects) {
    const BlockId id = read_block_id(event);
    const std::int64_t size = event.integer("size", 1, kMostUses), now = event.integer("now", 0, kMostMillis);
    const std::int64_t lease_ms = event.integer_or("lease_ms", 600'000, 1, kMostLeaseMs);
    event.done();
    if (event.faults().is_set()) return;
    if (!guards.counts_lost_blocks) std::erase_if(blocks_, [&](const auto& b) { return b.second.expires <= now; });
    const auto known = blocks_.find(id.text);
    if (known != blocks_.end()) return tell_block(effects, id.text, known->second);  // the answer was lost: the same block
    if (is_closed(id)) return void(effects.add("refused").text("block", id.text).text("reason", "closed"));
    // What a block holds that nobody returned may have been used: it counts until someone knows.
    const std::int64_t left = std::min(size, remaining());
    if (left <= 0 || blocks_.size() >= kMostBlocks) return void(effects.add("refused").text("block", id.text).text("reason", "exhausted"));
    const Block made{left, std::min(now + lease_ms, kMostMillis)};
    blocks_.emplace(id.text, made);
    tell_block(effects, id.text, made);
  }

  /// `settle` is a return by someone else, who counted: only once the server has stopped using the block.
  void close(Fields& event, bool is_settled, Effects& effects) {
    const BlockId id = read_block_id(event);
    const std::int64_t used = event.integer("used", 0, kMostUses);
    const std::int64_t now = is_settled ? event.integer("now", 0, kMostMillis) : 0, wait = is_settled ? event.integer_or("wait_ms", 60'000, 0, kMostLeaseMs) : 0;
    event.done();
    if (event.faults().is_set()) return;
    const auto known = blocks_.find(id.text);
    const char* reason = nullptr;
    if (known == blocks_.end()) reason = is_closed(id) ? "closed" : "unknown";
    else if (used > known->second.size) reason = "more_than_reserved";
    else if (is_settled && now < known->second.expires + wait) reason = "not_expired";
    if (reason) return void(effects.add("refused").text("block", id.text).text("reason", reason));
    used_ += used;
    const std::int64_t returned = known->second.size - used;
    blocks_.erase(known);
    std::int64_t& last = closed_.emplace(id.server, id.number).first->second;
    last = std::max(last, id.number);
    effects.add("returned").text("block", id.text).integer("uses", returned).integer("remaining", remaining());
  }

 private:
  std::int64_t remaining() const {
    std::int64_t out = max_uses_ - used_;
    for (const auto& [id, b] : blocks_) out -= b.size;
    return out;
  }
  bool is_closed(const BlockId& id) const {
    const auto last = closed_.find(id.server);
    return last != closed_.end() && id.number <= last->second;
  }
  static void tell_block(Effects& effects, const std::string& id, const Block& b) { effects.add("block").text("block", id).integer("size", b.size).integer("expires", b.expires); }

  std::string code_;
  std::int64_t max_uses_ = 0, used_ = 0;
  std::map<std::string, Block, std::less<>> blocks_;
  std::map<std::string, std::int64_t, std::less<>> closed_;  ///< server -> its highest block that is over
};

}  // namespace

void decide_code_cap(const json::View& state, const json::View& event_json, const Guards& guards, Decision& out) {
  static constexpr const char* kEvents[] = {"open", "reserve", "return", "settle"};
  Cap cap;
  const bool is_new = state.is(json::Type::null);
  if (!is_new) cap.read(state, out.faults);
  Fields event(event_json, kEvent, out.faults);
  const std::uint8_t kind = event.choice("event", kEvents, std::size(kEvents));
  if (!out.faults.is_set() && is_new != (kind == 0)) event.fault("event", is_new ? "the first event of a code is \"open\"" : "the code is open");
  if (out.faults.is_set()) return;
  switch (kind) {
    case 0: cap.open(event); break;
    case 1: cap.reserve(event, guards, out.effects); break;
    default: cap.close(event, kind == 3, out.effects);
  }
  if (!out.faults.is_set()) cap.write(out.state);
}

// One server's block: uses are taken before the player's record is written, and given back only when it certainly was not.
void decide_code_block(const json::View& state_json, const json::View& event_json, const Guards&, Decision& out) {
  static constexpr const char* kEvents[] = {"block", "use", "kept", "refused", "close"};
  std::string block;
  std::int64_t size = 0, used = 0, expires = 0, asked = 0;
  bool is_closed = false;
  std::map<std::string, std::int64_t, std::less<>> open;  // uses whose record is being written, by their number
  if (!state_json.is(json::Type::null)) {
    Fields state(state_json, kState, out.faults);
    block = state.text("block", 128);
    size = state.integer("size", 0, kMostUses);
    used = state.integer("used", 0, kMostUses);
    expires = state.integer("expires", 0, kMostMillis);
    is_closed = state.flag("closed");
    asked = state.integer_or("asked", 0, 0, kMostUses);
    const auto list = state.object("open");
    state.done();
    if (list)
      for (const auto& [by, value] : list->members()) {
        const auto number = value.integer();
        if (number && *number > 0 && *number <= asked) open.emplace(by, *number);
        else out.faults.set(json::child_pointer("/state/open", by), "expected the number of a use");
      }
    if (used > size || open.size() > static_cast<std::uint64_t>(used)) out.faults.set("/state/used", "more uses than the block has, or fewer than are open");
  }
  Fields event(event_json, kEvent, out.faults);
  const std::uint8_t kind = event.choice("event", kEvents, std::size(kEvents));
  if (out.faults.is_set()) return;
  if (kind == 0) {
    if (!block.empty() && !is_closed) return event.fault("event", "the block before is not closed");
    const BlockId given = read_block_id(event);
    const std::int64_t given_size = event.integer("size", 1, kMostUses), given_expires = event.integer("expires", 0, kMostMillis);
    event.done();
    if (out.faults.is_set()) return;
    Faults ignored;
    const BlockId last = block_id(block, "", ignored);
    // A second copy of the answer to a reservation: opened again, the block would give out every use twice.
    if (given.server == last.server && given.number <= last.number && !block.empty()) {
      out.effects.add("refused").text("block", given.text).text("reason", "closed");
    } else {
      block = given.text;
      size = given_size;
      expires = given_expires;
      used = 0;
      is_closed = false;
      open.clear();
    }
  } else if (kind == 4) {
    event.done();
    is_closed = true;
    if (!block.empty()) out.effects.add("return").text("block", block).integer("used", used);  // what is open counts as used
  } else {
    const std::string by = event.text("by", kMostIdBytes);
    const std::int64_t now = kind == 1 ? event.integer("now", 0, kMostMillis) : 0, margin = kind == 1 ? event.integer_or("margin_ms", 10'000, 0, kMostLeaseMs) : 0;
    const std::int64_t use = kind == 1 ? 0 : event.integer_or("use", 0, 1, kMostUses);
    event.done();
    if (out.faults.is_set()) return;
    const auto known = open.find(by);
    if (kind == 1) {
      const char* reason = block.empty() || is_closed ? "no_block" : known != open.end() ? "in_doubt" : now >= expires - margin ? "expired" : used >= size ? "exhausted" : nullptr;
      if (reason) {
        out.effects.add("refused").text("by", by).text("reason", reason);
      } else {
        ++used;
        open.emplace(by, ++asked);
        out.effects.add("redeem").text("by", by).text("block", block).integer("use", asked);
      }
    } else if (known != open.end() && (use == 0 || use == known->second)) {  // a reply to an earlier use gives none back that is under way
      open.erase(known);
      if (kind == 3 && !is_closed) --used;
    }
  }
  if (out.faults.is_set()) return;
  ObjectWriter state(out.state);
  if (asked) state.integer("asked", asked);
  state.text("block", block);
  if (is_closed) state.flag("closed", true);
  state.integer("expires", expires);
  {
    ObjectWriter list(state.key("open"));
    for (const auto& [by, number] : open) list.integer(by, number);
  }
  state.integer("size", size).integer("used", used);
}

}  // namespace ludex::ledger
