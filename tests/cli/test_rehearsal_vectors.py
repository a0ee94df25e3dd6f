"""tests/vectors/rehearsal.json through the command, on one thread and on three."""
import json
import unittest

from harness import ROOT, CommandTest

VECTORS = json.loads((ROOT / "tests/vectors/rehearsal.json").read_text())
BY_FLAG = {("histograms", False): "--no-histograms", ("twice", False): "--no-check"}


class RehearsalVectors(CommandTest):
    def arguments(self, options):
        """The command's flags for options; nothing where it has none."""
        out = []
        for name, value in options.items():
            if name == "sums":
                for key, at in value.items():
                    out += ["--sum", f"{key}={at if isinstance(at, str) else ','.join(at)}"]
            elif (name, value) in BY_FLAG:
                out.append(BY_FLAG[name, value])
            else:
                return None
        return out

    def test_every_case(self):
        ran = 0
        for case in VECTORS["cases"]:
            flags = self.arguments(case.get("options", {}))
            if flags is None:
                continue
            ran += 1
            rules = self.write("rules.json", json.dumps(VECTORS["rulebooks"][case["rulebook"]]))
            saves = self.write("saves.ndjson", b"".join((line.encode() if isinstance(line, str) else bytes.fromhex(line["hex"])) + b"\n" for line in case["lines"]))
            out, aside = self.folder / "out", self.folder / "aside"
            for threads in (1, 3):
                with self.subTest(case=case["name"], threads=threads):
                    report = json.loads(self.run_ludex("migrate", rules, VECTORS["kind"], saves, "--out", out, "--quarantine", aside, "--json", "--threads", threads, *flags).out)
                    self.assertEqual(out.read_text("utf-8"), case["out"])
                    lines = self.lines(aside)
                    self.assertEqual(len(lines), len(case["quarantine"]))
                    for line, expected in zip(lines, case["quarantine"]):
                        self.assertIn(expected["message_contains"], line["message"])
                        self.assertEqual({**line, "message": ""}, {**{k: v for k, v in expected.items() if k != "message_contains"}, "message": ""})
                    self.assertEqual({name: report[name] for name in case["report"]}, case["report"])
        self.assertGreaterEqual(ran, len(VECTORS["cases"]) - 1)


if __name__ == "__main__":
    unittest.main()
