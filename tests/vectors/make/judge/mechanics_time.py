"""What takes time: examples/rulebooks/mechanics/{over_time,cooldowns,casting,resources}.json. Models tick where the rulebooks compute."""
import math
from fractions import Fraction

from lib import *

t = Topic("mechanics_time", "Damage over time and its four rules of stacking; cooldowns and charges; casting, travel and interruption; mana, rage, ammunition and reloading.")

for name in ("over_time", "cooldowns", "casting", "resources"):
    t.rulebook(name, {"file": f"examples/rulebooks/mechanics/{name}.json"})

# ---- damage over time ---------------------------------------------------------------------------

AFFLICTIONS = {"poison": ("refresh", 1000, 3, 1), "bleed": ("add", 500, 4, 3), "burn": ("max", 1000, 2, 1), "curse": ("exclusive", 2000, 2, 1)}


class Victim:
    """Doses and batches in the order of time; a tick hurts when a batch opens at or after it is due, one of each affliction a batch."""

    def __init__(self, health=1000):
        self.health, self.on = health, {}
        self.batches, self.timers, self.hitters = [], [], {}

    def batch(self, now, *doses):
        ran_now = []
        for due, key in sorted((state["due"], f"tick:8:{name}") for name, state in self.on.items()):
            if due <= now:
                ran_now.append(self.tick(key.split(":")[2], key))
        lines = []
        for name, strength in doses:
            self.hitters[1000 + strength] = {"power": strength}
            lines.append((req("Afflict", {"target": 8, "affliction": name}, t=now, actor=1000 + strength), self.dose(now, name, strength)))
        self.batches.append(lines or [(req("Cleanse", {"affliction": "burn"}, t=now), rej("not_afflicted", "/actions/Cleanse/require/0"))])
        self.timers.append(ran_now)

    def dose(self, now, name, strength):
        rule, every, ticks, most = AFFLICTIONS[name]
        if self.health == 0:
            return rej("target_dead", "/actions/Afflict/require/0")
        state = self.on.get(name)
        if state is None:
            self.on[name] = {"strength": strength, "stacks": 1, "ticks": ticks, "due": now + every, "by": 1000 + strength}
            return acc()
        if rule == "exclusive":
            return rej("already_afflicted", "/actions/Afflict/require/1")
        if rule == "max":
            state["strength"] = max(state["strength"], strength)
        if rule == "add":
            state["stacks"] = min(state["stacks"] + 1, most)
        state["ticks"] = ticks
        return acc()

    def tick(self, name, key):
        state = self.on[name]
        damage = state["strength"] * state["stacks"]
        self.health = max(self.health - damage, 0)
        state["ticks"] -= 1
        state["due"] += AFFLICTIONS[name][1]
        if state["ticks"] == 0 or self.health == 0:
            del self.on[name]
        return ran(key, "Tick", acc(None, [event("Hurt", {"who": 8, "by": name, "damage": damage, "health": self.health})]), state["by"])

    def case(self, name, start=1000):
        t.case(name, "over_time", *self.batches, world=world({7: {}, 8: {"health": start}, **self.hitters}), timers=self.timers, timers_after=[
            timer(f"tick:8:{k}", s["due"], "Tick", s["by"], {"target": 8, "affliction": k, "due": s["due"]}) for k, s in self.on.items()],
            after=after({8: {"health": self.health, "stacks": {k: s["stacks"] for k, s in self.on.items()}, "ticks": {k: s["ticks"] for k, s in self.on.items()}}}))


v = Victim()
for now in (1000, 1999, 2000, 3000, 4000, 5000):
    v.batch(now, *([("poison", 20)] if now == 1000 else []))
assert v.health == 940
v.case("poison ticks on its beat and ends")
v = Victim()
for now in range(1000, 9000, 500):
    v.batch(now, *([("poison", 20)] if now in (1000, 2500, 2500) else []))
assert v.health == 1000 - 20 * 4
v.case("refresh: a second dose makes it last from then on, its strength and beat stay")
v = Victim()
for now in range(1000, 5000, 250):
    v.batch(now, *([("bleed", 3)] if now <= 2000 else []))
v.case("add: stacks up to the most, each tick hurts by all of them")
v = Victim()
for now in range(1000, 6000, 500):
    v.batch(now, *({1000: [("burn", 30)], 1500: [("burn", 10)], 2500: [("burn", 50)]}.get(now, [])))
v.case("max: the stronger dose counts, a weaker one only makes it last")
v = Victim()
for now in range(1000, 9000, 1000):
    v.batch(now, *({1000: [("curse", 100)], 3000: [("curse", 500)], 6000: [("curse", 7)]}.get(now, [])))
