// Old saves to the rulebook's version, one by one or a file of them with counts.

#include "handles.h"
#include "json_text.h"
#include "ludex/saves_json.h"

using namespace ludex::c;

struct ludex_rehearsal {
  explicit ludex_rehearsal(ludex::Rehearsal r) : rehearsal(std::move(r)) {}
  ludex::Rehearsal rehearsal;
  std::string out, quarantine;
  std::string text;  // the last report or state given out
};

namespace {

std::string steps_json(const ludex::SaveLoader& loader) {
  const auto names = loader.steps();
  std::string out = "[";
  for (std::size_t i = 0; i < names.size(); ++i) {
    out += i ? ",{\"id\":" : "{\"id\":";
    append_json_string(out, names[i]);
    out += ",\"applied\":" + std::to_string(loader.applied()[i]) + "}";
  }
  return out + "]";
}

}  // namespace

extern "C" {

ludex_status ludex_save_loader_new(const ludex_rulebook* rulebook, const char* kind, size_t kind_size, const char* limits_json,
                                   size_t limits_size, ludex_save_loader** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(kind, kind_size) || !is_span(limits_json, limits_size)) return LUDEX_ARGUMENT;
    const auto limits = ludex::read_save_limits(view_of(limits_json, limits_size));
    if (!limits) return fail(error, limits.errors());
    auto loader = ludex::SaveLoader::make(rulebook->program, view_of(kind, kind_size), *limits);
    if (!loader) return fail(error, loader.errors());
    *out = new ludex_save_loader(std::move(*loader));
    return LUDEX_OK;
  });
}

void ludex_save_loader_free(ludex_save_loader* loader) {
  delete loader;
}

ludex_status ludex_save_loader_load(ludex_save_loader* loader, const char* save, size_t size, ludex_error** error) {
  return call(error, [&] {
    if (!loader) return LUDEX_ARGUMENT;
    // Nothing of an earlier save may be taken for this one's, whatever stops the call.
    loader->has_finding = loader->is_ready = false;
    if (!is_span(save, size)) return LUDEX_ARGUMENT;
    loader->save.clear();
    const ludex::LoadedSave loaded = loader->loader.load(view_of(save, size), loader->save);
    loader->finding = to_json(loaded);
    loader->has_finding = true;
    loader->is_ready = loaded.state == ludex::SaveState::ready;
    return LUDEX_OK;
  });
}

ludex_bytes ludex_save_loader_finding(const ludex_save_loader* loader) {
  return loader && loader->has_finding ? bytes_of(loader->finding) : kNoBytes;
}

ludex_bytes ludex_save_loader_save(const ludex_save_loader* loader) {
  return loader && loader->is_ready ? bytes_of(loader->save) : kNoBytes;
}

ludex_bytes ludex_save_loader_steps_json(ludex_save_loader* loader) {
  if (!loader) return kNoBytes;
  return keep(loader->steps, [&] { return steps_json(loader->loader); });
}

ludex_status ludex_rehearsal_new(const ludex_rulebook* rulebook, const char* kind, size_t kind_size, const char* options_json,
                                 size_t options_size, ludex_rehearsal** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(kind, kind_size) || !is_span(options_json, options_size)) return LUDEX_ARGUMENT;
    const auto options = ludex::read_rehearsal_options(view_of(options_json, options_size));
    if (!options) return fail(error, options.errors());
    auto rehearsal = ludex::Rehearsal::make(rulebook->program, view_of(kind, kind_size), *options);
    if (!rehearsal) return fail(error, rehearsal.errors());
    *out = new ludex_rehearsal(std::move(*rehearsal));
    return LUDEX_OK;
  });
}

void ludex_rehearsal_free(ludex_rehearsal* rehearsal) {
  delete rehearsal;
}

ludex_status ludex_rehearsal_add(ludex_rehearsal* rehearsal, const char* lines, size_t size, ludex_error** error) {
  return call(error, [&] {
    if (!rehearsal || !is_span(lines, size)) return LUDEX_ARGUMENT;
    rehearsal->out.clear();
    rehearsal->quarantine.clear();
    rehearsal->rehearsal.add(view_of(lines, size), rehearsal->out, rehearsal->quarantine);
    return LUDEX_OK;
  });
}

ludex_bytes ludex_rehearsal_out(const ludex_rehearsal* rehearsal) {
  return rehearsal ? bytes_of(rehearsal->out) : kNoBytes;
}

ludex_bytes ludex_rehearsal_quarantine(const ludex_rehearsal* rehearsal) {
  return rehearsal ? bytes_of(rehearsal->quarantine) : kNoBytes;
}

ludex_bytes ludex_rehearsal_report_json(ludex_rehearsal* rehearsal) {
  if (!rehearsal) return kNoBytes;
  return keep(rehearsal->text, [&] { return rehearsal->rehearsal.report(); });
}

ludex_bytes ludex_rehearsal_state_json(ludex_rehearsal* rehearsal) {
  if (!rehearsal) return kNoBytes;
  return keep(rehearsal->text, [&] { return rehearsal->rehearsal.state(); });
}

ludex_status ludex_rehearsal_merge(ludex_rehearsal* rehearsal, const char* state_json, size_t size, uint64_t first_line,
                                   ludex_error** error) {
  return call(error, [&] {
    if (!rehearsal || !is_span(state_json, size)) return LUDEX_ARGUMENT;
    auto wrong = rehearsal->rehearsal.merge(view_of(state_json, size), first_line);
    return wrong ? fail(error, {std::move(*wrong)}) : LUDEX_OK;
  });
}

}  // extern "C"
