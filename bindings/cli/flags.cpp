#include "flags.h"

#include <set>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace ludex::cli {

std::string flags_json_of(const std::vector<std::string>& flags) {
  std::set<std::string> names;
  std::string out = "{";
  for (const std::string& flag : flags) {
    const std::size_t equals = flag.find('=');
    const std::string name = flag.substr(0, equals);
    if (equals == std::string::npos || name.empty()) {
      throw CLI::ValidationError("--flag: '" + flag + "' is not NAME=JSON, as in --flag season_3=true");
    }
    const std::string value = flag.substr(equals + 1);
    if (!nlohmann::json::accept(value)) {
      throw CLI::ValidationError("--flag " + name + ": '" + value +
                                 "' is not a JSON value; a string needs its quotes, as in '" + name + "=\"text\"'");
    }
    if (!names.insert(name).second) throw CLI::ValidationError("--flag " + name + " is given twice: give it once");
    out += (out.size() > 1 ? "," : "") +
           nlohmann::json(name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + ":" + value;
  }
  return out + "}";
}

}  // namespace ludex::cli
