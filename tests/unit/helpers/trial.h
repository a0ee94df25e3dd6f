#pragma once
// One expression, three evaluators: the scalar one, the batch one and the tree walker, on many rows of random state within
// its declared bounds; and with them all that is said of an expression before it runs. Without doctest: a fuzzer uses it.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../fuzz/properties.h"
#include "expr/batch.h"
#include "expr/check.h"
#include "expr/cost.h"
#include "expr/emit.h"
#include "expr/interval.h"
#include "expr/parser.h"
#include "expr/run.h"
#include "helpers/expression_generator.h"
#include "helpers/tree_walker.h"
#include "helpers/within.h"
#include "ludex/program.h"
#include "rulebook/program_data.h"
#include "support/random.h"

namespace ludex::test {

class Trial {
 public:
  struct Counts {
    std::uint64_t parsed = 0, compiled = 0, proven = 0, by_columns = 0, rows = 0, failures = 0;  ///< proven: operations that may fail by their types
  };
  Counts counts;

  explicit Trial(std::uint64_t seed)
      : random_(seed, 17), program_(Program::compile(kGeneratedRules).value()), declarations_(const_cast<detail::ProgramData&>(program_.data()).declarations) {
    const detail::Action& action = program_.data().actions[0];
    scope_.entities.push_back({"actor", declarations_.actor_kind, false});
    for (const auto& w : action.with) scope_.entities.push_back({w.name, w.kind, w.is_optional});
    scope_.params = action.params;
    scope_.world = {detail::kMaxServerTime, 4096, 512, &cells_};
    draw_pools();
    make_lets();
  }

  /// What lets the generator may use.
  const std::vector<ExpressionGenerator::Name>& lets() const { return let_names_; }

  /// "" when nothing that was promised is broken, on `count` rows; else what is.
  std::string check(std::string_view text, std::size_t count) {
    Compiled c;
    const auto parse = [](std::string_view t, expr::Ast& ast, std::uint32_t& root) { return expr::parse_expression(t, ast, root); };
    if (std::string wrong = fuzz::check_spelling(text, parse); !wrong.empty()) return wrong;
    if (parse(text, c.ast, c.root)) return "";
    ++counts.parsed;
    code_ = let_code_;
    expr::Reads reads;
    if (!compile(c, reads)) return "";
    ++counts.compiled;
    for (const expr::Node& n : c.ast.nodes) counts.proven += n.may_fail && n.is_proven;
    return run(c, reads, count);
  }

  /// "" when `text` is refused with a sentence and a place, or has code and a plan.
  std::string check_compiled(std::string_view text) {
    Compiled c;
    if (const auto e = expr::parse_expression(text, c.ast, c.root)) return e->message.empty() || e->offset > text.size() ? "a syntax error without a sentence or a place" : "";
    code_ = let_code_;
    expr::Reads reads;
    if (const auto e = expr::check(c.ast, c.root, scope_, declarations_, reads)) return e->message.empty() || e->offset > text.size() ? "an error without a sentence or a place" : "";
    c.proof = expr::prove(c.ast, c.root, scope_, declarations_);
    const auto block = expr::emit(c.ast, c.root, declarations_, code_);
    if (!block) return "";
    if (block->is_fallible != !c.proof.unproven.empty() && reads.lets.empty()) return "fallible and proven do not agree";
    return expr::plan(*block, code_, let_blocks_.data()).mode == expr::Plan::Mode::impossible ? "no plan" : "";
  }

  /// The rows that come next are those of `seed`.
  void restart(std::uint64_t seed) { random_ = RandomStream(seed, 18); }

