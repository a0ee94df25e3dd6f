// The report of a back-test as a page: what changes, for whom, and what it does to sums.

#include <algorithm>
#include <cstdio>

#include "backtest.h"
#include "html.h"
#include "migrate_html_style.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string batches_text(std::uint64_t n) { return thousands(n) + (n == 1 ? " batch" : " batches"); }

constexpr std::size_t kShownChanges = 60;

std::string code(const std::string& text) { return "<code>" + html_escaped(text) + "</code>"; }
std::string number_cell(const std::string& text) { return "<td class=\"n\">" + text + "</td>"; }
double share_of(const Json& part, const Json& whole) { return whole == 0 ? 0 : part.get<double>() / whole.get<double>(); }

std::string name_of(const Json& name, const char* otherwise) { return name.is_null() ? "<span class=\"note\">" + std::string(otherwise) + "</span>" : code(name.get<std::string>()); }

std::string verdict(const Json& r) {
  const bool is_same = r.at("changed") == 0;
  const Json& recorded = r.at("recorded");
  std::string out = "<section class=\"card verdict" + std::string(is_same ? "" : " is-bad") + "\"><strong>";
  out += is_same ? "None of " + thousands(r.at("requests")) + " verdicts changes" : thousands(r.at("changed")) + " of " + thousands(r.at("requests")) + " verdicts change";
  out += "</strong>";
  if (recorded.at("same_digest") == recorded.at("batches")) out += "<p>Judged again by the old rules, all " + thousands(recorded.at("batches")) + " batches came out as recorded.</p>";
  else out += "<p><span class=\"bad\">" + batches_text(recorded.at("batches").get<std::uint64_t>() - recorded.at("same_digest").get<std::uint64_t>()) + "</span> judged again by the old rules came out otherwise than recorded.</p>";
  if (r.at("host").at("refused") != 0) out += "<p><span class=\"bad\">" + plural(r.at("host").at("refused"), "host change") + "</span> cannot be done under the new rules.</p>";
  if (r.at("timers").at("changed") != 0) out += "<p>" + plural(r.at("timers").at("changed"), "timer") + " ran otherwise.</p>";
  return out + "</section>";
}

std::string changes(const Json& r) {
  if (r.at("changes").empty()) return "";
  const std::uint64_t peak = std::max<std::uint64_t>(1, r.at("changes")[0].at("count"));
  std::string out = "<h2>What changes</h2><div class=\"card\"><table><thead><tr><th>action</th><th>from</th><th>to</th><th class=\"n\">verdicts</th><th></th></tr></thead>";
  std::size_t shown = 0;
  for (const Json& change : r.at("changes")) {
    if (shown++ == kShownChanges) break;
    out += "<tr><td>" + name_of(change.at("action"), "no action") + "</td><td>" + html_escaped(answer_text(change.at("from"))) + "</td><td>" + html_escaped(answer_text(change.at("to"))) + "</td>" + number_cell(thousands(change.at("count"))) +
           "<td class=\"wide\">" + svg_bar(static_cast<double>(change.at("count").get<std::uint64_t>()) / static_cast<double>(peak), "after") + "</td></tr>";
  }
  out += "</table>";
  if (r.at("changes").size() > kShownChanges) out += "<p class=\"note\">" + plural(r.at("changes").size() - kShownChanges, "kind") + " of change more in the report as JSON</p>";
  return out + "</div>";
}

// Two bars a row: accepted before, accepted after.
std::string tallies(const std::string& title, const char* column, const Json& list, const char* member, const char* otherwise) {
  if (list.empty()) return "";
  std::uint64_t peak = 1;
  for (const Json& one : list) peak = std::max({peak, one.at("accepted_before").get<std::uint64_t>(), one.at("accepted_after").get<std::uint64_t>()});
  std::string out = "<h2>" + title + " <small>accepted before and after</small></h2><div class=\"card\"><table><thead><tr><th>" + std::string(column) + "</th><th class=\"n\">requests</th><th class=\"n\">changed</th><th class=\"n\">accepted</th><th></th></tr></thead>";
  for (const Json& one : list) {
    const auto bar_of = [&](const char* key, const char* css) { return svg_bar(static_cast<double>(one.at(key).get<std::uint64_t>()) / static_cast<double>(peak), css); };
    out += "<tr><td>" + name_of(one.at(member), otherwise) + "</td>" + number_cell(thousands(one.at("requests"))) + number_cell(thousands(one.at("changed")) + " <span class=\"note\">" + percent(share_of(one.at("changed"), one.at("requests"))) + "</span>") +
           number_cell(thousands(one.at("accepted_before")) + " → " + thousands(one.at("accepted_after"))) + "<td class=\"wide\">" + bar_of("accepted_before", "before") + bar_of("accepted_after", "after") + "</td></tr>";
  }
  return out + "</table></div>";
}

std::string coordinate(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  for (char& c : text)
    if (c == ',') c = '.';
  return text;
}

