#include "contract_peers.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace ludex::bench {
namespace {

constexpr const char* kFolder = LUDEX_SOURCE_DIR "/build/peers";

// The value behind "key": in one line of JSON that contract.mjs wrote.
std::string value_of(std::string_view line, const std::string& key) {
  const std::string quoted = "\"" + key + "\":";
  const auto at = line.find(quoted);
  if (at == std::string_view::npos) return "";
  line.remove_prefix(at + quoted.size());
  const bool is_text = line.starts_with('"');
  if (is_text) line.remove_prefix(1);
  return std::string(line.substr(0, line.find_first_of(is_text ? "\"" : ",}")));
}

bool write_texts(const char* name, const AttackTexts& texts) {
  std::ofstream file(std::string(kFolder) + "/" + name);
  for (const std::string_view text : texts.texts) file << text << "\n";
  return file.good();
}

}  // namespace

std::vector<ContractPeerRow> run_contract_peers(const AttackTexts& valid, const AttackTexts& mixed) {
  std::vector<ContractPeerRow> rows;
  if (write_texts("valid.ndjson", valid) && write_texts("mixed.ndjson", mixed)) {
    const std::string command = std::string("cd '") + kFolder + "' && node '" LUDEX_SOURCE_DIR "/tests/bench/peers/contract.mjs' 2>/dev/null";
    if (std::FILE* pipe = popen(command.c_str(), "r")) {
      char line[1024];
      while (std::fgets(line, sizeof line, pipe)) {
        ContractPeerRow row{value_of(line, "name"), std::atof(value_of(line, "valid").c_str()), std::atof(value_of(line, "mixed").c_str()), value_of(line, "missing")};
        if (!row.name.empty()) rows.push_back(std::move(row));
      }
      pclose(pipe);
    }
  }
  if (rows.empty()) rows.push_back({"JavaScript", 0, 0, "needs Node, and `.ci/peers` run once"});
  return rows;
}

}  // namespace ludex::bench
