// Logs that somebody made: CRCs and chain right, the rest whatever came. What must hold is in tests/fuzz/record.h.

#include <doctest/doctest.h>

#include <string>

#include "../../fuzz/record.h"
#include "helpers/record_log.h"
#include "support/random.h"

using namespace ludex;

TEST_CASE("a log that is signed again unchanged is the same log") {
  const std::string log = test::log_of_everything();
  CHECK(fuzz::signed_again(log) == log);
  CHECK(fuzz::check_log(log, 7) == "");
  const auto report = replay(log);
  REQUIRE(report);
  CHECK_FALSE(report->difference);
  CHECK(report->changes == 3);
}

TEST_CASE("logs with right CRCs and hashes and wrong content are read the same in any pieces, refused or judged") {
  const std::string log = test::log_of_everything();
  RandomStream random(5, 1);
  int judged = 0, refused = 0, differing = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string other = log;
    const std::uint32_t places = 1 + random.below(3);
    for (std::uint32_t k = 0; k < places; ++k) {
      const std::size_t at = random.below(static_cast<std::uint32_t>(log.size()));
      other[at] = static_cast<char>(random.below(3) == 0 ? random.below(256) : random.below(2) * 255);
    }
    other = fuzz::signed_again(other);
    const std::string broken = fuzz::check_log(other, 1 + random.below(200));
    INFO("log ", i);
    REQUIRE(broken == "");
    const auto report = replay(other);
    if (!report) ++refused;
    else if (report->difference) ++differing;
    else ++judged;
  }
  CHECK(refused >= 500);  // mutations that all die of one thing would test one thing only
  CHECK(differing >= 100);
  CHECK(judged >= 1);
}
