#pragma once
// Saves of one kind under one rulebook, for tests.

#include <string>
#include <string_view>
#include <utility>

#include "helpers/game.h"
#include "ludex/profile.h"

namespace ludex::test {

struct Saves {
  explicit Saves(const std::string& rules, const SaveLimits& limits = {}) : program(compile(rules)), loader(std::move(SaveLoader::make(program, "player", limits).value())) {}

  LoadedSave load(std::string_view bytes) {
    out.clear();
    return loader.load(bytes, out);
  }
  /// The result, or the class, the place and the message of a save that is set aside.
  std::string told(std::string_view bytes) {
    const LoadedSave save = load(bytes);
    return save.state == SaveState::ready ? out : std::string(to_string(save.state)) + " " + save.pointer + ": " + save.message;
  }

  Program program;
  SaveLoader loader;
  std::string out;
};

/// A rulebook of a profile and nothing else.
inline std::string profile_rules(const std::string& version, const std::string& state, const std::string& migrations = "[]", const std::string& invariants = "[]", const std::string& tables = "{}") {
  return R"({"ludex":1,"tables":)" + tables + R"(,"entities":{"player":{"profile":{"version":)" + version + R"(,"state":)" + state + R"(,"migrations":)" + migrations + R"(,"invariants":)" + invariants + R"(}}},"actions":{}})";
}

}  // namespace ludex::test
