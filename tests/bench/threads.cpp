#include "threads.h"

#include <malloc.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "judge/request.h"
#include "ludex/columns.h"
#include "ludex/judge.h"
#include "ludex/traffic.h"
#include "ludex_runs.h"
#include "processor_time.h"

namespace ludex::bench {
namespace {

constexpr std::uint32_t kPlayers = 1000;
constexpr std::size_t kBatch = 65'536;
constexpr std::size_t kBatches = 4;  // the first of them warms up: buffers are kept from batch to batch, as in a server
constexpr int kTurns = 9;

using Clock = std::chrono::steady_clock;
double wall_seconds() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }

[[noreturn]] void fail(const Errors& errors) {
  std::fprintf(stderr, "%s\n", format_error(errors.front()).c_str());
  std::exit(1);
}

Program arena_program() {
  std::ifstream file(LUDEX_SOURCE_DIR "/examples/rulebooks/arena.json", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  auto program = Program::compile(text.str());
  if (!program) fail(program.errors());
  return *program;
}

/// A stretch of traffic cut into batches, as lines and as columns.
struct Stream {
  Program program;
  World world;
  std::string ndjson;
  std::vector<std::string_view> lines;
  std::vector<std::string> columns;
  std::size_t rows = 0;  ///< in the columns

  Stream(const Program& p, World w) : program(p), world(std::move(w)) {}
};

std::vector<std::string_view> cut(std::string_view text, std::size_t size) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < size && end < text.size(); ++i) end = text.find('\n', end) + 1;
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

Stream make_stream(const Program& program, std::uint64_t requests, std::uint32_t players, std::size_t batch, bool wants_columns) {
  TrafficOptions options;
  options.players = players;
  options.requests = requests;
  Traffic traffic = generate_traffic(program, options);
  auto world = World::from_json(program, traffic.world_json);
  if (!world) fail(world.errors());
  Stream out(program, std::move(*world));
  out.ndjson = std::move(traffic.ndjson);
  out.lines = cut(out.ndjson, batch);
  for (std::size_t i = 0; wants_columns && i < out.lines.size(); ++i) {
    auto encoded = encode_requests(program, out.lines[i]);
    if (!encoded) fail(encoded.errors());
    if (i > 0) out.rows += encoded->rows;
    out.columns.push_back(std::move(encoded->bytes));
  }
  return out;
}

/// What one process measured; small enough to go through a pipe at once.
struct Measured {
  double seconds = 0;
  std::uint64_t digest = 0;
};

Measured judge_stream(const Stream& stream, bool is_columns, const Exec& exec) {
  Measured out;
  World world = stream.world;
  Inputs inputs;
  inputs.exec = exec;
  const std::size_t count = is_columns ? stream.columns.size() : stream.lines.size();
  for (std::size_t i = 0; i < count; ++i) {
    const double start = wall_seconds();
    const auto judged = is_columns ? judge_columns_in_place(stream.program, world, stream.columns[i], inputs) : judge_in_place(stream.program, world, stream.lines[i], inputs);
    if (i > 0) out.seconds += wall_seconds() - start;
    if (!judged) fail(judged.errors());
    out.digest = out.digest * 31 + judged->batch_digest();
  }
  out.digest ^= world.digest();
  return out;
}

std::vector<int> processors() {
  std::vector<int> out;
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
    for (int i = 0; i < CPU_SETSIZE; ++i)
      if (CPU_ISSET(i, &allowed)) out.push_back(i);
  return out;
}

void pin_to(const std::vector<int>& cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : cores) CPU_SET(core, &set);
  sched_setaffinity(0, sizeof set, &set);
}

