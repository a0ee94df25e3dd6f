// Logs, read and judged again.

#include "ludex/replay.h"

#include "handles.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_log_read(const char* log, size_t size, size_t first, size_t most, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(log, size)) return LUDEX_ARGUMENT;
    return give(ludex::Result<std::string>(ludex::describe_log(view_of(log, size), first, most)), out, error);
  });
}

ludex_status ludex_log_replay(const char* log, size_t size, const char* options_json, size_t options_size, ludex_text** out, ludex_error** error) {
  return call(error, [&] {
    clear(out);
    if (!out || !is_span(log, size) || !is_span(options_json, options_size)) return LUDEX_ARGUMENT;
    return give(ludex::replay_json(view_of(log, size), view_of(options_json, options_size)), out, error);
  });
}

}  // extern "C"
