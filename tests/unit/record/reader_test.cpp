// What a log says when it is whole, cut, damaged, or not of this version.

#include "ludex/record.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/record.h"

using namespace ludex;

TEST_CASE("a log says in order what was written, from one piece and from single bytes") {
  test::Recorded r = test::small_log();
  const std::string whole = test::told(r.log);
  CHECK(whole.rfind("end") == whole.size() - 3);
  CHECK(whole.find("batch 1 1100 {\"sale\":2} {\"actor\":1,") != std::string::npos);
  CHECK(whole.find(" 1 2 3 0 0\n") != std::string::npos);
  CHECK(whole.find(" {\"sale\":2} group {") != std::string::npos);
  CHECK(whole.find("change 0 player 3 {\"version\":1,\"state\":{\"coins\":7}}") != std::string::npos);
  CHECK(whole.find("change 1 player 2 ") != std::string::npos);
  LogReader reader;
  std::string pieces;
  for (const char& byte : r.log) {
    reader.feed({&byte, 1});
    pieces += test::told(reader);
    REQUIRE(pieces.size() > 4);
    pieces.resize(pieces.size() - 4);  // "more"
  }
  reader.finish();
  CHECK(pieces + test::told(reader) == whole);
}
