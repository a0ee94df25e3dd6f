"""Makes the two rulebooks and the log of this folder: python3 make_log.py path/to/ludex"""

import json
import random
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RULES = """// A mine: who digs finds coins, and spends them on a better pick.
{
  "ludex": 1,
  "name": "mine",
  "version": %d,
  "entities": {
    "player": {
      "profile": { "version": 0, "state": { "coins": "int >= 0 = 0", "level": "int 1..50 = 1" } },
      "live": { "state": { "dug": "int = 0" } }
    }
  },
  "limits": { "rate": { "per_second": 5, "burst": 5 } },
  "actions": {
    "Dig": {
      "params": {},
      "draws": ["gem"],
      "cooldown": { "key": "dig", "ms": "%s" },
      "effects": ["actor.coins += chance('gem', 0.05) ? 25 : actor.level", "actor.dug += 1"],
      "result": "actor.coins"
    },
    "Upgrade": {
      "params": {},
      "require": ["actor.level < 50 else best_pick"],
      "cost": { "coins": "20 * actor.level" },
      "effects": ["actor.level += 1"],
      "result": "actor.level"
    }
  }
}
"""


def main(ludex: str) -> None:
    (HERE / "old.json").write_text(RULES % (1, "400ms"))
    (HERE / "new.json").write_text(RULES % (2, "650ms"))
    random.seed(6)
    players = {str(i): {"profile": {"version": 0, "state": {"coins": 15 * i, "level": 1 + i // 3}}} for i in range(1, 13)}
    world = {"ludex_world": 1, "now": 1_700_000_000_000, "seed": 20, "entities": {"player": players}}
    now, lines = 1_700_000_000_000, []
    for _ in range(3000):
        now += random.randint(10, 90)
        action = "Upgrade" if random.random() < 0.08 else "Dig"
        lines.append(json.dumps({"actor": random.randint(1, 12), "received_at": now, "action": action}, separators=(",", ":")))
    (HERE / "world.json").write_text(json.dumps(world) + "\n")
    (HERE / "requests.ndjson").write_text("\n".join(lines) + "\n")
    (HERE / "day.ludexlog").unlink(missing_ok=True)
    subprocess.run(
        [ludex, "record", "old.json", "--world", "world.json", "--requests", "requests.ndjson", "--batch", "50", "--out", "day.ludexlog"], cwd=HERE, check=True
    )
    for name in ("world.json", "requests.ndjson"):
        (HERE / name).unlink()


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()))
