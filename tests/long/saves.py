"""Two gigabytes of saves through `ludex migrate` by a pipe: resident memory must not grow with what went by."""
import os
import subprocess
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
VERSIONS = 5
LINES_PER_BLOCK = 4_000
SLACK = 8 << 20  # bytes that are not growth: buffers that met a longer line, the allocator's own
SAMPLE_S = 0.2

RULES = """{"ludex":1,"entities":{"player":{"profile":{"version":5,
"state":{"coins":"int >= 0","name":"string","bag":"map<string, int >= 0> max 100","stats":{"type":"object","additionalProperties":false,"properties":{"level":"int = 1"}},"log":"list<string> max 99"},
"invariants":["profile.coins <= 1000000000 else too_rich"],
"migrations":[
 {"id":"one","to":1,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]},
 {"id":"two","to":2,"steps":[{"op":"default","path":"/bag","value":{}}]},
 {"id":"three","to":3,"steps":[{"op":"plunge","path":"/level","into":"stats","if_missing":"skip"}]},
 {"id":"four","to":4,"steps":[{"op":"each","path":"/items","if_missing":"skip","steps":[{"op":"rename","from":"/n","path":"/count","if_missing":"skip"}]}]},
 {"id":"five","to":5,"steps":[{"op":"remove","path":"/old","if_missing":"skip"}]}]}}},"actions":{}}"""


def block(start):
    """Lines of about 1 KB: all versions, some that are set aside."""
    lines = []
    for i in range(start, start + LINES_PER_BLOCK):
        version = i % (VERSIONS + 1)
        coins = '"gold"' if version == 0 else '"coins"'
        items = ",".join('{"n":%d,"kind":"sword of %d","rare":%s}' % (k * i % 997, k, "true" if k % 3 else "false") for k in range(16))
        state = '{%s:%d,"name":"player %d","items":[%s],"old":null,"log":["%s"]}' % (coins, i % 99991, i, items, "x" * (i % 300))
        line = '{"version":%d,"state":%s,"shard":"eu-%d"}' % (version, state, i % 7)
        if i % 997 == 0:
            line = line[:-20]  # cut: for quarantine
        lines.append(line)
    return ("\n".join(lines) + "\n").encode()


def resident(pid):
    """Resident bytes of a process now, or 0 when it has gone."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def run(check, ludex, folder, size):
    """Writes `size` bytes into the command and watches its memory."""
    folder = Path(folder)
    rules, quarantine = folder / "saves_rules.json", folder / "saves_aside.ndjson"
    rules.write_text(RULES, "utf-8")
    blocks = [block(start) for start in range(0, 6 * LINES_PER_BLOCK, LINES_PER_BLOCK)]
    process = subprocess.Popen([str(ludex), "migrate", str(rules), "player", "-", "--out", "/dev/null", "--quarantine", str(quarantine)],
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    samples, written, stop = [], [0], threading.Event()

    def watch():
        while not stop.wait(SAMPLE_S):
            samples.append((written[0], resident(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        i = 0
        while written[0] < size:
            process.stdin.write(blocks[i % len(blocks)])
            written[0] += len(blocks[i % len(blocks)])
            i += 1
        process.stdin.close()
        code = process.wait()
    except BrokenPipeError:
        code = process.wait()
    finally:
        stop.set()
        watcher.join()
    lines = i * LINES_PER_BLOCK
    aside = sum(1 for _ in quarantine.open("rb")) if quarantine.exists() else 0
    expected = sum(text.count(b"\n") - sum(line.endswith(b"}") for line in text.splitlines()) for text in (blocks[k % len(blocks)] for k in range(i)))
    # Some saves are set aside, so the command's exit code says that there is something to look at.
    check("the command reads all of it", code == 1 and aside == expected, f"{written[0] / 1e9:.1f} GB, {lines:,} lines, {aside:,} set aside, {expected:,} expected, exit code {code}")
    warm = [memory for done, memory in samples if memory and size / 10 <= done <= size / 4]
    late = [memory for done, memory in samples if memory and done >= size / 4]
    is_flat = bool(warm) and bool(late) and max(late) <= max(warm) + SLACK
    check("resident memory is flat", is_flat, f"at most {max(warm, default=0) / 2**20:.1f} MB in the first quarter, {max(late, default=0) / 2**20:.1f} MB after it, {len(samples)} samples")
    quarantine.unlink(missing_ok=True)
