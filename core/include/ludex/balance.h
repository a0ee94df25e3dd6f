#pragma once
/// Balance: whether scenarios are as they are expected to be, what a change of the rules does to one, and which loadout wins
/// against which. Exact where ludex/combat.h can solve, else sampled, with an interval whose level is stated. docs/balance.md
///
/// Answers are the same bits for any number of threads.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ludex/combat.h"

namespace ludex {

/// Fights; pairs of a matrix.
using BalanceProgress = Progress;

// --- expectations ---------------------------------------------------------------------------------------------------

enum class TestVerdict : std::uint8_t { passed, undecided, failed };
std::string_view to_string(TestVerdict verdict);

struct TestOptions {
  std::uint64_t fights = 1'000'000;  ///< of a scenario, at most
  double alarm = 1e-6;               ///< the probability that a run of tests fails although all its expectations hold, at most
  std::uint64_t seed = 1;
  SolveOptions solve = {5'000'000, 1'000'000, 512'000'000};  ///< a second for each scenario: what takes longer is sampled
  bool is_sampled = false;           ///< play even what could be solved
  Exec exec = {};
  BalanceProgress progress = {};     ///< fights
};

struct ExpectationTest {
  std::string key;                ///< as in "expect"; "ttk_quantiles_ms/0.95"
  double low = 0, high = 0;       ///< what was expected
  Estimate found;                 ///< its interval is of the level at which it was decided
  TestVerdict verdict = TestVerdict::undecided;
};

struct ScenarioTest {
  std::string scenario;
  bool is_exact = false;
  std::string method;
  std::uint64_t fights = 0;
  std::vector<ExpectationTest> tests;
};

struct TestReport {
  TestVerdict verdict = TestVerdict::passed;  ///< the worst
  std::uint64_t passed = 0, failed = 0, undecided = 0;
  double alarm = 0;
  std::uint64_t seed = 0;
  std::uint64_t sampled = 0;  ///< tests that share the alarm
  std::vector<ScenarioTest> scenarios;

  std::string to_json() const;
};

/// Tests "expect" of `scenarios`, or of all that have it where none is named.
/// Errors (`host`): no such scenario, nothing is expected, a fight that cannot be ended.
Result<TestReport> test_expectations(const Program& program, const std::vector<std::string>& scenarios = {}, const TestOptions& options = {});

// --- comparing ------------------------------------------------------------------------------------------------------

struct CompareOptions {
  std::uint64_t fights = 100'000;  ///< under each of both, at most
  double error = 0;                ///< above 0: play until the differences of all win rates are known to within this, decided or not
  std::uint64_t seed = 1;
  SolveOptions solve = {};
  bool is_sampled = false;         ///< play even what could be solved
  Exec exec = {};
  BalanceProgress progress = {};   ///< fights
};

struct Difference {
  std::string key;
  double a = 0, b = 0;
  Estimate difference;      ///< b - a
  bool is_decided = false;  ///< it is not 0
  bool has_too_few_fights = false;  ///< for a mean: `difference` lies anywhere that it can
};

struct CompareReport {
  std::string scenario;
  bool is_exact = false;            ///< both were solved
  bool is_exact_a = false, is_exact_b = false;
  std::string method_a, method_b;   ///< how each is solved, or why it is not
  std::uint64_t fights = 0, seed = 0, rounds = 0;
  std::vector<Difference> differences;

  bool is_decided() const;  ///< of every win rate
  std::string to_json() const;
};

/// `b` minus `a`: what the scenario of that name comes to under both. Stops once the difference of every win rate is decided.
/// With a probability of 95 % all intervals hold, however often they were looked at.
/// Errors (`host`): no such scenario in one of them, other teams, a fight that cannot be ended.
Result<CompareReport> compare_scenario(const Program& a, const Program& b, std::string_view scenario, const CompareOptions& options = {});

// --- the win matrix -------------------------------------------------------------------------------------------------

struct MatrixOptions {
  double error = 0.005;           ///< half-width of the 95 % interval of a sampled pair's win rates
  std::uint64_t seed = 1;
  /// Of each pair. 0: what two million states leave for each, from 2,000 to 200,000.
  std::uint64_t max_states = 0;
  bool is_sampled = false;        ///< play even what could be solved
  Exec exec = {};
  BalanceProgress progress = {};  ///< pairs
};

struct MatrixReport {
  struct Pair {
    bool is_exact = false;
    Estimate win;                      ///< of the row; its interval holds at once with all others
    double loss = 0, draw = 0, timeout = 0;
    double mean_ttk_ms = 0;
    double half_width = 0;             ///< of the 95 % interval of `win` alone
    std::uint64_t fights = 0;
  };
  struct Place {
    std::uint32_t loadout = 0;
    Estimate mean_win;                 ///< over the other loadouts as columns
    std::uint32_t group = 0;           ///< from 1
  };
  std::string scenario;
  std::vector<std::string> loadouts;
  std::string teams[2];
  std::vector<Pair> pairs;             ///< [row * loadouts + column]
  std::vector<Place> ranking;          ///< best first
  std::uint64_t exact_pairs = 0, fights = 0, seed = 0;
  double error = 0;
  std::string method;                  ///< of the first pair

  std::string to_json() const;
};

/// Every loadout of the scenario in the first seat against every one in the second.
/// Errors (`host`): no such scenario, no loadouts, a fight that cannot be ended, stopped by `progress`.
Result<MatrixReport> win_matrix(const Program& program, std::string_view scenario, const MatrixOptions& options = {});

/// Pairs `first` … `first + count - 1` of it and nothing else, for a matrix that several processes or workers share: as a JSON object
/// with the number of all pairs in "of". Errors as of `win_matrix`.
Result<std::string> win_matrix_part(const Program& program, std::string_view scenario, const MatrixOptions& options, std::uint64_t first, std::uint64_t count);
/// The matrix of its parts, a JSON array of them that holds every pair once and in order: the bits that `win_matrix` gives.
/// Errors (`host`): a part that is damaged, missing, or of another matrix.
Result<MatrixReport> win_matrix_of_parts(const Program& program, std::string_view scenario, const MatrixOptions& options, std::string_view parts);

// --- the same for front ends that speak JSON ---------------------------------------------------------------------------

/// Reports as JSON; docs/balance.md tells their members. `options` "" is {}: every member is optional, a name that is not
/// known is an error (`host`).
/// {"scenarios":[NAME],"fights","alarm","seed","max_states","sample","threads"}
Result<std::string> test_expectations_json(const Program& program, std::string_view options, const BalanceProgress& progress = {});
/// {"fights","error","seed","max_states","sample","threads"}
Result<std::string> compare_scenario_json(const Program& a, const Program& b, std::string_view scenario, std::string_view options, const BalanceProgress& progress = {});
/// {"error","seed","max_states","sample","threads"}; with "first" and "count" a part.
Result<std::string> win_matrix_json(const Program& program, std::string_view scenario, std::string_view options, const BalanceProgress& progress = {});
/// The same options, without those of a part.
Result<std::string> win_matrix_of_parts_json(const Program& program, std::string_view scenario, std::string_view options, std::string_view parts);

}  // namespace ludex
