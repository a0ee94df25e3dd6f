// Many fights: cut in pieces of one size, whoever plays them, and added up in whole numbers.

#include <algorithm>
#include <atomic>

#include "combat/simulate.h"
#include "combat/solve.h"
#include "support/parallel.h"
#include "value/number.h"

namespace ludex {

using namespace detail;

namespace detail {

namespace {

/// A piece is small enough to stop by, and large enough that adding it up is nothing.
constexpr std::uint64_t kPieceFights = 4096;
/// Of fights that are walked step by step, some of which take milliseconds: less is a piece, and so many are played between two calls
/// of who asks how far it is.
constexpr std::uint64_t kLeastPiece = 64, kToldFights = 1024;
/// Rounds grow with what has been played, up to this: a target is then met within a fifth of what it takes.
constexpr std::uint64_t kFirstRound = 4 * kPieceFights, kLargestRound = 256 * kPieceFights;

/// Of one fight blow by blow: more is read by nobody, and a fight of a million turns would be a gigabyte.
constexpr std::size_t kMostLogBytes = 16'000'000;

bool is_close_enough(const Tally& tally, double error) {
  for (const std::uint64_t w : tally.wins) {
    const Estimate e = share_of(w, tally.fights);
    if (e.high - e.value > error || e.value - e.low > error) return false;
  }
  return true;
}

/// The format's number, and which fights these are.
std::string described(const SimulationData& d) {
  return "1 " + digest_text(d.program->digest) + " " + digest_text(xxh64(d.scenario->name, 0)) + " " + d.scenario->name + " " + std::to_string(d.seed);
}

std::optional<std::uint64_t> read_number(std::string_view digits) {
  if (digits.empty() || digits.size() > 20) return std::nullopt;
  std::uint64_t out = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9' || __builtin_mul_overflow(out, std::uint64_t{10}, &out) || __builtin_add_overflow(out, static_cast<std::uint64_t>(c - '0'), &out)) return std::nullopt;
  }
  return out;
}

}  // namespace

Simulation start_simulation(std::shared_ptr<const ProgramData> program, std::shared_ptr<const Scenario> scenario, std::uint64_t seed) {
  auto data = std::make_unique<SimulationData>();
  data->program = std::move(program);
  data->scenario = std::move(scenario);
  data->seed = seed;
  data->tally = Tally(data->scenario->teams.size());
  data->folded = fold(data->program, *data->scenario, data->why_no_fold);
  if (data->folded) data->lanes = make_lanes(*data->folded);
  return Simulation(std::move(data));
}

}  // namespace detail

Simulation::Simulation(std::unique_ptr<SimulationData> data) : data_(std::move(data)) {}
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;
Simulation::~Simulation() = default;

Result<Simulation> Simulation::start(const Program& program, std::string_view scenario, std::uint64_t seed) {
  Error error;
  const Scenario* found = find_scenario(program.data(), scenario, error);
  if (!found) return error;
  return start_simulation(program.shared(), {program.shared(), found}, seed);
}

