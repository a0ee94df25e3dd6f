// Who sees whom, against an oracle that looks at every pair.

#include "ludex/interest.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "helpers/game.h"
#include "support/random.h"

namespace {

using namespace ludex;

constexpr std::string_view kRules = R"({"ludex": 1, "name": "i", "version": 1, "entities": {
  "player": {"profile": {"version": 0, "state": {"coins": "int"}}, "live": {"state": {"position": "vec3"}}},
  "mob": {"live": {"state": {"home": "vec3", "at": "vec3"}}}}, "actions": {"Go": {}}})";

struct Somebody {
  double x = 0, y = 0;
  bool has_profile = true;
};
using People = std::map<std::int64_t, Somebody>;

std::string world_text(const People& players, const People& mobs) {
  std::string out = "{\"ludex_world\":1,\"entities\":{\"player\":{";
  const auto place = [](const Somebody& s) { return "[" + std::to_string(s.x) + "," + std::to_string(s.y) + ",0]"; };
  for (const auto& [id, s] : players) out += (out.back() == '{' ? "\"" : ",\"") + std::to_string(id) + "\":{\"live\":{\"position\":" + place(s) + (s.has_profile ? "},\"profile\":{\"version\":0}}" : "}}");
  out += "},\"mob\":{";
  for (const auto& [id, s] : mobs) out += (out.back() == '{' ? "\"" : ",\"") + std::to_string(id) + "\":{\"live\":{\"at\":" + place(s) + "}}";
  return out + "}}}";
}

World world_of(const Program& program, const People& players, const People& mobs = {}) { return test::load(program, world_text(players, mobs)); }

Interest made(const Program& program, std::string_view area) {
  auto interest = Interest::create(program, area);
  if (!interest) FAIL(format_error(interest.error()));
  return std::move(*interest);
}

std::string updated(Interest& interest, const World& world) {
  const auto changes = interest.update(world);
  REQUIRE(changes.ok());
  return to_json(*changes);
}

/// The rule as it is written, pair by pair.
struct Oracle {
  double radius, hysteresis;
  std::size_t max;
  bool is_same_kind;
  std::map<std::int64_t, std::set<std::int64_t>> seen;

  void update(const People& observers, const People& observed) {
    std::erase_if(seen, [&](const auto& entry) { return !observers.count(entry.first) || !observers.at(entry.first).has_profile; });
    for (const auto& [id, o] : observers) {
      if (!o.has_profile) continue;
      std::set<std::int64_t>& old = seen[id];
      std::vector<std::pair<double, std::int64_t>> in;
      for (const auto& [other, s] : observed) {
        if ((is_same_kind && other == id) || !s.has_profile) continue;
        const double dx = s.x - o.x, dy = s.y - o.y, distance = std::sqrt(dx * dx + dy * dy);
        if (distance <= (old.count(other) ? radius * hysteresis : radius)) in.emplace_back(old.count(other) ? distance / hysteresis : distance, other);
      }
      std::sort(in.begin(), in.end());
      if (in.size() > max) in.resize(max);
      old.clear();
      for (const auto& [rank, other] : in) old.insert(other);
    }
  }
};

void wander(RandomStream& random, People& people, std::uint32_t most, bool may_lack_profile) {
  for (int i = 0; i < 12; ++i) {
    const std::int64_t id = random.below(most) - 3;
    const std::uint32_t what = random.below(12);
    if (what == 0) people.erase(id);
    else if (what < 3 || !people.count(id)) people[id] = {random.below(120) * 0.25, random.below(40) * 0.25, !may_lack_profile || random.below(8) > 0};
    else people[id].x += random.below(9) * 0.25 - 1.0;
  }
}

}  // namespace

