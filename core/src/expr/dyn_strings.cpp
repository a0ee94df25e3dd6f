// The strings extension of CEL (cel-spec, tests/simple/testdata/string_ext). Positions count code points.

#include <algorithm>

#include "expr/dyn_functions.h"
#include "schema/typed.h"

namespace ludex::expr {
namespace {

using enum DynKind;

// A text as its code points, each a view of its bytes.
std::vector<std::string_view> split_points(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t n = 1;
    while (i + n < text.size() && (text[i + n] & 0xC0) == 0x80) ++n;
    out.push_back(text.substr(i, n));
    i += n;
  }
  return out;
}

// The byte where code point `at` begins.
std::size_t byte_of(std::string_view text, std::int64_t at) {
  std::size_t i = 0;
  for (; at > 0 && i < text.size(); --at)
    for (++i; i < text.size() && (text[i] & 0xC0) == 0x80;) ++i;
  return i;
}

bool are_texts(const DynCall& c, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i)
    if (!c.is(i, string)) return false;
  return true;
}

RuleError give_text(DynCall& c, std::string_view text) {
  if (text.size() > kMaxStringDefault) return RuleError::overflow;
  return c.give(dyn_text(string, text, c.arena));
}
RuleError bad_index(DynCall& c, std::int64_t at) { return c.fail(RuleError::index_out_of_range, "index out of range: " + std::to_string(at)); }

RuleError char_at(DynCall& c) {
  if (c.count != 2 || !c.is(0, string) || !c.is(1, integer)) return RuleError::no_such_overload;
  const auto points = split_points(c.at(0).view());
  const std::int64_t at = c.at(1).i, size = static_cast<std::int64_t>(points.size());
  if (at < 0 || at > size) return bad_index(c, at);
  return give_text(c, at == size ? std::string_view() : points[static_cast<std::size_t>(at)]);
}

template <bool is_last>
RuleError index_of(DynCall& c) {
  if (c.count < 2 || c.count > 3 || !are_texts(c, 2) || (c.count == 3 && !c.is(2, integer))) return RuleError::no_such_overload;
  const std::string_view text = c.at(0).view(), wanted = c.at(1).view();
  const std::int64_t size = code_points(text);
  std::int64_t at = is_last ? size : 0;
  if (c.count == 3) {
    at = c.at(2).i;
    if (at < 0 || at > size) return bad_index(c, at);
  }
  const std::size_t from = byte_of(text, at);
  const std::size_t found = is_last ? text.rfind(wanted, from) : text.find(wanted, from);
  return c.give(dyn_int(found == std::string_view::npos ? -1 : static_cast<std::int64_t>(code_points(text.substr(0, found))), c.arena));
}

RuleError join(DynCall& c) {
  if (c.count < 1 || c.count > 2 || !c.is(0, list) || (c.count == 2 && !c.is(1, string))) return RuleError::no_such_overload;
  std::string out;
  for (std::uint32_t i = 0; i < c.at(0).size; ++i) {
    const Dyn& item = *c.at(0).items[i];
    if (item.kind != string) return RuleError::no_such_overload;
    if (i && c.count == 2) out += c.at(1).view();
    out += item.view();
    if (out.size() > kMaxStringDefault) return RuleError::overflow;
  }
  return give_text(c, out);
}

template <char first, char last, int by>
RuleError change_case(DynCall& c) {
  if (c.count != 1 || !c.is(0, string)) return RuleError::no_such_overload;
  std::string out(c.at(0).view());
  for (char& x : out)
    if (x >= first && x <= last) x = static_cast<char>(x + by);
  return give_text(c, out);
}

RuleError replace(DynCall& c) {
  if (c.count < 3 || c.count > 4 || !are_texts(c, 3) || (c.count == 4 && !c.is(3, integer))) return RuleError::no_such_overload;
  const std::string_view text = c.at(0).view(), from = c.at(1).view(), to = c.at(2).view();
  std::int64_t left = c.count == 4 ? c.at(3).i : -1;
  std::string out;
  std::size_t at = 0;
  while (left != 0 && out.size() <= kMaxStringDefault) {
    const std::size_t found = text.find(from, at);
    if (found == std::string_view::npos) break;
    out += text.substr(at, found - at);
    out += to;
    at = found + from.size();
    --left;
    if (!from.empty()) continue;
    if (at >= text.size()) {
      at = text.size() + 1;
      break;
    }
    const std::size_t next = at + byte_of(text.substr(at), 1);
    out += text.substr(at, next - at);
    at = next;
  }
  if (at <= text.size()) out += text.substr(at);
  return give_text(c, out);
}

RuleError reverse(DynCall& c) {
  if (c.is(0, list)) return reverse_list(c);
  if (c.count != 1 || !c.is(0, string)) return RuleError::no_such_overload;
  const auto points = split_points(c.at(0).view());
  std::string out;
  for (std::size_t i = points.size(); i-- > 0;) out += points[i];
  return give_text(c, out);
}

