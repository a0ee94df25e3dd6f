// The same answer at any number of threads: verdict lines, digests and deltas against those of one thread.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "helpers/game.h"
#include "judge/batch_judge.h"
#include "ludex/columns.h"
#include "ludex/traffic.h"
#include "support/parallel.h"
#include "support/random.h"

namespace {

using namespace ludex;

// Everything that could make threads meet: keys, timers, entities that come and go, texts and lists that grow, names read
// from state, an actor that is nobody, two names for one entity.
constexpr const char* kRules = R"json({"ludex":1,
  "entities":{
    "player":{"profile":{"version":0,"state":{"coins":"int >= 0 = 100","bag":"map<string, int> max 8","note":{"type":"string","maxLength":40,"default":""}}},
              "live":{"state":{"hp":"int 0..100 = 100","friend":"ref player = 1","log":"list<int> max 12","at":"vec3"}}},
    "drop":{"live":{"state":{"n":"int"}}}},
  "limits":{"rate":{"per_second":50,"burst":20},"nonce":{"counter":8},"ledger":{"entries":40}},
  "actions":{
    "Hit":{"params":{"target":"ref player"},"with":{"target":{"player":"params.target"}},"rate":{"per_second":20,"burst":9},
           "require":["target.hp > 0 else dead"],"effects":["target.hp -= 1 + (chance('crit', 0.5) ? 1 : 0) min 0",{"append":"actor.log","value":"target.hp"}],
           "emit":[{"event":"Hit","audience":"all","data":{"hp":"target.hp"}}],"result":"target.hp"},
    "Give":{"params":{"to":"ref player","n":"int 0..9"},"with":{"to":{"player":"params.to","may_alias":true}},"cost":{"coins":"params.n"},
            "effects":["to.coins += params.n","to.bag[string(params.n)] += 1","to.note = string(to.coins) + ' coins of ' + string(actor.id)"]},
    "Forget":{"params":{},"effects":[{"remove_where":"actor.log","as":"x","that":"x % 2 == 0"},"remove actor.bag['3']"]},
    "Buy":{"params":{"receipt":"int"},"once":{"key":"params.receipt","scope":"world"},"effects":["actor.coins += 5"],"result":"actor.coins"},
    "Later":{"params":{"in":"int 0..50"},"effects":[{"after_ms":"params.in","do":"Ring","id":"actor.id % 3"}]},
    "Ring":{"from":["timer"],"effects":["actor.hp += 3 max 100"]},
    "Follow":{"with":{"f":{"player":"actor.friend","optional":true}},"effects":[{"if":"has(f)","then":["f.hp -= 1 min 0"]},"actor.friend = actor.friend % 6 + 1"]},
    "Drop":{"params":{"id":"int"},"effects":[{"create":"drop","id":"params.id","as":"d","live":{"n":"actor.hp"}}]},
    "Take":{"params":{"id":"ref drop"},"with":{"d":{"drop":"params.id"}},"effects":["actor.coins += d.n",{"delete":"d"}]}}})json";

std::string world_of(std::uint32_t players) {
  std::string out = R"({"ludex_world":1,"now":1000,"seed":7,"entities":{"player":{)";
  for (std::uint32_t i = 1; i <= players; ++i) out += (i > 1 ? ",\"" : "\"") + std::to_string(i) + R"(":{"profile":{"version":0,"state":{}}})";
  return out + "}}}";
}

std::string batch_of(RandomStream& random, std::uint32_t lines, std::uint32_t players, std::int64_t from, std::int64_t& nonce) {
  const auto n = [&](std::uint32_t below) { return std::to_string(random.below(below)); };
  std::string out;
  for (std::uint32_t i = 0; i < lines; ++i) {
    const std::uint32_t what = random.below(40);
    const std::string actor = std::to_string(1 + random.below(players + 1));  // one is nobody
    std::string action = "\"Hit\",\"params\":{\"target\":" + std::to_string(1 + random.below(players + 1)) + "}";
    if (what < 10) action = "\"Give\",\"params\":{\"to\":" + std::to_string(1 + random.below(players)) + ",\"n\":" + n(9) + "}";
    else if (what < 14) action = "\"Forget\"";
    else if (what < 18) action = "\"Buy\",\"params\":{\"receipt\":" + n(30) + "}";
    else if (what < 21) action = "\"Later\",\"params\":{\"in\":" + n(50) + "}";
    else if (what == 21) action = "\"Follow\"";
    else if (what == 22) action = "\"Drop\",\"params\":{\"id\":" + n(5) + "}";
    else if (what == 23) action = "\"Take\",\"params\":{\"id\":" + n(5) + "}";
    else if (what == 24) action = "\"Hit\",\"params\":{\"target\":\"x\"}";
    if (what == 25) out += "{\"not\n";
    else out += "{\"actor\":" + actor + ",\"session\":" + n(2) + ",\"received_at\":" + std::to_string(from + i / 3) + ",\"nonce\":" + std::to_string(++nonce - random.below(3)) + ",\"action\":" + action + "}\n";
  }
  return out;
}

