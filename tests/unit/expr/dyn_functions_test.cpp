// The functions of CEL's extensions at their edges; cel-spec's suite has the middle.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "expr/dyn_functions.h"
#include "ludex/expression.h"

using namespace ludex;

namespace {

std::string cel(std::string_view expression) {
  EvaluateOptions options;
  options.conformance = true;
  options.check = false;
  const auto result = evaluate(expression, options);
  if (!result) return "? " + result.error().message;
  return result->code == RuleError::none ? result->value : "! " + std::string(to_string(result->code));
}
std::string text(std::string_view expression) {
  const std::string value = cel(expression);
  return value.starts_with("{\"string\":") ? value.substr(11, value.size() - 13) : value;
}

}  // namespace

TEST_CASE("overloads of one name stand together") {
  std::set<std::string> seen;
  std::string last;
  for (const auto& f : expr::dyn_functions()) {
    if (f.name != last) CHECK_MESSAGE(seen.insert(f.name).second, f.name);
    last = f.name;
  }
}

TEST_CASE("format writes exact decimals") {
  CHECK(text("'%.20f'.format([0.1])") == "0.10000000000000000555");
  CHECK(text("'%.1f'.format([0.25])") == "0.2");
  CHECK(text("'%.0f %.0f %.0f'.format([0.5, 1.5, -0.4])") == "0 2 -0");
  CHECK(text("'%.2f'.format([999.999])") == "1000.00");
  CHECK(text("'%.0f'.format([1e22])") == "10000000000000000000000");
  CHECK(text("'%e %.0e %.2e'.format([0.0, 9.5, 5e-324])") == "0.000000e+00 1e+01 4.94e-324");
  CHECK(text("'%x %o %b %X'.format([-255, 8, true, b'\\x0a\\xff'])") == "-ff 10 1 0AFF");
  CHECK(text("'%d %d'.format([1.5, -2.0])") == "1.5 -2");
  CHECK(cel("'%.f'.format([1.5])") == "! conversion");
  CHECK(cel("'%s'.format([])") == "! index_out_of_range");
  CHECK(cel("'%'.format([])") == "! conversion");
  CHECK(cel("'%.99999999999f'.format([1.0])") == "! conversion");
}

TEST_CASE("%s never writes an exponent, nor bytes that are no text") {
  CHECK(text("'%s %s %s'.format([1e22, -1.5e-9, 123456.75])") == "10000000000000000000000 -0.0000000015 123456.75");
  CHECK(text("'%s'.format([b'\\xff\\xfea\\xe2\\x82\\xacb\\xe2\\x82'])") == "\xEF\xBF\xBD" "a\xE2\x82\xAC" "b\xEF\xBF\xBD");
  CHECK(text("'%s %s'.format([duration('90m0.25s'), duration('-1ns')])") == "5400.25s -0.000000001s");
  CHECK(cel("'%s'.format([[optional.of(1)]])") == "! no_such_overload");
}

TEST_CASE("texts count code points") {
  CHECK(text("'é€😀'.charAt(2)") == "😀");
  CHECK(text("'é€😀'.charAt(3)").empty());
  CHECK(cel("'é€😀'.charAt(4)") == "! index_out_of_range");
  CHECK(text("'é€😀'.substring(1, 2)") == "€");
  CHECK(text("'é€😀'.reverse()") == "😀€é");
  CHECK(cel("'é€'.split('')") == "{\"list\":[{\"string\":\"é\"},{\"string\":\"€\"}]}");
  CHECK(cel("''.split('')") == R"({"list":[]})");
  CHECK(cel("'a,b,c'.split(',', 2)") == R"({"list":[{"string":"a"},{"string":"b,c"}]})");
  CHECK(cel("'a'.split(',', 0)") == R"({"list":[]})");
  CHECK(text("'ab'.replace('', '-')") == "-a-b-");
  CHECK(text("'ab'.replace('', '-', 1)") == "-ab");
  CHECK(cel("'x'.replace('x', 'y', 1).lastIndexOf('y')") == R"({"int":"0"})");
  CHECK(text("strings.quote('a\\n\"')") == "\\\"a\\\\n\\\\\\\"\\\"");
}

TEST_CASE("numbers at their ends") {
  CHECK(cel("math.abs(-9223372036854775808)") == "! overflow");
  CHECK(cel("math.greatest(1, 'a')") == "! no_such_overload");
  CHECK(cel("math.least([])") == "! no_such_overload");
  CHECK(cel("math.bitShiftLeft(1, 64)") == R"({"int":"0"})");
  CHECK(cel("math.bitShiftRight(-1, 63)") == R"({"int":"1"})");
  CHECK(cel("[math.sign(-0.0), math.sign(-3.5)] == [0.0, -1.0] && math.isNaN(math.sign(0.0 / 0.0))") == R"({"bool":true})");
  CHECK(cel("math.round(0.49999999999999994)") == R"({"double":0.0,"bits":"0000000000000000"})");
}

TEST_CASE("times") {
  CHECK(text("string(timestamp('0001-01-01T00:00:00Z'))") == "0001-01-01T00:00:00Z");
  CHECK(cel("timestamp('0001-01-01T00:00:00+00:01')") == "! conversion");
  CHECK(cel("timestamp('2000-01-01T24:00:00Z')") == "! conversion");
  CHECK(cel("timestamp('2000-01-01T00:00:00.Z')") == "! conversion");
  CHECK(cel("timestamp('1969-12-31T23:59:59Z').getFullYear('+00:01')") == R"({"int":"1970"})");
  CHECK(cel("timestamp('1969-12-31T23:59:59Z').getDayOfWeek()") == R"({"int":"3"})");
  CHECK(cel("timestamp('2000-12-31T00:00:00Z').getDayOfYear()") == R"({"int":"365"})");
  CHECK(cel("timestamp('2000-01-01T00:00:00Z').getHours('Mars/Olympus')") == "! conversion");
  for (const char* bad : {"", "1", "s", "-", "1x", "1h1", "1..5s", ".s", "9223372037s9223372037s", "1 s"}) CHECK_MESSAGE(cel("duration('" + std::string(bad) + "')") == "! conversion", bad);
  CHECK(cel("duration('-9223372036.854775808s')") == R"({"duration":"-9223372036.854775808s"})");
  CHECK(cel("duration('-9223372036.854775809s')") == "! conversion");
  CHECK(cel("duration('9223372036.854775808s')") == "! conversion");
  CHECK(cel("duration('0s') - duration('-9223372036.854775808s')") == "! overflow");
  CHECK(cel("duration('0')") == R"({"duration":"0s"})");
  CHECK(cel("duration('.5h1m2.25s3ms')") == R"({"duration":"1862.253s"})");
}
