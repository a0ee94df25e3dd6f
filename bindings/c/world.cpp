#include "handles.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_world_new(const ludex_rulebook* rulebook, uint64_t seed, ludex_world** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out) return LUDEX_ARGUMENT;
    *out = new ludex_world(ludex::World::empty(rulebook->program, seed));
    return LUDEX_OK;
  });
}

ludex_status ludex_world_load(const ludex_rulebook* rulebook, const char* text, size_t size, ludex_world** out,
                              ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!rulebook || !out || !is_span(text, size)) return LUDEX_ARGUMENT;
    auto world = ludex::World::from_json(rulebook->program, view_of(text, size));
    if (!world) return fail(error, world.errors());
    *out = new ludex_world(std::move(*world));
    return LUDEX_OK;
  });
}

ludex_status ludex_world_clone(const ludex_world* world, ludex_world** out) {
  return call(nullptr, [&] {
    clear(out);
    if (!world || !out) return LUDEX_ARGUMENT;
    *out = new ludex_world(world->world);
    (*out)->exec = world->exec;
    return LUDEX_OK;
  });
}

void ludex_world_free(ludex_world* world) {
  delete world;
}

ludex_bytes ludex_world_save(ludex_world* world) {
  if (!world) return kNoBytes;
  return keep(world->text, [&] { return world->world.to_json(); });
}

uint64_t ludex_world_digest(const ludex_world* world) {
  return world ? guarded(std::uint64_t{0}, [&] { return world->world.digest(); }) : 0;
}

void ludex_world_set_threads(ludex_world* world, uint32_t max_threads) {
  if (world) world->exec.max_threads = max_threads;
}

int64_t ludex_world_now(const ludex_world* world) {
  return world ? world->world.now() : 0;
}

}  // extern "C"
