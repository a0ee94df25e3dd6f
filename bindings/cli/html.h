#pragma once
// Text on its way into a page, and plots drawn as SVG. A page loads nothing and runs nothing.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ludex::cli {

/// Text as content or as a value in quotes. Control characters become their pictures: names and strings of saves are
/// whatever a client sent.
std::string html_escaped(std::string_view text);

/// One bar of a plot.
struct PlotBar {
  std::string label;
  std::uint64_t count = 0;
};

/// A histogram. `peak` is the count of a full height, the same for plots that are compared; `name` says what is seen.
std::string svg_histogram(const std::vector<PlotBar>& bars, std::uint64_t peak, std::string_view css_class, std::string_view name);

/// One bar cut into parts, `total` wide.
std::string svg_shares(const std::vector<std::pair<std::string, PlotBar>>& parts_by_class, std::uint64_t total, std::string_view name);

/// A bar in a table's cell, `share` of 1 long.
std::string svg_bar(double share, std::string_view css_class);

}  // namespace ludex::cli
