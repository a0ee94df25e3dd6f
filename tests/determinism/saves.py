"""Saves to migrate: of five versions, with members that nobody knows, and some that are cut, flipped or no text at all."""
import json
from pathlib import Path
from random import Random

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "saves.json"
KIND = "player"


def rulebook():
    return json.dumps(json.loads(VECTORS.read_text("utf-8"))["rulebooks"]["five"], ensure_ascii=False)


def saves(count, seed):
    """The lines, LF-terminated. Only random() is drawn: of all that Random has it is the one that may never change."""
    random = Random(seed).random
    return b"".join(one(random, int(random() * 6)) + b"\n" for _ in range(count))


def one(random, version):
    state = {"name": "café 🗡"[: int(random() * 7)], "coins" if version >= 3 else "gold": int(random() * 10**12)}
    if version < 2:
        state["level"] = 1 + int(random() * 99)  # 99 is the last that fits
    if version < 4:
        state["rank"] = ("b", "s", "1", "platinum")[int(random() * 3.05)]
        state["items"] = [{"id": "rope"}] * int(random() * 3)
    state["mod"] = {"pi": float(f"{int(random() * 10**15)}e{int(random() * 600 - 310)}"), "n": [int(random() * 2**63), None, True], "s": "x" * int(random() * 40)}
    save = {**({"version": version} if version else {}), "who": random(), "state": state}
    line = json.dumps(save, ensure_ascii=random() < 0.5, separators=(", ", ": ") if random() < 0.2 else (",", ":")).encode()
    fate = random()
    if fate < 0.02:
        return line[: int(random() * len(line))]
    if fate < 0.06:
        at = int(random() * len(line))
        line = line[:at] + bytes([line[at] ^ 1 << int(random() * 8)]) + line[at + 1 :]
    return line.replace(b"\n", b" ")
