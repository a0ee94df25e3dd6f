#include "balance/number_places.h"

#include <algorithm>
#include <cmath>

#include "rulebook/written.h"
#include "value/diagnostics.h"
#include "value/json_pointer.h"
#include "value/number.h"

namespace ludex::detail {
namespace {

// "1.5", "2e3": spelled as no int would be.
bool is_spelled_double(std::string_view text) { return text.find_first_of(".eE") != std::string_view::npos; }

bool is_json_number(std::string_view text) {
  json::Tape tape;
  json::Limits limits;
  limits.max_bytes = 1024;
  return json::scan(text, limits, tape).ok() && tape.nodes[0].type == json::Type::number && tape.nodes[0].begin == 0 && tape.nodes[0].end == text.size();
}

std::string word_text(const Shape& shape, Word w) { return shape.kind == ShapeKind::integer ? std::to_string(w.i) : double_text(w.d); }

// What a shape holds at the rest of a pointer; nullptr where it holds no number.
const Shape* number_in(const Shape* shape, const std::vector<std::string>& tokens, std::size_t next) {
  for (;;) {
    while (shape->kind == ShapeKind::optional) shape = shape->element;
    if (next == tokens.size()) return shape->kind == ShapeKind::integer || shape->kind == ShapeKind::number ? shape : nullptr;
    const std::string& token = tokens[next++];
    if (shape->kind == ShapeKind::vec3 && next == tokens.size()) return &builtin_shapes().number;
    if (shape->kind == ShapeKind::list || shape->kind == ShapeKind::map) {
      shape = shape->element;
    } else if (shape->kind == ShapeKind::record) {
      const auto field = std::find_if(shape->fields.begin(), shape->fields.end(), [&](const Field& f) { return f.name == token; });
      if (field == shape->fields.end()) return nullptr;
      shape = field->shape;
    } else {
      return nullptr;
    }
  }
}

std::string joined(const std::vector<std::string>& tokens, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out = json::child_pointer(out, tokens[i]);
  return out;
}

}  // namespace

Error tuning_error(std::string message, std::string pointer) {
  Error e;
  e.code = ErrorCode::host;
  e.message = std::move(message);
  e.pointer = std::move(pointer);
  return e;
}

std::optional<std::pair<std::int64_t, std::int64_t>> bounds_of_member(const std::vector<std::string>& tokens) {
  using Bounds = std::pair<std::int64_t, std::int64_t>;
  if (tokens.empty() || tokens[0] != "scenarios") return std::nullopt;
  if (tokens.size() == 3) {
    if (tokens[2] == "time_limit_ms" || tokens[2] == "retry_ms") return Bounds{1, kMaxFightMs};
    if (tokens[2] == "tick_ms") return Bounds{1, 60'000};
  }
  if (tokens.size() == 5 && tokens[2] == "fighters") {
    if (tokens[4] == "first_ms") return Bounds{0, kMaxFightMs};
    if (tokens[4] == "reaction_ms" || tokens[4] == "ping_ms") return Bounds{0, 3'600'000};
  }
  return std::nullopt;
}

NumberPlaces::NumberPlaces(const Program& program) : program_(program) {
  const auto wrong = scan_rulebook(program_.data().source.text, document_);
  assert(!wrong);  // it has been compiled
  (void)wrong;
}

std::optional<json::View> NumberPlaces::at(const std::vector<std::string>& tokens, std::string& stopped) const {
  json::View v(document_, 0);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::optional<json::View> next;
    if (v.is_object()) {
      next = v.find(tokens[i]);
    } else if (v.is_array()) {
      if (const auto index = json::array_index(tokens[i]))
        v.for_each_item([&](std::uint32_t k, const json::View& item) {
          if (k == *index) next = item;
        });
    }
    if (!next) {
      std::vector<std::string> names;
      for (const auto& member : v.members()) names.emplace_back(member.name);
      const std::string there = joined(tokens, i);
      stopped = (there.empty() ? "the rulebook" : "'" + there + "'") + (v.is_object() || v.is_array() ? " has no '" + tokens[i] + "'" + nearest_name(tokens[i], names) : std::string(" is ") + json::describe(v.type()));
      return std::nullopt;
    }
    v = *next;
  }
  return v;
}

void NumberPlaces::bound(Place& place, const std::vector<std::string>& tokens) const {
  const ProgramData& program = program_.data();
  const Declarations& d = program.declarations;
  if (tokens.size() >= 5 && tokens[0] == "tables" && tokens[2] == "rows") {
    if (const auto table = d.find_table(tokens[1]))
      for (const Column& c : d.tables[*table].columns)
        if (c.name == tokens[4]) place.shape = number_in(c.shape, tokens, 5);
  } else if (tokens.size() >= 6 && tokens[0] == "scenarios" && tokens[2] == "fighters" && (tokens[4] == "live" || tokens[4] == "profile")) {
    for (const Scenario& s : program.scenarios) {
      if (s.name != tokens[1]) continue;
      for (const Fighter& f : s.fighters)
        if (f.name == tokens[3])
          for (const StateField& field : d.kinds[f.kind].fields)
            if (field.name == tokens[5] && field.is_durable == (tokens[4] == "profile")) place.shape = number_in(field.shape, tokens, 6);
    }
  } else if (const auto bounds = bounds_of_member(tokens)) {
    place.least = bounds->first;
    place.most = bounds->second;
  }
  TunableNumber& number = place.number;
  if (place.shape) {
    number.is_integer = place.shape->kind == ShapeKind::integer;
    if (place.shape->has_minimum) number.low = word_text(*place.shape, place.shape->minimum);
    if (place.shape->has_maximum) number.high = word_text(*place.shape, place.shape->maximum);
  } else if (place.least) {
    number.is_integer = true;
    number.low = std::to_string(*place.least);
    number.high = std::to_string(*place.most);
  }
}

NumberPlaces::Place NumberPlaces::place_of(std::string pointer, const std::vector<std::string>& tokens, const json::View& number) const {
  Place out;
  out.number.pointer = std::move(pointer);
  out.number.is_integer = !is_spelled_double(number.raw());
  out.begin = number.node().begin;
  out.end = number.node().end;
  bound(out, tokens);
  const auto whole = number.integer();
  out.number.value = out.number.is_integer && whole ? std::to_string(*whole) : double_text(parse_double(number.raw()));
  return out;
}

Result<NumberPlaces::Place> NumberPlaces::find(std::string_view pointer) const {
  const auto tokens = json::parse_pointer(pointer);
  if (!tokens) return tuning_error("'" + std::string(pointer) + "' is no JSON Pointer: it begins with '/', as in /tables/makes/rows/rifle/hit");
  std::string stopped;
  const auto found = at(*tokens, stopped);
  if (!found) return tuning_error("no number is at '" + std::string(pointer) + "': " + stopped + "; `numbers` lists what can be varied, and what a default stands for must be written out first", std::string(pointer));
  if (!found->is(json::Type::number)) {
    const bool is_container = found->is_object() || found->is_array();
    return tuning_error(std::string("here is ") + json::describe(found->type()) + ", no number; " + (is_container ? "name one of those in it" : "put the number into a table, or write it without quotes"), std::string(pointer));
  }
  if (tokens->size() == 1 && ((*tokens)[0] == "ludex" || (*tokens)[0] == "version")) return tuning_error("this says what the file is, and is nothing to vary", std::string(pointer));
  return place_of(std::string(pointer), *tokens, *found);
}

void NumberPlaces::collect(const json::View& v, std::string& pointer, std::vector<std::string>& tokens, std::vector<Place>& out) const {
  const auto visit = [&](std::string token, const json::View& x) {
    const std::size_t size = pointer.size();
    pointer = json::child_pointer(pointer, token);
    tokens.push_back(std::move(token));
    collect(x, pointer, tokens, out);  // as deep as a rulebook may be: 64
    tokens.pop_back();
    pointer.resize(size);
  };
  if (v.is(json::Type::number)) {
    if (tokens.size() != 1 || (tokens[0] != "ludex" && tokens[0] != "version")) out.push_back(place_of(pointer, tokens, v));
  } else if (v.is_object()) {
    for (const auto& [name, x] : v.members()) visit(std::string(name), x);
  } else {
    v.for_each_item([&](std::uint32_t i, const json::View& x) { visit(std::to_string(i), x); });
  }
}

Result<std::vector<NumberPlaces::Place>> NumberPlaces::all(std::string_view pointer) const {
  const auto tokens = json::parse_pointer(pointer);
  if (!tokens) return tuning_error("'" + std::string(pointer) + "' is no JSON Pointer: it begins with '/', as in /tables/makes/rows/rifle");
  std::string stopped;
  const auto found = at(*tokens, stopped);
  if (!found) return tuning_error("nothing is at '" + std::string(pointer) + "': " + stopped, std::string(pointer));
  std::vector<Place> out;
  std::string at_pointer(pointer);
  std::vector<std::string> path = *tokens;
  collect(*found, at_pointer, path, out);
  if (out.empty() && !pointer.empty()) return tuning_error("there is no number here that could be varied", std::string(pointer));
  // Numbers are in the order of the text, so lines are counted once over all of it.
  const std::string& text = program_.data().source.text;
  std::uint32_t line = 1, line_begin = 0, seen = 0;
  for (Place& place : out) {
    for (; seen < place.begin; ++seen)
      if (text[seen] == '\n') ++line, line_begin = seen + 1;
    place.number.line = line;
    place.number.column = place.begin - line_begin + 1;
  }
  return out;
}

Result<std::string> NumberPlaces::spell(const Place& place, std::string_view value) const {
  const TunableNumber& number = place.number;
  const auto refuse = [&](const std::string& why) { return tuning_error(std::string(value) + " " + why, number.pointer); };
  if (!is_json_number(value)) return tuning_error("'" + std::string(value.substr(0, 100)) + "' is no number", number.pointer);
  const std::string of = number.is_integer ? "whole numbers" : "numbers";
  const std::string range = number.low && number.high ? ", from " + *number.low + " to " + *number.high : number.low ? ", from " + *number.low : number.high ? ", up to " + *number.high : "";
  const auto whole = parse_exact_int64(value);
  if (number.is_integer && !whole) return refuse("does not go here, which takes whole numbers of 64 bits" + range);
  const double real = parse_double(value);
  if (!std::isfinite(real)) return refuse("is more than a double holds");
  bool is_in = !place.least || (*whole >= *place.least && *whole <= *place.most);
  if (const Shape* s = place.shape) {
    const auto below = [&](Word bound, bool is_exclusive) { return number.is_integer ? *whole < bound.i || (is_exclusive && *whole == bound.i) : real < bound.d || (is_exclusive && real == bound.d); };
    const auto above = [&](Word bound, bool is_exclusive) { return number.is_integer ? *whole > bound.i || (is_exclusive && *whole == bound.i) : real > bound.d || (is_exclusive && real == bound.d); };
    is_in = is_in && !(s->has_minimum && below(s->minimum, s->exclusive_minimum)) && !(s->has_maximum && above(s->maximum, s->exclusive_maximum));
  }
  if (!is_in) return refuse("is out of bounds: here stand " + of + range);
  return number.is_integer ? std::to_string(*whole) : double_text(real);
}

std::string NumberPlaces::text_with(const std::vector<Put>& puts) const {
  const std::string& text = program_.data().source.text;
  std::string out;
  out.reserve(text.size() + 32 * puts.size());
  std::size_t copied = 0;
  for (const Put& put : puts) {
    out.append(text, copied, put.place->begin - copied);
    out += put.value;
    copied = put.place->end;
  }
  return out.append(text, copied, std::string::npos);
}

}  // namespace ludex::detail

namespace ludex {

using namespace detail;

std::vector<TunableNumber> numbers(const Program& program) {
  std::vector<TunableNumber> out;
  const auto places = NumberPlaces(program).all();
  for (const auto& place : places.value()) out.push_back(place.number);
  return out;
}

}  // namespace ludex
