#pragma once
// Files that may be larger than memory: block by block in, piece by piece out.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ludex/error.h"

namespace ludex::cli {

/// What went wrong with a file that is read or written in pieces; `what` is "read" or "write", `cause` an errno.
Error file_error(const std::string& what, const std::string& path, int cause);

/// A file, a pipe or standard input in blocks of whole lines; an unterminated last line is one too.
class BlockReader {
 public:
  /// A line longer than this ends the reading with an error: it cannot be a save, and holding it could fill the memory.
  static constexpr std::size_t kLongestLine = std::size_t{256} << 20;

  /// Blocks have about `block_bytes`, or one line that is longer. The first begins at `offset` of the file.
  static Result<BlockReader> open(const std::string& path, std::size_t block_bytes, std::uint64_t offset = 0);

  /// False at the end, or at an error. `block` is valid until the next call.
  bool next(std::string_view& block);
  const std::optional<Error>& error() const { return error_; }
  /// Where the last block given out ends.
  std::uint64_t bytes_read() const { return bytes_; }
  /// Of a regular file; 0 when it is not known.
  std::uint64_t size() const { return size_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const;
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string buffer_;
  std::size_t block_ = 0;
  std::size_t begin_ = 0, end_ = 0;  // what of the buffer has been read and not given out
  bool is_at_end_ = false;
  std::uint64_t bytes_ = 0, size_ = 0;
  std::optional<Error> error_;
};

/// A file that is written beside its name and takes the name when it is whole: readers see the old content or the new.
/// Pipes, devices and standard output are written as it goes.
class StreamedFile {
 public:
  static Result<StreamedFile> open(const std::string& path);
  /// Goes on with what lies beside the name: its first `bytes` bytes, and nothing behind them.
  static Result<StreamedFile> reopen(const std::string& path, std::uint64_t bytes);

  /// Where a file lies until it has its name.
  static std::string part_of(const std::string& path) { return path + ".part"; }

  /// Nothing is thrown away: after the first failure all further writes fail, and `finish` tells why.
  void write(std::string_view bytes);
  /// Everything so far is on disk, beside the name.
  std::optional<Error> sync();
  /// Everything is on disk, under its name.
  std::optional<Error> finish();
  /// What was written stays beside the name if it is never finished.
  void keep() { is_kept_ = true; }

  std::uint64_t bytes() const { return bytes_; }
  /// Whether it can be gone on with: pipes, devices and standard output cannot.
  bool is_resumable() const { return !temporary_.empty(); }

  StreamedFile(StreamedFile&& other) noexcept;
  StreamedFile& operator=(StreamedFile&&) = delete;
  ~StreamedFile();

 private:
  StreamedFile() = default;
  std::string path_, temporary_;
  std::FILE* file_ = nullptr;
  std::uint64_t bytes_ = 0;
  bool is_failed_ = false, is_kept_ = false;
  int cause_ = 0;
};

}  // namespace ludex::cli
