// What ludex.h says of recorders.

#include <cstddef>
#include <string>
#include <string_view>

#include "c_handles.h"
#include "c_promises.h"
#include "ludex.h"

using namespace ludex::vectors::c;
using ludex::vectors::Json;
using ludex::vectors::Promise;

namespace {

const std::string kRulebook = R"({"ludex": 1, "entities": {"player": {"profile": {"version": 1, "state": {"coins": "int >= 0 = 5"}}}},
  "actions": {"Buy": {"effects": ["actor.coins -= 1"]}}})";
constexpr std::string_view kBuy = R"({"actor":7,"received_at":1000,"action":"Buy","params":{}})";

struct Server {
  Handle<ludex_rulebook> rulebook;
  Handle<ludex_world> world;
  Handle<ludex_save_loader> loader;
  Handle<ludex_recorder> recorder;
  ludex_error* error = nullptr;
  std::string log;

  Server() { log.reserve(1 << 16); }  // the test's own: no allocation that may fail
  ~Server() { ludex_error_free(error); }
  template <class T, class Make>
  ludex_status make(Handle<T>& out, Make&& call) {
    T* made = nullptr;
    const ludex_status status = call(&made);
    out.reset(made);
    return status;
  }
  ludex_status open() {
    ludex_status status = make(rulebook, [&](ludex_rulebook** out) { return ludex_rulebook_load(kRulebook.data(), kRulebook.size(), out, &error); });
    if (status == LUDEX_OK) status = make(world, [&](ludex_world** out) { return ludex_world_new(rulebook.get(), 1, out, &error); });
    if (status == LUDEX_OK) status = make(loader, [&](ludex_save_loader** out) { return ludex_save_loader_new(rulebook.get(), "player", 6, nullptr, 0, out, &error); });
    if (status == LUDEX_OK) status = begin();
    return status;
  }
  ludex_status begin() {
    return make(recorder, [&](ludex_recorder** out) { return ludex_recorder_new(rulebook.get(), kRulebook.data(), kRulebook.size(), world.get(), out, &error); });
  }
  ludex_status join() { return ludex_recorder_join(recorder.get(), world.get(), loader.get(), 7, nullptr, 0, &error); }
  ludex_status buy() {
    Handle<ludex_judgement> judgement;
    return make(judgement, [&](ludex_judgement** out) {
      return ludex_recorder_judge(recorder.get(), rulebook.get(), world.get(), kBuy.data(), kBuy.size(), LUDEX_OPENED_AT_FROM_REQUESTS, nullptr, 0, out, &error);
    });
  }
  ludex_status leave() { return ludex_recorder_leave(recorder.get(), world.get(), "player", 6, 7, &error); }
  ludex_status snapshot() { return ludex_recorder_snapshot(recorder.get(), world.get(), &error); }
  bool take() {
    const ludex_bytes bytes = ludex_recorder_take(recorder.get());
    if (bytes.data) log.append(bytes.data, bytes.size);
    return bytes.data != nullptr;
  }
  bool is_error(std::string_view code) {
    const bool is = error && text_of(ludex_error_code(error, 0)) == code;
    ludex_error_free(error);
    error = nullptr;
    return is;
  }
  bool is_replayed() const {
    ludex_text* made = nullptr;
    const ludex_status status = ludex_log_replay(log.data(), log.size(), nullptr, 0, &made, nullptr);
    const Handle<ludex_text> report(made);
    if (status != LUDEX_OK) return false;
    const Json said = Json::parse(text_of(ludex_text_bytes(made)));
    return said.at("ok") == true && said.at("batches") == 1 && said.at("changes") == 2 && said.at("snapshots") == 2 && said.at("torn").is_null();
  }
};

