// ECMA-262, 22.2.1 with the parameters [+UnicodeMode, +NamedCaptureGroups], as JSON Schema wants it.

#include <set>
#include <string>

#include "regex/char_class.h"
#include "regex/parse.h"
#include "regex/reader.h"
#include "regex/unicode.h"

namespace ludex::regex {
namespace {

constexpr std::string_view kSyntaxCharacters = "^$\\.*+?()[]{}|";

bool is_syntax_character(std::uint32_t c) {
  return c < 0x80 && kSyntaxCharacters.find(static_cast<char>(c)) != std::string_view::npos;
}

class EcmaParser {
 public:
  EcmaParser(std::string_view pattern, Ast& ast, Fault& fault) : in_(pattern, fault), ast_(ast) {}

  bool run() {
    if (!disjunction(0, ast_.root)) return false;
    return in_.at_end() || in_.fail(in_.offset(), "')' closes no group; write \\) for the character");
  }

 private:
  /// A code point, or the set that an escape such as \d stands for.
  struct Atom {
    bool is_set = false;
    std::uint32_t code_point = 0;
    CodeSet set;
  };

  bool disjunction(std::uint32_t depth, std::uint32_t& node) {
    std::vector<std::uint32_t> alternatives;
    do {
      std::vector<std::uint32_t> terms;
      while (!in_.at_end() && in_.peek() != '|' && in_.peek() != ')') {
        if (!term(depth, terms)) return false;
      }
      alternatives.push_back(ast_.join(NodeKind::concatenation, terms));
    } while (in_.take("|"));
    node = ast_.join(NodeKind::alternation, alternatives);
    return true;
  }

  bool term(std::uint32_t depth, std::vector<std::uint32_t>& terms) {
    if (in_.take("^")) return assertion(Assertion::text_begin, terms);
    if (in_.take("$")) return assertion(Assertion::text_end, terms);
    if (in_.take("\\b")) return assertion(Assertion::word_boundary, terms);
    if (in_.take("\\B")) return assertion(Assertion::no_word_boundary, terms);
    std::uint32_t node = 0;
    if (!atom(depth, node) || !quantifier(node)) return false;
    terms.push_back(node);
    return true;
  }

  bool assertion(Assertion what, std::vector<std::uint32_t>& terms) {
    terms.push_back(ast_.assertion(what));
    return !is_quantifier() || in_.fail(in_.offset(), "an assertion is not repeated; put it into a group to do so");
  }

  bool is_quantifier() const {
    const char c = in_.peek();
    return !in_.at_end() && (c == '*' || c == '+' || c == '?' || c == '{');
  }

  bool quantifier(std::uint32_t& node) {
    const std::uint32_t begin = in_.offset();
    std::uint32_t minimum = 0, maximum = kUnbounded;
    if (in_.take("*")) {
    } else if (in_.take("+")) {
      minimum = 1;
    } else if (in_.take("?")) {
      maximum = 1;
    } else if (in_.take("{")) {
      if (!in_.decimal(minimum)) return in_.fail(begin, "expected {n}, {n,} or {n,m}; write \\{ for the character");
      maximum = minimum;
      if (in_.take(",")) {
        maximum = kUnbounded;
        if (in_.peek() != '}' && !in_.decimal(maximum)) return in_.fail(begin, "expected {n}, {n,} or {n,m}; write \\{ for the character");
      }
      if (!in_.take("}")) return in_.fail(begin, "expected {n}, {n,} or {n,m}; write \\{ for the character");
      if (minimum > kMaxRepetitions || (maximum != kUnbounded && maximum > kMaxRepetitions)) return in_.fail(begin, kTooManyRepetitions);
      if (minimum > maximum) return in_.fail(begin, "the counts of a quantifier are out of order");
    } else {
      return true;
    }
    in_.take("?");  // lazy: finds the same
    node = ast_.repeat(node, minimum, maximum);
    return true;
  }

  bool atom(std::uint32_t depth, std::uint32_t& node) {
    const std::uint32_t begin = in_.offset();
    if (in_.take(".")) {
      CodeSet set = line_terminators();
      set.negate();
      return put(std::move(set), begin, node);
    }
    if (in_.take("(")) return group(depth, begin, node);
    if (in_.take("[")) return character_class(begin, node);
    if (in_.take("\\")) {
      Atom a;
      if (!escape(begin, false, a)) return false;
      if (a.is_set) return put(std::move(a.set), begin, node);
      node = ast_.literal(a.code_point);
      return true;
    }
    const std::uint32_t c = in_.next();
    if (c == '*' || c == '+' || c == '?') return in_.fail(begin, "nothing stands before this quantifier to repeat");
    if (is_syntax_character(c)) {
      const std::string text(1, static_cast<char>(c));
      return in_.fail(begin, "'" + text + "' stands alone; write \\" + text + " for the character");
    }
    node = ast_.literal(c);
    return true;
  }

  bool put(CodeSet set, std::uint32_t begin, std::uint32_t& node) {
    return ast_.set(std::move(set), node) || in_.fail(begin, kTooManyRanges);
  }

  bool group(std::uint32_t depth, std::uint32_t begin, std::uint32_t& node) {
    if (depth == kMaxNesting) return in_.fail(begin, kTooDeep);
    if (in_.take("?")) {
      if (in_.sees("=") || in_.sees("!") || in_.sees("<=") || in_.sees("<!")) return in_.fail(begin, kLookAround);
      if (in_.take("<")) {
        if (!group_name(begin)) return false;
      } else if (!in_.take(":")) {
        return in_.fail(begin, "expected (?:…) or (?<name>…); flags inside a pattern are not supported");
      }
    }
    if (!disjunction(depth + 1, node)) return false;
    return in_.take(")") || in_.fail(begin, "this group is not closed; write \\( for the character");
  }

