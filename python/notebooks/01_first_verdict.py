# %% [markdown]
# # 1. First verdict
# A *rulebook* says what players may ask of a game and what comes of it. The server judges every request by it, and so does this notebook: the same rules, the same verdicts, the same
# bits. Here are two requests, then a day of them, then one number changed.

# %%
from pathlib import Path

import ludex
import ludex.plots

ludex.plots.use()  # plots of our own look like those of ludex
EXAMPLES = Path("../../examples")
arena = ludex.Rulebook.load(EXAMPLES / "rulebooks/arena.json")
arena

# %% [markdown]
# ## Two requests
# Player 7 has 30 coins and asks for two potions, 25 coins each.

# %%
world = arena.world({"ludex_world": 1, "entities": {"player": {7: {"profile": {"version": 3, "state": {"coins": 30}}, "live": {}}}}})


def purchase(number):
    return {
        "actor": 7, "received_at": 1000, "sent_at": 1000, "nonce": number,
        "action": "RequestPurchase", "params": {"item": "potion", "receipt": f"receipt-{number}"},
    }


for verdict in world.judge([purchase(1), purchase(2)]):
    print(verdict)

# %% [markdown]
# The second one is refused. *Why* is a question with an answer: every clause that was looked at, what it says and what it comes to. What the player has, the
# world tells.

# %%
explained = world.explain(purchase(3))
for step in explained["steps"]:
    decides = "   <- decides" if step.get("decides") else ""
    print(f"{step['at']:<38}{step['tree']['text']} = {step['tree'].get('value')}{decides}")
coins = world.to_dict()["entities"]["player"]["7"]["profile"]["state"]["coins"]
price = next(step["tree"]["value"] for step in explained["steps"] if step.get("decides"))
print(f"{explained['verdict']['reason']}: player 7 has {coins}, needs {price}")
assert explained["verdict"]["reason"] == "not_enough_coins" and coins < price

# %% [markdown]
# ## A day of traffic
# Ten thousand requests of a hundred players, a fifth of them hostile: replayed, too fast, malformed or made up. The traffic is seeded, so it is this traffic on every machine.

# %%
world, requests = arena.traffic(players=100, requests=10_000, seed=1, attack_rate=0.2)
judgement = world.judge(requests, copy=True)
judgement.plot();

# %% [markdown]
# As a table, for questions of one's own: who is told to come back later, and when?

# %%
frame = judgement.to_frame()
later = frame.dropna(subset="retry_after_ms").groupby("reason", observed=True)["retry_after_ms"]
later.describe()[["count", "min", "50%", "max"]].astype(int)

# %% [markdown]
# ## The same bits
# A digest goes over every verdict. It does not depend on threads, on the form of the requests or on the machine: this is what
# `ludex traffic arena.json --players 100 --requests 10000 --seed 1 --attack-rate 0.2` and `ludex judge` say too, natively and in WebAssembly.

# %%
print("verdicts", judgement.digest, "world", judgement.world_digest)
assert world.judge(requests, copy=True, threads=1).digest == world.judge(requests, copy=True, threads=4).digest == judgement.digest

# %% [markdown]
# ## One number changed
# What if a sword reached 50 units instead of 10? The rulebook is text: change it, and judge the same day again.

# %%
text = (EXAMPLES / "rulebooks/arena.json").read_text()
longer = ludex.Rulebook.parse(text.replace('"range": 10.0', '"range": 50.0'))
other = longer.world(world.to_json()).judge(requests)
change = {reason: other.counts.get(reason, 0) - judgement.counts.get(reason, 0) for reason in judgement.counts | other.counts}
change = {reason: n for reason, n in sorted(change.items(), key=lambda item: item[1]) if n}
change

# %%
with ludex.plots.drawing(None, 3.2) as ax:
    colors = [ludex.plots.GREEN if reason == "accepted" else ludex.plots.ORANGE for reason in change]
    drawn = ax.barh(list(change), list(change.values()), color=colors)
    ax.bar_label(drawn, [f"{n:+,}" for n in change.values()], padding=4, fontsize=9)
    ax.axvline(0, color=ludex.plots.GREY, linewidth=1)
    ax.margins(x=0.15)
    ax.set(title="A sword that reaches 50 units instead of 10", xlabel="requests, new rules less old", ylabel="reason")

# %% [markdown]
# Fewer attacks are `too_far`, and what follows shows too: more hits, so more players who are down, and whatever they ask for then is refused as `actor_dead`.
# What the change does to requests that were really made is the matter of [04_backtest](04_backtest.ipynb); what it does to a fight is that of [02_balance](02_balance.ipynb).

# %%
assert change["too_far"] < 0
assert sum(change.values()) == 0
