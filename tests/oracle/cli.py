"""python3 tests/oracle/cli.py RULEBOOK --world W.json --requests R.ndjson --verdicts V.ndjson --world-out W2.json"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import judge  # noqa: E402
import rulebook as rulebook_module  # noqa: E402
import world as world_module  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description="The reference judge.")
    parser.add_argument("rulebook", type=Path)
    parser.add_argument("--world", type=Path, required=True)
    parser.add_argument("--requests", type=Path, required=True)
    parser.add_argument("--opened-at", type=int)
    parser.add_argument("--verdicts", type=Path, required=True)
    parser.add_argument("--timers", type=Path)
    parser.add_argument("--world-out", type=Path, required=True)
    options = parser.parse_args()
    rulebook = rulebook_module.load(options.rulebook.read_bytes())
    world = world_module.load(rulebook, options.world.read_bytes())
    try:
        verdicts, timers, after = judge.judge(rulebook, world, options.requests.read_bytes(), options.opened_at)
    except judge.HostError as error:
        print(f"batch refused: {error}", file=sys.stderr)
        return 1
    lines = [json.dumps(verdict, ensure_ascii=False) + "\n" for verdict in verdicts]
    options.verdicts.write_text("".join(lines), encoding="utf-8")
    if options.timers:
        lines = [json.dumps(answer, ensure_ascii=False) + "\n" for answer in timers]
        options.timers.write_text("".join(lines), encoding="utf-8")
    options.world_out.write_text(world_module.save(rulebook, after), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
