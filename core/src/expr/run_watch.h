#pragma once
// Who may look on while a block runs: nobody, which costs nothing; a count of its steps; a trace of its draws.

#include "expr/draw_trace.h"
#include "expr/run.h"

namespace ludex::expr {

struct Uncounted {
  void operator()(std::uint64_t) const {}
  void fault(const Code&, std::uint32_t) const {}
  void before(const Instruction*, const Word*) const {}
  void keep_let(std::uint32_t, const Frame&) const {}
};
struct Counted : Uncounted {
  Measured& measured;
  explicit Counted(Measured& m) : measured(m) {}
  void operator()(std::uint64_t n) const { measured.steps += n; }
  void fault(const Code& code, std::uint32_t at) const { measured.impossible += !code.may_fail[at]; }
};
struct Traced : Uncounted {
  DrawTrace& trace;
  const Frame& outer;
  Traced(DrawTrace& t, const Frame& f) : trace(t), outer(f) {}
  void before(const Instruction* x, const Word* r) const { trace.before(x, r, outer); }
  void keep_let(std::uint32_t index, const Frame& frame) const { trace.keep_let(index, frame); }
};

}  // namespace ludex::expr
