// Limits, options and findings of saves for front ends that speak JSON.

#include <algorithm>
#include <limits>
#include <optional>

#include "ludex/saves_json.h"
#include "value/json_view.h"

namespace ludex {
namespace {

std::uint32_t narrow(std::int64_t value) { return static_cast<std::uint32_t>(std::min<std::int64_t>(value, std::numeric_limits<std::uint32_t>::max())); }

/// Reads an object of options; keeps the first thing that is wrong.
class OptionsReader {
 public:
  /// Calls `read(root)`. Returns nothing, or what is wrong with `text`; "" is {}.
  template <class Read>
  std::optional<Error> run(std::string_view text, Read&& read) {
    json::Document document;
    document.text = text.empty() ? std::string_view("{}") : text;
    json::Limits limits;
    limits.max_bytes = 16u << 20;
    limits.max_depth = 16;
    limits.max_nodes = 1'000'000;
    const auto scanned = json::scan(document.text, limits, document.tape);
    if (!scanned.ok()) {
      Error e = json::scan_error(document.text, scanned);
      e.message = "the options: " + e.message;
      return e;
    }
    read(json::View(document, 0));
    if (wrong_.empty()) return std::nullopt;
    Error e;
    e.code = ErrorCode::host;
    e.message = wrong_;
    return e;
  }

  void read_limits(const json::View& limits, SaveLimits& out) {
    if (!limits.is_object()) return refuse("the limits are an object");
    for (const auto& member : limits.members()) {
      if (member.name == "max_bytes") out.max_bytes = static_cast<std::uint64_t>(count(member));
      else if (member.name == "max_depth") out.max_depth = narrow(count(member));
      else if (member.name == "max_nodes") out.max_nodes = narrow(count(member));
      else refuse("'" + std::string(member.name) + "' is no limit; there are max_bytes, max_depth and max_nodes");
    }
  }

  void read_options(const json::View& options, RehearsalOptions& out) {
    if (!options.is_object()) return refuse("the options are an object");
    for (const auto& member : options.members()) {
      if (member.name == "limits") read_limits(member.value, out.limits);
      else if (member.name == "twice") out.is_checked_twice = flag(member);
      else if (member.name == "histograms") out.has_histograms = flag(member);
      else if (member.name == "samples") out.samples = narrow(count(member));
      else if (member.name == "first_line") out.first_line = static_cast<std::uint64_t>(count(member));
      else if (member.name == "threads") out.exec.max_threads = narrow(count(member));
      else if (member.name == "sums") read_sums(member.value, out.sums);
      else refuse("'" + std::string(member.name) + "' is no option; there are limits, twice, histograms, samples, first_line, threads and sums");
    }
  }

 private:
  void refuse(std::string why) {
    if (wrong_.empty()) wrong_ = std::move(why);
  }
  std::int64_t count(const json::Member& member) {
    const auto given = member.value.integer();
    if (given && *given >= 0) return *given;
    refuse("'" + std::string(member.name) + "' is a whole number from 0");
    return 0;
  }
  bool flag(const json::Member& member) {
    if (member.value.is(json::Type::boolean)) return member.value.boolean();
    refuse("'" + std::string(member.name) + "' is true or false");
    return false;
  }
  // One text, or several.
  void read_texts(const json::View& value, const std::string& what, std::vector<std::string>& out) {
    if (value.is_string()) {
      out.emplace_back(value.str());
      return;
    }
    bool is_list = value.is_array();
    value.for_each_item([&](std::uint32_t, const json::View& item) {
      is_list = is_list && item.is_string();
      if (is_list) out.emplace_back(item.str());
    });
    if (!is_list) refuse(what);
  }
  void read_sums(const json::View& sums, std::vector<DeclaredSum>& out) {
    if (!sums.is_object()) return refuse("'sums' is an object, name to pointers");
    for (const auto& member : sums.members()) {
      DeclaredSum sum;
      sum.name = member.name;
      const std::string what = "the sum '" + sum.name + "'";
      const std::string places = what + " is a pointer, a list of pointers, or {\"at\", \"changed_by\"}";
      if (!member.value.is_object()) {
        read_texts(member.value, places, sum.at);
      } else {
        for (const auto& part : member.value.members()) {
          if (part.name == "at") read_texts(part.value, what + ": \"at\" is a pointer or a list of pointers", sum.at);
          else if (part.name == "changed_by") read_texts(part.value, what + ": \"changed_by\" is a list of ids of steps", sum.changed_by);
          else refuse(what + ": '" + std::string(part.name) + "' is not known; there are at and changed_by");
        }
      }
      if (sum.at.empty()) refuse(what + " needs at least one pointer");
      out.push_back(std::move(sum));
    }
  }

  std::string wrong_;
};

}  // namespace

std::string to_json(const LoadedSave& save) {
  std::string out = "{\"state\":";
  json::write_string(out, to_string(save.state));
  out += ",\"version\":" + std::to_string(save.version);
  out += save.is_changed ? ",\"changed\":true" : ",\"changed\":false";
  out += save.is_ahead ? ",\"ahead\":true" : ",\"ahead\":false";
  out += ",\"reconciled\":" + std::to_string(save.reconciled) + ",\"step\":";
  json::write_string(out, save.step);
  out += ",\"pointer\":";
  json::write_string(out, save.pointer);
  out += ",\"message\":";
  json::write_string(out, save.message);
  return out + "}";
}

Result<SaveLimits> read_save_limits(std::string_view limits) {
  SaveLimits chosen;
  OptionsReader reader;
  if (auto wrong = reader.run(limits, [&](const json::View& root) { reader.read_limits(root, chosen); })) return std::move(*wrong);
  return chosen;
}

Result<RehearsalOptions> read_rehearsal_options(std::string_view options) {
  RehearsalOptions chosen;
  OptionsReader reader;
  if (auto wrong = reader.run(options, [&](const json::View& root) { reader.read_options(root, chosen); })) return std::move(*wrong);
  return chosen;
}

}  // namespace ludex
