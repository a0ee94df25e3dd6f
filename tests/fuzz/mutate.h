#pragma once
// Plain seeded mutations of text, the same on every platform: what a fuzzer does first, without a fuzzer.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/random.h"
#include "value/json_scan.h"

namespace fuzz {

/// One to four mutations of one of `seeds`. The same stream gives the same texts everywhere.
inline std::string mutate(const std::vector<std::string>& seeds, ludex::RandomStream& random) {
  // Tokens that mean something to a reader of JSON, of rules, or to the code that counts bytes.
  static constexpr std::string_view kTokens[] = {"{",
                                                 "}",
                                                 "[",
                                                 "]",
                                                 ",",
                                                 ":",
                                                 "\"",
                                                 "\\",
                                                 "\\u0000",
                                                 "\\ud800",
                                                 "null",
                                                 "true",
                                                 "-",
                                                 "0",
                                                 "-0",
                                                 "-0.0",
                                                 "1e400",
                                                 "1e-400",
                                                 "NaN",
                                                 "9223372036854775807",
                                                 "-9223372036854775808",
                                                 "9223372036854775808",
                                                 "18446744073709551616",
                                                 "0.1",
                                                 "1.0",
                                                 "1e3",
                                                 "\xEF\xBB\xBF",
                                                 "\xED\xA0\x80",
                                                 "\xF4\x90\x80\x80",
                                                 "\xC0\xAF",
                                                 "é",
                                                 " ",
                                                 "\t",
                                                 "\r",
                                                 "//",
                                                 "/*",
                                                 "*/",
                                                 "actor",
                                                 "params",
                                                 "target",
                                                 "now",
                                                 "tables",
                                                 "$cooldown",
                                                 "&&",
                                                 "||",
                                                 "?",
                                                 "else",
                                                 " min ",
                                                 " max ",
                                                 "(",
                                                 ")",
                                                 ".",
                                                 "..",
                                                 "=",
                                                 "%",
                                                 "2s",
                                                 "[[[[[[[[[[[[[[[[[[[["};
  constexpr std::uint32_t kTokenCount = sizeof kTokens / sizeof kTokens[0];
  const auto pick = [&](std::size_t size) {
    return static_cast<std::size_t>(random.below(static_cast<std::uint32_t>(size)));
  };

  std::string text = seeds[pick(seeds.size())];
  const std::uint32_t rounds = 1 + random.below(4);
  for (std::uint32_t round = 0; round < rounds; ++round) {
    if (text.empty()) return text;
    const std::size_t at = pick(text.size());
    const std::size_t length = 1 + pick(text.size() - at < 16 ? text.size() - at : 16);
    switch (random.below(8)) {
      case 0: text[at] = static_cast<char>(text[at] ^ (1 << random.below(8))); break;
      case 1: text[at] = static_cast<char>(random.below(256)); break;
      case 2: text.erase(at, length); break;
      case 3: text.insert(at, text.substr(at, length)); break;
      case 4: text.insert(at, kTokens[random.below(kTokenCount)]); break;
      case 5: text.replace(at, length, kTokens[random.below(kTokenCount)]); break;
      case 6: text.resize(at); break;
      default: {  // the head of one and the tail of another
        const std::string& other = seeds[pick(seeds.size())];
        text = text.substr(0, at) + (other.empty() ? other : other.substr(pick(other.size())));
      }
    }
  }
  return text;
}

/// One or two values or keys of a JSON text exchanged for those of others, now and then bent on the way: stays JSON,
/// so what reads meaning is reached. A seed that is not JSON is mutated as bytes.
inline std::string mutate_json(const std::vector<std::string>& seeds, ludex::RandomStream& random) {
  namespace json = ludex::json;
  const auto pick = [&](std::size_t size) {
    return static_cast<std::size_t>(random.below(static_cast<std::uint32_t>(size)));
  };
  json::Limits limits;
  limits.allow_comments = true;
  json::Tape tape, other_tape;
  std::string text = seeds[pick(seeds.size())];
  const std::uint32_t rounds = 1 + random.below(3) / 2;
  for (std::uint32_t round = 0; round < rounds; ++round) {
    const std::string& other = random.percent(50) ? text : seeds[pick(seeds.size())];
    if (!json::scan(text, limits, tape).ok() || !json::scan(other, limits, other_tape).ok())
      return mutate(seeds, random);
    const json::Node place = tape.nodes[pick(tape.nodes.size())];
    // Mostly of the same type, or nearly every text would be refused for that alone.
    json::Node from = other_tape.nodes[pick(other_tape.nodes.size())];
    for (int tries = 0; tries < 12 && from.type != place.type; ++tries)
      from = other_tape.nodes[pick(other_tape.nodes.size())];
    const std::string_view value = json::raw(other, from);
    std::vector<std::string> bent = {std::string(value)};
    if (random.percent(20) && value.size() > 2 && value.front() == '"')
      bent[0] = "\"" + mutate({bent[0].substr(1, bent[0].size() - 2)}, random) + "\"";
    const std::string_view old = json::raw(text, place);
    text.replace(static_cast<std::size_t>(old.data() - text.data()), old.size(), bent[0]);
  }
  return text;
}

}  // namespace fuzz
