"""The same bits everywhere: every build and front end makes the same traffic and judges it to the same digests.

    run.py [--all] [--only WORD] [--update] PRESET...      the presets' commands are taken from build/PRESET; building them is the caller's

golden.json pins what they must be, so that all of them changing together does not go unseen. A change of it changes what
verdicts, worlds or traffic mean: it needs a mark in CHANGELOG.md.
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import grid  # noqa: E402
import saves  # noqa: E402
import skew  # noqa: E402
from cases import ROOT, cases  # noqa: E402
from front_ends import judge, make_traffic, migrate, native, node, python, threaded  # noqa: E402

GOLDEN = Path(__file__).parent / "golden.json"
FOLDER = ROOT / "build" / "determinism"


def sha256(*files):
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def answers(front_end, case, reference):
    """What `front_end` makes of `case`. Front ends that make no traffic judge the traffic of `reference`."""
    folder = FOLDER / case.folder
    mine = folder / front_end.name
    mine.mkdir(parents=True, exist_ok=True)
    rulebook, verdicts = folder / "rulebook.json", mine / "verdicts.ndjson"
    rulebook.write_text(case.rulebook, "utf-8")
    if case.saves:
        return migrated(front_end, case, folder, mine)
    source = mine if front_end.ludex else folder / reference
    world, requests = source / "world.json", source / "requests.ndjson"
    if case.part >= 0 or case.skew:
        world, requests = folder / "world.json", folder / "requests.ndjson"
        if front_end.name == reference:
            world.write_text(skew.world() if case.skew else grid.world(), "utf-8")
            requests.write_text(skew.requests(case.skew, case.requests) if case.skew else grid.requests(case.part, case.requests), "utf-8")
    elif front_end.ludex:
        make_traffic(front_end.ludex, case, rulebook, world, requests)
    said = judge(front_end, rulebook, world, requests, verdicts)
    found = {"traffic": sha256(world, requests), "world": said["world_digest"], "batch": said["batch_digest"],
             "verdicts": sha256(verdicts)}
    if case.part >= 0:
        verdicts.unlink()  # a large one
    if "program_digest" in said:
        found["program"] = said["program_digest"]
    return found


def migrated(front_end, case, folder, mine):
    given, out, quarantine = folder / "saves.ndjson", mine / "out.ndjson", mine / "quarantine.ndjson"
    given.write_bytes(saves.saves(case.saves, case.seed))
    report = migrate(front_end, folder / "rulebook.json", saves.KIND, given, out, quarantine)
    (mine / "report.json").write_text(json.dumps(by_value(report), sort_keys=True, indent=1), "utf-8")
    return {"saves": sha256(given), "out": sha256(out), "quarantine": sha256(quarantine), "report": sha256(mine / "report.json")}


def by_value(value):
    """JavaScript writes 1.0 as 1."""
    if isinstance(value, dict):
        return {key: by_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [by_value(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def difference(found, expected):
    return ", ".join(f"{key} {value} instead of {expected.get(key, 'none')}" for key, value in found.items()
                     if value != expected.get(key))


def main():
    parser = argparse.ArgumentParser(description="Compares digests over builds and front ends.")
    parser.add_argument("presets", nargs="*", default=["release"], metavar="PRESET")
    parser.add_argument("--update", action="store_true", help="write golden.json anew, from the first preset")
    parser.add_argument("--all", action="store_true", help="the whole grid of expressions: ten million evaluations")
    parser.add_argument("--only", default="", metavar="WORD", help="cases with this word in their name")
    options = parser.parse_args()

    presets = options.presets or ["release"]
    everyone = [*map(native, presets), threaded(presets[0], 5), node(), python()]
    first = everyone[0]
    if first.not_run:
        sys.exit(f"determinism: {first.not_run}")
    ready = [front_end for front_end in everyone if not front_end.not_run]
    old = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    golden = {} if options.update else old

    known = cases(is_thorough=True)
    all_cases = [case for case in (known if options.all or options.update else cases(is_thorough=False)) if options.only in case.name]
    passed, failures, pinned = 0, [], {}
    print(f"{'case':<52} {'program':<17}{'world':<17}{'batch':<17}equal in", flush=True)
    for case in all_cases:
        expected = golden.get(case.name)
        equal = []
        for front_end in ready:
            if case.saves and front_end.only_judges:
                continue
            try:
                found = answers(front_end, case, first.name)
            except (RuntimeError, OSError, ValueError, KeyError) as error:
                failures.append(f"{case.name}, {front_end.name}: {error}")
                continue
            if front_end is first:
                pinned[case.name] = found
                expected = expected or (found if options.update else {})
            wrong = difference(found, expected or {})
            if wrong:
                failures.append(f"{case.name}, {front_end.name}: {wrong}")
            else:
                passed += 1
                equal.append(front_end.name)
        shown = pinned.get(case.name, {})
        print(f"{case.name[:51]:<52} " + "".join(f"{shown.get(key, '-'):<17}" for key in ("program", "world", "batch"))
              + (" ".join(equal) or "NONE"), flush=True)
    for name in golden.keys() - {case.name for case in known}:
        failures.append(f"{name}: in golden.json, but no such case exists: run with --update")

    if options.update:
        if options.only:
            pinned = {**old, **pinned}
        GOLDEN.write_text(json.dumps(pinned, indent=1, ensure_ascii=False) + "\n", "utf-8")
        print(f"wrote {GOLDEN.relative_to(ROOT)}")
    print()
    for failure in failures:
        print(f"FAILED {failure}")
    absent = [front_end for front_end in everyone if front_end.not_run]
    for front_end in absent:
        print(f"not run: {front_end.name}: {front_end.not_run}")
    print(f"{passed} passed, {len(failures)} failed" + (f", {len(absent) * len(all_cases)} not run" if absent else ""))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
