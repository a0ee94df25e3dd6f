#pragma once
// A rehearsal's report, for people.

#include <string>

#include <nlohmann/json.hpp>

namespace ludex::cli {

/// The report as a terminal shows it.
std::string migrate_text(const nlohmann::ordered_json& report);

/// What to do about a report that is not "ok". `quarantine` may be empty.
std::string migrate_next(const nlohmann::ordered_json& report, const std::string& quarantine);

/// A sum of a report: a number, or a string of its digits. With a comma after every three.
std::string sum_text(const nlohmann::ordered_json& value);

/// 1536 -> "1.5 KB"
std::string bytes_text(std::uint64_t bytes);

}  // namespace ludex::cli
