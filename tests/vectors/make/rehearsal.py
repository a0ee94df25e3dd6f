"""Many saves at once: the lines that come out, those that are set aside, and what is counted. All of it follows from saves.json."""
import base64
import json
from collections import Counter

import saves
from lib import write
from save_reference import loaded

ABOUT = ("`lines` are ended by LF; each is a text, or {\"hex\"}. `out` are the exact lines that become ready. `quarantine` has an object for each other line, whole but for its message, which must "
         "not be empty. Of the report only what `report` names is compared.")
CLASSES = ("undecodable", "checksum", "too_new", "migration_failed", "invalid", "invariant")
CASES = []


def raw_of(save):
    return bytes.fromhex(save["hex"]) if isinstance(save, dict) else save.encode()


def aside(number, case):
    raw, finding = raw_of(case["save"]), case["finding"]
    line = {"line": number, "class": finding["state"], "pointer": finding["pointer"]}
    if finding["step"]:
        line["step"] = finding["step"]
    try:
        return line | {"raw": raw.decode()}
    except UnicodeDecodeError:
        return line | {"raw_base64": base64.b64encode(raw).decode()}


def case(name, book, given, options=None, first=0, **more):
    """`given`: cases of saves.json under one rulebook, without limits of their own."""
    profile = saves.BOOKS[book]["entities"]["player"]["profile"]
    ready = [one for one in given if "out" in one]
    steps = profile.get("migrations", [])
    classes = Counter(one["finding"]["state"] for one in given)
    outs = [one["out"].encode() for one in ready]
    report = {
        "ok": len(ready) == len(given), "lines": len(given), "ready": len(ready), "changed": sum(one["finding"]["changed"] for one in ready), "ahead": sum(one["finding"]["ahead"] for one in ready),
        "reconciled": sum(one["finding"]["reconciled"] for one in ready), "reconciled_saves": sum(one["finding"]["reconciled"] > 0 for one in ready),
        "quarantined": {name: classes[name] for name in CLASSES if name != "invariant" or classes[name]},
        "steps": [{"id": step["id"], "to": step["to"], "applied": sum(one["finding"]["version"] < step["to"] for one in ready), "failed": sum(one["finding"]["step"] == step["id"] for one in given)} for step in steps],
        "bytes": {"in": sum(len(raw_of(one["save"])) for one in given), "ready_in": sum(len(raw_of(one["save"])) for one in ready), "out": sum(map(len, outs)), "largest": max(map(len, outs), default=0)},
        "twice_is_once": True,
    }
    CASES.append({"name": name, "rulebook": book, "options": options or {}, "lines": [one["save"] for one in given], "out": [one["out"] for one in ready],
                  "quarantine": [aside(number, one) for number, one in enumerate(given, first + 1) if "out" not in one], "report": report | more})


def of_book(book):
    return [one for one in saves.CASES if one["rulebook"] == book and "limits" not in one and not {10, 13} & set(raw_of(one["save"]))]


def ready(save):
    profile = saves.BOOKS["five"]["entities"]["player"]["profile"]
    finding, out = loaded(profile, saves.DEFAULTS, saves.FUNCTIONS, saves.compact(save))
    return {"save": saves.compact(save), "finding": finding, "out": out}


for book in saves.BOOKS:
    case(f"the saves of the rulebook {book}, all classes together", book, of_book(book))
case("no lines", "five", [])
case("a line of nothing is a save that is none", "five", [{"save": "", "finding": {"state": "undecodable", "pointer": "", "step": "", "version": 0, "changed": False, "ahead": False, "reconciled": 0}}] * 3)
case("lines behind others are numbered from there", "five", of_book("five")[30:], {"samples": 1, "first_line": 2**40}, 2**40)
GOLD = [{"version": 4, "state": {"coins": 7}}, {"version": 5, "state": {"coins": 30}}, {"version": 2, "state": {"gold": 1}}, {"version": 0, "state": {"gold": 100}}]
SUM = {"before": 138, "after": 10830, "explained": 10692, "unexplained": 0, "unexplained_saves": 0, "ok": True}
case("a sum that a step may change is explained", "five", [ready(save) for save in GOLD], {"sums": {"money": {"at": ["/coins", "/gold"], "changed_by": ["cents"]}}}, sums={"money": SUM})
case("and one that no step may change is not", "five", [ready(save) for save in GOLD], {"sums": {"money": ["/coins", "/gold"]}}, ok=False,
     sums={"money": SUM | {"explained": 0, "unexplained": 10692, "unexplained_saves": 3, "ok": False}})
case("a sum at one place only: what a rename brings there is not explained", "five", [ready(save) for save in GOLD], {"histograms": False, "twice": False, "sums": {"money": "/coins"}}, ok=False,
     sums={"money": {"before": 37, "after": 10830, "unexplained": 10793, "ok": False}}, is_checked_twice=False)


def save():
    write("rehearsal.json", {"about": ABOUT, "kind": "player", "rulebooks": saves.BOOKS, "cases": CASES})
    return len(CASES)
