#include "migrate_html.h"

#include <algorithm>
#include <map>

#include "html.h"
#include "migrate_html_style.h"
#include "migrate_text.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownPlaces = 25, kShownSamples = 100, kShownSamplesOpen = 5, kShownVersions = 40;

std::string code(const std::string& text) { return "<code>" + html_escaped(text) + "</code>"; }
std::string number_cell(const std::string& text) { return "<td class=\"n\">" + text + "</td>"; }

double share_of(std::uint64_t part, std::uint64_t whole) { return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole); }

std::uint64_t quarantined(const Json& r) { return r.at("lines").get<std::uint64_t>() - r.at("ready").get<std::uint64_t>(); }

// What is wrong where every save is ready, in a word.
std::string flaw(const Json& r) {
  for (const auto& [name, sum] : r.at("sums").items())
    if (!sum.at("ok").get<bool>()) return html_escaped(name) + " do not add up";
  return "migrating twice changes them again";
}

std::string verdict(const Json& r, const MigratePage& page) {
  const std::uint64_t lines = r.at("lines"), ready = r.at("ready");
  const bool is_ok = r.at("ok").get<bool>();
  std::string out = "<section class=\"card verdict" + std::string(is_ok ? "" : " is-bad") + "\"><strong>";
  out += is_ok ? (lines == 0 ? "There were no saves" : "All " + thousands(lines) + " saves are ready") : ready == lines ? "All " + thousands(lines) + " saves load, but " + flaw(r) : thousands(ready) + " of " + thousands(lines) + " saves are ready";
  out += "</strong>";
  if (is_ok) {
    out += r.at("is_checked_twice").get<bool>() ? "<p>Migrating them twice changes nothing more" : "<p>Whether migrating them twice changes anything was not looked at";
    if (!r.at("sums").empty()) out += ", and every declared sum is conserved";
    out += ".</p>";
  } else {
    out += "<ul>";
    if (quarantined(r) > 0) out += "<li>" + thousands(quarantined(r)) + " (" + percent(share_of(quarantined(r), lines)) + ") would be set aside, with their bytes as they are</li>";
    for (const auto& [name, sum] : r.at("sums").items())
      if (!sum.at("ok").get<bool>())
        out += "<li><span class=\"bad\">" + html_escaped(name) + " is not conserved</span>: " + html_escaped(sum_text(sum.at("unexplained"))) + " that nothing explains, in " + plural(sum.at("unexplained_saves"), "save") + "</li>";
    if (!r.at("twice_is_once").get<bool>()) out += "<li><span class=\"bad\">Migrating twice is not migrating once</span>: results change again</li>";
    out += "</ul>";
  }
  if (!page.next.empty()) out += "<p class=\"next\"><b>Next:</b> " + html_escaped(page.next) + ".</p>";
  return out + "</section>";
}

std::string facts(const Json& r) {
  const Json& bytes = r.at("bytes");
  const auto fact = [](const std::string& value, const std::string& what) { return "<div class=\"card\"><b>" + value + "</b><span>" + what + "</span></div>"; };
  const std::uint64_t in = bytes.at("ready_in"), out_bytes = bytes.at("out"), largest = bytes.at("largest"), limit = bytes.at("limit"), ready = r.at("ready");
  const double grown = in == 0 ? 0 : static_cast<double>(out_bytes) / static_cast<double>(in) - 1;
  std::string out = "<div class=\"facts\">" + fact(thousands(r.at("changed")), "saves changed");
  out += fact((grown < 0 ? "−" : "+") + percent(grown < 0 ? -grown : grown), "bytes, " + bytes_text(ready == 0 ? 0 : in / ready) + " to " + bytes_text(ready == 0 ? 0 : out_bytes / ready) + " a save");
  out += fact(bytes_text(largest), "the largest save, of " + bytes_text(limit) + " allowed");
  out += fact(thousands(r.at("reconciled")), "values that took their default");
  if (r.at("ahead").get<std::uint64_t>() > 0) out += fact(thousands(r.at("ahead")), "of later rules, left as they are");
  return out + "</div>";
}

