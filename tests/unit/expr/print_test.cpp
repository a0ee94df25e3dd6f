// Printing and parsing are inverses: parse(print(x)) is x, for trees made at random.

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "expr/parser.h"
#include "support/random.h"

namespace {

using namespace ludex;
using namespace ludex::expr;

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed, 0) {}
  Ast ast;

  std::uint32_t any(int depth) {
    if (depth == 0 || random_.percent(15)) return leaf();
    switch (random_.below(9)) {
      case 0: {
        const bool negates = random_.percent(50);
        return make(NodeKind::unary, {any(depth - 1)}, "", negates ? Op::neg : Op::not_);
      }
      case 1:
      case 2:
      case 3: return make(NodeKind::binary, {any(depth - 1), any(depth - 1)}, "", static_cast<Op>(3 + random_.below(14)));
      case 4: return make(NodeKind::conditional, {any(depth - 1), any(depth - 1), any(depth - 1)});
      case 5: return random_.percent(60) ? make(NodeKind::select, {any(depth - 1)}, name()) : make(NodeKind::index, {any(depth - 1), any(depth - 1)});
      case 6: {
        const bool is_method = random_.percent(40);
        std::vector<std::uint32_t> children = many(depth - 1, is_method ? 1 : 0);
        const std::uint32_t n = make(NodeKind::call, std::move(children), name());
        ast.nodes[n].is_method = is_method;
        return n;
      }
      case 7: {
        if (random_.percent(50)) return make(NodeKind::list, many(depth - 1, 0));
        std::vector<std::uint32_t> children;
        for (std::uint32_t i = random_.below(3); i > 0; --i) children.push_back(any(depth - 1)), children.push_back(any(depth - 1));
        return make(NodeKind::map, std::move(children));
      }
      default: {
        if (random_.percent(30)) return make(NodeKind::has, {random_.percent(50) ? make(NodeKind::identifier, {}, name()) : make(NodeKind::select, {any(depth - 1)}, name())});
        static constexpr const char* kMacros[] = {"all", "exists", "exists_one", "filter", "map"};
        const char* macro = kMacros[random_.below(5)];
        std::vector<std::uint32_t> children = {any(depth - 1), any(depth - 1)};
        if (std::string(macro) == "map" && random_.percent(50)) children.push_back(any(depth - 1));
        const std::uint32_t n = make(NodeKind::macro, std::move(children), macro);
        ast.nodes[n].is_method = true;
        ast.nodes[n].variable = name();
        return n;
      }
    }
  }

 private:
  std::uint32_t make(NodeKind kind, std::vector<std::uint32_t> children, std::string text = "", Op op = Op::none) {
    Node n;
    n.kind = kind;
    n.children = std::move(children);
    n.text = std::move(text);
    n.op = op;
    ast.nodes.push_back(std::move(n));
    return static_cast<std::uint32_t>(ast.nodes.size() - 1);
  }
  std::string name() {
    static constexpr const char* kNames[] = {"a", "actor", "coins", "x_1", "min", "ms", "s", "_", "elsewhere", "h"};
    return kNames[random_.below(10)];
  }
  std::vector<std::uint32_t> many(int depth, std::uint32_t least) {
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = least + random_.below(3); i > 0; --i) out.push_back(any(depth));
    return out;
  }
  std::uint32_t leaf() {
    std::uint32_t n = 0;
    switch (random_.below(7)) {
      case 0: return make(NodeKind::null_literal, {});
      case 1:
        n = make(NodeKind::bool_literal, {});
        ast.nodes[n].value = word_bool(random_.percent(50));
        return n;
      case 2: {
        static constexpr std::int64_t kInts[] = {0, 1, -1, 7, INT64_MAX, INT64_MIN, -500};
        n = make(NodeKind::int_literal, {});
        ast.nodes[n].value = word_int(random_.percent(70) ? kInts[random_.below(7)] : random_.between(INT64_MIN, INT64_MAX));
        return n;
      }
      case 3: {
        static constexpr double kDoubles[] = {0.0, -0.0, 0.5, -1.0, 1e300, -1e-300, 5e-324, 0.1, 1e16, 123456789.0};
        n = make(NodeKind::double_literal, {});
        ast.nodes[n].value = word_double(random_.percent(80) ? kDoubles[random_.below(10)] : (random_.unit() - 0.5) * 1e6);
        return n;
      }
      case 4: {
        static constexpr const char* kTexts[] = {"", "plain", "it's", "say \"x\"", "back\\slash", "line\nbreak\t", "\x01\x1f\x7f", "\xC3\xA9\xF0\x9F\x98\x80", "//", "15%"};
        return make(NodeKind::string_literal, {}, kTexts[random_.below(10)]);
      }
      default: return make(NodeKind::identifier, {}, name());
    }
  }
  RandomStream random_;
};

bool same(const Ast& a, std::uint32_t x, const Ast& b, std::uint32_t y) {
  const Node &m = a.nodes[x], &n = b.nodes[y];
  if (m.kind != n.kind || m.op != n.op || m.is_method != n.is_method || m.text != n.text || m.variable != n.variable || m.children.size() != n.children.size()) return false;
  if (m.kind == NodeKind::int_literal && m.value.i != n.value.i) return false;
  if (m.kind == NodeKind::double_literal && m.value.u != n.value.u) return false;  // to the bit: -0.0 is not 0.0
  if (m.kind == NodeKind::bool_literal && m.value.b != n.value.b) return false;
  for (std::size_t i = 0; i < m.children.size(); ++i)
    if (!same(a, m.children[i], b, n.children[i])) return false;
  return true;
}

}  // namespace

TEST_CASE("what is printed parses to the same tree, for five thousand trees") {
  std::size_t longest = 0;
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    Generator g(seed);
    const std::uint32_t root = g.any(2 + static_cast<int>(seed % 4));
    const std::string text = print(g.ast, root);
    CAPTURE(seed);
    CAPTURE(text);
    longest = std::max(longest, text.size());
    if (text.size() > kMaxExpressionBytes) continue;
    Ast ast;
    std::uint32_t again = 0;
    const auto error = parse_expression(text, ast, again);
    REQUIRE_MESSAGE(!error, (error ? error->message : ""));
    REQUIRE(same(g.ast, root, ast, again));
    REQUIRE(print(ast, again) == text);
  }
  CHECK(longest > 500);
}

TEST_CASE("needless brackets and blanks do not survive printing, needed ones do") {
  const auto spelled = [](const char* text) {
    Ast ast;
    std::uint32_t root = 0;
    REQUIRE_FALSE(parse_expression(text, ast, root));
    return print(ast, root);
  };
  CHECK(spelled("((a)) + (( b*c ))") == "a + b * c");
  CHECK(spelled("-(5)") == "-(5)");  // a sign before a number would be the number's own
  CHECK(spelled("-(5.f())") == "-(5.f())");
  CHECK(spelled("(-5).f()") == "(-5).f()");
  CHECK(spelled("a*(b+c)") == "a * (b + c)");
  CHECK(spelled("0x10 + 2s + 50%") == "16 + 2000 + 0.5");
  CHECK(spelled("'\\u0041' + r'\\'") == "\"A\" + \"\\\\\"");
}

TEST_CASE("messages of CEL keep their fields, whatever these are called") {
  for (const char* text : {"P{P: h}", "a.b{}", "a.B{x: 1, `y z`: [2]}.x"}) {
    CAPTURE(text);
    Ast ast;
    std::uint32_t root = 0;
    REQUIRE_FALSE(parse_cel(text, ast, root));
    CHECK(print(ast, root) == text);
  }
}
