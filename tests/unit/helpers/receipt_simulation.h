#pragma once
// Two servers, a store and a platform that sells, under faults: crashes, lost and late messages, duplicates, stolen sessions.
// Deterministic: a seed is a run. What must hold: a receipt is applied once (I6), nothing is made or lost (I7, I1), and
// what the platform was told is granted is on record (I4).

#include <algorithm>
#include <string>
#include <vector>

#include "helpers/ledger.h"

namespace ludex::test {

/// How a host may go wrong, beside the rules that are taken out of the machine.
struct ReceiptHost {
  ledger::Guards guards;
  bool writes_both = true;    ///< grant and entry in one write
  bool uses_acquired = true;  ///< the record that acquiring the session gave, not a copy that was read before
  bool is_fenced = true;      ///< a save is refused unless it comes from who holds the session
  std::int64_t max_entries = 20'000;
  std::uint64_t receipts = 6;
};

class ReceiptSimulation {
 public:
  /// What went wrong, or "".
  static std::string run(std::uint64_t seed, const ReceiptHost& host, std::uint64_t steps = 60) {
    ReceiptSimulation simulation(seed, host);
    for (std::uint64_t i = 0; i < steps; ++i) simulation.happen();
    simulation.settle();
    return simulation.violation_;
  }

 private:
  struct Record {
    std::int64_t epoch = 0, seq = 0, coins = 0;
    int holder = -1;
    Json ledger = Json::object();
  };
  struct Server {
    bool is_up = true, is_holder = false;
    std::int64_t life = 0, epoch = 0, coins = 0;
    Json machine;
  };
  struct Message {
    enum Kind { save, saved, refused, valid, answer } kind;
    int server = 0;
    std::int64_t life = 0, epoch = 0, number = 0, coins = 0;
    bool has_coins = true, has_ledger = true, is_last = false;
    Json ledger = {};
    std::uint64_t receipt = 0;
  };

  ReceiptSimulation(std::uint64_t seed, const ReceiptHost& host) : host_(host), chance_(seed), granted_(host.receipts, false) {
    for (Server& s : servers_) s.machine = begun();
  }

  Json begun() const { return {{"policy", {{"limits", {{"max_entries", host_.max_entries}}}}}}; }
  static std::int64_t worth(std::uint64_t receipt) { return std::int64_t{1} << receipt; }  // sums tell which were applied, and how often
  void violate(const std::string& what) {
    if (violation_.empty()) violation_ = what;
  }

  void happen() {
    ++now_;
    const int server = static_cast<int>(chance_.below(2));
    Server& s = servers_[server];
    switch (chance_.below(16)) {
      case 0: case 1: case 2: call(server, chance_.below(host_.receipts)); break;
      case 3: case 4: case 5: case 6: case 7: case 8: case 9: deliver(); break;
      case 10: if (chance_.one_in(2)) crash(server); break;
      case 11: restart(server); break;
      case 12: case 13: acquire(server, chance_.one_in(3)); break;
      case 14:
        if (s.is_up && chance_.one_in(3)) tell(server, {{"event", "left"}});
        else if (s.is_up && s.is_holder) tell(server, {{"event", "save_failed"}, {"save", seq_of(s)}});
        break;
      default:
        if (chance_.one_in(2)) cached_ = record_;
        else if (s.is_up) tell(server, {{"event", "timeout"}, {"id", id_of(chance_.below(host_.receipts))}});
    }
  }

  static std::string id_of(std::uint64_t receipt) { return "r" + std::to_string(receipt); }
  static std::int64_t seq_of(const Server& s) { return s.machine.is_object() && s.machine.contains("seq") ? s.machine["seq"].get<std::int64_t>() : 0; }

  void call(int server, std::uint64_t receipt) {
    if (granted_[receipt] || !servers_[server].is_up) return;
    tell(server, {{"event", "receipt"}, {"id", id_of(receipt)}, {"product", "p"}, {"call", ++calls_}, {"now", now_}});
  }

  void crash(int server) {
    Server& s = servers_[server];
    s.is_up = s.is_holder = false;
    s.machine = begun();
    ++s.life;  // what is on its way to the old process finds nobody
  }
  void restart(int server) { servers_[server].is_up = true; }

  // By its lease, a session passes to another server that never heard of it; the one before may still play and save.
  void acquire(int server, bool steals) {
    Server& s = servers_[server];
    const bool is_free = record_.holder < 0 || !servers_[record_.holder].is_holder;
    if (!s.is_up || s.is_holder || (!is_free && !steals)) return;
    record_.holder = server;
    ++record_.epoch;
    record_.seq = 0;
    s.epoch = record_.epoch;
    s.is_holder = true;
    const Record& loaded = host_.uses_acquired ? record_ : cached_;
    s.coins = loaded.coins;
    if (s.machine.contains("profile") && s.machine["profile"] == "ready") tell(server, {{"event", "lost"}});
    s.is_holder = true;
    tell(server, {{"event", "profile"}, {"ledger", loaded.ledger}, {"now", now_}});
  }

