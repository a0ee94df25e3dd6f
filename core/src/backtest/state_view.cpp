#include "backtest/state_view.h"

#include <algorithm>

#include "expr/check.h"
#include "expr/emit.h"
#include "expr/parser.h"
#include "rulebook/load_invariants.h"
#include "schema/typed.h"
#include "value/json_bytes.h"
#include "value/json_pointer.h"

namespace ludex::detail {
namespace {

Error error_in(const Cohort& cohort, std::string message, std::uint32_t offset, bool is_unsupported = false) {
  offset = std::min(offset, static_cast<std::uint32_t>(cohort.that.size()));
  const auto position = json::position_of(cohort.that, offset);
  return {is_unsupported ? ErrorCode::unsupported : ErrorCode::expression, "cohort '" + cohort.name + "': " + message, "/" + cohort.name, position.line, position.column, cohort.that, offset};
}

}  // namespace

std::optional<Error> Cohorts::compile(const std::vector<Cohort>& cohorts, std::string_view rulebook) {
  actors_.assign(cohorts.size() + 1, 0);
  if (cohorts.empty()) return std::nullopt;
  auto compiled = Program::compile(rulebook);
  if (!compiled) return compiled.error();
  program_ = std::move(*compiled);
  Declarations& declarations = const_cast<ProgramData&>(program_->data()).declarations;  // made just now, and ours alone
  expr::Scope scope;
  scope.place = "a cohort";
  scope.entities.push_back({"actor", declarations.actor_kind});
  scope.sees_now = scope.sees_request = scope.sees_lets = false;
  for (const Cohort& cohort : cohorts) {
    expr::Ast ast;
    std::uint32_t root = 0;
    expr::Reads reads;
    if (const auto e = expr::parse_expression(cohort.that, ast, root)) return error_in(cohort, e->message, e->offset);
    if (const auto e = expr::check(ast, root, scope, declarations, reads, &builtin_shapes().boolean)) return error_in(cohort, e->message, e->offset, e->is_unsupported);
    if (reads_flags(ast, root)) return error_in(cohort, "it may not read flags: they come with each batch", 0);
    const auto block = expr::emit(ast, root, declarations, code_);
    if (!block) return error_in(cohort, "the expression needs more registers or constants than one expression may have", 0);
    blocks_.push_back(*block);
  }
  registers_.assign(code_.registers, word_null());
  slots_.resize(code_.error_slots);
  return std::nullopt;
}

void Cohorts::look_at_all(const WorldData& world) {
  if (empty()) return;
  const std::vector<std::int64_t> ids = world.kinds[world.program->declarations.actor_kind].ids;
  for (const std::int64_t id : ids) look_at(world, id);
}

void Cohorts::look_at(const WorldData& world, std::int64_t actor) {
  const std::uint32_t kind = world.program->declarations.actor_kind;
  const KindStore& store = world.kinds[kind];
  const std::uint32_t position = store.index.find({actor});
  if (empty() || position == FlatMap::kAbsent || masks_.find({actor}) != FlatMap::kAbsent) return;
  if (world.kind(kind).has_profile && !(store.status[position] & kHasProfile)) return;
  arena_.reset();
  const expr::EntityRef entity{const_cast<Word*>(world.row(kind, position)), actor, kind, position};  // read only
  expr::Frame frame;
  frame.code = &code_;
  frame.declarations = &program_->data().declarations;
  frame.entities = &entity;
  frame.arena = &arena_;
  frame.registers = registers_.data();
  frame.error_slots = slots_.data();
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    Word is_in;
    expr::EvalError error;
    if (!expr::run(blocks_[i], frame, is_in, error) || !is_in.b) continue;
    mask |= 1u << i;
    ++actors_[i];
  }
  if (mask == 0) ++actors_.back();
  masks_.insert({actor}, mask);
}

