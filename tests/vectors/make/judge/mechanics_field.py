"""Who is hit, who is next, who is dead: examples/rulebooks/mechanics/{area,initiative,death,rewind}.json."""
import math

from lib import *
from philox import Draws

t = Topic("mechanics_field", "Area of effect with caps and friendly fire; initiative and turns; death, assists and respawn; lag-compensated hits.")

for name in ("area", "initiative", "death", "rewind"):
    t.rulebook(name, {"file": f"examples/rulebooks/mechanics/{name}.json"})

# ---- area of effect -----------------------------------------------------------------------------

CROWD = {7: ([0, 0, 0], "red"), 8: ([20, 0, 0], "red"), 1: ([21, 0, 0], "blue"), 2: ([20, 2, 0], "blue"), 3: ([18, 0, 0], "blue"), 4: ([20, 0, 5], "blue"), 5: ([20, 5, 0], "blue"),
         6: ([15, 0, 0], "blue"), 9: ([30, 0, 0], "blue"), 10: ([30.5, 0, 0], "blue"), 11: ([20, 9, 0], "red")}
field = lambda crowd=CROWD, **health: world({k: {"position": p, "team": team, **({"health": health[f"p{k}"]} if f"p{k}" in health else {})} for k, (p, team) in crowd.items()})


def blast(at, friendly_fire, cap=5, crowd=CROWD, dead=()):
    """(ids of foes in order, health of everybody): sorted by (distance, id), the first `cap` lose 60 - 3 a unit, rounded down."""
    order = sorted((math.dist(p, at), k) for k, (p, team) in crowd.items() if math.dist(p, at) <= 10 and k not in dead and k != 7 and (friendly_fire or team != "red"))
    health = {k: 0 if k in dead else 100 for k in crowd}
    for d, k in order[:cap]:
        health[k] = max(health[k] - int(60 - 3 * d), 0)
    return [k for _, k in order], health


def grenade(name, friendly_fire, dead=()):
    order, health = blast((20, 0, 0), friendly_fire, dead=dead)
    near = [k for _, k in sorted((math.dist(p, (20, 0, 0)), k) for k, (p, _) in CROWD.items())]
    t.case(name, "area", [(req("Grenade", {"at": [20, 0, 0]}), acc([health[k] for k in order], [event("Exploded", {"at": [20.0, 0.0, 0.0]}, {"near": {"kind": "player", "ids": near}})]))],
           world=field(**{f"p{k}": 0 for k in dead}), flags={"friendly_fire": friendly_fire}, after=after({k: {"health": v} for k, v in health.items()}))


grenade("the nearest five foes are hit, of equal distance the smaller ids; friends do not use up the cap", False)
grenade("with friendly fire friends are hit too, the thrower never", True)
grenade("the dead do not use up the cap", False, dead=(1, 2))
t.case("fewer than the cap: all of them; none: nothing", "area",
       [(req("Grenade", {"at": [9, 0, 0]}), acc([58], [event("Exploded", {"at": [9.0, 0.0, 0.0]}, {"near": {"kind": "player", "ids": [1, 7]}})])),
        (req("Grenade", {"at": [-11, 0, 0]}, t=6000), acc([], [event("Exploded", {"at": [-11.0, 0.0, 0.0]}, {"near": {"kind": "player", "ids": [7, 1]}})])),
        (req("Grenade", {"at": [0, 0, 0]}, t=7000), rej("on_cooldown", "/actions/Grenade/cooldown", retry=4000)), (req("Grenade", {"at": [31, 0, 0]}, t=11000), rej("too_far", "/actions/Grenade/require/0"))],
       world=world({7: {}, 1: {"position": [3, 0, 0], "team": "blue"}}), note="6 away: 60 - 18 = 42 points")
for n in (1, 3, 7, 16):
    crowd = {k: {"position": [0, 0, k / 10]} for k in range(20, 20 + n)}
    share = 120 // n
    lost = {k: share + (120 - share * n if k == 20 else 0) for k in crowd}
    t.case(f"a meteor shared by {n}: whole points, the rest to the nearest", "area", [(req("Meteor", {"at": [0, 0, 2]}), acc([max(100 - lost[k], 0) for k in crowd]))],
           world=world({7: {"position": [100, 0, 0]}, **crowd}), after=after({k: {"health": max(100 - lost[k], 0)} for k in crowd}))
