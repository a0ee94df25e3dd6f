#include "html.h"

#include <algorithm>
#include <cstdio>

#include "text.h"

namespace ludex::cli {
namespace {

// A length in an SVG: locales and exponents have no say.
std::string length(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  for (char& c : text)
    if (c == ',') c = '.';
  return text;
}

std::string rect(double x, double y, double width, double height, std::string_view css_class, const std::string& title) {
  return "<rect class=\"" + std::string(css_class) + "\" x=\"" + length(x) + "\" y=\"" + length(y) + "\" width=\"" + length(width) + "\" height=\"" + length(height) + "\"><title>" + html_escaped(title) +
         "</title></rect>";
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (c == '\'') out += "&#39;";
    else if (byte < 0x20) (out += "\xE2\x90") += static_cast<char>(0x80 + byte);  // U+2400 and on
    else if (byte == 0x7F) out += "\xE2\x90\xA1";
    else out += c;
  }
  return out;
}

std::string svg_histogram(const std::vector<PlotBar>& bars, std::uint64_t peak, std::string_view css_class, std::string_view name) {
  constexpr double kWidth = 320, kHeight = 84, kBase = kHeight + 1;
  std::string out = "<svg class=\"plot\" viewBox=\"0 0 320 104\" role=\"img\" aria-label=\"" + html_escaped(name) + "\">";
  const double step = bars.empty() ? kWidth : std::min(kWidth / static_cast<double>(bars.size()), 40.0);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (bars[i].count == 0) continue;
    const double share = static_cast<double>(bars[i].count) / static_cast<double>(std::max<std::uint64_t>(peak, 1));
    const double height = std::max(share * kHeight, 1.5);  // what is there is seen
    out += rect(static_cast<double>(i) * step + step * 0.06, kBase - height, step * 0.88, height, css_class, bars[i].label + ": " + thousands(bars[i].count));
  }
  out += "<line class=\"axis\" x1=\"0\" y1=\"" + length(kBase + 0.5) + "\" x2=\"320\" y2=\"" + length(kBase + 0.5) + "\"/>";
  const auto label = [&](std::size_t i, const char* anchor, double x) {
    out += "<text x=\"" + length(x) + "\" y=\"101\" text-anchor=\"" + anchor + "\">" + html_escaped(bars[i].label) + "</text>";
  };
  if (!bars.empty()) label(0, "start", 0);
  if (bars.size() > 2) label(bars.size() / 2, "middle", (static_cast<double>(bars.size() / 2) + 0.5) * step);
  if (bars.size() > 1) label(bars.size() - 1, "end", std::max(step * static_cast<double>(bars.size()), 120.0));
  return out + "</svg>";
}

std::string svg_shares(const std::vector<std::pair<std::string, PlotBar>>& parts, std::uint64_t total, std::string_view name) {
  std::string out = "<svg class=\"shares\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" + html_escaped(name) + "\">";
  double x = 0;
  for (const auto& [css_class, bar] : parts) {
    const double width = total == 0 ? 0 : 1000.0 * static_cast<double>(bar.count) / static_cast<double>(total);
    if (bar.count > 0) out += rect(x, 0, std::max(width, 2.0), 10, css_class, bar.label + ": " + thousands(bar.count));
    x += width;
  }
  return out + "</svg>";
}

std::string svg_bar(double share, std::string_view css_class) {
  const double width = share <= 0 ? 0 : std::clamp(share * 100, 0.8, 100.0);
  return "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"10\"/><rect class=\"" + std::string(css_class) + "\" width=\"" + length(width) +
         "\" height=\"10\"/></svg>";
}

}  // namespace ludex::cli
