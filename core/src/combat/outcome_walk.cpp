#include "combat/outcome_walk.h"

namespace ludex::detail {

bool OutcomeWalk::is_same(const Step& step, const expr::DrawUse& use) const {
  return step.use.draw->own_stream == use.draw->own_stream && step.source.seq == use.source->seq && step.source.key == use.source->key;
}

RuleError OutcomeWalk::choose(const expr::DrawUse& use, std::int64_t& out) {
  if (!fault_.empty()) return RuleError::overflow;
  // A name drawn twice by one request is one value.
  for (std::size_t i = 0; i < met_; ++i) {
    Step& known = steps_[i];
    if (!is_same(known, use)) continue;
    bool is_equal = known.use.function == use.function && known.use.p == use.p && known.use.a == use.a && known.use.b == use.b && known.use.c == use.c;
    if (use.weights) {
      is_equal = is_equal && use.weights->size == known.weights.size();
      for (std::uint32_t w = 0; is_equal && w < use.weights->size; ++w) is_equal = use.weights->items[w].u == known.weights[w].u;
    }
    if (!is_equal) {
      fault_ = "the draw '" + use.draw->name + "' is made in two ways from one random number; give each its own name";
      return RuleError::overflow;
    }
    out = known.outcomes[known.chosen].value;
    return RuleError::none;
  }
  if (met_ < steps_.size()) {  // the way leads here again: what came before is the same
    steps_[met_].use = use;
    steps_[met_].source = *use.source;
  } else {
    Step step{use, {}, 0, *use.source, {}};
    bool is_too_many = false;
    if (const RuleError error = expr::draw_outcomes(use, step.outcomes, is_too_many); error != RuleError::none) return error;
    if (is_too_many) {
      fault_ = "the draw '" + use.draw->name + "' has more than " + std::to_string(expr::kMaxDrawOutcomes) + " outcomes";
      return RuleError::overflow;
    }
    if (use.weights) step.weights.assign(use.weights->items, use.weights->items + use.weights->size);
    steps_.push_back(std::move(step));
  }
  const Step& step = steps_[met_++];
  out = step.outcomes[step.chosen].value;
  return RuleError::none;
}

double OutcomeWalk::probability() const {
  double p = 1.0;
  for (std::size_t i = 0; i < met_; ++i) p *= steps_[i].outcomes[steps_[i].chosen].probability;
  return p;
}

bool OutcomeWalk::next() {
  if (!fault_.empty()) return false;
  steps_.resize(met_);
  met_ = 0;
  while (!steps_.empty() && steps_.back().chosen + 1 == steps_.back().outcomes.size()) steps_.pop_back();
  if (steps_.empty()) return false;
  ++steps_.back().chosen;
  if (++ways_ <= limit_) return true;
  fault_ = "there are more than " + std::to_string(limit_) + " ways that chance can go";
  return false;
}

}  // namespace ludex::detail