  /// The smallest part of `text` that breaks something too, and what it breaks.
  std::string smallest(const std::string& text, std::size_t count) {
    expr::Ast ast;
    std::uint32_t root = 0;
    if (expr::parse_expression(text, ast, root)) return text;
    std::vector<std::string> parts;
    for (std::uint32_t n = 0; n < ast.nodes.size(); ++n) parts.push_back(expr::print(ast, n));
    std::stable_sort(parts.begin(), parts.end(), [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
    for (const std::string& part : parts)
      for (int i = 0; i < 20; ++i)
        if (const std::string wrong = check(part, count); !wrong.empty()) return part + "\n  " + wrong + let_texts_;
    return text + let_texts_;
  }

 private:
  static constexpr std::uint32_t kPool = 40;

  struct Compiled {
    expr::Ast ast;
    std::uint32_t root = 0;
    expr::Proof proof;
    expr::Block block;
    const Shape& shape() const { return *ast.nodes[root].shape; }
  };
  struct Let {
    Compiled compiled;
    expr::Reads reads;
  };
  struct Outcome {
    bool ok = false;
    Word value = word_null();
    expr::EvalError error;
    expr::Measured measured;
  };

  std::uint32_t below(std::uint32_t n) { return random_.below(n); }

  bool compile(Compiled& c, expr::Reads& reads) {
    if (expr::check(c.ast, c.root, scope_, declarations_, reads)) return false;
    c.proof = expr::prove(c.ast, c.root, scope_, declarations_);
    const auto block = expr::emit(c.ast, c.root, declarations_, code_);
    if (!block) return false;
    c.block = *block;
    return true;
  }

  void make_lets() {
    ExpressionGenerator generator(random_);
    code_ = {};
    for (int tries = 0; lets_.size() < 6 && tries < 1000; ++tries) {
      const ExpressionGenerator::Type type = generator.type();
      const std::string text = generator.of(type, static_cast<int>(below(3)));
      Let let;
      if (expr::parse_expression(text, let.compiled.ast, let.compiled.root) || !compile(let.compiled, let.reads)) continue;
      const std::string name = "let" + std::to_string(lets_.size());
      const expr::Block& block = let.compiled.block;
      bool is_state = let.reads.state;
      scope_.lets.push_back({name, block.shape, block.is_fallible, is_state, false, let.compiled.proof.range, let.compiled.proof.depends_on_cells});
      let_names_.push_back({name, type});
      let_texts_ += "\n  " + name + ": " + text;
      generator.lets = let_names_;
      let_blocks_.push_back(block);
      lets_.push_back(std::move(let));
    }
    let_code_ = code_;
    let_states_.resize(lets_.size());
  }

  // --- rows -------------------------------------------------------------------------------------------------------------

  void draw_pools() {
    const Kind& kind = declarations_.kinds[declarations_.actor_kind];
    stride_ = kind.stride;
    words_.assign(std::size_t{kPool} * stride_, word_null());
    for (std::uint32_t e = 0; e < kPool; ++e) {
      ids_.push_back(below(4) ? 1000 + e : edge_int());
      Values fields;
      for (const StateField& f : kind.fields) {
        const Word w = draw(*f.shape, true);
        fields.push_back(value_of(*f.shape, w, declarations_));
        Word* const slot = &words_[std::size_t{e} * stride_ + f.slot];
        if (f.shape->kind != ShapeKind::vec3) *slot = w;
        else for (std::uint32_t i = 0; i < 3; ++i) slot[i] = word_double(w.vec[i]);
      }
      fields_.push_back(std::move(fields));
      Word* const record = values_.allocate_array<Word>(scope_.params->fields.size());
      Values params;
      for (std::size_t i = 0; i < scope_.params->fields.size(); ++i) {
        record[i] = draw(*scope_.params->fields[i].shape, false);
        params.push_back(value_of(*scope_.params->fields[i].shape, record[i], declarations_));
      }
      records_.push_back(record);
      params_.push_back(std::move(params));
      expr::Envelope envelope;
      envelope.actor = ids_.back();
      envelope.session = below(2) ? 0 : edge_int();
      envelope.received_at = below(4) ? static_cast<std::int64_t>(below(1'000'000)) : -static_cast<std::int64_t>(below(9));
      envelope.origin = static_cast<std::uint8_t>(below(static_cast<std::uint32_t>(builtin_shapes().origin.names.size())));
      Shape roles = builtin_shapes().list_of_string;
      roles.max_length = 3;
      envelope.roles = draw(roles, false).list;
      roles_.push_back(value_of(roles, word_list(envelope.roles), declarations_).as<Values>());
      envelopes_.push_back(envelope);
    }
    for (const Flag& f : declarations_.flags) {
      flags_.push_back(draw(*f.shape, false));
      flag_values_.push_back(value_of(*f.shape, flags_.back(), declarations_));
    }
  }

  std::int64_t edge_int() {
    static constexpr std::int64_t kInts[] = {0, 1, -1, 2, 7, 10, -3, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1, std::int64_t{1} << 53, (std::int64_t{1} << 53) + 1, std::int64_t{1} << 62, 3037000500, -3000000000, 1 << 20};
    return kInts[below(std::size(kInts))];
  }

  Word draw(const Shape& s, bool is_stored) {
    const expr::Range r = expr::range_of(s, expr::Origin{});
    const auto between = [&](std::int64_t lo, std::int64_t hi) {
      switch (below(6)) {  // the ends, where everything breaks
        case 0: return lo;
        case 1: return hi;
        case 2:
        case 3: {
          const std::int64_t edge = edge_int();
          return edge >= lo && edge <= hi ? edge : random_.between(lo, hi);
        }
        case 4: {
          const auto small = static_cast<std::int64_t>(below(20)) - 8;
          if (small >= lo && small <= hi) return small;
          return lo;
        }
        default: return random_.between(lo, hi);
      }
    };
    switch (s.kind) {
      case ShapeKind::boolean: return word_bool(below(2));
      case ShapeKind::integer:
      case ShapeKind::ref: return word_int(between(r.lo, r.hi));
      case ShapeKind::enumeration: return word_int(below(static_cast<std::uint32_t>(s.names.size())));
      case ShapeKind::row: return word_int(below(static_cast<std::uint32_t>(declarations_.row_keys[s.index].size())));
      case ShapeKind::number: {
        static constexpr double kDoubles[] = {0.0, 1.0, -1.5, 2.5, 60.0, 0.1, 1e308, -1.7976931348623157e308, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, 9223372036854775808.0, -9223372036854775808.0,
                                              9007199254740993.0, 0.49999999999999994, 4503599627370496.5, 1048576.0, -709.9, 3.0};
        const double d = below(4) ? kDoubles[below(std::size(kDoubles))] : (random_.unit() - 0.5) * 100;
        if (r.has(d)) return word_double(d);
        const double inside = r.low + random_.unit() * (r.high / 2 - r.low / 2);
        return word_double(below(2) ? (below(2) ? r.low : r.high) + 0.0 : r.has(inside) ? inside : r.low);
      }
      case ShapeKind::string: {
        static constexpr const char* kTexts[] = {"bow", "sword", "rock", "true", "42", "-7", "1e3", "1.5", "red", "gm", "9223372036854775807", "-0", "potion"};
        std::string text = below(2) ? kTexts[below(std::size(kTexts))] : "";
        const std::int64_t most = std::min<std::int64_t>(r.hi, 12);
        if (text.empty() || static_cast<std::int64_t>(text.size()) < r.lo || static_cast<std::int64_t>(text.size()) > r.hi) {
          text.clear();
          const std::int64_t size = r.lo + below(static_cast<std::uint32_t>(std::max<std::int64_t>(most - r.lo, 0)) + 1);
          for (std::int64_t i = 0; i < size; ++i) text += below(3) ? "a" : below(3) ? "b" : below(2) ? "é" : "😀";
        }
        return word_str(make_str(text, values_));
      }
      case ShapeKind::vec3: {
        auto* v = values_.allocate_array<double>(3);
        for (int i = 0; i < 3; ++i) v[i] = draw(builtin_shapes().number, false).d;
        return word_vec(v);
      }
      case ShapeKind::optional: {
        if (below(2)) return word_null();
        auto* o = values_.allocate_array<Word>(1);
        *o = draw(*s.element, is_stored);
        return word_optional(o);
      }
      case ShapeKind::list: {
        const auto n = static_cast<std::uint32_t>(r.lo) + below(static_cast<std::uint32_t>(std::min<std::int64_t>(r.hi, 6) - r.lo) + 1);
        auto* l = values_.allocate_array<List>(1);
        *l = {n, n, n ? values_.allocate_array<Word>(n) : nullptr};
        for (std::uint32_t i = 0; i < n; ++i) l->items[i] = draw(*s.element, is_stored);
        return word_list(l);
      }
      case ShapeKind::map: {
        std::vector<std::string> keys = {"", "a", "aa", "ab", "b", "bow", "é"};
        if (s.key->kind == ShapeKind::integer) keys = {"-1", "0", "10", "9223372036854775807", "-9223372036854775808", "7"};
        if (s.key->kind == ShapeKind::row) keys = declarations_.row_keys[s.key->index];
        if (s.key->kind == ShapeKind::enumeration) keys = s.key->names;
        std::sort(keys.begin(), keys.end());
        const std::size_t n = below(static_cast<std::uint32_t>(std::min<std::size_t>(keys.size(), static_cast<std::size_t>(std::min<std::int64_t>(r.hi, 4)))) + 1);
        while (keys.size() > n) keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(below(static_cast<std::uint32_t>(keys.size()))));
        auto* m = values_.allocate_array<Map>(1);
        *m = {static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(n), n ? values_.allocate_array<MapEntry>(n) : nullptr};
        for (std::size_t i = 0; i < n; ++i) m->entries[i] = {make_str(keys[i], values_), draw(*s.element, is_stored)};
        return word_map(m);
      }
      case ShapeKind::record: {
        auto* f = values_.allocate_array<Word>(s.fields.empty() ? 1 : s.fields.size());
        // A save may leave out a field whose default nobody wrote.
        for (std::size_t i = 0; i < s.fields.size(); ++i)
          f[i] = is_stored && !s.fields[i].shape->has_default && below(3) == 0 ? default_word(*s.fields[i].shape, values_) : draw(*s.fields[i].shape, is_stored);
        return word_record(f);
      }
      default: return word_null();
    }
  }

  // --- evaluators ---------------------------------------------------------------------------------------------------------

  expr::Frame frame() {
    expr::Frame f;
    f.code = &code_;
    f.declarations = &declarations_;
    f.flags = flags_.data();
    f.arena = &arena_;
    f.lets = let_states_.data();
    f.let_blocks = let_blocks_.data();
    registers_.resize(std::size_t{code_.registers} * (lets_.size() + 1));
    slots_.resize(std::size_t{code_.error_slots} * (lets_.size() + 1));
    f.registers = registers_.data();
    f.error_slots = slots_.data();
    return f;
  }

  struct Row {
    std::uint32_t at[2];  ///< in the pool, by entity slot
    std::uint32_t request;
    std::int64_t now;
  };

  Outcome scalar(const Compiled& c, const Row& row, Word* const* rows) {
    expr::EntityRef refs[2];
    for (std::size_t k = 0; k < 2; ++k)
      if (row.at[k] != expr::kAbsentEntity) refs[k] = {rows[k], ids_[row.at[k]], declarations_.actor_kind, row.at[k]};
    expr::Frame f = frame();
    f.entities = refs;
    f.params = records_[row.request];
    f.envelope = &envelopes_[row.request];
    f.now = row.now;
    for (auto& l : let_states_) l = {};
    Outcome out;
    out.ok = expr::run_measured(c.block, f, out.value, out.error, out.measured);
    return out;
  }

  Walked walk(const Compiled& c, const Row& row, TreeWalker*& walker) {
    around_.declarations = &declarations_;
    around_.entities.clear();
    for (const std::uint32_t at : row.at) around_.entities.push_back(at == expr::kAbsentEntity ? Surroundings::Entity{} : Surroundings::Entity{&fields_[at], ids_[at]});
    around_.params = &params_[row.request];
    around_.flags = &flag_values_;
    around_.lets.clear();
    for (const Let& l : lets_) around_.lets.push_back({&l.compiled.ast, l.compiled.root});
    const expr::Envelope& e = envelopes_[row.request];
    around_.now = row.now;
    around_.actor = e.actor;
    around_.session = e.session;
    around_.received_at = e.received_at;
    around_.origin = e.origin;
    around_.roles = &roles_[row.request];
    walkers_.clear();
    walker = &walkers_.emplace_back(around_);
    return walker->walk(c.ast, c.root);
  }

  // What a tree reads, by the checker's word; lets read too.
  expr::Reads with_lets(expr::Reads reads) const {
    for (std::size_t i = lets_.size(); i-- > 0;) {
      if (!reads.lets.count(static_cast<std::uint32_t>(i))) continue;
      reads.fields.insert(lets_[i].reads.fields.begin(), lets_[i].reads.fields.end());
      reads.lets.insert(lets_[i].reads.lets.begin(), lets_[i].reads.lets.end());
    }
    return reads;
  }

  static std::string said(bool ok, const Value& value, RuleError code, std::uint32_t offset) {
    return ok ? text_of(value) : std::string(to_string(code)) + " at " + std::to_string(offset);
  }

  std::string run(const Compiled& c, const expr::Reads& direct, std::size_t count) {
    std::vector<Row> rows(count);
    std::vector<std::uint32_t> index[2];
    for (Row& row : rows) {
      row.at[0] = below(kPool);
      row.at[1] = below(3) ? below(kPool) : expr::kAbsentEntity;
      row.request = below(kPool);
      row.now = below(3) ? static_cast<std::int64_t>(below(1'000'000'000)) : below(2) ? 0 : detail::kMaxServerTime;
      for (std::size_t k = 0; k < 2; ++k) index[k].push_back(row.at[k]);
    }
    const Shape& shape = c.shape();
    std::vector<Word> words;
    std::vector<expr::RowFailure> failures;
    Arena built;
    batch(c, rows, index, words, failures, built);
    const expr::Reads reads = with_lets(direct);
    std::uint64_t most_steps = c.block.steps;
    for (const std::uint32_t l : reads.lets) most_steps = expr::plus(most_steps, let_blocks_[l].steps);

    std::size_t next = 0;
    for (std::size_t i = 0; i < count; ++i) {
      ++counts.rows;
      Word* own[2] = {nullptr, nullptr};
      for (std::size_t k = 0; k < 2; ++k)
        if (rows[i].at[k] != expr::kAbsentEntity) own[k] = &words_[std::size_t{rows[i].at[k]} * stride_];
      arena_.reset();
      const Outcome one = scalar(c, rows[i], own);
      const Value value = one.ok ? value_of(shape, one.value, declarations_) : Value{};
      const std::string here = said(one.ok, value, one.error.code, one.error.offset);
      counts.failures += !one.ok;

      const bool is_failure = next < failures.size() && failures[next].row == i;
      const expr::EvalError failure = is_failure ? failures[next++].error : expr::EvalError{};
      const Value many = is_failure ? Value{} : value_of(shape, words[i], declarations_);
      Value kept = value;  // what a batch builds it copies
      if (is_owned(shape.kind)) drop_signs_of_zero(kept);
      Value copied = many;
      if (is_owned(shape.kind)) drop_signs_of_zero(copied);
      if (one.ok == is_failure || (one.ok ? !same(kept, copied) : failure.code != one.error.code || failure.offset != one.error.offset))
        return "scalar " + here + ", batch " + said(!is_failure, many, failure.code, failure.offset);

      TreeWalker* walker = nullptr;
      const Walked naive = walk(c, rows[i], walker);
      if (one.ok != naive.ok() || (one.ok ? !same(value, naive.value) : one.error.code != naive.code || one.error.offset != naive.offset))
        return "scalar " + here + ", tree walker " + said(naive.ok(), naive.value, naive.code, naive.offset);
      for (const auto& f : walker->fields)
        if (!reads.fields.count(f)) return "reads field " + std::to_string(f.second) + " of entity " + std::to_string(f.first) + " unannounced";
      for (const std::uint32_t l : walker->lets)
        if (!reads.lets.count(l)) return "reads let " + std::to_string(l) + " unannounced";

      if (!one.ok && !c.block.is_fallible) return "fails where nothing can: " + here;
      if (one.measured.impossible) return "an instruction fails that was proven not to: " + here;
      if (one.measured.steps > most_steps) return std::to_string(one.measured.steps) + " steps, above the bound " + std::to_string(most_steps);
      if (one.ok && !is_within(shape, one.value, c.proof.range)) return "out of its range: " + here;
      if (i == 0) {
        if (std::string wrong = without_the_rest(c, rows[i], reads, value, one); !wrong.empty()) return wrong;
      }
    }
    return next == failures.size() ? "" : "a failure of no row";
  }

  // All state that is not among what the checker says is read becomes another's: nothing changes.
  std::string without_the_rest(const Compiled& c, const Row& row, const expr::Reads& reads, const Value& value, const Outcome& before) {
    const Kind& kind = declarations_.kinds[declarations_.actor_kind];
    std::vector<Word> others[2];
    Word* rows[2] = {nullptr, nullptr};
    for (std::uint32_t k = 0; k < 2; ++k) {
      if (row.at[k] == expr::kAbsentEntity) continue;
      const Word* const own = &words_[std::size_t{row.at[k]} * stride_];
      const Word* const other = &words_[std::size_t{below(kPool)} * stride_];
      others[k].assign(other, other + stride_);
      for (std::uint32_t f = 0; f < kind.fields.size(); ++f)
        if (reads.fields.count({k, f})) std::copy_n(own + kind.fields[f].slot, kind.fields[f].shape->kind == ShapeKind::vec3 ? 3 : 1, &others[k][kind.fields[f].slot]);
      rows[k] = others[k].data();
    }
    const Outcome after = scalar(c, row, rows);
    const bool is_same = before.ok == after.ok && (before.ok ? same(value, value_of(c.shape(), after.value, declarations_)) : before.error.code == after.error.code);
    return is_same ? "" : "depends on a field that it is not said to read";
  }

  void batch(const Compiled& c, const std::vector<Row>& rows, const std::vector<std::uint32_t> (&index)[2], std::vector<Word>& words, std::vector<expr::RowFailure>& failures, Arena& built) {
    const expr::Plan plan = expr::plan(c.block, code_, let_blocks_.data());
    counts.by_columns += plan.mode == expr::Plan::Mode::columns;
    expr::Frame f = frame();
    f.arena = &built;
    const bool is_gathered = below(4) == 0;
    expr::EntityColumns entities[2];
    std::deque<std::vector<Word>> gathered;
    std::vector<const Word*> columns[2], params;
    std::vector<std::uint8_t> present[2];
    std::vector<std::int64_t> ids[2], now;
    std::vector<const Word*> records;
    std::vector<expr::Envelope> envelopes;
    for (const Row& row : rows) {
      records.push_back(records_[row.request]);
      envelopes.push_back(envelopes_[row.request]);
      now.push_back(row.now);
    }
    for (std::size_t k = 0; k < 2; ++k) {
      if (!is_gathered) {
        entities[k] = {words_.data(), stride_, index[k].data(), {}, nullptr, ids_.data()};
        continue;
      }
      for (std::uint32_t slot = 0; slot < stride_; ++slot) {
        std::vector<Word>& column = gathered.emplace_back();
        for (const std::uint32_t at : index[k]) column.push_back(at == expr::kAbsentEntity ? word_null() : words_[std::size_t{at} * stride_ + slot]);
        columns[k].push_back(column.data());
      }
      for (const std::uint32_t at : index[k]) {
        present[k].push_back(at != expr::kAbsentEntity);
        ids[k].push_back(at == expr::kAbsentEntity ? 0 : ids_[at]);
      }
      entities[k].columns = columns[k];
      entities[k].present = present[k].data();
      entities[k].ids = ids[k].data();
    }
    expr::Columns in;
    in.frame = &f;
    in.entities = entities;
    if (is_gathered) {
      for (std::size_t p = 0; p < scope_.params->fields.size(); ++p) {
        std::vector<Word>& column = gathered.emplace_back();
        for (const Row& row : rows) column.push_back(records_[row.request][p]);
        params.push_back(column.data());
      }
      in.params = params;
    } else {
      in.records = records.data();
    }
    in.now = now.data();
    in.envelopes = envelopes.data();
    in.lets = static_cast<std::uint32_t>(lets_.size());
    words.assign(rows.size(), word_null());
    if (c.shape().kind != ShapeKind::boolean || !is_gathered) return expr::run_batch(plan, in, rows.size(), scratch_, {words.data(), nullptr}, failures);
    std::vector<std::uint8_t> truths(rows.size());
    expr::run_batch(plan, in, rows.size(), scratch_, {nullptr, truths.data()}, failures);
    for (std::size_t i = 0; i < rows.size(); ++i) words[i] = word_bool(truths[i]);
  }

  RandomStream random_;
  Program program_;
  Declarations& declarations_;
  expr::CellRanges cells_;
  expr::Scope scope_;
  expr::Code code_, let_code_;
  std::deque<Let> lets_;
  std::vector<ExpressionGenerator::Name> let_names_;
  std::string let_texts_;
  std::vector<expr::Block> let_blocks_;
  std::vector<expr::LetState> let_states_;

  std::uint32_t stride_ = 0;
  Arena values_, arena_;
  std::vector<Word> words_;  ///< of the pool's entities
  std::vector<Values> fields_, params_, roles_;
  std::vector<std::int64_t> ids_;
  std::vector<const Word*> records_;
  std::vector<expr::Envelope> envelopes_;
  std::vector<Word> flags_, registers_;
  Values flag_values_;
  std::vector<expr::EvalError> slots_;
  expr::BatchScratch scratch_;
  Surroundings around_;
  std::deque<TreeWalker> walkers_;
};

}  // namespace ludex::test
