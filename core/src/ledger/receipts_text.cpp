// The state of the receipts machine as text.

#include "ledger/receipts.h"

namespace ludex::ledger {
namespace {

constexpr const char* kProfiles[] = {"waiting", "ready", "left", "lost"};
constexpr const char* kStages[] = {"wait_profile", "seen", "applied"};

}  // namespace

void Receipts::read(const json::View& state_json, Faults& faults) {
  Fields state(state_json, kState, faults);
  profile_ = static_cast<Profile>(state.member("profile") ? state.choice("profile", kProfiles, std::size(kProfiles)) : 0);
  ledger_.read(state);
  const auto open = state.object("open");
  state.done();
  if (!open || faults.is_set()) return;
  for (const auto& [id, value] : open->members()) {
    Fields each(value, json::child_pointer(std::string(kState) + "/open", id), faults);
    Receipt r;
    r.stage = static_cast<Stage>(each.choice("stage", kStages, std::size(kStages)));
    r.product = each.text("product");
    r.fields = each.json("fields", json::Limits{}.max_bytes);
    const auto print = read_fingerprint(each.text("fingerprint", 32));
    if (!print) each.fault("fingerprint", "expected 32 hex digits");
    else r.fingerprint = *print;
    r.call = each.integer_or("call", -1, 0, kMostInt64);
    r.save = each.integer_or("save", 0, 0, kMostInt64 - 1);
    each.done();
    if (faults.is_set()) return;
    open_.emplace(id, std::move(r));
  }
}

void Receipts::write(std::string& out) const {
  ObjectWriter state(out);
  ledger_.write(state);
  {
    ObjectWriter open(state.key("open"));
    for (const auto& [id, r] : open_) {
      ObjectWriter each(open.key(id));
      if (r.call >= 0) each.integer("call", r.call);
      if (!r.fields.empty()) each.json("fields", r.fields);
      each.text("fingerprint", fingerprint_text(r.fingerprint)).text("product", r.product);
      if (r.save) each.integer("save", r.save);
      each.text("stage", kStages[static_cast<std::size_t>(r.stage)]);
    }
  }
  state.text("profile", kProfiles[static_cast<std::size_t>(profile_)]);
}

}  // namespace ludex::ledger
