#ifndef LUDEX_H
#define LUDEX_H
/*
 * The stable C ABI of Ludex: handles and byte spans in, status + bytes out.
 *
 * Ownership. Every ludex_*_new/load/... that fills a `T**` gives the caller one handle, released by the matching
 * ludex_*_free (NULL is allowed). Byte spans passed in are borrowed for the call only. Bytes given out
 * (`ludex_bytes`) belong to the handle they were asked of and stay valid until the next call on that handle or
 * its release; bytes of a status belong to the status handle.
 *
 * Errors. A function that can fail returns LUDEX_OK or another status and, when `error` is not NULL, stores a
 * ludex_error handle with code, pointer and message there; free it with ludex_error_free. Nothing throws across
 * this interface, nothing is printed and nothing aborts on any input bytes.
 *
 * Threads. A rulebook, a schema and a text may be used by any number of threads at once. A world, a judgement, a
 * validator, a save loader, a rehearsal, metrics and an error may be used by one thread at a time.
 */
#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define LUDEX_API __declspec(dllexport)
#elif defined(__EMSCRIPTEN__)
/* Not `used`: each module's link lists what it exports (wasm/CMakeLists.txt), and the linker leaves out the rest. */
#define LUDEX_API __attribute__((visibility("default")))
#else
#define LUDEX_API __attribute__((visibility("default"), used))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ludex_rulebook ludex_rulebook;
typedef struct ludex_simulation ludex_simulation;
typedef struct ludex_recorder ludex_recorder;
typedef struct ludex_world ludex_world;
typedef struct ludex_judgement ludex_judgement;
typedef struct ludex_error ludex_error;
typedef struct ludex_text ludex_text;
typedef struct ludex_schema ludex_schema;
typedef struct ludex_validator ludex_validator;
typedef struct ludex_save_loader ludex_save_loader;
typedef struct ludex_rehearsal ludex_rehearsal;
typedef struct ludex_metrics ludex_metrics;
typedef struct ludex_interest ludex_interest;

/* UTF-8 bytes, not NUL-terminated. */
typedef struct ludex_bytes {
  const char* data;
  size_t size;
} ludex_bytes;

typedef enum ludex_status {
  LUDEX_OK = 0,
  LUDEX_ERROR = 1,    /* see the ludex_error */
  LUDEX_ARGUMENT = 2, /* a NULL handle or span where one is needed, or an index out of range */
} ludex_status;

/* One verdict, 24 bytes, little-endian in memory on every supported platform. */
typedef struct ludex_verdict {
  int64_t retry_after_ms; /* -1: unknown */
  uint64_t payload;       /* opaque */
  uint32_t at;            /* opaque; ludex_verdict_at gives the pointer */
  uint16_t reason;        /* ludex_reason_name gives the name */
  uint8_t outcome;        /* 0 accepted, 1 duplicate, 2 rejected */
  uint8_t code;           /* rule_error code, 0: none */
} ludex_verdict;

/* "0.1.0" */
LUDEX_API const char* ludex_version(void);
/* The ABI's own number; a front end refuses another one. */
LUDEX_API uint32_t ludex_abi_version(void);

/* --- errors ------------------------------------------------------------------------------------------------- */
LUDEX_API void ludex_error_free(ludex_error* error);
/* How many errors a compilation found; 1 for every other failure. */
LUDEX_API size_t ludex_error_count(const ludex_error* error);
/* "json", "rulebook", "expression", "unsupported", "world", "host", "schema", "patch", "profile", "ledger", "record" */
LUDEX_API ludex_bytes ludex_error_code(const ludex_error* error, size_t index);
LUDEX_API ludex_bytes ludex_error_pointer(const ludex_error* error, size_t index);
LUDEX_API ludex_bytes ludex_error_message(const ludex_error* error, size_t index);
/* Of a text made of several files: the one at fault; empty for the text itself. */
LUDEX_API ludex_bytes ludex_error_file(const ludex_error* error, size_t index);
/* All errors as a JSON array of {code, message, pointer, line, column, excerpt, caret}, with "file" where a text is made
 * of several and another than the first is at fault, and "offset", a byte in the log, where the code is "record". */
LUDEX_API ludex_bytes ludex_error_json(ludex_error* error);

/* --- rulebook ----------------------------------------------------------------------------------------------- */
LUDEX_API ludex_status ludex_rulebook_load(const char* text, size_t size, ludex_rulebook** out, ludex_error** error);
LUDEX_API void ludex_rulebook_free(ludex_rulebook* rulebook);
LUDEX_API uint64_t ludex_rulebook_digest(const ludex_rulebook* rulebook);
/* What `ludex check --json` prints. */
LUDEX_API ludex_bytes ludex_rulebook_summary_json(ludex_rulebook* rulebook);
/* The rulebook's types as source text (ludex/types.h); `language` is "ts", "py", "cpp" or "luau", another one LUDEX_ARGUMENT. */
LUDEX_API ludex_status ludex_rulebook_types(const ludex_rulebook* rulebook, const char* language, size_t size, ludex_text** out);
/* Empty when the program has no reason of this code. */
LUDEX_API ludex_bytes ludex_reason_name(const ludex_rulebook* rulebook, uint16_t reason);

