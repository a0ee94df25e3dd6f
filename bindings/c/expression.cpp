#include "ludex/expression.h"

#include "handles.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_evaluate(const char* expression, size_t size, const char* options_json, size_t options_size, ludex_text** out) {
  clear(out);
  if (!is_span(expression, size) || !is_span(options_json, options_size)) return LUDEX_ARGUMENT;
  return make_text(out, [&] { return ludex::evaluate_json(view_of(expression, size), view_of(options_json, options_size)); });
}

ludex_status ludex_expression_types(const char* rulebook, size_t size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(rulebook, size)) return LUDEX_ARGUMENT;
    return give(ludex::expression_types_json(view_of(rulebook, size)), out, error);
  });
}

ludex_status ludex_conformance_cel(const char* suite, size_t size, ludex_text** out) {
  clear(out);
  if (!is_span(suite, size)) return LUDEX_ARGUMENT;
  return make_text(out, [&] { return ludex::conformance_cel(view_of(suite, size)); });
}

ludex_bytes ludex_text_bytes(const ludex_text* text) {
  return text ? bytes_of(text->text) : kNoBytes;
}

void ludex_text_free(ludex_text* text) {
  delete text;
}

}  // extern "C"
