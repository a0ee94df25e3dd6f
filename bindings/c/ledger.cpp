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
    auto decided = ludex::decide(view_of(machine, machine_size), view_of(state, size), view_of(event, event_size));
    if (!decided) return fail(error, decided.errors());
    *out = new ludex_text{std::move(*decided)};
    return LUDEX_OK;
  });
}

ludex_status ludex_fingerprint(const char* name, size_t name_size, const char* content, size_t size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(name, name_size) || !is_span(content, size)) return LUDEX_ARGUMENT;
    auto print = ludex::fingerprint(view_of(name, name_size), view_of(content, size));
    if (!print) return fail(error, print.errors());
    *out = new ludex_text{std::move(*print)};
    return LUDEX_OK;
  });
}

}  // extern "C"
