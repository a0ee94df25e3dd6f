#pragma once
// Every keyword of 2020-12: its name, the vocabulary it belongs to and where schemas lie inside its value.

#include <cstdint>
#include <optional>
#include <string_view>

namespace ludex::jsonschema {

enum class Vocabulary : std::uint8_t { core, applicator, unevaluated, validation, meta_data, format_annotation, format_assertion, content };
inline constexpr int kVocabularies = 8;

/// A set of vocabularies, one bit each.
using Vocabularies = std::uint8_t;
constexpr Vocabularies bit_of(Vocabulary v) { return static_cast<Vocabularies>(1u << static_cast<unsigned>(v)); }

/// The vocabularies of the standard metaschema.
inline constexpr Vocabularies kStandardVocabularies = static_cast<Vocabularies>(0xFFu & ~bit_of(Vocabulary::format_assertion));

/// What a vocabulary is called in "$vocabulary".
std::optional<Vocabulary> vocabulary_named(std::string_view uri);

/// What lies in a keyword's value.
enum class Holds : std::uint8_t { values, schema, list_of_schemas, map_of_schemas };

enum class Keyword : std::uint8_t {
  id, schema, ref, anchor, dynamic_ref, dynamic_anchor, vocabulary, comment, defs, definitions,
  all_of, any_of, one_of, negation, condition, consequence, alternative, dependent_schemas,
  prefix_items, items, contains, properties, pattern_properties, additional_properties, property_names,
  unevaluated_items, unevaluated_properties,
  type, constant, enumeration, multiple_of, maximum, exclusive_maximum, minimum, exclusive_minimum,
  max_length, min_length, pattern, max_items, min_items, unique_items, max_contains, min_contains,
  max_properties, min_properties, required, dependent_required,
  title, description, default_value, deprecated, read_only, write_only, examples,
  format, content_encoding, content_media_type, content_schema,
  ludex,
};
inline constexpr int kKeywords = static_cast<int>(Keyword::ludex) + 1;

struct KeywordInfo {
  std::string_view name;
  Vocabulary vocabulary;
  Holds holds;
};
const KeywordInfo& info_of(Keyword keyword);

/// Nothing for a name that is no keyword: it is an annotation.
std::optional<Keyword> keyword_named(std::string_view name);

}  // namespace ludex::jsonschema
