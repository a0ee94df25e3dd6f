// Stages B and C of a batch on several threads: each takes requests in turns (turns.h), those of its own actors first
// (homes.h). What a request may touch is known before it is judged, or it is judged alone.

#include <algorithm>
#include <array>
#include <functional>

#include "judge/batch_judge.h"
#include "support/parallel.h"

namespace ludex::detail {
namespace {

// Things beside entities and guards that requests take turns at.
enum SharedThing : std::uint32_t {
  kLedger,
  kTimers,
  kNewcomers,  ///< whoever is not there yet: one judged alone in between may make it, and those who name it meet
  kSharedThings
};

// What is known of a request beside what it touches.
enum Mark : std::uint8_t {
  kAlone = 1,     ///< nobody can foresee what it touches
  kNoEntity = 2,  ///< its actor is nobody in the world, and has a guard all the same
};

// A thread leaves so many requests for later whose turn has not come, before it waits itself.
constexpr std::size_t kMostWaiting = 64;
// After each request it looks at so many of them, the oldest.
constexpr std::size_t kLookedAt = 2;
// So often it looks at all of them before it takes over an older request from another thread's home: a microsecond or two.
constexpr std::uint32_t kPatience = 16;
// An action with more names is judged alone: room for what each request touches is made for all of them.
constexpr std::size_t kMostNames = 16;
// Below this, waking a thread (5 to 10 us, and a few times a batch) costs more than it takes over.
constexpr std::size_t kFewestRequests = 512;
// Where other programs want the processors too, whoever gives its own away gets it back a time slice later: one of the others has then
// judged more than so many, where it otherwise judges one or two.
constexpr std::uint32_t kMeanwhile = 32;
// So many of the others are looked at: reading a counter that its thread writes takes some 50 ns, and whoever looks at all of 64 has
// waited long by that alone.
constexpr std::uint32_t kOthers = 8;
// A slice is worth some 500 requests. Who loses that many slices without judging as much in between leaves the rest to one thread.
constexpr std::uint32_t kLostSlices = 4;
constexpr std::uint32_t kWorthOfSlice = 500;
// So many requests are then judged on one thread before several are tried again, and twice as many each time in a row: to find out
// costs some ten ms.
constexpr std::size_t kForOne = 65'536, kMostForOne = 32 * kForOne;

}  // namespace

void BatchJudge::make_shares() {
  while (work_.shares.size() < threads_) work_.shares.push_back(std::make_unique<Share>());
  while (world_.lanes.size() < threads_) world_.lanes.push_back(std::make_unique<WorldData::LaneStore>(world_.heap));
}

// What each request touches, and whose it is first; who is met for the first time is left for later.
void BatchJudge::survey(std::uint32_t thread, std::size_t begin, std::size_t end, const std::vector<std::uint32_t>& first_thing) {
  const std::uint32_t actor_kind = program_.declarations.actor_kind;
  const KindStore& actors = world_.kinds[actor_kind];
  const bool has_windows = program_.limits.nonce_window > 0;
  const std::uint32_t guards = first_thing.back();
  Share& share = *work_.shares[thread];
  share.newcomers.clear();
  share.alone = 0;
  share.per_block.assign(Homes::kBlocks, 0);
  RequestJudge judge(program_, Lane(world_, *world_.lanes[thread]), share.answers, share.work);
  judge.set_flags(work_.flags.data());
  for (std::size_t i = begin; i < end; ++i) {
    std::fill_n(work_.turns.things(i), most_things_, Turns::kNobody);
    work_.marks[i] = 0;
    Request& request = work_.requests[i];
    const std::uint32_t position = request.is_readable ? actors.index.find({request.envelope.actor}) : FlatMap::kAbsent;
    // Who is nobody here is anybody's.
    const auto block = static_cast<std::size_t>(position != FlatMap::kAbsent ? std::uint64_t{position} * Homes::kBlocks / actors.ids.size() : i / 64 % Homes::kBlocks);
    work_.homes.put(i, static_cast<std::uint32_t>(block));
    ++share.per_block[block];
    if (!request.is_readable) continue;
    const bool uses_window = has_windows && request.envelope.origin == 0 && request.reason == Reason::accepted;
    request.guard = world_.guard_index.find({request.envelope.actor});
    if (uses_window) request.window = world_.window_index.find({request.envelope.actor, request.envelope.session});
    const bool is_new = request.guard == FlatMap::kAbsent;
    if (is_new || (uses_window && request.window == FlatMap::kAbsent)) share.newcomers.push_back(static_cast<std::uint32_t>(i));
    if (position != FlatMap::kAbsent) {
      work_.turns.touch(i, first_thing[actor_kind] + position);
    } else {
      work_.marks[i] = kNoEntity;
      if (!is_new) work_.turns.touch(i, guards + request.guard);
      if (!program_.declarations.kinds[actor_kind].has_profile) work_.turns.touch(i, kNewcomers);
    }
    if (request.reason != Reason::accepted) continue;
    const Action& action = program_.actions[request.action];
    if (action.is_alone || action.with.size() > kMostNames) {
      work_.marks[i] |= kAlone;
      ++share.alone;
      continue;
    }
    if (action.once.is_set()) work_.turns.touch(i, kLedger);
    if (action.sets_timers) work_.turns.touch(i, kTimers);
    for (const WithName& with : action.with) {
      const auto id = judge.id_of(with, request, work_.now[i]);
      const std::uint32_t at = id ? world_.kinds[with.kind].index.find({*id}) : FlatMap::kAbsent;
      if (at != FlatMap::kAbsent) work_.turns.touch(i, first_thing[with.kind] + at);
      else if (id && !program_.declarations.kinds[with.kind].has_profile) work_.turns.touch(i, kNewcomers);  // only the host brings profiles
    }
  }
}

// Guards and windows are made before threads start, in the order of those who need them: while they work nothing may move.
void BatchJudge::make_guards(std::uint32_t guards) {
  for (std::uint32_t thread = 0; thread < threads_; ++thread) {
    for (const std::uint32_t i : work_.shares[thread]->newcomers) {
      Request& request = work_.requests[i];
      const bool is_new = request.guard == FlatMap::kAbsent;
      request.guard = world_.guard_of(request.envelope.actor);
      if (request.envelope.origin == 0 && program_.limits.nonce_window > 0 && request.reason == Reason::accepted)
        request.window = world_.window_of(request.envelope.actor, request.envelope.session);
      if (is_new && work_.marks[i] & kNoEntity) work_.turns.touch(i, guards + request.guard);
    }
  }
}

void BatchJudge::judge_all() {
  const std::size_t count = work_.requests.size();
  if (!kHasThreads || threads_ <= 1 || (!is_forced_ && count < kFewestRequests)) return judge_one_by_one(0, count);
  make_shares();

  std::vector<std::uint32_t> first_thing;
  std::uint32_t things = kSharedThings;
  for (const KindStore& store : world_.kinds) {
    first_thing.push_back(things);
    things += static_cast<std::uint32_t>(store.ids.size());
  }
  const std::uint32_t guards = things;
  first_thing.push_back(guards);
  most_things_ = 1 + kSharedThings;  // the actor, or its guard
  for (const Action& action : program_.actions) most_things_ = std::max(most_things_, 1 + kSharedThings + static_cast<std::uint32_t>(std::min(action.with.size(), kMostNames)));
  // Room for what the batch will make of guards: each actor has one at most.
  work_.turns.begin(count, most_things_, guards + static_cast<std::uint32_t>(world_.guards.size() + count));
  work_.homes.begin(count, threads_);
  work_.marks.resize(count);
  parallel_for(threads_, threads_, [&](std::uint32_t i) { survey(i, count * i / threads_, count * (i + 1) / threads_, first_thing); });
  make_guards(guards);
  std::size_t alone = 0;
  Homes::Counts& per_block = work_.shares[0]->per_block;
  for (std::uint32_t i = 0; i < threads_; ++i) {
    alone += work_.shares[i]->alone;
    if (i != 0) std::transform(per_block.begin(), per_block.end(), work_.shares[i]->per_block.begin(), per_block.begin(), std::plus<>());
  }
  constexpr std::size_t kOftenAlone = 64;  // where one of so many stops all threads, one thread is as fast
  if (!is_forced_ && alone * kOftenAlone > count) return judge_one_by_one(0, count);
  work_.homes.share_out(per_block);
  is_shared_ = true;
  for (std::uint32_t i = 0; i < threads_; ++i) work_.shares[i]->answers.begin(i + 1, answer_room() / threads_);
  for (std::size_t begin = 0; begin < count;) {
    std::size_t end = begin;
    while (end < count && !(work_.marks[end] & kAlone)) ++end;
    if (end != begin && (is_forced_ || (end - begin >= kFewestRequests && work_.for_one == 0))) judge_side_by_side(begin, end);
    else judge_one_by_one(begin, end);
    if (end < count) judge_one_by_one(end, end + 1);
    begin = end + 1;
  }
  if (work_.for_one == 0) work_.next_for_one = kForOne;
}

// One thread at stage C. Requests are taken in their order, home by home, and the first that is not done is always one that
// somebody has and looks at again, or one that whoever waits takes next: nobody waits for ever, however few threads there
// really are.
class BatchJudge::Worker {
 public:
  // Why all threads leave before the stretch is done.
  enum class Leave : std::uint8_t {
    none,
    crowded,    ///< they wait too long for each other: one of them does what is left
    abandoned,  ///< one's memory ran out
  };

