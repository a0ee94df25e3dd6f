// Verdict lines: the full view and what a client may see; counts and digests.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "helpers/game.h"

namespace {

using namespace ludex;

test::Game door() {
  return {test::small_rules(R"("Open": {"params": {"guess": "int"}, "require": ["params.guess == actor.n else wrong"]},
      "Reach": {"params": {"d": "int"}, "require": [{"that": "params.d <= actor.n", "else": "too_far", "tell": true}]},
      "Break": {"params": {"d": "int"}, "effects": ["actor.n = actor.n / params.d"]},
      "Wait": {"cooldown": {"key": "w", "ms": "1s"}},
      "Win": {"effects": ["actor.n += 1"], "result": "actor.n", "emit": [{"event": "Won", "audience": "actor"}, {"event": "Seen", "audience": {"entity": "actor.id + 1"}, "data": {"b": "1.5", "a": "'x'"}}, {"event": "All", "audience": {"kind": "player"}}]})",
                            "", R"("n": "int = 42")"),
          test::players(2)};
}

}  // namespace

TEST_CASE("a client never sees operands, pointers, codes or events of a clause that does not tell") {
  test::Game game = door();
  const std::string line = test::line(1, 1000, "Open", R"("params":{"guess":7})");
  CHECK(game.verdict(line) == R"({"i":0,"verdict":"rejected","reason":"wrong","at":"/actions/Open/require/0","operands":{"params.guess":7,"actor.n":42}})");
  CHECK(game.verdict(line, {}, View::client) == R"({"i":0,"verdict":"rejected","reason":"wrong"})");
}

TEST_CASE("a clause that tells shows its operands to the client") {
  test::Game game = door();
  CHECK(game.verdict(test::line(1, 1000, "Reach", R"("params":{"d":50})"), {}, View::client) == R"({"i":0,"verdict":"rejected","reason":"too_far","operands":{"params.d":50,"actor.n":42}})");
}

TEST_CASE("a client sees the reason of a rule error, not its code or values") {
  test::Game game = door();
  const std::string line = test::line(1, 1000, "Break", R"("params":{"d":0})");
  CHECK(game.verdict(line) == R"({"i":0,"verdict":"rejected","reason":"rule_error","at":"/actions/Break/effects/0","code":"division_by_zero","operands":{"actor.n":42,"params.d":0}})");
  CHECK(game.verdict(line, {}, View::client) == R"({"i":0,"verdict":"rejected","reason":"rule_error"})");
}

TEST_CASE("retry_after_ms and the result are for the client too, events are not") {
  test::Game game = door();
  game.reason(test::line(1, 1000, "Wait"));
  CHECK(game.verdict(test::line(1, 1400, "Wait"), {}, View::client) == R"({"i":0,"verdict":"rejected","reason":"on_cooldown","retry_after_ms":600})");
  const std::string win = test::line(1, 1400, "Win");
  CHECK(game.verdict(win, {}, View::client) == R"({"i":0,"verdict":"accepted","result":43})");
  CHECK(game.verdict(win) ==
        R"({"i":0,"verdict":"accepted","result":44,"events":[{"event":"Won","audience":"actor","data":{}},{"event":"Seen","audience":{"entity":2},"data":{"a":"x","b":1.5}},{"event":"All","audience":{"kind":"player"},"data":{}}]})");
}

TEST_CASE("no secret of the state appears in any client line") {
  test::Game game(test::small_rules(R"json("A": {"params": {"s": "string"}, "require": ["params.s == actor.secret else wrong"]}, "B": {"refuse": ["actor.secret != '' : refused"]},
      "C": {"effects": ["actor.n = int(actor.secret)"]}, "D": {"cost": {"n": "size(actor.secret)"}}, "E": {"effects": ["actor.b = actor.secret"]})json",
                                    "", R"("n": "int", "b": "string 0..3", "secret": "string = hunter2")"),
                  test::players(1));
  const std::string lines = test::line(1, 1000, "A", R"("params":{"s":"x"})") + test::line(1, 1000, "B") + test::line(1, 1000, "C") + test::line(1, 1000, "D") + test::line(1, 1000, "E");
  const Judgement j = game.judge(lines);
  std::string full, client;
  j.write_verdicts(full);
  j.write_verdicts(client, View::client);
  for (const Verdict& v : j.verdicts()) CHECK(v.outcome == Outcome::rejected);
  CHECK(full.find("hunter2") != std::string::npos);
  CHECK(client.find("hunter2") == std::string::npos);
  CHECK(client.find("operands") == std::string::npos);
}

TEST_CASE("at() is the pointer of the full line") {
  test::Game game = door();
  const Judgement j = game.judge(test::line(1, 1000, "Open", R"("params":{"guess":"7"})") + "x\n" + test::line(1, 1000, "Win") + "{\"received_at\":1}\n" + test::line(1, 1000, "Win", R"("a/b":1)"));
  CHECK(j.at(0) == "/params/guess");
  CHECK(j.at(1) == "");
  CHECK(j.at(2) == "");
  CHECK(j.at(3) == "/actor");
  CHECK(j.at(4) == "/a~1b");
}

TEST_CASE("counts are per reason, in code order, and add up") {
  test::Game game = door();
  const Judgement j = game.judge("x\n" + test::line(1, 1000, "Win") + test::line(1, 1000, "Nope") + test::line(1, 1000, "Win") + "y\n" + test::line(1, 1000, "Open", R"("params":{"guess":7})"));
  std::string text;
  std::uint64_t sum = 0;
  for (const auto& [reason, count] : j.counts()) {
    text += std::string(game.program.reason_name(reason)) + "=" + std::to_string(count) + " ";
    sum += count;
  }
  CHECK(text == "accepted=2 malformed=2 unknown_action=1 wrong=1 ");
  CHECK(sum == j.verdicts().size());
}

TEST_CASE("the batch digest covers every verdict, its place, order, result and events") {
  const auto digest = [](const std::string& lines) {
    test::Game game = door();
    return game.judge(lines).batch_digest();
  };
  const std::string win = test::line(1, 1000, "Win"), wrong = test::line(1, 1000, "Open", R"("params":{"guess":7})");
  CHECK(digest(win + wrong) == digest(win + wrong));
  CHECK(digest(win + wrong) != digest(wrong + win));
  CHECK(digest(wrong) != digest(test::line(1, 1000, "Open", R"("params":{"guess":8})")));  // other operands
  CHECK(digest(win) != digest(test::line(2, 1000, "Win")));                                // other audience
  CHECK(digest(win) != digest(win + win));
  CHECK(digest("x\n") == digest("y\n"));
  CHECK(digest("") != digest("x\n"));
}

TEST_CASE("a record of a verdict has no byte that was never written") {
  static_assert(sizeof(Verdict) == sizeof(Verdict::retry_after_ms) + sizeof(Verdict::payload) + sizeof(Verdict::at) + sizeof(Verdict::reason) + sizeof(Verdict::outcome) + sizeof(Verdict::code));
}

TEST_CASE("a moved judgement keeps its verdicts") {
  test::Game game = door();
  Judgement a = game.judge(test::line(1, 1000, "Win"));
  const std::string line = a.verdict_line(0);
  const Judgement b = std::move(a);
  CHECK(b.verdict_line(0) == line);
}
