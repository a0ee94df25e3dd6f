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
 * Threads. A rulebook and a text may be used by any number of threads at once. A world, a judgement and an error may be
 * used by one thread at a time.
 */
#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define LUDEX_API __declspec(dllexport)
#else
#define LUDEX_API __attribute__((visibility("default"), used))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ludex_rulebook ludex_rulebook;
typedef struct ludex_world ludex_world;
typedef struct ludex_judgement ludex_judgement;
typedef struct ludex_error ludex_error;
typedef struct ludex_text ludex_text;

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
/* "json", "rulebook", "expression", "unsupported", "world", "host", "schema", "patch", "profile" */
LUDEX_API ludex_bytes ludex_error_code(const ludex_error* error, size_t index);
LUDEX_API ludex_bytes ludex_error_pointer(const ludex_error* error, size_t index);
LUDEX_API ludex_bytes ludex_error_message(const ludex_error* error, size_t index);
/* All errors as a JSON array of {code, message, pointer, line, column, excerpt, caret}. */
LUDEX_API ludex_bytes ludex_error_json(ludex_error* error);

/* --- rulebook ----------------------------------------------------------------------------------------------- */
LUDEX_API ludex_status ludex_rulebook_load(const char* text, size_t size, ludex_rulebook** out, ludex_error** error);
LUDEX_API void ludex_rulebook_free(ludex_rulebook* rulebook);
LUDEX_API uint64_t ludex_rulebook_digest(const ludex_rulebook* rulebook);
/* What `ludex check --json` prints. */
LUDEX_API ludex_bytes ludex_rulebook_summary_json(ludex_rulebook* rulebook);
/* Empty when the program has no reason of this code. */
LUDEX_API ludex_bytes ludex_reason_name(const ludex_rulebook* rulebook, uint16_t reason);

/* --- world -------------------------------------------------------------------------------------------------- */
LUDEX_API ludex_status ludex_world_new(const ludex_rulebook* rulebook, uint64_t seed, ludex_world** out, ludex_error** error);
LUDEX_API ludex_status ludex_world_load(const ludex_rulebook* rulebook, const char* text, size_t size, ludex_world** out, ludex_error** error);
LUDEX_API ludex_status ludex_world_clone(const ludex_world* world, ludex_world** out);
LUDEX_API void ludex_world_free(ludex_world* world);
/* The canonical text form. */
LUDEX_API ludex_bytes ludex_world_save(ludex_world* world);
LUDEX_API uint64_t ludex_world_digest(const ludex_world* world);
LUDEX_API int64_t ludex_world_now(const ludex_world* world);

/* --- judge -------------------------------------------------------------------------------------------------- */
#define LUDEX_OPENED_AT_FROM_REQUESTS INT64_MIN

/* Judges NDJSON in order, changing `world` in place. `flags_json` may be NULL. On failure the world is unchanged. */
LUDEX_API ludex_status ludex_judge(const ludex_rulebook* rulebook, ludex_world* world, const char* ndjson, size_t size,
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

/* --- expressions --------------------------------------------------------------------------------------------- */
/* Evaluates one expression. `options_json` may be NULL: {"vars":{...},"types":{...},"conformance":bool,"container":"...",
 * "check":bool,"macros":bool}, each optional. The text is what `ludex eval --json` prints: {"value","type"} or {"error"};
 * an expression that fails is no failure of the call. */
LUDEX_API ludex_status ludex_evaluate(const char* expression, size_t size, const char* options_json, size_t options_size,
                                      ludex_text** out);
/* Runs the suite of google/cel-spec in the form of shared/conformance/cel.json. The text is what
 * `ludex conformance cel --json` prints. */
LUDEX_API ludex_status ludex_conformance_cel(const char* suite, size_t size, ludex_text** out);
LUDEX_API ludex_bytes ludex_text_bytes(const ludex_text* text);
LUDEX_API void ludex_text_free(ludex_text* text);

#ifdef __cplusplus
}
#endif
#endif
