"""Random schemas and instances: `ludex conformance json-schema` against the `jsonschema` package, case by case.

    pip install jsonschema; python3 tests/oracle/json_schema.py build/release/bin/ludex [SEED [GROUPS]]

Left out is what the package reads otherwise than the specification has it: numbers beyond doubles (it computes with
floats). Ends with 1 and shows the cases when the two disagree, with 2 when the package is not there.
"""
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ["a", "b", "c", "ab", ""]
NUMBERS = [0, 1, 2, 3, -1, 0.5, 1.0, 2.5, 10, 7]
STRINGS = ["", "a", "b", "ab", "abc", "é", "😀x", "a1"]
PATTERNS = ["^a", "b$", "^[a-c]+$", "^$", "."]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def value(self, depth=3):
        kind = self.random.randrange(8 if depth > 0 else 5)
        if kind == 0:
            return self.pick(None, True, False)
        if kind < 3:
            return self.random.choice(NUMBERS)
        if kind < 5:
            return self.random.choice(STRINGS)
        if kind == 5:
            return [self.value(depth - 1) for _ in range(self.random.randrange(4))]
        return {name: self.value(depth - 1) for name in self.random.sample(NAMES, self.random.randrange(4))}

    def schemas(self, depth, most=3):
        return [self.schema(depth - 1) for _ in range(self.random.randint(1, most))]

    def members(self, depth, names=NAMES):
        return {name: self.schema(depth - 1) for name in self.random.sample(names, self.random.randint(1, 3))}

    def keyword(self, depth):
        r = self.random
        plain = {
            "type": lambda: r.choice(["null", "boolean", "integer", "number", "string", "array", "object", ["integer", "string"], ["array", "object"]]),
            "const": lambda: self.value(1), "enum": lambda: [self.value(1) for _ in range(3)],
            "minimum": lambda: r.choice(NUMBERS), "maximum": lambda: r.choice(NUMBERS), "exclusiveMinimum": lambda: r.choice(NUMBERS), "exclusiveMaximum": lambda: r.choice(NUMBERS),
            "multipleOf": lambda: r.choice([1, 2, 0.5, 3]),
            "minLength": lambda: r.randrange(3), "maxLength": lambda: r.randrange(3), "pattern": lambda: r.choice(PATTERNS),
            "minItems": lambda: r.randrange(3), "maxItems": lambda: r.randrange(4), "uniqueItems": lambda: True,
            "minProperties": lambda: r.randrange(3), "maxProperties": lambda: r.randrange(4),
            "required": lambda: r.sample(NAMES, r.randint(1, 2)), "dependentRequired": lambda: {r.choice(NAMES): r.sample(NAMES, r.randint(1, 2))},
        }
        nested = {
            "properties": lambda: self.members(depth), "patternProperties": lambda: self.members(depth, PATTERNS), "additionalProperties": lambda: self.schema(depth - 1),
            "propertyNames": lambda: self.schema(depth - 1), "unevaluatedProperties": lambda: self.pick(False, False, self.schema(depth - 1)),
            "prefixItems": lambda: self.schemas(depth), "items": lambda: self.schema(depth - 1), "contains": lambda: self.schema(depth - 1),
            "unevaluatedItems": lambda: self.pick(False, False, self.schema(depth - 1)), "minContains": lambda: r.randrange(3), "maxContains": lambda: r.randrange(1, 3),
            "allOf": lambda: self.schemas(depth), "anyOf": lambda: self.schemas(depth), "oneOf": lambda: self.schemas(depth), "not": lambda: self.schema(depth - 1),
            "if": lambda: self.schema(depth - 1), "then": lambda: self.schema(depth - 1), "else": lambda: self.schema(depth - 1),
            "dependentSchemas": lambda: self.members(depth), "$ref": lambda: f"#/$defs/{r.choice('xy')}",
        }
        table = {**plain, **nested, **nested} if depth > 0 else plain
        name = r.choice(list(table) + (list(nested) * 2 if depth > 0 else []))
        return name, table[name]()

    def schema(self, depth=3):
        if self.random.random() < 0.1:
            return self.random.random() < 0.7
        return dict(self.keyword(depth) for _ in range(self.random.randint(1, 4)))

    def root(self):
        schema = self.schema()
        while not isinstance(schema, dict):
            schema = self.schema()
        # Definitions lead nowhere but into themselves: references never turn in circles.
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "$defs": {"x": self.schema(0), "y": self.schema(0)}}


def main(ludex, seed=1, groups=500):
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        print("the jsonschema package is not installed\nNext: pip install jsonschema", file=sys.stderr)
        return 2
    generator = Generator(int(seed))
    suite = []
    for number in range(int(groups)):
        schema = generator.root()
        oracle = Draft202012Validator(schema)
        instances = [generator.value() for _ in range(20)]
        suite.append({"description": f"{number}: {json.dumps(schema)}", "schema": schema,
                      "tests": [{"description": json.dumps(i), "data": i, "valid": oracle.is_valid(i)} for i in instances]})
    valid = sum(test["valid"] for group in suite for test in group["tests"])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "random.json").write_text(json.dumps(suite), "utf-8")
        done = subprocess.run([ludex, "conformance", "json-schema", folder, "--json"], capture_output=True, text=True)
    report = json.loads(done.stdout)
    for failure in report["failures"][:10]:
        print(failure["group"], "\n   ", failure["test"], "\n    jsonschema:", failure["expected"], "\n    ludex:", failure["got"])
    print(f"seed {seed}: {report['passed']:,} agree ({valid:,} valid), {report['failed']:,} disagree, {report['refused']:,} refused")
    return 0 if report["ok"] and report["refused"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
