"""A batch: one serial pass for time, then stages A, B and C, request by request."""

from guard import guard, take_actor_token
from request import Refusal, decode_request, lines_of, timer_request
from rules import judge_rules
from world import Timer

LAST_DUE = 2**43


class HostError(Exception):
    """The host broke its part of the contract; the batch is refused whole."""


def times_of(rulebook, world, requests, opened_at):
    """`now` of each request; refuses a clock that jumps further than max_clock_step_ms."""
    last = world.now if world.now != 0 else opened_at
    now = max(world.now, opened_at)
    times = []
    for received_at in [opened_at] + [request.envelope.received_at if request.envelope else now for request in requests]:
        now = max(now, received_at)
        if now - last > rulebook.limits.max_clock_step_ms:
            raise HostError(f"the clock stepped from {last} to {now}")
        last = now
        times.append(now)
    return times


def default_opened_at(world, requests):
    for request in requests:
        if request.envelope:
            return request.envelope.received_at
    return world.now


def verdict_of(head, outcome):
    if not isinstance(outcome, Refusal):
        return {**head, **outcome}
    verdict = {**head, "verdict": "rejected", "reason": outcome.reason, "at": outcome.at}
    for name in ("events", "shadow"):
        if getattr(outcome, name):
            verdict[name] = getattr(outcome, name)
    if outcome.code is not None:
        verdict["code"] = outcome.code
    if outcome.retry_after_ms is not None:
        verdict["retry_after_ms"] = outcome.retry_after_ms
    return verdict


def expire(world, opened_at):
    world.ledger = {key: entry for key, entry in world.ledger.items()
                    if entry["keep"] is None or entry["accepted"] + entry["keep"] > opened_at}


def judge_one(rulebook, world, request, now):
    refused_token = None
    if request.envelope:
        # The token is spent before A's reason is reported, so flooding with malformed params is not free.
        refused_token = take_actor_token(rulebook, world, request.envelope, now)
    if request.refusal:
        return request.refusal
    return guard(rulebook, world, request, now, refused_token) or judge_rules(rulebook, world, request, now)


def every_timers(rulebook):
    return {"every:" + action.name: action for action in rulebook.actions.values() if action.every_ms is not None}


def run_timers(rulebook, world, opened_at, now):
    """Those due at `opened_at`, by (due, id); what they set or set anew waits for a later batch."""
    due = sorted((timer.due, name.encode(), name, timer) for name, timer in world.timers.items() if timer.due <= opened_at)
    answers = []
    for *_, name, timer in due[:rulebook.limits.max_timers_per_batch]:
        if world.timers.get(name) is not timer:
            continue  # an earlier timer cancelled it or set it anew
        del world.timers[name]
        action = every_timers(rulebook).get(name)
        if action and timer.action == action.name:
            turns = (now - timer.due) // action.every_ms + 1  # turns that no batch was opened for are not made up for
            following = timer.due + turns * action.every_ms
            if following <= LAST_DUE:
                world.timers[name] = Timer(following, timer.action, timer.actor, timer.params)
        answers.append(run_timer(rulebook, world, name, timer, now))
    for name, action in every_timers(rulebook).items():
        if name not in world.timers:
            world.timers[name] = Timer(min(now + action.every_ms, LAST_DUE), action.name, None, {})
    return answers


def run_timer(rulebook, world, name, timer, now):
    head = {"timer": name, "action": timer.action, **({} if timer.actor is None else {"actor": timer.actor})}
    answer = verdict_of(head, judge_one(rulebook, world, timer_request(rulebook, timer, now), now))
    if answer["verdict"] == "rejected":
        data = {"action": timer.action, "reason": answer["reason"], "timer": name}
        answer["failed"] = {"event": "timer_failed", "audience": "all" if timer.actor is None else "actor", "data": data}
    return answer


def judge(rulebook, world, data, opened_at=None):
    """(verdicts, answers to timers, world after). `data` is the bytes of the NDJSON; the given world is left alone."""
    world = world.copy()
    requests = [decode_request(rulebook, line) for line in lines_of(data)]
    if opened_at is None:
        opened_at = default_opened_at(world, requests)
    times = times_of(rulebook, world, requests, opened_at)
    expire(world, opened_at)
    timers = run_timers(rulebook, world, opened_at, times[0])
    verdicts = [verdict_of({"i": number}, judge_one(rulebook, world, request, now))
                for number, (request, now) in enumerate(zip(requests, times[1:]))]
    world.now = times[-1]
    return verdicts, timers, world
