// How far a question is, as the one who asked is told.

#include "balance/headway.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "support/parallel.h"

using namespace ludex;
using namespace ludex::detail;

TEST_CASE("every piece of one's own is told, and nothing twice") {
  std::vector<std::uint64_t> told;
  const Progress progress = [&](std::uint64_t done, std::uint64_t total) {
    told.push_back(done);
    return total == 3;
  };
  Headway headway(progress, 3);
  CHECK_FALSE(headway.stopped());
  for (int i = 0; i < 3; ++i) headway.ended();
  CHECK_FALSE(headway.is_stopped());
  CHECK_FALSE(headway.stopped());
  CHECK(told == std::vector<std::uint64_t>{1, 2, 3});
}

TEST_CASE("other threads' pieces are told too, but not by them") {
  std::vector<std::uint64_t> told;
  bool is_elsewhere = false;
  const auto here = std::this_thread::get_id();
  const Progress progress = [&](std::uint64_t done, std::uint64_t) {
    is_elsewhere = is_elsewhere || std::this_thread::get_id() != here;
    told.push_back(done);
    return true;
  };
  Headway headway(progress, 600);
  for (int round = 0; round < 3; ++round) {
    parallel_for(200, 4, [&](std::uint32_t) { headway.ended(); });
    CHECK_FALSE(headway.stopped());
    CHECK(told.back() == 200u * static_cast<unsigned>(round + 1));
  }
  CHECK_FALSE(is_elsewhere);
  for (std::size_t i = 1; i < told.size(); ++i) CHECK(told[i - 1] < told[i]);
}

TEST_CASE("stop is said once, and what was done by then is named") {
  int asked = 0;
  const Progress progress = [&](std::uint64_t done, std::uint64_t) { return ++asked, done < 2; };
  Headway of_ten(progress, 10);
  for (int i = 0; i < 4; ++i) of_ten.ended();
  CHECK(of_ten.is_stopped());
  CHECK(of_ten.stopped()->message == "stopped after 2 of 10");
  CHECK(asked == 2);
  Headway of_many([](std::uint64_t, std::uint64_t) { return false; }, 0);
  of_many.ended();
  CHECK(of_many.stopped()->message == "stopped after 1");
}

TEST_CASE("who does not want to know is not asked") {
  Headway headway(Progress(), 1);
  headway.ended();
  CHECK_FALSE(headway.stopped());
}
