#include "traffic/facts.h"

#include <algorithm>
#include <string_view>

#include "traffic/trace.h"
#include "traffic/values.h"

namespace ludex::traffic {
namespace {

using detail::Action;
using detail::Effect;
using detail::ProgramData;

/// Everything one action's code says about its parameters and about the fields it touches.
class ActionReader {
 public:
  ActionReader(const ProgramData& program, const Action& action, Facts& facts, ActionFacts& out)
      : program_(program), action_(action), facts_(facts), out_(out), trace_(program, action) {}

  void read() {
    const auto& fields = action_.params->fields;
    out_.params.resize(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) read_shape(*fields[i].shape, out_.params[i]);

    const auto visit = [this](const Use& use) { learn_use(use); };
    for (const expr::Block& let : action_.lets) trace_.read_let(let, visit);
    for (const auto& clause : action_.permit) trace_.read(clause.block, visit);
    for (const auto& clause : action_.require) trace_.read(clause.block, visit);
    for (const auto& cost : action_.costs) trace_.read(cost.amount, visit);
    if (action_.cooldown.is_set()) trace_.read(action_.cooldown.ms, visit);
    read_effects(action_.effects);
    if (action_.once.is_set()) read_receipt();
    if (action_.result.is_set()) trace_.read(action_.result, visit);
  }

 private:
  void read_shape(const Shape& shape, ParamFacts& param) const {
    const Shape& inner = shape.kind == ShapeKind::optional ? *shape.element : shape;
    if (inner.kind == ShapeKind::row) {
      param.role = ParamFacts::Role::row;
      param.table = inner.index;
    } else if (inner.kind == ShapeKind::ref && inner.index == program_.declarations.actor_kind) {
      param.role = ParamFacts::Role::neighbour;
    }
  }

  bool is_map(const Origin& origin) const {
    return program_.declarations.kinds[trace_.kind_of(origin.entity)].fields[origin.index].shape->kind ==
           ShapeKind::map;
  }

  // A string that is looked up in a table or in a map of the actor's names one of its rows or keys.
  void learn_use(const Use& use) {
    const bool is_param = use.key.what == Origin::What::param;
    ParamFacts* const param = is_param ? &out_.params[use.key.index] : nullptr;
    if (use.kind == Use::Kind::row_of_table) {
      if (param && param->role != ParamFacts::Role::receipt) {
        param->role = ParamFacts::Role::row;
        param->table = use.table;
      }
    } else if (use.where.what == Origin::What::field && is_map(use.where)) {
      FieldFacts& field = facts_.fields[trace_.kind_of(use.where.entity)][use.where.index];
      if (use.key.table) field.table = *use.key.table;
      if (param && param->role == ParamFacts::Role::plain && use.where.entity == 0) {
        param->role = ParamFacts::Role::held_key;
        param->field = use.where.index;
      }
    }
  }

  void read_effects(const std::vector<Effect>& effects) {
    const auto visit = [this](const Use& use) { learn_use(use); };
    for (const Effect& effect : effects) {
      const Origin value = effect.value.is_set() ? trace_.read(effect.value, visit) : Origin{};
      if (effect.op == Effect::Op::branch) {
        read_effects(effect.then_do);
        read_effects(effect.else_do);
        continue;
      }
      const auto& position = facts_.position_of[program_.declarations.actor_kind];
      if (effect.op == Effect::Op::set && value.what == Origin::What::param && effect.path.entity == 0 &&
          position == effect.path.field && effect.path.steps.empty())
        out_.params[value.index].role = ParamFacts::Role::destination;
      for (const auto& step : effect.path.steps) {
        if (step.kind != detail::PathStep::Kind::map_key) continue;
        const Origin key = trace_.read(step.key, visit);
        learn_use({Use::Kind::key_of_map, key, {Origin::What::field, effect.path.field, effect.path.entity, {}}, 0});
      }
    }
  }

  // The string of a compound key is its receipt: "params.shop + params.receipt".
  void read_receipt() {
    std::optional<std::uint32_t> found;
    for (const std::uint32_t i : trace_.params_in(action_.once.key)) {
      const ShapeKind kind = action_.params->fields[i].shape->kind;
      if (kind == ShapeKind::string || (kind == ShapeKind::integer && !found)) found = i;
    }
    if (found) out_.params[*found].role = ParamFacts::Role::receipt;
  }

