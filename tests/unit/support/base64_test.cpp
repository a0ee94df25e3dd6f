#include "support/base64.h"

#include <doctest/doctest.h>

namespace {

std::string encoded(std::string_view bytes) {
  std::string out = ">";
  ludex::append_base64(out, bytes);
  return out;
}

}  // namespace

TEST_CASE("base64 of RFC 4648, section 10, and of bytes that are no text") {
  CHECK(encoded("") == ">");
  CHECK(encoded("f") == ">Zg==");
  CHECK(encoded("fo") == ">Zm8=");
  CHECK(encoded("foo") == ">Zm9v");
  CHECK(encoded("foob") == ">Zm9vYg==");
  CHECK(encoded("fooba") == ">Zm9vYmE=");
  CHECK(encoded("foobar") == ">Zm9vYmFy");
  CHECK(encoded(std::string_view("\xff\x00\xfe\xfb", 4)) == ">/wD++w==");
}