double value_of(const Json& v) { return v.is_string() ? std::stod(v.get<std::string>()) : v.is_null() ? 0 : v.get<double>(); }
std::string number_text(const Json& v) { return v.is_string() ? v.get<std::string>() : v.is_null() ? "–" : v.dump(); }

std::string line_plot(const Json& points, const std::string& name) {
  double least = 0, greatest = 0, last = 1;
  bool is_first = true;
  for (const Json& p : points)
    for (const std::size_t side : {2u, 3u}) {
      if (p[side].is_null()) continue;
      const double v = value_of(p[side]);
      least = is_first ? v : std::min(least, v);
      greatest = is_first ? v : std::max(greatest, v);
      is_first = false;
    }
  last = std::max(1.0, points.back()[0].get<double>());
  const double range = greatest > least ? greatest - least : 1;
  std::string out = "<svg class=\"plot\" viewBox=\"0 0 640 190\" role=\"img\" aria-label=\"" + html_escaped(name) + "\">";
  for (const std::size_t side : {2u, 3u}) {
    std::string path;
    for (const Json& p : points) {
      if (p[side].is_null()) continue;
      path += (path.empty() ? "M" : "L") + coordinate(60 + 570 * p[0].get<double>() / last) + " " + coordinate(160 - 145 * (value_of(p[side]) - least) / range);
    }
    out += "<path class=\"" + std::string(side == 2 ? "old" : "new") + "\" d=\"" + path + "\"/>";
  }
  out += "<line class=\"axis\" x1=\"60\" y1=\"165\" x2=\"630\" y2=\"165\"/><text x=\"55\" y=\"20\" text-anchor=\"end\">" + html_escaped(coordinate(greatest)) + "</text><text x=\"55\" y=\"163\" text-anchor=\"end\">" + html_escaped(coordinate(least)) +
         "</text><text x=\"60\" y=\"182\">first batch</text><text x=\"630\" y=\"182\" text-anchor=\"end\">batch " + thousands(points.back()[0]) + "</text>";
  return out + "</svg>";
}

std::string sums(const Json& r) {
  if (r.at("sums").empty()) return "";
  std::string out = "<h2>Sums <small>along the way: grey under the old rules, blue under the new</small></h2>";
  for (const Json& sum : r.at("sums")) {
    if (!sum.contains("end") || sum.at("points").empty()) continue;
    out += "<div class=\"card field\"><header><h3>" + html_escaped(sum.at("path").get<std::string>()) + "</h3><span class=\"note\">" + html_escaped(number_text(sum.at("start").at("old"))) + " at the start; at the end " + html_escaped(number_text(sum.at("end").at("old"))) +
           " under the old rules, <b>" + html_escaped(number_text(sum.at("end").at("new"))) + "</b> under the new</span></header>" + line_plot(sum.at("points"), sum.at("path")) + "</div>";
  }
  return out;
}

std::string samples(const Json& r) {
  if (r.at("changes").empty()) return "";
  std::string out = "<h2>Samples</h2>";
  std::size_t shown = 0;
  for (const Json& change : r.at("changes")) {
    if (shown++ == kShownChanges) break;
    if (change.at("samples").empty()) continue;
    out += "<div class=\"card field\"><header><h3>" + name_of(change.at("action"), "no action") + " " + html_escaped(answer_text(change.at("from"))) + " → " + html_escaped(answer_text(change.at("to"))) + "</h3></header>";
    for (const Json& sample : change.at("samples")) {
      const std::string line = sample.contains("line") ? sample.at("line").get<std::string>() : "base64 " + sample.at("line_base64").get<std::string>();
      const auto said = [](const Json& v) { return code(v.dump(-1, ' ', false, Json::error_handler_t::replace)); };
      out += "<details><summary>batch " + thousands(sample.at("batch")) + ", request " + thousands(sample.at("request")) + "</summary><p>" + code(line) + "</p><p>old: " + said(sample.at("old")) + "</p><p>new: " + said(sample.at("new")) + "</p></details>";
    }
    out += "</div>";
  }
  return out;
}

}  // namespace

std::string backtest_html(const Json& r, const std::string& log, const std::string& rulebook) {
  const std::string title = "Back-test: " + html_escaped(rulebook);
  std::string out = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>" + title + "</title><style>" + kMigrateStyle +
                    "path.old, path.new { fill: none; stroke-width: 2.5; stroke-linejoin: round; } path.old { stroke: var(--before); } path.new { stroke: var(--after); }</style></head><body><main>";
  out += "<h1>" + title + " <span class=\"note\">over " + code(log) + "</span></h1>" + verdict(r) + changes(r);
  out += tallies("Actions", "action", r.at("actions"), "action", "no action") + tallies("Cohorts", "players who were at the start", r.at("cohorts"), "name", "in none") + sums(r) + samples(r);
  out += "<footer>Written by <code>ludex replay --rulebook</code>. Draws went by the recorded numbers under both rules. The log was not changed.</footer>";
  return out + "</main></body></html>\n";
}

}  // namespace ludex::cli
