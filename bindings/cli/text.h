#pragma once
// Text for people: numbers, bars, aligned tables.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ludex::cli {

/// 1234567 -> "1,234,567"
std::string thousands(std::uint64_t n);
/// 0.1234 -> "12.3 %"
std::string percent(double share);
/// 0.012 -> "12.0 ms", 1.5 -> "1.50 s"
std::string duration(double seconds);
/// A bar of Unicode blocks, `width` cells for a share of 1; anything above 0 shows at least a sliver.
std::string bar(double share, int width);
/// "1 error", "2 errors"
std::string plural(std::uint64_t n, std::string_view singular);
/// What may go to a terminal: control characters but LF become '?', bytes that are not UTF-8 become U+FFFD.
/// Otherwise a rulebook could move the cursor or recolour the screen of whoever checks it.
std::string printable(std::string_view text);

/// Rows of cells, aligned when written. Cells are made printable.
class Table {
 public:
  enum class Align { left, right };
  explicit Table(std::vector<Align> columns) : columns_(std::move(columns)) {}
  void row(std::vector<std::string> cells);
  /// Every line begins with `indent` and ends without blanks.
  std::string str(std::string_view indent = "  ") const;

 private:
  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace ludex::cli
