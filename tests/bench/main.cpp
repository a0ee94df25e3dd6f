// ludex_bench: arena traffic from bytes to verdict structs, and one rule row by row and over columns, Ludex beside
// hand-written C++, one thread, one process.
//
// ludex_bench --threads: only two threads beside one. ludex_bench --growth REQUESTS PLAYERS: one run, for growth.py.
//
// Google benchmark repeats and shuffles; this file adds what it lacks: pinning, the check that both sides give the same
// answers, and a table that reads in requests. Its own flags pass through, e.g. --benchmark_format=json.

#include <benchmark/benchmark.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "agreement.h"
#include "balance.h"
#include "columns_rows.h"
#include "combat.h"
#include "contract.h"
#include "ludex_runs.h"
#include "migration.h"
#include "near.h"
#include "processor_time.h"
#include "rule.h"
#include "rule_peers.h"
#include "rulebook_size.h"
#include "schema.h"
#include "threads.h"

namespace {

using namespace ludex;
using namespace ludex::bench;

constexpr int kRepetitions = 9;
constexpr std::size_t kRuleRequests = 65'536;  // so many that no processor learns the answers by heart
constexpr int kLargeRulebook = 200;

// This machine may pack two busy threads onto one core or move one between caches in mid-run.
int pin() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return -1;
  int last = -1;
  for (int i = 0; i < CPU_SETSIZE; ++i)
    if (CPU_ISSET(i, &allowed)) last = i;  // the first core serves most interrupts
  cpu_set_t one;
  CPU_ZERO(&one);
  if (last >= 0) CPU_SET(last, &one);
  return last >= 0 && sched_setaffinity(0, sizeof one, &one) == 0 ? last : -1;
}

double peer_all(const peer::World& world, std::string_view ndjson, const char* padded_end, peer::Output& out) {
  peer::World copy = world;
  peer::Decoder decoder;
  out = {};
  const double start = processor_seconds();
  peer::judge(copy, decoder, ndjson, padded_end, out);
  return processor_seconds() - start;
}

// Prints nothing while running and keeps the medians.
class Medians : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs)
      if (run.run_type == Run::RT_Aggregate && run.aggregate_name == "median")
        seconds[run.run_name.function_name] =
            run.real_accumulated_time / static_cast<double>(std::max<std::int64_t>(run.iterations, 1));
  }
  std::map<std::string, double> seconds;
};

void measure(const std::string& name, std::function<double()> run) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [run = std::move(run)](benchmark::State& state) {
                                 for (auto _ : state) state.SetIterationTime(run());
                               })
      ->UseManualTime()
      ->Iterations(1)
      ->Repetitions(kRepetitions)
      ->ReportAggregatesOnly(true)
      ->Unit(benchmark::kSecond);
}

