#include "schema/decode.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "schema/typed.h"
#include "value/draft.h"
#include "value/json_view.h"
#include "value/number.h"

namespace ludex {

std::string ContractFault::pointer(std::string_view base) const {
  std::string out(base);
  for (std::size_t i = tokens.size(); i-- > 0;) out = json::child_pointer(out, tokens[i]);
  return out;
}

bool is_known_key(const Shape& key, std::string_view text, const Declarations& declarations, Arena& arena, Strictness strictness) {
  switch (key.kind) {
    case ShapeKind::row: return strictness == Strictness::state || declarations.find_row(key.index, text).has_value();
    case ShapeKind::enumeration: return strictness == Strictness::state || Declarations::position(key.names, text).has_value();
    case ShapeKind::integer: {
      // One spelling per integer, or two keys could mean the same entry.
      char spelled[24];
      const auto value = text.empty() || text.find_first_not_of("-0123456789") != std::string_view::npos || text == "-" ||
                                 text.rfind('-') != (text[0] == '-' ? 0 : std::string_view::npos) || text.size() > 20
                             ? std::nullopt
                             : parse_exact_int64(text);
      return value && std::string_view(spelled, print_int64(*value, spelled)) == text;
    }
    default: return bounds_fault(key, word_str(make_str(text, arena))) == nullptr;
  }
}

namespace {

bool fail(ContractFault& fault, const char* message) {
  fault.message = message;
  return false;
}
// Most ints have few digits: none of these needs more than to be read.
std::optional<std::int64_t> int64_of(std::string_view raw) {
  std::int64_t out = 0;
  if (raw.size() > 15) return parse_exact_int64(raw);
  const bool is_negative = raw[0] == '-';
  for (std::size_t i = is_negative; i < raw.size(); ++i) {
    const auto digit = static_cast<unsigned char>(raw[i] - '0');
    if (digit > 9) return parse_exact_int64(raw);
    out = out * 10 + digit;
  }
  return is_negative ? -out : out;
}
bool fail_at(ContractFault& fault, const char* message, std::string token) {
  fault.message = message;
  fault.tokens.push_back(std::move(token));
  return false;
}

// Where values stand: on a tape, or in a draft that has been changed. A Value is one of them; members and items are
// visited in their order, `visit` says whether to go on.
struct OnTape {
  using Value = std::uint32_t;
  std::string_view text;
  const json::Tape& tape;

  const json::Node& node(Value v) const { return tape.nodes[v]; }
  json::Type type(Value v) const { return node(v).type; }
  std::uint32_t count(Value v) const { return node(v).count; }
  bool is_true(Value v) const { return node(v).is_true; }
  std::string_view raw(Value v) const { return bytes(node(v)); }
  std::string_view string(Value v, Arena& arena) const { return node(v).has_escape ? json::string_value(text, node(v), arena) : bytes(node(v)); }
  // Of a number, or a string between its quotes.
  std::string_view bytes(const json::Node& n) const { return {text.data() + n.begin, n.end - n.begin}; }
  template <class Visit>
  void items(Value v, Visit&& visit) const {
    for (std::uint32_t child = v + 1; child < node(v).next; child = node(child).next)
      if (!visit(child)) return;
  }
  // `name` is asked for by `equals` and `value`, which unescapes.
  struct Name {
    std::string_view text;
    const json::Node& key;
    bool equals(std::string_view other) const { return json::string_equals(text, key, other); }
    std::string_view value(Arena& arena) const { return key.has_escape ? json::string_value(text, key, arena) : std::string_view(text.data() + key.begin, key.end - key.begin); }
  };
  template <class Visit>
  void members(Value v, Visit&& visit) const {
    for (std::uint32_t key = v + 1; key < node(v).next; key = node(key + 1).next)
      if (!visit(Name{text, node(key)}, key + 1)) return;
  }
  std::optional<std::uint32_t> on_tape(Value) const { return std::nullopt; }
};

struct InDraft {
  using Value = json::Draft::Id;
  json::Draft& draft;

