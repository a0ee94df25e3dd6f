#include "ludex/traffic.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/judge.h"
#include "support/hash.h"
#include "value/json_scan.h"
#include "helpers/files.h"

namespace {

using ludex::Program;
using ludex::Traffic;
using ludex::TrafficOptions;
using ludex::World;

// Kinds of shapes the arena has not: optionals, enumerations, other kinds, maps keyed by rows, lists of records.
constexpr std::string_view kMarket = R"json({
  "ludex": 1, "name": "market", "version": 1,
  "tables": {"goods": {"columns": {"price": "int >= 0"}, "rows": {"salt": {"price": 3}, "silk": {"price": 40}}}},
  "entities": {
    "trader": {
      "profile": {"version": 1, "state": {
        "silver": "int >= 0 = 50", "stock": "map<row goods, int 0..99> max 20", "title": "string 0..12"}},
      "live": {"state": {"mood": "enum(calm, busy)", "stall": "ref stall = 1", "position": "vec3"}}
    },
    "stall": {"live": {"state": {"place": "vec3", "rent": "int 1..20 = 5", "open": "bool = true"}}}
  },
  "limits": {"rate": {"per_second": 8, "burst": 8}, "nonce": {"counter": 64}, "clock": {"late_ms": 1500, "early_ms": 300}},
  "actions": {
    "Walk": {
      "params": {"to": "vec3"},
      "require": ["distance(actor.position, params.to) <= 9.0 else too_far"],
      "effects": ["actor.position = params.to"]
    },
    "Gift": {
      "params": {"to": "ref trader", "receipt": "string 6..32"},
      "with": {"to": {"trader": "params.to"}},
      "once": {"key": "params.receipt", "keep": "24h"},
      "cost": {"silver": "1"},
      "effects": ["to.silver += 1"]
    },
    "Buy": {
      "params": {"good": "row goods", "note": "string 0..20?"},
      "cost": {"silver": "tables.goods[params.good].price"},
      "effects": ["actor.stock[params.good] += 1"]
    },
    "Visit": {
      "params": {"stall": "ref stall"},
      "with": {"stall": {"stall": "params.stall"}},
      "require": ["stall.open else closed"],
      "effects": ["actor.stall = params.stall"]
    },
    "Rest": {"params": {"mood": "enum(calm, busy)", "weight": "double 0..10"}, "effects": ["actor.mood = params.mood"]}
  }
})json";

Program compile(std::string_view text) {
  auto program = Program::compile(text);
  if (!program) FAIL(ludex::format_error(program.error()));
  return program.value();
}

Program arena() {
  std::ifstream file(ludex::test::source_dir() / "examples/rulebooks/arena.json");
  return compile(std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
}

TrafficOptions options(std::uint32_t players, std::uint64_t requests, double attack_rate, std::uint64_t seed = 1) {
  TrafficOptions out;
  out.players = players;
  out.requests = requests;
  out.attack_rate = attack_rate;
  out.seed = seed;
  return out;
}

std::vector<std::string_view> lines_of(const Traffic& traffic) {
  std::vector<std::string_view> out;
  std::string_view rest = traffic.ndjson;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    REQUIRE(end != std::string_view::npos);  // every line ends
    out.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return out;
}

/// Verdicts per reason name.
std::map<std::string, double> judge(const Program& program, const Traffic& traffic) {
  auto world = World::from_json(program, traffic.world_json);
  if (!world) FAIL(ludex::format_error(world.error()));
  const auto judgement = ludex::judge_in_place(program, *world, traffic.ndjson);
  if (!judgement) FAIL(ludex::format_error(judgement.error()));
  std::map<std::string, double> shares;
  for (const auto& [reason, count] : judgement->counts())
    shares[std::string(program.reason_name(reason))] =
        static_cast<double>(count) / static_cast<double>(judgement->verdicts().size());
  return shares;
}

}  // namespace

