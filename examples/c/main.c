/* The C ABI in one page, C99: load a rulebook and a world, judge a batch, read the verdicts, bring an old save along,
 * let a player come and go.
 *
 *   c_client [RULEBOOK]      default: examples/rulebooks/arena.json
 */
#include <inttypes.h>
#include <ludex.h>
#include <ludex_reasons.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char kWorld[] =
    "{\"ludex_world\": 1, \"entities\": {\"player\": {"
    " \"1\": {\"profile\": {\"version\": 3, \"state\": {\"coins\": 30}}, \"live\": {}}}}}";

/* A purchase, the same one again because the answer was lost, one that is too dear, and a line cut short. */
static const char kRequests[] =
    "{\"actor\":1,\"received_at\":1000000,\"action\":\"RequestPurchase\","
    "\"params\":{\"item\":\"potion\",\"receipt\":\"receipt-1\"},\"nonce\":1,\"sent_at\":1000000}\n"
    "{\"actor\":1,\"received_at\":1000100,\"action\":\"RequestPurchase\","
    "\"params\":{\"item\":\"potion\",\"receipt\":\"receipt-1\"},\"nonce\":2,\"sent_at\":1000100}\n"
    "{\"actor\":1,\"received_at\":1000200,\"action\":\"RequestPurchase\","
    "\"params\":{\"item\":\"key\",\"receipt\":\"receipt-2\"},\"nonce\":3,\"sent_at\":1000200}\n"
    "{\"actor\":1,\"received_at\":1000300,\"act\n";

/* Written when coins were called gold. */
static const char kOldSave[] = "{\"version\": 2, \"state\": {\"gold\": 42}}";

/* Reads a whole file; NULL when it cannot be read. The caller frees it. */
static char* read_file(const char* path, size_t* size) {
  char* text = NULL;
  long length = -1;
  FILE* file = fopen(path, "rb");
  if (!file) return NULL;
  if (fseek(file, 0, SEEK_END) == 0) length = ftell(file);
  rewind(file);
  if (length >= 0) text = malloc((size_t)length + 1);
  if (text) *size = fread(text, 1, (size_t)length, file);
  fclose(file);
  return text;
}

/* Prints and frees an error; each of its texts lives as long as its handle. */
static int explain(const char* what, ludex_error* error) {
  size_t i;
  for (i = 0; i < ludex_error_count(error); ++i) {
    const ludex_bytes pointer = ludex_error_pointer(error, i);
    const ludex_bytes message = ludex_error_message(error, i);
    fprintf(stderr, "%s: %.*s (at %.*s)\n", what, (int)message.size, message.data, (int)pointer.size, pointer.data);
  }
  ludex_error_free(error);
  return 1;
}

static int judge(ludex_rulebook* rulebook, ludex_world* world) {
  ludex_judgement* judgement = NULL;
  ludex_error* error = NULL;
  const ludex_verdict* verdicts;
  ludex_bytes text;
  size_t i;
  if (ludex_judge(rulebook, world, kRequests, strlen(kRequests), LUDEX_OPENED_AT_FROM_REQUESTS, NULL, 0, &judgement,
                  &error) != LUDEX_OK) {
    return explain("batch", error);
  }
  /* The records are enough for most programs; texts are made on demand. */
  verdicts = ludex_judgement_verdicts(judgement);
  for (i = 0; i < ludex_judgement_count(judgement); ++i) {
    text = ludex_reason_name(rulebook, verdicts[i].reason);
    printf("request %u: %.*s%s\n", (unsigned)i, (int)text.size, text.data,
           verdicts[i].reason == LUDEX_REASON_DUPLICATE ? ", answered again" : "");
    text = ludex_verdict_explain(judgement, i, 0);
    printf("  %.*s\n", (int)text.size, text.data);
  }
  printf("batch %016" PRIx64 ", world %016" PRIx64 "\n", ludex_judgement_batch_digest(judgement),
         ludex_judgement_world_digest(judgement));
  ludex_judgement_free(judgement);

  text = ludex_world_save(world);
  printf("%.*s\n", (int)text.size, text.data);
  return 0;
}

/* Keep the bytes of a save that is not ready: they are the one truth. */
static int migrate(const ludex_rulebook* rulebook) {
  ludex_save_loader* loader = NULL;
  ludex_error* error = NULL;
  ludex_bytes text;
  if (ludex_save_loader_new(rulebook, "player", 6, NULL, 0, &loader, &error) != LUDEX_OK) return explain("player", error);
  if (ludex_save_loader_load(loader, kOldSave, strlen(kOldSave), &error) != LUDEX_OK) {
    ludex_save_loader_free(loader);
    return explain("save", error);
  }
  text = ludex_save_loader_finding(loader);
  printf("old save: %.*s\n", (int)text.size, text.data);
  text = ludex_save_loader_save(loader);
  printf("  %.*s\n", (int)text.size, text.data ? text.data : "");
  ludex_save_loader_free(loader);
  return 0;
}

