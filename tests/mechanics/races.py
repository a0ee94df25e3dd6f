"""Fights by a second reading of docs/combat.md and docs/decisions/0017, in exact fractions: where chance decides only who is hurt and not who does what.

Then who does what and when is one timeline, each fighter's health is a chain of its own along it, and the fight is a race between the two.
Times are pairs (ms, phase): timers (0) run before those who ask (1)."""
from collections import Counter
from fractions import Fraction


class Act:
    """One entry of a policy: `can(state, now)` its clauses, `do(state, now)` what it changes of its user, `wish` its "when"."""

    def __init__(self, name, cooldown_ms, can=lambda s, now: True, do=lambda s, now: None, wish=lambda s: True):
        self.name, self.cooldown_ms, self.can, self.do, self.wish = name, cooldown_ms, can, do, wish


class Fighter:
    def __init__(self, acts, delay_ms=0, **state):
        self.acts, self.delay_ms, self.state = acts, delay_ms, state
        self.next_ms, self.is_ready, self.listens, self.ready_at = 0, False, False, Counter()
        self.timers = []  # (ms, what it does to the state)

    def look(self, now, tick, retry):
        """The act it asks for now, or None and when it looks again."""
        wake, self.listens = None, False
        for act in self.acts:
            if act.wish(self.state) and now < self.ready_at[act.name]:
                wake = min(wake or self.ready_at[act.name], self.ready_at[act.name])
            elif act.wish(self.state) and act.can(self.state, now):
                if self.delay_ms == 0 or self.is_ready:
                    self.is_ready = False
                    return act
                self.is_ready, self.next_ms = True, up(now + self.delay_ms, tick)
                return None
            else:
                self.listens = True
        self.is_ready = False
        times = [t for t in (wake, now + retry if self.listens else None) if t is not None]
        self.next_ms = up(min(times), tick) if times else None
        return None


def up(ms, tick):
    return -(-ms // tick) * tick


def timeline(fighters, until_ms, tick=1, retry=100):
    """[(ms, {name: (act, the states of all before the group)})]: who does what while all stand."""
    out = []
    while True:
        times = [f.next_ms for f in fighters.values() if f.next_ms is not None] + [t for f in fighters.values() for t, _ in f.timers]
        if not times or min(times) > until_ms:
            return out
        now = min(times)
        for f in fighters.values():
            for _, fire in [t for t in f.timers if t[0] <= now]:
                fire(f.state)
            f.timers = [t for t in f.timers if t[0] > now]
        asking = {name: act for name, f in fighters.items() if f.next_ms is not None and f.next_ms <= now and (act := f.look(now, tick, retry))}
        if not asking:
            continue
        seen = {name: dict(f.state) for name, f in fighters.items()}
        out.append((now, {name: (act.name, seen) for name, act in asking.items()}))
        for name, act in asking.items():
            f = fighters[name]
            act.do(f.state, now)
            f.timers += [(up(t, tick), fire) for t, fire in f.state.pop("sets", [])]
            f.ready_at[act.name] = now + act.cooldown_ms
            f.next_ms = up(now + 1, tick)
        for f in fighters.values():
            if f.listens and not f.is_ready:
                f.next_ms = min(f.next_ms, up(now + 1, tick))


def deaths(blows, start):
    """{(ms, phase): chance} of dying, by `blows` in order of time: (moment, fall) with fall(state) -> {state, or None for dead: chance}."""
    alive, out = {start: Fraction(1)}, Counter()
    for moment, fall in sorted(blows, key=lambda b: b[0]):
        following = Counter()
        for state, p in alive.items():
            for after, share in fall(state).items():
                if after is None:
                    out[moment] += p * share
                else:
                    following[after] += p * share
        alive = following
    return dict(out)


def fight(death_of_a, death_of_b, times_of_acts, ends_at=None):
    """What `ludex solve` reports of it, exactly; `ends_at`: a moment at which "until" holds, whoever stands."""
    moments = sorted({*death_of_a, *death_of_b} | ({ends_at} if ends_at else set()))
    left_a = left_b = Fraction(1)
    win_a = win_b = draw = mean = attacks = Fraction(0)
    for moment in moments:
        a, b = death_of_a.get(moment, 0), death_of_b.get(moment, 0)
        both, only_b_dies, only_a_dies = a * b, (left_a - a) * b, a * (left_b - b)
        left_a, left_b = left_a - a, left_b - b
        if moment == ends_at:
            both += left_a * left_b
        ended = both + only_b_dies + only_a_dies
        win_a, win_b, draw = win_a + only_b_dies, win_b + only_a_dies, draw + both
        mean += ended * moment[0]
        attacks += ended * sum(1 for t in times_of_acts if (t, 1) <= moment)
        if moment == ends_at:
            left_a = left_b = Fraction(0)
            break
    decided = win_a + win_b + draw
    attacks += (1 - decided) * len(times_of_acts)
    return {"win_a": win_a, "win_b": win_b, "draw": draw, "timeout": 1 - decided, "mean_ttk_ms": mean / decided if decided else Fraction(0), "mean_attacks": attacks}
