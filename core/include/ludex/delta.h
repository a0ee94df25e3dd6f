#pragma once
/// What is different between two worlds, as a text that turns the one into the other; and the part of a world that somebody
/// may see, which is a world too.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "ludex/program.h"
#include "ludex/world.h"

namespace ludex {

/// What turns `from` into `to`, any two worlds of one program, as one line of JSON: who is gone, the fields that differ, and
/// what differs of guard, ledger, timers, clock and seed (docs/interest.md has the format). The bytes depend on the two states
/// alone. `apply_world_delta(from, world_delta(from, to))` is `to`, digest and text included.
///
/// For a server's own use: a whole world's delta holds all that the world holds. Players get deltas of their `visible_part`.
/// Cost: O(entities) to compare, plus what differs. Errors (`host`): worlds of two programs.
Result<std::string> world_delta(const World& from, const World& to);

/// The world that `delta` leads to. The delta is not trusted: what it says is read with the same care as a world's text, and it
/// must start from the digest that `world` has and end in the digest it names.
/// Errors (`json`, `world`): not a delta, or a damaged one; the pointer leads into it. Errors (`host`): a delta of another program, or
/// from another world than this one: ask for one from the world that is at hand, or for a whole one (from `World::empty`).
Result<World> apply_world_delta(World world, std::string_view delta);

/// Whether `delta` changes nothing at all.
bool is_empty_delta(std::string_view delta);

/// What may be seen of one kind.
struct Visible {
  std::string kind;
  /// Names of fields; "profile.NAME" or "live.NAME" where both have one of this name.
  std::vector<std::string> fields;
  /// Who; nothing: everybody. Ids that are not in the world are passed over.
  std::optional<std::vector<std::int64_t>> ids = std::nullopt;
};

/// A world that holds the named fields of the named entities and nothing else: no guard, no ledger, no timer, no cooldown, seed
/// 0; what is not named has its default. What does not stand in it cannot be read out of its deltas.
/// An entity has a profile there when a profile field is named and its profile is loaded here.
/// Cost: what is visible. Errors (`host`): a kind or field that the program does not have, a kind named twice.
Result<World> visible_part(const World& world, const std::vector<Visible>& visible);

/// The same from JSON: {"player": ["position", "health"], "mob": {"fields": ["position"], "ids": [7, 9]}}.
Result<World> visible_part(const World& world, std::string_view visible_json);

}  // namespace ludex
