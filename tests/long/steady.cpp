// A server's day in small batches: judges a file of requests a few lines at a time on one world and prints, as one JSON
// object, what memory did meanwhile. steady RULEBOOK WORLD REQUESTS LINES_PER_BATCH [THREADS]
//
// The file is read as it is judged, so that memory in use is the world's and the judge's alone.

#include <malloc.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "ludex/judge.h"
#include "world/store.h"

namespace {

using namespace ludex;

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Memory {
  std::uint64_t heap = 0;      ///< bytes handed out by malloc
  std::uint64_t resident = 0;  ///< bytes of the process in memory
  std::uint64_t parts = 0;     ///< ledger entries, guards and nonce windows: state that may grow with use
};

Memory measure(const World& world) {
  Memory m;
  const struct mallinfo2 info = mallinfo2();
  m.heap = info.uordblks + info.hblkhd;
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0;
  statm >> pages >> m.resident;
  m.resident *= 4096;
  const detail::WorldData& data = world.data();
  m.parts = data.ledger.size() + data.guards.size() + data.windows.size();
  return m;
}

void print(const char* name, const Memory& m) {
  std::printf("\"%s\":{\"heap\":%llu,\"resident\":%llu,\"parts\":%llu},", name, static_cast<unsigned long long>(m.heap),
              static_cast<unsigned long long>(m.resident), static_cast<unsigned long long>(m.parts));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5 && argc != 6) return 2;
  const auto program = Program::compile(read(argv[1]));
  if (!program) return std::fprintf(stderr, "%s\n", format_error(program.error(), argv[1]).c_str()), 1;
  auto world = World::from_json(*program, read(argv[2]));
  if (!world) return std::fprintf(stderr, "%s\n", format_error(world.error(), argv[2]).c_str()), 1;
  const long lines = std::atol(argv[4]);
  Inputs inputs;
  if (argc == 6) inputs.exec = {Exec::Mode::parallel, static_cast<std::uint32_t>(std::atol(argv[5]))};

  std::uint64_t requests = 0, batches = 0, accepted = 0;
  constexpr std::uint64_t kWarm =
      20'000;  // batches until buffers have met their largest batch and every player came by
  Memory warm, most;
  std::ifstream file(argv[3], std::ios::binary);
  std::string batch, line;
  while (file) {
    batch.clear();
    for (long i = 0; i < lines && std::getline(file, line); ++i) {
      batch += line;
      batch += '\n';
    }
    if (batch.empty()) break;
    const auto judgement = judge_in_place(*program, *world, batch, inputs);
    if (!judgement) return std::fprintf(stderr, "%s\n", format_error(judgement.error()).c_str()), 1;
    requests += judgement->verdicts().size();
    accepted += judgement->counts().front().second;
    ++batches;
    if (batches == kWarm) warm = measure(*world);
    if (batches > kWarm && batches % 1000 == 0) {
      const Memory now = measure(*world);
      most.heap = now.heap > most.heap ? now.heap : most.heap;
      most.resident = now.resident > most.resident ? now.resident : most.resident;
      most.parts = now.parts;
    }
  }
  std::printf("{");
  print("warm", warm);
  print("most", most);
  std::printf(
      "\"requests\":%llu,\"batches\":%llu,\"accepted\":%llu,\"world_digest\":\"%s\",\"recomputed_digest\":\"%s\"}\n",
      static_cast<unsigned long long>(requests), static_cast<unsigned long long>(batches),
      static_cast<unsigned long long>(accepted), digest_text(world->digest()).c_str(),
      digest_text(world->recomputed_digest()).c_str());
  return 0;
}
