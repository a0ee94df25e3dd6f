// What one schema says, as instructions. Cheap ones come first: the first that fails decides.

#include <algorithm>

#include "jsonschema/compiler.h"
#include "jsonschema/format.h"
#include "value/diagnostics.h"
#include "value/number.h"

namespace ludex::jsonschema {
namespace {

using json::Type;

constexpr Types kNumber = bit_of(Type::number), kString = bit_of(Type::string), kArray = bit_of(Type::array), kObject = bit_of(Type::object);

std::string quoted(std::string_view name) { return "'" + std::string(name) + "'"; }
std::string name_of(Keyword keyword) { return std::string(info_of(keyword).name); }

bool is_anchor_name(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (text.empty() || !is_letter(text[0])) return false;
  for (const char c : text)
    if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '.') return false;
  return true;
}

constexpr std::string_view kWidths[] = {"u8", "i8", "u16", "i16", "u32", "i32", "i64", "f32", "f64"};

}  // namespace

std::optional<json::View> Compiler::value_of(Keyword keyword) const {
  const std::uint32_t node = values_[static_cast<std::size_t>(keyword)];
  if (node == kNone) return std::nullopt;
  return library_.view(program.schemas[current_].document, node);
}

std::optional<json::View> Compiler::value_of(Keyword keyword, Type type, const char* expected) {
  const auto value = value_of(keyword);
  if (!value || value->is(type)) return value;
  fail(ErrorCode::schema, *value, name_of(keyword) + " is " + expected + ", not " + json::describe(value->type()));
  return std::nullopt;
}

/// A size: what does not fit 32 bits is larger than anything.
std::optional<std::uint32_t> Compiler::count_of(Keyword keyword) {
  const auto value = value_of(keyword);
  if (!value) return std::nullopt;
  const json::Decimal d = value->is(Type::number) ? json::read_decimal(value->raw()) : json::Decimal{};
  if (!value->is(Type::number) || d.is_negative || !d.is_integer()) {
    fail(ErrorCode::schema, *value, name_of(keyword) + " is a whole number from 0");
    return std::nullopt;
  }
  const auto exact = value->integer();
  return static_cast<std::uint32_t>(exact ? std::min<std::int64_t>(*exact, kNone) : kNone);
}

std::optional<std::vector<std::string>> Compiler::names_in(const json::View& list) {
  std::vector<std::string> out;
  bool is_good = list.is_array();
  list.for_each_item([&](std::uint32_t, const json::View& item) {
    is_good = is_good && item.is_string();
    if (item.is_string()) out.emplace_back(item.str());
  });
  if (!is_good) {
    fail(ErrorCode::schema, list, "expected a list of names");
    return std::nullopt;
  }
  std::vector<std::string> sorted = out;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) {
    fail(ErrorCode::schema, list, quoted(*twice) + " stands twice in the list");
    return std::nullopt;
  }
  return out;
}

void Compiler::check_annotations() {
  for (const Keyword k : {Keyword::comment, Keyword::title, Keyword::description, Keyword::content_encoding, Keyword::content_media_type}) value_of(k, Type::string, "a string");
  for (const Keyword k : {Keyword::deprecated, Keyword::read_only, Keyword::write_only}) value_of(k, Type::boolean, "true or false");
  value_of(Keyword::examples, Type::array, "a list");
  if (const auto list = value_of(Keyword::vocabulary, Type::object, "an object"))
    for (const auto& member : list->members())
      if (!member.value.is(Type::boolean)) fail(ErrorCode::schema, member.value, "a vocabulary is required (true) or not (false)");
  if (const auto content = value_of(Keyword::content_schema))
    if (!content->is_object() && !content->is(Type::boolean)) fail(ErrorCode::schema, *content, std::string("a schema is an object, true or false, not ") + json::describe(content->type()));
  if (const auto id = value_of(Keyword::id, Type::string, "a string")) {
    const std::size_t hash = id->str().find('#');
    if (hash != std::string_view::npos && hash + 1 != id->str().size()) fail(ErrorCode::schema, *id, "$id has no fragment; use $anchor");
  }
  for (const Keyword k : {Keyword::anchor, Keyword::dynamic_anchor})
    if (const auto anchor = value_of(k, Type::string, "a string"))
      if (!is_anchor_name(anchor->str())) fail(ErrorCode::schema, *anchor, name_of(k) + " is a name of letters, digits, '-', '_' and '.', beginning with a letter or '_'");
}

