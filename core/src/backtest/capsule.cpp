// Cutting one verdict out: the state its request asked for, traced while it was judged.

#include "backtest/capsule.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "ludex/replay.h"
#include "rulebook/compile.h"
#include "schema/typed.h"
#include "support/host_error.h"
#include "value/json_writer.h"
#include "world/text.h"

namespace ludex {

using namespace detail;

namespace {

// The fields of one entity that an action may read or write: those of the names it stood for, of what loops run over and
// effects make, and of whatever is found.
class AskedFields {
 public:
  AskedFields(const ProgramData& program, const Action* action, const std::vector<expr::EntityRef>& entities) : action_(action), entities_(entities), found_(program.declarations.kinds.size()) {
    if (!action) return;
    named_.assign(action->slot_kinds.size(), false);
    named_[0] = true;
    for (const WithName& with : action->with) {
      if (with.near.is_set()) found_[with.near.kind].insert(with.near.position_field);
      else named_[with.slot] = true;
    }
    for (const auto* set : {&action->any_reads, &action->any_writes})
      for (const AnyAccess& x : *set) found_[x.kind].insert(x.field);
    for (const auto* events : {&action->events, &action->refusal_events})
      for (const Event& event : *events)
        if (event.near.is_set()) found_[event.near.kind].insert(event.near.position_field);
  }

  std::set<std::uint32_t> of(std::uint32_t kind, std::int64_t id) const {
    std::set<std::uint32_t> out = found_[kind];
    if (!action_) return out;
    for (const auto* set : {&action_->reads, &action_->writes})
      for (const Access& x : *set)
        if (action_->slot_kinds[x.entity] == kind && (!named_[x.entity] || entities_[x.entity].id == id)) out.insert(x.field);
    return out;
  }

 private:
  const Action* action_;
  const std::vector<expr::EntityRef>& entities_;  ///< as the request left them
  std::vector<std::set<std::uint32_t>> found_;    ///< by kind
  std::vector<bool> named_;                       ///< by slot: one entity, whose id is known
};

class StateWriter {
 public:
  StateWriter(const WorldData& world, const AskedFields& fields) : world_(world), fields_(fields) {}

  /// The text of a world that holds just what was asked for.
  std::string write(const AccessTrace& trace, const Touched& rest) {
    json::Writer w;
    w.open('{');
    w.key("entities").open('{');
    const std::set<std::pair<std::uint32_t, std::int64_t>> asked(trace.entities.begin(), trace.entities.end());
    for (std::uint32_t kind = 0; kind < world_.kinds.size(); ++kind) {
      bool is_open = false;
      for (const auto& [of, id] : asked) {
        const std::uint32_t position = of == kind ? world_.kinds[kind].index.find({id}) : FlatMap::kAbsent;
        if (position == FlatMap::kAbsent) continue;  // that there is none is told by its absence
        if (!is_open) w.key(world_.kind(kind).name).open('{');
        is_open = true;
        w.key(std::to_string(id));
        entity(w, kind, position);
      }
      if (is_open) w.close('}');
    }
    w.close('}');
    std::string others;
    write_text(others, world_, &rest);
    // The seed is left out: what was drawn is told.
    const std::string_view entities = "{\"entities\":{}", seed = ",\"seed\":";
    others.erase(0, entities.size());
    const std::size_t at = others.rfind(seed);
    others.erase(at, others.find(',', at + 1) - at);
    return w.out + others;
  }

 private:
  void part(json::Writer& w, std::uint32_t kind, std::uint32_t position, const std::set<std::uint32_t>& asked, bool is_profile) {
    const Kind& k = world_.kind(kind);
    w.open('{');
    for (const std::uint32_t f : is_profile ? k.profile_order : k.live_order) {
      const StateField& field = k.fields[f];
      const Word* row = world_.row(kind, position);
      if (!asked.count(f) || (field.is_cooldown && row[field.slot].i == kNeverUsed)) continue;
      std::string canonical, text;
      put_canonical(canonical, *field.shape, field_word(field, row), world_.program->declarations.keys());
      canonical::write_json(text, canonical);
      w.key(field.name).raw(text);
    }
    w.close('}');
  }
  void entity(json::Writer& w, std::uint32_t kind, std::uint32_t position) {
    const std::uint8_t status = world_.kinds[kind].status[position];
    const std::set<std::uint32_t> asked = fields_.of(kind, world_.kinds[kind].ids[position]);
    w.open('{');
    w.key("live");
    part(w, kind, position, asked, false);
    if (status & kHasProfile) {
      w.key("profile").open('{');
      if (status & kProfileReadOnly) w.key("read_only").boolean(true);
      w.key("state");
      part(w, kind, position, asked, true);
      w.key("version").number(world_.program->profiles[kind].version);
      w.close('}');
    }
    w.close('}');
  }

