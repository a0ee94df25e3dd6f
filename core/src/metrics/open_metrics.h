#pragma once
// The OpenMetrics text format, version 1.0 (github.com/OpenObservability/OpenMetrics, specification): what a family, a label
// and a number look like.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace ludex::detail {

class OpenMetricsWriter {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// Opens a family: its samples follow, and no other family of its name ever.
  void family(std::string_view name, std::string_view type, std::string_view help, std::string_view unit = {});
  /// One sample of the family at hand; `suffix` is what its type asks for: "_total", "_bucket" …
  void sample(std::string_view suffix, Labels labels, std::uint64_t value) { sample(suffix, labels, std::to_string(value)); }
  void sample(std::string_view suffix, Labels labels, std::string_view number);
  /// The whole text.
  std::string finish();

  /// Billionths as a decimal number, exactly and without zeros at its end: "0.00025", "3.0".
  static std::string decimal_of_billionths(std::uint64_t billionths);

 private:
  std::string out_;
  std::string name_;
};

}  // namespace ludex::detail
