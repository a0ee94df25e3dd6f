#include "expr/run.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "expr/arithmetic.h"
#include "expr/cost.h"
#include "expr/run_parts.h"
#include "expr/run_watch.h"
#include "expr/text_functions.h"
#include "schema/typed.h"
#include "support/math.h"
#include "value/number.h"

namespace ludex::expr {
namespace {

template <class Count>
bool run_block(const Block& block, const Frame& frame, Word& result, EvalError& error, Count count);

template <class Count>
void run_let(std::uint32_t index, const Frame& frame, Count count) {
  LetState& let = frame.lets[index];
  if (let.status != LetState::Status::unevaluated) return;
  // A let may use earlier lets only, so windows never run out: one per let.
  Frame inner = frame;
  inner.registers += frame.code->registers;
  inner.error_slots += frame.code->error_slots;
  const Block& block = frame.let_blocks[index];
  Word value;
  let.status = LetState::Status::failed;
  if (!run_block(block, inner, value, let.error, count)) return;  // on success `error` may hold one that was absorbed
  if (weight(*block.shape, value, kMaxWeight) >= kMaxWeight) {
    let.error = {RuleError::overflow, 0};
    return;
  }
  let.value = is_owned(block.shape->kind) ? clone(*block.shape, value, *frame.arena) : value;
  let.status = LetState::Status::ready;
  count.keep_let(index, frame);
}

template <class Count>
bool run_block(const Block& block, const Frame& frame, Word& result, EvalError& error, Count count) {
  const Instruction* const code = frame.code->instructions.data();
  const Instruction* next = code + block.begin;
  Word* const r = frame.registers;
  // Stores to registers could change a frame for all the compiler knows: what is read often is read once.
  const EntityRef* const entities = frame.entities;
  const Word *const params = frame.params, *const constants = frame.code->constants.data();
  EvalError* const error_slots = frame.error_slots;
  Arena& arena = *frame.arena;
  RuleError fault = RuleError::none;
  double made = 0;
  bool holds = false;

  for (;;) {
    const Instruction& x = *next++;  // its parts are read where they are used: a copy would live in memory too
    count(1);
    count.before(&x, r);
    switch (x.op) {
      case OpCode::ret: result = r[x.a]; return true;
      case OpCode::move: r[x.a] = r[x.b]; break;
      case OpCode::constant: r[x.a] = constants[x.imm()]; break;
      case OpCode::field:
        r[x.a] = entities[x.b].row[x.c];
        // What often comes next is done without dispatching: processors foresee a branch that is always the same better.
        for (; next->op == OpCode::field; ++next) r[next->a] = entities[next->b].row[next->c];
        break;
      case OpCode::field_address: r[x.a] = word_vec(&entities[x.b].row[x.c].d); break;
      case OpCode::entity_id: r[x.a] = word_int(entities[x.b].id); break;
      case OpCode::entity_check:
        if (!entities[x.a].row) { fault = RuleError::no_such_key; goto failed; }
        break;
      case OpCode::entity_present: r[x.a] = word_bool(entities[x.b].row != nullptr); break;
      case OpCode::params: r[x.a] = word_record(const_cast<Word*>(frame.params)); break;
      case OpCode::record_field: r[x.a] = r[x.b].record[x.c]; break;
      case OpCode::let: {
        LetState& let = frame.lets[x.b];
        if (let.status == LetState::Status::unevaluated) run_let(x.b, frame, count);
        if (let.status == LetState::Status::failed) { fault = let.error.code; goto failed; }
        r[x.a] = let.value;
        break;
      }
      case OpCode::now: r[x.a] = word_int(frame.now); break;
      case OpCode::request_actor: r[x.a] = word_int(frame.envelope->actor); break;
      case OpCode::request_session: r[x.a] = word_int(frame.envelope->session); break;
      case OpCode::request_origin: r[x.a] = word_int(frame.envelope->origin); break;
      case OpCode::request_roles: r[x.a] = word_list(frame.envelope->roles); break;
      case OpCode::request_received: r[x.a] = word_int(frame.envelope->received_at); break;
      case OpCode::flag: r[x.a] = frame.flags[x.b]; break;
      case OpCode::cell: r[x.a] = frame.code->cells[x.c][r[x.b].i]; break;
      case OpCode::row_find: {
        const auto row = frame.declarations->find_row(x.c, r[x.b].s->view());
        if (!row) { fault = RuleError::no_such_key; goto failed; }
        r[x.a] = word_int(*row);
        break;
      }
      case OpCode::row_search: {
        const auto row = frame.declarations->find_row(x.c, r[x.b].s->view());
        r[x.a] = word_int(row ? static_cast<std::int64_t>(*row) : -1);
        break;
      }
      case OpCode::name_search: {
        const auto i = Declarations::position(frame.code->shapes[x.c]->names, r[x.b].s->view());
        r[x.a] = word_int(i ? static_cast<std::int64_t>(*i) : -1);
        break;
      }
      case OpCode::row_has: r[x.a] = word_bool(frame.declarations->find_row(x.c, r[x.b].s->view()).has_value()); break;
      case OpCode::row_text: r[x.a] = word_str(frame.declarations->row_strings[x.c][static_cast<std::size_t>(r[x.b].i)]); break;
      case OpCode::name_text: r[x.a] = word_str(frame.code->name_strings[x.c][static_cast<std::size_t>(r[x.b].i)]); break;

      case OpCode::add_int: {
        std::int64_t v;
        if (__builtin_add_overflow(r[x.b].i, r[x.c].i, &v)) { fault = RuleError::overflow; goto failed; }
        r[x.a].i = v;
        break;
      }
      case OpCode::sub_int: {
        std::int64_t v;
        if (__builtin_sub_overflow(r[x.b].i, r[x.c].i, &v)) { fault = RuleError::overflow; goto failed; }
        r[x.a].i = v;
        break;
      }
      case OpCode::mul_int: {
        std::int64_t v;
        if (__builtin_mul_overflow(r[x.b].i, r[x.c].i, &v)) { fault = RuleError::overflow; goto failed; }
        r[x.a].i = v;
        break;
      }
      case OpCode::div_int:
      case OpCode::mod_int: {
        const std::int64_t n = r[x.b].i, d = r[x.c].i;
        if (d == 0) { fault = RuleError::division_by_zero; goto failed; }
        if (d == -1 && n == std::numeric_limits<std::int64_t>::min()) { fault = RuleError::overflow; goto failed; }
        r[x.a].i = x.op == OpCode::div_int ? n / d : n % d;
        break;
      }
      case OpCode::neg_int:
        if (r[x.b].i == std::numeric_limits<std::int64_t>::min()) { fault = RuleError::overflow; goto failed; }
        r[x.a].i = -r[x.b].i;
        break;
      case OpCode::add_double: made = r[x.b].d + r[x.c].d; goto finite;
      case OpCode::sub_double: made = r[x.b].d - r[x.c].d; goto finite;
      case OpCode::mul_double: made = r[x.b].d * r[x.c].d; goto finite;
      case OpCode::div_double: made = r[x.b].d / r[x.c].d; goto finite;
      case OpCode::neg_double: r[x.a].d = -r[x.b].d; break;

      case OpCode::eq_int: holds = r[x.b].u == r[x.c].u; goto tested;
      case OpCode::ne_int: holds = r[x.b].u != r[x.c].u; goto tested;
      case OpCode::lt_int: holds = r[x.b].i < r[x.c].i; goto tested;
      case OpCode::le_int: holds = r[x.b].i <= r[x.c].i; goto tested;
      case OpCode::eq_double: holds = r[x.b].d == r[x.c].d; goto tested;
      case OpCode::ne_double: holds = r[x.b].d != r[x.c].d; goto tested;
      case OpCode::lt_double: holds = r[x.b].d < r[x.c].d; goto tested;
      case OpCode::le_double: holds = r[x.b].d <= r[x.c].d; goto tested;
      case OpCode::eq_string: r[x.a] = word_bool(r[x.b].s->view() == r[x.c].s->view()); break;
      case OpCode::lt_string: r[x.a] = word_bool(r[x.b].s->view() < r[x.c].s->view()); break;
      case OpCode::le_string: r[x.a] = word_bool(r[x.b].s->view() <= r[x.c].s->view()); break;
      case OpCode::eq_typed:
        count(std::min(weight(*frame.code->shapes[next->a], r[x.b], kMaxWeight), weight(*frame.code->shapes[next->a], r[x.c], kMaxWeight)));
        r[x.a] = word_bool(equal(*frame.code->shapes[next->a], r[x.b], r[x.c])); ++next; break;
      case OpCode::lt_int_double: r[x.a] = word_bool(compare(r[x.b].i, r[x.c].d) < 0); break;
      case OpCode::le_int_double: r[x.a] = word_bool(compare(r[x.b].i, r[x.c].d) <= 0); break;
      case OpCode::lt_double_int: r[x.a] = word_bool(compare(r[x.c].i, r[x.b].d) > 0); break;
      case OpCode::le_double_int: r[x.a] = word_bool(compare(r[x.c].i, r[x.b].d) >= 0); break;
      case OpCode::not_: holds = !r[x.b].b; goto tested;

      case OpCode::jump: next = code + x.imm(); break;
      case OpCode::jump_false: if (!r[x.a].b) next = code + x.imm(); break;
      case OpCode::jump_true: if (r[x.a].b) next = code + x.imm(); break;
      case OpCode::jump_if_saved: if (error_slots[x.a].code != RuleError::none) next = code + x.imm(); break;
      case OpCode::raise_saved:
        error = error_slots[x.a];
        fault = error.code;
        goto failed_at_saved;
      case OpCode::clear_saved:
        error_slots[x.a] = {};
        for (; next->op == OpCode::clear_saved; ++next) error_slots[next->a] = {};
        break;

      case OpCode::int_to_double: r[x.a] = word_double(static_cast<double>(r[x.b].i)); break;
      case OpCode::double_to_int: {
        const double t = std::trunc(r[x.b].d);
        // CEL excludes both ends: neither limit tells whether the double was rounded onto it.
        if (!(t > -9223372036854775808.0 && t < 9223372036854775808.0)) { fault = RuleError::overflow; goto failed; }
        r[x.a] = word_int(static_cast<std::int64_t>(t));
        break;
      }
      case OpCode::int_to_string: {
        char text[24];
        r[x.a] = word_str(make_str({text, print_int64(r[x.b].i, text)}, arena));
        break;
      }
      case OpCode::double_to_string: {
        char text[kMaxDoubleText];
        r[x.a] = word_str(make_str({text, print_double(r[x.b].d, text)}, arena));
        break;
      }
      case OpCode::bool_to_string: r[x.a] = word_str(make_str(r[x.b].b ? "true" : "false", arena)); break;

      case OpCode::size_string: r[x.a] = word_int(code_points(r[x.b].s->view())); break;
      case OpCode::size_list: r[x.a] = word_int(r[x.b].list->size); break;
      case OpCode::size_map: r[x.a] = word_int(r[x.b].map->size); break;
      case OpCode::contains:
        count(r[x.b].s->size / 64);
        r[x.a] = word_bool(text::find(r[x.b].s->view(), r[x.c].s->view()) != std::string_view::npos);
        break;
      case OpCode::starts_with: r[x.a] = word_bool(r[x.b].s->view().starts_with(r[x.c].s->view())); break;
      case OpCode::ends_with: r[x.a] = word_bool(r[x.b].s->view().ends_with(r[x.c].s->view())); break;
      case OpCode::list_item: {
        const List& l = *r[x.b].list;
        const std::int64_t i = r[x.c].i;
        if (i < 0 || i >= static_cast<std::int64_t>(l.size)) { fault = RuleError::index_out_of_range; goto failed; }
        r[x.a] = l.items[i];
        break;
      }
      case OpCode::list_at: r[x.a] = r[x.b].list->items[r[x.c].i]; break;
      case OpCode::map_value: {
        const MapEntry* e = r[x.b].map->find(r[x.c].s->view());
        if (!e) { fault = RuleError::no_such_key; goto failed; }
        r[x.a] = e->value;
        break;
      }
      case OpCode::map_has: r[x.a] = word_bool(r[x.b].map->find(r[x.c].s->view()) != nullptr); break;
      case OpCode::map_key_at: r[x.a] = word_str(r[x.b].map->entries[r[x.c].i].key); break;
      case OpCode::list_has: {
        const List& l = *r[x.c].list;
        const Shape& s = *frame.code->shapes[(next++)->a];
        bool found = false;
        for (std::uint32_t i = 0; i < l.size && !found; ++i) {
          count(1);
          found = equal(s, l.items[i], r[x.b]);
        }
        r[x.a] = word_bool(found);
        break;
      }
      case OpCode::axis: r[x.a] = word_double(r[x.b].vec[x.c]); break;
      case OpCode::vec3: {
        if (arena.used() > kMaxScratchBytes) { fault = RuleError::overflow; goto failed; }
        auto* v = arena.allocate_array<double>(3);
        v[0] = r[x.b].d;
        v[1] = r[x.b + 1].d;
        v[2] = r[x.b + 2].d;
        r[x.a] = word_vec(v);
        break;
      }
      case OpCode::add_vec3:
      case OpCode::sub_vec3:
      case OpCode::mul_vec3:
      case OpCode::neg_vec3:
      case OpCode::lerp_vec3: {
        if (arena.used() > kMaxScratchBytes) { fault = RuleError::overflow; goto failed; }
        auto* v = arena.allocate_array<double>(3);
        const double* a = r[x.b].vec;
        for (int i = 0; i < 3; ++i) {
          switch (x.op) {
            case OpCode::add_vec3: v[i] = a[i] + r[x.c].vec[i]; break;
            case OpCode::sub_vec3: v[i] = a[i] - r[x.c].vec[i]; break;
            case OpCode::mul_vec3: v[i] = a[i] * r[x.c].d; break;
            case OpCode::neg_vec3: v[i] = -a[i]; break;
            default: v[i] = a[i] + (r[x.b + 1].vec[i] - a[i]) * r[x.b + 2].d;
          }
          if (!std::isfinite(v[i])) { fault = RuleError::not_finite; goto failed; }
        }
        r[x.a] = word_vec(v);
        break;
      }
      case OpCode::distance:
      case OpCode::distance2: {
        const double *a = r[x.b].vec, *b = r[x.c].vec;
        const double dx = a[0] - b[0], dy = a[1] - b[1], dz = a[2] - b[2];
        const double square = (dx * dx + dy * dy) + dz * dz;
        made = x.op == OpCode::distance ? std::sqrt(square) : square;
        goto finite;
      }
      case OpCode::dot: {
        const double *a = r[x.b].vec, *b = r[x.c].vec;
        made = (a[0] * b[0] + a[1] * b[1]) + a[2] * b[2];
        goto finite;
      }
      case OpCode::length: {
        const double* a = r[x.b].vec;
        made = std::sqrt((a[0] * a[0] + a[1] * a[1]) + a[2] * a[2]);
        goto finite;
      }
      case OpCode::lerp_double: made = r[x.b].d + (r[x.b + 1].d - r[x.b].d) * r[x.b + 2].d; goto finite;
      case OpCode::floor_div:
      case OpCode::ceil_div:
      case OpCode::round_div:
      case OpCode::half_down_div: {
        const std::int64_t n = r[x.b].i, d = r[x.c].i;
        if (d == 0) { fault = RuleError::division_by_zero; goto failed; }
        if (d == -1 && n == std::numeric_limits<std::int64_t>::min()) { fault = RuleError::overflow; goto failed; }
        r[x.a].i = divide(x.op, n, d);
        break;
      }
      case OpCode::wrap_add: r[x.a].u = r[x.b].u + r[x.c].u; break;
      case OpCode::wrap_sub: r[x.a].u = r[x.b].u - r[x.c].u; break;
      case OpCode::wrap_mul: r[x.a].u = r[x.b].u * r[x.c].u; break;
      case OpCode::sqrt: made = std::sqrt(r[x.b].d); goto finite;
      case OpCode::exp: made = math::exponential(r[x.b].d); goto finite;
      case OpCode::log: made = math::logarithm(r[x.b].d); goto finite;
      case OpCode::pow: made = math::power(r[x.b].d, r[x.c].d); goto finite;
      case OpCode::sin:
      case OpCode::cos:
        if (std::fabs(r[x.b].d) > math::kMaxAngle) { fault = RuleError::overflow; goto failed; }
        r[x.a].d = x.op == OpCode::sin ? math::sine(r[x.b].d) : math::cosine(r[x.b].d);
        break;
      case OpCode::atan2:
        // The zeros of rules have no sign: one that a computation left behind must not turn the angle.
        r[x.a].d = math::angle(r[x.b].d + 0.0, r[x.c].d + 0.0);
        break;
      case OpCode::chance:
      case OpCode::dice:
      case OpCode::roll:
      case OpCode::weighted_int:
      case OpCode::weighted_double:
        fault = run_draw(x, r, frame);
        if (fault != RuleError::none) goto failed;
        break;
      case OpCode::min_int: r[x.a].i = r[x.c].i < r[x.b].i ? r[x.c].i : r[x.b].i; break;
      case OpCode::max_int: r[x.a].i = r[x.c].i > r[x.b].i ? r[x.c].i : r[x.b].i; break;
      case OpCode::min_double: r[x.a].d = r[x.c].d < r[x.b].d ? r[x.c].d : r[x.b].d; break;
      case OpCode::max_double: r[x.a].d = r[x.c].d > r[x.b].d ? r[x.c].d : r[x.b].d; break;
      case OpCode::abs_int:
        if (r[x.b].i == std::numeric_limits<std::int64_t>::min()) { fault = RuleError::overflow; goto failed; }
        r[x.a].i = r[x.b].i < 0 ? -r[x.b].i : r[x.b].i;
        break;
      case OpCode::abs_double: r[x.a].d = std::fabs(r[x.b].d); break;
      case OpCode::floor: r[x.a].d = std::floor(r[x.b].d); break;
      case OpCode::ceil: r[x.a].d = std::ceil(r[x.b].d); break;
      case OpCode::round: r[x.a].d = round_half_away(r[x.b].d); break;
      case OpCode::is_some: r[x.a] = word_bool(r[x.b].optional != nullptr); break;
      case OpCode::get:
        if (!r[x.b].optional) { fault = RuleError::no_such_overload; goto failed; }
        r[x.a] = *r[x.b].optional;
        break;
      case OpCode::some: {
        if (arena.used() > kMaxScratchBytes) { fault = RuleError::overflow; goto failed; }
        auto* o = arena.allocate_array<Word>(1);
        *o = r[x.b];
        r[x.a] = word_optional(o);
        break;
      }
      case OpCode::list_push: {
        List& l = *r[x.a].list;
        l.items[l.size++] = r[x.b];
        break;
      }
      case OpCode::list_new:
      case OpCode::list_reserve: {
        if (arena.used() > kMaxScratchBytes) { fault = RuleError::overflow; goto failed; }
        const bool is_new = x.op == OpCode::list_new;
        const auto n = is_new ? std::uint32_t{x.c} : static_cast<std::uint32_t>(r[x.b].i);
        auto* l = arena.allocate_array<List>(1);
        *l = {is_new ? n : 0, n, n ? arena.allocate_array<Word>(n) : nullptr};
        for (std::uint32_t i = 0; i < l->size; ++i) l->items[i] = r[x.b + i];
        r[x.a] = word_list(l);
        break;
      }
      case OpCode::record_new: {
        if (arena.used() > kMaxScratchBytes) { fault = RuleError::overflow; goto failed; }
        auto* f = arena.allocate_array<Word>(x.c ? x.c : 1);
        for (std::uint32_t i = 0; i < x.c; ++i) f[i] = r[x.b + i];
        r[x.a] = word_record(f);
        break;
      }
      case OpCode::local: r[x.a] = frame.locals[x.b]; break;
      case OpCode::item_id: r[x.a] = word_int(frame.entities[r[x.b].i].id); break;
      case OpCode::item_field:
      case OpCode::item_address: {
        Word* const row = frame.entities[r[x.b].i].row;
        if (!row) { fault = RuleError::no_such_key; goto failed; }
        r[x.a] = x.op == OpCode::item_field ? row[x.c] : word_vec(&row[x.c].d);
        break;
      }

      case OpCode::dyn_variable: case OpCode::dyn_fail: case OpCode::dyn_test: case OpCode::dyn_bool: case OpCode::dyn_unary:
      case OpCode::dyn_binary: case OpCode::dyn_select: case OpCode::dyn_has: case OpCode::dyn_index: case OpCode::dyn_call:
      case OpCode::dyn_list: case OpCode::dyn_map: case OpCode::dyn_size: case OpCode::dyn_turn: case OpCode::dyn_item: case OpCode::dyn_first:
      case OpCode::dyn_second: case OpCode::dyn_reserve: case OpCode::dyn_push: case OpCode::dyn_put:
      case OpCode::dyn_optional: case OpCode::dyn_has_value: case OpCode::dyn_value: case OpCode::dyn_entry: case OpCode::dyn_optional_select:
      case OpCode::dyn_optional_index:
        fault = frame.code->run_dyn(&x, r, frame, frame.code->offsets[static_cast<std::size_t>(next - code) - 1]);
        if (fault != RuleError::none) goto failed;
        if (x.op == OpCode::dyn_call) ++next;
        break;
      case OpCode::concat_string: case OpCode::string_to_int: case OpCode::string_to_double: case OpCode::string_to_bool: case OpCode::matches:
      case OpCode::index_of: case OpCode::last_index_of: case OpCode::index_of_from: case OpCode::last_index_of_from: case OpCode::lower_ascii:
      case OpCode::upper_ascii: case OpCode::trim: case OpCode::quote_text: case OpCode::reverse_text: case OpCode::char_at: case OpCode::substring_from:
      case OpCode::substring: case OpCode::replace: case OpCode::replace_some: case OpCode::split: case OpCode::split_some: case OpCode::join:
      case OpCode::join_with: {
        std::uint64_t work = 0;
        fault = run_text(&x, r, frame, work);
        count(work);
        if (fault != RuleError::none) goto failed;
        break;
      }
      case OpCode::concat_list: case OpCode::map_new: case OpCode::map_reserve:
      case OpCode::least_int: case OpCode::greatest_int: case OpCode::least_double: case OpCode::greatest_double: case OpCode::range_list:
      case OpCode::slice: case OpCode::first: case OpCode::last: case OpCode::reverse_list: case OpCode::flatten: case OpCode::unwrap:
      case OpCode::distinct: case OpCode::sort: case OpCode::sort_by: {
        std::uint64_t work = 0;
        fault = run_list(&x, r, frame, work);
        count(work);
        if (fault != RuleError::none) goto failed;
        if (x.op == OpCode::distinct || x.op == OpCode::sort || x.op == OpCode::sort_by) ++next;
        break;
      }
      case OpCode::sign_int: r[x.a].i = r[x.b].i > 0 ? 1 : r[x.b].i < 0 ? -1 : 0; break;
      case OpCode::sign_double: r[x.a].d = r[x.b].d > 0 ? 1 : r[x.b].d < 0 ? -1 : 0; break;
      case OpCode::trunc: r[x.a].d = std::trunc(r[x.b].d); break;
      case OpCode::bit_not: r[x.a].u = ~r[x.b].u; break;
      case OpCode::bit_and: r[x.a].u = r[x.b].u & r[x.c].u; break;
      case OpCode::bit_or: r[x.a].u = r[x.b].u | r[x.c].u; break;
      case OpCode::bit_xor: r[x.a].u = r[x.b].u ^ r[x.c].u; break;
      case OpCode::shift_left:
      case OpCode::shift_right: {
        const std::int64_t by = r[x.c].i;
        if (by < 0) { fault = RuleError::no_such_overload; goto failed; }
        r[x.a].u = by > 63 ? 0 : x.op == OpCode::shift_left ? r[x.b].u << by : r[x.b].u >> by;
        break;
      }
      case OpCode::map_value_at: r[x.a] = r[x.b].map->entries[r[x.c].i].value; break;
      case OpCode::map_push: {
        Map& m = *r[x.a].map;
        m.entries[m.size++] = {r[x.b].s, r[x.c]};
        break;
      }
      case OpCode::param: r[x.a] = params[x.b]; break;
      case OpCode::raise_if_saved:
        if (error_slots[x.a].code == RuleError::none) break;
        error = error_slots[x.a];
        fault = error.code;
        goto failed_at_saved;
      case OpCode::list_has_word: {
        const List& l = *r[x.c].list;
        bool found = false;
        for (std::uint32_t i = 0; i < l.size && !found; ++i) found = l.items[i].u == r[x.b].u;
        holds = found;
        goto tested;
      }
    }
    continue;

  tested:
    r[x.a] = word_bool(holds);
    if (next->op == OpCode::jump_false && next->a == x.a) next = holds ? next + 1 : code + next->imm();
    if (next->op == OpCode::raise_if_saved && error_slots[next->a].code == RuleError::none) ++next;
    continue;
  finite:
    r[x.a] = word_double(made);
    if (std::isfinite(made)) continue;
    fault = RuleError::not_finite;
  failed:
    error = {fault, frame.code->offsets[static_cast<std::size_t>(next - code) - 1]};
    count.fault(*frame.code, static_cast<std::uint32_t>(next - code) - 1);
  failed_at_saved: {
    const auto at = static_cast<std::uint32_t>(next - code) - 1;
    bool is_handled = false;
    for (std::uint32_t h = block.handlers_begin; h < block.handlers_end; ++h) {
      const Handler& handler = frame.code->handlers[h];  // inner ones come first
      if (at < handler.begin || at >= handler.end) continue;
      if (error_slots[handler.slot].code == RuleError::none) error_slots[handler.slot] = error;
      next = code + handler.target;
      is_handled = true;
      break;
    }
    if (!is_handled) return false;
  }
  }
}

}  // namespace

bool run(const Block& block, const Frame& frame, Word& result, EvalError& error) {
  if (frame.choices)
    if (DrawTrace* const trace = frame.choices->trace()) return trace->enter(block), run_block(block, frame, result, error, Traced{*trace, frame});
  return run_block(block, frame, result, error, Uncounted{});
}

bool run_measured(const Block& block, const Frame& frame, Word& result, EvalError& error, Measured& measured) {
  return run_block(block, frame, result, error, Counted(measured));
}

void evaluate_let(std::uint32_t index, const Frame& frame) {
  if (frame.choices)
    if (DrawTrace* const trace = frame.choices->trace()) return run_let(index, frame, Traced{*trace, frame});
  run_let(index, frame, Uncounted{});
}

}  // namespace ludex::expr
