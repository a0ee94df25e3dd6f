# %% [markdown]
# # 3. A migration, rehearsed
# Five years of saves, five versions of them, and a release that renames `gold` to `coins`. Before anyone plays by it, it is tried on all ten thousand saves. Every save will load, every test of
# single saves will pass, and still the first draft loses money: the rehearsal finds how much, of whom and by which step.
#
# The same story with the `ludex` command: [examples/migration](../../examples/migration/README.md).

# %%
import json
import subprocess
import sys
from pathlib import Path

import ludex
import ludex.plots

ludex.plots.use()
EXAMPLES = Path("../../examples/migration")
saves = subprocess.run([sys.executable, EXAMPLES / "make_saves.py"], capture_output=True, check=True).stdout
print(saves.splitlines()[0].decode())
assert saves.count(b"\n") == 10_000

# %% [markdown]
# ## The draft
# Five steps lead from version 0 to version 5. The last one is the rename:

# %%
draft = ludex.Rulebook.load(EXAMPLES / "draft.json")
report = draft.migrate(saves)
report.plot()

# %% [markdown]
# Nothing is set aside, and yet `coins` are not what they were: 157,270 are gone, and no step is allowed to change them.

# %%
assert report.ready == report.lines == 10_000 and report.twice_is_once
assert not report.ok
report.sums

# %%
lost = report.data["sums"]["coins"]
print(f"{lost['unexplained_saves']} saves lose {-lost['unexplained']:,} coins;", "step by step:", {step["id"]: step["delta"] for step in lost["steps"] if step["delta"]})
line = lost["samples"][0]["line"]
print(f"line {line}:", saves.splitlines()[line - 1].decode())
assert lost["unexplained"] == -157_270

# %% [markdown]
# There it is: this save has `gold` *and* `coins`. Servers of an event paid out in coins of their own, and no document says so. The rename writes over them.
#
# ## Who would have lost, and how much?
# The analyst's question, in five lines: the saves themselves are only JSON.

# %%
import pandas as pd  # noqa: E402

states = pd.DataFrame([json.loads(one)["state"] for one in saves.splitlines()])
both = states.dropna(subset="coins")
assert both["coins"].sum() == 157_270 and len(both) == 774

with ludex.plots.drawing(None, 3.2) as ax:
    ax.hist(both["coins"], bins=range(0, 420, 20), color=ludex.plots.VERMILLION, edgecolor="white")
    ax.set(title=f"{len(both)} players would have lost coins", xlabel="coins lost (one player)", ylabel="players")

# %% [markdown]
# ## The mend
# What players have is the sum of both: merge where there are two, rename where there is one. As a difference of rulebooks:

# %%
for change in ludex.rulebook_changes(EXAMPLES / "draft.json", EXAMPLES / "mended.json"):
    print(change["what"], change["at"], json.dumps(change.get("new", change.get("old")))[:160])

# %%
mended = ludex.Rulebook.load(EXAMPLES / "mended.json")
report = mended.migrate(saves)
report.raise_if_failed()
report.plot()

# %% [markdown]
# As many coins as before. 32,720 gems are new, and `starting-gems` is the step that may hand them out.

# %%
assert report.ok
assert report.sums.set_index("sum").loc["coins", "before"] == report.sums.set_index("sum").loc["coins", "after"] == 5_155_310
report.steps

# %% [markdown]
# ## What becomes of the numbers
# Of every field there is a histogram before and after. Coins, in bins that double:

# %%
coins = report.histogram("/coins")
gold = report.histogram("/gold")
with ludex.plots.drawing(None, 3.2) as ax:
    ax.stairs(gold["before"], [*gold["low"], gold["high"].iloc[-1]], color=ludex.plots.GREY, linewidth=2, label="gold, before")
    ax.stairs(coins["after"], [*coins["low"], coins["high"].iloc[-1]], color=ludex.plots.BLUE, linewidth=2, label="coins, after")
    ax.set_xscale("symlog", base=2)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.set(title="Gold before, coins after", xlabel="coins of one player", ylabel="players")
    ax.legend(loc="upper left")

# %% [markdown]
# ## One save, by hand
# In a server the same steps run when a player joins. A save that cannot be brought along is never written over: it keeps its own bytes, and the reason is told.

# %%
loader = mended.save_loader("player")
loaded = loader.load(saves.splitlines()[line - 1])
print(loaded.state, json.loads(loaded.save)["state"])
refused = loader.load('{"version": 4, "state": {"gold": -5}}')
print(refused)
assert json.loads(loaded.save)["state"]["coins"] == 734
assert not refused and refused.save is None
