#pragma once
// One save from bytes to bytes: decode, envelope and checksum, migrate, reconcile, validate.

#include <string>
#include <string_view>
#include <vector>

#include "ludex/profile.h"
#include "profile/migrate.h"

namespace ludex::detail {

class SaveReader {
 public:
  SaveReader(std::shared_ptr<const ProgramData> program, std::uint32_t kind, const SaveLimits& limits);

  /// `observer` may be null.
  LoadedSave load(std::string_view bytes, std::string& out, SaveObserver* observer = nullptr);

  const ProfileSchema& schema() const { return program_->profiles[kind_]; }
  const std::vector<std::uint64_t>& applied() const { return applied_; }

 private:
  using Id = json::Draft::Id;

  /// What stands beside the state.
  struct Envelope {
    std::int64_t version = 0, min_reader = 0;
    bool has_version = false, has_min_reader = false;
    Id state = json::Draft::kNone, applied = json::Draft::kNone, checksum = json::Draft::kNone;
  };

  bool run(std::string_view bytes, std::string& out);
  bool read_envelope(Envelope& envelope);
  bool check_checksum(const Envelope& envelope);
  bool check_applied(const Envelope& envelope);
  bool migrate(Envelope& envelope);
  bool reconcile(const Envelope& envelope);
  bool decode_field(const StateField& field, std::uint32_t node, bool& is_default);
  void write_envelope(const Envelope& envelope);
  bool fail(SaveState state, std::string pointer, std::string message) {
    result_.state = state;
    result_.pointer = std::move(pointer);
    result_.message = std::move(message);
    return false;
  }
  bool integer(Id value, std::int64_t& out);
  std::string digest_of_state(Id state, bool& is_canonical);

  std::shared_ptr<const ProgramData> program_;
  const std::uint32_t kind_;
  const SaveLimits limits_;
  json::Tape tape_, state_tape_;
  json::Draft draft_;
  Migrator migrator_;
  Arena arena_;
  std::string state_text_, canonical_, text_;
  std::vector<std::uint64_t> applied_;
  SaveObserver* observer_ = nullptr;
  LoadedSave result_;
};

}  // namespace ludex::detail
