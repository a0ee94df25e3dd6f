#pragma once
// The back-test in the command: `ludex replay LOG --rulebook NEW` and `ludex diff OLD NEW --log LOG`.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "ludex/bundle.h"

namespace ludex::cli {

struct BacktestChoices {
  std::string rulebook;               ///< "" when the log is replayed under its own
  std::vector<std::string> cohorts;   ///< NAME=EXPR
  std::vector<std::string> sums;
  std::uint32_t samples = 3;
  std::string html, changed;
};

/// Adds --cohort, --sum, --samples, --html and --changed. `needs`: the option that they need, or nullptr.
void add_backtest_options(CLI::App& command, BacktestChoices& choices, CLI::Option* needs);

/// The report of a log under `rules`; nothing when it was told why there is none. What was changed is written as it comes.
std::optional<nlohmann::ordered_json> run_backtest(const BacktestChoices& choices, const std::string& log, const Bundle& rules, std::uint32_t threads, bool json, int& exit_code);

/// `ludex replay LOG --rulebook NEW`. Returns the exit code.
int backtest_replay(const BacktestChoices& choices, const std::string& log, std::uint32_t threads, bool json);

/// The report for people: a table, a page, Markdown for a pull request. `changes` are those of the rulebooks' texts, or null.
std::string backtest_text(const nlohmann::ordered_json& report, const std::string& log);
std::string backtest_html(const nlohmann::ordered_json& report, const std::string& log, const std::string& rulebook);
std::string backtest_markdown(const nlohmann::ordered_json& report, const nlohmann::ordered_json& changes, const std::string& before, const std::string& after);

/// "accepted", "rejected: on_cooldown", "rejected: rule_error (overflow)".
std::string answer_text(const nlohmann::ordered_json& answer);

}  // namespace ludex::cli
