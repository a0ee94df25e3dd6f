#include "jsonschema/keywords.h"

#include <algorithm>
#include <array>

namespace ludex::jsonschema {
namespace {

using V = Vocabulary;

// In the order of the enumeration.
constexpr KeywordInfo kInfo[kKeywords] = {
    {"$id", V::core, Holds::values},
    {"$schema", V::core, Holds::values},
    {"$ref", V::core, Holds::values},
    {"$anchor", V::core, Holds::values},
    {"$dynamicRef", V::core, Holds::values},
    {"$dynamicAnchor", V::core, Holds::values},
    {"$vocabulary", V::core, Holds::values},
    {"$comment", V::core, Holds::values},
    {"$defs", V::core, Holds::map_of_schemas},
    {"definitions", V::core, Holds::map_of_schemas},  // of older drafts; the metaschema still reads it so
    {"allOf", V::applicator, Holds::list_of_schemas},
    {"anyOf", V::applicator, Holds::list_of_schemas},
    {"oneOf", V::applicator, Holds::list_of_schemas},
    {"not", V::applicator, Holds::schema},
    {"if", V::applicator, Holds::schema},
    {"then", V::applicator, Holds::schema},
    {"else", V::applicator, Holds::schema},
    {"dependentSchemas", V::applicator, Holds::map_of_schemas},
    {"prefixItems", V::applicator, Holds::list_of_schemas},
    {"items", V::applicator, Holds::schema},
    {"contains", V::applicator, Holds::schema},
    {"properties", V::applicator, Holds::map_of_schemas},
    {"patternProperties", V::applicator, Holds::map_of_schemas},
    {"additionalProperties", V::applicator, Holds::schema},
    {"propertyNames", V::applicator, Holds::schema},
    {"unevaluatedItems", V::unevaluated, Holds::schema},
    {"unevaluatedProperties", V::unevaluated, Holds::schema},
    {"type", V::validation, Holds::values},
    {"const", V::validation, Holds::values},
    {"enum", V::validation, Holds::values},
    {"multipleOf", V::validation, Holds::values},
    {"maximum", V::validation, Holds::values},
    {"exclusiveMaximum", V::validation, Holds::values},
    {"minimum", V::validation, Holds::values},
    {"exclusiveMinimum", V::validation, Holds::values},
    {"maxLength", V::validation, Holds::values},
    {"minLength", V::validation, Holds::values},
    {"pattern", V::validation, Holds::values},
    {"maxItems", V::validation, Holds::values},
    {"minItems", V::validation, Holds::values},
    {"uniqueItems", V::validation, Holds::values},
    {"maxContains", V::validation, Holds::values},
    {"minContains", V::validation, Holds::values},
    {"maxProperties", V::validation, Holds::values},
    {"minProperties", V::validation, Holds::values},
    {"required", V::validation, Holds::values},
    {"dependentRequired", V::validation, Holds::values},
    {"title", V::meta_data, Holds::values},
    {"description", V::meta_data, Holds::values},
    {"default", V::meta_data, Holds::values},
    {"deprecated", V::meta_data, Holds::values},
    {"readOnly", V::meta_data, Holds::values},
    {"writeOnly", V::meta_data, Holds::values},
    {"examples", V::meta_data, Holds::values},
    {"format", V::format_annotation, Holds::values},
    {"contentEncoding", V::content, Holds::values},
    {"contentMediaType", V::content, Holds::values},
    {"contentSchema", V::content, Holds::schema},
    {"x-ludex", V::core, Holds::values},  // ours, in every dialect
};

constexpr std::string_view kVocabularyPrefix = "https://json-schema.org/draft/2020-12/vocab/";
constexpr std::string_view kVocabularyNames[kVocabularies] = {
    "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "format-assertion", "content"};

const std::array<std::uint8_t, kKeywords>& by_name() {
  static const auto sorted = [] {
    std::array<std::uint8_t, kKeywords> order{};
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint8_t>(i);
    std::sort(order.begin(), order.end(), [](std::uint8_t a, std::uint8_t b) { return kInfo[a].name < kInfo[b].name; });
    return order;
  }();
  return sorted;
}

}  // namespace

const KeywordInfo& info_of(Keyword keyword) { return kInfo[static_cast<std::size_t>(keyword)]; }

std::optional<Keyword> keyword_named(std::string_view name) {
  const auto& order = by_name();
  const auto at = std::lower_bound(order.begin(), order.end(), name, [](std::uint8_t k, std::string_view n) { return kInfo[k].name < n; });
  if (at == order.end() || kInfo[*at].name != name) return std::nullopt;
  return static_cast<Keyword>(*at);
}

std::optional<Vocabulary> vocabulary_named(std::string_view uri) {
  if (uri.substr(0, kVocabularyPrefix.size()) != kVocabularyPrefix) return std::nullopt;
  const std::string_view name = uri.substr(kVocabularyPrefix.size());
  for (int i = 0; i < kVocabularies; ++i)
    if (kVocabularyNames[i] == name) return static_cast<Vocabulary>(i);
  return std::nullopt;
}

}  // namespace ludex::jsonschema
