#pragma once
/// A compiled rulebook.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "ludex/reason.h"

namespace ludex {

namespace detail {
struct ProgramData;
}

/// An immutable program. Copying is cheap (a reference is shared) and a program may be used by any number of
/// threads at once.
class Program {
 public:
  /// Compiles a rulebook: JSON with comments, short or long form, at most 16 MB.
  ///
  /// Everything is checked here: names, types, paths, reason codes, bounds. All errors are reported, not
  /// only the first. Language that this version does not judge yet is an `unsupported` error, never ignored.
  static Result<Program> compile(std::string_view rulebook);

  std::string_view name() const;
  /// The rulebook's own `version`; informative.
  std::int64_t version() const;
  /// Hash of the compiled rules and the engine's semantics version; comments, docs and order of keys do not count.
  std::uint64_t digest() const;

  std::size_t action_count() const;
  std::string_view action_name(std::size_t action) const;
  /// Name of a reason, system or interned; "" when there is none of this code.
  std::string_view reason_name(Reason reason) const;
  /// Every reason this program can give, in code order.
  std::vector<Reason> reasons() const;

  /// The summary that `ludex check --json` prints: actions with clauses, reasons, access sets, the conflict
  /// matrix, warnings and the digest, as one JSON object.
  std::string summary_json() const;

  /// What `ludex check --why` lists, as a JSON array of {"pointer", "operation", "codes", "ranges"}: the operations that
  /// may raise an error, as the declared bounds of their operands do not rule it out.
  std::string why_json() const;
  /// What `ludex check --cost` lists, as a JSON object: the most steps one request may take, by action and part.
  std::string cost_json() const;

  const detail::ProgramData& data() const { return *data_; }
  const std::shared_ptr<const detail::ProgramData>& shared() const { return data_; }
  explicit Program(std::shared_ptr<const detail::ProgramData> data) : data_(std::move(data)) {}

 private:
  std::shared_ptr<const detail::ProgramData> data_;
};

}  // namespace ludex
