#pragma once
// What a capsule holds, read; between cutting one and judging it.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "judge/batch_judge.h"
#include "ludex/capsule.h"

namespace ludex::detail {

inline constexpr int kCapsuleVersion = 1;

struct Capsule {
  Alone alone;
  std::string flags = "{}";
  std::string rulebook;
  std::string world_json;
  std::uint64_t program_digest = 0;
  std::uint64_t batch = 0, request = 0;
  expr::DrawTape tape;
  std::string verdict;  ///< the line
};

/// All but "sha256", in the one order that its hash is of.
std::string write_capsule(const Capsule& capsule);
/// With "sha256".
std::string seal_capsule(const Capsule& capsule);
Result<Capsule> read_capsule(std::string_view text);

/// The verdict line of the capsule's request, judged by its rules on its world with its draws. Errors have places in it.
Result<std::string> judge_capsule(const Capsule& capsule, const Program& program);

/// The number a request has in its batch stands first in its verdict line.
std::string with_number(const std::string& line, std::uint64_t number);

}  // namespace ludex::detail
