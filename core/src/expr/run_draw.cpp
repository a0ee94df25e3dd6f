// Draws: from the world's seed, or from whoever chooses in its place.

#include "expr/draw_outcomes.h"
#include "expr/run_parts.h"

namespace ludex::expr {
namespace {

void note(const Frame& frame, std::uint32_t draw, Word value) {
  if (frame.drawn) frame.drawn[draw] = {true, value};
}

}  // namespace

RuleError run_draw(const Instruction& x, Word* r, const Frame& frame) {
  const Draw& draw = frame.code->draws[frame.first_draw + x.c];
  const DrawSource& source = frame.draw_source;
  std::int64_t v = 0;
  RuleError fault = RuleError::none;
  if (x.op == OpCode::dice && !are_dice(r[x.b].i, r[x.b + 1].i)) return RuleError::index_out_of_range;
  if (frame.choices) {
    using F = DrawUse::Function;
    DrawUse use{F::chance, &draw, &source, 0, 0, 0, 0, nullptr};
    switch (x.op) {
      case OpCode::chance: use.p = r[x.b].d; break;
      case OpCode::roll: use = {F::roll, &draw, &source, 0, r[x.b].i, r[x.b + 1].i, 0, nullptr}; break;
      case OpCode::dice: use = {F::dice, &draw, &source, 0, r[x.b].i, r[x.b + 1].i, r[x.b + 2].i, nullptr}; break;
      default: use = {x.op == OpCode::weighted_int ? F::weighted_int : F::weighted_double, &draw, &source, 0, 0, 0, 0, r[x.b].list};
    }
    fault = frame.choices->choose(use, v);
  } else {
    switch (x.op) {
      case OpCode::chance: v = draw_chance(draw, source, r[x.b].d); break;
      case OpCode::roll: fault = draw_roll(draw, source, r[x.b].i, r[x.b + 1].i, v); break;
      case OpCode::dice: v = draw_dice(draw, source, {r[x.b].i, r[x.b + 1].i, r[x.b + 2].i}); break;
      case OpCode::weighted_int: fault = draw_weighted_int(draw, source, *r[x.b].list, v); break;
      default: fault = draw_weighted_double(draw, source, *r[x.b].list, v);
    }
  }
  if (fault != RuleError::none) return fault;
  r[x.a] = x.op == OpCode::chance ? word_bool(v != 0) : word_int(v);
  note(frame, x.c, r[x.a]);
  return fault;
}

}  // namespace ludex::expr
