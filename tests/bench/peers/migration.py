"""The five steps of ../migration_saves.cpp as people write them in Python: dicts and the json module.

    migration.py IN.ndjson OUT.ndjson

Prints one line of JSON for each row: {"name": …, "seconds": …}, of processor time for the whole file, the median of
several turns. OUT gets the migrated saves, which the bench compares with Ludex's. Nothing is validated here.
"""
import json
import statistics
import sys
import time
import zlib

TURNS = 5
RANKS = {"b": "bronze", "s": "silver", "g": "gold"}
APPLIED = [["gold-to-coins", "0"], ["level-into-stats", "0"], ["ranks-by-name", "0"], ["counts-in-words", "0"], ["milliseconds", "0"]]


def to_2(state):
    state["coins"] = state.pop("gold")


def to_3(state):
    stats = state.setdefault("stats", {})
    stats["level"] = state.pop("level")
    stats["xp"] = state.pop("xp")


def to_4(state):
    state["rank"] = RANKS[state["rank"]]
    state.setdefault("titles", ["newcomer"])


def to_5(state):
    for item in state["inventory"]:
        item["count"] = item.pop("n")


def to_6(state):
    state["played_ms"] = int(state.pop("played_s") * 1000.0)
    del state["legacy_token"]


STEPS = [(2, to_2), (3, to_3), (4, to_4), (5, to_5), (6, to_6)]
DEFAULTS = {"gems": 0}


def checksum(state):
    return zlib.crc32(json.dumps(state, sort_keys=True, separators=(",", ":")).encode())


def migrate(line, has_checksum):
    save = json.loads(line)
    state = save["state"]
    if has_checksum:
        checksum(state)  # what would be compared with the one that is stored
    for to, step in STEPS:
        if save.get("version", 0) < to:
            step(state)
    for name, value in DEFAULTS.items():
        state.setdefault(name, value)
    save["version"] = 6
    save["applied"] = APPLIED
    save["min_reader"] = 2
    if has_checksum:
        save["checksum"] = checksum(state)
    return json.dumps(save, separators=(",", ":"))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = file.read().splitlines()
    for name, has_checksum in (("Python, dicts and json, no checksum", False), ("Python, dicts and json, CRC-32 of the state", True)):
        turns = []
        for _ in range(TURNS):
            start = time.process_time()
            made = [migrate(line, has_checksum) for line in lines]
            turns.append(time.process_time() - start)
        print(json.dumps({"name": name, "seconds": statistics.median(turns)}), flush=True)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("\n".join(made) + "\n")


if __name__ == "__main__":
    main()
