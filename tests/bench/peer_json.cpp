#include "peer_json.h"

#include <algorithm>
#include <charconv>

namespace peer {
namespace {

class Reader {
 public:
  Reader(Document& out, std::uint32_t max_depth, std::uint32_t max_nodes)
      : out_(out), text_(out.text), max_depth_(max_depth), max_nodes_(max_nodes) {}

  Fault read() {
    out_.nodes.clear();
    space();
    if (value()) {
      space();
      if (at_ != text_.size()) fail(Fault::malformed);
    }
    return fault_;
  }

 private:
  bool fail(Fault fault) {
    if (fault_ == Fault::none) fault_ = fault;
    return false;
  }
  int peek() const { return at_ < text_.size() ? static_cast<unsigned char>(text_[at_]) : -1; }
  bool is_digit() const { return peek() >= '0' && peek() <= '9'; }
  void space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') ++at_;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }
  std::uint32_t push(Type type) {
    out_.nodes.push_back({type, false, here(), 0, 0, 0});
    return static_cast<std::uint32_t>(out_.nodes.size() - 1);
  }
  void close(std::uint32_t node) {
    out_.nodes[node].end = here();
    out_.nodes[node].next = static_cast<std::uint32_t>(out_.nodes.size());
  }

  bool value() {
    const int c = peek();
    const bool is_container = c == '{' || c == '[';
    const bool is_number = c == '-' || is_digit();
    if (!is_container && !is_number && c != '"' && c != 't' && c != 'f' && c != 'n') return fail(Fault::malformed);
    if (is_container && depth_ >= max_depth_) return fail(Fault::too_deep);
    if (++values_ > max_nodes_) return fail(Fault::too_many_nodes);
    if (c == '{') return object();
    if (c == '[') return array();
    if (c == '"') return string();
    if (is_number) return number();
    return c == 't'   ? literal("true", Type::boolean)
           : c == 'f' ? literal("false", Type::boolean)
                      : literal("null", Type::null);
  }

  bool literal(std::string_view word, Type type) {
    const std::uint32_t node = push(type);
    if (text_.compare(at_, word.size(), word) != 0) return fail(Fault::malformed);
    at_ += word.size();
    close(node);
    return true;
  }

  bool digits() {
    if (!is_digit()) return fail(Fault::malformed);
    while (is_digit()) ++at_;
    return true;
  }
  bool number() {
    const std::uint32_t node = push(Type::number);
    if (peek() == '-') ++at_;
    if (peek() == '0') ++at_;
    else if (!digits()) return false;
    if (peek() == '.' && (++at_, !digits())) return false;
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return false;
    }
    close(node);
    return true;
  }

  bool hex4(unsigned& unit) {
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const int c = peek();
      const int lower = c | 0x20;
      if (c >= '0' && c <= '9') unit = unit * 16 + static_cast<unsigned>(c - '0');
      else if (lower >= 'a' && lower <= 'f') unit = unit * 16 + static_cast<unsigned>(lower - 'a' + 10);
      else return fail(Fault::malformed);
    }
    return true;
  }
  bool escape() {
    ++at_;
    const int c = peek();
    ++at_;
    if (c != 'u')
      return std::string_view("\"\\/bfnrt").find(static_cast<char>(c)) != std::string_view::npos && c > 0
                 ? true
                 : fail(Fault::malformed);
    unsigned unit = 0;
    if (!hex4(unit)) return false;
    if (unit >= 0xDC00 && unit <= 0xDFFF) return fail(Fault::malformed);
    if (unit < 0xD800 || unit > 0xDBFF) return true;
    if (text_.compare(at_, 2, "\\u") != 0) return fail(Fault::malformed);
    at_ += 2;
    return hex4(unit) && ((unit >= 0xDC00 && unit <= 0xDFFF) || fail(Fault::malformed));
  }
  // One UTF-8 sequence by the table of Unicode's chapter 3: no overlong forms, no surrogates, nothing above 10FFFF.
  bool utf8() {
    const int first = peek();
    const int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0) return fail(Fault::malformed);
    ++at_;
    for (int i = 1; i < length; ++i, ++at_) {
      int low = 0x80, high = 0xBF;
      if (i == 1 && first == 0xE0) low = 0xA0;
      if (i == 1 && first == 0xED) high = 0x9F;
      if (i == 1 && first == 0xF0) low = 0x90;
      if (i == 1 && first == 0xF4) high = 0x8F;
      if (peek() < low || peek() > high) return fail(Fault::malformed);
    }
    return true;
  }
  bool string() {
    ++at_;
    const std::uint32_t node = push(Type::string);
    for (;;) {
      const int c = peek();
      if (c == '"') break;
      if (c < 0x20) return fail(Fault::malformed);  // also the end of the text
      if (c == '\\') {
        out_.nodes[node].has_escape = true;
        if (!escape()) return false;
      } else if (c >= 0x80) {
        if (!utf8()) return false;
      } else {
        ++at_;
      }
    }
    close(node);
    ++at_;
    return true;
  }

  bool array() {
    const std::uint32_t node = push(Type::array);
    ++depth_;
    ++at_;
    space();
    if (peek() != ']') {
      for (;;) {
        if (!value()) return false;
        ++out_.nodes[node].count;
        space();
        if (peek() == ']') break;
        if (peek() != ',') return fail(Fault::malformed);
        ++at_;
        space();
      }
    }
    ++at_;
    --depth_;
    close(node);
    return true;
  }

  bool object() {
    const std::uint32_t node = push(Type::object);
    ++depth_;
    ++at_;
    space();
    if (peek() != '}') {
      for (;;) {
        const auto key = static_cast<std::uint32_t>(out_.nodes.size());
        if (peek() != '"') return fail(Fault::malformed);
        if (!string()) return false;
        if (is_repeated(node, key)) return fail(Fault::malformed);
        space();
        if (peek() != ':') return fail(Fault::malformed);
        ++at_;
        space();
        if (!value()) return false;
        ++out_.nodes[node].count;
        space();
        if (peek() == '}') break;
        if (peek() != ',') return fail(Fault::malformed);
        ++at_;
        space();
      }
    }
    ++at_;
    --depth_;
    close(node);
    return true;
  }

  bool is_repeated(std::uint32_t object, std::uint32_t key) {
    const std::string_view name = out_.string(out_.nodes[key], name_);
    std::uint32_t other = object + 1;
    for (std::uint32_t i = 0; i < out_.nodes[object].count; ++i, other = out_.nodes[other + 1].next)
      if (out_.string(out_.nodes[other], other_name_) == name) return true;
    return false;
  }

  Document& out_;
  std::string_view text_;
  const std::uint32_t max_depth_, max_nodes_;
  std::size_t at_ = 0;
  std::uint32_t depth_ = 0, values_ = 0;
  Fault fault_ = Fault::none;
  std::string name_, other_name_;
};

