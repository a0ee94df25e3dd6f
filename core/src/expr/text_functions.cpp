#include "expr/text_functions.h"

#include <algorithm>
#include <cstring>

#include "schema/typed.h"

namespace ludex::expr::text {
namespace {

constexpr std::size_t npos = std::string_view::npos;

std::size_t next_point(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && (text[at] & 0xC0) == 0x80;) ++at;
  return at;
}
std::size_t previous_point(std::string_view text, std::size_t at) {
  for (--at; at > 0 && (text[at] & 0xC0) == 0x80;) --at;
  return at;
}

bool is_space(std::string_view point) {
  static constexpr std::string_view kSpaces[] = {" ", "\t", "\n", "\v", "\f", "\r", "\xC2\x85", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
                                                 "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9",
                                                 "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
  return std::find(std::begin(kSpaces), std::end(kSpaces), point) != std::end(kSpaces);
}

// Knuth, Morris, Pratt (SIAM J. Comput. 6, 1977): for each length the longest proper border.
std::vector<std::uint32_t> borders(std::string_view wanted) {
  std::vector<std::uint32_t> out(wanted.size() + 1, 0);
  for (std::size_t i = 1, k = 0; i < wanted.size(); ++i) {
    while (k > 0 && wanted[i] != wanted[k]) k = out[k];
    if (wanted[i] == wanted[k]) ++k;
    out[i + 1] = static_cast<std::uint32_t>(k);
  }
  return out;
}

// Below this a plain search costs no more than its table would: as many looks at each byte at most.
constexpr std::size_t kShort = 16;

template <char First, char Last, int By>
std::string changed(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= First && c <= Last) c = static_cast<char>(c + By);
  return out;
}

}  // namespace

std::size_t byte_of(std::string_view text, std::int64_t at) {
  std::size_t i = 0;
  for (; at > 0 && i < text.size(); --at) i = next_point(text, i);
  return i;
}

std::size_t find(std::string_view text, std::string_view wanted, std::size_t from) {
  if (wanted.size() <= kShort || text.size() < from + wanted.size()) return text.find(wanted, from);
  const auto border = borders(wanted);
  std::size_t k = 0;
  for (std::size_t i = from; i < text.size(); ++i) {
    while (k > 0 && text[i] != wanted[k]) k = border[k];
    if (text[i] == wanted[k]) ++k;
    if (k == wanted.size()) return i + 1 - k;
  }
  return npos;
}

std::size_t find_last(std::string_view text, std::string_view wanted, std::size_t from) {
  if (wanted.size() <= kShort) return text.rfind(wanted, from);
  // What begins at or before `from` ends before this.
  if (from < text.size() && text.size() - from > wanted.size()) text = text.substr(0, from + wanted.size());
  std::size_t last = npos;
  const auto border = borders(wanted);
  std::size_t k = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    while (k > 0 && (k == wanted.size() || text[i] != wanted[k])) k = border[k];
    if (text[i] == wanted[k]) ++k;
    if (k == wanted.size()) last = i + 1 - k;
  }
  return last;
}

bool index_of(std::string_view text, std::string_view wanted, std::int64_t at, std::int64_t& out) {
  if (at < 0 || at > std::int64_t{code_points(text)}) return false;
  const std::size_t found = find(text, wanted, byte_of(text, at));
  out = found == npos ? -1 : std::int64_t{code_points(text.substr(0, found))};
  return true;
}

bool last_index_of(std::string_view text, std::string_view wanted, std::int64_t at, std::int64_t& out) {
  if (at < 0 || (at != kEnd && at > std::int64_t{code_points(text)})) return false;
  const std::size_t found = find_last(text, wanted, byte_of(text, at));
  out = found == npos ? -1 : std::int64_t{code_points(text.substr(0, found))};
  return true;
}

bool char_at(std::string_view text, std::int64_t at, std::string_view& out) {
  if (at < 0 || at > std::int64_t{code_points(text)}) return false;
  const std::size_t begin = byte_of(text, at);
  out = begin == text.size() ? std::string_view() : text.substr(begin, next_point(text, begin) - begin);
  return true;
}

bool substring(std::string_view text, std::int64_t begin, std::int64_t end, std::string_view& out) {
  const std::int64_t size = code_points(text);
  if (end == kEnd) end = size;
  if (begin < 0 || begin > end || end > size) return false;
  const std::size_t from = byte_of(text, begin);
  out = text.substr(from, byte_of(text.substr(from), end - begin));
  return true;
}

std::string_view trim(std::string_view text) {
  std::size_t begin = 0, end = text.size();
  while (begin < end) {
    const std::size_t next = next_point(text, begin);
    if (!is_space(text.substr(begin, next - begin))) break;
    begin = next;
  }
  while (end > begin) {
    const std::size_t last = previous_point(text, end);
    if (!is_space(text.substr(last, end - last))) break;
    end = last;
  }
  return text.substr(begin, end - begin);
}

bool replace(std::string_view text, std::string_view from, std::string_view to, std::int64_t times, std::size_t most, std::string& out) {
  out.clear();
  std::size_t at = 0;
  const auto copy = [&](std::size_t end) {
    out += text.substr(at, end - at);
    at = end;
  };
  if (times < 0) times = std::numeric_limits<std::int64_t>::max();
  for (bool is_open = true; is_open && times != 0 && out.size() <= most; --times) {
    if (from.empty()) {  // before every code point and at the end
      out += to;
      is_open = at < text.size();
      if (is_open) copy(next_point(text, at));
      continue;
    }
    const std::size_t found = find(text, from, at);
    if (found == npos) break;
    copy(found);
    out += to;
    at += from.size();
  }
  copy(text.size());
  return out.size() <= most;
}

std::string lower_ascii(std::string_view text) { return changed<'A', 'Z', 'a' - 'A'>(text); }
std::string upper_ascii(std::string_view text) { return changed<'a', 'z', 'A' - 'a'>(text); }

std::string reverse(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t end = text.size(); end > 0;) {
    const std::size_t begin = previous_point(text, end);
    out += text.substr(begin, end - begin);
    end = begin;
  }
  return out;
}

std::string quote(std::string_view text) {
  static constexpr std::string_view kFrom = "\a\b\f\n\r\t\v\\\"", kTo = "abfnrtv\\\"";
  std::string out = "\"";
  for (const char c : text) {
    const auto at = kFrom.find(c);
    if (at == npos) out.push_back(c);
    else out += {'\\', kTo[at]};
  }
  return out + "\"";
}

bool split(std::string_view text, std::string_view by, std::int64_t limit, std::size_t most, std::vector<std::string_view>& out) {
  out.clear();
  if (limit == 0) return true;
  std::size_t at = 0;
  while (limit < 0 || static_cast<std::int64_t>(out.size()) + 1 < limit) {
    std::size_t found = npos;
    if (!by.empty()) found = find(text, by, at);
    else if (at < text.size() && next_point(text, at) < text.size()) found = next_point(text, at);
    if (found == npos) break;
    if (out.size() >= most) return false;
    out.push_back(text.substr(at, found - at));
    at = found + by.size();
  }
  if (by.empty() && text.empty()) return true;
  if (out.size() >= most) return false;
  out.push_back(text.substr(at));
  return true;
}

}  // namespace ludex::expr::text
