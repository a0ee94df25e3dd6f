// What two rulebooks differ in, as texts; and the back-test for front ends that speak JSON.

#include <algorithm>
#include <map>

#include "ludex/backtest.h"
#include "rulebook/written.h"
#include "value/diagnostics.h"
#include "value/json_view.h"
#include "value/json_writer.h"

namespace ludex {

using namespace detail;

namespace {

class Differences {
 public:
  void compare(const json::View& before, const json::View& after, const std::string& pointer) {
    if (before.is_object() && after.is_object()) {
      std::map<std::string, std::pair<std::optional<json::View>, std::optional<json::View>>> members;
      for (const auto& [name, value] : before.members()) members[std::string(name)].first = value;
      for (const auto& [name, value] : after.members()) members[std::string(name)].second = value;
      for (const auto& [name, sides] : members) one(sides.first, sides.second, json::child_pointer(pointer, name));
    } else if (before.is_array() && after.is_array()) {
      std::vector<json::View> a, b;
      before.for_each_item([&](std::uint32_t, const json::View& item) { a.push_back(item); });
      after.for_each_item([&](std::uint32_t, const json::View& item) { b.push_back(item); });
      for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i)
        one(i < a.size() ? std::optional(a[i]) : std::nullopt, i < b.size() ? std::optional(b[i]) : std::nullopt, pointer + "/" + std::to_string(i));
    } else if (before.type() != after.type() || text_of(before) != text_of(after)) {
      put("changed", pointer, &before, &after);
    }
  }

  std::string take() { return w_.out + "]"; }
  Differences() { w_.open('['); }

 private:
  void one(const std::optional<json::View>& before, const std::optional<json::View>& after, const std::string& pointer) {
    if (before && after) compare(*before, *after, pointer);
    else put(before ? "removed" : "added", pointer, before ? &*before : nullptr, after ? &*after : nullptr);
  }
  // Strings by what they say; anything else by how it is written.
  static std::string text_of(const json::View& v) { return std::string(v.is_string() ? v.str() : v.raw()); }

  void put(const char* what, const std::string& pointer, const json::View* before, const json::View* after) {
    w_.open('{');
    w_.key("at").string(pointer);
    w_.key("what").string(what);
    if (before) value("old", *before);
    if (after) value("new", *after);
    w_.close('}');
  }
  void value(const char* key, const json::View& v) {
    w_.key(key);
    write(v);
  }
  // Without comments and blanks.
  void write(const json::View& v) {
    if (v.is_string()) return w_.string(v.str());
    if (v.is_object()) {
      w_.open('{');
      for (const auto& [name, member] : v.members()) {
        w_.key(name);
        write(member);
      }
      return w_.close('}');
    }
    if (v.is_array()) {
      w_.open('[');
      v.for_each_item([&](std::uint32_t, const json::View& item) { write(item); });
      return w_.close(']');
    }
    w_.raw(v.raw());
  }

  json::Writer w_;
};

Error option_error(std::string message, std::string pointer) { return Error{ErrorCode::host, std::move(message), std::move(pointer), 0, 0, {}, 0}; }

}  // namespace

Result<std::string> rulebook_changes(std::string_view before, std::string_view after) {
  json::Document a, b;
  if (auto error = scan_rulebook(before, a)) return std::move(*error);
  if (auto error = scan_rulebook(after, b)) return std::move(*error);
  Differences differences;
  differences.compare(json::View(a, 0), json::View(b, 0), "");
  return differences.take();
}

Result<std::string> backtest_json(std::string_view log, std::string_view text) {
  json::Document document;
  document.text = text;
  json::Limits limits;
  limits.max_bytes = 64u << 20;
  if (!json::scan(text, limits, document.tape).ok() || !json::View(document, 0).is_object()) return option_error("options are one JSON object", "");
  BacktestOptions options;
  std::string rulebook;
  bool has_rulebook = false;
  for (const auto& [name, v] : json::View(document, 0).members()) {
    const std::string at = json::child_pointer("", name);
    const auto number = v.integer();
    if (name == "rulebook" && v.is_string()) {
      rulebook = v.str();
      has_rulebook = true;
    } else if (name == "cohorts" && v.is_object()) {
      for (const auto& [cohort, that] : v.members()) {
        if (!that.is_string()) return option_error("a cohort is an expression, as a text", json::child_pointer(at, cohort));
        options.cohorts.push_back({std::string(cohort), std::string(that.str())});
      }
    } else if (name == "sums" && v.is_array()) {
      std::optional<Error> error;
      v.for_each_item([&](std::uint32_t i, const json::View& path) {
        if (path.is_string()) options.sums.emplace_back(path.str());
        else if (!error) error = option_error("a sum is a path, as a text", json::child_pointer(at, i));
      });
      if (error) return *error;
    } else if ((name == "samples" || name == "points") && number && *number >= 0 && *number <= 10000) {
      (name == "samples" ? options.samples : options.points) = static_cast<std::uint32_t>(*number);
    } else if (name == "threads" && number && *number >= 0 && *number <= 256) {
      if (*number > 0) options.exec = {*number == 1 ? Exec::Mode::serial : Exec::Mode::automatic, static_cast<std::uint32_t>(*number)};
    } else {
      return option_error("no such option, or a value of the wrong type: there are rulebook, cohorts, sums, samples, points and threads", at);
    }
  }
  if (!has_rulebook) return option_error("\"rulebook\" is missing: the text of the rules to be tried", "/rulebook");
  const auto program = Program::compile(rulebook);
  if (!program) return program.errors();
  return backtest(log, *program, options);
}

}  // namespace ludex
