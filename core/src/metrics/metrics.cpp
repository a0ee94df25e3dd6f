#include "metrics/metrics.h"

#include "judge/request.h"
#include "world/store.h"

namespace ludex {

namespace detail {

void MetricsData::put(NamedCounts& into, const ActionCounts& counts, const ProgramData& program) {
  counts.for_each([&](std::string_view action, Reason reason, std::uint64_t count) {
    into[{std::string(action), std::string(to_string(outcome_of(reason))), std::string(program.reason_name(reason))}] += count;
  });
}

NamedCounts MetricsData::all_requests() const {
  NamedCounts out = requests_;
  if (at_hand_) put(out, at_hand_->requests, *at_hand_->program);
  return out;
}

NamedCounts MetricsData::all_timers() const {
  NamedCounts out = timers_;
  if (at_hand_) put(out, at_hand_->timers, *at_hand_->program);
  return out;
}

// Numbers are of one program; a copy takes the names.
MetricsData::MetricsData(const MetricsData& other)
    : requests_(other.all_requests()), timers_(other.all_timers()), rulebook_(other.rulebook_), batches_(other.batches_), times_(other.times_), world_(other.world_) {}

void MetricsData::add(const JudgementData& batch) {
  if (!at_hand_ || at_hand_->program != batch.program) {
    requests_ = all_requests();
    timers_ = all_timers();
    at_hand_ = std::make_unique<AtHand>(batch.program);
    const ProgramData& program = *batch.program;
    rulebook_ = RulebookInfo{program.name, std::to_string(program.version), digest_text(program.digest)};
  }
  at_hand_->requests.add(batch);
  for (const TimerRun& timer : batch.timers) {
    const auto action = batch.program->action_index.find(timer.action);
    at_hand_->timers.add(action == batch.program->action_index.end() ? kNoAction : action->second, timer.verdict.reason);
  }
  batches_.add(batch.verdicts.size());
}

void MetricsData::set_world(const WorldData& world) {
  world_.emplace();
  for (std::size_t k = 0; k < world.kinds.size(); ++k) world_->entities[world.program->declarations.kind_names[k]] = world.kinds[k].index.size();
  world_->ledger_entries = world.ledger.size();
  world_->guards = world.guards.size();
  world_->timers = world.timers.size();
}

void MetricsData::merge(const MetricsData& other) {
  for (const auto& [key, count] : other.all_requests()) requests_[key] += count;
  for (const auto& [key, count] : other.all_timers()) timers_[key] += count;
  if (other.rulebook_) rulebook_ = other.rulebook_;
  batches_.merge(other.batches_);
  if (other.times_) {
    if (!times_) times_.emplace(kTimeBounds);
    times_->merge(*other.times_);
  }
  if (!other.world_) return;
  if (!world_) world_.emplace();
  for (const auto& [kind, count] : other.world_->entities) world_->entities[kind] += count;
  world_->ledger_entries += other.world_->ledger_entries;
  world_->guards += other.world_->guards;
  world_->timers += other.world_->timers;
}

}  // namespace detail

using detail::MetricsData;

Metrics::Metrics() : data_(std::make_unique<MetricsData>()) {}
Metrics::Metrics(const Metrics& other) : data_(std::make_unique<MetricsData>(*other.data_)) {}
Metrics& Metrics::operator=(const Metrics& other) { return *this = Metrics(other); }
Metrics::Metrics(Metrics&&) noexcept = default;
Metrics& Metrics::operator=(Metrics&&) noexcept = default;
Metrics::~Metrics() = default;

void Metrics::add(const Judgement& judgement) { data_->add(judgement.data()); }
void Metrics::add_judge_time(std::uint64_t nanoseconds) { data_->add_judge_time(nanoseconds); }
void Metrics::set_world(const World& world) { data_->set_world(world.data()); }
// A copy first: it may be the same one.
void Metrics::merge(const Metrics& other) { data_->merge(*Metrics(other).data_); }
std::string Metrics::text() const { return data_->text(); }

}  // namespace ludex