void put_utf8(std::string& out, unsigned c) {
  const auto put = [&](unsigned byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) put(0xC0 | c >> 6);
  else if (c < 0x10000) put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F));
  else put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F));
  put(0x80 | (c & 0x3F));
}

}  // namespace

Fault Document::read(std::string_view line, std::uint32_t max_depth, std::uint32_t max_nodes) {
  text = line;
  return Reader(*this, max_depth, max_nodes).read();
}

std::string_view Document::string(const Node& node, std::string& scratch) const {
  const std::string_view bytes = raw(node);
  if (!node.has_escape) return bytes;
  scratch.clear();
  const auto unit = [&](std::size_t i) {
    unsigned value = 0;
    std::from_chars(bytes.data() + i, bytes.data() + i + 4, value, 16);
    return value;
  };
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\\') {
      scratch.push_back(bytes[i]);
      continue;
    }
    const char c = bytes[++i];
    const std::size_t simple = std::string_view("bfnrt").find(c);
    if (c != 'u') {
      scratch.push_back(simple == std::string_view::npos ? c : "\b\f\n\r\t"[simple]);
      continue;
    }
    unsigned point = unit(i + 1);
    i += 4;
    if (point >= 0xD800 && point <= 0xDBFF) {
      point = 0x10000 + ((point - 0xD800) << 10) + (unit(i + 3) - 0xDC00);
      i += 6;
    }
    put_utf8(scratch, point);
  }
  return scratch;
}

std::uint32_t Document::member(std::uint32_t object, std::string_view name) const {
  std::string scratch;
  std::uint32_t key = object + 1;
  for (std::uint32_t i = 0; i < nodes[object].count; ++i, key = nodes[key + 1].next)
    if (string(nodes[key], scratch) == name) return key + 1;
  return 0;
}

std::optional<double> finite_double(std::string_view number) {
  double value = 0;
  const auto result = std::from_chars(number.data(), number.data() + number.size(), value);
  if (result.ec == std::errc()) return value;
  // Out of range is either end: a tiny number is zero, a huge one is not a double.
  const std::size_t e = number.find_first_of("eE");
  const bool is_tiny = e != std::string_view::npos && number.substr(e).find('-') != std::string_view::npos;
  return is_tiny ? std::optional(0.0) : std::nullopt;
}

std::optional<std::int64_t> exact_int(std::string_view number) {
  std::int64_t plain = 0;
  const char* const end = number.data() + number.size();
  const auto result = std::from_chars(number.data(), end, plain);
  if (result.ec == std::errc() && result.ptr == end) return plain;

  // digits * 10^exponent, trailing zeros of the digits given to the exponent
  std::string digits;
  std::int64_t exponent = 0;
  const bool is_negative = number[0] == '-';
  const std::size_t e = number.find_first_of("eE");
  for (const char c : number.substr(0, e)) {
    if (c == '.') exponent = -1;
    else if (c != '-' && (digits.push_back(c), exponent < 0)) --exponent;
  }
  exponent = exponent < 0 ? exponent + 1 : 0;
  if (e != std::string_view::npos) {
    const char* const from = number.data() + e + (number[e + 1] == '+' ? 2 : 1);
    std::int64_t written = 0;
    if (std::from_chars(from, end, written).ec != std::errc()) written = number[e + 1] == '-' ? -1'000'000 : 1'000'000;
    exponent += written;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return 0;
  for (; digits.back() == '0'; digits.pop_back()) ++exponent;
  if (exponent < 0 || exponent > 18 || digits.size() + static_cast<std::size_t>(exponent) > 19) return std::nullopt;
  digits.append(static_cast<std::size_t>(exponent), '0');
  if (is_negative) digits.insert(digits.begin(), '-');
  const auto exact = std::from_chars(digits.data(), digits.data() + digits.size(), plain);
  return exact.ec == std::errc() ? std::optional(plain) : std::nullopt;
}

}  // namespace peer
