// The runner of cel-spec's suite: what it calls passed, failed and not applicable.
#include <doctest/doctest.h>

#include <string>

#include "ludex/expression.h"

using namespace ludex;

namespace {

std::string test(std::string_view tier, std::string_view rest) {
  return R"j({"file":"f","section":"s","name":"n","tier":")j" + std::string(tier) + R"j(",)j" + std::string(rest) + "}";
}
std::string run(const std::string& tests) { return conformance_cel("{\"tests\":[" + tests + "]}"); }
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a suite that passes") {
  const std::string report = run(test("T0", R"j("expr":"x + 1","type_env":[{"name":"x","kind":"ident","type":"int"}],"bindings":{"x":{"int":"1"}},"expect":"value","value":{"int":"2"})j") + "," +
                                 test("T0", R"j("expr":"1 / 0","expect":"error")j") + "," +
                                 test("T0", R"j("expr":"[[]]","check_only":true,"expect":"check_only","deduced_type":"list(list(dyn))")j") + "," +
                                 test("T1", R"j("expr":"x","expect":"value","value":{"int":"1"},"features":["proto"])j"));
  CHECK(has(report, R"j({"ok":true,"claimed":["T0","T1","T2","T3"],"tiers":{"T0":{"passed":3,"failed":0,"not_applicable":0},"T1":{"passed":0,"failed":0,"not_applicable":1}})j"));
  CHECK(has(report, R"j("failures":[],"not_applicable":[{"why":"protocol buffer messages","count":1}])j"));
}

TEST_CASE("what fails a suite") {
  // Another value, another type, an error or none against the expectation, one from the parser or checker.
  for (const char* rest : {R"j("expr":"1","expect":"value","value":{"uint":"1"})j", R"j("expr":"0.0","expect":"value","value":{"double":-0.0,"bits":"8000000000000000"})j",
                           R"j("expr":"1","expect":"value","value":{"int":"1"},"deduced_type":"dyn")j", R"j("expr":"1 / 0","expect":"value","value":{"int":"1"})j",
                           R"j("expr":"1","expect":"error")j", R"j("expr":"1 +","expect":"error")j", R"j("expr":"1 + 'a'","expect":"error")j", R"j("expect":"error")j"}) {
    const std::string report = run(test("T0", rest));
    CHECK_MESSAGE(has(report, R"j("ok":false)j"), rest);
    CHECK_MESSAGE(has(report, R"j("passed":0,"failed":1,"not_applicable":0)j"), rest);
  }
}

TEST_CASE("failures outside the claimed tiers are counted and do not fail it") {
  const std::string good = test("T0", R"j("expr":"1","expect":"value","value":{"int":"1"})j");
  const std::string report = run(good + "," + test("T4", R"j("expr":"1","expect":"error")j"));
  CHECK(has(report, R"j("ok":true)j"));
  CHECK(has(report, R"j("T4":{"passed":0,"failed":1,"not_applicable":0})j"));
  CHECK(has(run(test("T4", R"j("expr":"1","expect":"value","value":{"int":"1"})j")), R"j("ok":false)j"));  // nothing that was claimed ran
}

TEST_CASE("messages are not applicable, and said so") {
  CHECK(has(run(test("T0", R"j("expr":"x","type_env":[{"name":"x","kind":"ident","type":"int"}],"bindings":{"x":{"object":{}}},"expect":"value","value":{"int":"1"})j")), R"j("not_applicable":1)j"));
}

TEST_CASE("named time zones are not applicable, a value where an error is expected is a failure") {
  const std::string hours = R"j("expr":"timestamp('2009-02-13T23:31:30Z').getHours('Europe/Paris')",)j";
  CHECK(has(run(test("T1", hours + R"j("expect":"value","value":{"int":"0"})j")), R"j("not_applicable":[{"why":"named time zones","count":1}])j"));
  CHECK(has(run(test("T1", hours + R"j("expect":"error")j")), R"j("passed":1)j"));
}

TEST_CASE("what is no suite") {
  for (const char* text : {"", "[]", "{}", "{\"tests\":{}}", "{\"tests\":[]}", "{\"tests\":[1]}"}) CHECK_MESSAGE(has(conformance_cel(text), R"j("ok":false)j"), text);
}
