"""What judging costs as traffic and worlds grow: a table for docs/growth.md and a plot, from `ludex_bench --growth`.

    growth.py [--bench build/release/bin/ludex_bench] [--repeat N] [--most-requests N] [--most-players N] [--out docs/images/growth.svg]
"""
import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLAYERS, REQUESTS = 1000, 262_144  # held while the other grows


def powers(first, last):
    while first <= last:
        yield first
        first *= 10


def measure(bench, requests, players, repeat):
    runs = [json.loads(subprocess.run([bench, "--growth", str(requests), str(players)], check=True, capture_output=True, text=True).stdout) for _ in range(repeat)]
    return {**runs[0], "ns_per_request": statistics.median(run["ns_per_request"] for run in runs)}


def table(rows, name):
    print(f"| {name} | ns a request | requests/s |" + (" bytes an entity |" if name == "entities" else ""))
    print("|---:|---:|---:|" + ("---:|" if name == "entities" else ""))
    for row in rows:
        print(f"| {row[name]:,} | {row['ns_per_request']:.0f} | {1e9 / row['ns_per_request']:,.0f} |" + (f" {row['bytes_per_entity']:,.0f} |" if name == "entities" else ""))
    print(flush=True)


def plot(by_requests, by_entities, out):
    import matplotlib
    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "ludex", "font.size": 9})
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for axis, rows, name, held in ((axes[0], by_requests, "requests", f"{PLAYERS:,} players"), (axes[1], by_entities, "entities", f"{REQUESTS:,} requests")):
        axis.plot([row[name] for row in rows], [row["ns_per_request"] for row in rows], marker="o", color="#2563eb")
        axis.set_xscale("log")
        axis.set_ylim(0, 1.15 * max(row["ns_per_request"] for row in rows))
        axis.set_xlabel(f"{name} ({held})")
        axis.set_ylabel("ns a request, one thread")
        axis.grid(alpha=0.3)
        axis.spines[["top", "right"]].set_visible(False)
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description="What judging costs as traffic and worlds grow.")
    parser.add_argument("--bench", default=str(ROOT / "build" / "release" / "bin" / "ludex_bench"))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--most-requests", type=int, default=10**7)
    parser.add_argument("--most-players", type=int, default=10**6)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images" / "growth.svg")
    options = parser.parse_args()
    by_requests = [measure(options.bench, n, PLAYERS, options.repeat) for n in powers(1000, options.most_requests)]
    table(by_requests, "requests")
    by_entities = [measure(options.bench, REQUESTS, n, options.repeat) for n in powers(100, options.most_players)]
    table(by_entities, "entities")
    try:
        plot(by_requests, by_entities, options.out)
    except ImportError:
        sys.exit("no plot: pip install matplotlib")


if __name__ == "__main__":
    main()
