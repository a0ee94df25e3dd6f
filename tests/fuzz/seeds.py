"""Seed inputs for every fuzzer, out of the vectors and the examples. Written to build, never kept in the repository."""
import hashlib
import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors"
MAX_LINES = 40  # of one seed batch


def read(path):
    return json.loads((VECTORS / path).read_text("utf-8"))


def rulebook_text(case):
    if isinstance(case, dict) and "text" in case:
        return case["text"]
    rulebook = case["rulebook"] if "rulebook" in case else case
    if set(rulebook) == {"file"}:
        return (ROOT / rulebook["file"]).read_text("utf-8")
    return json.dumps(rulebook, ensure_ascii=False)


def line_bytes(line):
    if isinstance(line, str):
        return line.encode("utf-8", "surrogatepass")
    return bytes.fromhex(line["hex"]) if "hex" in line else line.get("line", "").encode("utf-8", "surrogatepass")


def batch_bytes(batch):
    if isinstance(batch, dict):
        return bytes.fromhex(batch["hex"]) if "hex" in batch else batch["raw"].encode("utf-8")
    return b"\n".join(line_bytes(line) for line in batch[:MAX_LINES])


def strings(value):
    """Every string in a value: among those of a rulebook are its expressions."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def seeds():
    """(target, bytes) pairs."""
    lines = [line_bytes(line) for line in read("hostile_lines.json")["lines"]]
    for line in lines:
        yield "json_scan", line
        yield "judge", line
    for i in range(0, len(lines), 10):
        yield "judge", b"\n".join(lines[i:i + 10])

    rulebooks = [case for name in ("good", "broken") for case in read(f"{name}_rulebooks.json")["cases"]]
    for case in rulebooks:
        text = rulebook_text(case).encode("utf-8", "surrogatepass")
        yield "rulebook", text
        yield "json_scan", text[:4096]
    for case in read("broken_worlds.json")["cases"]:
        yield "world", case["text"].encode("utf-8", "surrogatepass")

    for path in sorted((VECTORS / "judge").glob("*.json")):
        topic = json.loads(path.read_text("utf-8"))
        for case in topic["cases"]:
            rulebook = rulebook_text(topic["rulebooks"][case["rulebook"]])
            world = json.dumps(case["world"], ensure_ascii=False)
            yield "world", world.encode("utf-8")
            for batch in case["batches"]:
                yield "whole", b"\0".join([rulebook.encode("utf-8"), world.encode("utf-8"), batch_bytes(batch)])
        for rulebook in topic["rulebooks"].values():
            for text in strings(rulebook):
                yield "expression", text.split(" else ")[0].encode("utf-8")


def write(folder):
    """Writes the seeds to folder/TARGET, replacing what was there."""
    shutil.rmtree(folder, ignore_errors=True)
    for target, data in seeds():
        (folder / target).mkdir(parents=True, exist_ok=True)
        (folder / target / hashlib.sha1(data).hexdigest()).write_bytes(data)
