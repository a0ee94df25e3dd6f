#include "handles.h"
#include "ludex/types.h"

using namespace ludex::c;

extern "C" {

const char* ludex_version(void) {
  return LUDEX_VERSION;
}

// Raised by every change of ludex.h that a caller compiled against the old one would notice.
uint32_t ludex_abi_version(void) {
  return 1;
}

ludex_status ludex_rulebook_load(const char* text, size_t size, ludex_rulebook** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(text, size)) return LUDEX_ARGUMENT;
    auto program = ludex::Program::compile(view_of(text, size));
    if (!program) return fail(error, program.errors());
    *out = new ludex_rulebook(std::move(*program));
    return LUDEX_OK;
  });
}

void ludex_rulebook_free(ludex_rulebook* rulebook) {
  delete rulebook;
}

uint64_t ludex_rulebook_digest(const ludex_rulebook* rulebook) {
  return rulebook ? rulebook->program.digest() : 0;
}

ludex_bytes ludex_rulebook_summary_json(ludex_rulebook* rulebook) {
  if (!rulebook) return kNoBytes;
  return guarded(kNoBytes, [&] {
    std::call_once(rulebook->summary_once, [&] { rulebook->summary = rulebook->program.summary_json(); });
    return bytes_of(rulebook->summary);
  });
}

ludex_status ludex_rulebook_types(const ludex_rulebook* rulebook, const char* language, size_t size, ludex_text** out) {
  clear(out);
  if (!rulebook || !is_span(language, size)) return LUDEX_ARGUMENT;
  const auto chosen = ludex::language_named(view_of(language, size));
  if (!chosen) return LUDEX_ARGUMENT;
  return make_text(out, [&] { return ludex::write_types(rulebook->program, *chosen); });
}

ludex_bytes ludex_reason_name(const ludex_rulebook* rulebook, uint16_t reason) {
  if (!rulebook) return kNoBytes;
  return bytes_of(rulebook->program.reason_name(static_cast<ludex::Reason>(reason)));
}

}  // extern "C"
