// A small game server: each tick it judges what its clients sent since the last one.
//
//   native_server [RULEBOOK]      default: examples/rulebooks/arena.json
//
// The network is played by three lists of lines; everything else is what a server does.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <ludex/judge.h>
#include <ludex/metrics.h>
#include <ludex/program.h>
#include <ludex/world.h>

namespace {

struct Tick {
  std::int64_t opened_at;  // server clock, ms: the host knows the time, the core never asks
  std::vector<std::string> lines;
};

// `actor`, `received_at` and `origin` are the server's word; `params`, `nonce` and `sent_at` are the client's.
const std::vector<Tick> kTicks = {
    {1'000'000,
     {R"({"actor":1,"received_at":1000000,"action":"RequestAttack","params":{"target":2},"nonce":1,"sent_at":1000000})",
      R"({"actor":2,"received_at":1000010,"action":"RequestPurchase","params":{"item":"potion","receipt":"receipt-1"},"nonce":1,"sent_at":1000005})"}},
    {1'000'100,
     {// Still cooling down.
      R"({"actor":1,"received_at":1000100,"action":"RequestAttack","params":{"target":2},"nonce":2,"sent_at":1000095})",
      // The client did not see the answer and asks again: it pays once.
      R"({"actor":2,"received_at":1000120,"action":"RequestPurchase","params":{"item":"potion","receipt":"receipt-1"},"nonce":2,"sent_at":1000110})",
      // A cheat: across the map in a tenth of a second.
      R"({"actor":1,"received_at":1000130,"action":"Move","params":{"to":[400,0,0]},"nonce":3,"sent_at":1000130})"}},
    {1'000'200,
     {// A cheat's favourite bytes, and a request captured and sent again.
      R"({"actor":1,"received_at":1000200,"action":"Move","params":{"to":[NaN,0,0]},"nonce":4,"sent_at":1000200})",
      R"({"actor":2,"received_at":1000210,"action":"RequestPurchase","params":{"item":"potion","receipt":"receipt-1"},"nonce":2,"sent_at":1000205})"}},
};

constexpr const char* kWorld = R"({"ludex_world": 1, "now": 0, "seed": 7, "entities": {"player": {
    "1": {"profile": {"version": 3, "state": {"coins": 10}}, "live": {"position": [0, 0, 0]}},
    "2": {"profile": {"version": 3, "state": {"coins": 100}}, "live": {"position": [3, 0, 0]}}}}})";

std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Every failure is a list of located errors; a server would refuse to start with it.
int explain(const ludex::Errors& errors, const char* file) {
  for (const ludex::Error& error : errors) std::fprintf(stderr, "%s\n", ludex::format_error(error, file).c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const char* path = argc > 1 ? argv[1] : "examples/rulebooks/arena.json";

  // Once, at the start: rules and state.
  const auto program = ludex::Program::compile(read_file(path));
  if (!program) return explain(program.errors(), path);
  auto world = ludex::World::from_json(*program, kWorld);
  if (!world) return explain(world.errors(), "world");
  std::printf("%s, program %s\n", std::string(program->name()).c_str(), ludex::digest_text(program->digest()).c_str());

  ludex::Metrics metrics;
  for (const Tick& tick : kTicks) {
    std::string batch;
    for (const std::string& line : tick.lines) batch += line + "\n";

    ludex::Inputs inputs;
    inputs.opened_at = tick.opened_at;
    const auto started = std::chrono::steady_clock::now();
    const auto judgement = ludex::judge_in_place(*program, *world, batch, inputs);
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - started;
    if (!judgement) return explain(judgement.errors(), "batch");  // our own mistake, such as a clock out of step
    metrics.add(*judgement);
    metrics.add_judge_time(static_cast<std::uint64_t>(took.count()));

    std::printf("\ntick %lld\n", static_cast<long long>(tick.opened_at));
    for (std::size_t i = 0; i < judgement->verdicts().size(); ++i) {
      // The server's log gets everything; the player learns the reason, when to ask again, and no more.
      std::printf("  log     %s\n", judgement->verdict_line(i).c_str());
      std::printf("  player  %s\n", judgement->verdict_line(i, ludex::View::client).c_str());
    }
    std::printf("  batch %s, world %s\n", ludex::digest_text(judgement->batch_digest()).c_str(),
                ludex::digest_text(judgement->world_digest()).c_str());
  }

  // What the server answers to a scrape: docs/metrics.md.
  metrics.set_world(*world);
  std::printf("\n%s", metrics.text().c_str());
  std::printf("\nsaved: %s\n", world->to_json().c_str());
}
