"""A small log under other rules, and verdicts cut out of it. Who is refused and what the sums are is worked out by hand in the
comments; the log's bytes are those that `ludex record` writes of RULES, WORLD and REQUESTS in batches of four:

    python3 tests/vectors/make/backtest.py /tmp/v       # writes rules.json, world.json and requests.ndjson there
    ludex record /tmp/v/rules.json --world /tmp/v/world.json --requests /tmp/v/requests.ndjson --batch 4 --out tests/vectors/make/backtest.ludexlog
"""
import json
import sys
from pathlib import Path

from lib import write

ABOUT = ("`log` (hex) was recorded under `rulebook`. `backtests`: it is judged under the rulebook with `replace` [from, to] done once, with `options`; `report` has the members to be "
         "found, others are free, or the options or rules are `refused`. `capsules`: one verdict cut out, `replace` done on its text, then judged: `verdict` is the line, `capsule` what it "
         "holds (of `world/entities` exactly that), and explaining it begins with the same line; or it is `refused`. `changes`: what two texts differ in.")
RULES = """{"ludex": 1, "name": "fair", "version": 1,
 "entities": {"player": {"profile": {"version": 0, "state": {"coins": "int >= 0 = 100", "level": "int = 1"}},
                         "live": {"state": {"hp": "int 0..100 = 100", "secret": "string 0..20 = ''"}}}},
 "limits": {"rate": {"per_second": 2, "burst": 2}},
 "actions": {
   "Earn": {"params": {"n": "int 1..50"}, "cooldown": {"key": "earn", "ms": "1000"}, "effects": ["actor.coins += params.n"], "result": "actor.coins"},
   "Hit": {"params": {"target": "ref player"}, "draws": ["crit"], "with": {"target": {"player": "params.target"}}, "require": ["target.hp > 0 else dead"],
           "effects": ["target.hp -= chance('crit', 0.5) ? 40 : 10 min 0"], "result": "target.hp"},
   "Buy": {"params": {"receipt": "int"}, "once": {"key": "params.receipt", "scope": "actor"}, "cost": {"coins": "30"}, "effects": ["actor.level += 1"], "result": "actor.level"}}}
"""
WORLD = ('{"ludex_world": 1, "now": 1000, "seed": 4857261093847, "entities": {"player": {"1": {"profile": {"version": 0, "state": {}}, "live": {"secret": "mine"}}, '
         '"2": {"profile": {"version": 0, "state": {"coins": 10, "level": 9}}}, "3": {"profile": {"version": 0, "state": {}}}}}}\n')


def request(actor, at, action, **params):
    return json.dumps({"actor": actor, "received_at": at, "action": action, "params": params}, separators=(",", ":"))


REQUESTS = [
    request(1, 1000, "Earn", n=5),        # 105
    request(2, 1100, "Hit", target=1),
    request(1, 1500, "Earn", n=7),        # on cooldown until 2000
    request(1, 1600, "Earn", n=1),        # likewise
    request(2, 2000, "Buy", receipt=1),   # 10 coins
    request(1, 2500, "Earn", n=9),        # 114
    request(3, 2500, "Buy", receipt=1),   # 70 coins, level 2
    request(3, 2600, "Buy", receipt=1),   # duplicate
    request(1, 3500, "Hit", target=2),
    request(9, 3600, "Earn", n=5),        # nobody
    request(1, 3700, "Fly"),              # no such action
    request(2, 4000, "Earn", n=50),       # 60
]


def tally(requests, changed, before, after, **more):
    return {**more, "requests": requests, "changed": changed, "accepted_before": before, "accepted_after": after}


def refused(code, pointer, message):
    return {"code": code, "pointer": pointer, "message_contains": message}


