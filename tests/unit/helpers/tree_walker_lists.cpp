// What the tree walker knows of functions of texts and lists, and of values that may be missing: by definition, code point by
// code point and item by item.

#include <algorithm>

#include "helpers/tree_walker.h"
#include "regex/regex.h"

namespace ludex::test {

namespace {

using Points = std::vector<std::string>;

Points points_of(const std::string& text) {
  Points out;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) out.emplace_back();
    out.back().push_back(c);
  }
  return out;
}

std::string joined(const Points& points, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) out += points[i];
  return out;
}

bool stands_at(const Points& text, const Points& wanted, std::size_t at) {
  if (at + wanted.size() > text.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (text[at + i] != wanted[i]) return false;
  return true;
}

bool is_space(const std::string& point) {
  static const Points kSpaces = points_of(" \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000");
  return std::find(kSpaces.begin(), kSpaces.end(), point) != kSpaces.end();
}

bool matches(const std::string& pattern, const std::string& text) {
  regex::Program program;
  regex::Fault fault;
  regex::Scratch scratch;
  return regex::compile(pattern, regex::Dialect::re2, program, fault) && regex::search(program, text, scratch) == regex::Match::yes;
}

}  // namespace

bool is_less(const Value& a, const Value& b) {
  if (const auto* i = std::get_if<std::int64_t>(&a.is)) return *i < b.as<std::int64_t>();
  if (const auto* d = std::get_if<double>(&a.is)) return *d < b.as<double>();
  if (const auto* t = std::get_if<bool>(&a.is)) return !*t && b.as<bool>();
  return a.as<std::string>() < b.as<std::string>();
}

Values sorted_by(const Values& items, const Values& keys) {
  Values out, placed;  // by insertion
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::size_t at = placed.size();
    while (at > 0 && is_less(keys[i], placed[at - 1])) --at;
    placed.insert(placed.begin() + static_cast<std::ptrdiff_t>(at), keys[i]);
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(at), items[i]);
  }
  return out;
}