TEST_CASE("one seed gives one traffic, and these are its bytes") {
  const Program program = compile(kMarket);  // not an example, which may be edited
  const Traffic a = generate_traffic(program, options(40, 3'000, 0.2));
  const Traffic b = generate_traffic(program, options(40, 3'000, 0.2));
  CHECK(a.world_json == b.world_json);
  CHECK(a.ndjson == b.ndjson);
  // Changes with the generator, and then on every platform alike.
  CHECK(ludex::digest_text(ludex::xxh64(a.world_json, 0)) == "fec79e1234aa2cf9");
  CHECK(ludex::digest_text(ludex::xxh64(a.ndjson, 0)) == "62a697949f981c28");
}

TEST_CASE("another seed gives another world and other lines") {
  const Traffic a = generate_traffic(arena(), options(20, 500, 0.1, 1));
  const Traffic b = generate_traffic(arena(), options(20, 500, 0.1, 2));
  CHECK(a.world_json != b.world_json);
  CHECK(a.ndjson != b.ndjson);
}

TEST_CASE("there are as many lines as were asked for") {
  const Program program = arena();
  for (const std::uint64_t requests : {0u, 1u, 99u, 1'234u})
    for (const double rate : {0.0, 0.3, 1.0})
      CHECK(lines_of(generate_traffic(program, options(7, requests, rate))).size() == requests);
}

TEST_CASE("the world text is in canonical form, with the players asked for") {
  const Program program = arena();
  const Traffic traffic = generate_traffic(program, options(123, 0, 0.0));
  const auto world = World::from_json(program, traffic.world_json);
  REQUIRE(world.ok());
  CHECK(world->to_json() == traffic.world_json);
  CHECK(world->entity_count() == 123);
  CHECK(world->now() == TrafficOptions{}.start_ms);
}

TEST_CASE("without attackers every line is JSON and keeps its contract") {
  for (const Program& program : {arena(), compile(kMarket)}) {
    const Traffic traffic = generate_traffic(program, options(50, 4'000, 0.0));
    ludex::json::Tape tape;
    for (const std::string_view line : lines_of(traffic)) REQUIRE(ludex::json::scan(line, {}, tape).ok());
    auto shares = judge(program, traffic);
    for (const char* reason :
         {"malformed", "too_large", "too_deep", "too_many_nodes", "bad_envelope", "unknown_action", "contract",
          "rate_limited", "nonce_replayed", "nonce_too_old", "sent_too_early", "no_such_entity", "same_entity"}) {
      CAPTURE(reason);
      CHECK(shares[reason] == 0.0);
    }
    CHECK(shares["accepted"] > 0.6);
  }
}

TEST_CASE("a day of the arena is mostly accepted and meets every refusal") {
  const Program program = arena();
  auto shares = judge(program, generate_traffic(program, options(200, 40'000, 0.1)));
  CHECK(shares["accepted"] > 0.55);
  CHECK(shares["accepted"] < 0.80);
  for (const auto reason : program.reasons()) {
    const std::string name(program.reason_name(reason));
    // What only hosts, timers, full ledgers and failing rules give is not for clients to provoke.
    static const std::vector<std::string> kBeyondClients = {"timer_failed",  "profile_not_ready", "profile_read_only",
                                                            "key_expired",   "ledger_full",       "rule_error",
                                                            "out_of_bounds", "entity_exists"};
    if (std::find(kBeyondClients.begin(), kBeyondClients.end(), name) != kBeyondClients.end()) continue;
    CAPTURE(name);
    CHECK(shares[name] > 0.0);
  }
}

TEST_CASE("more attackers mean fewer accepted requests") {
  const Program program = arena();
  double last = 1.0;
  for (const double rate : {0.0, 0.25, 0.75, 1.0}) {
    const double accepted = judge(program, generate_traffic(program, options(50, 4'000, rate)))["accepted"];
    CHECK(accepted < last);
    last = accepted;
  }
  CHECK(last < 0.1);
}

TEST_CASE("a rulebook without actions still gets its lines") {
  const Program program = compile(R"json({
    "ludex": 1, "name": "still", "version": 1, "entities": {"player": {"live": {"state": {"n": "int"}}}}, "actions": {}})json");
  CHECK(judge(program, generate_traffic(program, options(3, 50, 0.5)))["unknown_action"] == 1.0);
}

TEST_CASE("options out of reason are brought back") {
  const Program program = arena();
  TrafficOptions wild = options(0, 200, 7.0, UINT64_MAX);
  wild.start_ms = INT64_MIN;
  wild.span_ms = INT64_MAX;
  CHECK(lines_of(generate_traffic(program, wild)).size() == 200);
  wild.start_ms = INT64_MAX;
  wild.span_ms = -1;
  wild.attack_rate = -1.0;
  CHECK(judge(program, generate_traffic(program, wild)).count("malformed") == 0);
}

TEST_CASE("progress is told about a hundred times, in rising numbers") {
  std::vector<std::uint64_t> told;
  generate_traffic(arena(), options(10, 1'000, 0.1), [&](std::uint64_t made) { told.push_back(made); });
  CHECK(told.size() == 100);
  CHECK(std::is_sorted(told.begin(), told.end()));
  CHECK(told.back() == 1'000);
}
