#include "ludex/reason.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <string>

#include "ludex/judge.h"

using ludex::Reason;
using ludex::RuleError;
using ludex::Stage;

TEST_CASE("system reasons have unique codes below 1000, unique names and a text") {
  std::set<int> codes;
  std::set<std::string> names;
#define LUDEX_REASON(code, name, stage, text)                     \
  CHECK((code) < ludex::kFirstRulebookReason);                    \
  CHECK(codes.insert(code).second);                               \
  CHECK(names.insert(#name).second);                              \
  CHECK(ludex::system_reason_name(Reason::name) == #name);        \
  CHECK(ludex::system_reason_text(Reason::name) == (text));       \
  CHECK_FALSE(std::string(text).empty());
#include "ludex/reasons.def"
#undef LUDEX_REASON
}

TEST_CASE("codes ascend in stage order, so the reported reason is that of the lowest stage") {
  int last_code = -1;
  Stage last_stage = Stage::none;
#define LUDEX_REASON(code, name, stage, text)                                \
  if (Stage::stage != Stage::none && (code) >= 100) {                        \
    CHECK((code) > last_code);                                               \
    CHECK(static_cast<int>(Stage::stage) >= static_cast<int>(last_stage));   \
    last_code = (code);                                                      \
    last_stage = Stage::stage;                                               \
  }
#include "ludex/reasons.def"
#undef LUDEX_REASON
}

TEST_CASE("an unknown code has no name") {
  CHECK(ludex::system_reason_name(static_cast<Reason>(999)).empty());
  CHECK(ludex::system_reason_text(static_cast<Reason>(1000)).empty());
  CHECK(to_string(static_cast<RuleError>(200)).empty());
}

TEST_CASE("rule errors are named as the rulebook's format names them, none is silent") {
  CHECK(to_string(RuleError::none).empty());
  CHECK(to_string(RuleError::overflow) == "overflow");
  CHECK(to_string(RuleError::division_by_zero) == "division_by_zero");
  CHECK(to_string(RuleError::not_finite) == "not_finite");
  CHECK(to_string(RuleError::no_such_key) == "no_such_key");
  CHECK(to_string(RuleError::index_out_of_range) == "index_out_of_range");
  CHECK(to_string(RuleError::negative_cost) == "negative_cost");
  CHECK(to_string(RuleError::no_such_overload) == "no_such_overload");
  CHECK(to_string(RuleError::conversion) == "conversion");
}

TEST_CASE("outcomes have names") {
  CHECK(to_string(ludex::Outcome::accepted) == "accepted");
  CHECK(to_string(ludex::Outcome::duplicate) == "duplicate");
  CHECK(to_string(ludex::Outcome::rejected) == "rejected");
}