static int one_verdict(const ludex_rulebook* rulebook, ludex_world* world, const char* line) {
  ludex_judgement* judgement = NULL;
  ludex_error* error = NULL;
  ludex_bytes text;
  if (ludex_judge(rulebook, world, line, strlen(line), LUDEX_OPENED_AT_FROM_REQUESTS, NULL, 0, &judgement, &error) != LUDEX_OK)
    return explain("purchase", error);
  text = ludex_verdict_explain(judgement, 0, 0);
  printf("  %.*s\n", (int)text.size, text.data);
  ludex_judgement_free(judgement);
  return 0;
}

/* A player comes, asks for the same purchase, is saved and goes; `*record` becomes what was saved. */
static int visit(const ludex_rulebook* rulebook, ludex_world* world, ludex_save_loader* loader, const char* line, ludex_text** record) {
  ludex_error* error = NULL;
  ludex_text* next = NULL;
  ludex_bytes text = ludex_text_bytes(*record);
  const ludex_bytes last = *record ? text : (ludex_bytes){kOldSave, strlen(kOldSave)};
  if (ludex_join(world, loader, 7, last.data, last.size, &error) != LUDEX_OK) return explain("join", error);
  text = ludex_save_loader_finding(loader);
  printf("join: %.*s\n", (int)text.size, text.data);
  if (one_verdict(rulebook, world, line) != 0) return 1;
  /* State and idempotency keys in one text, to be written in one piece; the player leaves when the store has answered. */
  if (ludex_save_profile(world, loader, 7, last.data, last.size, &next, &error) != LUDEX_OK) return explain("save", error);
  ludex_text_free(*record);
  *record = next;
  if (ludex_leave(world, "player", 6, 7, &error) != LUDEX_OK) return explain("leave", error);
  text = ludex_text_bytes(next);
  printf("  %.*s\n", (int)text.size, text.data);
  return 0;
}

/* The purchase of the first visit is a duplicate in the second. */
static int visit_twice(const ludex_rulebook* rulebook, ludex_world* world) {
  static const char kFirst[] =
      "{\"actor\":7,\"received_at\":1000400,\"action\":\"RequestPurchase\","
      "\"params\":{\"item\":\"potion\",\"receipt\":\"receipt-7\"},\"nonce\":1,\"sent_at\":1000400}";
  static const char kAgain[] =
      "{\"actor\":7,\"received_at\":1000500,\"action\":\"RequestPurchase\","
      "\"params\":{\"item\":\"potion\",\"receipt\":\"receipt-7\"},\"nonce\":2,\"sent_at\":1000500}";
  ludex_save_loader* loader = NULL;
  ludex_text* record = NULL;
  ludex_error* error = NULL;
  int exit_code;
  if (ludex_save_loader_new(rulebook, "player", 6, NULL, 0, &loader, &error) != LUDEX_OK) return explain("player", error);
  exit_code = visit(rulebook, world, loader, kFirst, &record);
  if (exit_code == 0) exit_code = visit(rulebook, world, loader, kAgain, &record);
  ludex_text_free(record);
  ludex_save_loader_free(loader);
  return exit_code;
}

int main(int argc, char** argv) {
  const char* path = argc > 1 ? argv[1] : "examples/rulebooks/arena.json";
  ludex_rulebook* rulebook = NULL;
  ludex_world* world = NULL;
  ludex_error* error = NULL;
  size_t size = 0;
  int exit_code;
  char* source = read_file(path, &size);
  if (!source) {
    fprintf(stderr, "cannot read %s: name a rulebook\n", path);
    return 1;
  }
  printf("ludex %s\n", ludex_version());
  if (ludex_rulebook_load(source, size, &rulebook, &error) != LUDEX_OK) {
    exit_code = explain(path, error);
  } else if (ludex_world_load(rulebook, kWorld, strlen(kWorld), &world, &error) != LUDEX_OK) {
    exit_code = explain("world", error);
  } else {
    exit_code = judge(rulebook, world);
    if (exit_code == 0) exit_code = migrate(rulebook);
    if (exit_code == 0) exit_code = visit_twice(rulebook, world);
  }
  ludex_world_free(world);
  ludex_rulebook_free(rulebook);
  free(source);
  return exit_code;
}