v.case("exclusive: a second dose is refused while the first lasts")
v = Victim()
for now in range(1000, 6000, 500):
    v.batch(now, *([("poison", 20), ("bleed", 3), ("burn", 30), ("curse", 100), ("bleed", 1)] if now == 1000 else []))
v.case("four at once, each with a timer of its own, in the order (due, id)")
v = Victim(50)
for now in range(1000, 6000, 1000):
    v.batch(now, *([("poison", 20), ("burn", 30)] if now == 1000 else [("poison", 1)] if now == 3000 else []))
assert v.health == 0
v.case("who dies of it loses all of it, one tick at a time", 50)
v = Victim()
v.batch(1000, ("poison", 20))
for now in (3700, 3701, 3702, 3800, 4000):
    v.batch(now)
v.case("late batches make up for the ticks they missed, one a batch, on the old beat")
t.case("a cure takes the timer with it", "over_time", [(req("Afflict", {"target": 7, "affliction": "bleed"}, actor=8), acc()), (req("Cleanse", {"affliction": "bleed"}), acc()), (req("Cleanse", {"affliction": "bleed"}), rej("not_afflicted", "/actions/Cleanse/require/0"))],
       [(req("Cleanse", {"affliction": "bleed"}, t=2000), rej("not_afflicted", "/actions/Cleanse/require/0"))], timers=[[], []], timers_after=[], after=after({7: {"health": 1000, "stacks": {}, "ticks": {}, "strength": {}}}))
t.case("Tick is no client's", "over_time", [(req("Tick", {"target": 8, "affliction": "bleed", "due": 1}), rej("not_permitted", "/actions/Tick/from"))])

# ---- cooldowns, charges, the global cooldown ----------------------------------------------------


class Hand:
    """Charges as tokens, each with the time it comes back, one after the other."""

    ABILITIES = {"strike": (1, 0), "dash": (3, 4000), "nova": (1, 12000)}

    def __init__(self, haste=0):
        self.haste, self.ready_at, self.returns, self.lines = haste, 0, {}, []

    def use(self, now, ability):
        charges, recharge = self.ABILITIES[ability]
        recharge = recharge * 100 // (100 + self.haste)
        waiting = [at for at in self.returns.get(ability, []) if at > now]
        if now < self.ready_at:
            verdict = rej("on_cooldown", "/actions/Use/cooldown", retry=self.ready_at - now)
        elif len(waiting) >= charges:
            verdict = rej("no_charge", "/actions/Use/require/0")
        else:
            if recharge:
                waiting.append((waiting[-1] if waiting else now) + recharge)
            self.returns[ability] = waiting
            self.ready_at = now + 1000
            verdict = acc({"charges": charges - len(waiting) if recharge else charges})
        self.lines.append((req("Use", {"ability": ability}, t=now), verdict))
        return self

    def case(self, name):
        t.case(name, "cooldowns", self.lines, world=world({7: {"haste": self.haste}}))


h = Hand()
for now, ability in ((10000, "dash"), (10999, "dash"), (11000, "dash"), (11500, "strike"), (12000, "strike"), (13000, "dash"), (14000, "dash"), (15000, "dash"), (18000, "dash"), (40000, "dash")):
    h.use(now, ability)
h.case("charges are used one by one and come back one after the other; the global cooldown binds all abilities")
h = Hand()
for now in (10000, 11000, 21999, 22000, 23000):
    h.use(now, "nova")
h.case("one charge is a cooldown, and its edge belongs to it")
h = Hand(haste=60)
for now in range(10000, 30000, 1000):
    h.use(now, "dash")
h.case("haste shortens the way back: 4000 ms at 60 % are 2500")
t.case("a key of its own is off the global cooldown, and a refusal sets nothing", "cooldowns",
       [(req("Use", {"ability": "strike"}), acc({"charges": 1})), (req("Drink"), acc()), (req("Drink", t=2000), rej("on_cooldown", "/actions/Drink/cooldown", retry=29000)), (req("Use", {"ability": "strike"}, t=2000), acc({"charges": 1})), (req("Drink", t=31000), acc())])
t.case("charges may be given back", "cooldowns", [(req("Use", {"ability": "nova"}), acc({"charges": 0})), (req("Use", {"ability": "nova"}, t=2000), rej("no_charge", "/actions/Use/require/0")), (req("Refresh", t=2000), acc()), (req("Use", {"ability": "nova"}, t=2000), acc({"charges": 0}))])

# ---- casting, travel, interruption --------------------------------------------------------------

