#include "expr/batch_plan.h"

#include <algorithm>
#include <array>
#include <utility>

#include "expr/batch_flow.h"

namespace ludex::expr {
namespace {

class Planner {
 public:
  Planner(const Code& code, Flow flow, Plan& plan) : code_(code), flow_(std::move(flow)), plan_(plan) {}

  Plan::Mode run() {
    column_of_.assign(flow_.web_writes.size(), kNowhere);
    find_truths();
    std::vector<std::uint32_t> step_of;
    for (at_ = 0; at_ < flow_.ops.size(); ++at_) {
      step_of.push_back(static_cast<std::uint32_t>(plan_.steps.size()));
      translate();
      if (mode_ != Plan::Mode::columns) return mode_;
    }
    const auto enter = [&](std::uint32_t& at) {
      if (at == kNowhere) return;
      at = step_of[at];
      plan_.steps[at].is_entered = true;
    };
    for (Step& s : plan_.steps) {
      enter(s.target);
      enter(s.handler);
    }
    plan_.error_slots = flow_.error_slots;
    place();
    return mode_;
  }

 private:
  // A value that was computed before needs no second computing where all rows passed the first.
  struct Known {
    const void* what = nullptr;  // loop, or nullptr
    OpCode op = OpCode::ret;
    std::uint32_t a = kNowhere, b = kNowhere;
    std::uint64_t more = 0;
    bool operator==(const Known&) const = default;
  };
  struct Value {
    Known known;
    std::uint32_t at;
    ColumnNumber column;
  };
  // A vec3 exists as its parts only.
  struct Vector {
    bool is_field = false;
    std::uint32_t entity = 0, slot = 0;
    std::array<ColumnNumber, 3> parts{};
  };

  const FlowOp& op() const { return flow_.ops[at_]; }
  bool is_written_once(std::uint32_t web) const { return flow_.web_writes[web] == 1; }

  // A web that some operation writes or reads as a truth is one: both ends of a register agree on its type.
  void find_truths() {
    is_truth_.assign(flow_.web_writes.size(), false);
    bool grows = true;
    const auto mark = [&](std::uint32_t web) {
      if (web == kNoWeb || is_truth_[web]) return;
      is_truth_[web] = grows = true;
    };
    while (std::exchange(grows, false)) {
      for (const FlowOp& x : flow_.ops) {
        if (traits(x.x.op).is_truth) mark(x.writes);
        if (x.x.op == OpCode::jump_false || x.x.op == OpCode::jump_true || x.x.op == OpCode::not_) mark(x.reads[0]);
        if (x.x.op != OpCode::move) continue;
        if (is_truth_[x.writes]) mark(x.reads[0]);
        if (x.reads[0] != kNoWeb && is_truth_[x.reads[0]]) mark(x.writes);
      }
    }
  }

  bool passed(std::uint32_t at) const {
    std::uint32_t d = at_ + 1;
    while (d > at + 1) d = flow_.ops[d - 1].dominator;
    return d == at + 1;
  }

  ColumnNumber new_column(bool is_truth) {
    plan_.columns.push_back({is_truth, 0});
    is_shared_.push_back(false);
    return static_cast<ColumnNumber>(plan_.columns.size() - 1);
  }

  Step step(Step::Kind kind) const {
    Step s;
    s.kind = kind;
    s.offset = op().offset;
    s.handler = op().handler;
    s.slot = op().slot;
    return s;
  }

  // What is written in several places may change between two readings.
  bool is_shared(ColumnNumber c) const { return c != kNowhere && is_shared_[c]; }

  ColumnNumber value(const Known& known, Step s, bool is_truth) {
    const bool keeps = !is_shared(s.a) && !is_shared(s.b);
    if (keeps)
      for (const Value& v : values_)
        if (v.known == known && passed(v.at)) return v.column;
    s.out = new_column(is_truth);
    plan_.steps.push_back(s);
    if (keeps) values_.push_back({known, at_, s.out});
    return s.out;
  }

