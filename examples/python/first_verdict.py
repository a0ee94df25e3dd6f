"""Two requests, two verdicts: `python examples/python/first_verdict.py`, after `pip install .` in the project's root."""

from pathlib import Path

import ludex

rulebook = ludex.Rulebook.load(Path(__file__).parents[1] / "rulebooks" / "arena.json")
world = rulebook.world(
    {"ludex_world": 1, "entities": {"player": {7: {"profile": {"version": 3, "state": {"coins": 30}}, "live": {}}}}}
)

purchase = {"actor": 7, "received_at": 1000, "sent_at": 1000, "action": "RequestPurchase"}
judgement = world.judge(
    [
        {**purchase, "nonce": 1, "params": {"item": "potion", "receipt": "receipt-1"}},  # costs 25
        {**purchase, "nonce": 2, "params": {"item": "potion", "receipt": "receipt-2"}},  # 5 coins are left
    ]
)
for verdict in judgement:
    print(verdict)
print(judgement.counts, "world", world.digest)
