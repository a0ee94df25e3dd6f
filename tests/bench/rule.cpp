#include "rule.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "processor_time.h"
#include "support/random.h"

namespace ludex::bench {
namespace {

constexpr const char* kRulebook = R"json({"ludex": 1, "name": "rule",
  "entities": {"player": {"live": {"state": {
    "last_attack": "int 0..1000000000", "stunned": "bool", "inventory": "list<enum(sword, bow, staff, dagger)> max 4",
    "hp": "int 0..100", "pos": "vec3"}}}},
  "actions": {"RequestAttack": {
    "params": {"target": "ref player", "weapon": "enum(sword, bow, staff, dagger)"},
    "with": {"target": {"player": "params.target"}},
    "require": ["now - actor.last_attack >= 500 && !actor.stunned && params.weapon in actor.inventory && target.hp > 0 && (actor.pos.x - target.pos.x) * (actor.pos.x - target.pos.x) + (actor.pos.y - target.pos.y) * (actor.pos.y - target.pos.y) + (actor.pos.z - target.pos.z) * (actor.pos.z - target.pos.z) <= 100.0 else no"]}}})json";

Program compiled() {
  auto program = Program::compile(kRulebook);
  if (program) return *program;
  std::fprintf(stderr, "%s\n", format_error(program.error(), "rule").c_str());
  std::exit(1);
}

std::uint32_t slot(const Declarations& d, const char* field) {
  for (const StateField& f : d.kinds[0].fields)
    if (f.name == field) return f.slot;
  std::abort();
}

}  // namespace

Rule::Rule(std::size_t requests) : program_(compiled()), data_(program_.data()), block_(data_.actions[0].require[0].block) {
  const Declarations& d = data_.declarations;
  stride_ = d.kinds[0].stride;
  inventory_ = slot(d, "inventory");
  const std::uint32_t last = slot(d, "last_attack"), stunned = slot(d, "stunned"), hp = slot(d, "hp"), pos = slot(d, "pos");
  list_plan_ = expr::plan(block_, data_.code, nullptr);
  const expr::BitSetField bits[] = {{0, inventory_}};
  bit_plan_ = expr::plan(block_, data_.code, nullptr, bits);

  // Drawn as bench_rules.mjs draws them.
  RandomStream random(7, 0);
  const auto real = [&](double below) { return static_cast<double>(random.next_u32()) / 4294967296.0 * below; };
  rows_.assign(std::size_t{kPlayers} * stride_, word_null());
  for (std::uint32_t p = 0; p < kPlayers; ++p) {
    Word* row = &rows_[std::size_t{p} * stride_];
    row[last] = word_int(9000 + random.below(1200));
    row[stunned] = word_bool(false);
    row[hp] = word_int(random.below(100));
    row[pos] = word_double(real(20));
    row[pos + 1] = word_double(real(5));
    row[pos + 2] = word_double(real(20));
    auto* list = values_.allocate_array<List>(1);
    *list = {1 + random.below(3), 4, values_.allocate_array<Word>(4)};
    for (std::uint32_t i = 0; i < list->size; ++i) list->items[i] = word_int(i);
    row[inventory_] = word_list(list);
    peers_.push_back({row[last].i, row[hp].i, row[pos].d, row[pos + 1].d, row[pos + 2].d, expr::enum_bits(*list), row[stunned].b});
  }
  bit_rows_ = rows_;
  for (std::uint32_t p = 0; p < kPlayers; ++p) bit_rows_[p * stride_ + inventory_].u = peers_[p].inventory;

  const Shape& params = *data_.actions[0].params;
  const std::size_t weapon_field = params.fields[0].name == "weapon" ? 0 : 1;
  for (std::size_t i = 0; i < requests; ++i) {
    actor_.push_back(random.below(kPlayers));
    target_.push_back(random.below(kPlayers));
    now_.push_back(10000 + random.below(512));
    weapon_.push_back(random.below(4));
    Word record[2];
    record[weapon_field] = word_int(weapon_.back());
    record[1 - weapon_field] = word_int(target_.back());
    records_.insert(records_.end(), record, record + 2);
  }
  for (std::size_t i = 0; i < requests; ++i) record_of_.push_back(&records_[2 * i]);

  const auto gather = [&](const std::vector<std::uint32_t>& index, std::uint32_t s) {
    std::vector<Word> column;
    for (const std::uint32_t at : index) column.push_back(bit_rows_[std::size_t{at} * stride_ + s]);
    gathered_.push_back(std::move(column));
    return gathered_.back().data();
  };
  actor_columns_.assign(stride_, nullptr);
  target_columns_.assign(stride_, nullptr);
  for (const std::uint32_t s : {last, stunned, inventory_, pos, pos + 1, pos + 2}) actor_columns_[s] = gather(actor_, s);
  for (const std::uint32_t s : {hp, pos, pos + 1, pos + 2}) target_columns_[s] = gather(target_, s);
  param_columns_.assign(2, nullptr);
  param_columns_[weapon_field] = reinterpret_cast<const Word*>(weapon_.data());
  const auto ints = [](const Word* w) { return reinterpret_cast<const std::int64_t*>(w); };
  const auto doubles = [](const Word* w) { return reinterpret_cast<const double*>(w); };
  hand_ = {now_.data(), weapon_.data(), ints(actor_columns_[last]), ints(actor_columns_[stunned]), reinterpret_cast<const std::uint64_t*>(actor_columns_[inventory_]),
           doubles(actor_columns_[pos]), doubles(actor_columns_[pos + 1]), doubles(actor_columns_[pos + 2]), ints(target_columns_[hp]),
           doubles(target_columns_[pos]), doubles(target_columns_[pos + 1]), doubles(target_columns_[pos + 2])};
}

