#pragma once
// One rule of five clauses over many requests, the rule of the peers' bench_rules.mjs: cooldown, stun, ownership, life and
// range. Ludex judges it row by row and over columns; rule_by_hand.h is the loop an engineer would write.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "expr/batch.h"
#include "ludex/program.h"
#include "rule_by_hand.h"
#include "rulebook/program_data.h"

namespace ludex::bench {

/// A rulebook with the rule, players in rows as a world keeps them, requests, and the same gathered into columns.
class Rule {
 public:
  static constexpr std::uint32_t kPlayers = 1'000;

  explicit Rule(std::size_t requests);

  std::size_t requests() const { return now_.size(); }
  std::size_t allowed() const;

  // Each returns the seconds of processor time one turn over all requests took, and leaves its answers in `out`.
  double scalar(std::vector<std::uint8_t>& out);
  double batch_gathered(std::vector<std::uint8_t>& out);  ///< columns, the inventory as a set of bits
  double batch_in_place(std::vector<std::uint8_t>& out);  ///< rows through indices, the inventory as a set of bits
  double batch_lists(std::vector<std::uint8_t>& out);     ///< rows through indices, the inventory as the list a world holds
  double hand_gathered(std::vector<std::uint8_t>& out);
  double hand_gathered_o3(std::vector<std::uint8_t>& out);
  double hand_in_place(std::vector<std::uint8_t>& out);
  double hand_in_place_o3(std::vector<std::uint8_t>& out);

 private:
  double batch(const expr::Plan& plan, bool is_gathered, bool has_bits, std::vector<std::uint8_t>& out);

  Program program_;
  const detail::ProgramData& data_;
  const expr::Block& block_;
  std::uint32_t stride_, inventory_;
  ludex::Arena values_, scratch_values_;
  std::vector<Word> rows_, bit_rows_;  // players; in the second, the inventory is its bits
  std::vector<std::uint32_t> actor_, target_;
  std::vector<std::int64_t> now_, weapon_;
  std::vector<Word> records_;
  std::vector<const Word*> record_of_;
  std::vector<std::vector<Word>> gathered_;
  std::vector<const Word*> actor_columns_, target_columns_, param_columns_;
  std::vector<::peer::RulePlayer> peers_;
  ::peer::RuleColumns hand_;
  expr::Plan list_plan_, bit_plan_;
  expr::BatchScratch scratch_;
  std::vector<expr::RowFailure> failures_;
};

}  // namespace ludex::bench
