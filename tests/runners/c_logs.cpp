// Logs through ludex.h: read, judged again, written.

#include "c_logs.h"

#include <cstdint>

#include "c_handles.h"

namespace ludex::vectors::c {
namespace {

std::string taken(ludex_recorder* recorder) {
  const ludex_bytes bytes = ludex_recorder_take(recorder);
  return bytes.data ? std::string(bytes.data, bytes.size) : "(no bytes)";
}

Json judge(ludex_recorder* recorder, const ludex_rulebook* rulebook, ludex_world* world, const std::string& requests) {
  ludex_judgement* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status =
      ludex_recorder_judge(recorder, rulebook, world, requests.data(), requests.size(), LUDEX_OPENED_AT_FROM_REQUESTS, nullptr, 0, &made, &error);
  const Handle<ludex_judgement> judgement(made);
  return errors_of(status, error);
}

}  // namespace

Json read_log(const std::string& log) {
  ludex_text* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_log_read(log.data(), log.size(), 0, SIZE_MAX, &made, &error);
  return made_text(status, made, error);
}

Json replay_log(const std::string& log) {
  ludex_text* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_log_replay(log.data(), log.size(), nullptr, 0, &made, &error);
  return made_text(status, made, error);
}

Written record_batches(const RecorderCase& one) {
  Written out;
  Handle<ludex_rulebook> rulebook;
  Handle<ludex_world> world;
  if (out.errors = load(one.rulebook, rulebook); !out.errors.empty()) return out;
  if (out.errors = load(rulebook.get(), one.world, world); !out.errors.empty()) return out;
  ludex_recorder* made = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_recorder_new(rulebook.get(), one.rulebook.data(), one.rulebook.size(), world.get(), &made, &error);
  const Handle<ludex_recorder> recorder(made);
  if (out.errors = errors_of(status, error); !out.errors.empty()) return out;
  out.bytes = taken(made);
  for (const std::string& requests : one.batches) {
    if (out.errors = judge(made, rulebook.get(), world.get(), requests); !out.errors.empty()) return out;
    out.bytes += taken(made);
  }
  out.world_digest = ludex_world_digest(world.get());
  return out;
}

Written resume_log(const std::string& log, const std::string& requests) {
  Written out;
  ludex_recorder* made = nullptr;
  ludex_error* error = nullptr;
  ludex_status status = ludex_recorder_resume(log.data(), log.size(), &made, &error);
  const Handle<ludex_recorder> recorder(made);
  if (out.errors = errors_of(status, error); !out.errors.empty()) return out;
  out.good_bytes = ludex_recorder_good_bytes(made);
  ludex_rulebook* rules = nullptr;
  status = ludex_recorder_rulebook(made, &rules, &error);
  const Handle<ludex_rulebook> rulebook(rules);
  if (out.errors = errors_of(status, error); !out.errors.empty()) return out;
  ludex_world* state = nullptr;
  status = ludex_recorder_world(made, &state, &error);
  const Handle<ludex_world> world(state);
  if (out.errors = errors_of(status, error); !out.errors.empty()) return out;
  if (ludex_recorder_world(made, &state, &error) != LUDEX_ARGUMENT || state) {
    out.errors = "the world is given a second time";
    return out;
  }
  if (out.errors = judge(made, rules, world.get(), requests); !out.errors.empty()) return out;
  out.bytes = taken(made);
  out.world_digest = ludex_world_digest(world.get());
  return out;
}

}  // namespace ludex::vectors::c
