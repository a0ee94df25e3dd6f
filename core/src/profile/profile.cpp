#include "ludex/profile.h"

#include "profile/save_reader.h"

namespace ludex {

std::string_view to_string(SaveState state) {
  switch (state) {
    case SaveState::ready: return "ready";
    case SaveState::undecodable: return "undecodable";
    case SaveState::checksum: return "checksum";
    case SaveState::too_new: return "too_new";
    case SaveState::migration_failed: return "migration_failed";
    case SaveState::invalid: return "invalid";
    case SaveState::invariant: return "invariant";
  }
  return "";
}

Result<SaveLoader> SaveLoader::make(const Program& program, std::string_view kind, const SaveLimits& limits) {
  const Declarations& d = program.data().declarations;
  const auto index = d.find_kind(kind);
  if (index && d.kinds[*index].has_profile) return SaveLoader(std::make_unique<detail::SaveReader>(program.shared(), *index, limits));
  Error e;
  e.code = ErrorCode::host;
  e.message = index ? "the kind '" + std::string(kind) + "' has no profile: nothing of it is saved" : "the rulebook has no kind '" + std::string(kind) + "'";
  return e;
}

SaveLoader::SaveLoader(std::unique_ptr<detail::SaveReader> reader) : reader_(std::move(reader)) {}
SaveLoader::SaveLoader(SaveLoader&&) noexcept = default;
SaveLoader& SaveLoader::operator=(SaveLoader&&) noexcept = default;
SaveLoader::~SaveLoader() = default;

LoadedSave SaveLoader::load(std::string_view bytes, std::string& out) { return reader_->load(bytes, out); }

std::string_view SaveLoader::kind() const { return reader_->kind().name; }
const SaveLimits& SaveLoader::limits() const { return reader_->limits(); }
std::int64_t SaveLoader::version() const { return reader_->schema().version; }
std::uint64_t SaveLoader::program_digest() const { return reader_->program().digest; }

std::vector<std::string> SaveLoader::steps() const {
  std::vector<std::string> out;
  for (const auto& step : reader_->schema().migrations) out.push_back(step.id);
  return out;
}

const std::vector<std::uint64_t>& SaveLoader::applied() const { return reader_->applied(); }

}  // namespace ludex
