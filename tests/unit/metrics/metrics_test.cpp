// Sums of judgements: what is counted, for how long it is kept, and what merging and copying do to it.

#include "ludex/metrics.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/allocations.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

std::string rules(const char* version, const char* more = "") {
  return std::string(R"({"ludex":1,"name":"small","version":)") + version + R"(,"entities":{"player":{"live":{"state":{"n":"int 0..2"}}},"room":{"live":{"state":{"n":"int"}}}},
    "actions":{"Go":{"from":["client","timer"],"params":{"by":"int = 1"},"once":{"key":"params.by","scope":"actor"},"effects":["actor.n += params.by"]},
               "Wake":{"effects":[{"after_ms":"10","do":"Go","params":{"by":"2"},"id":"'t'"}]})" + more + "}}";
}
constexpr const char* kWorld = R"({"ludex_world":1,"now":1000,"entities":{"player":{"7":{"live":{}},"8":{"live":{}}},"room":{}}})";

std::string go(int by, int actor = 7) {
  return "{\"actor\":" + std::to_string(actor) + ",\"received_at\":1000,\"action\":\"Go\",\"params\":{\"by\":" + std::to_string(by) + "}}\n";
}

bool has(const std::string& text, const std::string& line) { return text.find("\n" + line + "\n") != std::string::npos; }

}  // namespace

TEST_CASE("metrics of nothing are families without samples of requests, and their end") {
  CHECK(Metrics().text() ==
        "# TYPE ludex_requests counter\n# HELP ludex_requests Requests judged; action is empty where the request names none that is known.\n"
        "# TYPE ludex_timers counter\n# HELP ludex_timers Timers that ran, by what they asked for.\n"
        "# TYPE ludex_batches counter\n# HELP ludex_batches Batches judged.\nludex_batches_total 0\n"
        "# TYPE ludex_batch_requests histogram\n# HELP ludex_batch_requests Requests in a batch.\n"
        "ludex_batch_requests_bucket{le=\"1.0\"} 0\nludex_batch_requests_bucket{le=\"4.0\"} 0\nludex_batch_requests_bucket{le=\"16.0\"} 0\nludex_batch_requests_bucket{le=\"64.0\"} 0\n"
        "ludex_batch_requests_bucket{le=\"256.0\"} 0\nludex_batch_requests_bucket{le=\"1024.0\"} 0\nludex_batch_requests_bucket{le=\"4096.0\"} 0\n"
        "ludex_batch_requests_bucket{le=\"16384.0\"} 0\nludex_batch_requests_bucket{le=\"65536.0\"} 0\nludex_batch_requests_bucket{le=\"262144.0\"} 0\n"
        "ludex_batch_requests_bucket{le=\"+Inf\"} 0\nludex_batch_requests_count 0\nludex_batch_requests_sum 0\n# EOF\n");
}

TEST_CASE("requests are counted by action, outcome and reason, batches by size") {
  test::Game game(rules("1"), kWorld);
  Metrics metrics;
  metrics.add(game.judge(go(1) + go(1) + go(5) + "{}\n"));
  metrics.add(game.judge(go(1, 8)));
  const std::string text = metrics.text();
  CHECK(has(text, R"(ludex_requests_total{action="",outcome="rejected",reason="bad_envelope"} 1)"));
  CHECK(has(text, R"(ludex_requests_total{action="Go",outcome="accepted",reason="accepted"} 2)"));
  CHECK(has(text, R"(ludex_requests_total{action="Go",outcome="duplicate",reason="duplicate"} 1)"));
  CHECK(has(text, R"(ludex_requests_total{action="Go",outcome="rejected",reason="out_of_bounds"} 1)"));
  CHECK(has(text, "ludex_batches_total 2"));
  CHECK(has(text, R"(ludex_batch_requests_bucket{le="1.0"} 1)"));
  CHECK(has(text, R"(ludex_batch_requests_bucket{le="4.0"} 2)"));
  CHECK(has(text, "ludex_batch_requests_sum 5"));
  CHECK(text.find("judge_seconds") == std::string::npos);
  CHECK(text.find("ludex_world") == std::string::npos);
}

TEST_CASE("timers are counted by what they asked for") {
  test::Game game(rules("1"), kWorld);
  Metrics metrics;
  metrics.add(game.judge(R"({"actor":7,"received_at":1000,"action":"Wake"})"));
  metrics.add(game.judge("", test::opened_at(2000)));
  CHECK(has(metrics.text(), R"(ludex_timers_total{action="Go",outcome="accepted",reason="accepted"} 1)"));
}

