#include "expr/batch.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "schema/typed.h"

namespace ludex::expr {

struct BatchScratch::Buffers {
  std::vector<Word> words;
  std::vector<std::uint8_t> truths, waiting;  // waiting: per step that is entered
  std::vector<const void*> columns;
  std::vector<std::uint32_t> waiting_of;  // per step: its set
  std::vector<std::uint8_t> has_waiting;  // per set
  std::vector<const Word*> entity_rows;
  std::vector<std::uint8_t> has_rows;
  std::vector<const Word*> ahead;        // columns read in place
  std::vector<std::uint8_t> is_asked;    // per input: it is among them
  std::vector<Word> absent_row;  // read for rows whose entity is absent, where nobody looks at what is read
  std::vector<EvalError> saved;
  std::vector<std::uint8_t> has_saved;
  Word spare_words[kBlockRows];
  std::uint8_t spare_truths[kBlockRows];
  std::uint8_t active[kBlockRows];
  RowNumber list[kBlockRows];
  std::uint8_t has_failed[kBlockRows];
  EvalError errors[kBlockRows];
  // For rows run by the scalar evaluator.
  std::vector<Word> registers, record, state;
  std::vector<EvalError> error_slots;
  std::vector<LetState> lets;
  std::vector<EntityRef> entities;
  Arena arena;
};

BatchScratch::BatchScratch() : buffers_(new Buffers()) {}
BatchScratch::~BatchScratch() = default;
BatchScratch::BatchScratch(BatchScratch&&) noexcept = default;
BatchScratch& BatchScratch::operator=(BatchScratch&&) noexcept = default;

namespace {

using Buffers = BatchScratch::Buffers;

class BlockRunner {
 public:
  BlockRunner(const Plan& plan, const Columns& columns, std::size_t rows, Buffers& work, Results results, std::vector<RowFailure>& failures)
      : plan_(plan), in_(columns), w_(work), results_(results), failures_(failures), total_(rows) {
    w_.words.resize(std::max<std::size_t>(w_.words.size(), std::size_t{plan.word_buffers} * kBlockRows), word_null());
    w_.truths.resize(std::max<std::size_t>(w_.truths.size(), std::size_t{plan.truth_buffers} * kBlockRows), 0);
    w_.columns.resize(plan.columns.size());
    for (std::size_t c = 0; c < plan.columns.size(); ++c) w_.columns[c] = buffer(plan.columns[c]);
    std::uint32_t sets = 0;
    w_.waiting_of.resize(plan.steps.size());
    for (std::size_t s = 0; s < plan.steps.size(); ++s) w_.waiting_of[s] = plan.steps[s].is_entered ? sets++ : 0;
    w_.waiting.assign(std::size_t{sets} * kBlockRows, 0);
    w_.has_waiting.assign(sets, 0);
    w_.saved.resize(std::max<std::size_t>(w_.saved.size(), std::size_t{plan.error_slots} * kBlockRows));
    w_.ahead.clear();
    w_.is_asked.assign(plan.inputs.size(), 0);
    w_.has_saved.assign(plan.error_slots, 1);  // from the call before
    w_.entity_rows.resize(std::max(w_.entity_rows.size(), in_.entities.size() * kBlockRows));
    std::uint32_t widest = 0;
    for (const EntityColumns& e : in_.entities) widest = std::max(widest, e.stride);
    w_.absent_row.assign(widest, word_null());
    for (const Plan::Constant& c : plan.constants) std::fill_n(buffer(plan.columns[c.column]).w, kBlockRows, c.value);
  }

  void run(std::size_t start, std::size_t count);

 private:
  struct Buffer {
    Word* w;
    std::uint8_t* t;
    operator void*() const { return w ? static_cast<void*>(w) : t; }
  };
  Buffer buffer(const Plan::Storage& s) {
    if (s.is_truth) return {nullptr, w_.truths.data() + std::size_t{s.buffer} * kBlockRows};
    return {w_.words.data() + std::size_t{s.buffer} * kBlockRows, nullptr};
  }
  const Word* words(ColumnNumber c) const { return static_cast<const Word*>(w_.columns[c]); }
  const std::uint8_t* truths(ColumnNumber c) const { return static_cast<const std::uint8_t*>(w_.columns[c]); }

