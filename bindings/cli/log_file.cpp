#include "log_file.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "failure.h"
#include "io.h"
#include "stream.h"

namespace ludex::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

}  // namespace

namespace detail {
std::optional<Error> read_error(const std::string& path, int cause) { return file_error("read", path, cause ? cause : ENODATA); }
}  // namespace detail

Result<LogFile> LogFile::open(const std::string& path) {
  LogFile out;
  out.path_ = path;
  std::error_code ignored;
  if (path != kStandardStream && fs::is_directory(path, ignored)) return file_error("read", path, EISDIR);
  out.file_.reset(path == kStandardStream ? stdin : std::fopen(path.c_str(), "rb"));
  if (!out.file_) return file_error("read", path, errno);
  if (path != kStandardStream && fs::is_regular_file(path, ignored)) out.size_ = fs::file_size(path, ignored);
  out.block_.resize(kBlockBytes);
  return out;
}

LogReader::Step LogFile::next(LogRecord& out) {
  LogReader::Step step;
  while ((step = reader_.next(out)) == LogReader::Step::more) {
    const std::size_t got = std::fread(block_.data(), 1, block_.size(), file_.get());
    if (got == 0 && std::ferror(file_.get())) {
      io_error_ = file_error("read", path_, errno);
      return LogReader::Step::end;
    }
    if (got == 0) reader_.finish();
    else reader_.feed(std::string_view(block_).substr(0, got));
    read_ += got;
    if (progress_) progress_->update(read_);
  }
  return step;
}

Result<LogEnd> LogEnd::open(const std::string& path, std::uint64_t bytes) {
  LogEnd out;
  out.path_ = path;
  out.file_.reset(std::fopen(path.c_str(), "r+b"));
  if (!out.file_ || ftruncate(fileno(out.file_.get()), static_cast<off_t>(bytes)) != 0 || fseeko(out.file_.get(), 0, SEEK_END) != 0) return file_error("write", path, errno);
  return out;
}

void LogEnd::write(std::string_view bytes) {
  if (cause_ == 0 && std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) cause_ = errno;
}

std::optional<Error> LogEnd::finish() {
  if (cause_ == 0 && (std::fflush(file_.get()) != 0 || fsync(fileno(file_.get())) != 0)) cause_ = errno;
  if (cause_ != 0) return file_error("write", path_, cause_);
  return std::nullopt;
}

int fail_to_read(const LogFile& file, const std::string& path, bool json) {
  if (file.io_error()) return fail({*file.io_error()}, path, json, "run the command again with the path of a log");
  if (file.reader().good_bytes() == 0) return fail({file.reader().error()}, path, json, "run the command again with the path of a log that `ludex record` or a server wrote");
  return fail({file.reader().error()}, path, json, "`ludex replay " + path + " --repair OUT` writes what comes before it, or restore the file from a copy; docs/record.md");
}

}  // namespace ludex::cli
