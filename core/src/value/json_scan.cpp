// The hot path of every request. One loop over values, no recursion; whatever is not a plain byte of a string or a
// digit is looked at once.

#include "value/json_scan.h"

#include <algorithm>

#include "value/json_bytes.h"
#include "value/json_keys.h"
#include "value/swar.h"

namespace ludex::json {
namespace {

constexpr std::uint64_t kMaxText = 0xFFFFFFFFu;  // offsets are 32 bits wide

constexpr bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
constexpr bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

class Scanner {
 public:
  Scanner(std::string_view text, const Limits& limits, Tape& tape)
      : begin_(text.data()),
        end_(text.data() + text.size()),
        limits_(limits),
        tape_(tape),
        keys_(text, tape),
        nodes_(tape.nodes.data()),
        capacity_(tape.nodes.capacity()) {}

  ScanResult run() {
    tape_.open.clear();
    tape_.nodes.set_size(scan_text() ? size_ : 0);
    return result_;
  }

 private:
  // Each of these takes the position to read from and returns the one after, or null with result_ set.
  // What every node passes through is inlined by force and what few texts meet is kept out: left to themselves g++ and
  // clang draw that line elsewhere, and a scan takes a quarter longer.

  [[gnu::always_inline]] bool scan_text() {
    const char* p = skip_space(begin_);
    while (p != nullptr) {
      p = value(p);
      if (p == nullptr) return false;
      // After a complete value: close what ends here, until another value must follow.
      for (;;) {
        p = skip_space(p);
        if (p == nullptr) return false;
        if (is_root_) {
          if (p == end_) return true;
          fail(Fault::malformed, p, "expected the end of the text");
          return false;
        }
        if (p == end_ || (*p != ',' && *p != close_)) {
          fail(Fault::malformed, p, close_ == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
          return false;
        }
        ++children_;
        if (*p++ == ',') break;
        close_container(p);
      }
      p = skip_space(p);
      if (p != nullptr && close_ == '}') p = key(p);
    }
    return false;
  }

  /// A whole scalar or empty container, or the opening of containers up to the first scalar in them.
  [[gnu::always_inline]] const char* value(const char* p) {
    for (;;) {
      if (p == end_) return fail(Fault::malformed, p, "expected a value");
      const char c = *p;
      if (c == '"') {
        if (is_full()) return fail_full(p);
        return string(p, "unterminated string");
      }
      if (is_digit(c) || c == '-') {
        if (is_full()) return fail_full(p);
        return number(p);
      }
      switch (c) {
        case '{':
        case '[': break;
        case 't': return literal(p, "true", Type::boolean);
        case 'f': return literal(p, "false", Type::boolean);
        case 'n': return literal(p, "null", Type::null);
        default: return fail(Fault::malformed, p, "expected a value");
      }
      if (tape_.open.size() >= limits_.max_depth) return fail(Fault::too_deep, p, "arrays and objects nest too deeply");
      if (is_full()) return fail_full(p);
      open_container(p, c == '{');
      p = skip_space(p + 1);
      if (p == nullptr) return nullptr;
      if (p != end_ && *p == close_) {
        close_container(p + 1);
        return p + 1;
      }
      if (c == '{') {
        p = key(p);
        if (p == nullptr) return nullptr;
      }
    }
  }

  [[gnu::always_inline]] void open_container(const char* p, bool is_object) {
    tape_.open.push_back({key_filter_, container_, children_});
    container_ = size_;
    children_ = 0;
    key_filter_ = 0;
    close_ = is_object ? '}' : ']';
    is_root_ = false;
    ++values_;
    const std::uint32_t begin = offset(p);
    push({begin, begin, 0, 0, is_object ? Type::object : Type::array, false, false});
  }

  [[gnu::always_inline]] void close_container(const char* after) {
    Node& node = nodes_[container_];
    node.end = offset(after);
    node.next = size_;
    node.count = children_;
    const Tape::OpenContainer& outer = tape_.open.back();
    key_filter_ = outer.key_filter;
    container_ = outer.node;
    children_ = outer.children;
    tape_.open.pop_back();
    is_root_ = tape_.open.empty();
    close_ = nodes_[container_].type == Type::object ? '}' : ']';
  }

  [[gnu::always_inline]] const char* key(const char* p) {
    if (p == end_ || *p != '"') return fail(Fault::malformed, p, "expected a key");
    bool has_escape = false;
    const char* const close = string_body(p + 1, has_escape, "unterminated key");
    if (close == nullptr) return nullptr;
    const Node node{offset(p + 1), offset(close), size_ + 1, 0, Type::string, has_escape, false};
    if (!keys_.is_new(node, size_, container_, children_, key_filter_) && !limits_.allow_duplicate_keys)
      return fail(Fault::malformed, p, "duplicate key");
    push(node);
    p = skip_space(close + 1);
    if (p == nullptr) return nullptr;
    if (p == end_ || *p != ':') return fail(Fault::malformed, p, "expected ':'");
    return skip_space(p + 1);
  }

  [[gnu::always_inline]] const char* string(const char* p, const char* unterminated) {
    bool has_escape = false;
    const char* const close = string_body(p + 1, has_escape, unterminated);
    if (close == nullptr) return nullptr;
    push_scalar(offset(p + 1), offset(close), Type::string, has_escape, false);
    return close + 1;
  }

  /// From the byte after the opening quote to the closing quote.
  [[gnu::always_inline]] const char* string_body(const char* p, bool& has_escape, const char* unterminated) {
    for (;;) {
      while (end_ - p >= 8) {
        const std::uint64_t stops = swar::not_plain(swar::load(p));
        if (stops != 0) {
          p += swar::first_marked(stops);
          break;
        }
        p += 8;
      }
      if (p == end_) return fail(Fault::malformed, p, unterminated);
      const auto byte = static_cast<unsigned char>(*p);
      if (byte == '"') return p;
      if (byte == '\\') {
        has_escape = true;
        p = escape(p);
        if (p == nullptr) return nullptr;
      } else if (byte < 0x20) {
        return fail(Fault::malformed, p, "a control character in a string must be escaped");
      } else if (byte < 0x80) {
        ++p;  // in the last seven bytes of the text
      } else {
        // Text that needs one such sequence mostly needs a run of them.
        do {
          const std::size_t length = utf8_sequence(p, end_);
          if (length == 0) return fail(Fault::malformed, p, "invalid UTF-8");
          p += length;
        } while (p != end_ && static_cast<unsigned char>(*p) >= 0x80);
      }
    }
  }

  [[gnu::noinline]] const char* escape(const char* p) {
    if (end_ - p < 2) return fail(Fault::malformed, end_, "unterminated escape");
    if (p[1] != 'u') {
      return simple_escape(p[1]) != 0 ? p + 2 : fail(Fault::malformed, p + 1, "unknown escape");
    }
    const char* const after = hex_digits(p + 2);
    if (after == nullptr) return nullptr;
    const unsigned unit = code_unit(p + 2);
    if (is_low_surrogate(unit)) return fail(Fault::malformed, p, "unpaired surrogate");
    if (!is_high_surrogate(unit)) return after;
    if (end_ - after < 2 || after[0] != '\\' || after[1] != 'u') return fail(Fault::malformed, p, "unpaired surrogate");
    const char* const pair_end = hex_digits(after + 2);
    if (pair_end == nullptr) return nullptr;
    return is_low_surrogate(code_unit(after + 2)) ? pair_end : fail(Fault::malformed, p, "unpaired surrogate");
  }

  const char* hex_digits(const char* p) {
    for (int i = 0; i < 4; ++i, ++p) {
      if (p == end_ || hex_digit(*p) < 0) return fail(Fault::malformed, p, "expected four hexadecimal digits");
    }
    return p;
  }

  [[gnu::always_inline]] const char* number(const char* p) {
    const char* const begin = p;
    if (*p == '-') ++p;
    if (p != end_ && *p == '0') {
      ++p;  // a digit after it is trailing: leading zeros are not JSON
    } else {
      p = digits(p);
      if (p == nullptr) return nullptr;
    }
    if (p != end_ && *p == '.') {
      p = digits(p + 1);
      if (p == nullptr) return nullptr;
    }
    if (p != end_ && (*p == 'e' || *p == 'E')) {
      ++p;
      if (p != end_ && (*p == '+' || *p == '-')) ++p;
      p = digits(p);
      if (p == nullptr) return nullptr;
    }
    push_scalar(offset(begin), offset(p), Type::number, false, false);
    return p;
  }

  [[gnu::always_inline]] const char* digits(const char* p) {
    if (p == end_ || !is_digit(*p)) return fail(Fault::malformed, p, "expected a digit");
    ++p;
    while (end_ - p >= 8) {
      const std::uint64_t stops = swar::not_digit(swar::load(p));
      if (stops != 0) return p + swar::first_marked(stops);
      p += 8;
    }
    while (p != end_ && is_digit(*p)) ++p;
    return p;
  }

  const char* literal(const char* p, std::string_view word, Type type) {
    if (is_full()) return fail_full(p);
    const char* const begin = p;
    for (const char c : word) {
      if (p == end_ || *p != c) return fail(Fault::malformed, p, "expected true, false or null");
      ++p;
    }
    push_scalar(offset(begin), offset(p), type, false, *begin == 't');
    return p;
  }

  [[gnu::always_inline]] const char* skip_space(const char* p) {
    while (p != end_) {
      if (static_cast<unsigned char>(*p) > ' ' && *p != '/') [[likely]]
        return p;
      if (is_space(*p)) {
        ++p;
      } else if (*p == '/' && limits_.allow_comments) {
        p = comment(p);
        if (p == nullptr) return nullptr;
      } else {
        return p;
      }
    }
    return p;
  }

  [[gnu::noinline]] const char* comment(const char* p) {
    const char kind = end_ - p < 2 ? '\0' : p[1];
    if (kind != '/' && kind != '*') return fail(Fault::malformed, p, "expected a comment after '/'");
    p += 2;
    while (p != end_) {
      if (kind == '/' && *p == '\n') return p;
      if (kind == '*' && *p == '*' && end_ - p >= 2 && p[1] == '/') return p + 2;
      std::size_t length = 1;
      if (static_cast<unsigned char>(*p) >= 0x80) length = utf8_sequence(p, end_);
      if (length == 0) return fail(Fault::malformed, p, "invalid UTF-8");
      p += length;
    }
    return kind == '/' ? p : fail(Fault::malformed, p, "unterminated comment");
  }

  [[gnu::always_inline]] void push(const Node& node) {
    if (size_ == capacity_) [[unlikely]] {
      tape_.nodes.grow();
      nodes_ = tape_.nodes.data();
      capacity_ = tape_.nodes.capacity();
    }
    nodes_[size_++] = node;
  }

  [[gnu::always_inline]] void push_scalar(std::uint32_t begin, std::uint32_t end, Type type, bool has_escape,
                                          bool is_true) {
    ++values_;
    push({begin, end, size_ + 1, 0, type, has_escape, is_true});
  }

  [[gnu::noinline, gnu::cold]] const char* fail(Fault fault, const char* p, const char* message) {
    // The mark is a frequent accident of editors, so it deserves its name.
    if (p == begin_ && end_ - p >= 3 && p[0] == '\xEF' && p[1] == '\xBB' && p[2] == '\xBF') {
      message = "a byte order mark is not allowed";
    }
    result_ = {fault, offset(p), message};
    return nullptr;
  }
  const char* fail_full(const char* p) { return fail(Fault::too_many_nodes, p, "too many values"); }

  bool is_full() const { return values_ >= limits_.max_nodes; }
  std::uint32_t offset(const char* p) const { return static_cast<std::uint32_t>(p - begin_); }

  const char* const begin_;
  const char* const end_;
  const Limits limits_;
  Tape& tape_;
  KeySet keys_;
  ScanResult result_;

  // The innermost open container; the ones around it wait in tape_.open.
  std::uint64_t key_filter_ = 0;
  std::uint32_t container_ = 0;
  std::uint32_t children_ = 0;
  char close_ = ']';
  bool is_root_ = true;

  std::uint32_t values_ = 0;

  // The tape's array; it learns its size when the scan is over.
  Node* nodes_;
  std::size_t capacity_;
  std::uint32_t size_ = 0;
};

}  // namespace

ScanResult scan(std::string_view text, const Limits& limits, Tape& tape) {
  const std::uint64_t max_bytes = std::min(limits.max_bytes, kMaxText);
  if (text.size() > max_bytes) {
    tape.nodes.set_size(0);
    return {Fault::too_large, static_cast<std::uint32_t>(max_bytes), "the text is too long"};
  }
  if (text.data() == nullptr) text = "";  // the scanner's null means a fault
  return Scanner(text, limits, tape).run();
}

}  // namespace ludex::json
