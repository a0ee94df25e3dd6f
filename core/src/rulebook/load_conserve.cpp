// "conserve": what rehearsals of a profile's migrations add up.

#include <algorithm>

#include "rulebook/conserved.h"
#include "rulebook/loader.h"
#include "value/json_pointer.h"

namespace ludex::detail {
namespace {

using Tokens = std::vector<std::string>;

// Whether one value can stand at both: it would be counted twice.
bool overlap(const Tokens& a, const Tokens& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](const std::string& x, const std::string& y) { return x == y || x == "*" || y == "*"; });
}

bool load_strings(Loader& loader, const json::View& v, const std::string& at, const char* what, std::vector<std::string>& out) {
  if (!v.is_array()) {
    loader.error(v, at, std::string("expected a list of ") + what);
    return false;
  }
  bool is_good = true;
  v.for_each_item([&](std::uint32_t i, const json::View& item) {
    if (item.is_string()) {
      out.emplace_back(item.str());
    } else {
      loader.error(item, json::child_pointer(at, i), std::string("expected one of the ") + what + ", got " + describe(item.type()));
      is_good = false;
    }
  });
  return is_good;
}

}  // namespace

std::optional<ConservedSum> conserved_sum(const DeclaredSum& declared, const std::vector<MigrationStep>& steps, SumFault& fault) {
  const auto fail = [&](SumFault::Part part, std::size_t index, std::string message) {
    fault = {part, index, std::move(message)};
    return std::nullopt;
  };
  ConservedSum out;
  out.name = declared.name;
  if (declared.name.empty() || declared.name.size() > 100) return fail(SumFault::Part::name, 0, "a sum needs a name of 1 to 100 bytes");
  if (declared.at.empty() || declared.at.size() > kMaxSumPointers) return fail(SumFault::Part::name, 0, "the sum '" + declared.name + "' needs 1 to " + std::to_string(kMaxSumPointers) + " pointers, as in \"/coins\"");
  for (std::size_t i = 0; i < declared.at.size(); ++i) {
    auto tokens = json::parse_pointer(declared.at[i]);
    if (!tokens || tokens->empty() || tokens->size() > kMaxSumDepth) return fail(SumFault::Part::at, i, "'" + declared.at[i] + "' is no pointer into a save's state, as in \"/items/*/coins\"");
    for (std::size_t k = 0; k < i; ++k)
      if (overlap(out.at[k], *tokens)) return fail(SumFault::Part::at, i, "'" + declared.at[k] + "' and '" + declared.at[i] + "' can find the same value, which would be counted twice");
    out.at.push_back(std::move(*tokens));
  }
  out.may_change.resize(steps.size());
  for (std::size_t i = 0; i < declared.changed_by.size(); ++i) {
    const auto step = std::find_if(steps.begin(), steps.end(), [&](const MigrationStep& s) { return s.id == declared.changed_by[i]; });
    if (step == steps.end()) return fail(SumFault::Part::changed_by, i, "there is no step '" + declared.changed_by[i] + "'");
    out.may_change[static_cast<std::size_t>(step - steps.begin())] = true;
  }
  return out;
}

std::vector<DeclaredSum> load_conserve(Loader& loader, const json::View& v, const std::string& pointer, const std::vector<MigrationStep>& steps) {
  std::vector<DeclaredSum> out;
  if (!v.is_object()) {
    loader.error(v, pointer, "expected sums by name, as in {\"coins\": [\"/gold\", \"/coins\"]}");
    return out;
  }
  for (const auto& [name, sum] : v.members()) {
    const std::string at = json::child_pointer(pointer, name);
    DeclaredSum declared;
    declared.name = name;
    const bool is_long = sum.is_object();
    std::optional<json::View> places = sum, steps_given;
    if (is_long) {
      if (!loader.expect_object(sum, at, {"at", "changed_by"})) continue;
      places = sum.find("at");
      steps_given = sum.find("changed_by");
    }
    if (!places) {
      loader.error(sum, at, "a sum needs \"at\": a list of pointers into the state");
      continue;
    }
    const std::string places_at = is_long ? at + "/at" : at, steps_at = at + "/changed_by";
    const bool is_read = load_strings(loader, *places, places_at, "pointers into the state", declared.at);
    if (steps_given && !load_strings(loader, *steps_given, steps_at, "ids of the steps that may change the sum", declared.changed_by)) continue;
    if (!is_read) continue;
    if (out.size() == kMaxSums) {
      loader.error(sum, at, "a profile declares at most " + std::to_string(kMaxSums) + " sums");
      return out;
    }
    SumFault fault;
    if (conserved_sum(declared, steps, fault)) {
      out.push_back(std::move(declared));
      continue;
    }
    if (fault.part == SumFault::Part::name) {
      loader.error(*places, places_at, fault.message);
      continue;
    }
    const bool is_place = fault.part == SumFault::Part::at;
    const json::View& list = is_place ? *places : *steps_given;
    list.for_each_item([&](std::uint32_t i, const json::View& item) {
      if (i == fault.index) loader.error(item, json::child_pointer(is_place ? places_at : steps_at, i), fault.message);
    });
  }
  return out;
}

}  // namespace ludex::detail