std::string classes(const Json& r) {
  const std::uint64_t lines = r.at("lines");
  std::vector<std::pair<std::string, PlotBar>> parts{{"ready", {"ready", r.at("ready").get<std::uint64_t>()}}};
  for (const auto& [name, count] : r.at("quarantined").items())
    if (count != 0) parts.push_back({name, {name, count.get<std::uint64_t>()}});
  static const std::map<std::string, const char*> kMeanings{{"ready", "fits the rulebook"}, {"undecodable", "is no save, or is cut"}, {"checksum", "is not what its checksum was made of"},
                                                            {"too_new", "was written by later rules: not damaged"}, {"migration_failed", "a step did not find what it asks for"},
                                                            {"invalid", "a field does not fit its shape"}, {"invariant", "its fields contradict each other"}};
  std::string out = "<h2>What becomes of them</h2><div class=\"card\">" + svg_shares(parts, lines, "saves by class") + "<table style=\"margin-top:10px\">";
  for (const auto& [css, bar] : parts) {
    const auto meaning = kMeanings.find(bar.label);
    out += "<tr><td><svg class=\"key\" viewBox=\"0 0 1 1\"><rect class=\"" + css + "\" width=\"1\" height=\"1\"/></svg>" + html_escaped(bar.label) + " <span class=\"note\">" + (meaning == kMeanings.end() ? "" : meaning->second) + "</span></td>" +
           number_cell(thousands(bar.count)) + number_cell(percent(share_of(bar.count, lines))) + "</tr>";
  }
  return out + "</table></div>";
}

std::string steps(const Json& r) {
  if (r.at("steps").empty()) return "";
  std::uint64_t peak = 1;
  for (const auto& step : r.at("steps")) peak = std::max({peak, step.at("applied").get<std::uint64_t>(), step.at("failed").get<std::uint64_t>()});
  std::string out = "<h2>Steps</h2><div class=\"card\"><table><thead><tr><th>step</th><th class=\"n\">makes</th><th class=\"n\">applied</th><th></th><th class=\"n\">failed</th></tr></thead>";
  for (const auto& step : r.at("steps")) {
    const std::uint64_t applied = step.at("applied"), failed = step.at("failed");
    out += "<tr><td>" + code(step.at("id")) + "</td>" + number_cell("v" + step.at("to").dump()) + number_cell(thousands(applied)) + "<td class=\"wide\">" + svg_bar(share_of(applied, peak), "after") +
           (failed > 0 ? svg_bar(share_of(failed, peak), "failed") : "") + "</td>" + number_cell(failed > 0 ? "<span class=\"bad\">" + thousands(failed) + "</span>" : "0") + "</tr>";
  }
  return out + "</table></div>";
}

std::string counts_table(const std::string& title, const char* column, const Json& counts, std::uint64_t others, const char* css, std::size_t most, bool is_sorted) {
  if (counts.empty()) return "";
  std::vector<std::pair<std::string, std::uint64_t>> rows;
  for (const auto& [name, count] : counts.items()) rows.emplace_back(name, count.get<std::uint64_t>());
  if (is_sorted) std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::uint64_t peak = 1;
  for (const auto& row : rows) peak = std::max(peak, row.second);
  std::string out = "<h2>" + title + "</h2><div class=\"card\"><table><thead><tr><th>" + column + "</th><th class=\"n\">saves</th><th></th></tr></thead>";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == most) {
      out += "<tr><td class=\"note\">" + plural(rows.size() - most, "more line") + " in the report as JSON</td><td></td><td></td></tr>";
      break;
    }
    out += "<tr><td>" + code(rows[i].first) + "</td>" + number_cell(thousands(rows[i].second)) + "<td class=\"wide\">" + svg_bar(share_of(rows[i].second, peak), css) + "</td></tr>";
  }
  if (others > 0) out += "<tr><td class=\"note\">others, not told apart</td>" + number_cell(thousands(others)) + "<td></td></tr>";
  return out + "</table></div>";
}

