// RE2's syntax (github.com/google/re2/wiki/Syntax) with its default options, as CEL's `matches` wants it.

#include <set>
#include <string>

#include "regex/char_class.h"
#include "regex/parse.h"
#include "regex/parse_refused.h"
#include "regex/reader.h"
#include "regex/unicode.h"

namespace ludex::regex {
namespace {

bool is_letter_or_digit(std::uint32_t c) { return (c | 0x20) - 'a' < 26u || c - '0' < 10u; }

class Re2Parser {
 public:
  Re2Parser(std::string_view pattern, Ast& ast, Fault& fault) : in_(pattern, fault), ast_(ast) {}

  bool run() {
    if (!disjunction(0, {}, ast_.root)) return false;
    return in_.at_end() || in_.fail(in_.offset(), "')' closes no group; write \\) for the character");
  }

 private:
  struct Flags {
    bool ignores_case = false;  // i
    bool has_lines = false;     // m
    bool dot_takes_all = false; // s
  };

  /// Flags hold from where they stand to the end of their group, across '|'.
  bool disjunction(std::uint32_t depth, Flags flags, std::uint32_t& node) {
    std::vector<std::uint32_t> alternatives;
    do {
      std::vector<std::uint32_t> terms;
      bool is_repeated = false;  // the last term: a quantifier of a quantifier is an error
      while (!in_.at_end() && in_.peek() != '|' && in_.peek() != ')') {
        if (!term(depth, flags, terms, is_repeated)) return false;
      }
      alternatives.push_back(ast_.join(NodeKind::concatenation, terms));
    } while (in_.take("|"));
    node = ast_.join(NodeKind::alternation, alternatives);
    return true;
  }

  bool term(std::uint32_t depth, Flags& flags, std::vector<std::uint32_t>& terms, bool& is_repeated) {
    const std::uint32_t begin = in_.offset();
    const bool is_plus = in_.sees("+");
    std::uint32_t minimum = 0, maximum = 0;
    bool is_quantifier = false;
    if (!quantifier(minimum, maximum, is_quantifier)) return false;
    if (is_quantifier) {
      if (terms.empty()) return in_.fail(begin, "nothing stands before this quantifier to repeat");
      if (is_repeated) return in_.fail(begin, is_plus ? kPossessive : "a quantifier is not repeated; put what it repeats into a group");
      terms.back() = ast_.repeat(terms.back(), minimum, maximum);
      is_repeated = true;
      return true;
    }
    is_repeated = false;
    if (in_.take("\\Q")) return quoted(flags, terms);
    std::uint32_t node = 0;
    bool is_term = true;
    if (!atom(depth, flags, node, is_term)) return false;
    if (is_term) terms.push_back(node);
    return true;
  }

  /// {n}, {n,} and {n,m} are quantifiers; any other '{' is a character.
  bool quantifier(std::uint32_t& minimum, std::uint32_t& maximum, bool& is_quantifier) {
    const std::uint32_t begin = in_.offset();
    maximum = kUnbounded;
    if (in_.take("*")) {
    } else if (in_.take("+")) {
      minimum = 1;
    } else if (in_.take("?")) {
      maximum = 1;
    } else if (in_.take("{")) {
      bool fits = in_.decimal(minimum);
      maximum = minimum;
      if (fits && in_.take(",")) {
        maximum = kUnbounded;
        if (in_.peek() != '}') fits = in_.decimal(maximum);
      }
      if (!fits || !in_.take("}")) return in_.back_to(begin), true;
      if (minimum > kMaxRepetitions || (maximum != kUnbounded && maximum > kMaxRepetitions)) return in_.fail(begin, kTooManyRepetitions);
      if (minimum > maximum) return in_.fail(begin, "the counts of a quantifier are out of order");
    } else {
      return true;
    }
    in_.take("?");
    is_quantifier = true;
    return true;
  }

  /// After \Q: characters up to \E or the end.
  bool quoted(const Flags& flags, std::vector<std::uint32_t>& terms) {
    while (!in_.at_end() && !in_.take("\\E")) {
      const std::uint32_t begin = in_.offset();
      std::uint32_t node = 0;
      if (!literal(in_.next(), flags, begin, node)) return false;
      terms.push_back(node);
    }
    return true;
  }

  bool literal(std::uint32_t c, const Flags& flags, std::uint32_t begin, std::uint32_t& node) {
    if (flags.ignores_case) {
      CodeSet set{{c, c}};
      add_case_variants(set);
      if (set.ranges() != std::vector<CodeRange>{{c, c}}) return put(std::move(set), begin, node);
    }
    node = ast_.literal(c);
    return true;
  }