  const ProgramData& program_;
  const Action& action_;
  Facts& facts_;
  ActionFacts& out_;
  Trace trace_;
};

std::optional<std::uint32_t> find_position(const Kind& kind) {
  std::optional<std::uint32_t> found;
  int best = 0;
  for (std::uint32_t i = 0; i < kind.fields.size(); ++i) {
    const StateField& f = kind.fields[i];
    if (f.shape->kind != ShapeKind::vec3) continue;
    const int score = 1 + !f.is_durable + 2 * (f.name == "position" || f.name == "pos");
    if (score > best) {
      best = score;
      found = i;
    }
  }
  return found;
}

// "weapon_levels" is keyed by rows of "weapons" when no rule says otherwise.
std::optional<std::uint32_t> table_named_like(std::string_view field, const Declarations& declarations) {
  for (std::uint32_t t = 0; t < declarations.table_names.size(); ++t) {
    std::string_view table = declarations.table_names[t];
    if (table.size() > 3 && table.ends_with('s')) table.remove_suffix(1);
    if (table.size() >= 3 && field.starts_with(table)) return t;
  }
  return std::nullopt;
}

/// The table whose rows a field's value names.
std::optional<std::uint32_t> table_in(const Shape& shape, const FieldFacts& facts) {
  switch (shape.kind) {
    case ShapeKind::row: return shape.index;
    case ShapeKind::optional:
    case ShapeKind::list:
      return shape.element->kind == ShapeKind::row ? std::optional(shape.element->index) : std::nullopt;
    case ShapeKind::map: return shape.key->kind == ShapeKind::row ? std::optional(shape.key->index) : facts.table;
    default: return std::nullopt;
  }
}

std::uint32_t weight_of(const Action& action, const ActionFacts& facts) {
  using Role = ParamFacts::Role;
  const auto has = [&](Role role) {
    return std::any_of(facts.params.begin(), facts.params.end(), [&](const ParamFacts& p) { return p.role == role; });
  };
  if (has(Role::destination)) return 12;
  if (action.once.is_set()) return 1;
  if (has(Role::neighbour)) return 6;
  return facts.params.empty() ? 1 : 2;
}

}  // namespace

Facts learn(const ProgramData& program) {
  const Declarations& declarations = program.declarations;
  Facts facts;
  facts.holders_of.resize(declarations.tables.size());
  for (const Kind& kind : declarations.kinds) {
    facts.fields.emplace_back(kind.fields.size());
    facts.position_of.push_back(find_position(kind));
  }
  facts.actions.resize(program.actions.size());
  auto& actor_fields = facts.fields[declarations.actor_kind];
  for (std::uint32_t i = 0; i < program.actions.size(); ++i) {
    const Action& action = program.actions[i];
    ActionFacts& out = facts.actions[i];
    ActionReader(program, action, facts, out).read();
    for (const auto& cost : action.costs) actor_fields[cost.field].is_money = true;
    out.weight = weight_of(action, out);
    out.is_possible = has_value(*action.params, declarations);
    if (!out.is_possible) continue;
    if (action.from & 1) facts.client_actions.push_back(i);
    else if (action.from) facts.command_actions.push_back(i);
  }
  for (std::uint32_t k = 0; k < declarations.kinds.size(); ++k) {
    for (std::uint32_t i = 0; i < declarations.kinds[k].fields.size(); ++i) {
      const StateField& field = declarations.kinds[k].fields[i];
      if (field.is_cooldown) continue;
      FieldFacts& known = facts.fields[k][i];
      if (!known.table && field.shape->kind == ShapeKind::map && field.shape->key->kind == ShapeKind::string)
        known.table = table_named_like(field.name, declarations);
      if (k != declarations.actor_kind) continue;
      if (const auto table = table_in(*field.shape, known)) facts.holders_of[*table].push_back(i);
    }
  }
  return facts;
}

}  // namespace ludex::traffic
