// A server that records what it judges, dies in the middle of a write, and goes on where the record ends.
//
//   native_record [RULEBOOK [LOG]]      default: examples/rulebooks/arena.json, day.ludexlog

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <ludex/record.h>
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

int fail(const ludex::Error& error) {
  std::fprintf(stderr, "%s\n", ludex::format_error(error).c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::ifstream source(argc > 1 ? argv[1] : "examples/rulebooks/arena.json");
  const std::string rulebook(std::istreambuf_iterator<char>(source), {});
  const std::string path = argc > 2 ? argv[2] : "day.ludexlog";
  const auto program = ludex::Program::compile(rulebook);
  if (!program) return fail(program.error());
  auto loaded = ludex::World::from_json(*program, kWorld);
  if (!loaded) return fail(loaded.error());

  {  // --- the first life: three ticks, and the process ends within the third's record
    ludex::World world = *loaded;
    std::ofstream log(path, std::ios::binary | std::ios::trunc);
    std::string bytes;
    auto writer = ludex::LogWriter::begin(*program, rulebook, world, bytes);
    if (!writer) return fail(writer.error());
    for (int tick = 0; tick < 3; ++tick) {
      const std::string lines = tick_lines(1'000'000 + tick * 1000, tick);
      const auto judgement = ludex::judge_in_place(*program, world, lines);
      if (!judgement) return fail(judgement.error());
      if (const auto error = writer->append(bytes, lines, ludex::RequestForm::lines, {}, *judgement)) return fail(*error);
      if (tick == 2) bytes.resize(bytes.size() / 2);  // the power goes
      log << bytes;
      bytes.clear();
      std::printf("tick %d judged: world %s\n", tick, ludex::digest_text(world.digest()).c_str());
    }
  }

  // --- the second life: what the record says is what was; the world is made again from it
  ludex::LogReader reader;
  ludex::Replay replay;
  {
    std::ifstream log(path, std::ios::binary);
    std::string block(4096, '\0');
    ludex::LogRecord record;
    for (;;) {
      const auto step = reader.next(record);
      if (step == ludex::LogReader::Step::record) {
        if (const auto error = replay.take(record)) return fail(*error);
      } else if (step == ludex::LogReader::Step::more) {
        log.read(block.data(), static_cast<std::streamsize>(block.size()));
        if (log.gcount() > 0) reader.feed({block.data(), static_cast<std::size_t>(log.gcount())});
        else reader.finish();
      } else if (step == ludex::LogReader::Step::refused) {
        return fail(reader.error());
      } else {
        if (step == ludex::LogReader::Step::torn) std::printf("recovered: %s\n", reader.error().message.c_str());
        break;
      }
    }
  }
  if (!replay.world() || replay.difference()) return 1;
  std::filesystem::resize_file(path, reader.good_bytes());
  ludex::World world = *replay.world();
  std::printf("%llu ticks are in the record: world %s\n", static_cast<unsigned long long>(reader.batches()), ludex::digest_text(world.digest()).c_str());

  {  // The client of the lost tick saw no answer and asks again.
    auto writer = ludex::LogWriter::resume(reader);
    if (!writer) return fail(writer.error());
    const std::string lines = tick_lines(1'002'000, 2);
    const auto judgement = ludex::judge_in_place(*program, world, lines);
    if (!judgement) return fail(judgement.error());
    std::string bytes;
    if (const auto error = writer->append(bytes, lines, ludex::RequestForm::lines, {}, *judgement)) return fail(*error);
    std::ofstream(path, std::ios::binary | std::ios::app) << bytes;
  }

  // --- anyone, later: the whole record, judged again
  std::ifstream log(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(log), {});
  const auto report = ludex::replay(bytes);
  if (!report) return fail(report.error());
  std::printf("replayed: %s\n", ludex::to_json(*report).c_str());
  return report->difference || report->torn || report->batches != 3 || report->world_digest != world.digest() ? 1 : 0;
}
