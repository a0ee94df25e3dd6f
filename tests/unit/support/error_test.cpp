#include "ludex/error.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using ludex::Error;
using ludex::ErrorCode;
using ludex::format_error;
using ludex::Result;

TEST_CASE("an error reads file:line:column, message, pointer, excerpt and caret") {
  const Error e{ErrorCode::expression, "unknown name 'hp'", "/actions/A/require/0", 12, 7, "actor.hp > 0", 6};
  CHECK(format_error(e, "rules.json") == "rules.json:12:7: error: unknown name 'hp' (at /actions/A/require/0)\n    actor.hp > 0\n          ^");
}

TEST_CASE("what an error does not know is left out") {
  CHECK(format_error({ErrorCode::host, "no", "", 0, 0, "", 0}) == "error: no");
  CHECK(format_error({ErrorCode::io, "no", "", 0, 0, "", 0}, "f") == "f: error: no");
  CHECK(format_error({ErrorCode::json, "no", "", 3, 4, "", 0}) == "3:4: error: no");
}

TEST_CASE("the caret stands under the character at fault, whatever stands before it") {
  // Two characters of two and three bytes come first; a line break in the excerpt becomes a blank.
  const Error e{ErrorCode::expression, "no", "", 0, 0, "'\xC3\xA9\xE2\x82\xAC' +\n!", 10};
  CHECK(format_error(e) == "error: no\n    '\xC3\xA9\xE2\x82\xAC' + !\n           ^");
}

TEST_CASE("a caret past the end of its excerpt stands at the end") {
  CHECK(format_error({ErrorCode::expression, "no", "", 0, 0, "ab", 99}) == "error: no\n    ab\n      ^");
}

TEST_CASE("every error code has a name of its own") {
  std::set<std::string> names;
  for (const ErrorCode c : {ErrorCode::json, ErrorCode::rulebook, ErrorCode::expression, ErrorCode::unsupported, ErrorCode::world, ErrorCode::host, ErrorCode::schema, ErrorCode::patch, ErrorCode::profile, ErrorCode::ledger, ErrorCode::io})
    names.insert(to_string(c));
  CHECK(names.size() == 11);
  CHECK(names.count("") == 0);
}

TEST_CASE("a result is a value or errors") {
  Result<int> good = 5;
  CHECK(good.ok());
  CHECK(*good == 5);
  const Result<int> bad = Error{ErrorCode::host, "no", {}, 0, 0, {}, 0};
  CHECK_FALSE(bad.ok());
  CHECK(bad.errors().size() == 1);
  CHECK(bad.error().message == "no");
}
