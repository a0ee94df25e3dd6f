// Comma-separated values (RFC 4180) to the rows of a table.

#include "rulebook/csv.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rulebook/written.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

std::vector<std::vector<std::string>> cells(std::string_view text) {
  std::vector<std::vector<CsvCell>> lines;
  REQUIRE_FALSE(read_csv(text, lines));
  std::vector<std::vector<std::string>> out;
  for (const auto& line : lines) {
    out.emplace_back();
    for (const CsvCell& c : line) out.back().push_back(c.text);
  }
  return out;
}

using Lines = std::vector<std::vector<std::string>>;

TEST_CASE("cells are separated by commas, lines by LF or CR LF") {
  CHECK(cells("a,b\nc,d\n") == Lines{{"a", "b"}, {"c", "d"}});
  CHECK(cells("a,b\r\nc,d") == Lines{{"a", "b"}, {"c", "d"}});
  CHECK(cells("\xEF\xBB\xBF" "a,\n\n\n,b\n") == Lines{{"a", ""}, {"", "b"}});
  CHECK(cells(" a , b ") == Lines{{" a ", " b "}});
  CHECK(cells("").empty());
}

TEST_CASE("quotes hold commas, line breaks and quotes") {
  CHECK(cells("\"a,b\",\"c\nd\",\"e\"\"f\"\n\"\"\n") == Lines{{"a,b", "c\nd", "e\"f"}, {""}});
  for (const auto& [text, offset] : {std::pair{"a,\"b", 2u}, std::pair{"a\"b", 1u}, std::pair{"\"a\"b", 3u}}) {
    std::vector<std::vector<CsvCell>> lines;
    const auto fault = read_csv(text, lines);
    REQUIRE(fault);
    CHECK(fault->offset == offset);
  }
}

struct Made {
  std::optional<CsvFault> fault;
  std::string text;
};

Made rows(std::string_view csv, std::string_view columns) {
  json::Document document;
  REQUIRE_FALSE(scan_rulebook(columns, document));
  CsvRows out;
  Made made;
  made.fault = rows_of_csv(csv, json::View(document, 0), out);
  made.text = made.fault ? "" : lay_out({{{}, false, "", read_written(out.text), {}}, {}});
  return made;
}

constexpr const char* kColumns = R"({"n":"int >= 0","d":"double = 0.5","b":{"type":"boolean"},"s":"string?","v":"vec3 = [0,0,0]","k":{"enum":[1,2],"default":1}})";

TEST_CASE("a cell is what its column's shape says") {
  CHECK(rows("key,n,d,b,s,v\nx, 1 ,2.5,TRUE,\"1\",\"[1,2,3]\"\ny,2.0,,false,,\nz,3,1e3,true,\"\",\n", kColumns).text ==
        "{\n  \"x\": {\"n\": 1, \"d\": 2.5, \"b\": true, \"s\": \"1\", \"v\": [1, 2, 3]},\n"
        "  \"y\": {\"n\": 2.0, \"b\": false},\n"
        "  \"z\": {\"n\": 3, \"d\": 1e3, \"b\": true, \"s\": \"\"}\n}\n");
  CHECK(rows("key,b,n,k\nx,true,1,2", kColumns).text == "{\n  \"x\": {\"b\": true, \"n\": 1, \"k\": 2}\n}\n");
}

TEST_CASE("what does not fit is told with its byte") {
  struct Wrong {
    const char* csv;
    std::uint32_t offset;
    const char* says;
  };
  const Wrong kWrong[] = {
      {"", 0, "empty"},
      {"k,n\n", 0, "no column 'b'"},
      {"k;n;b\n", 0, "separated by commas"},
      {"k,n,bb\n", 4, "did you mean 'b'"},
      {"k,n,n,b\n", 4, "twice"},
      {"k,n,b\nx,1\n", 8, "2 cells"},
      {"k,n,b\nx,1,true,3\n", 15, "4 cells"},
      {"k,n,b\n,1,true\n", 6, "not empty"},
      {"k,n,b\nx,1,true\nx,2,true\n", 15, "first in line 2"},
      {"k,n,b\nx,one,true\n", 8, "not an int"},
      {"k,n,b\nx,1.5,true\n", 8, "not an int"},
      {"k,n,b\nx,,true\n", 8, "no default"},
      {"k,n,b\nx,1,yes\n", 10, "neither true nor false"},
      {"k,n,b,d\nx,1,true,1e999\n", 17, "not a number"},
      {"k,n,b,v\nx,1,true,1 2 3\n", 17, "not JSON"},
  };
  for (const Wrong& w : kWrong) {
    CAPTURE(w.csv);
    const auto made = rows(w.csv, kColumns);
    REQUIRE(made.fault);
    CHECK(made.fault->offset == w.offset);
    CHECK(made.fault->message.find(w.says) != std::string::npos);
  }
}

}  // namespace