  Worker(BatchJudge& batch, std::uint32_t thread, std::atomic<Leave>& leave)
      : batch_(batch), work_(batch.work_), share_(*batch.work_.shares[thread]), thread_(thread), leave_(leave),
        judge_(batch.program_, Lane(batch.world_, *batch.world_.lanes[thread]), share_.answers, share_.work) {
    judge_.set_flags(work_.flags.data());
    if (batch.wants_delta_) judge_.collect_keys(&share_.keys);
    share_.waiting.clear();
    share_.left.clear();
  }

  void work() {
    // A thread whose memory ran out never says that its request is done: the others must not wait for it.
    struct Leaving {
      std::atomic<Leave>& leave;
      bool is_regular = false;
      ~Leaving() {
        if (!is_regular) leave.store(Leave::abandoned, std::memory_order_relaxed);
      }
    } leaving{leave_};
    take_all();
    leaving.is_regular = true;
  }

 private:
  void take_all() {
    Homes::Bite bite;
    while (work_.homes.take(thread_, bite) || work_.homes.take_oldest(SIZE_MAX, bite))
      if (!chew(bite, true)) return;
    while (!share_.waiting.empty())
      if (!wait()) return;
  }

  void leave() {
    auto none = Leave::none;
    leave_.compare_exchange_strong(none, Leave::crowded, std::memory_order_relaxed);
  }
  bool must_leave() const { return leave_.load(std::memory_order_relaxed) != Leave::none; }