/* --- a rulebook's text ---------------------------------------------------------------------------------------- */
typedef enum ludex_form {
  LUDEX_FORM_AS_WRITTEN = 0,
  LUDEX_FORM_SHORT = 1,
  LUDEX_FORM_LONG = 2,
} ludex_form;

/* The rulebook laid out as `ludex fmt` does; `form` is a ludex_form. */
LUDEX_API ludex_status ludex_format(const char* text, size_t size, int form, ludex_text** out, ludex_error** error);
/* One rulebook of several, as `ludex bundle` writes it: `texts[i]` is the file `paths[i]`, as the rulebook names it from its
 * folder. A file that is missing is an error of code "io". */
LUDEX_API ludex_status ludex_bundle(const char* text, size_t size, const ludex_bytes* paths, const ludex_bytes* texts, size_t count,
                                    ludex_text** out, ludex_error** error);
/* How one request would be judged against a copy of `world`, step by step, as one JSON object (ludex/explain.h). The world's own
 * rulebook is given as its text. `flags_json` may be NULL. */
LUDEX_API ludex_status ludex_explain(const char* rulebook, size_t size, const ludex_world* world, const char* line, size_t line_size,
                                     int64_t opened_at, const char* flags_json, size_t flags_size, ludex_text** out, ludex_error** error);

/* --- a log under other rules (docs/backtest.md) ------------------------------------------------------------------ */
/* The report of a back-test, as one JSON object. `log` is what `ludex record` writes; `options_json` is {"rulebook": text of the
 * rules to be tried, "cohorts":{NAME: CEL}, "sums":[PATH], "samples":n, "points":n, "threads":n}, all but the first optional. */
LUDEX_API ludex_status ludex_backtest(const char* log, size_t size, const char* options_json, size_t options_size,
                                      ludex_text** out, ludex_error** error);
/* What two rulebooks differ in, as texts: a JSON array of {"at","what","old","new"}. */
LUDEX_API ludex_status ludex_rulebook_changes(const char* before, size_t before_size, const char* after, size_t after_size,
                                              ludex_text** out, ludex_error** error);
/* One verdict of a log, cut out with just the state it needs; it never holds the seed. Both numbers count from 0. */
LUDEX_API ludex_status ludex_capsule_cut(const char* log, size_t size, uint64_t batch, uint64_t request,
                                         ludex_text** out, ludex_error** error);
/* The verdict line of a capsule, judged again. One that was changed, or says something else, is an error of code "record"
 * whose pointer is the place in the capsule. */
LUDEX_API ludex_status ludex_capsule_replay(const char* capsule, size_t size, ludex_text** out, ludex_error** error);
/* Why: as ludex_explain, of a capsule. */
LUDEX_API ludex_status ludex_capsule_explain(const char* capsule, size_t size, ludex_text** out, ludex_error** error);

/* --- scenarios (docs/combat.md) ------------------------------------------------------------------------------- */
/* Called between rounds, on the thread that asked, with what is done and all there is (0: that is not known). Anything but 0 stops. */
typedef int (*ludex_progress)(void* context, uint64_t done, uint64_t total);

/* Their names, as a JSON array. */
LUDEX_API ludex_status ludex_scenarios_json(const ludex_rulebook* rulebook, ludex_text** out);
/* Exactly what comes of a scenario, as one JSON object (ludex/combat.h); an error of code "host" says why it cannot be solved.
 * `max_states` 0: the default limit. */
LUDEX_API ludex_status ludex_solve(const ludex_rulebook* rulebook, const char* scenario, size_t size, uint64_t max_states, ludex_text** out,
                                   ludex_error** error);
/* The same, with the share of all fights that were decided by a time: "ttk_curve": {"ms": [...], "share": [...]}, in about `curve_points` steps. */
LUDEX_API ludex_status ludex_solve_curve(const ludex_rulebook* rulebook, const char* scenario, size_t size, uint64_t max_states,
                                         uint32_t curve_points, ludex_text** out, ludex_error** error);
/* Many fights, in as many calls as the caller likes: the same answer to the last bit. */
LUDEX_API ludex_status ludex_simulation_new(const ludex_rulebook* rulebook, const char* scenario, size_t size, uint64_t seed,
                                            ludex_simulation** out, ludex_error** error);
/* Goes on with what `ludex_simulation_save` gave, under the same rules. */
LUDEX_API ludex_status ludex_simulation_resume(const ludex_rulebook* rulebook, const char* saved, size_t size, ludex_simulation** out,
                                               ludex_error** error);
LUDEX_API void ludex_simulation_free(ludex_simulation* simulation);
/* Plays until `fights` are played altogether, or, with `target_error` above 0, until every win rate is known to within it.
 * `threads` 0: as many as there are. */