/// As long as it lives, threads start in another order and step aside, or leave all to one, at moments drawn from `seed`.
struct Shuffled {
  explicit Shuffled(std::uint64_t seed, bool they_leave = false) { detail::shuffle_schedules(seed, they_leave); }
  ~Shuffled() { detail::shuffle_schedules(0); }
};

/// Targets by Zipf's law: the k-th of `players` with a weight of 1 / k^skew.
class Zipf {
 public:
  Zipf(std::uint32_t players, double skew) {
    double sum = 0;
    for (std::uint32_t k = 1; k <= players; ++k) below_.push_back(sum += std::pow(k, -skew));
  }
  std::uint32_t draw(RandomStream& random) const {
    const double at = static_cast<double>(random.next_u32()) / 4294967296.0 * below_.back();
    return static_cast<std::uint32_t>(std::upper_bound(below_.begin(), below_.end(), at) - below_.begin()) + 1;
  }

 private:
  std::vector<double> below_;
};

/// All that a batch says, and the world it leaves.
std::string told(test::Game& game, std::string_view lines, const Exec& exec, bool as_group = false) {
  Inputs inputs;
  inputs.as_group = as_group;
  inputs.want_delta = true;
  inputs.exec = exec;
  const Judgement j = game.judge(lines, inputs);
  std::string out = digest_text(j.batch_digest()) + digest_text(j.world_digest());
  j.write_verdicts(out);
  j.write_timers(out);
  return out + j.delta().bytes();
}

}  // namespace

// LUDEX_BATCHES in the environment says how many; make test-all asks for ten thousand.
TEST_CASE("small batches that meet in everything are judged as by one thread") {
  const char* asked = std::getenv("LUDEX_BATCHES");
  const std::uint64_t wanted = asked ? std::strtoull(asked, nullptr, 10) : 600;
  const Program program = test::compile(kRules);
  RandomStream random(3, 0);
  std::uint64_t accepted = 0, batches = 0;
  for (std::uint32_t round = 0; batches < wanted; ++round) {
    const std::uint32_t players = 1 + random.below(12);
    const World opening = test::load(program, world_of(players));
    test::Game serial(program, opening), parallel(program, opening);
    const std::uint32_t threads = 2 + random.below(3);
    std::int64_t nonce = 0, from = 1000;
    const Shuffled shuffled(round % 3, round % 3 == 2);  // every third round as it comes
    bool is_same = true;
    for (std::uint32_t b = 0; b < 20; ++b, ++batches, from += 60) {
      const std::string lines = batch_of(random, 1 + random.below(40), players, from, nonce);
      const bool as_group = random.below(8) == 0;
      const std::string expected = told(serial, lines, {Exec::Mode::serial, 0}, as_group);
      is_same = is_same && told(parallel, lines, {Exec::Mode::parallel, threads}, as_group) == expected;
      for (std::size_t at = 0; (at = expected.find("\"accepted\"", at)) != std::string::npos; ++at) ++accepted;
    }
    CAPTURE(round);
    CHECK(is_same);
    CHECK(parallel.world.to_json() == serial.world.to_json());
    CHECK(parallel.world.digest() == parallel.world.recomputed_digest());
  }
  CHECK(accepted > 5 * wanted);  // not a test of refusals only
}