  bool is_full() const { return active_ == rows_; }
  void set_active(std::size_t n) {
    active_ = n;
    is_listed_ = false;
  }
  std::size_t listed() {
    if (!is_listed_) list_rows(w_.active, w_.list, rows_);
    is_listed_ = true;
    return active_;
  }
  template <class F>
  void for_active(F&& f) {
    const std::size_t n = listed();
    for (std::size_t k = 0; k < n; ++k) f(std::size_t{w_.list[k]});
  }

  std::uint8_t* waiting(std::uint32_t step) { return w_.waiting.data() + std::size_t{w_.waiting_of[step]} * kBlockRows; }
  void expect(std::uint32_t step) { w_.has_waiting[w_.waiting_of[step]] = 1; }
  EvalError* saved(std::uint32_t slot) { return w_.saved.data() + std::size_t{slot} * kBlockRows; }

  // The row leaves the active ones; the caller counts again.
  void fail(const Step& s, std::size_t row, EvalError error) {
    w_.active[row] = 0;
    if (s.handler == kNowhere) {
      w_.has_failed[row] = 1;
      w_.errors[row] = error;
      any_failed_ = true;
      return;
    }
    EvalError& kept = saved(s.slot)[row];
    if (kept.code == RuleError::none) kept = error;
    w_.has_saved[s.slot] = 1;
    waiting(s.handler)[row] = 1;
    expect(s.handler);
  }
  void recount() { set_active(count_rows(w_.active, rows_)); }

  const Word* const* entity_rows(std::uint32_t slot) {
    const Word** out = w_.entity_rows.data() + std::size_t{slot} * kBlockRows;
    if (w_.has_rows[slot]) return out;
    w_.has_rows[slot] = 1;
    const EntityColumns& e = in_.entities[slot];
    const std::uint32_t* index = e.index + start_;
    for (std::size_t i = 0; i < rows_; ++i)
      out[i] = index[i] == kAbsentEntity ? w_.absent_row.data() : e.rows + std::size_t{index[i]} * e.stride;
    return out;
  }
  bool has_entity(std::uint32_t slot, std::size_t row) const {
    const EntityColumns& e = in_.entities[slot];
    if (e.rows) return e.index[start_ + row] != kAbsentEntity;
    return !e.present || e.present[start_ + row];
  }

  bool is_dense() const { return active_ * 4 >= rows_; }  // gathering and scattering rows costs about four dense ones

  // A column that is there already.
  void in_place(const Step& s, const Word* column) {
    w_.columns[s.out] = column + start_;
    if (!w_.is_asked[s.index]) {
      w_.is_asked[s.index] = 1;
      w_.ahead.push_back(column);
    }
  }
  // Columns are read a page at a time in turns, which no processor foresees: the next block's lines are asked for a few
  // at each step, so that they come in while this block is computed.
  void look_ahead() {
    for (std::size_t left = lines_a_step_; left && next_column_ < w_.ahead.size();) {
      const std::size_t n = std::min(left, kLines - next_line_);
      const char* line = reinterpret_cast<const char*>(w_.ahead[next_column_] + start_ + kBlockRows) + next_line_ * kLineBytes;
      for (std::size_t k = 0; k < n; ++k) __builtin_prefetch(line + k * kLineBytes);
      left -= n;
      next_line_ += n;
      if (next_line_ < kLines) return;
      next_line_ = 0;
      ++next_column_;
    }
  }
  void begin_look_ahead() {
    next_line_ = next_column_ = 0;
    lines_a_step_ = start_ + 2 * kBlockRows <= total_ ? w_.ahead.size() * kLines / plan_.steps.size() + 1 : 0;
  }
  static constexpr std::size_t kLineBytes = 64, kLines = kBlockRows * sizeof(Word) / kLineBytes;
  void load(const Step& s);
  void loop(const Step& s);
  void scalar(const Step& s);
  void finish(const Step& s);