LUDEX_API ludex_status ludex_simulation_run(ludex_simulation* simulation, uint64_t fights, double target_error, uint32_t threads,
                                            ludex_error** error);
/* The same, telling its progress in fights. One that was stopped is no error: it keeps what it has played, and can go on. */
LUDEX_API ludex_status ludex_simulation_play(ludex_simulation* simulation, uint64_t fights, double target_error, uint32_t threads,
                                             ludex_progress progress, void* context, ludex_error** error);
LUDEX_API uint64_t ludex_simulation_fights(const ludex_simulation* simulation);
/* A simulation shared by several workers. Each plays parts, `count` fights from number `first` on, with a simulation of its own that
 * stays as it is; one simulation adds them, each once and in order, and is as if it had played them. With a target error,
 * ludex_simulation_next_look says how many fights to add before it is asked again: as many as there are when all is done. */
LUDEX_API ludex_status ludex_simulation_part(ludex_simulation* simulation, uint64_t first, uint64_t count, uint32_t threads,
                                             ludex_text** out, ludex_error** error);
LUDEX_API ludex_status ludex_simulation_add(ludex_simulation* simulation, const char* part, size_t size, ludex_error** error);
LUDEX_API uint64_t ludex_simulation_next_look(const ludex_simulation* simulation, uint64_t fights, double target_error);
/* Valid until the next call with this simulation. */
LUDEX_API ludex_bytes ludex_simulation_report_json(ludex_simulation* simulation);
LUDEX_API ludex_bytes ludex_simulation_curve_json(ludex_simulation* simulation, uint32_t curve_points);
LUDEX_API ludex_bytes ludex_simulation_save(ludex_simulation* simulation);
/* One fight of a simulation, blow by blow: a JSON object a line. */
LUDEX_API ludex_status ludex_fight_log(const ludex_rulebook* rulebook, const char* scenario, size_t size, uint64_t seed, uint64_t fight,
                                       ludex_text** out, ludex_error** error);

/* --- tuning: docs/tuning.md has the JSON of options and answers ------------------------------------------------ */
/* The numbers of the rulebook that can be varied: {"numbers": [{"pointer", "value", …}]}. */
LUDEX_API ludex_status ludex_numbers_json(const ludex_rulebook* rulebook, ludex_text** out);
/* The rulebook compiled with other numbers: `changes` is an object {POINTER: number}. */
LUDEX_API ludex_status ludex_vary(const ludex_rulebook* rulebook, const char* changes, size_t size, ludex_rulebook** out, ludex_error** error);
/* How much each number matters to a scenario; what comes of it at every point of a grid; where a hit more or less is needed.
 * `options` is an object, or empty. */
LUDEX_API ludex_status ludex_sensitivity(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options,
                                         size_t options_size, ludex_text** out, ludex_error** error);
LUDEX_API ludex_status ludex_sweep(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options, size_t options_size,
                                   ludex_text** out, ludex_error** error);
LUDEX_API ludex_status ludex_breakpoints(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options,
                                         size_t options_size, ludex_text** out, ludex_error** error);

/* --- balance (docs/balance.md) -------------------------------------------------------------------------------- */
/* Whether scenarios are as their "expect" says. `options_json` may be NULL: {"scenarios":[name],"fights","alarm","seed",
 * "max_states","sample","threads"}, each optional. What was expected and is not so is told in the report; it is no error. */
LUDEX_API ludex_status ludex_test_expectations(const ludex_rulebook* rulebook, const char* options_json, size_t options_size,
                                               ludex_text** out, ludex_error** error);
/* What changes in a scenario from `a` to `b`. `options_json` may be NULL: {"fights","error","seed","max_states","sample",
 * "threads"}. */
LUDEX_API ludex_status ludex_compare_scenario(const ludex_rulebook* a, const ludex_rulebook* b, const char* scenario, size_t size,
                                              const char* options_json, size_t options_size, ludex_text** out, ludex_error** error);
/* Every loadout of a scenario against every other. `options_json` may be NULL: {"error","seed","max_states","sample",
 * "threads"}; with "first" and "count" only those pairs, as a part for several workers. */
LUDEX_API ludex_status ludex_win_matrix(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options_json,
                                        size_t options_size, ludex_text** out, ludex_error** error);

/* The matrix of its parts, a JSON array of them that holds every pair once and in order: the bytes of the whole. */
LUDEX_API ludex_status ludex_win_matrix_of_parts(const ludex_rulebook* rulebook, const char* scenario, size_t size, const char* options_json,
                                                 size_t options_size, const char* parts, size_t parts_size, ludex_text** out,
                                                 ludex_error** error);

typedef enum ludex_question {
  LUDEX_ASK_TEST = 0, /* without a scenario: its options name them */
  LUDEX_ASK_COMPARE = 1,
  LUDEX_ASK_MATRIX = 2,
  LUDEX_ASK_SENSITIVITY = 3,
  LUDEX_ASK_SWEEP = 4,
} ludex_question;

