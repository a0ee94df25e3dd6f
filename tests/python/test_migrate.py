"""Files of saves: what comes in in any form gives the same lines and the same report."""

from __future__ import annotations

import gzip
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import ludex
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/saves.json").read_text(encoding="utf-8"))


REHEARSALS = json.loads((ROOT / "tests/vectors/rehearsal.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in REHEARSALS["cases"]])
def test_rehearsal(case, count_vector):
    options = dict(case.get("options", {}))
    first = options.pop("first_line", 0)  # what is given here begins at its first line
    options |= options.pop("limits", {})
    lines = b"".join((bytes.fromhex(line["hex"]) if isinstance(line, dict) else line.encode()) + b"\n" for line in case["lines"])
    out, quarantine = io.BytesIO(), io.BytesIO()
    report = ludex.Rulebook.parse(REHEARSALS["rulebooks"][case["rulebook"]]).migrate(lines, kind=REHEARSALS["kind"], out=out, quarantine=quarantine, **options)
    assert out.getvalue().decode() == case["out"]
    found = [json.loads(line) for line in quarantine.getvalue().split(b"\n")[:-1]]
    for line, expected in zip(found, case["quarantine"], strict=True):
        assert expected.get("message_contains", "") in line.pop("message")
        assert line | {"line": line["line"] + first} == {name: value for name, value in expected.items() if name != "message_contains"}
    compared = [name for name in case["report"] if first == 0 or name != "sums"]  # whose samples have the numbers of lines
    assert {name: report.data[name] for name in compared} == {name: case["report"][name] for name in compared}
    count_vector("rehearsals")


@pytest.fixture(scope="module")
def book():
    return ludex.Rulebook.parse(VECTORS["rulebooks"]["five"])


@pytest.fixture(scope="module")
def saves():
    """Every save of the vectors that is one line, and some more: of all classes."""
    given = [case["save"].encode() for case in VECTORS["cases"] if isinstance(case["save"], str) and case["rulebook"] == "five" and "\n" not in case["save"] and "\r" not in case["save"]]
    given += [json.dumps({"version": i % 5, "state": {"gold" if i % 5 < 3 else "coins": i}}).encode() for i in range(500)]
    return given


@pytest.fixture(scope="module")
def file(saves, tmp_path_factory):
    path = tmp_path_factory.mktemp("saves") / "saves.ndjson"
    path.write_bytes(b"\n".join(saves))  # the last line without its LF
    return path


def lines_of(book, saves):
    """What loading one by one says: the lines that come out, and those that are set aside."""
    loader = book.save_loader()
    ready, aside = [], []
    for number, save in enumerate(saves, 1):
        loaded = loader.load(save)
        if loaded:
            ready.append(loaded.save)
        else:
            line = {"line": number, "class": loaded.state, "pointer": loaded.pointer, "message": loaded.message, "raw": save.decode()}
            aside.append(line | ({"step": loaded.step} if loaded.step else {}))
    return ready, aside


def test_a_file_is_its_saves_one_by_one(book, saves, file, tmp_path):
    out, quarantine = tmp_path / "out.ndjson", tmp_path / "aside.ndjson"
    before = file.read_bytes()
    report = book.migrate(file, kind="player", out=out, quarantine=str(quarantine))
    ready, aside = lines_of(book, saves)
    assert out.read_bytes() == b"".join(line + b"\n" for line in ready)
    assert [json.loads(line) for line in quarantine.read_bytes().splitlines()] == aside
    assert (report.lines, report.ready) == (len(saves), len(ready))
    assert report.lines == report.ready + sum(report.quarantined.values())
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aside.ndjson", "out.ndjson"]


def test_every_form_of_saves_gives_the_same(book, saves, file, tmp_path):
    packed = tmp_path / "saves.ndjson.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson.gz"
    first.write_bytes(b"\n".join(saves[:100]))
    second.write_bytes(gzip.compress(b"\r\n".join(saves[100:])))
    forms = [
        str(file), packed, file.read_bytes(), io.BytesIO(file.read_bytes()), saves, iter(saves), [save.decode() for save in saves],
        [save + b"\n" for save in saves], [first, second], (one for one in [first, *saves[100:]]), open(file, "rb"),
    ]
    answers = set()
    for form in forms:
        out, quarantine = io.BytesIO(), io.BytesIO()
        report = book.migrate(form, out=out, quarantine=quarantine)
        answers.add((out.getvalue(), quarantine.getvalue(), report.to_json()))
    assert len(answers) == 1


def test_dicts_are_their_json(book):
    saves = [{"version": 4, "state": {"coins": 2**53 + 1}}, {"state": {"name": "é"}}]
    out, quarantine = io.BytesIO(), io.BytesIO()
    assert book.migrate(saves, out=out, quarantine=quarantine).ok
    assert b'"coins":900719925474099300' in out.getvalue() and quarantine.getvalue() == b""


def test_the_result_does_not_depend_on_blocks_and_threads(book, file, monkeypatch):
    answers = set()
    for block in (1, 50, 4096, 8 << 20):
        for threads in (1, 2, 5):
            monkeypatch.setattr("ludex.migration.BLOCK_BYTES", block)
            out, quarantine = io.BytesIO(), io.BytesIO()
            report = book.migrate(file, out=out, quarantine=quarantine, threads=threads)
            answers.add((out.getvalue(), quarantine.getvalue(), report.to_json()))
    assert len(answers) == 1


def test_migrating_what_came_out_changes_nothing(book, file):
    out = io.BytesIO()
    first = book.migrate(file, out=out, quarantine=io.BytesIO())
    again, aside = io.BytesIO(), io.BytesIO()
    second = book.migrate(out.getvalue(), out=again, quarantine=aside)
    assert (again.getvalue(), aside.getvalue()) == (out.getvalue(), b"")
    assert (second.ok, second.changed, second.lines) == (True, 0, first.ready)
    assert not first.ok and first.twice_is_once


def test_packed_outputs_are_the_same_bytes_each_time(book, file, tmp_path):
    for name in ("a", "b"):
        book.migrate(file, out=tmp_path / f"{name}.gz", quarantine=tmp_path / f"{name}-aside.gz")
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
    out = io.BytesIO()
    book.migrate(file, out=out, quarantine=io.BytesIO())
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()) == out.getvalue()


def test_what_is_read_is_never_written_over(book, file, tmp_path):
    before = file.read_bytes()
    link = tmp_path / "link.ndjson"
    link.symlink_to(file)
    for options in ({"out": file, "quarantine": tmp_path / "q"}, {"out": tmp_path / "o", "quarantine": link}, {"out": tmp_path / "o", "quarantine": tmp_path / "o"}, {"out": io.BytesIO()}):
        with pytest.raises(ludex.LudexError) as raised:
            book.migrate(file, **options)
        assert raised.value.code == "host"
    with pytest.raises(ludex.LudexError, match="an input and an output"):
        book.migrate(iter([file]), out=link, quarantine=io.BytesIO())
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["link.ndjson"]


def test_a_run_that_stops_leaves_no_half_file(book, file, tmp_path):
    def saves():
        yield b'{"state":{}}'
        raise KeyboardInterrupt

    (tmp_path / "out").write_bytes(b"of an earlier run")
    with pytest.raises(KeyboardInterrupt):
        book.migrate(saves(), out=tmp_path / "out", quarantine=tmp_path / "q")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_bytes() == b"of an earlier run"


def test_files_that_cannot_be_read_or_written_say_so(book, file, tmp_path):
    broken, cut = tmp_path / "broken.gz", tmp_path / "cut.gz"
    broken.write_bytes(b"not gzip")
    cut.write_bytes(gzip.compress(file.read_bytes())[:-40])
    for saves in (tmp_path / "none", tmp_path, broken, cut, "a\0b"):
        with pytest.raises(ludex.LudexError, match="cannot read") as raised:
            book.migrate(saves)
        assert raised.value.code == "io"
    with pytest.raises(ludex.LudexError, match="cannot write") as raised:
        book.migrate(file, out=tmp_path / "none/out", quarantine=tmp_path / "q")
    assert raised.value.code == "io"


@pytest.mark.parametrize("saves", [7, None, {"state": {}}, [7], [None], ['{"state":\n{}', '{"state":{}}']])
def test_what_are_no_saves_is_an_error_of_the_caller(book, saves):
    with pytest.raises(ludex.LudexError) as raised:
        book.migrate(saves)
    assert raised.value.code == "host"


def test_json_over_several_lines_is_one_save(book):
    out = io.BytesIO()
    save = json.dumps({"version": 4, "state": {"coins": 1, "mod": {"x": [1]}}}, indent=1)
    assert book.migrate([save, save.replace("\n", "\r\n")], out=out, quarantine=io.BytesIO()).lines == 2
    assert [json.loads(line)["state"]["coins"] for line in out.getvalue().splitlines()] == [100, 100]


def test_options_are_checked(book):
    refused = [{"threads": 0}, {"samples": -1}, {"max_bytes": 1.5}, {"kind": "ghost"}, {"kind": "nobody"}]
    refused += [{"sums": sums} for sums in ("/coins", {"x": []}, {"x": "coins"}, {"x": {"at": "/coins", "changed_by": ["no such step"]}})]
    for options in refused:
        with pytest.raises(ludex.LudexError) as raised:
            book.migrate([], **options)
        assert raised.value.code == "host", options


def test_what_is_set_aside_goes_beside_out_when_nothing_else_is_said(book, file, tmp_path):
    named, beside = tmp_path / "named.ndjson", tmp_path / "out.quarantine.ndjson.gz"
    book.migrate(file, out=tmp_path / "one.ndjson", quarantine=named)
    report = book.migrate(file, out=tmp_path / "out.ndjson.gz")
    assert report.quarantined and gzip.decompress(beside.read_bytes()) == named.read_bytes()
    with pytest.raises(ludex.LudexError, match="quarantine='quarantine.ndjson'"):
        book.migrate(file, out=io.BytesIO())
    # What is read is not written over, not even by a name that nobody gave.
    taken = tmp_path / "out.quarantine.ndjson"
    taken.write_bytes(file.read_bytes())
    with pytest.raises(ludex.LudexError, match="is an input and an output"):
        book.migrate(taken, out=tmp_path / "out.ndjson")


def test_progress_is_told(book, file, capsys):
    seen = []
    book.migrate(file, progress=lambda read, size: seen.append((read, size)))
    assert seen[-1] == (file.stat().st_size, file.stat().st_size)
    seen.clear()
    book.migrate(iter([b"{}"]), progress=lambda read, size: seen.append((read, size)))
    assert seen == [(3, None)]
    book.migrate(file, progress=True)
    assert "bytes" in capsys.readouterr().err


def test_the_report_as_tables(book, file, saves):
    report = book.migrate(file, samples=3)
    ready, aside = lines_of(book, saves)
    steps = report.steps
    assert steps["id"].to_list() == ["named", "level-into-stats", "gold-to-coins", "ranks", "cents"]
    versions = [int(json.loads(save).get("version", 0)) for save in map(bytes.decode, saves) if book.save_loader().load(save)]
    assert steps["applied"].to_list() == [sum(version < to for version in versions) for to in steps["to"]]
    assert steps["failed"].sum() == sum(line.get("step") in set(steps["id"]) for line in aside)
    failures = report.failures
    assert failures["saves"].sum() == len(aside) and failures["saves"].is_monotonic_decreasing
    counts = failures.groupby("class")["saves"].sum().to_dict()
    assert counts == {name: count for name, count in report.quarantined.items() if count}
    assert report.sizes["after"].sum() == report.sizes["before"].sum() == report.ready
    assert set(report.samples["line"]) <= set(range(1, len(saves) + 1))
    invalid = report.samples[report.samples["why"] == "invalid"]
    assert len(invalid) == 3 and set(invalid["line"]) <= {line["line"] for line in aside if line["class"] == "invalid"}
    assert sum(report.versions.values()) <= len(saves)


def test_sums_are_counted_before_and_after_and_explained(book):
    saves = [{"version": 4, "state": {"coins": 7}}, {"version": 5, "state": {"coins": 30}}, {"version": 2, "state": {"gold": 1}}, {"version": 5, "state": {"coins": -5}}]
    for changed_by in (["cents"], []):
        report = book.migrate(saves, sums={"money": {"at": ["/coins", "/gold"], "changed_by": changed_by}, "level": "/stats/level"})
        sums = report.sums.set_index("sum")
        assert sums.loc["money", ["before", "after", "set_aside"]].to_list() == [38, 830, -5]
        assert sums.loc["money", "explained"] == (792 if changed_by else 0)
        assert sums.loc["money", "unexplained"] == (0 if changed_by else 792)
        assert bool(sums.loc["money", "ok"]) is bool(changed_by)
        assert ("the sum money is not what it was" in repr(report)) is not bool(changed_by)
    large = book.migrate([{"version": 5, "state": {"coins": 2**62}}] * 9, sums={"money": "/coins"})
    assert large.sums["before"].to_list() == [9 * 2**62]


def test_fields_before_and_after(book):
    saves = [{"version": 2, "state": {"gold": i, "mod": [{"x": 0.5}] * (i % 3)}} for i in range(10)]
    report = book.migrate(saves)
    fields = report.fields.set_index(["pointer", "side"])
    assert fields.loc[("/gold", "before"), ["values", "number", "min", "max"]].to_list() == [10, 10, 0, 9]
    assert fields.loc[("/gold", "after"), "values"] == 0
    assert fields.loc[("/coins", "after"), ["number", "max"]].to_list() == [10, 900]
    assert fields.loc[("/mod/N/x", "after"), "number"] == sum(i % 3 for i in range(10))
    histogram = report.histogram("/gold")
    assert histogram.to_dict("list") == {"low": [0, 1, 2, 4, 8], "high": [0, 2, 4, 8, 16], "before": [1, 1, 2, 4, 2], "after": [0] * 5}
    assert report.histogram("/mod/N/x")[["low", "high"]].to_numpy().tolist() == [[0, 1]]
    with pytest.raises(ludex.LudexError, match="no field"):
        report.histogram("/none")
    without = book.migrate(saves, histograms=False)
    assert len(without.fields) == 0 and "fields" not in without.data


def test_a_report_of_nothing_has_tables_with_types(book):
    report = book.migrate(b"")
    assert report.ok and report.lines == 0
    for table in (report.failures, report.sizes, report.samples):
        assert isinstance(table, pd.DataFrame) and len(table) == 0 and len(table.columns)
    assert report.failures["saves"].dtype == "int64"


def test_a_report_in_words(book, file):
    report = book.migrate(file)
    assert not report and re.fullmatch(r"<MigrationReport of .*saves: .*ready, .*set aside: .*invalid \d+.*>", repr(report))
    html = report._repr_html_()
    assert html.count("<table>") == 2 and "gold-to-coins" in html
    with pytest.raises(ludex.LudexError, match="set aside") as raised:
        report.raise_if_failed()
    assert raised.value.code == "profile"
    good = book.migrate(['{"state":{}}'])
    good.raise_if_failed()
    assert good and json.loads(good.to_json()) == good.data


def test_a_report_drawn(book, file):
    pytest.importorskip("matplotlib")
    figure = book.migrate(file).plot()
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["saves by version", "what became of them", "ready saves by bytes"]
    picture = io.BytesIO()
    figure.savefig(picture)
    assert picture.getvalue().startswith(b"\x89PNG")
    book.migrate(b"").plot().savefig(io.BytesIO())


def test_without_pandas_and_matplotlib_there_is_a_clear_error():
    code = (
        "import sys; sys.modules['pandas'] = sys.modules['matplotlib'] = sys.modules['matplotlib.figure'] = sys.modules['dask'] = None\n"
        "import ludex, ludex.dask; r = ludex.Rulebook.load('examples/rulebooks/arena.json')\n"
        "report = r.migrate(['{\"state\":{}}']); repr(report); report._repr_html_(); report.to_json()\n"
        "for ask in (lambda: report.steps, report.plot, lambda: ludex.dask.migrate(r, None, 'x')):\n"
        "    try: ask()\n"
        "    except ludex.LudexError as error: print(error)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.stderr == ""
    assert ["ludex[pandas]" in result.stdout, "ludex[plot]" in result.stdout, "ludex[dask]" in result.stdout] == [True] * 3


def test_memory_does_not_grow_with_the_file(tmp_path):
    code = (
        "import resource, sys, ludex\n"
        "book = ludex.Rulebook.load('examples/rulebooks/arena.json')\n"
        "line = b'{\"version\":2,\"state\":{\"gold\":7,\"weapons\":[\"sword\"],\"mod\":\"' + b'x' * 400 + b'\"}}\\n'\n"
        "path = sys.argv[1]\n"
        "def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "def run(lines):\n"
        "    with open(path, 'wb') as file:\n"
        "        for _ in range(lines // 1000): file.write(line * 1000)\n"
        "    report = book.migrate(path, out=path + '.out', quarantine=path + '.q', threads=1)\n"
        "    assert report.ready == lines\n"
        "    return peak()\n"
        "small = run(40_000); large = run(200_000); print((large - small) / 1024)"
    )
    result = subprocess.run([sys.executable, "-c", code, str(tmp_path / "saves")], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert float(result.stdout) < 16  # MB, for 75 MB more of input


def test_the_example(saves, file, tmp_path, book):
    rulebook = tmp_path / "rulebook.json"
    rulebook.write_text(json.dumps(VECTORS["rulebooks"]["five"]))

    def run(*words):
        return subprocess.run([sys.executable, "examples/python/migrate.py", str(rulebook), str(file), *words], cwd=ROOT, capture_output=True, text=True)

    result = run("--out", str(tmp_path / "out"), "--quarantine", str(tmp_path / "aside"), "--plot", str(tmp_path / "plot.png"))
    assert result.returncode == 1
    assert "gold-to-coins" in result.stdout and "where saves were set aside" in result.stdout and "Next: add a step" in result.stderr
    assert len((tmp_path / "out").read_bytes().splitlines()) + len((tmp_path / "aside").read_bytes().splitlines()) == len(saves)
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert run("--json").stdout == book.migrate(file).to_json() + "\n"
    assert run("--json", "--dask", str(tmp_path / "parts")).stdout == book.migrate(file).to_json() + "\n"
    assert (tmp_path / "parts/part-00000.ndjson").read_bytes() == (tmp_path / "out").read_bytes()
    assert "cannot read" in subprocess.run([sys.executable, "examples/python/migrate.py", str(rulebook), "none"], cwd=ROOT, capture_output=True, text=True).stderr