cast = lambda spell="bolt", target=8, now=1000, **more: (req("Cast", {"spell": spell, "target": target}, t=now, **more), acc())
idle = lambda now: [(req("Cast", {"spell": "bolt", "target": 99}, t=now), rej("no_such_entity", "/actions/Cast/with/target"))]
released = lambda now, lands_at, ok=True: ran("cast:7", "Release", acc(None, [event("Released", {"by": 7, "is_released": ok, "lands_at": lands_at})]))
landed = lambda at, due, spell="bolt": ran(f"Land:7:{due}", "Land", acc(None, [event("Landed", {"at": at, "spell": spell})]))
FAR = {7: {}, 8: {"position": [30, 0, 0]}, 9: {"position": [33, 0, 0]}}
t.case("a cast takes its time, and so does the bolt: 1500 ms, then 30 at 20 a second", "casting", [cast()], idle(2499), idle(2500), idle(3999), idle(4000),
       world=world(FAR), timers=[[], [], [released(2500, 4000)], [], [landed([30.0, 0.0, 0.0], 4000)]], timers_after=[], after=after({8: {"health": 70}, 9: {"health": 100}}))
t.case("a bolt that takes 500.5 ms takes 501", "casting", [cast()], idle(2500), idle(3000), idle(3001), world=world({7: {}, 8: {"position": [10.01, 0, 0]}}),
       timers=[[], [released(2500, 3001)], [], [landed([10.01, 0.0, 0.0], 3001)]], after=after({8: {"health": 70}}))
t.case("a meteor lands where the target stood: who ran away is spared, who stands there is hit, its caster is not", "casting", [cast("meteor")], idle(3000),
       [(req("Move", {"to": [40, 0, 0]}, t=3500, actor=8), acc()), (req("Move", {"to": [27, 0, 0]}, t=3500), acc())], idle(6000),
       world=world(FAR), timers=[[], [released(3000, 6000)], [], [landed([30.0, 0.0, 0.0], 6000, "meteor")]], after=after({7: {"health": 100}, 8: {"health": 100}, 9: {"health": 40}}))
t.case("a bolt finds its target wherever it went", "casting", [cast()], idle(2500), [(req("Move", {"to": [90, 0, 0]}, t=3000, actor=8), acc())], idle(4000), world=world(FAR),
       timers=[[], [released(2500, 4000)], [], [landed([30.0, 0.0, 0.0], 4000)]], after=after({8: {"health": 70}}))
t.case("moving breaks a cast, and another may begin", "casting", [cast(), (req("Cast", {"spell": "meteor", "target": 8}, t=1500), rej("already_casting", "/actions/Cast/require/1")), (req("Move", {"to": [1, 0, 0]}, t=2000), acc()), cast("bolt", now=2200)], idle(2600), idle(3700),
       world=world(FAR), timers=[[], [], [released(3700, 5150)]])
t.case("a kick breaks a cast; one that comes too late finds none", "casting", [cast(), (req("Kick", {"target": 7}, t=2000, actor=10), acc({"too_late_by_ms": 0})), (req("Kick", {"target": 7}, t=2100, actor=10), rej("on_cooldown", "/actions/Kick/cooldown", retry=9900)),
       (req("Kick", {"target": 7}, t=2100, actor=8), rej("too_far", "/actions/Kick/require/0")), (req("Kick", {"target": 7}, t=2100, actor=11), rej("not_casting", "/actions/Kick/require/1"))], idle(2500),
       world=world({**FAR, 10: {"position": [2, 0, 0]}, 11: {"position": [0, 2, 0]}}), timers=[[], []], timers_after=[])
t.case("what must hold at the end of a cast is asked then", "casting", [cast(), (req("Move", {"to": [49, 0, 0]}, t=1500, actor=8), acc())], idle(2500), world=world(FAR), timers=[[], [released(2500, 4950, False)]], timers_after=[], after=after({8: {"health": 100}}),
       note="49 is beyond 40 * 1.2; lands_at is when it would have")
t.case("nobody leaves the map", "casting", [(req("Move", {"to": [0, -500.5, 0]}), rej("out_of_map", "/actions/Move/require/0")), (req("Move", {"to": [500, -500, 500]}), acc())], after=after({7: {"position": [500, -500, 500]}}))
t.case("out of range and dead", "casting", [(req("Cast", {"spell": "meteor", "target": 9}), rej("too_far", "/actions/Cast/require/2")), (req("Cast", {"spell": "bolt", "target": 7}, actor=9), rej("actor_dead", "/actions/Cast/require/0"))],
       world=world({7: {}, 9: {"position": [31, 0, 0], "health": 0}}))
