"""Every example of docs/language.md is run by the command."""
import json
import re
import unittest
from pathlib import Path

from harness import CommandTest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "language.md"


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)


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


if __name__ == "__main__":
    unittest.main()
