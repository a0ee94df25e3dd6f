"""Rehearses a file of old saves under tomorrow's rulebook, and says where they would be lost.

python examples/python/migrate.py RULEBOOK SAVES.ndjson[.gz] [--kind KIND] [--out O.ndjson --quarantine Q.ndjson]
                                  [--sum NAME=POINTER]... [--dask DIR] [--plot P.png] [--json]
"""

import argparse
from pathlib import Path

import ludex


def main() -> None:
    parser = argparse.ArgumentParser(description="Rehearses a file of old saves.")
    parser.add_argument("rulebook", type=Path)
    parser.add_argument("saves", type=Path, help="one JSON object a line; gzip where the name ends in .gz")
    parser.add_argument("--kind", help="whose saves; otherwise those of the kind that sends requests")
    parser.add_argument("--out", type=Path, help="write the saves that are ready to this file")
    parser.add_argument("--quarantine", type=Path, help="write the others to this file, each with its own bytes")
    parser.add_argument("--sum", action="append", default=[], metavar="NAME=POINTER", help="a number that must stay what it is: coins=/gold,/coins")
    parser.add_argument("--dask", type=Path, metavar="DIR", help="migrate on Dask, in parts that go to this folder")
    parser.add_argument("--plot", type=Path, help="draw the report")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    options = parser.parse_args()
    sums = {name: places.split(",") for name, _, places in (one.partition("=") for one in options.sum)}

    try:
        rulebook = ludex.Rulebook.load(options.rulebook)
        if options.dask:
            from ludex.dask import migrate

            report = migrate(rulebook, options.kind, options.saves, options.dask, sums=sums)
        else:
            report = rulebook.migrate(
                options.saves, kind=options.kind, out=options.out, quarantine=options.quarantine, sums=sums, progress=not options.json
            )
    except ludex.LudexError as error:
        raise SystemExit(str(error)) from None

    if options.plot:
        report.plot().savefig(options.plot)
    if options.json:
        print(report.to_json())
    else:
        print(report.summary())
        for title, table in {"steps": report.steps, "where saves were set aside": report.failures.head(10), "sums": report.sums}.items():
            if len(table):
                print(f"\n{title}\n{table.to_string(index=False)}")
    if not report:
        raise SystemExit("Next: add a step for what was set aside, or change one that is not published yet")


if __name__ == "__main__":
    main()
