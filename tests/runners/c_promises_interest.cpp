// What ludex.h promises of areas of interest and deltas beyond the vectors.

#include <string>

#include "c_promises.h"
#include "ludex.h"

namespace {

constexpr std::string_view kRules = R"({"ludex":1,"name":"p","version":1,"entities":{"player":{"live":{"state":{"position":"vec3","n":"int"}}}},"actions":{"Go":{}}})";
constexpr std::string_view kWorld = R"({"ludex_world":1,"entities":{"player":{"1":{},"2":{"live":{"n":3}}}}})";
constexpr std::string_view kArea = R"({"observers":"player","observed":"player","radius":1})";
constexpr std::string_view kNamed = R"({"player":["n"]})";

std::string text_of(ludex_bytes bytes) { return bytes.data ? std::string(bytes.data, bytes.size) : "(no bytes)"; }

/// Without one of the failing allocations: a digest has no way to tell of it.
uint64_t digest_of(const ludex_world* world) {
  const long left = allocations_left;
  allocations_left = -1;
  const uint64_t digest = ludex_world_digest(world);
  allocations_left = left;
  return digest;
}

/// Everything there is, each handle released whatever fails. False: a call did; `problem` when it did so otherwise than promised.
bool everything(std::string& problem) {
  ludex_error* error = nullptr;
  ludex_rulebook* rulebook = nullptr;
  ludex_world *world = nullptr, *part = nullptr;
  ludex_interest *interest = nullptr, *again = nullptr;
  ludex_text *changes = nullptr, *delta = nullptr;
  const auto ok = [&](ludex_status status) {
    if (status == LUDEX_OK) return true;
    if (status != LUDEX_ERROR || (error && text_of(ludex_error_message(error, 0)) != "out of memory")) problem = "another failure than want of memory";
    return false;
  };
  bool done = ok(ludex_rulebook_load(kRules.data(), kRules.size(), &rulebook, &error)) && ok(ludex_world_load(rulebook, kWorld.data(), kWorld.size(), &world, &error)) &&
              ok(ludex_interest_new(rulebook, kArea.data(), kArea.size(), &interest, &error)) && ok(ludex_interest_update(interest, world, &changes, &error)) &&
              ok(ludex_world_visible(world, kNamed.data(), kNamed.size(), &part, &error)) && ok(ludex_world_delta(world, part, &delta, &error));
  if (done) {
    const ludex_bytes bytes = ludex_text_bytes(delta);
    const uint64_t before = digest_of(world);
    done = ok(ludex_world_apply_delta(world, bytes.data, bytes.size, &error));
    if (digest_of(world) != (done ? digest_of(part) : before)) problem = "a delta that was not applied whole";
  }
  if (done) {
    const ludex_bytes state = ludex_interest_save(interest);
    done = state.data && ok(ludex_interest_load(rulebook, state.data, state.size, &again, &error));
  }
  ludex_error_free(error);
  ludex_text_free(changes);
  ludex_text_free(delta);
  ludex_interest_free(interest);
  ludex_interest_free(again);
  ludex_world_free(world);
  ludex_world_free(part);
  ludex_rulebook_free(rulebook);
  return done;
}

}  // namespace

void promises_of_interest(std::vector<ludex::vectors::Promise>& out) {
  ludex_rulebook* rulebook = nullptr;
  ludex_world *world = nullptr, *none = reinterpret_cast<ludex_world*>(&out);
  ludex_interest *interest = nullptr, *no_interest = reinterpret_cast<ludex_interest*>(&out);
  ludex_text* text = reinterpret_cast<ludex_text*>(&out);
  ludex_rulebook_load(kRules.data(), kRules.size(), &rulebook, nullptr);
  ludex_world_load(rulebook, kWorld.data(), kWorld.size(), &world, nullptr);
  ludex_interest_new(rulebook, kArea.data(), kArea.size(), &interest, nullptr);
  out.push_back({"NULL where areas of interest need something is LUDEX_ARGUMENT, and no handle",
                 ludex_interest_new(nullptr, kArea.data(), kArea.size(), &no_interest, nullptr) == LUDEX_ARGUMENT && !no_interest &&
                     ludex_interest_new(rulebook, nullptr, 1, &no_interest, nullptr) == LUDEX_ARGUMENT && ludex_interest_new(rulebook, kArea.data(), kArea.size(), nullptr, nullptr) == LUDEX_ARGUMENT &&
                     ludex_interest_load(rulebook, nullptr, 1, &no_interest, nullptr) == LUDEX_ARGUMENT && ludex_interest_update(interest, nullptr, &text, nullptr) == LUDEX_ARGUMENT && !text &&
                     ludex_interest_update(nullptr, world, &text, nullptr) == LUDEX_ARGUMENT && ludex_interest_resync(nullptr, 1) == -1 && !ludex_interest_save(nullptr).data &&
                     !ludex_interest_seen(nullptr, 1).data && ludex_interest_digest(nullptr) == 0});
  ludex_interest_resync_all(nullptr);
  ludex_interest_free(nullptr);
  out.push_back({"NULL where deltas and visible parts need something is LUDEX_ARGUMENT, and no handle",
                 ludex_world_delta(world, nullptr, &text, nullptr) == LUDEX_ARGUMENT && ludex_world_delta(nullptr, world, &text, nullptr) == LUDEX_ARGUMENT && !text &&
                     ludex_world_delta(world, world, nullptr, nullptr) == LUDEX_ARGUMENT && ludex_world_apply_delta(nullptr, "{}", 2, nullptr) == LUDEX_ARGUMENT &&
                     ludex_world_apply_delta(world, nullptr, 1, nullptr) == LUDEX_ARGUMENT && ludex_world_visible(nullptr, "{}", 2, &none, nullptr) == LUDEX_ARGUMENT && !none &&
                     ludex_world_visible(world, nullptr, 1, &none, nullptr) == LUDEX_ARGUMENT});
  ludex_rulebook_free(rulebook);
  const bool is_updated = ludex_interest_update(interest, world, &text, nullptr) == LUDEX_OK && text_of(ludex_interest_seen(interest, 1)) == "[2]" && text_of(ludex_interest_seen(interest, 9)) == "[]";
  out.push_back({"areas of interest and worlds outlive their rulebook", is_updated && ludex_interest_resync(interest, 1) == 1 && ludex_interest_resync(interest, 9) == 0});
  ludex_text_free(text);
  ludex_interest_free(interest);
  ludex_world_free(world);

  out.push_back(each_allocation_may_fail<Stateless>("whichever allocation fails between areas and deltas, nothing is thrown and no world is half changed",
                                                    [](Stateless&, std::string& problem) { return everything(problem); }));
}
