// Our reader against nlohmann's on generated and mutated texts: what is read, and what it means. Where they differ on
// purpose is listed below; each difference is shown to be of its class by taking its cause away.

#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "../fuzz/mutate.h"
#include "support/bits.h"
#include "value/json_view.h"
#include "value/number.h"

namespace {

using ludex::RandomStream;
using Peer = nlohmann::ordered_json;
namespace json = ludex::json;

constexpr std::uint64_t kSeed = 20'240'607;
constexpr std::uint32_t kMaxDepth = 12;

json::Limits limits() {
  json::Limits out;
  out.max_depth = kMaxDepth;
  return out;
}

// --- texts

class Generator {
 public:
  explicit Generator(std::uint64_t stream) : random_(kSeed, stream) {}

  std::string text() {
    out_.clear();
    value(0);
    space();
    return std::move(out_);
  }

 private:
  template <std::size_t N>
  const char* one_of(const std::array<const char*, N>& choices) {
    return choices[random_.below(static_cast<std::uint32_t>(N))];
  }
  void space() {
    if (random_.percent(15)) out_ += one_of(std::array{" ", "\n", "\t", "\r\n", "  "});
  }
  void digits(std::uint32_t most) {
    for (std::uint32_t n = 1 + random_.below(most); n > 0; --n) out_ += static_cast<char>('0' + random_.below(10));
  }
  void number() {
    if (random_.percent(30)) out_ += '-';
    if (random_.percent(20)) {
      out_ += one_of(std::array{"0", "9007199254740993", "9223372036854775807", "9223372036854775808", "18446744073709551615",
                                "18446744073709551616", "1e308", "1.7976931348623157e308", "1.7976931348623159e308", "1e400", "4.9e-324",
                                "2.4703282292062327e-324", "1e-400", "0.0", "1E+2", "2.2250738585072011e-308"});
      return;
    }
    if (random_.percent(20)) {
      out_ += '0';
    } else {
      out_ += static_cast<char>('1' + random_.below(9));
      if (random_.percent(60)) digits(random_.percent(10) ? 30 : 6);
    }
    if (random_.percent(30)) out_ += '.', digits(random_.percent(20) ? 30 : 4);
    if (random_.percent(20)) out_ += one_of(std::array{"e", "E", "e+", "E-"}), digits(random_.percent(20) ? 3 : 2);
  }
  void string() {
    out_ += '"';
    for (std::uint32_t n = random_.below(6); n > 0; --n)
      out_ += one_of(std::array{"a", "b", "key", " ", "é", "€", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\b", "\\u0041", "\\u00e9", "\\ud83d\\ude00",
                                "\\u0000", "\x7f", "\xEF\xBF\xBF", "\\uFFFF", "\xEF\xBB\xBF"});
    out_ += '"';
  }
  void value(std::uint32_t depth) {
    space();
    // A chain now and then goes deeper than is allowed.
    const bool is_chain = depth > 0 && random_.percent(4);
    const std::uint32_t kind = is_chain || depth == 0 ? 6 + random_.below(4) : depth > 5 ? random_.below(6) : random_.below(10);
    if (is_chain) {
      const std::uint32_t levels = random_.below(12);
      out_.append(levels, '[');
      number();
      out_.append(levels, ']');
    } else if (kind < 2) {
      number();
    } else if (kind < 4) {
      string();
    } else if (kind < 6) {
      out_ += one_of(std::array{"null", "true", "false"});
    } else {
      container(kind < 8, depth);
    }
  }
  void container(bool is_object, std::uint32_t depth) {
    out_ += is_object ? '{' : '[';
    space();
    for (std::uint32_t i = 0, n = random_.below(5); i < n; ++i) {
      if (i != 0) out_ += ',';
      if (is_object) {
        space();
        string();  // short: equal names happen
        space();
        out_ += ':';
      }
      value(depth + 1);
      space();
    }
    out_ += is_object ? '}' : ']';
  }

