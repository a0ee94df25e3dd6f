#include "profile/rehearsal_sums.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/game.h"
#include "ludex/rehearsal.h"

namespace {

using namespace ludex;

std::string rules(const std::string& conserve, const std::string& last_step) {
  return R"({"ludex":1,"entities":{"player":{"profile":{"version":2,"state":{"coins":"int = 7","gems":"int = 0"},"conserve":)" + conserve +
         R"(,"migrations":[{"id":"gift","to":1,"steps":[{"op":"default","path":"/gems","value":5}]},{"id":"gold-to-coins","to":2,"steps":[)" + last_step + "]}]}}},\"actions\":{}}";
}

constexpr const char* kSums = R"({"coins":["/gold","/coins"],"gems":{"at":["/gems","/items/*/gems"],"changed_by":["gift"]}})";
constexpr const char* kLosing = R"({"op":"rename","from":"/gold","path":"/coins","if_exists":"replace","if_missing":"skip"})";
constexpr const char* kKeeping = R"({"op":"merge","from":{"a":{"path":"/gold","is":"int"},"b":{"path":"/coins","is":"int"}},"path":"/coins","with":"a + b","if_missing":"skip"},{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"})";

std::string rehearse(const std::string& rulebook, const std::string& lines, const RehearsalOptions& options = {}) {
  auto made = Rehearsal::make(test::compile(rulebook), "player", options);
  if (!made) FAIL(format_error(made.error()));
  std::string out, aside;
  made->add(lines, out, aside);
  return made->report();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::string kSaves = R"({"state":{"gold":10,"coins":3,"gems":1}})" "\n" R"({"state":{"gold":20}})" "\n" R"({"version":1,"state":{"coins":4,"gems":2,"items":[{"gems":5},{"gems":"x"},{}]}})" "\n" R"({"state":{"gold":-1,"gems":"?"}})" "\n";

}  // namespace

TEST_CASE("a step that loses what is conserved is found, named, and shown with its save") {
  const std::string report = rehearse(rules(kSums, kLosing), kSaves);
  CHECK(has(report, R"("coins":{"at":["/gold","/coins"],"ok":false,"before":37,"after":34,"explained":0,"unexplained":-3,"unexplained_saves":1,)"
                    R"("steps":[{"id":"gift","delta":0,"may_change":false},{"id":"gold-to-coins","delta":-3,"may_change":false}],"defaults":0,)"));
  CHECK(has(report, R"("samples":[{"line":1,"pointer":"","message":"13 before, 10 after: step 'gold-to-coins' -3"}])"));
  CHECK(report.starts_with(R"({"ok":false,)"));
}

TEST_CASE("what a step may change is explained; saves that are set aside are added up apart") {
  const std::string report = rehearse(rules(kSums, kKeeping), kSaves);
  CHECK(has(report, R"("coins":{"at":["/gold","/coins"],"ok":true,"before":37,"after":37,"explained":0,"unexplained":0,"unexplained_saves":0,)"));
  CHECK(has(report, R"("gems":{"at":["/gems","/items/*/gems"],"ok":true,"before":8,"after":13,"explained":5,"unexplained":0,)"));
  CHECK(has(report, R"("not_whole":{"before":1,"after":1,"set_aside":1},"set_aside":0,"set_aside_unread":0)"));
  CHECK(has(report, R"("set_aside":-1,)"));
  CHECK(has(report, R"("ok":false,"lines":4,"ready":3)"));
}

TEST_CASE("a default that makes money out of nothing is not conserved either") {
  const std::string report = rehearse(rules(kSums, kKeeping), R"({"state":{}})" "\n");
  CHECK(has(report, R"("coins":{"at":["/gold","/coins"],"ok":false,"before":0,"after":7,"explained":0,"unexplained":7,"unexplained_saves":1,)"));
  CHECK(has(report, "0 before, 7 after: defaults +7"));
}

TEST_CASE("changes in several saves that cancel out are still unexplained") {
  const std::string swap = R"({"op":"map","path":"/coins","values":{"1":2,"2":1}})";
  const std::string report = rehearse(rules(R"({"coins":["/coins"]})", swap), "{\"state\":{\"coins\":1}}\n{\"state\":{\"coins\":2}}\n");
  CHECK(has(report, R"("ok":false,"before":3,"after":3,"explained":0,"unexplained":0,"unexplained_saves":2,)"));
}

