#include "c_promises.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>

#include "ludex.h"

using ludex::vectors::Promise;

long allocations_left = -1;

namespace {

constexpr std::string_view kRulebook = R"({"ludex": 1, "name": "small", "version": 1, "flags": {"open": "bool = true"},
  "entities": {"player": {"live": {"state": {"n": "int 0..3", "bag": "map<string, int> max 9"}}}},
  "actions": {"Go": {"params": {"key": "string"}, "once": {"key": "params.key", "scope": "actor", "keep": "forever"},
    "require": ["flags.open else closed"], "effects": ["actor.n += 1", "actor.bag[params.key] += 1"], "result": "{'n': actor.n}"}}})";
constexpr std::string_view kWorld = R"({"ludex_world": 1, "entities": {"player": {"7": {"live": {}}}}})";
constexpr std::string_view kRequests =
    "{\"actor\":7,\"received_at\":1000,\"action\":\"Go\",\"params\":{\"key\":\"one\"}}\n"
    "{\"actor\":7,\"received_at\":1001,\"action\":\"Go\",\"params\":{\"key\":\"one\"}}\n"
    "not JSON\n";

std::string text_of(ludex_bytes bytes) {
  return bytes.data ? std::string(bytes.data, bytes.size) : "(no bytes)";
}
bool is_none(ludex_bytes bytes) {
  return !bytes.data && bytes.size == 0;
}

struct Session {
  ludex_rulebook* rulebook = nullptr;
  ludex_world* world = nullptr;
  ludex_judgement* judgement = nullptr;
  ludex_error* error = nullptr;

  ludex_status load() { return ludex_rulebook_load(kRulebook.data(), kRulebook.size(), &rulebook, &error); }
  ludex_status load_world() { return ludex_world_load(rulebook, kWorld.data(), kWorld.size(), &world, &error); }
  ludex_status judge(std::string_view flags = {}) {
    return ludex_judge(rulebook, world, kRequests.data(), kRequests.size(), LUDEX_OPENED_AT_FROM_REQUESTS,
                       flags.empty() ? nullptr : flags.data(), flags.size(), &judgement, &error);
  }
  ~Session() {
    ludex_error_free(error);
    ludex_judgement_free(judgement);
    ludex_world_free(world);
    ludex_rulebook_free(rulebook);
  }
};

