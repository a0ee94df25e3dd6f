"""ludex patch: RFC 6902 on a file, whole or not at all."""
import json
import unittest

from harness import CommandTest


class Patch(CommandTest):
    def setUp(self):
        super().setUp()
        self.document = self.write("save.json", '{"gold": 5, "deep": {"kept" : [1.50]}}')

    def patch(self, *operations):
        return self.write("patch.json", json.dumps(operations))

    def test_what_no_operation_touches_keeps_its_bytes(self):
        patch = self.patch({"op": "move", "from": "/gold", "path": "/coins"}, {"op": "add", "path": "/bag", "value": []})
        self.assertEqual(self.succeed("patch", self.document, patch).out, '{"deep":{"kept" : [1.50]},"coins":5,"bag":[]}\n')

    def test_a_file_is_patched_in_place(self):
        self.succeed("patch", self.document, self.patch({"op": "remove", "path": "/deep"}), "--out", self.document)
        self.assertEqual(self.document.read_text(), '{"gold":5}\n')

    def test_an_operation_that_fails_changes_nothing_and_is_named(self):
        before = self.document.read_bytes()
        patch = self.patch({"op": "remove", "path": "/gold"}, {"op": "test", "path": "/deep/kept/0", "value": 2})
        done = self.refuse(1, "patch", self.document, patch, "--out", self.document)
        self.assertIn("test: expected 2, got 1.50 (at /1)", done.err)
        self.assertIn("Next:", done.err)
        self.assertEqual(self.document.read_bytes(), before)
        report = json.loads(self.run_ludex("patch", self.document, patch, "--json").out)
        self.assertEqual([report["ok"], report["errors"][0]["code"], report["errors"][0]["pointer"]], [False, "patch", "/1"])

    def test_input_that_is_no_json_names_its_file(self):
        broken = self.write("broken.json", '{"a": 1,}')
        self.assertIn("broken.json:1:9", self.refuse(1, "patch", broken, self.patch()).err)
        self.assertIn("broken.json:1:9", self.refuse(1, "patch", self.document, broken).err)
        self.refuse(1, "patch", self.folder / "absent.json", self.patch())

    def test_standard_input_serves_one_of_the_two(self):
        self.assertEqual(json.loads(self.succeed("patch", "-", self.patch(), "--json", stdin=b"[1]").out), {"ok": True, "document": [1]})
        self.refuse(2, "patch", "-", "-")


if __name__ == "__main__":
    unittest.main()
