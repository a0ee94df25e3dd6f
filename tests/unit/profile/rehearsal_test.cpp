#include "ludex/rehearsal.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "helpers/game.h"

namespace {

using namespace ludex;

constexpr const char* kRules = R"({"ludex":1,"entities":{"player":{"profile":{"version":2,"state":{"coins":"int >= 0 = 0","bag":"list<string>"},
  "migrations":[{"id":"gold-to-coins","to":1,"breaking":true,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]},
                {"id":"bags","to":2,"steps":[{"op":"default","path":"/bag","value":["a longer word than before"]}]}]}},"monster":{"live":{"state":{"hp":"int"}}}},"actions":{}})";

Rehearsal rehearsal(const RehearsalOptions& options = {}, std::string_view rules = kRules) {
  auto made = Rehearsal::make(test::compile(rules), "player", options);
  if (!made) FAIL(format_error(made.error()));
  return std::move(*made);
}

RehearsalOptions on_threads(std::uint32_t threads) {
  RehearsalOptions options;
  options.samples = 3;
  options.exec = {Exec::Mode::parallel, threads};
  return options;
}

/// Saves of all classes and versions, one a line.
std::string saves(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    switch (i % 11) {
      case 3: out += "not json"; break;
      case 5: out += R"({"version":2,"state":{"coins":-)" + n + "}}\r"; break;
      case 7: out += R"({"version":9,"state":{}})"; break;
      case 8: out += R"({"state":{"gold":1,"coins":)" + n + "}}"; break;
      case 9: out += "{\"state\":{\"name\":\"\xff\"}}"; break;
      case 10: out += R"({"state":{"bag":["x",)" + n + "]}}"; break;
      default: out += R"({"version":)" + std::to_string(i % 3) + R"(,"state":{"coins":)" + n + R"(,"more":")" + std::string(static_cast<std::size_t>(i % 40), 'x') + "\"}}";
    }
    out += '\n';
  }
  return out;
}

struct Told {
  std::string out, quarantine, report;
  bool operator==(const Told&) const = default;
};

Told rehearse(std::string_view lines, const RehearsalOptions& options = {}) {
  Told told;
  Rehearsal r = rehearsal(options);
  r.add(lines, told.out, told.quarantine);
  told.report = r.report();
  return told;
}