TEST_CASE("a day of the arena has the same digests at any number of threads") {
  const Program program = test::example("arena");
  TrafficOptions options;
  options.players = 60;
  options.requests = 6000;
  options.attack_rate = 0.3;
  options.span_ms = 600'000;
  const Traffic traffic = generate_traffic(program, options);
  const World opening = test::load(program, traffic.world_json);
  test::Game serial(program, opening);
  const std::string expected = told(serial, traffic.ndjson, {Exec::Mode::serial, 0});
  for (const std::uint32_t threads : {1u, 2u, 3u, 5u, 8u, 16u, 32u}) {
    CAPTURE(threads);
    test::Game parallel(program, opening);
    const bool is_same = told(parallel, traffic.ndjson, {Exec::Mode::parallel, threads}) == expected;
    CHECK(is_same);
  }
  test::Game automatic(program, opening);
  CHECK((told(automatic, traffic.ndjson, {}) == expected));
}

TEST_CASE("however often some are aimed at, the answer is that of one thread") {
  const Program program = test::compile(kRules);
  constexpr std::uint32_t kPlayers = 100;
  const World opening = test::load(program, world_of(kPlayers));
  for (const double skew : {0.0, 0.8, 1.2}) {
    CAPTURE(skew);
    RandomStream random(11, static_cast<std::uint64_t>(skew * 10));
    const Zipf targets(kPlayers, skew);
    std::string lines;
    for (std::int64_t i = 0; i < 6000; ++i) {
      const std::string target = std::to_string(targets.draw(random));
      const std::string nonce = "\"nonce\":" + std::to_string(i) + ",";
      const std::int64_t actor = 1 + random.below(kPlayers);
      if (i % 3 == 0) lines += test::line(actor, 1000 + i, "Give", nonce + "\"params\":{\"to\":" + target + ",\"n\":" + std::to_string(random.below(9)) + "}");
      else lines += test::line(actor, 1000 + i, "Hit", nonce + "\"params\":{\"target\":" + target + "}");
    }
    test::Game serial(program, opening);
    const std::string expected = told(serial, lines, {Exec::Mode::serial, 0});
    CHECK(std::count(expected.begin(), expected.end(), '\n') > 6000);
    for (const std::uint32_t threads : {1u, 2u, 3u, 5u, 8u, 16u, 32u})
      for (std::uint64_t repeat = 0; repeat < 3; ++repeat) {
        CAPTURE(threads);
        const Shuffled shuffled(repeat * 100 + (repeat ? threads : 0));  // once as it comes
        test::Game parallel(program, opening);
        const bool is_same = told(parallel, lines, {Exec::Mode::parallel, threads}) == expected;
        CHECK(is_same);
      }
  }
}

TEST_CASE("threads that leave a stretch to one say what one says, and come back later") {
  const Program program = test::compile(kRules);
  const World opening = test::load(program, world_of(50));
  RandomStream random(13, 0);
  constexpr std::size_t kLines = 1200;
  std::vector<std::string> batches(6);
  for (std::size_t i = 0; i < 6 * kLines; ++i) {
    std::string rest = "\"nonce\":" + std::to_string(i) + ",\"params\":{\"target\":" + std::to_string(1 + random.below(50)) + "}";
    if (i % 3 == 0) rest.replace(rest.find("target"), 6, "n\":4,\"to");
    batches[i / kLines] += test::line(1 + random.below(50), 1000 + static_cast<std::int64_t>(i), i % 3 == 0 ? "Give" : "Hit", rest);
  }
  test::Game serial(program, opening);
  std::vector<std::string> expected;
  for (const std::string& lines : batches) expected.push_back(told(serial, lines, {Exec::Mode::serial, 0}));

  const auto left_to_one = [](const test::Game& game) { return static_cast<const detail::Workspace*>(game.world.data().workspace.get())->for_one; };
  int forced = 0, automatic = 0;
  for (const Exec& exec : {Exec{Exec::Mode::parallel, 4}, Exec{Exec::Mode::automatic, 4}}) {
    const bool is_forced = exec.mode == Exec::Mode::parallel;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(seed);
      const Shuffled shuffled(seed, true);
      test::Game game(program, opening);
      std::size_t before = 0;
      for (std::size_t b = 0; b < batches.size(); ++b) {
        CAPTURE(b);
        const bool is_same = told(game, batches[b], exec) == expected[b];
        CHECK(is_same);
        const std::size_t left = left_to_one(game);
        (is_forced ? forced : automatic) += left > before;
        // What is left to one is worth tens of batches; several threads that were asked for are several all the same.
        if (!is_forced && before > 0) CHECK(left == before - kLines);
        before = left;
      }
      CHECK(game.world.digest() == game.world.recomputed_digest());
    }
  }
  if (detail::kHasThreads) CHECK(forced > 20);
  if (available_threads({}) > 1) CHECK(automatic > 5);
}