void null_handles(std::vector<Promise>& out) {
  Session s;
  s.load();
  ludex_rulebook* rulebook = nullptr;
  ludex_world* world = nullptr;
  ludex_judgement* judgement = nullptr;
  out.push_back({"NULL where a handle or a span is needed is LUDEX_ARGUMENT",
                 ludex_rulebook_load(nullptr, 5, &rulebook, nullptr) == LUDEX_ARGUMENT &&
                     ludex_rulebook_load("{}", 2, nullptr, nullptr) == LUDEX_ARGUMENT &&
                     ludex_world_new(nullptr, 0, &world, nullptr) == LUDEX_ARGUMENT &&
                     ludex_world_load(s.rulebook, nullptr, 1, &world, nullptr) == LUDEX_ARGUMENT &&
                     ludex_world_clone(nullptr, &world) == LUDEX_ARGUMENT &&
                     ludex_judge(s.rulebook, nullptr, "", 0, 0, nullptr, 0, &judgement, nullptr) == LUDEX_ARGUMENT});
  out.push_back(
      {"NULL with size 0 is the empty text", ludex_rulebook_load(nullptr, 0, &rulebook, nullptr) == LUDEX_ERROR});
  for (int i = 0; i < 2; ++i) {
    ludex_error_free(nullptr);
    ludex_rulebook_free(nullptr);
    ludex_world_free(nullptr);
    ludex_judgement_free(nullptr);
  }
  out.push_back({"a getter of NULL gives 0 or no bytes",
                 ludex_error_count(nullptr) == 0 && is_none(ludex_error_code(nullptr, 0)) &&
                     is_none(ludex_error_json(nullptr)) && ludex_rulebook_digest(nullptr) == 0 &&
                     is_none(ludex_rulebook_summary_json(nullptr)) && is_none(ludex_reason_name(nullptr, 0)) &&
                     is_none(ludex_world_save(nullptr)) && ludex_world_digest(nullptr) == 0 &&
                     ludex_judgement_count(nullptr) == 0 && !ludex_judgement_verdicts(nullptr) &&
                     ludex_judgement_timer_count(nullptr) == 0 && is_none(ludex_judgement_timers(nullptr, 0)) &&
                     is_none(ludex_judgement_ndjson(nullptr, 0)) && is_none(ludex_verdict_explain(nullptr, 0, 0))});
  ludex_text* types = reinterpret_cast<ludex_text*>(&s);  // overwritten, not freed
  const ludex_status other = ludex_rulebook_types(s.rulebook, "js", 2, &types);
  out.push_back({"types of an unknown language or of no rulebook are LUDEX_ARGUMENT and no text",
                 other == LUDEX_ARGUMENT && !types && ludex_rulebook_types(nullptr, "ts", 2, &types) == LUDEX_ARGUMENT &&
                     ludex_rulebook_types(s.rulebook, nullptr, 2, &types) == LUDEX_ARGUMENT && ludex_rulebook_types(s.rulebook, "ts", 2, nullptr) == LUDEX_ARGUMENT});
  out.push_back({"types are a text of their own", ludex_rulebook_types(s.rulebook, "luau", 4, &types) == LUDEX_OK &&
                                                       text_of(ludex_text_bytes(types)).starts_with("--!strict\n")});
  ludex_text_free(types);
  ludex_text* made = nullptr;
  ludex_error* error = nullptr;
  out.push_back({"a rulebook is laid out in one of three forms",
                 ludex_format("{\"ludex\":1}", 11, LUDEX_FORM_LONG, &made, &error) == LUDEX_OK && text_of(ludex_text_bytes(made)) == "{\n  \"ludex\": 1\n}\n" &&
                     ludex_format("{}", 2, 3, nullptr, nullptr) == LUDEX_ARGUMENT});
  ludex_text_free(made);
  const ludex_bytes path{"part.json", 9}, part{"{\"flags\": 1}", 12};
  constexpr std::string_view kUsing = R"({"ludex": 1, "use": "part.json", "entities": {"player": {}}, "actions": {}})";
  const bool names_file = ludex_bundle(kUsing.data(), kUsing.size(), &path, &part, 1, &made, &error) == LUDEX_ERROR && !made && text_of(ludex_error_file(error, 0)) == "part.json" &&
                          text_of(ludex_error_json(error)).find("\"file\":\"part.json\"") != std::string::npos;
  out.push_back({"an error in a used file names it", names_file});
  ludex_error_free(error);
  const bool is_missing = ludex_bundle(kUsing.data(), kUsing.size(), nullptr, nullptr, 0, &made, &error) == LUDEX_ERROR && text_of(ludex_error_code(error, 0)) == "io";
  out.push_back({"a used file that was not given is an io error", is_missing});
  ludex_error_free(error);
  error = nullptr;
  s.load_world();
  const std::string first(kRequests.substr(0, kRequests.find('\n')));
  const bool is_told = ludex_explain(kRulebook.data(), kRulebook.size(), s.world, first.data(), first.size(), LUDEX_OPENED_AT_FROM_REQUESTS, nullptr, 0, &made, &error) == LUDEX_OK &&
                       text_of(ludex_text_bytes(made)).find("\"verdict\":\"accepted\"") != std::string::npos;
  out.push_back({"a request is explained without being judged", is_told});
  ludex_text_free(made);
  out.push_back(
      {"a reason that the program does not have has the empty name",
       s.rulebook && ludex_reason_name(s.rulebook, 65535).data && ludex_reason_name(s.rulebook, 65535).size == 0});
}

void errors(std::vector<Promise>& out) {
  Session s;
  s.world = reinterpret_cast<ludex_world*>(&s);  // whatever was there is overwritten, not freed
  s.load();
  const ludex_status status = ludex_world_load(s.rulebook, "{}", 2, &s.world, &s.error);
  out.push_back(
      {"a failed call sets its handle to NULL and gives an error", status == LUDEX_ERROR && !s.world && s.error});
  out.push_back({"error bytes live as long as the error", text_of(ludex_error_code(s.error, 0)) == "world" &&
                                                              !text_of(ludex_error_message(s.error, 0)).empty() &&
                                                              is_none(ludex_error_message(s.error, 99))});
  ludex_error_free(s.error);
  out.push_back({"a call that succeeds sets the error to NULL", s.load_world() == LUDEX_OK && !s.error});
  const uint64_t before = ludex_world_digest(s.world);
  out.push_back({"a batch refused by the host's inputs leaves the world as it was",
                 s.judge("{\"closed\":true}") == LUDEX_ERROR && !s.judgement &&
                     text_of(ludex_error_code(s.error, 0)) == "host" && ludex_world_digest(s.world) == before});
}

