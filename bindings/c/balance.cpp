// Balance: expectations, comparisons, the win matrix; any question about a scenario, with its progress told.

#include "ludex/balance.h"

#include "handles.h"
#include "ludex/tuning.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_test_expectations(const ludex_rulebook* rulebook, const char* options_json, size_t options_size, ludex_text** out, ludex_error** error) {
  return ludex_ask(LUDEX_ASK_TEST, rulebook, nullptr, nullptr, 0, options_json, options_size, nullptr, nullptr, out, error);
}

ludex_status ludex_compare_scenario(const ludex_rulebook* a, const ludex_rulebook* b, const char* scenario, size_t size, const char* options_json, size_t options_size, ludex_text** out,
                                    ludex_error** error) {
  return ludex_ask(LUDEX_ASK_COMPARE, a, b, scenario, size, options_json, options_size, nullptr, nullptr, out, error);
}

ludex_status ludex_win_matrix(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options_json, size_t options_size, ludex_text** out, ludex_error** error) {
  return ludex_ask(LUDEX_ASK_MATRIX, rulebook, nullptr, scenario, size, options_json, options_size, nullptr, nullptr, out, error);
}

ludex_status ludex_win_matrix_of_parts(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options_json, size_t options_size, const char* parts, size_t parts_size,
                                       ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(scenario, size) || !is_span(options_json, options_size) || !is_span(parts, parts_size)) return LUDEX_ARGUMENT;
    return give(ludex::win_matrix_of_parts_json(rulebook->program, view_of(scenario, size), view_of(options_json, options_size), view_of(parts, parts_size)), out, error);
  });
}

ludex_status ludex_ask(int question, const ludex_rulebook* rulebook, const ludex_rulebook* after, const char* scenario, size_t size, const char* options_json, size_t options_size,
                       ludex_progress progress, void* context, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(scenario, size) || !is_span(options_json, options_size) || (question == LUDEX_ASK_COMPARE && !after)) return LUDEX_ARGUMENT;
    ludex::Progress watch;
    if (progress) watch = [&](uint64_t done, uint64_t total) { return progress(context, done, total) == 0; };
    const ludex::Program& program = rulebook->program;
    const std::string_view name = view_of(scenario, size), options = view_of(options_json, options_size);
    switch (question) {
      case LUDEX_ASK_TEST: return give(ludex::test_expectations_json(program, options, watch), out, error);
      case LUDEX_ASK_COMPARE: return give(ludex::compare_scenario_json(program, after->program, name, options, watch), out, error);
      case LUDEX_ASK_MATRIX: return give(ludex::win_matrix_json(program, name, options, watch), out, error);
      case LUDEX_ASK_SENSITIVITY: return give(ludex::sensitivity_json(program, name, options, watch), out, error);
      case LUDEX_ASK_SWEEP: return give(ludex::sweep_json(program, name, options, watch), out, error);
      default: return LUDEX_ARGUMENT;
    }
  });
}

}  // extern "C"