/* One of the questions above, telling its progress (fights of a test and a comparison, pairs, variations, points); `question` is a
 * ludex_question. `after` is the second rulebook of a comparison, else NULL. Stopped, a test and a comparison answer with what is
 * known by then; the others are an error of code "host". */
LUDEX_API ludex_status ludex_ask(int question, const ludex_rulebook* rulebook, const ludex_rulebook* after, const char* scenario, size_t size,
                                 const char* options_json, size_t options_size, ludex_progress progress, void* context,
                                 ludex_text** out, ludex_error** error);

/* --- world -------------------------------------------------------------------------------------------------- */
LUDEX_API ludex_status ludex_world_new(const ludex_rulebook* rulebook, uint64_t seed, ludex_world** out, ludex_error** error);
LUDEX_API ludex_status ludex_world_load(const ludex_rulebook* rulebook, const char* text, size_t size, ludex_world** out, ludex_error** error);
LUDEX_API ludex_status ludex_world_clone(const ludex_world* world, ludex_world** out);
LUDEX_API void ludex_world_free(ludex_world* world);
/* The canonical text form. */
LUDEX_API ludex_bytes ludex_world_save(ludex_world* world);
LUDEX_API uint64_t ludex_world_digest(const ludex_world* world);
LUDEX_API int64_t ludex_world_now(const ludex_world* world);
/* The most threads that a batch judged against this world, or a copy of it made afterwards, may use: 1 is the caller's alone,
 * 0 as many as the batch is worth, as before any call. The answer is the same. In WebAssembly there is one, whatever is asked. */
LUDEX_API void ludex_world_set_threads(ludex_world* world, uint32_t max_threads);

/* --- judge -------------------------------------------------------------------------------------------------- */
#define LUDEX_OPENED_AT_FROM_REQUESTS INT64_MIN

/* Judges NDJSON in order, changing `world` in place. `flags_json` may be NULL. On failure the world is unchanged. */
LUDEX_API ludex_status ludex_judge(const ludex_rulebook* rulebook, ludex_world* world, const char* ndjson, size_t size,
                                   int64_t opened_at, const char* flags_json, size_t flags_size,
                                   ludex_judgement** out, ludex_error** error);
/* The same from columns (docs/columns.md): request i is row i. A broken file is a failure that names its byte. */
LUDEX_API ludex_status ludex_judge_columns(const ludex_rulebook* rulebook, ludex_world* world, const char* columns, size_t size,
                                           int64_t opened_at, const char* flags_json, size_t flags_size,
                                           ludex_judgement** out, ludex_error** error);
LUDEX_API void ludex_judgement_free(ludex_judgement* judgement);
LUDEX_API size_t ludex_judgement_count(const ludex_judgement* judgement);
/* `ludex_judgement_count` records. */
LUDEX_API const ludex_verdict* ludex_judgement_verdicts(ludex_judgement* judgement);
LUDEX_API uint64_t ludex_judgement_batch_digest(const ludex_judgement* judgement);
LUDEX_API uint64_t ludex_judgement_world_digest(const ludex_judgement* judgement);
/* {"accepted": n, "too_far": n, ...} in code order. */
LUDEX_API ludex_bytes ludex_judgement_counts_json(ludex_judgement* judgement);
/* JSON pointer of the place that decided. */
LUDEX_API ludex_bytes ludex_verdict_at(ludex_judgement* judgement, size_t index);
/* The verdict line, explained: client_view 0 for the full view, 1 for what the player may see. */
LUDEX_API ludex_bytes ludex_verdict_explain(ludex_judgement* judgement, size_t index, int client_view);
/* All verdict lines, LF-terminated. */
LUDEX_API ludex_bytes ludex_judgement_ndjson(ludex_judgement* judgement, int client_view);
/* How many timers ran before the first request, and a line for each, LF-terminated: {"timer", "action", "actor"?}, then as
 * in a verdict line; "failed" holds the event timer_failed of one that was refused. */
LUDEX_API size_t ludex_judgement_timer_count(const ludex_judgement* judgement);
LUDEX_API ludex_bytes ludex_judgement_timers(ludex_judgement* judgement, int client_view);

/* --- traffic ------------------------------------------------------------------------------------------------- */
/* A seeded world with `players` actors and `requests` lines of theirs, the share `attack_rate` (0 to 1, otherwise LUDEX_ARGUMENT) of
 * them hostile, as `ludex traffic` makes them: the same bytes on every platform. Both texts are whole in memory. */
LUDEX_API ludex_status ludex_traffic(const ludex_rulebook* rulebook, uint32_t players, uint64_t requests, uint64_t seed,
                                     double attack_rate, ludex_text** world, ludex_text** lines, ludex_error** error);


