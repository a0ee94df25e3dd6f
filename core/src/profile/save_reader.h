#pragma once
// One save from bytes to bytes: decode, envelope and checksum, migrate, reconcile, validate, invariants.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/profile.h"
#include "profile/invariants.h"
#include "profile/migrate.h"
#include "profile/save_digest.h"
#include "profile/save_envelope.h"
#include "profile/save_fields.h"

namespace ludex::detail {

/// The text is scanned once and its checksum made once. What no step changes is neither written, read nor hashed again.
class SaveReader {
 public:
  SaveReader(std::shared_ptr<const ProgramData> program, std::uint32_t kind, const SaveLimits& limits);

  /// `observer` may be null.
  LoadedSave load(std::string_view bytes, std::string& out, SaveObserver* observer = nullptr);

  const ProgramData& program() const { return *program_; }
  const Kind& kind() const { return program_->declarations.kinds[kind_]; }
  const ProfileSchema& schema() const { return schema_; }
  const SaveLimits& limits() const { return limits_; }
  const std::vector<std::uint64_t>& applied() const { return applied_; }

 private:
  using Id = json::Draft::Id;

  bool run(std::string_view bytes, std::string& out);
  bool read(std::string_view bytes);
  bool check_checksum(std::string_view bytes);
  bool migrate();
  bool complete(std::string_view bytes);
  bool write(std::string_view bytes, std::string& out);
  bool fail(SaveState state, std::string pointer, std::string message) {
    result_.state = state;
    result_.pointer = std::move(pointer);
    result_.message = std::move(message);
    return false;
  }

  std::shared_ptr<const ProgramData> program_;
  const std::uint32_t kind_;
  const ProfileSchema& schema_;
  const SaveLimits limits_;
  const AppliedList applied_list_;
  json::Tape tape_, result_tape_;
  json::Draft draft_;
  SaveEnvelope envelope_;
  SaveDigest digest_;
  Migrator migrator_;
  SaveFields fields_;
  InvariantCheck invariants_;
  std::uint64_t checksum_ = 0;  ///< of the save as it came
  bool is_hashed_ = false;      ///< it is known
  std::string state_text_;
  std::vector<std::uint64_t> applied_;
  SaveObserver* observer_ = nullptr;
  LoadedSave result_;
};

}  // namespace ludex::detail
