#pragma once
// Expressions over many rows: the batch evaluator against the scalar one, row by row, on the same inputs.

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "expr/batch.h"
#include "helpers/allocations.h"
#include "helpers/expression.h"
#include "rulebook/program_data.h"
#include "schema/typed.h"
#include "support/random.h"

namespace ludex::test {

/// Many requests against the state of helpers/expression.h, its fields drawn so that every operation meets its limits.
class RandomRows {
 public:
  static constexpr std::uint32_t kEntities = 61;

  RandomRows(const Program& program, std::size_t count, std::uint64_t seed) : data_(program.data()), action_(data_.actions[0]), random_(seed, 1) {
    const Kind& kind = data_.declarations.kinds[0];
    stride_ = kind.stride;
    rows_.resize(std::size_t{kEntities} * stride_);
    for (std::uint32_t e = 0; e < kEntities; ++e) {
      ids_.push_back(1000 + e);
      for (const StateField& f : kind.fields) draw(*f.shape, &rows_[std::size_t{e} * stride_ + f.slot]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      index_[0].push_back(below(kEntities));
      for (std::size_t k = 1; k < 3; ++k) index_[k].push_back(below(3) ? below(kEntities) : expr::kAbsentEntity);
      auto* record = values_.allocate_array<Word>(action_.params->fields.size());
      for (std::size_t k = 0; k < action_.params->fields.size(); ++k) draw(*action_.params->fields[k].shape, &record[k]);
      records_.push_back(record);
      now_.push_back(below(2000));
      expr::Envelope e;
      e.actor = ids_[index_[0][i]];
      e.session = below(3);
      e.received_at = now_[i];
      e.origin = static_cast<std::uint8_t>(below(3));
      Word roles;
      draw(builtin_shapes().list_of_string, &roles);
      e.roles = roles.list;
      envelopes_.push_back(e);
    }
    flags_.assign(1, word_int(3));
    registers_.resize(data_.code.registers * (action_.lets.size() + 1));
    slots_.resize(data_.code.error_slots * (action_.lets.size() + 1));
    lets_.resize(action_.lets.size());
  }

  const expr::Block& block() const { return action_.result.is_set() ? action_.result : action_.require[0].block; }
  expr::Plan plan() const { return expr::plan(block(), data_.code, action_.lets.data()); }

  /// "" when both evaluators give the same for every row that is selected, else the first difference.
  std::string difference(const std::vector<std::uint8_t>* selected = nullptr) {
    const expr::Plan p = plan();
    for (const bool is_gathered : {false, true}) {
      const std::string d = difference(p, is_gathered, selected);
      if (!d.empty()) return (is_gathered ? "gathered, " : "in place, ") + d;
    }
    return "";
  }

  // Of the last comparison:
  std::size_t failures = 0;
  std::uint64_t allocated = 0;  ///< by the second of two equal calls

 private:
  std::uint32_t below(std::uint32_t n) { return random_.below(n); }

  void draw(const Shape& shape, Word* out) {
    static constexpr std::int64_t ints[] = {0, 1, -1, 2, 7, 8, 70, INT64_MAX, INT64_MIN, INT64_MAX - 1, 1 << 20, -3000000000};
    static constexpr double doubles[] = {0.0, 1.0, -1.5, 2.5, 60.0, 1e308, -1.7976931348623157e308, 5e-324, 9223372036854775808.0, 0.1, -70.0};
    static constexpr const char* texts[] = {"", "a", "abc", "42", "-7", "1.5", "bow", "sword", "true", "é€😀", "gm", "red"};
    switch (shape.kind) {
      case ShapeKind::boolean: *out = word_bool(below(2)); return;
      case ShapeKind::integer:
      case ShapeKind::ref: *out = word_int(below(3) ? static_cast<std::int64_t>(below(10)) - 2 : ints[below(12)]); return;
      case ShapeKind::number: *out = word_double(below(3) ? below(100) / 8.0 - 3 : doubles[below(11)]); return;
      case ShapeKind::string: *out = word_str(make_str(texts[below(12)], values_)); return;
      case ShapeKind::enumeration: *out = word_int(below(static_cast<std::uint32_t>(shape.names.size()))); return;
      case ShapeKind::row: *out = word_int(below(static_cast<std::uint32_t>(data_.declarations.row_keys[shape.index].size()))); return;
      case ShapeKind::vec3:
        for (int k = 0; k < 3; ++k) draw(builtin_shapes().number, out + k);
        return;
      case ShapeKind::optional: {
        auto* item = values_.allocate_array<Word>(1);
        draw(*shape.element, item);
        *out = word_optional(below(2) ? item : nullptr);
        return;
      }
      case ShapeKind::list: {
        auto* list = values_.allocate_array<List>(1);
        const std::uint32_t n = below(4);
        *list = {n, n, values_.allocate_array<Word>(n)};
        for (std::uint32_t i = 0; i < n; ++i) draw(*shape.element, &list->items[i]);
        *out = word_list(list);
        return;
      }
      case ShapeKind::record: {
        auto* fields = values_.allocate_array<Word>(shape.fields.size());
        for (std::size_t i = 0; i < shape.fields.size(); ++i) draw(*shape.fields[i].shape, &fields[i]);
        *out = word_record(fields);
        return;
      }
      default: *out = default_word(shape, values_); return;
    }
  }

  expr::Frame frame() {
    expr::Frame f;
    f.code = &data_.code;
    f.declarations = &data_.declarations;
    f.flags = flags_.data();
    f.arena = &arena_;
    f.lets = lets_.data();
    f.let_blocks = action_.lets.data();
    f.registers = registers_.data();
    f.error_slots = slots_.data();
    return f;
  }

  std::string difference(const expr::Plan& plan, bool is_gathered, const std::vector<std::uint8_t>* selected) {
    const std::size_t count = records_.size(), params = action_.params->fields.size();
    Arena built;
    expr::Frame frame = this->frame();
    frame.arena = &built;
    expr::EntityColumns entities[3];
    std::vector<std::vector<Word>> gathered;
    std::vector<const Word*> columns[3];
    std::vector<std::uint8_t> present[3];
    std::vector<std::int64_t> ids[3];
    for (std::size_t k = 0; k < 3; ++k) {
      if (!is_gathered) {
        entities[k] = {rows_.data(), stride_, index_[k].data(), {}, nullptr, ids_.data()};
        continue;
      }
      columns[k].assign(stride_, nullptr);
      for (const auto at : index_[k]) {
        present[k].push_back(at != expr::kAbsentEntity);
        ids[k].push_back(at == expr::kAbsentEntity ? 0 : ids_[at]);
      }
      entities[k].present = present[k].data();
      entities[k].ids = ids[k].data();
    }
    std::vector<const Word*> param_columns;
    if (is_gathered) {
      for (const expr::Input& input : plan.inputs) {  // only what is asked for
        if (input.kind != expr::Input::Kind::field) continue;
        std::vector<Word> column(count, word_null());
        for (std::size_t i = 0; i < count; ++i)
          if (index_[input.entity][i] != expr::kAbsentEntity) column[i] = rows_[std::size_t{index_[input.entity][i]} * stride_ + input.index];
        gathered.push_back(std::move(column));
        columns[input.entity][input.index] = gathered.back().data();
      }
      for (std::size_t p = 0; p < params; ++p) {
        std::vector<Word> column;
        for (const Word* r : records_) column.push_back(r[p]);
        gathered.push_back(std::move(column));
        param_columns.push_back(gathered.back().data());
      }
      for (std::size_t k = 0; k < 3; ++k) entities[k].columns = columns[k];
    }
    expr::Columns in;
    in.frame = &frame;
    in.entities = entities;
    if (is_gathered) in.params = param_columns;
    else in.records = records_.data();
    in.now = now_.data();
    in.envelopes = envelopes_.data();
    in.selected = selected ? selected->data() : nullptr;
    in.lets = static_cast<std::uint32_t>(lets_.size());
    const Shape& shape = *plan.block.shape;
    std::vector<Word> words(count + 1, word_int(-77));
    std::vector<std::uint8_t> truths(count + 1, 77);
    std::vector<expr::RowFailure> failed;
    const bool as_truths = shape.kind == ShapeKind::boolean && is_gathered;
    run_batch(plan, in, count, scratch_, {as_truths ? nullptr : words.data(), as_truths ? truths.data() : nullptr}, failed);
    const std::uint64_t before = allocation_count();
    run_batch(plan, in, count, scratch_, {as_truths ? nullptr : words.data(), as_truths ? truths.data() : nullptr}, failed);
    allocated = allocation_count() - before;

    frame = this->frame();
    expr::EntityRef refs[3];
    frame.entities = refs;
    std::size_t next = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto at = [&](const std::string& what) { return "row " + std::to_string(i) + " of " + std::to_string(count) + ": " + what; };
      const bool is_untouched = as_truths ? truths[i] == 77 : words[i].i == -77;
      const bool is_failure = next < failed.size() && failed[next].row == i;
      if (selected && !(*selected)[i]) {
        if (!is_untouched || is_failure) return at("written without being selected");
        continue;
      }
      for (std::size_t k = 0; k < 3; ++k) {
        const auto e = index_[k][i];
        refs[k] = e == expr::kAbsentEntity ? expr::EntityRef{} : expr::EntityRef{&rows_[std::size_t{e} * stride_], ids_[e], 0, e};
      }
      frame.params = records_[i];
      frame.envelope = &envelopes_[i];
      frame.now = now_[i];
      for (auto& let : lets_) let.status = expr::LetState::Status::unevaluated;
      arena_.reset();
      Word value;
      expr::EvalError error;
      if (!expr::run(plan.block, frame, value, error)) {
        if (!is_failure) return at("fails with " + std::string(to_string(error.code)) + " by scalar alone");
        const expr::EvalError& e = failed[next++].error;
        if (e.code != error.code || e.offset != error.offset)
          return at(std::string(to_string(error.code)) + " at " + std::to_string(error.offset) + ", in the batch " + std::string(to_string(e.code)) + " at " + std::to_string(e.offset));
        continue;
      }
      if (is_failure) return at("fails with " + std::string(to_string(failed[next].error.code)) + " in the batch alone");
      if (as_truths ? truths[i] != std::uint8_t{value.b} : is_owned(shape.kind) ? !equal(shape, value, words[i]) : value.u != words[i].u)
        return at(as_truths ? "another truth" : "another value");
    }
    if (next != failed.size() || words[count].i != -77 || truths[count] != 77) return "something behind the last row";
    failures = failed.size();
    return "";
  }

  const detail::ProgramData& data_;
  const detail::Action& action_;
  RandomStream random_;
  std::uint32_t stride_ = 0;
  std::vector<Word> rows_;
  std::vector<std::int64_t> ids_;
  std::vector<std::uint32_t> index_[3];  // actor, other, nobody
  std::vector<const Word*> records_;
  std::vector<std::int64_t> now_;
  std::vector<expr::Envelope> envelopes_;
  Arena values_, arena_;
  std::vector<Word> flags_, registers_;
  std::vector<expr::EvalError> slots_;
  std::vector<expr::LetState> lets_;
  expr::BatchScratch scratch_;
};

}  // namespace ludex::test
