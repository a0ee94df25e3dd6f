"""Requests that meet: players who aim at each other by Zipf's law, so that threads have to wait for each other and in what order they
go would show. Integers alone, drawn here: the same under every version of Python.
"""
import json

SKEWS = ["0", "0.8", "1.2"]  # the k-th player is aimed at with a weight of 1 / k^skew
PLAYERS = 400


def rulebook():
    hit = {"params": {"target": "ref player"}, "with": {"target": {"player": "params.target"}}, "rate": {"per_second": 40, "burst": 20},
           "require": ["target.hp > 0 else dead"], "effects": ["target.hp -= 1 + (chance('crit', 0.25) ? 1 : 0) min 0", {"append": "actor.log", "value": "target.hp"}],
           "emit": [{"event": "Hit", "audience": "all", "data": {"hp": "target.hp"}}], "result": "target.hp"}
    give = {"params": {"to": "ref player", "n": "int 0..9"}, "with": {"to": {"player": "params.to", "may_alias": True}}, "cost": {"coins": "params.n"},
            "effects": ["to.coins += params.n", "to.note = string(to.coins) + ' coins of ' + string(actor.id)"]}
    rest = {"effects": ["actor.hp += 5 max 100000", {"remove_where": "actor.log", "as": "x", "that": "x % 2 == 0"}]}
    buy = {"params": {"receipt": "int"}, "once": {"key": "params.receipt", "scope": "world"}, "effects": ["actor.coins += 5"], "result": "actor.coins"}
    profile = {"version": 0, "state": {"coins": "int >= 0 = 100", "note": {"type": "string", "maxLength": 48, "default": ""}}}
    live = {"state": {"hp": "int 0..100000 = 500", "log": "list<int> max 40"}}
    return json.dumps({"ludex": 1, "entities": {"player": {"profile": profile, "live": live}}, "limits": {"nonce": {"counter": 64}},
                       "actions": {"Hit": hit, "Give": give, "Rest": rest, "Buy": buy}})


def world():
    players = {str(i): {"profile": {"version": 0, "state": {}}} for i in range(1, PLAYERS + 1)}
    return json.dumps({"ludex_world": 1, "now": 1000, "seed": 7, "entities": {"player": players}})


def fifth_root(n):
    low, high = 0, 1 << (n.bit_length() // 5 + 1)
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**5 <= n else (low, middle)
    return low


def targets(skew):
    """For each player, the sum of the weights up to it."""
    fifths = round(float(skew) * 5)  # k^0.8 is the fifth root of k^4
    sums, total = [], 0
    for k in range(1, PLAYERS + 1):
        total += 10**12 // fifth_root(k**fifths * 10**30)
        sums.append(total)
    return sums


def requests(skew, count):
    sums, state, lines = targets(skew), 1, []

    def below(n):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 16) % n

    def target():
        at, low, high = below(sums[-1]), 0, PLAYERS - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if sums[middle] > at else (middle + 1, high)
        return low + 1

    for i in range(count):
        what = below(10)
        if what < 6:
            action, params = "Hit", {"target": target()}
        elif what < 8:
            action, params = "Give", {"to": target(), "n": below(9)}
        elif what < 9:
            action, params = "Rest", {}
        else:
            action, params = "Buy", {"receipt": below(count // 8)}
        lines.append(json.dumps({"actor": 1 + below(PLAYERS), "received_at": 1000 + i // 4, "nonce": i, "action": action, "params": params}, separators=(",", ":")) + "\n")
    return "".join(lines)
