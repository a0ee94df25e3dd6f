#pragma once
// Where the operands of compiled code come from: enough data flow to see that a parameter is used as a key.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "rulebook/program_data.h"

namespace ludex::traffic {

struct Origin {
  enum class What : std::uint8_t { unknown, param, field } what = What::unknown;
  std::uint32_t index = 0;             ///< of the parameter, or of the field of its kind
  std::uint32_t entity = 0;            ///< slot of a field
  std::optional<std::uint32_t> table;  ///< the text or row names a row of it
};

/// One look-up by key.
struct Use {
  enum class Kind : std::uint8_t { row_of_table, key_of_map } kind;
  Origin key;
  Origin where;  ///< the map
  std::uint32_t table = 0;
};

/// Reads the blocks of one action.
class Trace {
 public:
  using Visit = std::function<void(const Use&)>;

  Trace(const detail::ProgramData& program, const detail::Action& action);

  /// Reports every look-up in the block; returns where its result comes from.
  Origin read(const expr::Block& block, const Visit& visit);
  /// The same for the action's next `let`, remembered for blocks that use it.
  void read_let(const expr::Block& block, const Visit& visit) { lets_.push_back(read(block, visit)); }
  /// The parameters a block mentions, in order.
  std::vector<std::uint32_t> params_in(const expr::Block& block);

  /// The kind of the entity in a slot.
  std::uint32_t kind_of(std::uint32_t entity) const;

 private:
  std::optional<std::uint32_t> field_at(std::uint32_t entity, std::uint32_t slot) const;

  const detail::ProgramData& program_;
  const detail::Action& action_;
  std::vector<Origin> lets_;
  std::vector<Origin> registers_;
  std::vector<std::uint32_t> mentioned_;
};

}  // namespace ludex::traffic