TEST_CASE("columns on several threads say what lines say on one") {
  const Program program = test::example("arena");
  TrafficOptions options;
  options.players = 40;
  options.requests = 5000;
  options.attack_rate = 0.2;
  options.span_ms = 600'000;
  const Traffic traffic = generate_traffic(program, options);
  const RequestColumns columns = encode_requests(program, traffic.ndjson).value();
  const World opening = test::load(program, traffic.world_json);
  test::Game serial(program, opening);
  const std::string expected = told(serial, decode_requests(columns.bytes).value(), {Exec::Mode::serial, 0});
  for (const std::uint32_t threads : {1u, 2u, 3u, 8u, 32u}) {
    CAPTURE(threads);
    World world = opening;
    Inputs inputs;
    inputs.want_delta = true;
    inputs.exec = {Exec::Mode::parallel, threads};
    const auto judged = judge_columns_in_place(program, world, columns.bytes, inputs);
    REQUIRE(judged.ok());
    const Judgement& j = *judged;
    std::string said = digest_text(j.batch_digest()) + digest_text(j.world_digest());
    j.write_verdicts(said);
    j.write_timers(said);
    const bool is_same = said + j.delta().bytes() == expected;
    CHECK(is_same);
  }
}

TEST_CASE("what is made in the middle of a batch is met in order by those who name it") {
  const Program program = test::compile(R"json({"ludex":1,"entities":{"player":{"live":{"state":{"hits":"int"}}},
    "orc":{"live":{"state":{"hp":"int = 1000000","note":{"type":"string","maxLength":64,"default":""}}}}},
    "actions":{"Spawn":{"params":{"id":"int"},"effects":[{"create":"orc","id":"params.id","as":"o"}]},
      "Attack":{"params":{"id":"ref orc"},"with":{"o":{"orc":"params.id"}},
                "effects":["o.hp -= 1","o.note = string(o.hp) + ' by ' + string(actor.id)","actor.hits += 1"],"result":"o.hp"}}})json");
  const World opening = test::load(program, test::players(40));
  std::string lines = test::line(1, 1000, "Attack", "\"params\":{\"id\":7}") + test::line(1, 1000, "Spawn", "\"params\":{\"id\":7}");
  for (int i = 0; i < 3000; ++i) lines += test::line(1 + i % 40, 1000, "Attack", "\"params\":{\"id\":7}");
  test::Game serial(program, opening), parallel(program, opening);
  const std::string expected = told(serial, lines, {Exec::Mode::serial, 0});
  CHECK((told(parallel, lines, {Exec::Mode::parallel, 4}) == expected));
}

TEST_CASE("a ledger that fills up refuses the same requests") {
  const Program program = test::compile(kRules);
  const World opening = test::load(program, world_of(50));
  std::string lines;
  for (int i = 0; i < 200; ++i)
    lines += test::line(1 + i % 50, 1000 + i, "Buy", "\"nonce\":" + std::to_string(i) + ",\"params\":{\"receipt\":" + std::to_string(i) + "}");
  test::Game serial(program, opening), parallel(program, opening);
  const std::string expected = told(serial, lines, {Exec::Mode::serial, 0});
  CHECK(expected.find("ledger_full") != std::string::npos);
  CHECK((told(parallel, lines, {Exec::Mode::parallel, 4}) == expected));
}

TEST_CASE("state keeps its memory when threads take turns at it") {
  const Program program = test::compile(kRules);
  test::Game game(program, test::load(program, world_of(8)));
  RandomStream random(5, 0);
  std::int64_t nonce = 0, from = 1000;
  for (int round = 0; round < 300; ++round, from += 100) {
    const std::string lines = batch_of(random, 60, 8, from, nonce);
    Inputs inputs;
    inputs.exec = {Exec::Mode::parallel, 3};
    game.judge(lines, inputs);
  }
  CHECK(game.world.digest() == game.world.recomputed_digest());
}
