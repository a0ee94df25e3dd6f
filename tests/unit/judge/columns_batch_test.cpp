// A broken container is an error that says where, whatever is broken about it.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "helpers/columns_file.h"

namespace {

using namespace ludex;

constexpr const char* kMove = R"({"ludex":1,"entities":{"player":{"live":{"state":{"x":"int = 0"}}}},"actions":{"Move":{"params":{"by":"int","tags":"list<string> = []"},"effects":["actor.x += params.by"]}}})";

std::string two_moves() {
  test::FileWriter w;
  std::string fields = "\"by\":" + w.column("i64", std::vector<std::int64_t>{3, 4});
  const std::string offsets = w.buffer(std::vector<std::uint32_t>{0, 1, 3});
  return w.one_action("Move", 2, fields + ",\"tags\":{\"type\":\"list\",\"offsets\":" + offsets + ",\"items\":" + w.strings({"a", "b", "c"}) + "}");
}

std::uint32_t header_bytes(const std::string& file) {
  std::uint32_t n;
  std::memcpy(&n, file.data() + 12, sizeof n);
  return n;
}

/// The message that refuses the file, which leaves the world as it is; "" when it is judged.
std::string refusal(const std::string& file, std::string* pointer = nullptr) {
  const Program program = test::compile(kMove);
  World world = test::load(program, test::players(1));
  const std::uint64_t before = world.digest();
  const auto judged = judge_columns_in_place(program, world, file);
  CHECK(decode_requests(file).ok() == judged.ok());
  if (judged.ok()) return "";
  CHECK(judged.error().code == ErrorCode::host);
  CHECK(world.digest() == before);
  if (pointer) *pointer = judged.error().pointer;
  return judged.error().message;
}

/// The file with one text in its header for another, spaces making up for what is shorter.
std::string with_header(std::string file, const std::string& from, const std::string& to) {
  const std::uint32_t size = header_bytes(file);
  std::string header = file.substr(16, size), body = file.substr(16 + size);
  const std::size_t at = header.find(from);
  REQUIRE(at != std::string::npos);
  header.replace(at, from.size(), to);
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const auto n = static_cast<std::uint32_t>(header.size());
  file.resize(12);
  file.append(reinterpret_cast<const char*>(&n), 4);
  return file + header + body;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a file written by hand is judged") {
  const Program program = test::compile(kMove);
  World world = test::load(program, test::players(1));
  const auto judged = judge_columns_in_place(program, world, two_moves());
  REQUIRE(judged.ok());
  CHECK(judged->counts() == std::vector<std::pair<Reason, std::uint64_t>>{{Reason::accepted, 2}});
  CHECK(has(world.to_json(), "\"x\":7"));
}

TEST_CASE("a file need not begin at any address") {
  const Program program = test::compile(kMove);
  const World world = test::load(program, test::players(1));
  for (std::size_t shift = 0; shift < 8; ++shift) {
    const std::string file = std::string(shift, '\0') + two_moves();
    CHECK(judge_columns(program, world, std::string_view(file).substr(shift)).ok());
  }
}

TEST_CASE("every cut of a file is refused, and so is what no file is") {
  const std::string file = two_moves();
  for (std::size_t n = 0; n + 8 < file.size(); ++n) CHECK(refusal(file.substr(0, n)) != "");
  CHECK(has(refusal("{\"actor\":1}"), "byte 0: it does not begin with LUDEXCOL"));
  CHECK(has(refusal(""), "byte 0"));
  std::string other = file;
  other[8] = 2;
  CHECK(has(refusal(other), "byte 8: its version is 2, and 1 is what can be read"));
  other = file;
  other[12] = static_cast<char>(other[12] + 1);
  CHECK(has(refusal(other), "byte 12: the header's length is not a multiple of 8"));
  other = file;
  other[15] = '\x7f';
  CHECK(has(refusal(other), "longer than 64 MiB"));
  other = file;
  other[15] = '\x01';
  CHECK(has(refusal(other), "longer than the file"));
}

TEST_CASE("a header is strict JSON with known members") {
  const std::string file = two_moves();
  CHECK(has(refusal(with_header(file, "\"rows\":2", "\"rows\":02")), "byte 25: the header is not strict JSON"));
  CHECK(has(refusal(with_header(file, "{\"rows\":2", "{\"rows\":2,\"rows\":2")), "not strict JSON"));
  std::string pointer;
  CHECK(has(refusal(with_header(file, "{\"rows\":2", "{\"row_count\":2"), &pointer), "at byte 29: the header has rows, envelope and actions"));
  CHECK(pointer == "/row_count");
  CHECK(has(refusal(with_header(file, "\"actor\"", "\"actors\""), &pointer), "the envelope has no column 'actors'; did you mean 'actor'?"));
  CHECK(pointer == "/envelope/actors");
  CHECK(has(refusal(with_header(file, "\"type\":\"i64\"", "\"type\":\"int\""), &pointer), "unknown column type 'int'"));
  CHECK(has(refusal(with_header(file, "\"by\":{\"type\":\"i64\"", "\"by\":{\"type\":\"list\""), &pointer), "has no 'data'"));
  CHECK(pointer == "/actions/0/params/fields/by/data");
  CHECK(has(refusal(with_header(file, "\"type\":\"record\"", "\"type\":\"list\""), &pointer), "has no 'fields'"));
  CHECK(has(refusal(with_header(file, "\"actor\":{\"type\":\"i64\"", "\"actor\":{\"type\":\"f64\""), &pointer), "not of the type the envelope asks for"));
  CHECK(refusal(with_header(file, "{\"rows\":2", "{" + std::string(100, '[') + "\"rows\":2")) != "");
}

TEST_CASE("row counts that disagree are refused") {
  const std::string file = two_moves();
  std::string pointer;
  CHECK(has(refusal(with_header(file, "{\"rows\":2", "{\"rows\":3"), &pointer), "its rows take 12"));
  CHECK(pointer == "/envelope/action/data");
  CHECK(has(refusal(with_header(file, "\"name\":\"Move\",\"rows\":2", "\"name\":\"Move\",\"rows\":1"), &pointer), "its rows take 8"));
  CHECK(has(refusal(with_header(file, "{\"rows\":2", "{\"rows\":-1")), "expected the number of rows"));
  CHECK(has(refusal(with_header(file, "{\"rows\":2", "{\"rows\":4294967296")), "expected the number of rows"));
  // As many as the action column says, neither more nor fewer.
  test::FileWriter w;
  std::string header = "{\"rows\":2,\"envelope\":{\"action\":" + w.column("u32", std::vector<std::uint32_t>{0, 1}) + ",\"actor\":" + w.column("i64", std::vector<std::int64_t>{1, 1}) +
                       ",\"received_at\":" + w.column("i64", std::vector<std::int64_t>{1, 1}) + "},\"actions\":[{\"name\":\"Go\",\"rows\":2}]}";
  CHECK(has(refusal(w.finish(header), &pointer), "it says 2, and the action column has 1"));
  CHECK(pointer == "/actions/0/rows");
}

TEST_CASE("buffers lie in the file, aligned, apart from each other, their offsets rising") {
  const std::string file = two_moves();
  const std::string by = "\"by\":{\"type\":\"i64\",\"data\":[0,16]";
  const auto moved = [&](const std::string& place) { return refusal(with_header(file, by, "\"by\":{\"type\":\"i64\",\"data\":" + place)); };
  CHECK(has(moved("[4,16]"), "a multiple of 8"));
  CHECK(has(moved("[8,16]"), "shares bytes with"));
  CHECK(has(moved("[9223372036854775800,16]"), "the file ends before"));
  CHECK(has(moved("[0,9223372036854775807]"), "the file ends before"));
  CHECK(has(moved("[8000,16]"), "the file ends before"));
  CHECK(has(moved("[0,8]"), "its rows take 16"));
  CHECK(has(moved("[-8,16]"), "ints of at least 0"));
  CHECK(has(moved("[0]"), "a buffer is [offset, bytes]"));
  CHECK(has(moved("[0.5,16]"), "ints of at least 0"));
  const std::size_t body = 16 + header_bytes(file), offsets = body + 16;
  std::string bent = file;
  bent[offsets] = 1;
  CHECK(has(refusal(bent), "byte " + std::to_string(offsets) + ": the first offset is 0"));
  bent = file;
  bent[offsets + 4] = 9;
  CHECK(has(refusal(bent), "byte " + std::to_string(offsets + 8) + ": offsets do not fall"));
  bent = file;
  bent[offsets + 11] = '\x7f';
  CHECK(has(refusal(bent), "its rows take"));
}

TEST_CASE("an action stands once") {
  test::FileWriter w;
  const std::string file = w.one_action("Go", 1, "");
  CHECK(has(refusal(with_header(file, "\"actions\":[", "\"actions\":[{\"name\":\"Go\",\"rows\":0},")), "an action stands twice"));
}

TEST_CASE("a header of millions of columns costs what its bytes cost") {
  std::string fields;
  for (int i = 0; i < 100'000; ++i) fields += (i ? ",\"f" : "\"f") + std::to_string(i) + "\":{\"type\":\"i64\",\"data\":[0,0]}";
  const auto lines = decode_requests(test::FileWriter().one_action("Move", 0, fields));
  CHECK(lines.ok());
  CHECK(lines.value() == "");
}
