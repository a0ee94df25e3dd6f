// A scenario at every point of a grid.

#include "balance/axis.h"
#include "balance/headway.h"
#include "balance/variation.h"
#include "combat/solve.h"
#include "support/parallel.h"

namespace ludex {

using namespace detail;

namespace {

// The values of a point: the last axis turns fastest.
std::vector<std::string> values_at(const std::vector<AxisValues>& axes, std::uint64_t point) {
  std::vector<std::string> out(axes.size());
  for (std::size_t i = axes.size(); i-- > 0; point /= axes[i].count()) out[i] = axes[i].value(point % axes[i].count());
  return out;
}

// Where on the grid an error lies stands before it: its line is one of the varied text.
Errors at_point(Errors errors, const std::vector<AxisValues>& axes, const std::vector<std::string>& at) {
  std::string where;
  for (std::size_t i = 0; i < axes.size(); ++i) where += (where.empty() ? "with " : " and ") + axes[i].place().number.pointer + " = " + at[i];
  for (Error& e : errors) e.message = where + ": " + e.message;
  return errors;
}

}  // namespace

Result<Sweep> sweep(const Program& program, std::string_view scenario, const std::vector<Axis>& axes, const SweepOptions& options) {
  Error error;
  if (!find_scenario(program.data(), scenario, error)) return error;
  const NumberPlaces places(program);
  const auto made = make_axes(places, axes, kMostGridPoints, kMostGridPoints);
  if (!made) return made.errors();
  Sweep out;
  out.scenario = scenario;
  out.fights = options.fights;
  out.seed = options.seed;
  std::uint64_t total = 1;
  for (const AxisValues& axis : *made) {
    total *= axis.count();
    out.axes.push_back({axis.place().number.pointer, {}, {}});
    for (std::uint64_t i = 0; i < axis.count(); ++i) out.axes.back().values.push_back(axis.value(i));
  }
  if (options.first > total) return tuning_error("the grid has " + std::to_string(total) + " points, and none of number " + std::to_string(options.first));
  out.first = options.first;
  const std::uint64_t count = std::min(options.count, total - options.first);
  const std::uint32_t threads = available_threads(options.exec);
  Headway headway(options.progress, count);
  out.points.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t begin = 0; begin < count; begin += kRound) {
    const auto round = static_cast<std::uint32_t>(std::min(kRound, count - begin));
    std::vector<Sweep::Point> points(round);
    std::vector<Errors> errors(round);
    parallel_for(round, threads, [&](std::uint32_t i) {
      if (headway.is_stopped()) return;
      points[i].at = values_at(*made, options.first + begin + i);
      std::vector<NumberPlaces::Put> puts;
      for (std::size_t a = 0; a < made->size(); ++a) puts.push_back({&(*made)[a].place(), points[i].at[a]});
      const auto varied = vary_places(places, std::move(puts));
      if (!varied) return void(errors[i] = varied.errors());
      auto report = answer(*varied, scenario, options);
      if (!report) return void(errors[i] = report.errors());
      points[i].report = std::move(*report);
      headway.ended();
    });
    if (auto stopped = headway.stopped()) return *stopped;
    for (std::uint32_t i = 0; i < round; ++i) {
      if (!errors[i].empty()) return at_point(std::move(errors[i]), *made, points[i].at);
      out.points.push_back(std::move(points[i]));
    }
  }
  return out;
}

}  // namespace ludex