REJECTED = {"verdict": "rejected"}
BACKTESTS = [
    {"name": "the same rules change nothing", "options": {"sums": ["player.coins"]},
     "report": {"requests": 12, "changed": 0, "changes": [], "recorded": {"batches": 3, "same_digest": 3, "differing": []}, "unaffected": ["Buy", "Earn", "Hit"],
                "sums": [{"path": "player.coins", "start": {"old": 210, "new": 210}, "end": {"old": 244, "new": 244}}]}},
    # 1500 is past 1400: 7 more coins, and the next is told another wait; 2500 then gives 121 instead of 114.
    {"name": "one cooldown: who passes, who waits otherwise, who has more since", "replace": ["\"ms\": \"1000\"", "\"ms\": \"400\""],
     "options": {"cohorts": {"veterans": "actor.level >= 5"}, "sums": ["player.coins"], "samples": 1},
     "report": {**tally(12, 3, 6, 7), "unaffected": ["Buy", "Hit"],
                "actions": [tally(1, 0, 0, 0, action=None), tally(3, 0, 1, 1, action="Buy"), tally(6, 3, 3, 4, action="Earn"), tally(2, 0, 2, 2, action="Hit")],
                "changes": [{"action": "Earn", "from": {"verdict": "accepted"}, "to": {"verdict": "accepted"}, "count": 1, "cohorts": {"veterans": 0}, "in_no_cohort": 1},
                            {"action": "Earn", "from": {**REJECTED, "reason": "on_cooldown"}, "to": {"verdict": "accepted"}, "count": 1,
                             "samples": [{"batch": 0, "request": 2, "line": REQUESTS[2],
                                          "old": {"i": 2, "verdict": "rejected", "reason": "on_cooldown", "at": "/actions/Earn/cooldown", "retry_after_ms": 500},
                                          "new": {"i": 2, "verdict": "accepted", "result": 112}}]},
                            {"action": "Earn", "from": {**REJECTED, "reason": "on_cooldown"}, "to": {**REJECTED, "reason": "on_cooldown"}, "count": 1,
                             "samples": [{"batch": 0, "request": 3, "old": {"retry_after_ms": 400}, "new": {"retry_after_ms": 300}}]}],
                "cohorts": [tally(3, 0, 2, 2, name="veterans", actors=1), tally(9, 3, 4, 5, name=None, actors=2)],
                "sums": [{"start": {"old": 210, "new": 210}, "end": {"old": 244, "new": 251}}]}},
    # Player 2 can pay, and has 10 less when it earns.
    {"name": "one price", "replace": ["{\"coins\": \"30\"}", "{\"coins\": \"10\"}"], "options": {"sums": ["player.level"]},
     "report": {"changed": 2, "accepted_before": 6, "accepted_after": 7, "sums": [{"start": {"old": 11, "new": 11}, "end": {"old": 12, "new": 13}}]}},
    # A rate that refuses less counts other numbers, and draws go by the recorded ones.
    {"name": "draws go by recorded numbers", "replace": ["\"burst\": 2", "\"burst\": 9"], "report": {"changed": 0}},
    {"name": "a reason by another name that nobody was told", "replace": ["else dead", "else gone"], "report": {"changed": 0}},
    {"name": "rules that do not compile", "replace": ["actor.coins += params.n", "actor.coinz += params.n"], "refused": refused("expression", "/actions/Earn/effects/0", "coins")},
    {"name": "a cohort of a field that is not there", "options": {"cohorts": {"x": "actor.levle > 1"}}, "refused": refused("expression", "/x", "level")},
    {"name": "a sum of no number", "options": {"sums": ["player.secret"]}, "refused": refused("host", "", "no number")},
    {"name": "an option that is none", "options": {"sum": []}, "refused": refused("host", "/sum", "no such option")},
]
CAPSULES = [
    {"name": "a refusal knows the actor's cooldown and what its effects would touch", "batch": 0, "request": 2,
     "verdict": "{\"i\":2,\"verdict\":\"rejected\",\"reason\":\"on_cooldown\",\"at\":\"/actions/Earn/cooldown\",\"retry_after_ms\":500}",
     "capsule": {"now": 1500, "line": REQUESTS[2], "draws": [],
                 "world": {"entities": {"player": {"1": {"live": {"$cooldown.earn": 2000}, "profile": {"state": {"coins": 105}, "version": 0}}}}, "ledger": [], "timers": []}}},
    {"name": "a duplicate has its entry", "batch": 1, "request": 3, "verdict": "{\"i\":3,\"verdict\":\"duplicate\",\"reason\":\"duplicate\",\"at\":\"/actions/Buy/once\",\"result\":2}",
     "capsule": {"world": {"entities": {"player": {"3": {"live": {}, "profile": {"state": {"coins": 70, "level": 2}, "version": 0}}}}, "ledger": [{"action": "Buy", "actor": 3, "key": 1}]}}},
    {"name": "an action that is none needs nobody", "batch": 2, "request": 2, "verdict": "{\"i\":2,\"verdict\":\"rejected\",\"reason\":\"unknown_action\",\"at\":\"/action\"}",
     "capsule": {"world": {"entities": {}}}},
    {"name": "nobody is told by absence", "batch": 2, "request": 1, "verdict": "{\"i\":1,\"verdict\":\"rejected\",\"reason\":\"no_such_entity\",\"at\":\"/actions/Earn/actor\"}",
     "capsule": {"world": {"entities": {}}}},
    {"name": "state that was changed", "batch": 0, "request": 2, "replace": ["\"coins\":105", "\"coins\":106"], "refused": refused("record", "/sha256", "changed")},
    {"name": "a later version", "batch": 0, "request": 2, "replace": ["\"ludex_capsule\":1", "\"ludex_capsule\":2"], "refused": refused("record", "/ludex_capsule", "version")},
    {"name": "a member less", "batch": 0, "request": 2, "replace": ["\"seq\":", "\"sec\":"], "refused": refused("record", "/seq", "missing")},
    {"name": "no such batch", "batch": 3, "request": 0, "refused": refused("host", "", "no batch 3")},
    {"name": "no such request", "batch": 2, "request": 4, "refused": refused("host", "", "counted from 0")},
]
CHANGES = [
    {"name": "comments and the order of keys do not count", "before": "{\"a\": 1, \"b\": [2]} // x", "after": "{\"b\":[2],\"a\":1}", "changes": []},
    {"name": "added, removed, changed, each at its place", "before": "{\"a\":1,\"b\":[2,{\"c\":\"x\"}],\"d/e\":true}", "after": "{\"a\":1,\"b\":[2,{\"c\":\"y\"},3],\"f\":null}",
     "changes": [{"at": "/b/1/c", "what": "changed", "old": "x", "new": "y"}, {"at": "/b/2", "what": "added", "new": 3}, {"at": "/d~1e", "what": "removed", "old": True},
                 {"at": "/f", "what": "added", "new": None}]},
]


def save():
    log = (Path(__file__).parent / "backtest.ludexlog").read_bytes().hex()
    write("backtest.json", {"about": ABOUT, "rulebook": RULES, "log": log, "backtests": BACKTESTS, "capsules": CAPSULES, "changes": CHANGES})
    return f"{len(BACKTESTS)} back-tests, {len(CAPSULES)} capsules, {len(CHANGES)} texts"


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rules.json").write_text(RULES)
    (folder / "world.json").write_text(WORLD)
    (folder / "requests.ndjson").write_text("\n".join(REQUESTS) + "\n")
