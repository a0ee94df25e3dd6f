"""Who sees whom: worlds one after the other, and what changes for each observer. Expected changes come from the rule in
docs/interest.md, applied to every pair below; nothing here shares anything with the engine."""
import math
import random

from lib import write

RULEBOOK = {
    "ludex": 1, "name": "areas", "version": 1,
    "entities": {
        "player": {"profile": {"version": 0, "state": {"coins": "int"}}, "live": {"state": {"position": "vec3", "aim": "vec3"}}},
        "mob": {"live": {"state": {"at": "vec3"}}},
    },
    "actions": {"Go": {}},
}
CASES = []


def world(players, mobs=()):
    """{id: (x, y)} or {id: (x, y, False)} for one whose profile is not loaded."""
    def at(place):
        return [float(place[0]), float(place[1]), 0.0]

    return {"ludex_world": 1, "entities": {
        "player": {str(i): {"live": {"position": at(p)}, **({"profile": {"version": 0}} if len(p) < 3 else {})} for i, p in sorted(players.items())},
        "mob": {str(i): {"live": {"at": at(p)}} for i, p in sorted(dict(mobs).items())}}}


def area(observed="mob", radius=20.0, **more):
    return {"observers": "player", "observed": observed, "radius": radius, **more}


class Reference:
    def __init__(self, area):
        self.area, self.seen, self.due = area, {}, set()

    def update(self, players, mobs):
        radius, ratio, most = self.area["radius"], self.area.get("hysteresis", 1.25), self.area.get("max", 256)
        here = {i: p for i, p in players.items() if len(p) < 3}
        others = here if self.area["observed"] == "player" else mobs
        changes = []
        for i in sorted(set(self.seen) | set(here)):
            if i not in here:
                del self.seen[i]
                self.due.discard(i)
                changes.append({"gone": True, "observer": i})
                continue
            full = i not in self.seen or i in self.due
            old = self.seen.get(i, set())
            ranked = []
            for j, q in others.items():
                if others is here and i == j:
                    continue
                distance = math.sqrt((q[0] - here[i][0]) ** 2 + (q[1] - here[i][1]) ** 2)
                if distance <= (radius * ratio if j in old else radius):
                    ranked.append((distance / ratio if j in old else distance, j))
            now = {j for _, j in sorted(ranked)[:most]}
            if full:
                changes.append({"entered": sorted(now), "full": True, "left": [], "observer": i})
            elif now != old:
                changes.append({"entered": sorted(now - old), "left": sorted(old - now), "observer": i})
            self.seen[i] = now
            self.due.discard(i)
        return changes


def run(name, area, *steps):
    """A step: players, mobs, and who is told everything again before it."""
    reference, out = Reference(area), []
    for players, mobs, *resync in steps:
        reference.due |= set(resync)
        out.append({**({"resync": resync} if resync else {}), "world": world(players, mobs), "changes": reference.update(players, dict(mobs))})
    CASES.append({"name": name, "area": area, "steps": out})


def refused(name, area, pointer, contains):
    CASES.append({"name": name, "area": area, "refused": {"code": "host", "pointer": pointer, "message_contains": contains}})


ONE = {1: (0, 0)}
run("who enters at the radius stays until a quarter beyond it", area(), (ONE, {7: (20.25, 0)}), (ONE, {7: (20, 0)}), (ONE, {7: (25, 0)}), (ONE, {7: (25.25, 0)}), (ONE, {7: (20.5, 0)}), (ONE, {7: (-20, 0)}))
run("a hysteresis of 1 has no edge to stay on", area(hysteresis=1.0), (ONE, {7: (20, 0)}), (ONE, {7: (20.25, 0)}), (ONE, {7: (20, 0)}))
run("nobody sees oneself, others see both ways", area("player"), ({1: (0, 0), 2: (3, 4), 3: (90, 0)}, {}), ({1: (0, 0), 2: (60, 4), 3: (70, 0)}, {}))
run("who is gone leaves, and who is new enters, with the id of one who left", area(), (ONE, {7: (1, 0), 8: (2, 0)}), (ONE, {8: (2, 0), 9: (3, 0)}), (ONE, {7: (4, 0)}))
run("an observer that is gone is forgotten", area(), ({1: (0, 0), 2: (0, 0)}, {7: (1, 0)}), ({2: (0, 0)}, {7: (1, 0)}), ({1: (0, 0), 2: (0, 0)}, {7: (24, 0)}))
run("without a profile nobody sees or is seen", area("player"), ({1: (0, 0), 2: (1, 0, False), 3: (2, 0)}, {}), ({1: (0, 0), 2: (1, 0), 3: (2, 0, False)}, {}))
run("after a resync everything is told, and who is beyond the radius stays", area(), ({1: (0, 0), 2: (0, 1)}, {7: (19, 0), 8: (5, 0)}), ({1: (0, 0), 2: (0, 1)}, {7: (24, 0), 8: (6, 0)}, 1), (ONE, {7: (24, 0)}))
run("of many the nearest, equal distances by id", area(max=3), (ONE, {i: (10, 0) for i in range(20, 10, -1)}), (ONE, {**{i: (10, 0) for i in range(20, 10, -1)}, 15: (9, 0)}))
run("who is seen gives way only to somebody nearer by the ratio", area(max=1), (ONE, {7: (10, 0)}), (ONE, {7: (10, 0), 8: (9, 0)}), (ONE, {7: (10, 0), 8: (7.5, 0)}), (ONE, {7: (7, 0), 8: (7.5, 0)}))
run("a radius of nothing holds who stands in the same spot", area(radius=0.0), (ONE, {7: (0, 0), 8: (0.25, 0)}))
run("ids are ordered as numbers", area(), ({1: (0, 0), -4: (0, 0), 30: (0, 0)}, {100: (1, 0), 9: (1, 0), -8: (1, 0)}))

wander = random.Random(6)
players, mobs, steps = {}, {}, []
for step in range(25):
    for people, most in ((players, 12), (mobs, 20)):
        for _ in range(5):
            i = wander.randrange(most)
            if wander.randrange(9) == 0:
                people.pop(i, None)
            else:
                people[i] = (wander.randrange(160) / 4, wander.randrange(80) / 4)
    steps.append((dict(players), dict(mobs), *([wander.randrange(12)] if step % 6 == 5 else [])))
for most in (256, 2):
    # A resync of somebody who is not known does nothing.
    reference, known = Reference(area(radius=8.0, max=most)), []
    for p, m, *resync in steps:
        known.append((p, m, *[i for i in resync if i in reference.seen]))
        reference.update(p, m)
    run(f"a random walk, at most {most}", area(radius=8.0, max=most), *known)

refused("a kind that is not there", area("mobs"), "/observed", "did you mean 'mob'?")
refused("a field that is no vec3", area(observed_field="hp"), "/observed_field", "no vec3 field 'hp'")
refused("no radius", {"observers": "player", "observed": "mob"}, "", "radius")
refused("a negative radius", area(radius=-1.0), "/radius", "not negative")
refused("an area that would shrink", area(hysteresis=0.5), "/hysteresis", "at least 1")
refused("nobody to see", area(max=0), "/max", "from 1")
refused("a member that is none", area(ratio=2), "/ratio", "unknown key")


def save():
    write("interest.json", {"about": "Each step: `resync` (observers), then an update with `world`, which tells `changes`. A runner may write the state out and read it again between any two steps.",
                            "rulebook": RULEBOOK, "cases": CASES})
    return len(CASES)