  const Plan& plan_;
  const Columns& in_;
  Buffers& w_;
  Results results_;
  std::vector<RowFailure>& failures_;
  std::size_t total_ = 0, start_ = 0, rows_ = 0, active_ = 0;
  std::size_t next_column_ = 0, next_line_ = 0, lines_a_step_ = 0;
  bool is_listed_ = false, any_failed_ = false;
};

void BlockRunner::load(const Step& s) {
  const Input& input = plan_.inputs[s.index];
  Word* const out = buffer(plan_.columns[s.out]).w;
  const auto all = [&](Word w) { std::fill_n(out, rows_, w); };
  const auto each = [&](auto&& f) {
    for (std::size_t i = 0; i < rows_; ++i) out[i] = f(i);
  };
  const auto envelope = [&](auto&& f) {
    if (!in_.envelopes) return all(f(*in_.frame->envelope));
    each([&](std::size_t i) { return f(in_.envelopes[start_ + i]); });
  };
  switch (input.kind) {
    case Input::Kind::field: {
      const EntityColumns& e = in_.entities[input.entity];
      if (!e.rows) {
        assert(e.columns[input.index]);
        in_place(s, e.columns[input.index]);
        return;
      }
      const Word* const* rows = entity_rows(input.entity);
      if (active_ * 3 >= rows_ * 2) {
        gather(rows, input.index, out, rows_);
      } else {
        // Dense loops may run over the rest: zeros do not look like failures.
        std::fill_n(out, rows_, word_null());
        gather(rows, input.index, out, w_.list, listed());
      }
      return;
    }
    case Input::Kind::entity_id: {
      const EntityColumns& e = in_.entities[input.entity];
      each([&](std::size_t i) {
        if (!e.rows) return word_int(e.ids[start_ + i]);
        const std::uint32_t at = e.index[start_ + i];
        return word_int(at == kAbsentEntity ? 0 : e.ids[at]);
      });
      return;
    }
    case Input::Kind::param:
      if (in_.records) {
        for_active([&](std::size_t i) { out[i] = in_.records[start_ + i][input.index]; });
      } else {
        in_place(s, in_.params[input.index]);
      }
      return;
    case Input::Kind::now:
      if (in_.now) in_place(s, reinterpret_cast<const Word*>(in_.now));
      else all(word_int(in_.frame->now));
      return;
    case Input::Kind::actor: envelope([](const Envelope& e) { return word_int(e.actor); }); return;
    case Input::Kind::session: envelope([](const Envelope& e) { return word_int(e.session); }); return;
    case Input::Kind::origin: envelope([](const Envelope& e) { return word_int(e.origin); }); return;
    case Input::Kind::roles: envelope([](const Envelope& e) { return word_list(e.roles); }); return;
    case Input::Kind::received_at: envelope([](const Envelope& e) { return word_int(e.received_at); }); return;
    case Input::Kind::flag: all(in_.frame->flags[input.index]); return;
  }
}

void BlockRunner::loop(const Step& s) {
  const void *a = w_.columns[s.a], *b = w_.columns[s.b];
  const Buffer out = buffer(plan_.columns[s.out]);
  std::uint64_t bad = 0;
  if (s.loop->dense && (is_full() || is_dense())) {
    if (s.blends && !is_full()) {
      if (out.t) {
        bad = s.loop->dense(a, b, w_.spare_truths, rows_, s.table);
        blend(w_.active, w_.spare_truths, out.t, rows_);
      } else {
        bad = s.loop->dense(a, b, w_.spare_words, rows_, s.table);
        blend(w_.active, w_.spare_words, out.w, rows_);
      }
    } else {
      bad = s.loop->dense(a, b, out, rows_, s.table);
    }
  } else {
    bad = s.loop->sparse(a, b, out, w_.list, listed(), s.table);
  }
  if (!(bad >> 63) || !s.loop->fault) return;
  // A dense loop may have failed only where nobody asked.
  bool any = false;
  for_active([&](std::size_t i) {
    const RuleError code = s.loop->fault(a, b, i);
    if (code == RuleError::none) return;
    fail(s, i, {code, s.offset});
    any = true;
  });
  if (any) recount();
}

void BlockRunner::scalar(const Step& s) {
  const Word *a = words(s.a), *b = words(s.b);
  const Buffer out = buffer(plan_.columns[s.out]);
  Word registers[3];
  Frame frame = *in_.frame;
  frame.code = &plan_.fragments;
  frame.registers = registers;
  frame.arena = &w_.arena;
  Block block;
  block.begin = s.index;
  bool any = false;
  for_active([&](std::size_t i) {
    registers[1] = a[i];
    registers[2] = b[i];
    Word value;
    EvalError error;
    if (!expr::run(block, frame, value, error)) {
      fail(s, i, {error.code, s.offset});
      any = true;
    } else if (out.t) {
      out.t[i] = value.b;
    } else {
      out.w[i] = value;
    }
  });
  if (any) recount();
}

void BlockRunner::finish(const Step& s) {
  const bool is_truth = plan_.columns[s.a].is_truth;
  if (results_.truths) {
    std::uint8_t* out = results_.truths + start_;
    if (is_truth && is_full()) std::memcpy(out, truths(s.a), rows_);
    else if (is_truth) blend(w_.active, truths(s.a), out, rows_);
    else for_active([&](std::size_t i) { out[i] = words(s.a)[i].b; });
  }
  if (results_.words) {
    Word* out = results_.words + start_;
    if (is_truth) for_active([&](std::size_t i) { out[i] = word_bool(truths(s.a)[i]); });
    else if (is_full()) std::memcpy(static_cast<void*>(out), words(s.a), rows_ * sizeof(Word));
    else blend(w_.active, words(s.a), out, rows_);
  }
}

void BlockRunner::run(std::size_t start, std::size_t count) {
  start_ = start;
  rows_ = count;
  std::memset(w_.active, 0, kBlockRows);
  if (in_.selected) std::memcpy(w_.active, in_.selected + start, count);
  else std::memset(w_.active, 1, count);
  recount();
  w_.has_rows.assign(in_.entities.size(), 0);
  for (std::uint32_t slot = 0; slot < plan_.error_slots; ++slot) {
    if (!w_.has_saved[slot]) continue;
    std::fill_n(saved(slot), kBlockRows, EvalError{});
    w_.has_saved[slot] = 0;
  }
  if (!active_) return;
  begin_look_ahead();
  const std::size_t padded = (rows_ + 7) & ~std::size_t{7};

  for (std::uint32_t at = 0; at < plan_.steps.size(); ++at) {
    const Step& s = plan_.steps[at];
    if (s.is_entered && w_.has_waiting[w_.waiting_of[at]]) {
      w_.has_waiting[w_.waiting_of[at]] = 0;
      set_active(join(w_.active, waiting(at), padded));
    }
    if (!active_) continue;
    look_ahead();
    switch (s.kind) {
      case Step::Kind::loop: loop(s); break;
      case Step::Kind::input: load(s); break;
      case Step::Kind::scalar: scalar(s); break;
      case Step::Kind::check: {
        const EntityColumns& e = in_.entities[s.index];
        if (!e.rows && !e.present) break;
        bool any = false;
        for_active([&](std::size_t i) {
          if (has_entity(s.index, i)) return;
          fail(s, i, {RuleError::no_such_key, s.offset});
          any = true;
        });
        if (any) recount();
        break;
      }
      case Step::Kind::present: {
        std::uint8_t* out = buffer(plan_.columns[s.out]).t;
        for_active([&](std::size_t i) { out[i] = has_entity(s.index, i); });
        break;
      }
      case Step::Kind::jump:
        join(waiting(s.target), w_.active, padded);
        expect(s.target);
        set_active(0);
        break;
      case Step::Kind::jump_false:
      case Step::Kind::jump_true: {
        const std::size_t before = active_;
        const std::size_t stay = split(w_.active, truths(s.a), s.kind == Step::Kind::jump_true, waiting(s.target), padded);
        if (stay == before) break;
        expect(s.target);
        set_active(stay);
        break;
      }
      case Step::Kind::jump_if_saved: {
        if (!w_.has_saved[s.index]) break;
        std::uint8_t* left = waiting(s.target);
        expect(s.target);
        for_active([&](std::size_t i) {
          if (saved(s.index)[i].code == RuleError::none) return;
          w_.active[i] = 0;
          left[i] = 1;
        });
        recount();
        break;
      }
      case Step::Kind::raise_saved:
        for_active([&](std::size_t i) { fail(s, i, saved(s.index)[i]); });
        recount();
        break;
      case Step::Kind::raise_if_saved: {
        if (!w_.has_saved[s.index]) break;
        for_active([&](std::size_t i) {
          if (saved(s.index)[i].code != RuleError::none) fail(s, i, saved(s.index)[i]);
        });
        recount();
        break;
      }
      case Step::Kind::clear_saved:
        if (w_.has_saved[s.index]) for_active([&](std::size_t i) { saved(s.index)[i] = {}; });
        break;
      case Step::Kind::ret: finish(s); break;
    }
  }
  if (!any_failed_) return;
  any_failed_ = false;
  for (std::size_t i = 0; i < rows_; ++i) {
    if (!w_.has_failed[i]) continue;
    failures_.push_back({start_ + i, w_.errors[i]});
    w_.has_failed[i] = 0;
  }
}

// Each row by the scalar evaluator, in a frame made of its columns.
void run_rows(const Plan& plan, const Columns& in, std::size_t rows, Buffers& w, Results results, std::vector<RowFailure>& failures) {
  Frame frame = *in.frame;
  std::size_t state_words = 0;
  for (const EntityColumns& e : in.entities)
    if (!e.rows) state_words += e.columns.size();
  w.state.assign(state_words, word_null());
  w.record.assign(in.params.size(), word_null());
  w.entities.assign(in.entities.size(), {});
  w.lets.resize(in.lets);
  w.registers.resize(std::size_t{frame.code->registers} * (in.lets + 1));
  w.error_slots.resize(std::size_t{frame.code->error_slots} * (in.lets + 1));
  frame.entities = w.entities.data();
  frame.registers = w.registers.data();
  frame.error_slots = w.error_slots.data();
  frame.lets = w.lets.data();
  frame.arena = &w.arena;
  frame.params = w.record.data();
  const Shape& shape = *plan.block.shape;
  for (std::size_t i = 0; i < rows; ++i) {
    if (in.selected && !in.selected[i]) continue;
    Word* state = w.state.data();
    for (std::size_t k = 0; k < in.entities.size(); ++k) {
      const EntityColumns& e = in.entities[k];
      EntityRef& ref = w.entities[k];
      if (e.rows) {
        const std::uint32_t at = e.index[i];
        // The evaluator reads state only; the frame of a judged request may write it.
        ref.row = at == kAbsentEntity ? nullptr : const_cast<Word*>(e.rows) + std::size_t{at} * e.stride;
        ref.id = e.ids && at != kAbsentEntity ? e.ids[at] : 0;
        ref.index = at;
        continue;
      }
      ref.row = !e.present || e.present[i] ? state : nullptr;
      ref.id = e.ids ? e.ids[i] : 0;
      for (std::size_t slot = 0; slot < e.columns.size(); ++slot)
        if (e.columns[slot]) state[slot] = e.columns[slot][i];
      state += e.columns.size();
    }
    if (in.records) frame.params = in.records[i];
    else for (std::size_t k = 0; k < in.params.size(); ++k) if (in.params[k]) w.record[k] = in.params[k][i];
    if (in.now) frame.now = in.now[i];
    if (in.envelopes) frame.envelope = &in.envelopes[i];
    for (LetState& let : w.lets) let.status = LetState::Status::unevaluated;
    w.arena.reset();
    Word value;
    EvalError error;
    bool is_ok = run(plan.block, frame, value, error);
    if (is_ok && is_owned(shape.kind)) {
      // The row's own values end with the row.
      is_ok = weight(shape, value, kMaxWeight) < kMaxWeight;
      if (is_ok) value = clone(shape, value, *in.frame->arena);
      else error = {RuleError::overflow, 0};
    }
    if (!is_ok) failures.push_back({i, error});
    else if (results.words) results.words[i] = value;
    if (is_ok && results.truths) results.truths[i] = value.b;
  }
}

}  // namespace

void run_batch(const Plan& plan, const Columns& columns, std::size_t rows, BatchScratch& scratch, Results results, std::vector<RowFailure>& failures) {
  assert(plan.mode != Plan::Mode::impossible);
  failures.clear();
  Buffers& work = scratch.buffers();
  if (plan.mode == Plan::Mode::rows) return run_rows(plan, columns, rows, work, results, failures);
  BlockRunner runner(plan, columns, rows, work, results, failures);
  for (std::size_t start = 0; start < rows; start += kBlockRows) runner.run(start, std::min(kBlockRows, rows - start));
}

std::uint64_t enum_bits(const List& list) {
  std::uint64_t bits = 0;
  for (std::uint32_t i = 0; i < list.size; ++i) bits |= std::uint64_t{1} << (list.items[i].i & 63);
  return bits;
}

}  // namespace ludex::expr