namespace {

/// Where the round that begins at `begin` ends.
std::uint64_t end_of_round(std::uint64_t begin, std::uint64_t fights) {
  const std::uint64_t round = std::min(std::max(kFirstRound, begin / 5 / kPieceFights * kPieceFights), kLargestRound);
  return fights - begin < round ? fights : begin + round;
}

/// Fights `begin` … `end` - 1, added to `out`.
std::optional<Error> play_range(SimulationData& d, std::uint64_t begin, std::uint64_t end, std::uint32_t threads, bool is_reference, Tally& out) {
  const bool is_walked = !d.folded && !is_reference;
  const std::uint64_t piece = is_walked ? std::clamp((end - begin) / 16, kLeastPiece, kPieceFights) : kPieceFights;
  const auto pieces = static_cast<std::uint32_t>((end - begin + piece - 1) / piece);
  std::vector<Tally> parts(pieces, Tally(d.scenario->teams.size()));
  std::vector<std::string> faults(pieces);
  const auto play = [&](std::uint32_t i, FightWalker* walker) {
    const std::uint64_t first = begin + i * piece, count = std::min(piece, end - first);
    if (d.lanes && !is_reference) return play_lanes(*d.folded, *d.lanes, *d.scenario, d.seed, first, count, parts[i]);
    if (d.folded && !is_reference) return play_fold(*d.folded, *d.scenario, d.seed, first, count, parts[i]);
    if (walker) {
      walker->play(d.seed, first, count, parts[i], faults[i]);
      return;
    }
    FightEngine engine(d.program, *d.scenario);
    play_engine(engine, *d.scenario, d.seed, first, count, parts[i], faults[i]);
  };
  if (!is_walked) {
    parallel_for(pieces, threads, [&](std::uint32_t i) { play(i, nullptr); });
  } else {
    // Whoever is free takes the next piece: who plays it is nobody's business.
    const std::uint32_t walkers = std::min(threads, pieces);
    while (d.walkers.size() < walkers) d.walkers.push_back(std::make_unique<FightWalker>(d.program, *d.scenario));
    std::atomic<std::uint32_t> next = 0;
    parallel_for(walkers, threads, [&](std::uint32_t w) {
      for (std::uint32_t i; (i = next.fetch_add(1)) < pieces;) play(i, d.walkers[w].get());
    });
  }
  for (std::uint32_t i = 0; i < pieces; ++i) {
    if (!faults[i].empty()) return Error{ErrorCode::host, faults[i], d.scenario->pointer, 0, 0, {}, 0};
    out.add(parts[i]);
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t Simulation::next_look(std::uint64_t fights, double error) const {
  const Tally& tally = data_->tally;
  if (tally.fights >= fights || (error > 0 && tally.fights >= kFirstRound && is_close_enough(tally, error))) return tally.fights;
  return end_of_round(tally.fights, fights);
}

Result<bool> Simulation::run(const SimulateOptions& options) {
  SimulationData& d = *data_;
  const std::uint32_t threads = available_threads(options.exec);
  for (std::uint64_t end; (end = next_look(options.fights, options.error)) > d.tally.fights;) {
    // Told more often than it is looked at `error`: in a round of slow fights somebody waits.
    const bool tells_within = options.progress && !d.folded;
    while (d.tally.fights < end) {
      const std::uint64_t begin = d.tally.fights, until = tells_within ? std::min(end, begin + kToldFights) : end;
      if (auto fault = play_range(d, begin, until, threads, options.is_reference, d.tally)) return *fault;
      if (options.progress && !options.progress(d.tally.fights)) return true;
    }
  }
  return true;
}

Result<std::string> Simulation::part(std::uint64_t first, std::uint64_t count, const Exec& exec) {
  if (count > UINT64_MAX - first) return Error{ErrorCode::host, "a part ends before fight 2^64", {}, 0, 0, {}, 0};
  SimulationData& d = *data_;
  const std::uint32_t threads = available_threads(exec);
  Tally tally(d.scenario->teams.size());
  while (tally.fights < count) {
    const std::uint64_t begin = first + tally.fights, end = begin + std::min(kLargestRound, count - tally.fights);
    if (auto fault = play_range(d, begin, end, threads, false, tally)) return *fault;
  }
  return "ludex-simulation-part " + described(d) + " " + std::to_string(first) + " " + tally.text();
}

Result<bool> Simulation::add(std::string_view part) {
  const auto refuse = [](std::string why) { return Error{ErrorCode::host, std::move(why), {}, 0, 0, {}, 0}; };
  SimulationData& d = *data_;
  const std::string head = "ludex-simulation-part " + described(d) + " ";
  if (!part.starts_with(head)) return refuse("this is no part of this simulation: it is damaged, or of another rulebook, scenario or seed");
  part.remove_prefix(head.size());
  const auto first = read_number(part.substr(0, part.find(' ')));
  part.remove_prefix(std::min(part.size(), part.find(' ') + 1));
  Tally tally;
  if (!first || !Tally::read(part, tally) || tally.wins.size() != d.tally.wins.size()) return refuse("the part of the simulation is damaged");
  if (*first != d.tally.fights)
    return refuse("the part begins with fight " + std::to_string(*first) + ", and fight " + std::to_string(d.tally.fights) + " is the next: add every part once, in order");
  if (tally.fights > UINT64_MAX - *first) return refuse("the part of the simulation is damaged");
  d.tally.add(tally);
  return true;
}

std::uint64_t Simulation::fights() const { return data_->tally.fights; }

CombatReport Simulation::report() const {
  CombatReport out = data_->tally.report(*data_->scenario);
  out.method = data_->folded ? "simulated over a table of attacks" : "simulated step by step, as " + data_->why_no_fold;
  return out;
}

std::string Simulation::saved() const {
  return "ludex-simulation " + described(*data_) + " " + data_->tally.text();
}

Result<Simulation> Simulation::resume(const Program& program, std::string_view saved) {
  const auto damaged = [] { return Error{ErrorCode::host, "the saved simulation is damaged, or of another rulebook", {}, 0, 0, {}, 0}; };
  const auto word = [&] {
    const std::size_t end = std::min(saved.find(' '), saved.size());
    const std::string_view out = saved.substr(0, end);
    saved.remove_prefix(std::min(saved.size(), end + 1));
    return out;
  };
  if (word() != "ludex-simulation" || word() != "1" || word() != digest_text(program.digest())) return damaged();
  const std::string_view hash = word(), name = word(), seed_text = word();
  if (hash != digest_text(xxh64(name, 0))) return damaged();
  const auto seed = read_number(seed_text);
  if (!seed) return damaged();
  auto out = start(program, name, *seed);
  if (!out) return out;
  const std::size_t teams = out->data_->tally.wins.size();
  if (!Tally::read(saved, out->data_->tally) || out->data_->tally.wins.size() != teams) return damaged();
  return out;
}

Result<CombatReport> simulate(const Program& program, std::string_view scenario, const SimulateOptions& options) {
  auto simulation = Simulation::start(program, scenario, options.seed);
  if (!simulation) return simulation.errors();
  if (const auto ran = simulation->run(options); !ran) return ran.errors();
  return simulation->report();
}

Result<std::string> fight_log(const Program& program, std::string_view scenario, std::uint64_t seed, std::uint64_t fight) {
  Error error;
  const Scenario* found = find_scenario(program.data(), scenario, error);
  if (!found) return error;
  FightEngine engine(program.shared(), *found);
  std::string out;
  engine.set_log(&out);
  FightState state = engine.open(seed_of_fight(seed, fight));
  while (engine.step(state) && out.size() <= kMostLogBytes) {}
  if (out.size() > kMostLogBytes)
    return Error{ErrorCode::host, "the log of this fight is longer than " + std::to_string(kMostLogBytes / 1'000'000) + " MB; give the scenario a smaller time_limit_ms, or its actions a cooldown", found->pointer, 0, 0, {}, 0};
  if (!engine.fault().empty()) return Error{ErrorCode::host, engine.fault(), found->pointer, 0, 0, {}, 0};
  out += "{\"end\":\"";
  out += state.end == FightEnd::won ? "won" : state.end == FightEnd::draw ? "draw" : "timeout";
  out += "\"";
  if (state.end == FightEnd::won) {
    out += ",\"team\":";
    json::write_string(out, found->teams[state.winner]);
  }
  if (state.end != FightEnd::timeout) out += ",\"ttk_ms\":" + std::to_string(state.now);
  return out + ",\"attacks\":" + std::to_string(state.attacks) + "}\n";
}

}  // namespace ludex
