#pragma once
// Which numbers the fights of a scenario can look at, proved from compiled rules: what is not among them cannot matter.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "rulebook/program_data.h"

namespace ludex::detail {

/// Actions that can happen in a scenario, and the cells that they, its policies and its ends can read.
///
/// An action can happen when a policy uses it, when it recurs, or when one that can happen sets it as a timer. A cell can be read
/// when their code holds a look-up of its column, and its row is one that the look-up can lead to. Rows are told apart where the
/// row is a constant, a field of a fighter that nothing writes, a parameter that a policy gives, or a cell or `let` of such; any
/// other look-up can lead to every row.
class ScenarioReads {
 public:
  ScenarioReads(const ProgramData& program, const Scenario& scenario);

  bool can_happen(std::uint32_t action) const { return happens_[action]; }
  bool can_read(std::uint32_t table, std::uint32_t column, std::uint32_t row) const { return cells_[table][column][row]; }
  /// Whether the number at a pointer (its reference tokens) can matter; true where it is not known.
  bool can_matter(const std::vector<std::string>& tokens) const;
  /// Whether it is one of those that balance is about: a cell, a fighter's, or an action's.
  bool is_of_balance(const std::vector<std::string>& tokens) const;

 private:
  struct Rows {
    bool all = false;
    std::vector<std::int64_t> some;
    void add(const Rows& other);
  };
  void reach(std::uint32_t action, bool by_timer);
  void reach_timers(const std::vector<Effect>& effects);
  void look(CodeRange range, const Action* action);
  Rows rows_before(std::uint32_t pc, std::uint16_t reg, const Action* action, int depth) const;
  Rows rows_of_block(const expr::Block& block, const Action* action, int depth) const;
  Rows rows_of_field(std::uint32_t kind, std::uint32_t slot) const;
  Rows rows_of_param(const Action& action, std::uint32_t param, int depth) const;
  void mark(std::uint32_t table, std::uint32_t column, const Rows& rows);

  const ProgramData& program_;
  const Scenario& scenario_;
  std::vector<bool> happens_, by_timer_;             ///< by action
  static constexpr std::uint32_t kNone = 0xffffffffu;
  std::vector<std::vector<bool>> written_;           ///< by kind and field
  std::vector<std::uint32_t> before_;                ///< by instruction: the one before it in its block, where that has no data
  std::vector<std::pair<std::uint32_t, std::uint32_t>> columns_;  ///< by Code::cells: table and column
  std::vector<bool> is_target_;                      ///< by instruction: something jumps to it
  std::vector<std::vector<std::vector<bool>>> cells_;  ///< by table, column, row
};

}  // namespace ludex::detail
