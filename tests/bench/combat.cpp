#include "combat.h"

#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "combat/fight_walk.h"
#include "combat/lanes.h"
#include "ludex/combat.h"
#include "processor_time.h"

namespace ludex::bench {
namespace {

constexpr int kTurns = 7;
constexpr std::uint64_t kFights = 1'000'000, kTreeFights = 100'000, kEngineFights = 500;

double children_seconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

std::string in_quotes(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

/// A hand-written rival: built once, run for each turn.
class Peer {
 public:
  Peer(const std::filesystem::path& folder, const char* source) {
    std::error_code ignored;
    const std::filesystem::path file = folder / source;
    if (!std::filesystem::exists(file, ignored)) return;
    program_ = std::filesystem::temp_directory_path() / (std::string("ludex_bench_") + std::filesystem::path(source).stem().string());
    is_there_ = std::system(("g++ -O2 -std=c++20 " + in_quotes(file) + " -o " + in_quotes(program_) + " 2>/dev/null").c_str()) == 0;
  }
  ~Peer() {
    std::error_code ignored;
    if (is_there_) std::filesystem::remove(program_, ignored);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  bool is_there() const { return is_there_; }
  /// Processor time of one duel.
  double seconds() const {
    const double before = children_seconds();
    if (std::system((in_quotes(program_) + " " + std::to_string(kFights) + " > /dev/null").c_str()) != 0) return 0;
    return (children_seconds() - before) / static_cast<double>(kFights);
  }

 private:
  std::filesystem::path program_;
  bool is_there_ = false;
};

double median(std::vector<double> of) {
  std::sort(of.begin(), of.end());
  return of.empty() ? 0 : of[of.size() / 2];
}

constexpr std::uint64_t kGeneralFights = 20'000, kGeneralEngineFights = 200;

/// Fights with choices, timers and healing: walked over their graph, and by the whole engine; solved where they can be.
bool run_general_fights() {
  using namespace detail;
  bool agrees = true;
  std::printf("\n  %-44s %12s %12s %12s\n", "fights that do not fold", "fights/s", "by engine/s", "solved in ms");
  for (const char* name : {"mechanics/fights", "turns", "d20"}) {
    std::ifstream file(LUDEX_SOURCE_DIR "/examples/rulebooks/" + std::string(name) + ".json");
    const auto program = Program::compile(std::string(std::istreambuf_iterator<char>(file), {}));
    if (!program) return std::printf("\n  fights: %s does not compile\n", name), false;
    for (const Scenario& scenario : program->data().scenarios) {
      Tally walked(scenario.teams.size()), same(scenario.teams.size()), judged(scenario.teams.size());
      std::string fault;
      const double start = processor_seconds();
      FightWalker walker(program->shared(), scenario);
      walker.play(1, 0, kGeneralFights, walked, fault);
      const double after_walk = processor_seconds();
      FightEngine whole(program->shared(), scenario);
      play_engine(whole, scenario, 1, 0, kGeneralEngineFights, judged, fault);
      const double after_engine = processor_seconds();
      walker.play(1, 0, kGeneralEngineFights, same, fault);
      const double before_solving = processor_seconds();
      const auto solved = solve(*program, scenario.name);
      const double solving = processor_seconds() - before_solving;
      const bool is_same = same.text() == judged.text();
      agrees = agrees && is_same && fault.empty();
      std::printf("  %-44s %12.0f %12.0f %12s%s\n", (std::string(name) + " " + scenario.name).c_str(), static_cast<double>(kGeneralFights) / (after_walk - start),
                  static_cast<double>(kGeneralEngineFights) / (after_engine - after_walk), solved ? std::to_string(static_cast<int>(solving * 1e3 + 0.5)).c_str() : "no", is_same ? "" : "  NOT THE ENGINE'S FIGHTS");
    }
  }
  return agrees;
}

}  // namespace

bool run_combat_bench() {
  using namespace detail;
  std::ifstream file(LUDEX_SOURCE_DIR "/examples/rulebooks/duel.json");
  const auto program = Program::compile(std::string(std::istreambuf_iterator<char>(file), {}));
  if (!program) return std::printf("\n  duels: the rulebook does not compile\n"), false;
  const Scenario& scenario = program->data().scenarios[0];
  std::string why;
  const auto folded = fold(program->shared(), scenario, why);
  const auto lanes = folded ? make_lanes(*folded) : std::nullopt;
  if (!lanes) return std::printf("\n  duels: d1 is not folded: %s\n", why.c_str()), false;
  const char* const named = std::getenv("LUDEX_PEERS_DIR");
  const std::filesystem::path folder = named && *named ? named : LUDEX_SOURCE_DIR "/../shared/peers";
  const Peer by_hand(folder, "duel.cpp"), by_table(folder, "duel_table.cpp");

  std::vector<double> fast, portable, tree, engine, exact, hand, table;
  Tally counted(scenario.teams.size());
  for (int turn = 0; turn < kTurns; ++turn) {
    const auto timed = [&](std::vector<double>& into, std::uint64_t count, auto&& play) {
      Tally tally(scenario.teams.size());
      const double start = processor_seconds();
      play(tally);
      into.push_back((processor_seconds() - start) / static_cast<double>(count));
      return tally;
    };
    counted = timed(fast, kFights, [&](Tally& t) { play_lanes(*folded, *lanes, scenario, 1, 0, kFights, t); });
    if (by_hand.is_there()) hand.push_back(by_hand.seconds());
    timed(portable, kFights, [&](Tally& t) { play_lanes(*folded, *lanes, scenario, 1, 0, kFights, t, portable_lane_loops()); });
    if (by_table.is_there()) table.push_back(by_table.seconds());
    timed(tree, kTreeFights, [&](Tally& t) { play_fold(*folded, scenario, 1, 0, kTreeFights, t); });
    timed(engine, kEngineFights, [&](Tally& t) {
      FightEngine whole(program->shared(), scenario);
      std::string fault;
      play_engine(whole, scenario, 1, 0, kEngineFights, t, fault);
    });
    timed(exact, 1, [&](Tally&) { (void)solve(*program, "d1"); });
  }

  const auto solved = solve(*program, "d1");
  const double wanted = solved ? solved->wins[0].second.value : 0, seen = static_cast<double>(counted.wins[0]) / static_cast<double>(kFights);
  const bool agrees = solved && std::fabs(wanted - seen) <= 4 * std::sqrt(wanted * (1 - wanted) / static_cast<double>(kFights));
  const double rival = median(hand);
  std::printf("\n  %-44s %12s %12s\n", "duels of model D1, some 29 attacks each", "duels/s", "to by hand");
  const auto row = [&](const char* label, const std::vector<double>& seconds) {
    if (seconds.empty()) std::printf("  %-44s not run: not in %s\n", label, folder.c_str());
    else if (rival > 0) std::printf("  %-44s %12.0f %12.2f\n", label, 1 / median(seconds), rival / median(seconds));
    else std::printf("  %-44s %12.0f\n", label, 1 / median(seconds));
  };
  row("by hand, C++ -O2 (duel.cpp)", hand);
  row("by hand, alias table (duel_table.cpp)", table);
  row("Ludex, side by side", fast);
  row("  the same without AVX2", portable);
  row("Ludex, draw by draw over the table", tree);
  row("Ludex, the whole engine", engine);
  std::printf("  solved exactly in %.0f us, from the compiled rulebook on; simulated: %s\n", median(exact) * 1e6, agrees ? "within four standard errors" : "NOT WHAT IS EXACT");
  return run_general_fights() && agrees;
}

}  // namespace ludex::bench
