#pragma once
// What must hold of a whole profile, and what is told of a clause that does not hold.

#include <string>
#include <vector>

#include "rulebook/loader.h"

namespace ludex::detail {

/// Clauses over the durable fields of `kind`, which are loaded.
void load_invariants(Loader& loader, const Kind& kind, const json::View& v, const std::string& pointer, ProfileSchema& out);

/// Whether a checked tree reads a flag: the host gives those with each batch, and a save knows none.
bool reads_flags(const expr::Ast& ast, std::uint32_t root);

/// What a person asks for when a clause does not hold: the largest paths in it that lead to one value, each once.
struct OperandPath {
  std::uint32_t node = 0;
  std::string text;  ///< as written
};
inline constexpr std::size_t kMostOperands = 16;
std::vector<OperandPath> operand_paths(const expr::Ast& ast, std::uint32_t root);

}  // namespace ludex::detail
