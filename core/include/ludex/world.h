#pragma once
/// All state at one moment.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "ludex/program.h"

namespace ludex {

namespace detail {
struct WorldData;
}

/// A world: profiles, live state, guard (rate limits, nonce windows, sequence numbers), ledger, clock and seed.
///
/// A value: copying copies the state (cost: its size), moving is free. Opaque: read it as text, change it by
/// judging. It keeps the shapes it was loaded with and may outlive the `Program` object it came from.
/// One thread at a time may use a world that is being judged in place; const use may be shared.
class World {
 public:
  /// An empty world: no entities, now 0.
  static World empty(const Program& program, std::uint64_t seed = 0);

  /// Reads the text form (RULEBOOK.md, Exact edges 1). Old profiles are migrated, missing fields take their
  /// defaults. Errors: unknown kind, live field or id form; a value outside its bounds; a failed migration.
  static Result<World> from_json(const Program& program, std::string_view text);

  /// The canonical text form: keys in UTF-8 byte order, ids numerically, one line. `from_json(to_json())`
  /// gives a world of the same digest.
  std::string to_json() const;

  /// Wrapping sum of keyed hashes over every part; all but the seed is covered. Kept up to date by judging.
  std::uint64_t digest() const;
  /// The same, computed anew from all state (a check on the incremental one; cost: the size of the world).
  std::uint64_t recomputed_digest() const;

  std::int64_t now() const;
  std::size_t entity_count() const;

  World(const World& other);
  World& operator=(const World& other);
  World(World&&) noexcept;
  World& operator=(World&&) noexcept;
  ~World();

  explicit World(std::unique_ptr<detail::WorldData> data);
  detail::WorldData& data() { return *data_; }
  const detail::WorldData& data() const { return *data_; }

 private:
  std::unique_ptr<detail::WorldData> data_;
};

/// What a world lost or gained by moving to other rules.
struct AdoptReport {
  struct Change {
    std::string pointer;  ///< into the world's text
    std::string message;
  };
  std::vector<Change> changes;  ///< in the order of the text
};

/// Moves a world to other rules, whatever shape its state had: profiles are migrated, new fields take their defaults, and
/// what is live and no longer fits is left out and reported. A world that fits as it is comes out unchanged.
/// Errors: as `World::from_json`; a profile that would be lost (its kind is no more, a value no longer has its shape).
Result<World> adopt(const World& world, const Program& program, AdoptReport* report = nullptr);

/// A digest in its text form: 16 lower-case hex digits.
std::string digest_text(std::uint64_t digest);

}  // namespace ludex
