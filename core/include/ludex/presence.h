#pragma once
/// Entities that have a profile come into a world and leave it by the host's word alone: a player joins, is saved, leaves.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ludex/error.h"
#include "ludex/profile.h"
#include "ludex/world.h"

namespace ludex {

/// Brings a save of the loader's kind into `world` as entity `id`: its profile, migrated where it is older, and the
/// idempotency keys of this actor that the save carries ("ledger"/"once"). What is live takes its defaults, or stays as it is
/// where the entity was there without a profile. `save` "" is a new profile, of defaults: only for a store that answered that
/// there is none, never for one that did not answer.
///
/// A save that is not `ready` changes nothing; the finding says why.
/// Errors (`host`): a world or loader of another program, an id whose profile is in the world already.
/// Errors (`world`): idempotency keys that do not fit the world or its limit, or are another actor's; a state that nests deeper
/// than a world's text may.
Result<LoadedSave> join(World& world, SaveLoader& loader, std::int64_t id, std::string_view save);

/// The save as the world has it now: state and idempotency keys in one record, to be written in one piece, so that a grant
/// and the memory of it cannot part. `last` is the record that was loaded or saved last ("" for a new profile): its members
/// that nobody here knows keep their bytes, and one of a later version keeps that version and its applied steps.
/// Errors (`host`): as `join`; no such entity, or none with a profile. Errors (`profile`): the record cannot be written, it is
/// beyond the loader's limits or breaks an invariant; `pointer` tells where.
Result<std::string> save(const World& world, SaveLoader& loader, std::int64_t id, std::string_view last);

/// Takes an entity out of the world, and with it the idempotency keys that its save carries. Save it first, and take it out
/// when the store has answered. Rate limits and replay windows stay: leaving must not renew them.
/// Errors (`host`): no such kind or entity.
std::optional<Error> leave(World& world, std::string_view kind, std::int64_t id);

}  // namespace ludex
