#pragma once
// What stands behind the opaque handles of ludex.h.

#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "guard.h"
#include "ludex.h"
#include "ludex/combat.h"
#include "ludex/error.h"
#include "ludex/judge.h"
#include "ludex/profile.h"
#include "ludex/program.h"
#include "ludex/recorder.h"
#include "ludex/world.h"

struct ludex_error {
  ludex::Errors errors;
  std::string json;  // made on demand
};

struct ludex_rulebook {
  explicit ludex_rulebook(ludex::Program p) : program(std::move(p)) {}
  ludex::Program program;
  // Any number of threads may ask for the summary at once; the first makes it.
  std::once_flag summary_once;
  std::string summary;
};

struct ludex_world {
  explicit ludex_world(ludex::World w) : world(std::move(w)) {}
  ludex::World world;
  ludex::Exec exec;  // of judging it
  std::string text;  // the last text given out
};

struct ludex_judgement {
  ludex_judgement(ludex::Judgement j, ludex::Program p) : judgement(std::move(j)), program(std::move(p)) {}
  ludex::Judgement judgement;
  ludex::Program program;  // knows the names of reasons, also after the rulebook's handle is gone
  std::string text;        // the last text given out
};

struct ludex_save_loader {
  explicit ludex_save_loader(ludex::SaveLoader l) : loader(std::move(l)) {}
  ludex::SaveLoader loader;
  std::string finding, save, steps;
  bool has_finding = false, is_ready = false;  // of the last save

  /// Nothing of an earlier save may be taken for the next one's, whatever stops the call.
  void forget() { has_finding = is_ready = false; }
  /// Of a save that is in a world now, or was not ready: the loader has no bytes of it.
  void keep_finding(std::string json) {
    finding = std::move(json);
    has_finding = true;
  }
};

struct ludex_recorder {
  explicit ludex_recorder(ludex::Recorder r) : recorder(std::move(r)) {}
  ludex::Recorder recorder;
  // Of a resumed log.
  std::optional<ludex::Program> program;
  std::optional<ludex::World> world;
  std::uint64_t good_bytes = 0;
  std::string bytes;  // the last ones given out
};

struct ludex_simulation {
  ludex::Simulation simulation;
  std::string text;  // the last text given out
};

struct ludex_text {
  std::string text;
};

namespace ludex::c {

/// What a host says of a batch to be judged on `world`.
inline Inputs inputs_of(const ludex_world& world, std::int64_t opened_at, ludex_bytes flags) {
  Inputs inputs;
  if (opened_at != LUDEX_OPENED_AT_FROM_REQUESTS) inputs.opened_at = opened_at;
  if (flags.data) inputs.flags_json = {flags.data, flags.size};
  inputs.exec = world.exec;
  return inputs;
}

/// What a failed call gives where bytes are expected: NULL, unlike the empty text.
inline constexpr ludex_bytes kNoBytes{nullptr, 0};

inline ludex_bytes bytes_of(std::string_view text) {
  return {text.data() ? text.data() : "", text.size()};
}

/// A span from C; NULL is allowed when it is empty.
inline bool is_span(const char* data, size_t size) {
  return data || size == 0;
}
inline std::string_view view_of(const char* data, size_t size) {
  return size ? std::string_view(data, size) : std::string_view();
}

/// A handle is NULL unless the call succeeds, whatever stops it.
template <class T>
void clear(T** out) {
  if (out) *out = nullptr;
}

/// Hands `errors` to the caller, who may not want them.
inline ludex_status fail(ludex_error** error, Errors errors) {
  if (error) *error = new ludex_error{std::move(errors), {}};
  return LUDEX_ERROR;
}

/// Runs a fallible call: clears `*error` first, and turns an exception (there is only want of memory) into an error.
template <class Body>
ludex_status call(ludex_error** error, Body&& body) {
  clear(error);
  const std::optional<ludex_status> status = guarded(std::optional<ludex_status>(), std::forward<Body>(body));
  if (status) return *status;
  return guarded(LUDEX_ERROR, [&] {
    Error e;
    e.code = ErrorCode::host;
    e.message = "out of memory";  // short enough to need none
    return fail(error, Errors{std::move(e)});
  });
}

/// A text of its own, or the errors that prevented it.
inline ludex_status give(Result<std::string> made, ludex_text** out, ludex_error** error) {
  if (!made) return fail(error, made.errors());
  *out = new ludex_text{std::move(*made)};
  return LUDEX_OK;
}

/// Hands what `make` writes to the caller as a text of its own.
template <class Make>
ludex_status make_text(ludex_text** out, Make&& make) {
  return call(nullptr, [&] {
    clear(out);
    if (!out) return LUDEX_ARGUMENT;
    *out = new ludex_text{std::forward<Make>(make)()};
    return LUDEX_OK;
  });
}

/// Makes a text on demand into `store`, which keeps it alive for the caller.
template <class Make>
ludex_bytes keep(std::string& store, Make&& make) {
  return guarded(kNoBytes, [&] {
    store = std::forward<Make>(make)();
    return bytes_of(store);
  });
}

}  // namespace ludex::c