void columns(std::vector<Promise>& out) {
  Session s, t;
  s.load();
  s.load_world();
  t.load();
  t.load_world();
  ludex_text *file = nullptr, *refused = nullptr, *lines = nullptr;
  const bool is_encoded = ludex_columns_encode(s.rulebook, kRequests.data(), kRequests.size(), &file, &refused, &s.error) == LUDEX_OK && !s.error;
  const std::string bytes = text_of(ludex_text_bytes(file));
  out.push_back({"lines become columns, and those that have no row are listed",
                 is_encoded && bytes.compare(0, 8, "LUDEXCOL") == 0 &&
                     text_of(ludex_text_bytes(refused)) == R"([{"line":2,"reason":"malformed","at":""}])"});
  const bool is_decoded = ludex_columns_decode(bytes.data(), bytes.size(), &lines, nullptr) == LUDEX_OK;
  const std::string text = text_of(ludex_text_bytes(lines));
  ludex_judgement* by_lines = nullptr;
  const bool is_judged = ludex_judge_columns(s.rulebook, s.world, bytes.data(), bytes.size(), LUDEX_OPENED_AT_FROM_REQUESTS, nullptr, 0, &s.judgement, &s.error) == LUDEX_OK &&
                         ludex_judge(t.rulebook, t.world, text.data(), text.size(), LUDEX_OPENED_AT_FROM_REQUESTS, nullptr, 0, &by_lines, nullptr) == LUDEX_OK;
  out.push_back({"columns and their lines: the same verdicts and digests",
                 is_decoded && is_judged && ludex_judgement_count(s.judgement) == 2 &&
                     text_of(ludex_judgement_ndjson(s.judgement, 0)) == text_of(ludex_judgement_ndjson(by_lines, 0)) &&
                     ludex_judgement_batch_digest(s.judgement) == ludex_judgement_batch_digest(by_lines) &&
                     ludex_world_digest(s.world) == ludex_world_digest(t.world)});
  ludex_judgement_free(by_lines);
  const uint64_t before = ludex_world_digest(s.world);
  ludex_judgement* none = nullptr;
  out.push_back({"a broken column file is an error and leaves the world as it was",
                 ludex_judge_columns(s.rulebook, s.world, bytes.data(), bytes.size() / 2, 0, nullptr, 0, &none, &s.error) == LUDEX_ERROR && !none &&
                     text_of(ludex_error_code(s.error, 0)) == "host" && ludex_world_digest(s.world) == before});
  ludex_text* nothing = nullptr;
  out.push_back({"NULL where columns need a handle is LUDEX_ARGUMENT",
                 ludex_columns_encode(nullptr, "", 0, &nothing, nullptr, nullptr) == LUDEX_ARGUMENT &&
                     ludex_columns_decode(nullptr, 1, &nothing, nullptr) == LUDEX_ARGUMENT &&
                     ludex_judge_columns(s.rulebook, nullptr, "", 0, 0, nullptr, 0, &none, nullptr) == LUDEX_ARGUMENT});
  for (ludex_text* t_ : {file, refused, lines}) ludex_text_free(t_);
}