void Compiler::add_type() {
  const auto type = value_of(Keyword::type);
  if (!type) return;
  SchemaNode& schema = program.schemas[current_];
  Types types = 0;
  bool has_integer = false;
  const auto add = [&](const json::View& name) {
    constexpr std::string_view kNames[] = {"null", "boolean", "number", "string", "array", "object"};
    if (name.is_string() && name.str() == "integer") {
      has_integer = true;
      return;
    }
    for (unsigned i = 0; i < 6; ++i)
      if (name.is_string() && name.str() == kNames[i]) {
        types = static_cast<Types>(types | (1u << i));
        return;
      }
    std::string message = "type is null, boolean, integer, number, string, array or object, or a list of them";
    if (name.is_string()) message = quoted(name.str()) + " is no type" + nearest_name(name.str(), {"null", "boolean", "integer", "number", "string", "array", "object"});
    fail(ErrorCode::schema, name, message);
  };
  if (type->is_array()) {
    if (type->count() == 0) fail(ErrorCode::schema, *type, "the list of types is empty");
    type->for_each_item([&](std::uint32_t, const json::View& name) { add(name); });
  } else {
    add(*type);
  }
  if (has_integer && !(types & kNumber)) {
    types |= kNumber;
    schema.only_integers = true;
  }
  schema.types = types;
  schema.type_keyword = type->index();
}

std::uint32_t Compiler::enumeration_of(const std::vector<json::View>& values, std::uint32_t node) {
  EnumerationCheck check;
  check.value = node;
  std::vector<std::string> strings, keys;
  for (const json::View& v : values) {
    check.types = static_cast<Types>(check.types | bit_of(v.type()));
    if (v.is_string()) {
      strings.emplace_back(v.str());
    } else {
      std::string key;
      keys_.append(key, v.document().text, v.document().tape, v.index());
      keys.push_back(std::move(key));
    }
  }
  const auto table = [](std::vector<std::string>& names) {
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return NameTable(std::vector<std::string_view>(names.begin(), names.end()));
  };
  check.strings = table(strings);
  check.keys = table(keys);
  program.enumerations.push_back(std::move(check));
  return static_cast<std::uint32_t>(program.enumerations.size() - 1);
}

void Compiler::add_values() {
  if (const auto constant = value_of(Keyword::constant)) emit(Op::constant, kAllTypes, enumeration_of({*constant}, constant->index()), 0, constant->index());
  if (const auto list = value_of(Keyword::enumeration, Type::array, "a list")) {
    std::vector<json::View> values;
    list->for_each_item([&](std::uint32_t, const json::View& v) { values.push_back(v); });
    emit(Op::enumeration, kAllTypes, enumeration_of(values, list->index()), 0, list->index());
  }
}

void Compiler::add_numbers() {
  for (const auto& [keyword, op] : {std::pair(Keyword::minimum, Op::minimum), std::pair(Keyword::exclusive_minimum, Op::exclusive_minimum),
                                    std::pair(Keyword::maximum, Op::maximum), std::pair(Keyword::exclusive_maximum, Op::exclusive_maximum)}) {
    const auto value = value_of(keyword, Type::number, "a number");
    if (!value) continue;
    auto bound = std::make_unique<Bound>();
    bound->text = std::string(value->raw());
    bound->decimal = json::read_decimal(bound->text);
    const auto exact = value->integer();
    bound->is_integer = exact.has_value();
    bound->integer = exact.value_or(0);
    program.bounds.push_back(std::move(bound));
    emit(op, kNumber, static_cast<std::uint32_t>(program.bounds.size() - 1), 0, value->index());
  }
  if (const auto value = value_of(Keyword::multiple_of, Type::number, "a number")) {
    const json::Decimal d = json::read_decimal(value->raw());
    if (d.is_negative || d.digits == 0) return fail(ErrorCode::schema, *value, "multipleOf is a number above 0");
    if (d.digits > json::Divisor::kMaxDigits) return fail(ErrorCode::unsupported, *value, "multipleOf has more than 18 significant digits");
    program.divisors.emplace_back(d);
    emit(Op::multiple_of, kNumber, static_cast<std::uint32_t>(program.divisors.size() - 1), 0, value->index());
  }
}

void Compiler::add_range(Op op, Types types, Keyword least, Keyword most) {
  const auto low = count_of(least), high = count_of(most);
  // One instruction each: a mismatch names the keyword that says so.
  if (low && *low != 0) emit(op, types, *low, kNone, value_of(least)->index());
  if (high && *high != kNone) emit(op, types, 0, *high, value_of(most)->index());
}

