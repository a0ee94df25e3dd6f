// Verdicts by action and reason: equal to a count by hand over the verdict lines, however they were judged.

#include "judge/action_counts.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <tuple>

#include "helpers/game.h"
#include "ludex/columns.h"
#include "ludex/traffic.h"

namespace {

using namespace ludex;

constexpr const char* kRules = R"({"ludex":1,"limits":{"request":{"bytes":200}},"entities":{"player":{"live":{"state":{"n":"int 0..2"}}}},
  "actions":{"Go":{"params":{"by":"int = 1"},"once":{"key":"params.by","scope":"actor"},"require":["params.by < 9 else too_far"],"effects":["actor.n += params.by"]},
             "Stay":{}}})";
constexpr const char* kWorld = R"({"ludex_world":1,"entities":{"player":{"7":{"live":{}}}}})";

std::string counts_of(const Judgement& judgement, const Program& program) {
  std::string out;
  for (const ActionCount& c : judgement.counts_by_action())
    out += std::string(c.action) + " " + std::string(to_string(c.outcome)) + " " + std::string(program.reason_name(c.reason)) + " " + std::to_string(c.count) + "\n";
  return out;
}

}  // namespace

TEST_CASE("a request counts for its action from the moment that the action is known") {
  test::Game game(kRules, kWorld);
  const std::string head = R"({"actor":7,"received_at":1000)";
  const std::string lines = "not JSON\n" + head + "}\n" + head + R"(,"action":"Fly"})" + "\n" + head + R"(,"action":"Go","later":1})" + "\n" + head + R"(,"action":"Go","params":{"by":"x"}})" + "\n" +
                            head + R"(,"action":"Go","params":{"by":9}})" + "\n" + head + R"(,"action":"Go"})" + "\n" + head + R"(,"action":"Go"})" + "\n" + head + R"(,"action":"Stay"})" + "\n" +
                            R"({"actor":"x","received_at":1000,"action":"Go"})" + "\n" + head + R"(,"action":"Go","params":{"by":2}})" + "\n" + std::string(201, ' ');
  const Judgement judgement = game.judge(lines);
  CHECK(counts_of(judgement, game.program) ==
        " rejected malformed 1\n"
        " rejected too_large 1\n"
        " rejected bad_envelope 1\n"
        " rejected unknown_action 2\n"
        " rejected contract 1\n"  // the line has a member that no request has: its action was not looked at
        "Go accepted accepted 1\n"
        "Go duplicate duplicate 1\n"
        "Go rejected contract 1\n"
        "Go rejected out_of_bounds 1\n"
        "Go rejected too_far 1\n"
        "Stay accepted accepted 1\n");
}

TEST_CASE("threads, groups and columns count what lines on one thread count") {
  const Program arena = test::example("arena");
  TrafficOptions options;
  options.players = 40;
  options.requests = 1500;
  options.seed = 3;
  options.attack_rate = 0.3;
  const Traffic traffic = generate_traffic(arena, options);
  const auto judged = [&](const Exec& exec, bool as_group) {
    test::Game game(arena, test::load(arena, traffic.world_json));
    Inputs inputs;
    inputs.exec = exec;
    inputs.as_group = as_group;
    return game.judge(traffic.ndjson, inputs);
  };
  const Judgement serial = judged({Exec::Mode::serial, 0}, false);
  CHECK(counts_of(judged({Exec::Mode::parallel, 3}, false), arena) == counts_of(serial, arena));

  std::uint64_t requests = 0, in_group = 0;
  std::map<Reason, std::uint64_t> by_reason;
  for (const ActionCount& c : serial.counts_by_action()) {
    requests += c.count;
    by_reason[c.reason] += c.count;
  }
  for (const ActionCount& c : judged({Exec::Mode::serial, 0}, true).counts_by_action()) in_group += c.count;
  CHECK(requests == serial.verdicts().size());
  CHECK(in_group == requests);
  for (const auto& [reason, count] : serial.counts()) CHECK(by_reason[reason] == count);

  // What has no row keeps none of its lines' counts; all others are equal.
  const auto encoded = encode_requests(arena, traffic.ndjson);
  REQUIRE(encoded.ok());
  const RequestColumns& columns = encoded.value();
  const auto decoded = decode_requests(columns.bytes);
  REQUIRE(decoded.ok());
  const std::string& lines = decoded.value();
  test::Game from_columns(arena, test::load(arena, traffic.world_json)), from_lines(arena, test::load(arena, traffic.world_json));
  const auto by_columns = judge_columns_in_place(arena, from_columns.world, columns.bytes);
  REQUIRE(by_columns.ok());
  CHECK(counts_of(*by_columns, arena) == counts_of(from_lines.judge(lines), arena));
}

TEST_CASE("a batch of nothing has no counts") {
  test::Game game(kRules, kWorld);
  CHECK(game.judge("").counts_by_action().empty());
}
