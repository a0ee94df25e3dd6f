// The three questions for front ends that speak JSON.

#include <optional>

#include "balance/json_numbers.h"
#include "ludex/balance.h"
#include "value/json_view.h"

namespace ludex {
namespace {

/// Members of an object, by name; keeps the first thing that is wrong.
class Options {
 public:
  /// "" is {}.
  explicit Options(std::string_view text) {
    document_.text = text.empty() ? std::string_view("{}") : text;
    json::Limits limits;
    limits.max_bytes = 1u << 20;
    limits.max_depth = 4;
    limits.max_nodes = 10'000;
    const auto scanned = json::scan(document_.text, limits, document_.tape);
    if (!scanned.ok()) {
      error_ = json::scan_error(document_.text, scanned);
      error_->message = "the options: " + error_->message;
    } else if (!root().is_object()) {
      refuse("the options are an object");
    }
  }

  void whole(const char* name, std::uint64_t& out, std::uint64_t least = 0) {
    const auto v = take(name);
    if (!v) return;
    const auto value = detail::whole_number(*v);
    if (value && *value >= least) out = *value;
    else refuse("'" + std::string(name) + "' is a whole number from " + std::to_string(least) + " to 2^64 - 1");
  }

  void number(const char* name, double& out) {
    const auto v = take(name);
    if (!v) return;
    if (v->is(json::Type::number)) out = parse_double(v->raw());
    else refuse("'" + std::string(name) + "' is a number");
  }

  void flag(const char* name, bool& out) {
    const auto v = take(name);
    if (!v) return;
    if (v->is(json::Type::boolean)) out = v->boolean();
    else refuse("'" + std::string(name) + "' is true or false");
  }

  void names(const char* name, std::vector<std::string>& out) {
    const auto v = take(name);
    if (!v) return;
    if (!v->is_array()) return refuse("'" + std::string(name) + "' is a list of names");
    v->for_each_item([&](std::uint32_t, const json::View& item) {
      if (item.is_string()) out.emplace_back(item.str());
      else refuse("'" + std::string(name) + "' is a list of names");
    });
  }

  void exec(Exec& out) {
    std::uint64_t threads = 0;
    whole("threads", threads);
    if (threads > 256) return refuse("'threads' is at most 256");
    out.max_threads = static_cast<std::uint32_t>(threads);
    if (threads == 1) out.mode = Exec::Mode::serial;
    if (threads > 1) out.mode = Exec::Mode::parallel;
  }

  /// What was wrong, once all has been asked for.
  std::optional<Error> finish() {
    if (error_) return error_;
    for (const auto& member : root().members()) {
      bool is_known = false;
      std::string all;
      for (const std::string& name : asked_) is_known = is_known || name == member.name, all += (all.empty() ? "" : ", ") + name;
      if (!is_known) refuse("'" + std::string(member.name) + "' is no option; there are " + all);
    }
    return error_;
  }

 private:
  json::View root() const { return json::View(document_, 0); }
  std::optional<json::View> take(const char* name) {
    asked_.emplace_back(name);
    return error_ ? std::nullopt : root().find(name);
  }
  void refuse(std::string why) {
    if (!error_) error_ = Error{ErrorCode::host, std::move(why), {}, 0, 0, {}, 0};
  }

  json::Document document_;
  std::vector<std::string> asked_;
  std::optional<Error> error_;
};

template <class Report>
Result<std::string> text_of(const Result<Report>& report) {
  if (!report) return report.errors();
  return report->to_json();
}

void read_matrix(Options& given, MatrixOptions& out) {
  given.number("error", out.error);
  given.whole("seed", out.seed);
  given.whole("max_states", out.max_states);
  given.flag("sample", out.is_sampled);
  given.exec(out.exec);
}

}  // namespace

Result<std::string> test_expectations_json(const Program& program, std::string_view options, const BalanceProgress& progress) {
  TestOptions how;
  how.progress = progress;
  std::vector<std::string> scenarios;
  Options given(options);
  given.names("scenarios", scenarios);
  given.whole("fights", how.fights, 1);
  given.number("alarm", how.alarm);
  given.whole("seed", how.seed);
  given.whole("max_states", how.solve.max_states, 1);
  given.flag("sample", how.is_sampled);
  given.exec(how.exec);
  if (auto error = given.finish()) return std::move(*error);
  return text_of(test_expectations(program, scenarios, how));
}

Result<std::string> compare_scenario_json(const Program& a, const Program& b, std::string_view scenario, std::string_view options, const BalanceProgress& progress) {
  CompareOptions how;
  how.progress = progress;
  Options given(options);
  given.whole("fights", how.fights, 1);
  given.number("error", how.error);
  given.whole("seed", how.seed);
  given.whole("max_states", how.solve.max_states, 1);
  given.flag("sample", how.is_sampled);
  given.exec(how.exec);
  if (auto error = given.finish()) return std::move(*error);
  return text_of(compare_scenario(a, b, scenario, how));
}

Result<std::string> win_matrix_json(const Program& program, std::string_view scenario, std::string_view options, const BalanceProgress& progress) {
  MatrixOptions how;
  how.progress = progress;
  Options given(options);
  read_matrix(given, how);
  std::uint64_t first = 0, count = UINT64_MAX;
  given.whole("first", first);
  given.whole("count", count);
  if (auto error = given.finish()) return std::move(*error);
  if (first > 0 || count < UINT64_MAX) return win_matrix_part(program, scenario, how, first, count);
  return text_of(win_matrix(program, scenario, how));
}

Result<std::string> win_matrix_of_parts_json(const Program& program, std::string_view scenario, std::string_view options, std::string_view parts) {
  MatrixOptions how;
  Options given(options);
  read_matrix(given, how);
  if (auto error = given.finish()) return std::move(*error);
  return text_of(win_matrix_of_parts(program, scenario, how, parts));
}

}  // namespace ludex
