#pragma once
// A small game that is recorded as it goes.

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "helpers/game.h"
#include "helpers/record_log.h"
#include "ludex/presence.h"
#include "ludex/record.h"

namespace ludex::test {

/// A world, a log of it, and what to do to both.
struct Recorded {
  std::string rules;
  Game game;
  std::string log;
  LogWriter writer;
  std::int64_t now = 1000;
  std::int64_t nonce = 0;

  explicit Recorded(std::string_view text = kRecordedRules)
      : rules(text), game(text, R"({"ludex_world":1,"now":1000,"seed":77,"entities":{"player":{"1":{"profile":{"version":1,"state":{}}},"2":{"profile":{"version":1,"state":{}}}}}})"),
        writer(begin()) {}

  LogWriter begin() {
    auto made = LogWriter::begin(game.program, rules, game.world, log);
    if (!made) FAIL(format_error(made.error()));
    return std::move(made.value());
  }
  std::string request(std::int64_t actor, std::string_view action, std::string_view params) {
    return "{\"actor\":" + std::to_string(actor) + ",\"received_at\":" + std::to_string(now) + ",\"nonce\":" + std::to_string(++nonce) + ",\"action\":\"" + std::string(action) +
           "\",\"params\":" + std::string(params) + "}\n";
  }
  /// A few requests of every fate.
  std::string requests() {
    now += 40;
    return request(1, "Earn", R"({"n":5})") + request(2, "Hit", R"({"target":1})") + request(1, "Hit", R"({"target":9})") + "{\"torn\n" + request(3, "Earn", R"({"n":1})");
  }
  void batch(std::string_view lines, Inputs inputs = {}, const std::vector<std::uint64_t>& seqs = {}) {
    const Judgement judged = game.judge(lines, inputs);
    const auto error = writer.append(log, lines, RequestForm::lines, inputs, judged, seqs);
    CHECK_FALSE(error);
  }
  void join(std::int64_t id, std::string_view save) {
    auto loader = SaveLoader::make(game.program, "player");
    REQUIRE(loader);
    const auto joined = ludex::join(game.world, *loader, id, save);
    REQUIRE(joined);
    const auto error = writer.append_join(log, "player", id, save, {}, game.world);
    CHECK_FALSE(error);
  }
  void leave(std::int64_t id) {
    CHECK_FALSE(ludex::leave(game.world, "player", id));
    CHECK_FALSE(writer.append_leave(log, "player", id, game.world));
  }
  void snapshot() { CHECK_FALSE(writer.append_snapshot(log, game.world)); }
  void adopt(std::string_view text) {
    Program program = compile(text);
    auto moved = ludex::adopt(game.world, program);
    REQUIRE(moved);
    game.world = std::move(*moved);
    game.program = program;
    CHECK_FALSE(writer.append_adopt(log, program, text, game.world));
  }
};

/// A log with one of everything.
inline Recorded small_log() {
  Recorded r;
  r.batch(r.requests());
  Inputs inputs;
  inputs.opened_at = 1100;
  inputs.flags_json = R"({"sale":2})";
  r.batch(r.requests(), inputs, {1, 2, 3, 0, 0});
  r.join(3, R"({"version":1,"state":{"coins":7}})");
  r.snapshot();
  inputs.as_group = true;
  r.batch(r.requests(), inputs);
  r.leave(2);
  r.adopt(R"({"ludex":1,"name":"later","entities":{"player":{"profile":{"version":1,"state":{"coins":"int >= 0"},"migrations":[{"id":"first","to":1,"steps":[]}]}}},
    "actions":{"Earn":{"params":{"n":"int 1..50"},"effects":["actor.coins += 2 * params.n"]}}})");
  r.batch(r.requests());
  return r;
}

/// Every record of a log, told in a line each, and how the reading ended.
inline std::string told(LogReader& reader) {
  std::string out;
  LogRecord record;
  LogReader::Step step;
  while ((step = reader.next(record)) == LogReader::Step::record) {
    if (const auto* h = std::get_if<LogHeader>(&record.content)) out += "header " + digest_text(h->program_digest) + " " + std::to_string(h->rulebook.size());
    if (const auto* s = std::get_if<LogSnapshot>(&record.content)) out += "snapshot " + std::to_string(s->link) + " " + digest_text(s->world_digest) + " " + s->world_json;
    if (const auto* b = std::get_if<RecordedBatch>(&record.content)) {
      out += "batch " + std::to_string(b->number) + " " + (b->opened_at ? std::to_string(*b->opened_at) : "-") + " " + std::string(b->flags_json) + (b->as_group ? " group " : " ") +
             std::string(b->requests) + digest_text(b->batch_digest) + digest_text(b->world_digest);
      for (std::size_t i = 0; i < b->outcomes.size(); ++i) out += " " + std::string(to_string(b->outcomes[i])) + std::to_string(static_cast<int>(b->reasons[i]));
      for (const std::uint64_t seq : b->seqs) out += " " + std::to_string(seq);
    }
    if (const auto* c = std::get_if<RecordedChange>(&record.content))
      out += "change " + std::to_string(static_cast<int>(c->what)) + " " + std::string(c->kind) + " " + std::to_string(c->id) + " " + std::string(c->save) + std::string(c->rulebook) + digest_text(c->world_digest);
    out += "\n";
  }
  if (step == LogReader::Step::end) return out + "end";
  if (step == LogReader::Step::more) return out + "more";
  return out + (step == LogReader::Step::torn ? "torn at " : "refused at ") + std::to_string(reader.error().offset) + ": " + reader.error().message;
}

inline std::string told(std::string_view log) {
  LogReader reader = LogReader::over(log);
  return told(reader);
}

}  // namespace ludex::test
