// What ludex.h says of who comes and goes, of threads and of metrics.

#include <string>
#include <string_view>

#include "c_promises.h"
#include "ludex.h"

using ludex::vectors::Promise;

namespace {

constexpr std::string_view kRulebook = R"({"ludex": 1, "name": "visits", "version": 1,
  "entities": {"player": {"profile": {"version": 2, "state": {"coins": "int >= 0 = 0"}, "migrations": [
    {"id": "gold-to-coins", "to": 2, "breaking": true, "steps": [{"op": "rename", "from": "/gold", "path": "/coins", "if_missing": "skip"}]}]}}},
  "actions": {"Buy": {"params": {"receipt": "int"}, "once": {"key": "params.receipt"}, "effects": ["actor.coins -= 1"]}}})";
constexpr std::string_view kOld = R"({"state":{"gold":5},"note":"kept"})", kBad = R"({"version":2,"state":{"coins":-1}})";
constexpr std::string_view kBuy = R"({"actor":7,"received_at":1000,"action":"Buy","params":{"receipt":1}})";

std::string_view view_of(ludex_bytes bytes) { return bytes.data ? std::string_view(bytes.data, bytes.size) : "(no bytes)"; }
bool is_none(ludex_bytes bytes) { return !bytes.data && bytes.size == 0; }
bool has(ludex_bytes bytes, std::string_view part) { return view_of(bytes).find(part) != std::string_view::npos; }

struct Visit {
  ludex_rulebook* rulebook = nullptr;
  ludex_world* world = nullptr;
  ludex_save_loader* loader = nullptr;
  ludex_judgement* judgement = nullptr;
  ludex_metrics* metrics = nullptr;
  ludex_text* record = nullptr;
  ludex_error* error = nullptr;

  ludex_status open() {
    if (const ludex_status status = ludex_rulebook_load(kRulebook.data(), kRulebook.size(), &rulebook, &error); status != LUDEX_OK) return status;
    if (const ludex_status status = ludex_world_new(rulebook, 1, &world, &error); status != LUDEX_OK) return status;
    return ludex_save_loader_new(rulebook, "player", 6, nullptr, 0, &loader, &error);
  }
  ludex_status join(std::string_view save, int64_t id = 7) { return ludex_join(world, loader, id, save.data(), save.size(), &error); }
  ludex_status save(std::string_view last) { return ludex_save_profile(world, loader, 7, last.data(), last.size(), &record, &error); }
  ludex_status leave(std::string_view kind = "player") { return ludex_leave(world, kind.data(), kind.size(), 7, &error); }
  ludex_status buy() { return ludex_judge(rulebook, world, kBuy.data(), kBuy.size(), LUDEX_OPENED_AT_FROM_REQUESTS, nullptr, 0, &judgement, &error); }
  bool is_error(std::string_view code) {
    const bool is = error && view_of(ludex_error_code(error, 0)) == code;
    ludex_error_free(error);
    error = nullptr;
    return is;
  }
  ~Visit() {
    ludex_error_free(error);
    ludex_text_free(record);
    ludex_metrics_free(metrics);
    ludex_judgement_free(judgement);
    ludex_save_loader_free(loader);
    ludex_world_free(world);
    ludex_rulebook_free(rulebook);
  }
};

void visits(std::vector<Promise>& out) {
  Visit v;
  v.open();
  ludex_text* none = reinterpret_cast<ludex_text*>(&v);  // overwritten, not freed
  const bool is_refused = ludex_save_profile(nullptr, v.loader, 7, nullptr, 0, &none, nullptr) == LUDEX_ARGUMENT && !none;
  out.push_back({"NULL where a world, a loader, a kind or room for a record is needed is LUDEX_ARGUMENT",
                 is_refused && ludex_join(nullptr, v.loader, 7, nullptr, 0, nullptr) == LUDEX_ARGUMENT && ludex_join(v.world, nullptr, 7, nullptr, 0, nullptr) == LUDEX_ARGUMENT &&
                     ludex_join(v.world, v.loader, 7, nullptr, 1, nullptr) == LUDEX_ARGUMENT && ludex_save_profile(v.world, nullptr, 7, nullptr, 0, &none, nullptr) == LUDEX_ARGUMENT &&
                     ludex_save_profile(v.world, v.loader, 7, nullptr, 1, &none, nullptr) == LUDEX_ARGUMENT && ludex_save_profile(v.world, v.loader, 7, nullptr, 0, nullptr, nullptr) == LUDEX_ARGUMENT &&
                     ludex_leave(nullptr, "player", 6, 7, nullptr) == LUDEX_ARGUMENT && ludex_leave(v.world, nullptr, 1, 7, nullptr) == LUDEX_ARGUMENT});

  const uint64_t before = ludex_world_digest(v.world);
  const bool is_aside = v.join(kBad) == LUDEX_OK && has(ludex_save_loader_finding(v.loader), R"({"state":"invalid")");
  out.push_back({"a save that is not ready is LUDEX_OK, a finding, and no change", is_aside && is_none(ludex_save_loader_save(v.loader)) && ludex_world_digest(v.world) == before});
  const bool is_in = v.join(kOld) == LUDEX_OK && has(ludex_save_loader_finding(v.loader), R"({"state":"ready","version":0,"changed":true)") && is_none(ludex_save_loader_save(v.loader));
  const bool is_twice = v.join(kOld) == LUDEX_ERROR && v.is_error("host") && is_none(ludex_save_loader_finding(v.loader));
  out.push_back({"a save that joined is in the world, and cannot join again; an error leaves no finding", is_in && is_twice});
  v.buy();
  ludex_judgement_free(v.judgement);
  v.judgement = nullptr;
  const bool is_saved = v.save(kOld) == LUDEX_OK && has(ludex_text_bytes(v.record), R"("note":"kept")") && has(ludex_text_bytes(v.record), R"("state":{"coins":4})");
  const std::string record(view_of(ludex_text_bytes(v.record)));
  ludex_text_free(v.record);
  const bool is_refused_last = v.save("[]") == LUDEX_ERROR && !v.record && v.is_error("profile");
  const bool has_left = v.leave("plaier") == LUDEX_ERROR && v.is_error("host") && v.leave() == LUDEX_OK && v.leave() == LUDEX_ERROR && v.is_error("host");
  const bool is_back = v.join(record) == LUDEX_OK && v.buy() == LUDEX_OK && has(ludex_verdict_explain(v.judgement, 0, 0), R"("verdict":"duplicate")");
  out.push_back({"a record takes the purchase along: saved, left, back, and it is a duplicate", is_saved && is_refused_last && has_left && is_back});
  const bool is_new = v.join({}, 8) == LUDEX_OK && has(ludex_save_loader_finding(v.loader), R"({"state":"ready")");
  out.push_back({"no bytes are a new profile", is_new && has(ludex_world_save(v.world), R"("8":{"live":{},"profile":{"state":{"coins":0})")});
}

