#include "arena.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "ludex/traffic.h"

namespace ludex::bench {
namespace {

constexpr std::uint32_t kPlayers = 1'000;
constexpr std::uint64_t kRequests = 200'000;
constexpr double kAttackRate = 0.1;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Arena make() {
  auto program = Program::compile(read(LUDEX_SOURCE_DIR "/examples/rulebooks/arena.json"));
  if (!program) {
    std::fprintf(stderr, "%s\n", format_error(program.error(), "arena.json").c_str());
    std::exit(1);
  }
  TrafficOptions options;
  options.players = kPlayers;
  options.requests = kRequests;
  options.attack_rate = kAttackRate;
  Traffic traffic = generate_traffic(*program, options);
  return {*program, kPlayers, kRequests, kAttackRate, std::move(traffic.world_json), std::move(traffic.ndjson), {}};
}

}  // namespace

std::vector<std::string_view> Arena::batches(std::size_t size) const {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < lines.size(); i += size) {
    const std::string_view& last = lines[std::min(i + size, lines.size()) - 1];
    const auto bytes = static_cast<std::size_t>(last.data() + last.size() - lines[i].data());
    out.emplace_back(lines[i].data(), bytes + 1);  // with the LF of the last line
  }
  return out;
}

const Arena& arena() {
  static const Arena made = [] {
    static Arena arena = make();
    const std::string_view all = arena.ndjson;
    for (std::size_t begin = 0; begin < all.size();) {
      const std::size_t end = all.find('\n', begin);  // every line that is generated ends in one
      arena.lines.push_back(all.substr(begin, end - begin));
      begin = end + 1;
    }
    return arena;
  }();
  return made;
}

}  // namespace ludex::bench