  bool group_name(std::uint32_t begin) {
    constexpr const char* kExpected = "expected a name as in (?<name>…)";
    std::u32string name;
    while (!in_.take(">")) {
      if (in_.at_end()) return in_.fail(begin, kExpected);
      std::uint32_t c = in_.next();
      if (c == '\\' && !(in_.take("u") && unicode_escape(c))) return in_.fail(begin, kExpected);
      if (!(name.empty() ? is_identifier_start(c) : is_identifier_part(c))) return in_.fail(begin, kExpected);
      name.push_back(c);
    }
    if (name.empty()) return in_.fail(begin, kExpected);
    return names_.insert(std::move(name)).second || in_.fail(begin, "two groups have this name");
  }

  /// After "\u".
  bool unicode_escape(std::uint32_t& c) {
    if (in_.take("{")) return in_.braced_hex(c);
    if (!in_.hex(4, c)) return false;
    if (c >= 0xD800 && c < 0xDC00) {
      const std::uint32_t after = in_.offset();
      std::uint32_t low = 0;
      if (in_.take("\\u") && in_.hex(4, low) && low >= 0xDC00 && low < 0xE000) c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      else in_.back_to(after);
    }
    return true;
  }

  /// After the backslash at `begin`.
  bool escape(std::uint32_t begin, bool in_class, Atom& out) {
    if (in_.at_end()) return in_.fail(begin, "a backslash at the end; write \\\\ for the character");
    const std::uint32_t c = in_.next();
    out.code_point = c;
    const auto set = [&out](CodeSet s, bool is_negated) {
      if (is_negated) s.negate();
      out.is_set = true;
      out.set = std::move(s);
      return true;
    };
    switch (c) {
      case 'd': return set(digits(), false);
      case 'D': return set(digits(), true);
      case 's': return set(ecma_spaces(), false);
      case 'S': return set(ecma_spaces(), true);
      case 'w': return set(word_characters(), false);
      case 'W': return set(word_characters(), true);
      case 'p':
      case 'P': {
        std::string_view name;
        CodeSet s;
        if (!in_.take("{") || !in_.until("}", name)) return in_.fail(begin, "expected a property as in \\p{Letter}");
        if (!find_property(name, s)) return in_.fail(begin, "no property '" + std::string(name) + "' in Unicode " + std::string(unicode_version()) + "; case and underscores count");
        return set(std::move(s), c == 'P');
      }
      case 't': out.code_point = '\t'; return true;
      case 'n': out.code_point = '\n'; return true;
      case 'v': out.code_point = '\v'; return true;
      case 'f': out.code_point = '\f'; return true;
      case 'r': out.code_point = '\r'; return true;
      case '0':
        if (in_.peek() >= '0' && in_.peek() <= '9') return in_.fail(begin, "octal escapes are not part of the language; write \\x00");
        out.code_point = 0;
        return true;
      case 'c': {
        const auto letter = static_cast<unsigned char>(in_.peek());
        if ((letter | 0x20u) - 'a' >= 26u) return in_.fail(begin, "expected a letter after \\c");
        out.code_point = in_.next() & 0x1F;
        return true;
      }
      case 'x': return in_.hex(2, out.code_point) || in_.fail(begin, "expected two hexadecimal digits after \\x");
      case 'u': return unicode_escape(out.code_point) || in_.fail(begin, "expected four hexadecimal digits after \\u, or \\u{…} up to 10FFFF");
      case 'k': return in_.fail(begin, in_class ? "unknown escape \\k" : kBackReference);
      case 'b':
        if (!in_class) break;
        out.code_point = '\b';
        return true;
      case '-':
        if (in_class) return true;
        break;
      default: break;
    }
    if (c >= '1' && c <= '9') return in_.fail(begin, in_class ? "octal escapes are not part of the language; write \\x00" : kBackReference);
    if (is_syntax_character(c) || c == '/') return true;
    const bool is_printable = c > 0x20 && c < 0x7F;
    return in_.fail(begin, is_printable ? "unknown escape \\" + std::string(1, static_cast<char>(c)) + "; letters and most marks stand for themselves without a backslash" : "this character stands for itself without a backslash");
  }

  bool class_atom(Atom& out) {
    const std::uint32_t begin = in_.offset();
    if (in_.take("\\")) return escape(begin, true, out);
    out.code_point = in_.next();
    return true;
  }

  bool character_class(std::uint32_t begin, std::uint32_t& node) {
    const bool is_negated = in_.take("^");
    CodeSet set;
    while (!in_.take("]")) {
      if (in_.at_end()) return in_.fail(begin, "this class is not closed; write \\[ for the character");
      const std::uint32_t first = in_.offset();
      Atom low;
      if (!class_atom(low)) return false;
      if (in_.peek() == '-' && in_.peek(1) != ']' && !in_.at_end()) {
        in_.take("-");
        if (in_.at_end()) return in_.fail(begin, "this class is not closed; write \\[ for the character");
        Atom high;
        if (!class_atom(high)) return false;
        if (low.is_set || high.is_set) return in_.fail(first, "a range goes from character to character; write \\- for the dash");
        if (low.code_point > high.code_point) return in_.fail(first, "the ends of this range are out of order");
        set.add(low.code_point, high.code_point);
      } else if (low.is_set) {
        set.add(low.set);
      } else {
        set.add(low.code_point);
      }
    }
    if (is_negated) set.negate();
    return put(std::move(set), begin, node);
  }

  Reader in_;
  Ast& ast_;
  std::set<std::u32string> names_;
};

}  // namespace

bool parse_ecma(std::string_view pattern, Ast& ast, Fault& fault) {
  return EcmaParser(pattern, ast, fault).run();
}

}  // namespace ludex::regex