void threads(std::vector<Promise>& out) {
  uint64_t digests[4] = {};
  std::string lines;
  for (int i = 0; i < 600; ++i) lines += std::string(kBuy) + "\n";
  for (const uint32_t most : {0u, 1u, 2u, 1000u}) {
    Visit v;
    v.open();
    v.join(R"({"version":2,"state":{"coins":9}})");
    ludex_world_set_threads(v.world, most);
    ludex_judge(v.rulebook, v.world, lines.data(), lines.size(), LUDEX_OPENED_AT_FROM_REQUESTS, nullptr, 0, &v.judgement, &v.error);
    digests[most > 2 ? 3 : most] = ludex_judgement_world_digest(v.judgement) ^ ludex_judgement_batch_digest(v.judgement);
  }
  ludex_world_set_threads(nullptr, 1);
  out.push_back({"threads change no answer", digests[0] != 0 && digests[0] == digests[1] && digests[1] == digests[2] && digests[2] == digests[3]});
}

void metrics(std::vector<Promise>& out) {
  Visit v;
  v.open();
  v.join({});
  v.buy();
  out.push_back({"NULL where metrics, a judgement, a world or room for them is needed is LUDEX_ARGUMENT, and no text",
                 ludex_metrics_new(nullptr, nullptr) == LUDEX_ARGUMENT && ludex_metrics_new(&v.metrics, nullptr) == LUDEX_OK && ludex_metrics_add(nullptr, v.judgement, 0, nullptr) == LUDEX_ARGUMENT &&
                     ludex_metrics_add(v.metrics, nullptr, 0, nullptr) == LUDEX_ARGUMENT && ludex_metrics_set_world(v.metrics, nullptr, nullptr) == LUDEX_ARGUMENT &&
                     ludex_metrics_set_world(nullptr, v.world, nullptr) == LUDEX_ARGUMENT && ludex_metrics_merge(v.metrics, nullptr, nullptr) == LUDEX_ARGUMENT &&
                     ludex_metrics_merge(nullptr, v.metrics, nullptr) == LUDEX_ARGUMENT && is_none(ludex_metrics_text(nullptr))});
  ludex_metrics_free(nullptr);
  ludex_metrics_add(v.metrics, v.judgement, -1, nullptr);
  ludex_judgement_free(v.judgement);
  v.judgement = nullptr;
  ludex_rulebook_free(v.rulebook);
  v.rulebook = nullptr;
  const std::string one(view_of(ludex_metrics_text(v.metrics)));
  const bool is_counted = one.find("\nludex_batches_total 1\n") != std::string::npos && one.find("judge_seconds") == std::string::npos;
  const bool is_doubled = ludex_metrics_merge(v.metrics, v.metrics, nullptr) == LUDEX_OK && has(ludex_metrics_text(v.metrics), "\nludex_batches_total 2\n");
  out.push_back({"metrics outlive what was added, know no time that nobody measured, and may be added to themselves", is_counted && is_doubled});
}

// Everything that visits and metrics can ask for, so that each allocation in it can fail once. False: a call did.
bool everything(Visit& v, std::string& problem) {
  const auto ok = [&](ludex_status status) { return came_through(status, v.error, problem); };
  if (!ok(v.open()) || !ok(v.join(kOld)) || !ok(v.buy()) || !ok(v.save(kOld))) return false;
  if (!ok(ludex_metrics_new(&v.metrics, &v.error)) || !ok(ludex_metrics_add(v.metrics, v.judgement, 5, &v.error)) || !ok(ludex_metrics_set_world(v.metrics, v.world, &v.error)) ||
      !ok(ludex_metrics_merge(v.metrics, v.metrics, &v.error)))
    return false;
  if (!ludex_metrics_text(v.metrics).data) return false;
  return ok(v.leave());
}

}  // namespace

void promises_of_visits(std::vector<Promise>& out) {
  visits(out);
  threads(out);
  metrics(out);
  out.push_back(each_allocation_may_fail<Visit>("whichever allocation of a visit or of metrics fails, the error is out of memory", everything));
}
