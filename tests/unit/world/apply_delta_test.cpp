// Deltas from elsewhere: refused with a place, never half applied, never a crash.

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "helpers/effect_machine.h"
#include "helpers/game.h"
#include "ludex/delta.h"
#include "support/random.h"

namespace {

using namespace ludex;

struct Pair {
  Program program = test::compile(test::kMachineRules);
  World from = test::load(program, test::kMachineOpening);
  World to = from;
  std::string delta;

  Pair() {
    test::Game game(program, from);
    test::MachineRequests requests(4);
    std::int64_t clock = 1000;
    std::string lines;
    for (int i = 0; i < 40; ++i) lines += requests.next(clock);
    game.judge(lines, test::opened_at(1000));
    to = game.world;
    const auto made = world_delta(from, to);
    REQUIRE(made.ok());
    delta = *made;
  }
};

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("a delta that was cut or changed is refused, or was not changed in what it says") {
  const Pair pair;
  for (std::size_t n = 0; n < pair.delta.size(); n += 1 + n / 200) CHECK_FALSE(apply_world_delta(pair.from, std::string_view(pair.delta).substr(0, n)).ok());
  RandomStream random(8, 0);
  std::size_t refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string bad = pair.delta;
    bad[random.below(static_cast<std::uint32_t>(bad.size()))] = static_cast<char>(32 + random.below(95));
    const auto made = apply_world_delta(pair.from, bad);
    refused += !made.ok();
    if (made.ok()) REQUIRE(made->digest() == pair.to.digest());
  }
  CHECK(refused > 2500);
}

TEST_CASE("each fault has its code and its place") {
  const Pair pair;
  const auto fault = [&](const std::string& delta, std::string_view pointer, ErrorCode code = ErrorCode::world) {
    const auto made = apply_world_delta(pair.from, delta);
    CAPTURE(delta);
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().pointer == pointer);
    CHECK(made.error().code == code);
    CHECK(made.error().message != "");
  };
  const std::string head = "{\"ludex_delta\":1,\"program\":\"" + digest_text(pair.program.digest()) + "\",\"from\":\"" + digest_text(pair.from.digest()) + "\",\"to\":\"" + digest_text(pair.from.digest()) + "\"";
  CHECK(apply_world_delta(pair.from, head + "}").ok());
  fault("[]", "");
  fault("{}", "");
  fault("{\"ludex_delta\":2}", "/ludex_delta");
  fault("{", "", ErrorCode::json);
  fault(head + ",\"gone\":{},\"gone\":{}}", "", ErrorCode::json);
  fault(head + ",\"more\":1}", "/more");
  fault(replaced(head, digest_text(pair.program.digest()), "0123456789abcdef") + "}", "/program", ErrorCode::host);
  fault(replaced(head, digest_text(pair.from.digest()), digest_text(pair.to.digest())) + "}", "/from", ErrorCode::host);
  fault(head + ",\"gone\":[]}", "/gone");
  fault(head + ",\"gone\":{\"entities\":{\"mobs\":[1]}}}", "/gone/entities/mobs");
  fault(head + ",\"gone\":{\"entities\":{\"mob\":[1,1]}}}", "/gone/entities/mob/1");
  fault(head + ",\"gone\":{\"entities\":{\"mob\":[\"1\"]}}}", "/gone/entities/mob/0");
  fault(head + ",\"gone\":{\"guards\":[5]}}", "/gone/guards/0");
  fault(head + ",\"gone\":{\"windows\":[[1]]}}", "/gone/windows/0");
  fault(head + ",\"gone\":{\"windows\":[[1,0]]}}", "/gone/windows/0");
  fault(head + ",\"gone\":{\"ledger\":[{\"scope\":\"actor\",\"key\":\"k\",\"actor\":1}]}}", "/gone/ledger/0");
  fault(head + ",\"gone\":{\"ledger\":[{\"scope\":\"else\",\"key\":\"k\"}]}}", "/gone/ledger/0/scope");
  fault(head + ",\"gone\":{\"ledger\":[7]}}", "/gone/ledger/0");
  fault(head + ",\"gone\":{\"timers\":[\"x\"]}}", "/gone/timers/0");
  fault(head + ",\"gone\":{\"seeds\":[]}}", "/gone/seeds");
  fault(head + ",\"world\":{\"ludex_world\":1,\"entities\":{\"mob\":{\"1\":{\"live\":{\"hp\":1000}}}}}}", "/world/entities/mob/1/live/hp");
  fault(head + ",\"world\":{\"ludex_world\":1,\"entities\":{\"mob\":{\"1\":{\"live\":{\"hp\":11}}}}}}", "/to");
}

TEST_CASE("a world that a delta was refused for is as it was") {
  const Pair pair;
  World world = pair.from;
  const std::string text = world.to_json();
  CHECK_FALSE(apply_world_delta(world, replaced(pair.delta, digest_text(pair.to.digest()), "0000000000000000")).ok());
  CHECK(world.to_json() == text);
  // The one it does not start from.
  CHECK_FALSE(apply_world_delta(pair.to, pair.delta).ok());
  CHECK_FALSE(is_empty_delta(pair.delta));
  CHECK_FALSE(is_empty_delta("{"));
  CHECK_FALSE(is_empty_delta("7"));
}
