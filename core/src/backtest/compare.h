#pragma once
// Whether two verdicts under different rules say the same, to the last byte of their lines.

#include <cstddef>
#include <string>
#include <vector>

#include "judge/judgement.h"

namespace ludex::detail {

/// Lines say the same when they are the same bytes. Most need not be written to know: indices into the tables of two programs
/// are compared through maps made once.
class VerdictComparison {
 public:
  VerdictComparison(const ProgramData& before, const ProgramData& after);

  bool is_same(const Judgement& before, const Judgement& after, std::size_t i) const;

 private:
  static constexpr std::uint32_t kNone = 0xffffffffu;
  std::vector<std::uint32_t> reasons_, places_;  ///< of `before`, in `after`
  bool has_equal_tables_ = false;                ///< so that equal payloads read alike
};

}  // namespace ludex::detail