std::optional<std::uint32_t> Compiler::pattern_at(std::string_view text, const json::View& value) {
  const auto known = patterns_.find(text);
  if (known != patterns_.end()) return known->second;
  regex::Program compiled;
  regex::Fault fault;
  if (!regex::compile(text, regex::Dialect::ecma, compiled, fault, &table_steps_)) {
    fail(ErrorCode::unsupported, value, "the pattern " + quoted(text) + " is not usable at character " + std::to_string(fault.offset + 1) + ": " + fault.message);
    return std::nullopt;
  }
  pattern_instructions_ += compiled.size();
  if (pattern_instructions_ > kMaxPatternInstructions) {
    fail(ErrorCode::unsupported, value, "the patterns of this schema are too large together");
    return std::nullopt;
  }
  const auto id = static_cast<std::uint32_t>(program.patterns.size());
  program.patterns.push_back(std::move(compiled));
  program.pattern_texts.emplace_back(text);
  patterns_.emplace(std::string(text), id);
  return id;
}

void Compiler::add_strings() {
  add_range(Op::length, kString, Keyword::min_length, Keyword::max_length);
  if (const auto format = value_of(Keyword::format, Type::string, "a string")) {
    const auto known = format_named(format->str());
    const Vocabularies spoken = *vocabularies_of(program.schemas[current_].resource);
    if (known && (options_.assert_formats || (spoken & bit_of(Vocabulary::format_assertion)))) emit(Op::format, kString, static_cast<std::uint32_t>(*known), 0, format->index());
  }
  if (const auto pattern = value_of(Keyword::pattern, Type::string, "a string"))
    if (const auto id = pattern_at(pattern->str(), *pattern)) emit(Op::pattern, kString, *id, 0, pattern->index());
}

void Compiler::add_object() {
  add_range(Op::property_count, kObject, Keyword::min_properties, Keyword::max_properties);
  const auto properties = value_of(Keyword::properties, Type::object, "an object, name to schema");
  const auto patterns = value_of(Keyword::pattern_properties, Type::object, "an object, pattern to schema");
  const auto additional = value_of(Keyword::additional_properties), property_names = value_of(Keyword::property_names);
  const auto required = value_of(Keyword::required);
  std::optional<std::vector<std::string>> needed;
  if (required) needed = names_in(*required);
  if (!properties && !patterns && !additional && !property_names && !(needed && !needed->empty())) return;

  ObjectCheck check;
  std::vector<std::string> spelled;
  if (properties) {
    check.properties_keyword = properties->index();
    for (const auto& member : properties->members()) {
      spelled.emplace_back(member.name);
      check.properties.push_back({child(member.value), false});
    }
  }
  if (needed) {
    check.required_keyword = required->index();
    std::map<std::string, std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < spelled.size(); ++i) numbers.emplace(spelled[i], i);
    for (const std::string& name : *needed) {
      ++check.required;
      const auto known = numbers.find(name);
      if (known != numbers.end()) {
        check.properties[known->second].is_required = true;
      } else {
        spelled.push_back(name);
        check.properties.push_back({kNone, true});
      }
    }
  }
  check.names = NameTable(std::vector<std::string_view>(spelled.begin(), spelled.end()));
  if (patterns)
    for (const auto& member : patterns->members())
      if (const auto id = pattern_at(member.name, member.value)) check.patterns.push_back({*id, child(member.value), member.value.index()});
  if (additional) {
    check.additional_keyword = additional->index();
    check.additional = child(*additional);
  }
  if (property_names) check.property_names = child(*property_names);
  program.objects.push_back(std::move(check));
  emit(Op::object, kObject, static_cast<std::uint32_t>(program.objects.size() - 1), 0, program.schemas[current_].node);
}

void Compiler::add_dependents() {
  const auto required = value_of(Keyword::dependent_required, Type::object, "an object, name to list of names");
  const auto schemas = value_of(Keyword::dependent_schemas, Type::object, "an object, name to schema");
  if (!required && !schemas) return;
  DependentCheck check;
  std::map<std::string, std::uint32_t> numbers;
  const auto number_of = [&](std::string_view name) {
    const auto added = numbers.emplace(std::string(name), static_cast<std::uint32_t>(check.spelled.size()));
    if (added.second) check.spelled.emplace_back(name);
    return added.first->second;
  };
  if (required)
    for (const auto& member : required->members())
      if (const auto names = names_in(member.value)) {
        DependentCheck::Trigger trigger{number_of(member.name), {}, kNone, member.value.index()};
        for (const std::string& name : *names) trigger.required.push_back(number_of(name));
        check.triggers.push_back(std::move(trigger));
      }
  if (schemas)
    for (const auto& member : schemas->members()) check.triggers.push_back({number_of(member.name), {}, child(member.value), member.value.index()});
  check.names = NameTable(std::vector<std::string_view>(check.spelled.begin(), check.spelled.end()));
  program.dependents.push_back(std::move(check));
  emit(Op::dependent, kObject, static_cast<std::uint32_t>(program.dependents.size() - 1), 0, program.schemas[current_].node);
}