t.case("a meteor on nobody", "area", [(req("Meteor", {"at": [0, 0, 2]}), rej("nobody_there", "/actions/Meteor/require/0"))], world=world({7: {"position": [100, 0, 0]}}))


def spray(seq, health):
    draws = Draws("Spray", seq)
    rolls = [draws.roll(name, 1, 20) for name in ("first", "second", "third", "fourth", "fifth")]
    order = [7, 3, 9, 1]  # by distance; ranks are by id: 1, 3, 7, 9
    for k, rank in ((1, 0), (3, 1), (9, 3)):
        health[k] = max(health[k] - rolls[rank], 0)
    return req("Spray"), acc({"rolls": rolls, "health": [health[k] for k in order]})


health = {1: 100, 3: 100, 7: 100, 9: 100}
t.case("each of several has a draw of its own, by rank of id", "area", [spray(seq, health) for seq in range(1, 7)], world=world({7: {}, 3: {"position": [1, 0, 0]}, 9: {"position": [2, 0, 0]}, 1: {"position": [3, 0, 0]}}), after=after({k: {"health": v} for k, v in health.items()}))

# ---- initiative and turns -----------------------------------------------------------------------

SPEEDS = {7: 10, 8: 12, 9: 10, 10: 3, 11: 30, 12: 10}


def ranks(seed):
    out = {}
    for actor, speed in SPEEDS.items():
        draws = Draws("Join", 1, ["initiative", "tie"], seed=seed, actor=actor)
        out[actor] = ((draws.roll("initiative", 1, 20) + speed) * 100 + speed) * 100 + draws.roll("tie", 0, 99)
    return out


def joined(seed):
    """Who joined so far, sorted anew each time: by rank, of equal ranks the earlier first."""
    lines, so_far, by = [], [], ranks(seed)
    for actor in SPEEDS:
        so_far = sorted(so_far + [actor], key=lambda p: (-by[p], list(SPEEDS).index(p)))
        lines.append((req("Join", {"battle": 1}, actor=actor), acc({"rank": by[actor], "order": so_far})))
    return lines, so_far


