#include "peer_world.h"

#include <cstdio>
#include <cstdlib>

#include "peer_json.h"

namespace peer {
namespace {

[[noreturn]] void refuse() {
  std::fprintf(stderr, "the peer cannot read this world\n");
  std::exit(1);
}

template <class Row, std::size_t n>
std::size_t row(const Row (&table)[n], std::string_view name) {
  for (std::size_t i = 0; i < n; ++i)
    if (table[i].name == name) return i;
  refuse();
}

std::int64_t integer(const Document& d, std::uint32_t object, std::string_view name, std::int64_t otherwise) {
  const std::uint32_t at = d.member(object, name);
  return at ? exact_int(d.raw(d.nodes[at])).value() : otherwise;
}

Player player(const Document& d, std::uint32_t entity) {
  Player p;
  const std::uint32_t profile = d.member(entity, "profile"), live = d.member(entity, "live");
  const std::uint32_t state = profile ? d.member(profile, "state") : 0;
  if (!state || !live) refuse();
  p.coins = integer(d, state, "coins", 0);
  if (const std::uint32_t map = d.member(state, "inventory"))
    for (std::size_t i = 0; i < kItems; ++i) p.inventory[i] = integer(d, map, kItemTable[i].name, -1);
  if (const std::uint32_t list = d.member(state, "weapons")) {
    p.weapons.clear();
    for (std::uint32_t i = list + 1; i < d.nodes[list].next; i = d.nodes[i].next)
      p.weapons.push_back(static_cast<Weapon>(row(kWeaponTable, d.raw(d.nodes[i]))));
  }
  if (const std::uint32_t list = d.member(live, "position"))
    for (std::uint32_t i = 0; i < 3; ++i) p.position[i] = finite_double(d.raw(d.nodes[list + 1 + i])).value();
  p.moved_at = integer(d, live, "moved_at", 0);
  p.health = integer(d, live, "health", 100);
  if (const std::uint32_t w = d.member(live, "weapon"))
    p.weapon = static_cast<Weapon>(row(kWeaponTable, d.raw(d.nodes[w])));
  return p;
}

}  // namespace

World load(std::string_view world_json) {
  Document d;
  if (d.read(world_json, 64, 100'000'000) != Fault::none) refuse();
  World world;
  world.now = integer(d, 0, "now", 0);
  const std::uint32_t entities = d.member(0, "entities");
  const std::uint32_t players = entities ? d.member(entities, "player") : 0;
  if (!players) refuse();
  for (std::uint32_t key = players + 1; key < d.nodes[players].next; key = d.nodes[key + 1].next)
    world.players.emplace(exact_int(d.raw(d.nodes[key])).value(), player(d, key + 1));
  return world;
}

}  // namespace peer
