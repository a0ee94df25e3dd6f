#include "vectors.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace ludex::vectors {

namespace fs = std::filesystem;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

std::string text_or_hex(const Ordered& value) {
  return value.is_string() ? value.get<std::string>() : from_hex(value.at("hex").get<std::string>());
}

std::vector<std::string> problems_of_refusal(const Ordered& refused, const Json& errors) {
  for (const Json& error : errors) {
    const bool fits = error.at("code") == refused.at("code").get<std::string>() &&
                      error.at("pointer") == refused.at("pointer").get<std::string>() &&
                      error.at("message").get<std::string>().find(refused.at("message_contains").get<std::string>()) !=
                          std::string::npos;
    if (fits) return {};
  }
  return {"expected " + refused.dump() + ", got " + errors.dump()};
}

namespace {

std::string read(const fs::path& path) {
  return read_file(path.string());
}

std::string bytes_of(const Ordered& batch) {
  if (batch.is_object()) return batch.contains("raw") ? batch.at("raw").get<std::string>() : text_or_hex(batch);
  std::string bytes;
  for (std::size_t i = 0; i < batch.size(); ++i) bytes += (i > 0 ? "\n" : "") + text_or_hex(batch[i]);
  return bytes;
}

Json unordered(const Ordered& value) {
  return Json::parse(value.dump());
}

class Run {
 public:
  Run(const FrontEnd& front_end, fs::path folder) : front_end_(front_end), folder_(std::move(folder)) {}

  void all() {
    std::vector<fs::path> topics;
    for (const auto& entry : fs::directory_iterator(folder_ / "judge")) topics.push_back(entry.path());
    std::sort(topics.begin(), topics.end());
    for (const fs::path& topic : topics) judge_file(topic);
    hostile_lines();
    rulebooks("broken_rulebooks.json", true);
    rulebooks("good_rulebooks.json", false);
    worlds();
    const Report report = [this](const std::string& name, const std::vector<std::string>& problems) { done(name, problems); };
    run_schemas(front_end_, file(folder_ / "schema.json"), report);
    run_contracts(front_end_, file(folder_ / "contract.json"), (folder_ / "../..").string(), report);
    run_patches(front_end_, file(folder_ / "patch.json"), report);
    run_saves(front_end_, file(folder_ / "saves.json"), report);
    run_rehearsals(front_end_, file(folder_ / "rehearsal.json"), report);
    run_visits(front_end_, file(folder_ / "presence.json"), report);
    run_metrics(front_end_, file(folder_ / "metrics.json"), report);
    run_ledgers(front_end_, file(folder_ / "ledger.json"), report);
    run_logs(front_end_, file(folder_ / "record.json"), report);
    run_interests(front_end_, file(folder_ / "interest.json"), report);
    run_world_deltas(front_end_, file(folder_ / "world_delta.json"), report);
    run_backtests(front_end_, file(folder_ / "backtest.json"), report);
    run_duels(front_end_, file(folder_ / "combat.json"), report);
    run_balance(front_end_, file(folder_ / "balance.json"), report);
    run_tuning(front_end_, file(folder_ / "tuning.json"), report);
    not_run_ = run_conformance(front_end_, (folder_ / "../..").string(), report);
    if (!front_end_.promises) return;
    for (const Promise& promise : front_end_.promises()) {
      done(promise.text, promise.is_kept ? std::vector<std::string>() : std::vector<std::string>{"broken promise"});
    }
  }

  int report() const {
    if (not_run_) std::printf("NOT RUN: %d\n", not_run_);
    std::printf("%s: %d passed, %d failed\n%d passed, %d failed, %d not run\n", front_end_.name, passed_, failed_, passed_, failed_,
                not_run_);
    return failed_ == 0 && passed_ > 0 ? 0 : 1;
  }

 private:
  // One case: `problems` says what is wrong; empty is a pass.
  void done(const std::string& name, const std::vector<std::string>& problems) {
    ++(problems.empty() ? passed_ : failed_);
    if (problems.empty()) return;
    std::printf("FAILED %s\n", name.c_str());
    for (const std::string& problem : problems) std::printf("    %s\n", problem.c_str());
  }

  Ordered file(const fs::path& path) { return Ordered::parse(read(path)); }

