#include "ludex_runs.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "judge/request.h"
#include "processor_time.h"
#include "world/store.h"

namespace ludex::bench {

double judge_all(const Program& program, const World& world, const std::vector<std::string_view>& batches,
                 std::uint64_t& digest) {
  World copy = world;
  double seconds = 0;
  for (const std::string_view batch : batches) {
    const double start = processor_seconds();
    const Result<Judgement> judgement = judge_in_place(program, copy, batch);
    seconds += processor_seconds() - start;
    if (!judgement) {
      std::fprintf(stderr, "%s\n", format_error(judgement.error()).c_str());
      std::exit(1);
    }
  }
  digest = copy.digest();
  return seconds;
}

double scan_all(const Arena& arena) {
  const auto& limits = arena.program.data().limits;
  json::Limits scan_limits;
  scan_limits.max_bytes = limits.request_bytes;
  scan_limits.max_depth = limits.request_depth;
  scan_limits.max_nodes = limits.request_nodes;
  json::Tape tape;
  std::size_t good = 0;
  const double start = processor_seconds();
  for (const std::string_view line : arena.lines) good += json::scan(line, scan_limits, tape).ok();
  const double seconds = processor_seconds() - start;
  return good ? seconds : 0;
}

double decode_all(const Arena& arena) {
  ludex::Arena values;
  std::vector<std::string> pointers;
  std::vector<detail::Request> requests;
  requests.reserve(arena.lines.size());
  detail::RequestScratch scratch;
  detail::RequestDecoder decoder(arena.program.data(), values, pointers, scratch);
  const double start = processor_seconds();
  const char* const end = arena.ndjson.data() + arena.ndjson.size();
  for (const std::string_view line : arena.lines) {
    requests.emplace_back();
    decoder.decode(line, static_cast<std::size_t>(end - line.data()), requests.back());
  }
  return processor_seconds() - start;
}

double settle_all(const World& world) {
  World copy = world;
  detail::WorldData& data = copy.data();
  for (std::uint32_t k = 0; k < data.kinds.size(); ++k) {
    for (std::uint32_t i = 0; i < data.kinds[k].ids.size(); ++i) {
      data.touch_profile(k, i);
      data.touch_live(k, i);
    }
  }
  for (std::uint32_t g = 0; g < data.guards.size(); ++g) data.touch_guard(g);
  for (std::uint32_t w = 0; w < data.windows.size(); ++w) data.touch_window(w);
  const double start = processor_seconds();
  data.settle();
  return processor_seconds() - start;
}

}  // namespace ludex::bench