/* --- metrics ------------------------------------------------------------------------------------------------- */
/* Adds up judgements and tells the sums as OpenMetrics text (docs/metrics.md). It outlives what was added. */
LUDEX_API ludex_status ludex_metrics_new(ludex_metrics** out, ludex_error** error);
LUDEX_API void ludex_metrics_free(ludex_metrics* metrics);
/* Counts a batch. `nanoseconds` is how long judging it took, as the host measured it; below 0: nobody knows. */
LUDEX_API ludex_status ludex_metrics_add(ludex_metrics* metrics, const ludex_judgement* judgement, int64_t nanoseconds, ludex_error** error);
/* What a world holds now, in the place of what was set before. */
LUDEX_API ludex_status ludex_metrics_set_world(ludex_metrics* metrics, const ludex_world* world, ludex_error** error);
/* Adds the sums of another, and what its world holds. */
LUDEX_API ludex_status ludex_metrics_merge(ludex_metrics* metrics, const ludex_metrics* other, ludex_error** error);
/* application/openmetrics-text; version=1.0.0; charset=utf-8 */
LUDEX_API ludex_bytes ludex_metrics_text(ludex_metrics* metrics);

/* --- columns ------------------------------------------------------------------------------------------------- */
/* Lines to columns. `refused` may be NULL; it becomes a JSON array of {line, reason, at}: the lines that have no row. */
LUDEX_API ludex_status ludex_columns_encode(const ludex_rulebook* rulebook, const char* ndjson, size_t size, ludex_text** out,
                                            ludex_text** refused, ludex_error** error);
/* Columns to the lines they stand for, LF-terminated. */
LUDEX_API ludex_status ludex_columns_decode(const char* columns, size_t size, ludex_text** out, ludex_error** error);

/* --- expressions --------------------------------------------------------------------------------------------- */
/* Evaluates one expression. `options_json` may be NULL: {"vars":{...},"types":{...},"conformance":bool,"container":"...",
 * "check":bool,"macros":bool}, each optional. The text is what `ludex eval --json` prints: {"value","type"} or {"error"};
 * an expression that fails is no failure of the call. */
LUDEX_API ludex_status ludex_evaluate(const char* expression, size_t size, const char* options_json, size_t options_size,
                                      ludex_text** out);
/* The type of every expression of a rulebook and of its parts, as a JSON array (ludex/expression.h). */
LUDEX_API ludex_status ludex_expression_types(const char* rulebook, size_t size, ludex_text** out, ludex_error** error);
/* Runs the suite of google/cel-spec in the form of shared/conformance/cel.json. The text is what
 * `ludex conformance cel --json` prints. */
LUDEX_API ludex_status ludex_conformance_cel(const char* suite, size_t size, ludex_text** out);
LUDEX_API ludex_bytes ludex_text_bytes(const ludex_text* text);
LUDEX_API void ludex_text_free(ludex_text* text);

/* --- contracts ------------------------------------------------------------------------------------------------ */
/* What is wrong with a JSON text under a contract (docs/contracts.md): {"ok","mismatches":[{"pointer","message","offset"}]}.
 * `contract` is one shape as a rulebook writes it, or a whole rulebook when `options_json` names one of its actions, whose
 * params `text` then gives. `options_json` may be NULL: {"action","all":bool}, each optional. A contract or an option at
 * fault is no failure of the call: {"error":{"code","message","pointer","line","column"}}. */
LUDEX_API ludex_status ludex_check_contract(const char* contract, size_t size, const char* text, size_t text_size,
                                            const char* options_json, size_t options_size, ludex_text** out);

/* --- saves --------------------------------------------------------------------------------------------------- */
/* Brings saves of one kind to the rulebook's version (docs/migrations.md). `limits_json` may be NULL: {"max_bytes","max_depth",
 * "max_nodes"}, each optional. It outlives the rulebook's handle. Errors: host for a kind that is not there or has no profile,
 * and for what is no limit. */
LUDEX_API ludex_status ludex_save_loader_new(const ludex_rulebook* rulebook, const char* kind, size_t kind_size, const char* limits_json,
                                             size_t limits_size, ludex_save_loader** out, ludex_error** error);
LUDEX_API void ludex_save_loader_free(ludex_save_loader* loader);
/* Looks at one save. LUDEX_OK whatever it is: what became of it is asked below. Keep the bytes of one that is not ready, they
 * are the one truth. After the error "out of memory" the loader may go on with the next save. */
LUDEX_API ludex_status ludex_save_loader_load(ludex_save_loader* loader, const char* save, size_t size, ludex_error** error);
/* Of the last save: {"state","version","changed","ahead","reconciled","step","pointer","message"}. */
LUDEX_API ludex_bytes ludex_save_loader_finding(const ludex_save_loader* loader);
/* Of the last save: its bytes under the rulebook's version, or no bytes unless it is ready. */
LUDEX_API ludex_bytes ludex_save_loader_save(const ludex_save_loader* loader);
/* The rulebook's steps in their order, and how many saves that became ready each was applied to: [{"id","applied"}]. */
LUDEX_API ludex_bytes ludex_save_loader_steps_json(ludex_save_loader* loader);