  std::string rulebook_text(const Ordered& rulebook) {
    if (rulebook.is_object() && rulebook.size() == 1 && rulebook.contains("file")) {
      return read(folder_ / "../.." / rulebook.at("file").get<std::string>());
    }
    return rulebook.dump();
  }

  void judge_file(const fs::path& path) {
    const Ordered topic = file(path);
    for (const Ordered& one : topic.at("cases")) {
      Batches batches;
      batches.rulebook = rulebook_text(topic.at("rulebooks").at(one.at("rulebook").get<std::string>()));
      batches.world = one.at("world").dump();
      for (const Ordered& batch : one.at("batches")) batches.bytes.push_back(bytes_of(batch));
      if (one.contains("opened_at")) batches.opened_at = one.at("opened_at").get<std::int64_t>();
      if (one.contains("flags")) batches.flags_json = one.at("flags").dump();
      done("judge/" + path.filename().string() + ": " + one.at("name").get<std::string>(),
           problems_of(one, front_end_.judge(batches)));
    }
  }

  static std::vector<std::string> problems_of(const Ordered& one, const Answer& answer) {
    std::vector<std::string> problems = answer.defects;
    const bool must_be_refused = one.value("host_error", false);
    const bool is_refused = !answer.errors.empty();
    if (is_refused && (!must_be_refused || answer.errors[0].at("code") != "host")) {
      problems.push_back("refused: " + answer.errors.dump());
      return problems;
    }
    if (must_be_refused && !is_refused) problems.push_back("expected a host error, got verdicts");

    const Json expected = unordered(one.at("verdicts"));
    const std::size_t judged = expected.size() - (must_be_refused ? 1 : 0);
    if (answer.ndjson.size() != judged)
      problems.push_back("judged " + std::to_string(answer.ndjson.size()) + " batches");
    for (std::size_t b = 0; b < std::min(judged, answer.ndjson.size()); ++b) {
      compare_lines("batch " + std::to_string(b), expected[b], answer.ndjson[b], problems);
    }
    if (one.contains("timers")) {
      const Json timers = unordered(one.at("timers"));
      for (std::size_t b = 0; b < std::min(timers.size(), answer.timers.size()); ++b)
        compare_lines("timers of batch " + std::to_string(b), timers[b], answer.timers[b], problems);
    }
    if (one.contains("world_after")) {
      compare_fields(unordered(one.at("world_after")), Json::parse(answer.world_after), "", problems);
    }
    return problems;
  }

  static void compare_lines(const std::string& where, const Json& expected, const std::string& ndjson,
                            std::vector<std::string>& problems) {
    std::vector<Json> got;
    for (std::size_t begin = 0; begin < ndjson.size();) {
      const std::size_t end = std::min(ndjson.find('\n', begin), ndjson.size());
      Json line = Json::parse(ndjson.substr(begin, end - begin));
      line.erase("operands");
      line.erase("draws");
      // What a clause in shadow says is compared where the vector says it.
      if (got.size() < expected.size() && !expected[got.size()].contains("shadow")) line.erase("shadow");
      got.push_back(std::move(line));
      begin = end + 1;
    }
    if (got.size() != expected.size()) {
      problems.push_back(where + ": expected " + std::to_string(expected.size()) + " verdicts, got " +
                         std::to_string(got.size()));
    }
    for (std::size_t i = 0; i < std::min(got.size(), expected.size()); ++i) {
      if (got[i] == expected[i]) continue;
      problems.push_back(where + ", expected " + expected[i].dump());
      problems.push_back(where + ",      got " + got[i].dump());
    }
  }

  // `world_after` names fields; what it does not name is free. Below a field the value must be equal.
  static void compare_fields(const Json& expected, const Json& world, const std::string& at,
                             std::vector<std::string>& problems) {
    const auto depth =
        std::count(at.begin(), at.end(), '/');  // /entities/KIND/ID/profile/state/F, /entities/KIND/ID/live/F
    const bool is_field = at.ends_with("/version") || (at.find("/profile/state/") != at.npos && depth == 6) ||
                          (at.find("/live/") != at.npos && depth == 5);
    if (!is_field && expected.is_object()) {
      for (const auto& [key, value] : expected.items()) {
        const Json absent;
        compare_fields(value, world.is_object() && world.contains(key) ? world.at(key) : absent, at + "/" + key,
                       problems);
      }
    } else if (expected != world) {
      problems.push_back("world at " + at + ": expected " + expected.dump() + ", got " + world.dump());
    }
  }

