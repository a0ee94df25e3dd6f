// Changes and options as JSON objects, for front ends that speak JSON.

#include <algorithm>

#include "balance/number_places.h"
#include "value/diagnostics.h"

namespace ludex {

using namespace detail;

namespace {

// One object of options. Whoever asks for a member says what it is for; what nobody asked for is a mistake.
class Options {
 public:
  static Result<bool> read(std::string_view text, Options& out) {
    out.document_.text = text.empty() ? std::string_view("{}") : text;
    json::Limits limits;
    limits.max_depth = 8;
    const auto scanned = json::scan(out.document_.text, limits, out.document_.tape);
    if (!scanned.ok()) {
      Error e = json::scan_error(out.document_.text, scanned);
      e.code = ErrorCode::host;
      e.message = "the options are no JSON: " + e.message;
      return e;
    }
    if (!out.root().is_object()) return tuning_error(std::string("the options are an object, not ") + json::describe(out.root().type()));
    return true;
  }

  json::View root() const { return json::View(document_, 0); }

  /// The members, by name; a name that is none of `known` is refused.
  template <class Visit>
  std::optional<Error> each(const std::vector<std::string>& known, Visit&& visit) {
    for (const auto& [name, value] : root().members()) {
      if (!Declarations::position(known, name)) return tuning_error("'" + std::string(name) + "' is no option" + nearest_name(name, known));
      if (auto wrong = visit(name, value)) return wrong;
    }
    return std::nullopt;
  }

 private:
  json::Document document_;
};

std::optional<Error> read_count(std::string_view name, const json::View& v, std::uint64_t most, std::uint64_t& out) {
  const auto value = whole_number(v);
  if (!value || *value > most) return tuning_error("option '" + std::string(name) + "' is a whole number from 0 to " + std::to_string(most));
  out = *value;
  return std::nullopt;
}

constexpr std::uint64_t kMostFights = 1'000'000'000'000;

std::optional<Error> read_play(std::string_view name, const json::View& v, PlayOptions& out) {
  std::uint64_t threads = 0;
  if (name == "fights") return read_count(name, v, kMostFights, out.fights);
  if (name == "seed") return read_count(name, v, UINT64_MAX, out.seed);
  if (name == "max_states") return read_count(name, v, 1'000'000'000, out.max_states);
  if (auto wrong = read_count(name, v, 256, threads)) return wrong;
  out.exec.max_threads = static_cast<std::uint32_t>(threads);
  return std::nullopt;
}

std::optional<Error> read_axes(const json::View& v, std::vector<Axis>& out) {
  if (!v.is_object()) return tuning_error("option 'vary' is an object of pointers and values, as in {\"/tables/makes/rows/rifle/hit\": [0.7, 0.8]}");
  for (const auto& [pointer, values] : v.members()) {
    Axis axis{std::string(pointer), {}, {}};
    if (values.is_string()) {
      axis.range = values.str();
    } else if (values.is_array() && values.count() > 0) {
      bool are_numbers = true;
      values.for_each_item([&](std::uint32_t, const json::View& x) {
        are_numbers = are_numbers && x.is(json::Type::number);
        if (are_numbers) axis.values.emplace_back(x.raw());
      });
      if (!are_numbers) return tuning_error("the values are numbers", axis.pointer);
    } else {
      return tuning_error("the values are a list that is not empty, or a range such as \"8..24\"", axis.pointer);
    }
    out.push_back(std::move(axis));
  }
  return std::nullopt;
}

std::optional<Error> read_pointers(const json::View& v, std::vector<std::string>& out) {
  bool is_good = v.is_array();
  v.for_each_item([&](std::uint32_t, const json::View& x) {
    is_good = is_good && x.is_string();
    if (is_good) out.emplace_back(x.str());
  });
  if (!is_good) return tuning_error("option 'of' is a list of pointers, as in [\"/tables/makes/rows/rifle\"]");
  return std::nullopt;
}

}  // namespace

Result<Program> vary_json(const Program& program, std::string_view changes) {
  Options options;
  if (const auto read = Options::read(changes, options); !read) return read.errors();
  std::vector<Change> out;
  for (const auto& [pointer, value] : options.root().members()) {
    if (!value.is(json::Type::number)) return tuning_error(std::string("a change is a number, not ") + json::describe(value.type()), std::string(pointer));
    out.push_back({std::string(pointer), std::string(value.raw())});
  }
  return vary(program, out);
}

Result<std::string> sweep_json(const Program& program, std::string_view scenario, std::string_view options, const Progress& progress) {
  static const std::vector<std::string> kKnown = {"vary", "fights", "seed", "max_states", "threads", "first", "count"};
  Options read;
  if (const auto done = Options::read(options, read); !done) return done.errors();
  SweepOptions how;
  how.progress = progress;
  std::vector<Axis> axes;
  const auto wrong = read.each(kKnown, [&](std::string_view name, const json::View& v) -> std::optional<Error> {
    if (name == "vary") return read_axes(v, axes);
    if (name == "first") return read_count(name, v, kMostGridPoints, how.first);
    if (name == "count") return read_count(name, v, UINT64_MAX, how.count);
    return read_play(name, v, how);
  });
  if (wrong) return *wrong;
  const auto made = sweep(program, scenario, axes, how);
  if (!made) return made.errors();
  return made->to_json();
}

Result<std::string> sensitivity_json(const Program& program, std::string_view scenario, std::string_view options, const Progress& progress) {
  static const std::vector<std::string> kKnown = {"of", "step", "fights", "seed", "max_states", "threads", "first", "count"};
  Options read;
  if (const auto done = Options::read(options, read); !done) return done.errors();
  SensitivityOptions how;
  how.progress = progress;
  const auto wrong = read.each(kKnown, [&](std::string_view name, const json::View& v) -> std::optional<Error> {
    if (name == "of") return read_pointers(v, how.of);
    if (name == "first") return read_count(name, v, kMostGridPoints, how.first);
    if (name == "count") return read_count(name, v, UINT64_MAX, how.count);
    if (name != "step") return read_play(name, v, how);
    if (!v.is_string() && !v.is(json::Type::number)) return tuning_error("option 'step' is a number above 0, or a share such as \"1%\"");
    how.step = v.is_string() ? v.str() : v.raw();
    return std::nullopt;
  });
  if (wrong) return *wrong;
  const auto made = sensitivity(program, scenario, how);
  if (!made) return made.errors();
  return made->to_json();
}

Result<std::string> breakpoints_json(const Program& program, std::string_view scenario, std::string_view options, const Progress& progress) {
  static const std::vector<std::string> kKnown = {"vary", "threads"};
  Options read;
  if (const auto done = Options::read(options, read); !done) return done.errors();
  PlayOptions how;
  std::vector<Axis> axes;
  const auto wrong = read.each(kKnown, [&](std::string_view name, const json::View& v) -> std::optional<Error> {
    return name == "vary" ? read_axes(v, axes) : read_play(name, v, how);
  });
  if (wrong) return *wrong;
  const auto made = breakpoints(program, scenario, axes, how.exec, progress);
  if (!made) return made.errors();
  return made->to_json();
}

}  // namespace ludex
