#pragma once
// Runs the files of tests/vectors through one front end. The formats are in tests/vectors/README.md.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace ludex::vectors {

/// Member order matters in rulebooks.
using Ordered = nlohmann::ordered_json;
/// Member order does not matter in what is compared, and 1 equals 1.0.
using Json = nlohmann::json;

struct Batches {
  std::string rulebook;
  std::string world;
  std::vector<std::string> bytes;  // judged in order, each on the world the one before left
  std::optional<std::int64_t> opened_at;
  std::optional<std::string> flags_json;
};

struct Answer {
  Json errors =
      Json::array();  // {code, pointer, message} of the load or of the batch that failed; empty: all went well
  std::vector<std::string> ndjson;   // verdict lines of each judged batch
  std::vector<std::string> timers;   // lines of the timers that ran before each judged batch
  std::string world_after;           // its text form; after a refused batch, the world it was refused on
  std::vector<std::string> defects;  // where the front end contradicts itself
};

/// A schema, the documents it refers to and an instance, as the front ends that speak JSON take them.
struct SchemaCase {
  std::string schema;
  std::string options;             // {"documents", "formats", "base"}
  std::string instance;
  std::string validation_options;  // {"all", "comments", "limits"}
};

/// A contract (a shape, or a rulebook where the options name an action) and a text.
struct ContractCase {
  std::string contract;
  std::string text;
  std::string options;  // {"action", "all"}
};

/// A save and the rulebook under which it is loaded.
struct SaveCase {
  std::string rulebook;
  std::string kind;
  std::string limits;  // JSON
  std::string save;
};

/// Lines of saves and the rulebook under which they are migrated.
struct RehearsalCase {
  std::string rulebook;
  std::string kind;
  std::string options;  // JSON
  std::string lines;
};

/// A journal, and what it is held against.
struct AuditCase {
  std::string journal, balances, saves, compare;
};

/// One thing that happens to a world: somebody comes, is saved, leaves, or requests are judged.
struct VisitStep {
  enum class Op : std::uint8_t { join, save, leave, judge };
  Op op = Op::judge;
  std::string kind;
  std::int64_t id = 0;
  std::string text;  ///< the record, "" for a new profile; or the lines
};

struct VisitCase {
  std::string rulebook;
  std::string world;
  std::string limits;  // JSON, of every save loader
  std::vector<VisitStep> steps;
};

/// Batches judged one after the other and counted.
struct MetricsCase {
  std::string rulebook;
  std::string world;
  std::vector<std::string> batches;
  std::vector<std::int64_t> nanoseconds;  ///< for each batch, -1 where nobody measured
  bool tells_world = false;               ///< the closing one
};

/// An area of interest and the worlds it is brought up to date with.
struct InterestCase {
  std::string rulebook, area;
  struct Step {
    std::vector<std::int64_t> resync;
    std::string world;
  };
  std::vector<Step> steps;
};

/// A world and what it is asked, one batch after another.
struct RecorderCase {
  std::string rulebook, world;
  std::vector<std::string> batches;
};

/// What a recorder gave: `errors` [{code, pointer, message}], or the bytes that were taken and the world's digest after them.
struct Written {
  Json errors = Json::array();
  std::string bytes;
  std::uint64_t world_digest = 0;
  std::uint64_t good_bytes = 0;  ///< of a resumed log
};

/// What is asked of fights: "solve", "simulate", "test", "compare" (with `after`), "matrix", "sweep", "sensitivity" or "breakpoints".
/// `options` is the JSON of their headers; of "simulate" {"fights", "seed", "threads"?, "first"?: so many of them are played, saved and
/// gone on with}, of "solve" {}.
struct FightQuestion {
  std::string question, rulebook, after, scenario, options;
};

/// A promise and whether it was kept.
struct Promise {
  std::string text;
  bool is_kept;
};