/* --- who comes and goes ------------------------------------------------------------------------------------------ */
/* Brings a save of the loader's kind into `world` as entity `id` (docs/presence.md): its profile, migrated where it is older,
 * and its idempotency keys. `save` NULL or empty is a new profile: only for a store that answered that there is none.
 * LUDEX_OK whatever the save is: `ludex_save_loader_finding` tells what became of it, and unless that is "ready" the world is
 * as it was. `ludex_save_loader_save` has no bytes afterwards: the save is in the world.
 * Codes of errors: host (a world or loader of another rulebook, a profile that is in the world already), world (keys that
 * do not fit or are another's, a state that nests too deeply); the world is then as it was, but after "out of memory" it may
 * be half changed: free it and load it again. */
LUDEX_API ludex_status ludex_join(ludex_world* world, ludex_save_loader* loader, int64_t id, const char* save, size_t size,
                                  ludex_error** error);
/* The record to be written now: state and idempotency keys in one piece. `last` is the record that was loaded or saved last,
 * NULL or empty for a new profile: what nobody here knows of it keeps its bytes. Codes of errors: host (as above; no such
 * entity, or none with a profile), profile (the record is beyond the loader's limits or breaks an invariant). */
LUDEX_API ludex_status ludex_save_profile(const ludex_world* world, ludex_save_loader* loader, int64_t id, const char* last,
                                          size_t size, ludex_text** out, ludex_error** error);
/* Takes an entity out of the world, and its idempotency keys; rate limits and replay windows stay. Save it first, and take
 * it out when the store has answered. Codes of errors: host (no such kind or entity). */
LUDEX_API ludex_status ludex_leave(ludex_world* world, const char* kind, size_t kind_size, int64_t id, ludex_error** error);

/* --- many saves ---------------------------------------------------------------------------------------------------- */
/* Migrates saves line by line and keeps count. `options_json` may be NULL: {"limits":{as above},"twice":bool,"histograms":bool,
 * "samples":n,"first_line":n,"threads":n,"sums":{name: pointer, list of pointers, or {"at","changed_by":[id of a step]}}}, each optional. It
 * outlives the rulebook's handle. */
LUDEX_API ludex_status ludex_rehearsal_new(const ludex_rulebook* rulebook, const char* kind, size_t kind_size, const char* options_json,
                                           size_t options_size, ludex_rehearsal** out, ludex_error** error);
LUDEX_API void ludex_rehearsal_free(ludex_rehearsal* rehearsal);
/* Whole lines, one save each. After a failure ("out of memory" is the only one) the counts are not to be trusted: free it. */
LUDEX_API ludex_status ludex_rehearsal_add(ludex_rehearsal* rehearsal, const char* lines, size_t size, ludex_error** error);
/* Of the last lines: those that became ready, and those set aside with their class and their own bytes; LF-terminated. */
LUDEX_API ludex_bytes ludex_rehearsal_out(const ludex_rehearsal* rehearsal);
LUDEX_API ludex_bytes ludex_rehearsal_quarantine(const ludex_rehearsal* rehearsal);
/* The counts so far for people and tools, and as the state to go on from or to merge elsewhere. One JSON object each. */
LUDEX_API ludex_bytes ludex_rehearsal_report_json(ludex_rehearsal* rehearsal);
LUDEX_API ludex_bytes ludex_rehearsal_state_json(ludex_rehearsal* rehearsal);
/* Adds the counts of another rehearsal of the same rulebook, kind and options, whose lines began at `first_line` of the whole. */
LUDEX_API ludex_status ludex_rehearsal_merge(ludex_rehearsal* rehearsal, const char* state_json, size_t size, uint64_t first_line,
                                             ludex_error** error);

/* --- JSON and JSON Schema ------------------------------------------------------------------------------------- */
/* Whether `text` is exactly one JSON text (RFC 8259), strictly: {"valid":true}, or {"valid":false,"error":{"code","message",
 * "line","column","offset"}}. `limits_json` may be NULL: {"max_bytes","max_depth","max_nodes","comments","duplicate_keys"},
 * each optional. */
LUDEX_API ludex_status ludex_check_json(const char* text, size_t size, const char* limits_json, size_t limits_size,
                                        ludex_text** out);
/* The document after every operation of a JSON Patch (RFC 6902), or an error of code "json" or "patch" and no document: the
 * pointer of the latter leads to the operation at fault. What no operation walks into keeps its bytes. */
LUDEX_API ludex_status ludex_apply_patch(const char* document, size_t size, const char* patch, size_t patch_size,
                                         ludex_text** out, ludex_error** error);
/* Compiles a schema of JSON Schema 2020-12. `options_json` may be NULL: {"formats":bool,"base":uri,"documents":{uri: schema},
 * "limits":{"max_bytes","max_depth","max_nodes"}}, each optional. Nothing is fetched. Codes of errors: json, schema,
 * unsupported, and host for options that are none. */
