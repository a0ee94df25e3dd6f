// Bytes that are no saves, or were: whatever a store, a crash or a person did to them.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "helpers/files.h"
#include "helpers/save_properties.h"
#include "helpers/saves.h"

namespace {

using namespace ludex;
using test::broken_rule_of_save;
using test::profile_rules;
using test::Saves;

constexpr const char* kState = R"({"coins":"int >= 0 = 5","pet":"row pets = cat","bag":"map<string, int 1..99> max 10","stats":{"type":"object","additionalProperties":false,"properties":{"level":"int 1..99 = 1","speed":"double = 1"}},"log":"list<string> max 9"})";
constexpr const char* kTables = R"({"pets":{"columns":{"n":"int"},"rows":{"cat":{"n":1},"dog":{"n":2}}}})";
const std::string kSteps[] = {
    R"({"id":"gold-to-coins","to":2,"breaking":true,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_exists":"replace","if_missing":"skip"}]})",
    R"({"id":"into-stats","to":3,"steps":[{"op":"plunge","path":"/level","into":"stats","if_exists":"replace","if_missing":"skip"},{"op":"default","path":"/bag","value":{}}]})",
    R"({"id":"speeds","to":4,"steps":[{"op":"convert","path":"/speed","is":"int","with":"double(value) / 2.0","if_missing":"skip"},{"op":"plunge","path":"/speed","into":"stats","if_exists":"replace","if_missing":"skip"}]})",
};

std::string rules_of(int version) {
  std::string steps = "[";
  for (int i = 0; i + 2 <= version && i < 3; ++i) steps += (i ? "," : "") + kSteps[i];
  return profile_rules(std::to_string(version), kState, steps + "]", R"(["profile.coins <= 1000000 else too_rich"])", kTables);
}

/// Saves of versions 1 to 4 as servers of these versions wrote them, with and without a ledger.
std::vector<std::string> stamped_saves() {
  std::vector<std::string> out;
  const char* const written[] = {
      R"({"version":1,"state":{"gold":70,"level":3,"speed":7,"pet":"dog","mine":{"\u0061 b" : [1.50,-0,1e2,"\ud83d\ude00ü"]},"log":["a","b\n"]},"shard":"eu"})",
      R"({"version":2,"state":{"coins":7,"pet":"fish"},"ledger":{"watermark":12,"entries":{"receipt:1":[1,2]}}})",
      R"({"version":3,"state":{"coins":1,"stats":{"level":9,"later":null},"bag":{"sword":2}}})",
      R"({"version":4,"state":{"coins":12,"stats":{"level":2,"speed":0.25},"bag":{"a":1}},"ledger":{}})",
  };
  for (int version = 1; version <= 4; ++version) {
    // The steps are not run: rules of that version load the save, which stamps it.
    Saves saves(rules_of(version));
    CHECK(saves.load(written[version - 1]).state == SaveState::ready);
    out.push_back(saves.out);
  }
  return out;
}

struct Tally {
  std::map<std::string, int> classes;
  std::string broken;
  void add(SaveLoader& loader, const std::string& bytes, const std::string& what) {
    LoadedSave save;
    const std::string rule = broken_rule_of_save(loader, bytes, &save);
    ++classes[std::string(to_string(save.state))];
    if (!rule.empty() && broken.empty()) broken = what + ": " + rule + "\n" + bytes;
  }
};

}  // namespace

TEST_CASE("a valid save cut anywhere is set aside, and its bytes are still there") {
  Saves saves(rules_of(4));
  for (const std::string& save : stamped_saves()) {
    Tally tally;
    for (std::size_t length = 0; length < save.size(); ++length) tally.add(saves.loader, save.substr(0, length), "cut at " + std::to_string(length));
    CHECK_MESSAGE(tally.broken.empty(), tally.broken);
    CHECK(tally.classes["undecodable"] == static_cast<int>(save.size()));
  }
}

