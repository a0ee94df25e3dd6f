// Both sides of a back-test: each batch judged twice, and what differs counted.

#include "ludex/backtest.h"

#include <algorithm>
#include <set>

#include "backtest/compare.h"
#include "backtest/counts.h"
#include "judge/batch_judge.h"
#include "judge/columns_request.h"
#include "judge/lines.h"
#include "ludex/columns.h"
#include "ludex/presence.h"
#include "support/host_error.h"

namespace ludex {

using namespace detail;

namespace detail {
namespace {

// The line of one request as it was given, or that its row stands for.
std::string request_line(const RecordedBatch& batch, std::size_t index) {
  if (batch.form == RequestForm::lines) {
    std::string_view rest = batch.requests, line;
    for (std::size_t i = 0; i <= index; ++i) line = take_line(rest);
    return std::string(line);
  }
  ColumnBatch columns;
  Error error;
  if (!columns.read(batch.requests, error)) return "";
  std::size_t action_row = 0;
  for (std::size_t r = 0; r < index; ++r) action_row += columns.group_of(r) == columns.group_of(index);
  std::string line;
  put_line(line, columns, index, action_row);
  while (!line.empty() && line.back() == '\n') line.pop_back();
  return line;
}

// Lines of timers by their ids: in a batch each runs once.
std::vector<std::pair<std::string, std::string>> timer_lines(const Judgement& judgement) {
  std::vector<std::pair<std::string, std::string>> out;
  std::string text;
  judgement.write_timers(text);
  std::string_view rest = text;
  for (const TimerRun& timer : judgement.data().timers) out.emplace_back(timer.id, std::string(take_line(rest)));
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

class BacktestRun {
 public:
  BacktestRun(const Program& rules, const BacktestOptions& options) : after_(rules), options_(options) {}

  std::optional<Error> add(const LogRecord& record) {
    if (const auto* header = std::get_if<LogHeader>(&record.content)) return begin(*header);
    if (!before_) return host_error("the log's header comes first");
    if (const auto* snapshot = std::get_if<LogSnapshot>(&record.content)) return open(*snapshot);
    if (!world_before_) return host_error("the log's first snapshot comes before what happened to it");
    if (const auto* batch = std::get_if<RecordedBatch>(&record.content)) return judge(*batch);
    return change(std::get<RecordedChange>(record.content));
  }

  std::string report() {
    take_point(true);
    json::Writer w;
    w.open('{');
    w.key("ludex_backtest").number(1);
    write_rules(w, "old", before_ ? &*before_ : nullptr);
    write_rules(w, "new", &after_);
    if (torn_at) w.key("torn_at").number(*torn_at);
    write_counts(w, counts, options_.cohorts, cohorts_, sums_);
    w.key("world").open('{');
    write_world(w, "old", world_before_);
    write_world(w, "new", world_after_);
    w.key("adopted").open('[');
    for (const AdoptReport::Change& c : adopted_.changes) {
      w.open('{');
      w.key("pointer").string(c.pointer);
      w.key("message").string(c.message);
      w.close('}');
    }
    w.close(']');
    w.close('}');
    w.close('}');
    return std::move(w.out);
  }

  Counts counts;
  std::string changed_lines;
  std::optional<std::uint64_t> torn_at;

 private:
  static void write_rules(json::Writer& w, const char* key, const Program* program) {
    w.key(key).open('{');
    if (program) {
      w.key("program").string(digest_text(program->digest()));
      w.key("name").string(program->name());
      w.key("version").number(program->version());
    }
    w.close('}');
  }
  static void write_world(json::Writer& w, const char* key, const std::optional<World>& world) {
    w.key(key);
    if (world) w.string(digest_text(world->digest()));
    else w.raw("null");
  }

  std::optional<Error> begin(const LogHeader& header) {
    if (before_) return host_error("a log has one header");
    auto program = Program::compile(header.rulebook);
    if (!program) return program.error();
    before_ = std::move(*program);
    if (auto error = cohorts_.compile(options_.cohorts, header.rulebook)) return error;
    for (const std::string& path : options_.sums) {
      TrackedPath sum;
      sum.path = path;
      Error of_old, of_new;
      sum.is_before = sum.before.find(path, before_->data(), of_old);
      sum.is_after = sum.after.find(path, after_.data(), of_new);
      if (!sum.is_before && !sum.is_after) return of_old;
      sum.is_real = sum.is_before ? sum.before.is_real() : sum.after.is_real();
      if (sum.is_before && sum.is_after && sum.before.is_real() != sum.after.is_real()) return host_error("sum '" + path + "': it is an int under one of the rules and a double under the other");
      sums_.push_back(std::move(sum));
    }
    name_actions();
    return std::nullopt;
  }

  void name_actions() {
    comparison_.emplace(before_->data(), after_.data());
    const auto slot_of = [&](const std::string& name) {
      const auto known = std::find(counts.action_names.begin(), counts.action_names.end(), name);
      if (known != counts.action_names.end()) return static_cast<std::uint32_t>(known - counts.action_names.begin());
      counts.action_names.push_back(name);
      return static_cast<std::uint32_t>(counts.action_names.size() - 1);
    };
    if (counts.action_names.empty()) counts.action_names.emplace_back();
    slots_before_.clear();
    slots_after_.clear();
    for (const Action& a : before_->data().actions) slots_before_.push_back(slot_of(a.name));
    for (const Action& a : after_.data().actions) slots_after_.push_back(slot_of(a.name));
    counts.actions.resize(counts.action_names.size());
    counts.cohorts.resize(options_.cohorts.size() + 1);
  }

  std::optional<Error> open(const LogSnapshot& snapshot) {
    if (world_before_) return std::nullopt;
    auto world = World::from_json(*before_, snapshot.world_json);
    if (!world) return world.error();
    world_before_ = std::move(*world);
    auto moved = adopt(*world_before_, after_, &adopted_);
    if (!moved) return moved.error();
    world_after_ = std::move(*moved);
    cohorts_.look_at_all(world_before_->data());
    counts.batches = 0;
    first_batch_ = snapshot.batch;
    take_point(true);
    return std::nullopt;
  }

  Result<Judgement> judge_side(const Program& program, World& world, const RecordedBatch& batch, const Inputs& inputs) {
    return batch.form == RequestForm::lines ? judge_in_place(program, world, batch.requests, inputs) : judge_columns_in_place(program, world, batch.requests, inputs);
  }

  std::optional<Error> judge(const RecordedBatch& batch) {
    Inputs inputs;
    inputs.opened_at = batch.opened_at;
    inputs.flags_json = batch.flags_json;
    inputs.as_group = batch.as_group;
    inputs.exec = options_.exec;
    inputs.want_seqs = true;
    const auto told = [&](Error error, const char* side) {
      error.message = "batch " + std::to_string(batch.number) + " cannot be judged by the " + side + " rules: " + error.message;
      return error;
    };
    auto before = judge_side(*before_, *world_before_, batch, inputs);
    if (!before) return told(before.error(), "recorded");
    inputs.seqs = before->seqs();
    inputs.timer_seqs = before->timer_seqs();
    inputs.want_seqs = false;
    auto after = judge_side(after_, *world_after_, batch, inputs);
    if (!after) return told(after.error(), "new");

    ++counts.batches;
    if (before->batch_digest() != batch.batch_digest || before->world_digest() != batch.world_digest) {
      constexpr std::size_t kShown = 20;
      ++counts.mismatches;
      if (counts.mismatched.size() < kShown) counts.mismatched.push_back(batch.number);
    }
    if (batch.opened_at) {
      if (!counts.has_opened) counts.first_opened = *batch.opened_at;
      counts.has_opened = true;
      counts.last_opened = *batch.opened_at;
    }
    compare_timers(batch, *before, *after);
    compare(batch, *before, *after);
    take_point(false);
    return std::nullopt;
  }

  void compare(const RecordedBatch& batch, const Judgement& before, const Judgement& after) {
    // What judging decoded is still there: who asked for what.
    const auto& requests = static_cast<const Workspace*>(world_before_->data().workspace.get())->requests;
    const auto& requests_after = static_cast<const Workspace*>(world_after_->data().workspace.get())->requests;
    const std::size_t others = options_.cohorts.size();
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const Request& request = requests[i];
      const bool is_changed = !comparison_->is_same(before, after, i);
      const bool was_accepted = before.verdicts()[i].outcome == Outcome::accepted, is_accepted = after.verdicts()[i].outcome == Outcome::accepted;
      std::uint32_t action = slot_of(request, slots_before_, before, i);
      if (action == 0) action = slot_of(requests_after[i], slots_after_, after, i);
      counts.all.add(is_changed, was_accepted, is_accepted);
      counts.actions[action].add(is_changed, was_accepted, is_accepted);
      std::uint32_t mask = 0;
      if (!cohorts_.empty()) {
        mask = request.is_readable ? cohorts_.of(request.envelope.actor) : 0;
        for (std::size_t k = 0; k < others; ++k)
          if (mask >> k & 1) counts.cohorts[k].add(is_changed, was_accepted, is_accepted);
        if (mask == 0) counts.cohorts[others].add(is_changed, was_accepted, is_accepted);
      }
      if (is_changed) note_change(batch, i, action, mask, request, before, after);
    }
  }

  // A line that its contract refused has an action too, but for one that has a member nobody knows.
  static std::uint32_t slot_of(const Request& request, const std::vector<std::uint32_t>& slots, const Judgement& judgement, std::size_t i) {
    if (!request.is_readable) return 0;
    if (request.reason == Reason::accepted || request.reason == Reason::not_permitted) return slots[request.action];
    if (request.reason != Reason::contract) return 0;
    const std::string at = judgement.at(i);
    return at == "/params" || at == "/nonce" || at == "/sent_at" || at.starts_with("/params/") ? slots[request.action] : 0;
  }

  static Answer answer_of(const Program& program, const Verdict& v) {
    return {v.outcome, v.outcome == Outcome::accepted ? std::string() : std::string(program.reason_name(v.reason)), v.code};
  }

  void note_change(const RecordedBatch& batch, std::size_t i, std::uint32_t action, std::uint32_t mask, const Request& request, const Judgement& before, const Judgement& after) {
    const Answer from = answer_of(*before_, before.verdicts()[i]), to = answer_of(after_, after.verdicts()[i]);
    Change& change = counts.changes[{action, from, to}];
    const std::size_t others = options_.cohorts.size();
    if (change.cohorts.empty()) change.cohorts.resize(others + 1);
    ++change.count;
    for (std::size_t k = 0; k < others; ++k) change.cohorts[k] += mask >> k & 1;
    if (mask == 0) ++change.cohorts[others];
    if (change.samples.size() < options_.samples) change.samples.push_back({batch.number, i, "", request_line(batch, i), before.verdict_line(i), after.verdict_line(i)});
    if (!options_.wants_changed) return;
    json::Writer w;
    w.open('{');
    w.key("batch").number(batch.number);
    w.key("request").number(i);
    w.key("action");
    if (action == 0) w.raw("null");
    else w.string(counts.action_names[action]);
    w.key("actor");
    if (request.is_readable) w.number(request.envelope.actor);
    else w.raw("null");
    w.key("old").raw(before.verdict_line(i));
    w.key("new").raw(after.verdict_line(i));
    w.close('}');
    changed_lines += w.out;
    changed_lines += '\n';
  }

  void compare_timers(const RecordedBatch& batch, const Judgement& before, const Judgement& after) {
    counts.timers_before += before.timer_count();
    counts.timers_after += after.timer_count();
    if (before.timer_count() == 0 && after.timer_count() == 0) return;
    const auto a = timer_lines(before), b = timer_lines(after);
    const auto note = [&](const std::string& id, const std::string& from, const std::string& to) {
      ++counts.timers_changed;
      if (counts.timer_samples.size() < options_.samples) counts.timer_samples.push_back({batch.number, 0, id, "", from, to});
    };
    for (std::size_t i = 0, k = 0; i < a.size() || k < b.size();) {
      if (k == b.size() || (i < a.size() && a[i].first < b[k].first)) note(a[i].first, a[i].second, ""), ++i;
      else if (i == a.size() || b[k].first < a[i].first) note(b[k].first, "", b[k].second), ++k;
      else {
        if (a[i].second != b[k].second) note(a[i].first, a[i].second, b[k].second);
        ++i, ++k;
      }
    }
  }

  std::optional<Error> change(const RecordedChange& c) {
    if (c.what == RecordedChange::What::adopt) {
      auto program = Program::compile(c.rulebook);
      if (!program) return program.error();
      auto moved = adopt(*world_before_, *program);
      if (!moved) return moved.error();
      before_ = std::move(*program);
      world_before_ = std::move(*moved);
      is_moved_ = true;
      ++counts.adoptions;
      name_actions();
      return std::nullopt;
    }
    const bool is_join = c.what == RecordedChange::What::join;
    ++(is_join ? counts.joins : counts.leaves);
    const auto apply = [&](const Program& program, World& world) -> std::optional<Error> {
      if (!is_join) return leave(world, c.kind, c.id);
      auto loader = SaveLoader::make(program, c.kind, c.limits);
      if (!loader) return loader.error();
      auto joined = join(world, *loader, c.id, c.save);
      if (!joined) return joined.error();
      if (joined->state != SaveState::ready) return host_error(std::string(to_string(joined->state)) + ": " + joined->message, joined->pointer);
      return std::nullopt;
    };
    if (auto error = apply(*before_, *world_before_)) {
      error->message = "a host change before batch " + std::to_string(c.before_batch) + " cannot be repeated: " + error->message;
      return error;
    }
    // A world remembers the rules it was last judged by, and joins are by those.
    if (auto error = apply(after_, *world_after_)) {
      constexpr std::size_t kShown = 20;
      ++counts.refused_changes;
      if (counts.refused_samples.size() < kShown) counts.refused_samples.push_back({c.before_batch, is_join ? "join" : "leave", error->message, c.id});
    }
    if (is_join && !is_moved_ && c.kind == before_->data().declarations.kind_names[before_->data().declarations.actor_kind]) cohorts_.look_at(world_before_->data(), c.id);
    return std::nullopt;
  }

  // Every `stride_` batches; twice as many points as were asked for are thinned to half, so that they lie evenly however long the log.
  void take_point(bool is_forced) {
    if (sums_.empty() || !world_before_) return;
    if (!is_forced && counts.batches % stride_ != 0) return;
    if (!counts.points.empty() && counts.points.back().batch == counts.batches) counts.points.pop_back();
    SumPoint point;
    point.batch = counts.batches;
    point.now = world_before_->now();
    for (const TrackedPath& sum : sums_) {
      point.before.push_back(sum.is_before && !is_moved_ ? sum.before.of(world_before_->data()) : TrackedSum::Value{});
      point.after.push_back(sum.is_after ? sum.after.of(world_after_->data()) : TrackedSum::Value{});
    }
    counts.points.push_back(std::move(point));
    if (counts.points.size() < 2 * std::size_t{options_.points} + 2) return;
    stride_ *= 2;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < counts.points.size(); ++i)
      if (counts.points[i].batch % stride_ == 0 || i + 1 == counts.points.size()) counts.points[kept++] = counts.points[i];
    counts.points.resize(kept);
  }