LUDEX_API ludex_status ludex_schema_compile(const char* schema, size_t size, const char* options_json, size_t options_size,
                                            ludex_schema** out, ludex_error** error);
LUDEX_API void ludex_schema_free(ludex_schema* schema);
/* Checks an instance, a JSON text: {"valid":true}, {"valid":false,"errors":[{"pointer","keyword","message","offset"}]} or
 * {"valid":false,"malformed":{"code","message","line","column","offset"}}; an instance that does not fit is no failure of
 * the call. `options_json` may be NULL: {"all":bool,"comments":bool,"limits":{"max_errors","max_bytes","max_depth",
 * "max_nodes","max_steps"}}, each optional. */
LUDEX_API ludex_status ludex_schema_validate(const ludex_schema* schema, const char* instance, size_t size,
                                             const char* options_json, size_t options_size, ludex_text** out,
                                             ludex_error** error);
/* For many instances on one thread: allocates nothing for each once it has seen the largest. Options as above, but that
 * it says no reasons. It outlives the schema's handle. */
LUDEX_API ludex_status ludex_validator_new(const ludex_schema* schema, const char* options_json, size_t options_size,
                                           ludex_validator** out, ludex_error** error);
LUDEX_API void ludex_validator_free(ludex_validator* validator);
/* 1: JSON within the limits, and it fits. 0: it is not. -1: nobody knows, for want of an argument or of memory. */
LUDEX_API int ludex_validator_is_valid(ludex_validator* validator, const char* instance, size_t size);
/* Runs files of the official suite: {"files":{name: groups},"remotes":{uri: document},"formats":bool}. The text is what
 * `ludex conformance json-schema --json` prints. */
LUDEX_API ludex_status ludex_conformance_json_schema(const char* suite, size_t size, ludex_text** out);

/* --- what may happen once ------------------------------------------------------------------------------------- */
/* One step of a machine of the ledger (docs/ledger.md): {"state":…,"effects":[…]}. `machine` is "entries", "receipts",
 * "claims", "code_cap", "code_block", "accounts" or "trade"; `state` the state before, NULL or "null" where it begins;
 * `event` carries the time. Codes of errors: json, ledger (the pointer leads into /state or /event), host. */
LUDEX_API ludex_status ludex_decide(const char* machine, size_t machine_size, const char* state, size_t size,
                                    const char* event, size_t event_size, ludex_text** out, ludex_error** error);
/* 32 hex digits of a JSON value asked under a name: what tells "the same again" from "another thing under this id". */
LUDEX_API ludex_status ludex_fingerprint(const char* name, size_t name_size, const char* content, size_t size,
                                         ludex_text** out, ludex_error** error);
/* What `ludex audit --json` prints of a journal of transfers, one a line. NULL: no balances or no saves to hold it against.
 * `compare_json` tells how saves are read: {"account":POINTER,"name":"player:*","balances":{POINTER:ASSET},"serials":{…}}. */
LUDEX_API ludex_status ludex_audit(const char* journal, size_t size, const char* balances, size_t balances_size,
                                   const char* saves, size_t saves_size, const char* compare_json, size_t compare_size,
                                   ludex_text** out, ludex_error** error);

/* --- the record ----------------------------------------------------------------------------------------------- */
/* A log that `ludex record` or a server wrote (docs/record.md), as JSON: {"records":[…],"count","state","good_bytes","error",…}.
 * All of it is read and checked; `most` records from `first` on are described. What is wrong with it is in "error". */
LUDEX_API ludex_status ludex_log_read(const char* log, size_t size, size_t first, size_t most, ludex_text** out, ludex_error** error);
/* A log judged again: {"ok","batches","requests","torn","difference",…}. `options_json` is {"from_snapshot","threads",
 * "compares_snapshots","program_digest"} or NULL. Codes of errors: record (ludex_error_json has the "offset"), json, host. */
LUDEX_API ludex_status ludex_log_replay(const char* log, size_t size, const char* options_json, size_t options_size,
                                        ludex_text** out, ludex_error** error);

/* A log that is written as its world moves on: each call below does what its namesake does and keeps the bytes that the log grows by.
 * Append what ludex_recorder_take gives to one file, in order, before acting on the answers. One thread at a time.
 * A world that is not the one after the log's last link is refused (host) and stays as it is: what changed it beside the recorder
 * could not be replayed.
 * Begins a log. `text` is the one text that `rulebook` was loaded from (ludex_bundle). Codes of errors: host (another text, a world of
 * another rulebook), else as ludex_rulebook_load. */
LUDEX_API ludex_status ludex_recorder_new(const ludex_rulebook* rulebook, const char* text, size_t size, const ludex_world* world,
                                          ludex_recorder** out, ludex_error** error);
/* Goes on where a log ends, after a crash too: all of it is judged again. Codes of errors: record (it is damaged, or does not come out as
 * recorded; ludex_error_json has the "offset"). */
