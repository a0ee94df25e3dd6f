"""python3 tests/oracle/compare.py path/to/ludex FIRST LAST: random cases through the engine and the reference judge.

Ends with `N passed, N failed` and exit status 1 on any difference. A difference is reduced (lines, entities, actions, clauses)
while it stays of the same class, printed, and its files are left under --keep.
"""

import argparse
import collections
import copy
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import rulebook as rulebook_module  # noqa: E402
import world as world_module  # noqa: E402
from generate import judge_case, make_case, write_case  # noqa: E402

TIMEOUT_S = 20
BOUNDS = "could take [0-9]+ steps, the limit is|could turn [0-9]+ times, the limit is|an each turns 64 times at most"


def run_engine(binary, case, folder):
    """("judged", batches, world text), ("refused", status, message) or ("crashed", status, message)."""
    flags, batches, world = write_case(case, folder), [], folder / "world.json"
    for number, more in enumerate(flags):
        world_out = folder / f"world-{number}.json"
        outcome = run_batch(binary, folder, number, world, world_out, more)
        if outcome[0] != "judged":
            return outcome
        batches.append(outcome[1:])
        world = world_out
    return "judged", batches, world.read_text("utf-8")


def run_batch(binary, folder, number, world, world_out, flags):
    """("judged", verdicts, timers), or why not; the world stands in `world_out`."""
    verdicts, timers = folder / f"verdicts-{number}.ndjson", folder / f"timers-{number}.ndjson"
    for stale in (verdicts, timers, world_out):
        stale.unlink(missing_ok=True)
    command = [binary, "judge", folder / "rulebook.json", "--world", world, "--requests", folder / f"requests-{number}.ndjson",
               "--verdicts", verdicts, "--timers", timers, "--world-out", world_out, "--json", *flags]
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return "crashed", "timeout", ""
    message = (done.stderr + done.stdout).decode("utf-8", "replace")[:2000]
    if done.returncode < 0 or done.returncode >= 128:
        return "crashed", done.returncode, message
    if done.returncode != 0 or not verdicts.exists() or not world_out.exists():
        return "refused", done.returncode, message
    try:
        lines = [[json.loads(line) for line in file.read_text("utf-8").split("\n") if line] for file in (verdicts, timers)]
    except ValueError as error:
        return "crashed", f"verdicts are not JSON: {error}", message
    return "judged", *lines


def comparable(value):
    """A value where 1, 1.0 and true differ, and so do 0.0 and -0.0."""
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return (type(value).__name__, repr(value))


def verdict_view(verdict):
    """What both must agree on: operands are the engine's own, an empty list of events is none, and retry_after_ms is
    compared where the page gives its formula (an engine may also know it for clauses linear in `now`)."""
    view = {key: value for key, value in verdict.items() if key not in ("operands", "name", "draws")}
    if not view.get("events", True):
        del view["events"]
    if view.get("reason") not in ("rate_limited", "on_cooldown"):
        view.pop("retry_after_ms", None)
    return comparable(view)


def world_view(case, text):
    """Entities with defaults filled in, through this judge's own loader, so that two ways to write one state are equal."""
    rulebook = rulebook_module.load(case.files()["rulebook.json"])
    written = json.loads(text)
    world = world_module.load(rulebook, text.encode("utf-8"))
    for entity in world.entities.values():
        entity.live = {name: value for name, value in entity.live.items() if value is not None}
    versions = {(kind, number): entity["profile"].get("version", 0)
                for kind, entities in written["entities"].items() for number, entity in entities.items() if "profile" in entity}
    normal = json.loads(world_module.save(rulebook, world))
    return comparable({"now": normal["now"], "timers": normal["timers"], "entities": normal["entities"], "versions": {f"{k}/{n}": v for (k, n), v in versions.items()}})


