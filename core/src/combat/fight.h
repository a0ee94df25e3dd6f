#pragma once
// One fight: a small world whose fighters ask for actions, judged group by group by the code that judges a server's.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "judge/batch_judge.h"
#include "ludex/error.h"
#include "rulebook/scenario.h"

namespace ludex::detail {

/// The seed of a fight's world: its own for every fight of a simulation.
inline std::uint64_t seed_of_fight(std::uint64_t seed, std::uint64_t fight) { return mix64(mix64(seed) ^ fight); }

/// `value` up to the next multiple of `tick`.
inline std::int64_t next_tick(std::int64_t value, std::int64_t tick) { return (value + tick - 1) / tick * tick; }

/// Groups of one fight: who gets here is in an endless exchange within one time limit.
inline constexpr std::uint64_t kMaxTurns = 1'000'000;

/// What a fight beyond it failed of.
std::string too_many_turns();

enum class FightEnd : std::uint8_t { going, won, draw, timeout };

/// Everything a fight is at one moment: a value.
struct FightState {
  struct Turn {
    std::int64_t next_ms = 0;    ///< when it looks for something to do; kNever
    bool is_ready = false;       ///< it has seen something to do, and gets to it now
    bool listens = false;        ///< what others do may let it do something
    bool is_out = false;
  };
  static constexpr std::int64_t kNever = INT64_MAX;

  std::unique_ptr<WorldData> world;
  std::int64_t now = 0;
  std::vector<Turn> fighters;
  std::uint64_t attacks = 0;     ///< actions that were accepted
  std::uint64_t turns = 0;
  FightEnd end = FightEnd::going;
  std::uint32_t winner = 0;      ///< team, when won

  FightState() = default;
  FightState(const FightState& o)
      : world(std::make_unique<WorldData>(*o.world)), now(o.now), fighters(o.fighters), attacks(o.attacks), turns(o.turns), end(o.end), winner(o.winner) {}
  FightState(FightState&&) = default;
  FightState& operator=(FightState&&) = default;
};

struct TurnChoice;
class Folder;

/// Is told of the pieces that a step is made of, one after the other, by whoever judges it.
class FightWatch {
 public:
  virtual ~FightWatch() = default;
  /// `fighter` looks for something to do.
  virtual void decides(std::uint32_t fighter) = 0;
  /// …and has found what to ask for (`entry` of its policy), or why not.
  virtual void decided(std::uint32_t fighter, const TurnChoice& choice, std::size_t entry, const Request* asked) = 0;
  /// It is looked whether a fighter is out; with the number of fighters, whether `until` holds.
  virtual void looks(std::uint32_t fighter) = 0;
  virtual void looked(std::uint32_t fighter, bool holds) = 0;
  virtual void saw_out(std::uint32_t fighter, bool is_out) = 0;
  virtual void saw_ready(std::uint32_t fighter, bool is_ready) = 0;
  /// What came of the group's request `k`.
  virtual void judged(std::size_t k, const Verdict& verdict) = 0;
};

/// Steps fights of one scenario. One thread's own: it holds the buffers.

class FightEngine {
 public:
  FightEngine(std::shared_ptr<const ProgramData> program, const Scenario& scenario);

  /// Chance is replaced by `choices`; nullptr: it is not.
  void set_choices(expr::DrawChoices* choices) { work_.request.choices = choices; }
  /// Nobody asks what is said and what a world's digest is: a few times as fast, and the same fight.
  void set_quiet(bool is_quiet) { work_.request.is_quiet = is_quiet; }
  void set_watch(FightWatch* watch) { watch_ = watch; }
  /// What happens is told, a JSON object a line.
  void set_log(std::string* log) { log_ = log; }

  FightState open(std::uint64_t seed);
  /// The next instant at which something may happen; FightState::kNever.
  std::int64_t next_time(const FightState& state) const;
  /// Goes on to the next instant at which something may happen, and past it. False when the fight is over, or failed.
  bool step(FightState& state);
  /// What a fight failed of; "" when it did not.
  const std::string& fault() const { return fault_; }

 private:
  friend class Folder;
  void refer(FightState& state);
  void see_as(std::uint32_t fighter, const FightState& state);
  expr::Frame frame_at(std::int64_t now);
  bool holds(const expr::Block& block, const FightState& state);
  bool decide(FightState& state, std::uint32_t fighter, RequestJudge& judge);
  bool make_params(const PolicyEntry& entry, const FightState& state, Request& request);
  void judge_group(FightState& state);
  bool run_timers(FightState& state);
  void look(FightState& state);
  void tell(const FightState& state, const std::vector<Verdict>& verdicts);
  void tell_state(const FightState& state, std::string& out) const;

  std::shared_ptr<const ProgramData> program_;
  const Scenario& scenario_;
  std::vector<const Fighter*> named_;      ///< fighters, then others: by slot
  WorldData opening_;
  Workspace work_;
  JudgementData data_;
  Arena params_;
  Arena constants_;
  std::vector<Word> flags_;
  std::vector<std::uint32_t> group_;       ///< fighters, by request
  std::vector<Request> requests_;
  std::vector<std::int64_t> clocks_;
  std::vector<Verdict> verdicts_;
  std::vector<std::string> lets_;          ///< for the log
  std::vector<expr::EntityRef> refs_;      ///< by slot of scenario expressions
  std::vector<Word> registers_;
  std::vector<expr::EvalError> error_slots_;
  FightWatch* watch_ = nullptr;
  std::string* log_ = nullptr;
  std::string fault_;
};

}  // namespace ludex::detail
