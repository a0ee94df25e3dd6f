// ludex traffic: a seeded world and the requests of its players, honest and hostile.

#include "ludex/traffic.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "progress.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples = R"(The same rulebook and numbers give the same bytes on every machine.

Examples:
  ludex traffic arena.json --world-out world.json --out requests.ndjson
  ludex traffic arena.json --players 1000 --requests 200000 --seed 7 \
      --attack-rate 0.2 --world-out world.json --out requests.ndjson)";

// Both texts are made in memory: about 200 bytes a player and a request, more for hostile ones.
constexpr std::uint32_t kMostPlayers = 1'000'000;
constexpr std::uint64_t kMostRequests = 5'000'000;

struct Options {
  std::string rulebook;
  TrafficOptions traffic;
  std::string world_out;
  std::string out;
  bool json = false;
};

std::string next_command(const Options& options) {
  return "ludex judge " + options.rulebook + " --world " + options.world_out + " --requests " + options.out;
}

std::string for_people(const Options& options, const Traffic& made) {
  Table table({Table::Align::left, Table::Align::left, Table::Align::right});
  table.row({"world", options.world_out, thousands(made.world_json.size()) + " bytes"});
  table.row({"requests", options.out, thousands(made.ndjson.size()) + " bytes"});
  return plural(options.traffic.requests, "request") + " of " + plural(options.traffic.players, "player") + ", " +
         percent(options.traffic.attack_rate) + " hostile, seed " + std::to_string(options.traffic.seed) + "\n" +
         table.str() + "Next: " + next_command(options) + "\n";
}

std::string for_programs(const Options& options, const Traffic& made) {
  const nlohmann::ordered_json report{{"ok", true},
                                      {"players", options.traffic.players},
                                      {"requests", options.traffic.requests},
                                      {"seed", options.traffic.seed},
                                      {"attack_rate", options.traffic.attack_rate},
                                      {"world_bytes", made.world_json.size()},
                                      {"requests_bytes", made.ndjson.size()}};
  return report.dump() + "\n";
}

int traffic(const Options& options) {
  static constexpr const char* kNext = "run the command again with paths that can be written";
  std::vector<OutputFile> files;
  for (const std::string& path : {options.world_out, options.out}) {
    auto file = OutputFile::plan(path);
    if (!file) return fail(file.errors(), path, options.json, kNext);
    files.push_back(std::move(*file));
  }
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;

  Traffic made;
  {
    Progress progress("making requests", options.traffic.requests);
    made = generate_traffic(*program, options.traffic, [&](std::uint64_t done) { progress.update(done); });
  }
  const bool uses_stdout = options.out == kStandardStream || options.world_out == kStandardStream;
  const std::string report = options.json ? for_programs(options, made) : for_people(options, made);
  if (auto error = files[0].stage(std::move(made.world_json)))
    return fail({*error}, options.world_out, options.json, kNext);
  if (auto error = files[1].stage(std::move(made.ndjson))) return fail({*error}, options.out, options.json, kNext);
  for (OutputFile& file : files)
    if (auto error = file.commit()) return fail({*error}, "", options.json, kNext);
  std::fputs(report.c_str(), uses_stdout ? stderr : stdout);
  return kDone;
}

}  // namespace

void add_traffic(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("traffic", "make a world and the requests of its players, some of whom cheat");
  const auto options = std::make_shared<Options>();
  TrafficOptions& numbers = options->traffic;
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input")->required();
  command->add_option("--players", numbers.players, "how many players")
      ->check(whole_number<std::uint32_t>(1, kMostPlayers))
      ->capture_default_str();
  command->add_option("--requests", numbers.requests, "how many requests")
      ->check(whole_number<std::uint64_t>(1, kMostRequests))
      ->capture_default_str();
  command->add_option("--seed", numbers.seed, "another seed, other traffic")
      ->check(whole_number<std::uint64_t>())
      ->capture_default_str();
  command->add_option("--attack-rate", numbers.attack_rate, "the share of hostile requests, 0 to 1")
      ->check(share())
      ->capture_default_str();
  add_path(*command, "--world-out", options->world_out, "where the world goes, or -")->required();
  add_path(*command, "--out", options->out, "where the requests go, or -")->required();
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer(kExamples);
  command->callback([options, &exit_code] {
    if (options->out == options->world_out) {
      throw CLI::ValidationError("--out and --world-out are both " + options->out + ": give each its own file");
    }
    if (options->json && (options->out == kStandardStream || options->world_out == kStandardStream)) {
      throw CLI::ValidationError("--json takes standard output: give --out and --world-out files");
    }
    exit_code = traffic(*options);
  });
}

}  // namespace ludex::cli
