// Who comes into a world and leaves it: join, save, leave.

#include "ludex/presence.h"

#include "handles.h"
#include "ludex/saves_json.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_join(ludex_world* world, ludex_save_loader* loader, int64_t id, const char* save, size_t size, ludex_error** error) {
  return call(error, [&] {
    if (!loader) return LUDEX_ARGUMENT;
    loader->forget();
    if (!world || !is_span(save, size)) return LUDEX_ARGUMENT;
    const auto found = ludex::join(world->world, loader->loader, id, view_of(save, size));
    if (!found) return fail(error, found.errors());
    loader->keep_finding(to_json(*found));
    return LUDEX_OK;
  });
}

ludex_status ludex_save_profile(const ludex_world* world, ludex_save_loader* loader, int64_t id, const char* last, size_t size, ludex_text** out,
                                ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!world || !loader || !out || !is_span(last, size)) return LUDEX_ARGUMENT;
    return give(ludex::save(world->world, loader->loader, id, view_of(last, size)), out, error);
  });
}

ludex_status ludex_leave(ludex_world* world, const char* kind, size_t kind_size, int64_t id, ludex_error** error) {
  return call(error, [&] {
    if (!world || !is_span(kind, kind_size)) return LUDEX_ARGUMENT;
    auto wrong = ludex::leave(world->world, view_of(kind, kind_size), id);
    return wrong ? fail(error, {std::move(*wrong)}) : LUDEX_OK;
  });
}

}  // extern "C"
