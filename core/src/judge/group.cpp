// A group: many requests on one opening state, as a simulator's tick asks. Clauses first, for all; then effects in order.

#include "expr/draw_trace.h"
#include "judge/request_judge.h"

namespace ludex::detail {

// One request whose clauses passed, until its effects may run. Its values live in the scratch arena, which a group keeps
// until its end.
struct RequestJudge::Pending {
  std::size_t index;
  std::vector<expr::EntityRef> entities;
  std::vector<Word> locals;
  std::vector<expr::LetState> lets;
  std::vector<Word> costs;
  std::string shadow;
  Opening opening;
  expr::DrawSource draw_source;
  std::vector<expr::Drawn> drawn;
};

// The world may have moved on: rows lie elsewhere, entities are gone, a key was taken by an earlier one of the group.
bool RequestJudge::resume(const Action& action, const Request& request, std::int64_t now, const Pending& pending, Verdict& verdict) {
  bind(request, now);
  std::copy(pending.entities.begin(), pending.entities.end(), work_.entities.begin());
  std::copy(pending.locals.begin(), pending.locals.end(), work_.locals.begin());
  std::copy(pending.lets.begin(), pending.lets.end(), work_.lets.begin());
  std::copy(pending.costs.begin(), pending.costs.end(), work_.costs.begin());
  work_.entity_count = pending.entities.size();
  work_.shadow = pending.shadow;
  opening_ = pending.opening;
  frame_.draw_source = pending.draw_source;
  std::copy(pending.drawn.begin(), pending.drawn.end(), work_.drawn.begin());
  for (std::size_t i = 0; i < work_.entity_count; ++i) {
    expr::EntityRef& e = work_.entities[i];
    if (e.row) e.row = world_.is_gone(e.kind, e.index) ? nullptr : world_.row(e.kind, e.index);
    if (e.row || !pending.entities[i].row || i >= action.slot_kinds.size()) continue;
    if (i == 0) return reject(verdict, Reason::no_such_entity, action.place_actor);
    for (const WithName& with : action.with)
      if (!with.near.is_set() && with.slot == i && !with.is_optional) return reject(verdict, Reason::no_such_entity, with.place);
  }
  if (action.once.is_set() && !once(action, request, verdict)) return false;
  return act(action, verdict) && tell(action, request.action, verdict);
}

// As the request itself would be decided, were it made next: its draws are those of the next number.
bool RequestJudge::would_pass(const Request& request, std::int64_t now, Verdict& verdict) {
  work_.scratch.reset();
  bind(request, now);
  const Action& action = program_.actions[request.action];
  begin(action, request);
  frame_.draw_source.seq += 1;
  return (action.permit.empty() || permit(request, verdict)) && pass_clauses(action, request, verdict);
}

void RequestJudge::judge_group(std::vector<Request>& requests, const std::vector<std::int64_t>& now, std::vector<Verdict>& verdicts) {
  work_.scratch.reset();
  std::vector<Pending> pending;
  expr::DrawTrace* const trace = expr::trace_of(frame_);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (trace) trace->begin_request(i, false);
    Request& request = requests[i];
    Verdict& verdict = verdicts[i];
    if (!admit(request, now[i], verdict)) continue;
    const Action& action = program_.actions[request.action];
    begin(action, request);
    if (!pass_clauses(action, request, verdict)) {
      tell_lets(action, i);
      finish(&action, verdict);
      continue;
    }
    take_opening(action);
    Pending p{i, {work_.entities.begin(), work_.entities.begin() + static_cast<std::ptrdiff_t>(work_.entity_count)}, work_.locals, {work_.lets.begin(), work_.lets.begin() + static_cast<std::ptrdiff_t>(action.lets.size())},
              {work_.costs.begin(), work_.costs.begin() + static_cast<std::ptrdiff_t>(action.costs.size())}, work_.shadow, opening_, frame_.draw_source, work_.drawn};
    pending.push_back(std::move(p));
  }
  for (const Pending& p : pending) {
    const Action& action = program_.actions[requests[p.index].action];
    Verdict& verdict = verdicts[p.index];
    if (trace) trace->begin_request(p.index, true);
    begin(action, requests[p.index]);
    if (resume(action, requests[p.index], now[p.index], p, verdict)) transaction_.commit();
    else transaction_.roll_back();
    tell_lets(action, p.index);
    finish(&action, verdict);
  }
  work_.scratch.reset();
}

}  // namespace ludex::detail