  void tell(int server, const Json& event) {
    Server& s = servers_[server];
    const Step made = step("receipts", s.machine, event, host_.guards);
    if (!made.error.empty()) return violate(made.error);
    s.machine = made.state;
    if (event["event"] == "left" || event["event"] == "lost") {
      // The last save of who leaves: what was applied and is not on record yet.
      if (event["event"] == "left" && s.is_holder && s.machine["unsaved"].size() > 0) send_save(server, seq_of(s), s.machine["ledger"], true);
      s.is_holder = false;
    }
    for (const Json& effect : made.effects) perform(server, effect);
  }

  void perform(int server, const Json& effect) {
    Server& s = servers_[server];
    const std::string& kind = effect["effect"].get_ref<const std::string&>();
    if (kind == "validate") {
      Message m{Message::valid, server, s.life};
      m.receipt = std::stoull(effect["id"].get<std::string>().substr(1));
      messages_.push_back(m);
    } else if (kind == "apply") {
      if (!s.is_holder) violate("applied by a server that knows it does not hold the session");
      s.coins += effect["grant"].get<std::int64_t>();
    } else if (kind == "save") {
      send_save(server, effect["save"], effect["ledger"], false);
    } else if (kind == "answer" && effect["decision"] == "granted") {
      Message m{Message::answer, server, s.life};
      m.receipt = std::stoull(effect["id"].get<std::string>().substr(1));
      if (!is_recorded(m.receipt)) violate("called granted what is not on record: " + effect["id"].get<std::string>());
      messages_.push_back(m);
    }
  }

  bool is_recorded(std::uint64_t receipt) const {
    return record_.ledger.contains("entries") && record_.ledger["entries"].contains("receipt:" + id_of(receipt)) && (record_.coins & worth(receipt)) != 0;
  }

  void send_save(int server, std::int64_t number, const Json& ledger, bool is_last) {
    Server& s = servers_[server];
    Message m{Message::save, server, s.life, s.epoch, number, s.coins};
    m.ledger = ledger;
    m.is_last = is_last;
    if (host_.writes_both) return messages_.push_back(m);
    m.has_coins = false;
    messages_.push_back(m);
    m.has_coins = true;
    m.has_ledger = false;
    messages_.push_back(m);
  }

  void deliver() {
    if (messages_.empty()) return;
    const std::size_t at = static_cast<std::size_t>(chance_.below(messages_.size()));
    const Message m = messages_[at];
    if (!chance_.one_in(8)) messages_.erase(messages_.begin() + static_cast<std::ptrdiff_t>(at));  // else it will arrive twice
    if (!chance_.one_in(6)) arrive(m);                                                             // else it is lost
  }

  void arrive(const Message& m) {
    Server& s = servers_[m.server];
    if (m.kind == Message::save) return store(m);
    if (m.kind == Message::answer) {
      granted_[m.receipt] = true;
      return;
    }
    if (!s.is_up || s.life != m.life) return;
    switch (m.kind) {
      case Message::saved: tell(m.server, {{"event", "saved"}, {"save", m.number}}); break;
      case Message::refused: if (s.is_holder && s.epoch == m.epoch) tell(m.server, {{"event", "lost"}}); break;
      default: tell(m.server, {{"event", "valid"}, {"id", id_of(m.receipt)}, {"grant", worth(m.receipt)}, {"now", now_}});
    }
  }

  // One conditional write.
  void store(const Message& m) {
    Message reply{Message::refused, m.server, m.life, m.epoch, m.number};
    if (!host_.is_fenced || (record_.holder == m.server && record_.epoch == m.epoch)) {
      if (m.number >= record_.seq || !host_.is_fenced) {
        if (m.has_ledger) record_.ledger = m.ledger;
        if (m.has_coins) record_.coins = m.coins;
        record_.seq = m.number;
      }
      reply.kind = Message::saved;
      if (m.is_last && m.number >= record_.seq) record_.holder = -1;
    }
    if (m.has_ledger) messages_.push_back(reply);
  }

  // The faults end; the platform asks until everything is granted.
  void settle() {
    for (int round = 0; round < 40 && violation_.empty(); ++round) {
      ++now_;
      for (std::size_t i = 0; i < messages_.size(); ++i) arrive(std::vector<Message>(messages_)[i]);
      messages_.clear();
      for (int server : {0, 1}) {
        restart(server);
        acquire(server, false);
        Server& s = servers_[server];
        if (s.is_holder) tell(server, {{"event", "save_failed"}, {"save", seq_of(s)}});
      }
      for (std::uint64_t r = 0; r < host_.receipts; ++r)
        for (int server : {0, 1}) call(server, r);
    }
    std::int64_t all = 0;
    for (std::uint64_t r = 0; r < host_.receipts; ++r) {
      if (!granted_[r]) violate("never granted: " + id_of(r));
      all += worth(r);
    }
    if (record_.coins != all) violate("the record holds " + std::to_string(record_.coins) + " coins, " + std::to_string(all) + " were sold");
  }

  const ReceiptHost host_;
  Chance chance_;
  Record record_, cached_;
  Server servers_[2];
  std::vector<Message> messages_;
  std::vector<bool> granted_;
  std::int64_t now_ = 1'700'000'000'000, calls_ = 0;
  std::string violation_;
};

}  // namespace ludex::test
