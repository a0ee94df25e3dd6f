// The day itself: beat after beat, most of them honest.

#include "ludex/traffic.h"

#include <algorithm>

#include "support/hash.h"
#include "traffic/honest.h"
#include "traffic/hostile.h"
#include "traffic/prediction.h"
#include "traffic/schedule.h"
#include "world/text.h"

namespace ludex {
namespace {

using namespace traffic;

// One use of chance each, so that a change to one leaves the draws of the others alone.
enum Stream : std::uint64_t { kWorldStream = 1, kScheduleStream, kHonestStream, kHostileStream, kChoiceStream };

constexpr std::int64_t kLongestGapMs = 25 * 60'000;  // well under the hour that a host's clock may step
constexpr std::int64_t kLastStart = std::int64_t{1} << 42,
                       kLongestSpan = std::int64_t{1} << 40;  // judging ends at 2^43
constexpr std::uint32_t kMostPlayers = 1u << 24;              // 4 GB of world text
constexpr double kCommands = 0.003;                           ///< share of beats in which the game's own services act

TrafficOptions within_reason(TrafficOptions options) {
  options.players = std::clamp(options.players, 1u, kMostPlayers);
  options.attack_rate = options.attack_rate > 0.0 ? std::min(options.attack_rate, 1.0) : 0.0;  // NaN is peace
  options.start_ms = std::clamp<std::int64_t>(options.start_ms, 0, kLastStart);
  options.span_ms = std::clamp<std::int64_t>(options.span_ms, 0, kLongestSpan);
  return options;
}

// A rulebook without anything to send still gets its lines.
void write_idle(std::uint32_t player, std::int64_t now, std::string& out) {
  Line line;
  set_int(line.actor, std::int64_t{player} + 1);
  set_int(line.received_at, now);
  line.action = "\"Idle\"";
  write_line(out, line);
}

}  // namespace

Traffic generate_traffic(const Program& program, const TrafficOptions& requested,
                         const std::function<void(std::uint64_t)>& progress) {
  const detail::ProgramData& data = program.data();
  const TrafficOptions options = within_reason(requested);
  const std::uint64_t seed = mix64(options.seed);
  RandomStream world_random(seed, kWorldStream), schedule_random(seed, kScheduleStream),
      honest_random(seed, kHonestStream), hostile_random(seed, kHostileStream), choice(seed, kChoiceStream);

  Traffic out;
  const Facts facts = learn(data);
  Population population = populate(program, facts, options, world_random);
  detail::write_text(out.world_json, *population.world);

  Schedule schedule(options, population,
                    std::max<std::int64_t>(1, std::min(kLongestGapMs, data.limits.max_clock_step_ms / 2)),
                    schedule_random);
  ParamMaker params(facts, population, schedule, honest_random);
  ParamMaker hostile_params(facts, population, schedule, hostile_random);
  Prediction prediction(*population.world);
  HonestSenders honest(data, facts, params, prediction, honest_random);
  HostileSenders hostile(data, facts, honest, hostile_params, hostile_random);

  const bool has_actions = !facts.client_actions.empty();
  const std::uint64_t step = std::max<std::uint64_t>(1, options.requests / 100);
  Line line;
  std::uint32_t burst_left = 0;
  std::uint64_t ahead = 0;  // hostile lines that bursts have sent before their turn
  for (std::uint64_t made = 0; made < options.requests;) {
    const std::size_t start = out.ndjson.size();
    if (burst_left > 0) {
      --burst_left;
      hostile.send_more(out.ndjson);
    } else {
      const Beat beat = schedule.next();
      if (beat.is_first) honest.come_online(beat.player);
      bool is_hostile = has_actions && choice.chance(options.attack_rate);
      if (is_hostile && ahead > 0 && options.attack_rate < 1.0) {
        --ahead;
        is_hostile = false;
      }
      if (is_hostile) {
        burst_left = hostile.send(beat.at, out.ndjson);
        ahead += burst_left;
      } else if (!has_actions || (!facts.command_actions.empty() && choice.chance(kCommands))) {
        if (honest.command(beat.player, beat.at, line)) write_line(out.ndjson, line);
        else write_idle(beat.player, beat.at, out.ndjson);
      } else if (honest.play(beat.player, beat.at, line)) {
        write_line(out.ndjson, line);
        if (choice.below(16) == 0) hostile.overhear(std::string_view(out.ndjson).substr(start));
      } else {
        schedule.again();
        continue;
      }
      schedule.done();
    }
    out.ndjson += '\n';
    if (++made % step == 0 && progress) progress(made);
  }
  return out;
}

}  // namespace ludex
