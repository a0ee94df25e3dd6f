#pragma once
/// A contract on its own: one shape, or the params of one action, and what is wrong with a text that breaks it.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "ludex/program.h"

namespace ludex {

namespace detail {
struct ContractData;
}

/// One thing that is wrong with a text.
struct ContractMismatch {
  std::string pointer;       ///< RFC 6901 pointer to the value at fault, or to the member that should or should not be there
  std::string message;       ///< for people: `expected integer, got "42" (string)`
  std::uint32_t offset = 0;  ///< of the value's first byte; for a member that is missing, of its object
};

/// "/params/target: expected integer, got \"42\" (string)"
std::string to_text(const ContractMismatch& mismatch);

/// A compiled contract. Immutable: copying is cheap and any number of threads may use one.
class Contract {
 public:
  /// Compiles a shape as a rulebook writes it: `"int 0..100"` with its quotes, or {"type":"object","properties":{…}}.
  /// Errors: as for a rulebook; there are no tables and no kinds that a shape could name.
  static Result<Contract> compile(std::string_view shape_json);

  /// The params of an action, which texts then give as one object. Keeps the program alive.
  /// Errors (`host`): the program has no such action.
  static Result<Contract> of_action(const Program& program, std::string_view action);

  /// What is wrong with a JSON text, in the order a rulebook checks it: type, closed set, bounds, then what is inside
  /// (fields as declared, further members as written). The first thing, or everything; nothing when the text fits.
  /// A text that is no JSON, or beyond the limits, has one mismatch: JSON of at most 16 MB, 64 deep, a million values;
  /// for an action the limits of its rulebook's requests.
  /// Cost: linear in the text; a text that fits is read once, straight into words.
  std::vector<ContractMismatch> check(std::string_view json, bool all_errors = false) const;
  /// Whether nothing is wrong: the direct reader alone for nearly every text that fits.
  bool accepts(std::string_view json) const;

  /// At most so many mismatches are reported of one text.
  static constexpr std::size_t kMaxMismatches = 100;

  const detail::ContractData& data() const { return *data_; }

 private:
  explicit Contract(std::shared_ptr<const detail::ContractData> data) : data_(std::move(data)) {}
  std::shared_ptr<const detail::ContractData> data_;
};

/// The same for front ends that speak JSON. `contract` is a shape, or with {"action":NAME} among the options a rulebook.
/// `options`: {"action":"…","all":bool}, each optional.
/// Returns {"ok":bool,"mismatches":[{"pointer","message","offset"}]}, or {"error":{"code","message","pointer","line","column"}}.
std::string check_contract_json(std::string_view contract, std::string_view json, std::string_view options = "{}");

}  // namespace ludex
