#pragma once
// A progress bar on stderr, shown only to a terminal, or always with LUDEX_PROGRESS=1 (never with LUDEX_PROGRESS=0).

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "text.h"

namespace ludex::cli {

inline bool progress_is_wanted() {
  const char* wish = std::getenv("LUDEX_PROGRESS");
  if (wish && *wish) return std::string_view(wish) == "1";
  return isatty(STDERR_FILENO) != 0;
}

/// One long step. The line is taken away again when the step ends, so that what follows starts on a clean one.
class Progress {
 public:
  /// `total` 0: how far it has come is not known, and only the label is shown.
  explicit Progress(std::string label, std::uint64_t total = 0)
      : label_(std::move(label)), total_(total), is_shown_(progress_is_wanted()) {
    update(0);
  }
  ~Progress() {
    if (is_shown_) std::fputs(isatty(STDERR_FILENO) ? "\r\033[K" : "\n", stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `total` as far as it is known by now; 0: it is not.
  void update(std::uint64_t done, std::uint64_t total) {
    total_ = total;
    update(done);
  }

  void update(std::uint64_t done) {
    if (!is_shown_) return;
    // Work that tells of itself a thousand times a second would be slowed down by its bar.
    const auto now = std::chrono::steady_clock::now();
    if (last_ && now - *last_ < std::chrono::milliseconds(50) && done != total_) return;
    last_ = now;
    std::string line = "\r" + label_;
    if (total_ > 0) {
      static constexpr int kWidth = 30;
      const double share = static_cast<double>(done) / static_cast<double>(total_);
      line += "  ";
      for (int cell = 0; cell < kWidth; ++cell) line += cell < static_cast<int>(share * kWidth) ? "█" : "░";
      line += "  " + percent(share) + "  " + thousands(done) + " of " + thousands(total_);
    } else {
      line += done > 0 ? "  " + thousands(done) + " …" : " …";
    }
    if (isatty(STDERR_FILENO)) line += "\033[K";
    std::fputs(line.c_str(), stderr);
    std::fflush(stderr);
  }

 private:
  std::string label_;
  std::uint64_t total_;
  bool is_shown_;
  std::optional<std::chrono::steady_clock::time_point> last_;
};

}  // namespace ludex::cli
