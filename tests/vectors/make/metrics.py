"""Batches and the OpenMetrics text that tells of them: written by the small reference below from docs/metrics.md."""
import json

from lib import write

ABOUT = ("`batches` are judged in order; `nanoseconds`, where it is there, is how long that took. Where `tells_world`, the closing world is told of. `text` is the whole text, its lines ended by LF, "
         "but that DIGEST stands for the 16 digits of the rulebook's.")

BOOK = {
    "ludex": 1, "name": "small \"game\"\\", "version": 4,
    "entities": {"player": {"live": {"state": {"n": "int 0..2"}}}, "room": {"live": {"state": {"n": "int"}}}},
    "actions": {
        "Go": {"from": ["client", "timer"], "params": {"by": "int = 1"}, "once": {"key": "params.by", "scope": "actor"}, "require": ["params.by < 9 else too_far"], "effects": ["actor.n += params.by"]},
        "Wake": {"params": {}, "effects": [{"after_ms": "10", "do": "Go", "params": {"by": "5"}, "id": "'t'"}]},
    },
}
WORLD = {"ludex_world": 1, "now": 1000, "entities": {"player": {"7": {"live": {}}, "8": {"live": {}}}, "room": {"1": {"live": {}}}}}
SIZES = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144]
TIMES = {"1e-05": 10_000, "3e-05": 30_000, "0.0001": 100_000, "0.0003": 300_000, "0.001": 10**6, "0.003": 3 * 10**6, "0.01": 10**7, "0.03": 3 * 10**7, "0.1": 10**8, "0.3": 3 * 10**8, "1.0": 10**9}
CASES = []


def line(action=None, t=1000, actor=7, **params):
    return json.dumps({"actor": actor, "received_at": t, **({"action": action} if action else {}), **({"params": params} if params else {})})


def family(name, kind, words, unit=None):
    return [f"# TYPE {name} {kind}", *([f"# UNIT {name} {unit}"] if unit else []), f"# HELP {name} {words}"]


def counted(name, found):
    outcome = {"accepted": "accepted", "duplicate": "duplicate"}
    rows = sorted((action, outcome.get(reason, "rejected"), reason, n) for (action, reason), n in found.items())
    return [f'{name}_total{{action="{a}",outcome="{o}",reason="{r}"}} {n}' for a, o, r, n in rows]


def histogram(name, values, bounds, total):
    return [*(f'{name}_bucket{{le="{text}"}} {sum(value <= bound for value in values)}' for text, bound in bounds), f'{name}_bucket{{le="+Inf"}} {len(values)}', f"{name}_count {len(values)}", f"{name}_sum {total}"]


def decimal(nanoseconds):
    whole, rest = divmod(nanoseconds, 10**9)
    return f"{whole}.{f'{rest:09d}'.rstrip('0') or '0'}"


def told(requests, timers, sizes, times, world):
    """world: (entities by kind, ledger entries, guards, timers)"""
    out = []
    if sizes:
        out += [*family("ludex_rulebook", "info", "The rulebook that judged last."), 'ludex_rulebook_info{digest="DIGEST",name="small \\"game\\"\\\\",version="4"} 1']
    out += [*family("ludex_requests", "counter", "Requests judged; action is empty where the request names none that is known."), *counted("ludex_requests", requests)]
    out += [*family("ludex_timers", "counter", "Timers that ran, by what they asked for."), *counted("ludex_timers", timers)]
    out += [*family("ludex_batches", "counter", "Batches judged."), f"ludex_batches_total {len(sizes)}"]
    out += [*family("ludex_batch_requests", "histogram", "Requests in a batch."), *histogram("ludex_batch_requests", sizes, [(f"{n}.0", n) for n in SIZES], sum(sizes))]
    if times:
        out += [*family("ludex_judge_seconds", "histogram", "Time to judge a batch, as the host measured it.", "seconds"), *histogram("ludex_judge_seconds", times, TIMES.items(), decimal(sum(times)))]
    if world:
        entities, ledger, guards, waiting = world
        out += [*family("ludex_world_entities", "gauge", "Entities in the world, by kind."), *(f'ludex_world_entities{{kind="{kind}"}} {n}' for kind, n in entities.items())]
        for name, words, n in (("ledger_entries", "Idempotency keys that the world remembers.", ledger), ("guards", "Actors whose rate limits and sequence numbers the world keeps.", guards),
                               ("timers", "Timers that wait.", waiting)):
            out += [*family(f"ludex_world_{name}", "gauge", words), f"ludex_world_{name} {n}"]
    return [*out, "# EOF"]


def case(name, batches, requests, timers=None, world=None, times=None):
    times = times or [None] * len(batches)
    given = [{"lines": lines, **({"nanoseconds": ns} if ns is not None else {})} for lines, ns in zip(batches, times)]
    text = told(requests, timers or {}, [len(lines) for lines in batches], [ns for ns in times if ns is not None], world)
    CASES.append({"name": name, "rulebook": "small", "world": WORLD, "batches": given, "tells_world": world is not None, "text": text})


case("nothing was judged", [], {})
case("requests by action, outcome and reason; what names no action has none",
     [["not JSON", line(), line("Fly"), line("Go"), line("Go"), line("Go", by=5), line("Go", by=9), line("Go", by="x"), line("Wake")], [line("Go", actor=8)], []],
     {("", "malformed"): 1, ("", "unknown_action"): 2, ("Go", "accepted"): 2, ("Go", "duplicate"): 1, ("Go", "out_of_bounds"): 1, ("Go", "too_far"): 1, ("Go", "contract"): 1, ("Wake", "accepted"): 1},
     world=({"player": 2, "room": 1}, 2, 2, 1))
case("timers that ran, and time that was measured", [[line("Wake")], [line("Go", t=2000)]], {("Wake", "accepted"): 1, ("Go", "accepted"): 1}, timers={("Go", "out_of_bounds"): 1},
     world=({"player": 2, "room": 1}, 1, 1, 0), times=[10_000, 2_000_000_001])
case("a batch of many is counted in its bucket", [[line("Go")] * 17], {("Go", "accepted"): 1, ("Go", "duplicate"): 16}, times=[250_000])


def save():
    write("metrics.json", {"about": ABOUT, "rulebooks": {"small": BOOK}, "cases": CASES})
    return len(CASES)
