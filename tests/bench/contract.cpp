#include "contract.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>

#include "contract_peers.h"
#include "processor_time.h"
#include "schema/decode.h"
#include "schema/direct.h"
#include "schema/parse.h"
#include "value/number.h"

namespace ludex::bench {

const char* const kAttackContract = R"({"type":"object","additionalProperties":false,"required":["targetUserId","weapon","position","nonce"],"properties":{
  "targetUserId":{"type":"integer","minimum":1,"maximum":9007199254740991},
  "weapon":{"enum":["sword","bow","staff","dagger","axe","spear","wand","hammer"]},
  "position":{"type":"object","additionalProperties":false,"required":["x","y","z"],"properties":{
    "x":{"type":"number","minimum":-1e5,"maximum":1e5},"y":{"type":"number","minimum":-1e5,"maximum":1e5},"z":{"type":"number","minimum":-1e5,"maximum":1e5}}},
  "nonce":{"type":"string","minLength":8,"maxLength":64}}})";

AttackColumns::AttackColumns(std::size_t room)
    : target(room), weapon(room), x(room), y(room), z(room), nonce_end(room), nonces(room * 256), accepted(room) {}

void AttackColumns::add(std::int64_t target_id, std::uint8_t weapon_index, const double (&at)[3], std::string_view nonce) {
  target[rows] = target_id;
  weapon[rows] = weapon_index;
  x[rows] = at[0];
  y[rows] = at[1];
  z[rows] = at[2];
  std::memcpy(nonces.data() + nonce_bytes, nonce.data(), nonce.size());
  nonce_bytes += nonce.size();
  nonce_end[rows++] = static_cast<std::uint32_t>(nonce_bytes);
  accepted[texts++] = 1;
}

bool AttackColumns::operator==(const AttackColumns& o) const {
  const auto same = [](const auto& a, const auto& b, std::size_t n) { return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(n), b.begin()); };
  return rows == o.rows && texts == o.texts && nonce_bytes == o.nonce_bytes && same(accepted, o.accepted, texts) && same(target, o.target, rows) &&
         same(weapon, o.weapon, rows) && same(x, o.x, rows) && same(y, o.y, rows) && same(z, o.z, rows) && same(nonce_end, o.nonce_end, rows) &&
         same(nonces, o.nonces, nonce_bytes);
}

namespace {

constexpr std::size_t kTexts = 16'384;  // so many that no processor learns them by heart
constexpr int kPasses = 4;              // of one turn

// The generator of the peers' own benchmark: the same texts.
class Draws {
 public:
  double next() {
    seed_ = seed_ * 1664525u + 1013904223u;
    return seed_ / 4294967296.0;
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() * static_cast<double>(n)); }

 private:
  std::uint32_t seed_ = 42;
};

std::string number(double value) {
  char text[kMaxDoubleText];
  std::string out(text, print_double(value, text));
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  return out;
}

std::string base36(std::uint64_t value) {
  std::string out;
  for (; value != 0 || out.size() < 12; value /= 36) out.insert(out.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36]);
  return out;
}

// Both of Ludex's readers over one contract, into columns.
class LudexContract {
 public:
  LudexContract() {
    document_.text = kAttackContract;
    if (!json::scan(document_.text, {}, document_.tape).ok()) std::abort();
    Diagnostics diagnostics;
    shape_ = parse_shape(json::View(document_, 0), "", declarations_, diagnostics);
    if (!shape_) std::abort();
    root_ = program_.add(*shape_, declarations_);
    const auto field = [](const Shape& record, std::string_view name) {
      std::size_t i = 0;
      while (record.fields[i].name != name) ++i;
      return i;
    };
    target_ = field(*shape_, "targetUserId");
    weapon_ = field(*shape_, "weapon");
    position_ = field(*shape_, "position");
    nonce_ = field(*shape_, "nonce");  // x, y and z stand in the order of their names
  }

