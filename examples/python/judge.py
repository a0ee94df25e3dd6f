"""Judges a file of requests, as `ludex judge` does, and prints the same JSON object.

python examples/python/judge.py RULEBOOK --world W.json --requests R.ndjson [--verdicts V.ndjson] [--client]
                                [--world-out W2.json] [--opened-at MS] [--json]
"""

import argparse
import json
import time
from pathlib import Path

import ludex


def main() -> None:
    parser = argparse.ArgumentParser(description="Judges a file of requests.")
    parser.add_argument("rulebook", type=Path)
    parser.add_argument("--world", type=Path, required=True)
    parser.add_argument("--requests", type=Path, required=True)
    parser.add_argument("--verdicts", type=Path, help="write the verdict lines to this file")
    parser.add_argument("--client", action="store_true", help="only what the player may see of them")
    parser.add_argument("--world-out", type=Path, help="write the closing world to this file")
    parser.add_argument("--opened-at", type=int, metavar="MS", help="server time of the batch")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    options = parser.parse_args()

    try:
        world = ludex.Rulebook.load(options.rulebook).world(options.world)
        requests = options.requests.read_bytes()
        start = time.perf_counter()
        judgement = world.judge(requests, opened_at=options.opened_at)
        seconds = time.perf_counter() - start
    except (ludex.LudexError, OSError) as error:
        raise SystemExit(str(error)) from None

    if options.verdicts:
        options.verdicts.write_bytes(judgement.lines(view="client" if options.client else "full"))
    if options.world_out:
        options.world_out.write_text(world.to_json() + "\n")
    answer = {
        "counts": judgement.counts,
        "world_digest": world.digest,
        "batch_digest": judgement.digest,
        "requests_per_second": round(len(judgement) / seconds),
    }
    if options.json:
        print(json.dumps(answer))
        return
    for reason, n in judgement.counts.items():
        print(f"{reason:<24}{n:>10,}")
    print("{requests_per_second:,} requests/s, batch digest {batch_digest}, world digest {world_digest}".format(**answer))


if __name__ == "__main__":
    main()
