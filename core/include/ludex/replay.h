#pragma once
/// Replay: a log judged again (docs/record.md). With the log's own rules every digest must come out as recorded.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ludex/exec.h"
#include "ludex/record.h"

namespace ludex {

struct ReplayOptions {
  Exec exec = {};                    ///< of each batch; the answer is the same
  std::uint64_t from_snapshot = 0;   ///< which snapshot of the log to begin at; 0 is the world it begins with
  bool compares_snapshots = true;    ///< each of them with the world that is reached, to the last byte; cost: writing that out
  std::optional<std::uint64_t> program_digest;  ///< the log must be of this program
};

/// The first place where judging again says something else than the log.
struct ReplayDifference {
  enum class What : std::uint8_t {
    verdict,   ///< `request` was answered otherwise
    batch,     ///< every verdict agrees and the batch does not: its timers, or it could not be judged
    world,     ///< everything that was said agrees, and the world after it does not
    change,    ///< a host change could not be repeated
    snapshot,  ///< a snapshot is not the world that was reached
  };
  What what = What::verdict;
  std::uint64_t offset = 0;                ///< of the record in the log
  std::uint64_t link = 0, batch = 0;       ///< of a change or snapshot: the batch that comes next
  std::optional<std::uint64_t> request;    ///< 0-based, in the batch
  std::string request_line;                ///< its text
  std::string recorded, judged;            ///< what each side says
  /// What of the world differs first, as a pointer into its text; "" when not known. After `world` it is found at the next
  /// snapshot: until then only digests are recorded.
  std::string entity;
  std::string message;                     ///< for people
};

/// "verdict", "batch", …
std::string_view to_string(ReplayDifference::What what);

struct ReplayReport {
  std::uint64_t bytes = 0;           ///< of whole records
  std::uint64_t batches = 0, requests = 0, changes = 0, snapshots = 0;  ///< that were read
  std::uint64_t judged = 0;          ///< requests that were judged again
  std::uint64_t by_outcome[3] = {0, 0, 0};  ///< of those, as recorded
  std::uint64_t first_batch = 0;     ///< of the log
  std::uint64_t program_digest = 0, world_digest = 0;  ///< after the last record, as recorded
  ChainHash chain{};
  std::optional<Error> torn;         ///< the log's end was not wholly written
  std::optional<ReplayDifference> difference;
};

/// {"ok","bytes","batches","requests","changes","snapshots","judged",…}: what the command and every front end print.
std::string to_json(const ReplayReport& report);

namespace detail {
struct ReplayData;
}

/// Judges records again as they are read. Memory: the world and one record.
class Replay {
 public:
  explicit Replay(const ReplayOptions& options = {});

  /// Takes the next record of a `LogReader`. Errors (`record`): the log's rules do not compile here, or to another program;
  /// its meaning of rules is another version's; there is no such snapshot. Where judging says something else it is no error:
  /// see `difference`.
  std::optional<Error> take(const LogRecord& record);
  /// Once there is one nothing more is judged, but for the next snapshot after a `world` that differs.
  const std::optional<ReplayDifference>& difference() const;

  /// Null until the snapshot to begin at was taken.
  const Program* program() const;
  const World* world() const;

  /// Appends the beginning of a log that goes on from here: the rules, the world and the chain as they are now. The log's
  /// later records may follow byte for byte. Errors (`host`): nothing was taken yet, or it differs.
  std::optional<Error> put_beginning(std::string& out) const;

  /// Of what was taken; the reader adds where it ended.
  ReplayReport report(const LogReader& reader) const;

  Replay(Replay&&) noexcept;
  Replay& operator=(Replay&&) noexcept;
  ~Replay();

 private:
  std::unique_ptr<detail::ReplayData> data_;
};

/// A whole log in memory, judged again. `progress` is called with the bytes done; when it says false the replay ends.
/// Errors (`record`): the log is refused, or as `Replay::take`. Errors (`host`): it was cancelled.
Result<ReplayReport> replay(std::string_view log, const ReplayOptions& options = {}, const std::function<bool(std::uint64_t)>& progress = {});

/// As `replay`, for front ends that speak JSON: options from {"from_snapshot","threads","compares_snapshots","program_digest"}, each
/// optional, "" is {}; the report as `to_json`. Errors also: `json` and `host` for what is no option.
Result<std::string> replay_json(std::string_view log, std::string_view options);

/// The log from batch `at` on: rules, the world before that batch, and the records behind it byte for byte, so that the
/// chain goes on. What is left out was judged again first. Errors: as `replay`, and (`host`) there is no such batch, or the
/// log does not say what judging says.
Result<std::string> compact(std::string_view log, std::uint64_t at, const ReplayOptions& options = {});

}  // namespace ludex
