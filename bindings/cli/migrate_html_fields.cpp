// Fields before beside after.

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "html.h"
#include "migrate_html.h"
#include "migrate_text.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownOpen = 12, kShownAtAll = 200, kShownWords = 8;
constexpr const char* kKinds[] = {"null", "false", "true", "number", "string", "array", "object"};

std::uint64_t count_of(const Json* side, const char* name) {
  if (!side) return 0;
  const auto at = side->find(name);
  return at == side->end() ? 0 : at->get<std::uint64_t>();
}

const Json* list_of(const Json* side, const char* name) {
  if (!side) return nullptr;
  const auto at = side->find(name);
  return at == side->end() ? nullptr : &*at;
}

struct Field {
  std::string pointer;
  const Json* before = nullptr;
  const Json* after = nullptr;
  double change = 0;
};

std::uint64_t total(const Json* side) {
  std::uint64_t out = count_of(side, "missing");
  for (const char* kind : kKinds) out += count_of(side, kind);
  return out;
}

using Shares = std::map<std::string, double>;

// Half the sum of what differs: 0 for the same shares, 1 for nothing in common.
double distance(const Shares& a, const Shares& b) {
  double out = 0;
  for (const auto& [name, share] : a) out += std::abs(share - (b.count(name) ? b.at(name) : 0));
  for (const auto& [name, share] : b)
    if (!a.count(name)) out += share;
  return out / 2;
}

Shares kind_shares(const Json* side) {
  Shares out;
  const double all = static_cast<double>(total(side));
  if (all == 0) return {{"missing", 1}};
  if (const auto n = count_of(side, "missing")) out["missing"] = static_cast<double>(n) / all;
  for (const char* kind : kKinds)
    if (const auto n = count_of(side, kind)) out[kind] = static_cast<double>(n) / all;
  return out;
}

Shares list_shares(const Json* list) {
  Shares out;
  if (!list) return out;
  double all = 0;
  const auto visit = [&](const std::string& name, double n) { out[name] += n, all += n; };
  if (list->is_object()) {
    for (const auto& [name, n] : list->items()) visit(name, n.get<double>());
  } else {
    for (const auto& bin : *list) visit(bin.at(0).dump(), bin.at(1).get<double>());
  }
  for (auto& entry : out) entry.second /= std::max(all, 1.0);
  return out;
}

double change_of(const Field& f) {
  double out = distance(kind_shares(f.before), kind_shares(f.after));
  for (const char* list : {"numbers", "words", "string_bytes", "items", "members"})
    if (list_of(f.before, list) && list_of(f.after, list)) out = std::max(out, distance(list_shares(list_of(f.before, list)), list_shares(list_of(f.after, list))));
  return out;
}

// 2^exponent as people read it.
std::string power_text(int exponent) {
  static constexpr const char* kUnits[] = {"", "k", "M", "G", "T", "P", "E"};
  return std::to_string(std::uint64_t{1} << (exponent % 10)) + kUnits[std::min(exponent / 10, 6)];
}

std::string number_bin_text(int bin) {
  if (bin == 0) return "0";
  const std::string size = std::abs(bin) == 1 ? "under 1" : std::abs(bin) >= 2 + 64 ? "huge" : power_text(std::abs(bin) - 2) + "…";
  return bin < 0 ? "−" + size : size;
}

std::string size_bin_text(int bin) { return bin <= 0 ? "0" : bin == 1 ? "1" : power_text(bin - 1) + "…"; }

template <class Label>
std::string plots(const Field& f, const char* list, const std::string& what, Label&& label) {
  std::map<int, std::uint64_t> bins[2];
  int least = 1000, greatest = -1000;
  std::uint64_t peak = 0;
  for (std::size_t i = 0; i < 2; ++i)
    if (const Json* l = list_of(i == 0 ? f.before : f.after, list))
      for (const auto& bin : *l) {
        const int at = bin.at(0).get<int>();
        bins[i][at] = bin.at(1).get<std::uint64_t>();
        least = std::min(least, at);
        greatest = std::max(greatest, at);
        peak = std::max(peak, bins[i][at]);
      }
  if (peak == 0) return "";
  std::string out = "<div class=\"pair stack\">";
  for (std::size_t i = 0; i < 2; ++i) {
    const Json* side = i == 0 ? f.before : f.after;
    std::vector<PlotBar> bars;
    for (int b = least; b <= greatest; ++b) bars.push_back({label(b), bins[i].count(b) ? bins[i][b] : 0});
    out += "<div><p class=\"cap\">" + std::string(i == 0 ? "Before" : "After") + ": " + what;
    if (std::string_view(list) == "numbers" && side && side->contains("min")) out += " from " + html_escaped(sum_text(side->at("min"))) + " to " + html_escaped(sum_text(side->at("max")));
    out += "</p>" + (bins[i].empty() ? "<p class=\"note\">none</p>" : svg_histogram(bars, peak, i == 0 ? "before" : "after", what)) + "</div>";
  }
  return out + "</div>";
}

