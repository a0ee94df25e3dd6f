"""Saves on Dask: the bytes and the report of one process, however the files are cut."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import dask
import dask.bag
import ludex
import ludex.dask
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/saves.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book():
    return ludex.Rulebook.parse(VECTORS["rulebooks"]["five"])


@pytest.fixture(scope="module")
def saves():
    given = [case["save"].encode() for case in VECTORS["cases"] if isinstance(case["save"], str) and "\n" not in case["save"] and "\r" not in case["save"]]
    return [json.dumps({"version": i % 5, "state": {"coins": i, "mod": "x" * (i % 97)}}).encode() for i in range(400)] + given


def together(folder, what):
    return b"".join(path.read_bytes() for path in sorted(folder.glob(f"{what}-*.ndjson")))


def in_one_process(book, saves, **options):
    out, quarantine = io.BytesIO(), io.BytesIO()
    report = book.migrate(saves, out=out, quarantine=quarantine, threads=1, **options)
    return report.to_json(), out.getvalue(), quarantine.getvalue()


def on_dask(book, saves, folder, **options):
    report = ludex.dask.migrate(book, "player", saves, folder, **options)
    return report.to_json(), together(folder, "part"), together(folder, "quarantine")


@pytest.mark.parametrize("part_bytes", [1, 7, 100, 1000, 10_000, 1 << 30])
def test_the_parts_of_a_file_are_the_whole(book, saves, tmp_path, part_bytes):
    file = tmp_path / "saves.ndjson"
    given = saves[:4] + saves[-8:] if part_bytes < 10 else saves
    file.write_bytes(b"\n".join(given))
    folder = tmp_path / "out"
    with dask.config.set(scheduler="threads"):
        answer = on_dask(book, str(file), folder, part_bytes=part_bytes, sums={"coins": ["/coins", "/gold"]}, samples=3)
    assert answer == in_one_process(book, file, sums={"coins": ["/coins", "/gold"]}, samples=3)
    assert len(list(folder.glob("part-*"))) == -(-file.stat().st_size // part_bytes)
    assert len(list(folder.iterdir())) == 2 * len(list(folder.glob("part-*")))


@pytest.mark.parametrize("text", [b"", b"\n", b"\n\n\n", b"{}", b'{"state":{}}\n', b'\n{"state":{}}', b"x" * 50 + b"\n" + b'{"state":{}}\r\n' * 3])
@pytest.mark.parametrize("part_bytes", [1, 2, 13, 14, 51])
def test_lines_belong_to_the_part_in_which_they_begin(book, text, part_bytes, tmp_path, monkeypatch):
    monkeypatch.setattr("ludex.dask.BLOCK_BYTES", 5)
    file = tmp_path / "saves.ndjson"
    file.write_bytes(text)
    with dask.config.set(scheduler="synchronous"):
        assert on_dask(book, file, tmp_path / "out", part_bytes=part_bytes) == in_one_process(book, file)


def test_several_files_packed_or_not_by_name_or_by_star(book, saves, tmp_path):
    names = [tmp_path / "a.ndjson", tmp_path / "b.ndjson.gz", tmp_path / "c.ndjson"]
    names[0].write_bytes(b"\n".join(saves[:200]))
    names[1].write_bytes(gzip.compress(b"\n".join(saves[200:300])))
    names[2].write_bytes(b"\n".join(saves[300:]) + b"\n")
    expected = in_one_process(book, names)
    with dask.config.set(scheduler="threads"):
        assert on_dask(book, names, tmp_path / "one", part_bytes=2000) == expected
        assert on_dask(book, f"{tmp_path}/*.ndjson*", tmp_path / "two", part_bytes=3000) == expected
        assert on_dask(book, f"file://{tmp_path}/*.ndjson*", tmp_path / "three") == expected
        assert ludex.dask.migrate(book, None, names).to_json() == expected[0]


def test_a_bag_of_saves(book, saves, tmp_path):
    expected = in_one_process(book, saves)
    with dask.config.set(scheduler="threads"):
        assert on_dask(book, dask.bag.from_sequence(saves, npartitions=7), tmp_path / "bytes") == expected
        assert on_dask(book, dask.bag.from_sequence([save.decode() for save in saves], npartitions=40), tmp_path / "text") == expected
    dicts = [{"version": 4, "state": {"coins": i}} for i in range(50)]
    with dask.config.set(scheduler="synchronous"):
        assert ludex.dask.migrate(book, "player", dask.bag.from_sequence(dicts, npartitions=3)).to_json() == in_one_process(book, dicts)[0]


def test_other_processes(book, saves, tmp_path):
    """Rulebooks, parts and errors go through pickles."""
    file = tmp_path / "saves.ndjson"
    file.write_bytes(b"\n".join(saves))
    with dask.config.set(scheduler="processes", num_workers=2):
        assert on_dask(book, file, tmp_path / "out", part_bytes=8000) == in_one_process(book, file)
        with pytest.raises(ludex.LudexError, match="cannot write") as raised:
            ludex.dask.migrate(book, "player", dask.bag.from_sequence([b"{}"]).map(_remove_folder, str(tmp_path / "gone")), tmp_path / "gone")
        assert raised.value.code == "io"


def _remove_folder(save, folder):
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).write_bytes(b"a file now")
    return save


def test_a_folder_that_is_not_empty_is_left_alone(book, tmp_path):
    (tmp_path / "part-00000.ndjson").write_bytes(b"of another run")
    with pytest.raises(ludex.LudexError, match="not empty") as raised:
        ludex.dask.migrate(book, "player", dask.bag.from_sequence([b"{}"]), tmp_path)
    assert raised.value.code == "host"
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"of another run"]


def test_what_cannot_be_read_or_is_no_option_says_so(book, tmp_path):
    for saves, options, code in (
        (tmp_path / "none.ndjson", {}, "io"),
        (f"{tmp_path}/*.none", {}, "io"),
        (b'{"state":{}}', {}, "host"),
        ([b"{}"], {}, "host"),
        (7, {}, "host"),
        (__file__, {"part_bytes": 0}, "host"),
        (__file__, {"sums": {"x": []}}, "host"),
    ):
        with pytest.raises(ludex.LudexError) as raised:
            ludex.dask.migrate(book, "player", saves, **options)
        assert raised.value.code == code, saves
    with pytest.raises(ludex.LudexError, match="no kind 'x'"):
        ludex.dask.migrate(book, "x", __file__)


def test_many_parts_are_merged_by_several_tasks(book, tmp_path, monkeypatch):
    monkeypatch.setattr("ludex.dask._FAN_IN", 2)
    saves = [json.dumps({"version": 5, "state": {"coins": i - 3}}).encode() for i in range(9)]
    with dask.config.set(scheduler="synchronous"):
        assert on_dask(book, dask.bag.from_sequence(saves, npartitions=9), tmp_path) == in_one_process(book, saves)


@pytest.mark.parametrize("part_points", [1, 4, 1000])
@pytest.mark.parametrize("scheduler", ["threads", "processes"])
def test_a_sweep_in_parts_is_the_whole(part_points, scheduler):
    duel = ludex.Rulebook.load(ROOT / "examples/rulebooks/duel.json")
    grid = {"/tables/makes/rows/rifle/hit": "0.70..0.74", "/tables/makes/rows/cannon/hit": [0.5, 0.6]}
    with dask.config.set(scheduler=scheduler):
        found = ludex.dask.sweep(duel, "d1", grid, part_points=part_points)
    assert found.to_json() == duel.sweep("d1", grid).to_json()


def test_a_sweep_on_dask_says_what_is_wrong_before_any_worker_does():
    duel = ludex.Rulebook.load(ROOT / "examples/rulebooks/duel.json")
    with pytest.raises(ludex.LudexError, match="d1"):
        ludex.dask.sweep(duel, "d2", {"/tables/makes/rows/rifle/hit": [0.7]})
    with pytest.raises(ludex.LudexError, match="part_points"):
        ludex.dask.sweep(duel, "d1", {"/tables/makes/rows/rifle/hit": [0.7]}, part_points=0)
    # What is read once is read once.
    assert len(ludex.dask.sweep(duel, "d1", {"/tables/makes/rows/rifle/hit": iter([0.7, 0.8])}, part_points=1)) == 2
