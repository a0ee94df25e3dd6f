// What `ludex test`, `compare` and `matrix` print without --json.

#include <algorithm>
#include <cstdio>

#include "balance.h"
#include "text.h"

namespace ludex::cli {
namespace {

/// Above this a matrix is no table for a terminal any more.
constexpr std::size_t kMostColumns = 12;

std::string decimal(double v, int digits, bool with_sign = false) {
  char text[64];
  std::snprintf(text, sizeof text, with_sign ? "%+.*f" : "%.*f", digits, v);
  return text;
}

bool is_share(const std::string& key) { return key.compare(0, 4, "win_") == 0 || key == "draw" || key == "timeout"; }

std::string number(const std::string& key, double v, bool with_sign = false) {
  if (is_share(key)) return decimal(100 * v, 3, with_sign) + " %";
  if (key == "mean_attacks") return decimal(v, 4, with_sign);
  return decimal(v, key.compare(0, 4, "ttk_") == 0 ? 0 : 3, with_sign) + " ms";
}

}  // namespace

std::string test_text(const TestReport& report) {
  std::string out;
  for (const ScenarioTest& s : report.scenarios) {
    out += printable(s.scenario) + ", " + (s.is_exact ? "solved exactly" : thousands(s.fights) + " fights") + ": " + printable(s.method) + "\n";
    Table table({Table::Align::left, Table::Align::left, Table::Align::right, Table::Align::right, Table::Align::right, Table::Align::right});
    table.row({"", "", "expected from", "to", s.is_exact ? "found" : "found from", s.is_exact ? "" : "to"});
    for (const ExpectationTest& t : s.tests) {
      const std::string low = number(t.key, t.found.low), high = s.is_exact ? "" : number(t.key, t.found.high);
      table.row({std::string(to_string(t.verdict)), t.key, number(t.key, t.low), number(t.key, t.high), low, high});
    }
    out += table.str();
  }
  out += std::to_string(report.passed) + " passed, " + std::to_string(report.failed) + " failed, " + std::to_string(report.undecided) + " undecided";
  char alarm[32];
  std::snprintf(alarm, sizeof alarm, "%g", report.alarm);
  if (report.sampled > 0) out += "; a failure without cause comes with a probability of at most " + std::string(alarm) + ", all " + std::to_string(report.sampled) + " sampled numbers together";
  out += "\n";
  if (report.undecided > 0) out += "More fights (-n) decide what is undecided, or a range that does not end where the number lies.\n";
  return out;
}

std::string compare_text(const CompareReport& report) {
  std::string out = printable(report.scenario) + ", b minus a, " +
                    (report.is_exact ? "both solved exactly\n" : thousands(report.fights) + " fights of seed " + std::to_string(report.seed) + " under each, round " + std::to_string(report.rounds) + "\n");
  Table table({Table::Align::left, Table::Align::right, Table::Align::right, Table::Align::right, Table::Align::right, Table::Align::right, Table::Align::left});
  table.row({"", "a", "b", "difference", report.is_exact ? "" : "95 % from", report.is_exact ? "" : "to", ""});
  for (const Difference& d : report.differences) {
    const auto text = [&](double v) { return number(d.key, v, true); };
    const bool has_interval = !report.is_exact && !d.has_too_few_fights;
    table.row({d.key, number(d.key, d.a), number(d.key, d.b), text(d.difference.value), has_interval ? text(d.difference.low) : "", has_interval ? text(d.difference.high) : "",
               d.is_decided ? "decided" : report.is_exact ? "equal" : d.has_too_few_fights ? "too few fights" : "undecided"});
  }
  out += table.str();
  if (!report.is_exact) {
    for (const bool is_b : {false, true})
      if (!(is_b ? report.is_exact_b : report.is_exact_a)) out += std::string(is_b ? "b: " : "a: ") + printable(is_b ? report.method_b : report.method_a) + "\n";
    out += "All intervals of all rounds hold together with a probability of 95 %.\n";
  }
  return out;
}

std::string matrix_text(const MatrixReport& report) {
  const std::size_t n = report.loadouts.size();
  double widest = 0;
  for (const MatrixReport::Pair& p : report.pairs) widest = std::max(widest, p.half_width);
  std::string out = printable(report.scenario) + ", " + plural(n, "loadout") + ": " + thousands(report.exact_pairs) + " of " + plural(report.pairs.size(), "pair") + " exact";
  if (report.fights > 0) out += ", else " + thousands(report.fights) + " fights of seed " + std::to_string(report.seed) + ", each pair to +-" + decimal(100 * widest, 2) + " points at 95 %";
  out += "\n";
  if (n <= kMostColumns) {
    std::vector<Table::Align> columns(n + 1, Table::Align::right);
    columns[0] = Table::Align::left;
    Table table(columns);
    std::vector<std::string> cells{"win % of row"};
    for (const std::string& name : report.loadouts) cells.push_back(name);
    table.row(cells);
    for (std::size_t row = 0; row < n; ++row) {
      cells = {report.loadouts[row]};
      for (std::size_t column = 0; column < n; ++column) cells.push_back(decimal(100 * report.pairs[row * n + column].win.value, 2));
      table.row(cells);
    }
    out += table.str() + "\n";
  }
  const bool is_sampled = report.fights > 0;
  Table table({Table::Align::right, Table::Align::left, Table::Align::right, Table::Align::right, Table::Align::right, Table::Align::right, Table::Align::left});
  table.row({"group", "loadout", "mean win", is_sampled ? "95 % from" : "", is_sampled ? "to" : "", "", n > 1 ? "is beaten most by" : ""});
  for (const MatrixReport::Place& p : report.ranking) {
    std::size_t worst = p.loadout;
    for (std::size_t column = 0; column < n; ++column)
      if (column != p.loadout && (worst == p.loadout || report.pairs[p.loadout * n + column].loss > report.pairs[p.loadout * n + worst].loss)) worst = column;
    const bool has_worst = worst != p.loadout;
    table.row({std::to_string(p.group), report.loadouts[p.loadout], decimal(100 * p.mean_win.value, 3) + " %", is_sampled ? decimal(100 * p.mean_win.low, 3) + " %" : "",
               is_sampled ? decimal(100 * p.mean_win.high, 3) + " %" : "", has_worst ? decimal(100 * report.pairs[p.loadout * n + worst].loss, 2) + " %" : "", has_worst ? report.loadouts[worst] : ""});
  }
  out += table.str();
  out += is_sampled ? "Loadouts of one group cannot be told from its first; all intervals hold together with a probability of 95 %.\n" : "Loadouts of one group are equal to its first.\n";
  return out;
}

}  // namespace ludex::cli
