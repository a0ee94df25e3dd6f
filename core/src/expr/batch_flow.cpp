#include "expr/batch_flow.h"

#include <algorithm>
#include <utility>

namespace ludex::expr {

Traits traits(OpCode op) {
  using enum Traits::By;
  using Fails = Traits::Fails;
  constexpr std::uint8_t a = 1, b = 2, bc = 2 | 4;
  switch (op) {
    case OpCode::ret: return {flow, a};
    case OpCode::jump:
    case OpCode::jump_if_saved:
    case OpCode::clear_saved: return {flow};
    case OpCode::jump_false:
    case OpCode::jump_true: return {flow, a};
    case OpCode::raise_saved:
    case OpCode::raise_if_saved:
    case OpCode::entity_check: return {flow, 0, false, false, Fails::always};
    case OpCode::let: return {flow, 0, true};
    case OpCode::entity_present: return {flow, 0, true, true};

    case OpCode::constant:
    case OpCode::field:
    case OpCode::entity_id:
    case OpCode::params:
    case OpCode::param:
    case OpCode::now:
    case OpCode::request_actor:
    case OpCode::request_session:
    case OpCode::request_origin:
    case OpCode::request_roles:
    case OpCode::request_received:
    case OpCode::flag: return {source, 0, true};
    case OpCode::field_address: return {vector, 0, true};
    case OpCode::axis: return {vector, b, true};
    case OpCode::vec3: return {vector, 2 | 8, true};
    case OpCode::distance: return {vector, bc, true, false, Fails::always};

    case OpCode::list_has_word: return {column, bc, true, true};
    case OpCode::move:
    case OpCode::cell:
    case OpCode::neg_double:
    case OpCode::abs_double:
    case OpCode::floor:
    case OpCode::ceil:
    case OpCode::round:
    case OpCode::int_to_double: return {column, b, true};
    case OpCode::neg_int:
    case OpCode::abs_int: return {column, b, true, false, Fails::when_marked};
    case OpCode::double_to_int: return {column, b, true, false, Fails::always};
    case OpCode::min_int:
    case OpCode::max_int:
    case OpCode::min_double:
    case OpCode::max_double: return {column, bc, true};
    case OpCode::add_int:
    case OpCode::sub_int:
    case OpCode::mul_int:
    case OpCode::add_double:
    case OpCode::sub_double:
    case OpCode::mul_double:
    case OpCode::div_double: return {column, bc, true, false, Fails::when_marked};
    case OpCode::div_int:
    case OpCode::mod_int: return {column, bc, true, false, Fails::always};
    case OpCode::eq_int:
    case OpCode::ne_int:
    case OpCode::lt_int:
    case OpCode::le_int:
    case OpCode::eq_double:
    case OpCode::ne_double:
    case OpCode::lt_double:
    case OpCode::le_double:
    case OpCode::lt_int_double:
    case OpCode::le_int_double:
    case OpCode::lt_double_int:
    case OpCode::le_double_int: return {column, bc, true, true};
    case OpCode::not_:
    case OpCode::is_some: return {column, b, true, true};

    case OpCode::sign_int:
    case OpCode::sign_double:
    case OpCode::trunc:
    case OpCode::bit_not: return {row, b, true};
    case OpCode::bit_and:
    case OpCode::bit_or:
    case OpCode::bit_xor:
    case OpCode::index_of:
    case OpCode::last_index_of: return {row, bc, true};
    case OpCode::shift_left:
    case OpCode::shift_right: return {row, bc, true, false, Fails::always};
    case OpCode::matches: return {row, b, true, true, Fails::always};

    case OpCode::record_field:
    case OpCode::row_search:
    case OpCode::name_search:
    case OpCode::row_text:
    case OpCode::name_text:
    case OpCode::size_string:
    case OpCode::size_list:
    case OpCode::size_map: return {row, b, true};
    case OpCode::row_find:
    case OpCode::string_to_int:
    case OpCode::string_to_double:
    case OpCode::string_to_bool:
    case OpCode::get: return {row, b, true, false, Fails::always};
    case OpCode::row_has: return {row, b, true, true};
    case OpCode::list_at:
    case OpCode::map_key_at: return {row, bc, true};
    case OpCode::list_item:
    case OpCode::map_value: return {row, bc, true, false, Fails::always};
    case OpCode::eq_string:
    case OpCode::lt_string:
    case OpCode::le_string:
    case OpCode::contains:
    case OpCode::starts_with:
    case OpCode::ends_with:
    case OpCode::map_has: return {row, bc, true, true};
    case OpCode::eq_typed:
    case OpCode::list_has: return {row, bc, true, true, Fails::never, true};
    default: return {};
  }
}

namespace {

constexpr std::size_t kMaxOps = 4096;       // a let is unfolded where it is used: lets of lets may double with each
constexpr std::uint32_t kMaxRegisters = 0x4000;

class Builder {
 public:
  Builder(const Code& code, const Block* lets) : code_(code), lets_(lets) {}

