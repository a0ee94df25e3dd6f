// How much each number of a rulebook matters to a scenario.

#include <algorithm>
#include <cmath>

#include "balance/headway.h"
#include "balance/paired_fights.h"
#include "balance/scenario_reads.h"
#include "balance/variation.h"
#include "combat/solve.h"
#include "support/parallel.h"
#include "value/json_pointer.h"
#include "value/number.h"

namespace ludex {

using namespace detail;

namespace {

// A step: a share of the value, or so much.
struct Step {
  double share = 0;          ///< above 0: of the value
  double amount = 0;
  std::int64_t whole = 0;    ///< of an int
};

std::optional<Step> read_step(std::string_view text) {
  Step out;
  const bool is_share = !text.empty() && text.back() == '%';
  if (is_share) text.remove_suffix(1);
  json::Tape tape;
  if (text.size() > 100 || !json::scan(text, {}, tape).ok() || tape.nodes[0].type != json::Type::number) return std::nullopt;
  const double value = parse_double(text);
  if (!(value > 0) || !std::isfinite(value) || (is_share && value > 1e6)) return std::nullopt;
  if (is_share) return out.share = value / 100, out;
  out.amount = value;
  const auto whole = parse_exact_int64(text);
  out.whole = whole ? *whole : 0;
  return out;
}

// The number one step away, or nothing where there is none of its kind.
std::string stepped(const TunableNumber& number, const Step& step, int direction) {
  if (number.is_integer) {
    const std::int64_t value = *parse_exact_int64(number.value);
    std::int64_t by = step.whole;
    if (step.share > 0) {
      const double size = std::floor((value < 0 ? -static_cast<double>(value) : static_cast<double>(value)) * step.share + 0.5);
      by = size < 9e18 ? std::max<std::int64_t>(1, static_cast<std::int64_t>(size)) : 0;
    } else if (by == 0) {
      by = 1;  // a fraction of a whole number
    }
    std::int64_t out = 0;
    if (direction > 0 ? __builtin_add_overflow(value, by, &out) : __builtin_sub_overflow(value, by, &out)) return {};
    return std::to_string(out);
  }
  const double value = parse_double(number.value);
  // Of nothing, a share is nothing: then the step is a share of 1.
  const double by = step.share > 0 ? (value == 0 ? step.share : (value < 0 ? -value : value) * step.share) : step.amount;
  const double out = direction > 0 ? value + by : value - by;
  return std::isfinite(out) && out != value ? double_text(out) : std::string();
}

// The numbers asked about, in the order written, each once; those that cannot matter apart.
std::optional<Errors> choose(const NumberPlaces& places, const ScenarioReads& reads, const std::vector<std::string>& of, std::vector<NumberPlaces::Place>& out, std::vector<std::string>& unread) {
  if (of.empty()) {
    auto all = places.all();
    for (auto& place : all.value())
      if (reads.is_of_balance(*json::parse_pointer(place.number.pointer))) out.push_back(std::move(place));
    return std::nullopt;
  }
  std::vector<NumberPlaces::Place> found;
  for (const std::string& pointer : of) {
    auto some = places.all(pointer);
    if (!some) return some.errors();
    for (auto& place : *some) found.push_back(std::move(place));
    if (found.size() > kMostGridPoints) return Errors{tuning_error("these are more than " + std::to_string(kMostGridPoints) + " numbers: ask for fewer with `of`", pointer)};
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
  std::uint32_t last = 0;
  for (auto& place : found) {
    if (place.begin == last) continue;  // no number is the first byte of a rulebook
    last = place.begin;
    if (reads.can_matter(*json::parse_pointer(place.number.pointer))) out.push_back(std::move(place));
    else unread.push_back(place.number.pointer);
  }
  return std::nullopt;
}

using Changes = std::vector<std::pair<std::string, Estimate>>;

std::vector<std::string> change_keys(const CombatReport& base) {
  std::vector<std::string> out;
  for (const auto& win : base.wins) out.push_back("win_" + win.first);
  for (const char* key : {"draw", "timeout", "mean_ttk_ms"}) out.emplace_back(key);
  return out;
}

Changes exact_changes(const CombatReport& base, const CombatReport& varied) {
  const std::vector<std::string> keys = change_keys(base);
  Changes out;
  const auto put = [&](const Estimate& from, const Estimate& to) {
    const double change = to.value - from.value;
    out.emplace_back(keys[out.size()], Estimate{change, change, change});
  };
  for (std::size_t i = 0; i < base.wins.size(); ++i) put(base.wins[i].second, varied.wins[i].second);
  put(base.draw, varied.draw);
  put(base.timeout, varied.timeout);
  put(base.mean_ttk_ms, varied.mean_ttk_ms);
  return out;
}

Changes paired_changes(const CombatReport& base, const PairedDifference& difference) {
  const std::vector<std::string> keys = change_keys(base);
  Changes out;
  for (const Estimate& e : difference.ends) out.emplace_back(keys[out.size()], e);
  out.emplace_back(keys.back(), difference.mean_ttk);
  return out;
}

double size_of(double x) { return x < 0 ? -x : x; }

// By how much the win rates move, and the time.
std::pair<double, double> sizes(const Sensitivity::Entry& entry) {
  double wins = 0, time = 0;
  for (const auto* side : {&entry.down, &entry.up}) {
    if (!*side) continue;
    for (const auto& [key, change] : (*side)->change) {
      if (key.starts_with("win_")) wins = std::max(wins, size_of(change.value));
      if (key == "mean_ttk_ms") time = std::max(time, size_of(change.value));
    }
  }
  return {wins, time};
}

// One step of one number.
struct Variation {
  std::size_t entry = 0;
  bool is_up = false;
  std::string value;
};

}  // namespace

bool Sensitivity::is_exact() const {
  bool out = base.is_exact;
  for (const Entry& e : entries)
    for (const auto* side : {&e.down, &e.up}) out = out && (!*side || (*side)->is_exact);
  return out;
}

Result<Sensitivity> sensitivity(const Program& program, std::string_view scenario, const SensitivityOptions& options) {
  Error error;
  const Scenario* const found = find_scenario(program.data(), scenario, error);
  if (!found) return error;
  const auto step = read_step(options.step);
  if (!step) return tuning_error("'" + options.step.substr(0, 100) + "' is no step: give a number above 0, or a share such as 1%");
  const NumberPlaces places(program);
  const ScenarioReads reads(program.data(), *found);
  Sensitivity out;
  std::vector<NumberPlaces::Place> chosen;
  if (auto wrong = choose(places, reads, options.of, chosen, out.unread)) return *wrong;
  if (options.first > 0 || options.count < UINT64_MAX) {
    out.part_of = chosen.size();
    if (options.first > chosen.size()) return tuning_error("there are " + std::to_string(chosen.size()) + " numbers, and none of number " + std::to_string(options.first));
    chosen.erase(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(options.first));
    if (options.count < chosen.size()) chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(options.count), chosen.end());
  }
  out.scenario = scenario;
  out.step = options.step;
  out.fights = options.fights;
  out.seed = options.seed;
  const std::uint32_t threads = available_threads(options.exec);
  auto base = answer(program, scenario, options);
  if (!base) return base.errors();
  out.base = std::move(*base);