std::optional<Walked> TreeWalker::call_on_text(std::uint32_t n, const Values& arguments) {
  const std::string& f = node(n).text;
  const bool is_text = std::holds_alternative<std::string>(arguments[0].is);
  if (f == "join") {
    std::string out;
    const Values& parts = arguments[0].as<Values>();
    for (std::size_t i = 0; i < parts.size(); ++i) out += (i && arguments.size() > 1 ? arguments[1].as<std::string>() : "") + parts[i].as<std::string>();
    return give(out);
  }
  if (!is_text) return std::nullopt;
  const std::string& whole_text = arguments[0].as<std::string>();
  const Points text = points_of(whole_text);
  const auto size = static_cast<std::int64_t>(text.size());
  const auto int_at = [&](std::size_t i) { return arguments[i].as<std::int64_t>(); };
  const auto wanted = [&](std::size_t i) { return points_of(arguments[i].as<std::string>()); };
  const auto is_position = [&](std::int64_t at) { return at >= 0 && at <= size; };
  if (f == "matches") return give(matches(arguments[1].as<std::string>(), whole_text));
  if (f == "charAt") {
    if (!is_position(int_at(1))) return fail(n, RuleError::index_out_of_range);
    return give(int_at(1) == size ? std::string() : text[static_cast<std::size_t>(int_at(1))]);
  }
  if (f == "indexOf" || f == "lastIndexOf") {
    const bool is_last = f == "lastIndexOf";
    const std::int64_t from = arguments.size() > 2 ? int_at(2) : is_last ? size : 0;
    if (!is_position(from)) return fail(n, RuleError::index_out_of_range);
    for (std::int64_t at = from; is_position(at); at += is_last ? -1 : 1)
      if (stands_at(text, wanted(1), static_cast<std::size_t>(at))) return give(at);
    return give(std::int64_t{-1});
  }
  if (f == "substring") {
    const std::int64_t end = arguments.size() > 2 ? int_at(2) : size;
    if (!is_position(int_at(1)) || !is_position(end) || int_at(1) > end) return fail(n, RuleError::index_out_of_range);
    return give(joined(text, static_cast<std::size_t>(int_at(1)), static_cast<std::size_t>(end)));
  }
  if (f == "lowerAscii" || f == "upperAscii") {
    std::string out = whole_text;
    for (char& c : out) {
      if (f == "lowerAscii" && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      if (f == "upperAscii" && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return give(out);
  }
  if (f == "trim") {
    std::size_t begin = 0, end = text.size();
    while (begin < end && is_space(text[begin])) ++begin;
    while (begin < end && is_space(text[end - 1])) --end;
    return give(joined(text, begin, end));
  }
  if (f == "reverse") return give(joined(Points(text.rbegin(), text.rend()), 0, text.size()));
  if (f == "strings.quote") {
    std::string out = "\"";
    for (const char c : whole_text) {
      const std::string from = "\a\b\f\n\r\t\v\\\"", to = "abfnrtv\\\"";
      const std::size_t at = from.find(c);
      out += at == std::string::npos ? std::string(1, c) : std::string("\\") + to[at];
    }
    return give(out + "\"");
  }
  if (f == "replace") {
    const Points from = wanted(1);
    std::int64_t left = arguments.size() > 3 ? int_at(3) : -1;
    std::string out;
    for (std::size_t at = 0; at <= text.size();) {
      const bool is_here = left != 0 && stands_at(text, from, at);
      if (is_here) {
        out += arguments[2].as<std::string>();
        if (left > 0) --left;  // a negative limit is none
        at += from.size();
      }
      if (is_here && !from.empty()) continue;
      if (at < text.size()) out += text[at];
      ++at;
    }
    return give(out);
  }
  if (f == "split") {
    const Points by = wanted(1);
    const std::int64_t limit = arguments.size() > 2 ? int_at(2) : -1;
    Values out;
    if (limit == 0 || (by.empty() && text.empty())) return give(std::move(out));
    std::size_t begin = 0;
    for (std::size_t at = by.empty() ? 1 : 0; at < text.size() && static_cast<std::int64_t>(out.size()) + 1 != limit;) {
      if (!stands_at(text, by, at)) {
        ++at;
        continue;
      }
      out.push_back({joined(text, begin, at)});
      begin = at + by.size();
      at = by.empty() ? at + 1 : begin;
    }
    out.push_back({joined(text, begin, text.size())});
    return give(std::move(out));
  }
  return std::nullopt;
}

std::optional<Walked> TreeWalker::call_on_list(std::uint32_t n, const Values& arguments) {
  const std::string& f = node(n).text;
  if (f == "lists.range") {
    Values out(static_cast<std::size_t>(arguments[0].as<std::int64_t>()));
    for (std::size_t i = 0; i < out.size(); ++i) out[i].is = static_cast<std::int64_t>(i);
    return give(std::move(out));
  }
  if (!std::holds_alternative<Values>(arguments[0].is)) return std::nullopt;
  const Values& items = arguments[0].as<Values>();
  if (f == "greatest" || f == "least") {
    if (items.empty()) return fail(n, RuleError::no_such_overload);
    Value best = items[0];
    for (const Value& v : items)
      if (f == "least" ? is_less(v, best) : is_less(best, v)) best = v;
    return {{best}};
  }
  if (f == "slice") {
    const std::int64_t begin = arguments[1].as<std::int64_t>(), end = arguments[2].as<std::int64_t>();
    if (begin < 0 || begin > end || end > static_cast<std::int64_t>(items.size())) return fail(n, RuleError::index_out_of_range);
    return give(Values(items.begin() + begin, items.begin() + end));
  }
  if (f == "first" || f == "last") return items.empty() ? Walked{} : Walked{f == "first" ? items.front() : items.back()};
  if (f == "reverse") return give(Values(items.rbegin(), items.rend()));
  if (f == "sort") return give(sorted_by(items, items));
  Values out;
  if (f == "flatten") {
    for (const Value& part : items)
      for (const Value& v : part.as<Values>()) out.push_back(v);
    return give(std::move(out));
  }
  if (f == "unwrapOpt") {
    for (const Value& v : items)
      if (!v.is_null()) out.push_back(v);
    return give(std::move(out));
  }
  if (f == "distinct") {
    for (const Value& v : items)
      if (std::none_of(out.begin(), out.end(), [&](const Value& kept) { return same(kept, v, false); })) out.push_back(v);
    return give(std::move(out));
  }
  return std::nullopt;
}

Walked TreeWalker::optional_part(std::uint32_t n) {
  const expr::Node& x = node(n);
  const Walked target = visit(x.children[0]);
  if (!target.ok()) return target;
  if (target.value.is_null()) return {};
  if (const auto* items = std::get_if<Values>(&target.value.is)) {
    const Walked index = visit(x.children[1]);
    if (!index.ok()) return index;
    const auto i = index.value.as<std::int64_t>();
    return i < 0 || i >= static_cast<std::int64_t>(items->size()) ? Walked{} : Walked{(*items)[static_cast<std::size_t>(i)]};
  }
  const Walked key = x.kind == expr::NodeKind::optional_select ? give(x.text) : visit(x.children[1]);
  if (!key.ok()) return key;
  const auto found = target.value.as<Members>().find(key.value.as<std::string>());
  return found == target.value.as<Members>().end() ? Walked{} : Walked{found->second};
}

Walked TreeWalker::optional_call(std::uint32_t n) {
  const expr::Node& x = node(n);
  const Walked given = visit(x.children[0]);
  if (!given.ok() || x.text == "optional.of") return given;
  if (x.text == "hasValue") return give(!given.value.is_null());
  if (!given.value.is_null()) return given;
  return x.text == "value" ? fail(n, RuleError::no_such_overload) : visit(x.children[1]);
}

}  // namespace ludex::test
