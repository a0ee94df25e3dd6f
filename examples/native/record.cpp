// A server that records what it judges, dies in the middle of a write, and goes on where the record ends.
//
//   native_record [RULEBOOK [LOG]]      default: examples/rulebooks/arena.json, day.ludexlog

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <ludex/recorder.h>
#include <ludex/replay.h>

namespace {

constexpr const char* kWorld = R"({"ludex_world":1,"now":1000000,"seed":42,"entities":{"player":{"1":{"profile":{"version":3,"state":{"coins":100}}},
  "2":{"profile":{"version":3,"state":{"coins":100}}}}}})";

// Each tick is one batch: here, that player 1 attacks and player 2 buys.
std::string tick_lines(std::int64_t now, int tick) {
  const std::string at = std::to_string(now), nonce = std::to_string(tick + 1);
  return R"({"actor":1,"received_at":)" + at + R"(,"action":"RequestAttack","params":{"target":2},"nonce":)" + nonce + R"(,"sent_at":)" + at + "}\n" +
         R"({"actor":2,"received_at":)" + at + R"(,"action":"RequestPurchase","params":{"item":"potion","receipt":"receipt-)" + nonce + R"("},"nonce":)" + nonce + R"(,"sent_at":)" + at + "}\n";
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int fail(const ludex::Error& error) {
  std::fprintf(stderr, "%s\n", ludex::format_error(error).c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string rulebook = read(argc > 1 ? argv[1] : "examples/rulebooks/arena.json");
  const std::string path = argc > 2 ? argv[2] : "day.ludexlog";
  const auto program = ludex::Program::compile(rulebook);
  if (!program) return fail(program.error());
  auto loaded = ludex::World::from_json(*program, kWorld);
  if (!loaded) return fail(loaded.error());

  {  // --- the first life: three ticks, and the process ends within the third's record
    ludex::World world = *loaded;
    std::ofstream log(path, std::ios::binary | std::ios::trunc);
    auto recorder = ludex::Recorder::begin(*program, rulebook, world);
    if (!recorder) return fail(recorder.error());
    for (int tick = 0; tick < 3; ++tick) {
      if (const auto judged = recorder->judge(*program, world, tick_lines(1'000'000 + tick * 1000, tick)); !judged) return fail(judged.error());
      std::string bytes = recorder->take();
      if (tick == 2) bytes.resize(bytes.size() / 2);  // the power goes
      log << bytes;
      std::printf("tick %d judged: world %s\n", tick, ludex::digest_text(world.digest()).c_str());
    }
  }

  // --- the second life: what the record says is what was; the world is made again from it
  std::uint64_t digest = 0;
  {
    auto again = ludex::resume(read(path));
    if (!again) return fail(again.error());
    std::filesystem::resize_file(path, again->good_bytes);
    std::printf("%llu ticks are in the record: world %s\n", static_cast<unsigned long long>(again->recorder.writer().batches()), ludex::digest_text(again->world.digest()).c_str());

    // The client of the lost tick saw no answer and asks again.
    if (const auto judged = again->recorder.judge(again->program, again->world, tick_lines(1'002'000, 2)); !judged) return fail(judged.error());
    std::ofstream(path, std::ios::binary | std::ios::app) << again->recorder.take();
    digest = again->world.digest();
  }

  // --- anyone, later: the whole record, judged again
  const auto report = ludex::replay(read(path));
  if (!report) return fail(report.error());
  std::printf("replayed: %s\n", ludex::to_json(*report).c_str());
  return report->difference || report->torn || report->batches != 3 || report->world_digest != digest ? 1 : 0;
}