  bool put(CodeSet set, std::uint32_t begin, std::uint32_t& node) {
    return ast_.set(std::move(set), node) || in_.fail(begin, kTooManyRanges);
  }

  bool assertion(Assertion what, std::uint32_t& node) {
    node = ast_.assertion(what);
    return true;
  }

  bool atom(std::uint32_t depth, Flags& flags, std::uint32_t& node, bool& is_term) {
    const std::uint32_t begin = in_.offset();
    if (in_.take("^")) return assertion(flags.has_lines ? Assertion::line_begin : Assertion::text_begin, node);
    if (in_.take("$")) return assertion(flags.has_lines ? Assertion::line_end : Assertion::text_end, node);
    if (in_.take(".")) {
      CodeSet set;
      if (!flags.dot_takes_all) set.add('\n');
      set.negate();
      return put(std::move(set), begin, node);
    }
    if (in_.take("(")) return group(depth, begin, flags, node, is_term);
    if (in_.take("[")) return character_class(begin, flags, node);
    if (in_.take("\\A")) return assertion(Assertion::text_begin, node);
    if (in_.take("\\z")) return assertion(Assertion::text_end, node);
    if (in_.take("\\b")) return assertion(Assertion::word_boundary, node);
    if (in_.take("\\B")) return assertion(Assertion::no_word_boundary, node);
    if (in_.take("\\C")) return in_.fail(begin, "\\C matches a byte, and texts are code points; write (?s:.)");
    CodeSet set;
    bool is_class = false;
    if (!class_escape(flags, set, is_class)) return false;
    if (is_class) return put(std::move(set), begin, node);
    std::uint32_t c = 0;
    return character(c) && literal(c, flags, begin, node);
  }

  bool group(std::uint32_t depth, std::uint32_t begin, Flags& flags, std::uint32_t& node, bool& is_term) {
    if (depth == kMaxNesting) return in_.fail(begin, kTooDeep);
    Flags inside = flags;
    if (in_.sees("*") && in_.peek(1) >= 'A' && in_.peek(1) <= 'Z') return in_.fail(begin, kVerb);
    if (in_.take("?")) {
      if (in_.sees("=") || in_.sees("!") || in_.sees("<=") || in_.sees("<!")) return in_.fail(begin, kLookAround);
      if (in_.sees("P=")) return in_.fail(begin, kBackReference);
      if (const char* why = refused_group(in_.rest())) return in_.fail(begin, why);
      if (in_.take("P<") || in_.take("<")) {
        if (!group_name(begin)) return false;
      } else if (!set_flags(begin, inside)) {
        return false;
      } else if (in_.take(")")) {
        flags = inside;
        is_term = false;
        return true;
      } else if (!in_.take(":")) {
        return in_.fail(begin, "expected flags of i, m, s and U as in (?i) or (?i-s:…)");
      }
    }
    if (!disjunction(depth + 1, inside, node)) return false;
    return in_.take(")") || in_.fail(begin, "this group is not closed; write \\( for the character");
  }

  bool set_flags(std::uint32_t begin, Flags& flags) {
    constexpr const char* kExpected = "expected flags of i, m, s and U as in (?i) or (?i-s:…)";
    bool is_on = true, any = false;
    for (;; any = true) {
      if (in_.take("i")) flags.ignores_case = is_on;
      else if (in_.take("m")) flags.has_lines = is_on;
      else if (in_.take("s")) flags.dot_takes_all = is_on;
      else if (in_.take("U")) {  // lazy and greedy trade places: finds the same
      } else if (is_on && in_.take("-")) {
        is_on = false;
        if (in_.peek() == ')' || in_.peek() == ':') return in_.fail(begin, kExpected);
      } else {
        return any || in_.peek() == ':' || in_.peek() == ')' || in_.fail(begin, kExpected);
      }
    }
  }

  bool group_name(std::uint32_t begin) {
    std::string_view name;
    bool fits = in_.until(">", name) && !name.empty();
    for (std::size_t i = 0; fits && i < name.size(); ++i) fits = is_word_byte(static_cast<unsigned char>(name[i]));
    if (!fits) return in_.fail(begin, "expected a name of letters, digits and '_' as in (?P<name>…)");
    return names_.insert(std::string(name)).second || in_.fail(begin, "two groups have this name");
  }