/// What a runner must be able to do. Each call starts from nothing.
struct FrontEnd {
  const char* name;
  /// The errors as [{code, pointer, message}], empty when the text compiles.
  Json (*compile)(const std::string& rulebook);
  Json (*load_world)(const std::string& rulebook, const std::string& world);
  Answer (*judge)(const Batches& batches);
  /// {"errors": [{code, pointer, message}]} of a schema that is refused, else the report with "is_valid" beside it.
  Json (*validate)(const SchemaCase& one);
  /// The reports of strict reading and of the official suite.
  Json (*check_json)(const std::string& text, const std::string& limits);
  Json (*conformance_json_schema)(const std::string& suite);
  /// {"mismatches": [{pointer, message, offset}]}, or {"errors": [{code, pointer, message}]} of a contract that is refused.
  Json (*check_contract)(const ContractCase& one);
  /// {"text": the document's}, or {"errors": [{code, pointer, message}]}.
  Json (*apply_patch)(const std::string& document, const std::string& patch);
  /// {"finding": {state, version, …}, "out": text, null unless it is ready}, or {"errors": [{code, pointer, message}]}.
  Json (*load_save)(const SaveCase& one);
  /// {"out": lines, "quarantine": lines, "report": {…}}, or {"errors": [{code, pointer, message}]}.
  Json (*rehearse)(const RehearsalCase& one);
  /// {"text": the decision, the fingerprint or the report}, or {"errors": [{code, pointer, message}]}.
  Json (*decide)(const std::string& machine, const std::string& state, const std::string& event);
  Json (*fingerprint)(const std::string& name, const std::string& content);
  Json (*audit)(const AuditCase& one);
  /// {"text": what is said of a log}, or {"errors": [{code, pointer, message, offset}]}.
  Json (*read_log)(const std::string& log);
  Json (*replay_log)(const std::string& log);
  /// A log that is begun and gone on with, in one life and in a second one.
  Written (*record_batches)(const RecorderCase& one);
  Written (*resume_log)(const std::string& log, const std::string& requests);
  /// [{"world": text}, then for each step the same with "finding" (join), "text" (save: the record; judge: the verdict lines), or
  /// "errors": [{code, pointer, message}]]; [] when nothing could be loaded.
  Json (*visit)(const VisitCase& one);
  /// {"text"}, or {"errors": [{code, pointer, message}]}.
  Json (*measure)(const MetricsCase& one);
  /// {"told": [the changes of each step]}, or {"errors": [{code, pointer, message}]}. The state goes through its text between steps.
  Json (*watch)(const InterestCase& one);
  /// {"text": the delta, "there": the text of what it leads `from` to, "same": the delta of `to` with itself}.
  Json (*world_delta)(const std::string& rulebook, const std::string& from, const std::string& to);
  /// {"text": of the world}, or {"errors": [{code, pointer, message}]}: a delta applied, and the visible part of a world.
  Json (*apply_world_delta)(const std::string& rulebook, const std::string& world, const std::string& delta);
  Json (*visible)(const std::string& rulebook, const std::string& world, const std::string& named);
  /// Of `what`: "backtest" of a log and options, "changes" of two rulebooks, "cut" of a log and "batch:request", "replay" and
  /// "explain" of a capsule. As `decide`.
  Json (*backtest)(const std::string& what, const std::string& first, const std::string& second);
  /// {"text": the report}, or {"errors": [{code, pointer, message}]}.
  Json (*ask)(const FightQuestion& one);
  /// What no vector can ask for, such as NULL handles; may be absent. Counted like vectors.
  std::vector<Promise> (*promises)() = nullptr;
};

/// One case by its name: `problems` says what is wrong; empty is a pass.
using Report = std::function<void(const std::string& name, const std::vector<std::string>& problems)>;

/// Runs schema.json of the vectors.
void run_schemas(const FrontEnd& front_end, const Ordered& file, const Report& done);

/// Runs contract.json of the vectors: each case for its first mismatch and for all of them.
void run_contracts(const FrontEnd& front_end, const Ordered& file, const std::string& root, const Report& done);

/// Runs patch.json of the vectors.
void run_patches(const FrontEnd& front_end, const Ordered& file, const Report& done);

/// Runs saves.json of the vectors: each save, and what comes out of it again.
void run_saves(const FrontEnd& front_end, const Ordered& file, const Report& done);

/// Runs ledger.json of the vectors.
void run_ledgers(const FrontEnd& front_end, const Ordered& file, const Report& done);

/// Runs record.json of the vectors.
void run_logs(const FrontEnd& front_end, const Ordered& file, const Report& done);
/// Runs backtest.json of the vectors.
void run_backtests(const FrontEnd& front_end, const Ordered& file, const Report& done);

/// Runs presence.json of the vectors.
void run_visits(const FrontEnd& front_end, const Ordered& file, const Report& done);

/// Runs metrics.json of the vectors.
void run_metrics(const FrontEnd& front_end, const Ordered& file, const Report& done);

/// Runs interest.json and world_delta.json of the vectors.
void run_interests(const FrontEnd& front_end, const Ordered& file, const Report& done);
void run_world_deltas(const FrontEnd& front_end, const Ordered& file, const Report& done);

/// Runs combat.json, balance.json and tuning.json of the vectors.
void run_duels(const FrontEnd& front_end, const Ordered& file, const Report& done);
void run_balance(const FrontEnd& front_end, const Ordered& file, const Report& done);
void run_tuning(const FrontEnd& front_end, const Ordered& file, const Report& done);

/// Runs rehearsal.json of the vectors.
void run_rehearsals(const FrontEnd& front_end, const Ordered& file, const Report& done);

/// Runs what LUDEX_CONFORMANCE_DIR (else ../shared/conformance beside the project) has of JSON and JSON Schema. Returns how
/// many suites are not there.
int run_conformance(const FrontEnd& front_end, const std::string& root, const Report& done);

/// Empty when one of `errors` has the code, the pointer and a message with "message_contains" of `refused`.
std::vector<std::string> problems_of_refusal(const Ordered& refused, const Json& errors);

/// A text, or {"hex": "…"}.
std::string text_or_hex(const Ordered& value);
std::string from_hex(const std::string& hex);
std::string read_file(const std::string& path);

/// Runs all vectors below `argv[1]`, prints every failing case and "NAME: N passed, N failed". Returns the exit code.
int run(const FrontEnd& front_end, int argc, char** argv);

}  // namespace ludex::vectors
