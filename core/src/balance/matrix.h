#pragma once
// A win matrix as work that can be cut between any two pairs.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/balance.h"
#include "rulebook/scenario.h"

namespace ludex::detail {

struct MatrixWork {
  const Scenario& scenario;  ///< of the program
  std::size_t pairs = 0;     ///< a square; pair i is row i / n against column i % n
  SolveOptions limits;
};

/// What one pair comes to. Its intervals are of it alone: those of a report depend on all pairs.
struct PlayedPair {
  MatrixReport::Pair pair;
  std::string method, fault;
  std::uint64_t wins = 0;  ///< of the row, where it was sampled
};

Result<MatrixWork> matrix_work(const Program& program, std::string_view name, const MatrixOptions& options);
/// Pairs `first` … `first + count - 1`, which there must be.
Result<std::vector<PlayedPair>> play_pairs(const Program& program, const MatrixWork& work, const MatrixOptions& options, std::size_t first, std::size_t count);
/// Of all pairs.
MatrixReport matrix_report(const MatrixWork& work, const MatrixOptions& options, const std::vector<PlayedPair>& pairs);

}  // namespace ludex::detail