/// The lines from `begin` on, `count` of them.
std::string_view slice(std::string_view lines, std::size_t begin, std::size_t count) {
  std::size_t at = 0;
  for (; begin > 0 && at < lines.size(); --begin) at = lines.find('\n', at) + 1;
  std::size_t end = at;
  for (; count > 0 && end < lines.size(); --count) end = lines.find('\n', end) + 1;
  return lines.substr(at, end - at);
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("every line ends up ready or set aside, with its own bytes, in order") {
  const Told told = rehearse("{\"state\":{\"gold\":5}}\nnot \"json\"\r\n{\"state\":{\"name\":\"\xff\"}}\n{\"version\":9,\"state\":{}}\n{\"state\":{\"gold\":1,\"coins\":2}}");
  CHECK(told.out.starts_with(R"({"state":{"coins":5,"bag":["a longer word than before"]},"version":2,)"));
  CHECK(std::count(told.out.begin(), told.out.end(), '\n') == 1);
  CHECK(told.quarantine.starts_with(R"({"line":2,"class":"undecodable","pointer":"","message":"expected true, false or null at byte 1","raw":"not \"json\""})" "\n"));
  CHECK(has(told.quarantine, R"({"line":3,"class":"undecodable")"));
  CHECK(has(told.quarantine, R"("raw_base64":"eyJzdGF0ZSI6eyJuYW1lIjoi/yJ9fQ=="})"));
  CHECK(has(told.quarantine, R"({"line":4,"class":"too_new","pointer":"/version")"));
  CHECK(has(told.quarantine, R"("step":"gold-to-coins","raw":"{\"state\":{\"gold\":1,\"coins\":2}}"})"));
  CHECK(told.report.starts_with(R"({"ok":false,"lines":5,"ready":1,"changed":1,"ahead":0,"reconciled":0,)"));
  CHECK(has(told.report, R"({"id":"gold-to-coins","to":1,"applied":1,"failed":1})"));
  CHECK(has(told.report, R"("versions":{"0":2,"9":1})"));
}

TEST_CASE("no number of threads changes a byte") {
  const std::string lines = saves(700);
  const Told once = rehearse(lines, on_threads(1));
  CHECK(has(once.report, "\"lines\":700"));
  for (const std::uint32_t threads : {2u, 3u, 5u, 8u, 32u}) {
    CAPTURE(threads);
    CHECK(rehearse(lines, on_threads(threads)) == once);
  }
}

TEST_CASE("no cut into calls changes a byte") {
  const std::string lines = saves(200);
  const Told whole = rehearse(lines);
  for (const std::size_t step : {1u, 7u, 64u, 199u}) {
    CAPTURE(step);
    Told told;
    Rehearsal r = rehearsal();
    for (std::size_t i = 0; i < 200; i += step) r.add(slice(lines, i, step), told.out, told.quarantine);
    told.report = r.report();
    CHECK(told == whole);
  }
}

TEST_CASE("parts merged in any order tell what the whole tells") {
  const std::string lines = saves(300);
  const Told whole = rehearse(lines, on_threads(1));
  const std::size_t cuts[] = {0, 1, 90, 110, 300};
  std::vector<std::string> states;
  for (std::size_t i = 0; i + 1 < std::size(cuts); ++i) {
    std::string out, aside;
    Rehearsal part = rehearsal(on_threads(1));
    part.add(slice(lines, cuts[i], cuts[i + 1] - cuts[i]), out, aside);
    states.push_back(part.state());
  }
  for (const auto& order : {std::vector<std::size_t>{0, 1, 2, 3}, {3, 1, 0, 2}, {2, 3, 1, 0}}) {
    Rehearsal merged = rehearsal(on_threads(1));
    for (const std::size_t i : order) CHECK_FALSE(merged.merge(states[i], cuts[i]).has_value());
    CHECK(merged.report() == whole.report);
    // A state of states is a state.
    Rehearsal again = rehearsal(on_threads(1));
    CHECK_FALSE(again.merge(merged.state(), 0).has_value());
    CHECK(again.state() == merged.state());
  }
}

TEST_CASE("a part that knows its first line writes the numbers of the whole") {
  const std::string lines = saves(60);
  const Told whole = rehearse(lines);
  RehearsalOptions later;
  later.first_line = 25;
  Told told;
  Rehearsal first = rehearsal(), second = rehearsal(later);
  first.add(slice(lines, 0, 25), told.out, told.quarantine);
  second.add(slice(lines, 25, 60), told.out, told.quarantine);
  CHECK_FALSE(first.merge(second.state(), 0).has_value());
  told.report = first.report();
  CHECK(told == whole);
}

TEST_CASE("lines added after a merge follow those that were merged") {
  const std::string lines = saves(60);
  const Told whole = rehearse(lines);
  Told told;
  Rehearsal first = rehearsal();
  first.add(slice(lines, 0, 25), told.out, told.quarantine);
  Rehearsal resumed = rehearsal();
  CHECK_FALSE(resumed.merge(first.state(), 0).has_value());
  resumed.add(slice(lines, 25, 60), told.out, told.quarantine);
  told.report = resumed.report();
  CHECK(told == whole);
}

TEST_CASE("a state is taken only from the same rehearsal") {
  Rehearsal r = rehearsal();
  const std::string before = r.report(), state = r.state();
  RehearsalOptions other;
  other.samples = 4;
  CHECK(has(rehearsal(other).merge(state, 0)->message, "another program, kind or options"));
  CHECK(has(r.merge("{", 0)->message, "not JSON"));
  CHECK(has(r.merge("[]", 0)->message, "no state"));
  CHECK(has(r.merge("{\"ludex_rehearsal\":2}", 0)->message, "no state"));
  std::string damaged = state;
  damaged.replace(damaged.find("\"counters\":[0"), 13, "\"counters\":[x");
  CHECK(r.merge(damaged, 0).has_value());
  damaged.replace(damaged.find("[x"), 2, "[-1");
  CHECK(has(r.merge(damaged, 0)->message, "its counts"));
  CHECK(r.report() == before);
  CHECK_FALSE(r.merge(state, 0).has_value());
}

TEST_CASE("what there may be any number of is bounded, and the rest is counted") {
  std::string lines, out, aside;
  for (int i = 0; i < 1500; ++i) lines += R"({"version":)" + std::to_string(3 + i) + R"(,"state":{}})" "\n" R"({"version":2,"state":{"coins":1,"bag":{"p)" + std::to_string(i) + R"(":1}}, "applied":[["s)" + std::to_string(i) + R"(","x"]]})" "\n";
  Rehearsal r = rehearsal();
  r.add(lines, out, aside);
  CHECK(has(r.report(), R"("not_told_apart":{"versions":1245,)"));
  CHECK(r.state().size() < 40'000);
}

TEST_CASE("a program without the kind, a kind without a profile and too many samples are errors of the host") {
  const Program program = test::compile(kRules);
  CHECK(Rehearsal::make(program, "plyer").error().code == ErrorCode::host);
  CHECK(Rehearsal::make(program, "monster").error().code == ErrorCode::host);
  RehearsalOptions options;
  options.samples = 1001;
  CHECK(has(Rehearsal::make(program, "player", options).error().message, "at most 1000"));
}
