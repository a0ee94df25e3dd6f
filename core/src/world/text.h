#pragma once
// The text form of a world (RULEBOOK.md, Exact edges 1), and of the part of it that a batch touched: a delta is a world
// text that holds only what changed, with null for an entity and a timer that is no more.

#include <string>
#include <vector>

#include "ludex/error.h"
#include "ludex/profile.h"
#include "ludex/world.h"
#include "value/json_view.h"
#include "world/store.h"

namespace ludex::detail {

/// As deep as a world's text nests: below "entities", kind, id and "profile" a state as deep as that of any save that a loader
/// takes by its own limits. Whatever comes into a world must be read again from its text.
inline constexpr std::uint32_t kMaxWorldDepth = SaveLimits{}.max_depth + 4;

/// What a batch touched, collected before its hashes are settled.
struct Touched {
  std::vector<Dirty::Entity> entities;
  std::vector<std::uint32_t> guards, windows;
  std::vector<LedgerKey> ledger;
  std::vector<std::string> timers;
};

/// Appends the canonical text; with `only`, of these parts.
void write_text(std::string& out, const WorldData& world, const Touched* only = nullptr);

/// Reads a text into `world`: entities named in it are added or overwritten; in a delta null removes.
/// False after setting `error`.
/// Adopting reads a world made under other rules: what is ephemeral and no longer fits is left out and reported; what is
/// durable and no longer fits is an error, for it would be lost.
enum class TextKind : std::uint8_t { world, delta, adoption };
bool read_text(WorldData& world, const json::View& root, Error& error, TextKind kind = TextKind::world, AdoptReport* report = nullptr);

}  // namespace ludex::detail
