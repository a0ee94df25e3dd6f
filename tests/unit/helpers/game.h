#pragma once
// Rulebook, world and lines from text, for tests that judge: what they say should be rules and requests, not plumbing.

#include <doctest/doctest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "helpers/files.h"
#include "ludex/judge.h"

namespace ludex::test {

inline Program compile(std::string_view rulebook) {
  auto program = Program::compile(rulebook);
  if (!program) FAIL(format_error(program.error()));
  return program.value();
}

/// The errors of a rulebook that must not compile.
inline Errors errors_of(std::string_view rulebook) {
  const auto program = Program::compile(rulebook);
  if (program.ok()) return {};
  return program.errors();
}

inline World load(const Program& program, std::string_view world) {
  auto loaded = World::from_json(program, world);
  if (!loaded) FAIL(format_error(loaded.error()));
  return std::move(loaded.value());
}

/// A rulebook in examples/rulebooks.
inline Program example(const std::string& name) {
  std::ifstream file(source_dir() / "examples/rulebooks" / (name + ".json"));
  return compile(std::string(std::istreambuf_iterator<char>(file), {}));
}

inline Inputs opened_at(std::int64_t ms) {
  Inputs inputs;
  inputs.opened_at = ms;
  return inputs;
}

/// One world under one program.
struct Game {
  Program program;
  World world;

  Game(std::string_view rulebook, std::string_view world_text) : program(compile(rulebook)), world(load(program, world_text)) {}
  Game(Program p, World w) : program(std::move(p)), world(std::move(w)) {}

  Judgement judge(std::string_view lines, const Inputs& inputs = {}) {
    auto judged = judge_in_place(program, world, lines, inputs);
    if (!judged) FAIL(format_error(judged.error()));
    return std::move(judged.value());
  }
  /// "accepted", "duplicate", or the reason, of each line.
  std::vector<std::string> reasons(std::string_view lines, const Inputs& inputs = {}) {
    const Judgement j = judge(lines, inputs);
    std::vector<std::string> out;
    for (const Verdict& v : j.verdicts()) out.emplace_back(program.reason_name(v.reason));
    return out;
  }
  /// The reason of one line.
  std::string reason(std::string_view line, const Inputs& inputs = {}) {
    const auto all = reasons(line, inputs);
    return all.size() == 1 ? all[0] : std::to_string(all.size()) + " verdicts";
  }
  /// The whole verdict of one line.
  std::string verdict(std::string_view line, const Inputs& inputs = {}, View view = View::full) { return judge(line, inputs).verdict_line(0, view); }
  /// The message of the host error that refuses the batch; "" when it is judged.
  std::string host_error(std::string_view lines, const Inputs& inputs = {}) {
    const auto judged = judge_in_place(program, world, lines, inputs);
    if (judged.ok()) return "";
    CHECK(judged.error().code == ErrorCode::host);
    return judged.error().message;
  }
};

/// A request line with its newline: `rest` is further members, as in R"("params":{"n":1})".
inline std::string line(std::int64_t actor, std::int64_t received_at, std::string_view action, std::string_view rest = "") {
  std::string out = "{\"actor\":" + std::to_string(actor) + ",\"received_at\":" + std::to_string(received_at) + ",\"action\":\"" + std::string(action) + "\"";
  if (!rest.empty()) out += "," + std::string(rest);
  return out + "}\n";
}

/// The rulebook most tests vary: a player with a counter, and `actions`.
inline std::string small_rules(std::string_view actions, std::string_view more = "", std::string_view state = R"("n": "int = 0")") {
  return "{\"ludex\": 1, \"name\": \"small\", \"entities\": {\"player\": {\"live\": {\"state\": {" + std::string(state) + "}}}}," + std::string(more) +
         (more.empty() ? "" : ",") + "\"actions\": {" + std::string(actions) + "}}";
}

/// A world of players 1..count with nothing written.
inline std::string players(int count, std::int64_t now = 0) {
  std::string out = "{\"ludex_world\":1,\"now\":" + std::to_string(now) + ",\"entities\":{\"player\":{";
  for (int i = 1; i <= count; ++i) out += (i > 1 ? ",\"" : "\"") + std::to_string(i) + "\":{}";
  return out + "}}}";
}

}  // namespace ludex::test