  bool run(const Block& block, Flow& out) {
    if (!unfold(block, 0, nullptr)) return false;
    for (FlowOp& x : ops_) {
      if (x.target != kNoWeb) x.target = labels_[x.target];
      if (x.handler != kNoWeb) x.handler = labels_[x.handler];
    }
    find_live();
    find_webs();
    find_blends();
    find_dominators();
    out.ops = std::move(ops_);
    out.web_writes = std::move(web_writes_);
    out.error_slots = (depth_ + 1) * code_.error_slots;
    return true;
  }

 private:
  struct Outer {
    std::uint32_t handler, slot, offset, result;
  };

  // Appends the block's instructions; `outer` is what stands around a let where it is used.
  bool unfold(const Block& block, std::uint32_t depth, const Outer* outer) {
    depth_ = std::max(depth_, depth);
    const std::uint32_t base = depth * code_.registers, slot_base = depth * code_.error_slots;
    if (base + code_.registers > kMaxRegisters || (block.shape && outer && is_owned(block.shape->kind))) return false;
    std::uint32_t end = block.begin;
    while (code_.instructions[end].op != OpCode::ret) end += traits(code_.instructions[end].op).has_data ? 2 : 1;
    const auto first_label = static_cast<std::uint32_t>(labels_.size());
    labels_.resize(labels_.size() + (end - block.begin) + 2);
    const auto label = [&](std::uint32_t pc) { return first_label + pc - block.begin; };
    for (std::uint32_t pc = block.begin; pc <= end; ++pc) {
      labels_[label(pc)] = static_cast<std::uint32_t>(ops_.size());
      if (ops_.size() >= kMaxOps) return false;
      FlowOp op;
      op.x = code_.instructions[pc];
      const Traits t = traits(op.x.op);
      if (t.by == Traits::By::none) return false;
      op.offset = outer ? outer->offset : code_.offsets[pc];
      op.may_fail = t.fails == Traits::Fails::always || (t.fails == Traits::Fails::when_marked && code_.may_fail[pc]);
      if (outer) op.handler = outer->handler, op.slot = outer->slot;
      for (std::uint32_t h = block.handlers_begin; h < block.handlers_end; ++h) {
        const Handler& handler = code_.handlers[h];
        if (pc < handler.begin || pc >= handler.end) continue;
        op.handler = label(handler.target);
        op.slot = handler.slot + slot_base;
        break;
      }
      switch (op.x.op) {
        case OpCode::jump:
        case OpCode::jump_false:
        case OpCode::jump_true:
        case OpCode::jump_if_saved:
          if (op.x.imm() <= pc || op.x.imm() > end) return false;  // a loop
          op.target = label(op.x.imm());
          break;
        case OpCode::let: {
          const Outer here{op.handler, op.slot, op.offset, op.x.a + base};
          if (!lets_ || !unfold(lets_[op.x.b], depth + 1, &here)) return false;
          continue;
        }
        case OpCode::ret:
          if (outer) {  // ends by leaving its value where the let was used
            op.x = {OpCode::move, static_cast<std::uint16_t>(outer->result), static_cast<std::uint16_t>(op.x.a + base), 0};
            op.may_fail = false;
            ops_.push_back(op);
            continue;
          }
          break;
        default: break;
      }
      if (names_slot(op.x.op)) op.x.a = static_cast<std::uint16_t>(op.x.a + slot_base);
      else if (t.writes || (t.reads & 1)) op.x.a = static_cast<std::uint16_t>(op.x.a + base);
      if (t.reads & 2) op.x.b = static_cast<std::uint16_t>(op.x.b + base);
      if (t.reads & 4) op.x.c = static_cast<std::uint16_t>(op.x.c + base);
      if (t.has_data) op.data = code_.instructions[++pc].a;
      ops_.push_back(op);
    }
    return true;
  }

  static bool names_slot(OpCode op) {
    return op == OpCode::jump_if_saved || op == OpCode::raise_saved || op == OpCode::raise_if_saved || op == OpCode::clear_saved;
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(ops_.size()); }
  std::size_t registers() const { return std::size_t{depth_ + 1} * code_.registers; }

  template <class F>
  void for_reads(const FlowOp& op, F&& f) const {
    const std::uint8_t reads = traits(op.x.op).reads;
    std::size_t k = 0;
    if (reads & 1) f(k++, op.x.a);
    if (reads & 2) f(k++, op.x.b);
    if (reads & 4) f(k++, op.x.c);
    if (reads & 8) f(1, op.x.b + 1u), f(2, op.x.b + 2u);
  }
  static bool falls_through(const FlowOp& op) { return op.x.op != OpCode::jump && op.x.op != OpCode::raise_saved && op.x.op != OpCode::ret; }
  // Where a row that fails at `op` executes something again; kNoWeb: nowhere. Not at a raise_if_saved of its own slot:
  // that only raises further, and nothing behind it is reached from there.
  std::uint32_t landing(const FlowOp& op) const {
    if (!op.may_fail) return kNoWeb;
    std::uint32_t at = op.handler, slot = op.slot;
    while (at != kNoWeb && ops_[at].x.op == OpCode::raise_if_saved && ops_[at].x.a == slot) {
      slot = ops_[at].slot;
      at = ops_[at].handler;
    }
    return at;
  }

