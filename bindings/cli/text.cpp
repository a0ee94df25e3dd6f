#include "text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace ludex::cli {
namespace {

std::string fixed(double value, int digits) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, value);
  return buffer.data();
}

// Code points; names in rulebooks are short and seldom wide, so that is width enough.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::string thousands(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t i = digits.size(); i > 3;) digits.insert(i -= 3, 1, ',');
  return digits;
}

std::string percent(double share) {
  return fixed(share * 100, 1) + " %";
}

std::string duration(double seconds) {
  return seconds < 1 ? fixed(seconds * 1000, 1) + " ms" : fixed(seconds, 2) + " s";
}

std::string bar(double share, int width) {
  static constexpr std::array<const char*, 8> kEighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double clamped = std::clamp(share, 0.0, 1.0);
  int eighths = static_cast<int>(std::lround(clamped * width * 8));
  if (eighths == 0 && clamped > 0) eighths = 1;
  std::string out;
  for (; eighths >= 8; eighths -= 8) out += "█";
  return out + kEighths[static_cast<std::size_t>(eighths)];
}

std::string plural(std::uint64_t n, std::string_view singular) {
  return thousands(n) + " " + std::string(singular) + (n == 1 ? "" : "s");
}

std::string printable(std::string_view text) {
  // A round trip through the JSON writer replaces what is not UTF-8.
  const nlohmann::json string(text);
  std::string valid;
  const std::string written = string.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  nlohmann::json::parse(written).get_to(valid);
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto c = static_cast<unsigned char>(valid[i]);
    if ((c < 0x20 && c != '\n') || c == 0x7F) valid[i] = '?';
    // C1 controls, U+0080..U+009F, are C2 80..C2 9F.
    if (c == 0xC2 && i + 1 < valid.size() && static_cast<unsigned char>(valid[i + 1]) < 0xA0) valid.replace(i, 2, "?");
  }
  return valid;
}

void Table::row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::str(std::string_view indent) const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& cells : rows_)
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], width_of(cells[i]));
  std::string out;
  for (const auto& cells : rows_) {
    out += indent;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - width_of(cells[i]), ' ');
      out += columns_[i] == Align::right ? padding + cells[i] : cells[i] + padding;
      out += "  ";
    }
    out.erase(out.find_last_not_of(' ') + 1);
    out += '\n';
  }
  return out;
}

}  // namespace ludex::cli