  void hostile_lines() {
    const Ordered lines = file(folder_ / "hostile_lines.json");
    Batches batches;
    batches.rulebook = rulebook_text(lines.at("rulebook"));
    batches.world = lines.at("world").dump();
    for (const Ordered& one : lines.at("lines")) {
      batches.bytes = {(one.contains("hex") ? text_or_hex(one) : one.at("line").get<std::string>()) + "\n"};
      const Answer answer = front_end_.judge(batches);
      std::vector<std::string> problems = answer.defects;
      Json expected{{"reason", one.at("reason")}, {"at", one.at("at")}};
      if (one.contains("code")) expected["code"] = one.at("code");
      Json got;
      if (answer.ndjson.size() == 1 && std::count(answer.ndjson[0].begin(), answer.ndjson[0].end(), '\n') == 1) {
        const Json verdict = Json::parse(answer.ndjson[0]);
        got = {{"reason", verdict.value("reason", "accepted")}, {"at", verdict.value("at", "")}};
        if (verdict.contains("code")) got["code"] = verdict.at("code");
      }
      if (got != expected)
        problems.push_back("expected " + expected.dump() + ", got " + got.dump() + " " + answer.errors.dump());
      done("hostile_lines.json: " + one.at("name").get<std::string>(), problems);
    }
  }

  void rulebooks(const char* name, bool are_broken) {
    const Ordered all_cases = file(folder_ / name);
    for (const Ordered& one : all_cases.at("cases")) {
      const Json errors = front_end_.compile(one.contains("text") ? one.at("text").get<std::string>()
                                                                  : rulebook_text(one.at("rulebook")));
      std::vector<std::string> problems;
      if (!are_broken && !errors.empty()) problems.push_back("expected to compile, got " + errors.dump());
      if (are_broken && errors.empty()) problems.push_back("expected to be refused, but it compiles");
      if (are_broken && !errors.empty() &&
          !std::any_of(errors.begin(), errors.end(), [&](const Json& e) { return fits(one, e); })) {
        problems.push_back("expected an error at " + one.at("pointer").dump() +
                           (one.contains("message_contains") ? " with " + one.at("message_contains").dump() : "") +
                           ", got " + errors.dump());
      }
      done(std::string(name) + ": " + one.at("name").get<std::string>(), problems);
    }
  }

  static bool fits(const Ordered& one, const Json& error) {
    if (!one.at("pointer").is_null() && one.at("pointer") != error.at("pointer").get<std::string>()) return false;
    return error.at("message").get<std::string>().find(one.value("message_contains", "")) != std::string::npos;
  }

  void worlds() {
    const Ordered all_cases = file(folder_ / "broken_worlds.json");
    const std::string rulebook = rulebook_text(all_cases.at("rulebook"));
    for (const Ordered& one : all_cases.at("cases")) {
      const Json errors = front_end_.load_world(rulebook, one.at("text").get<std::string>());
      const bool must_load = one.at("loads").get<bool>();
      std::vector<std::string> problems;
      if (must_load != errors.empty()) {
        problems.push_back(must_load ? "expected to load, got " + errors.dump()
                                     : "expected to be refused, but it loads");
      }
      done("broken_worlds.json: " + one.at("name").get<std::string>(), problems);
    }
  }

  const FrontEnd& front_end_;
  fs::path folder_;
  int passed_ = 0;
  int failed_ = 0;
  int not_run_ = 0;
};

}  // namespace

int run(const FrontEnd& front_end, int argc, char** argv) {
  const fs::path folder = argc > 1 ? argv[1] : "tests/vectors";
  if (!fs::is_directory(folder / "judge")) {
    std::fprintf(stderr, "usage: %s [FOLDER OF THE VECTORS]; run it from the repository root or name tests/vectors\n",
                 argv[0]);
    return 2;
  }
  Run run(front_end, folder);
  run.all();
  return run.report();
}

}  // namespace ludex::vectors
