#include "profile/rehearsal_samples.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace ludex;
using detail::KeptCounts;
using detail::Sample;
using detail::Samples;

std::vector<std::uint64_t> lines_of(const Samples& samples) {
  std::vector<std::uint64_t> out;
  for (const Sample& s : samples.kept()) out.push_back(s.line);
  return out;
}

}  // namespace

TEST_CASE("the worst samples are kept, among equals the first lines, whatever the order") {
  std::vector<Sample> all;
  for (std::uint64_t line = 1; line <= 7; ++line) all.push_back({line % 3, line, "", ""});
  do {
    Samples samples;
    for (const Sample& s : all) samples.add(s, 4);
    REQUIRE(lines_of(samples) == std::vector<std::uint64_t>{2, 5, 1, 4});
  } while (std::next_permutation(all.begin(), all.end(), [](const Sample& a, const Sample& b) { return a.line < b.line; }));
  Samples none;
  CHECK_FALSE(none.wants(9, 1, 0));
  none.add({9, 1, "", ""}, 0);
  CHECK(none.kept().empty());
}

TEST_CASE("merged samples know the lines of the whole") {
  Samples first, second;
  first.add({1, 3, "", ""}, 3);
  second.add({1, 1, "", ""}, 3);
  second.add({5, 2, "", ""}, 3);
  first.merge(second, 100, 3);
  CHECK(lines_of(first) == std::vector<std::uint64_t>{102, 3, 101});
}

TEST_CASE("the smallest keys keep exact counts, and the others are counted, whatever the order") {
  std::vector<std::string> keys = {"a", "a", "b", "c", "d", "d", "e"};
  std::sort(keys.begin(), keys.end());
  do {
    KeptCounts<std::string> counts;
    for (const std::string& key : keys) counts.add(key, 1, 3);
    REQUIRE(counts.kept().size() == 3);
    REQUIRE(counts.kept().at("a") == 2);
    REQUIRE(counts.kept().at("b") == 1);
    REQUIRE(counts.kept().at("c") == 1);
    REQUIRE(counts.others() == 3);
  } while (std::next_permutation(keys.begin(), keys.end()));
}

TEST_CASE("a shortened text is cut between characters and says so") {
  CHECK(detail::shortened("abc", 3) == "abc");
  CHECK(detail::shortened("abcd", 3) == "abc\xE2\x80\xA6");
  CHECK(detail::shortened("ab\xC3\xA9", 3) == "ab\xE2\x80\xA6");
}
