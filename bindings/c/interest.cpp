// Areas of interest, deltas of worlds, visible parts.

#include "ludex/interest.h"

#include "handles.h"
#include "ludex/delta.h"

struct ludex_interest {
  explicit ludex_interest(ludex::Interest i) : interest(std::move(i)) {}
  ludex::Interest interest;
  std::string text;  // the last text given out
};

using namespace ludex::c;

namespace {

ludex_status give_interest(ludex::Result<ludex::Interest> made, ludex_interest** out, ludex_error** error) {
  if (!made) return fail(error, made.errors());
  *out = new ludex_interest(std::move(*made));
  return LUDEX_OK;
}

}  // namespace

extern "C" {

ludex_status ludex_interest_new(const ludex_rulebook* rulebook, const char* area_json, size_t size, ludex_interest** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(area_json, size)) return LUDEX_ARGUMENT;
    return give_interest(ludex::Interest::create(rulebook->program, view_of(area_json, size)), out, error);
  });
}

ludex_status ludex_interest_load(const ludex_rulebook* rulebook, const char* text, size_t size, ludex_interest** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(text, size)) return LUDEX_ARGUMENT;
    return give_interest(ludex::Interest::from_json(rulebook->program, view_of(text, size)), out, error);
  });
}

void ludex_interest_free(ludex_interest* interest) {
  delete interest;
}

ludex_status ludex_interest_update(ludex_interest* interest, const ludex_world* world, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!interest || !world || !out) return LUDEX_ARGUMENT;
    const auto changes = interest->interest.update(world->world);
    if (!changes) return fail(error, changes.errors());
    *out = new ludex_text{ludex::to_json(*changes)};
    return LUDEX_OK;
  });
}

int ludex_interest_resync(ludex_interest* interest, int64_t observer) {
  if (!interest) return -1;
  return interest->interest.resync(observer) ? 1 : 0;
}

void ludex_interest_resync_all(ludex_interest* interest) {
  if (interest) interest->interest.resync_all();
}

ludex_bytes ludex_interest_seen(ludex_interest* interest, int64_t observer) {
  if (!interest) return kNoBytes;
  return keep(interest->text, [&] {
    std::string out = "[";
    for (const std::int64_t id : interest->interest.seen_by(observer)) out += (out.size() > 1 ? "," : "") + std::to_string(id);
    return out + "]";
  });
}

ludex_bytes ludex_interest_save(ludex_interest* interest) {
  if (!interest) return kNoBytes;
  return keep(interest->text, [&] { return interest->interest.to_json(); });
}

uint64_t ludex_interest_digest(const ludex_interest* interest) {
  return interest ? guarded(std::uint64_t{0}, [&] { return interest->interest.digest(); }) : 0;
}

ludex_status ludex_world_delta(const ludex_world* from, const ludex_world* to, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!from || !to || !out) return LUDEX_ARGUMENT;
    return give(ludex::world_delta(from->world, to->world), out, error);
  });
}

ludex_status ludex_world_apply_delta(ludex_world* world, const char* delta, size_t size, ludex_error** error) {
  return call(error, [&] {
    if (!world || !is_span(delta, size)) return LUDEX_ARGUMENT;
    auto made = ludex::apply_world_delta(world->world, view_of(delta, size));
    if (!made) return fail(error, made.errors());
    world->world = std::move(*made);
    return LUDEX_OK;
  });
}

ludex_status ludex_world_visible(const ludex_world* world, const char* visible_json, size_t size, ludex_world** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!world || !out || !is_span(visible_json, size)) return LUDEX_ARGUMENT;
    auto part = ludex::visible_part(world->world, view_of(visible_json, size));
    if (!part) return fail(error, part.errors());
    *out = new ludex_world(std::move(*part));
    return LUDEX_OK;
  });
}

}  // extern "C"
