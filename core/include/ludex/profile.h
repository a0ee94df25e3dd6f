#pragma once
/// Saved profiles: the bytes of an old save to one that fits the rulebook, or the reason why they are set aside.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "ludex/program.h"

namespace ludex {

/// What became of a save. Only `ready` has a result; all others keep the bytes that were given as the one truth.
enum class SaveState : std::uint8_t {
  ready,             ///< fits the program, migrated where it was older
  undecodable,       ///< not strict JSON, beyond the limits, or no object with a "state"
  checksum,          ///< the state is not what its checksum was made of: cut, flipped or touched by hand
  too_new,           ///< of a later version than the program can read: not damaged, and never to be written over
  migration_failed,  ///< a step did not find what it asks for, or the applied steps are not the program's
  invalid,           ///< a field does not fit its shape
  invariant,         ///< every field fits, and together they break one of the profile's invariants
};
inline constexpr std::size_t kSaveStates = 7;

/// "ready", "undecodable" …
std::string_view to_string(SaveState state);

/// One save, looked at.
struct LoadedSave {
  SaveState state = SaveState::ready;
  std::int64_t version = 0;  ///< it was written with; 0 when none is stored
  bool is_changed = false;   ///< ready, and not the bytes that were given
  bool is_ahead = false;     ///< ready and of a later version that says it may be read: nothing was migrated
  std::uint32_t reconciled = 0;  ///< rows and missing fields that took their defaults
  std::string step;     ///< migration_failed: the id of the step; "" before the first
  std::string pointer;  ///< into the save
  std::string message;  ///< for people; "" when ready
};

/// What a save may be.
struct SaveLimits {
  std::uint64_t max_bytes = 4u << 20;  ///< before and after: what a store takes
  std::uint32_t max_depth = 64;
  std::uint32_t max_nodes = 1'000'000;
};

namespace detail {
class SaveReader;
}

/// Brings saves of one kind to the program's version. Keeps its buffers: one loader for each thread, many saves.
///
/// A save is a JSON object: "version" (0 when absent), "state", and beside them "applied", the steps it went through as
/// [id, checksum], "min_reader", the oldest version that may read it, and "checksum" of its state. Members it does not
/// know, here and in the state, keep their bytes. A field that is missing takes its default.
/// A result holds all of these, under the program's version; loading it again changes nothing.
class SaveLoader {
 public:
  /// Errors (`host`): the program has no such kind, or the kind has no profile.
  static Result<SaveLoader> make(const Program& program, std::string_view kind, const SaveLimits& limits = {});

  /// Appends the save under the program's version to `out` when it is ready, and nothing otherwise.
  /// Cost: linear in the bytes, the steps and what they walk into.
  LoadedSave load(std::string_view bytes, std::string& out);

  std::string_view kind() const;
  const SaveLimits& limits() const;
  /// The program's version of this kind's profiles: that of every result.
  std::int64_t version() const;
  std::uint64_t program_digest() const;

  /// The ids of the program's steps in their order, and how many saves that became ready each was applied to.
  std::vector<std::string> steps() const;
  const std::vector<std::uint64_t>& applied() const;

  SaveLoader(SaveLoader&&) noexcept;
  SaveLoader& operator=(SaveLoader&&) noexcept;
  ~SaveLoader();

 private:
  explicit SaveLoader(std::unique_ptr<detail::SaveReader> reader);
  std::unique_ptr<detail::SaveReader> reader_;
};

}  // namespace ludex