  json::Type type(Value v) const { return draft.type(v); }
  std::uint32_t count(Value v) const { return draft.size(v); }
  bool is_true(Value v) const { return draft.raw(v) == "true"; }
  std::string_view raw(Value v) const { return draft.raw(v); }
  std::string_view string(Value v, Arena&) const { return draft.string(v); }
  template <class Visit>
  void items(Value v, Visit&& visit) const {
    for (std::uint32_t i = 0, n = draft.size(v); i < n; ++i)
      if (!visit(draft.item(v, i))) return;
  }
  struct Name {
    std::string_view text;
    bool equals(std::string_view other) const { return text == other; }
    std::string_view value(Arena&) const { return text; }
  };
  template <class Visit>
  void members(Value v, Visit&& visit) const {
    bool goes_on = true;
    draft.for_each_member(v, [&](std::string_view name, Value value) { goes_on = goes_on && visit(Name{name}, value); });
  }
  // What nothing has changed is read where it stands.
  std::optional<std::uint32_t> on_tape(Value v) const {
    const std::uint32_t node = draft.node(v);
    return node == json::Draft::kNone ? std::nullopt : std::optional<std::uint32_t>(node);
  }
};

template <class Source>
class Decoder {
 public:
  using Value = typename Source::Value;
  Decoder(Source source, DecodeContext& context) : source_(source), c_(context) {}

  bool decode(const Shape& shape, Value value, Word& out, ContractFault& fault) {
    if (const auto node = source_.on_tape(value)) return ludex::decode(shape, *node, c_, out, fault);
    const json::Type type = source_.type(value);
    switch (shape.kind) {
      case ShapeKind::boolean:
        if (type != json::Type::boolean) return fail(fault, "expected a boolean");
        out = word_bool(source_.is_true(value));
        break;
      case ShapeKind::integer:
      case ShapeKind::ref: {
        if (type != json::Type::number) return fail(fault, "expected an integer");
        const auto v = int64_of(source_.raw(value));
        if (!v) return fail(fault, "expected an integer of 64 bits");
        out = word_int(*v);
        if (shape.kind == ShapeKind::ref) return true;
        break;
      }
      case ShapeKind::number: {
        if (type != json::Type::number) return fail(fault, "expected a number");
        const double v = parse_double(source_.raw(value)) + 0.0;  // -0.0 becomes 0.0: one value, one fingerprint
        if (!std::isfinite(v)) return fail(fault, "is out of range of a double");
        out = word_double(v);
        break;
      }
      case ShapeKind::string: {
        if (type != json::Type::string) return fail(fault, "expected a string");
        out = word_str(make_str(source_.string(value, c_.arena), c_.arena));
        break;
      }
      case ShapeKind::enumeration:
      case ShapeKind::row: {
        if (type != json::Type::string) return fail(fault, "expected a string");
        const std::string_view text = source_.string(value, c_.arena);
        const auto i = shape.kind == ShapeKind::row ? c_.declarations.find_row(shape.index, text) : Declarations::position(shape.names, text);
        if (!i && c_.strictness == Strictness::state && shape.has_default) {
          ++c_.reconciled;
          out = shape.default_value;
          return true;
        }
        if (!i) return fail(fault, shape.kind == ShapeKind::row ? "is not a row of its table" : "is not one of the allowed names");
        out = word_int(*i);
        return true;
      }
      case ShapeKind::vec3: return vec3(value, out, fault);
      case ShapeKind::optional: {
        if (type == json::Type::null) {
          out = word_null();
          return true;
        }
        auto* o = c_.arena.allocate_array<Word>(1);
        out = word_optional(o);
        return decode(*shape.element, value, *o, fault);
      }
      case ShapeKind::list:
        if (type != json::Type::array) return fail(fault, "expected an array");
        return list(shape, value, out, fault);
      case ShapeKind::map:
        if (type != json::Type::object) return fail(fault, "expected an object");
        return map(shape, value, out, fault);
      case ShapeKind::record:
        if (type != json::Type::object) return fail(fault, "expected an object");
        return record(shape, value, out, fault);
      default: return fail(fault, "has no JSON form");
    }
    if (const char* message = bounds_fault(shape, out)) return fail(fault, message);
    return true;
  }

 private:
  bool list(const Shape& shape, Value value, Word& out, ContractFault& fault) {
    const std::uint32_t count = source_.count(value);
    if (count < shape.min_length) return fail(fault, "has fewer items than allowed");
    if (count > shape.max_length) return fail(fault, "has more items than allowed");
    auto* list = c_.arena.allocate_array<List>(1);
    *list = {count, count, count ? c_.arena.allocate_array<Word>(count) : nullptr};
    std::uint32_t i = 0;
    bool is_right = true;
    source_.items(value, [&](Value item) {
      is_right = decode(*shape.element, item, list->items[i], fault);
      if (is_right) return ++i, true;
      fault.tokens.push_back(std::to_string(i));
      return false;
    });
    out = word_list(list);
    return is_right;
  }

