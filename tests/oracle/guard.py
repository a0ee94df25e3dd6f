"""Stage B: rates, nonce, clock. Stops at the first refusal; what ran before it stays spent."""

from request import Refusal


def take_token(world, key, rate, now, at):
    """GCRA in units of 1/per_second ms, so that 3 per second is exact. None, or the refusal, which spends nothing."""
    n = now * rate.per_second
    tat = max(world.rates.get(key, 0), n)
    over = tat - n - (rate.burst - 1) * 1000
    if over > 0:
        return Refusal("rate_limited", at, retry_after_ms=-(-over // rate.per_second))
    world.rates[key] = tat + 1000
    return None


def take_actor_token(rulebook, world, envelope, now):
    """Taken by every readable client envelope, whatever stage A said."""
    if envelope.origin != "client" or rulebook.limits.rate is None:
        return None
    return take_token(world, (envelope.actor, None), rulebook.limits.rate, now, "/limits/rate")


def check_nonce(world, envelope, nonce, window):
    seen = world.nonces.setdefault((envelope.actor, envelope.session), set())
    highest = max(seen, default=None)
    if highest is not None and nonce <= highest:
        if highest - nonce > window:
            return Refusal("nonce_too_old", "/nonce")
        if nonce in seen:
            return Refusal("nonce_replayed", "/nonce")
    seen.add(nonce)
    newest = max(seen)
    world.nonces[envelope.actor, envelope.session] = {number for number in seen if newest - number <= window}
    return None


def check_clock(limits, sent_at, now):
    if sent_at < now - limits.late_ms:
        return Refusal("sent_too_late", "/sent_at")
    if sent_at > now + limits.early_ms:
        return Refusal("sent_too_early", "/sent_at")
    return None


def guard(rulebook, world, request, now, actor_token_refusal):
    """What follows the actor's token, for a request that passed A. Returns the refusal or None."""
    if request.envelope.origin != "client":
        return None
    if actor_token_refusal:
        return actor_token_refusal
    action, limits = request.action, rulebook.limits
    if action.rate:
        refusal = take_token(world, (request.envelope.actor, action.name), action.rate, now, action.at + "/rate")
        if refusal:
            return refusal
    if limits.nonce_window is not None:
        refusal = check_nonce(world, request.envelope, request.nonce, limits.nonce_window)
        if refusal:
            return refusal
    if limits.late_ms is not None:
        return check_clock(limits, request.sent_at, now)
    return None
