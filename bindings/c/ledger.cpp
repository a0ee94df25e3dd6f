// What may happen once: steps of the ledger's machines, fingerprints, audits.

#include "ludex/ledger.h"

#include "handles.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_decide(const char* machine, size_t machine_size, const char* state, size_t size, const char* event, size_t event_size, ludex_text** out,
                          ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(machine, machine_size) || !is_span(state, size) || !is_span(event, event_size)) return LUDEX_ARGUMENT;
    return give(ludex::decide(view_of(machine, machine_size), view_of(state, size), view_of(event, event_size)), out, error);
  });
}

ludex_status ludex_fingerprint(const char* name, size_t name_size, const char* content, size_t size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(name, name_size) || !is_span(content, size)) return LUDEX_ARGUMENT;
    return give(ludex::fingerprint(view_of(name, name_size), view_of(content, size)), out, error);
  });
}

ludex_status ludex_audit(const char* journal, size_t size, const char* balances, size_t balances_size, const char* saves, size_t saves_size, const char* compare_json,
                         size_t compare_size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(journal, size) || !is_span(balances, balances_size) || !is_span(saves, saves_size) || !is_span(compare_json, compare_size)) return LUDEX_ARGUMENT;
    return give(ludex::audit(view_of(journal, size), view_of(balances, balances_size), view_of(saves, saves_size), view_of(compare_json, compare_size)), out, error);
  });
}

}  // extern "C"