void traffic(std::vector<Promise>& out) {
  Session s;
  s.load();
  ludex_text *world = nullptr, *lines = nullptr, *again_world = nullptr, *again = nullptr;
  const bool is_made = ludex_traffic(s.rulebook, 5, 40, 7, 0.5, &world, &lines, &s.error) == LUDEX_OK && !s.error &&
                       ludex_traffic(s.rulebook, 5, 40, 7, 0.5, &again_world, &again, nullptr) == LUDEX_OK;
  const std::string made_world = text_of(ludex_text_bytes(world)), made = text_of(ludex_text_bytes(lines));
  ludex_world* loaded = nullptr;
  out.push_back({"traffic of a seed is the same bytes again, and its world loads",
                 is_made && made == text_of(ludex_text_bytes(again)) && made_world == text_of(ludex_text_bytes(again_world)) &&
                     std::count(made.begin(), made.end(), '\n') == 40 &&
                     ludex_world_load(s.rulebook, made_world.data(), made_world.size(), &loaded, nullptr) == LUDEX_OK});
  ludex_world_free(loaded);
  for (ludex_text* text : {world, lines, again_world, again}) ludex_text_free(text);
  const auto share = [&](double rate) { return ludex_traffic(s.rulebook, 5, 40, 7, rate, &world, &lines, nullptr); };
  out.push_back({"a share that is none is LUDEX_ARGUMENT, and no text is given",
                 share(1.5) == LUDEX_ARGUMENT && share(-0.1) == LUDEX_ARGUMENT && share(std::nan("")) == LUDEX_ARGUMENT && !world && !lines});
}

void lifetimes(std::vector<Promise>& out) {
  Session s;
  s.load();
  s.load_world();
  ludex_world* copy = nullptr;
  const bool is_cloned = ludex_world_clone(s.world, &copy) == LUDEX_OK;
  const uint64_t before = ludex_world_digest(copy);
  const bool is_judged = s.judge("{\"open\":true}") == LUDEX_OK;
  out.push_back({"a clone does not change with its original", is_cloned && is_judged &&
                                                                  ludex_world_digest(copy) == before &&
                                                                  ludex_world_digest(s.world) != before});
  ludex_world_free(copy);
  const std::string full = text_of(ludex_judgement_ndjson(s.judgement, 0)),
                    client = text_of(ludex_judgement_ndjson(s.judgement, 1));
  out.push_back(
      {"the client's view is another one", is_judged && full != client && client.find("\"at\"") == std::string::npos});
  ludex_rulebook_free(s.rulebook);
  s.rulebook = nullptr;
  out.push_back(
      {"a world and a judgement outlive the rulebook's handle",
       is_judged &&
           text_of(ludex_judgement_counts_json(s.judgement)) == R"({"accepted":1,"duplicate":1,"malformed":1})" &&
           text_of(ludex_judgement_ndjson(s.judgement, 0)) == full && ludex_world_now(s.world) == 1001});
}

struct SchemaSession {
  ludex_schema* schema = nullptr;
  ludex_validator* validator = nullptr;
  ludex_text* text = nullptr;
  ludex_error* error = nullptr;

  ludex_status compile(std::string_view source, std::string_view options = {}) {
    return ludex_schema_compile(source.data(), source.size(), options.empty() ? nullptr : options.data(), options.size(),
                                &schema, &error);
  }
  ludex_status validate(std::string_view instance, std::string_view options = {}) {
    return ludex_schema_validate(schema, instance.data(), instance.size(), options.empty() ? nullptr : options.data(),
                                 options.size(), &text, &error);
  }
  ~SchemaSession() {
    ludex_error_free(error);
    ludex_text_free(text);
    ludex_validator_free(validator);
    ludex_schema_free(schema);
  }
};