TEST_CASE("counters outlive their rulebook, and the one that judges is told of") {
  Metrics metrics;
  {
    test::Game game(rules("1"), kWorld);
    metrics.add(game.judge(go(1)));
  }
  test::Game game(rules("2", R"(,"Rest":{})"), kWorld);
  metrics.add(game.judge(go(1)));
  metrics.add(game.judge(R"({"actor":7,"received_at":1000,"action":"Rest"})"));
  const std::string text = metrics.text();
  CHECK(has(text, R"(ludex_requests_total{action="Go",outcome="accepted",reason="accepted"} 2)"));
  CHECK(has(text, R"(ludex_requests_total{action="Rest",outcome="accepted",reason="accepted"} 1)"));
  CHECK(has(text, "ludex_rulebook_info{digest=\"" + digest_text(game.program.digest()) + R"(",name="small",version="2"} 1)"));
}

TEST_CASE("a world is told as it is now") {
  test::Game game(rules("1"), kWorld);
  Metrics metrics;
  metrics.set_world(game.world);
  CHECK(has(metrics.text(), R"(ludex_world_entities{kind="player"} 2)"));
  CHECK(has(metrics.text(), R"(ludex_world_entities{kind="room"} 0)"));
  CHECK(has(metrics.text(), "ludex_world_ledger_entries 0"));
  game.judge(go(1) + R"({"actor":7,"received_at":1000,"action":"Wake"})");
  metrics.set_world(game.world);
  CHECK(has(metrics.text(), "ludex_world_ledger_entries 1"));
  CHECK(has(metrics.text(), "ludex_world_guards 1"));
  CHECK(has(metrics.text(), "ludex_world_timers 1"));
}

TEST_CASE("durations are what the host says, exactly") {
  Metrics metrics;
  for (const std::uint64_t ns : {10'000u, 10'001u, 2'000'000'000u}) metrics.add_judge_time(ns);
  const std::string text = metrics.text();
  CHECK(has(text, "# UNIT ludex_judge_seconds seconds"));
  CHECK(has(text, R"(ludex_judge_seconds_bucket{le="1e-05"} 1)"));
  CHECK(has(text, R"(ludex_judge_seconds_bucket{le="3e-05"} 2)"));
  CHECK(has(text, R"(ludex_judge_seconds_bucket{le="0.0001"} 2)"));
  CHECK(has(text, R"(ludex_judge_seconds_bucket{le="1.0"} 2)"));
  CHECK(has(text, R"(ludex_judge_seconds_bucket{le="+Inf"} 3)"));
  CHECK(has(text, "ludex_judge_seconds_sum 2.000020001"));
}

TEST_CASE("merged metrics are those of all batches, whoever counted them") {
  test::Game a(rules("1"), kWorld), b(rules("1"), kWorld), again(rules("1"), kWorld), both(rules("1"), kWorld);
  Metrics first, second, whole;
  for (Metrics* m : {&first, &whole}) m->add((m == &first ? a : again).judge(go(1)));
  for (Metrics* m : {&second, &whole}) m->add((m == &second ? b : both).judge(go(1) + go(9)));
  first.add_judge_time(5);
  second.add_judge_time(7);
  whole.add_judge_time(5);
  whole.add_judge_time(7);
  first.merge(second);
  CHECK(first.text() == whole.text());
  Metrics doubled = first;
  doubled.merge(doubled);
  CHECK(has(doubled.text(), "ludex_batches_total 4"));
  CHECK(has(first.text(), "ludex_batches_total 2"));
}

TEST_CASE("worlds that are merged stand side by side") {
  test::Game game(rules("1"), kWorld);
  Metrics one, all;
  one.set_world(game.world);
  all.merge(one);
  all.merge(one);
  CHECK(has(all.text(), R"(ludex_world_entities{kind="player"} 4)"));
}

TEST_CASE("a copy counts on its own") {
  test::Game game(rules("1"), kWorld);
  Metrics metrics;
  metrics.add(game.judge(go(1)));
  Metrics copy = metrics;
  CHECK(copy.text() == metrics.text());
  copy.add(game.judge(go(1)));
  CHECK(has(metrics.text(), "ludex_batches_total 1"));
  CHECK(has(copy.text(), "ludex_batches_total 2"));
}

TEST_CASE("adding a batch of the rulebook at hand allocates nothing") {
  test::Game game(rules("1"), kWorld);
  Metrics metrics;
  metrics.add(game.judge(go(1)));
  const Judgement next = game.judge(go(1) + go(1) + "{}\n");
  const std::uint64_t before = test::allocation_count();
  for (int i = 0; i < 100; ++i) metrics.add(next);
  CHECK(test::allocation_count() == before);
  CHECK(has(metrics.text(), "ludex_batches_total 101"));
}