// The first of them, and the others behind a click.
std::string samples_table(const Json& samples) {
  bool has_pointers = false;
  for (const auto& s : samples) has_pointers = has_pointers || !s.at("pointer").get<std::string>().empty();
  const auto rows = [&](std::size_t begin, std::size_t end) {
    std::string out = "<table class=\"stack samples\"><thead><tr><th class=\"n\">line</th>" + std::string(has_pointers ? "<th>where</th>" : "") + "<th>what</th></tr></thead>";
    for (std::size_t i = begin; i < end; ++i) {
      const Json& s = samples[i];
      out += "<tr><td class=\"n\"><span class=\"unit\">line </span>" + thousands(s.at("line")) + "</td>" + (has_pointers ? "<td>" + code(s.at("pointer")) + "</td>" : "") + "<td>" + html_escaped(s.at("message").get<std::string>()) + "</td></tr>";
    }
    return out + "</table>";
  };
  const std::size_t count = std::min(samples.size(), kShownSamples), first = std::min(count, kShownSamplesOpen);
  std::string out = rows(0, first);
  if (count > first) out += "<details><summary>" + plural(count - first, "more line") + "</summary>" + rows(first, count) + "</details>";
  return out;
}

std::string sums(const Json& r) {
  if (r.at("sums").empty()) return "";
  std::string out = "<h2>Conserved sums</h2>";
  for (const auto& [name, sum] : r.at("sums").items()) {
    const bool is_ok = sum.at("ok").get<bool>();
    std::string at;
    for (const auto& pointer : sum.at("at")) at += (at.empty() ? "" : " + ") + code(pointer);
    out += "<div class=\"card field\"><header><h3>" + html_escaped(name) + "</h3><span class=\"" + std::string(is_ok ? "good\">conserved" : "bad\">not conserved") + "</span><span class=\"note\">" + at + "</span></header><table><tr><td>before</td>" +
           number_cell(html_escaped(sum_text(sum.at("before")))) + "<td></td></tr>";
    const auto row = [&](const std::string& what, const Json& delta, bool is_explained) {
      if (delta == 0) return;
      const std::string text = sum_text(delta);
      out += "<tr><td>" + what + "</td>" + number_cell((text.starts_with('-') ? "" : "+") + html_escaped(text)) + "<td>" + (is_explained ? "may change it" : "<span class=\"bad\">nothing explains this</span>") + "</td></tr>";
    };
    for (const auto& step : sum.at("steps")) row("step " + code(step.at("id")), step.at("delta"), step.at("may_change").get<bool>());
    row("values that took their default", sum.at("defaults"), false);
    out += "<tr><td>after</td>" + number_cell("<b>" + html_escaped(sum_text(sum.at("after"))) + "</b>") + "<td></td></tr>";
    if (sum.at("set_aside") != 0) out += "<tr><td class=\"note\">in saves that are set aside, on neither side</td>" + number_cell(html_escaped(sum_text(sum.at("set_aside")))) + "<td></td></tr>";
    out += "</table>";
    const Json& odd = sum.at("not_whole");
    if (odd.at("before") != 0 || odd.at("after") != 0) out += "<p class=\"note\">Not counted, as they are no whole numbers: " + thousands(odd.at("before")) + " before, " + thousands(odd.at("after")) + " after.</p>";
    if (!is_ok) out += "<p class=\"cap\">" + plural(sum.at("unexplained_saves"), "save") + ", the worst first</p>" + samples_table(sum.at("samples"));
    out += "</div>";
  }
  return out;
}

