"""ludex validate and the conformance suites that are folders."""
import json

from harness import ROOT, CommandTest

SCHEMA = {"type": "object", "properties": {"params": {"properties": {"target": {"type": "integer"}}}, "name": {"type": "string"}}, "required": ["name"]}


class Validate(CommandTest):
    def setUp(self):
        super().setUp()
        self.schema = self.write("schema.json", json.dumps(SCHEMA))
        self.good = self.write("good.json", '{"name": "a", "params": {"target": 42}}')
        self.bad = self.write("bad.json", '{\n  "params": {"target": "42"},\n  "name": 1}')

    def test_instances_that_fit(self):
        self.assertEqual(self.succeed("validate", self.schema, self.good, self.good).out, "2 of 2 instances valid\n")

    def test_a_mismatch_has_its_place_and_the_command_ends_with_1(self):
        done = self.refuse(1, "validate", self.schema, self.good, self.bad)
        self.assertIn('bad.json:2:24: /params/target: expected integer, got "42" (string)\n', done.out)
        self.assertIn("1 of 2 instances valid\n", done.out)
        self.assertNotIn("/name", done.out)
        self.assertIn("Next: ", done.err)
        self.assertIn("/name: expected string, got 1 (number)", self.refuse(1, "validate", "--all-errors", self.schema, self.bad).out)

    def test_json(self):
        report = json.loads(self.refuse(1, "validate", "--json", self.schema, self.good, self.bad).out)
        self.assertEqual((report["valid"], report["instances"], report["invalid"]), (False, 2, 1))
        self.assertEqual(report["results"][0], {"valid": True, "file": str(self.good)})
        self.assertEqual(report["results"][1]["errors"][0]["pointer"], "/params/target")

    def test_what_is_no_json_is_told(self):
        done = self.refuse(1, "validate", self.schema, self.write("x.json", '{"a": 1,\n"a": 2}'))
        self.assertIn("x.json:2:1: duplicate key\n", done.out)

    def test_lines(self):
        lines = self.write("lines.ndjson", '{"name": "a"}\n\n{"name": 1}\n{"name"}\n')
        done = self.refuse(1, "validate", "--lines", self.schema, lines)
        self.assertIn("lines.ndjson:3:10: /name: expected string", done.out)
        self.assertIn("lines.ndjson:4:8: expected ':'", done.out)
        self.assertIn("1 of 3 instances valid", done.out)
        self.assertEqual(json.loads(self.refuse(1, "validate", "--lines", "--json", self.schema, lines).out)["results"][0]["line"], 3)

    def test_standard_input_once(self):
        self.succeed("validate", self.schema, "-", stdin=b'{"name": "a"}')
        self.refuse(2, "validate", "-", "-", stdin=b"{}")

    def test_comments_and_formats(self):
        schema = self.write("f.json", '{"format": "ipv4"}')
        instance = self.write("i.json", '"1.2.3" // short')
        self.refuse(1, "validate", schema, instance)
        self.succeed("validate", "--comments", schema, instance)
        self.refuse(1, "validate", "--comments", "--formats", schema, instance)

    def test_documents_are_given(self):
        schema = self.write("r.json", '{"$ref": "http://a/b?c=d"}')
        other = self.write("o.json", '{"type": "null"}')
        done = self.refuse(1, "validate", schema, self.good)
        self.assertIn("was not given (at /$ref)", done.err)
        self.assertIn("--document URI=FILE", done.err)
        self.succeed("validate", "--document", f"http://a/b?c=d={other}", schema, self.write("n.json", "null"))
        self.refuse(2, "validate", "--document", "x", schema, self.good)

    def test_a_schema_at_fault(self):
        done = self.refuse(1, "validate", self.write("s.json", '{\n "type": "strin"}'), self.good)
        self.assertIn("s.json:2:11: error: 'strin' is no type; did you mean 'string'? (at /type)", done.err)
        self.refuse(1, "validate", self.folder / "missing.json", self.good)
        self.refuse(1, "validate", self.schema, self.folder / "missing.json")
        self.refuse(2, "validate", self.schema)


class Suites(CommandTest):
    def suite(self, *groups, folder="tests"):
        (self.folder / folder).mkdir(parents=True, exist_ok=True)
        return self.write(f"{folder}/a.json", json.dumps(groups)).parent

    def group(self, schema, data, valid):
        return {"description": "g", "schema": schema, "tests": [{"description": "t", "data": data, "valid": valid}]}

    def test_a_suite_that_passes_and_one_that_fails(self):
        done = self.succeed("conformance", "json-schema", self.suite(self.group({"type": "null"}, None, True)))
        self.assertRegex(done.out, r"(?m)^ *a\.json +1 +0 +0 +0$")
        done = self.refuse(1, "conformance", "json-schema", self.suite(self.group({"type": "null"}, None, False)))
        self.assertIn("a.json: g: t\n    expected invalid\n    got      valid\n", done.out)

    def test_refused_and_not_applicable_are_counted_apart(self):
        folder = self.suite(self.group(True, 1, True), self.group({"pattern": "(?=a)"}, 1, True), self.group({"$ref": "http://localhost:1234/d/x.json"}, 1, True))
        report = json.loads(self.succeed("conformance", "json-schema", folder, "--json").out)
        self.assertEqual([report[key] for key in ("passed", "failed", "refused", "not_applicable")], [1, 0, 1, 1])
        # Remote documents are found beside the tests.
        (self.folder / "remotes/d").mkdir(parents=True)
        self.write("remotes/d/x.json", '{"type": "integer"}')
        report = json.loads(self.succeed("conformance", "json-schema", folder, "--json").out)
        self.assertEqual([report[key] for key in ("passed", "failed", "refused", "not_applicable")], [2, 0, 1, 0])

    def test_nothing_to_run_is_a_failure(self):
        (self.folder / "empty").mkdir()
        self.refuse(1, "conformance", "json-schema", self.folder / "empty")
        self.refuse(1, "conformance", "json", self.folder / "empty")
        self.refuse(1, "conformance", "json-schema", self.folder / "missing")
        self.refuse(1, "conformance", "json", self.folder / "missing")

    def test_what_must_be_read_and_what_refused(self):
        (self.folder / "parsing").mkdir()
        for name, text in (("y_a", "[1]"), ("y_twice", '{"a":1,"a":2}'), ("n_a", "[1,]"), ("i_a", "[1e999]"), ("other", "[")):
            self.write(f"parsing/{name}.json", text)
        out = self.succeed("conformance", "json", self.folder / "parsing").out
        self.assertIn("2 y_ accepted, 1 n_ refused, 1 i_ read either way, 0 failures", out)
        self.assertIn("1 of the y_", out)
        self.write("parsing/n_b.json", "[1]")
        self.assertIn("n_b.json: expected refused, got accepted", self.refuse(1, "conformance", "json", self.folder / "parsing").out)

    def test_our_vectors(self):
        vectors = json.loads((ROOT / "tests/vectors/json_schema.json").read_text("utf-8"))
        self.assertGreater(sum(len(group["tests"]) for groups in vectors["files"].values() for group in groups), 150)
