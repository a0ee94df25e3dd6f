#include "io.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

namespace ludex::cli {
namespace fs = std::filesystem;
namespace {

Error io_error(std::string message) {
  Error e;
  e.code = ErrorCode::io;
  e.message = std::move(message);
  return e;
}

std::string in_quotes(const std::string& path) {
  return "'" + path + "'";
}

// "No such file or directory; check the path", in the words of the system and with what can be done.
std::string cause_of(int error) {
  const char* next = error == ENOENT    ? "check the path, or run the command from another folder"
                     : error == EACCES  ? "change the permissions or use another path"
                     : error == ENOSPC  ? "make room or write to another disk"
                     : error == ENOTDIR ? "check the folders in the path"
                     : error == EROFS   ? "write to another disk"
                                        : "try another path";
  return std::string(std::strerror(error)) + "; " + next;
}

constexpr std::size_t kLargestStepBytes = std::size_t{1} << 26;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

bool write_all(std::FILE* file, std::string_view bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() && std::fflush(file) == 0;
}

}  // namespace

Result<std::string> read_input(const std::string& path) {
  const bool is_stdin = path == kStandardStream;
  const std::string name = is_stdin ? "standard input" : in_quotes(path);
  std::error_code ignored;
  if (!is_stdin && fs::is_directory(path, ignored)) {
    return io_error("cannot read " + name + ": it is a directory; name a file in it");
  }
  File opened(is_stdin ? nullptr : std::fopen(path.c_str(), "rb"));
  std::FILE* file = is_stdin ? stdin : opened.get();
  if (!file) return io_error("cannot read " + name + ": " + cause_of(errno));

  std::string bytes;
  // A regular file is read in one go, with one byte more so that its end is seen; pipes in growing steps.
  const auto size = is_stdin ? 0 : fs::file_size(path, ignored);
  std::size_t step = !is_stdin && !ignored && size < kLargestInputBytes ? static_cast<std::size_t>(size) + 1 : 1 << 16;
  for (std::size_t filled = 0;; step = std::min(bytes.size(), kLargestStepBytes)) {
    bytes.resize(filled + step);
    const std::size_t got = std::fread(bytes.data() + filled, 1, step, file);
    filled += got;
    if (filled > kLargestInputBytes) {
      return io_error(
          name +
          " is larger than 2 GiB; cut it (a batch cut in two, with the same --opened-at, gets the same verdicts)");
    }
    if (got < step) {
      if (std::ferror(file)) return io_error("cannot read " + name + ": " + cause_of(errno));
      bytes.resize(filled);
      return bytes;
    }
  }
}

Result<OutputFile> OutputFile::plan(const std::string& path) {
  OutputFile out;
  out.path_ = path;
  if (path == kStandardStream) return out;

  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status))
    return io_error("cannot write " + in_quotes(path) + ": it is a directory; name a file in it");
  // A rename would replace a device such as /dev/null by a plain file.
  if (fs::exists(status) && !fs::is_regular_file(status)) return out;
  if (path.back() == '/')
    return io_error("cannot write " + in_quotes(path) + ": it names a directory; name a file in it");

  // A link stays a link: what it points to is replaced.
  fs::path target = fs::weakly_canonical(path, error);
  if (error) target = path;
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    return io_error("cannot write " + in_quotes(path) + ": folder " + in_quotes(folder.string()) + ": " +
                    cause_of(errno));
  }
  out.target_ = target.string();
  return out;
}

std::optional<Error> OutputFile::stage(std::string bytes) {
  if (target_.empty()) {
    direct_ = std::move(bytes);
    return std::nullopt;
  }
  const fs::path folder = fs::path(target_).parent_path();
  File file;
  for (int attempt = 0; !file && attempt < 100; ++attempt) {
    temporary_ = (folder / (".ludex-" + std::to_string(getpid()) + "-" + std::to_string(attempt) + ".tmp")).string();
    file.reset(std::fopen(temporary_.c_str(), "wbx"));
    if (!file && errno != EEXIST) break;
  }
  if (!file) {
    const int error = errno;
    temporary_.clear();
    return io_error("cannot write " + in_quotes(path_) + ": " + cause_of(error));
  }
  // On disk before the rename: otherwise a crash could leave the new name with no content.
  if (!write_all(file.get(), bytes) || fsync(fileno(file.get())) != 0) {
    return io_error("cannot write " + in_quotes(path_) + ": " + cause_of(errno));
  }
  std::error_code error;
  const fs::file_status before = fs::status(target_, error);
  if (fs::exists(before)) fs::permissions(temporary_, before.permissions(), error);
  return std::nullopt;
}

std::optional<Error> OutputFile::commit() {
  if (!target_.empty()) {
    if (std::rename(temporary_.c_str(), target_.c_str()) != 0) {
      return io_error("cannot write " + in_quotes(path_) + ": " + cause_of(errno));
    }
    temporary_.clear();
    return std::nullopt;
  }
  const bool is_stdout = path_ == kStandardStream;
  File opened(is_stdout ? nullptr : std::fopen(path_.c_str(), "wb"));
  std::FILE* file = is_stdout ? stdout : opened.get();
  if (!file || !write_all(file, direct_)) {
    return io_error("cannot write " + (is_stdout ? "to standard output" : in_quotes(path_)) + ": " + cause_of(errno));
  }
  return std::nullopt;
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      direct_(std::move(other.direct_)) {}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) std::remove(temporary_.c_str());
}

}  // namespace ludex::cli
