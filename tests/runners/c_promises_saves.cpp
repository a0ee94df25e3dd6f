// What ludex.h says of save loaders and rehearsals.

#include <string>
#include <string_view>

#include "c_promises.h"
#include "ludex.h"

using ludex::vectors::Promise;

namespace {

constexpr std::string_view kRulebook = R"({"ludex": 1, "name": "saves", "version": 1,
  "entities": {"player": {"profile": {"version": 2, "state": {"coins": "int >= 0 = 0"}, "migrations": [
    {"id": "gold-to-coins", "to": 2, "breaking": true, "steps": [{"op": "rename", "from": "/gold", "path": "/coins", "if_missing": "skip"}]}]}},
    "ghost": {"live": {"state": {"n": "int"}}}}, "actions": {}})";
constexpr std::string_view kOld = R"({"state":{"gold":5}})", kBad = R"({"version":2,"state":{"coins":-1}})", kNew = R"({"version":3,"state":{}})";
constexpr std::string_view kLines = "{\"state\":{\"gold\":5}}\n{\"version\":2,\"state\":{\"coins\":-1}}\n{\"state\":{\"coins\":1}}";

std::string_view view_of(ludex_bytes bytes) { return bytes.data ? std::string_view(bytes.data, bytes.size) : "(no bytes)"; }
bool is_none(ludex_bytes bytes) { return !bytes.data && bytes.size == 0; }
bool has(ludex_bytes bytes, std::string_view part) { return view_of(bytes).find(part) != std::string_view::npos; }

struct Session {
  ludex_rulebook* rulebook = nullptr;
  ludex_save_loader* loader = nullptr;
  ludex_rehearsal* rehearsal = nullptr;
  ludex_error* error = nullptr;

  ludex_status open() { return ludex_rulebook_load(kRulebook.data(), kRulebook.size(), &rulebook, &error); }
  ludex_status make_loader(std::string_view kind = "player", std::string_view limits = {}) {
    return ludex_save_loader_new(rulebook, kind.data(), kind.size(), limits.empty() ? nullptr : limits.data(), limits.size(), &loader, &error);
  }
  ludex_status load(std::string_view save) { return ludex_save_loader_load(loader, save.data(), save.size(), &error); }
  ludex_status make_rehearsal(std::string_view options = {}, std::string_view kind = "player") {
    return ludex_rehearsal_new(rulebook, kind.data(), kind.size(), options.empty() ? nullptr : options.data(), options.size(), &rehearsal, &error);
  }
  ludex_status add(std::string_view lines) { return ludex_rehearsal_add(rehearsal, lines.data(), lines.size(), &error); }
  bool is_host_error() {
    const bool is = error && view_of(ludex_error_code(error, 0)) == "host";
    ludex_error_free(error);
    error = nullptr;
    return is;
  }
  ~Session() {
    ludex_error_free(error);
    ludex_rehearsal_free(rehearsal);
    ludex_save_loader_free(loader);
    ludex_rulebook_free(rulebook);
  }
};

