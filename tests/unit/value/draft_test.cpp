#include "value/draft.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "value/json_view.h"

namespace {

using namespace ludex;
using json::Draft;

/// A draft with the text and the tape it borrows.
struct Held {
  explicit Held(std::string_view text) {
    document.text = text;
    REQUIRE(json::scan(text, {}, document.tape).ok());
    draft.reset(text, document.tape);
  }
  std::string text(Draft::Id value) {
    std::string out;
    draft.write(out, value);
    return out;
  }
  std::string text() { return text(draft.root()); }
  json::Document document;
  Draft draft;
};

}  // namespace

TEST_CASE("a draft that nothing touched is the text it was made from") {
  for (const char* text : {"null", "1.50", "-0", "1E+2", R"("\u00e9\/")", "[]", "{ }", "{ \"b\" : [1,\n{\"a\":\"x\\ny\"} ] }"}) CHECK(Held(text).text() == text);
}

TEST_CASE("what was only walked into keeps its bytes; what changed, and what is around it, is written anew") {
  Held d(R"({ "a" : { "x" : 1 }, "b" : { "y" : [ 2 ] }, "c" : [ { "z" : 3 } ] })");
  Draft& draft = d.draft;
  const Draft::Id y = draft.find(draft.find(draft.root(), "b"), "y");
  CHECK(draft.find(draft.item(draft.find(draft.root(), "c"), 0), "z") != Draft::kNone);
  CHECK(d.text() == d.document.text);
  const Draft::Id copy = draft.copy(draft.root());
  CHECK(d.text(copy) == d.document.text);
  draft.insert(y, 1, draft.make_scalar(json::Type::number, "4"));
  CHECK(d.text() == R"({"a":{ "x" : 1 },"b":{"y":[2,4]},"c":[ { "z" : 3 } ]})");
  CHECK(d.text(copy) == d.document.text);
}

TEST_CASE("no write walks deeper than the limit, however often a value was looked into") {
  Held d("[]");
  Draft::Id at = d.draft.root();
  for (std::uint32_t i = 0; i < Draft::kMaxDepth + 10; ++i) {
    const Draft::Id inner = d.draft.make_array();
    d.draft.insert(at, 0, inner);
    at = inner;
  }
  CHECK(d.text().size() < 2 * Draft::kMaxDepth + 10);
  CHECK(d.draft.is_full());
}

TEST_CASE("members: set in place, appended, removed, put back, renamed") {
  Held d(R"({"a":1,"b":2,"c":3})");
  Draft& draft = d.draft;
  draft.set(draft.root(), "b", draft.make_string("two"));
  draft.set(draft.root(), "d", draft.make_array());
  CHECK(d.text() == R"({"a":1,"b":"two","c":3,"d":[]})");
  const Draft::Id a = draft.remove(draft.root(), "a");
  CHECK(draft.size(draft.root()) == 3);
  CHECK(draft.find(draft.root(), "a") == Draft::kNone);
  draft.put_back(draft.root(), "a", a);
  CHECK(draft.rename(draft.root(), "b", "q\"\n"));
  CHECK(d.text() == "{\"a\":1,\"q\\\"\\n\":\"two\",\"c\":3,\"d\":[]}");
  CHECK(draft.rename(draft.root(), "a", "c"));
  CHECK(d.text() == "{\"c\":1,\"q\\\"\\n\":\"two\",\"d\":[]}");
  CHECK_FALSE(draft.rename(draft.root(), "nothing", "x"));
  CHECK(draft.remove(draft.root(), "nothing") == Draft::kNone);
}

TEST_CASE("a copy shares nothing that is changed later") {
  Held d(R"({"a":{"x":[1,2]}})");
  Draft& draft = d.draft;
  const Draft::Id a = draft.find(draft.root(), "a");
  for (int round = 0; round < 2; ++round) {  // not taken apart, then taken apart
    const Draft::Id copy = draft.copy(a);
    draft.insert(draft.find(copy, "x"), 1, draft.make_string("new"));
    CHECK(d.text(copy) == R"({"x":[1,"new",2]})");
    CHECK(d.text(a) == R"({"x":[1,2]})");
  }
}

TEST_CASE("equality is of values: 1 is 1.0, order of members does not matter, order of items does") {
  Held d(R"([1, 1.0, 10e-1, "A", "\u0041", {"a":1,"b":[2]}, {"b":[2.0],"a":1e0}, [1,2], [2,1], 9007199254740993, 9007199254740992, null, false])");
  const auto same = [&](std::uint32_t a, std::uint32_t b) { return d.draft.equal(d.draft.item(d.draft.root(), a), d.draft.item(d.draft.root(), b)); };
  CHECK(same(0, 1));
  CHECK(same(1, 2));
  CHECK(same(3, 4));
  CHECK(same(5, 6));
  CHECK_FALSE(same(7, 8));
  CHECK_FALSE(same(9, 10));
  CHECK_FALSE(same(11, 12));
  CHECK_FALSE(same(0, 3));
}

TEST_CASE("reset forgets everything") {
  Held d(R"({"a":1})");
  d.draft.set(d.draft.root(), "b", d.draft.make_object());
  Held other(R"([true])");
  d.draft.reset(other.document.text, other.document.tape);
  CHECK(d.text() == "[true]");
  CHECK(d.draft.size(d.draft.root()) == 1);
}
