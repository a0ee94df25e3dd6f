// A log under other rules, and verdicts cut out of it.

#include "ludex/backtest.h"

#include "handles.h"
#include "ludex/capsule.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_backtest(const char* log, size_t size, const char* options_json, size_t options_size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(log, size) || !is_span(options_json, options_size)) return LUDEX_ARGUMENT;
    return give(ludex::backtest_json(view_of(log, size), view_of(options_json, options_size)), out, error);
  });
}

ludex_status ludex_rulebook_changes(const char* before, size_t before_size, const char* after, size_t after_size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(before, before_size) || !is_span(after, after_size)) return LUDEX_ARGUMENT;
    return give(ludex::rulebook_changes(view_of(before, before_size), view_of(after, after_size)), out, error);
  });
}

ludex_status ludex_capsule_cut(const char* log, size_t size, uint64_t batch, uint64_t request, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(log, size)) return LUDEX_ARGUMENT;
    return give(ludex::cut_capsule(view_of(log, size), batch, request), out, error);
  });
}

ludex_status ludex_capsule_replay(const char* capsule, size_t size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(capsule, size)) return LUDEX_ARGUMENT;
    return give(ludex::replay_capsule(view_of(capsule, size)), out, error);
  });
}

ludex_status ludex_capsule_explain(const char* capsule, size_t size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(capsule, size)) return LUDEX_ARGUMENT;
    return give(ludex::explain_capsule(view_of(capsule, size)), out, error);
  });
}

}  // extern "C"
