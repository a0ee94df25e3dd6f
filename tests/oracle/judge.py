"""A batch: one serial pass for time, then stages A, B and C, request by request."""

from guard import guard, take_actor_token
from request import Refusal, decode_request, lines_of
from rules import judge_rules


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


def verdict_of(number, outcome):
    if not isinstance(outcome, Refusal):
        return {"i": number, **outcome}
    verdict = {"i": number, "verdict": "rejected", "reason": outcome.reason, "at": outcome.at}
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


def judge(rulebook, world, data, opened_at=None):
    """(verdicts, world after). `data` is the bytes of the NDJSON; the given world is left alone."""
    world = world.copy()
    requests = [decode_request(rulebook, line) for line in lines_of(data)]
    if opened_at is None:
        opened_at = default_opened_at(world, requests)
    times = times_of(rulebook, world, requests, opened_at)
    expire(world, opened_at)
    verdicts = [verdict_of(number, judge_one(rulebook, world, request, now))
                for number, (request, now) in enumerate(zip(requests, times[1:]))]
    world.now = times[-1]
    return verdicts, world
