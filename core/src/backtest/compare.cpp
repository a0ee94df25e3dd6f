#include "backtest/compare.h"

#include <algorithm>
#include <map>

#include "judge/request.h"

namespace ludex::detail {
namespace {

bool is_equal(const Event& a, const Event& b) { return a.name == b.name && a.audience == b.audience && a.kind == b.kind; }

bool is_equal(const std::vector<Event>& a, const std::vector<Event>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Event& x, const Event& y) { return is_equal(x, y); });
}

// Everything that gives an index in a payload its text (judge/judgement.h).
bool has_equal_tables(const ProgramData& a, const ProgramData& b) {
  return a.places == b.places && a.labels == b.labels && a.reason_names == b.reason_names && a.declarations.kind_names == b.declarations.kind_names &&
         std::equal(a.actions.begin(), a.actions.end(), b.actions.begin(), b.actions.end(),
                    [](const Action& x, const Action& y) { return is_equal(x.events, y.events) && is_equal(x.refusal_events, y.refusal_events); });
}

}  // namespace

VerdictComparison::VerdictComparison(const ProgramData& before, const ProgramData& after) : has_equal_tables_(has_equal_tables(before, after)) {
  std::map<std::string_view, std::uint32_t> found;
  for (std::uint32_t code = 0; code < kFirstRulebookReason + after.reason_names.size(); ++code) found.emplace(after.reason_name(static_cast<Reason>(code)), code);
  for (std::uint32_t code = 0; code < kFirstRulebookReason + before.reason_names.size(); ++code) {
    const auto at = found.find(before.reason_name(static_cast<Reason>(code)));
    reasons_.push_back(at == found.end() ? kNone : at->second);
  }
  found.clear();
  for (std::uint32_t i = 0; i < after.places.size(); ++i) found.emplace(after.places[i], i);
  for (const std::string& place : before.places) {
    const auto at = found.find(place);
    places_.push_back(at == found.end() ? kNone : at->second);
  }
}

bool VerdictComparison::is_same(const Judgement& before, const Judgement& after, std::size_t i) const {
  const Verdict &v = before.verdicts()[i], &w = after.verdicts()[i];
  if (v.outcome != w.outcome || v.code != w.code || v.retry_after_ms != w.retry_after_ms || reasons_[static_cast<std::size_t>(v.reason)] != static_cast<std::uint32_t>(w.reason)) return false;
  if (v.outcome != Outcome::accepted) {  // the place of an acceptance is not told
    // Places are written once each, so that of two static ones the number tells; others by their text.
    const bool is_dynamic = (v.at | w.at) & kDynamicPlace;
    if (is_dynamic ? before.at(i) != after.at(i) : places_[v.at] != w.at && before.at(i) != after.at(i)) return false;
  }
  if (v.payload == 0 && w.payload == 0) return true;
  if (has_equal_tables_ && v.payload != 0 && w.payload != 0 && payload_of(before.data().payloads, v.payload) == payload_of(after.data().payloads, w.payload)) return true;
  return before.verdict_line(i) == after.verdict_line(i);
}

}  // namespace ludex::detail
