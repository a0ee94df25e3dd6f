#pragma once
// The walk over one tree that gives every node its meaning and type. check*.cpp hold its parts.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "expr/check.h"

namespace ludex::expr {

struct Overload;

class Checker {
 public:
  Checker(Ast& ast, const Scope& scope, Declarations& declarations, Reads& reads)
      : ast_(ast), scope_(scope), declarations_(declarations), reads_(reads) {}

  bool visit(std::uint32_t n);
  bool adapt(std::uint32_t& n, const Shape& target, bool is_final);
  bool path(std::uint32_t n, bool is_root);

  std::optional<CheckError> error;

 private:
  Node& node(std::uint32_t n) { return ast_.nodes[n]; }
  std::uint32_t child(std::uint32_t n, std::size_t i) { return ast_.nodes[n].children[i]; }
  const Shape& shape(std::uint32_t n) { return *ast_.nodes[n].shape; }
  std::string name_of(const Shape& s) { return type_name(s, declarations_.names()); }

  bool fail(std::uint32_t n, std::string message) {
    if (!error) error = CheckError{std::move(message), node(n).position, false};
    return false;
  }
  bool unsupported(std::uint32_t n, std::string message) {
    if (!error) error = CheckError{std::move(message), node(n).position, true};
    return false;
  }
  bool set(std::uint32_t n, Meaning meaning, const Shape& s, bool is_fallible = false, std::uint32_t a = 0, std::uint32_t b = 0) {
    Node& x = node(n);
    x.meaning = meaning;
    x.shape = &s;
    x.may_fail = x.is_fallible = is_fallible;
    x.a = a;
    x.b = b;
    for (const auto c : x.children) x.is_fallible = x.is_fallible || ast_.nodes[c].is_fallible;
    return true;
  }

  // check_types.cpp
  static bool is_textual(const Shape& s) { return s.kind == ShapeKind::string || s.kind == ShapeKind::row || s.kind == ShapeKind::enumeration; }
  const Shape* make_list(const Shape& element, std::uint32_t max);
  /// Puts a conversion over `n`, which moves to it.
  void wrap(std::uint32_t& n, const char* function, const Shape& s, bool is_fallible);
  void unwrap(std::uint32_t& n) {
    if (shape(n).kind == ShapeKind::optional) wrap(n, "$get", *shape(n).element, true);
  }
  void unwrap_children(std::uint32_t n);
  bool unify(std::uint32_t& a, std::uint32_t& b, std::uint32_t at);
  /// A literal with known keys is a record until it is used as a map; then its values must share one type.
  bool as_map(std::uint32_t n);

  // check_names.cpp
  bool identifier(std::uint32_t n);
  bool is_name(const std::string& name) const;
  bool optional_part(std::uint32_t n);
  bool select(std::uint32_t n);
  bool select_entity(std::uint32_t n, std::uint32_t slot, int part);
  bool select_item(std::uint32_t n, int part);
  std::optional<std::uint32_t> find_field(std::uint32_t n, const Kind& kind, int part, const std::string& owner);
  bool has(std::uint32_t n);
  bool index(std::uint32_t n);
  bool map_key(std::uint32_t& key, const Shape& map, std::uint32_t at);

  // check_operators.cpp
  bool unary(std::uint32_t n);
  bool binary(std::uint32_t n);
  bool equality(std::uint32_t n);
  bool membership(std::uint32_t n);
  bool conditional(std::uint32_t n);

  // check_calls.cpp
  void take_library(std::uint32_t n);
  bool unknown_function(std::uint32_t n);
  bool call(std::uint32_t n);
  const Shape* made_of(std::uint32_t n, const Overload& overload);
  bool pattern(std::uint32_t n);
  static bool is_optional_call(const std::string& name);
  bool optional_call(std::uint32_t n);
  bool is_written_out(std::uint32_t n, const char* function);
  bool draw(std::uint32_t n, const char* function);

  // check_collections.cpp
  bool list_literal(std::uint32_t n);
  bool map_literal(std::uint32_t n);

  // check_macros.cpp
  bool macro(std::uint32_t n);
  bool loop_result(std::uint32_t n, const Shape& item, std::uint64_t bound, std::uint32_t depth);
  bool bind(std::uint32_t n);
  bool optional_macro(std::uint32_t n);

  bool forbidden(std::uint32_t n, const char* what) {
    return fail(n, std::string(scope_.place) + " may not read " + what + "; put this into a 'require' clause");
  }
  std::uint64_t bound_of(std::uint32_t n) {
    return node(n).kind == NodeKind::list ? node(n).children.size() : std::max<std::uint32_t>(1, shape(n).max_length);
  }

  struct Variable {
    std::string name;
    const Shape* shape;
    bool is_fallible = false;  ///< bound to what may fail
  };
  Ast& ast_;
  const Scope& scope_;
  Declarations& declarations_;
  Reads& reads_;
  std::vector<Variable> variables_;
  std::uint64_t turns_ = 1;
};

}  // namespace ludex::expr
