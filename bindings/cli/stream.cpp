#include "stream.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "io.h"

namespace ludex::cli {
namespace fs = std::filesystem;

Error file_error(const std::string& what, const std::string& path, int cause) {
  Error e;
  e.code = ErrorCode::io;
  e.message = "cannot " + what + " " + (path == kStandardStream ? (what == "read" ? "standard input" : "to standard output") : "'" + path + "'") + ": " + std::strerror(cause) + "; check the path and the disk";
  return e;
}

void BlockReader::Close::operator()(std::FILE* file) const {
  if (file != stdin) std::fclose(file);
}

Result<BlockReader> BlockReader::open(const std::string& path, std::size_t block_bytes, std::uint64_t offset) {
  BlockReader out;
  out.path_ = path;
  out.block_ = block_bytes;
  std::error_code ignored;
  if (path != kStandardStream && fs::is_directory(path, ignored)) return file_error("read", path, EISDIR);
  out.file_.reset(path == kStandardStream ? stdin : std::fopen(path.c_str(), "rb"));
  if (!out.file_) return file_error("read", path, errno);
  if (path != kStandardStream && fs::is_regular_file(path, ignored)) out.size_ = fs::file_size(path, ignored);
  if (offset > 0 && fseeko(out.file_.get(), static_cast<off_t>(offset), SEEK_SET) != 0) return file_error("read", path, errno);
  out.bytes_ = offset;
  return out;
}

bool BlockReader::next(std::string_view& block) {
  // The unfinished line moves to the front.
  if (begin_ > 0) std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  for (std::size_t searched = 0;;) {
    const std::string_view fresh = std::string_view(buffer_).substr(searched, end_ - searched);
    const std::size_t newline = fresh.rfind('\n');
    const bool is_full = end_ >= block_;
    if (is_at_end_ || (is_full && newline != std::string_view::npos)) {
      begin_ = is_at_end_ ? end_ : searched + newline + 1;
      block = std::string_view(buffer_).substr(0, begin_);
      bytes_ += begin_;
      return begin_ > 0;
    }
    if (is_full) searched = end_;  // one line, longer than a block
    if (end_ > kLongestLine) {
      Error e;
      e.code = ErrorCode::io;
      e.message = "a line of '" + path_ + "' is longer than 256 MB: it holds no save for each line";
      error_ = std::move(e);
      return false;
    }
    if (buffer_.size() < end_ + block_) buffer_.resize(end_ + std::max(block_, end_));
    const std::size_t got = std::fread(buffer_.data() + end_, 1, buffer_.size() - end_, file_.get());
    end_ += got;
    if (got == 0) {
      if (std::ferror(file_.get())) {
        error_ = file_error("read", path_, errno);
        return false;
      }
      is_at_end_ = true;
    }
  }
}

Result<StreamedFile> StreamedFile::open(const std::string& path) {
  StreamedFile out;
  out.path_ = path;
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (path != kStandardStream && fs::is_directory(status)) return file_error("write", path, EISDIR);
  if (path == kStandardStream) {
    out.file_ = stdout;
  } else if (fs::exists(status) && !fs::is_regular_file(status)) {
    out.file_ = std::fopen(path.c_str(), "wb");
  } else {
    out.temporary_ = part_of(path);
    out.file_ = std::fopen(out.temporary_.c_str(), "wb");
  }
  if (!out.file_) {
    out.temporary_.clear();
    return file_error("write", path, errno);
  }
  return out;
}

Result<StreamedFile> StreamedFile::reopen(const std::string& path, std::uint64_t bytes) {
  StreamedFile out;
  out.path_ = path;
  out.temporary_ = part_of(path);
  out.bytes_ = bytes;
  out.is_kept_ = true;  // whatever goes wrong now: it was there before
  out.file_ = std::fopen(out.temporary_.c_str(), "r+b");
  std::error_code ignored;
  if (!out.file_ || fs::file_size(out.temporary_, ignored) < bytes) return file_error("read", out.temporary_, out.file_ ? ENODATA : errno);
  if (ftruncate(fileno(out.file_), static_cast<off_t>(bytes)) != 0 || fseeko(out.file_, 0, SEEK_END) != 0) return file_error("write", out.temporary_, errno);
  return out;
}

void StreamedFile::write(std::string_view bytes) {
  bytes_ += bytes.size();
  if (is_failed_ || std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size()) return;
  is_failed_ = true;
  cause_ = errno;
}

std::optional<Error> StreamedFile::sync() {
  if (is_failed_) return file_error("write", path_, cause_);
  if (std::fflush(file_) == 0 && fsync(fileno(file_)) == 0) return std::nullopt;
  return file_error("write", path_, errno);
}

std::optional<Error> StreamedFile::finish() {
  if (is_failed_) return file_error("write", path_, cause_);
  const bool is_own = !temporary_.empty();
  // On disk before the rename: otherwise a crash could leave the name with no content.
  bool is_good = std::fflush(file_) == 0 && (!is_own || fsync(fileno(file_)) == 0);
  if (file_ != stdout) is_good = std::fclose(std::exchange(file_, nullptr)) == 0 && is_good;
  if (is_good && is_own) {
    is_good = std::rename(temporary_.c_str(), path_.c_str()) == 0;
    if (is_good) temporary_.clear();
  }
  if (is_good) return std::nullopt;
  return file_error("write", path_, errno);
}

StreamedFile::StreamedFile(StreamedFile&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})), file_(std::exchange(other.file_, nullptr)), bytes_(other.bytes_), is_failed_(other.is_failed_),
      is_kept_(other.is_kept_), cause_(other.cause_) {}

StreamedFile::~StreamedFile() {
  if (file_ && file_ != stdout) std::fclose(file_);
  if (!temporary_.empty() && !is_kept_) std::remove(temporary_.c_str());
}

}  // namespace ludex::cli
