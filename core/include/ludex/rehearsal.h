#pragma once
/// A rehearsal: many old saves brought to a rulebook's version, and what that does to them, counted.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "ludex/exec.h"
#include "ludex/profile.h"
#include "ludex/program.h"

namespace ludex {

/// A number that migrating must neither make nor lose, such as all the coins there are.
struct DeclaredSum {
  std::string name;
  /// Where it stands in saves of any version, as pointers into the state; `*` stands for every item or member. The sum
  /// takes whatever is found at any of them.
  std::vector<std::string> at;
  /// Ids of the steps that may change it.
  std::vector<std::string> changed_by;
};

struct RehearsalOptions {
  SaveLimits limits;
  bool is_checked_twice = true;   ///< every result is migrated again, to see that nothing changes
  bool has_histograms = true;     ///< of every field, before and after
  std::uint32_t samples = 20;     ///< kept of each class of failure, and of the saves that grow most; at most 1000
  std::uint64_t first_line = 0;   ///< lines that lie before the first one added, for the numbers in quarantine and samples
  std::vector<DeclaredSum> sums;  ///< beside those the rulebook declares ("conserve")
  Exec exec;
};

namespace detail {
class RehearsalRun;
}

/// Migrates saves line by line and keeps count. What is counted does not depend on how the lines were cut into calls, on
/// threads, or on the order in which parts are merged. Memory: that of one call's lines and results, and of the counts.
class Rehearsal {
 public:
  /// Errors (`host`): as `SaveLoader::make`; too many samples; a sum without a name or with one that is taken, whose pointer
  /// is none, two of whose pointers can find the same value, or that names a step the program does not have.
  static Result<Rehearsal> make(const Program& program, std::string_view kind, const RehearsalOptions& options = {});

  /// Saves, one JSON object a line (the last LF may be missing; a CR before it is dropped). Appends what became ready to
  /// `out`, and to `quarantine` a line for each other one: {"line", "class", "pointer", "message", "step"?, "raw" or
  /// "raw_base64"}. Both in the order of the lines.
  void add(std::string_view lines, std::string& out, std::string& quarantine);

  /// One JSON object: docs/migrations.md tells its members.
  std::string report() const;

  /// The counts as JSON text, to go on later or to merge elsewhere.
  std::string state() const;
  /// Adds the counts of another rehearsal of the same program, kind and options (but `first_line` and `exec`). `first_line`
  /// lines lie before those it counted from 0; 0 when it knew its own place. Lines added after this follow all of them.
  /// Errors (`host`): a text that `state` did not write, or of another program, kind or options; nothing is added then.
  std::optional<Error> merge(std::string_view state, std::uint64_t first_line);

  Rehearsal(Rehearsal&&) noexcept;
  Rehearsal& operator=(Rehearsal&&) noexcept;
  ~Rehearsal();

 private:
  explicit Rehearsal(std::unique_ptr<detail::RehearsalRun> run);
  std::unique_ptr<detail::RehearsalRun> run_;
};

}  // namespace ludex
