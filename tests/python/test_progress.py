"""How far things are, told between rounds; what is raised there stops the work, and so does Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import ludex
import pytest
from ludex.progress import teller

ROOT = Path(__file__).resolve().parents[2]
HIT = "/tables/makes/rows/rifle/hit"


@pytest.fixture(scope="module")
def duel() -> ludex.Rulebook:
    return ludex.Rulebook.load(ROOT / "examples/rulebooks/duel.json")


@pytest.fixture(scope="module")
def arsenal() -> ludex.Rulebook:
    return ludex.Rulebook.load(ROOT / "examples/rulebooks/arsenal.json")


def asked(duel, arsenal, progress):
    """Yield every question that tells its progress, with how much there is of it."""
    yield 100_000, lambda: duel.simulate("d1", 100_000, progress=progress)
    yield None, lambda: duel.simulate("d1", 200_000, error=0.005, progress=progress)
    yield 70, lambda: duel.sweep("d1", {HIT: "0.1..0.79:0.01"}, progress=progress)
    yield 2 * len(duel.sensitivity("d1").to_dict()["numbers"]), lambda: duel.sensitivity("d1", progress=progress)
    yield 425, lambda: duel.breakpoints("d1", {HIT: "0.5..0.9:0.025", "/tables/makes/rows/cannon/armor": "0..120:5"}, progress=progress)
    yield 100, lambda: arsenal.matrix("duel", progress=progress)
    yield 40_000, lambda: duel.compare(duel, "d1", 40_000, sample=True, progress=progress)
    yield 40_000, lambda: arsenal.test("mirror", fights=40_000, sample=True, progress=progress)


def test_it_rises_to_all_there_is_and_changes_no_answer(duel, arsenal):
    told = []
    for total, ask in asked(duel, arsenal, lambda done, of: told.append((done, of))):
        told.clear()
        answer = ask().to_json()
        counts = [done for done, _ in told]
        assert counts and counts == sorted(counts), total
        assert {of for _, of in told} == {total}
        if total is not None:
            assert 0 < counts[-1] <= total
    assert duel.sweep("d1", {HIT: [0.5, 0.6]}, progress=lambda *_: None).to_json() == duel.sweep("d1", {HIT: [0.5, 0.6]}).to_json()
    assert answer


def test_what_it_raises_stops_the_work(duel, arsenal):
    class EnoughError(Exception):
        pass

    def enough(done, of):
        raise EnoughError(done)

    for _, ask in asked(duel, arsenal, enough):
        with pytest.raises(EnoughError):
            ask()
    simulation = duel.simulation("d1")
    with pytest.raises(EnoughError):
        simulation.run(10**9, progress=enough)
    assert 0 < simulation.fights < 10**6
    before = simulation.fights
    simulation.run(before + 1000)
    assert simulation.report().to_json() == duel.simulate("d1", before + 1000).to_json()


@pytest.fixture
def hearing():
    """Hear SIGINT as Python does by itself: whoever starts tests in the background may have had it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
@pytest.mark.usefixtures("hearing")
def test_ctrl_c_is_heard(duel):
    main = threading.get_ident()
    timer = threading.Timer(0.3, lambda: signal.pthread_kill(main, signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        duel.simulate("d1", 10**12, threads=1)
    timer.join()


def test_true_is_a_bar(duel, capsys, monkeypatch):
    duel.simulate("d1", 50_000, progress=True)
    assert "fights" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)  # as where it is not installed
    duel.simulate("d1", 50_000, progress=True)
    said = capsys.readouterr().err
    assert said.endswith("[##############################] 50,000 of 50,000 fights\n")
    duel.simulate("d1", 50_000)
    assert capsys.readouterr().err == ""
    assert teller(False, "fights") is None