  const WorldData& world_;
  const AskedFields& fields_;
};

}  // namespace

Result<std::string> cut_capsule(const World& world, const CapsuleSource& source) {
  if (source.inputs.as_group) return host_error("a group's requests are judged on two worlds, that before it and that of their turn: a capsule holds one");
  const auto program = compile_with_trees(source.rulebook);
  if (!program) return program.errors();
  const ProgramData& rules = program->data();
  if (rules.digest != world.data().program->digest) return host_error("the world is of other rules than the rulebook given with it");
  auto moved = adopt(world, *program);  // the same state, by the program at hand
  if (!moved) return moved.error();

  Capsule capsule;
  Error error;
  {
    JudgementData data;
    data.program = program->shared();
    Workspace work;
    BatchJudge judge(rules, moved->data(), data, work);
    const bool is_columns = source.form == RequestForm::columns;
    const auto index = static_cast<std::size_t>(std::min<std::uint64_t>(source.request, SIZE_MAX));  // no batch has so many
    const auto read = is_columns ? &BatchJudge::read_columns : &BatchJudge::read_lines;
    if (!judge.run_before(source.requests, read, source.inputs, index, capsule.alone, error)) return error;
    capsule.alone.line = is_columns ? row_as_line(source.requests, index) : line_at(source.requests, index);
  }
  // With the seed, on a copy: what is asked for, what is drawn.
  AccessTrace trace;
  World traced = *moved;
  auto data = std::make_unique<JudgementData>();
  data->program = program->shared();
  Workspace work;
  if (!BatchJudge(rules, traced.data(), *data, work).run_alone(capsule.alone, source.inputs.flags_json, &trace, &capsule.tape, error)) return error;
  const Request request = work.requests[0];
  capsule.alone.recorded_seq = data->seqs[0];
  const Judgement judged(std::move(data));
  capsule.verdict = with_number(judged.verdict_line(0), source.request);
  // Explaining looks at what judging passed over, and draws where it does.
  const auto told = explain_alone(*program, *moved, capsule.alone, source.inputs.flags_json, capsule.verdict, capsule.tape);
  if (!told) return told.error();
  std::sort(capsule.tape.entries.begin(), capsule.tape.entries.end());

  const WorldData& before = moved->data();
  Touched touched;
  if (request.is_readable) {
    const std::uint32_t guard = before.guard_index.find({request.envelope.actor}), window = before.window_index.find({request.envelope.actor, request.envelope.session});
    if (guard != FlatMap::kAbsent) touched.guards.push_back(guard);
    if (window != FlatMap::kAbsent) touched.windows.push_back(window);
  }
  for (const LedgerKey& key : trace.ledger)
    if (before.ledger.count(key)) touched.ledger.push_back(key);
  for (const std::string& id : trace.timers)
    if (before.timers.count(id)) touched.timers.push_back(id);

  capsule.flags = source.inputs.flags_json.empty() ? "{}" : std::string(source.inputs.flags_json);
  capsule.rulebook = source.rulebook;
  capsule.program_digest = rules.digest;
  capsule.batch = source.batch;
  capsule.request = source.request;
  const bool has_action = request.is_readable && request.reason == Reason::accepted;
  const AskedFields fields(rules, has_action ? &rules.actions[request.action] : nullptr, work.request.entities);
  capsule.world_json = StateWriter(before, fields).write(trace, touched);

  Capsule given = capsule;
  given.tape.is_given = true;
  const auto line = judge_capsule(given, *program);
  if (!line) return line.error();
  if (*line != capsule.verdict) return host_error("this verdict rests on more than a capsule holds, such as how full the ledger is: alone it would be " + *line);
  return seal_capsule(capsule);
}

Result<std::string> cut_capsule(std::string_view log, std::uint64_t batch, std::uint64_t request) {
  // The last snapshot before the batch, then the batches behind it.
  ReplayOptions options;
  LogRecord record;
  std::uint64_t snapshots = 0;
  bool is_there = false;
  for (LogReader reader = LogReader::over(log);;) {
    const LogReader::Step step = reader.next(record);
    if (step == LogReader::Step::refused) return reader.error();
    if (step != LogReader::Step::record) break;
    if (const auto* snapshot = std::get_if<LogSnapshot>(&record.content)) {
      if (snapshot->batch <= batch) options.from_snapshot = snapshots;
      ++snapshots;
    }
    if (const auto* b = std::get_if<RecordedBatch>(&record.content); b && b->number == batch) {
      is_there = true;
      break;
    }
  }
  if (!is_there) return host_error("the log has no batch " + std::to_string(batch));
  Replay replay(options);
  std::string rulebook;
  for (LogReader reader = LogReader::over(log);;) {
    if (reader.next(record) != LogReader::Step::record) return reader.error();
    if (const auto* header = std::get_if<LogHeader>(&record.content)) rulebook = header->rulebook;
    if (const auto* change = std::get_if<RecordedChange>(&record.content); change && change->what == RecordedChange::What::adopt) rulebook = change->rulebook;
    if (const auto* b = std::get_if<RecordedBatch>(&record.content); b && b->number == batch) {
      if (replay.difference()) return Error{ErrorCode::record, "judging the log again says something else before batch " + std::to_string(batch) + ": " + replay.difference()->message, {}, 0, 0, {}, 0};
      if (!replay.world()) return host_error("the log has no world before batch " + std::to_string(batch));
      CapsuleSource source;
      source.rulebook = rulebook;
      source.requests = b->requests;
      source.form = b->form;
      source.inputs.opened_at = b->opened_at;
      source.inputs.flags_json = b->flags_json;
      source.inputs.as_group = b->as_group;
      source.batch = batch;
      source.request = request;
      return cut_capsule(*replay.world(), source);
    }
    if (auto error = replay.take(record)) return std::move(*error);
  }
}

}  // namespace ludex