  /// As judging reads: directly, and by the tape what that does not take.
  void read(const AttackTexts& texts, AttackColumns& out, bool by_tape) {
    const char* const end = texts.bytes.data() + texts.bytes.size();
    DirectReader reader(program_, scratch_, arena_);
    for (const std::string_view text : texts.texts) {
      arena_.reset();
      Word word;
      bool ok = !by_tape && reader.read(root_, text, static_cast<std::size_t>(end - text.data()), limits_, word);
      if (!ok) {
        fault_.tokens.clear();
        ok = json::scan(text, limits_, tape_).ok();
        if (ok) {
          DecodeContext context{text, tape_, declarations_, arena_};
          ok = decode(*shape_, 0, context, word, fault_);
        }
      }
      if (!ok) {
        out.refuse();
        continue;
      }
      const Word* const fields = word.record;
      const Word* const position = fields[position_].record;
      out.add(fields[target_].i, static_cast<std::uint8_t>(fields[weapon_].i), {position[0].d, position[1].d, position[2].d}, fields[nonce_].s->view());
    }
  }

 private:
  json::Document document_;
  Declarations declarations_;
  const Shape* shape_ = nullptr;
  DirectProgram program_;
  std::uint32_t root_ = DirectProgram::kNone;
  std::size_t target_ = 0, weapon_ = 0, position_ = 0, nonce_ = 0;
  json::Limits limits_;
  json::Tape tape_;
  ContractFault fault_;
  DirectScratch scratch_;
  Arena arena_;
};

using Read = std::function<bool(const AttackTexts&, AttackColumns&)>;

struct Rival {
  const char* name;
  Read read;
};

const std::vector<Rival>& rivals() {
  static LudexContract ludex;
  static const std::vector<Rival> all = {
      {"Ludex", [](const AttackTexts& t, AttackColumns& out) { return ludex.read(t, out, false), true; }},
      {"Ludex, by the tape alone", [](const AttackTexts& t, AttackColumns& out) { return ludex.read(t, out, true), true; }},
      {"simdjson on demand, checks by hand", by_hand_on_demand},
      {"simdjson DOM, checks by hand", by_hand_dom}};
  return all;
}

// Texts that only a strict reader refuses: not timed, but every rival must know them.
AttackTexts tricky_texts() {
  const std::string good = R"({"targetUserId":7,"weapon":"axe","position":{"x":1,"y":-0.0,"z":2.5e3},"nonce":"ab\u00e9\n€😀gh"})";
  std::vector<std::string> all = {good, " " + good + "\t\r", good + "x", good + good, good.substr(0, good.size() - 1), "", "[]", "null", "\xEF\xBB\xBF" + good};
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    all.push_back(text);
  };
  with("\"weapon\"", "\"weapon\":\"bow\",\"weapon\"");
  with("\"x\":1", "\"x\":1,\"x\":1");
  with("\"x\":1", "\"x\":01");
  with("\"x\":1", "\"x\":1e6");
  with("\"x\":1", "\"x\":1,\"w\":1");
  with("\"x\":1,", "");
  with("7", "0");
  with("7", "9007199254740992");
  with("7", "7.5");
  with("gh", "\xC0\xAF");
  with("gh", "\xED\xA0\x80");
  with("gh", "g\nh");
  with("gh", "\\ud800");
  with("gh", "g");
  with("gh", std::string(70, 'g'));
  with("nonce", "Nonce");
  AttackTexts out;
  std::vector<std::size_t> ends;
  for (const std::string& text : all) {
    out.bytes += text + "\n";
    ends.push_back(out.bytes.size());
  }
  out.bytes.append(64, '\n');
  for (std::size_t i = 0; i < ends.size(); ++i) out.texts.push_back(std::string_view(out.bytes).substr(ends[i] - all[i].size() - 1, all[i].size()));
  return out;
}

const AttackTexts& set_of(bool has_invalid) {
  static const AttackTexts valid = attack_texts(kTexts, false), mixed = attack_texts(kTexts, true);
  return has_invalid ? mixed : valid;
}
const char* set_name(bool has_invalid) { return has_invalid ? ", a quarter invalid" : ", all valid"; }

}  // namespace