void loaders(std::vector<Promise>& out) {
  Session s;
  s.open();
  ludex_save_loader* none = reinterpret_cast<ludex_save_loader*>(&s);  // overwritten, not freed
  const bool is_refused = ludex_save_loader_new(nullptr, "player", 6, nullptr, 0, &none, nullptr) == LUDEX_ARGUMENT && !none;
  out.push_back({"NULL where a save loader needs a rulebook, a kind, a save or room for itself is LUDEX_ARGUMENT",
                 is_refused && ludex_save_loader_new(s.rulebook, nullptr, 1, nullptr, 0, &none, nullptr) == LUDEX_ARGUMENT &&
                     ludex_save_loader_new(s.rulebook, "player", 6, nullptr, 1, &none, nullptr) == LUDEX_ARGUMENT &&
                     ludex_save_loader_new(s.rulebook, "player", 6, nullptr, 0, nullptr, nullptr) == LUDEX_ARGUMENT &&
                     ludex_save_loader_load(nullptr, "{}", 2, nullptr) == LUDEX_ARGUMENT});
  ludex_save_loader_free(nullptr);
  const bool has_no_kind = s.make_loader("nobody") == LUDEX_ERROR && !s.loader && s.is_host_error();
  const bool has_no_profile = s.make_loader("ghost") == LUDEX_ERROR && s.is_host_error();
  const bool has_no_limit = s.make_loader("player", R"({"bytes":1})") == LUDEX_ERROR && s.is_host_error() && s.make_loader("player", R"({"max_bytes":-1})") == LUDEX_ERROR && s.is_host_error();
  out.push_back({"a kind that is not there or has no profile, and a limit that is none, are errors of the host", has_no_kind && has_no_profile && has_no_limit});

  const bool is_made = s.make_loader() == LUDEX_OK;
  out.push_back({"before the first save there is no finding, and no save",
                 is_made && is_none(ludex_save_loader_finding(s.loader)) && is_none(ludex_save_loader_save(s.loader)) && is_none(ludex_save_loader_finding(nullptr)) &&
                     is_none(ludex_save_loader_save(nullptr)) && is_none(ludex_save_loader_steps_json(nullptr)) && view_of(ludex_save_loader_steps_json(s.loader)) == R"([{"id":"gold-to-coins","applied":0}])"});
  ludex_rulebook_free(s.rulebook);
  s.rulebook = nullptr;
  const bool is_ready = s.load(kOld) == LUDEX_OK && has(ludex_save_loader_finding(s.loader), R"({"state":"ready","version":0,"changed":true)") && has(ludex_save_loader_save(s.loader), R"("state":{"coins":5})");
  out.push_back({"a save loader outlives its rulebook and counts the steps of what became ready",
                 is_ready && view_of(ludex_save_loader_steps_json(s.loader)) == R"([{"id":"gold-to-coins","applied":1}])"});
  const bool is_aside = s.load(kBad) == LUDEX_OK && has(ludex_save_loader_finding(s.loader), R"({"state":"invalid")") && is_none(ludex_save_loader_save(s.loader));
  out.push_back({"a save that is set aside is LUDEX_OK and leaves no save, not even the one before",
                 is_aside && s.load(kNew) == LUDEX_OK && has(ludex_save_loader_finding(s.loader), R"("state":"too_new")") && is_none(ludex_save_loader_save(s.loader)) && s.load({}) == LUDEX_OK &&
                     has(ludex_save_loader_finding(s.loader), R"("state":"undecodable")")});
  s.load(kOld);
  out.push_back({"a refused argument leaves no finding of an earlier save to be mistaken for its own",
                 ludex_save_loader_load(s.loader, nullptr, 1, nullptr) == LUDEX_ARGUMENT && is_none(ludex_save_loader_finding(s.loader)) && is_none(ludex_save_loader_save(s.loader))});
}

