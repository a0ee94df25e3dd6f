#include "profile/rehearsal_run.h"

#include <algorithm>
#include <cstring>

#include "support/base64.h"
#include "support/parallel.h"
#include "value/json_bytes.h"
#include "value/json_writer.h"

namespace ludex::detail {
namespace {

// Less than this is done before another thread has woken up.
constexpr std::size_t kLeastChunk = std::size_t{64} << 10;
// More tasks than threads: saves differ, and who is done early takes another.
constexpr std::size_t kTasksPerThread = 4;

std::uint64_t lines_in(std::string_view text) {
  std::uint64_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const void* found = std::memchr(text.data() + at, '\n', text.size() - at);
    if (!found) return count + 1;
    at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + 1;
  }
  return count;
}

// At most `count` pieces of about the same size, each of whole lines.
std::vector<std::string_view> cut(std::string_view lines, std::size_t count) {
  std::vector<std::string_view> out;
  const std::size_t step = lines.size() / count + 1;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t newline = lines.size() - at > step ? lines.find('\n', at + step - 1) : std::string_view::npos;
    const std::size_t end = newline == std::string_view::npos ? lines.size() : newline + 1;
    out.push_back(lines.substr(at, end - at));
    at = end;
  }
  return out;
}

}  // namespace

void write_quarantine_line(std::string& out, std::uint64_t line, const LoadedSave& save, std::string_view bytes) {
  json::Writer w;
  w.out.swap(out);
  w.out += "{\"line\":" + std::to_string(line);
  w.key("class").string(to_string(save.state));
  w.key("pointer").string(save.pointer);
  w.key("message").string(save.message);
  if (!save.step.empty()) w.key("step").string(save.step);
  if (json::is_utf8(bytes)) {
    w.key("raw").string(bytes);
  } else {
    w.out += ",\"raw_base64\":\"";
    append_base64(w.out, bytes);
    w.out += '"';
  }
  w.out += "}\n";
  w.out.swap(out);
}

RehearsalSlot::RehearsalSlot(const std::shared_ptr<const ProgramData>& program, std::uint32_t kind, const std::vector<ConservedSum>& sums, const RehearsalOptions& options)
    : counts(program->profiles[kind].migrations.size(), sums.size()),
      options_(options),
      steps_(program->profiles[kind].migrations.size()),
      sums_(sums.size()),
      reader_(program, kind, options.limits),
      again_(program, kind, options.limits),
      observer_(sums, steps_) {}

void RehearsalSlot::run(std::string_view lines, std::uint64_t first_line) {
  counts = RehearsalCounts(steps_, sums_);
  out.clear();
  quarantine.clear();
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t newline = std::min(lines.find('\n', at), lines.size());
    std::string_view line = lines.substr(at, newline - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++counts.lines;
    run_one(line, first_line + counts.lines);
    at = newline + 1;
  }
}

void RehearsalSlot::run_one(std::string_view bytes, std::uint64_t line) {
  counts.bytes_in += bytes.size();
  const auto& steps = reader_.schema().migrations;
  const std::size_t begin = out.size();
  observer_.forget();
  const LoadedSave save = reader_.load(bytes, out, sums_ > 0 ? &observer_ : nullptr);
  if (sums_ > 0) observer_.count(save, line, steps, options_.samples, counts.sums);
  if (save.state != SaveState::ready) {
    counts.count_aside(save, line, bytes.size(), steps, options_);
    write_quarantine_line(quarantine, line, save, bytes);
    return;
  }
  const std::string_view made = std::string_view(out).substr(begin);
  counts.count_ready(save, line, bytes.size(), made.size(), steps, options_);
  if (options_.has_histograms) {
    count_fields(0, bytes);
    count_fields(1, made);
  }
  if (options_.is_checked_twice) {
    twice_.clear();
    const LoadedSave again = again_.load(made, twice_);
    if (again.state != SaveState::ready || again.is_changed) counts.count_unstable(again, line, options_);
  }
  out.push_back('\n');
}

// Read again rather than watched while it is loaded: only now is it known that the save counts.
void RehearsalSlot::count_fields(std::size_t side, std::string_view save) {
  json::Limits limits;
  limits.max_bytes = save.size();
  limits.max_depth = json::Draft::kMaxDepth;
  limits.max_nodes = json::Draft::kMaxValues;
  arena_.reset();
  if (json::scan(save, limits, tape_).ok()) counts.fields.add(side, save, tape_, arena_);
}

RehearsalRun::RehearsalRun(std::shared_ptr<const ProgramData> program, std::uint32_t kind, std::vector<ConservedSum> sums, const RehearsalOptions& options)
    : program_(std::move(program)), kind_(kind), sums_(std::move(sums)), options_(options), counts_(schema().migrations.size(), sums_.size()) {}

void RehearsalRun::add(std::string_view lines, std::string& out, std::string& quarantine) {
  if (lines.empty()) return;
  const std::uint32_t threads = available_threads(options_.exec);
  const bool is_worth_it = options_.exec.mode == Exec::Mode::parallel || lines.size() > 2 * kLeastChunk;
  std::size_t most = threads == 1 || !is_worth_it ? 1 : threads * kTasksPerThread;
  if (options_.exec.mode != Exec::Mode::parallel) most = std::min(most, lines.size() / kLeastChunk + 1);
  const auto chunks = cut(lines, most);
  const auto count = static_cast<std::uint32_t>(chunks.size());
  while (slots_.size() < count) slots_.push_back(std::make_unique<RehearsalSlot>(program_, kind_, sums_, options_));

  // Lines are known by their numbers in the whole, so each chunk has to know how many lie before it.
  std::vector<std::uint64_t> first(count + 1, options_.first_line + counts_.lines);
  if (count > 1) {
    parallel_for(count, threads, [&](std::uint32_t i) { first[i + 1] = lines_in(chunks[i]); });
    for (std::uint32_t i = 0; i < count; ++i) first[i + 1] += first[i];
  }
  parallel_for(count, threads, [&](std::uint32_t i) { slots_[i]->run(chunks[i], first[i]); });
  for (std::uint32_t i = 0; i < count; ++i) {
    out += slots_[i]->out;
    quarantine += slots_[i]->quarantine;
    counts_.merge(slots_[i]->counts, 0, options_);
  }
}

}  // namespace ludex::detail
