#include "ludex/schema.h"

#include "handles.h"
#include "ludex/json.h"

using namespace ludex::c;

struct ludex_schema {
  explicit ludex_schema(ludex::Schema s) : schema(std::move(s)) {}
  ludex::Schema schema;
};

struct ludex_validator {
  explicit ludex_validator(ludex::SchemaValidator v) : validator(std::move(v)) {}
  ludex::SchemaValidator validator;
};

extern "C" {

ludex_status ludex_schema_compile(const char* schema, size_t size, const char* options_json, size_t options_size,
                                  ludex_schema** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(schema, size) || !is_span(options_json, options_size)) return LUDEX_ARGUMENT;
    const auto options = ludex::read_schema_options(view_of(options_json, options_size));
    if (!options) return fail(error, options.errors());
    auto compiled = ludex::Schema::compile(view_of(schema, size), *options);
    if (!compiled) return fail(error, compiled.errors());
    *out = new ludex_schema(std::move(*compiled));
    return LUDEX_OK;
  });
}

void ludex_schema_free(ludex_schema* schema) {
  delete schema;
}

ludex_status ludex_schema_validate(const ludex_schema* schema, const char* instance, size_t size, const char* options_json,
                                   size_t options_size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!schema || !out || !is_span(instance, size) || !is_span(options_json, options_size)) return LUDEX_ARGUMENT;
    const auto options = ludex::read_validation_options(view_of(options_json, options_size));
    if (!options) return fail(error, options.errors());
    *out = new ludex_text{to_json(schema->schema.validate(view_of(instance, size), *options))};
    return LUDEX_OK;
  });
}

ludex_status ludex_validator_new(const ludex_schema* schema, const char* options_json, size_t options_size,
                                 ludex_validator** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!schema || !out || !is_span(options_json, options_size)) return LUDEX_ARGUMENT;
    const auto options = ludex::read_validation_options(view_of(options_json, options_size));
    if (!options) return fail(error, options.errors());
    *out = new ludex_validator(schema->schema.validator(*options));
    return LUDEX_OK;
  });
}

void ludex_validator_free(ludex_validator* validator) {
  delete validator;
}

int ludex_validator_is_valid(ludex_validator* validator, const char* instance, size_t size) {
  if (!validator || !is_span(instance, size)) return -1;
  return guarded(-1, [&] { return validator->validator.is_valid(view_of(instance, size)) ? 1 : 0; });
}

ludex_status ludex_check_json(const char* text, size_t size, const char* limits_json, size_t limits_size, ludex_text** out) {
  if (!is_span(text, size) || !is_span(limits_json, limits_size)) {
    clear(out);
    return LUDEX_ARGUMENT;
  }
  return make_text(out, [&] { return ludex::check_json_report(view_of(text, size), view_of(limits_json, limits_size)); });
}

ludex_status ludex_conformance_json_schema(const char* suite, size_t size, ludex_text** out) {
  if (!is_span(suite, size)) {
    clear(out);
    return LUDEX_ARGUMENT;
  }
  return make_text(out, [&] { return ludex::conformance_json_schema(view_of(suite, size)); });
}

}  // extern "C"