def first_difference(mine, theirs, at=""):
    """(pointer, mine, theirs) of the first place where two comparable values part."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for key in sorted(mine.keys() | theirs.keys()):
            if key not in mine or key not in theirs:
                return f"{at}/{key}", mine.get(key, "absent"), theirs.get(key, "absent")
            found = first_difference(mine[key], theirs[key], f"{at}/{key}")
            if found:
                return found
        return None
    if isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        return next((found for i, pair in enumerate(zip(mine, theirs)) if (found := first_difference(*pair, f"{at}/{i}"))), None)
    return None if mine == theirs else (at, mine, theirs)


def difference(binary, case, folder):
    """None, or (class, text). The class is what a reduced case must keep."""
    mine, theirs = judge_case(case), run_engine(binary, case, folder)
    if theirs[0] == "crashed":
        return "crashed", f"the engine ended with {theirs[1]}: {theirs[2]}"
    if mine[0] != "judged" or theirs[0] == "refused":
        if mine[0] != "judged" and theirs[0] == "refused":
            return None
        if theirs[0] == "refused" and re.search(BOUNDS, theirs[2]):
            return None  # the engine's own bounds on what an action may cost; nothing was judged
        why = re.sub(r"[^a-z ]+", " ", theirs[2].split("\n")[0].lower())[-60:] if theirs[0] == "refused" else ""
        return f"{mine[0]}/{theirs[0]} {why}", f"reference: {mine[0]} {mine[1] if mine[0] != 'judged' else ''}\nengine: {theirs[0]} " + \
            (f"{theirs[1]} {theirs[2]}" if theirs[0] == "refused" else "")
    for number, (ours, others) in enumerate(zip(mine[1], theirs[1])):
        for what, some, more in (("timers", ours[1], others[1]), ("verdicts", ours[0], others[0])):
            if len(some) != len(more):
                return "count of " + what, f"batch {number}: reference {some}\nengine {more}"
            for one, other in zip(some, more):
                if verdict_view(one) != verdict_view(other):
                    return verdict_difference(one, other, case, number)
    try:
        found = first_difference(world_view(case, mine[2]), world_view(case, theirs[2]))
    except (world_module.LoadError, ValueError, KeyError, AttributeError) as error:
        return "world text", f"the engine's world cannot be read: {error!r}"
    return ("world", f"world at {found[0]}: reference {found[1]}, engine {found[2]}") if found else None


def verdict_difference(ours, other, case, batch):
    pair = [verdict.get("reason", verdict["verdict"]) for verdict in (ours, other)]
    keys = sorted(key for key in ours.keys() | other.keys() if ours.get(key) != other.get(key) and key not in ("operands", "name"))
    line = f"timer {ours['timer']}" if "timer" in ours else [line for line, _, of in case.lines if of == batch][ours["i"]][:600]
    return f"{pair[0]}/{pair[1]} {','.join(keys)}", (f"batch {batch}, line {ours.get('i')}: {line!r}\n  reference {json.dumps(ours, ensure_ascii=False)}"
                                                     f"\n  engine    {json.dumps(other, ensure_ascii=False)}")


def smaller_lines(case):
    size = max(1, len(case.lines) // 2)
    while size:
        for start in range(0, len(case.lines), size):
            yield case_with(case, lines=case.lines[:start] + case.lines[start + size:])
        size //= 2


def case_with(case, **changes):
    made = copy.copy(case)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def places(tree, path=()):
    """Every member and item of a JSON tree, outermost first."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in list(items):
        yield (*path, key)
        yield from places(child, (*path, key))


def without(tree, path):
    made = copy.deepcopy(tree)
    parent = made
    for key in path[:-1]:
        parent = parent[key]
    del parent[path[-1]]
    return made


def smaller_documents(case):
    for path in places(case.world["entities"]):
        yield case_with(case, world={**case.world, "entities": without(case.world["entities"], path)})
    for number in range(len(case.world["timers"])):
        yield case_with(case, world={**case.world, "timers": case.world["timers"][:number] + case.world["timers"][number + 1:]})
    for part in ("actions", "limits", "entities"):
        for path in places(case.rulebook[part]):
            yield case_with(case, rulebook={**case.rulebook, part: without(case.rulebook[part], path)})


def reduce(binary, case, kind, folder, budget):
    """Greedy: the first smaller case that still differs in the same way is taken, until none does."""
    for candidates in (smaller_lines, smaller_documents, smaller_lines):
        progress = True
        while progress and budget > 0:
            progress = False
            for candidate in candidates(case):
                budget -= 1
                if budget <= 0:
                    break
                try:
                    found = difference(binary, candidate, folder)
                except Exception:  # noqa: BLE001 - the reducer may cut a rulebook that the reference no longer reads
                    continue
                if found and found[0] == kind:
                    case, progress = candidate, True
                    break
    return case


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "ludex-oracle", help="folder for failing cases")
    parser.add_argument("--budget", type=int, default=400, help="engine runs spent on reducing one difference; 0 prints it whole")
    parser.add_argument("--show", type=int, default=3, help="differences printed in full per class")
    options = parser.parse_args()
    passed, classes = 0, collections.Counter()
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(options.first, options.last):
            case = make_case(seed)
            found = difference(options.binary, case, Path(scratch))
            if not found:
                passed += 1
                continue
            classes[found[0]] += 1
            if classes[found[0]] > options.show:
                continue
            if options.budget and "judged/refused" not in found[0]:
                case = reduce(options.binary, case, found[0], Path(scratch), options.budget)
                found = difference(options.binary, case, Path(scratch)) or found
            folder = options.keep / f"seed-{seed}"
            flags = write_case(case, folder)
            print(f"seed {seed}: {found[0]}\n  {found[1]}\n  files: {folder} {flags}\n", flush=True)
    for kind, count in classes.most_common():
        print(f"{count:6} {kind}")
    failed = sum(classes.values())
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
