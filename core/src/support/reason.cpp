#include "ludex/reason.h"

namespace ludex {

std::string_view system_reason_name(Reason reason) {
  switch (reason) {
#define LUDEX_REASON(code, name, stage, text) \
  case Reason::name: return #name;
#include "ludex/reasons.def"
#undef LUDEX_REASON
  }
  return {};
}

std::string_view system_reason_text(Reason reason) {
  switch (reason) {
#define LUDEX_REASON(code, name, stage, text) \
  case Reason::name: return text;
#include "ludex/reasons.def"
#undef LUDEX_REASON
  }
  return {};
}

std::string_view to_string(RuleError code) {
  switch (code) {
#define LUDEX_RULE_ERROR(number, name, text) \
  case RuleError::name: return (number) == 0 ? std::string_view() : std::string_view(#name);
#include "ludex/rule_errors.def"
#undef LUDEX_RULE_ERROR
  }
  return {};
}

}  // namespace ludex
