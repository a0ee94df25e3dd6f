// The numbers of a rulebook varied.

#include "handles.h"
#include "ludex/tuning.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_numbers_json(const ludex_rulebook* rulebook, ludex_text** out) {
  clear(out);
  if (!rulebook) return LUDEX_ARGUMENT;
  return make_text(out, [&] { return ludex::numbers_json(rulebook->program); });
}

ludex_status ludex_vary(const ludex_rulebook* rulebook, const char* changes, size_t size, ludex_rulebook** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(changes, size)) return LUDEX_ARGUMENT;
    auto made = ludex::vary_json(rulebook->program, view_of(changes, size));
    if (!made) return fail(error, made.errors());
    *out = new ludex_rulebook(std::move(*made));
    return LUDEX_OK;
  });
}

ludex_status ludex_sensitivity(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options, size_t options_size, ludex_text** out, ludex_error** error) {
  return ludex_ask(LUDEX_ASK_SENSITIVITY, rulebook, nullptr, scenario, size, options, options_size, nullptr, nullptr, out, error);
}

ludex_status ludex_sweep(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options, size_t options_size, ludex_text** out, ludex_error** error) {
  return ludex_ask(LUDEX_ASK_SWEEP, rulebook, nullptr, scenario, size, options, options_size, nullptr, nullptr, out, error);
}

ludex_status ludex_breakpoints(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options, size_t options_size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(scenario, size) || !is_span(options, options_size)) return LUDEX_ARGUMENT;
    return give(ludex::breakpoints_json(rulebook->program, view_of(scenario, size), view_of(options, options_size)), out, error);
  });
}

}  // extern "C"
