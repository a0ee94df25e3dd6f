"""Every example of docs/language.md, docs/functions.md and docs/cel.md is run by the command, and a whole rulebook of the functions compiles."""
import json
import re
import unittest
from pathlib import Path

from harness import CommandTest

ROOT = Path(__file__).resolve().parents[2]
PAGE, FUNCTIONS, CEL = (ROOT / "docs" / name for name in ("language.md", "functions.md", "cel.md"))
GUILD = ROOT / "examples/rulebooks/guild.json"
# What the examples of functions.md are about.
ACTOR = {"el": "list<int> max 9", "o": "int?", "none": "int?"}
DRAWS = ("chance(", "roll(", "dice(", "weighted(")  # they need a request; the unit tests run them


def blocks(kind, page=PAGE):
    return re.findall(rf"^```{kind}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S)


class Language(CommandTest):
    def test_expressions(self):
        lines = [line for block in blocks("expressions") for line in block.splitlines()]
        self.assertGreater(len(lines), 35)
        for line in lines:
            text, wanted = (part.strip() for part in line.rsplit("=>", 1))
            text, _, variables = (part.strip() for part in text.partition(" with "))
            with self.subTest(text):
                done = self.run_ludex("eval", "--json", "--vars", variables or "{}", "--", text)
                answer = json.loads(done.out)
                if wanted.startswith("!"):
                    self.assertEqual(answer["error"]["code"], wanted[1:])
                elif wanted.startswith("?"):
                    self.assertIn(wanted[1:].strip(), answer["error"]["message"])
                else:
                    self.assertEqual(json.dumps(answer["value"], ensure_ascii=False, separators=(",", ":")), wanted)

    def test_rules(self):
        rules, verdicts = blocks("rule"), blocks("verdict")
        self.assertEqual(len(rules), len(verdicts))
        self.assertGreater(len(rules), 4)
        for rule, wanted in zip(rules, verdicts):
            rule = json.loads(rule)
            with self.subTest(json.dumps(rule["action"])):
                rulebook = {"ludex": 1, "entities": {"player": {"live": {"state": rule["state"]}}}, "actions": {"Go": rule["action"]}}
                world = self.write("world.json", '{"ludex_world":1,"now":5,"entities":{"player":{"1":{}}}}')
                line = self.write("line.ndjson", '{"actor":1,"received_at":5,"action":"Go"}\n')
                done = self.run_ludex("judge", self.write("rules.json", json.dumps(rulebook)), "--world", world, "--requests", line, "--verdicts", "-")
                self.assertEqual(json.loads(done.out), json.loads(wanted))

    def test_functions(self):
        rows = [(text, wanted) for text, wanted in re.findall(r"`([^`]+)` is `([^`]+)`", FUNCTIONS.read_text(encoding="utf-8").replace("\\|", "|")) if not text.startswith(DRAWS)]
        self.assertGreater(len(rows), 130)
        variables, types = json.dumps({"actor": {"el": [], "o": 5, "none": None}}), json.dumps({"actor": {"type": "object", "properties": ACTOR}})
        for text, wanted in rows:
            with self.subTest(text):
                answer = json.loads(self.run_ludex("eval", "--json", "--vars", variables, "--types", types, "--", text).out)
                found = "!" + answer["error"]["code"] if "error" in answer else json.dumps(answer["value"], ensure_ascii=False, separators=(",", ":"))
                self.assertEqual(found, wanted)

    def test_cel(self):
        lines = [line for block in blocks("cel", CEL) for line in block.splitlines() if not line.startswith("//")]
        for line in lines:
            with self.subTest(line):
                self.assertEqual(self.succeed("eval", "--conformance", "--", line).out, '{"bool":true}\n')
        text = "\n".join(lines)
        table = CEL.read_text(encoding="utf-8").split("## Examples")[0]
        named = [name for row in re.findall(r"^\| (?:macros|standard|strings|math|lists) \|(.*)\|$", table, re.M) for cell in re.findall(r"`([^`]+)`", row) for name in cell.removeprefix("math.").split()]
        self.assertGreater(len(named), 60)
        self.assertEqual([name for name in named if not re.search(rf"\b{re.escape(name)}\(", text)], [])

    def test_the_rulebook_of_texts_and_lists(self):
        report = json.loads(self.succeed("check", GUILD, "--json").out)
        self.assertEqual((report["ok"], report["warnings"]), (True, []))
        self.assertEqual(self.succeed("fmt", GUILD).out, GUILD.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