  void run(std::size_t i) {
    batch_.judge_one(judge_, share_.answers, i);
    work_.turns.done(i);
    share_.done.store(share_.done.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  // False when all leave.
  bool chew(const Homes::Bite& bite, bool may_wait) {
    work_.turns.number_up_to(bite.end);
    for (std::size_t i = bite.begin; i < bite.end; ++i) {
      if (work_.homes.home_of(i) != bite.home) continue;
      if (leaves_early(1024)) leave();
      if (must_leave()) return leave_rest(bite, i);
      step_aside();
      if (work_.turns.is_turn(i)) run(i);
      else put_off(i);
      if (!share_.waiting.empty()) run_waiting(kLookedAt);
      // Only for those before this one: what is left of the bite may be what they wait for.
      while (may_wait && share_.waiting.size() >= kMostWaiting && share_.waiting.front() <= i)
        if (!wait()) return leave_rest(bite, i + 1);
    }
    return true;
  }

  bool leave_rest(const Homes::Bite& bite, std::size_t from) {
    share_.left.push_back({from, bite.end, bite.home});
    return false;
  }

  // The oldest first, whatever home it is of.
  void put_off(std::size_t i) {
    const auto request = static_cast<std::uint32_t>(i);
    share_.waiting.insert(std::upper_bound(share_.waiting.begin(), share_.waiting.end(), request), request);
  }

  // The oldest of those that wait and can go; looking at more than a few costs more than it finds.
  bool run_waiting(std::size_t most) {
    for (std::size_t k = 0; k < std::min(most, share_.waiting.size()); ++k) {
      const std::size_t i = share_.waiting[k];
      if (!work_.turns.is_turn(i)) continue;
      share_.waiting.erase(share_.waiting.begin() + static_cast<std::ptrdiff_t>(k));
      run(i);
      return true;
    }
    return false;
  }

  // Until one of those that wait can go, or an older one is found that nobody has: it may be what they wait for.
  bool wait() {
    for (std::uint32_t tries = 0; !run_waiting(kMostWaiting); ++tries) {
      if (must_leave()) return false;
      if (tries < kPatience) continue;
      Homes::Bite older;
      if (work_.homes.take_oldest(share_.waiting.front(), older)) return chew(older, false);
      step_back();
    }
    return true;
  }

  // Gives the processor away. No clock says for how long, only what the others did meanwhile.
  void step_back() {
    const std::uint32_t others = std::min(kOthers, batch_.threads_ - 1);
    std::array<std::uint32_t, kOthers> before;
    for (std::uint32_t k = 0; k < others; ++k) before[k] = done_by(k);
    yield_thread();
    bool is_lost = false;
    for (std::uint32_t k = 0; k < others; ++k) is_lost |= done_by(k) - before[k] >= kMeanwhile;
    if (is_lost) {
      const std::uint32_t done = share_.done.load(std::memory_order_relaxed);
      share_.lost_slices = done - share_.done_at_loss < kWorthOfSlice ? share_.lost_slices + 1 : 1;
      share_.done_at_loss = done;
    }
    if (share_.lost_slices >= kLostSlices || leaves_early(64)) leave();
  }

  std::uint32_t done_by(std::uint32_t other) const {
    return work_.shares[(thread_ + 1 + other) % batch_.threads_]->done.load(std::memory_order_relaxed);
  }

  BatchJudge& batch_;
  Workspace& work_;
  Share& share_;
  std::uint32_t thread_;
  std::atomic<Leave>& leave_;
  RequestJudge judge_;
};

void BatchJudge::judge_side_by_side(std::size_t begin, std::size_t end) {
  work_.turns.begin_stretch(begin, end);
  work_.homes.begin_stretch(begin, end);
  std::atomic<Worker::Leave> leave = Worker::Leave::none;
  parallel_for(threads_, threads_, [&](std::uint32_t i) { Worker(*this, i, leave).work(); });
  for (std::uint32_t i = 0; i < threads_; ++i) {
    Share& share = *work_.shares[i];
    touched_.ledger.insert(touched_.ledger.end(), share.keys.begin(), share.keys.end());
    share.keys.clear();
    world_.take_over(world_.lanes[i]->dirty);
  }
  if (leave.load(std::memory_order_relaxed) == Worker::Leave::crowded) judge_left(end);
}

// What threads left when they waited too long for each other. All that their requests had to wait for is done or left too, so in
// their order each meets the state that it would have met.
void BatchJudge::judge_left(std::size_t end) {
  std::vector<std::uint32_t> left;
  const auto add = [&](const Homes::Bite& bite) {
    for (std::size_t i = bite.begin; i < bite.end; ++i)
      if (work_.homes.home_of(i) == bite.home) left.push_back(static_cast<std::uint32_t>(i));
  };
  for (std::uint32_t i = 0; i < threads_; ++i) {
    Share& share = *work_.shares[i];
    left.insert(left.end(), share.waiting.begin(), share.waiting.end());
    for (const Homes::Bite& bite : share.left) add(bite);
    share.lost_slices = 0;
  }
  for (Homes::Bite bite; work_.homes.take_oldest(SIZE_MAX, bite);) add(bite);
  std::sort(left.begin(), left.end());
  work_.turns.number_up_to(end);
  for (const std::uint32_t i : left) {
    judge_one(judge_, work_.answers, i);
    work_.turns.done(i);
  }
  work_.for_one = std::max(kForOne, work_.next_for_one);
  work_.next_for_one = std::min(2 * work_.for_one, kMostForOne);
}

}  // namespace ludex::detail