bool TrackedSum::find(std::string_view path, const ProgramData& program, Error& error) {
  const auto fail = [&](std::string message) {
    error = Error{ErrorCode::host, "sum '" + std::string(path) + "': " + std::move(message), {}, 0, 0, {}, 0};
    return false;
  };
  std::vector<std::string> tokens;
  for (std::string_view rest = path;;) {
    const std::size_t dot = rest.find('.');
    tokens.emplace_back(rest.substr(0, dot));
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  const Declarations& d = program.declarations;
  const auto kind = d.find_kind(tokens[0]);
  if (!kind) return fail("there is no kind '" + tokens[0] + "'" + nearest_name(tokens[0], d.kind_names));
  if (tokens.size() < 2) return fail("name a field of it, as in \"" + tokens[0] + ".coins\"");
  kind_ = *kind;
  const std::vector<StateField>& fields = d.kinds[kind_].fields;
  std::vector<std::string> names;
  for (const StateField& f : fields)
    if (!f.is_cooldown) names.push_back(f.name);
  std::size_t at = 1;
  // "player.live.hp" where both parts have one, as in expressions.
  const bool is_part = (tokens[1] == "profile" || tokens[1] == "live") && tokens.size() > 2 && !Declarations::position(names, tokens[1]);
  if (is_part) ++at;
  const auto field = std::find_if(fields.begin(), fields.end(), [&](const StateField& f) { return f.name == tokens[at] && !f.is_cooldown && (!is_part || f.is_durable == (tokens[1] == "profile")); });
  if (field == fields.end()) return fail("'" + tokens[0] + "' has no field '" + tokens[at] + "'" + nearest_name(tokens[at], names));
  field_ = static_cast<std::uint32_t>(field - fields.begin());
  const Shape* shape = field->shape;
  steps_.clear();
  for (std::size_t k = at + 1; k < tokens.size(); ++k) {
    const std::string& token = tokens[k];
    while (shape->kind == ShapeKind::optional) shape = shape->element;
    Step step;
    step.is_every = token == "*";
    step.name = token;
    if (shape->kind == ShapeKind::record) {
      const auto member = std::find_if(shape->fields.begin(), shape->fields.end(), [&](const Field& f) { return f.name == token; });
      if (member == shape->fields.end()) return fail("there is no member '" + token + "'");
      step.is_every = false;
      step.index = static_cast<std::uint32_t>(member - shape->fields.begin());
      shape = member->shape;
    } else if (shape->kind == ShapeKind::map) {
      shape = shape->element;
    } else if (shape->kind == ShapeKind::list) {
      const auto index = json::array_index(token);
      if (!step.is_every && !index) return fail("'" + token + "' is no position in a list; * is every item");
      step.index = index.value_or(0);
      shape = shape->element;
    } else if (shape->kind == ShapeKind::vec3 && (token == "x" || token == "y" || token == "z")) {
      step.index = static_cast<std::uint32_t>(token[0] - 'x');
      shape = &builtin_shapes().number;
    } else {
      return fail("nothing lies under '" + tokens[k - 1] + "'");
    }
    steps_.push_back(std::move(step));
  }
  while (shape->kind == ShapeKind::optional) shape = shape->element;
  is_real_ = shape->kind == ShapeKind::number;
  if (!is_real_ && shape->kind != ShapeKind::integer) return fail("it leads to no number; * takes every value of a map or list");
  return true;
}

void TrackedSum::add(const Shape& shape, Word value, std::size_t at, Value& sum) const {
  if (shape.kind == ShapeKind::optional) {
    if (value.optional) add(*shape.element, *value.optional, at, sum);
    return;
  }
  if (at == steps_.size()) {
    if (is_real_) sum.real += value.d;
    else sum.whole += value.i;
    return;
  }
  const Step& step = steps_[at];
  switch (shape.kind) {
    case ShapeKind::record: return add(*shape.fields[step.index].shape, value.record[step.index], at + 1, sum);
    case ShapeKind::vec3: return add(builtin_shapes().number, word_double(value.vec[step.index]), at + 1, sum);
    case ShapeKind::list:
      for (std::uint32_t i = step.is_every ? 0 : step.index; i < value.list->size; ++i) {
        add(*shape.element, value.list->items[i], at + 1, sum);
        if (!step.is_every) break;
      }
      return;
    case ShapeKind::map:
      for (std::uint32_t i = 0; i < value.map->size; ++i)
        if (step.is_every || value.map->entries[i].key->view() == step.name) add(*shape.element, value.map->entries[i].value, at + 1, sum);
      return;
    default: return;
  }
}

TrackedSum::Value TrackedSum::of(const WorldData& world) const {
  Value sum;
  const KindStore& store = world.kinds[kind_];
  const StateField& field = world.kind(kind_).fields[field_];
  for (std::uint32_t i = 0; i < store.ids.size(); ++i) {
    if (store.status[i] & kGone || (field.is_durable && !(store.status[i] & kHasProfile))) continue;
    add(*field.shape, field_word(field, world.row(kind_, i)), 0, sum);
  }
  return sum;
}

}  // namespace ludex::detail
