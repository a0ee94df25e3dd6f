#pragma once
// A naive evaluator over the checked tree, for tests alone: the oracle that bytecode is held against. It is written from
// the rules of the language, one case a construct, with values that copy themselves and no care for speed. Only names
// and types come from the checker; what an operation does is decided here.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "expr/ast.h"
#include "ludex/reason.h"
#include "schema/declarations.h"

namespace ludex::test {

struct Value;
using Values = std::vector<Value>;
using Members = std::map<std::string, Value>;  // of maps and records
struct Nothing {};
struct Position {
  std::array<double, 3> axes{};
};
/// A row or a name of an enumeration is its text; an optional is null or what it holds.
struct Value {
  std::variant<Nothing, bool, std::int64_t, double, std::string, Position, Values, Members> is;

  bool is_null() const { return is.index() == 0; }
  template <class T>
  const T& as() const { return std::get<T>(is); }
};

/// Equal to the last bit, or, not `is_exact`, as the language compares.
bool same(const Value& a, const Value& b, bool is_exact = true);
Value value_of(const Shape& shape, Word word, const Declarations& declarations);
std::string text_of(const Value& value);
/// As `<` has it.
bool is_less(const Value& a, const Value& b);
/// `items` in the order of their `keys`, equal ones as they stood.
Values sorted_by(const Values& items, const Values& keys);
/// What is kept has no negative zero, wherever it stands in lists and the like.
void drop_signs_of_zero(Value& value);

/// What an expression gave: a value, or an error and where.
struct Walked {
  Value value;
  RuleError code = RuleError::none;
  std::uint32_t offset = 0;
  bool ok() const { return code == RuleError::none; }
};

/// What a tree may read.
struct Surroundings {
  struct Entity {
    const Values* fields = nullptr;  ///< by position in Kind::fields; nullptr: absent
    std::int64_t id = 0;
  };
  struct Tree {
    const expr::Ast* ast = nullptr;
    std::uint32_t root = 0;
  };
  const Declarations* declarations = nullptr;
  std::vector<Entity> entities;  ///< by slot
  const Values* params = nullptr;
  const Values* flags = nullptr;
  std::vector<Tree> lets;
  std::int64_t now = 0, actor = 0, session = 0, received_at = 0;
  std::uint8_t origin = 0;
  const Values* roles = nullptr;
};

class TreeWalker {
 public:
  explicit TreeWalker(const Surroundings& around) : around_(around), lets_(around.lets.size()) {}

  Walked walk(const expr::Ast& ast, std::uint32_t root);

  // What was read, those a let read among them.
  std::set<std::pair<std::uint32_t, std::uint32_t>> fields;  ///< (entity slot, field)
  std::set<std::uint32_t> lets;

 private:
  Walked visit(std::uint32_t n);
  Walked select_map(std::uint32_t n);
  Walked has(std::uint32_t n);
  Walked unary(std::uint32_t n);
  Walked binary(std::uint32_t n);
  Walked logic(std::uint32_t n, bool decisive);
  Walked membership(std::uint32_t n, const Value& item, const Value& range);
  Walked whole(std::uint32_t n, std::int64_t a, std::int64_t b);
  Walked real(std::uint32_t n, double a, double b);
  Walked macro(std::uint32_t n);
  Walked call(std::uint32_t n);
  std::optional<Walked> call_on_text(std::uint32_t n, const Values& arguments);
  std::optional<Walked> call_on_list(std::uint32_t n, const Values& arguments);
  Walked optional_part(std::uint32_t n);
  Walked optional_call(std::uint32_t n);
  Walked let(std::uint32_t n);

  const expr::Node& node(std::uint32_t n) const { return ast_->nodes[n]; }
  const Shape& shape(std::uint32_t n) const { return *ast_->nodes[n].shape; }
  Walked fail(std::uint32_t n, RuleError code) const { return {{}, code, node(n).position}; }
  template <class T>
  static Walked give(T value) { return {Value{std::move(value)}}; }
  Walked finite(std::uint32_t n, double value) const;
  Walked finite(std::uint32_t n, const Position& value) const;

  const Surroundings& around_;
  const expr::Ast* ast_ = nullptr;
  std::vector<Walked> variables_;  ///< a name bound to a value may have an error
  std::vector<std::optional<Walked>> lets_;
};

}  // namespace ludex::test