AttackTexts attack_texts(std::size_t count, bool has_invalid) {
  Draws draws;
  AttackTexts out;
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < count; ++i) {
    std::string target = std::to_string(1 + static_cast<std::int64_t>(draws.next() * 1e9));
    std::string weapon(kAttackWeapons[draws.below(8)]);
    double at[3];
    for (double& axis : at) axis = draws.next() * 2000 - 1000;
    std::string nonce = ",\"nonce\":\"" + base36(static_cast<std::uint64_t>(draws.next() * 1e15)) + "\"";
    std::string more;
    bool has_position = true;
    if (i % 4 == 0) {
      const std::size_t wrong = draws.below(6);  // drawn for both sets: their valid texts are the same
      if (has_invalid) {
        if (wrong == 0) target = "\"1\"";
        if (wrong == 1) weapon = "nuke";
        if (wrong == 2) at[0] = 1e9;
        if (wrong == 3) nonce.clear();
        if (wrong == 4) more = ",\"admin\":true";
        if (wrong == 5) has_position = false;
      }
    }
    const std::string position = has_position ? "{\"x\":" + number(at[0]) + ",\"y\":" + number(at[1]) + ",\"z\":" + number(at[2]) + "}" : "null";
    begins.push_back(out.bytes.size());
    out.bytes += "{\"targetUserId\":" + target + ",\"weapon\":\"" + weapon + "\",\"position\":" + position + nonce + more + "}\n";
  }
  begins.push_back(out.bytes.size());
  out.bytes.append(64, '\n');  // what simdjson may read behind the last
  for (std::size_t i = 0; i < count; ++i) out.texts.push_back(std::string_view(out.bytes).substr(begins[i], begins[i + 1] - begins[i] - 1));
  return out;
}

ContractBench::ContractBench(const Measure& measure) {
  const AttackTexts tricky = tricky_texts();
  for (const AttackTexts* texts : {&tricky, &set_of(false), &set_of(true)}) {
    AttackColumns expected(texts->texts.size()), columns(texts->texts.size());
    rivals()[0].read(*texts, expected);
    for (const Rival& rival : rivals()) {
      columns.clear();
      if (!rival.read(*texts, columns) || columns == expected) continue;
      const auto differs = std::mismatch(expected.accepted.begin(), expected.accepted.begin() + static_cast<std::ptrdiff_t>(expected.texts), columns.accepted.begin());
      disagreement_ = std::string(rival.name) + " disagrees";
      if (differs.first != expected.accepted.end()) disagreement_ += " on " + std::string(texts->texts[static_cast<std::size_t>(differs.first - expected.accepted.begin())]);
    }
  }
  for (const bool has_invalid : {false, true}) {
    for (const Rival& rival : rivals()) {
      const auto columns = std::make_shared<AttackColumns>(kTexts);
      measure(rival.name + std::string(set_name(has_invalid)), [&rival, columns, has_invalid] {
        const double start = processor_seconds();
        for (int pass = 0; pass < kPasses; ++pass) {
          columns->clear();
          if (!rival.read(set_of(has_invalid), *columns)) return 0.0;
        }
        return processor_seconds() - start;
      });
    }
  }
}

void ContractBench::print(const std::map<std::string, double>& seconds) const {
  const auto ns = [&](const Rival& rival, bool has_invalid) {
    const auto found = seconds.find(rival.name + std::string(set_name(has_invalid)));
    return found == seconds.end() ? 0.0 : found->second / (static_cast<double>(kTexts) * kPasses) * 1e9;
  };
  std::printf("\n  %-44s %12s %12s %10s\n", "contract RequestAttack, ns/text", "valid", "1/4 invalid", "of Ludex");
  const double ludex_ns = ns(rivals()[0], false);
  const auto row = [&](const std::string& name, double valid, double mixed) {
    if (valid > 0) std::printf("  %-44s %12.0f %12.0f %10.2f\n", name.c_str(), valid, mixed, valid / ludex_ns);
    else std::printf("  %-44s not run\n", name.c_str());
  };
  for (const Rival& rival : rivals()) row(rival.name, ns(rival, false), ns(rival, true));
  for (const ContractPeerRow& peer : run_contract_peers(set_of(false), set_of(true))) {
    if (peer.valid_ns > 0) row(peer.name, peer.valid_ns, peer.mixed_ns);
    else std::printf("  %-44s not run: %s\n", peer.name.c_str(), peer.missing.c_str());
  }
  const double bytes = static_cast<double>(set_of(false).bytes.size()) / static_cast<double>(kTexts);
  std::printf("\n  %zu texts of %.0f bytes; %s\n", kTexts, bytes, agrees() ? "accepted and refused alike, columns equal" : disagreement_.c_str());
}

}  // namespace ludex::bench