void schemas(std::vector<Promise>& out) {
  {
    SchemaSession s;
    s.compile("true");
    ludex_text* text = nullptr;
    out.push_back({"NULL where a schema, a validator or a span is needed is LUDEX_ARGUMENT or -1",
                   s.schema && ludex_schema_compile(nullptr, 1, nullptr, 0, &s.schema, nullptr) == LUDEX_ARGUMENT && !s.schema &&
                       ludex_schema_compile("true", 4, nullptr, 0, nullptr, nullptr) == LUDEX_ARGUMENT &&
                       ludex_schema_validate(nullptr, "1", 1, nullptr, 0, &text, nullptr) == LUDEX_ARGUMENT &&
                       ludex_validator_new(nullptr, nullptr, 0, &s.validator, nullptr) == LUDEX_ARGUMENT &&
                       ludex_check_json(nullptr, 1, nullptr, 0, &text) == LUDEX_ARGUMENT &&
                       ludex_check_json("1", 1, nullptr, 0, nullptr) == LUDEX_ARGUMENT &&
                       ludex_conformance_json_schema(nullptr, 1, &text) == LUDEX_ARGUMENT &&
                       ludex_validator_is_valid(nullptr, "1", 1) == -1});
    ludex_schema_free(nullptr);
    ludex_validator_free(nullptr);
  }
  {
    SchemaSession s;
    const bool is_refused = s.compile(R"({"properties": {"a": {"type": "int"}}})") == LUDEX_ERROR && !s.schema;
    out.push_back({"a schema at fault is an error with its pointer",
                   is_refused && text_of(ludex_error_code(s.error, 0)) == "schema" &&
                       text_of(ludex_error_pointer(s.error, 0)) == "/properties/a/type"});
  }
  {
    SchemaSession s;
    const bool is_refused = s.compile("true", R"({"all": true})") == LUDEX_ERROR && text_of(ludex_error_code(s.error, 0)) == "host";
    ludex_error_free(s.error);
    s.error = nullptr;
    out.push_back({"an option of the other call, or of none, is an error of the host",
                   is_refused && s.compile("true", R"({"formats": true})") == LUDEX_OK &&
                       s.validate("1", R"({"formats": true})") == LUDEX_ERROR && !s.text &&
                       text_of(ludex_error_code(s.error, 0)) == "host"});
  }
  {
    SchemaSession s;
    const bool is_refused = s.compile(R"({"$ref": "urn:x"})", R"({"documents": {"urn:x": {"minLength": -1}}})") == LUDEX_ERROR;
    out.push_back({"an error in a document names it",
                   is_refused && text_of(ludex_error_json(s.error)).find(R"("file":"urn:x")") != std::string::npos});
  }
  {
    SchemaSession s;
    s.compile(R"({"type": "integer"})");
    const bool is_made = ludex_validator_new(s.schema, nullptr, 0, &s.validator, &s.error) == LUDEX_OK;
    ludex_schema_free(s.schema);
    s.schema = nullptr;
    out.push_back({"a validator outlives its schema, and remembers no instance",
                   is_made && ludex_validator_is_valid(s.validator, "7", 1) == 1 &&
                       ludex_validator_is_valid(s.validator, R"("7")", 3) == 0 &&
                       ludex_validator_is_valid(s.validator, "", 0) == 0 && ludex_validator_is_valid(s.validator, "7", 1) == 1});
  }
}

void contracts_and_patches(std::vector<Promise>& out) {
  ludex_text* text = reinterpret_cast<ludex_text*>(&out);  // overwritten, not freed
  const ludex_status without_contract = ludex_check_contract(nullptr, 1, "1", 1, nullptr, 0, &text);
  out.push_back({"NULL where a contract, a text, options or room for the answer are needed is LUDEX_ARGUMENT, and no text",
                 without_contract == LUDEX_ARGUMENT && !text && ludex_check_contract("\"int\"", 5, nullptr, 1, nullptr, 0, &text) == LUDEX_ARGUMENT &&
                     ludex_check_contract("\"int\"", 5, "1", 1, nullptr, 1, &text) == LUDEX_ARGUMENT &&
                     ludex_check_contract("\"int\"", 5, "1", 1, nullptr, 0, nullptr) == LUDEX_ARGUMENT});
  const auto told = [&](std::string_view contract, std::string_view given, std::string_view options) {
    ludex_text* made = nullptr;
    const bool is_ok = ludex_check_contract(contract.data(), contract.size(), given.data(), given.size(), options.data(), options.size(), &made) == LUDEX_OK;
    const std::string answer = is_ok ? text_of(ludex_text_bytes(made)) : "";
    ludex_text_free(made);
    return answer;
  };
  out.push_back({"without options the first mismatch is told; NULL with size 0 is the empty text",
                 told(R"("list<int>")", R"([1,"2","3"])", {}) == R"~({"ok":false,"mismatches":[{"pointer":"/1","message":"expected integer, got \"2\" (string)","offset":3}]})~" &&
                     told(R"("int")", {}, {}).find("is not JSON") != std::string::npos});
  out.push_back({"an option that is none, and a contract at fault, are told in the answer",
                 told(R"("int")", "1", R"({"al":true})").starts_with(R"({"error":{"code":"host")") && told(kRulebook, "{}", R"({"action":"Fly"})").starts_with(R"({"error":{"code":"host")") &&
                     told("{", "1", {}).starts_with(R"({"error":{"code":"json")") && told(R"("itn")", "1", {}).starts_with(R"({"error":{"code":"rulebook")")});

  text = reinterpret_cast<ludex_text*>(&out);
  ludex_error* error = nullptr;
  const ludex_status without_document = ludex_apply_patch(nullptr, 1, "[]", 2, &text, &error);
  out.push_back({"NULL where a document, a patch or room for the answer is needed is LUDEX_ARGUMENT, and no text",
                 without_document == LUDEX_ARGUMENT && !text && !error && ludex_apply_patch("1", 1, nullptr, 1, &text, nullptr) == LUDEX_ARGUMENT &&
                     ludex_apply_patch("1", 1, "[]", 2, nullptr, nullptr) == LUDEX_ARGUMENT});
  constexpr std::string_view kPatch = R"([{"op":"remove","path":"/a"},{"op":"remove","path":"/a"}])";
  const bool is_refused = ludex_apply_patch(R"({"a":1})", 7, kPatch.data(), kPatch.size(), &text, &error) == LUDEX_ERROR && !text;
  out.push_back({"a patch that fails leads to its operation and gives no document",
                 is_refused && text_of(ludex_error_code(error, 0)) == "patch" && text_of(ludex_error_pointer(error, 0)) == "/1"});
  ludex_error_free(error);
  out.push_back({"nobody need ask for the error of a patch", ludex_apply_patch("{", 1, "[]", 2, &text, nullptr) == LUDEX_ERROR && !text});
}

