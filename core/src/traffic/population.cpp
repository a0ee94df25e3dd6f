#include "traffic/population.h"

#include <algorithm>
#include <string_view>

#include "schema/typed.h"
#include "traffic/values.h"

namespace ludex::traffic {
namespace {

using detail::WorldData;

// Of every kind that nobody plays: enough for references to be spread, few enough to be met twice.
std::uint32_t bystanders(std::uint32_t players) {
  return std::min(64u, 4u + players / 25);
}

class Settler {
 public:
  Settler(const Facts& facts, Population& population, RandomStream& random)
      : facts_(facts),
        population_(population),
        world_(*population.world),
        declarations_(world_.program->declarations),
        source_{declarations_, population.entity_counts, random},
        random_(random) {}

  void found_towns(std::uint32_t players) {
    const std::uint32_t count = std::max(1u, (players + kTownPlayers - 1) / kTownPlayers);
    std::uint32_t side = 1;
    while (side * side < count) ++side;
    const double spacing = 2.0 * kLandSize / side;
    for (std::uint32_t i = 0; i < count; ++i) {
      const double x = -kLandSize + spacing * (i % side + 0.3 + 0.4 * random_.unit());
      const double z = -kLandSize + spacing * (i / side + 0.3 + 0.4 * random_.unit());
      const std::uint32_t first = i * kTownPlayers;
      population_.towns.push_back(
          {{round_to_cents(x), 0.0, round_to_cents(z)}, first, std::min(players, first + kTownPlayers)});
    }
  }

  void settle(std::uint32_t kind) {
    const Kind& k = declarations_.kinds[kind];
    for (std::uint32_t i = 0; i < population_.entity_counts[kind]; ++i) {
      const std::uint32_t position = world_.add_entity(kind, std::int64_t{i} + 1);
      world_.kinds[kind].status[position] =
          k.has_profile ? static_cast<std::uint8_t>(detail::kHasProfile) : std::uint8_t{0};
      // Collections first: what is worn is chosen from what is owned.
      for (const bool is_collection : {true, false}) {
        for (std::uint32_t f = 0; f < k.fields.size(); ++f) {
          const ShapeKind shape = k.fields[f].shape->kind;
          if ((shape == ShapeKind::list || shape == ShapeKind::map) == is_collection) furnish(kind, position, f);
        }
      }
    }
  }

 private:
  void furnish(std::uint32_t kind, std::uint32_t position, std::uint32_t f) {
    const StateField& field = declarations_.kinds[kind].fields[f];
    const Shape& shape = *field.shape;
    // A clock that never ran stays so: "moved_at" in the future would stop its owner.
    if (field.is_cooldown || field.name.ends_with("_at")) return;
    Word* const row = world_.row(kind, position);
    if (shape.kind == ShapeKind::vec3) {
      const bool is_position = facts_.position_of[kind] == f;
      if (!is_position) return;
      const Town& home = kind == declarations_.actor_kind
                             ? population_.town_of(position)
                             : population_.towns[random_.below(static_cast<std::uint32_t>(population_.towns.size()))];
      const auto point = draw_point(home.center, kTownSize / 2, random_);
      for (std::uint32_t i = 0; i < 3; ++i) row[field.slot + i] = word_double(point[i]);
      return;
    }
    const Word value = choose(kind, position, f);
    if (bounds_fault(shape, value)) return destroy(shape, value, world_.heap);
    destroy(shape, row[field.slot], world_.heap);
    row[field.slot] = value;
  }

