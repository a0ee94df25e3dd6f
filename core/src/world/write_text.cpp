#include <algorithm>
#include <cassert>
#include <map>
#include <set>

#include "schema/typed.h"
#include "support/sort.h"
#include "value/canonical.h"
#include "value/json_view.h"
#include "value/number.h"
#include "world/text.h"

namespace ludex::detail {
namespace {

class Writer {
 public:
  Writer(std::string& out, const WorldData& world, const Touched* only) : out_(out), world_(world), only_(only) {}

  void run() {
    out_ += "{\"entities\":{";
    entities();
    out_ += "},\"guard\":{";
    guards();
    out_ += "},\"ledger\":[";
    ledger();
    out_ += "],\"ludex_world\":1,\"now\":";
    number(world_.now);
    out_ += ",\"seed\":" + std::to_string(static_cast<std::int64_t>(world_.seed)) + ",\"timers\":[";
    timers();
    out_ += "]}";
  }

 private:
  void comma() {
    if (out_.back() != '{' && out_.back() != '[') out_ += ",";
  }
  void number(std::int64_t v) {
    char text[24];
    out_.append(text, print_int64(v, text));
  }
  void id_key(std::int64_t id) {
    comma();
    out_ += "\"";
    number(id);
    out_ += "\":";
  }

  void entities() {
    for (const std::uint32_t k : detail::sorted_positions(world_.kinds.size(), [&](std::uint32_t a, std::uint32_t b) { return world_.kind(a).name < world_.kind(b).name; })) {
      const KindStore& store = world_.kinds[k];
      std::vector<std::uint32_t> positions;
      if (only_) {
        for (const auto& d : only_->entities)
          if (d.kind == k) positions.push_back(d.position);
      } else {
        for (std::uint32_t i = 0; i < store.ids.size(); ++i)
          if (!world_.is_gone(k, i)) positions.push_back(i);
      }
      if (positions.empty() && only_) continue;
      detail::sort_positions(positions, [&](std::uint32_t a, std::uint32_t b) { return store.ids[a] < store.ids[b]; });
      comma();
      json::write_string(out_, world_.kind(k).name);
      out_ += ":{";
      for (std::size_t n = 0; n < positions.size(); ++n) {
        const std::uint32_t i = positions[n];
        const bool is_gone = world_.is_gone(k, i);
        if (n > 0 && is_gone && store.ids[i] == store.ids[positions[n - 1]]) continue;  // deleted, made and deleted again
        if (is_gone && store.index.find({store.ids[i]}) != FlatMap::kAbsent) continue;  // made anew in the same batch
        id_key(store.ids[i]);
        if (is_gone) out_ += "null";
        else entity(k, i);
      }
      out_ += "}";
    }
  }

  void entity(std::uint32_t k, std::uint32_t position) {
    const std::uint8_t status = world_.kinds[k].status[position];
    out_ += "{\"live\":{";
    fields(k, position, false);
    out_ += "}";
    if (status & kHasProfile) {
      out_ += status & kProfileReadOnly ? ",\"profile\":{\"read_only\":true,\"state\":{" : ",\"profile\":{\"state\":{";
      fields(k, position, true);
      out_ += "},\"version\":";
      number(world_.program->profiles[k].version);
      out_ += "}";
    }
    out_ += "}";
  }

  void fields(std::uint32_t k, std::uint32_t position, bool is_profile) {
    const Kind& kind = world_.kind(k);
    const Word* row = world_.row(k, position);
    const TableKeys keys = world_.program->declarations.keys();
    const auto unknown = world_.kinds[k].unknown.find(position);
    const bool has_unknown = is_profile && unknown != world_.kinds[k].unknown.end();
    std::map<std::string, std::string> merged;  // only where unknown members must find their place
    for (const std::uint32_t i : is_profile ? kind.profile_order : kind.live_order) {
      const StateField& f = kind.fields[i];
      if (f.is_cooldown && row[f.slot].i == kNeverUsed) continue;
      scratch_.clear();
      put_canonical(scratch_, *f.shape, field_word(f, row), keys);
      if (has_unknown) {
        canonical::write_json(merged[f.name], scratch_);
      } else {
        comma();
        json::write_string(out_, f.name);
        out_ += ":";
        canonical::write_json(out_, scratch_);
      }
    }
    if (!has_unknown) return;
    json::Document document;
    document.text = unknown->second;
    json::Limits limits;  // as wide as a world's own: what was loaded is written
    limits.max_bytes = 0xfffffffe;
    limits.max_nodes = 0xffffffffu;
    [[maybe_unused]] const bool is_readable = json::scan(document.text, limits, document.tape).ok();
    assert(is_readable);
    for (const auto& [name, value] : json::View(document, 0).members()) merged.emplace(std::string(name), std::string(value.raw()));
    for (const auto& [name, text] : merged) {
      comma();
      json::write_string(out_, name);
      out_ += ":" + text;
    }
  }

