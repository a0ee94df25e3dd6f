#pragma once
/// A back-test: what other rules would have said to the requests of a log, and what that would have done (docs/backtest.md).

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "ludex/exec.h"
#include "ludex/program.h"
#include "ludex/record.h"

namespace ludex {

/// Players told apart by what they were when the log, or their part in it, began.
struct Cohort {
  std::string name;
  std::string that;  ///< CEL over `actor` and tables, such as "actor.level >= 20"; an error is a no
};

struct BacktestOptions {
  std::vector<Cohort> cohorts;      ///< an actor may be in several; at most 16
  /// Numbers summed over all entities of a kind, at the end and along the way: "player.coins", "player.inventory.*" (all
  /// values of a map or list), "player.inventory.potion".
  std::vector<std::string> sums;
  std::uint32_t samples = 3;        ///< kept of each kind of change; at most 1000
  std::uint32_t points = 64;        ///< of each sum along the way, about; at most 10000
  bool wants_changed = false;       ///< write every changed verdict: `take_changed`
  Exec exec = {};
};

namespace detail {
class BacktestRun;
}

/// Judges each batch of a log twice, by the rules it was recorded under and by others, each on a world of its own, and
/// compares what every verdict says, to the last byte of its line. Draws go by the recorded numbers on both sides.
///
/// Memory: the two worlds and the counts, however long the log. Time: judging twice.
class Backtest {
 public:
  /// `rules` are those to be tried. Errors (`host`): too many cohorts or samples, a cohort without a name or with one that is
  /// taken.
  static Result<Backtest> make(const Program& rules, const BacktestOptions& options = {});

  /// Takes the next record of the log, header first. Snapshots after the first are passed over. Host changes are done to both
  /// worlds; one that the rules under trial do not allow is counted and told.
  /// Errors (`record`, `host`): the records are out of order, their rules do not compile; a batch cannot be judged at all by
  /// the rules under trial, as when they have not the flags it gives. Errors (`expression`): of a cohort, with its name as
  /// pointer; (`host`): of a sum.
  std::optional<Error> add(const LogRecord& record);

  /// The log ends in the middle of a record that begins at this byte: told in the report.
  void set_torn(std::uint64_t offset);

  /// Verdicts so far, and how many of them changed. That of a timer does not count here.
  std::uint64_t requests() const;
  std::uint64_t changed() const;
  /// With `wants_changed`: a line for each changed verdict since the last call, {"batch","request","action","actor","old","new"},
  /// with both verdict lines as objects.
  std::string take_changed();

  /// One JSON object; docs/backtest.md tells its members.
  std::string report() const;

  Backtest(Backtest&&) noexcept;
  Backtest& operator=(Backtest&&) noexcept;
  ~Backtest();

 private:
  explicit Backtest(std::unique_ptr<detail::BacktestRun> run);
  std::unique_ptr<detail::BacktestRun> run_;
};

/// A whole log in memory: the report. A torn tail is passed over and told in it ("torn_at").
/// Errors: as `LogReader` refuses the log, and as `Backtest`.
Result<std::string> backtest(std::string_view log, const Program& rules, const BacktestOptions& options = {});

/// As `backtest`, for front ends that speak JSON. `options`: {"cohorts":{NAME: CEL},"sums":[PATH],"samples":n,"points":n,
/// "threads":n}, each optional, and "rulebook": the text of the rules to be tried.
Result<std::string> backtest_json(std::string_view log, std::string_view options);

/// What two rulebooks differ in, as texts: [{"at": JSON pointer, "what": "added" | "removed" | "changed", "old"?, "new"?}], in the order of
/// the pointers. Comments and the order of keys do not count. Errors (`json`): one of them is no JSON.
Result<std::string> rulebook_changes(std::string_view before, std::string_view after);

}  // namespace ludex
