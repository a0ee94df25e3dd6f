// A world and its log, moved on together.

#include "ludex/recorder.h"

#include "handles.h"
#include "ludex/saves_json.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_recorder_new(const ludex_rulebook* rulebook, const char* text, size_t size, const ludex_world* world, ludex_recorder** out,
                                ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !world || !out || !is_span(text, size)) return LUDEX_ARGUMENT;
    auto recorder = ludex::Recorder::begin(rulebook->program, view_of(text, size), world->world);
    if (!recorder) return fail(error, recorder.errors());
    *out = new ludex_recorder(std::move(*recorder));
    return LUDEX_OK;
  });
}

ludex_status ludex_recorder_resume(const char* log, size_t size, ludex_recorder** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(log, size)) return LUDEX_ARGUMENT;
    auto resumed = ludex::resume(view_of(log, size));
    if (!resumed) return fail(error, resumed.errors());
    auto made = std::make_unique<ludex_recorder>(std::move(resumed->recorder));
    made->program = std::move(resumed->program);
    made->world = std::move(resumed->world);
    made->good_bytes = resumed->good_bytes;
    *out = made.release();
    return LUDEX_OK;
  });
}

void ludex_recorder_free(ludex_recorder* recorder) {
  delete recorder;
}

uint64_t ludex_recorder_good_bytes(const ludex_recorder* recorder) {
  return recorder ? recorder->good_bytes : 0;
}

ludex_status ludex_recorder_rulebook(const ludex_recorder* recorder, ludex_rulebook** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!recorder || !recorder->program || !out) return LUDEX_ARGUMENT;
    *out = new ludex_rulebook(*recorder->program);
    return LUDEX_OK;
  });
}

ludex_status ludex_recorder_world(ludex_recorder* recorder, ludex_world** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!recorder || !recorder->world || !out) return LUDEX_ARGUMENT;
    *out = new ludex_world(std::move(*recorder->world));
    recorder->world.reset();
    return LUDEX_OK;
  });
}

ludex_status ludex_recorder_judge(ludex_recorder* recorder, const ludex_rulebook* rulebook, ludex_world* world, const char* requests, size_t size,
                                  int64_t opened_at, const char* flags_json, size_t flags_size, ludex_judgement** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!recorder || !rulebook || !world || !out || !is_span(requests, size) || !is_span(flags_json, flags_size)) return LUDEX_ARGUMENT;
    auto judgement = recorder->recorder.judge(rulebook->program, world->world, view_of(requests, size), inputs_of(*world, opened_at, {flags_json, flags_size}));
    if (!judgement) return fail(error, judgement.errors());
    *out = new ludex_judgement(std::move(*judgement), rulebook->program);
    return LUDEX_OK;
  });
}

ludex_status ludex_recorder_join(ludex_recorder* recorder, ludex_world* world, ludex_save_loader* loader, int64_t id, const char* save, size_t size,
                                 ludex_error** error) {
  return call(error, [&] {
    if (!loader) return LUDEX_ARGUMENT;
    loader->forget();
    if (!recorder || !world || !is_span(save, size)) return LUDEX_ARGUMENT;
    const auto found = recorder->recorder.join(world->world, loader->loader, id, view_of(save, size));
    if (!found) return fail(error, found.errors());
    loader->keep_finding(to_json(*found));
    return LUDEX_OK;
  });
}

ludex_status ludex_recorder_leave(ludex_recorder* recorder, ludex_world* world, const char* kind, size_t kind_size, int64_t id, ludex_error** error) {
  return call(error, [&] {
    if (!recorder || !world || !is_span(kind, kind_size)) return LUDEX_ARGUMENT;
    auto wrong = recorder->recorder.leave(world->world, view_of(kind, kind_size), id);
    return wrong ? fail(error, {std::move(*wrong)}) : LUDEX_OK;
  });
}

ludex_status ludex_recorder_snapshot(ludex_recorder* recorder, const ludex_world* world, ludex_error** error) {
  return call(error, [&] {
    if (!recorder || !world) return LUDEX_ARGUMENT;
    auto wrong = recorder->recorder.snapshot(world->world);
    return wrong ? fail(error, {std::move(*wrong)}) : LUDEX_OK;
  });
}

ludex_bytes ludex_recorder_take(ludex_recorder* recorder) {
  if (!recorder) return kNoBytes;
  return keep(recorder->bytes, [&] { return recorder->recorder.take(); });
}

}  // extern "C"
