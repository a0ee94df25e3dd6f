#include "migrate_run.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

#include "interrupt.h"
#include "io.h"
#include "migrate_checkpoint.h"
#include "progress.h"
#include "stream.h"

namespace ludex::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kBlockBytes = std::size_t{8} << 20;  // enough for every thread; what a run holds at a time
constexpr std::chrono::seconds kLongestLoss{20};           // of work, when a run is ended without warning

Error io_error(std::string message) {
  Error e;
  e.code = ErrorCode::io;
  e.message = std::move(message);
  return e;
}

bool is_same_file(const std::string& a, const std::string& b) {
  if (a == kStandardStream || b == kStandardStream) return a == b;
  std::error_code error;
  if (fs::equivalent(a, b, error)) return !fs::is_character_file(a, error);  // /dev/null may take everything
  const fs::path x = fs::weakly_canonical(a, error), y = fs::weakly_canonical(b, error);
  return !error && x == y && !fs::is_character_file(x, error);
}

}  // namespace

std::optional<Error> file_conflict(const MigrateOptions& o, const std::vector<std::string>& used) {
  using Named = std::pair<std::string, std::string>;
  // A shell's `< file` is a file of saves like any other.
  const auto input = [](const std::string& path) { return path == kStandardStream ? std::string("/dev/stdin") : path; };
  std::vector<Named> inputs{{"the saves", input(o.in)}, {"the rulebook", input(o.rulebook)}};
  for (const std::string& path : used) inputs.emplace_back("part of the rulebook", path);
  std::vector<Named> outputs;
  for (const auto& [name, path] : {Named{"--out", o.out}, {"--quarantine", o.quarantine}, {"--report", o.report}, {"--html", o.html}})
    if (!path.empty()) outputs.emplace_back(name, path);
  // Where they lie until they are whole.
  for (const auto& [name, path] : {Named{"--out", o.out}, {"--quarantine", o.quarantine}})
    if (!path.empty() && path != kStandardStream) outputs.emplace_back(name, StreamedFile::part_of(path));
  if (!o.out.empty() && o.out != kStandardStream) outputs.emplace_back("--out", checkpoint_path(o.out));
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (const auto& [what, path] : inputs)
      if (outputs[i].second != kStandardStream && is_same_file(outputs[i].second, path)) return io_error(outputs[i].first + " would write '" + outputs[i].second + "', which is " + what + ": inputs are never changed");
    for (std::size_t k = 0; k < i; ++k)
      if (is_same_file(outputs[i].second, outputs[k].second)) return io_error(outputs[k].first + " and " + outputs[i].first + " would both write '" + outputs[i].second + "'");
  }
  return std::nullopt;
}

Result<MigrateOutcome> migrate_files(const MigrateOptions& options, Rehearsal rehearsal) {
  const bool writes = !options.dry_run;
  const std::string mark = writes ? checkpoint_path(options.out) : "";
  Checkpoint from;
  std::error_code ignored;
  const bool goes_on = options.resume && fs::exists(mark, ignored);
  if (goes_on) {
    auto read = read_checkpoint(mark, options.in);
    if (!read) return read.errors();
    from = std::move(*read);
    if (auto error = rehearsal.merge(from.state, 0)) return io_error("the checkpoint '" + mark + "' cannot be gone on with: " + error->message);
  } else if (writes && options.out != kStandardStream) {
    fs::remove(mark, ignored);  // it would speak of files that are begun anew
  }

  auto blocks = BlockReader::open(options.in, kBlockBytes, from.offset);
  if (!blocks) return blocks.errors();
  std::optional<StreamedFile> out, quarantine;
  for (const auto& [path, file, bytes] : {std::tuple{&options.out, &out, from.out_bytes}, std::tuple{&options.quarantine, &quarantine, from.quarantine_bytes}}) {
    if (!writes) continue;
    auto opened = goes_on ? StreamedFile::reopen(*path, bytes) : StreamedFile::open(*path);
    if (!opened) return opened.errors();
    file->emplace(std::move(*opened));
  }
  const bool is_resumable = writes && out->is_resumable() && quarantine->is_resumable() && fs::is_regular_file(options.in, ignored);

  const auto checkpoint = [&]() -> std::optional<Error> {
    Checkpoint c{blocks->size(), blocks->bytes_read(), "", "", out->bytes(), quarantine->bytes(), rehearsal.state()};
    for (StreamedFile* file : {&*out, &*quarantine})
      if (auto error = file->sync()) return error;
    if (auto error = hash_input(options.in, c.offset, c.head, c.tail)) return error;
    if (auto error = write_checkpoint(mark, c)) return error;
    out->keep();
    quarantine->keep();
    return std::nullopt;
  };

  MigrateOutcome outcome;
  {
    std::optional<Interruptible> guard;  // where there is something to go on from; else a signal ends the process as it does others
    if (is_resumable) guard.emplace();
    else interrupts = 0;
    Progress progress("migrating", blocks->size());
    progress.update(from.offset);
    std::string_view block;
    std::string made, aside;
    auto last_time = std::chrono::steady_clock::now();
    std::uint64_t last_bytes = from.offset;
    while (!is_interrupted() && blocks->next(block)) {
      made.clear();
      aside.clear();
      rehearsal.add(block, made, aside);
      if (writes) {
        out->write(made);
        quarantine->write(aside);
      }
      progress.update(blocks->bytes_read());
      const auto now = std::chrono::steady_clock::now();
      const bool is_due = blocks->bytes_read() - last_bytes >= options.checkpoint_mb << 20 || now - last_time >= kLongestLoss;
      if (!is_resumable || !is_due || blocks->bytes_read() == blocks->size()) continue;
      if (auto error = checkpoint()) return std::move(*error);
      last_time = now;
      last_bytes = blocks->bytes_read();
    }
    outcome.is_interrupted = is_interrupted() && !(blocks->size() > 0 && blocks->bytes_read() == blocks->size());
  }
  if (blocks->error()) return *blocks->error();
  if (outcome.is_interrupted) {
    outcome.is_resumable = is_resumable;
    if (is_resumable)
      if (auto error = checkpoint()) return std::move(*error);
    return outcome;
  }
  outcome.report = rehearsal.report();
  // The lines that were set aside first: who finds the saves under their name finds those too.
  for (auto* file : {&quarantine, &out})
    if (*file)
      if (auto error = (*file)->finish()) return std::move(*error);
  if (is_resumable) fs::remove(mark, ignored);
  return outcome;
}

}  // namespace ludex::cli
