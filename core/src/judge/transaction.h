#pragma once
// Writes state for one request, all or nothing: every write remembers its inverse, and undoing them backwards meets
// each container in exactly the shape its write left.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "world/store.h"

namespace ludex::detail {

class Transaction {
 public:
  explicit Transaction(Lane lane) : lane_(lane), world_(lane.world) {}
  /// A transaction that is abandoned (memory ran out, say) leaves no half of itself behind.
  ~Transaction() { roll_back(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// One state field written by this request, and the last effect that wrote it.
  struct Written {
    std::uint32_t kind, position, field;
    Place last;
    bool is_broken = false;  ///< holds a key its shape does not have
  };
  const std::vector<Written>& written() const { return written_; }
  void note(std::uint32_t kind, std::uint32_t position, std::uint32_t field, Place by);
  void mark_broken(std::uint32_t kind, std::uint32_t position, std::uint32_t field);

  /// Replaces a word in an entity's row; an owned `value` belongs to state from now on.
  void set_row(std::uint32_t kind, std::uint32_t position, std::uint32_t slot, const Shape& shape, Word value);
  void set_record(Word* record, std::uint32_t index, const Shape& shape, Word value);
  void set_axis(double* vec, std::uint32_t axis, double value);
  void set_entry(Map& map, std::uint32_t index, const Shape& shape, Word value);
  void set_item(List& list, std::uint32_t index, const Shape& shape, Word value);
  void insert_entry(Map& map, std::uint32_t index, Str* key, const Shape& shape, Word value);
  void erase_entry(Map& map, std::uint32_t index, const Shape& shape);
  void append_item(List& list, const Shape& shape, Word value);
  void erase_item(List& list, std::uint32_t index, const Shape& shape);

  /// An entity that was added, and one that goes.
  void note_created(std::uint32_t kind, std::uint32_t position);
  void erase_entity(std::uint32_t kind, std::uint32_t position);
  /// Sets, replaces or (nothing) removes a timer.
  void put_timer(const std::string& id, std::optional<Timer> timer);

  void commit();
  void roll_back();

 private:
  enum class Op : std::uint8_t { row, record, axis, entry, item, entry_inserted, entry_erased, item_inserted, item_erased, created, erased, timer };
  struct Undo {
    Op op;
    std::uint32_t kind = 0, position = 0, index = 0;
    const Shape* shape = nullptr;
    void* container = nullptr;
    Str* key = nullptr;
    Word old = word_null();
  };
  void put_back(const Undo& u);
  void swap_in(Word& place, const Undo& u);

  Lane lane_;
  WorldData& world_;
  std::vector<Undo> undo_;
  std::vector<std::pair<std::string, std::optional<Timer>>> old_timers_;  ///< what Op::timer entries replaced, in order
  std::vector<Written> written_;
};

}  // namespace ludex::detail
