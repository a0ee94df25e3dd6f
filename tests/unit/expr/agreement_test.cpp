// Two evaluators of one language: rules, and CEL as specified. What both accept they agree on.

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "../../fuzz/agreement.h"
#include "../../fuzz/mutate.h"

namespace {

const std::vector<std::string> kSeeds = {
    "l.sort().reverse() == [3, 2, 1, 1] || l.distinct().size() > n / 2", "l.sortBy(x, -x).slice(1, 3).map(x, x * n % 4)", "ls.sortBy(t, t).join('-').replace('b', '')", "ll.flatten().sort().distinct()",
    "ll.map(x, x.size()).filter(x, x > 0).exists_one(x, x == 2)", "lists.range(5).filter(i, i % 2 == 0) + l", "math.greatest(l) - math.least(1, n, 3) + math.bitXor(n, 3)", "math.bitShiftLeft(n, 2) + math.bitShiftRight(-1, 60)",
    "s.lowerAscii().upperAscii().reverse().trim()", "s.indexOf('é') + t.lastIndexOf(',', 2) + s.charAt(1).size()", "t.split(',').map(p, p + s.substring(1, 3))", "s.split('', 2)[0] + s.replace('', '.', 3)",
    "s.matches('^[A-Z]b .$') ? t.contains(',') : s.startsWith(t)", "strings.quote(s + '\"\\n')", "l.all(i, x, x > i - 5 || 1 / x > 0)", "m.exists(k, v, k == 'b' && v > 1)", "m.transformMap(k, v, v > 1, v * 10)", "m.transformList(k, v, k + string(v))",
    "l.transformList(i, x, i != 1, [i, x])", "cel.bind(x, n / (n - 5), b || x > 0)", "cel.bind(x, l.map(y, y + n), x.size() + x[0])", "m[?'a'].orValue(0) + m.?z.orValue(n)", "l[?n].or(l.first()).value()", "l.last().optMap(x, x + 1).hasValue()",
    "optional.of(n).optFlatMap(x, l[?x - 3]).orValue(-1)", "[optional.of(n), l[?9]].unwrapOpt()", "'a' in m && 3 in l && !(n < 2) ? -n : n % 3", "{'a': n, t: 2}.exists(k, k.endsWith('b'))", "has(m.a) && m.a + m['b'] == 3", "ll[0] + ll[2].map(x, ll.exists(y, x in y) ? x : -x)",
};

// One name of a text exchanged for something else of its type: what comes out is mostly accepted by both.
std::string exchanged(std::string text, ludex::RandomStream& random) {
  static const std::vector<std::pair<std::string, std::vector<std::string>>> kOthers = {
      {"n", {"(n - 7)", "l.size()", "0", "-9223372036854775808", "m.a", "math.sign(n)", "s.indexOf(t)"}}, {"l", {"l.reverse()", "ll.flatten()", "(l + [n])", "l.filter(x, x > 1)", "lists.range(3)", "ll[2]"}},
      {"s", {"t", "s.trim()", "(s + t)", "ls.join()", "''", "'😀é'"}}, {"t", {"s", "t.reverse()", "'a'", "strings.quote(t)"}}, {"m", {"m.transformMap(k, v, v + 1)", "{'a': n}.transformMap(k, v, v)"}},
      {"ls", {"t.split(',')", "ls.sort()", "[s, t]"}}, {"ll", {"[l, l]", "ll.reverse()", "ll.distinct()"}}, {"b", {"!b", "(n > 3)", "l.exists(x, x == n)"}},
  };
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '\''; };
  std::vector<std::pair<std::size_t, std::size_t>> places;  // where, and whose name
  for (std::size_t at = 0; at < text.size(); ++at)
    for (std::size_t k = 0; k < kOthers.size(); ++k) {
      const std::string& name = kOthers[k].first;
      if (text.compare(at, name.size(), name) == 0 && (at == 0 || !is_word(text[at - 1])) && (at + name.size() == text.size() || !is_word(text[at + name.size()]) || text[at + name.size()] == '.')) places.push_back({at, k});
    }
  if (places.empty()) return text;
  const auto [at, k] = places[random.below(static_cast<std::uint32_t>(places.size()))];
  const auto& others = kOthers[k].second;
  return text.replace(at, kOthers[k].first.size(), others[random.below(static_cast<std::uint32_t>(others.size()))]);
}

}  // namespace

TEST_CASE("rules and CEL as specified agree on what both accept") {
  std::uint64_t counted = 0;
  for (const std::string& seed : kSeeds) {
    const std::uint64_t before = counted;
    CHECK_MESSAGE(fuzz::check_agreement(seed, &counted) == "", seed);
    CHECK_MESSAGE(counted == before + 1, seed << " is not accepted by both");
  }
  ludex::RandomStream random(20250101, 9);
  for (int i = 0; i < 4000; ++i) {
    std::string text = i % 4 == 0 ? fuzz::mutate(kSeeds, random) : kSeeds[random.below(static_cast<std::uint32_t>(kSeeds.size()))];
    for (std::uint32_t k = i % 4 == 0 ? 0 : 1 + random.below(4); k > 0; --k) text = exchanged(std::move(text), random);
    CHECK_MESSAGE(fuzz::check_agreement(text, &counted) == "", text);
  }
  CHECK(counted > 1500);
}
