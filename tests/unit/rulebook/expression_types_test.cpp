// The types of a rulebook's expressions.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "ludex/expression.h"
#include "rulebook/compile.h"

using namespace ludex;
using detail::TypedExpression;

namespace {

std::vector<TypedExpression> types_of(std::string_view state, std::string_view result) {
  const std::string rulebook = R"({"ludex":1,"name":"x","version":1,"tables":{"weapons":{"columns":{"damage":"int","reach":"double"},"rows":{"sword":{"damage":5,"reach":1.5}}}},)"
                               R"("entities":{"player":{"profile":{"version":1,"state":)" + std::string(state) + R"(}}},"actions":{"Go":{"params":{"n":"int?"},"result":")" + std::string(result) + R"("}}})";
  std::vector<TypedExpression> out;
  const auto program = detail::compile_with_types(rulebook, out);
  REQUIRE_MESSAGE(program, (program ? std::string() : program.errors()[0].message));
  return out;
}

std::string type_of(std::string_view state, std::string_view result) {
  const auto all = types_of(state, result);
  const auto found = std::find_if(all.begin(), all.end(), [](const auto& e) { return e.pointer == "/actions/Go/result"; });
  return found == all.end() ? "none" : found->type;
}

}  // namespace

TEST_CASE("types are written in CEL's notation") {
  constexpr std::string_view state = R"s({"l":"list<int> max 3","m":"map<string, double> max 3","w":"row weapons = sword","e":"enum(a, b)","p":"vec3","o":"int?"})s";
  CHECK(type_of(state, "actor.l") == "list(int)");
  CHECK(type_of(state, "actor.m") == "map(string,double)");
  CHECK(type_of(state, "actor.w") == "row(weapons)");
  CHECK(type_of(state, "actor.e") == "enum(a,b)");
  CHECK(type_of(state, "actor.p") == "vec3");
  CHECK(type_of(state, "actor.l.map(x, x * 2 > 2)") == "list(bool)");
  CHECK(type_of(state, "tables.weapons[actor.w].reach") == "double");
  CHECK(type_of(state, "{'a': 1, 'b': 'c'}") == "record(a: int, b: string)");
}

TEST_CASE("parts stand by their place in the text, the outermost last, and conversions are not among them") {
  const auto all = types_of(R"({"hp":"int = 5"})", "actor.hp > 2 ? double(actor.hp) : 1");
  const auto e = std::find_if(all.begin(), all.end(), [](const auto& x) { return x.pointer == "/actions/Go/result"; });
  REQUIRE(e != all.end());
  CHECK(std::is_sorted(e->parts.begin(), e->parts.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; }));
  std::string listed;
  for (const auto& part : e->parts) {
    CHECK(part.offset < e->text.size());
    CHECK(part.text.find('$') == std::string::npos);
    listed += part.text + ": " + part.type + "; ";
  }
  CHECK(listed.find("actor: entity(player); actor.hp: int; ") == 0);
  CHECK(listed.find("actor.hp > 2: bool; ") != std::string::npos);
  CHECK(listed.find("1: double; ") != std::string::npos);  // as it counts beside a double
}

TEST_CASE("a chain of thousands is listed without its text growing with the square") {
  std::string sum = "1";
  for (int i = 0; i < 90; ++i) sum = "(" + sum + " + actor.hp)";
  std::size_t bytes = 0;
  for (const auto& e : types_of(R"({"hp":"int = 5"})", sum))
    for (const auto& part : e.parts) bytes += part.text.size();
  CHECK(bytes < 40'000);
}

TEST_CASE("a broken rulebook has no types but its errors") {
  const auto broken = expression_types_json("{}");
  REQUIRE_FALSE(broken);
  CHECK(!broken.errors().empty());
}