t.case("two bolts at one moment are two timers", "casting", [cast(), cast(actor=9)], idle(2500), idle(4000), world=world({7: {}, 8: {"position": [30, 0, 0]}, 9: {}}),
       timers=[[], [released(2500, 4000), ran("cast:9", "Release", acc(None, [event("Released", {"by": 9, "is_released": True, "lands_at": 4000})]), 9)],
               [landed([30.0, 0.0, 0.0], 4000), ran("Land:9:4000", "Land", acc(None, [event("Landed", {"at": [30.0, 0.0, 0.0], "spell": "bolt"})]), 9)]], after=after({8: {"health": 40}}))

# ---- mana, rage, ammunition ---------------------------------------------------------------------


SPELLS = {1: "spark", 7: "bolt", 50: "blaze", 90: "storm", 100: "end"}


def mana_line(steps, start=100, start_at=0):
    """Mana that ticks every half second from the last time it was full, or began to regrow."""
    mana, beat, lines = start, start_at, []
    for now, cost in steps:
        while beat + 500 <= now and mana < 100:
            mana, beat = mana + 1, beat + 500
        if mana == 100:
            beat = now
        if mana >= cost:
            mana -= cost
            lines.append((req("Spell", {"spell": SPELLS[cost]}, t=now), acc(mana)))
        else:
            lines.append((req("Spell", {"spell": SPELLS[cost]}, t=now), rej("not_enough_mana", "/actions/Spell/require/0")))
    return lines


t.case("mana comes back point by point, and the part that is under way is kept", "resources",
       mana_line([(10000, 90), (10400, 1), (10501, 7), (10999, 1), (11000, 1), (11499, 100), (13777, 7), (14000, 7), (80000, 100), (80499, 1), (80500, 1)]))


def rage_line(steps):
    rage, at, lines = 0, 0, []
    for now, damage in steps:
        rage = min(max(rage - math.floor(Fraction((now - at) * 5, 1000)), 0) + damage, 100)
        at = now
        lines.append((req("Hit", {"target": 8}, t=now, actor=1000 + damage), acc({"rage": rage})))
    return lines


HITS = [(1000, 10), (1100, 20), (3100, 5), (3199, 0), (20000, 1), (20000, 63)]
t.case("rage is fed by damage and fades", "resources", rage_line(HITS), world=world({8: {}, **{1000 + damage: {"damage": damage} for _, damage in HITS}}), after=after({8: {"health": 1, "rage": 64}}))
t.case("a cost is paid or refused", "resources", [(req("Throw"), acc(2)), (req("Throw"), acc(1)), (req("Throw"), acc(0)), (req("Throw"), rej("not_enough_stones", "/actions/Throw/cost/stones"))])
shoot = lambda loaded, health, now=1000: (req("Shoot", {"target": 8}, t=now), acc({"loaded": loaded, "health": health}))
done = ran("reload:7", "Reloaded", acc())
G = lambda **me: world({7: me, 8: {}})
t.case("a magazine empties, reloading takes its time, and nobody shoots meanwhile", "resources",
       [shoot(1, 85), shoot(0, 70), (req("Shoot", {"target": 8}), rej("not_enough_loaded", "/actions/Shoot/cost/loaded")), (req("Reload"), acc()), (req("Reload"), rej("already_reloading", "/actions/Reload/require/0"))],
       [(req("Shoot", {"target": 8}, t=2499), rej("reloading", "/actions/Shoot/require/0"))], [shoot(11, 55, 2500)], world=G(loaded=2), timers=[[], [], [done]], timers_after=[], after=after({7: {"loaded": 11, "reserve": 12}}))
t.case("a reload moves what there is", "resources", [(req("Reload"), acc())], [shoot(6, 85, 2500), (req("Reload", t=2500), rej("no_ammunition", "/actions/Reload/require/2"))], world=G(loaded=3, reserve=4), timers=[[], [done]], after=after({7: {"loaded": 6, "reserve": 0}}))
t.case("a full magazine is not reloaded", "resources", [(req("Reload"), rej("magazine_full", "/actions/Reload/require/1"))])
t.case("another gun breaks the reload off, and no round is lost", "resources", [(req("Reload"), acc()), (req("Switch", {"gun": "revolver"}, t=1200), acc()), (req("Reload", t=1300), acc())], [(req("Throw", t=2500), acc(2))],
       [(req("Shoot", {"target": 8}, t=4300), acc({"loaded": 5, "health": 60}))], world=G(loaded=3, reserve=10), timers=[[], [], [done]], timers_after=[], after=after({7: {"loaded": 5, "reserve": 7, "gun": "revolver"}}))
