#include "value/json_tree.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace ludex;

json::Tree tree_of(std::string_view text) {
  json::Document document;
  document.text = text;
  REQUIRE(json::scan(text, {}, document.tape).ok());
  return json::make_tree(json::View(document, 0));
}

std::string text_of(const json::Tree& tree) {
  std::string out;
  json::write(out, tree);
  return out;
}

}  // namespace

TEST_CASE("a tree is written as it was read: order, numbers and strings keep their spelling") {
  for (const char* text : {"null", "true", "1.50", "-0", "1E+2", R"("\u00e9\/")", "[]", "{}", R"({"b":[1,{"a":"x\ny"}],"a":12345678901234567890})"})
    CHECK(text_of(tree_of(text)) == text);
}

TEST_CASE("blanks are not part of a value") { CHECK(text_of(tree_of(" { \"a\" : [ 1 , 2 ] } ")) == R"({"a":[1,2]})"); }

TEST_CASE("a key that needs escapes is written with them") {
  json::Tree tree = tree_of("{}");
  tree.members.push_back({"a\"\n", json::Tree{}});
  CHECK(text_of(tree) == "{\"a\\\"\\n\":null}");
}

TEST_CASE("members can be found, changed, added and taken away") {
  json::Tree tree = tree_of(R"({"gold":7,"name":"x"})");
  REQUIRE(tree.find("gold"));
  CHECK_FALSE(tree.find("coins"));
  json::Tree moved = std::move(*tree.find("gold"));
  tree.members.erase(tree.members.begin());
  tree.members.push_back({"coins", std::move(moved)});
  CHECK(text_of(tree) == R"({"name":"x","coins":7})");
}

TEST_CASE("a tree outlives the text it was read from") {
  json::Tree tree;
  {
    const std::string text = R"({"key":["value",1.0]})";
    tree = tree_of(text);
  }
  CHECK(text_of(tree) == R"({"key":["value",1.0]})");
}