  Program after_;
  BacktestOptions options_;
  std::optional<Program> before_;
  std::optional<World> world_before_, world_after_;
  std::optional<VerdictComparison> comparison_;
  AdoptReport adopted_;
  Cohorts cohorts_;
  std::vector<TrackedPath> sums_;
  std::vector<std::uint32_t> slots_before_, slots_after_;
  std::uint64_t first_batch_ = 0, stride_ = 1;
  bool is_moved_ = false;  ///< the log moved to other rules: what was made for the first is not asked of them
};

}  // namespace detail

Backtest::Backtest(std::unique_ptr<BacktestRun> run) : run_(std::move(run)) {}
Backtest::Backtest(Backtest&&) noexcept = default;
Backtest& Backtest::operator=(Backtest&&) noexcept = default;
Backtest::~Backtest() = default;

Result<Backtest> Backtest::make(const Program& rules, const BacktestOptions& options) {
  if (options.cohorts.size() > Cohorts::kMost) return host_error("at most 16 cohorts");
  if (options.samples > 1000) return host_error("at most 1000 samples of each kind of change");
  if (options.points < 1 || options.points > 10000) return host_error("from 1 to 10000 points of a sum");
  std::set<std::string> names;
  for (const Cohort& cohort : options.cohorts)
    if (cohort.name.empty() || !names.insert(cohort.name).second) return host_error("a cohort needs a name of its own", "/" + cohort.name);
  return Backtest(std::make_unique<BacktestRun>(rules, options));
}

std::optional<Error> Backtest::add(const LogRecord& record) { return run_->add(record); }
void Backtest::set_torn(std::uint64_t offset) { run_->torn_at = offset; }
std::uint64_t Backtest::requests() const { return run_->counts.all.requests; }
std::uint64_t Backtest::changed() const { return run_->counts.all.changed; }
std::string Backtest::take_changed() { return std::exchange(run_->changed_lines, {}); }
std::string Backtest::report() const { return run_->report(); }

Result<std::string> backtest(std::string_view log, const Program& rules, const BacktestOptions& options) {
  auto run = Backtest::make(rules, options);
  if (!run) return run.errors();
  LogReader reader = LogReader::over(log);
  LogRecord record;
  for (;;) {
    const LogReader::Step step = reader.next(record);
    if (step == LogReader::Step::refused) return reader.error();
    if (step == LogReader::Step::torn) run->set_torn(reader.error().offset);
    if (step != LogReader::Step::record) return run->report();
    if (auto error = run->add(record)) return std::move(*error);
  }
}

}  // namespace ludex