LUDEX_API ludex_status ludex_recorder_resume(const char* log, size_t size, ludex_recorder** out, ludex_error** error);
LUDEX_API void ludex_recorder_free(ludex_recorder* recorder);
/* Of a resumed log: where its last whole record ends. Cut the file there before appending. 0 for one that was begun. */
LUDEX_API uint64_t ludex_recorder_good_bytes(const ludex_recorder* recorder);
/* Of a resumed log: its rulebook and its world, handles of their own. LUDEX_ARGUMENT for a log that was begun, and when the world is
 * asked for again: there is one. */
LUDEX_API ludex_status ludex_recorder_rulebook(const ludex_recorder* recorder, ludex_rulebook** out, ludex_error** error);
LUDEX_API ludex_status ludex_recorder_world(ludex_recorder* recorder, ludex_world** out, ludex_error** error);
/* As ludex_judge, or ludex_judge_columns where the requests are columns. */
LUDEX_API ludex_status ludex_recorder_judge(ludex_recorder* recorder, const ludex_rulebook* rulebook, ludex_world* world,
                                            const char* requests, size_t size, int64_t opened_at, const char* flags_json,
                                            size_t flags_size, ludex_judgement** out, ludex_error** error);
/* As ludex_join. A save that is not ready leaves no record. */
LUDEX_API ludex_status ludex_recorder_join(ludex_recorder* recorder, ludex_world* world, ludex_save_loader* loader, int64_t id,
                                           const char* save, size_t size, ludex_error** error);
/* As ludex_leave. */
LUDEX_API ludex_status ludex_recorder_leave(ludex_recorder* recorder, ludex_world* world, const char* kind, size_t kind_size,
                                            int64_t id, ludex_error** error);
/* Records the world as it is: to replay from, and to compact at. */
LUDEX_API ludex_status ludex_recorder_snapshot(ludex_recorder* recorder, const ludex_world* world, ludex_error** error);
/* The bytes since it was last asked for; they live until it is asked again or freed. */
LUDEX_API ludex_bytes ludex_recorder_take(ludex_recorder* recorder);

/* --- areas of interest, deltas of worlds ---------------------------------------------------------------------- */
/* Who sees whom (docs/interest.md). `area_json`: {"observers": kind, "observed": kind, "radius": number}, and where they differ from
 * 1.25, 256 and "position" (or the only vec3) "hysteresis", "max", "observer_field", "observed_field". It outlives the rulebook's
 * handle; one thread at a time may use it. */
LUDEX_API ludex_status ludex_interest_new(const ludex_rulebook* rulebook, const char* area_json, size_t size, ludex_interest** out,
                                          ludex_error** error);
/* What ludex_interest_save gave. */
LUDEX_API ludex_status ludex_interest_load(const ludex_rulebook* rulebook, const char* text, size_t size, ludex_interest** out,
                                           ludex_error** error);
LUDEX_API void ludex_interest_free(ludex_interest* interest);
/* Brings it up to date with `world`: a JSON array of {"entered","left","observer"}, with "full":true the first time and after a
 * resync, or {"gone":true,"observer"}, in the order of observers; those for whom nothing changed are left out. After the error
 * "out of memory" some of it may be lost: ludex_interest_resync_all. */
LUDEX_API ludex_status ludex_interest_update(ludex_interest* interest, const ludex_world* world, ludex_text** out, ludex_error** error);
/* The next update tells this observer everything again. 1: it will. 0: the observer is not known. -1: `interest` is NULL. */
LUDEX_API int ludex_interest_resync(ludex_interest* interest, int64_t observer);
LUDEX_API void ludex_interest_resync_all(ludex_interest* interest);
/* Whom an observer sees since the last update: a JSON array of ids. */
LUDEX_API ludex_bytes ludex_interest_seen(ludex_interest* interest, int64_t observer);
/* The area and all that is remembered, canonical. */
LUDEX_API ludex_bytes ludex_interest_save(ludex_interest* interest);
LUDEX_API uint64_t ludex_interest_digest(const ludex_interest* interest);

/* What turns `from` into `to`, two worlds of one rulebook, as JSON text. It holds all that differs, seed and ledger too: for
 * players, take it of their visible parts. */
LUDEX_API ludex_status ludex_world_delta(const ludex_world* from, const ludex_world* to, ludex_text** out, ludex_error** error);
/* Changes `world` to where the delta leads, or leaves it as it was: errors json and world of a delta that is damaged (the pointer
 * leads into it), host of one that starts from another world. */
LUDEX_API ludex_status ludex_world_apply_delta(ludex_world* world, const char* delta, size_t size, ludex_error** error);
/* A world of its own that holds what is named and nothing else: {"player": ["position"], "mob": {"fields": ["hp"], "ids": [7]}}. */
LUDEX_API ludex_status ludex_world_visible(const ludex_world* world, const char* visible_json, size_t size, ludex_world** out,
                                           ludex_error** error);

#ifdef __cplusplus
}
#endif
#endif
