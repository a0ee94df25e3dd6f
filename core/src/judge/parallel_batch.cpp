// A batch on several threads. Stage A takes pieces of the lines; B and C take requests in turns (turns.h). What a request
// may touch is known before it is judged, or it is judged alone.

#include <algorithm>
#include <cstring>

#include "judge/batch_judge.h"
#include "judge/lines.h"
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

// Threads come for so many requests at a time: fewer, and they would meet at the counter; more, and the last has too many left.
constexpr std::size_t kBite = 8;
// A thread leaves so many requests for later whose turn has not come, before it waits itself.
constexpr std::size_t kMostWaiting = 64;
// An action with more names is judged alone: room for what each request touches is made for all of them.
constexpr std::size_t kMostNames = 16;
// Below these, waking a thread (5 to 10 us) costs more than it takes over.
constexpr std::size_t kFewestBytes = 64 * 1024;
constexpr std::size_t kFewestRequests = 256;

}  // namespace

void BatchJudge::make_shares() {
  while (work_.shares.size() < threads_) work_.shares.push_back(std::make_unique<Share>());
  while (world_.lanes.size() < threads_) world_.lanes.push_back(std::make_unique<WorldData::LaneStore>(world_.heap));
}

bool BatchJudge::is_worth_sharing(std::size_t bytes) const { return threads_ > 1 && (is_forced_ || bytes >= kFewestBytes); }

