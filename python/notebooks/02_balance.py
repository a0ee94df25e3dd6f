# %% [markdown]
# # 2. Balance: from a duel to a tuned weapon table
# Who wins, how long does it take, which number decides it, and what should that number be? Answered by the rules that judge the server's requests: exactly where a fight can be solved, by many fights where it
# cannot. First one duel, then ten weapons, each against each; at the end a table in which none is the wrong choice.

# %%
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

import ludex
import ludex.plots

ludex.plots.use()
EXAMPLES = Path("../../examples/rulebooks")
duel = ludex.Rulebook.load(EXAMPLES / "duel.json")

# %% [markdown]
# ## One duel
# A rifle and a cannon. `solve` samples nothing: these are the chances as the rules write them.

# %%
exact = duel.solve("d1")
exact.plot("wins");

# %% [markdown]
# Played 200,000 times, it comes to the same; the dots are the quantiles, and every step of the curve is a time at which fights end.

# %%
simulation = duel.simulation("d1", seed=1)
simulation.run(200_000)
played = simulation.report()
simulation.plot();

# %%
compared = pd.DataFrame({key: [exact[key], played[key], *played.intervals[key]] for key in ("win_a", "win_b", "draw", "mean_ttk_ms")}, index=["exact", "played", "low", "high"]).T
assert (compared["low"] <= compared["exact"]).all() and (compared["exact"] <= compared["high"]).all()
compared.round(4)

# %% [markdown]
# ## Who has won by when
# A scenario's time limit is a number of the rulebook like any other. Swept over, it tells exactly how the fight goes: whoever is not decided by then is still fighting.

# %% tags=["docs-images-who-has-won-by-when"]
by_when = duel.sweep("d1", {"/scenarios/d1/time_limit_ms": "200..20000:200"}).frame
seconds = by_when["/scenarios/d1/time_limit_ms"].astype(float) / 1000
with ludex.plots.drawing(None) as ax:
    parts = [by_when["win_a"], by_when["draw"], by_when["win_b"], by_when["timeout"]]
    colors = [ludex.plots.BLUE, ludex.plots.GREY, ludex.plots.ORANGE, "#EFEFEF"]
    ax.stackplot(seconds, parts, colors=colors, labels=["a, the rifle, has won", "draw", "b, the cannon, has won", "still fighting"], step="post")
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.set(title="Who has won by when: exact", xlabel="time from the first move (s)", ylabel="share of fights", xlim=(0, 20), ylim=(0, 1))
    ax.legend(loc="center left")
assert np.allclose(sum(parts), 1)

# %% [markdown]
# ## Which number decides it?
# Every number that the fight reads, one percent down and one percent up (of whole numbers at least one), all else as it is.

# %%
sensitivity = duel.sensitivity("d1")
sensitivity.plot();

# %%
assert sensitivity.is_exact
sensitivity.frame[["pointer", "direction", "to", "win_a"]].head(6).round(4)

# %% [markdown]
# Damage comes in whole numbers, and one more is a leap. *Hit* is a number that can be turned gently.
#
# ## The number that makes it even
# Along the rifle's chance to hit, exactly:

# %%
HIT = "/tables/makes/rows/rifle/hit"
sweep = duel.sweep("d1", {HIT: "0.60..0.90:0.01"})
sweep.plot();

# %% [markdown]
# Where `a` wins half of its fights is found by halving: each step is one exact solution, well under a millisecond.

# %%
low, high = 0.60, 0.90
for step in range(40):
    middle = (low + high) / 2
    low, high = (middle, high) if duel.vary({HIT: middle}).solve("d1")["win_a"] < 0.5 else (low, middle)
even = duel.vary({HIT: high})
print(f"hit = {high:.6f}: win_a = {even.solve('d1')['win_a']:.9f}")
assert abs(even.solve("d1")["win_a"] - 0.5) < 1e-9

# %% [markdown]
# A table has two digits. `compare` says what the rounded number changes, without sampling:

# %%
rounded = duel.vary({HIT: round(high, 2)})
comparison = duel.compare(rounded, "d1")
assert abs(rounded.solve("d1")["win_a"] - 0.5) < 0.01
comparison.differences.round(4)

# %% [markdown]
# ## Ten weapons, each against each
# A hundred duels, all solved. Blue rows win; a table without wrong choices would be white.

# %% tags=["docs-images-win-matrix"]
arsenal = ludex.Rulebook.load(EXAMPLES / "arsenal.json")
matrix = arsenal.matrix("duel")
matrix.plot();

# %%
assert matrix["exact_pairs"] == matrix["pairs"] == 100
matrix.ranking.round(4)

# %% [markdown]
# ## A tuned table
# Every weapon should win about half of its fights against the others. What is turned is only *hit*; the rest is what makes the weapons different. A weapon that wins too often hits less in the
# next round, and the other way round; all weapons at once, until the table stands still.

# %%
def hits(rulebook):
    numbers = rulebook.numbers().set_index("pointer")["value"]
    return {pointer: value for pointer, value in numbers.items() if pointer.startswith("/tables/weapons/rows/") and pointer.endswith("/hit")}


def weapon(pointer):
    return pointer.split("/")[4]


tuned, spread = arsenal, []
for _ in range(12):
    wins = tuned.matrix("duel").ranking["mean_win"]
    spread.append(wins.max() - wins.min())
    target = wins.mean()  # below a half: draws are nobody's
    tuned = tuned.vary({pointer: float(np.clip(hit * (1 + 0.4 * (target - wins[weapon(pointer)])), 0.05, 1)) for pointer, hit in hits(tuned).items()})
tuned = arsenal.vary({pointer: round(hit, 2) for pointer, hit in hits(tuned).items()})  # two digits, as designers write them

after = tuned.matrix("duel")
after.plot();

# %%
with ludex.plots.drawing(None, 2.8) as ax:
    ax.plot(range(len(spread)), spread, color=ludex.plots.BLUE)
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.set(title="Best weapon less worst, round by round", xlabel="round of tuning", ylabel="difference of mean win rates", ylim=(0, None))

# %% [markdown]
# The table to check in, and what it does:

# %%
table = pd.DataFrame({
    "hit before": {weapon(pointer): hit for pointer, hit in hits(arsenal).items()},
    "hit after": {weapon(pointer): hit for pointer, hit in hits(tuned).items()},
    "wins before": matrix.ranking["mean_win"],
    "wins after": after.ranking["mean_win"],
}).sort_values("wins before", ascending=False)
assert table["wins after"].max() - table["wins after"].min() < 0.03 < 0.2 < table["wins before"].max() - table["wins before"].min()
table.round(3)

# %% [markdown]
# What the designers expected of the arsenal still holds, or the balance tests say what does not:

# %%
tested = tuned.test("mirror", "duel")
print(tested)
tested.tests[["scenario", "key", "expected_low", "expected_high", "value", "verdict"]].round(3)

# %%
for change in ludex.rulebook_changes(EXAMPLES / "arsenal.json", tuned.text):
    print(change["at"], change["old"], "->", change["new"])