  void guards() {
    // Windows belong to an actor's entry even when its guard itself is untouched.
    std::map<std::int64_t, std::pair<std::uint32_t, std::vector<std::uint32_t>>> actors;
    const auto add_guard = [&](std::uint32_t g) { actors.try_emplace(world_.guards[g].actor, FlatMap::kAbsent, std::vector<std::uint32_t>{}).first->second.first = g; };
    const auto add_window = [&](std::uint32_t w) { actors.try_emplace(world_.windows[w].actor, FlatMap::kAbsent, std::vector<std::uint32_t>{}).first->second.second.push_back(w); };
    if (only_) {
      for (const auto g : only_->guards) add_guard(g);
      for (const auto w : only_->windows) add_window(w);
    } else {
      for (std::uint32_t g = 0; g < world_.guards.size(); ++g) add_guard(g);
      for (std::uint32_t w = 0; w < world_.windows.size(); ++w) add_window(w);
    }
    std::string scratch;
    for (auto& [actor, parts] : actors) {
      auto& [g, windows] = parts;
      std::erase_if(windows, [&](std::uint32_t w) { return world_.windows[w].highest < 0; });
      const bool has_guard = g != FlatMap::kAbsent && world_.hash_guard(g, scratch) != 0;
      if (!has_guard && windows.empty()) continue;
      id_key(actor);
      out_ += "{";
      if (has_guard) guard(g);
      if (!windows.empty()) {
        detail::sort_positions(windows, [&](std::uint32_t a, std::uint32_t b) { return world_.windows[a].session < world_.windows[b].session; });
        comma();
        out_ += "\"sessions\":{";
        for (const std::uint32_t w : windows) window(w);
        out_ += "}";
      }
      if (has_guard) {
        comma();
        out_ += "\"tat\":";
        arrival(world_.guards[g].tat, world_.program->limits.rate);
      }
      out_ += "}";
    }
  }

  // [arrival time, per_second]: the unit is 1/per_second ms, so a rulebook with another rate can read it.
  void arrival(std::int64_t tat, const Rate& rate) {
    out_ += "[";
    number(tat);
    out_ += ",";
    number(rate.per_second);
    out_ += "]";
  }

  void guard(std::uint32_t g) {
    const ProgramData& p = *world_.program;
    out_ += "\"actions\":{";
    for (const Action& a : p.actions) {  // in the order of names
      const std::int64_t tat = a.rate.is_set() ? world_.action_tats[std::size_t{g} * p.rated_actions + a.rate_index] : 0;
      if (!tat) continue;
      comma();
      json::write_string(out_, a.name);
      out_ += ":";
      arrival(tat, a.rate);
    }
    out_ += "},\"command_seq\":";
    number(world_.guards[g].command_seq);
    out_ += ",\"seq\":";
    number(world_.guards[g].seq);
  }

  // Seen nonces as hex digits from the highest downwards: digit i holds highest - 4i … highest - 4i - 3.
  void window(std::uint32_t w) {
    const Window& x = world_.windows[w];
    const std::int64_t size = world_.program->limits.nonce_window + 1;
    const std::uint64_t* bits = &world_.window_bits[std::size_t{w} * world_.words_per_window()];
    std::string seen;
    for (std::int64_t i = 0; i < size; i += 4) {
      int digit = 0;
      for (std::int64_t j = 0; j < 4 && i + j < size && i + j <= x.highest; ++j) {
        const auto bit = static_cast<std::uint64_t>((x.highest - i - j) % size);
        if (bits[bit / 64] >> (bit % 64) & 1) digit |= 8 >> j;
      }
      seen.push_back("0123456789abcdef"[digit]);
    }
    while (!seen.empty() && seen.back() == '0') seen.pop_back();
    id_key(x.session);
    out_ += "{\"highest\":";
    number(x.highest);
    out_ += ",\"seen\":\"" + seen + "\"}";
  }

  void ledger_entry(const LedgerKey& key, const LedgerEntry& e) {
    comma();
    out_ += "{\"action\":";
    json::write_string(out_, e.action);
    if (key.scope == "actor") {
      out_ += ",\"actor\":";
      number(key.actor);
    }
    out_ += ",\"at\":";
    number(e.accepted_at);
    out_ += ",\"fingerprint\":\"" + ledger::fingerprint_text(e.fingerprint) + "\",\"in\":" + (e.in_profile ? "\"profile\"" : "\"live\"");
    if (e.keep_ms >= 0) {
      out_ += ",\"keep_ms\":";
      number(e.keep_ms);
    }
    out_ += ",\"key\":";
    canonical::write_json(out_, key.key);
    if (!e.result.empty()) {
      out_ += ",\"result\":";
      canonical::write_json(out_, e.result);
    }
    out_ += ",\"scope\":";
    json::write_string(out_, key.scope.substr(0, key.scope.find(':')));
    out_ += "}";
  }

  void ledger() {
    if (!only_) {
      for (const auto& [key, e] : world_.ledger) ledger_entry(key, e);
      return;
    }
    std::vector<LedgerKey> keys = only_->ledger;
    std::sort(keys.begin(), keys.end());
    for (const LedgerKey& key : keys)
      if (const auto it = world_.ledger.find(key); it != world_.ledger.end()) ledger_entry(it->first, it->second);
  }

  void timer(const Timer& t) {
    comma();
    out_ += "{\"action\":";
    json::write_string(out_, t.action);
    if (t.actor) {
      out_ += ",\"actor\":";
      number(*t.actor);
    }
    out_ += ",\"due\":";
    number(t.due);
    out_ += ",\"id\":";
    json::write_string(out_, t.id);
    out_ += ",\"params\":" + t.params + "}";
  }

  // In the order they fall due.
  void timers() {
    if (!only_) {
      for (const auto& [due, id] : world_.queue) timer(world_.timers.at(id));
      return;
    }
    for (const std::string& id : std::set<std::string>(only_->timers.begin(), only_->timers.end())) {
      if (const auto it = world_.timers.find(id); it != world_.timers.end()) {
        timer(it->second);
      } else {
        comma();
        out_ += "{\"gone\":";
        json::write_string(out_, id);
        out_ += "}";
      }
    }
  }

  std::string& out_;
  const WorldData& world_;
  const Touched* only_;
  std::string scratch_;
};

}  // namespace

void write_text(std::string& out, const WorldData& world, const Touched* only) { Writer(out, world, only).run(); }

}  // namespace ludex::detail
