#include "ledger/id.h"

#include <algorithm>

namespace ludex::ledger {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::size_t kMostKinds = 64;
constexpr std::size_t kMostKindBytes = 32;

bool is_kind(std::string_view text) {
  if (text.empty() || text.size() > kMostKindBytes || text[0] < 'a' || text[0] > 'z') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

std::optional<std::int64_t> read_order(std::string_view digits) {
  if (digits.empty() || (digits[0] == '0' && digits.size() > 1) || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return parse_exact_int64(digits);
}

Keep KeepPolicy::of(std::string_view kind) const {
  if (const auto found = changed_.find(kind); found != changed_.end()) return found->second;
  if (kind == "claim") return {Keep::Class::time, 2 * kDay};
  if (kind == "match") return {Keep::Class::time, 30 * kDay};
  if (kind == "request") return {Keep::Class::time, kDay};
  if (kind == "message") return {Keep::Class::sequence, 0};
  return {};
}

void KeepPolicy::read(const json::View& v, const std::string& pointer, Faults& faults) {
  if (!v.is_object()) return faults.set(pointer, std::string("expected an object, got ") + describe(v.type()));
  if (v.count() > kMostKinds) return faults.set(pointer, "more than " + std::to_string(kMostKinds) + " kinds");
  for (const auto& [name, value] : v.members()) {
    const std::string at = json::child_pointer(pointer, name);
    const auto ms = value.integer();
    if (!is_kind(name)) return faults.set(at, "a kind has 1 to 32 letters a to z, digits and '_', and begins with a letter");
    if (ms && *ms > 0) changed_[std::string(name)] = {Keep::Class::time, *ms};
    else if (value.is_string() && value.str() == "forever") changed_[std::string(name)] = {};
    else if (value.is_string() && value.str() == "sequence") changed_[std::string(name)] = {Keep::Class::sequence, 0};
    else return faults.set(at, "expected milliseconds above 0, \"forever\" or \"sequence\"");
  }
}

void KeepPolicy::write(std::string& out) const {
  ObjectWriter object(out);
  for (const auto& [kind, keep] : changed_) {
    if (keep.kind == Keep::Class::time) object.integer(kind, keep.ms);
    else object.text(kind, keep.kind == Keep::Class::forever ? "forever" : "sequence");
  }
}

std::optional<Id> read_id(std::string_view text, const KeepPolicy& policy, const std::string& pointer, Faults& faults) {
  const std::size_t colon = text.find(':');
  const bool is_printable = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
  if (colon == std::string_view::npos || !is_kind(text.substr(0, colon)) || colon + 1 == text.size() || text.size() > kMostIdBytes || !is_printable) {
    faults.set(pointer, "an id is KIND:NAME, as in \"receipt:1234\", of at most " + std::to_string(kMostIdBytes) + " bytes without control characters");
    return std::nullopt;
  }
  Id out;
  out.text = text;
  out.kind = text.substr(0, colon);
  out.keep = policy.of(out.kind);
  if (out.keep.kind == Keep::Class::forever) return out;
  const bool is_time = out.keep.kind == Keep::Class::time;
  const std::size_t mark = text.find_last_of(is_time ? '@' : '#');
  const auto order = mark == std::string_view::npos ? std::nullopt : read_order(text.substr(mark + 1));
  if (!order || mark <= colon) {
    faults.set(pointer, "entries of the kind '" + std::string(out.kind) + "' go one day, so that an id must tell its place: \"" + std::string(out.kind) +
                            (is_time ? ":NAME@MS\", the milliseconds at which it was issued" : ":SOURCE#N\", its number within the source"));
    return std::nullopt;
  }
  out.order = *order;
  out.source = is_time ? out.kind : text.substr(0, mark);
  return out;
}

}  // namespace ludex::ledger
