// Texts: conversions, and the functions of texts.

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "expr/cost.h"
#include "expr/run_parts.h"
#include "expr/text_functions.h"
#include "expr/text_numbers.h"
#include "schema/text_pattern.h"
#include "value/number.h"

namespace ludex::expr {
namespace {

struct TextCall {
  const Instruction& x;
  Word* r;
  Arena& arena;
  std::uint64_t& work;

  std::string_view at(std::uint32_t i) const { return r[x.b + i].s->view(); }
  std::int64_t whole(std::uint32_t i) const { return r[x.b + i].i; }

  RuleError give(std::int64_t value) {
    r[x.a] = word_int(value);
    return RuleError::none;
  }
  // By reference: `value` is written while `is_fine` is computed.
  RuleError give(bool is_fine, const std::int64_t& value) { return is_fine ? give(value) : RuleError::index_out_of_range; }
  RuleError give(std::string_view made) {
    work += made.size() / 64;
    if (made.size() > kMaxMadeString || arena.used() > kMaxScratchBytes) return RuleError::overflow;
    r[x.a] = word_str(make_str(made, arena));
    return RuleError::none;
  }
  RuleError give(const std::vector<std::string_view>& parts) {
    work += parts.size();
    if (arena.used() > kMaxScratchBytes) return RuleError::overflow;
    const auto n = static_cast<std::uint32_t>(parts.size());
    auto* l = arena.allocate_array<List>(1);
    *l = {n, n, n ? arena.allocate_array<Word>(n) : nullptr};
    for (std::uint32_t i = 0; i < n; ++i) l->items[i] = word_str(make_str(parts[i], arena));
    r[x.a] = word_list(l);
    return RuleError::none;
  }
};

RuleError concat(TextCall c) {
  const std::string_view a = c.r[c.x.b].s->view(), b = c.r[c.x.c].s->view();
  c.work += (a.size() + b.size()) / 64;
  if (a.size() + b.size() > kMaxMadeString || c.arena.used() > kMaxScratchBytes) return RuleError::overflow;
  auto* s = static_cast<Str*>(c.arena.allocate(Str::bytes(a.size() + b.size())));
  s->size = static_cast<std::uint32_t>(a.size() + b.size());
  s->reserved = 0;
  if (!a.empty()) std::memcpy(s->data(), a.data(), a.size());
  if (!b.empty()) std::memcpy(s->data() + a.size(), b.data(), b.size());
  c.r[c.x.a] = word_str(s);
  return RuleError::none;
}

RuleError join(TextCall c, std::string_view between) {
  const List& l = *c.r[c.x.b].list;
  c.work += l.size;
  std::size_t size = l.size ? (l.size - 1) * between.size() : 0;
  for (std::uint32_t i = 0; i < l.size; ++i) size += l.items[i].s->size;
  if (size > kMaxMadeString) return RuleError::overflow;
  std::string out;
  out.reserve(size);
  for (std::uint32_t i = 0; i < l.size; ++i) {
    if (i) out += between;
    out += l.items[i].s->view();
  }
  return c.give(std::string_view(out));
}

RuleError replace(TextCall c, std::int64_t times) {
  std::string out;
  c.work += c.at(0).size() / 64;
  return text::replace(c.at(0), c.at(1), c.at(2), times, kMaxMadeString, out) ? c.give(std::string_view(out)) : RuleError::overflow;
}

RuleError split(TextCall c, std::int64_t parts) {
  std::vector<std::string_view> out;
  c.work += c.at(0).size() / 64;
  return text::split(c.at(0), c.at(1), parts, kMaxMadeList, out) ? c.give(out) : RuleError::overflow;
}

}  // namespace

RuleError run_text(const Instruction* at, Word* r, const Frame& frame, std::uint64_t& work) {
  const Instruction& x = *at;
  TextCall c{x, r, *frame.arena, work};
  std::string_view part;
  std::int64_t position = -1;
  switch (x.op) {
    case OpCode::string_to_int: {
      std::int64_t v = 0;
      if (text::to_int(c.at(0), v) != text::Read::good) return RuleError::conversion;
      return c.give(v);
    }
    case OpCode::string_to_double: {
      double v = 0;
      const text::Read read = text::to_double(c.at(0), v);
      if (read == text::Read::not_one) return RuleError::conversion;
      r[x.a] = word_double(v);
      return read == text::Read::good ? RuleError::none : RuleError::not_finite;
    }
    case OpCode::string_to_bool: {
      bool v = false;
      if (text::to_bool(c.at(0), v) != text::Read::good) return RuleError::conversion;
      r[x.a] = word_bool(v);
      return RuleError::none;
    }
    case OpCode::concat_string: return concat(c);
    case OpCode::matches: {
      const std::string_view given = c.at(0);
      work += given.size();
      const regex::Match match = frame.declarations->patterns[x.c]->search(given);
      if (match == regex::Match::too_costly) return RuleError::overflow;
      r[x.a] = word_bool(match == regex::Match::yes);
      return RuleError::none;
    }
    case OpCode::lower_ascii: return c.give(std::string_view(text::lower_ascii(c.at(0))));
    case OpCode::upper_ascii: return c.give(std::string_view(text::upper_ascii(c.at(0))));
    case OpCode::trim: return c.give(text::trim(c.at(0)));
    case OpCode::quote_text: return c.give(std::string_view(text::quote(c.at(0))));
    case OpCode::reverse_text: return c.give(std::string_view(text::reverse(c.at(0))));
    case OpCode::char_at: return text::char_at(c.at(0), c.whole(1), part) ? c.give(part) : RuleError::index_out_of_range;
    case OpCode::substring_from:
    case OpCode::substring: {
      const bool has_end = x.op == OpCode::substring;
      if (has_end && c.whole(2) == text::kEnd) return RuleError::index_out_of_range;
      return text::substring(c.at(0), c.whole(1), has_end ? c.whole(2) : text::kEnd, part) ? c.give(part) : RuleError::index_out_of_range;
    }
    case OpCode::index_of: return c.give(text::index_of(c.at(0), c.at(1), 0, position), position);
    case OpCode::index_of_from: return c.give(text::index_of(c.at(0), c.at(1), c.whole(2), position), position);
    case OpCode::last_index_of: return c.give(text::last_index_of(c.at(0), c.at(1), text::kEnd, position), position);
    case OpCode::last_index_of_from: return c.give(c.whole(2) != text::kEnd && text::last_index_of(c.at(0), c.at(1), c.whole(2), position), position);
    case OpCode::replace: return replace(c, -1);
    case OpCode::replace_some: return replace(c, c.whole(3));
    case OpCode::split: return split(c, -1);
    case OpCode::split_some: return split(c, c.whole(2));
    case OpCode::join: return join(c, {});
    default: return join(c, c.at(1));
  }
}

}  // namespace ludex::expr
