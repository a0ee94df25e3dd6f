#pragma once
// What must hold for every schema with every instance.

#include <string>
#include <string_view>

#include "ludex/json.h"
#include "ludex/schema.h"
#include "properties.h"

namespace fuzz {

/// `input`: a schema, a zero byte, an instance.
inline std::string check_schema(std::string_view input) {
  const std::size_t split = input.find('\0');
  const std::string_view text = input.substr(0, split), instance = split == std::string_view::npos ? std::string_view("{}") : input.substr(split + 1);
  SchemaOptions options;
  options.assert_formats = !instance.empty() && instance.back() == ' ';
  options.documents = {{"http://a/b", R"({"$dynamicAnchor":"m","properties":{"x":{"$dynamicRef":"#m"}},"unevaluatedProperties":false,"$defs":{"i":{"type":"integer"}}})"},
                       {"http://a/self", std::string(text)}};
  const auto schema = Schema::compile(text, options);
  if (!schema) return check_errors(schema.errors());
  ValidationOptions all;
  all.all_errors = true;
  all.max_errors = 20;
  all.max_steps = 200'000;
  ValidationOptions first = all;
  first.all_errors = false;
  SchemaValidator validator = schema->validator(all), one = schema->validator(first);
  const Validation v = validator.validate(instance), w = one.validate(instance);
  if (validator.is_valid(instance) != v.valid || v.valid != w.valid) return "is_valid and validate disagree";
  if (to_json(validator.validate(instance)) != to_json(v)) return "another answer the second time";
  if (v.malformed.has_value() != w.malformed.has_value()) return "malformed only when all errors are wanted";
  if (v.valid && (v.malformed || !v.mismatches.empty())) return "valid with mismatches";
  if (!v.valid && v.malformed.has_value() == !v.mismatches.empty()) return "invalid without a reason, or with two kinds of it";
  if (!v.valid && !v.malformed && w.mismatches.size() != 1) return "the first error is not one";
  if (!v.mismatches.empty() && to_json(Validation{false, {}, {v.mismatches[0]}}) != to_json(w)) return "the first of all errors is not the first error";
  std::uint64_t before = 0;
  for (const Mismatch& m : v.mismatches) {
    if (m.message.empty() || to_string(m).empty()) return "a mismatch without a message";
    if (m.offset > instance.size() || m.offset < before) return "mismatches out of order";
    before = m.offset;
  }
  if (!is_json(to_json(v))) return "a validation that is no JSON";
  JsonLimits limits;
  if (v.valid && check_json(instance, limits)) return "a valid instance that is no JSON";
  return {};
}

}  // namespace fuzz