TEST_CASE("a valid save with any bit of any byte flipped is ready or set aside, and never with another state under the old checksum") {
  Saves saves(rules_of(4));
  Tally tally;
  int changed_values = 0;
  for (const std::string& save : stamped_saves()) {
    std::string expected;
    CHECK(saves.loader.load(save, expected).state == SaveState::ready);
    for (std::size_t at = 0; at < save.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string flipped = save;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
        tally.add(saves.loader, flipped, "bit " + std::to_string(bit) + " of byte " + std::to_string(at));
        // A flip inside the state that leaves its digits, letters and checksum in place must be noticed.
        const std::size_t begin = save.find("\"state\":"), end = save.find("}}") + 1;
        std::string out;
        if (at < begin + 8 || at >= end || flipped.find("\"checksum\"") == std::string::npos || flipped.find("\"state\"") == std::string::npos) continue;
        const LoadedSave loaded = saves.loader.load(flipped, out);
        if (loaded.state == SaveState::ready && out.size() > 2 && out != expected) {
          // Only spelling changed: 1e2 for 1E2, an escape's letter case. The values are the same, so is the checksum.
          const auto checksum = [](const std::string& text) { return text.substr(text.find("\"checksum\":") + 12, 16); };
          changed_values += checksum(out) != checksum(expected);
        }
      }
    }
  }
  CHECK_MESSAGE(tally.broken.empty(), tally.broken);
  CHECK(changed_values == 0);
  CHECK(tally.classes["checksum"] > 500);
  CHECK(tally.classes["undecodable"] > 2000);
  CHECK(tally.classes["migration_failed"] > 50);
}

TEST_CASE("a valid save with bytes put in, taken out and doubled is ready or set aside") {
  Saves saves(rules_of(4));
  const std::vector<std::string> valid = stamped_saves();
  Tally tally;
  std::uint64_t state = 20261121;
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>((state = state * 6364136223846793005u + 1442695040888963407u) >> 33) % n; };
  const std::string_view pieces[] = {"{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-", "1e999", "null", "\"state\":{}", "\xFF", "\n", "\"applied\":[]", "\"version\":9"};
  for (int round = 0; round < 20'000; ++round) {
    std::string save = valid[below(valid.size())];
    for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
      const std::size_t at = below(save.size()), length = below(std::min<std::size_t>(24, save.size() - at));
      switch (below(4)) {
        case 0: save.erase(at, length); break;
        case 1: save.insert(at, pieces[below(std::size(pieces))]); break;
        case 2: save.insert(at, save.substr(below(save.size()), length)); break;
        default: save.replace(at, length, pieces[below(std::size(pieces))]); break;
      }
      if (save.empty()) save = "{}";
    }
    tally.add(saves.loader, save, "round " + std::to_string(round));
  }
  CHECK_MESSAGE(tally.broken.empty(), tally.broken);
  CHECK(tally.classes["undecodable"] > 1000);
}

TEST_CASE("public test data: every text as a save, as a state, as a member of the state and as a ledger") {
  const std::filesystem::path folder = test::conformance_dir() / "json-parsing";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("NOT RUN: the texts of JSONTestSuite as saves (no folder " << folder.string() << ")");
    return;
  }
  Saves saves(rules_of(4));
  Tally whole, inside;
  int texts = 0, kept = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const std::string name = entry.path().filename().string();
    ++texts;
    whole.add(saves.loader, text, name + " as a save");
    inside.add(saves.loader, R"({"version":1,"state":)" + text + "}", name + " as a state");
    inside.add(saves.loader, R"({"version":1,"state":{},"ledger":)" + text + "}", name + " as a ledger");
    const std::string member = R"({"version":1,"state":{"x":)" + text + "}}";
    inside.add(saves.loader, member, name + " in a state");
    // What every parser must take stands in the result as it was written.
    if (!name.starts_with("y_") || saves.load(member).state != SaveState::ready) continue;
    const std::size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
    CHECK_MESSAGE(saves.out.find("\"x\":" + text.substr(first, last - first + 1)) != std::string::npos, name);
    ++kept;
  }
  CHECK_MESSAGE(whole.broken.empty(), whole.broken);
  CHECK_MESSAGE(inside.broken.empty(), inside.broken);
  CHECK(texts > 250);
  CHECK(kept > 80);
}
