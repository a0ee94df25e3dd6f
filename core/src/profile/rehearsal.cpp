#include "ludex/rehearsal.h"

#include "ludex/world.h"
#include "profile/rehearsal_report.h"
#include "profile/rehearsal_run.h"
#include "rulebook/conserved.h"
#include "support/host_error.h"
#include "value/json_patch.h"

namespace ludex {

using detail::host_error;
namespace {

constexpr std::uint64_t kMaxStateBytes = std::uint64_t{256} << 20;
constexpr std::int64_t kStateFormat = 1;

}  // namespace

Result<Rehearsal> Rehearsal::make(const Program& program, std::string_view kind, const RehearsalOptions& options) {
  auto loader = SaveLoader::make(program, kind, options.limits);  // knows what a kind must be
  if (!loader) return loader.errors();
  if (options.samples > detail::kMaxSamples) return host_error("a rehearsal keeps at most " + std::to_string(detail::kMaxSamples) + " samples of a class, not " + std::to_string(options.samples));
  const std::uint32_t index = *program.data().declarations.find_kind(kind);
  const detail::ProfileSchema& schema = program.data().profiles[index];
  std::vector<detail::ConservedSum> sums;
  for (const auto* declared : {&schema.conserve, &options.sums})
    for (const DeclaredSum& sum : *declared) {
      detail::SumFault fault;
      auto made = detail::conserved_sum(sum, schema.migrations, fault);
      if (!made) return host_error(fault.message);
      for (const auto& other : sums)
        if (other.name == made->name) return host_error("there are two sums '" + other.name + "': the rulebook declares one, or it was given twice");
      if (sums.size() == detail::kMaxSums) return host_error("a rehearsal adds up at most " + std::to_string(detail::kMaxSums) + " sums");
      sums.push_back(std::move(*made));
    }
  return Rehearsal(std::make_unique<detail::RehearsalRun>(program.shared(), index, std::move(sums), options));
}

Rehearsal::Rehearsal(std::unique_ptr<detail::RehearsalRun> run) : run_(std::move(run)) {}
Rehearsal::Rehearsal(Rehearsal&&) noexcept = default;
Rehearsal& Rehearsal::operator=(Rehearsal&&) noexcept = default;
Rehearsal::~Rehearsal() = default;

void Rehearsal::add(std::string_view lines, std::string& out, std::string& quarantine) { run_->add(lines, out, quarantine); }
std::string Rehearsal::report() const { return run_->report(); }
std::string Rehearsal::state() const { return run_->state(); }
std::optional<Error> Rehearsal::merge(std::string_view state, std::uint64_t first_line) { return run_->merge(state, first_line); }

namespace detail {

std::uint64_t RehearsalRun::identity() const {
  json::Writer w;
  w.open('[');
  w.number(program_->digest);
  w.string(program_->declarations.kinds[kind_].name);
  // Not part of the digest where they only tell what saves went through.
  for (const MigrationStep& step : schema().migrations) {
    w.string(step.id);
    w.number(step.checksum);
  }
  w.number(options_.limits.max_bytes);
  w.number(options_.limits.max_depth);
  w.number(options_.limits.max_nodes);
  w.boolean(options_.is_checked_twice);
  w.boolean(options_.has_histograms);
  w.number(options_.samples);
  for (const ConservedSum& sum : sums_) {
    w.string(sum.name);
    for (const auto& tokens : sum.at) w.string(json::pointer_text(tokens));
    for (const bool may : sum.may_change) w.boolean(may);
  }
  w.close(']');
  return xxh64(w.out, 0);
}

std::string RehearsalRun::report() const {
  json::Writer w;
  w.open('{');
  write_report(w, counts_, schema().migrations, sums_, options_);
  w.close('}');
  return std::move(w.out);
}

std::string RehearsalRun::state() const {
  json::Writer w;
  w.open('{');
  w.key("ludex_rehearsal").number(kStateFormat);
  w.key("of").string(digest_text(identity()));
  write_counts(w, counts_);
  w.close('}');
  return std::move(w.out);
}

std::optional<Error> RehearsalRun::merge(std::string_view state, std::uint64_t first_line) {
  json::Document document;
  document.text = state;
  json::Limits limits;
  limits.max_bytes = kMaxStateBytes;
  limits.max_nodes = static_cast<std::uint32_t>(kMaxStateBytes / 4);
  if (!json::scan(state, limits, document.tape).ok()) return host_error("this is no state of a rehearsal: it is not JSON, or it was cut");
  const json::View v(document, 0);
  const auto format = v.find("ludex_rehearsal"), of = v.find("of");
  if (!format || format->integer() != kStateFormat || !of || !of->is_string()) return host_error("this is no state of a rehearsal that this version knows");
  if (of->str() != digest_text(identity())) return host_error("the state is of another program, kind or options: begin a rehearsal with those it was made with");
  RehearsalCounts counts(schema().migrations.size(), sums_.size());
  if (!read_counts(v, counts)) return host_error("this is no state of a rehearsal: its counts are not as they were written");
  counts_.merge(counts, first_line, options_);
  return std::nullopt;
}

}  // namespace detail
}  // namespace ludex
