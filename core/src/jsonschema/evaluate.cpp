// The applicators. Recursion is bounded by kMaxEvaluationDepth, work by the steps given: each schema applied and each
// member, item or stretch of text looked at costs.

#include "jsonschema/evaluate.h"

#include <algorithm>

namespace ludex::jsonschema {
namespace {

// Among the marks: everything in the instance has been evaluated.
constexpr std::uint32_t kEverything = kNone;

}  // namespace

Run::Run(const Program& program, std::string_view text, Scratch& scratch, std::uint64_t max_steps)
    : program_(program), text_(text), scratch_(scratch), nodes_(scratch.tape.nodes.begin()), steps_(max_steps) {
  scratch.marks.clear();
  scratch.triggered.clear();  // a run that was stopped leaves some behind
  if (program.has_unevaluated && scratch.stamps.size() < scratch.tape.nodes.size()) scratch.stamps.resize(scratch.tape.nodes.size());
  if (program.dynamic_names != 0) {
    scratch.active.assign(program.dynamic_anchors.size(), 0);
    scratch.bound.assign(program.dynamic_names, {});
  }
}

// Most schemas end here: a range, a type, a few instructions that look at one value. Inlined by force, for every member
// of every object passes through it.
template <bool kExplains>
[[gnu::always_inline]] inline bool Run::apply(std::uint32_t id, std::uint32_t at, bool tracks) {
  const SchemaNode& schema = program_.schemas[id];
  const json::Node& node = nodes_[at];
  if (node.type == json::Type::number && schema.range != kNone) {
    const Range& range = program_.ranges[schema.range];
    json::Neighbours n;
    if (json::read_neighbours(raw(at), n)) [[likely]] {
      const bool fits = n.below >= range.low && n.above <= range.high && (!schema.only_integers || n.below == n.above);
      if (fits || !kExplains) return fits;
    }
  }
  if (schema.only_integers && node.type == json::Type::number && node.end - node.begin > kFreeBytes && !spend_bytes(node)) [[unlikely]]
    return false;
  const bool has_type = (schema.types & bit_of(node.type)) != 0 && (!schema.only_integers || node.type != json::Type::number || json::is_integer(raw(at)));
  if (!has_type) [[unlikely]] {
    if constexpr (kExplains) tell_type(id, at);
    return false;
  }
  if (schema.count == 0) return true;
  return schema.is_leaf ? apply_leaf<kExplains>(id, at) : apply_code<kExplains>(id, at, tracks);
}

template <bool kExplains>
bool Run::apply_leaf(std::uint32_t id, std::uint32_t at) {
  const SchemaNode& schema = program_.schemas[id];
  const Types type = bit_of(nodes_[at].type);
  bool fits = true;
  const Instruction* in = program_.code.data() + schema.first;
  for (const Instruction* const end = in + schema.count; in != end; ++in) {
    if (!(in->types & type) || value_fits(id, *in, at)) continue;
    if constexpr (!kExplains) return false;
    tell_value(id, *in, at);
    fits = false;
  }
  return fits;
}

template <bool kExplains>
bool Run::apply_code(std::uint32_t id, std::uint32_t at, bool tracks) {
  const SchemaNode& schema = program_.schemas[id];
  if (!spend(1)) [[unlikely]]
    return false;
  if (kExplains && out_->is_full()) return false;
  if (program_.dynamic_names != 0 && schema.resource != resource_) return apply_in_scope<kExplains>(id, at, tracks);
  if constexpr (kExplains) {
    if (depth_ >= kMaxExplanationDepth) [[unlikely]] {
      const bool fits = apply_code<false>(id, at, tracks);
      if (!fits) tell(id, schema.node, at, "does not fit: " + shown_with_type(at));
      return fits;
    }
  }
  if (depth_ >= kMaxEvaluationDepth) [[unlikely]] {
    stop_ = Stop::too_deep;
    steps_ = 0;  // nothing goes on from here
    return false;
  }
  ++depth_;
  const Types type = bit_of(nodes_[at].type);
  const std::size_t mark = scratch_.marks.size();
  const bool marks = tracks || schema.has_unevaluated;
  bool fits = true;
  const Instruction* in = program_.code.data() + schema.first;
  for (const Instruction* const end = in + schema.count; in != end; ++in) {
    if (!(in->types & type)) continue;
    if (in->op == Op::unevaluated_items || in->op == Op::unevaluated_properties) {
      // When something else does not fit, what it would have evaluated is unknown and not worth telling.
      if (fits) fits = unevaluated<kExplains>(id, *in, at, mark);
    } else {
      fits = apply_instruction<kExplains>(id, *in, at, marks) && fits;
    }
    if (!kExplains && !fits) break;
  }
  if (marks && !tracks) scratch_.marks.resize(mark);
  --depth_;
  return fits;
}

// A schema of another resource: its dynamic anchors join the scope, behind those that are there already.
template <bool kExplains>
bool Run::apply_in_scope(std::uint32_t id, std::uint32_t at, bool tracks) {
  const std::uint32_t resource = program_.schemas[id].resource, outer = resource_;
  const auto& anchors = program_.dynamic_anchors[resource];
  if (!spend(anchors.size())) return false;
  if (scratch_.active[resource]++ == 0) {
    for (const DynamicAnchor& a : anchors)
      if (scratch_.bound[a.name].schema == kNone) scratch_.bound[a.name] = {a.schema, resource};
  }
  resource_ = resource;
  const bool fits = apply_code<kExplains>(id, at, tracks);
  resource_ = outer;
  if (--scratch_.active[resource] == 0) {
    for (const DynamicAnchor& a : anchors)
      if (scratch_.bound[a.name].resource == resource) scratch_.bound[a.name] = {};
  }
  return fits;
}

template <bool kExplains>
bool Run::apply_instruction(std::uint32_t id, const Instruction& in, std::uint32_t at, bool tracks) {
  switch (in.op) {
    case Op::object: return object<kExplains>(id, program_.objects[in.a], at, tracks);
    case Op::array: return array<kExplains>(program_.arrays[in.a], at, tracks);
    case Op::ref: return apply<kExplains>(in.a, at, tracks);
    case Op::dynamic_ref: {
      const std::uint32_t bound = scratch_.bound[in.b].schema;
      return apply<kExplains>(bound == kNone ? in.a : bound, at, tracks);
    }
    case Op::all_of: {
      bool fits = spend(in.b);
      for (std::uint32_t i = in.a; i < in.a + in.b && (fits || kExplains); ++i) fits = apply<kExplains>(program_.lists[i], at, tracks) && fits;
      return fits;
    }
    case Op::any_of:
    case Op::one_of: return one_or_more_of<kExplains>(id, in, at, tracks);
    case Op::negation: {
      const bool fits = !apply<false>(in.a, at, false) && stop_ == Stop::none;
      if constexpr (kExplains)
        if (!fits) tell(id, in.keyword, at, "fits what it must not fit: " + shown_with_type(at));
      return fits;
    }
    case Op::condition: {
      const Condition& c = program_.conditions[in.a];
      const std::size_t mark = scratch_.marks.size();
      const bool holds = apply<false>(c.test, at, tracks);
      if (!holds) scratch_.marks.resize(mark);
      return apply<kExplains>(holds ? c.consequence : c.alternative, at, tracks);
    }
    case Op::dependent: return dependent<kExplains>(id, program_.dependents[in.a], at, tracks);
    case Op::contains: return contains<kExplains>(id, in, at, tracks);
    default: {
      const bool fits = value_fits(id, in, at);
      if constexpr (kExplains)
        if (!fits) tell_value(id, in, at);
      return fits;
    }
  }
}

template <bool kExplains>
bool Run::object(std::uint32_t id, const ObjectCheck& check, std::uint32_t at, bool tracks) {
  const json::Node& node = nodes_[at];
  if (!spend(node.count)) return false;
  bool fits = true;
  std::uint32_t required = 0, expected = 0;
  for (std::uint32_t key = at + 1; key < node.next; key = nodes_[key + 1].next) {
    const std::uint32_t value = key + 1;
    bool is_evaluated = false;
    const std::uint32_t number = check.names.find(name_at(key), expected);
    if (number != NameTable::kAbsent) {
      expected = number + 1;
      const Property& property = check.properties[number];
      required += property.is_required ? 1 : 0;
      if (property.schema != kNone) {
        is_evaluated = true;
        if (!apply<kExplains>(property.schema, value, false)) fits = false;
      }
    }
    for (const PatternProperty& p : check.patterns) {
      if (!matches(p.pattern, key, id, p.keyword)) continue;
      is_evaluated = true;
      if (!apply<kExplains>(p.schema, value, false)) fits = false;
    }
    if (!is_evaluated && check.additional != kNone) {
      is_evaluated = true;
      if (kExplains && is_false(check.additional)) {
        if (!out_->is_full()) tell_unknown(id, check.additional_keyword, &check, key);
        fits = false;
      } else if (!apply<kExplains>(check.additional, value, false)) {
        fits = false;
      }
    }
    if (check.property_names != kNone && !apply<kExplains>(check.property_names, key, false)) fits = false;
    if (!kExplains && !fits) return false;
    if (kExplains && out_->is_full()) return false;
    if (tracks && is_evaluated && !note(value)) return false;
  }
  if (required != check.required) {
    fits = false;
    if constexpr (kExplains) tell_missing(id, check, at);
  }
  return fits;
}

template <bool kExplains>
bool Run::dependent(std::uint32_t id, const DependentCheck& check, std::uint32_t at, bool tracks) {
  const json::Node& node = nodes_[at];
  if (!spend(node.count + check.triggers.size() + check.names.size() / 8)) return false;
  auto& is_present = scratch_.is_present;
  is_present.assign(check.names.size(), 0);
  for (std::uint32_t key = at + 1; key < node.next; key = nodes_[key + 1].next) {
    const std::uint32_t number = check.names.find(name_at(key));
    if (number != NameTable::kAbsent) is_present[number] = 1;
  }
  // Which apply is noted before any is applied: those may stand in here again.
  bool fits = true;
  const std::size_t begin = scratch_.triggered.size();
  for (const DependentCheck::Trigger& t : check.triggers) {
    if (!is_present[t.name]) continue;
    if (!spend(t.required.size())) return false;
    for (const std::uint32_t r : t.required) {
      if (is_present[r]) continue;
      fits = false;
      if constexpr (kExplains) tell_dependent(id, check, t, at);
      break;
    }
    if (t.schema != kNone) scratch_.triggered.push_back(t.schema);
  }
  for (std::size_t i = begin; i < scratch_.triggered.size() && (fits || kExplains); ++i)
    if (!apply<kExplains>(scratch_.triggered[i], at, tracks)) fits = false;
  scratch_.triggered.resize(begin);
  return fits;
}

template <bool kExplains>
bool Run::array(const ArrayCheck& check, std::uint32_t at, bool tracks) {
  const json::Node& node = nodes_[at];
  if (!spend(node.count)) return false;
  bool fits = true;
  std::uint32_t index = 0;
  for (std::uint32_t item = at + 1; item < node.next; item = nodes_[item].next, ++index) {
    if (index < check.prefix.size()) {
      if (tracks && !note(item)) return false;
      if (!apply<kExplains>(check.prefix[index], item, false)) fits = false;
    } else {
      if (check.items == kNone) break;
      if (!apply<kExplains>(check.items, item, false)) fits = false;
    }
    if (!kExplains && !fits) return false;
    if (kExplains && out_->is_full()) return false;
  }
  if (tracks && check.items != kNone && !note(kEverything)) return false;
  return fits;
}

template <bool kExplains>
bool Run::contains(std::uint32_t id, const Instruction& in, std::uint32_t at, bool tracks) {
  const ContainsCheck& check = program_.contains[in.a];
  const json::Node& node = nodes_[at];
  if (!spend(node.count)) return false;
  std::uint32_t found = 0;
  for (std::uint32_t item = at + 1; item < node.next; item = nodes_[item].next) {
    if (!apply<false>(check.schema, item, false)) continue;
    ++found;
    if (tracks) {
      if (!note(item)) return false;
    } else if (found >= check.least && check.most == kNone && !kExplains) {
      return true;
    }
  }
  if (found >= check.least && found <= check.most) return true;
  if constexpr (kExplains) {
    const bool is_few = found < check.least;
    const std::uint32_t limit = is_few ? check.least : check.most, named = is_few ? check.least_keyword : check.most_keyword;
    tell(id, named == kNone ? in.keyword : named, at,
         std::string("expected ") + (is_few ? "at least " : "at most ") + std::to_string(limit) + (limit == 1 ? " item" : " items") + " of the kind it must contain, got " + std::to_string(found));
  }
  return false;
}

template <bool kExplains>
bool Run::one_or_more_of(std::uint32_t id, const Instruction& in, std::uint32_t at, bool tracks) {
  std::uint32_t fitting = 0, first = 0, second = 0;
  if (!spend(in.b)) return false;
  for (std::uint32_t i = 0; i < in.b; ++i) {
    const std::size_t mark = scratch_.marks.size();
    if (!apply<false>(program_.lists[in.a + i], at, tracks)) {
      scratch_.marks.resize(mark);
      continue;
    }
    (fitting == 0 ? first : second) = i;
    ++fitting;
    // Of anyOf all are asked only when someone wants to know what they evaluate.
    if (in.op == Op::any_of ? !tracks : fitting > 1) break;
  }
  if (fitting == 1 || (fitting > 0 && in.op == Op::any_of)) return stop_ == Stop::none;
  if constexpr (kExplains) {
    if (fitting == 0) tell_none_of(id, in, at);
    else tell(id, in.keyword, at, "fits the alternatives " + std::to_string(first + 1) + " and " + std::to_string(second + 1) + ", exactly one is allowed: " + shown_with_type(at));
  }
  return false;
}

template <bool kExplains>
bool Run::unevaluated(std::uint32_t id, const Instruction& in, std::uint32_t at, std::size_t mark) {
  auto& marks = scratch_.marks;
  const json::Node& node = nodes_[at];
  if (!spend(marks.size() - mark + node.count)) return false;
  bool fits = true;
  if (std::find(marks.begin() + static_cast<std::ptrdiff_t>(mark), marks.end(), kEverything) == marks.end()) {
    if (++scratch_.stamp == 0) {
      std::fill(scratch_.stamps.begin(), scratch_.stamps.end(), 0);
      scratch_.stamp = 1;
    }
    const std::uint32_t stamp = scratch_.stamp;
    for (std::size_t i = mark; i < marks.size(); ++i) scratch_.stamps[marks[i]] = stamp;
    // Those left are told apart before any is looked into: what is inside may be stamped anew.
    const std::size_t left = marks.size();
    const std::uint32_t step = node.type == json::Type::object ? 1 : 0;
    for (std::uint32_t child = at + 1 + step; child < node.next + step; child = nodes_[child].next + step)
      if (scratch_.stamps[child] != stamp) marks.push_back(child);
    for (std::size_t i = left; i < marks.size() && (fits || kExplains); ++i) {
      if (kExplains && is_false(in.a)) {
        tell_unknown(id, in.keyword, nullptr, marks[i]);
        fits = false;
      } else if (!apply<kExplains>(in.a, marks[i], false)) {
        fits = false;
      }
    }
    marks.resize(left);
  }
  marks.push_back(kEverything);
  return fits;
}

bool Run::fits() { return apply<false>(program_.root, 0, false) && stop_ == Stop::none; }

void Run::explain(Explanation& out) { explain(program_.root, 0, out); }

void Run::explain(std::uint32_t schema, std::uint32_t at, Explanation& out) {
  Explanation* const outer = out_;
  const std::size_t mark = scratch_.marks.size();
  out_ = &out;
  apply<true>(schema, at, false);
  out_ = outer;
  scratch_.marks.resize(mark);
}

}  // namespace ludex::jsonschema
