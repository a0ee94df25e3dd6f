// What is done with texts: a rulebook laid out, made one of several files and explained with; a document patched.

#include "handles.h"
#include "ludex/bundle.h"
#include "ludex/explain.h"
#include "ludex/format.h"
#include "ludex/patch.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_format(const char* text, size_t size, int form, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(text, size) || form < LUDEX_FORM_AS_WRITTEN || form > LUDEX_FORM_LONG) return LUDEX_ARGUMENT;
    return give(ludex::format_rulebook(view_of(text, size), static_cast<ludex::Form>(form)), out, error);
  });
}

ludex_status ludex_bundle(const char* text, size_t size, const ludex_bytes* paths, const ludex_bytes* texts, size_t count,
                          ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(text, size) || (count > 0 && (!paths || !texts))) return LUDEX_ARGUMENT;
    for (size_t i = 0; i < count; ++i)
      if (!is_span(paths[i].data, paths[i].size) || !is_span(texts[i].data, texts[i].size)) return LUDEX_ARGUMENT;
    const auto read = [&](std::string_view path) -> ludex::Result<std::string> {
      for (size_t i = 0; i < count; ++i)
        if (view_of(paths[i].data, paths[i].size) == path) return std::string(view_of(texts[i].data, texts[i].size));
      ludex::Error missing;
      missing.code = ludex::ErrorCode::io;
      missing.message = "the file '" + std::string(path) + "' was not given";
      return missing;
    };
    return give(ludex::bundle(view_of(text, size), read), out, error);
  });
}

ludex_status ludex_explain(const char* rulebook, size_t size, const ludex_world* world, const char* line, size_t line_size,
                           int64_t opened_at, const char* flags_json, size_t flags_size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !world || !is_span(rulebook, size) || !is_span(line, line_size) || !is_span(flags_json, flags_size)) return LUDEX_ARGUMENT;
    ludex::Inputs inputs;
    if (opened_at != LUDEX_OPENED_AT_FROM_REQUESTS) inputs.opened_at = opened_at;
    if (flags_json) inputs.flags_json = {flags_json, flags_size};
    return give(ludex::explain(view_of(rulebook, size), world->world, view_of(line, line_size), inputs), out, error);
  });
}

ludex_status ludex_apply_patch(const char* document, size_t size, const char* patch, size_t patch_size, ludex_text** out,
                               ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(document, size) || !is_span(patch, patch_size)) return LUDEX_ARGUMENT;
    return give(ludex::apply_patch(view_of(document, size), view_of(patch, patch_size)), out, error);
  });
}

}  // extern "C"
