"""Counters as OpenMetrics: tests/vectors/metrics.json, and what another reader of the format makes of the text."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/metrics.json").read_text(encoding="utf-8"))


def measured(case):
    book = ludex.Rulebook.parse(VECTORS["rulebooks"][case["rulebook"]])
    world, metrics = book.world(case["world"]), ludex.Metrics()
    for batch in case["batches"]:
        ns = batch.get("nanoseconds")
        metrics.add(world.judge("".join(line + "\n" for line in batch["lines"])), seconds=None if ns is None else ns / 1e9)
    if case["tells_world"]:
        metrics.set_world(world)
    return book, metrics


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in VECTORS["cases"]])
def test_metrics(case, count_vector):
    book, metrics = measured(case)
    assert metrics.text() == "".join(line + "\n" for line in case["text"]).replace("DIGEST", book.digest)
    count_vector("metrics")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in VECTORS["cases"]])
def test_prometheus_reads_the_text(case):
    """The official client's strict parser, an oracle: types, suffixes, units, buckets, escapes, the end."""
    parser = pytest.importorskip("prometheus_client.openmetrics.parser")
    book, metrics = measured(case)
    families = {family.name: family for family in parser.text_string_to_metric_families(metrics.text())}
    requests = families["ludex_requests"].samples
    assert families["ludex_requests"].type == "counter"
    assert sum(sample.value for sample in requests) == sum(len(batch["lines"]) for batch in case["batches"])
    assert {tuple(sample.labels) for sample in requests} <= {("action", "outcome", "reason")}
    assert families["ludex_batches"].samples[0].value == len(case["batches"])
    times = [batch["nanoseconds"] for batch in case["batches"] if "nanoseconds" in batch]
    if times:
        samples = {sample.name: sample.value for sample in families["ludex_judge_seconds"].samples}
        assert families["ludex_judge_seconds"].unit == "seconds"
        assert samples["ludex_judge_seconds_sum"] == sum(times) / 1e9
    if case["batches"]:
        name = VECTORS["rulebooks"][case["rulebook"]]["name"]
        assert families["ludex_rulebook"].samples[0].labels == {"digest": book.digest, "name": name, "version": "4"}


def test_counts_add_up_to_the_judgements(arena):
    parser = pytest.importorskip("prometheus_client.openmetrics.parser")
    world, requests = arena.traffic(players=30, requests=2000, seed=7, attack_rate=0.3)
    metrics, counts = ludex.Metrics(), {}
    lines = requests.splitlines(keepends=True)
    for at in range(0, len(lines), 170):
        judgement = world.judge(b"".join(lines[at : at + 170]))
        metrics.add(judgement, seconds=0.001)
        for reason, count in judgement.counts.items():
            counts[reason] = counts.get(reason, 0) + count
    families = {family.name: family for family in parser.text_string_to_metric_families(metrics.text())}
    told = {}
    for sample in families["ludex_requests"].samples:
        told[sample.labels["reason"]] = told.get(sample.labels["reason"], 0) + sample.value
        assert sample.labels["action"] in {"", *arena.actions}
    assert told == counts


def test_metrics_of_threads_merge_to_those_of_all(arena):
    world, requests = arena.traffic(players=30, requests=500, seed=7)
    whole, parts, shared = ludex.Metrics(), [ludex.Metrics() for _ in range(4)], ludex.Metrics()
    for _ in range(4):
        whole.add(world.judge(requests, copy=True))

    def work(metrics):
        judgement = world.judge(requests, copy=True)
        metrics.add(judgement)
        shared.add(judgement)

    threads = [threading.Thread(target=work, args=(metrics,)) for metrics in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = ludex.Metrics()
    for metrics in parts:
        total.merge(metrics)
    assert total.text() == shared.text() == whole.text()
    total.merge(total)
    assert "\nludex_batches_total 8\n" in total.text()


def test_what_is_no_duration_is_refused(world):
    metrics = ludex.Metrics()
    judgement = world.judge(b"")
    for wrong in (-1, float("nan"), float("inf"), 1e8):
        with pytest.raises(ludex.LudexError, match="not a duration"):
            metrics.add(judgement, seconds=wrong)
    assert "\nludex_batches_total 0\n" in metrics.text()
    assert repr(metrics) == "<Metrics: 4 families>"