void nulls(std::vector<Promise>& out) {
  Server s;
  s.open();
  ludex_recorder* none = reinterpret_cast<ludex_recorder*>(&s);  // overwritten, not freed
  ludex_judgement* judgement = reinterpret_cast<ludex_judgement*>(&s);
  ludex_rulebook* rulebook = nullptr;
  ludex_world* world = nullptr;
  out.push_back({"NULL where a recorder, a rulebook, a world, a loader or room for them is needed is LUDEX_ARGUMENT",
                 ludex_recorder_new(nullptr, "", 0, s.world.get(), &none, nullptr) == LUDEX_ARGUMENT && !none && ludex_recorder_new(s.rulebook.get(), "", 0, nullptr, &none, nullptr) == LUDEX_ARGUMENT &&
                     ludex_recorder_new(s.rulebook.get(), nullptr, 1, s.world.get(), &none, nullptr) == LUDEX_ARGUMENT && ludex_recorder_resume(nullptr, 1, &none, nullptr) == LUDEX_ARGUMENT &&
                     ludex_recorder_resume("", 0, nullptr, nullptr) == LUDEX_ARGUMENT &&
                     ludex_recorder_judge(nullptr, s.rulebook.get(), s.world.get(), "", 0, 0, nullptr, 0, &judgement, nullptr) == LUDEX_ARGUMENT && !judgement &&
                     ludex_recorder_join(nullptr, s.world.get(), s.loader.get(), 7, nullptr, 0, nullptr) == LUDEX_ARGUMENT &&
                     ludex_recorder_join(s.recorder.get(), s.world.get(), nullptr, 7, nullptr, 0, nullptr) == LUDEX_ARGUMENT && ludex_recorder_leave(nullptr, s.world.get(), "", 0, 7, nullptr) == LUDEX_ARGUMENT &&
                     ludex_recorder_snapshot(s.recorder.get(), nullptr, nullptr) == LUDEX_ARGUMENT && !ludex_recorder_take(nullptr).data && ludex_recorder_good_bytes(nullptr) == 0});
  ludex_recorder_free(nullptr);
  out.push_back({"a log that was begun has no rulebook and no world of its own",
                 ludex_recorder_rulebook(s.recorder.get(), &rulebook, nullptr) == LUDEX_ARGUMENT && ludex_recorder_world(s.recorder.get(), &world, nullptr) == LUDEX_ARGUMENT &&
                     ludex_recorder_good_bytes(s.recorder.get()) == 0});
}

void worlds(std::vector<Promise>& out) {
  Server s;
  const bool is_recorded = s.open() == LUDEX_OK && s.join() == LUDEX_OK && s.buy() == LUDEX_OK && s.snapshot() == LUDEX_OK && s.leave() == LUDEX_OK && s.take();
  out.push_back({"what goes through a recorder replays, and its bytes are given once", is_recorded && s.is_replayed() && ludex_recorder_take(s.recorder.get()).size == 0});
  const bool has_moved = ludex_join(s.world.get(), s.loader.get(), 8, nullptr, 0, nullptr) == LUDEX_OK;
  const uint64_t digest = ludex_world_digest(s.world.get());
  const bool is_refused = s.buy() == LUDEX_ERROR && s.is_error("host") && s.join() == LUDEX_ERROR && s.is_error("host") && s.snapshot() == LUDEX_ERROR && s.is_error("host");
  out.push_back({"a world that moved on beside its recorder is refused, and stays as it is", has_moved && is_refused && ludex_world_digest(s.world.get()) == digest});
}

// Everything that a recorder can be asked for, so that each allocation in it can fail once. False: a call did.
bool everything(Server& s, std::string& problem) {
  const auto ok = [&](ludex_status status) { return came_through(status, s.error, problem); };
  if (!ok(s.open()) || !ok(s.join()) || !ok(s.buy()) || !ok(s.snapshot()) || !ok(s.leave()) || !s.take()) return false;
  Handle<ludex_recorder> again;
  return ok(s.make(again, [&](ludex_recorder** made) { return ludex_recorder_resume(s.log.data(), s.log.size(), made, &s.error); }));
}

}  // namespace

void promises_of_logs(std::vector<Promise>& out) {
  nulls(out);
  worlds(out);
  out.push_back(each_allocation_may_fail<Server>("whichever allocation of a recorder fails, the error is out of memory", everything));
}
