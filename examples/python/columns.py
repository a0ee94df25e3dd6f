"""Judges 100,000 requests that never were text: `python examples/python/columns.py`, after `pip install .`.

A simulated battle: everybody moves, everybody strikes somebody. The requests are NumPy arrays from beginning to end.
"""

import time
from pathlib import Path

import ludex
import ludex.columns
import numpy as np

REQUESTS, PLAYERS, START_MS = 100_000, 1_000, 1_700_000_000_000

rulebook = ludex.Rulebook.load(Path(__file__).parents[1] / "rulebooks" / "arena.json")
player = {"profile": {"version": 3, "state": {"weapons": ["sword", "bow"]}}, "live": {}}
world = rulebook.world({"ludex_world": 1, "entities": {"player": {i: player for i in range(1, PLAYERS + 1)}}})

random = np.random.default_rng(1)
actor = np.tile(np.arange(1, PLAYERS + 1), REQUESTS // PLAYERS)
nonce = np.arange(REQUESTS) // PLAYERS
received_at = START_MS + nonce * 1000 + random.integers(0, 900, REQUESTS)
is_move = random.random(REQUESTS) < 0.98


def envelope(rows):
    sent_at = received_at[rows] - random.integers(0, 60, rows.sum())
    return {"actor": actor[rows], "received_at": received_at[rows], "nonce": nonce[rows], "sent_at": sent_at}


batch = ludex.columns.encode(
    {
        "Move": {**envelope(is_move), "params.to": random.normal(0, 3, (is_move.sum(), 3))},
        "RequestAttack": {**envelope(~is_move), "params.target": random.integers(1, PLAYERS + 1, (~is_move).sum())},
    }
)
start = time.perf_counter()
judgement = world.judge(columns=batch)
seconds = time.perf_counter() - start

for reason, n in judgement.counts.items():
    print(f"{reason:<24}{n:>10,}")
print(f"{len(judgement):,} requests, {len(batch) / len(judgement):.0f} bytes each, {len(judgement) / seconds:,.0f} requests/s")
print(f"batch digest {judgement.digest}, world digest {world.digest}")
