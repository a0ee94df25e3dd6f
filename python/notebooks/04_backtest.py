# %% [markdown]
# # 4. A back-test: what yesterday's players would feel under tomorrow's rules
# A log holds what every player asked for. Judged again, it gives every verdict again, to the bit. Judged under *other* rules, it says what would have been different: for whom, how often, and what
# that does to the money in the game.
#
# The game is a small mine: who digs finds coins and spends them on a better pick. The change is one number: digging is possible every 650 ms instead of every 400.

# %%
import json
from pathlib import Path

import ludex
import ludex.plots

ludex.plots.use()
EXAMPLES = Path("../../examples/backtest")
LOG = EXAMPLES / "day.ludexlog"  # `ludex record old.json --world … --requests … --out day.ludexlog`; a server writes the same
for change in ludex.rulebook_changes(EXAMPLES / "old.json", EXAMPLES / "new.json"):
    print(change["at"], change["old"], "->", change["new"])

# %% [markdown]
# ## First: is the log what it says?
# Three thousand requests in sixty batches, chained by SHA-256. Replaying judges them all again; one bit that came out otherwise would be named.

# %%
log = ludex.read_log(LOG)
replay = ludex.replay_log(LOG)
print(log)
print(replay)
assert log.state == "whole" and replay.ok and replay.requests == 3000

# %% [markdown]
# ## Tomorrow's rules over yesterday's log

# %% tags=["docs-images-backtest"]
test = ludex.backtest(LOG, EXAMPLES / "new.json", cohorts={"veterans": "actor.level >= 4"}, sums=["player.coins", "player.level"])
test.plot();

# %% [markdown]
# What players *feel* are the coloured bars: 543 requests that passed are refused now, 179 the other way round. The grey ones are the same verdict with another
# number in its answer, a balance, a level or a time to wait: whoever digs less has other coins in every answer after it, and so 2,898 of 3,000 verdicts differ.

# %%
assert (test.requests, test.changed) == (3000, 2898)
flips = test.changes[(test.changes["from"] == "accepted") != (test.changes["to"] == "accepted")]
assert flips.groupby(flips["to"] == "accepted")["count"].sum().to_dict() == {False: 543, True: 179}
flips

# %% [markdown]
# ## For whom?
# Cohorts are expressions of the rulebook's own language, asked once for each player when the log begins.

# %%
test.plot("cohorts");

# %%
felt = test.cohorts.assign(lost=1 - test.cohorts["accepted_after"] / test.cohorts["accepted_before"])
assert (felt["accepted_after"] < felt["accepted_before"]).all()
felt[["name", "actors", "requests", "accepted_before", "accepted_after", "lost"]].round(3)

# %% [markdown]
# ## What does it do to the economy?

# %%
test.plot("player.coins");

# %%
end = {one["path"]: one["end"] for one in test.report["sums"]}
assert end["player.coins"] == {"old": 2118, "new": 1646}
end

# %% [markdown]
# A fifth fewer coins at the end, and more. But coins are spent on levels, so they tell only half of it:

# %%
test.plot("player.level");

# %% [markdown]
# ## How much longer may a cooldown be?
# The rules are text, so the question is a loop: ten cooldowns over the same log.

# %%
old = (EXAMPLES / "old.json").read_text()
cooldowns = list(range(400, 1000, 60))
share, levels = [], []
for ms in cooldowns:
    tried = ludex.backtest(LOG, old.replace("400ms", f"{ms}ms"), sums=["player.coins", "player.level"])
    digs = tried.actions.set_index("action").loc["Dig"]
    share.append(digs["accepted_after"] / digs["requests"])
    levels.append(tried.report["sums"][1]["end"]["new"])

from matplotlib import pyplot as plt  # noqa: E402

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4))
left.plot(cooldowns, share, marker="o", color=ludex.plots.BLUE)
left.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
left.set(title="Digs that are accepted", xlabel="cooldown of Dig (ms)", ylabel="share of digs", ylim=(0, 1))
right.plot(cooldowns, levels, marker="o", color=ludex.plots.ORANGE)
right.set(title="Levels at the end of the log", xlabel="cooldown of Dig (ms)", ylabel="sum of levels, all players", ylim=(0, 1.1 * max(levels)));

# %%
assert share == sorted(share, reverse=True)
assert levels[0] == test.report["sums"][1]["end"]["old"]

# %% [markdown]
# ## One verdict, explained
# The seventh request of the log is a dig that was refused. A *capsule* is that verdict cut out of the log: one player, no seed, small enough to put into a ticket.

# %%
capsule = ludex.cut_capsule(LOG, batch=0, request=6)
print(f"{len(capsule):,} bytes")
told = ludex.explain_capsule(capsule)
print(told["verdict"])
assert ludex.replay_capsule(capsule) == told["verdict"]
assert told["verdict"]["reason"] == "on_cooldown"

# %% [markdown]
# Whoever changes it is found out:

# %%
try:
    ludex.replay_capsule(capsule.replace('"request":6', '"request":7'))
    raise AssertionError("a changed capsule must not pass")
except ludex.LudexError as error:
    print(error.code, error.pointer)
assert json.loads(capsule)["request"] == 6
