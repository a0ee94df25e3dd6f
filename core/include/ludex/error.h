#pragma once
/// Typed errors and the one result type of the public interface.

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ludex {

/// What kind of failure an `Error` reports. Stable: the C ABI and Python's `LudexError.code` use the same names.
enum class ErrorCode : std::uint8_t {
  json,         ///< the text is not strict JSON, or a limit on it was exceeded
  rulebook,     ///< the rulebook breaks a rule of the format
  expression,   ///< an expression does not parse or type-check
  unsupported,  ///< valid rulebook language that this version does not judge yet
  world,        ///< a world text does not fit the program
  host,         ///< the host broke its side of the contract (clock step, wrong program, bad argument)
  schema,       ///< a JSON Schema breaks a rule of the language, or asks more of an instance than the limits allow
  patch,        ///< a JSON Patch is malformed, or its document is not what it expects
  profile,      ///< a saved profile could not be read, migrated or validated
  ledger,       ///< a ledger, an event of one of its machines or a line of a journal is malformed, or beyond its limits
  record,       ///< a record is damaged, of a later version, or does not say what judging it again says
  io,           ///< a front end could not read or write a file (the core itself does no I/O)
};

/// The lower-case name of `code`, e.g. "rulebook".
const char* to_string(ErrorCode code);

/// One failure: what, where, and what to do next. `message` is one sentence without a trailing newline.
struct Error {
  ErrorCode code = ErrorCode::rulebook;
  std::string message;
  std::string pointer;       ///< RFC 6901 JSON pointer into the document; "" is the whole document
  std::uint32_t line = 0;    ///< 1-based line in the source text; 0 when there is no source text
  std::uint32_t column = 0;  ///< 1-based column in bytes; 0 when there is no source text
  std::string excerpt;       ///< the expression or source line at fault; may be empty
  std::uint32_t caret = 0;   ///< 0-based byte offset of the fault within `excerpt`
  std::string file = {};     ///< of a text made of several files (ludex/bundle.h): the one at fault; "" is the text itself
  std::uint64_t offset = 0;  ///< 0-based byte offset in the source text, where the reader of it gives one (ludex/json.h)
};

/// Every error of a compilation, in source order; never empty when returned as a failure.
using Errors = std::vector<Error>;

/// "file:line:column: error: message (at /pointer)" with `error.file` before `file`, then the excerpt and a caret line when there is one.
std::string format_error(const Error& error, const std::string& file = {});

/// A value or the errors that prevented it. Never both, never neither.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Errors errors) : state_(std::in_place_index<1>, std::move(errors)) {
    assert(!std::get<1>(state_).empty());
  }
  Result(Error error) : state_(std::in_place_index<1>, Errors{std::move(error)}) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() { assert(ok()); return *std::get_if<0>(&state_); }
  const T& value() const { assert(ok()); return *std::get_if<0>(&state_); }
  const Errors& errors() const { assert(!ok()); return *std::get_if<1>(&state_); }
  const Error& error() const { return errors().front(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }

 private:
  std::variant<T, Errors> state_;
};

}  // namespace ludex