void rehearsals(std::vector<Promise>& out) {
  Session s;
  s.open();
  ludex_rehearsal* none = reinterpret_cast<ludex_rehearsal*>(&s);
  const bool is_refused = ludex_rehearsal_new(nullptr, "player", 6, nullptr, 0, &none, nullptr) == LUDEX_ARGUMENT && !none;
  out.push_back({"NULL where a rehearsal needs a rulebook, a kind, lines, a state or room for itself is LUDEX_ARGUMENT",
                 is_refused && ludex_rehearsal_new(s.rulebook, nullptr, 1, nullptr, 0, &none, nullptr) == LUDEX_ARGUMENT &&
                     ludex_rehearsal_new(s.rulebook, "player", 6, nullptr, 1, &none, nullptr) == LUDEX_ARGUMENT && ludex_rehearsal_new(s.rulebook, "player", 6, nullptr, 0, nullptr, nullptr) == LUDEX_ARGUMENT &&
                     ludex_rehearsal_add(nullptr, "", 0, nullptr) == LUDEX_ARGUMENT && ludex_rehearsal_merge(nullptr, "{}", 2, 0, nullptr) == LUDEX_ARGUMENT});
  ludex_rehearsal_free(nullptr);
  const auto refuses = [&](std::string_view options, std::string_view kind) { return s.make_rehearsal(options, kind) == LUDEX_ERROR && !s.rehearsal && s.is_host_error(); };
  out.push_back({"an option that is none, a sum without a pointer, one of an unknown step and a kind without saves are errors of the host",
                 refuses(R"({"sum":{}})", "player") && refuses(R"({"sums":{"coins":[]}})", "player") && refuses(R"({"sums":{"coins":{"at":"/coins","by":"x"}}})", "player") &&
                     refuses(R"({"sums":{"coins":{"at":"/coins","changed_by":["other"]}}})", "player") && refuses(R"({"twice":1})", "player") && refuses({}, "ghost")});

  const bool is_made = s.make_rehearsal(R"({"sums":{"coins":["/coins","/gold"]},"samples":3})") == LUDEX_OK;
  ludex_rulebook_free(s.rulebook);
  s.rulebook = nullptr;
  const bool is_added = is_made && s.add(kLines) == LUDEX_OK;
  const std::string ready(view_of(ludex_rehearsal_out(s.rehearsal))), aside(view_of(ludex_rehearsal_quarantine(s.rehearsal)));
  out.push_back({"a rehearsal outlives its rulebook; what became ready and what was set aside are lines",
                 is_added && ready.ends_with("}\n") && ready.find(R"("state":{"coins":5})") != std::string::npos && aside.find(R"("class":"invalid")") != std::string::npos && aside.ends_with("}\n")});
  const std::string report(view_of(ludex_rehearsal_report_json(s.rehearsal))), state(view_of(ludex_rehearsal_state_json(s.rehearsal)));
  out.push_back({"its report is of all lines so far", report.find(R"("ready":2)") != std::string::npos && s.add("") == LUDEX_OK && view_of(ludex_rehearsal_out(s.rehearsal)).empty() &&
                                                          view_of(ludex_rehearsal_report_json(s.rehearsal)) == report});

  Session t;
  t.open();
  t.make_rehearsal(R"({"sums":{"coins":["/coins","/gold"]},"samples":3})");
  const bool is_merged = ludex_rehearsal_merge(t.rehearsal, state.data(), state.size(), 0, &t.error) == LUDEX_OK;
  out.push_back({"a state merged into nothing is the same report and the same state", is_merged && view_of(ludex_rehearsal_report_json(t.rehearsal)) == report &&
                                                                                            view_of(ludex_rehearsal_state_json(t.rehearsal)) == state});
  const bool is_none_of_ours = ludex_rehearsal_merge(t.rehearsal, "{}", 2, 0, &t.error) == LUDEX_ERROR && t.is_host_error();
  Session u;
  u.open();
  u.make_rehearsal();
  out.push_back({"a text that is no state, and the state of other options, are errors of the host and add nothing",
                 is_none_of_ours && view_of(ludex_rehearsal_report_json(t.rehearsal)) == report && ludex_rehearsal_merge(u.rehearsal, state.data(), state.size(), 0, &u.error) == LUDEX_ERROR && u.is_host_error()});
  out.push_back({"a getter of no rehearsal gives no bytes", is_none(ludex_rehearsal_out(nullptr)) && is_none(ludex_rehearsal_quarantine(nullptr)) && is_none(ludex_rehearsal_report_json(nullptr)) &&
                                                                is_none(ludex_rehearsal_state_json(nullptr))});
}

// Everything that saves can ask for, so that each allocation in it can fail once. False: a call did.
bool everything(Session& s, std::string& problem) {
  const auto ok = [&](ludex_status status) { return came_through(status, s.error, problem); };
  if (!ok(s.open()) || !ok(s.make_loader())) return false;
  if (!ok(s.load(kOld))) {
    if (!is_none(ludex_save_loader_finding(s.loader)) || !is_none(ludex_save_loader_save(s.loader))) problem = "a finding of a save that could not be looked at";
    ludex_error_free(s.error);
    s.error = nullptr;
    if (s.load(kOld) != LUDEX_OK || !has(ludex_save_loader_save(s.loader), R"("state":{"coins":5})")) problem = "the loader does not go on";
    return false;
  }
  if (!ok(s.load(kBad)) || !ludex_save_loader_steps_json(s.loader).data) return false;
  if (!ok(s.make_rehearsal(R"({"sums":{"coins":["/coins","/gold"]},"threads":1})")) || !ok(s.add(kLines))) return false;
  if (!ludex_rehearsal_report_json(s.rehearsal).data) return false;
  const ludex_bytes state = ludex_rehearsal_state_json(s.rehearsal);
  if (!state.data) return false;
  Session t;
  if (!ok(t.open()) || !ok(t.make_rehearsal(R"({"sums":{"coins":["/coins","/gold"]},"threads":1})"))) return false;
  return ok(ludex_rehearsal_merge(t.rehearsal, state.data, state.size, 0, &s.error));
}

}  // namespace

void promises_of_saves(std::vector<Promise>& out) {
  loaders(out);
  rehearsals(out);
  out.push_back(each_allocation_may_fail<Session>("whichever allocation of a save loader or a rehearsal fails, the error is out of memory", everything));
}