void Compiler::add_array() {
  add_range(Op::item_count, kArray, Keyword::min_items, Keyword::max_items);
  const auto prefix = value_of(Keyword::prefix_items, Type::array, "a list of schemas"), items = value_of(Keyword::items);
  if (prefix || items) {
    ArrayCheck check;
    if (prefix) {
      if (prefix->count() == 0) fail(ErrorCode::schema, *prefix, "prefixItems is an empty list");
      prefix->for_each_item([&](std::uint32_t, const json::View& item) { check.prefix.push_back(child(item)); });
    }
    if (items && items->is_array()) fail(ErrorCode::schema, *items, "items is one schema; a list of them is prefixItems since 2020-12");
    else if (items) check.items = child(*items);
    program.arrays.push_back(std::move(check));
    emit(Op::array, kArray, static_cast<std::uint32_t>(program.arrays.size() - 1), 0, program.schemas[current_].node);
  }
  const auto least = count_of(Keyword::min_contains), most = count_of(Keyword::max_contains);
  if (const auto contains = value_of(Keyword::contains)) {
    ContainsCheck check{child(*contains)};
    if (least) check.least = *least, check.least_keyword = value_of(Keyword::min_contains)->index();
    if (most) check.most = *most, check.most_keyword = value_of(Keyword::max_contains)->index();
    program.contains.push_back(check);
    emit(Op::contains, kArray, static_cast<std::uint32_t>(program.contains.size() - 1), 0, contains->index());
  }
  if (const auto unique = value_of(Keyword::unique_items, Type::boolean, "true or false"))
    if (unique->boolean()) emit(Op::unique_items, kArray, 0, 0, unique->index());
}

void Compiler::add_reference(Keyword keyword) {
  const auto reference = value_of(keyword, Type::string, "a string");
  if (!reference) return;
  const SchemaNode from = program.schemas[current_];
  const auto found = library_.find(reference->str(), from.resource);
  if (!found.place) {
    if (found.is_missing && missing.empty()) missing = found.why;
    return fail(ErrorCode::schema, *reference, found.why);
  }
  const std::uint32_t target = schema_at(*found.place);
  if (keyword == Keyword::dynamic_ref && !found.anchor.empty()) {
    const auto name = dynamic_names_.emplace(found.anchor, static_cast<std::uint32_t>(dynamic_names_.size())).first->second;
    program.dynamic_names = 1;  // the number of them is known in the end
    emit(Op::dynamic_ref, kAllTypes, target, name, reference->index());
  } else {
    emit(Op::ref, kAllTypes, target, 0, reference->index());
  }
}

void Compiler::add_applicators() {
  add_reference(Keyword::ref);
  add_reference(Keyword::dynamic_ref);
  for (const auto& [keyword, op] : {std::pair(Keyword::all_of, Op::all_of), std::pair(Keyword::any_of, Op::any_of), std::pair(Keyword::one_of, Op::one_of)}) {
    const auto list = value_of(keyword, Type::array, "a list of schemas");
    if (!list) continue;
    if (list->count() == 0) fail(ErrorCode::schema, *list, name_of(keyword) + " is an empty list");
    const auto first = static_cast<std::uint32_t>(program.lists.size());
    list->for_each_item([&](std::uint32_t, const json::View& item) { program.lists.push_back(child(item)); });
    emit(op, kAllTypes, first, list->count(), list->index());
  }
  if (const auto negation = value_of(Keyword::negation)) emit(Op::negation, kAllTypes, child(*negation), 0, negation->index());
  const auto consequence = value_of(Keyword::consequence), alternative = value_of(Keyword::alternative);
  if (const auto test = value_of(Keyword::condition)) {
    Condition c{child(*test)};
    if (consequence) c.consequence = child(*consequence);
    if (alternative) c.alternative = child(*alternative);
    program.conditions.push_back(c);
    emit(Op::condition, kAllTypes, static_cast<std::uint32_t>(program.conditions.size() - 1), 0, test->index());
  }
}

