// What happens to a world and the record of it, in one call.

#include "ludex/recorder.h"

#include <utility>

#include "ludex/columns.h"
#include "ludex/replay.h"
#include "rulebook/program_data.h"
#include "support/host_error.h"
#include "world/store.h"

namespace ludex {

using detail::host_error;

Recorder::Recorder(LogWriter writer) : writer_(std::move(writer)) {}

Result<Recorder> Recorder::begin(const Program& program, std::string_view rulebook, const World& world) {
  std::string bytes;
  auto writer = LogWriter::begin(program, rulebook, world, bytes);
  if (!writer) return writer.errors();
  Recorder out(std::move(*writer));
  out.bytes_ = std::move(bytes);
  return out;
}

std::optional<Error> Recorder::check(const World& world) const {
  if (world.data().program->digest != writer_.program_digest()) return host_error("the world is of other rules than the log: begin a log of its own for them");
  if (world.digest() != writer_.world_digest()) {
    return host_error("this is not the world after the last link of the log: what changed it meanwhile was not recorded, and could not be replayed; begin a new log");
  }
  return std::nullopt;
}

Result<Judgement> Recorder::judge(const Program& program, World& world, std::string_view requests, Inputs inputs) {
  if (auto wrong = check(world)) return std::move(*wrong);
  if (program.digest() != writer_.program_digest()) return host_error("the rulebook is not that of the log: begin a log of its own for it");
  inputs.want_seqs = true;  // a back-test draws the same numbers
  const bool is_columns = is_request_columns(requests);
  auto judged = is_columns ? judge_columns_in_place(program, world, requests, inputs) : judge_in_place(program, world, requests, inputs);
  if (!judged) return judged;
  if (auto wrong = writer_.append(bytes_, requests, is_columns ? RequestForm::columns : RequestForm::lines, inputs, *judged)) return std::move(*wrong);
  return judged;
}

Result<LoadedSave> Recorder::join(World& world, SaveLoader& loader, std::int64_t id, std::string_view save) {
  if (auto wrong = check(world)) return std::move(*wrong);
  auto found = ludex::join(world, loader, id, save);
  if (!found || found->state != SaveState::ready) return found;
  if (auto wrong = writer_.append_join(bytes_, loader.kind(), id, save, loader.limits(), world)) return std::move(*wrong);
  return found;
}

std::optional<Error> Recorder::leave(World& world, std::string_view kind, std::int64_t id) {
  if (auto wrong = check(world)) return wrong;
  if (auto wrong = ludex::leave(world, kind, id)) return wrong;
  return writer_.append_leave(bytes_, kind, id, world);
}

std::optional<Error> Recorder::snapshot(const World& world) {
  if (auto wrong = check(world)) return wrong;
  return writer_.append_snapshot(bytes_, world);
}

std::string Recorder::take() { return std::exchange(bytes_, {}); }

Result<Resumed> resume(std::string_view log) {
  LogReader reader = LogReader::over(log);
  Replay replay;
  std::string rulebook;
  LogRecord record;
  for (;;) {
    const LogReader::Step step = reader.next(record);
    if (step == LogReader::Step::refused) return reader.error();
    if (step != LogReader::Step::record) break;
    if (const auto* header = std::get_if<LogHeader>(&record.content)) rulebook = header->rulebook;
    if (const auto* change = std::get_if<RecordedChange>(&record.content); change && change->what == RecordedChange::What::adopt) rulebook = change->rulebook;
    if (auto wrong = replay.take(record)) return std::move(*wrong);
    if (const auto& difference = replay.difference()) {
      Error e{ErrorCode::record, "judged again, batch " + std::to_string(difference->batch) + " does not come out as recorded: " + difference->message, {}, 0, 0, {}, 0};
      e.offset = difference->offset;
      return e;
    }
  }
  if (!replay.world()) return reader.error();
  auto writer = LogWriter::resume(reader);
  if (!writer) return writer.errors();
  return Resumed{Recorder(std::move(*writer)), *replay.program(), std::move(rulebook), *replay.world(), reader.good_bytes()};
}

}  // namespace ludex
