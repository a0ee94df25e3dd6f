#include "value/json_view.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace ludex;

struct Scanned {
  json::Document document;
  json::View root;
  explicit Scanned(std::string_view text) {
    document.text = text;
    REQUIRE(json::scan(text, {}, document.tape).ok());
    root = json::View(document, 0);
  }
};

}  // namespace

TEST_CASE("members come in the order written, with unescaped names") {
  const Scanned s(R"({"b":1,"\u0061":[2,{"x":3}],"c":null})");
  std::vector<std::string> seen;
  for (const auto& [name, value] : s.root.members()) seen.push_back(std::string(name) + "=" + std::string(value.raw()));
  CHECK(seen == std::vector<std::string>{"b=1", "a=[2,{\"x\":3}]", "c=null"});
}

TEST_CASE("a member is found by its unescaped name and only in its own object") {
  const Scanned s(R"({"outer":{"inner":1},"\u0061/b":true})");
  CHECK(s.root.find("a/b").has_value());
  CHECK_FALSE(s.root.find("inner").has_value());
  CHECK(s.root.find("outer")->find("inner")->integer() == 1);
}

TEST_CASE("what is not an object has no members, what is not an array no items") {
  const Scanned s(R"([{"a":1},"text",{}])");
  int members = 0, items = 0, nested = 0;
  for (const auto& m : s.root.members()) members += static_cast<int>(m.name.size()) + 1;
  s.root.for_each_item([&](std::uint32_t i, const json::View& v) {
    ++items;
    if (i == 0) CHECK(v.is_object());
    v.for_each_item([&](std::uint32_t, const json::View&) { ++nested; });
  });
  CHECK(members == 0);
  CHECK(items == 3);
  CHECK(nested == 0);
  CHECK_FALSE(s.root.find("a").has_value());
}

TEST_CASE("integer() is exact or nothing") {
  const Scanned s(R"([1.0,1e2,0.5,"1",9223372036854775807,9223372036854775808])");
  std::vector<std::string> seen;
  s.root.for_each_item([&](std::uint32_t, const json::View& v) { seen.push_back(v.integer() ? std::to_string(*v.integer()) : "-"); });
  CHECK(seen == std::vector<std::string>{"1", "100", "-", "-", "9223372036854775807", "-"});
}

TEST_CASE("a pointer token is escaped as RFC 6901 says") {
  CHECK(json::child_pointer("", "a") == "/a");
  CHECK(json::child_pointer("/a", "b/c~d") == "/a/b~1c~0d");
  CHECK(json::child_pointer("/a", "") == "/a/");
  CHECK(json::child_pointer("/a", std::uint32_t{12}) == "/a/12");
}

TEST_CASE("types have names a person reads") {
  CHECK(std::string(json::describe(json::Type::object)) == "an object");
  CHECK(std::string(json::describe(json::Type::null)) == "null");
}
