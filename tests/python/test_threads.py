"""The GIL, and threads that share a world."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import ludex


def test_another_thread_runs_while_a_batch_is_judged(arena):
    world, requests = arena.traffic(players=200, requests=100_000, seed=2)
    ticks, is_done = [], threading.Event()

    def tick():
        while not is_done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        start = time.perf_counter()
        world.judge(requests)
        end = time.perf_counter()
    finally:
        is_done.set()
        thread.join()
    # Had the GIL been held, there would be ticks before and after, and none well inside.
    margin = (end - start) / 10
    assert any(start + margin < t < end - margin for t in ticks), f"no tick within {end - start:.3f} s"


def test_threads_on_worlds_of_their_own_agree(arena):
    world, requests = arena.traffic(players=100, requests=20_000, seed=4, attack_rate=0.2)
    expected = world.copy().judge(requests)
    with ThreadPoolExecutor(4) as pool:
        judged = list(pool.map(lambda w: w.judge(requests), [world.copy() for _ in range(8)]))
    assert {j.digest for j in judged} == {expected.digest}
    assert {j.world_digest for j in judged} == {expected.world_digest}


def test_threads_on_one_world_take_turns(arena):
    world, requests = arena.traffic(players=100, requests=4_000, seed=5, attack_rate=0.2)
    reference = world.copy()
    judging = threading.Event()

    def read():
        seen = set()
        while not judging.is_set():
            seen.add((world.digest, world.now, len(world.to_json()) > 0))
            world.copy()
        return len(seen)

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            judged = list(pool.map(lambda _: world.judge(requests), range(6)))
        finally:
            judging.set()
        assert all(reader.result() >= 1 for reader in readers)
    # The batches are alike, so whatever their order was, the results are those of one thread.
    assert sorted(j.digest for j in judged) == sorted(reference.judge(requests).digest for _ in range(6))
    assert world.digest == reference.digest


def test_programs_compile_in_threads(arena):
    source = arena._source
    with ThreadPoolExecutor(4) as pool:
        digests = set(pool.map(lambda _: ludex.Rulebook.parse(source).digest, range(8)))
    assert digests == {arena.digest}
