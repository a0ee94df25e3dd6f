// Texts from outside: the public suite, and texts broken at random.

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "helpers/files.h"
#include "support/arena.h"
#include "value/json_scan.h"

namespace {

using namespace ludex::json;
using ludex::Arena;
using namespace std::string_literals;

ScanResult scan_with(std::string_view text, const Limits& limits = {}) {
  Tape tape;
  return scan(text, limits, tape);
}

bool accepts(std::string_view text, const Limits& limits = {}) {
  return scan_with(text, limits).ok();
}

/// The tape's rules, checked for the value at `index`; returns the index after it, or 0 when a rule is broken.
std::uint32_t well_formed(std::string_view text, const Tape& tape, std::uint32_t index) {
  const Node& node = tape.nodes[index];
  if (node.begin > node.end || node.end > text.size()) return 0;
  if (node.type != Type::array && node.type != Type::object) {
    return node.next == index + 1 && node.count == 0 ? node.next : 0;
  }
  std::uint32_t at = index + 1;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    if (node.type == Type::object) {
      if (tape.nodes[at].type != Type::string || tape.nodes[at].next != at + 1) return 0;
      ++at;
    }
    at = well_formed(text, tape, at);
    if (at == 0) return 0;
  }
  return node.next == at ? at : 0;
}

constexpr std::string_view kRequest =
    R"({"actor":7,"session":1,"received_at":1700000000123,"action":"RequestAttack","params":{"target":12,"to":[1.5,)"
    R"(-0.25e1,3]},"note":"h\u00e9 \ud83d\ude00 )"
    "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"
    R"(","ok":true,"no":false,"none":null,"empty":{},"list":[],"nonce":17,"sent_at":1700000000100})";

}  // namespace

TEST_CASE("every JSONTestSuite text is judged as its name says") {
  const std::filesystem::path folder = ludex::test::conformance_dir() / "json-parsing";
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    MESSAGE("NOT RUN: 283 texts of JSONTestSuite (no folder " << folder.string() << ")");
    return;
  }
  Limits limits;
  limits.max_depth = 200'000;  // so that texts of 100,000 brackets are refused for being unclosed
  std::size_t texts = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool must_accept = name.starts_with("y_");
    if (!must_accept && !name.starts_with("n_")) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const ScanResult result = scan_with(text, limits);
    CAPTURE(name);
    // RFC 8259 leaves duplicate keys to the parser; RULEBOOK.md (Stage A) calls them malformed, because two readers
    // that keep different ones could be told different things by one request.
    if (name.starts_with("y_object_duplicated_key")) {
      CHECK(result.fault == Fault::malformed);
      CHECK(result.message == "duplicate key"s);
    } else {
      CHECK(result.fault == (must_accept ? Fault::none : Fault::malformed));
    }
    ++texts;
  }
  CHECK(texts > 0);
}

TEST_CASE("no truncation of a valid text is accepted and each is refused at its end") {
  for (std::size_t length = 0; length < kRequest.size(); ++length) {
    // A copy of exactly this size, so that the sanitizers see a read past its end.
    const std::vector<char> copy(kRequest.begin(), kRequest.begin() + static_cast<std::ptrdiff_t>(length));
    const ScanResult result = scan_with({copy.data(), copy.size()});
    REQUIRE(result.fault == Fault::malformed);
    // Inside a multi-byte sequence the fault is its first byte, inside an escaped pair its backslash.
    REQUIRE(result.offset <= length);
    REQUIRE(result.offset + 11 >= length);
  }
  CHECK(accepts(kRequest));
}

TEST_CASE("mutated texts never crash, and what is accepted has a well-formed tape") {
  std::uint64_t state = 11;
  const auto random = [&state](std::uint64_t bound) {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (z ^ (z >> 31)) % bound;
  };
  std::string many_keys = "{";
  for (int i = 0; i < 40; ++i) many_keys += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  many_keys += "\"\\u006b\":{}}";
  const std::string seeds[] = {std::string(kRequest), many_keys, R"([[],{},[{"a":[1e5,-0.0,"\ud83d\ude00"]}],"é"])",
                               "/* c */ {\"a\": 1} // end"};
  const std::string_view tokens = "{}[]\",:\\/*u0123456789eE+-.tfn \n\t\xC3\xA9\x80\xF0";
  Limits limits;
  limits.max_depth = 8;
  Tape tape;
  Arena arena;
  std::size_t accepted = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string text = seeds[random(4)];
    limits.allow_comments = random(2) == 0;
    for (std::uint64_t changes = 1 + random(3); changes > 0 && !text.empty(); --changes) {
      const auto at = static_cast<std::size_t>(random(text.size()));
      switch (random(5)) {
        case 0: text[at] = static_cast<char>(text[at] ^ (1 << random(8))); break;
        case 1: text[at] = tokens[static_cast<std::size_t>(random(tokens.size()))]; break;
        case 2: text.erase(at, 1 + static_cast<std::size_t>(random(4))); break;
        case 3: text.insert(at, 1, tokens[static_cast<std::size_t>(random(tokens.size()))]); break;
        default: text.resize(at);
      }
    }
    const std::vector<char> exact(text.begin(), text.end());
    const std::string_view view(exact.data(), exact.size());
    const ScanResult result = scan(view, limits, tape);
    if (!result.ok()) {
      REQUIRE(result.offset <= view.size());
      REQUIRE(tape.nodes.empty());
      continue;
    }
    ++accepted;
    REQUIRE(well_formed(view, tape, 0) == tape.nodes.size());
    arena.reset();
    for (const Node& node : tape.nodes) {
      if (node.type == Type::string) REQUIRE(string_equals(view, node, string_value(view, node, arena)));
    }
  }
  CHECK(accepted > 1000);
}