// Four bins to each power of two: those from the least to the greatest that is there.
std::string sizes(const Json& r) {
  const Json& bytes = r.at("bytes");
  std::map<std::uint64_t, std::uint64_t> bins[2];
  std::uint64_t least = ~std::uint64_t{0}, greatest = 0, peak = 1;
  for (std::size_t i = 0; i < 2; ++i)
    for (const auto& bin : bytes.at(i == 0 ? "before" : "after")) {
      const std::uint64_t at = bin.at(0), count = bin.at(1);
      bins[i][at] = count;
      least = std::min(least, at);
      greatest = std::max(greatest, at);
      peak = std::max(peak, count);
    }
  if (greatest == 0) return "";
  std::string out = "<h2>Sizes <small>of saves that are ready</small></h2><div class=\"card\"><div class=\"pair stack\">";
  for (std::size_t i = 0; i < 2; ++i) {
    std::vector<PlotBar> bars;
    for (std::uint64_t at = least; at <= greatest;) {
      const auto found = bins[i].find(at);
      bars.push_back({bytes_text(at) + "…", found == bins[i].end() ? 0 : found->second});
      std::uint64_t step = 1;
      while (at / step >= 8) step *= 2;
      at += step;
    }
    out += "<div><p class=\"cap\">" + std::string(i == 0 ? "Before: " : "After: ") + thousands(bytes.at(i == 0 ? "ready_in" : "out")) + " bytes</p>" + svg_histogram(bars, peak, i == 0 ? "before" : "after", "saves by size") + "</div>";
  }
  out += "</div>";
  const std::uint64_t over = bytes.at("too_large_before").get<std::uint64_t>() + bytes.at("too_large_after").get<std::uint64_t>(), largest = bytes.at("largest"), limit = bytes.at("limit");
  out += "<p class=\"cap\">The largest has " + thousands(largest) + " of " + thousands(limit) + " bytes allowed</p>" + svg_bar(share_of(largest, limit), "after");
  if (over > 0) {
    out += "<p><span class=\"bad\">" + plural(over, "save") + " too large</span>: " + thousands(bytes.at("too_large_before")) + " as they came, " + thousands(bytes.at("too_large_after")) + " as they would have gone</p>" + samples_table(r.at("worst").at("too_large"));
  }
  if (!r.at("worst").at("growth").empty()) out += "<details><summary>The saves that grow most</summary>" + samples_table(r.at("worst").at("growth")) + "</details>";
  return out + "</div>";
}

std::string samples(const Json& r) {
  if (r.at("samples").empty() && r.at("worst").at("twice").empty()) return "";
  std::string out = "<h2>Samples <small>by line of the input</small></h2>";
  const auto list = [&](const std::string& name, const Json& some) {
    out += "<div class=\"card field\"><header><h3>" + html_escaped(name) + "</h3></header><div class=\"scroll\">" + samples_table(some) + "</div></div>";
  };
  for (const auto& [name, some] : r.at("samples").items()) list(name, some);
  if (!r.at("worst").at("twice").empty()) list("results that change again", r.at("worst").at("twice"));
  return out;
}

}  // namespace

std::string migrate_html(const Json& r, const MigratePage& page) {
  const std::string title = "Rehearsal: " + html_escaped(page.kind) + " saves under " + html_escaped(page.rulebook);
  std::string out = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>" + title + "</title><style>" + kMigrateStyle + "</style></head><body><main>";
  out += "<h1>" + title + " <span class=\"note\">from " + code(page.input) + "</span></h1>";
  const Json& apart = r.at("not_told_apart");
  out += verdict(r, page) + facts(r) + classes(r) + sums(r) + steps(r);
  out += counts_table("Where saves fail", "class and place; N is any index", r.at("places"), apart.at("places"), "failed", kShownPlaces, true);
  out += counts_table("Versions they came with", "version", r.at("versions"), apart.at("versions"), "before", kShownVersions, false);
  out += sizes(r) + migrate_html_fields(r) + samples(r);
  out += "<footer>Written by <code>ludex migrate</code>. Nothing of the input was changed. Fields are counted over the saves that are ready; N stands for every item of a list, * for every member of a map.</footer>";
  return out + "</main></body></html>\n";
}

}  // namespace ludex::cli