  Word choose(std::uint32_t kind, std::uint32_t position, std::uint32_t f) {
    const Shape& shape = *declarations_.kinds[kind].fields[f].shape;
    const FieldFacts& facts = facts_.fields[kind][f];
    StateHeap& heap = world_.heap;
    if (kind == declarations_.actor_kind && facts.is_money) return purse(shape);
    if (shape.kind == ShapeKind::list && shape.element->kind == ShapeKind::row) return owned_rows(shape);
    if (shape.kind == ShapeKind::map) {
      const auto table = shape.key->kind == ShapeKind::row ? std::optional(shape.key->index) : facts.table;
      return table ? owned_map(shape, *table) : draw_value(shape, source_, heap);
    }
    if (shape.has_default) {
      if (random_.percent(60)) return clone(shape, shape.default_value, heap);
      if (shape.kind == ShapeKind::row && kind == declarations_.actor_kind) return worn_row(shape, position);
      return draw_near_default(shape, source_, heap);
    }
    return has_value(shape, declarations_) ? draw_value(shape, source_, heap) : default_word(shape, heap);
  }

  // Enough to buy some things, not everything.
  Word purse(const Shape& shape) {
    if (shape.kind == ShapeKind::integer) {
      const std::int64_t low = shape.has_minimum ? shape.minimum.i : 0;
      const std::int64_t coins = random_.between(200, 2'000);
      const std::int64_t value = low > INT64_MAX - coins ? low : low + coins;
      return word_int(shape.has_maximum ? std::min(value, shape.maximum.i) : value);
    }
    const double value = (shape.has_minimum ? shape.minimum.d : 0.0) + static_cast<double>(random_.between(200, 2'000));
    return word_double(shape.has_maximum ? std::min(value, shape.maximum.d) : value);
  }

  // The default's rows, and each other row of the table half the time.
  Word owned_rows(const Shape& shape) {
    StateHeap& heap = world_.heap;
    const Word list = default_word(shape, heap);
    const auto rows = static_cast<std::uint32_t>(declarations_.row_keys[shape.element->index].size());
    for (std::uint32_t r = 0; r < rows && list.list->size < std::min(shape.max_length, 16u); ++r) {
      const Word* const end = list.list->items + list.list->size;
      const bool is_there = list.list->size > 0 && std::any_of(static_cast<const Word*>(list.list->items), end,
                                                               [&](Word w) { return w.i == r; });
      if (!is_there && random_.below(2) == 1) list_insert(*list.list, list.list->size, word_int(r), heap);
    }
    return list;
  }

  Word owned_map(const Shape& shape, std::uint32_t table) {
    std::vector<std::string_view> keys;
    for (const auto& key : declarations_.row_keys[table])
      if (keys.size() < 12 && random_.percent(65)) keys.push_back(key);
    return draw_map(shape, std::move(keys), source_, world_.heap);
  }

  Word worn_row(const Shape& shape, std::uint32_t position) {
    for (const std::uint32_t f : facts_.holders_of[shape.index]) {
      const StateField& holder = declarations_.kinds[declarations_.actor_kind].fields[f];
      if (holder.shape->kind != ShapeKind::list) continue;
      const List& owned = *world_.row(declarations_.actor_kind, position)[holder.slot].list;
      if (owned.size > 0) return owned.items[random_.below(owned.size)];
    }
    return shape.default_value;
  }

  const Facts& facts_;
  Population& population_;
  WorldData& world_;
  const Declarations& declarations_;
  ValueSource source_;
  RandomStream& random_;
};

}  // namespace

Population populate(const Program& program, const Facts& facts, const TrafficOptions& options, RandomStream& random) {
  Population population;
  population.world = std::make_unique<WorldData>(program.shared());
  const Declarations& declarations = program.data().declarations;
  for (std::uint32_t k = 0; k < declarations.kinds.size(); ++k)
    population.entity_counts.push_back(k == declarations.actor_kind ? options.players : bystanders(options.players));
  population.world->now = options.start_ms;
  population.world->seed = options.seed & INT64_MAX;
  Settler settler(facts, population, random);
  settler.found_towns(options.players);
  for (std::uint32_t k = 0; k < declarations.kinds.size(); ++k) settler.settle(k);
  return population;
}

}  // namespace ludex::traffic
