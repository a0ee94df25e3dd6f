#include "traffic/params.h"

#include <algorithm>
#include <cmath>

#include "schema/typed.h"

namespace ludex::traffic {
namespace {

// Half the speed of a brisk game: honest clients stay well within any limit worth setting.
constexpr double kStepPerSecond = 8.0;
constexpr std::int64_t kLongestStepMs = 1'000;
constexpr std::uint32_t kReceiptLength = 20;

}  // namespace

ParamMaker::ParamMaker(const Facts& facts, Population& population, const Schedule& schedule, RandomStream& random)
    : facts_(facts),
      population_(population),
      schedule_(schedule),
      declarations_(population.world->program->declarations),
      random_(random),
      source_{declarations_, population.entity_counts, random},
      last_move_(population.entity_counts[declarations_.actor_kind], 0),
      goals_(last_move_.size(), Goal{0.0, 0.0, false}) {}

Word* ParamMaker::draw(std::uint32_t action, std::uint32_t player, std::int64_t now) {
  arena_.reset();
  const Shape& shape = *population_.world->program->actions[action].params;
  auto* params = arena_.allocate_array<Word>(std::max<std::size_t>(shape.fields.size(), 1));
  for (const std::uint32_t i : shape.declared) {
    const Shape& field = *shape.fields[i].shape;
    const ParamFacts& facts = facts_.actions[action].params[i];
    if (field.kind != ShapeKind::optional) {
      params[i] = draw_param(field, facts, player, now);
    } else if (!has_value(*field.element, declarations_) || random_.percent(40)) {
      params[i] = word_null();
    } else {
      auto* inner = arena_.allocate_array<Word>(1);
      *inner = draw_param(*field.element, facts, player, now);
      params[i] = word_optional(inner);
    }
  }
  return params;
}

Word ParamMaker::draw_param(const Shape& shape, const ParamFacts& facts, std::uint32_t player, std::int64_t now) {
  using Role = ParamFacts::Role;
  Word word = word_null();
  bool is_drawn = true;
  if (shape.kind == ShapeKind::vec3) {
    const auto here = position_of(player);
    if (facts.role == Role::destination && here) word = destination(player, now);
    else if (here) word = make_vec(draw_point(*here, 10.0, random_));
    else is_drawn = false;
  } else if (facts.role == Role::receipt && (shape.kind == ShapeKind::string || shape.kind == ShapeKind::integer)) {
    word = receipt(shape);
  } else if (facts.role == Role::neighbour && shape.kind == ShapeKind::ref) {
    word = neighbour(player);
  } else if (facts.role == Role::row && (shape.kind == ShapeKind::row || shape.kind == ShapeKind::string)) {
    word = row(shape, shape.kind == ShapeKind::row ? shape.index : facts.table, player);
  } else if (facts.role == Role::held_key && shape.kind == ShapeKind::string) {
    word = held_key(shape, facts.field, player);
  } else {
    is_drawn = false;
  }
  return is_drawn && !bounds_fault(shape, word) ? word : draw_value(shape, source_, arena_);
}

std::optional<std::array<double, 3>> ParamMaker::position_of(std::uint32_t player) const {
  const auto field = facts_.position_of[declarations_.actor_kind];
  if (!field) return std::nullopt;
  const std::uint32_t slot = declarations_.kinds[declarations_.actor_kind].fields[*field].slot;
  const Word* const row = population_.world->row(declarations_.actor_kind, player);
  return std::array<double, 3>{row[slot].d, row[slot + 1].d, row[slot + 2].d};
}

Word ParamMaker::make_vec(const std::array<double, 3>& point) {
  auto* v = arena_.allocate_array<double>(3);
  std::copy(point.begin(), point.end(), v);
  return word_vec(v);
}

// A stroll from corner to corner of the home town: a player whose move was lost on the way is back in reach soon.
Word ParamMaker::destination(std::uint32_t player, std::int64_t now) {
  const auto here = *position_of(player);
  Goal& goal = goals_[player];
  const auto distance_to_goal = [&] {
    const double dx = goal.x - here[0], dz = goal.z - here[2];
    return std::sqrt(dx * dx + dz * dz);
  };
  if (!goal.is_set || distance_to_goal() < 0.5) {
    const auto point = draw_point(population_.town_of(player).center, kTownSize / 2, random_);
    goal = {point[0], point[2], true};
  }
  const double distance = distance_to_goal();
  const auto elapsed = static_cast<double>(std::clamp<std::int64_t>(now - last_move_[player], 0, kLongestStepMs));
  const double step = std::min(distance, kStepPerSecond * elapsed / 1000.0 * (0.5 + 0.5 * random_.unit()));
  const double share = distance > 0.0 ? step / distance : 0.0;
  return make_vec({round_to_cents(here[0] + (goal.x - here[0]) * share), here[1],
                   round_to_cents(here[2] + (goal.z - here[2]) * share)});
}

// Random hex with a running number at its end: no two are alike, in whatever length the rulebook allows.
Word ParamMaker::receipt(const Shape& shape) {
  ++receipts_;
  if (shape.kind == ShapeKind::integer) {
    const std::int64_t low = shape.has_minimum ? shape.minimum.i : 0;
    return word_int(
        low > INT64_MAX - static_cast<std::int64_t>(receipts_) ? low : low + static_cast<std::int64_t>(receipts_));
  }
  static constexpr char kHex[] = "0123456789abcdef";
  const std::uint32_t length =
      std::clamp(kReceiptLength, shape.min_length, std::max(shape.min_length, shape.max_length));
  std::string text;
  for (std::uint32_t i = 0; i < length; ++i) text.push_back(kHex[random_.below(16)]);
  std::uint64_t number = receipts_;
  std::size_t at = text.size();
  for (; number > 0 && at > 0; number >>= 4) text[--at] = kHex[number & 15];
  if (at > 0) text[at - 1] = '-';
  return word_str(make_str(text, arena_));
}

// Somebody of the same town, of those online if any can be found quickly.
Word ParamMaker::neighbour(std::uint32_t player) {
  const Town& town = population_.town_of(player);
  const std::uint32_t size = town.end - town.first;
  if (size < 2) {
    const std::uint32_t all = population_.entity_counts[declarations_.actor_kind];
    return word_int(all < 2 ? std::int64_t{player} + 1 : std::int64_t{(player + 1 + random_.below(all - 1)) % all} + 1);
  }
  std::uint32_t other = player;
  for (int tries = 0; tries < 3; ++tries) {
    other = town.first + (player - town.first + 1 + random_.below(size - 1)) % size;
    if (schedule_.is_online(other)) break;
  }
  return word_int(std::int64_t{other} + 1);
}

std::optional<std::uint32_t> ParamMaker::held_row(std::uint32_t table, std::uint32_t player) {
  const auto& holders = facts_.holders_of[table];
  if (holders.empty()) return std::nullopt;
  const StateField& field = declarations_.kinds[declarations_.actor_kind]
                                .fields[holders[random_.below(static_cast<std::uint32_t>(holders.size()))]];
  const Word held = population_.world->row(declarations_.actor_kind, player)[field.slot];
  switch (field.shape->kind) {
    case ShapeKind::row: return static_cast<std::uint32_t>(held.i);
    case ShapeKind::optional:
      if (!held.optional) return std::nullopt;
      return static_cast<std::uint32_t>(held.optional->i);
    case ShapeKind::list:
      if (held.list->size == 0) return std::nullopt;
      return static_cast<std::uint32_t>(held.list->items[random_.below(held.list->size)].i);
    case ShapeKind::map:
      if (held.map->size == 0) return std::nullopt;
      return declarations_.find_row(table, held.map->entries[random_.below(held.map->size)].key->view());
    default: return std::nullopt;
  }
}

Word ParamMaker::row(const Shape& shape, std::uint32_t table, std::uint32_t player) {
  const auto& keys = declarations_.row_keys[table];
  std::optional<std::uint32_t> chosen;
  if (random_.percent(75)) chosen = held_row(table, player);
  if (!chosen && !keys.empty()) chosen = random_.below(static_cast<std::uint32_t>(keys.size()));
  if (shape.kind == ShapeKind::row) return word_int(chosen.value_or(0));
  return word_str(make_str(chosen ? std::string_view(keys[*chosen]) : "nothing", arena_));
}

Word ParamMaker::held_key(const Shape& shape, std::uint32_t field, std::uint32_t player) {
  const StateField& f = declarations_.kinds[declarations_.actor_kind].fields[field];
  const Map& map = *population_.world->row(declarations_.actor_kind, player)[f.slot].map;
  if (map.size == 0 || random_.percent(20)) return draw_value(shape, source_, arena_);
  return word_str(make_str(map.entries[random_.below(map.size)].key->view(), arena_));
}

void ParamMaker::write(Line& line, std::uint32_t action, const Word* params) {
  const Shape& shape = *population_.world->program->actions[action].params;
  for (const std::uint32_t i : shape.declared) {
    const Shape& field = *shape.fields[i].shape;
    if (field.kind == ShapeKind::optional && !params[i].optional) continue;
    canonical_.clear();
    put_canonical(canonical_, field, params[i], declarations_.keys());
    canonical::write_json(line.add_param(shape.fields[i].name).text, canonical_);
  }
}

}  // namespace ludex::traffic