  ColumnNumber looped(const Loop& loop, ColumnNumber a, ColumnNumber b = kNowhere, const Word* table = nullptr) {
    Step s = step(Step::Kind::loop);
    s.loop = &loop;
    s.a = as(a, loop.takes_truths);
    s.b = b == kNowhere ? s.a : as(b, loop.takes_truths);
    s.table = table;
    return value({&loop, OpCode::ret, s.a, s.b, reinterpret_cast<std::size_t>(table)}, s, loop.gives_truths);
  }

  ColumnNumber as(ColumnNumber column, bool is_truth) {
    if (plan_.columns[column].is_truth == is_truth) return column;
    return looped(is_truth ? *kernels().to_truth : *kernels().to_word, column);
  }

  ColumnNumber input(Input::Kind kind, std::uint32_t entity = 0, std::uint32_t index = 0) {
    const Input wanted{kind, entity, index};
    auto it = std::find(plan_.inputs.begin(), plan_.inputs.end(), wanted);
    if (it == plan_.inputs.end()) it = plan_.inputs.insert(it, wanted);
    Step s = step(Step::Kind::input);
    s.index = static_cast<std::uint32_t>(it - plan_.inputs.begin());
    return value({nullptr, OpCode::field, s.index}, s, false);
  }

  ColumnNumber constant(Word w) {
    for (const auto& c : plan_.constants)
      if (c.value.u == w.u) return c.column;
    plan_.constants.push_back({new_column(false), w});
    return plan_.constants.back().column;
  }

  // One instruction of the scalar evaluator: registers 1 and 2 to register 0.
  ColumnNumber by_row(Instruction x, bool is_truth, ColumnNumber a, ColumnNumber b) {
    const Traits t = traits(x.op);
    Step s = step(Step::Kind::scalar);
    s.a = as(a, false);
    s.b = b == kNowhere ? s.a : as(b, false);
    Code& code = plan_.fragments;
    if (code.shapes.empty()) code.shapes = code_.shapes, code.name_strings = code_.name_strings;
    s.index = static_cast<std::uint32_t>(code.instructions.size());
    const Known known{nullptr, x.op, s.a, s.b, (std::uint64_t{t.reads & 4 ? 0u : x.c} << 32) | op().data};
    x.a = 0;
    x.b = 1;
    if (t.reads & 4) x.c = 2;
    code.instructions.push_back(x);
    if (t.has_data) code.instructions.push_back({OpCode::move, static_cast<std::uint16_t>(op().data), 0, 0});
    code.instructions.push_back({OpCode::ret, 0, 0, 0});
    code.offsets.resize(code.instructions.size(), 0);
    return value(known, s, is_truth);
  }

  const Vector* vector_of(std::uint32_t web) const {
    for (const auto& [known, v] : vectors_)
      if (known == web) return &v;
    return nullptr;
  }
  ColumnNumber part(std::uint32_t web, std::uint32_t axis) {
    const Vector* v = vector_of(web);
    if (!v) return by_row({OpCode::axis, 0, 0, static_cast<std::uint16_t>(axis)}, false, column_of_[web], kNowhere);
    return v->is_field ? input(Input::Kind::field, v->entity, v->slot + axis) : v->parts[axis];
  }

  void write(ColumnNumber from) {
    const std::uint32_t web = op().writes;
    const bool is_alone = is_written_once(web);
    if (is_alone && !(op().x.op == OpCode::move && is_shared(from))) {
      column_of_[web] = from;
      return;
    }
    if (column_of_[web] == kNowhere) {
      column_of_[web] = new_column(is_alone ? plan_.columns[from].is_truth : is_truth_[web]);
      is_shared_.back() = !is_alone;
    }
    const ColumnNumber out = column_of_[web];
    from = as(from, plan_.columns[out].is_truth);
    if (!values_.empty() && values_.back().column == from && values_.back().at == at_ && plan_.steps.back().out == from &&
        plan_.steps.back().kind != Step::Kind::input) {
      // Made just now and for this: the step that makes it can put it here.
      values_.pop_back();
    } else {
      Step s = step(Step::Kind::loop);
      s.a = s.b = from;
      s.loop = plan_.columns[out].is_truth ? kernels().move_truth : kernels().move;
      plan_.steps.push_back(s);
    }
    plan_.steps.back().out = out;
    plan_.steps.back().blends = op().blends;
  }

