// Balance: expectations, comparisons, the win matrix.

#include "ludex/balance.h"

#include "handles.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_test_expectations(const ludex_rulebook* rulebook, const char* options_json, size_t options_size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(options_json, options_size)) return LUDEX_ARGUMENT;
    return give(ludex::test_expectations_json(rulebook->program, view_of(options_json, options_size)), out, error);
  });
}

ludex_status ludex_compare_scenario(const ludex_rulebook* a, const ludex_rulebook* b, const char* scenario, size_t size, const char* options_json, size_t options_size, ludex_text** out,
                                    ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!a || !b || !out || !is_span(scenario, size) || !is_span(options_json, options_size)) return LUDEX_ARGUMENT;
    return give(ludex::compare_scenario_json(a->program, b->program, view_of(scenario, size), view_of(options_json, options_size)), out, error);
  });
}

ludex_status ludex_win_matrix(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options_json, size_t options_size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(scenario, size) || !is_span(options_json, options_size)) return LUDEX_ARGUMENT;
    return give(ludex::win_matrix_json(rulebook->program, view_of(scenario, size), view_of(options_json, options_size)), out, error);
  });
}

}  // extern "C"
