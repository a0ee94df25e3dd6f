#pragma once
// Logs in files: read piece by piece, gone on with where they end.

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ludex/record.h"
#include "progress.h"

namespace ludex::cli {

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

/// A log in a file, a pipe or standard input.
class LogFile {
 public:
  static Result<LogFile> open(const std::string& path);

  /// The reader's next step; never `more`. When the file cannot be read on it is `end`, and `io_error` tells.
  LogReader::Step next(LogRecord& out);
  const std::optional<Error>& io_error() const { return io_error_; }
  const LogReader& reader() const { return reader_; }
  /// How long the file is; 0 when that is not known.
  std::uint64_t size() const { return size_; }
  /// Shows how far it is read.
  void show(Progress* progress) { progress_ = progress; }

 private:
  std::string path_;
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::string block_;
  LogReader reader_;
  std::uint64_t size_ = 0, read_ = 0;
  std::optional<Error> io_error_;
  Progress* progress_ = nullptr;
};

/// Calls `write` with the bytes of a file from `begin` to `end`, piece by piece.
template <class Write>
std::optional<Error> copy_bytes(const std::string& path, std::uint64_t begin, std::uint64_t end, Write&& write);

/// A log that is gone on with in its place: whatever lies behind `bytes` is cut off.
class LogEnd {
 public:
  static Result<LogEnd> open(const std::string& path, std::uint64_t bytes);
  void write(std::string_view bytes);
  /// Everything is on disk.
  std::optional<Error> finish();

 private:
  std::string path_;
  std::unique_ptr<std::FILE, CloseFile> file_;
  int cause_ = 0;
};

/// What stops a log from being read to its end, told on stderr or as JSON. Returns the exit code.
int fail_to_read(const LogFile& file, const std::string& path, bool json);

namespace detail {
std::optional<Error> read_error(const std::string& path, int cause);
}

template <class Write>
std::optional<Error> copy_bytes(const std::string& path, std::uint64_t begin, std::uint64_t end, Write&& write) {
  std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file || fseeko(file.get(), static_cast<off_t>(begin), SEEK_SET) != 0) return detail::read_error(path, errno);
  std::string block(std::size_t{1} << 20, '\0');
  while (begin < end) {
    const std::size_t wanted = end - begin < block.size() ? static_cast<std::size_t>(end - begin) : block.size();
    const std::size_t got = std::fread(block.data(), 1, wanted, file.get());
    if (got == 0) return detail::read_error(path, errno);
    write(std::string_view(block).substr(0, got));
    begin += got;
  }
  return std::nullopt;
}

}  // namespace ludex::cli
