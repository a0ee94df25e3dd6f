# %% [markdown]
# # 2. Balance: from a duel to a tuned weapon table
# Who wins, how long does it take, which number decides it, and what should that number be? Answered by the rules that judge the server's requests: exactly where a fight can be solved, by many fights where it
# cannot. First one duel, then ten weapons, each against each; at the end a table in which none is the wrong choice.
#
# **A weapon of your own, in five minutes:** write numbers into `CHANGES` below and run all cells (*Run → Run All Cells*). Every plot and table of the duel is then
# of yours, down to the chance to hit that makes it even. The rulebook's file stays as it is.

# %%
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

import ludex
import ludex.plots

ludex.plots.use()
EXAMPLES = Path("../../examples/rulebooks")
CHANGES = {}  # try: {"/tables/makes/rows/rifle/damage_max": 16}
duel = ludex.Rulebook.load(EXAMPLES / "duel.json").vary(CHANGES)
# What is true of the shipped duel alone is asserted of no other. The digest is of the rules, not of their scenarios: those show in what comes of them.
is_shipped = duel.digest == "1bc95f03b1662e00" and round(duel.solve("d1")["win_a"], 6) == 0.540752
print("the duel as shipped" if is_shipped else f"a changed duel: {CHANGES or 'duel.json is another'}")

# %% [markdown]
# ## One duel
# A rifle and a cannon. `solve` samples nothing: these are the chances as the rules write them.

# %%
exact = duel.solve("d1")
exact.plot("wins");

# %% [markdown]
# Played 200,000 times, it comes to the same; the dots are the quantiles, and every step of the curve is a time at which fights end.
# Below, `within` says whether the exact number lies in its interval: each of them does so in 95 of 100 seeds, so once in a while one does not.

# %%
simulation = duel.simulation("d1", seed=1)
simulation.run(200_000)
played = simulation.report()
simulation.plot();

# %%
compared = pd.DataFrame({key: [exact[key], played[key], *played.intervals[key]] for key in ("win_a", "win_b", "draw", "mean_ttk_ms")}, index=["exact", "played", "low", "high"]).T
compared["within"] = compared["exact"].between(compared["low"] - 1e-9, compared["high"] + 1e-9)  # chances add up to 1 but for rounding
assert compared["within"].all() or not is_shipped, "the shipped duel and seed 1 are known to agree: the rules or the simulation changed"
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
    for swatch in ax.legend(loc="center left").get_patches():
        swatch.set_edgecolor(ludex.plots.GREY)  # the lightest is not seen on white
assert np.allclose(sum(parts), 1)

# %% [markdown]
# ## Which number decides it?
# Every number that the fight reads, one percent down and one percent up (of whole numbers at least one), all else as it is.

# %%
sensitivity = duel.sensitivity("d1")
sensitivity.plot();

# %%
assert sensitivity.is_exact or not is_shipped, "the shipped duel can be solved: nothing of it should be sampled"
sensitivity.frame[["pointer", "direction", "to", "win_a"]].head(6).round(4)

# %% [markdown]
# Damage comes in whole numbers, and one more is a leap. *Hit* is a number that can be turned gently.
#
# ## The number that makes it even
# Along the rifle's chance to hit, from never to always, exactly:

# %%
HIT = "/tables/makes/rows/rifle/hit"
sweep = duel.sweep("d1", {HIT: "0..1:0.05"})
sweep.plot();

# %% [markdown]
# Even is where the lines cross: both win as often. That is a little below one half, for draws are nobody's. The crossing is found by halving: each step is one
# exact solution, a millisecond or two.

# %%
def ahead(hit):
    report = duel.vary({HIT: hit}).solve("d1")
    return report["win_a"] - report["win_b"]


low, high = 0.0, 1.0
can_be_even = ahead(low) <= 0 <= ahead(high)
if can_be_even:
    for step in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if ahead(middle) < 0 else (low, middle)
    best = high
else:
    best = min(low, high, key=lambda hit: abs(ahead(hit)))
    print("No chance to hit makes this duel even; the nearest is")
report = duel.vary({HIT: best}).solve("d1")
print(f"hit = {best:.6f}: win_a = {report['win_a']:.9f}, win_b = {report['win_b']:.9f}, draw = {report['draw']:.9f}")
assert abs(ahead(best)) < 1e-9 or not can_be_even, "forty halvings should leave nothing"

# %% [markdown]
# A table has two digits. `compare` says what the rounded number changes, without sampling:

# %%
rounded = duel.vary({HIT: round(best, 2)})
comparison = duel.compare(rounded, "d1")
assert abs(ahead(round(best, 2))) < 0.01 or not is_shipped, "two digits are enough for the shipped duel"
comparison.differences.round(4)

# %% [markdown]
# ## Ten weapons, each against each
# A hundred duels, all solved. Numbers are wins; colours count a draw as half a win for each, so blue rows are ahead, and a weapon against itself is white with 41
# to 45 % of wins. A table without wrong choices would be white all over.

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
