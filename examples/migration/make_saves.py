"""Ten thousand saves of a small game, as five years of servers left them: `python3 make_saves.py > saves.ndjson`.

The same file every time. What matters is not in any document: from version 3 on the servers of the harvest event paid out in
"coins" of their own, beside the "gold" that everybody had.
"""
import json
import random
import sys

RANKS = ["b", "s", "g"]
RANK_NAMES = ["bronze", "silver", "gold"]
PETS = ["cat", "dog", "owl", "fox"]


def save(rng, number):
    version = rng.choices(range(5), weights=[5, 10, 20, 30, 35])[0]
    level = min(1 + int(rng.expovariate(0.08)), 60)
    rank = min(level // 20, 2)
    state = {"name": f"player-{number}", "gold": int(rng.expovariate(0.002))}
    if version == 0:
        state["level"] = level
    else:
        state["stats"] = {"level": level, "won": rng.randrange(level * 5), "lost": rng.randrange(level * 5)}
    if version >= 2:
        state["pets"] = [{"kind": rng.choice(PETS), "xp": rng.randrange(5000)} for _ in range(rng.randrange(4))]
    if version >= 1:
        state["rank"] = RANKS[rank] if version < 3 else RANK_NAMES[rank]
    if version >= 3 and rng.random() < 0.12:
        state["coins"] = 10 * rng.randrange(1, 40)  # paid by the event
    if version >= 4:
        state["gems"] = 5 + rng.randrange(20)
    made = {"state": state}
    return {"version": version, **made} if version else made


def main():
    rng = random.Random(2026)
    for number in range(10_000):
        sys.stdout.write(json.dumps(save(rng, number), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
