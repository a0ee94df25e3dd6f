"""A purchase that the platform delivers three times, on a server that dies in between: `python examples/python/receipts.py`."""

import ludex

NOW = 1_700_000_000_000
PRODUCTS = {"coins_100": {"coins": 100}}
RECORD = {"coins": 0, "ledger": {}}  # what the store holds


class Server:
    """One process: it holds the session, the profile in memory and the machine of receipts."""

    def __init__(self) -> None:
        self.coins = RECORD["coins"]
        self.shop = ludex.Ledger("receipts")
        self.tell({"event": "profile", "ledger": RECORD["ledger"], "now": NOW})

    def tell(self, event: dict, *, dies_before_saving: bool = False) -> None:
        for effect in self.shop.decide(event):
            match effect["effect"]:
                case "validate":
                    grant = {"event": "valid", "id": effect["id"], "grant": PRODUCTS[effect["product"]], "now": NOW}
                    self.tell(grant, dies_before_saving=dies_before_saving)
                case "apply":
                    self.coins += effect["grant"]["coins"]
                case "save" if dies_before_saving:
                    print("the server dies before it saves")
                case "save":
                    RECORD.update(coins=self.coins, ledger=effect["ledger"])  # both in one write
                    self.tell({"event": "saved", "save": effect["save"]})
                case "answer":
                    print(f"call {effect['call']}: {effect['decision']}, {RECORD['coins']} coins on record")


def receipt(call: int) -> dict:
    return {"event": "receipt", "id": "81", "product": "coins_100", "call": call, "now": NOW + call}


Server().tell(receipt(1), dies_before_saving=True)
second = Server()
second.tell(receipt(2))  # granted, but say that the platform never hears it
Server().tell(receipt(3))  # so it calls a third server

journal = [
    {"account": "platform", "may_be_negative": True},
    {"id": "receipt:81", "from": "platform", "to": "player:7", "asset": "coins", "amount": 100},
]
print(ludex.audit(journal, saves=[{"id": 7, "state": RECORD}], balance={"/state/coins": "coins"}))
