#pragma once
// A contract over columns: rows to typed words, checked as decode() checks a line, with the same faults in the same order.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/columns.h"
#include "schema/decode.h"

namespace ludex::columns {

/// A shape and the column that is to fill it, what depends on both worked out once: names are looked up here and nowhere
/// else. Borrows all three.
class Binding {
 public:
  /// `column` may be null: the file says nothing of this field.
  Binding(const Shape& shape, const Column* column, const Declarations& declarations, Arena& arena);

  /// The value at `row`, owned by the arena; false and `fault` when it breaks the contract.
  bool decode(std::size_t row, Arena& arena, Word& out, ContractFault& fault) const;

  /// Every row at once: row i to `out[i * stride]`. `faulted[i]` that is not 0 is passed over. `fault(i, why)` is called,
  /// in rising order, for rows that break the contract; it sets `faulted[i]`, and what stands in `out` then has no meaning.
  template <class OnFault>
  void decode_all(Arena& arena, Word* out, std::size_t stride, const std::uint32_t* faulted, std::size_t rows, OnFault&& fault) const;

  const Shape& shape() const { return *shape_; }

 private:
  enum class Way : std::uint8_t {
    mismatch,  ///< no value of this column fits
    missing,   ///< a required field the file does not have
    constant,  ///< a field the file does not have: its default
    integer, number, integer_as_number, boolean, position, text_position, text, name_text, vec3,
    optional,  ///< a column with a validity, for an optional shape
    present,   ///< a column without one, for an optional shape
    required,  ///< a column with one, for a shape that is not optional
    list, map, record,
  };

  Way way_of(Type type) const;
  bool decode_map(std::size_t row, Arena& arena, Word& out, ContractFault& fault) const;
  bool decode_record(std::size_t row, Arena& arena, Word& out, ContractFault& fault) const;

  const Shape* shape_;
  const Column* column_;
  const Declarations* declarations_;
  Way way_ = Way::mismatch;
  Word constant_ = word_null();
  std::vector<std::int64_t> positions_;  ///< of names: the word of each, -1 for none; of a map's key names: whether the map can hold it
  std::vector<Word> texts_;              ///< of names that are strings: nullptr where one breaks the shape's bounds; of a map's key names: all
  std::vector<Binding> parts_;           ///< optional, list: one; map: values; record: by position in the shape
  std::string extra_;                    ///< record: the first field that the shape does not have
  bool has_extra_ = false;
};

template <class OnFault>
void Binding::decode_all(Arena& arena, Word* out, std::size_t stride, const std::uint32_t* faulted, std::size_t rows, OnFault&& fault) const {
  ContractFault why;
  const auto fail = [&](std::size_t row, const char* message) {
    if (faulted[row]) return;
    why.message = message;
    fault(row, why);
  };
  const Shape& s = *shape_;
  switch (way_) {
    case Way::constant:
      for (std::size_t i = 0; i < rows; ++i) out[i * stride] = constant_;
      return;
    case Way::integer:
      if (s.exclusive_minimum || s.exclusive_maximum || !s.allowed.empty()) break;
      {
        const bool is_ref = s.kind == ShapeKind::ref;
        const std::int64_t low = s.has_minimum && !is_ref ? s.minimum.i : INT64_MIN, high = s.has_maximum && !is_ref ? s.maximum.i : INT64_MAX;
        for (std::size_t i = 0; i < rows; ++i) {
          const auto value = load<std::int64_t>(column_->data, i);
          out[i * stride] = word_int(value);
          if (value < low || value > high) fail(i, "is out of its declared range");
        }
      }
      return;
    case Way::boolean:
      if (!s.allowed.empty()) break;
      for (std::size_t i = 0; i < rows; ++i) out[i * stride] = word_bool(column_->data[i] != 0);
      return;
    case Way::position:
      for (std::size_t i = 0; i < rows; ++i) {
        const auto name = load<std::uint32_t>(column_->data, i);
        const std::int64_t word = name < positions_.size() ? positions_[name] : -1;
        out[i * stride] = word_int(word);
        if (word < 0) fail(i, "is not one of the allowed names");
      }
      return;
    default: break;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    if (faulted[i]) continue;
    why.tokens.clear();
    if (!decode(i, arena, out[i * stride], why)) fault(i, why);
  }
}

}  // namespace ludex::columns
