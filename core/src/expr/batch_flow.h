#pragma once
// What flows where in a block whose control flow only goes forward: the analysis under batch_plan.

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "expr/code.h"

namespace ludex::expr {

/// What the batch evaluator has to know of an operation.
struct Traits {
  enum class By : std::uint8_t {
    flow,    ///< jumps and what belongs to them
    source,  ///< reads an input or constant
    column,  ///< a loop over columns
    row,     ///< row by row, one instruction of the scalar evaluator
    vector,  ///< vec3 made or taken apart: only its three columns exist
    none,    ///< builds a value, loops, or is not known here: the block runs by rows
  };
  By by = By::none;
  std::uint8_t reads = 0;  ///< registers: 1 a, 2 b, 4 c, 8 those after b
  bool writes = false;     ///< register a
  bool is_truth = false;   ///< of what it writes
  enum class Fails : std::uint8_t { never, when_marked, always } fails = Fails::never;
  bool has_data = false;   ///< takes two instructions
};
Traits traits(OpCode op);

inline constexpr std::uint32_t kNoWeb = 0xffffffffu;

/// One instruction, lets unfolded.
struct FlowOp {
  Instruction x{};
  std::uint32_t data = 0;
  std::uint32_t offset = 0;
  bool may_fail = false;
  std::uint32_t target = kNoWeb;   ///< of a jump
  std::uint32_t handler = kNoWeb;  ///< where a row that fails here goes on
  std::uint32_t slot = 0;          ///< and where its error is kept; or the slot a saved-error instruction names
  // A web is all writes of a register that some read may see together; each becomes a column.
  std::uint32_t writes = kNoWeb;
  std::array<std::uint32_t, 3> reads{kNoWeb, kNoWeb, kNoWeb};  ///< in the order of Traits::reads, 8 as the second and third
  bool blends = false;             ///< some row that skips this write may yet read the column
  std::uint32_t dominator = 0;     ///< 1 + the last earlier operation that every row passes which comes here; 0: none
};

struct Flow {
  std::vector<FlowOp> ops;
  std::vector<std::uint32_t> web_writes;  ///< per web: how many operations write it
  std::uint32_t error_slots = 0;
};

/// Nothing when the block loops, builds values, or unfolds to too much.
std::optional<Flow> flow(const Block& block, const Code& code, const Block* lets);

}  // namespace ludex::expr
