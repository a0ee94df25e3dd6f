#pragma once
// Stage C, steps (5) and (6): effects in order, then the bounds of what they wrote.

#include <string>
#include <string_view>
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

/// What effects may change of the request's own view: who a name stands for, what a loop holds.
struct EffectScope {
  expr::EntityRef* entities = nullptr;  ///< Frame::entities
  std::size_t entity_count = 0;         ///< named and found
  Word* locals = nullptr;               ///< Frame::locals
};

/// Is told of each effect before it runs; only explaining has one.
class EffectObserver {
 public:
  virtual ~EffectObserver() = default;
  virtual void before(const Effect& effect) = 0;
};

/// What `add` (else `sub`) makes of `old`: exact, clamped by those bounds that are given, then checked.
RuleError add_exactly(bool is_add, const Shape& shape, Word old, Word by, const Word* min, const Word* max, Word& out);

class EffectRunner {
 public:
  EffectRunner(Lane lane, const expr::Frame& frame, EffectScope scope, Transaction& transaction, EffectObserver* observer = nullptr)
      : lane_(lane), world_(lane.world), frame_(frame), scope_(scope), transaction_(transaction), observer_(observer) {}

  bool run(const std::vector<Effect>& effects, EffectFault& fault);
  /// actor.FIELD -= amount, of an int or a double.
  bool debit(std::uint32_t field, Word amount, Place by, EffectFault& fault);
  bool start_cooldown(std::uint32_t field, std::int64_t ready_at, Place by, EffectFault& fault);
  /// Written fields against their bounds, in order of first write.
  bool check_bounds(EffectFault& fault) const;

 private:
  /// A place in state while an effect runs: what holds the target, and how to write it.
  struct Target {
    enum class Kind : std::uint8_t { row, record, entry, item, axis } kind = Kind::row;
    std::uint32_t index = 0;  ///< slot, field, position or axis
    Word* record = nullptr;
    Map* map = nullptr;
    List* list = nullptr;
    double* vec = nullptr;
    std::string_view key;     ///< entry: of a missing entry
    bool is_missing = false;  ///< entry: the map has no such key yet
    Word at = word_null();    ///< what stands there now
  };
  static constexpr std::size_t kMaxSteps = 16;
  bool evaluate_keys(const Effect& effect, Word (&keys)[kMaxSteps], EffectFault& fault) const;
  bool find_target(const Effect& effect, const Word (&keys)[kMaxSteps], Target& t, EffectFault& fault) const;
  void note(const Effect& effect, const Target& t);
  void trace(const Effect& effect, const Target& t, bool is_write) const;
  bool run_one(const Effect& effect, EffectFault& fault);
  bool write_field(const Effect& effect, EffectFault& fault);
  bool append(const Effect& effect, EffectFault& fault);
  bool remove_where(const Effect& effect, EffectFault& fault);

  // entity_effects.cpp
  bool each(const Effect& effect, EffectFault& fault);
  bool bind_turn(const Effect& effect, Word item, bool& is_skipped, EffectFault& fault);
  bool create(const Effect& effect, EffectFault& fault);
  bool erase(const Effect& effect, EffectFault& fault);
  bool set_timer(const Effect& effect, EffectFault& fault);
  bool cancel_timer(const Effect& effect, EffectFault& fault);
  bool timer_id(const Effect& effect, std::string& out, EffectFault& fault) const;
  bool evaluate(const expr::Block& block, const Effect& effect, Word& out, EffectFault& fault) const;
  bool fail(const Effect& effect, RuleError code, EffectFault& fault) const {
    fault = {Reason::rule_error, code, effect.place, &effect};
    return false;
  }
  /// The sum as `add` and `sub` define it: exact, clamped, then checked.
  bool sum(const Effect& effect, const Shape& shape, Word old, Word by, const Word* min, const Word* max, Word& out, EffectFault& fault) const;
  bool refuse(const Effect& effect, Reason reason, EffectFault& fault) const {
    fault = {reason, RuleError::none, effect.place, &effect};
    return false;
  }
  bool is_declared_key(const Shape& key, std::string_view text) const;
  Word keep(const Shape& shape, Word value) { return clone(shape, value, lane_.heap); }

  Lane lane_;
  WorldData& world_;
  const expr::Frame& frame_;
  EffectScope scope_;
  Transaction& transaction_;
  EffectObserver* observer_;
};

}  // namespace ludex::detail