void ledgers(std::vector<Promise>& out) {
  ludex_text* text = reinterpret_cast<ludex_text*>(&out);
  ludex_error* error = nullptr;
  const ludex_status without_machine = ludex_decide(nullptr, 1, nullptr, 0, "{}", 2, &text, &error);
  out.push_back({"NULL where a machine, an event, a content, a journal or room for the answer is needed is LUDEX_ARGUMENT, and no text",
                 without_machine == LUDEX_ARGUMENT && !text && !error && ludex_decide("trade", 5, nullptr, 0, nullptr, 2, &text, nullptr) == LUDEX_ARGUMENT &&
                     ludex_decide("trade", 5, nullptr, 0, "{}", 2, nullptr, nullptr) == LUDEX_ARGUMENT && ludex_fingerprint("a", 1, nullptr, 1, &text, nullptr) == LUDEX_ARGUMENT &&
                     ludex_audit(nullptr, 1, nullptr, 0, nullptr, 0, nullptr, 0, &text, nullptr) == LUDEX_ARGUMENT});
  const bool is_refused = ludex_decide("claims", 6, nullptr, 0, R"({"event":"claim","claim":"x","now":-1})", 38, &text, &error) == LUDEX_ERROR && !text;
  out.push_back({"an event that is malformed leads to its place and gives no state",
                 is_refused && text_of(ludex_error_code(error, 0)) == "ledger" && text_of(ludex_error_pointer(error, 0)) == "/event/now"});
  ludex_error_free(error);
  out.push_back({"without balances and saves a journal stands on its own", ludex_audit(nullptr, 0, nullptr, 0, nullptr, 0, nullptr, 0, &text, nullptr) == LUDEX_OK && text_of(ludex_text_bytes(text)).starts_with("{\"ok\":true")});
  ludex_text_free(text);
}

// What schemas can do; as `everything` below.
bool everything_of_schemas(SchemaSession& s, std::string& problem) {
  const auto ok = [&](ludex_status status) { return came_through(status, s.error, problem); };
  constexpr std::string_view kSchema = R"({"$ref": "urn:list", "items": {"type": "integer", "pattern": "^a+b?$"}})";
  constexpr std::string_view kOptions = R"({"documents": {"urn:list": {"maxItems": 9, "uniqueItems": true}}})";
  if (!ok(s.compile(kSchema, kOptions)) || !ok(s.validate(R"([1,"x","ab"])", R"({"all": true})"))) return false;
  if (!ok(ludex_validator_new(s.schema, nullptr, 0, &s.validator, &s.error))) return false;
  const int fits = ludex_validator_is_valid(s.validator, "[1,2,3]", 7);
  if (fits == 0) problem = "an instance that fits is said not to";
  ludex_text* report = nullptr;
  const bool is_checked = ludex_check_json("[1]", 3, nullptr, 0, &report) == LUDEX_OK;
  ludex_text_free(report);
  return fits == 1 && is_checked;
}

