#include "judge/transaction.h"

#include "schema/typed.h"

namespace ludex::detail {
namespace {

bool owns(const Shape& s) { return is_owned(s.kind); }

}  // namespace

void Transaction::note(std::uint32_t kind, std::uint32_t position, std::uint32_t field, Place by) {
  for (Written& w : written_) {
    if (w.kind != kind || w.position != position || w.field != field) continue;
    w.last = by;
    return;
  }
  written_.push_back({kind, position, field, by});
  if (world_.kind(kind).fields[field].is_durable) lane_.touch_profile(kind, position);
  else lane_.touch_live(kind, position);
  world_.note_field(kind, position, field, lane_.dirty);
}

void Transaction::mark_broken(std::uint32_t kind, std::uint32_t position, std::uint32_t field) {
  for (Written& w : written_)
    if (w.kind == kind && w.position == position && w.field == field) w.is_broken = true;
}

void Transaction::set_row(std::uint32_t kind, std::uint32_t position, std::uint32_t slot, const Shape& shape, Word value) {
  Word& place = world_.row(kind, position)[slot];
  undo_.push_back({Op::row, kind, position, slot, &shape, nullptr, nullptr, place});
  place = value;
}
void Transaction::set_record(Word* record, std::uint32_t index, const Shape& shape, Word value) {
  undo_.push_back({Op::record, 0, 0, index, &shape, record, nullptr, record[index]});
  record[index] = value;
}
void Transaction::set_axis(double* vec, std::uint32_t axis, double value) {
  undo_.push_back({Op::axis, 0, 0, axis, nullptr, vec, nullptr, word_double(vec[axis])});
  vec[axis] = value;
}
void Transaction::set_entry(Map& map, std::uint32_t index, const Shape& shape, Word value) {
  undo_.push_back({Op::entry, 0, 0, index, &shape, &map, nullptr, map.entries[index].value});
  map.entries[index].value = value;
}
void Transaction::set_item(List& list, std::uint32_t index, const Shape& shape, Word value) {
  undo_.push_back({Op::item, 0, 0, index, &shape, &list, nullptr, list.items[index]});
  list.items[index] = value;
}
void Transaction::insert_entry(Map& map, std::uint32_t index, Str* key, const Shape& shape, Word value) {
  map_insert(map, index, key, value, lane_.heap);
  undo_.push_back({Op::entry_inserted, 0, 0, index, &shape, &map, nullptr, word_null()});
}
void Transaction::erase_entry(Map& map, std::uint32_t index, const Shape& shape) {
  undo_.push_back({Op::entry_erased, 0, 0, index, &shape, &map, map.entries[index].key, map.entries[index].value});
  map_erase(map, index);
}
void Transaction::append_item(List& list, const Shape& shape, Word value) {
  undo_.push_back({Op::item_inserted, 0, 0, list.size, &shape, &list, nullptr, word_null()});
  list_insert(list, list.size, value, lane_.heap);
}
void Transaction::erase_item(List& list, std::uint32_t index, const Shape& shape) {
  undo_.push_back({Op::item_erased, 0, 0, index, &shape, &list, nullptr, list.items[index]});
  list_erase(list, index);
}

void Transaction::note_created(std::uint32_t kind, std::uint32_t position) {
  undo_.push_back({Op::created, kind, position, 0, nullptr, nullptr, nullptr, word_null()});
  lane_.touch_live(kind, position);
  world_.note_place(kind, position, lane_.dirty);
}
void Transaction::erase_entity(std::uint32_t kind, std::uint32_t position) {
  undo_.push_back({Op::erased, kind, position, 0, nullptr, nullptr, nullptr, word_null()});
  world_.set_gone(kind, position, true);
  world_.note_place(kind, position, lane_.dirty);
}
void Transaction::put_timer(const std::string& id, std::optional<Timer> timer) {
  undo_.push_back({Op::timer, 0, 0, 0, nullptr, nullptr, nullptr, word_null()});
  old_timers_.emplace_back(id, world_.exchange_timer(id, std::move(timer), lane_.dirty));
}

void Transaction::commit() {
  // What was replaced or removed is given back only now; until here it could still be needed.
  for (const Undo& u : undo_) {
    if (!u.shape || u.op == Op::entry_inserted || u.op == Op::item_inserted) continue;
    if (owns(*u.shape)) destroy(*u.shape, u.old, lane_.heap);
    if (u.key) lane_.heap.release(u.key, Str::bytes(u.key->size));
  }
  undo_.clear();
  old_timers_.clear();
  written_.clear();
}

void Transaction::swap_in(Word& place, const Undo& u) {
  if (owns(*u.shape)) destroy(*u.shape, place, lane_.heap);
  place = u.old;
}

void Transaction::put_back(const Undo& u) {
  auto* map = static_cast<Map*>(u.container);
  auto* list = static_cast<List*>(u.container);
  switch (u.op) {
    case Op::row: swap_in(world_.row(u.kind, u.position)[u.index], u); return;
    case Op::record: swap_in(static_cast<Word*>(u.container)[u.index], u); return;
    case Op::axis: static_cast<double*>(u.container)[u.index] = u.old.d; return;
    case Op::entry: swap_in(map->entries[u.index].value, u); return;
    case Op::item: swap_in(list->items[u.index], u); return;
    case Op::entry_inserted: {
      const MapEntry e = map->entries[u.index];
      map_erase(*map, u.index);
      if (owns(*u.shape)) destroy(*u.shape, e.value, lane_.heap);
      lane_.heap.release(e.key, Str::bytes(e.key->size));
      return;
    }
    case Op::entry_erased: map_insert(*map, u.index, u.key, u.old, lane_.heap); return;
    case Op::item_inserted: {
      const Word item = list->items[u.index];
      list_erase(*list, u.index);
      if (owns(*u.shape)) destroy(*u.shape, item, lane_.heap);
      return;
    }
    case Op::item_erased: list_insert(*list, u.index, u.old, lane_.heap); return;
    case Op::created:
    case Op::erased:
      world_.set_gone(u.kind, u.position, u.op == Op::created);
      world_.note_place(u.kind, u.position, lane_.dirty);
      return;
    case Op::timer:
      world_.exchange_timer(old_timers_.back().first, std::move(old_timers_.back().second), lane_.dirty);
      old_timers_.pop_back();
      return;
  }
}

void Transaction::roll_back() {
  while (!undo_.empty()) {
    put_back(undo_.back());
    undo_.pop_back();
  }
  for (const Written& w : written_) world_.note_field(w.kind, w.position, w.field, lane_.dirty);  // an event may have looked around since
  written_.clear();
}

}  // namespace ludex::detail
