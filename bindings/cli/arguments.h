#pragma once
// Arguments and the checks on them that CLI11 2.1 leaves out: it saturates what does not fit, wraps negative numbers
// and lets NaN into every range.

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <system_error>

#include <CLI/CLI.hpp>

namespace ludex::cli {

/// A decimal whole number from `low` to `high`.
template <class Int>
CLI::Validator whole_number(Int low = std::numeric_limits<Int>::min(), Int high = std::numeric_limits<Int>::max()) {
  const auto check = [low, high](const std::string& text) -> std::string {
    Int value{};
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc() && stopped == end && value >= low && value <= high) return "";
    return "'" + text + "' is not a whole number from " + std::to_string(low) + " to " + std::to_string(high);
  };
  return CLI::Validator(check, "");
}

/// A number from 0 to 1.
inline CLI::Validator share() {
  const auto check = [](const std::string& text) -> std::string {
    char* stopped = nullptr;
    const double value = std::strtod(text.c_str(), &stopped);
    const bool is_number = !text.empty() && *stopped == '\0' && std::isfinite(value);
    return is_number && value >= 0 && value <= 1 ? "" : "'" + text + "' is not a number from 0 to 1";
  };
  return CLI::Validator(check, "");
}

/// Declares an argument that names a file or, with -, a standard stream. An empty one is an unset shell variable.
inline CLI::Option* add_path(CLI::App& command, const std::string& name, std::string& path, const std::string& text) {
  const auto check = [](const std::string& given) -> std::string {
    return given.empty() ? "the path is empty: name a file, or - for a standard stream" : "";
  };
  return command.add_option(name, path, text)->type_name("FILE")->check(CLI::Validator(check, ""));
}

}  // namespace ludex::cli
