#pragma once
/// The record: a log of everything a world went through, so that any verdict can be judged again (docs/record.md).
///
/// Bytes in, bytes out: the host writes what `LogWriter` appends to one file, in order, and gives the file to `LogReader`.
/// Every record has a CRC-32; batches and host changes are chained by SHA-256.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ludex/error.h"
#include "ludex/judge.h"
#include "ludex/profile.h"
#include "ludex/program.h"
#include "ludex/world.h"

namespace ludex {

/// Version of the log format; a reader refuses a later one.
inline constexpr std::uint32_t kLogVersion = 1;

/// A link of the SHA-256 chain.
using ChainHash = std::array<std::uint8_t, 32>;

/// 64 lower-case hex digits.
std::string chain_text(const ChainHash& hash);

/// How the requests of a batch were given.
enum class RequestForm : std::uint8_t { lines, columns };

/// The rules a log begins with: all that is needed to compile them.
struct LogHeader {
  std::uint64_t program_digest = 0;
  std::uint32_t semantics = 0;      ///< version of the engine's meaning of rules
  std::uint64_t first_link = 0;     ///< links before this log: 0 unless it was compacted
  std::uint64_t first_batch = 0;    ///< batches among them
  ChainHash root{};                 ///< what the first link goes on from
  std::string rulebook;             ///< one bundled text
};

/// A world at one moment, seed included: the server's own file, never for players.
struct LogSnapshot {
  std::uint64_t link = 0;           ///< links before it, since the chain began
  std::uint64_t batch = 0;          ///< batches before it
  std::uint64_t program_digest = 0;
  std::uint64_t world_digest = 0;
  ChainHash chain{};                ///< of the last link before it
  std::string world_json;
};

/// One batch, as it was judged. Views are valid until the reader is asked for the next record.
struct RecordedBatch {
  std::uint64_t number = 0;         ///< 0-based, since the chain began
  std::uint64_t link = 0;           ///< its place in the chain, which counts host changes too
  std::optional<std::int64_t> opened_at;
  std::string_view flags_json = "{}";
  bool as_group = false;
  RequestForm form = RequestForm::lines;
  std::string_view requests;        ///< exactly as received
  std::vector<Outcome> outcomes;    ///< one for each request
  std::vector<Reason> reasons;      ///< one for each request; a rulebook's own from 1000
  /// One for each request: the sequence number it drew with, 0 where it did not pass stage B. Empty: not recorded.
  std::vector<std::uint64_t> seqs;
  std::vector<std::uint32_t> checks;  ///< one for each request: of all its verdict said, so that replay can name the one that differs
  std::uint64_t batch_digest = 0;
  std::uint64_t world_digest = 0;   ///< after the batch
  ChainHash previous{}, hash{};
};

/// What the host did to the world between batches (ludex/presence.h, `adopt`). Views as in a batch.
struct RecordedChange {
  enum class What : std::uint8_t { join, leave, adopt };
  What what = What::join;
  std::uint64_t link = 0;
  std::uint64_t before_batch = 0;   ///< number of the batch that comes next
  std::string_view kind;            ///< join, leave
  std::int64_t id = 0;              ///< join, leave
  std::string_view save;            ///< join: "" was a new profile
  SaveLimits limits;                ///< join: of the loader
  std::string_view rulebook;        ///< adopt: one bundled text
  std::uint64_t program_digest = 0; ///< after the change
  std::uint64_t world_digest = 0;   ///< after the change
  ChainHash previous{}, hash{};
};

/// One record and where it lies in the log.
struct LogRecord {
  std::uint64_t offset = 0, end = 0;
  std::variant<LogHeader, LogSnapshot, RecordedBatch, RecordedChange> content;
};

namespace detail {
struct LogState;
class LogInput;
}

/// Reads a log, from a span or chunk by chunk, in memory of one record. What it gives out has passed its CRC, its version
/// and the chain; whether it is what the rules say is for `replay` to find out (ludex/replay.h).
class LogReader {
 public:
  enum class Step : std::uint8_t {
    record,   ///< one more
    more,     ///< feed the next bytes, or finish
    end,      ///< all has been read
    torn,     ///< the last record was not wholly written: what lies behind `good_bytes` may be cut off
    refused,  ///< damaged, of a later version or not a log: `error` says where and what to do
  };

