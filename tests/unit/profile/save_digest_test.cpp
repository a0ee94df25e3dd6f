#include "profile/save_digest.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "support/hash.h"
#include "value/canonical.h"
#include "value/json_view.h"

namespace {

using namespace ludex;
using detail::SaveDigest;
using json::Draft;

std::uint64_t by_text(std::string_view text) {
  json::Document document;
  document.text = text;
  REQUIRE(json::scan(text, {}, document.tape).ok());
  std::string bytes;
  REQUIRE(canonical::from_json(bytes, text, document.tape, 0, document.arena));
  return xxh64(bytes, 0);
}

/// Random JSON with names that share their first bytes, escapes, and objects too large to sort by hand.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  std::string value(int depth) {
    switch (below(depth > 0 ? 8 : 5)) {
      case 0: return std::to_string(static_cast<long long>(random_()) - 2147483648LL);
      case 1: return pick({"1.50", "-0", "1e3", "9223372036854775808", "-9223372036854775808", "123456789012345678", "1234567890123456789", "0.1", "-7"});
      case 2: return pick({"\"\"", "\"a\"", "\"\\u0061\\n\"", "\"a longer text than eight bytes\"", "\"é\""});
      case 3: return pick({"true", "false", "null"});
      case 4: return pick({"[]", "{}"});
      case 5:
      case 6: return object(depth, below(12) == 0 ? 40 : below(6));
      default: {
        std::string out = "[";
        for (unsigned n = below(5); n > 0; --n) out += value(depth - 1) + (n > 1 ? "," : "");
        return out + "]";
      }
    }
  }
  std::string object(int depth, unsigned members) {
    std::string out = "{";
    for (unsigned i = 0; i < members; ++i) out += std::string(i ? "," : "") + "\"" + pick({"", "k", "long_name_", "long_nam", "\\u00e9", "é\\u0000"}) + std::to_string(i * 7 % 11 + i / 11 * 11) + "\" :" + value(depth - 1);
    return out + "}";
  }
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  std::string pick(std::initializer_list<const char*> of) { return of.begin()[below(static_cast<unsigned>(of.size()))]; }

 private:
  std::mt19937 random_;
};

void walk(Draft& draft, Draft::Id value) {
  if (draft.type(value) == json::Type::object) draft.for_each_member(value, [&](std::string_view, Draft::Id inner) { walk(draft, inner); });
  if (draft.type(value) == json::Type::array)
    for (std::uint32_t i = 0; i < draft.size(value); ++i) walk(draft, draft.item(value, i));
}

}  // namespace

TEST_CASE("the hash of a tape and of a draft is that of the canonical text, kept parts and changes included") {
  Generator generator(20261121);
  SaveDigest digest;
  Draft draft;
  json::Tape tape;
  for (int round = 0; round < 2000; ++round) {
    const std::string text = generator.object(4, 1 + generator.below(8));
    if (!json::scan(text, {}, tape).ok()) continue;
    CAPTURE(text);
    digest.reset(text, tape);
    const bool is_kept = round % 2 == 0;
    if (is_kept) {
      REQUIRE(digest.add(0));
      REQUIRE(digest.finish() == by_text(text));
      digest.keep();
    }
    draft.reset(text, tape);
    if (round % 3 == 0) walk(draft, draft.root());
    for (unsigned n = generator.below(4); n > 0; --n) {
      const Draft::Id value = generator.below(2) ? draft.make_string("a \"new\" one") : draft.make_object();
      if (draft.type(value) == json::Type::object) draft.set(value, "é\n", draft.copy(draft.root()));
      draft.set(draft.root(), "k" + std::to_string(generator.below(12)), value);
      draft.rename(draft.root(), "long_name_" + std::to_string(generator.below(12)), "z");
    }
    draft.settle(draft.root());
    std::string written;
    draft.write_settled(written, draft.root());
    REQUIRE(digest.add(draft, draft.root()));
    CHECK(digest.finish() == by_text(written));
  }
}

TEST_CASE("depth is that of the deepest value") {
  SaveDigest digest;
  Draft draft;
  json::Tape tape;
  const std::string text = R"({"a":[1,[2,{}]],"b":{}})";
  REQUIRE(json::scan(text, {}, tape).ok());
  digest.reset(text, tape);
  draft.reset(text, tape);
  CHECK(digest.add(draft, draft.root()));
  CHECK(digest.depth() == 4);
  draft.set(draft.root(), "a", draft.make_string("x"));
  draft.settle(draft.root());
  CHECK(digest.add(draft, draft.root()));
  CHECK(digest.depth() == 2);
}

TEST_CASE("a number that no double holds has no hash") {
  SaveDigest digest;
  json::Tape tape;
  const std::string text = R"({"a":[1e400]})";
  REQUIRE(json::scan(text, {}, tape).ok());
  digest.reset(text, tape);
  CHECK_FALSE(digest.add(0));
}