/// Runs `work` in a process for each set of processors, all at once, and returns what they measured.
std::vector<Measured> in_processes(const std::vector<std::vector<int>>& pinned, const std::function<Measured()>& work) {
  struct Child {
    pid_t pid;
    int go[2], said[2];
  };
  std::vector<Child> children(pinned.size());
  std::fflush(stdout);
  for (std::size_t i = 0; i < pinned.size(); ++i) {
    Child& child = children[i];
    if (pipe(child.go) != 0 || pipe(child.said) != 0) std::exit(1);
    child.pid = fork();
    if (child.pid != 0) continue;
    pin_to(pinned[i]);
    char go;
    if (read(child.go[0], &go, 1) != 1) _exit(1);
    const Measured measured = work();
    _exit(write(child.said[1], &measured, sizeof measured) == sizeof measured ? 0 : 1);
  }
  for (Child& child : children)
    if (child.pid < 0 || write(child.go[1], "g", 1) != 1) std::exit(1);
  std::vector<Measured> out(pinned.size());
  for (std::size_t i = 0; i < pinned.size(); ++i) {
    Child& child = children[i];
    close(child.said[1]);
    if (read(child.said[0], &out[i], sizeof out[i]) != sizeof out[i]) std::exit(1);
    waitpid(child.pid, nullptr, 0);
    for (const int end : {child.go[0], child.go[1], child.said[0]}) close(end);
  }
  return out;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

const Exec kSerial = {Exec::Mode::serial, 0};

bool two_threads(const Stream& stream, const std::vector<int>& cores) {
  const std::vector<int> both = {cores[cores.size() - 2], cores.back()};
  bool is_same = true;
  for (const bool is_columns : {false, true}) {
    const double requests = is_columns ? static_cast<double>(stream.rows) : static_cast<double>((stream.lines.size() - 1) * kBatch);
    std::vector<double> one, pair, two, ceiling, speedup;
    std::uint64_t digest = 0;
    for (int turn = 0; turn < kTurns; ++turn) {
      const auto serial = in_processes({{both[1]}}, [&] { return judge_stream(stream, is_columns, kSerial); });
      const auto side_by_side = in_processes({{both[0]}, {both[1]}}, [&] { return judge_stream(stream, is_columns, kSerial); });
      const auto parallel = in_processes({both}, [&] { return judge_stream(stream, is_columns, {Exec::Mode::parallel, 2}); });
      one.push_back(serial[0].seconds);
      pair.push_back((side_by_side[0].seconds + side_by_side[1].seconds) / 2);
      two.push_back(parallel[0].seconds);
      // Within one turn: what else the machine does changes from turn to turn.
      ceiling.push_back(2 * one.back() / pair.back());
      speedup.push_back(one.back() / two.back());
      if (turn == 0) digest = serial[0].digest;
      for (const Measured& m : {serial[0], side_by_side[0], side_by_side[1], parallel[0]}) is_same = is_same && m.digest == digest;
    }
    const double most = median(ceiling), reached = median(speedup);
    std::printf("  %-44s %12.0f %12.0f\n", is_columns ? "columns, one thread" : "NDJSON, one thread", requests / median(one), median(one) / requests * 1e9);
    std::printf("  %-44s %12.0f %12s   %.2f times one\n", "  two processes, each the same: the ceiling", 2 * requests / median(pair), "", most);
    std::printf("  %-44s %12.0f %12.0f   %.2f times one, %.2f of the ceiling\n", "  two threads", requests / median(two), median(two) / requests * 1e9, reached, reached / most);
    std::fflush(stdout);
  }
  return is_same;
}

/// Seconds of serial and of automatic for the same batches, in turns on worlds of their own.
Measured automatic_beside_serial(const Stream& stream, const std::vector<std::string_view>& batches, double& ratio, double& each) {
  World serial = stream.world, automatic = stream.world;
  std::vector<double> ratios, seconds;
  double by_one = 0, by_itself = 0;
  const std::size_t group = std::max<std::size_t>(1, batches.size() / 64);  // of small ones, one is too short to be timed
  const auto judge = [&](World& world, const Exec& exec, std::size_t i) {
    Inputs inputs;
    inputs.exec = exec;
    const double start = wall_seconds();
    const auto judged = judge_in_place(stream.program, world, batches[i], inputs);
    const double taken = wall_seconds() - start;
    if (!judged) fail(judged.errors());
    return taken;
  };
  for (std::size_t i = 0; i < batches.size(); ++i) {
    if (i % 2 == 0) {
      by_one += judge(serial, kSerial, i);
      by_itself += judge(automatic, {}, i);
    } else {
      by_itself += judge(automatic, {}, i);
      by_one += judge(serial, kSerial, i);
    }
    if ((i + 1) % group != 0) continue;
    if (i + 1 > group || batches.size() == 1) ratios.push_back(by_one / by_itself), seconds.push_back(by_one / static_cast<double>(group));
    by_one = by_itself = 0;
  }
  ratio = median(ratios);
  each = median(seconds);
  return {ratio, serial.digest() ^ automatic.digest()};
}

bool every_size(const Program& program, const std::vector<int>& cores) {
  constexpr std::size_t kMost = 1'048'576;
  const std::vector<int> both = {cores[cores.size() - 2], cores.back()};
  const Stream stream = make_stream(program, 3 * kMost, kPlayers, kMost, false);
  std::printf("\n  %-44s %12s %12s\n", "automatic beside serial, two processors", "ns/request", "speed");
  bool is_same = true;
  for (std::size_t size = 1; size <= kMost; size *= 4) {
    const std::size_t requests = std::clamp<std::size_t>(size * 64, 16'384, 3 * kMost);
    std::vector<std::string_view> batches;
    std::string_view some = stream.ndjson;
    for (std::size_t i = 0; i < requests / size && !some.empty(); ++i) {
      std::size_t end = 0;
      for (std::size_t k = 0; k < size; ++k) end = some.find('\n', end) + 1;
      batches.push_back(some.substr(0, end));
      some.remove_prefix(end);
    }
    double each = 0;
    const auto speed = in_processes({both}, [&] {
      double ratio = 0, seconds = 0;
      const Measured m = automatic_beside_serial(stream, batches, ratio, seconds);
      return Measured{ratio, m.digest};
    });
    const auto cost = in_processes({both}, [&] {
      double ratio = 0;
      Measured m = automatic_beside_serial(stream, batches, ratio, each);
      m.seconds = each;
      return m;
    });
    is_same = is_same && speed[0].digest == 0 && cost[0].digest == 0;
    std::printf("  %-44zu %12.0f %12.2f\n", size, cost[0].seconds / static_cast<double>(size) * 1e9, speed[0].seconds);
    std::fflush(stdout);
  }
  return is_same;
}

/// When the last question about going on was asked: reading is over, nothing is judged yet.
struct Read {
  double at = 0;
  Exec exec() {
    Exec out = kSerial;
    out.progress_context = this;
    out.progress = [](void* context, std::uint64_t, std::uint64_t) {
      static_cast<Read*>(context)->at = processor_seconds();
      return true;
    };
    return out;
  }
};

void stages(const Stream& stream, const std::vector<int>& cores) {
  pin_to({cores.back()});
  std::printf("\n  %-44s %12s %12s\n", "one thread, processor time, ns/request", "NDJSON", "columns");
  double decode[2], read[2], rest[2];
  double settle = 0;
  for (const bool is_columns : {false, true}) {
    std::vector<double> reading, judging, decoding, settling;
    World world = stream.world;
    for (std::size_t i = 0; i < stream.lines.size(); ++i) {
      Read asked;
      Inputs inputs;
      inputs.exec = asked.exec();
      const double start = processor_seconds();
      const auto judged = is_columns ? judge_columns_in_place(stream.program, world, stream.columns[i], inputs) : judge_in_place(stream.program, world, stream.lines[i], inputs);
      const double end = processor_seconds();
      if (!judged) fail(judged.errors());
      const double requests = static_cast<double>(judged->verdicts().size());
      if (i == 0) continue;
      reading.push_back((asked.at - start) / requests * 1e9);
      judging.push_back((end - asked.at) / requests * 1e9);
      settling.push_back(settle_all(world) / requests * 1e9);
      if (is_columns) continue;
      ludex::Arena values;
      std::vector<std::string> pointers;
      std::vector<detail::Request> decoded(judged->verdicts().size());
      detail::RequestScratch scratch;
      detail::RequestDecoder decoder(stream.program.data(), values, pointers, scratch);
      std::string_view lines = stream.lines[i];
      for (int turn = 0; turn < 2; ++turn) {  // the second finds its memory
        values.reset();
        std::size_t from = 0;
        const double begin = processor_seconds();
        for (detail::Request& request : decoded) {
          const std::size_t to = lines.find('\n', from);
          decoder.decode(lines.substr(from, to - from), lines.size() - from, request);
          from = to + 1;
        }
        if (turn == 1) decoding.push_back((processor_seconds() - begin) / requests * 1e9);
      }
    }
    read[is_columns] = median(reading);
    rest[is_columns] = median(judging);
    if (!is_columns) decode[0] = median(decoding);
    settle = median(settling);
  }
  std::printf("  %-44s %12.0f %12s\n", "stage A: bytes to typed requests", decode[0], "");
  std::printf("  %-44s %12.0f %12.0f\n", "  with finding lines or rows, and clocks", read[0], read[1]);
  std::printf("  %-44s %12.0f %12.0f\n", "stages B and C, digests, verdicts", rest[0], rest[1]);
  std::printf("  %-44s %12.0f %12.0f\n", "  of it hashing what was touched, once a batch", settle, settle);
}

std::size_t heap_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void memory(const Stream& stream) {
  const std::size_t before = heap_bytes();
  World world = stream.world;
  const std::size_t held = heap_bytes();
  const std::size_t entities = world.entity_count();
  auto judged = judge_in_place(stream.program, world, stream.lines[0], {});
  if (!judged) fail(judged.errors());
  const double requests = static_cast<double>(judged->verdicts().size());
  const std::size_t with_verdicts = heap_bytes();
  judged = Errors{Error{}};
  const std::size_t kept = heap_bytes();
  std::printf("\n  bytes per entity: %.0f in memory; per request: %.0f as a line, %.0f as a row, %.0f of verdict and payload, %.0f of buffers that are kept, state that came with it included\n",
              static_cast<double>(held - before) / static_cast<double>(entities), static_cast<double>(stream.lines[0].size()) / requests,
              static_cast<double>(stream.columns[1].size()) / (static_cast<double>(stream.rows) / static_cast<double>(stream.columns.size() - 1)),
              static_cast<double>(with_verdicts - kept) / requests, static_cast<double>(kept - held) / requests);
}

void small_batches(const Stream& stream, const std::vector<int>& cores) {
  const std::vector<std::string_view> batches = cut(stream.lines[0], 17);
  for (const bool is_automatic : {false, true}) {
    const std::vector<int> on = is_automatic ? std::vector<int>{cores[cores.size() - 2], cores.back()} : std::vector<int>{cores.back()};
    const auto measured = in_processes({on}, [&] {
      World world = stream.world;
      std::vector<double> seconds;
      for (const std::string_view batch : batches) {
        Inputs inputs;
        if (!is_automatic) inputs.exec = kSerial;
        const double start = wall_seconds();
        const auto judged = judge_in_place(stream.program, world, batch, inputs);
        seconds.push_back(wall_seconds() - start);
        if (!judged) fail(judged.errors());
      }
      return Measured{median(seconds), 0};
    });
    std::printf("  %-44s %9.1f us\n", is_automatic ? "a batch of 17, automatic" : "a batch of 17, one thread", measured[0].seconds * 1e6);
  }
}

}  // namespace

bool run_thread_rows() {
  const std::vector<int> cores = processors();
  if (cores.size() < 2) {
    std::printf("two threads: not run, this process has one processor\n");
    return true;
  }
  const Program program = arena_program();
  const Stream stream = make_stream(program, kBatch * kBatches, kPlayers, kBatch, true);
  std::printf("batches of %zu over %u players, pinned to processors %d and %d; time on the clock, medians of %d turns\n\n", kBatch, kPlayers, cores[cores.size() - 2], cores.back(), kTurns);
  std::printf("  %-44s %12s %12s\n", "", "requests/s", "ns/request");
  bool is_same = two_threads(stream, cores);
  std::printf("\n");
  small_batches(stream, cores);
  is_same = every_size(program, cores) && is_same;
  memory(stream);
  stages(stream, cores);
  std::printf("  digests on one and on two threads: %s\n", is_same ? "equal" : "DIFFERENT");
  return is_same;
}

bool run_growth(unsigned long long requests, unsigned players) {
  const Program program = arena_program();
  pin_to({processors().back()});
  const std::size_t before = heap_bytes();
  Stream stream = make_stream(program, requests, players, kBatch, false);
  const std::size_t held = heap_bytes();
  const double per_entity = static_cast<double>(held - before - stream.ndjson.size()) / static_cast<double>(stream.world.entity_count());
  double seconds = 0;
  std::uint64_t judged_requests = 0;
  // A short stream is judged more than once, each time by a world as it was.
  for (int turn = 0; turn < (requests < 100'000 ? 9 : 1); ++turn) {
    World world = stream.world;
    for (const std::string_view batch : stream.lines) {
      Inputs inputs;
      inputs.exec = kSerial;
      const double start = processor_seconds();
      const auto judged = judge_in_place(program, world, batch, inputs);
      seconds += processor_seconds() - start;
      if (!judged) fail(judged.errors());
      judged_requests += judged->verdicts().size();
    }
  }
  std::printf("{\"requests\":%llu,\"entities\":%zu,\"ns_per_request\":%.1f,\"bytes_per_entity\":%.0f}\n", requests, stream.world.entity_count(),
              seconds / static_cast<double>(judged_requests) * 1e9, per_entity);
  return true;
}

}  // namespace ludex::bench