  /// \d \s \w \p and their opposites, if one stands here. Case is ignored before the set is turned around.
  bool class_escape(const Flags& flags, CodeSet& out, bool& is_class) {
    if (in_.peek() != '\\') return true;
    const std::uint32_t begin = in_.offset();
    const char c = in_.peek(1);
    bool is_negated = c == 'D' || c == 'S' || c == 'W' || c == 'P';
    CodeSet set;
    switch (c) {
      case 'd':
      case 'D': set = digits(); break;
      case 's':
      case 'S': set = re2_spaces(); break;
      case 'w':
      case 'W': set = word_characters(); break;
      case 'p':
      case 'P': break;
      default: return true;
    }
    in_.back_to(begin + 2);
    if (c == 'p' || c == 'P') {
      constexpr const char* kExpected = "expected a property as in \\pL, \\p{Lu}, \\p{Greek} or \\p{^Greek}";
      std::string name;
      if (in_.take("{")) {
        std::string_view braced;
        if (!in_.until("}", braced)) return in_.fail(begin, kExpected);
        name = braced;
        if (name.starts_with('^')) {
          is_negated = !is_negated;
          name.erase(0, 1);
        }
      } else if (!in_.at_end() && static_cast<unsigned char>(in_.peek()) < 0x80) {
        name = std::string(1, static_cast<char>(in_.next()));
      }
      if (!find_re2_property(name, set)) return in_.fail(begin, std::string(kExpected) + "; Unicode " + std::string(unicode_version()) + " has none " + quoted_name(name));
    }
    if (flags.ignores_case) add_case_variants(set);
    if (is_negated) set.negate();
    out.add(set);
    is_class = true;
    return true;
  }

  /// One character, escaped or not.
  bool character(std::uint32_t& c) {
    const std::uint32_t begin = in_.offset();
    c = in_.next();
    if (c != '\\') return true;
    if (in_.at_end()) return in_.fail(begin, "a backslash at the end; write \\\\ for the character");
    c = in_.next();
    switch (c) {
      case 'a': c = '\a'; return true;
      case 'f': c = '\f'; return true;
      case 'n': c = '\n'; return true;
      case 'r': c = '\r'; return true;
      case 't': c = '\t'; return true;
      case 'v': c = '\v'; return true;
      case 'x':
        if (in_.take("{") ? in_.braced_hex(c) : in_.hex(2, c)) return true;
        return in_.fail(begin, "expected \\xHH, or \\x{…} up to 10FFFF");
      default: break;
    }
    if (c >= '0' && c <= '7') {
      // As in RE2: one digit is a back-reference, more are octal; \0 needs none.
      const bool is_octal = c == '0' || (in_.peek() >= '0' && in_.peek() <= '7');
      if (!is_octal) return in_.fail(begin, kBackReference);
      c -= '0';
      for (int more = 0; more < 2 && in_.peek() >= '0' && in_.peek() <= '7'; ++more) c = c * 8 + (in_.next() - '0');
      return true;
    }
    if (c < 0x80 && !is_letter_or_digit(c)) return true;
    return in_.fail(begin, c == '8' || c == '9' || c == 'g' || c == 'k' ? kBackReference : refused_escape(c));
  }

  bool character_class(std::uint32_t begin, const Flags& flags, std::uint32_t& node) {
    constexpr const char* kOpen = "this class is not closed; write \\[ for the character";
    const bool is_negated = in_.take("^");
    CodeSet set;
    for (bool is_first = true; is_first || !in_.take("]"); is_first = false) {
      if (in_.at_end()) return in_.fail(begin, kOpen);
      const std::uint32_t first = in_.offset();
      if (in_.take("[:")) {
        std::string_view name;
        if (in_.until(":]", name)) {
          const bool is_opposite = name.starts_with('^');
          CodeSet posix;
          if (!find_posix_class(name.substr(is_opposite), posix)) return in_.fail(first, "no class " + quoted_name(name) + "; there are alnum, alpha, ascii, blank, cntrl, digit, graph, lower, print, punct, space, upper, word and xdigit");
          if (flags.ignores_case) add_case_variants(posix);
          if (is_opposite) posix.negate();
          set.add(posix);
          continue;
        }
        in_.back_to(first);
      }
      bool is_class = false;
      if (!class_escape(flags, set, is_class)) return false;
      if (is_class) continue;
      std::uint32_t low = 0;
      if (!character(low)) return false;
      std::uint32_t high = low;
      if (in_.peek() == '-' && in_.peek(1) != ']') {
        in_.take("-");
        if (in_.at_end()) return in_.fail(begin, kOpen);
        if (!character(high)) return false;
        if (low > high) return in_.fail(first, "the ends of this range are out of order");
      }
      CodeSet range{{low, high}};
      if (flags.ignores_case) add_case_variants(range);
      set.add(range);
    }
    if (is_negated) set.negate();
    return put(std::move(set), begin, node);
  }

  Reader in_;
  Ast& ast_;
  std::set<std::string> names_;
};

}  // namespace

bool parse_re2(std::string_view pattern, Ast& ast, Fault& fault) {
  return Re2Parser(pattern, ast, fault).run();
}

}  // namespace ludex::regex
