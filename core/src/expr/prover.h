#pragma once
// The walk of interval analysis. interval.cpp has names, operators and calls, interval_loops.cpp what collections hold.

#include <cstdint>
#include <string>
#include <vector>

#include "expr/facts.h"
#include "expr/interval.h"

namespace ludex::expr {

class Prover {
 public:
  Prover(Ast& ast, const Scope& scope, const Declarations& declarations, Proof& proof)
      : ast_(ast), scope_(scope), declarations_(declarations), proof_(proof), ranges_(ast.nodes.size()), facts_(ast, ranges_, declarations) {}

  Range visit(std::uint32_t n);

 private:
  Node& node(std::uint32_t n) { return ast_.nodes[n]; }
  std::uint32_t child(std::uint32_t n, std::size_t i) { return ast_.nodes[n].children[i]; }
  const Shape& shape(std::uint32_t n) { return *ast_.nodes[n].shape; }

  void settle(std::uint32_t n, bool cannot_fail, const char* codes, const std::string& ranges);
  Range meaning(std::uint32_t n);
  Range operation(std::uint32_t n);
  Range field(std::uint32_t n);
  Range table_row(std::uint32_t n);
  Range map_value(std::uint32_t n);
  Range list_item(std::uint32_t n);
  Range cell(std::uint32_t n);
  Range has(std::uint32_t n);
  Range binary(std::uint32_t n);
  Range logic(std::uint32_t n);
  Range compare(std::uint32_t n);
  Range conditional(std::uint32_t n);
  Range collection(std::uint32_t n);
  Range macro(std::uint32_t n);
  Range bind(std::uint32_t n);
  Range optional_macro(std::uint32_t n);
  Range optional_part(std::uint32_t n);
  Range optional_call(std::uint32_t n, const std::vector<Range>& arguments);
  Range call(std::uint32_t n);
  Range text_range(const Shape& s, const Range& r);

  std::string show(std::uint32_t n) { return text_of(shape(n), ranges_[n]); }

  Ast& ast_;
  const Scope& scope_;
  const Declarations& declarations_;
  Proof& proof_;
  std::vector<Range> ranges_;
  static constexpr std::uint32_t kUnbound = 0xffffffffu;
  struct Variable {
    Range range;
    std::uint32_t bound = kUnbound;  ///< the node of its value, for a name that cel.bind() gave
  };
  std::vector<Variable> variables_;
  Facts facts_;
};

}  // namespace ludex::expr