  bool map(const Shape& shape, Value value, Word& out, ContractFault& fault) {
    const std::uint32_t count = source_.count(value);
    if (count < shape.min_length) return fail(fault, "has fewer entries than allowed");
    if (count > shape.max_length) return fail(fault, "has more entries than allowed");
    auto* map = c_.arena.allocate_array<Map>(1);
    *map = {count, count, count ? c_.arena.allocate_array<MapEntry>(count) : nullptr};
    std::uint32_t i = 0;
    bool is_right = true;
    source_.members(value, [&](const auto& name, Value entry) {
      const std::string_view text = name.value(c_.arena);
      if (!is_known_key(*shape.key, text, c_.declarations, c_.arena, c_.strictness)) return is_right = fail_at(fault, "is not a key this map can hold", std::string(text));
      map->entries[i].key = make_str(text, c_.arena);
      is_right = decode(*shape.element, entry, map->entries[i].value, fault);
      if (is_right) return ++i, true;
      fault.tokens.emplace_back(text);
      return false;
    });
    if (!is_right) return false;
    sort_entries(*map);
    out = word_map(map);
    return true;
  }

  bool record(const Shape& shape, Value value, Word& out, ContractFault& fault) {
    const std::size_t count = shape.fields.size();
    auto* fields = c_.arena.allocate_array<Word>(count ? count : 1);
    constexpr Value kAbsent = static_cast<Value>(-1);
    constexpr std::size_t kOnStack = 32, kSought = 16;
    Value small[kOnStack];
    std::vector<Value> large;  // not the arena: what a request takes of that is limited
    Value* found = small;
    if (count > kOnStack) {
      large.resize(count);
      found = large.data();
    }
    std::fill(found, found + count, kAbsent);
    std::optional<std::string_view> extra;
    // Members nobody declared may be many: among many fields they are looked for by halves.
    const bool is_sought = c_.passes_unknown && count > kSought;
    source_.members(value, [&](const auto& name, Value member) {
      if (is_sought) {
        const auto is_before = [](const Field& field, std::string_view text) { return text.compare(field.name) > 0; };
        const std::string_view text = name.value(c_.arena);
        const auto field = std::lower_bound(shape.fields.begin(), shape.fields.end(), text, is_before);
        if (field != shape.fields.end() && field->name == text) found[field - shape.fields.begin()] = member;
        return true;
      }
      for (std::size_t i = 0; i < count; ++i) {
        if (found[i] != kAbsent || !name.equals(shape.fields[i].name)) continue;
        found[i] = member;
        return true;
      }
      if (!extra && !c_.passes_unknown) extra = name.value(c_.arena);
      return true;
    });
    for (const std::uint32_t i : shape.declared) {
      const Field& f = shape.fields[i];
      if (found[i] == kAbsent) {
        if (f.shape->has_default || f.shape->kind == ShapeKind::optional) fields[i] = default_word(*f.shape, c_.arena);
        else if (c_.strictness == Strictness::state && has_implied_default(*f.shape, c_.arena)) fields[i] = default_word(*f.shape, c_.arena);
        else return fail_at(fault, "is required", f.name);
      } else if (!decode(*f.shape, found[i], fields[i], fault)) {
        fault.tokens.push_back(f.name);
        return false;
      }
    }
    if (extra) return fail_at(fault, "is not declared", std::string(*extra));
    out = word_record(fields);
    return true;
  }

  // A vec3 is one value: its faults are the whole's, as for any scalar.
  bool vec3(Value value, Word& out, ContractFault& fault) {
    if (source_.type(value) != json::Type::array || source_.count(value) != 3) return fail(fault, "expected a vec3: [x, y, z]");
    auto* v = c_.arena.allocate_array<double>(3);
    int i = 0;
    const char* message = nullptr;
    source_.items(value, [&](Value axis) {
      if (source_.type(axis) != json::Type::number) return message = "expected a vec3 of numbers", false;
      v[i] = parse_double(source_.raw(axis)) + 0.0;
      if (!std::isfinite(v[i++])) return message = "is out of range of a double", false;
      return true;
    });
    out = word_vec(v);
    return message == nullptr || fail(fault, message);
  }

  Source source_;
  DecodeContext& c_;
};

}  // namespace

bool decode(const Shape& shape, std::uint32_t node, DecodeContext& context, Word& out, ContractFault& fault) {
  return Decoder<OnTape>({context.text, context.tape}, context).decode(shape, node, out, fault);
}

bool decode(const Shape& shape, json::Draft& draft, std::uint32_t value, DecodeContext& context, Word& out, ContractFault& fault) {
  return Decoder<InDraft>({draft}, context).decode(shape, value, out, fault);
}

}  // namespace ludex
