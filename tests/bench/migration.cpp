#include "migration.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/profile.h"
#include "migration_saves.h"
#include "processor_time.h"
#include "support/hash.h"
#include "value/canonical.h"
#include "value/json_view.h"

namespace ludex::bench {
namespace {

constexpr std::size_t kSaves = 8'000;  // some 8 MB: more than the inner caches hold
constexpr int kTurns = 15, kCommandTurns = 3;

double median(std::vector<double> seconds) {
  std::nth_element(seconds.begin(), seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2), seconds.end());
  return seconds[seconds.size() / 2];
}

// Processor time of all programs that were run and have ended: on one core, whatever their threads.
double children_seconds() {
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// The state of a save, whatever order its members have and how its numbers are written.
std::uint64_t state_of(std::string_view save) {
  json::Document document;
  document.text = save;
  if (!json::scan(save, {}, document.tape).ok()) return 0;
  const auto state = json::View(document, 0).find("state");
  std::string bytes;
  return state && canonical::from_json(bytes, save, document.tape, state->index(), document.arena) ? xxh64(bytes, 0) : 0;
}

// "key": in one line of JSON that a peer wrote.
std::string value_of(std::string_view line, const std::string& key) {
  const auto at = line.find("\"" + key + "\": ");
  if (at == std::string_view::npos) return "";
  line.remove_prefix(at + key.size() + 4);
  const bool is_text = line.starts_with('"');
  if (is_text) line.remove_prefix(1);
  return std::string(line.substr(0, line.find_first_of(is_text ? "\"" : ",}")));
}

// A folder that is memory where the system has one: no disk is measured.
std::filesystem::path scratch_folder() {
  std::error_code error;
  const std::filesystem::path memory = "/dev/shm";
  const std::filesystem::path base = std::filesystem::is_directory(memory, error) ? memory : std::filesystem::temp_directory_path();
  const std::filesystem::path folder = base / ("ludex-bench-" + std::to_string(static_cast<long>(getpid())));
  std::filesystem::create_directories(folder, error);
  return folder;
}

std::string in_quotes(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

std::vector<std::uint64_t> states_in(const std::filesystem::path& file) {
  std::vector<std::uint64_t> out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) out.push_back(state_of(line));
  return out;
}

}  // namespace

bool run_migration_section() {
  const auto program = Program::compile(kMigrationRules);
  if (!program) return false;
  SaveLoader loader = std::move(SaveLoader::make(*program, "player").value());
  const std::vector<std::string> saves = saves_of_version_1(kSaves);
  std::size_t bytes = 0;
  std::string text;
  for (const std::string& save : saves) bytes += save.size(), text += save + "\n";

  // Lines in one buffer to lines in another: what a migration of a file does between its reads and writes.
  std::string out;
  std::size_t ready = 0;
  const auto migrate_all = [&] {
    out.clear();
    ready = 0;
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t end = rest.find('\n');
      ready += loader.load(rest.substr(0, end), out).state == SaveState::ready;
      out.push_back('\n');
      rest.remove_prefix(end + 1);
    }
  };
  migrate_all();
  std::vector<double> in_memory;
  for (int turn = 0; turn < kTurns; ++turn) {
    const double start = processor_seconds();
    migrate_all();
    in_memory.push_back(processor_seconds() - start);
  }
  bool is_right = ready == kSaves;
  std::vector<std::uint64_t> expected;
  for (std::string_view rest = out; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) expected.push_back(state_of(rest.substr(0, rest.find('\n'))));

  std::printf("\n  %-44s %12s %12s %12s\n", "saves of 1 KB through five steps", "MB/s", "ns/save", "to Python");
  const std::filesystem::path folder = scratch_folder(), in_file = folder / "in.ndjson", out_file = folder / "out.ndjson", rules = folder / "rules.json";
  std::ofstream(in_file) << text;
  std::ofstream(rules) << kMigrationRules;

  // The peer first: the others are told beside it.
  struct Peer {
    std::string name;
    double seconds = 0;
  };
  std::vector<Peer> peers;
  const std::string command = "python3 '" LUDEX_SOURCE_DIR "/tests/bench/peers/migration.py' " + in_quotes(in_file) + " " + in_quotes(folder / "peer.ndjson") + " 2>/dev/null";
  if (std::FILE* pipe = popen(command.c_str(), "r")) {
    char line[1024];
    while (std::fgets(line, sizeof line, pipe)) peers.push_back({value_of(line, "name"), std::atof(value_of(line, "seconds").c_str())});
    pclose(pipe);
  }
  const bool agrees = !peers.empty() && states_in(folder / "peer.ndjson") == expected;
  const auto row = [&](const char* label, double seconds) {
    std::printf("  %-44s %12.0f %12.0f", label, static_cast<double>(bytes) / seconds / 1e6, seconds / kSaves * 1e9);
    if (peers.empty()) std::printf("\n");
    else std::printf(" %11.1fx\n", peers[0].seconds / seconds);
  };
  row("Ludex, from memory to memory", median(in_memory));

  const std::filesystem::path ludex = LUDEX_SOURCE_DIR "/build/release/bin/ludex";
  if (std::filesystem::exists(ludex)) {
    std::vector<double> by_command;
    bool is_done = true;
    for (int turn = 0; turn < kCommandTurns; ++turn) {
      const double start = children_seconds();
      is_done = std::system((in_quotes(ludex) + " migrate " + in_quotes(rules) + " player " + in_quotes(in_file) + " --out " + in_quotes(out_file) + " --quarantine " + in_quotes(folder / "aside.ndjson") + " > /dev/null 2>&1").c_str()) == 0 && is_done;
      by_command.push_back(children_seconds() - start);
    }
    row("  by `ludex migrate`, which migrates twice", median(by_command));
    is_right = is_right && is_done && states_in(out_file) == expected;
  } else {
    std::printf("  %-44s not run: needs build/release/bin/ludex\n", "  by `ludex migrate`");
  }
  for (const Peer& peer : peers) row(peer.name.c_str(), peer.seconds);
  if (peers.empty()) std::printf("  %-44s not run: needs Python 3\n", "Python, dicts and json");
  std::printf("  %zu saves of %zu bytes on average; results: %s\n", kSaves, bytes / kSaves, !is_right ? "WRONG" : peers.empty() ? "as expected" : agrees ? "equal" : "DIFFERENT");
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  return is_right && (peers.empty() || agrees);
}

}  // namespace ludex::bench
