// Which schemas there are, what dialect they speak, and that every chain of references ends.

#include "jsonschema/compile.h"

#include <algorithm>

#include "jsonschema/compiler.h"
#include "jsonschema/uri.h"

namespace ludex::jsonschema {
namespace {

constexpr std::string_view kDialect = "https://json-schema.org/draft/2020-12/schema";

bool is_other_draft(std::string_view uri) {
  for (const std::string_view prefix : {"http://json-schema.org/", "https://json-schema.org/draft/"})
    if (uri.substr(0, prefix.size()) == prefix) return uri.substr(0, 38) != kDialect.substr(0, 38);
  return false;
}

}  // namespace

std::string Program::location(const SchemaNode& schema, std::uint32_t keyword) const {
  const SourceDocument& d = *documents[schema.document];
  const std::string pointer = pointer_to(d, keyword);
  return schema.document == 0 ? pointer : d.uri + "#" + pointer;
}

void Compiler::fail(ErrorCode code, const Place& place, std::string message) {
  // A generated schema with one systematic mistake stays readable.
  if (errors_.size() >= kMaxErrors) return;
  const SourceDocument& d = library_.document(place.document);
  const std::uint32_t offset = d.json.tape.nodes[place.node].begin;
  const auto position = json::position_of(d.text, offset);
  Error e;
  e.code = code;
  e.message = std::move(message);
  e.pointer = pointer_to(d, place.node);
  e.line = position.line;
  e.column = position.column;
  e.offset = offset;
  if (place.document != 0) e.file = d.uri;
  errors_.push_back({place.document, offset, std::move(e)});
}

void Compiler::fail(ErrorCode code, const json::View& value, std::string message) {
  const SchemaNode& s = program.schemas[current_];
  fail(code, {s.document, value.index(), s.resource}, std::move(message));
}

Errors Compiler::take_errors() {
  std::stable_sort(errors_.begin(), errors_.end(), [](const Located& a, const Located& b) { return a.document != b.document ? a.document < b.document : a.offset < b.offset; });
  Errors out;
  for (Located& e : errors_) out.push_back(std::move(e.error));
  errors_.clear();
  return out;
}

std::uint32_t Compiler::schema_at(const Place& place) {
  if (place.document >= ids_.size()) ids_.resize(place.document + 1);
  auto& ids = ids_[place.document];
  const json::View value = library_.view(place);
  if (ids.empty()) ids.resize(value.document().tape.nodes.size());
  if (value.is(json::Type::boolean) && value.boolean()) return kTrueSchema;
  if (ids[place.node]) return ids[place.node] - 1;
  const auto id = static_cast<std::uint32_t>(program.schemas.size());
  ids[place.node] = id + 1;
  SchemaNode schema;
  schema.document = place.document;
  schema.node = schema.type_keyword = place.node;
  schema.resource = library_.resource_at(place.document, place.node, place.resource);
  program.schemas.push_back(schema);
  return id;
}

std::uint32_t Compiler::schema_at(const SchemaNode& parent, const json::View& value) { return schema_at({parent.document, value.index(), parent.resource}); }

Vocabularies Compiler::read_dialect(std::uint32_t resource, const json::View& schema) {
  const Place place{library_.resource(resource).document, schema.index(), resource};
  if (!schema.is_string()) {
    fail(ErrorCode::schema, place, "$schema is a string");
    return kStandardVocabularies;
  }
  const std::string uri = resolve_uri(library_.resource(resource).uri, schema.str());
  if (without_fragment(uri) == kDialect) return kStandardVocabularies;
  if (is_other_draft(uri)) {
    fail(ErrorCode::unsupported, place, "'" + uri + "' is another draft of JSON Schema; only 2020-12 is known");
    return kStandardVocabularies;
  }
  const auto found = library_.find(schema.str(), resource);
  if (!found.place) {
    if (found.is_missing && missing.empty()) missing = std::string(without_fragment(uri));
    fail(ErrorCode::schema, place, found.why + "; give the metaschema among the documents");
    return kStandardVocabularies;
  }
  const json::View meta = library_.view(*found.place);
  const auto list = meta.is_object() ? meta.find("$vocabulary") : std::nullopt;
  if (!list) return kStandardVocabularies;
  Vocabularies out = bit_of(Vocabulary::core);
  for (const auto& member : list->members()) {
    const auto known = vocabulary_named(member.name);
    if (known) out = static_cast<Vocabularies>(out | bit_of(*known));
    else if (member.value.is(json::Type::boolean) && member.value.boolean())
      fail(ErrorCode::unsupported, place, "the metaschema requires the vocabulary '" + std::string(member.name) + "', which is not known here");
  }
  return out;
}

std::optional<Vocabularies> Compiler::vocabularies_of(std::uint32_t resource) {
  if (resource >= vocabularies_.size()) vocabularies_.resize(library_.resource_count());
  if (vocabularies_[resource]) return vocabularies_[resource];
  const std::uint32_t document = library_.resource(resource).document, root_node = library_.resource(resource).root;
  const json::View root = library_.view(document, root_node);
  const auto named = root.is_object() ? root.find("$schema") : std::nullopt;
  Vocabularies out = kStandardVocabularies;
  if (named) {
    out = read_dialect(resource, *named);
  } else if (root_node != 0) {
    // An embedded schema speaks as the document around it does.
    const std::uint32_t outer = library_.resource_at(document, 0, resource);
    if (outer != resource) out = *vocabularies_of(outer);
  }
  if (vocabularies_.size() < library_.resource_count()) vocabularies_.resize(library_.resource_count());
  vocabularies_[resource] = out;
  return out;
}

// A dynamic reference may lead to every anchor of its name in whatever resource is used.
void Compiler::add_dynamic_anchors() {
  program.dynamic_anchors.resize(library_.resource_count());
  for (; next_used_ < used_.size(); ++next_used_) {
    const std::uint32_t r = used_[next_used_];
    for (const auto& [name, anchor] : library_.resource(r).anchors)
      if (anchor.is_dynamic) {
        auto known = dynamic_names_.find(name);
        // Numbered now though no reference names it yet: one of those still to be compiled may.
        if (known == dynamic_names_.end()) known = dynamic_names_.emplace(name, static_cast<std::uint32_t>(dynamic_names_.size())).first;
        program.dynamic_anchors[r].push_back({known->second, schema_at({library_.resource(r).document, anchor.node, r})});
      }
  }
}

// A schema that is a reference and nothing else costs a step each time: its users name the target instead.
void Compiler::skip_plain_references() {
  std::vector<std::uint32_t> target(program.schemas.size());
  for (std::uint32_t i = 0; i < target.size(); ++i) target[i] = i;
  const auto plain = [&](std::uint32_t i) {
    const SchemaNode& s = program.schemas[i];
    return s.count == 1 && s.types == kAllTypes && !s.only_integers && program.code[s.first].op == Op::ref;
  };
  for (std::uint32_t i = 0; i < target.size(); ++i) {
    if (!plain(i) || target[i] != i) continue;
    std::uint32_t end = i;
    while (plain(end) && target[end] == end) end = program.code[program.schemas[end].first].a;
    end = target[end];
    for (std::uint32_t at = i; plain(at) && target[at] == at && at != end;) {
      target[at] = end;
      at = program.code[program.schemas[at].first].a;
    }
  }
  const auto lead = [&](std::uint32_t& schema) {
    if (schema != kNone) schema = target[schema];
  };
  lead(program.root);
  for (Instruction& in : program.code)
    if (in.op <= Op::unevaluated_properties) lead(in.a);
  for (std::uint32_t& s : program.lists) lead(s);
  for (Condition& c : program.conditions) lead(c.test), lead(c.consequence), lead(c.alternative);
  for (ObjectCheck& o : program.objects) {
    for (Property& p : o.properties) lead(p.schema);
    for (PatternProperty& p : o.patterns) lead(p.schema);
    lead(o.additional), lead(o.property_names);
  }
  for (DependentCheck& d : program.dependents)
    for (auto& t : d.triggers) lead(t.schema);
  for (ArrayCheck& a : program.arrays) {
    for (std::uint32_t& s : a.prefix) lead(s);
    lead(a.items);
  }
  for (ContainsCheck& c : program.contains) lead(c.schema);
}

namespace {

/// The whole of what a schema says about numbers as one range of whole numbers, if it can be said so.
std::optional<Range> range_of(const Program& program, const SchemaNode& schema) {
  Range out;
  if (!(schema.types & bit_of(json::Type::number))) return std::nullopt;
  for (std::uint32_t i = schema.first; i < schema.first + schema.count; ++i) {
    const Instruction& in = program.code[i];
    if (!(in.types & bit_of(json::Type::number))) continue;
    if (in.op == Op::width && in.a <= static_cast<std::uint32_t>(Width::i64)) {
      if (!schema.only_integers) return std::nullopt;
      out.low = std::max(out.low, kWidthRanges[in.a].low);
      out.high = std::min(out.high, kWidthRanges[in.a].high);
      continue;
    }
    if (in.op < Op::minimum || in.op > Op::exclusive_maximum) return std::nullopt;
    const Bound& bound = *program.bounds[in.a];
    const bool is_exclusive = in.op == Op::exclusive_minimum || in.op == Op::exclusive_maximum;
    if (!bound.is_integer || (is_exclusive && (!schema.only_integers || bound.integer == INT64_MAX || bound.integer == INT64_MIN))) return std::nullopt;
    if (in.op <= Op::exclusive_minimum) out.low = std::max(out.low, bound.integer + (is_exclusive ? 1 : 0));
    else out.high = std::min(out.high, bound.integer - (is_exclusive ? 1 : 0));
  }
  return out;
}

}  // namespace

// What evaluation need not find out each time.
void Compiler::classify() {
  for (SchemaNode& s : program.schemas) {
    program.has_unevaluated = program.has_unevaluated || s.has_unevaluated;
    s.is_leaf = true;
    for (std::uint32_t i = s.first; i < s.first + s.count; ++i) s.is_leaf = s.is_leaf && program.code[i].op > Op::contains;
    if (const auto range = range_of(program, s)) {
      s.range = static_cast<std::uint32_t>(program.ranges.size());
      program.ranges.push_back(*range);
    }
  }
}

// A schema that leads back to itself without a step into the instance would never be done.
void Compiler::find_endless_references() {
  enum : char { unseen, open, done };
  std::vector<char> state(program.schemas.size(), unseen);
  struct Frame {
    std::uint32_t schema;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> next;  // schemas with the keywords that lead there
  };
  std::vector<Frame> path;
  const auto enter = [&](std::uint32_t schema) {
    state[schema] = open;
    Frame frame{schema, {}};
    for_each_in_place(program, program.schemas[schema], [&](std::uint32_t to, const Instruction& in) { frame.next.push_back({to, in.keyword}); });
    path.push_back(std::move(frame));
  };
  for (std::uint32_t start = 0; start < program.schemas.size(); ++start) {
    if (state[start] != unseen) continue;
    enter(start);
    while (!path.empty()) {
      Frame& frame = path.back();
      if (frame.next.empty()) {
        state[frame.schema] = done;
        path.pop_back();
        continue;
      }
      const auto to = frame.next.back();
      frame.next.pop_back();
      if (state[to.first] == unseen) {
        enter(to.first);
      } else if (state[to.first] == open) {
        const SchemaNode& s = program.schemas[frame.schema];
        fail(ErrorCode::schema, {s.document, to.second, s.resource}, "this leads back to a schema it is part of, for the same instance: checking would never end");
      }
    }
  }
}

void Compiler::run() {
  program.schemas.resize(2);
  program.schemas[kFalseSchema].types = 0;
  program.root = schema_at({0, 0, library_.resource_at(0, 0, 0)});
  std::size_t told = 0;
  const auto tell_faults = [&] {
    for (; told < library_.faults().size(); ++told) fail(ErrorCode::schema, library_.faults()[told].place, library_.faults()[told].message);
  };
  tell_faults();
  std::uint32_t next = 2;
  const auto compile_all = [&] {
    for (; next < program.schemas.size() && errors_.size() < kMaxErrors; ++next) {
      const std::uint32_t resource = program.schemas[next].resource;
      if (resource >= is_used_.size()) is_used_.resize(library_.resource_count());
      if (!is_used_[resource]) used_.push_back(resource);
      is_used_[resource] = 1;
      compile_one(next);
    }
  };
  compile_all();
  while (program.dynamic_names != 0 && next < kNone) {
    const std::size_t before = program.schemas.size();
    add_dynamic_anchors();
    if (program.schemas.size() == before) break;
    compile_all();
    if (!ok()) break;
  }
  tell_faults();  // of documents that were read on the way
  if (!ok()) return;
  if (program.dynamic_names != 0) program.dynamic_names = static_cast<std::uint32_t>(dynamic_names_.size());
  find_endless_references();
  if (!ok()) return;
  if (program.dynamic_names == 0) skip_plain_references();
  classify();
  program.documents = library_.take_documents();
}

Compiled compile(std::string_view schema, const SchemaOptions& options) {
  Compiled out;
  Compiler compiler(options);
  if (auto e = compiler.open(schema)) {
    out.errors.push_back(std::move(*e));
    return out;
  }
  compiler.run();
  out.missing = compiler.missing;
  if (!compiler.ok()) out.errors = compiler.take_errors();
  else out.program = std::make_shared<Program>(std::move(compiler.program));
  return out;
}

}  // namespace ludex::jsonschema