// What contracts and patches can do; as `everything` below.
bool everything_of_contracts(std::string& problem) {
  constexpr std::string_view kShape = R"~({"type":"object","properties":{"id":"int","bag":"map<string, list<int>> max 9","kind":"enum(a, b)"}})~";
  constexpr std::string_view kText = R"({"id":"7","bag":{"x":[1,"2"]},"knid":"a"})", kAll = R"({"all":true})", kGo = R"({"action":"Go"})", kParams = R"({"key":1})";
  ludex_text* text = nullptr;
  bool is_done = true;
  const auto check = [&](std::string_view contract, std::string_view given, std::string_view options) {
    const ludex_status status = ludex_check_contract(contract.data(), contract.size(), given.data(), given.size(), options.data(), options.size(), &text);
    const ludex_bytes told = ludex_text_bytes(text);  // not copied: that would be an allocation of ours
    if (status == LUDEX_OK && std::string_view(told.data, told.size).find("\"ok\":false") == std::string_view::npos) {
      allocations_left = -1;
      problem = "a text that does not fit is said to";
    }
    is_done = is_done && status == LUDEX_OK;
    ludex_text_free(text);
  };
  check(kShape, kText, kAll);
  if (is_done) check(kRulebook, kParams, kGo);
  if (!is_done) return false;
  constexpr std::string_view kDocument = R"({"a":{"b":[1,2]}})", kPatch = R"([{"op":"copy","from":"/a","path":"/c"},{"op":"add","path":"/c/b/-","value":{"x":null}}])";
  ludex_error* error = nullptr;
  const ludex_status status = ludex_apply_patch(kDocument.data(), kDocument.size(), kPatch.data(), kPatch.size(), &text, &error);
  if (error && text_of(ludex_error_message(error, 0)) != "out of memory") problem = text_of(ludex_error_message(error, 0));
  ludex_error_free(error);
  ludex_text_free(text);
  return status == LUDEX_OK;
}

// Everything the interface can do, so that each allocation in it can fail once. False: a call did.
bool everything(Session& s, std::string& problem) {
  const auto ok = [&](ludex_status status) { return came_through(status, s.error, problem); };
  ludex_world* copy = nullptr;
  if (!ok(s.load()) || !ok(s.load_world()) || !ok(ludex_world_clone(s.world, &copy))) return false;
  ludex_world_free(copy);
  if (!ok(s.judge())) return false;
  return ludex_rulebook_summary_json(s.rulebook).data && ludex_judgement_ndjson(s.judgement, 0).data &&
         ludex_judgement_timers(s.judgement, 0).data && ludex_judgement_counts_json(s.judgement).data && ludex_verdict_at(s.judgement, 0).data &&
         ludex_world_save(s.world).data;
}

void memory(std::vector<Promise>& out) {
  out.push_back(each_allocation_may_fail<Session>("whichever allocation fails, nothing is thrown and the error is out of memory", everything));
  out.push_back(each_allocation_may_fail<SchemaSession>("the same of schemas and strict reading", everything_of_schemas));
  out.push_back(each_allocation_may_fail<Stateless>("the same of contracts and patches", [](Stateless&, std::string& problem) { return everything_of_contracts(problem); }));
}

}  // namespace

bool came_through(ludex_status status, const ludex_error* error, std::string& problem) {
  if (status == LUDEX_OK) return true;
  allocations_left = -1;
  if (status != LUDEX_ERROR) problem = "another status than LUDEX_ERROR";
  if (error && text_of(ludex_error_message(error, 0)) != "out of memory") problem = text_of(ludex_error_message(error, 0));
  return false;
}

// Replaced for the whole program: counts down to a failure.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  if (allocations_left == 0) {
    allocations_left = -1;
    return nullptr;
  }
  if (allocations_left > 0) --allocations_left;
  return std::malloc(size ? size : 1);
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

std::vector<Promise> c_promises() {
  std::vector<Promise> out;
  null_handles(out);
  errors(out);
  columns(out);
  traffic(out);
  lifetimes(out);
  schemas(out);
  ledgers(out);
  contracts_and_patches(out);
  promises_of_saves(out);
  promises_of_visits(out);
  promises_of_logs(out);
  promises_of_interest(out);
  memory(out);
  return out;
}
