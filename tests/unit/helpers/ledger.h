#pragma once
// Machines of the ledger as tests call them: values of JSON in and out.

#include <cstdint>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "ledger/decision.h"
#include "ludex/ledger.h"
#include "support/hash.h"

namespace ludex::test {

using Json = nlohmann::json;

/// One step: the state after it and the effects, or the error as "pointer: message".
struct Step {
  Json state, effects;
  std::string error;

  /// The first effect of this name, or null.
  Json effect(const std::string& name) const {
    for (const Json& each : effects)
      if (each["effect"] == name) return each;
    return nullptr;
  }
  /// Its member, or null.
  Json effect(const std::string& name, const std::string& member) const {
    const Json found = effect(name);
    return found.is_object() && found.contains(member) ? found[member] : Json(nullptr);
  }
};

inline Step step(const std::string& machine, const Json& state, const Json& event, const ledger::Guards& guards = {}) {
  const auto decided = ledger::decide(machine, state.dump(), event.dump(), guards);
  if (!decided) return {state, Json::array(), decided.error().pointer + ": " + decided.error().message};
  Json made = Json::parse(*decided);
  return {std::move(made["state"]), std::move(made["effects"]), ""};
}

/// A machine with its state.
class Machine {
 public:
  explicit Machine(std::string name, Json state = nullptr, const ledger::Guards& guards = {}) : state(std::move(state)), name_(std::move(name)), guards_(guards) {}

  Step operator()(const Json& event) {
    Step out = step(name_, state, event, guards_);
    if (out.error.empty()) state = out.state;
    return out;
  }
  Json state;

 private:
  std::string name_;
  ledger::Guards guards_;
};

/// Chance that a seed repeats.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(mix64(seed)) {}
  std::uint64_t below(std::uint64_t n) { return mix64(state_++) % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

/// The first of `count` seeds for which `run` finds something, and what; "" when none does.
template <class Run>
std::string first_violation(std::uint64_t count, Run run) {
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    const std::string found = run(seed);
    if (!found.empty()) return "seed " + std::to_string(seed) + ": " + found;
  }
  return "";
}

}  // namespace ludex::test