std::size_t Rule::allowed() const {
  std::vector<std::uint8_t> out(requests());
  ::peer::o2::rule(hand_, requests(), out.data());
  return static_cast<std::size_t>(std::count(out.begin(), out.end(), 1));
}

double Rule::scalar(std::vector<std::uint8_t>& out) {
  std::vector<Word> registers(data_.code.registers);
  std::vector<expr::EvalError> slots(data_.code.error_slots);
  expr::EntityRef entities[2];
  expr::Envelope envelope;
  expr::Frame frame;
  frame.code = &data_.code;
  frame.declarations = &data_.declarations;
  frame.entities = entities;
  frame.envelope = &envelope;
  frame.arena = &scratch_values_;
  frame.registers = registers.data();
  frame.error_slots = slots.data();
  const double start = processor_seconds();
  for (std::size_t i = 0; i < requests(); ++i) {
    entities[0].row = &rows_[std::size_t{actor_[i]} * stride_];
    entities[1].row = &rows_[std::size_t{target_[i]} * stride_];
    frame.params = record_of_[i];
    frame.now = now_[i];
    Word value;
    expr::EvalError error;
    out[i] = expr::run(block_, frame, value, error) && value.b;
  }
  return processor_seconds() - start;
}

double Rule::batch(const expr::Plan& plan, bool is_gathered, bool has_bits, std::vector<std::uint8_t>& out) {
  expr::Frame frame;
  frame.code = &data_.code;
  frame.declarations = &data_.declarations;
  frame.arena = &scratch_values_;
  expr::EntityColumns entities[2];
  if (is_gathered) {
    entities[0].columns = actor_columns_;
    entities[1].columns = target_columns_;
  } else {
    const Word* rows = has_bits ? bit_rows_.data() : rows_.data();
    entities[0] = {rows, stride_, actor_.data(), {}, nullptr, nullptr};
    entities[1] = {rows, stride_, target_.data(), {}, nullptr, nullptr};
  }
  expr::Columns in;
  in.frame = &frame;
  in.entities = entities;
  in.params = param_columns_;
  in.now = now_.data();
  const double start = processor_seconds();
  expr::run_batch(plan, in, requests(), scratch_, {nullptr, out.data()}, failures_);
  return processor_seconds() - start;
}

double Rule::batch_gathered(std::vector<std::uint8_t>& out) { return batch(bit_plan_, true, true, out); }
double Rule::batch_in_place(std::vector<std::uint8_t>& out) { return batch(bit_plan_, false, true, out); }
double Rule::batch_lists(std::vector<std::uint8_t>& out) { return batch(list_plan_, false, false, out); }

namespace {

template <class F>
double timed(F&& f) {
  const double start = processor_seconds();
  f();
  return processor_seconds() - start;
}

}  // namespace

double Rule::hand_gathered(std::vector<std::uint8_t>& out) { return timed([&] { ::peer::o2::rule(hand_, requests(), out.data()); }); }
double Rule::hand_gathered_o3(std::vector<std::uint8_t>& out) { return timed([&] { ::peer::o3::rule(hand_, requests(), out.data()); }); }
double Rule::hand_in_place(std::vector<std::uint8_t>& out) {
  return timed([&] { ::peer::o2::rule(::peer::RuleRows{peers_.data(), actor_.data(), target_.data(), now_.data(), weapon_.data()}, requests(), out.data()); });
}
double Rule::hand_in_place_o3(std::vector<std::uint8_t>& out) {
  return timed([&] { ::peer::o3::rule(::peer::RuleRows{peers_.data(), actor_.data(), target_.data(), now_.data(), weapon_.data()}, requests(), out.data()); });
}

}  // namespace ludex::bench
