// What tuning answers, as JSON and CSV.

#include "balance/number_places.h"
#include "value/json_writer.h"
#include "value/number.h"

namespace ludex {

using namespace detail;

namespace {

void put_optional(json::Writer& w, std::string_view key, const std::optional<std::string>& value) { w.key(key).raw(value ? *value : "null"); }

void put_number(json::Writer& w, const TunableNumber& n) {
  w.key("pointer").string(n.pointer);
  w.key("value").raw(n.value);
  w.key("type").string(n.is_integer ? "int" : "double");
  put_optional(w, "low", n.low);
  put_optional(w, "high", n.high);
}

void put_side(json::Writer& w, std::string_view key, const std::optional<Sensitivity::Side>& side) {
  if (!side) return w.key(key).raw("null");
  w.key(key).open('{');
  w.key("value").raw(side->value);
  w.key("exact").boolean(side->is_exact);
  w.key("change").open('{');
  for (const auto& [name, e] : side->change) w.key(name).raw(double_text(e.value));
  w.close('}');
  w.key("intervals").open('{');
  for (const auto& [name, e] : side->change) w.key(name).raw("[" + double_text(e.low) + "," + double_text(e.high) + "]");
  w.close('}');
  w.close('}');
}

void put_hits(json::Writer& w, std::string_view key, std::int64_t hits) { w.key(key).raw(hits < 0 ? "null" : std::to_string(hits)); }

// The numbers of a report by their keys, in its order; the columns of a row.
std::vector<std::pair<std::string, Estimate>> columns_of(const CombatReport& r) {
  std::vector<std::pair<std::string, Estimate>> out;
  for (const auto& [team, e] : r.wins) out.emplace_back("win_" + team, e);
  for (const auto& [key, e] : {std::pair<const char*, const Estimate*>{"draw", &r.draw}, {"timeout", &r.timeout}, {"mean_ttk_ms", &r.mean_ttk_ms}, {"sd_ttk_ms", &r.sd_ttk_ms}, {"mean_attacks", &r.mean_attacks}}) out.emplace_back(key, *e);
  return out;
}

// RFC 4180: a cell with a comma, a quote or a line break stands in quotes.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string numbers_json(const Program& program) {
  json::Writer w;
  w.open('{');
  w.key("numbers").open('[');
  for (const TunableNumber& n : numbers(program)) {
    w.open('{');
    put_number(w, n);
    w.key("line").number(n.line);
    w.key("column").number(n.column);
    w.close('}');
  }
  w.close(']');
  w.close('}');
  return std::move(w.out);
}

std::string Sweep::to_json() const {
  json::Writer w;
  w.open('{');
  w.key("scenario").string(scenario);
  w.key("fights").number(fights);
  w.key("seed").number(seed);
  w.key("axes").open('[');
  for (const Axis& axis : axes) {
    w.open('{');
    w.key("pointer").string(axis.pointer);
    w.key("values").open('[');
    for (const std::string& value : axis.values) w.raw(value);
    w.close(']');
    w.close('}');
  }
  w.close(']');
  w.key("first").number(first);
  w.key("points").open('[');
  for (const Point& point : points) {
    w.open('{');
    w.key("at").open('[');
    for (const std::string& value : point.at) w.raw(value);
    w.close(']');
    const std::string report = point.report.to_json();
    w.raw(std::string_view(report).substr(1, report.size() - 2));
    w.close('}');
  }
  w.close(']');
  w.close('}');
  return std::move(w.out);
}

std::string Sweep::to_csv() const {
  std::string out;
  for (const Axis& axis : axes) out += cell(axis.pointer) + ",";
  out += "exact,fights";
  if (!points.empty())
    for (const auto& [key, e] : columns_of(points[0].report)) out += "," + key + "," + key + "_low," + key + "_high";
  out += "\n";
  for (const Point& point : points) {
    for (const std::string& value : point.at) out += value + ",";
    out += (point.report.is_exact ? "true," : "false,") + std::to_string(point.report.fights);
    for (const auto& [key, e] : columns_of(point.report)) out += "," + double_text(e.value) + "," + double_text(e.low) + "," + double_text(e.high);
    out += "\n";
  }
  return out;
}

std::string Sensitivity::to_json() const {
  json::Writer w;
  w.open('{');
  w.key("scenario").string(scenario);
  w.key("step").string(step);
  w.key("fights").number(fights);
  w.key("seed").number(seed);
  w.key("exact").boolean(is_exact());
  w.key("base").raw(base.to_json());
  w.key("numbers").open('[');
  for (const Entry& entry : entries) {
    w.open('{');
    put_number(w, entry.number);
    w.key("magnitude").raw(double_text(entry.magnitude));
    put_side(w, "down", entry.down);
    put_side(w, "up", entry.up);
    w.close('}');
  }
  w.close(']');
  w.key("unread").open('[');
  for (const std::string& pointer : unread) w.string(pointer);
  w.close(']');
  if (part_of) w.key("part_of").number(*part_of);
  w.close('}');
  return std::move(w.out);
}

std::string Breakpoints::to_json() const {
  json::Writer w;
  w.open('{');
  w.key("scenario").string(scenario);
  w.key("axes").open('[');
  for (const Searched& axis : axes) {
    w.open('{');
    w.key("pointer").string(axis.pointer);
    w.key("from").raw(axis.from);
    w.key("to").raw(axis.to);
    w.key("count").number(axis.count);
    w.close('}');
  }
  w.close(']');
  w.key("searched").string(is_every_value ? "every value" : "halving");
  w.key("rows").open('[');
  for (const Row& row : rows) {
    w.open('{');
    w.key("at").raw(row.at.empty() ? "null" : row.at);
    w.key("segments").open('[');
    for (const Segment& s : row.segments) {
      w.open('{');
      w.key("from").raw(s.from);
      w.key("to").raw(s.to);
      w.key("hits").open('[');
      for (const Hits& hits : s.hits) {
        w.open('{');
        w.key("attacker").string(hits.attacker);
        w.key("target").string(hits.target);
        put_hits(w, "min_hits", hits.min_hits);
        put_hits(w, "max_hits", hits.max_hits);
        put_hits(w, "plain_min_hits", hits.plain_min_hits);
        put_hits(w, "plain_max_hits", hits.plain_max_hits);
        w.close('}');
      }
      w.close(']');
      if (s.hits.empty()) w.key("why").string(s.why_not);
      w.close('}');
    }
    w.close(']');
    w.close('}');
  }
  w.close(']');
  w.close('}');
  return std::move(w.out);
}

}  // namespace ludex
