"""python3 tests/oracle/generate.py --seed N --out DIR: writes one random case; with --stats A B, counts the verdicts of a range."""

import argparse
import collections
import json
import random as random_module
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import judge  # noqa: E402
import rulebook as rulebook_module  # noqa: E402
import world as world_module  # noqa: E402
from gen_requests import make_requests, make_world  # noqa: E402
from gen_rulebook import make_rulebook  # noqa: E402


@dataclass
class Case:
    """One differential test; `lines` are (bytes, end, batch) so that a reducer can drop some."""

    rulebook: dict
    world: dict
    lines: list
    opened_at: list  # of each batch, or None

    def files(self):
        requests = {f"requests-{batch}.ndjson": b"".join(line + end for line, end, of in self.lines if of == batch)
                    for batch in range(len(self.opened_at))}
        return {"rulebook.json": b"// A random case.\n" + json.dumps(self.rulebook, ensure_ascii=False, indent=1).encode(),
                "world.json": json.dumps(self.world, ensure_ascii=False, indent=1).encode(), **requests}


def make_case(seed):
    random = random_module.Random(seed)
    model = make_rulebook(random)
    start = random.choice([1_000, 1_000_000, 1_700_000_000_000, 2**43 - 30_000_000])
    now = start + random.choice([0, 0, -100, 40]) if random.random() < 0.7 else 0
    first = start + random.choice([0, 0, -100, 500]) if random.random() < 0.5 else None
    world = make_world(random, model, now)
    lines, clocks = make_requests(random, model, start)
    return Case(model.written, world, lines, [first] + make_openings(random, clocks))


def make_openings(random, clocks):
    """`opened_at` of each batch after the first: by its first line, or near the clock that the one before left."""
    return [None if random.random() < 0.3 else clock + random.choice([0, 0, 0, 1, -200, 1000, 50_000]) for clock in clocks]


def judge_case(case):
    """What the reference judge says: ("judged", batches of (verdicts, timers), world text), ("load", why) or ("host", why)."""
    files = case.files()
    try:
        rulebook = rulebook_module.load(files["rulebook.json"])
        world = world_module.load(rulebook, files["world.json"])
        batches = []
        for number, opened_at in enumerate(case.opened_at):
            verdicts, timers, world = judge.judge(rulebook, world, files[f"requests-{number}.ndjson"], opened_at)
            batches.append((verdicts, timers))
        return "judged", batches, world_module.save(rulebook, world)
    except world_module.LoadError as error:
        return "load", str(error)
    except judge.HostError as error:
        return "host", str(error)


def write_case(case, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in case.files().items():
        (folder / name).write_bytes(data)
    return [["--opened-at", str(opened_at)] if opened_at is not None else [] for opened_at in case.opened_at]


def print_stats(first, last):
    counts = collections.Counter()
    for seed in range(first, last):
        outcome = judge_case(make_case(seed))
        counts["batch " + outcome[0]] += 1
        for verdicts, timers in outcome[1] if outcome[0] == "judged" else []:
            for verdict in verdicts + timers:
                reason = ("timer: " if "timer" in verdict else "") + verdict.get("reason", "accepted")
                counts[f"{reason} {verdict['code']}" if "code" in verdict else reason] += 1
    for name, count in counts.most_common():
        print(f"{count:8} {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--stats", type=int, nargs=2, metavar=("FIRST", "LAST"))
    options = parser.parse_args()
    if options.stats:
        print_stats(*options.stats)
        return
    flags = write_case(make_case(options.seed), options.out or Path(f"case-{options.seed}"))
    print("opened at:", *flags)


if __name__ == "__main__":
    main()
