#include "traffic/honest.h"

#include <algorithm>

namespace ludex::traffic {
namespace {

// Shares in a hundred, set so that a day of the arena shows every refusal an honest player meets.
constexpr std::uint32_t kCareless = 55;  ///< clicks without looking
constexpr std::uint32_t kMashes = 50;    ///< of those: the same button again
constexpr std::uint32_t kRetries = 6;    ///< purchases sent again because the answer was lost
constexpr std::uint32_t kReordered = 3;  ///< requests overtaken on the way to the judge
constexpr int kTries = 4;
constexpr std::uint32_t kPatience = 2;  ///< times a player waits before clicking whatever is there
constexpr std::size_t kReceiptsKept = 64;
constexpr std::int64_t kShortestTrip = 15, kLongestTrip = 90;

}  // namespace

HonestSenders::HonestSenders(const detail::ProgramData& program, const Facts& facts, ParamMaker& params,
                             Prediction& prediction, RandomStream& random)
    : program_(program),
      facts_(facts),
      params_(params),
      prediction_(prediction),
      random_(random),
      players_(params.population().entity_counts[program.declarations.actor_kind]) {
  for (const std::uint32_t a : facts.client_actions) total_weight_ += facts.actions[a].weight;
}

void HonestSenders::come_online(std::uint32_t player) {
  Player& p = players_[player];
  ++p.session;
  p.nonce = 0;
  p.waited = 0;
  p.is_retrying = false;
}

std::uint32_t HonestSenders::pick_action() {
  std::uint32_t at = random_.below(total_weight_);
  for (const std::uint32_t a : facts_.client_actions) {
    if (at < facts_.actions[a].weight) return a;
    at -= facts_.actions[a].weight;
  }
  return facts_.client_actions.back();
}

bool HonestSenders::passes(std::uint32_t action, std::uint32_t player, const Word* params, std::int64_t now,
                           std::uint8_t origin) {
  return prediction_.perform({&program_.actions[action], std::int64_t{player} + 1,
                              origin == 0 ? players_[player].session : 0, origin, params, now});
}

// What to do next; nullptr to wait. An action that the rules would let pass has then been performed on the copy.
const Word* HonestSenders::decide(std::uint32_t player, std::int64_t now, std::uint32_t& action) {
  const bool is_careless = random_.percent(kCareless);
  for (int i = 0; i < kTries; ++i) {
    const bool is_mashing = is_careless && players_[player].nonce > 0 && random_.percent(kMashes);
    action = is_mashing ? players_[player].last_action : pick_action();
    const Word* const params = params_.draw(action, player, now);
    if (passes(action, player, params, now, 0) || is_careless) return params;
  }
  // None of the usual things works: whatever the rules still allow ("Respawn").
  for (const std::uint32_t a : facts_.client_actions) {
    action = a;
    const Word* const params = params_.draw(action, player, now);
    if (passes(action, player, params, now, 0)) return params;
  }
  if (players_[player].waited < kPatience) return nullptr;
  action = pick_action();
  return params_.draw(action, player, now);
}

void HonestSenders::write_envelope(const Player& p, std::uint32_t player, std::uint32_t action, std::int64_t now,
                                   Line& line) {
  std::int64_t received_at = now;
  if (random_.percent(kReordered)) received_at -= random_.between(1, 25);
  set_int(line.actor, std::int64_t{player} + 1);
  set_int(line.session, p.session);
  set_int(line.received_at, std::max<std::int64_t>(received_at, 0));
  line.action = '"' + program_.actions[action].name + '"';
  if (program_.limits.nonce_window > 0) set_int(line.nonce, p.nonce);
  if (!program_.limits.has_clock) return;
  std::int64_t trip = random_.between(kShortestTrip, kLongestTrip);
  // Once in a while the network stalls for longer than the rules forgive.
  if (random_.below(400) == 0) trip += program_.limits.late_ms + random_.between(1, 3'000);
  else trip = std::min(trip, std::max<std::int64_t>(program_.limits.late_ms - (now - received_at), 0));
  set_int(line.sent_at, received_at - trip);
}

bool HonestSenders::play(std::uint32_t player, std::int64_t now, Line& line) {
  Player& p = players_[player];
  line.clear();
  if (p.is_retrying) {
    p.is_retrying = false;
    ++p.nonce;
    write_envelope(p, player, p.retry_action, now, line);
    const Shape& shape = *program_.actions[p.retry_action].params;
    for (std::size_t i = 0; i < shape.declared.size(); ++i)
      line.add_param(shape.fields[shape.declared[i]].name).text = p.retry_params[i];
    return true;
  }
  std::uint32_t action = 0;
  const Word* const params = decide(player, now, action);
  if (!params) {
    ++p.waited;
    return false;
  }
  p.waited = 0;
  p.last_action = action;
  ++p.nonce;
  write_envelope(p, player, action, now, line);
  params_.write(line, action, params);
  sent(player, action, now, line);
  return true;
}

void HonestSenders::sent(std::uint32_t player, std::uint32_t action, std::int64_t now, const Line& line) {
  const ActionFacts& facts = facts_.actions[action];
  const Shape& shape = *program_.actions[action].params;
  for (const std::uint32_t i : shape.declared) {
    if (facts.params[i].role == ParamFacts::Role::destination) params_.moved(player, now);
    if (facts.params[i].role != ParamFacts::Role::receipt) continue;
    const auto param =
        std::find_if(line.params.begin(), line.params.begin() + static_cast<std::ptrdiff_t>(line.param_count),
                     [&](const LineParam& x) { return x.name == shape.fields[i].name; });
    if (param == line.params.begin() + static_cast<std::ptrdiff_t>(line.param_count)) continue;
    if (receipts_.size() < kReceiptsKept) receipts_.emplace_back();
    receipts_[next_receipt_++ % kReceiptsKept] = {player, action, param->text};
  }
  if (!program_.actions[action].once.is_set() || !random_.percent(kRetries)) return;
  Player& p = players_[player];
  p.is_retrying = true;
  p.retry_action = action;
  p.retry_params.assign(shape.declared.size(), {});
  std::size_t next = 0;
  for (std::size_t i = 0; i < shape.declared.size(); ++i)
    if (next < line.param_count && line.params[next].name == shape.fields[shape.declared[i]].name)
      p.retry_params[i] = line.params[next++].text;
}

bool HonestSenders::command(std::uint32_t player, std::int64_t now, Line& line) {
  if (facts_.command_actions.empty()) return false;
  const std::uint32_t action =
      facts_.command_actions[random_.below(static_cast<std::uint32_t>(facts_.command_actions.size()))];
  const bool by_server =
      (program_.actions[action].from & 2) != 0 && !((program_.actions[action].from & 4) != 0 && random_.percent(15));
  const Word* const params = params_.draw(action, player, now);
  passes(action, player, params, now, by_server ? 1 : 2);
  line.clear();
  set_int(line.actor, std::int64_t{player} + 1);
  line.origin = by_server ? "\"server\"" : "\"admin\"";
  if (!by_server) line.roles = "[\"admin\"]";
  set_int(line.received_at, now);
  line.action = '"' + program_.actions[action].name + '"';
  params_.write(line, action, params);
  return true;
}

}  // namespace ludex::traffic
