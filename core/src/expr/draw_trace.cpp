#include "expr/draw_trace.h"

#include <algorithm>

#include "expr/batch_flow.h"

namespace ludex::expr {
namespace {

/// Beyond these no stretch is told: sums with them stay far from the ends of int64.
constexpr std::int64_t kFar = std::int64_t{1} << 40;

bool is_compared(OpCode op) { return op == OpCode::lt_int || op == OpCode::le_int || op == OpCode::eq_int || op == OpCode::ne_int; }

bool is_draw(OpCode op) {
  return op == OpCode::chance || op == OpCode::roll || op == OpCode::dice || op == OpCode::weighted_int || op == OpCode::weighted_double;
}

// Which registers an operation reads, as Traits::reads; nothing where that is not known.
constexpr std::uint8_t kUnknown = 0xff;
std::uint8_t reads_of(OpCode op) {
  switch (op) {
    case OpCode::floor_div:
    case OpCode::ceil_div:
    case OpCode::round_div:
    case OpCode::half_down_div:
    case OpCode::wrap_add:
    case OpCode::wrap_sub:
    case OpCode::wrap_mul:
    case OpCode::pow:
    case OpCode::atan2:
    case OpCode::distance2:
    case OpCode::dot: return 2 | 4;
    case OpCode::length:
    case OpCode::sqrt:
    case OpCode::item_id:
    case OpCode::item_field:
    case OpCode::item_address: return 2;
    case OpCode::local:
    case OpCode::params:
    case OpCode::clear_saved:
    case OpCode::jump: return 0;
    default: break;
  }
  const Traits t = traits(op);
  return t.by == Traits::By::none ? kUnknown : t.reads;
}

}  // namespace

DrawUse DrawTrace::use_of(const Entry& e, List& weights) {
  const auto size = static_cast<std::uint32_t>(e.weights.size());
  weights = {size, size, const_cast<Word*>(e.weights.data())};
  return {e.function, e.draw, &e.source, e.p, e.a, e.b, e.c, e.weights.empty() ? nullptr : &weights};
}

bool DrawTrace::is_same(const Entry& e, const DrawUse& use) const {
  if (e.draw != use.draw || !(e.source.key == use.source->key) || e.source.seq != use.source->seq || e.function != use.function) return false;
  if (e.p != use.p || e.a != use.a || e.b != use.b || e.c != use.c || e.weights.size() != (use.weights ? use.weights->size : 0)) return false;
  for (std::size_t i = 0; i < e.weights.size(); ++i)
    if (e.weights[i].u != use.weights->items[i].u) return false;
  return true;
}

RuleError DrawTrace::choose(const DrawUse& use, std::int64_t& out) {
  const bool is_tracked = use.function != DrawUse::Function::chance && drawing_ < tags_.size();
  for (std::size_t i = 0; i < count_; ++i) {
    if (!is_same(entries_[i], use)) continue;
    out = entries_[i].value;
    if (is_tracked) tags_[drawing_] = {static_cast<std::uint32_t>(i), 0};
    return RuleError::none;
  }
  if (entries_.size() == count_) entries_.emplace_back();
  Entry& e = entries_[count_];
  e.draw = use.draw;
  e.part = part_;
  e.is_opening = is_opening_;
  e.source = *use.source;
  e.source.tape = nullptr;
  e.function = use.function;
  e.p = use.p;
  e.a = use.a, e.b = use.b, e.c = use.c;
  e.weights.clear();
  if (use.weights) e.weights.assign(use.weights->items, use.weights->items + use.weights->size);
  const RuleError error = decide(use, count_, out);
  if (error != RuleError::none) return error;
  e.value = out;
  e.low = INT64_MIN;
  e.high = INT64_MAX;
  if (is_tracked) tags_[drawing_] = {static_cast<std::uint32_t>(count_), 0};
  const bool is_far = use.function == DrawUse::Function::roll && (use.a < -kFar || use.b > kFar);
  ++count_;
  if (!is_tracked || is_far || std::find(pinned_.begin(), pinned_.end(), use.draw) != pinned_.end()) pin({static_cast<std::uint32_t>(count_ - 1), 0});
  return RuleError::none;
}

DrawTrace::Tag DrawTrace::resolved(Tag tag, const Frame& frame) const {
  if (tag.entry != Tag::kLet) return tag;
  for (auto l = lets_.rbegin(); l != lets_.rend(); ++l)
    if (l->index == static_cast<std::uint32_t>(tag.offset) && l->part == part_ && l->action == frame.let_blocks && l->key == frame.draw_source.key && l->seq == frame.draw_source.seq) return l->tag;
  return {};
}

void DrawTrace::pin(Tag tag) {
  if (tag.entry >= count_) return;
  Entry& e = entries_[tag.entry];
  e.low = e.high = e.value;
}

DrawTrace::Tag DrawTrace::note_word(std::uint32_t word, std::int64_t value) {
  if (std::find(written_.begin(), written_.end(), word) != written_.end()) return {};
  for (std::size_t i = 0; i < count_; ++i) {
    const Entry& e = entries_[i];
    if (!e.draw && e.word == word && e.part == part_ && e.is_opening == is_opening_) return {static_cast<std::uint32_t>(i), 0};
  }
  if (entries_.size() == count_) entries_.emplace_back();
  Entry& e = entries_[count_];
  e.draw = nullptr;
  e.word = word;
  e.part = part_;
  e.is_opening = is_opening_;
  e.weights.clear();
  e.value = value;
  e.low = INT64_MIN;
  e.high = INT64_MAX;
  const Tag tag{static_cast<std::uint32_t>(count_++), 0};
  if (is_pinned(part_, word)) pin(tag);
  return tag;
}

void DrawTrace::look_at_field(const EntityRef& entity, std::uint32_t slot, std::uint32_t size) {
  if (!words_ || !entity.row) return;
  for (std::uint32_t i = slot; i < slot + size; ++i)
    if (const std::uint32_t word = words_->find(entity.kind, entity.index, i); word != StateWords::kNone) look_at(word, entity.row[i].i);
}

void DrawTrace::look_at_cooldown(const EntityRef& entity, std::uint32_t slot, std::int64_t left) {
  if (!words_) return;
  if (const std::uint32_t word = words_->find(entity.kind, entity.index, slot); word != StateWords::kNone) look_at(word, left);
}

void DrawTrace::wrote_field(const EntityRef& entity, std::uint32_t slot, std::uint32_t size) {
  if (!words_) return;
  for (std::uint32_t i = slot; i < slot + size; ++i)
    if (const std::uint32_t word = words_->find(entity.kind, entity.index, i); word != StateWords::kNone) written_.push_back(word);
}

// What a register holds that a field is read into.
DrawTrace::Tag DrawTrace::note_field(const Instruction& x, const Frame& outer, bool is_let) {
  if (!words_ || (is_silent_ && !is_let)) return {};
  const EntityRef& e = outer.entities[x.b];
  if (!e.row) return {};
  const std::uint32_t word = words_->find(e.kind, e.index, x.c);
  return word == StateWords::kNone ? Tag{} : note_word(word, e.row[x.c].i);
}

void DrawTrace::pin_all(Tag* tags, std::size_t count, const Frame& frame) {
  for (std::size_t i = 0; i < count; ++i) {
    if (tags[i].entry == Tag::kNone) continue;
    pin(resolved(tags[i], frame));
    tags[i] = {};
  }
}

// The numbers for which this comparison comes out as it does.
void DrawTrace::compare(OpCode op, Tag tag, bool is_left, const Word* r, const Instruction& x) {
  Entry& e = entries_[tag.entry];
  std::int64_t other = is_left ? r[x.c].i : r[x.b].i;
  if (other > kFar || other < -kFar || e.value > kFar || e.value < -kFar) return pin(tag);
  other -= tag.offset;
  const auto at_most = [&](std::int64_t v) { e.high = std::min(e.high, v); };
  const auto at_least = [&](std::int64_t v) { e.low = std::max(e.low, v); };
  if (op == OpCode::eq_int || op == OpCode::ne_int) {
    if (e.value == other) return pin(tag);
    return e.value < other ? at_most(other - 1) : at_least(other + 1);
  }
  if (op == OpCode::lt_int) {
    if (is_left) return e.value < other ? at_most(other - 1) : at_least(other);
    return other < e.value ? at_least(other + 1) : at_most(other);
  }
  if (is_left) return e.value <= other ? at_most(other) : at_least(other + 1);
  return other <= e.value ? at_least(other) : at_most(other - 1);
}

void DrawTrace::note_reads(const Instruction& x, const Word* r, const Frame& outer, bool is_let) {
  if (is_silent_ && !is_let) return;
  const auto read = [&](const EntityRef& e, std::uint32_t slot) {
    if (reads_ && e.row) reads_->slots[e.kind][slot] = true;
  };
  switch (x.op) {
    case OpCode::field:
      for (const Instruction* f = &x; f->op == OpCode::field; ++f) read(outer.entities[f->b], f->c);
      break;
    case OpCode::field_address:
      read(outer.entities[x.b], x.c);
      look_at_field(outer.entities[x.b], x.c, 3);
      break;
    case OpCode::item_field:
      read(outer.entities[r[x.b].i], x.c);
      look_at_field(outer.entities[r[x.b].i], x.c);
      break;
    case OpCode::item_address:
      read(outer.entities[r[x.b].i], x.c);
      look_at_field(outer.entities[r[x.b].i], x.c, 3);
      break;
    case OpCode::now:
    case OpCode::request_received:
      if (reads_) reads_->now = true;
      if (words_ && now_word_ != StateWords::kNone) look_at(now_word_, outer.now);
      break;
    default: break;
  }
}

void DrawTrace::before(const Instruction* at, const Word* r, const Frame& outer) {
  const Instruction& x = *at;
  const std::size_t registers = outer.code->registers;
  const auto window = static_cast<std::size_t>(r - outer.registers);
  if (tags_.size() < window + registers) tags_.resize(window + registers);
  Tag* const tags = tags_.data() + window;
  note_reads(x, r, outer, window > 0);
  const auto tag_of = [&](std::uint32_t i) { return tags[i].entry == Tag::kNone ? Tag{} : tags[i] = resolved(tags[i], outer); };
  const auto pin_at = [&](std::uint32_t i) { pin(tag_of(i)); };
  if (x.op == OpCode::ret) {
    const Tag given = tag_of(x.a);
    if (window == 0) pin(given);  // whoever asked goes on with the number itself
    returned_ = given;
    std::fill(tags, tags + registers, Tag{});
    return;
  }
  if (x.op == OpCode::field) {  // a row of them is run as one
    for (const Instruction* f = at; f->op == OpCode::field; ++f) tags[f->a] = note_field(*f, outer, window > 0);
    return;
  }
  if (x.op == OpCode::let) {
    tags[x.a] = {Tag::kLet, x.b};
    return;
  }
  if (x.op == OpCode::move) {
    tags[x.a] = tag_of(x.b);
    return;
  }
  if (is_draw(x.op)) {
    for (std::uint32_t i = x.b; i < x.b + (x.op == OpCode::dice ? 3u : x.op == OpCode::roll ? 2u : 1u); ++i) pin_at(i);
    tags[x.a] = {};
    drawing_ = window + x.a;  // choose() follows
    return;
  }
  if (is_compared(x.op)) {
    const Tag left = tag_of(x.b), right = tag_of(x.c);
    const bool is_left = left.entry < count_, is_right = right.entry < count_;
    if (is_left && is_right) pin(left), pin(right);
    else if (is_left) compare(x.op, left, true, r, x);
    else if (is_right) compare(x.op, right, false, r, x);
    tags[x.a] = {};
    return;
  }
  if (x.op == OpCode::add_int || x.op == OpCode::sub_int) {
    const Tag left = tag_of(x.b), right = tag_of(x.c);
    const bool is_left = left.entry < count_, is_right = right.entry < count_;
    const auto moved = [&](Tag tag, std::int64_t by) {
      const Entry& e = entries_[tag.entry];
      if (by > kFar || by < -kFar || e.value > kFar || e.value < -kFar || (e.draw && e.function == DrawUse::Function::weighted_int)) return pin(tag), Tag{};
      return Tag{tag.entry, tag.offset + by};
    };
    Tag made;
    if (is_left && !is_right) made = moved(left, x.op == OpCode::add_int ? r[x.c].i : -r[x.c].i);
    else if (is_right && !is_left && x.op == OpCode::add_int) made = moved(right, r[x.b].i);
    else pin(left), pin(right);
    if (made.entry < count_ && (made.offset > kFar || made.offset < -kFar)) pin(made), made = {};
    tags[x.a] = made;
    return;
  }
  const std::uint8_t reads = reads_of(x.op);
  if (reads == kUnknown) return pin_all(tags, registers, outer);
  if (reads & 1) pin_at(x.a);
  if (reads & 2) pin_at(x.b);
  if (reads & 4) pin_at(x.c);
  if (reads & 8) pin_at(x.b + 1u), pin_at(x.b + 2u);
  const Traits t = traits(x.op);
  if (t.writes || t.by == Traits::By::none) {
    if (x.op != OpCode::jump && x.op != OpCode::clear_saved) tags[x.a] = {};
  }
}

void DrawTrace::keep_let(std::uint32_t index, const Frame& frame) {
  lets_.push_back({frame.let_blocks, frame.draw_source.key, frame.draw_source.seq, part_, index, returned_});
}

}  // namespace ludex::expr