  RandomStream random_;
  std::string out_;
};

// --- what they mean

bool same(const json::View& ours, const Peer& peers) {
  switch (ours.type()) {
    case json::Type::null: return peers.is_null();
    case json::Type::boolean: return peers.is_boolean() && peers.get<bool>() == ours.boolean();
    case json::Type::string: return peers.is_string() && peers.get_ref<const std::string&>() == ours.str();
    case json::Type::number: {
      const auto integer = ours.integer();
      if (peers.is_number_unsigned() && !integer) return std::to_string(peers.get<std::uint64_t>()) == ours.raw();
      if (peers.is_number_integer()) return integer && *integer == peers.get<std::int64_t>();
      return peers.is_number_float() && ludex::bits_of(ludex::parse_double(ours.raw())) == ludex::bits_of(peers.get<double>());
    }
    case json::Type::array: {
      bool is_same = peers.is_array() && peers.size() == ours.count();
      ours.for_each_item([&](std::uint32_t i, const json::View& item) { is_same = is_same && same(item, peers[i]); });
      return is_same;
    }
    case json::Type::object: {
      if (!peers.is_object() || peers.size() != ours.count()) return false;
      auto peer = peers.begin();
      for (const auto& member : ours.members()) {
        if (peer.key() != member.name || !same(member.value, peer.value())) return false;
        ++peer;
      }
      return true;
    }
  }
  return false;
}

// --- where they differ on purpose

enum Difference : std::size_t {
  kNone,
  kEqualNames,      // refused here: which of them counts would be up to the reader
  kTooDeep,         // refused here: a limit
  kByteOrderMark,   // refused here: RFC 8259 forbids to write one; nlohmann skips it
  kNulByte,         // refused here: nlohmann takes it for the end of the text
  kBeyondDouble,    // read here, as text: what it is to be says whoever takes the value; nlohmann refuses it
  kUnexplained,
  kDifferences
};

Difference difference_between(const std::string& text) {
  json::Document document;
  document.text = text;
  const auto scanned = json::scan(text, limits(), document.tape);
  const Peer peers = Peer::parse(text, nullptr, /*allow_exceptions=*/false);
  if (scanned.ok() && !peers.is_discarded()) return same(json::View(document, 0), peers) ? kNone : kUnexplained;
  if (!scanned.ok() && peers.is_discarded()) return kNone;

  if (scanned.ok()) {
    // With the numbers beyond a double made small it is read by both.
    std::string milder = text;
    for (std::size_t i = document.tape.nodes.size(); i-- > 0;) {
      const json::Node& node = document.tape.nodes[i];
      const double value = node.type == json::Type::number ? ludex::parse_double(json::raw(text, node)) : 0;
      if (value - value != 0) milder.replace(node.begin, node.end - node.begin, "1");
    }
    return milder != text && Peer::accept(milder) ? kBeyondDouble : kUnexplained;
  }
  // What nlohmann alone reads is read here too once the cause is allowed, or gone.
  if (text.starts_with("\xEF\xBB\xBF") && scanned.offset == 0) {
    const Difference of_rest = difference_between(text.substr(3));
    return of_rest == kUnexplained ? kUnexplained : kByteOrderMark;
  }
  if (scanned.offset < text.size() && text[scanned.offset] == '\0' && Peer::accept(text.substr(0, scanned.offset))) return kNulByte;
  json::Limits milder = limits();
  const bool is_deep = scanned.fault == json::Fault::too_deep;
  const bool is_repeated = std::string_view(scanned.message) == "duplicate key";
  if (!is_deep && !is_repeated) return kUnexplained;
  milder.max_depth = 1000;
  milder.allow_duplicate_keys = true;
  const auto again = json::scan(text, milder, document.tape);
  // A NUL may follow what is refused first.
  const bool is_read = again.ok() || (again.offset < text.size() && text[again.offset] == '\0');
  return !is_read ? kUnexplained : is_deep ? kTooDeep : kEqualNames;
}

struct Counts {
  std::array<int, kDifferences> of{};
  int read = 0, refused = 0;

  void add(const std::string& text) {
    const Difference difference = difference_between(text);
    ++of[difference];
    if (difference == kUnexplained) {
      CAPTURE(text);
      CHECK_MESSAGE(false, "our reader and nlohmann's differ, in no known way");
    }
    ++(Peer::accept(text) ? read : refused);
  }
};

}  // namespace

TEST_CASE("our reader and nlohmann's read the same generated texts to the same values, but for the listed differences") {
  Counts counts;
  Generator generator(1);
  for (int i = 0; i < 20'000; ++i) counts.add(generator.text());
  CHECK(counts.refused < counts.read / 2);
  CHECK(counts.of[kNone] > 15'000);
  CHECK(counts.of[kEqualNames] > 50);
  CHECK(counts.of[kTooDeep] > 50);
  CHECK(counts.of[kBeyondDouble] > 50);
  CHECK(counts.of[kUnexplained] == 0);
}

TEST_CASE("… and the same mutated texts") {
  std::vector<std::string> seeds;
  Generator generator(2);
  for (int i = 0; i < 500; ++i) seeds.push_back(generator.text());
  RandomStream random(kSeed, 3);
  Counts counts;
  for (int i = 0; i < 60'000; ++i) counts.add(i % 3 ? fuzz::mutate(seeds, random) : fuzz::mutate_json(seeds, random));
  CHECK(counts.read > 10'000);
  CHECK(counts.refused > 10'000);
  CHECK(counts.of[kEqualNames] > 50);
  CHECK(counts.of[kTooDeep] > 20);
  CHECK(counts.of[kBeyondDouble] > 50);
  CHECK(counts.of[kByteOrderMark] > 0);
  CHECK(counts.of[kUnexplained] == 0);
}

TEST_CASE("each listed difference, once") {
  CHECK(difference_between(R"({"a":1,"\u0061":2})") == kEqualNames);
  CHECK(difference_between(std::string(kMaxDepth + 1, '[') + std::string(kMaxDepth + 1, ']')) == kTooDeep);
  CHECK(difference_between("\xEF\xBB\xBF[1]") == kByteOrderMark);
  CHECK(difference_between(std::string("[1]\0]", 5)) == kNulByte);
  CHECK(difference_between("[1e400]") == kBeyondDouble);
  CHECK(difference_between("[1e-400, -0, 18446744073709551615]") == kNone);
}
