#pragma once
/// Why a request was accepted, answered again, or refused.

#include <cstdint>
#include <string_view>

namespace ludex {

/// The stage that gives a system reason (RULEBOOK.md, Stages).
enum class Stage : std::uint8_t { none, A, B, C };

/// System reasons; codes are stable and below 1000. Reasons named in a rulebook, and `not_enough_FIELD`,
/// are interned per program from `kFirstRulebookReason` on (see `Program::reason_name`).
enum class Reason : std::uint16_t {
#define LUDEX_REASON(code, name, stage, text) name = code,
#include "ludex/reasons.def"
#undef LUDEX_REASON
};

inline constexpr std::uint16_t kFirstRulebookReason = 1000;

/// The name of a system reason, "" when `reason` is not one.
std::string_view system_reason_name(Reason reason);
/// The one-line description of a system reason, "" when `reason` is not one.
std::string_view system_reason_text(Reason reason);

/// How an expression failed, reported as `code` beside `rule_error`.
enum class RuleError : std::uint8_t {
#define LUDEX_RULE_ERROR(code, name, text) name = code,
#include "ludex/rule_errors.def"
#undef LUDEX_RULE_ERROR
};

/// "overflow", "division_by_zero", …; "" for `none`.
std::string_view to_string(RuleError code);

}  // namespace ludex
