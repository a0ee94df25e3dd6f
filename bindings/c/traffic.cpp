#include "ludex/traffic.h"

#include "handles.h"

using namespace ludex::c;

extern "C" {

ludex_status ludex_traffic(const ludex_rulebook* rulebook, uint32_t players, uint64_t requests, uint64_t seed, double attack_rate,
                           ludex_text** world, ludex_text** lines, ludex_error** error) {
  return call(error, [&] {
    clear(world);
    clear(lines);
    // Written so that NaN is refused too.
    if (!rulebook || !world || !lines || !(attack_rate >= 0 && attack_rate <= 1)) return LUDEX_ARGUMENT;
    ludex::Traffic made = ludex::generate_traffic(
        rulebook->program, {.players = players, .requests = requests, .seed = seed, .attack_rate = attack_rate});
    auto first = std::make_unique<ludex_text>(ludex_text{std::move(made.world_json)});
    *lines = new ludex_text{std::move(made.ndjson)};
    *world = first.release();
    return LUDEX_OK;
  });
}

}  // extern "C"
