"""ludex eval: one expression, in the language of rules and in CEL."""
import json

from harness import CommandTest


class Eval(CommandTest):
    def test_the_value_is_printed_as_json(self):
        self.assertEqual(self.succeed("eval", "2 + 3 * x", "--vars", '{"x": 4}').out, "14\n")
        self.assertEqual(self.succeed("eval", "[s, 'b']", "--vars", '{"s": "é"}').out, '["é","b"]\n')
        self.assertEqual(self.succeed("eval", "--vars", '{"x": 4}', "--", "-x").out, "-4\n")

    def test_types_say_what_values_do_not(self):
        self.assertEqual(self.succeed("eval", "size(hp)", "--vars", '{"hp": []}', "--types", '{"hp": "list<int>"}').out, "0\n")
        done = self.refuse(1, "eval", "size(hp)", "--vars", '{"hp": []}')
        self.assertIn("give its type in the types", done.err)

    def test_json_has_value_and_type_or_the_error(self):
        self.assertEqual(json.loads(self.succeed("eval", "x * 2.0", "--vars", '{"x": 1.5}', "--json").out), {"value": 3.0, "type": "double"})
        done = self.run_ludex("eval", "1 / (x - 1)", "--vars", '{"x": 1}', "--json")
        self.assertEqual((done.returncode, done.err), (1, ""))
        error = json.loads(done.out)["error"]
        self.assertEqual((error["code"], error["line"], error["column"], error["caret"]), ("division_by_zero", 1, 3, 2))
        self.assertEqual(json.loads(self.run_ludex("eval", "1 +", "--json").out)["error"]["code"], "expression")

    def test_an_error_has_its_place_a_caret_and_what_to_write(self):
        done = self.refuse(1, "eval", "damage * 1.5", "--vars", '{"damage": 2}')
        self.assertEqual(done.out, "")
        self.assertIn("1:8: error: '*' has no meaning between int and double; write double(…) around the int", done.err)
        self.assertIn("\n    damage * 1.5\n           ^\n", done.err)
        self.assertIn("did you mean 'health'?", self.refuse(1, "eval", "helth", "--vars", '{"health": 2}').err)
        self.assertIn("rules have no type bytes", self.refuse(1, "eval", "b'x'").err)

    def test_conformance_is_cel_with_tagged_values(self):
        self.assertEqual(json.loads(self.succeed("eval", "--conformance", "1u + 2u").out), {"uint": "3"})
        self.assertEqual(json.loads(self.succeed("eval", "--conformance", "1.0 / 0.0").out)["double"], "Infinity")
        self.assertEqual(json.loads(self.succeed("eval", "--conformance", "x.y", "--vars", '{"a.x": {"y": 1}}', "--container", "a.b").out), {"int": "1"})
        self.assertIn("has no meaning between int and string", self.refuse(1, "eval", "--conformance", "1 + 'a'").err)
        self.assertEqual(json.loads(self.succeed("eval", "--conformance", "--no-check", "true || 1 + 'a'").out), {"bool": True})

    def test_broken_variables_are_an_error_of_the_data(self):
        for text in ("{", "[]", '{"x": 1, "x": 2}'):
            with self.subTest(text):
                self.assertIn("the variables", self.refuse(1, "eval", "1", "--vars", text).err)

    def test_hostile_text_cannot_reach_the_terminal(self):
        self.assertNotIn("\x1b", self.refuse(1, "eval", "\x1b[31m").err)
