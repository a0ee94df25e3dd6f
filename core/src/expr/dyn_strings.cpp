// The strings extension of CEL (cel-spec, tests/simple/testdata/string_ext). Positions count code points.

#include "expr/dyn_functions.h"
#include "expr/text_functions.h"
#include "schema/typed.h"

namespace ludex::expr {
namespace {

using enum DynKind;

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
  std::string_view out;
  return text::char_at(c.at(0).view(), c.at(1).i, out) ? give_text(c, out) : bad_index(c, c.at(1).i);
}

template <bool is_last>
RuleError index_of(DynCall& c) {
  if (c.count < 2 || c.count > 3 || !are_texts(c, 2) || (c.count == 3 && !c.is(2, integer))) return RuleError::no_such_overload;
  const std::int64_t at = c.count == 3 ? c.at(2).i : is_last ? text::kEnd : 0;
  if (c.count == 3 && at == text::kEnd) return bad_index(c, at);
  std::int64_t out = -1;
  const bool is_within = is_last ? text::last_index_of(c.at(0).view(), c.at(1).view(), at, out) : text::index_of(c.at(0).view(), c.at(1).view(), at, out);
  return is_within ? c.give(dyn_int(out, c.arena)) : bad_index(c, at);
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

template <std::string (*change)(std::string_view)>
RuleError changed(DynCall& c) {
  if (c.count != 1 || !c.is(0, string)) return RuleError::no_such_overload;
  return give_text(c, change(c.at(0).view()));
}

RuleError replace(DynCall& c) {
  if (c.count < 3 || c.count > 4 || !are_texts(c, 3) || (c.count == 4 && !c.is(3, integer))) return RuleError::no_such_overload;
  std::string out;
  const bool fits = text::replace(c.at(0).view(), c.at(1).view(), c.at(2).view(), c.count == 4 ? c.at(3).i : -1, kMaxStringDefault, out);
  return fits ? give_text(c, out) : RuleError::overflow;
}

RuleError reverse(DynCall& c) { return c.is(0, list) ? reverse_list(c) : changed<text::reverse>(c); }

RuleError split(DynCall& c) {
  if (c.count < 2 || c.count > 3 || !are_texts(c, 2) || (c.count == 3 && !c.is(2, integer))) return RuleError::no_such_overload;
  std::vector<std::string_view> parts;
  if (!text::split(c.at(0).view(), c.at(1).view(), c.count == 3 ? c.at(2).i : -1, kMaxItemsDefault, parts)) return RuleError::overflow;
  Dyn* out = dyn_room(list, static_cast<std::uint32_t>(parts.size()), c.arena);
  for (const auto part : parts) out->items[out->size++] = dyn_text(string, part, c.arena);
  return c.give(out);
}

RuleError substring(DynCall& c) {
  if (c.count < 2 || c.count > 3 || !c.is(0, string) || !c.is(1, integer) || (c.count == 3 && !c.is(2, integer))) return RuleError::no_such_overload;
  const std::string_view given = c.at(0).view();
  const std::int64_t begin = c.at(1).i, end = c.count == 3 ? c.at(2).i : std::int64_t{code_points(given)};
  std::string_view out;
  if (end != text::kEnd && text::substring(given, begin, end, out)) return give_text(c, out);
  return c.fail(RuleError::index_out_of_range, "invalid substring range: " + std::to_string(begin) + " to " + std::to_string(end));
}

RuleError trim(DynCall& c) {
  if (c.count != 1 || !c.is(0, string)) return RuleError::no_such_overload;
  return give_text(c, text::trim(c.at(0).view()));
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
      {".lowerAscii", "string", "string", changed<text::lower_ascii>},
      {".upperAscii", "string", "string", changed<text::upper_ascii>},
      {".replace", "string,string,string", "string", replace},
      {".replace", "string,string,string,int", "string", replace},
      {".reverse", "string", "string", reverse},
      {".reverse", "list(A)", "list(A)", reverse},
      {".split", "string,string", "list(string)", split},
      {".split", "string,string,int", "list(string)", split},
      {".substring", "string,int", "string", substring},
      {".substring", "string,int,int", "string", substring},
      {".trim", "string", "string", trim},
      {"strings.quote", "string", "string", changed<text::quote>},
  };
  out.insert(out.end(), std::begin(kFunctions), std::end(kFunctions));
}

}  // namespace ludex::expr