RuleError split(DynCall& c) {
  if (c.count < 2 || c.count > 3 || !are_texts(c, 2) || (c.count == 3 && !c.is(2, integer))) return RuleError::no_such_overload;
  const std::string_view text = c.at(0).view(), by = c.at(1).view();
  const std::int64_t limit = c.count == 3 ? c.at(2).i : -1;
  std::vector<std::string_view> parts;
  if (limit != 0) {
    std::size_t at = 0;
    while (limit < 0 || static_cast<std::int64_t>(parts.size()) + 1 < limit) {
      const std::size_t found = by.empty() ? (at + byte_of(text.substr(at), 1) < text.size() ? at + byte_of(text.substr(at), 1) : std::string_view::npos) : text.find(by, at);
      if (found == std::string_view::npos) break;
      parts.push_back(text.substr(at, found - at));
      at = found + by.size();
    }
    if (!(by.empty() && text.empty())) parts.push_back(text.substr(at));
  }
  if (parts.size() > kMaxItemsDefault) return RuleError::overflow;
  Dyn* out = dyn_room(list, static_cast<std::uint32_t>(parts.size()), c.arena);
  for (const auto part : parts) out->items[out->size++] = dyn_text(string, part, c.arena);
  return c.give(out);
}

RuleError substring(DynCall& c) {
  if (c.count < 2 || c.count > 3 || !c.is(0, string) || !c.is(1, integer) || (c.count == 3 && !c.is(2, integer))) return RuleError::no_such_overload;
  const std::string_view text = c.at(0).view();
  const std::int64_t size = code_points(text), begin = c.at(1).i, end = c.count == 3 ? c.at(2).i : size;
  if (begin < 0 || begin > size) return bad_index(c, begin);
  if (end < 0 || end > size) return bad_index(c, end);
  if (begin > end) return c.fail(RuleError::index_out_of_range, "invalid substring range: " + std::to_string(begin) + " to " + std::to_string(end));
  const std::size_t from = byte_of(text, begin);
  return give_text(c, text.substr(from, byte_of(text, end) - from));
}

// Unicode's White_Space.
bool is_space(std::string_view point) {
  static constexpr std::string_view kSpaces[] = {" ", "\t", "\n", "\v", "\f", "\r", "\xC2\x85", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
                                                 "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9",
                                                 "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
  return std::find(std::begin(kSpaces), std::end(kSpaces), point) != std::end(kSpaces);
}
RuleError trim(DynCall& c) {
  if (c.count != 1 || !c.is(0, string)) return RuleError::no_such_overload;
  const auto points = split_points(c.at(0).view());
  std::size_t begin = 0, end = points.size();
  while (begin < end && is_space(points[begin])) ++begin;
  while (end > begin && is_space(points[end - 1])) --end;
  std::string out;
  for (std::size_t i = begin; i < end; ++i) out += points[i];
  return give_text(c, out);
}

RuleError quote(DynCall& c) {
  if (c.count != 1 || !c.is(0, string)) return RuleError::no_such_overload;
  static constexpr std::string_view kFrom = "\a\b\f\n\r\t\v\\\"", kTo = "abfnrtv\\\"";
  std::string out = "\"";
  for (const char x : c.at(0).view()) {
    const auto at = kFrom.find(x);
    if (at == std::string_view::npos) out.push_back(x);
    else out += {'\\', kTo[at]};
  }
  return give_text(c, out + "\"");
}

}  // namespace

void add_string_functions(std::vector<DynFunction>& out) {
  static constexpr DynFunction kFunctions[] = {
      {".charAt", "string,int", "string", char_at},
      {".indexOf", "string,string", "int", index_of<false>},
      {".indexOf", "string,string,int", "int", index_of<false>},
      {".lastIndexOf", "string,string", "int", index_of<true>},
      {".lastIndexOf", "string,string,int", "int", index_of<true>},
      {".join", "list(string)", "string", join},
      {".join", "list(string),string", "string", join},
      {".lowerAscii", "string", "string", change_case<'A', 'Z', 32>},
      {".upperAscii", "string", "string", change_case<'a', 'z', -32>},
      {".replace", "string,string,string", "string", replace},
      {".replace", "string,string,string,int", "string", replace},
      {".reverse", "string", "string", reverse},
      {".reverse", "list(A)", "list(A)", reverse},
      {".split", "string,string", "list(string)", split},
      {".split", "string,string,int", "list(string)", split},
      {".substring", "string,int", "string", substring},
      {".substring", "string,int,int", "string", substring},
      {".trim", "string", "string", trim},
      {"strings.quote", "string", "string", quote},
  };
  out.insert(out.end(), std::begin(kFunctions), std::end(kFunctions));
}

}  // namespace ludex::expr