  bool is_live(std::uint32_t at, std::size_t r) const { return live_[at * registers() + r]; }
  void find_live() {
    const std::size_t n = registers();
    live_.assign((size() + 1) * n, false);
    const auto add = [&](std::uint32_t at, std::uint32_t from) {
      for (std::size_t r = 0; r < n; ++r)
        if (live_[from * n + r]) live_[at * n + r] = true;
    };
    for (std::uint32_t at = size(); at-- > 0;) {
      const FlowOp& op = ops_[at];
      if (falls_through(op)) add(at, at + 1);
      if (op.target != kNoWeb) add(at, op.target);
      if (traits(op.x.op).writes) live_[at * n + op.x.a] = false;
      for_reads(op, [&](std::size_t, std::uint32_t r) { live_[at * n + r] = true; });
      if (const auto h = landing(op); h != kNoWeb) add(at, h);  // a failed write has not happened
    }
  }

  std::uint32_t root(std::uint32_t web) {
    while (parent_[web] != web) web = parent_[web] = parent_[parent_[web]];
    return web;
  }

  void find_webs() {
    const std::size_t n = registers();
    using State = std::vector<std::uint32_t>;
    std::vector<State> waiting(size());
    State now(n, kNoWeb);
    bool is_reached = true;
    const auto meet = [&](State& into, const State& from, std::uint32_t at) {
      if (into.empty()) into.assign(n, kNoWeb);
      for (std::size_t r = 0; r < n; ++r) {
        if (from[r] == kNoWeb || !is_live(at, r)) continue;
        if (into[r] == kNoWeb) into[r] = from[r];
        else parent_[root(into[r])] = root(from[r]);
      }
    };
    for (std::uint32_t at = 0; at < size(); ++at) {
      FlowOp& op = ops_[at];
      if (!waiting[at].empty()) {
        if (is_reached) meet(waiting[at], now, at);
        now = std::move(waiting[at]);
        is_reached = true;
      }
      for_reads(op, [&](std::size_t k, std::uint32_t r) { op.reads[k] = now[r]; });
      if (const auto h = landing(op); h != kNoWeb) meet(waiting[h], now, h);
      if (traits(op.x.op).writes) {
        op.writes = static_cast<std::uint32_t>(parent_.size());
        parent_.push_back(op.writes);
        now[op.x.a] = op.writes;
      }
      if (op.target != kNoWeb) meet(waiting[op.target], now, op.target);
      is_reached = falls_through(op);
    }
    web_writes_.assign(parent_.size(), 0);
    for (FlowOp& op : ops_) {
      if (op.writes != kNoWeb) ++web_writes_[op.writes = root(op.writes)];
      for (auto& web : op.reads)
        if (web != kNoWeb) web = root(web);
    }
  }

  void find_blends() {
    struct Edge {
      std::uint32_t from, to;
    };
    std::vector<Edge> edges;
    for (std::uint32_t at = 0; at < size(); ++at) {
      if (ops_[at].target != kNoWeb) edges.push_back({at, ops_[at].target});
      if (const auto h = landing(ops_[at]); h != kNoWeb) edges.push_back({at, h});
    }
    for (std::uint32_t at = 0; at < size(); ++at) {
      FlowOp& op = ops_[at];
      if (op.writes == kNoWeb || web_writes_[op.writes] < 2) continue;
      op.blends = std::any_of(edges.begin(), edges.end(), [&](const Edge& e) { return e.from < at && at < e.to && is_live(e.to, op.x.a); });
    }
  }

  void find_dominators() {
    // Operations stand in topological order, so one walk finds them. Counted from 1: 0 is the way in. A row that fails at
    // an operation has not passed it.
    std::vector<std::uint32_t> dominator(size() + 1, kNoWeb);
    const auto meet = [&](std::uint32_t at, std::uint32_t from) {
      std::uint32_t& d = dominator[at];
      if (d == kNoWeb) d = from;
      while (d != from) {
        if (d > from) d = dominator[d];
        else from = dominator[from];
      }
    };
    dominator[0] = 0;
    meet(1, 0);
    for (std::uint32_t at = 1; at <= size(); ++at) {
      FlowOp& op = ops_[at - 1];
      if (dominator[at] == kNoWeb) dominator[at] = 0;  // nobody comes here
      if (falls_through(op)) meet(at + 1, at);
      if (op.target != kNoWeb) meet(op.target + 1, at);
      if (const auto h = landing(op); h != kNoWeb) meet(h + 1, dominator[at]);
      op.dominator = dominator[at];
    }
  }

  const Code& code_;
  const Block* lets_;
  std::uint32_t depth_ = 0;
  std::vector<FlowOp> ops_;
  std::vector<std::uint32_t> labels_;
  std::vector<bool> live_;
  std::vector<std::uint32_t> parent_, web_writes_;
};

}  // namespace

std::optional<Flow> flow(const Block& block, const Code& code, const Block* lets) {
  Flow out;
  if (!Builder(code, lets).run(block, out)) return std::nullopt;
  return out;
}

}  // namespace ludex::expr
