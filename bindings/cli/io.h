#pragma once
// Files in and out. Every failure is an `io` error that names the file, the cause and the next step.

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>

#include "ludex/error.h"

namespace ludex::cli {

/// The name that stands for standard input or output.
inline constexpr const char* kStandardStream = "-";

/// Positions in a text are 32 bits wide in the core; half of that leaves room, and stops /dev/zero.
inline constexpr std::size_t kLargestInputBytes = std::size_t{1} << 31;

/// The whole of a file, a pipe or standard input.
Result<std::string> read_input(const std::string& path);

/// A file to be written as a whole or not at all: readers see the old content or the new, and when one of several
/// outputs cannot be written, none is replaced.
class OutputFile {
 public:
  /// Finds out before any work is done whether `path` can be written. Touches nothing.
  static Result<OutputFile> plan(const std::string& path);

  /// Writes `bytes` beside the file; pipes, devices and standard output wait for `commit`.
  std::optional<Error> stage(std::string bytes);
  /// Puts the staged bytes in place.
  std::optional<Error> commit();

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

 private:
  OutputFile() = default;
  std::string path_;       // as the user wrote it
  std::string target_;     // with symbolic links followed; empty for what is written directly
  std::string temporary_;  // not empty while staged bytes lie beside the target
  std::string direct_;     // staged bytes of pipes, devices and standard output
};

}  // namespace ludex::cli
