#include "ludex/contract.h"

#include "handles.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_check_contract(const char* contract, size_t size, const char* text, size_t text_size,
                                  const char* options_json, size_t options_size, ludex_text** out) {
  if (!is_span(contract, size) || !is_span(text, text_size) || !is_span(options_json, options_size)) {
    clear(out);
    return LUDEX_ARGUMENT;
  }
  return make_text(out, [&] {
    const std::string_view options = options_size ? view_of(options_json, options_size) : "{}";
    return ludex::check_contract_json(view_of(contract, size), view_of(text, text_size), options);
  });
}

}  // extern "C"