# One seed where two have the same sum and speed, so that the second roll decides.
TIED = next(s for s in range(1, 10000) if len({r // 100 for r in ranks(s).values()}) < len(SPEEDS))
PLAYERS = {k: {"speed": v} for k, v in SPEEDS.items()}
for name, seed in (("a roll and the speed", 1), ("of equal sums and speeds a second roll decides", TIED)):
    lines, order = joined(seed)
    t.case(f"initiative: {name}; the order holds after each who joins", "initiative", lines, world={**world(PLAYERS, battle={1: {}}), "seed": seed}, after=after(battle={1: {"order": order}}))
t.case("equal ranks: who came first stands first", "initiative", [(req("Join", {"battle": 1}, actor=9), acc({"rank": ranks(0)[9], "order": [7, 9]}))],
       world=world(PLAYERS, battle={1: {"order": [7], "initiative": {"7": ranks(0)[9]}}}))

FOUGHT = {"order": [8, 7, 9], "initiative": {"8": 300, "7": 200, "9": 100}}
B = lambda round=1, turn=0, **more: world(PLAYERS, battle={1: {**FOUGHT, "round": round, "turn": turn}}, **more)
blow = lambda actor, target, next_one, round, now=1000: (req("Attack", {"battle": 1, "target": target}, t=now, actor=actor), acc(None, [event("Turn", {"who": next_one, "round": round})]))
wait = lambda now: [(req("Begin", {"battle": 1}, t=now), rej("already_begun", "/actions/Begin/require/0"))]
over = lambda due: timer("turn:1", due, "TurnIsOver", 7, {"battle": 1})
t.case("a battle begins with two", "initiative", [(req("Begin", {"battle": 1}), rej("too_few", "/actions/Begin/require/1"))], world=world(PLAYERS, battle={1: {"order": [7]}}))
t.case("turns go round, and out of turn is out of turn", "initiative",
       [(req("Attack", {"battle": 1, "target": 8}), rej("not_begun", "/actions/Attack/require/0")), (req("Begin", {"battle": 1}), acc(None, [event("Turn", {"who": 8, "round": 1})])), (req("Join", {"battle": 1}, actor=10), rej("already_begun", "/actions/Join/require/0")),
        (req("Attack", {"battle": 1, "target": 8}), rej("not_your_turn", "/actions/Attack/require/1")), blow(8, 7, 7, 1), blow(7, 9, 9, 1), (req("Attack", {"battle": 1, "target": 10}, actor=9), rej("not_in_battle", "/actions/Attack/require/2")), blow(9, 8, 8, 2), blow(8, 9, 7, 2)],
       world=B(round=0), after=after({7: {"health": 90}, 8: {"health": 90}, 9: {"health": 80}}, battle={1: {"turn": 1, "round": 2}}))
turned = lambda actor, who, round: ran("turn:1", "TurnIsOver", acc(None, [event("Turn", {"who": who, "round": round})]), actor)
t.case("a turn that nobody uses ends by itself; a blow gives the next one its time anew", "initiative", [(req("Begin", {"battle": 1}, actor=9), acc(None, [event("Turn", {"who": 8, "round": 1})]))], wait(30999), wait(31000), [blow(7, 9, 9, 1, 50000)], wait(61000), wait(80000), wait(110000),
       world=B(round=0), timers=[[], [], [turned(9, 7, 1)], [], [], [turned(7, 8, 2)], [turned(7, 7, 2)]], timers_after=[over(140000)])


def leaves(turn, round, who):
    """The turn stays with whom it was; when it was his own it goes to the one after him, round the end into the next round."""
    order, holder = FOUGHT["order"], FOUGHT["order"][turn]
    rest = [p for p in order if p != who]
    if who != holder:
        return rest, rest.index(holder), round
    return (rest, turn, round) if turn < len(rest) else (rest, 0, round + 1)


for turn in range(3):
    for who in (8, 7, 9):
        rest, after_turn, round = leaves(turn, 3, who)
        t.case(f"{who} leaves while it is the turn of {FOUGHT['order'][turn]}", "initiative", [(req("Leave", {"battle": 1}, actor=who), acc({"order": rest, "turn": after_turn}))], world=B(3, turn), after=after(battle={1: {"order": rest, "turn": after_turn, "round": round}}))
t.case("the last to leave takes the timer along", "initiative", [(req("Leave", {"battle": 1}), acc({"order": [], "turn": 0})), (req("Leave", {"battle": 1}), rej("not_in_battle", "/actions/Leave/require/0"))],
       world=world(PLAYERS, battle={1: {"order": [7], "initiative": {"7": 5}, "round": 4}}, timers=[over(50000)]), timers_after=[])

# ---- death and respawn --------------------------------------------------------------------------

hurt = lambda actor, target, health, now=1000: (req("Attack", {"target": target}, t=now, actor=actor), acc(None, [event("Hurt", {"who": target, "by": actor, "health": health})]))
strike = lambda target, reason, clause, now=1000, actor=7, **more: (req("Attack", {"target": target}, t=now, actor=actor), rej(reason, f"/actions/Attack/require/{clause}", **more))
back = lambda who, setter: ran(f"respawn:{who}", "Respawn", acc(None, [event("Respawned", {"who": who})]), setter)
look = lambda now: [(req("Attack", {"target": 7}, t=now), rej("same_entity", "/actions/Attack/with/target"))]
FOUR = {7: {"damage": 30}, 8: {"spawn": [5, 5, 0], "position": [1, 0, 0]}, 9: {"damage": 10}, 10: {"damage": 20}}
KILLER = {7: {"damage": 100}, 8: {"spawn": [5, 5, 0], "position": [1, 0, 0], "damage": 100}}
t.case("the last blow is the kill, blows of the last ten seconds are assists", "death", [hurt(9, 8, 90), hurt(10, 8, 70, 2000), hurt(10, 8, 50, 3000), hurt(9, 8, 40, 3001), hurt(7, 8, 10, 12000), hurt(7, 8, 0, 13001)],
       world=world(FOUR), after=after({7: {"kills": 1, "assists": 0}, 8: {"health": 0, "deaths": 1, "hurt_by": [], "hurt_at": {}, "respawns_at": 18001}, 9: {"kills": 0, "assists": 1}, 10: {"assists": 0}}),
       timers_after=[timer("respawn:8", 18001, "Respawn", 7, {"who": 8})])
t.case("the dead come back at their place, whole and safe for three seconds", "death", [hurt(7, 8, 0), strike(8, "target_dead", 1), strike(7, "actor_dead", 0, actor=8)],
       look(5999), [strike(8, "target_is_safe", 2, 6000, retry=3000)], [strike(8, "target_is_safe", 2, 8999, retry=1), hurt(9, 8, 99, 9000)],
       world=world({**KILLER, 9: {"damage": 1}}), timers=[[], [], [back(8, 7)], []], timers_after=[], after=after({8: {"position": [5, 5, 0], "health": 99}}))
t.case("whoever attacks gives up his own protection", "death", [strike(7, "target_is_safe", 2, actor=8, retry=3000), hurt(7, 8, 99), hurt(8, 7, 99)], world=world({7: {"safe_until": 4000, "damage": 1}, 8: {"damage": 1}}))
t.case("each death makes the next wait a second longer", "death", [hurt(7, 8, 0)], world=world({7: {"damage": 100}, 8: {"deaths": 11}}), timers_after=[timer("respawn:8", 17000, "Respawn", 7, {"who": 8})], after=after({8: {"respawns_at": 17000}}))
t.case("never longer than twenty seconds", "death", [hurt(7, 8, 0)], world=world({7: {"damage": 100}, 8: {"deaths": 300}}), timers_after=[timer("respawn:8", 21000, "Respawn", 7, {"who": 8})])
t.case("each other at one moment: the first to be judged kills, the dead strike no more", "death", [hurt(7, 8, 0), strike(7, "actor_dead", 0, actor=8)], world=world(KILLER),
       note="as a group both would fall: tests/mechanics")
hunt = lambda now=1000: req("Hunt", {"beast": 1}, t=now)
nobody = rej("no_such_entity", "/actions/Hunt/with/beast")
spawned = ran("spawn:1", "Spawn", acc())
t.case("a beast that dies is gone, pays, and comes back new", "death", [(hunt(), acc()), (hunt(), acc()), (hunt(), acc()), (hunt(), nobody)], [(hunt(60999), nobody)],
       [(hunt(61000), acc())], world=world({7: {"damage": 80}}, beast={1: {"camp": "bear", "health": 200}}), timers=[[], [], [spawned]], after=after({7: {"gold": 20}}, beast={1: {"camp": "bear", "health": 120}}))

# ---- lag compensation ---------------------------------------------------------------------------

STEP, START = 50, 1_000_000
RUN = [[10.0, i * 1.0, 0.0] for i in range(24)]  # one unit every 50 ms, along y, ten away


def where(seen_at, trail):
    """Where it was: a straight line between the two moves around; before the first known the first, after the last the last."""
    if seen_at >= trail[-1][0]:
        return trail[-1][1]
    if seen_at < trail[0][0]:
        return trail[0][1]
    for (t0, a), (t1, b) in zip(trail, trail[1:]):
        if t0 <= seen_at < t1:
            share = (seen_at - t0) / (t1 - t0)
            return [x + (y - x) * share for x, y in zip(a, b)]


def aim_at(point):
    length = math.sqrt(sum(x * x for x in point))
    return [x / length for x in point]


NOW = START + 23 * STEP
TRAIL = [(START + i * STEP, p) for i, p in enumerate(RUN)][-16:]
TARGET = {"position": RUN[-1], "team": "blue", "trail": [{"at": at, "position": p} for at, p in TRAIL]}
R = lambda **more: world({7: {}, 8: {**TARGET, **more}}, now=NOW)


def shot(point, seen_at, hits, now=NOW, trail=TRAIL, **more):
    line = req("Shoot", {"target": 8, "aim": aim_at(point), "seen_at": seen_at}, t=now, **{"sent_at": now, **more})
    seen = min(max(seen_at, now - 250), now)
    return line, acc(None, [event("Shot", {"by": 7, "target": 8, "is_hit": hits, "rewound_ms": now - seen, "at": where(seen, trail)})])


def refused(point, reason, clause, seen_at=NOW):
    return shot(point, seen_at, False)[0], rej(reason, f"/actions/Shoot/require/{clause}")


t.case("moves leave a trail of the last sixteen", "rewind", [(req("Move", {"to": p}, t=START + i * STEP, actor=8, sent_at=START + i * STEP), acc()) for i, p in enumerate(RUN)],
       world=world({7: {}, 8: {"position": [10, 0, 0]}}), after=after({8: {"position": RUN[-1], "trail": TARGET["trail"]}}))
SEEN = where(NOW - 150, TRAIL)
t.case("who aims where he saw the target hits it", "rewind", [shot(SEEN, NOW - 150, True)], world=R(), after=after({8: {"health": 75}}))
t.case("who aims where it is now, and saw it elsewhere, misses it", "rewind", [shot(RUN[-1], NOW - 150, False)], world=R(), after=after({8: {"health": 100}}))
t.case("who aims where it was, and saw it where it is, misses it", "rewind", [shot(SEEN, NOW, False)], world=R())
t.case("a miss is a shot: its cooldown runs", "rewind", [shot(SEEN, NOW, False), (shot(SEEN, NOW, False, now=NOW + 99)[0], rej("on_cooldown", "/actions/Shoot/cooldown", retry=1)), shot(RUN[-1], NOW + 100, True, now=NOW + 100)], world=R())
t.case("between two moves the target was between them", "rewind", [shot(where(NOW - 225, TRAIL), NOW - 225, True)], world=R(), after=after({8: {"health": 75}}))
t.case("the clamp: who claims an older picture is judged at 250 ms", "rewind", [shot(where(NOW - 400, TRAIL), NOW - 400, False), shot(where(NOW - 150, TRAIL), NOW - 5000, True, now=NOW + 100)], world=R())
t.case("nobody sees the future", "rewind", [shot(RUN[-1], NOW + 10_000, True)], world=R())
t.case("half a unit beside is a hit, a little more is none, and neither is the other way", "rewind", [shot([10.0, 23.0, 0.5], NOW, True), shot([10.0, 23.0, 0.52], NOW + 200, False, now=NOW + 200), shot([-10.0, -23.0, 0.0], NOW + 400, False, now=NOW + 400)], world=R())
t.case("one who never moved is where he is", "rewind", [shot([10.0, 23.0, 0.0], NOW - 200, True, trail=[(NOW, RUN[-1])])], world=R(trail=[]))
t.case("one whose trail begins after the picture is where it begins", "rewind", [shot(TRAIL[-2][1], NOW - 200, True, trail=TRAIL[-2:])], world=R(trail=TARGET["trail"][-2:]))
t.case("friends are not shot, and an aim is a direction", "rewind", [refused(RUN[-1], "same_team", 2), (req("Shoot", {"target": 8, "aim": [1, 1, 0], "seen_at": NOW}, t=NOW, sent_at=NOW), rej("bad_aim", "/actions/Shoot/require/1"))], world=R(team="red"))
t.case("a shot from the past does not kill the dead", "rewind", [refused(SEEN, "target_dead", 3, NOW - 150)], world=R(health=0))
t.case("a shot that was held back is refused before any rule is asked", "rewind",
       [(shot(RUN[-1], NOW, True, sent_at=NOW - 401)[0], rej("sent_too_late", "/sent_at")), (shot(RUN[-1], NOW, True, sent_at=NOW + 51)[0], rej("sent_too_early", "/sent_at")), shot(RUN[-1], NOW, True, sent_at=NOW - 400)], world=R())
