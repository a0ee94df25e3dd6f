#pragma once
// Random patterns as trees, in either dialect's spelling, and what they match by the plainest means: the set of places
// where a match that begins here may end. It shares no code with the engine.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "regex/regex.h"
#include "support/random.h"

namespace ludex::test {

inline void put_utf8(std::string& out, char32_t c) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  const std::uint32_t u = c;
  if (u < 0x80) return put(u);
  if (u < 0x800) return put(0xC0 | u >> 6), put(0x80 | (u & 63));
  if (u < 0x10000) return put(0xE0 | u >> 12), put(0x80 | (u >> 6 & 63)), put(0x80 | (u & 63));
  put(0xF0 | u >> 18), put(0x80 | (u >> 12 & 63)), put(0x80 | (u >> 6 & 63)), put(0x80 | (u & 63));
}

inline std::string utf8(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) put_utf8(out, c);
  return out;
}

/// Characters of every length, and those that classes and assertions treat apart.
inline constexpr char32_t kPatternAlphabet[] = {'a', 'b', 'c', 'a', 'b', '_', '0', '7', ' ', '\n', 'Z', '-', U'é', U'ß', U'€', U'\u2028', U'😀', U'\uFEFF'};

struct PatternTree {
  enum class Kind : std::uint8_t { character, join, choice, repeat };
  Kind kind = Kind::join;
  std::string text;  ///< character: as written
  std::function<bool(const std::u32string&, std::size_t)> holds;  ///< character or assertion: at this place
  bool is_assertion = false;
  std::vector<PatternTree> parts;
  int minimum = 0, maximum = -1;

  using Places = std::uint64_t;  ///< bit i: before character i

  Places ends(const std::u32string& s, Places from) const {
    switch (kind) {
      case Kind::character: {
        Places out = 0;
        for (std::size_t i = 0; i <= s.size(); ++i) {
          if ((from >> i & 1) == 0 || (!is_assertion && i == s.size()) || !holds(s, i)) continue;
          out |= Places{1} << (is_assertion ? i : i + 1);
        }
        return out;
      }
      case Kind::join:
        for (const PatternTree& p : parts) from = p.ends(s, from);
        return from;
      case Kind::choice: {
        Places out = 0;
        for (const PatternTree& p : parts) out |= p.ends(s, from);
        return out;
      }
      case Kind::repeat: {
        for (int i = 0; i < minimum; ++i) from = parts[0].ends(s, from);
        Places out = from;
        for (int i = minimum; maximum < 0 || i < maximum; ++i) {
          from = parts[0].ends(s, from);
          if ((out | from) == out) break;
          out |= from;
        }
        return out;
      }
    }
    return 0;
  }

  bool matches(const std::u32string& s) const { return ends(s, (Places{2} << s.size()) - 1) != 0; }

  std::string print() const {
    std::string out;
    switch (kind) {
      case Kind::character: return text;
      case Kind::join:
        for (const PatternTree& p : parts) out += p.kind == Kind::choice ? "(" + p.print() + ")" : p.print();
        return out;
      case Kind::choice:
        for (const PatternTree& p : parts) out += (&p == &parts[0] ? "" : "|") + p.print();
        return out;
      case Kind::repeat: {
        const PatternTree& p = parts[0];
        out = p.kind == Kind::character && !p.is_assertion ? p.print() : "(?:" + p.print() + ")";
        if (minimum == 0 && maximum < 0) out += "*";
        else if (minimum == 1 && maximum < 0) out += "+";
        else if (minimum == 0 && maximum == 1) out += "?";
        else out += "{" + std::to_string(minimum) + (maximum == minimum ? "" : "," + (maximum < 0 ? "" : std::to_string(maximum))) + "}";
        return out + (text.empty() ? "" : "?");
      }
    }
    return out;
  }
};

class PatternGenerator {
 public:
  PatternGenerator(RandomStream& random, regex::Dialect dialect) : random_(random), is_re2_(dialect == regex::Dialect::re2) {}

  PatternTree tree(int depth) {
    PatternTree t;
    const std::uint32_t which = depth <= 0 ? 0 : below(8);
    if (which < 2) return character();
    if (which < 5) {
      for (std::uint32_t i = below(4); i > 0; --i) t.parts.push_back(tree(depth - 1));
      return t;
    }
    if (which == 5) {
      t.kind = PatternTree::Kind::choice;
      for (std::uint32_t i = 2 + below(2); i > 0; --i) t.parts.push_back(tree(depth - 1));
      return t;
    }
    t.kind = PatternTree::Kind::repeat;
    t.parts.push_back(tree(depth - 1));
    t.minimum = static_cast<int>(below(3));
    t.maximum = below(2) ? -1 : t.minimum + static_cast<int>(below(3));
    if (below(4) == 0) t.text = "lazy";
    return t;
  }

