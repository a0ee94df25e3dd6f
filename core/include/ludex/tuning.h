#pragma once
/// Tuning: the numbers of a rulebook varied, and what a scenario makes of them. docs/tuning.md has the shapes as JSON.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ludex/combat.h"
#include "ludex/error.h"
#include "ludex/exec.h"
#include "ludex/program.h"

namespace ludex {

/// Points of one grid, and values that one search for breakpoints looks at.
inline constexpr std::uint64_t kMostGridPoints = 100'000;
/// Numbers that one variation changes.
inline constexpr std::size_t kMostChanges = 4096;
/// Axes of one grid.
inline constexpr std::size_t kMostAxes = 16;

/// A number that a rulebook writes down. Numbers are kept as JSON writes them, so that no int64 goes through a double.
struct TunableNumber {
  std::string pointer;       ///< JSON Pointer into the rulebook
  std::string value;
  bool is_integer = false;   ///< takes whole numbers only
  std::optional<std::string> low, high;  ///< bounds of its column, field or member, where such are declared
  std::uint32_t line = 0, column = 0;    ///< 1-based, in the rulebook's text
};

/// The numbers of a rulebook in the order written, but for `ludex` and `version`.
std::vector<TunableNumber> numbers(const Program& program);
/// {"numbers": [{"pointer", "value", "type": "int" | "double", "low", "high", "line", "column"}]}
std::string numbers_json(const Program& program);

/// The text a program was compiled from.
std::string_view program_text(const Program& program);

struct Change {
  std::string pointer;
  std::string value;  ///< a number as JSON writes it
};

/// The rulebook compiled with other numbers in their places, all else to the byte as it was.
/// Errors (`host`): a pointer that names no number, a value that is none or outside the declared bounds, a pointer given twice,
/// more than kMostChanges; and those of `Program::compile`.
Result<Program> vary(const Program& program, const std::vector<Change>& changes);
/// The same of an object {POINTER: number}.
Result<Program> vary_json(const Program& program, std::string_view changes);

/// One number and the values it takes: a list, or "FROM..TO" or "FROM..TO:STEP".
struct Axis {
  std::string pointer;
  std::vector<std::string> values;
  std::string range;  ///< when there is no list
};

struct PlayOptions {
  std::uint64_t fights = 20'000;        ///< played where a variation cannot be solved
  std::uint64_t seed = 1;               ///< every variation plays the same fights
  std::uint64_t max_states = SolveOptions{}.max_states;  ///< 0: only duels that fold are solved
  Exec exec = {};
  /// Called between rounds with what is done; false stops, and the answer is an error. Never from another thread.
  Progress progress = {};
};

struct SweepOptions : PlayOptions {
  std::uint64_t first = 0;              ///< the points from this one on …
  std::uint64_t count = UINT64_MAX;     ///< … and so many of them
};

struct Sweep {
  std::string scenario;
  std::uint64_t fights = 0, seed = 0;   ///< as asked for
  std::uint64_t first = 0;
  std::vector<Axis> axes;               ///< with their values
  struct Point {
    std::vector<std::string> at;        ///< by axis
    CombatReport report;
  };
  std::vector<Point> points;            ///< the last axis turns fastest

  std::string to_json() const;
  std::string to_csv() const;
};

/// What comes of a scenario at every point of a grid. A point depends on nothing but its values: any part of a grid is as it is in
/// the whole.
/// Errors (`host`): no such scenario; an axis that is malformed, beyond its number's bounds, or no number; a grid above
/// kMostGridPoints; the first point, in their order, that does not compile or whose fights cannot be ended, with its values.
Result<Sweep> sweep(const Program& program, std::string_view scenario, const std::vector<Axis>& axes, const SweepOptions& options = {});

struct SensitivityOptions : PlayOptions {
  std::vector<std::string> of;          ///< pointers to numbers, or to objects and lists of them; none: all that the scenario can read
  std::string step = "1%";              ///< of the value (of an int at least 1), or a number
  std::uint64_t first = 0;              ///< of the numbers asked about, as written, those from this one on …
  std::uint64_t count = UINT64_MAX;     ///< … and so many of them: a number has the same entry in any part
};

struct Sensitivity {
  std::string scenario, step;
  std::uint64_t fights = 0, seed = 0;
  CombatReport base;
  struct Side {
    std::string value;
    bool is_exact = false;
    std::vector<std::pair<std::string, Estimate>> change;  ///< win_TEAM…, draw, timeout, mean_ttk_ms: the variation's less the base's
  };
  struct Entry {
    TunableNumber number;
    double magnitude = 0;               ///< the largest change of any win rate
    std::optional<Side> down, up;       ///< none: the step leaves the bounds, or the variation does not compile
  };
  std::vector<Entry> entries;           ///< largest magnitude first; equal ones by their change of time, then as written
  std::vector<std::string> unread;      ///< asked for with `of`, and proved to be nothing that the scenario looks at
  std::optional<std::uint64_t> part_of; ///< of a part: how many numbers are asked about

  bool is_exact() const;
  std::string to_json() const;
};

/// How much each number matters to a scenario: one step down and one up, all else as it is.
/// Errors (`host`): no such scenario; `of` that leads to no number; a step that is not above 0; fights that cannot be ended.
Result<Sensitivity> sensitivity(const Program& program, std::string_view scenario, const SensitivityOptions& options = {});

/// How many attacks that change their target defeat it. -1: never, or there is no most.
struct Hits {
  std::string attacker, target;
  std::int64_t min_hits = -1, max_hits = -1;              ///< of any attacks
  std::int64_t plain_min_hits = -1, plain_max_hits = -1;  ///< of plain ones: as few draws of `chance` as can be fall on their less likely side
  bool operator==(const Hits&) const = default;
};

struct Breakpoints {
  std::string scenario;
  struct Searched {
    std::string pointer, from, to;      ///< the first value and the last
    std::uint64_t count = 0;
  };
  std::vector<Searched> axes;
  bool is_every_value = true;           ///< else by halving
  struct Segment {
    std::string from, to;               ///< both within
    std::vector<Hits> hits;             ///< of both fighters; none where they cannot be counted …
    std::string why_not;                ///< … and why, at `from`
  };
  struct Row {
    std::string at;                     ///< of the second axis; "" where there is none
    std::vector<Segment> segments;
  };
  std::vector<Row> rows;

  std::string to_json() const;
};

/// At which values of one number, or of one for each value of a second, a hit more or less is needed.
///
/// Up to 4,096 values are all looked at. Of a longer axis 257 evenly spaced ones are, and between two that differ the place is found
/// by halving: exact as long as hits only rise or only fall from one of the 257 to the next.
/// Errors (`host`): as `sweep`; a scenario that is no duel which folds, with the reason.
/// `progress` is told the values looked at and, where all are, how many there are; when it says to stop the answer is an error.
Result<Breakpoints> breakpoints(const Program& program, std::string_view scenario, const std::vector<Axis>& axes, const Exec& exec = {}, const Progress& progress = {});

/// The three of one JSON object of options (docs/tuning.md), for front ends that speak JSON; `progress` is that of PlayOptions.
Result<std::string> sweep_json(const Program& program, std::string_view scenario, std::string_view options, const Progress& progress = {});
Result<std::string> sensitivity_json(const Program& program, std::string_view scenario, std::string_view options, const Progress& progress = {});
Result<std::string> breakpoints_json(const Program& program, std::string_view scenario, std::string_view options, const Progress& progress = {});

}  // namespace ludex
