# %% [markdown]
# # 5. Beyond one machine: the same bits
# A sweep of 961 grid points, and a migration of ten thousand saves, each on one process and then on a Dask cluster. The point is not the speed of this machine. It is that nothing changes: the cluster's answer is the
# same text, byte for byte, however the work is cut and whoever does it. So a result may be computed anywhere and checked anywhere.

# %%
import subprocess
import sys
import tempfile
from pathlib import Path

from dask.distributed import Client, LocalCluster

import ludex
import ludex.dask
import ludex.plots

ludex.plots.use()
EXAMPLES = Path("../../examples")

# %% [markdown]
# ## A cluster
# Two worker processes on this machine, which speak to each other as those of a data centre do. With another address in `Client(…)` the rest of this page stays as it is.

# %%
cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="ERROR")
client = Client(cluster)
workers = list(client.scheduler_info()["workers"].values())
print(len(workers), "workers,", sum(worker["nthreads"] for worker in workers), "threads")

# %% [markdown]
# ## A sweep, here and there
# How often a rifle beats a cannon, over both chances to hit: 31 by 31 points, every one an exact solution.

# %%
duel = ludex.Rulebook.load(EXAMPLES / "rulebooks/duel.json")
RIFLE, CANNON = "/tables/makes/rows/rifle/hit", "/tables/makes/rows/cannon/hit"
GRID = {RIFLE: "0.60..0.90:0.01", CANNON: "0.45..0.75:0.01"}

here = duel.sweep("d1", GRID)
there = ludex.dask.sweep(duel, "d1", GRID)
assert here.to_json() == there.to_json()
assert len(here) == 31 * 31 and here.frame["exact"].all()
print(f"{len(here)} points, {len(here.to_json()):,} bytes, equal")

# %%
there.plot();

# %% [markdown]
# Along the black line both win as often: whoever changes one number reads off what the other must become.
#
# ## Chance travels too
# Where a fight cannot be solved it is played, and fight 17 of a seed is the same fight on every machine. So sampled answers are equal to the last bit as well, intervals included.

# %%
arsenal = ludex.Rulebook.load(EXAMPLES / "rulebooks/arsenal.json")  # with potions a fight is no race, and is played
SWORD = {"/tables/weapons/rows/sword/hit": "0.60..0.95:0.05"}

played = arsenal.sweep("potions", SWORD, max_states=0, fights=4000, seed=7)
parts = ludex.dask.sweep(arsenal, "potions", SWORD, max_states=0, fights=4000, seed=7, part_points=2)
assert played.to_json() == parts.to_json()
assert not played.frame["exact"].any()
parts.plot();

# %% [markdown]
# ## Ten thousand saves
# The migration of [03_migration_rehearsal](03_migration_rehearsal.ipynb), its file cut into parts of 100 kB that the workers take as they come.

# %%
folder = tempfile.TemporaryDirectory()
saves = Path(folder.name, "saves.ndjson")
saves.write_bytes(subprocess.run([sys.executable, EXAMPLES / "migration/make_saves.py"], capture_output=True, check=True).stdout)
mended = ludex.Rulebook.load(EXAMPLES / "migration/mended.json")

alone = mended.migrate(saves, out=Path(folder.name, "alone.ndjson"), quarantine=Path(folder.name, "aside.ndjson"))
spread = ludex.dask.migrate(mended, None, saves, Path(folder.name, "parts"), part_bytes=100_000)

written = sorted(Path(folder.name, "parts").glob("part-*.ndjson"))
assert len(written) == 16
assert b"".join(part.read_bytes() for part in written) == Path(folder.name, "alone.ndjson").read_bytes()
assert spread.to_json() == alone.to_json()
print(f"{spread.summary()}; in {len(written)} parts, equal")

# %%
spread.plot()

# %% tags=["varies"]
client.close()
cluster.close()
folder.cleanup()
