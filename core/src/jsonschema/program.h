#pragma once
// A compiled schema: arrays of small records that name each other by number.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "value/decimal.h"
#include "jsonschema/library.h"
#include "jsonschema/names.h"
#include "regex/regex.h"

namespace ludex::jsonschema {

// What every program begins with.
inline constexpr std::uint32_t kTrueSchema = 0;
inline constexpr std::uint32_t kFalseSchema = 1;

/// One bit per json::Type.
using Types = std::uint8_t;
constexpr Types bit_of(json::Type type) { return static_cast<Types>(1u << static_cast<unsigned>(type)); }
inline constexpr Types kAllTypes = 0x3F;

enum class Op : std::uint8_t {
  // a: schema
  ref, negation, unevaluated_items, unevaluated_properties,
  dynamic_ref,                  // a: schema when no scope has the anchor, b: number of the anchor's name
  all_of, any_of, one_of,       // a: first in `lists`, b: how many
  condition,                    // a: in `conditions`
  object, dependent, array, contains,  // a: in the table of that name
  // From here on they look at a value alone.
  property_count, item_count, length,  // a: least, b: most
  unique_items,
  minimum, exclusive_minimum, maximum, exclusive_maximum,  // a: in `bounds`
  multiple_of,                  // a: in `divisors`
  constant, enumeration,        // a: in `enumerations`
  pattern,                      // a: in `patterns`
  format,                       // a: Format
  width,                        // a: Width
  finite, entity_ref,
  max_bytes, max_nodes, max_depth,  // a: most
};

struct Instruction {
  Op op;
  Types types;            ///< of instances it says something about
  std::uint32_t a = 0, b = 0;
  std::uint32_t keyword;  ///< tape node of the keyword's value, in the document of its schema
};

struct SchemaNode {
  std::uint32_t first = 0, count = 0;  ///< instructions
  Types types = kAllTypes;             ///< that pass
  bool only_integers = false;          ///< of the numbers
  bool has_unevaluated = false;
  bool is_leaf = false;                ///< its instructions look at a value alone
  std::uint32_t range = kNone;         ///< in `ranges`: all that is said about numbers
  std::uint32_t resource = 0;
  std::uint32_t document = 0, node = 0;  ///< where it is written
  std::uint32_t type_keyword = 0;
};

struct Condition {
  std::uint32_t test, consequence = kTrueSchema, alternative = kTrueSchema;
};

struct Property {
  std::uint32_t schema = kNone;  ///< none: only required
  bool is_required = false;
};
struct PatternProperty {
  std::uint32_t pattern, schema, keyword;
};
/// properties, required, patternProperties, additionalProperties and propertyNames in one pass over the members.
struct ObjectCheck {
  NameTable names;
  std::vector<Property> properties;  ///< by number in `names`
  std::vector<PatternProperty> patterns;
  std::uint32_t required = 0;
  std::uint32_t additional = kNone, property_names = kNone;
  std::uint32_t properties_keyword = 0, required_keyword = 0, additional_keyword = 0;
};

/// dependentRequired and dependentSchemas.
struct DependentCheck {
  struct Trigger {
    std::uint32_t name;
    std::vector<std::uint32_t> required;  ///< numbers of names
    std::uint32_t schema = kNone;
    std::uint32_t keyword;
  };
  NameTable names;
  std::vector<std::string> spelled;
  std::vector<Trigger> triggers;
};

/// prefixItems and items.
struct ArrayCheck {
  std::vector<std::uint32_t> prefix;
  std::uint32_t items = kNone;
};

struct ContainsCheck {
  std::uint32_t schema, least = 1, most = kNone;
  std::uint32_t least_keyword = kNone, most_keyword = kNone;
};

/// From `low` to `high`, both included.
struct Range {
  std::int64_t low = INT64_MIN, high = INT64_MAX;
};

struct Bound {
  std::string text;
  json::Decimal decimal;        ///< into `text`
  std::int64_t integer = 0;
  bool is_integer = false;  ///< and fits `integer`
};

struct EnumerationCheck {
  NameTable strings;      ///< those without need of a key
  NameTable keys;         ///< of all other values
  Types types = 0;        ///< of the values
  std::uint32_t value = 0;  ///< tape node of the list or of the constant
};

enum class Width : std::uint8_t { u8, i8, u16, i16, u32, i32, i64, f32, f64 };
/// Of the widths that are whole numbers, in their order.
inline constexpr Range kWidthRanges[] = {{0, 255}, {-128, 127}, {0, 65'535}, {-32'768, 32'767}, {0, 4'294'967'295}, {-2'147'483'648, 2'147'483'647}, {INT64_MIN, INT64_MAX}};

/// A schema that a dynamic anchor of a resource leads to.
struct DynamicAnchor {
  std::uint32_t name, schema;
};

struct Program {
  std::vector<SchemaNode> schemas;
  std::uint32_t root = kTrueSchema;
  std::vector<Instruction> code;
  std::vector<std::uint32_t> lists;
  std::vector<Condition> conditions;
  std::vector<ObjectCheck> objects;
  std::vector<DependentCheck> dependents;
  std::vector<ArrayCheck> arrays;
  std::vector<ContainsCheck> contains;
  std::vector<std::unique_ptr<Bound>> bounds;  // of their own: a decimal points into its text
  std::vector<Range> ranges;
  std::vector<json::Divisor> divisors;
  std::vector<EnumerationCheck> enumerations;
  std::vector<regex::Program> patterns;
  std::vector<std::string> pattern_texts;

  // For $dynamicRef; empty when no schema has one.
  std::vector<std::vector<DynamicAnchor>> dynamic_anchors;  // by resource
  std::uint32_t dynamic_names = 0;

  bool has_unevaluated = false;
  std::vector<std::unique_ptr<SourceDocument>> documents;  // the first is the schema itself

  /// Where a keyword is written: "/properties/x/type", with the URI of its document before it when that is another.
  std::string location(const SchemaNode& schema, std::uint32_t keyword) const;
};

}  // namespace ludex::jsonschema
