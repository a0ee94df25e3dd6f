// Where a hit more or less is needed.

#include <algorithm>
#include <span>

#include "balance/axis.h"
#include "balance/headway.h"
#include "balance/hits.h"
#include "balance/variation.h"
#include "combat/solve.h"
#include "support/parallel.h"

namespace ludex {

using namespace detail;

namespace {

/// An axis of more values than this is searched by halving between so many evenly spaced ones.
constexpr std::uint64_t kMostScanned = 4096, kSamples = 257;

// Looks at values of the first axis, for one value of the second.
class Search {
 public:
  /// `total`: how many values will be looked at, or 0.
  Search(const NumberPlaces& places, const Scenario& scenario, const std::vector<AxisValues>& axes, std::uint32_t threads, const Progress& progress, std::uint64_t total)
      : places_(places), scenario_(scenario), axes_(axes), threads_(threads), headway_(progress, total) {}

  Result<std::vector<Breakpoints::Segment>> run(std::uint64_t second) {
    const AxisValues& axis = axes_[0];
    known_.clear();
    std::vector<std::uint64_t> open;
    if (axis.count() <= kMostScanned) {
      for (std::uint64_t i = 0; i < axis.count(); ++i) open.push_back(i);
    } else {
      for (std::uint64_t i = 0; i < kSamples; ++i) open.push_back(static_cast<std::uint64_t>(static_cast<detail::Wide>(axis.count() - 1) * i / (kSamples - 1)));
    }
    while (!open.empty()) {
      for (std::size_t begin = 0; begin < open.size(); begin += kRound)
        if (auto wrong = look(std::span(open).subspan(begin, std::min<std::size_t>(kRound, open.size() - begin)), second)) return *wrong;
      std::sort(known_.begin(), known_.end(), [](const Known& a, const Known& b) { return a.at < b.at; });
      open.clear();
      for (std::size_t i = 1; i < known_.size(); ++i)
        if (known_[i - 1].hits != known_[i].hits && known_[i].at - known_[i - 1].at > 1) open.push_back(known_[i - 1].at + (known_[i].at - known_[i - 1].at) / 2);
    }
    std::vector<Breakpoints::Segment> out;
    for (const Known& k : known_) {
      if (out.empty() || out.back().hits != k.hits) out.push_back({axis.value(k.at), {}, k.hits, k.why_not});
      out.back().to = axis.value(k.at);
    }
    return out;
  }

 private:
  struct Known {
    std::uint64_t at = 0;
    std::vector<Hits> hits;  ///< none where they cannot be counted
    std::string why_not;
  };

  std::optional<Errors> look(std::span<const std::uint64_t> at, std::uint64_t second) {
    looked_at_ += at.size();
    if (looked_at_ > kMostGridPoints) return Errors{tuning_error("the search takes more than " + std::to_string(kMostGridPoints) + " looks: take fewer values")};
    std::vector<Known> found(at.size());
    std::vector<Errors> errors(at.size());
    parallel_for(static_cast<std::uint32_t>(at.size()), threads_, [&](std::uint32_t i) {
      if (headway_.is_stopped()) return;
      std::vector<std::string> values{axes_[0].value(at[i])};
      if (axes_.size() > 1) values.push_back(axes_[1].value(second));
      std::vector<NumberPlaces::Put> puts;
      for (std::size_t a = 0; a < axes_.size(); ++a) puts.push_back({&axes_[a].place(), values[a]});
      std::string where;
      for (std::size_t a = 0; a < axes_.size(); ++a) where += (a ? " and " : "with ") + axes_[a].place().number.pointer + " = " + values[a];
      const auto varied = vary_places(places_, std::move(puts));
      if (!varied) {
        errors[i] = varied.errors();
        for (Error& e : errors[i]) e.message = where + ": " + e.message;
        return;
      }
      Error error;
      const Scenario& scenario = *find_scenario(varied->data(), scenario_.name, error);
      found[i].at = at[i];
      if (const auto folded = fold(varied->shared(), scenario, found[i].why_not)) found[i].hits = count_hits(*folded, scenario);
      headway_.ended();
    });
    if (auto stopped = headway_.stopped()) return Errors{*stopped};
    for (std::size_t i = 0; i < at.size(); ++i) {
      if (!errors[i].empty()) return errors[i];
      known_.push_back(std::move(found[i]));
    }
    return std::nullopt;
  }

  const NumberPlaces& places_;
  const Scenario& scenario_;
  const std::vector<AxisValues>& axes_;
  std::uint32_t threads_;
  Headway headway_;
  std::vector<Known> known_;  ///< in the order of values
  std::uint64_t looked_at_ = 0;
};

}  // namespace

Result<Breakpoints> breakpoints(const Program& program, std::string_view scenario, const std::vector<Axis>& axes, const Exec& exec, const Progress& progress) {
  Error error;
  const Scenario* const found = find_scenario(program.data(), scenario, error);
  if (!found) return error;
  if (axes.size() > 2) return tuning_error("a map of breakpoints has one axis or two");
  const NumberPlaces places(program);
  const auto made = make_axes(places, axes, UINT64_MAX, UINT64_MAX);
  if (!made) return made.errors();
  Breakpoints out;
  out.scenario = scenario;
  out.is_every_value = (*made)[0].count() <= kMostScanned;
  const std::uint64_t rows = made->size() > 1 ? (*made)[1].count() : 1, each = out.is_every_value ? (*made)[0].count() : kSamples;
  if (rows > kMostGridPoints / each) return tuning_error("a map of more than " + std::to_string(kMostGridPoints) + " values: take larger steps", axes.back().pointer);
  for (const AxisValues& axis : *made) out.axes.push_back({axis.place().number.pointer, axis.value(0), axis.value(axis.count() - 1), axis.count()});
  Search search(places, *found, *made, available_threads(exec), progress, out.is_every_value ? rows * each : 0);
  for (std::uint64_t row = 0; row < rows; ++row) {
    auto segments = search.run(row);
    if (!segments) return segments.errors();
    out.rows.push_back({made->size() > 1 ? (*made)[1].value(row) : std::string(), std::move(*segments)});
  }
  const Breakpoints::Segment& first = out.rows[0].segments[0];
  const bool is_countable = std::any_of(out.rows.begin(), out.rows.end(), [](const auto& row) { return std::any_of(row.segments.begin(), row.segments.end(), [](const auto& s) { return !s.hits.empty(); }); });
  if (!is_countable) return tuning_error("hits cannot be counted, which takes a duel in which attacks only wear the other side down: " + first.why_not + "; `sweep` answers for any scenario", found->pointer);
  return out;
}

}  // namespace ludex
