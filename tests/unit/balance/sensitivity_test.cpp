// Which numbers matter most.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "helpers/duels.h"
#include "helpers/game.h"
#include "ludex/tuning.h"

namespace {

using namespace ludex;

Program duel() { return test::compile(test::duel_rules(test::rifle(), test::cannon())); }
// Who heals is no folded duel.
Program healing() { return test::compile(test::duel_rules(test::rifle(), test::cannon(), "", R"("until":"a.healed > 1000",)")); }

const Sensitivity::Entry* entry_of(const Sensitivity& s, const std::string& pointer) {
  for (const auto& e : s.entries)
    if (e.number.pointer == pointer) return &e;
  return nullptr;
}

}  // namespace

TEST_CASE("a step's change is the difference of two exact answers") {
  const auto s = sensitivity(duel(), "duel");
  REQUIRE(s);
  CHECK(s->is_exact());
  CHECK(s->entries.size() == 2 * 7 + 2 * 2);
  const auto* hit = entry_of(*s, "/tables/makes/rows/a/hit");
  REQUIRE(hit);
  CHECK(hit->up->value == "0.7575");
  test::Fighter better = test::rifle();
  better.hit = "0.7575";
  const auto varied = solve(test::compile(test::duel_rules(better, test::cannon())), "duel");
  REQUIRE(varied);
  CHECK(hit->up->change[0].first == "win_a");
  CHECK(hit->up->change[0].second.value == varied->wins[0].second.value - s->base.wins[0].second.value);
  CHECK(hit->up->change[0].second.low == hit->up->change[0].second.high);
  CHECK(hit->down->change[0].second.value < 0);
  CHECK(std::is_sorted(s->entries.begin(), s->entries.end(), [](const auto& a, const auto& b) { return a.magnitude > b.magnitude; }));
}

TEST_CASE("a step is at least 1 of a whole number, or what was asked for, and stays within bounds") {
  SensitivityOptions how;
  how.of = {"/tables/makes/rows/a"};
  auto s = sensitivity(duel(), "duel", how);
  REQUIRE(s);
  CHECK(s->entries.size() == 7);
  CHECK(entry_of(*s, "/tables/makes/rows/a/low")->up->value == "9");
  CHECK(entry_of(*s, "/tables/makes/rows/a/ms")->down->value == "594");
  how.step = "0.3";
  s = sensitivity(duel(), "duel", how);
  REQUIRE(s);
  CHECK_FALSE(entry_of(*s, "/tables/makes/rows/a/hit")->up.has_value());  // 1.05 is no chance
  CHECK(entry_of(*s, "/tables/makes/rows/a/hit")->down->value == "0.45");
}

TEST_CASE("what cannot be solved is played in pairs, the same for any number of threads") {
  SensitivityOptions how;
  how.of = {"/tables/makes/rows/a/hit", "/tables/makes/rows/a/armor"};
  how.max_states = 0;
  how.fights = 2000;
  how.step = "10%";
  how.exec.mode = Exec::Mode::serial;
  const auto one = sensitivity(healing(), "duel", how);
  REQUIRE(one);
  CHECK_FALSE(one->is_exact());
  how.exec.mode = Exec::Mode::parallel;
  how.exec.max_threads = 3;
  const auto three = sensitivity(healing(), "duel", how);
  REQUIRE(three);
  CHECK(one->to_json() == three->to_json());
  // The exact difference, from the duel that folds and is the same fight.
  SensitivityOptions exactly;
  exactly.of = how.of;
  exactly.step = how.step;
  const auto exact = sensitivity(duel(), "duel", exactly);
  REQUIRE(exact);
  for (const auto& entry : one->entries) {
    const auto* known = entry_of(*exact, entry.number.pointer);
    const Estimate& e = entry.up->change[0].second;
    CHECK(std::fabs(known->up->change[0].second.value - e.value) < 2 * (e.high - e.low));
    CHECK(e.high - e.low < 0.08);  // two independent samples of 2,000 would leave 0.06 for shares near a half without pairs
  }
}

TEST_CASE("numbers that the scenario never looks at are told apart") {
  SensitivityOptions how;
  how.of = {""};
  const auto s = sensitivity(duel(), "duel", how);
  REQUIRE(s);
  CHECK(s->unread.empty());
  how.of = {"/actions"};
  CHECK(sensitivity(duel(), "duel", how).error().message.find("no number here") != std::string::npos);
}

TEST_CASE("wrong steps and pointers are refused") {
  SensitivityOptions how;
  for (const char* step : {"", "0", "-1", "x", "0%", "%", "1e400", "1%%"}) {
    how.step = step;
    const auto s = sensitivity(duel(), "duel", how);
    REQUIRE_FALSE(s);
    CHECK(s.error().message.find("is no step") != std::string::npos);
  }
  how.step = "1%";
  how.of = {"/tables/nakes"};
  CHECK(sensitivity(duel(), "duel", how).error().message.find("did you mean 'makes'") != std::string::npos);
  CHECK(sensitivity(duel(), "dual").error().message.find("did you mean 'duel'") != std::string::npos);
}

TEST_CASE("a number has the same entry in any part, and a part says of how many") {
  const Program program = duel();
  const auto whole = sensitivity(program, "duel");
  REQUIRE(whole);
  CHECK_FALSE(whole->part_of);
  std::size_t found = 0;
  for (const std::uint64_t first : {0u, 5u, 11u, 18u}) {
    SensitivityOptions how;
    how.first = first;
    how.count = first == 0 ? 5 : first == 5 ? 6 : 100;
    const auto part = sensitivity(program, "duel", how);
    REQUIRE(part);
    CHECK(part->part_of == whole->entries.size());
    for (const auto& entry : part->entries) {
      const auto* same = entry_of(*whole, entry.number.pointer);
      REQUIRE(same);
      CHECK(entry.magnitude == same->magnitude);
      ++found;
    }
  }
  CHECK(found == whole->entries.size());
  SensitivityOptions beyond;
  beyond.first = 19;
  CHECK(sensitivity(program, "duel", beyond).error().message == "there are 18 numbers, and none of number 19");
}

TEST_CASE("progress tells the variations, solved or played, and may stop it") {
  for (const Program& program : {duel(), healing()}) {
    SensitivityOptions how;
    how.of = {"/tables/makes/rows/a"};
    how.fights = 200;
    std::vector<std::uint64_t> told;
    std::uint64_t all = 0;
    how.progress = [&](std::uint64_t done, std::uint64_t total) {
      told.push_back(done);
      all = total;
      return true;
    };
    const auto whole = sensitivity(program, "duel", how);
    REQUIRE(whole);
    CHECK(std::is_sorted(told.begin(), told.end()));
    CHECK(told.back() == all);
    CHECK(all > whole->entries.size());
    how.exec.mode = Exec::Mode::serial;
    how.progress = [](std::uint64_t done, std::uint64_t) { return done < 3; };
    const auto stopped = sensitivity(program, "duel", how);
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().message == "stopped after 3 of " + std::to_string(all));
  }
}
