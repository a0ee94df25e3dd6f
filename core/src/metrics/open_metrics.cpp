#include "metrics/open_metrics.h"

namespace ludex::detail {
namespace {

// Label values and help texts are escaped alike.
void put_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
}

}  // namespace

void OpenMetricsWriter::family(std::string_view name, std::string_view type, std::string_view help, std::string_view unit) {
  name_ = name;
  for (const auto& [what, text] : {std::pair(std::string_view("TYPE"), type), std::pair(std::string_view("UNIT"), unit), std::pair(std::string_view("HELP"), help)}) {
    if (text.empty()) continue;
    out_.append("# ").append(what).append(" ").append(name_).append(" ");
    put_escaped(out_, text);
    out_ += '\n';
  }
}

void OpenMetricsWriter::sample(std::string_view suffix, Labels labels, std::string_view number) {
  out_.append(name_).append(suffix);
  char before = '{';
  for (const auto& [label, value] : labels) {
    out_ += before;
    out_.append(label).append("=\"");
    put_escaped(out_, value);
    out_ += '"';
    before = ',';
  }
  if (before == ',') out_ += '}';
  out_.append(" ").append(number).append("\n");
}

std::string OpenMetricsWriter::finish() {
  out_ += "# EOF\n";
  return std::move(out_);
}

std::string OpenMetricsWriter::decimal_of_billionths(std::uint64_t billionths) {
  constexpr std::uint64_t kBillion = 1'000'000'000;
  std::string fraction = std::to_string(kBillion + billionths % kBillion).substr(1);
  fraction.resize(fraction.find_last_not_of('0') == std::string::npos ? 1 : fraction.find_last_not_of('0') + 1);
  return std::to_string(billionths / kBillion) + "." + fraction;
}

}  // namespace ludex::detail
