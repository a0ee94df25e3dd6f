"""A player comes with an old save, buys once, and comes back: `python examples/python/presence.py`."""

import json

import ludex

STORE = {7: b'{"version": 2, "state": {"gold": 40}, "bought_with": "a mod that nobody here knows"}'}  # coins were called gold
BUY = {"actor": 7, "received_at": 1_700_000_000_000, "action": "RequestPurchase", "params": {"item": "potion", "receipt": "receipt-1"}}

rulebook = ludex.Rulebook.load("examples/rulebooks/arena.json")
world = rulebook.world()
loader = rulebook.save_loader("player")
metrics = ludex.Metrics()
nonce = 0


def come() -> None:
    found = world.join(loader, 7, STORE.get(7))  # None is a new profile: only where the store says that there is no record
    if not found:
        raise SystemExit(f"the save stays as it is: {found}")
    print("joins:", found)


def buy() -> None:
    global nonce
    nonce += 1
    judgement = world.judge([BUY | {"nonce": nonce, "sent_at": BUY["received_at"]}])
    metrics.add(judgement)
    print("buys:", judgement[0]["verdict"], judgement[0].get("result"))


def go() -> None:
    STORE[7] = world.save_profile(loader, 7, STORE.get(7))  # coins and the receipt in one write
    world.leave("player", 7)  # after it
    print("leaves with", json.loads(STORE[7])["state"]["coins"], "coins")


come()
buy()
go()
come()
buy()  # the answer was lost on the way, so the client asks again
go()
print(*[line for line in metrics.text().splitlines() if line.startswith("ludex_requests_total")], sep="\n")