  /// To be fed.
  LogReader();
  /// A whole log in memory, which must stay where it is. Nothing is copied.
  static LogReader over(std::string_view bytes);

  /// Takes the next bytes of the log; views into earlier records are then no longer valid.
  void feed(std::string_view bytes);
  /// There are no more.
  void finish();

  /// `out` says something when the step is `record`. After `end`, `torn` or `refused` it stays at that.
  Step next(LogRecord& out);

  /// After `torn` and `refused`; `offset` is a byte in the log.
  const Error& error() const;
  /// End of the last whole record; 0 before the first snapshot, as without one there is nothing to go on from.
  std::uint64_t good_bytes() const;
  /// Of the last link read: where the chain stands.
  const ChainHash& chain() const;
  std::uint64_t links() const;
  std::uint64_t batches() const;
  /// Digests of the rules and the world after the last record.
  std::uint64_t program_digest() const;
  std::uint64_t world_digest() const;

  LogReader(LogReader&&) noexcept;
  LogReader& operator=(LogReader&&) noexcept;
  ~LogReader();

 private:
  friend class LogWriter;
  std::unique_ptr<detail::LogInput> input_;
};

/// A log as JSON, for front ends without a reader of their own: {"records","count","state","good_bytes","error","links",
/// "batches","program_digest","world_digest","chain"}; `state` is "whole", "torn" or "refused", `error` {"offset","message"}
/// or null (docs/record.md). Of the records, `most` from `first` on are described; all are read and checked.
std::string describe_log(std::string_view log, std::uint64_t first = 0, std::uint64_t most = ~std::uint64_t{0});

/// Writes a log. Every function appends whole records to `out`, for the host to append to its file: a crash in the middle
/// of that leaves a torn tail, which a reader finds.
class LogWriter {
 public:
  /// Begins a log: the rules, the world, the root of the chain. `rulebook` is the text `program` was compiled from, made one
  /// by ludex/bundle.h where it has several files.
  /// Errors (`host`): the text compiles to another program, the world is of another; a world text beyond 2 GiB.
  static Result<LogWriter> begin(const Program& program, std::string_view rulebook, const World& world, std::string& out);
  /// Goes on where a reader has come to the end, or to a torn tail that was cut off at `good_bytes`.
  /// Errors (`host`): the reader is not there, or refused the log.
  static Result<LogWriter> resume(const LogReader& reader);

  /// A batch that was judged just now: what was given to `judge_in_place` or `judge_columns_in_place`, and the answer.
  /// `seqs`: the numbers that the requests drew by; empty: those of the judgement, where `inputs.want_seqs` kept them.
  /// Errors (`host`): `seqs` is neither empty nor one for each request; more than 1 GiB of requests.
  std::optional<Error> append(std::string& out, std::string_view requests, RequestForm form, const Inputs& inputs, const Judgement& judgement,
                              const std::vector<std::uint64_t>& seqs = {});
  /// A save that joined (and was `ready`); an entity that left; `world` is the world after it.
  std::optional<Error> append_join(std::string& out, std::string_view kind, std::int64_t id, std::string_view save, const SaveLimits& limits, const World& world);
  std::optional<Error> append_leave(std::string& out, std::string_view kind, std::int64_t id, const World& world);
  /// The world moved to other rules by `adopt`. Errors as `begin`.
  std::optional<Error> append_adopt(std::string& out, const Program& program, std::string_view rulebook, const World& world);
  /// The world as it is, to replay from and to compact at. Errors (`host`): it is not the world after the last link.
  std::optional<Error> append_snapshot(std::string& out, const World& world);

  const ChainHash& chain() const;
  std::uint64_t links() const;
  std::uint64_t batches() const;
  /// Digests of the rules and the world after the last record.
  std::uint64_t program_digest() const;
  std::uint64_t world_digest() const;

  LogWriter(LogWriter&&) noexcept;
  LogWriter& operator=(LogWriter&&) noexcept;
  ~LogWriter();

 private:
  explicit LogWriter(std::unique_ptr<detail::LogState> state);
  std::unique_ptr<detail::LogState> state_;
};

}  // namespace ludex
