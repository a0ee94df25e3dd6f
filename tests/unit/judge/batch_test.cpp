// Giving a batch up while it is read, and worlds that are given up.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "helpers/game.h"
#include "ludex/columns.h"
#include "ludex/traffic.h"

namespace {

using namespace ludex;

struct Day {
  Program program = test::example("arena");
  std::string lines;
  World world;

  Day() : world(World::empty(program, 0)) {
    TrafficOptions options;
    options.players = 50;
    options.requests = 8000;
    Traffic traffic = generate_traffic(program, options);
    lines = std::move(traffic.ndjson);
    world = test::load(program, traffic.world_json);
  }
};

/// Listens to progress, and gives up when it is asked for the `last`th time.
struct Listener {
  std::size_t last = SIZE_MAX;
  std::vector<std::uint64_t> done;
  std::uint64_t total = 0;

  Exec exec(Exec::Mode mode) {
    Exec out{mode, mode == Exec::Mode::parallel ? 3u : 0u};
    out.progress_context = this;
    out.progress = [](void* context, std::uint64_t done, std::uint64_t total) {
      auto& listener = *static_cast<Listener*>(context);
      listener.done.push_back(done);
      listener.total = total;
      return listener.done.size() < listener.last;
    };
    return out;
  }
};

}  // namespace

TEST_CASE("progress rises to the end of the batch, and changes nothing") {
  const Day day;
  World expected = day.world;
  const std::uint64_t digest = judge_in_place(day.program, expected, day.lines).value().batch_digest();
  for (const Exec::Mode mode : {Exec::Mode::serial, Exec::Mode::parallel}) {
    Listener listener;
    World world = day.world;
    Inputs inputs;
    inputs.exec = listener.exec(mode);
    CHECK(judge_in_place(day.program, world, day.lines, inputs).value().batch_digest() == digest);
    CHECK(world.digest() == expected.digest());
    CHECK(listener.total == day.lines.size());
    CHECK(listener.done.size() >= 2);
    CHECK(listener.done.back() == day.lines.size());
    for (std::size_t i = 1; i < listener.done.size(); ++i) CHECK(listener.done[i] > listener.done[i - 1]);
  }
}

TEST_CASE("a batch that is given up leaves the world as it was, at whatever moment") {
  const Day day;
  const std::string before = day.world.to_json();
  for (const Exec::Mode mode : {Exec::Mode::serial, Exec::Mode::parallel}) {
    World world = day.world;
    bool is_judged = false;
    for (std::size_t last = 1; !is_judged; ++last) {
      Listener listener;
      listener.last = last;
      Inputs inputs;
      inputs.exec = listener.exec(mode);
      const auto judged = judge_in_place(day.program, world, day.lines, inputs);
      is_judged = judged.ok();
      if (is_judged) break;
      CHECK(judged.error().code == ErrorCode::host);
      CHECK(judged.error().message.find("gave the batch up") != std::string::npos);
      CHECK(world.to_json() == before);
      CHECK(world.digest() == world.recomputed_digest());
    }
    World expected = day.world;
    judge_in_place(day.program, expected, day.lines).value();
    CHECK(world.digest() == expected.digest());  // what was given up is not in the way of what is judged
  }
}

TEST_CASE("a batch of columns can be given up before it is judged") {
  const Day day;
  const RequestColumns columns = encode_requests(day.program, day.lines).value();
  Listener listener;
  listener.last = 1;
  Inputs inputs;
  inputs.exec = listener.exec(Exec::Mode::serial);
  World world = day.world;
  CHECK(!judge_columns_in_place(day.program, world, columns.bytes, inputs).ok());
  CHECK(world.to_json() == day.world.to_json());
}

TEST_CASE("a world that is given up is the new state, with the digests and the delta of a copy") {
  const Day day;
  const auto on_copy = judge(day.program, day.world, day.lines);
  World world = day.world;
  const auto in_place = judge(day.program, std::move(world), day.lines);
  REQUIRE(on_copy.ok());
  REQUIRE(in_place.ok());
  CHECK(in_place->batch_digest() == on_copy->batch_digest());
  CHECK(in_place->world_digest() == on_copy->world_digest());
  CHECK(in_place->delta().bytes() == on_copy->delta().bytes());
  CHECK(world.digest() == on_copy->world_digest());
  CHECK(evolve(day.program, day.world, on_copy->delta()).value().to_json() == world.to_json());

  const RequestColumns columns = encode_requests(day.program, day.lines).value();
  World other = day.world;
  const auto rows = judge_columns(day.program, std::move(other), columns.bytes);
  REQUIRE(rows.ok());
  CHECK(rows->world_digest() == judge_columns(day.program, day.world, columns.bytes).value().world_digest());
  CHECK(other.digest() == rows->world_digest());
}