  std::vector<Variation> variations;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    out.entries.push_back({chosen[i].number, 0, std::nullopt, std::nullopt});
    for (const bool is_up : {false, true}) {
      const std::string value = stepped(chosen[i].number, *step, is_up ? 1 : -1);
      if (value.empty()) continue;
      if (auto spelled = places.spell(chosen[i], value)) variations.push_back({i, is_up, std::move(*spelled)});
    }
  }
  Headway headway(options.progress, variations.size());
  std::optional<BatchedFights> base_fights;
  for (std::size_t begin = 0; begin < variations.size(); begin += kRound) {
    const auto round = static_cast<std::uint32_t>(std::min<std::size_t>(kRound, variations.size() - begin));
    std::vector<std::optional<Program>> varied(round);
    std::vector<std::optional<CombatReport>> exact(round);
    parallel_for(round, threads, [&](std::uint32_t i) {
      if (headway.is_stopped()) return;
      const Variation& v = variations[begin + i];
      auto made = vary_places(places, {{&chosen[v.entry], v.value}});
      if (!made) return headway.ended();  // a bound that only compiling knows: there is no such rulebook
      PlayOptions exactly = options;
      exactly.fights = 0;
      if (out.base.is_exact)
        if (auto report = answer(*made, scenario, exactly)) exact[i] = std::move(*report);
      varied[i] = std::move(*made);
      if (exact[i]) headway.ended();
    });
    if (auto stopped = headway.stopped()) return *stopped;
    for (std::uint32_t i = 0; i < round; ++i) {
      if (!varied[i]) continue;
      const Variation& v = variations[begin + i];
      Sensitivity::Side side{v.value, exact[i].has_value(), {}};
      if (exact[i]) {
        side.change = exact_changes(out.base, *exact[i]);
      } else {
        if (!base_fights) {
          auto played = play_batches(program, scenario, options.seed, options.fights, threads);
          if (!played) return played.errors();
          base_fights = std::move(*played);
        }
        const auto played = play_batches(*varied[i], scenario, options.seed, options.fights, threads);
        if (!played) return played.errors();
        side.change = paired_changes(out.base, difference(*base_fights, *played));
        headway.ended();
        if (auto stopped = headway.stopped()) return *stopped;
      }
      (v.is_up ? out.entries[v.entry].up : out.entries[v.entry].down) = std::move(side);
    }
  }
  for (auto& entry : out.entries) entry.magnitude = sizes(entry).first;
  std::stable_sort(out.entries.begin(), out.entries.end(), [](const auto& a, const auto& b) { return sizes(a) > sizes(b); });
  return out;
}

}  // namespace ludex
