#pragma once
// Traffic of a game, recorded in batches, to be judged again under other rules.

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "helpers/files.h"
#include "helpers/game.h"
#include "ludex/record.h"
#include "ludex/traffic.h"

namespace ludex::test {

inline std::string example_text(const std::string& name) {
  std::ifstream file(source_dir() / "examples/rulebooks" / (name + ".json"));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// `text` with the first `from` made `to`; it must be there.
inline std::string changed(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// Chance, timers, entities that come and go, idempotency keys and refusals by what is near.
inline constexpr const char* kGamblersRules = R"json({"ludex":1,"name":"gamblers","version":1,
  "entities":{
    "player":{"profile":{"version":0,"state":{"coins":"int >= 0 = 100","level":"int = 1","bag":"map<string, int> max 20"}},
              "live":{"state":{"hp":"int 0..100 = 100","position":"vec3","secret":"string 0..20 = ''"}}},
    "chest":{"live":{"state":{"position":"vec3","gold":"int = 5"}}}},
  "limits":{"rate":{"per_second":5,"burst":4},"nonce":{"counter":16}},
  "actions":{
    "Bet":{"params":{"n":"int 1..50"},"draws":["win"],"cooldown":{"key":"bet","ms":"300"},"cost":{"coins":"params.n"},
           "effects":["actor.coins += (chance('win', 0.45) ? 2 * params.n : 0)"],"result":"actor.coins",
           "emit":[{"event":"Won","audience":{"near":{"kind":"player","at":"actor.position","radius":"20.0","max":4}},"data":{"n":"params.n"}}]},
    "Loot":{"params":{},"effects":["actor.bag[['gem','rock','stick'][weighted('what', [1, 3, 6])]] += roll('many', 1, 6)","actor.coins += dice('gold', '2d6+1')"]},
    "Hit":{"params":{"target":"ref player"},"with":{"target":{"player":"params.target"}},
           "require":["target.hp > 0 else dead",{"that":"distance(actor.position, target.position) < 30.0","else":"too_far","tell":true}],
           "effects":["target.hp -= chance('crit', 0.2) ? 30 : 10 min 0",{"after_ms":"500","do":"Heal","id":"params.target"}]},
    "Heal":{"from":["timer"],"effects":["actor.hp += roll('heal', 1, 10) max 100"]},
    "Dig":{"params":{"id":"int 0..40"},"effects":[{"create":"chest","id":"params.id","as":"c","live":{"position":"actor.position","gold":"roll('gold', 1, 9)"}}]},
    "Open":{"params":{"id":"ref chest"},"with":{"c":{"chest":"params.id"},"others":{"near":{"kind":"player","at":"c.position","radius":"15.0","max":3}}},
            "require":["others.size() <= 2 else crowded"],"effects":["actor.coins += c.gold",{"delete":"c"}]},
    "Buy":{"params":{"receipt":"int"},"once":{"key":"params.receipt","scope":"actor"},"cost":{"coins":"10"},"effects":["actor.level += 1"],"result":"actor.level"},
    "Walk":{"params":{"to":"vec3"},"effects":["actor.position = params.to"]}}})json";

/// A log, and what it is of.
struct RecordedGame {
  std::string rules, log, first_world;
  std::vector<std::string> batches;
  std::vector<std::string> lines;          ///< verdict lines, in the order of the batches
  std::vector<std::uint64_t> seqs;
  std::vector<std::vector<TimerSeq>> timer_seqs;

  RecordedGame(std::string text, const std::string& world, std::string_view requests, std::size_t batch_size) : rules(std::move(text)), first_world(world) {
    Game game(rules, world);
    auto writer = LogWriter::begin(game.program, rules, game.world, log);
    if (!writer) FAIL(format_error(writer.error()));
    while (!requests.empty()) {
      std::size_t end = 0;
      for (std::size_t i = 0; i < batch_size && end < requests.size(); ++i) end = requests.find('\n', end) + 1;
      batches.emplace_back(requests.substr(0, end));
      requests.remove_prefix(end);
      Inputs inputs;
      inputs.want_seqs = true;
      const Judgement judged = game.judge(batches.back(), inputs);
      seqs.insert(seqs.end(), judged.seqs().begin(), judged.seqs().end());
      timer_seqs.push_back(judged.timer_seqs());
      for (std::size_t i = 0; i < judged.verdicts().size(); ++i) lines.push_back(judged.verdict_line(i));
      CHECK_FALSE(writer->append(log, batches.back(), RequestForm::lines, inputs, judged, judged.seqs()));
    }
  }

  /// What other rules say to the same batches from the same world, by themselves: the straight way to what a back-test tells.
  std::vector<std::string> judged_by(std::string_view text) const {
    std::vector<std::string> out;
    Game old(rules, first_world);
    const Program program = compile(text);
    auto world = adopt(old.world, program);
    REQUIRE(world.ok());
    std::size_t at = 0;
    for (std::size_t b = 0; b < batches.size(); ++b) {
      const std::size_t count = static_cast<std::size_t>(std::count(batches[b].begin(), batches[b].end(), '\n'));
      Inputs inputs;
      inputs.seqs = std::span(seqs).subspan(at, count);
      inputs.timer_seqs = timer_seqs[b];
      at += count;
      const auto judged = judge_in_place(program, *world, batches[b], inputs);
      REQUIRE(judged.ok());
      for (std::size_t i = 0; i < judged->verdicts().size(); ++i) out.push_back(judged->verdict_line(i));
    }
    return out;
  }
};

/// Honest and hostile traffic of any rules, every line whole.
inline RecordedGame recorded(const std::string& rules, std::uint64_t requests, std::size_t batch_size, std::uint64_t seed = 1, std::uint32_t players = 30) {
  TrafficOptions options;
  options.players = players;
  options.requests = requests;
  options.seed = seed;
  options.span_ms = 600'000;
  options.attack_rate = 0.15;
  Traffic traffic = generate_traffic(compile(rules), options);
  if (!traffic.ndjson.empty() && traffic.ndjson.back() != '\n') traffic.ndjson += '\n';
  return RecordedGame(rules, traffic.world_json, traffic.ndjson, batch_size);
}

}  // namespace ludex::test
