#pragma once
// A small log without a test framework, for the fuzzers too.

#include <string>

#include "ludex/presence.h"
#include "ludex/record.h"

namespace ludex::test {

inline constexpr const char* kRecordedRules = R"({"ludex":1,"name":"recorded",
  "flags":{"sale":"int = 0"},
  "entities":{"player":{"profile":{"version":1,"state":{"coins":"int >= 0"},"migrations":[{"id":"first","to":1,"steps":[]}]},
                        "live":{"state":{"hp":"int 0..100 = 100"}}}},
  "limits":{"rate":{"per_second":10,"burst":4},"nonce":{"counter":8}},
  "actions":{
    "Earn":{"params":{"n":"int 1..50"},"effects":["actor.coins += params.n + flags.sale"],"result":"actor.coins"},
    "Hit":{"params":{"target":"ref player"},"draws":["crit"],"with":{"target":{"player":"params.target"}},"require":["target.hp > 0 else dead"],
           "effects":["target.hp -= chance('crit', 0.5) ? 40 : 10 min 0"],"emit":[{"event":"Hit","audience":"all","data":{"hp":"target.hp"}}]}}})";

/// A log with a record of every type.
inline std::string log_of_everything() {
  std::string log;
  const Program program = Program::compile(kRecordedRules).value();
  World world = World::from_json(program, R"({"ludex_world":1,"now":1000,"seed":7,"entities":{"player":{"1":{"profile":{"version":1,"state":{}}},"2":{}}}})").value();
  LogWriter writer = std::move(LogWriter::begin(program, kRecordedRules, world, log).value());
  const auto batch = [&](const std::string& lines, const Inputs& inputs) {
    const Judgement judged = std::move(judge_in_place(program, world, lines, inputs).value());
    writer.append(log, lines, RequestForm::lines, inputs, judged, std::vector<std::uint64_t>(judged.verdicts().size(), 3));
  };
  batch("{\"actor\":1,\"received_at\":1001,\"nonce\":1,\"action\":\"Earn\",\"params\":{\"n\":5}}\n{\"actor\n", {});
  SaveLoader loader = std::move(SaveLoader::make(program, "player").value());
  const std::string save = R"({"version":1,"state":{"coins":7}})";
  if (join(world, loader, 3, save).ok()) writer.append_join(log, "player", 3, save, {}, world);
  writer.append_snapshot(log, world);
  Inputs inputs;
  inputs.opened_at = 1002;
  inputs.flags_json = R"({"sale":3})";
  inputs.as_group = true;
  batch("{\"actor\":3,\"received_at\":1002,\"nonce\":1,\"action\":\"Hit\",\"params\":{\"target\":1}}\n", inputs);
  if (!leave(world, "player", 3)) writer.append_leave(log, "player", 3, world);
  writer.append_adopt(log, program, kRecordedRules, world);
  return log;
}

}  // namespace ludex::test