// In a process of its own, which may use every processor that this one had at its start.
bool run_threads_apart(const cpu_set_t& allowed) {
  std::printf("\n");
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    sched_setaffinity(0, sizeof allowed, &allowed);
    execl("/proc/self/exe", "ludex_bench", "--threads", static_cast<char*>(nullptr));
    _exit(1);
  }
  int status = 1;
  return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && argv[1] == std::string("--threads")) return run_thread_rows() ? 0 : 1;
  if (argc == 4 && argv[1] == std::string("--growth")) return run_growth(std::strtoull(argv[2], nullptr, 10), static_cast<unsigned>(std::strtoul(argv[3], nullptr, 10))) ? 0 : 1;
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  sched_getaffinity(0, sizeof allowed, &allowed);
  // In turns, so that whatever else the machine does falls on both sides.
  std::vector<char*> arguments(argv, argv + argc);
  std::string shuffle = "--benchmark_enable_random_interleaving=true";
  arguments.insert(arguments.begin() + 1, shuffle.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 1;

  std::printf("making a day of the arena …\n");
  std::fflush(stdout);
  const int core = pin();
  const bench::Arena& a = arena();
  const double requests = static_cast<double>(a.requests);
  const World world = World::from_json(a.program, a.world_json).value();
  const peer::World by_hand = peer::load(a.world_json);
  const char* const padded_end = a.ndjson.data() + a.ndjson.size();

  World judged = world;
  const Result<Judgement> judgement = judge_in_place(a.program, judged, a.ndjson);
  peer::Output output;
  peer_all(by_hand, a.ndjson, padded_end, output);
  const Agreement agreement = compare(a, *judgement, output);

  const std::vector<std::string_view> whole = {a.ndjson}, thousands = a.batches(1000), small = a.batches(17);
  std::uint64_t digest_whole = 0, digest_thousands = 0, digest_small = 0;
  measure("whole", [&] { return judge_all(a.program, world, whole, digest_whole); });
  measure("thousands", [&] { return judge_all(a.program, world, thousands, digest_thousands); });
  measure("small", [&] { return judge_all(a.program, world, small, digest_small); });
  measure("by hand", [&] { return peer_all(by_hand, a.ndjson, padded_end, output); });
  measure("scan", [&] { return scan_all(a); });
  measure("decode", [&] { return decode_all(a); });
  measure("settle", [&] { return settle_all(judged); });

  // Columns have just been gathered when they are judged: each turn reads them once before it is timed.
  Rule rule(kRuleRequests);
  std::vector<std::uint8_t> answers(rule.requests()), expected(rule.requests());
  rule.hand_gathered(expected);
  bool rules_agree = true;
  const auto measure_rule = [&](const char* name, double (Rule::*run)(std::vector<std::uint8_t>&)) {
    measure(name, [&, run] {
      std::fill(answers.begin(), answers.end(), std::uint8_t{2});
      (rule.*run)(answers);
      rules_agree = rules_agree && answers == expected;
      return (rule.*run)(answers);
    });
  };
  measure_rule("rule by hand, gathered", &Rule::hand_gathered);
  measure_rule("rule by hand, gathered, -O3", &Rule::hand_gathered_o3);
  measure_rule("rule by hand, in place", &Rule::hand_in_place);
  measure_rule("rule by hand, in place, -O3", &Rule::hand_in_place_o3);
  measure_rule("rule scalar", &Rule::scalar);
  measure_rule("rule gathered", &Rule::batch_gathered);
  measure_rule("rule in place", &Rule::batch_in_place);
  measure_rule("rule in place, lists", &Rule::batch_lists);
  const ContractBench contracts(measure);
  const std::string large = large_rulebook(kLargeRulebook);
  measure("compile", [&] { return compile_once(large); });

  std::printf("%.0f requests of %llu players, %.0f %% hostile, %.1f MB of NDJSON to verdict structs\n", requests,
              static_cast<unsigned long long>(a.players), a.attack_rate * 100,
              static_cast<double>(a.ndjson.size()) / 1e6);
  if (core >= 0) std::printf("one thread, pinned to core %d", core);
  else std::printf("one thread, NOT pinned");
  std::printf("; processor time, medians of %d runs in turns\n\n", kRepetitions);
  std::fflush(stdout);
  Medians medians;
  benchmark::RunSpecifiedBenchmarks(&medians);
  const auto ns = [&](const char* name) { return medians.seconds[name] / requests * 1e9; };
  const auto row = [&](const char* label, double nanoseconds) {
    std::printf("  %-44s %12.0f %12.0f\n", label, nanoseconds > 0 ? 1e9 / nanoseconds : 0, nanoseconds);
  };
  const auto part = [&](const char* label, double nanoseconds) {
    std::printf("  %-44s %12s %12.0f\n", label, "", nanoseconds);
  };

  std::printf("  %-44s %12s %12s\n", "", "requests/s", "ns/request");
  row("Ludex, one batch", ns("whole"));
  row("Ludex, batches of 1,000", ns("thousands"));
  row("Ludex, batches of 17", ns("small"));
  row(peer::Decoder::has_simdjson() ? "by hand, C++ with simdjson" : "by hand, C++ (no simdjson here)", ns("by hand"));
  std::printf("\n  Ludex runs at %.2f of the hand-written speed, at %.2f in batches of 1,000\n",
              ns("by hand") / ns("whole"), ns("by hand") / ns("thousands"));
  std::printf("\n  %-44s %12s %12s\n", "of Ludex's one batch", "", "ns/request");
  part("stage A: decode and contract", ns("decode"));
  part("  of it the strict JSON scan", ns("scan"));
  part("stages B and C, verdict digest, memory", ns("whole") - ns("decode"));
  part("  hashing the whole world anew, once", ns("settle"));
  const bool is_one_world = digest_whole == digest_thousands && digest_whole == digest_small;
  std::printf("\n  verdicts: %s\n", agreement.text.c_str());
  std::printf("  worlds after batches of every size: %s\n", is_one_world ? "one digest" : "DIFFERENT DIGESTS");

  std::printf("\n  %-44s %12s %12s\n", "one rule of five clauses", "ns/request", "to by hand");
  const double by_hand_ns = medians.seconds["rule by hand, gathered"] / static_cast<double>(rule.requests()) * 1e9;
  const auto rule_row = [&](const char* label, double nanoseconds) {
    std::printf("  %-44s %12.1f %12.2f\n", label, nanoseconds, nanoseconds / by_hand_ns);
  };
  const auto measured = [&](const char* label, const char* name) { rule_row(label, medians.seconds[name] / static_cast<double>(rule.requests()) * 1e9); };
  measured("by hand, C++, gathered columns", "rule by hand, gathered");
  measured("  the same at -O3", "rule by hand, gathered, -O3");
  measured("by hand, C++, through entity indices", "rule by hand, in place");
  measured("  the same at -O3", "rule by hand, in place, -O3");
  measured("Ludex batch, gathered columns", "rule gathered");
  measured("Ludex batch, through entity indices", "rule in place");
  measured("  the inventory as the list a world holds", "rule in place, lists");
  measured("Ludex, row by row", "rule scalar");
  for (const PeerRow& peer : run_rule_peers(rule.requests())) {
    if (peer.nanoseconds > 0) rule_row(peer.name.c_str(), peer.nanoseconds);
    else std::printf("  %-44s not run: %s\n", peer.name.c_str(), peer.missing.c_str());
  }
  std::printf("\n  %zu requests, %.0f %% allowed; answers: %s\n", rule.requests(),
              static_cast<double>(rule.allowed()) / static_cast<double>(rule.requests()) * 100, rules_agree ? "equal" : "DIFFERENT");
  std::printf("  a rulebook of %d actions (%.0f KB) compiles in %.1f ms\n", kLargeRulebook, static_cast<double>(large.size()) / 1e3, medians.seconds["compile"] * 1e3);
  contracts.print(medians.seconds);
  const bool columns_agree = run_column_rows(a, world, kRepetitions);
  const bool schema_agrees = run_schema_section();
  const bool migrations_agree = run_migration_section();
  const bool threads_agree = run_threads_apart(allowed);
  const bool near_agrees = near_rows();
  const bool duels_agree = run_combat_bench();
  const bool matrices_agree = run_balance_bench();
  return threads_agree && near_agrees && duels_agree && matrices_agree && agreement.is_whole && is_one_world && rules_agree && contracts.agrees() && columns_agree && schema_agrees && migrations_agree ? 0 : 1;
}