TEST_CASE("areas of interest hold whom the rule says, and changes add up to them") {
  const Program program = test::compile(kRules);
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    CAPTURE(seed);
    RandomStream random(seed, 0);
    const bool is_same_kind = seed % 2;
    const std::uint32_t max = seed % 3 ? 4 : 256;
    const double radius = seed % 4 ? 3.0 : 0.0, hysteresis = seed % 5 ? 1.25 : 1.0;
    Interest interest = made(program, std::string("{\"observers\":\"player\",\"observed\":") + (is_same_kind ? "\"player\"" : "\"mob\",\"observed_field\":\"at\"") +
                                          ",\"radius\":" + std::to_string(radius) + ",\"hysteresis\":" + std::to_string(hysteresis) + ",\"max\":" + std::to_string(max) + "}");
    Oracle oracle{radius, hysteresis, max, is_same_kind, {}};
    People players, mobs;
    std::map<std::int64_t, std::set<std::int64_t>> told;
    for (int step = 0; step < 40; ++step) {
      CAPTURE(step);
      wander(random, players, 40, true);
      wander(random, mobs, 60, false);
      oracle.update(players, is_same_kind ? players : mobs);
      const World world = world_of(program, players, mobs);
      std::int64_t lost = 0;
      if (random.below(5) == 0) lost = random.below(40) - 3;
      const bool is_lost = lost != 0 && interest.resync(lost);
      if (is_lost) told.erase(lost);
      const auto changes = interest.update(world);
      REQUIRE(changes.ok());
      std::int64_t before = INT64_MIN;
      for (const InterestChange& change : *changes) {
        REQUIRE((change.observer > before || change.is_gone || before == INT64_MIN));
        before = change.observer;
        if (change.is_gone) {
          told.erase(change.observer);
          continue;
        }
        REQUIRE(change.is_full == !told.count(change.observer));
        std::set<std::int64_t>& own = told[change.observer];
        for (const std::int64_t id : change.left) REQUIRE(own.erase(id) == 1);
        for (const std::int64_t id : change.entered) REQUIRE(own.insert(id).second);
        REQUIRE(std::is_sorted(change.entered.begin(), change.entered.end()));
        REQUIRE(std::is_sorted(change.left.begin(), change.left.end()));
      }
      REQUIRE(told == oracle.seen);
      // Nothing moved, so nothing changed; and what is remembered survives its text.
      auto again = Interest::from_json(program, interest.to_json());
      REQUIRE(again.ok());
      REQUIRE(again->to_json() == interest.to_json());
      REQUIRE(again->digest() == interest.digest());
      REQUIRE(updated(*again, world) == "[]");
    }
    CHECK_FALSE(oracle.seen.empty());
  }
}

TEST_CASE("who enters at the radius leaves only beyond a quarter more") {
  const Program program = test::compile(kRules);
  Interest interest = made(program, R"({"observers":"player","observed":"mob","observed_field":"at","radius":20})");
  const auto at = [&](double x) { return updated(interest, world_of(program, {{1, {}}}, {{7, {x, 0}}})); };
  CHECK(at(20.25) == R"([{"entered":[],"full":true,"left":[],"observer":1}])");
  CHECK(at(20) == R"([{"entered":[7],"left":[],"observer":1}])");
  CHECK(at(24.75) == "[]");
  CHECK(at(25) == "[]");
  CHECK(at(25.25) == R"([{"entered":[],"left":[7],"observer":1}])");
  CHECK(at(20.25) == "[]");
  CHECK(at(1) == R"([{"entered":[7],"left":[],"observer":1}])");
  CHECK(updated(interest, world_of(program, {{2, {}}}, {})) == R"([{"gone":true,"observer":1},{"entered":[],"full":true,"left":[],"observer":2}])");
}

TEST_CASE("a replay from any text tells what the run told") {
  const Program program = test::compile(kRules);
  RandomStream random(7, 0);
  Interest interest = made(program, R"({"observers":"player","observed":"player","radius":4.5,"max":3})");
  People players;
  std::vector<World> worlds;
  std::vector<std::string> states, told;
  for (int step = 0; step < 30; ++step) {
    wander(random, players, 30, true);
    worlds.push_back(world_of(program, players));
    states.push_back(interest.to_json());
    told.push_back(updated(interest, worlds.back()));
  }
  for (std::size_t from = 0; from < states.size(); from += 7) {
    auto replayed = Interest::from_json(program, states[from]);
    REQUIRE(replayed.ok());
    for (std::size_t i = from; i < worlds.size(); ++i) REQUIRE(updated(*replayed, worlds[i]) == told[i]);
    CHECK(replayed->digest() == interest.digest());
  }
  const Interest copy = interest;
  interest.resync_all();
  CHECK(copy.digest() != interest.digest());
  CHECK(copy.seen_by(12345).empty());
  CHECK_FALSE(interest.resync(12345));
}

TEST_CASE("a crowd in one spot: each sees the most it may, those of lowest ids") {
  const Program program = test::compile(kRules);
  People crowd;
  for (std::int64_t id = 1; id <= 3000; ++id) crowd[id] = {1, 1};
  Interest interest = made(program, R"({"observers":"player","observed":"player","radius":1,"max":8})");
  const auto changes = interest.update(world_of(program, crowd));
  REQUIRE(changes.ok());
  REQUIRE(changes->size() == 3000);
  CHECK((*changes)[2999].entered == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK((*changes)[0].entered == std::vector<std::int64_t>{2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("a world of another program is refused") {
  const Program program = test::compile(kRules), other = test::compile(test::small_rules(R"("Go": {})"));
  Interest interest = made(program, R"({"observers":"player","observed":"player","radius":1})");
  const auto changes = interest.update(World::empty(other));
  REQUIRE_FALSE(changes.ok());
  CHECK(changes.error().code == ErrorCode::host);
}
