#include "schema/columns.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "helpers/columns_file.h"

namespace {

using namespace ludex;
using columns::Column;

/// What a description says of `rows` rows in `body`, or why not.
struct Read {
  Column column;
  std::string error, pointer;
  Read(const std::string& described, std::string_view body, std::uint64_t rows) {
    json::Document document;
    document.text = described;
    REQUIRE(json::scan(described, {}, document.tape).ok());
    columns::Reader reader(16, body, 1000);
    if (reader.read(json::View(document, 0), "", rows, column) && reader.finish()) return;
    error = reader.error().message;
    pointer = reader.error().pointer;
  }
};

std::string body_of(const std::vector<std::uint32_t>& words) { return std::string(reinterpret_cast<const char*>(words.data()), words.size() * 4); }

}  // namespace

TEST_CASE("a column knows what one row may come to at most") {
  const std::string body = body_of({0, 2, 5, 0, 0, 1, 1, 4, 4, 6}) + "abcdef";
  const Read read(R"({"type":"list","offsets":[0,12],"items":{"type":"string","offsets":[16,24],"data":[40,6]}})", body, 2);
  REQUIRE(read.error == "");
  CHECK(read.column.most_nodes == 4);  // the list and three strings
  CHECK(read.column.most_bytes == 9);  // three of three bytes
  CHECK(read.column.depth == 1);
  CHECK(!read.column.may_be_malformed);
  CHECK(read.column.children[0].text(2) == "bcd");
  CHECK(Read(R"({"type":"string","offsets":[0,8],"data":[8,1]})", body_of({0, 1, 0xFF, 0}), 1).column.may_be_malformed);
}

TEST_CASE("fields come in the order of their names, whatever the header's") {
  const Read read(R"({"type":"record","fields":{"b":{"type":"bool","data":[0,1]},"a":{"type":"bool","data":[8,1]}}})", std::string(16, '\1'), 1);
  REQUIRE(read.error == "");
  CHECK(read.column.field_names == std::vector<std::string>{"a", "b"});
  CHECK(read.column.most_nodes == 3);
}

TEST_CASE("a fault is told with its byte in the file and its place in the header") {
  const Read falls(R"({"type":"list","offsets":[0,12],"items":{"type":"bool","data":[16,2]}})", body_of({0, 3, 2, 0, 0}), 2);
  CHECK(falls.error == "the column file is broken at byte 1008: offsets do not fall");
  CHECK(falls.pointer == "/offsets");
  const Read shared(R"({"type":"record","fields":{"a":{"type":"i64","data":[0,8]},"b":{"type":"bool","data":[0,1]}}})", std::string(8, '\0'), 1);
  CHECK(shared.error.find("shares bytes with that of /fields/") != std::string::npos);
  const Read keys(R"({"type":"map","offsets":[0,8],"keys":{"type":"f64","data":[8,0]},"values":{"type":"bool","data":[8,0]}})", body_of({0, 0}), 1);
  CHECK(keys.pointer == "/keys");
  CHECK(Read(R"({"type":"bool","data":[0,1],"names":[]})", "\1", 1).pointer == "/names");
  CHECK(Read(R"({"type":"name","data":[0,4],"names":[1]})", body_of({0}), 1).error.find("a name is a string") != std::string::npos);
}

TEST_CASE("rows by the billion cost nothing where there are no bytes for them") {
  CHECK(Read(R"({"type":"vec3","data":[0,24]})", std::string(24, '\0'), UINT32_MAX).error.find("its rows take 103079215080") != std::string::npos);
  CHECK(Read(R"({"type":"string","offsets":[0,8],"data":[8,0]})", body_of({0, UINT32_MAX}), 1).error.find("its rows take 4294967295") != std::string::npos);
}
