#pragma once
// A rehearsal's report as one page that needs no network and no script.

#include <string>

#include <nlohmann/json.hpp>

namespace ludex::cli {

struct MigratePage {
  std::string rulebook, kind, input;
  std::string next;  ///< what to do; "" when all is well
};

std::string migrate_html(const nlohmann::ordered_json& report, const MigratePage& page);

/// The part about fields before and after, those that changed most first; "" without histograms.
std::string migrate_html_fields(const nlohmann::ordered_json& report);

}  // namespace ludex::cli