  bool is_bits(std::uint32_t web) const {
    return web != kNoWeb && column_of_[web] != kNowhere && std::find(bits_.begin(), bits_.end(), column_of_[web]) != bits_.end();
  }
  bool is_params(std::uint32_t web) const { return std::find(params_.begin(), params_.end(), web) != params_.end(); }

  void translate();
  void place();

  const Code& code_;
  Flow flow_;
  Plan& plan_;
  Plan::Mode mode_ = Plan::Mode::columns;
  std::uint32_t at_ = 0;
  std::vector<ColumnNumber> column_of_;  // per web
  std::vector<bool> is_truth_;   // per web
  std::vector<bool> is_shared_;  // per column: several operations write it
  std::vector<Value> values_;
  std::vector<ColumnNumber> bits_;
  std::vector<std::uint32_t> params_;  // webs that hold the parameter record
  std::vector<std::pair<std::uint32_t, Vector>> vectors_;
};

void Planner::translate() {
  const FlowOp& x = op();
  const Traits t = traits(x.x.op);
  // Some webs stand for what has no column.
  for (std::size_t k = 0; k < 3; ++k) {
    const std::uint32_t web = x.reads[k];
    if (web == kNoWeb) continue;
    if (is_bits(web) && !(x.x.op == OpCode::list_has_word && k == 1)) mode_ = Plan::Mode::impossible;
    const bool is_vector = vector_of(web) != nullptr;
    if (is_vector && x.x.op != OpCode::axis && x.x.op != OpCode::distance) mode_ = Plan::Mode::rows;
    if (is_params(web) && x.x.op != OpCode::record_field) mode_ = Plan::Mode::rows;
    if (!is_vector && !is_params(web) && column_of_[web] == kNowhere) mode_ = Plan::Mode::rows;  // code nobody reaches
    if (mode_ != Plan::Mode::columns) return;
  }
  const auto a = [&] { return column_of_[x.reads[0]]; };
  const auto b = [&] { return column_of_[x.reads[1]]; };
  switch (x.x.op) {
    case OpCode::ret: {
      Step s = step(Step::Kind::ret);
      s.a = a();
      plan_.steps.push_back(s);
      return;
    }
    case OpCode::jump:
    case OpCode::jump_false:
    case OpCode::jump_true:
    case OpCode::jump_if_saved: {
      Step s = step(x.x.op == OpCode::jump ? Step::Kind::jump : x.x.op == OpCode::jump_false ? Step::Kind::jump_false
                    : x.x.op == OpCode::jump_true ? Step::Kind::jump_true : Step::Kind::jump_if_saved);
      if (t.reads) s.a = as(a(), true);
      s.index = x.x.a;
      s.target = x.target;
      s.handler = kNowhere;
      plan_.steps.push_back(s);
      return;
    }
    case OpCode::raise_saved:
    case OpCode::raise_if_saved:
    case OpCode::clear_saved:
    case OpCode::entity_check: {
      Step s = step(x.x.op == OpCode::raise_saved ? Step::Kind::raise_saved : x.x.op == OpCode::raise_if_saved ? Step::Kind::raise_if_saved
                    : x.x.op == OpCode::clear_saved ? Step::Kind::clear_saved : Step::Kind::check);
      s.index = x.x.a;
      if (x.x.op == OpCode::clear_saved) s.handler = kNowhere;
      plan_.steps.push_back(s);
      return;
    }
    case OpCode::entity_present: {
      Step s = step(Step::Kind::present);
      s.index = x.x.b;
      write(value({nullptr, x.x.op, x.x.b}, s, true));
      return;
    }
    case OpCode::constant: write(constant(code_.constants[x.x.imm()])); return;
    case OpCode::field:
      write(input(Input::Kind::field, x.x.b, x.x.c));
      if (std::find(plan_.bit_sets.begin(), plan_.bit_sets.end(), BitSetField{x.x.b, x.x.c}) != plan_.bit_sets.end()) {
        bits_.push_back(column_of_[x.writes]);
        if (!is_written_once(x.writes)) mode_ = Plan::Mode::impossible;
      }
      return;
    case OpCode::entity_id: write(input(Input::Kind::entity_id, x.x.b)); return;
    case OpCode::now: write(input(Input::Kind::now)); return;
    case OpCode::request_actor: write(input(Input::Kind::actor)); return;
    case OpCode::request_session: write(input(Input::Kind::session)); return;
    case OpCode::request_origin: write(input(Input::Kind::origin)); return;
    case OpCode::request_roles: write(input(Input::Kind::roles)); return;
    case OpCode::request_received: write(input(Input::Kind::received_at)); return;
    case OpCode::flag: write(input(Input::Kind::flag, 0, x.x.b)); return;
    case OpCode::params:
      if (!is_written_once(x.writes)) mode_ = Plan::Mode::rows;
      params_.push_back(x.writes);
      return;
    case OpCode::param: write(input(Input::Kind::param, 0, x.x.b)); return;
    case OpCode::record_field:
      if (is_params(x.reads[0])) write(input(Input::Kind::param, 0, x.x.c));
      else write(by_row(x.x, false, a(), kNowhere));
      return;
    case OpCode::field_address:
    case OpCode::vec3: {
      if (!is_written_once(x.writes)) { mode_ = Plan::Mode::rows; return; }
      Vector v;
      if (x.x.op == OpCode::field_address) v = {true, x.x.b, x.x.c, {}};
      else for (std::size_t k = 0; k < 3; ++k) v.parts[k] = column_of_[x.reads[k]];
      vectors_.emplace_back(x.writes, v);
      return;
    }
    case OpCode::axis: write(part(x.reads[0], x.x.c)); return;
    case OpCode::distance: {
      // In the order of the scalar evaluator; only the end is checked.
      std::array<ColumnNumber, 3> squares{};
      for (std::uint32_t k = 0; k < 3; ++k) {
        const ColumnNumber d = looped(*kernels().find(OpCode::sub_double, false), part(x.reads[0], k), part(x.reads[1], k));
        squares[k] = looped(*kernels().find(OpCode::mul_double, false), d, d);
      }
      const Loop& add = *kernels().find(OpCode::add_double, false);
      write(looped(*kernels().square_root, looped(add, looped(add, squares[0], squares[1]), squares[2])));
      return;
    }
    case OpCode::move: write(a()); return;
    case OpCode::cell: write(looped(*kernels().find(OpCode::cell, false), a(), kNowhere, code_.cells[x.x.c])); return;
    case OpCode::list_has_word:
      if (!is_bits(x.reads[1])) break;
      write(looped(*kernels().bit_has, a(), b()));
      return;
    default: break;
  }
  if (t.by == Traits::By::column) {
    const Loop& loop = *kernels().find(x.x.op, x.may_fail);
    write(looped(loop, a(), t.reads & 4 ? b() : kNowhere));
  } else {
    write(by_row(x.x, t.is_truth, a(), t.reads & 4 ? b() : kNowhere));
  }
}

// Columns to buffers. All control flow goes forward, so a column lives from its first write to its last reading step.
void Planner::place() {
  struct Life {
    std::uint32_t first = kNowhere, last = 0;
  };
  std::vector<Life> lives(plan_.columns.size());
  for (std::uint32_t at = 0; at < plan_.steps.size(); ++at) {
    const Step& s = plan_.steps[at];
    for (const ColumnNumber c : {s.out, s.a, s.b}) {
      if (c == kNowhere) continue;
      lives[c].first = std::min(lives[c].first, at);
      lives[c].last = at;
    }
  }
  for (const auto& c : plan_.constants) lives[c.column] = {0, static_cast<std::uint32_t>(plan_.steps.size())};
  std::vector<std::uint32_t> free_buffers[2];
  std::uint32_t* const count[2] = {&plan_.word_buffers, &plan_.truth_buffers};
  std::vector<std::vector<ColumnNumber>> starting(plan_.steps.size() + 1), ending(plan_.steps.size() + 1);
  for (ColumnNumber c = 0; c < lives.size(); ++c) {
    if (lives[c].first == kNowhere) continue;
    starting[lives[c].first].push_back(c);
    ending[lives[c].last].push_back(c);
  }
  for (std::size_t at = 0; at <= plan_.steps.size(); ++at) {
    // What is read last here is freed after what is written first here has its place: loops do not run in place.
    for (const ColumnNumber c : starting[at]) {
      auto& available = free_buffers[plan_.columns[c].is_truth];
      if (available.empty()) {
        plan_.columns[c].buffer = (*count[plan_.columns[c].is_truth])++;
      } else {
        plan_.columns[c].buffer = available.back();  // the one used last is still in the cache
        available.pop_back();
      }
    }
    for (const ColumnNumber c : ending[at]) free_buffers[plan_.columns[c].is_truth].push_back(plan_.columns[c].buffer);
  }
}

// What a block that runs by rows reads: its own instructions and those of the lets it uses.
void find_inputs(const Block& block, const Code& code, const Block* lets, std::vector<bool>& seen, std::vector<Input>& out) {
  const auto add = [&](Input::Kind kind, std::uint32_t entity, std::uint32_t index) {
    const Input input{kind, entity, index};
    if (std::find(out.begin(), out.end(), input) == out.end()) out.push_back(input);
  };
  for (std::uint32_t pc = block.begin;; ++pc) {
    const Instruction x = code.instructions[pc];
    switch (x.op) {
      case OpCode::ret: return;
      case OpCode::field: add(Input::Kind::field, x.b, x.c); break;
      case OpCode::field_address:
        for (std::uint32_t k = 0; k < 3; ++k) add(Input::Kind::field, x.b, x.c + k);
        break;
      case OpCode::entity_id: add(Input::Kind::entity_id, x.b, 0); break;
      case OpCode::params: add(Input::Kind::param, 0, kNowhere); break;
      case OpCode::param: add(Input::Kind::param, 0, x.b); break;
      case OpCode::now: add(Input::Kind::now, 0, 0); break;
      case OpCode::request_actor:
      case OpCode::request_session:
      case OpCode::request_origin:
      case OpCode::request_roles:
      case OpCode::request_received:
        add(static_cast<Input::Kind>(static_cast<std::uint32_t>(Input::Kind::actor) + static_cast<std::uint32_t>(x.op) - static_cast<std::uint32_t>(OpCode::request_actor)), 0, 0);
        break;
      case OpCode::flag: add(Input::Kind::flag, 0, x.b); break;
      case OpCode::let:
        if (lets && seen.size() <= x.b) seen.resize(x.b + 1u);
        if (lets && !seen[x.b]) {
          seen[x.b] = true;
          find_inputs(lets[x.b], code, lets, seen, out);
        }
        break;
      default: break;
    }
    if (x.op == OpCode::eq_typed || x.op == OpCode::list_has) ++pc;
  }
}

}  // namespace

Plan plan(const Block& block, const Code& code, const Block* lets, std::span<const BitSetField> bit_sets) {
  Plan out;
  out.bit_sets.assign(bit_sets.begin(), bit_sets.end());
  if (auto f = flow(block, code, lets)) out.mode = Planner(code, std::move(*f), out).run();
  else out.mode = Plan::Mode::rows;
  if (out.mode != Plan::Mode::columns) {
    const Plan::Mode mode = out.mode;
    out = {};
    out.mode = mode;
    out.bit_sets.assign(bit_sets.begin(), bit_sets.end());
    std::vector<bool> seen;
    find_inputs(block, code, lets, seen, out.inputs);
    for (const Input& input : out.inputs)
      if (input.kind == Input::Kind::field && std::find(bit_sets.begin(), bit_sets.end(), BitSetField{input.entity, input.index}) != bit_sets.end()) out.mode = Plan::Mode::impossible;
  }
  out.block = block;
  return out;
}

}  // namespace ludex::expr
