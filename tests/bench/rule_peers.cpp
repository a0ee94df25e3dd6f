#include "rule_peers.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace ludex::bench {
namespace {

// The value behind "key": in one line of JSON that rule.mjs wrote.
std::string value_of(std::string_view line, const std::string& key) {
  const std::string quoted = "\"" + key + "\":";
  const auto at = line.find(quoted);
  if (at == std::string_view::npos) return "";
  line.remove_prefix(at + quoted.size());
  const bool is_text = line.starts_with('"');
  if (is_text) line.remove_prefix(1);
  return std::string(line.substr(0, line.find_first_of(is_text ? "\"" : ",}")));
}

}  // namespace

std::vector<PeerRow> run_rule_peers(std::size_t requests) {
  std::vector<PeerRow> rows;
  const std::string command = "cd '" LUDEX_SOURCE_DIR "/build/peers' 2>/dev/null && node '" LUDEX_SOURCE_DIR "/tests/bench/peers/rule.mjs' " + std::to_string(requests) + " 2>/dev/null";
  if (std::FILE* pipe = popen(command.c_str(), "r")) {
    char line[1024];
    while (std::fgets(line, sizeof line, pipe)) {
      PeerRow row{value_of(line, "name"), std::atof(value_of(line, "ns").c_str()), value_of(line, "missing")};
      if (!row.name.empty()) rows.push_back(std::move(row));
    }
    pclose(pipe);
  }
  if (rows.empty()) rows.push_back({"JavaScript", 0, "needs Node, and `.ci/peers` run once"});
  return rows;
}

}  // namespace ludex::bench