TEST_CASE("sums are exact beyond 64 bits") {
  const std::string line = R"({"version":2,"state":{"coins":9223372036854775807}})" "\n";
  const std::string report = rehearse(rules(kSums, kKeeping), line + line + line);
  CHECK(has(report, R"("before":"27670116110564327421","after":"27670116110564327421")"));
  for (const detail::Wide value : {detail::Wide{0}, detail::Wide{-1}, detail::Wide{INT64_MIN} * 10, detail::Wide{1} << 100, -(detail::Wide{1} << 126)}) {
    json::Writer w;
    detail::write_wide(w, value);
    json::Document document;
    document.text = w.out;
    REQUIRE(json::scan(document.text, {}, document.tape).ok());
    detail::Wide read = 1;
    CHECK(detail::read_wide(json::View(document, 0), read));
    CHECK(read == value);
  }
  CHECK(detail::decimal(detail::Wide{INT64_MIN} * 10) == "-92233720368547758080");
}

TEST_CASE("sums are the same however the work is cut and merged") {
  std::string lines;
  for (int i = 0; i < 200; ++i) lines += "{\"state\":{\"gold\":" + std::to_string(i * i) + (i % 7 == 0 ? ",\"coins\":" + std::to_string(i % 50) : "") + "}}\n";
  RehearsalOptions one, many;
  one.samples = many.samples = 5;
  many.exec = {Exec::Mode::parallel, 8};
  const std::string rulebook = rules(kSums, kLosing), whole = rehearse(rulebook, lines, one);
  CHECK(rehearse(rulebook, lines, many) == whole);
  const Program program = test::compile(rulebook);
  auto first = Rehearsal::make(program, "player", one), second = Rehearsal::make(program, "player", one);
  std::size_t cut = 0;
  for (int i = 0; i < 77; ++i) cut = lines.find('\n', cut) + 1;
  std::string out, aside;
  second->add(std::string_view(lines).substr(cut), out, aside);
  first->add(std::string_view(lines).substr(0, cut), out, aside);
  auto merged = Rehearsal::make(program, "player", one);
  CHECK_FALSE(merged->merge(second->state(), 77).has_value());
  CHECK_FALSE(merged->merge(first->state(), 0).has_value());
  CHECK(merged->report() == whole);
}

TEST_CASE("a sum declared wrongly is an error where it stands") {
  const auto error = [](const std::string& conserve) {
    const Errors errors = test::errors_of(rules(conserve, kKeeping));
    return errors.empty() ? std::string() : errors[0].pointer + ": " + errors[0].message;
  };
  const std::string at = "/entities/player/profile/conserve";
  CHECK(error(kSums) == "");
  CHECK(error("[]").starts_with(at + ": expected sums by name"));
  CHECK(error(R"({"c":7})").starts_with(at + "/c: expected a list"));
  CHECK(error(R"({"c":[]})").starts_with(at + "/c: the sum 'c' needs 1 to 64 pointers"));
  CHECK(error(R"({"c":["/a",7]})").starts_with(at + "/c/1: expected one of the pointers"));
  CHECK(error(R"({"c":["/a","b"]})").starts_with(at + "/c/1: 'b' is no pointer"));
  CHECK(error(R"({"c":["/a/*","/b","/a/x"]})").starts_with(at + "/c/2: '/a/*' and '/a/x' can find the same value"));
  CHECK(error(R"({"c":{"changed_by":[]}})").starts_with(at + "/c: a sum needs \"at\""));
  CHECK(error(R"({"c":{"at":["/a"],"changed_by":["gift","gfit"]}})") == at + "/c/changed_by/1: there is no step 'gfit'");
  CHECK(error(R"({"c":{"at":["/a"],"by":[]}})").starts_with(at + "/c/by"));
}

TEST_CASE("conserve is advice: the program is the same without it") {
  const Program with = test::compile(rules(kSums, kKeeping)), other = test::compile(rules(R"({"x":["/y"]})", kKeeping));
  CHECK(with.digest() == other.digest());
}

TEST_CASE("a sum of the options must be one, and new") {
  const Program program = test::compile(rules(kSums, kKeeping));
  const auto error = [&](const DeclaredSum& sum) {
    RehearsalOptions options;
    options.sums = {sum};
    const auto made = Rehearsal::make(program, "player", options);
    return made ? std::string() : made.error().message;
  };
  CHECK(error({"xp", {"/xp"}, {}}) == "");
  CHECK(has(error({"coins", {"/xp"}, {}}), "two sums 'coins'"));
  CHECK(has(error({"", {"/xp"}, {}}), "needs a name"));
  CHECK(has(error({"xp", {"xp"}, {}}), "no pointer"));
  CHECK(has(error({"xp", {"/xp"}, {"nobody"}}), "no step 'nobody'"));
}