void BatchJudge::decode_side_by_side(std::string_view ndjson) {
  struct Piece {
    std::string_view lines;
    std::size_t first = 0, count = 0;
  };
  make_shares();
  std::vector<Piece> pieces(threads_);
  for (std::size_t i = 0, from = 0; i < pieces.size(); ++i) {
    std::size_t to = i + 1 == pieces.size() ? ndjson.size() : std::max(from, ndjson.size() / pieces.size() * (i + 1));
    const std::size_t end = to < ndjson.size() ? ndjson.find('\n', to) : std::string_view::npos;
    to = end == std::string_view::npos ? ndjson.size() : end + 1;
    pieces[i].lines = ndjson.substr(from, to - from);
    from = to;
  }
  parallel_for(threads_, threads_, [&](std::uint32_t i) {
    const std::string_view lines = pieces[i].lines;
    pieces[i].count = static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')) + (!lines.empty() && lines.back() != '\n');
  });
  std::size_t total = 0;
  for (Piece& piece : pieces) {
    piece.first = total;
    total += piece.count;
  }
  work_.requests.resize(total);
  const char* const end = ndjson.data() + ndjson.size();
  parallel_for(threads_, threads_, [&](std::uint32_t i) {
    Share& share = *work_.shares[i];
    share.batch.reset();
    share.pointers.clear();
    RequestDecoder decoder(program_, share.batch, share.pointers, share.decoding);
    std::string_view rest = pieces[i].lines;
    for (std::size_t k = pieces[i].first; !rest.empty(); ++k) {
      const std::string_view line = take_line(rest);
      work_.requests[k] = Request{};
      decoder.decode(line, static_cast<std::size_t>(end - line.data()), work_.requests[k]);
    }
  });
  // Places inside requests get the numbers they would have had.
  for (std::uint32_t i = 0; i < threads_; ++i) {
    std::vector<std::string>& made = work_.shares[i]->pointers;
    const auto before = static_cast<std::uint32_t>(out_.pointers.size());
    if (before != 0 && !made.empty())
      for (std::size_t k = pieces[i].first; k < pieces[i].first + pieces[i].count; ++k)
        if (work_.requests[k].at & kDynamicPlace) work_.requests[k].at += before;
    out_.pointers.insert(out_.pointers.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
    made.clear();
  }
}

// What each request touches; and whether it meets a guard or a window for the first time.
void BatchJudge::find_things(std::uint32_t share, std::size_t begin, std::size_t end, const std::vector<std::uint32_t>& first_thing) {
  const std::uint32_t actor_kind = program_.declarations.actor_kind;
  RequestJudge judge(program_, Lane(world_, *world_.lanes[share]), work_.shares[share]->payloads, work_.shares[share]->work);
  judge.set_flags(work_.flags.data());
  for (std::size_t i = begin; i < end; ++i) {
    std::fill_n(work_.turns.things(i), most_things_, Turns::kNobody);
    work_.marks[i] = 0;
    const Request& request = work_.requests[i];
    if (!request.is_readable) continue;
    const std::uint32_t position = world_.kinds[actor_kind].index.find({request.envelope.actor});
    if (position != FlatMap::kAbsent) work_.turns.touch(i, first_thing[actor_kind] + position);
    else work_.marks[i] = kNoEntity;
    if (position == FlatMap::kAbsent && !program_.declarations.kinds[actor_kind].has_profile) work_.turns.touch(i, kNewcomers);
    if (request.reason != Reason::accepted) continue;
    const Action& action = program_.actions[request.action];
    if (action.is_alone || action.with.size() > kMostNames) {
      work_.marks[i] |= kAlone;
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

void BatchJudge::judge_all() {
  const std::size_t count = work_.requests.size();
  const auto one_by_one = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) judge_one(judge_, i);
  };
  if (threads_ <= 1 || (!is_forced_ && count < kFewestRequests)) return one_by_one(0, count);
  make_shares();

  std::vector<std::uint32_t> first_thing;
  std::uint32_t things = kSharedThings;
  for (const KindStore& store : world_.kinds) {
    first_thing.push_back(things);
    things += static_cast<std::uint32_t>(store.ids.size());
  }
  const std::uint32_t guards = things;
  most_things_ = 1 + kSharedThings;  // the actor, or its guard
  for (const Action& action : program_.actions) most_things_ = std::max(most_things_, 1 + kSharedThings + static_cast<std::uint32_t>(std::min(action.with.size(), kMostNames)));
  // Room for what the batch will make of guards: each actor has one at most.
  work_.turns.begin(count, most_things_, guards + static_cast<std::uint32_t>(world_.guards.size() + count));
  work_.marks.resize(count);
  parallel_for(threads_, threads_, [&](std::uint32_t i) { find_things(i, count * i / threads_, count * (i + 1) / threads_, first_thing); });
  // Guards and windows are made now: while threads are at work nothing may move.
  std::size_t alone = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Request& request = work_.requests[i];
    if (!request.is_readable) continue;
    const std::uint32_t guard = world_.guard_of(request.envelope.actor);
    if (request.envelope.origin == 0 && program_.limits.nonce_window > 0 && request.reason == Reason::accepted) world_.window_of(request.envelope.actor, request.envelope.session);
    if (work_.marks[i] & kNoEntity) work_.turns.touch(i, guards + guard);
    alone += work_.marks[i] & kAlone;
  }
  constexpr std::size_t kOftenAlone = 64;  // where one of so many stops all threads, one thread is as fast
  if (!is_forced_ && alone * kOftenAlone > count) return one_by_one(0, count);
  for (std::size_t begin = 0; begin < count;) {
    std::size_t end = begin;
    while (end < count && !(work_.marks[end] & kAlone)) ++end;
    if (is_forced_ || end - begin >= kFewestRequests) judge_side_by_side(begin, end);
    else one_by_one(begin, end);
    if (end < count) one_by_one(end, end + 1);
    begin = end + 1;
  }
}

void BatchJudge::judge_side_by_side(std::size_t begin, std::size_t end) {
  work_.turns.take_numbers(begin, end);
  std::atomic<std::size_t> next = begin;
  std::atomic<bool> is_abandoned = false;
  parallel_for(threads_, threads_, [&](std::uint32_t i) { work_through(i, end, next, is_abandoned); });
  for (std::uint32_t i = 0; i < threads_; ++i) {
    Share& share = *work_.shares[i];
    const std::uint64_t before = out_.payloads.size();
    for (const std::uint32_t told : share.told) out_.verdicts[told].payload += before;
    out_.payloads += share.payloads;
    touched_.ledger.insert(touched_.ledger.end(), share.keys.begin(), share.keys.end());
    world_.take_over(world_.lanes[i]->dirty);
  }
}

// Requests are taken in their order, and the first that is not done is always somebody's whose turn it is: nobody waits for ever,
// however few threads there really are.
void BatchJudge::work_through(std::uint32_t thread, std::size_t end, std::atomic<std::size_t>& next, std::atomic<bool>& is_abandoned) {
  // A thread whose memory ran out never says that its request is done: the others must not wait for it.
  struct Leaving {
    std::atomic<bool>& is_abandoned;
    bool is_done = false;
    ~Leaving() {
      if (!is_done) is_abandoned.store(true, std::memory_order_relaxed);
    }
  } leaving{is_abandoned};
  Share& share = *work_.shares[thread];
  share.payloads.clear();
  share.told.clear();
  share.keys.clear();
  share.waiting.clear();
  RequestJudge judge(program_, Lane(world_, *world_.lanes[thread]), share.payloads, share.work);
  judge.set_flags(work_.flags.data());
  if (wants_delta_) judge.collect_keys(&share.keys);
  const auto run = [&](std::size_t i) {
    judge_one(judge, i);
    if (out_.verdicts[i].payload != 0) share.told.push_back(static_cast<std::uint32_t>(i));
    work_.turns.done(i);
  };
  // The oldest of those that wait and can go; looking at more than a few costs more than it finds.
  const auto run_waiting = [&](std::size_t most) {
    for (std::size_t k = 0; k < std::min(most, share.waiting.size()); ++k) {
      const std::size_t i = share.waiting[k];
      if (!work_.turns.is_turn(i)) continue;
      share.waiting.erase(share.waiting.begin() + static_cast<std::ptrdiff_t>(k));
      run(i);
      return true;
    }
    return false;
  };
  const auto wait = [&] {
    for (std::uint32_t tries = 0; !run_waiting(kMostWaiting); ++tries) {
      if (is_abandoned.load(std::memory_order_relaxed)) return false;
      if (tries >= 64) yield_thread();
    }
    return true;
  };
  for (;;) {
    const std::size_t first = next.fetch_add(kBite, std::memory_order_relaxed);
    if (is_abandoned.load(std::memory_order_relaxed)) return;
    if (first >= end) break;
    for (std::size_t i = first; i < std::min(end, first + kBite); ++i) {
      if (work_.turns.is_turn(i)) run(i);
      else share.waiting.push_back(static_cast<std::uint32_t>(i));
      if (!share.waiting.empty()) run_waiting(4);
      if (share.waiting.size() >= kMostWaiting && !wait()) return;
    }
  }
  while (!share.waiting.empty())
    if (!wait()) return;
  leaving.is_done = true;
}

}  // namespace ludex::detail