std::string words(const Field& f) {
  const Json *before = list_of(f.before, "words"), *after = list_of(f.after, "words");
  if (!before && !after) return "";
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> all;
  std::uint64_t peak = 1;
  for (const auto& [list, is_after] : {std::pair{before, false}, {after, true}})
    if (list)
      for (const auto& [word, n] : list->items()) {
        (is_after ? all[word].second : all[word].first) = n.get<std::uint64_t>();
        peak = std::max(peak, n.get<std::uint64_t>());
      }
  std::vector<std::pair<std::string, std::pair<std::uint64_t, std::uint64_t>>> sorted(all.begin(), all.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return std::max(a.second.first, a.second.second) > std::max(b.second.first, b.second.second); });
  std::string out = "<table><thead><tr><th>value</th><th class=\"n\">before</th><th></th><th class=\"n\">after</th><th></th></tr></thead>";
  for (std::size_t i = 0; i < sorted.size() && i < kShownWords; ++i) {
    const auto& [word, n] = sorted[i];
    out += "<tr><td><code>" + (word.empty() ? "\"\"" : html_escaped(word)) + "</code></td>";
    for (const auto& [count, css] : {std::pair{n.first, "before"}, {n.second, "after"}})
      out += "<td class=\"n\">" + thousands(count) + "</td><td class=\"wide\">" + svg_bar(static_cast<double>(count) / static_cast<double>(peak), css) + "</td>";
    out += "</tr>";
  }
  out += "</table>";
  if (sorted.size() > kShownWords) out += "<p class=\"note\">and " + plural(sorted.size() - kShownWords, "more value") + "</p>";
  return out;
}

std::string kinds(const Json* side, std::uint64_t all, const char* caption) {
  std::vector<std::pair<std::string, PlotBar>> parts;
  std::string said;
  const auto part = [&](const std::string& css, const char* name, std::uint64_t n) {
    if (n == 0) return;
    parts.push_back({css, {name, n}});
    if (!said.empty()) said += ", ";
    said += std::string(name) + " " + thousands(n);
  };
  for (const char* kind : kKinds) part(std::string("k-") + kind, kind, count_of(side, kind));
  part("missing", "missing", side ? count_of(side, "missing") : all);
  return "<div><p class=\"cap\">" + std::string(caption) + ": " + said + "</p>" + svg_shares(parts, side ? total(side) : all, caption) + "</div>";
}

std::string tag(const Field& f) {
  const bool had = f.before, has = f.after;
  const auto chip = [](const char* css, const std::string& text) { return "<span class=\"tag " + std::string(css) + "\">" + text + "</span>"; };
  if (!had) return chip("is-new", "new");
  if (!has) return chip("is-gone", "gone");
  if (f.change < 0.0005) return chip("", "as before");
  return chip("is-changed", percent(f.change) + " different");
}

std::string card(const Field& f) {
  std::string out = "<div class=\"card field\"><header><h3><code>" + html_escaped(f.pointer) + "</code></h3>" + tag(f) + "</header><div class=\"pair\">";
  const std::uint64_t all = std::max(total(f.before), total(f.after));
  out += kinds(f.before, all, "Before") + kinds(f.after, all, "After") + "</div>";
  out += plots(f, "numbers", "numbers", number_bin_text);
  const std::string named = words(f);
  out += named.empty() ? plots(f, "string_bytes", "bytes of strings", size_bin_text) : named;
  out += plots(f, "items", "items", size_bin_text);
  return out + "</div>";
}

}  // namespace

std::string migrate_html_fields(const Json& report) {
  const auto list = report.find("fields");
  if (list == report.end()) return "";
  std::vector<Field> fields;
  for (const auto& field : *list) {
    Field f;
    f.pointer = field.at("pointer").get<std::string>();
    if (f.pointer.empty()) continue;
    if (const auto side = field.find("before"); side != field.end()) f.before = &*side;
    if (const auto side = field.find("after"); side != field.end()) f.after = &*side;
    if (!f.before && !f.after) continue;
    f.change = change_of(f);
    fields.push_back(std::move(f));
  }
  if (fields.empty()) return "";
  std::stable_sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) { return a.change > b.change; });
  std::string out = "<h2>Fields <small>before and after, those that changed most first; " + thousands(fields.size()) + " in all</small></h2>";
  std::size_t open = 0;
  while (open < fields.size() && open < kShownOpen && (open < 4 || fields[open].change >= 0.0005)) out += card(fields[open++]);
  if (open < fields.size()) {
    out += "<details><summary>" + plural(fields.size() - open, "more field") + "</summary>";
    for (std::size_t i = open; i < fields.size() && i < kShownAtAll; ++i) out += card(fields[i]);
    if (fields.size() > kShownAtAll) out += "<p class=\"note\">" + thousands(fields.size() - kShownAtAll) + " more are in the report as JSON.</p>";
    out += "</details>";
  }
  return out;
}

}  // namespace ludex::cli
