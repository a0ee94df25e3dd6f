#pragma once
/// A world and its log moved on together, so that nothing happens to one without the other (docs/record.md).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ludex/error.h"
#include "ludex/judge.h"
#include "ludex/presence.h"
#include "ludex/program.h"
#include "ludex/record.h"
#include "ludex/world.h"

namespace ludex {

/// Judges, joins and leaves as the functions of the same names do, and keeps the bytes that the log grows by: the host appends what
/// `take` gives to one file, in order, before it acts on the answers.
///
/// Errors (`host`) of every call that is given a world: it is not the world after the log's last link, or of another program. What
/// changed it in between is missing in the log, and it could not be replayed. The world is then as it was.
class Recorder {
 public:
  /// Begins a log; errors as of `LogWriter::begin`.
  static Result<Recorder> begin(const Program& program, std::string_view rulebook, const World& world);
  /// Goes on with a log that was begun or resumed elsewhere.
  explicit Recorder(LogWriter writer);

  /// As `judge_in_place`, or `judge_columns_in_place` where the requests are columns. The log keeps what the draws went by.
  Result<Judgement> judge(const Program& program, World& world, std::string_view requests, Inputs inputs = {});
  /// A save that is not ready changes nothing and is not recorded.
  Result<LoadedSave> join(World& world, SaveLoader& loader, std::int64_t id, std::string_view save);
  std::optional<Error> leave(World& world, std::string_view kind, std::int64_t id);
  /// The world as it is: to replay from, and to compact at.
  std::optional<Error> snapshot(const World& world);

  /// The bytes since it was last asked for, and none are kept.
  std::string take();

  const LogWriter& writer() const { return writer_; }

 private:
  std::optional<Error> check(const World& world) const;

  LogWriter writer_;
  std::string bytes_;
};

/// A server's second life: what a log says was.
struct Resumed {
  Recorder recorder;         ///< goes on at `good_bytes`
  Program program;
  std::string rulebook;      ///< its text
  World world;
  std::uint64_t good_bytes;  ///< cut the file here first: what lies behind was not wholly written
};

/// Judges a whole log again and goes on where it ends, torn or not.
/// Errors (`record`): as of `replay`, and the log says something else than judging does.
Result<Resumed> resume(std::string_view log);

}  // namespace ludex
