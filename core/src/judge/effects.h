#pragma once
// Stage C, steps (5) and (6): effects in order, then the bounds of what they wrote.

#include <vector>

#include "expr/run.h"
#include "judge/transaction.h"

namespace ludex::detail {

/// Where and how an effect failed.
struct EffectFault {
  Reason reason = Reason::rule_error;
  RuleError code = RuleError::none;
  Place at = 0;
  const Effect* effect = nullptr;  ///< for its operands; nullptr when the fault is not in one
};

class EffectRunner {
 public:
  EffectRunner(WorldData& world, const expr::Frame& frame, Transaction& transaction)
      : world_(world), frame_(frame), transaction_(transaction) {}

  bool run(const std::vector<Effect>& effects, EffectFault& fault);
  /// actor.FIELD -= amount, of an int or a double.
  bool debit(std::uint32_t field, Word amount, Place by, EffectFault& fault);
  void start_cooldown(std::uint32_t field, std::int64_t ready_at, Place by);
  /// Written fields against their bounds, in order of first write.
  bool check_bounds(EffectFault& fault) const;

 private:
  bool run_one(const Effect& effect, EffectFault& fault);
  bool evaluate(const expr::Block& block, const Effect& effect, Word& out, EffectFault& fault) const;
  bool fail(const Effect& effect, RuleError code, EffectFault& fault) const {
    fault = {Reason::rule_error, code, effect.place, &effect};
    return false;
  }
  /// The sum as `add` and `sub` define it: exact, clamped, then checked.
  bool sum(const Effect& effect, const Shape& shape, Word old, Word by, const Word* min, const Word* max, Word& out, EffectFault& fault) const;
  bool is_declared_key(const Shape& key, std::string_view text) const;
  Word keep(const Shape& shape, Word value) { return clone(shape, value, world_.heap); }

  WorldData& world_;
  const expr::Frame& frame_;
  Transaction& transaction_;
};

}  // namespace ludex::detail
