// Whole numbers of options: all of 64 bits, and nothing that only looks like one.

#include "balance/json_numbers.h"

#include <doctest/doctest.h>

namespace {

using namespace ludex;

std::optional<std::uint64_t> read(std::string_view text) {
  json::Document document;
  document.text = text;
  REQUIRE(json::scan(text, {}, document.tape).ok());
  return detail::whole_number(json::View(document, 0));
}

}  // namespace

TEST_CASE("a whole number of options is any of 64 bits, in digits") {
  CHECK(read("0") == 0);
  CHECK(read("18446744073709551615") == UINT64_MAX);
  for (const char* text : {"18446744073709551616", "99999999999999999999", "100000000000000000000", "-1", "1.0", "1e3", "\"1\"", "true", "null", "[1]"}) {
    CAPTURE(text);
    CHECK_FALSE(read(text));
  }
}