void Compiler::add_ludex() {
  const auto own = value_of(Keyword::ludex, Type::object, "an object");
  if (!own) return;
  for (const auto& member : own->members()) {
    const json::View& v = member.value;
    const auto most = [&]() -> std::optional<std::uint32_t> {
      const auto n = v.integer();
      if (n && *n >= 0) return static_cast<std::uint32_t>(std::min<std::int64_t>(*n, kNone));
      fail(ErrorCode::schema, v, std::string(member.name) + " is a whole number from 0");
      return std::nullopt;
    };
    if (member.name == "width") {
      const auto at = std::find(std::begin(kWidths), std::end(kWidths), v.is_string() ? v.str() : std::string_view());
      if (at == std::end(kWidths)) fail(ErrorCode::schema, v, "width is u8, i8, u16, i16, u32, i32, i64, f32 or f64");
      else emit(Op::width, kNumber, static_cast<std::uint32_t>(at - std::begin(kWidths)), 0, v.index());
    } else if (member.name == "finite") {
      if (!v.is(Type::boolean)) fail(ErrorCode::schema, v, "finite is true or false");
      else if (v.boolean()) emit(Op::finite, kNumber, 0, 0, v.index());
    } else if (member.name == "ref") {
      if (!v.is_string() || v.str().empty()) fail(ErrorCode::schema, v, "ref is the kind of entity the number identifies");
      else emit(Op::entity_ref, kAllTypes, 0, 0, v.index());
    } else if (member.name == "maxBytes") {
      if (const auto n = most()) emit(Op::max_bytes, kAllTypes, *n, 0, v.index());
    } else if (member.name == "maxNodes") {
      if (const auto n = most()) emit(Op::max_nodes, kAllTypes, *n, 0, v.index());
    } else if (member.name == "maxDepth") {
      if (const auto n = most()) emit(Op::max_depth, kAllTypes, *n, 0, v.index());
    } else {
      fail(ErrorCode::schema, v, quoted(member.name) + " is not known in x-ludex" + nearest_name(member.name, {"width", "finite", "ref", "maxBytes", "maxNodes", "maxDepth"}));
    }
  }
}

void Compiler::compile_one(std::uint32_t id) {
  current_ = id;
  const json::View written = library_.view(program.schemas[id].document, program.schemas[id].node);
  const std::uint32_t first = static_cast<std::uint32_t>(program.code.size());
  if (written.is(Type::boolean)) {
    program.schemas[id].types = written.boolean() ? kAllTypes : 0;
    return;
  }
  if (!written.is_object()) return fail(ErrorCode::schema, written, std::string("a schema is an object, true or false, not ") + json::describe(written.type()));

  const Vocabularies spoken = *vocabularies_of(program.schemas[id].resource);
  values_.fill(kNone);
  for (const auto& member : written.members()) {
    const auto keyword = keyword_named(member.name);
    if (!keyword) continue;
    Vocabularies needed = bit_of(info_of(*keyword).vocabulary);
    if (*keyword == Keyword::format) needed = static_cast<Vocabularies>(needed | bit_of(Vocabulary::format_assertion));
    if (spoken & needed) values_[static_cast<std::size_t>(*keyword)] = member.value.index();
  }

  check_annotations();
  add_type();
  add_values();
  add_numbers();
  add_strings();
  add_ludex();
  add_object();
  add_array();
  add_dependents();
  add_applicators();
  // These look at what all others have seen.
  for (const auto& [keyword, op, types] : {std::tuple(Keyword::unevaluated_items, Op::unevaluated_items, kArray), std::tuple(Keyword::unevaluated_properties, Op::unevaluated_properties, kObject)})
    if (const auto value = value_of(keyword)) {
      emit(op, types, child(*value), 0, value->index());
      program.schemas[id].has_unevaluated = true;
    }
  // Definitions nobody refers to are read all the same: a mistake in them shows before the first use.
  if (program.schemas[id].document == 0)
    for (const Keyword k : {Keyword::defs, Keyword::definitions})
      if (const auto definitions = value_of(k, Type::object, "an object, name to schema"))
        for (const auto& member : definitions->members()) child(member.value);
  program.schemas[id].first = first;
  program.schemas[id].count = static_cast<std::uint32_t>(program.code.size()) - first;
}

}  // namespace ludex::jsonschema