  std::u32string text() {
    std::u32string out;
    for (std::uint32_t i = below(9); i > 0; --i) out.push_back(any());
    return out;
  }

 private:
  std::uint32_t below(std::uint32_t n) { return random_.next_u32() % n; }
  char32_t any() { return kPatternAlphabet[below(static_cast<std::uint32_t>(std::size(kPatternAlphabet)))]; }

  static bool is_word(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
  static bool is_boundary(const std::u32string& s, std::size_t i) {
    return (i > 0 && is_word(s[i - 1])) != (i < s.size() && is_word(s[i]));
  }

  std::string spelled(char32_t c) {
    std::string out;
    const auto hex = [&out](const char* open, std::uint32_t n, int digits, const char* close) {
      out += open;
      for (int i = digits; i-- > 0;) out += "0123456789abcdef"[n >> 4 * i & 15];
      out += close;
    };
    if (c == '-') return "\\x2d";
    switch (below(4)) {
      case 0:
        if (c < 0x100) hex("\\x", c, 2, "");
        else hex(is_re2_ ? "\\x{" : "\\u{", c, 5, "}");
        return out;
      case 1:
        if (!is_re2_ && c < 0x10000) return hex("\\u", c, 4, ""), out;
        if (!is_re2_) return hex("\\u", 0xD800 + ((c - 0x10000) >> 10), 4, ""), hex("\\u", 0xDC00 + ((c - 0x10000) & 0x3FF), 4, ""), out;
        [[fallthrough]];
      default: put_utf8(out, c); return out;
    }
  }

  PatternTree character() {
    PatternTree t;
    t.kind = PatternTree::Kind::character;
    const auto one = [&t](std::string text, std::function<bool(char32_t)> is_in) {
      t.text = std::move(text);
      t.holds = [is_in](const std::u32string& s, std::size_t i) { return is_in(s[i]); };
      return t;
    };
    const auto assertion = [&t](std::string text, std::function<bool(const std::u32string&, std::size_t)> holds) {
      t.is_assertion = true;
      t.text = std::move(text);
      t.holds = std::move(holds);
      return t;
    };
    const auto is_space = [re2 = is_re2_](char32_t c) {
      return c == ' ' || (c >= 9 && c <= 13 && (!re2 || c != 11)) || (!re2 && (c == 0x2028 || c == 0xFEFF));
    };
    switch (below(16)) {
      case 0:
        if (is_re2_ && below(2)) return one("(?s:.)", [](char32_t) { return true; });
        if (is_re2_) return one(".", [](char32_t c) { return c != '\n'; });
        return one(".", [](char32_t c) { return c != '\n' && c != '\r' && c != 0x2028 && c != 0x2029; });
      case 1: return one("\\w", is_word);
      case 2: return one("\\W", [](char32_t c) { return !is_word(c); });
      case 3: return one("\\d", [](char32_t c) { return c >= '0' && c <= '9'; });
      case 4: return below(2) ? one("\\s", is_space) : one("\\S", [is_space](char32_t c) { return !is_space(c); });
      case 5: return one("\\p{Ll}", [](char32_t c) { return (c >= 'a' && c <= 'z') || c == U'é' || c == U'ß'; });
      case 6: {
        const bool is_negated = below(2);
        std::vector<std::pair<char32_t, char32_t>> ranges;
        std::string text = is_negated ? "[^" : "[";
        for (std::uint32_t i = 1 + below(3); i > 0; --i) {
          char32_t a = any(), b = below(2) ? a : any();
          if (a > b) std::swap(a, b);
          ranges.push_back({a, b});
          text += spelled(a) + (a == b ? "" : "-" + spelled(b));
        }
        return one(text + "]", [is_negated, ranges](char32_t c) {
          bool is_in = false;
          for (const auto& r : ranges) is_in = is_in || (r.first <= c && c <= r.second);
          return is_in != is_negated;
        });
      }
      case 7:
        if (is_re2_ && below(2)) return assertion("(?m:^)", [](const std::u32string& s, std::size_t i) { return i == 0 || s[i - 1] == '\n'; });
        return assertion("^", [](const std::u32string&, std::size_t i) { return i == 0; });
      case 8:
        if (is_re2_ && below(2)) return assertion("(?m:$)", [](const std::u32string& s, std::size_t i) { return i == s.size() || s[i] == '\n'; });
        return assertion("$", [](const std::u32string& s, std::size_t i) { return i == s.size(); });
      case 9: return below(2) ? assertion("\\b", is_boundary) : assertion("\\B", [](const std::u32string& s, std::size_t i) { return !is_boundary(s, i); });
      default: {
        const char32_t c = any();
        return one(spelled(c), [c](char32_t other) { return c == other; });
      }
    }
  }

  RandomStream& random_;
  bool is_re2_;
};

}  // namespace ludex::test
