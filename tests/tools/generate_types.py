#!/usr/bin/env python3
"""Generates examples/types: the types of the arena in every language, as `ludex types` writes them.

    generate_types.py            builds the command and writes the files
    generate_types.py --check    exits 1 if a committed file differs by a byte; build/release/bin/ludex must be there
"""
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LUDEX = ROOT / "build/release/bin/ludex"
RULEBOOK = "examples/rulebooks/arena.json"
OUTPUTS = {"examples/types/arena.ts": "ts", "examples/types/arena.py": "py", "examples/types/arena.h": "cpp", "examples/types/arena.luau": "luau"}


def types(language):
    return subprocess.run([LUDEX, "types", RULEBOOK, "--lang", language], cwd=ROOT, check=True, capture_output=True).stdout


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    if not sys.argv[1:]:
        subprocess.run([ROOT / ".ci/build", "release", "ludex_cli"], check=True, stdout=subprocess.DEVNULL)
    elif not LUDEX.exists():
        sys.exit("generate_types: there is no build/release/bin/ludex to compare with; build it with `make build`")
    stale = 0
    for name, language in OUTPUTS.items():
        path, text = ROOT / name, types(language)
        if sys.argv[1:]:
            same = path.exists() and path.read_bytes() == text
            stale += not same
            print(f"{name}: {'as generated' if same else 'differs: run `make generate`'}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            print(f"{name}: written")
    if sys.argv[1:]:
        print(f"{len(OUTPUTS) - stale} passed, {stale} failed")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
