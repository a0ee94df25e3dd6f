"""Schemas and instances: what fits, and in which words it is said what does not."""
import json

from lib import write

ABOUT = ("`schema` is compiled with `documents` and `options`, then `instance` is checked with `validation`. All of them are exact texts. "
         "`valid` true; or `mismatches` in the order of the instance; or `malformed`; or `refused`, when the schema must not compile.")
CASES, NAMES = [], set()
ALL = {"all": True}


def text(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def case(name, schema, instance, answer, **how):
    assert name not in NAMES, name
    NAMES.add(name)
    entry = {"name": name, "schema": text(schema)}
    if "documents" in how:
        how["documents"] = {uri: text(document) for uri, document in how["documents"].items()}
    CASES.append({**entry, **how, **({} if instance is None else {"instance": instance if isinstance(instance, dict) else text(instance)}), **answer})


def fits(name, schema, *instances, **how):
    for i, instance in enumerate(instances):
        case(f"{name}: {i + 1}" if len(instances) > 1 else name, schema, text(instance), {"valid": True}, **how)


def misses(name, schema, instance, *found, **how):
    """`found`: pointer, keyword, message of each mismatch."""
    case(name, schema, text(instance), {"valid": False, "mismatches": [dict(zip(("pointer", "keyword", "message"), one)) for one in found]}, **how)


def malformed(name, instance, line, column, offset, schema=True, code="json", **how):
    case(name, schema, instance, {"valid": False, "malformed": {"code": code, "line": line, "column": column, "offset": offset}}, **how)


def refused(name, schema, code, pointer, contains="", **how):
    case(name, schema, None, {"refused": {"code": code, "pointer": pointer, "message_contains": contains}}, **how)


# ---- any instance --------------------------------------------------------------------------------------------
fits("true allows everything", True, "null", "[1,{}]")
misses("false allows nothing", False, 1, ("", "", "nothing is allowed here, got 1 (number)"))
misses("a type, with what came instead", {"properties": {"params": {"properties": {"target": {"type": "integer"}}}}}, '{"params":{"target":"42"}}',
       ("/params/target", "/properties/params/properties/target/type", 'expected integer, got "42" (string)'))
misses("one of several types", {"type": ["string", "null"]}, "false", ("", "/type", "expected null or string, got false (boolean)"))
fits("1.0 and 1e3 are integers", {"type": "integer"}, "1.0", "1e3", "-0.0", "12345678901234567890123")
misses("a fraction is no integer", {"type": "integer"}, "1.5", ("", "/type", "expected integer, got 1.5 (number)"))
fits("const compares values, not spellings", {"const": {"a": [1, 2.0]}}, '{"a": [1.0, 2]}')
misses("const tells 1 from true", {"const": 1}, "true", ("", "/const", "expected 1, got true (boolean)"))
misses("const keeps integers apart that a double cannot", '{"const":9007199254740993}', "9007199254740992",
       ("", "/const", "expected 9007199254740993, got 9007199254740992 (number)"))
misses("enum, with the nearest name", {"enum": ["sword", "bow", 3]}, '"swrod"', ("", "/enum", "expected \"sword\", \"bow\" or 3, got \"swrod\" (string); did you mean 'sword'?"))
fits("an empty enum needs no instance", {"not": {"enum": [1]}}, "2")

# ---- numbers -------------------------------------------------------------------------------------------------
misses("minimum", {"minimum": 1}, "0.5", ("", "/minimum", "expected at least 1, got 0.5"))
misses("maximum, far beyond a double", {"maximum": 1}, "1e999999", ("", "/maximum", "expected at most 1, got 1e999999"))
misses("exclusiveMinimum", {"exclusiveMinimum": 0}, "-0", ("", "/exclusiveMinimum", "expected more than 0, got -0"))
misses("exclusiveMaximum", '{"exclusiveMaximum":9007199254740993}', "9007199254740993", ("", "/exclusiveMaximum", "expected less than 9007199254740993, got 9007199254740993"))
fits("exclusiveMaximum is exact", '{"exclusiveMaximum":9007199254740993}', "9007199254740992")
fits("multipleOf is exact in decimal", '{"multipleOf":0.01}', "0.07", "4.35", "1e300")
misses("multipleOf", '{"multipleOf":0.01}', "0.075", ("", "/multipleOf", "expected a multiple of 0.01, got 0.075"))

# ---- text ----------------------------------------------------------------------------------------------------
misses("maxLength counts characters, not bytes", {"maxLength": 2}, '"äöü"', ("", "/maxLength", 'expected at most 2 characters, got 3: "äöü"'))
fits("an escaped pair of surrogates is one character", {"maxLength": 1}, '"\\ud83d\\ude00"')
misses("minLength", {"minLength": 1}, '""', ("", "/minLength", 'expected at least 1 character, got 0: ""'))
misses("pattern", {"pattern": "^[a-z]+$"}, '"Sword"', ("", "/pattern", 'expected text that matches ^[a-z]+$, got "Sword"'))
fits("a pattern is searched for, in Unicode", {"pattern": "\\p{Lu}"}, '"été À"')
misses("format, when it is asserted", {"format": "ipv4"}, '"1.2.3.256"', ("", "/format", 'expected the format ipv4, got "1.2.3.256"'), options={"formats": True})
fits("format is an annotation by default", {"format": "ipv4"}, '"1.2.3.256"')
fits("an unknown format is one too", {"format": "colour"}, '"?"', options={"formats": True})
fits("content is never decoded", {"contentMediaType": "application/json", "contentEncoding": "base64"}, '"%"')

# ---- arrays --------------------------------------------------------------------------------------------------
misses("minItems", {"minItems": 2}, "[1]", ("", "/minItems", "expected at least 2 items, got 1"))
misses("maxItems", {"maxItems": 1}, "[1,2]", ("", "/maxItems", "expected at most 1 item, got 2"))
misses("uniqueItems points at the second", {"uniqueItems": True}, '[{"a":1,"b":2},0,{"b":2.0,"a":1}]', ("/2", "/uniqueItems", 'equals item 0, no two may be equal: {"b":2.0,"a":1}'))
misses("prefixItems and items", {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, '[1,"x",2]',
       ("/0", "/prefixItems/0/type", "expected string, got 1 (number)"), ("/1", "/items/type", 'expected integer, got "x" (string)'), validation=ALL)
misses("contains", {"contains": {"const": 7}}, "[1,2]", ("", "/contains", "expected at least 1 item of the kind it must contain, got 0"))
misses("maxContains", {"contains": {"type": "integer"}, "maxContains": 1}, "[1,2,3.5]", ("", "/maxContains", "expected at most 1 item of the kind it must contain, got 2"))
fits("minContains 0 asks for nothing", {"contains": {"const": 7}, "minContains": 0}, "[]")
misses("unevaluatedItems", {"prefixItems": [True], "anyOf": [{"prefixItems": [True, {"type": "string"}]}, True], "unevaluatedItems": False}, '[1,"a",3]',
       ("/2", "/unevaluatedItems", "nothing in the schema allows '2' here, got 3 (number)"))

# ---- objects -------------------------------------------------------------------------------------------------
misses("required", {"required": ["a", "b", "c"]}, '{"b":1}', ("", "/required", "missing 'a' and 'c'"))
misses("additionalProperties, with the nearest name", {"properties": {"target": True}, "additionalProperties": False}, '{"tarket":1}',
       ("/tarket", "/additionalProperties", "unknown property 'tarket'; did you mean 'target'?"))
misses("patternProperties", {"patternProperties": {"^n_": {"type": "integer"}}}, '{"n_a":1,"n_b":"1"}', ("/n_b", "/patternProperties/^n_/type", 'expected integer, got "1" (string)'))
misses("propertyNames", {"propertyNames": {"maxLength": 3}}, '{"abc":1,"abcd":2}', ("/abcd", "/propertyNames/maxLength", 'the name: expected at most 3 characters, got 4: "abcd"'))
misses("minProperties", {"minProperties": 1}, "{}", ("", "/minProperties", "expected at least 1 property, got 0"))
misses("maxProperties", {"maxProperties": 1}, '{"a":1,"b":2}', ("", "/maxProperties", "expected at most 1 property, got 2"))
misses("dependentRequired", {"dependentRequired": {"card": ["address"]}}, '{"card":1}', ("", "/dependentRequired/card", "'card' needs beside it what is missing: 'address'"))
misses("dependentSchemas", {"dependentSchemas": {"card": {"required": ["address"]}}}, '{"card":1}', ("", "/dependentSchemas/card/required", "missing 'address'"))
misses("unevaluatedProperties sees through $ref and allOf", {"allOf": [{"$ref": "#/$defs/base"}], "$defs": {"base": {"properties": {"a": True}}}, "unevaluatedProperties": False},
       '{"a":1,"b":2}', ("/b", "/unevaluatedProperties", "nothing in the schema allows 'b' here, got 2 (number)"))
misses("a pointer escapes / and ~", {"properties": {"a/b~c": {"type": "null"}}}, '{"a/b~c":0}', ("/a~1b~0c", "/properties/a~1b~0c/type", "expected null, got 0 (number)"))
misses("the empty key is a key", {"properties": {"": {"const": 1}}}, '{"":2}', ("/", "/properties//const", "expected 1, got 2 (number)"))
fits("__proto__ is a property like others", {"properties": {"__proto__": {"type": "integer"}}, "required": ["__proto__"]}, '{"__proto__":1}')

# ---- combinations --------------------------------------------------------------------------------------------
misses("allOf", {"allOf": [{"minimum": 2}, {"maximum": 5}]}, "1", ("", "/allOf/0/minimum", "expected at least 2, got 1"))
misses("anyOf explains the closest", {"anyOf": [{"type": "string"}, {"properties": {"x": {"type": "integer"}}}]}, '{"x":"1"}',
       ("", "/anyOf", "fits none of 2 alternatives; the closest is number 2: /x: expected integer, got \"1\" (string)"))
misses("oneOf, when none fits", {"oneOf": [{"type": "string"}, {"minimum": 10}]}, "3", ("", "/oneOf", "fits none of 2 alternatives; the closest is number 2: expected at least 10, got 3"))
misses("oneOf, when two fit", {"oneOf": [{"type": "integer"}, {"minimum": 0}]}, "3", ("", "/oneOf", "fits the alternatives 1 and 2, exactly one is allowed: 3 (number)"))
misses("not", {"not": {"type": "null"}}, "null", ("", "/not", "fits what it must not fit: null (null)"))
misses("if and then", {"if": {"properties": {"kind": {"const": "bow"}}}, "then": {"required": ["arrows"]}, "else": {"required": ["edge"]}}, '{"kind":"bow"}',
       ("", "/then/required", "missing 'arrows'"))
misses("else", {"if": {"properties": {"kind": {"const": "bow"}}}, "then": {"required": ["arrows"]}, "else": {"required": ["edge"]}}, '{"kind":"sword"}',
       ("", "/else/required", "missing 'edge'"))

# ---- references ----------------------------------------------------------------------------------------------
misses("$ref beside other keywords", {"$defs": {"id": {"type": "integer"}}, "$ref": "#/$defs/id", "minimum": 1}, "0", ("", "/minimum", "expected at least 1, got 0"))
misses("$anchor", {"$defs": {"id": {"$anchor": "id", "type": "integer"}}, "properties": {"a": {"$ref": "#id"}}}, '{"a":null}', ("/a", "/$defs/id/type", "expected integer, got null (null)"))
misses("a schema that holds itself", {"properties": {"next": {"$ref": "#"}}, "type": "object"}, '{"next":{"next":3}}', ("/next/next", "/type", "expected object, got 3 (number)"))
misses("a document that was given", {"items": {"$ref": "https://example.org/item"}}, "[1,null]",
       ("/1", "https://example.org/item#/type", "expected number, got null (null)"), documents={"https://example.org/item": {"type": "number"}})
misses("a base for what is relative", {"$ref": "item#/$defs/n"}, "null",
       ("", "https://example.org/item#/$defs/n/type", "expected number, got null (null)"), options={"base": "https://example.org/all"}, documents={"https://example.org/item": {"$defs": {"n": {"type": "number"}}}})
misses("$dynamicRef finds the outermost", {"$id": "https://example.org/strict", "$dynamicAnchor": "node", "$ref": "tree", "unevaluatedProperties": False},
       '{"children":[{"daat":1}]}', ("/children/0/daat", "/unevaluatedProperties", "nothing in the schema allows 'daat' here, got 1 (number)"),
       documents={"https://example.org/tree": {"$dynamicAnchor": "node", "properties": {"data": True, "children": {"items": {"$dynamicRef": "#node"}}}}})
fits("the metaschema is built in", {"$ref": "https://json-schema.org/draft/2020-12/schema"}, '{"type":"integer"}')
case("a schema against the metaschema", {"$ref": "https://json-schema.org/draft/2020-12/schema"}, '{"minLength":-1}', {"valid": False, "mismatches": [
    {"pointer": "/minLength", "keyword": "https://json-schema.org/draft/2020-12/meta/validation#/$defs/nonNegativeInteger/minimum", "message": "expected at least 0, got -1"}]})

META = {"$id": "https://example.org/meta", "$schema": "https://json-schema.org/draft/2020-12/schema"}
VOCABULARY = "https://json-schema.org/draft/2020-12/vocab/"
fits("keywords of vocabularies that the metaschema leaves out are ignored", {"$schema": "https://example.org/meta", "minLength": 99}, '"x"',
     documents={"https://example.org/meta": {**META, "$vocabulary": {VOCABULARY + "core": True, VOCABULARY + "applicator": True}}})
refused("a required vocabulary that nobody knows", {"$schema": "https://example.org/meta"}, "unsupported", "/$schema", "vocabulary",
        documents={"https://example.org/meta": {**META, "$vocabulary": {VOCABULARY + "core": True, "https://example.org/vocab/units": True}}})
fits("$comment, title, contentSchema and unknown keywords are annotations", {"$comment": "x", "title": "t", "contentSchema": {"type": "null"}, "x-unit": {"$ref": "nowhere"}}, '"[]"')
misses("one of two documents that refer to each other", {"$ref": "urn:a"}, '{"b":{"a":{"b":1}}}', ("/b/a/b", "urn:b#/type", "expected object, got 1 (number)"),
       documents={"urn:a": {"properties": {"b": {"$ref": "urn:b"}}}, "urn:b": {"type": "object", "properties": {"a": {"$ref": "urn:a"}}}})

# ---- x-ludex -------------------------------------------------------------------------------------------------
misses("width u8", {"x-ludex": {"width": "u8"}}, "256", ("", "/x-ludex/width", "expected a whole number from 0 to 255, got 256"))
fits("width i64 to its last value", {"x-ludex": {"width": "i64"}}, "9223372036854775807", "-9223372036854775808")
misses("width i64, one more", {"x-ludex": {"width": "i64"}}, "9223372036854775808", ("", "/x-ludex/width", "expected a whole number of 64 bits, got 9223372036854775808"))
misses("width f32", {"x-ludex": {"width": "f32"}}, "3.5e38", ("", "/x-ludex/width", "expected a number that a 32-bit float can hold, got 3.5e38"))
misses("finite", {"x-ludex": {"finite": True}}, "1e309", ("", "/x-ludex/finite", "expected a number that a double can hold, got 1e309"))
misses("ref", {"x-ludex": {"ref": "player"}}, '"7"', ("", "/x-ludex/ref", 'expected an id (a whole number of 64 bits), got "7" (string)'))
misses("maxBytes counts bytes", {"x-ludex": {"maxBytes": 3}}, '"ää"', ("", "/x-ludex/maxBytes", "expected at most 3 bytes, got 4"))
misses("maxNodes", {"x-ludex": {"maxNodes": 3}}, "[1,2,3]", ("", "/x-ludex/maxNodes", "expected at most 3 values in all"))
misses("maxDepth", {"x-ludex": {"maxDepth": 1}}, "[[]]", ("", "/x-ludex/maxDepth", "expected at most 1 level of arrays and objects"))

# ---- how many -------------------------------------------------------------------------------------------------
TWO = {"properties": {"a": {"type": "null"}, "b": {"type": "null"}}, "required": ["c"]}
misses("the first one, in the order of the instance", TWO, '{"b":1,"a":2,"c":3}', ("/b", "/properties/b/type", "expected null, got 1 (number)"))
misses("all of them, in the order of the instance", TWO, '{"b":1,"a":2}', ("", "/required", "missing 'c'"), ("/b", "/properties/b/type", "expected null, got 1 (number)"),
       ("/a", "/properties/a/type", "expected null, got 2 (number)"), validation=ALL)
misses("no more than asked for", {"items": {"type": "null"}}, "[1,2,3]", ("/0", "/items/type", "expected null, got 1 (number)"), ("/1", "/items/type", "expected null, got 2 (number)"),
       validation={"all": True, "limits": {"max_errors": 2}})
misses("a long value is cut", {"type": "null"}, '"%s"' % ("x" * 100), ("", "/type", 'expected null, got "%s… (string)' % ("x" * 59)))

# ---- instances that are no JSON, or too much -------------------------------------------------------------------
malformed("the empty text", "", 1, 1, 0)
malformed("a byte order mark", {"hex": "efbbbf31"}, 1, 1, 0)
malformed("no UTF-8", {"hex": "22ff22"}, 1, 2, 1)
malformed("a lone surrogate", '["\\ud800"]', 1, 3, 2)
malformed("a key twice, once escaped", '{"a":1,\n "\\u0061":2}', 2, 2, 9)
malformed("something after the value", "{} {}", 1, 4, 3)
malformed("NaN", "[NaN]", 1, 2, 1)
malformed("a number that begins with 0", "01", 1, 2, 1)
malformed("a comment", "1 // one", 1, 3, 2)
fits("a comment, where it is allowed", {"const": 1}, "/* one */ 1 // one", validation={"comments": True})
malformed("too deep", "[[[]]]", 1, 3, 2, validation={"limits": {"max_depth": 2}})
malformed("too many values", "[1,2,3]", 1, 6, 5, validation={"limits": {"max_nodes": 3}})
malformed("too many bytes", "[1,2,3]", 1, 7, 6, validation={"limits": {"max_bytes": 6}})
malformed("too many steps", [[[0] * 9] * 9], 0, 0, 0, schema={"items": {"$ref": "#"}}, code="schema", validation={"limits": {"max_steps": 20}})

# ---- schemas that must not compile ------------------------------------------------------------------------------
refused("a schema that is no JSON", '{"type": "integer",}', "json", "")
refused("a schema that is a number", "3", "schema", "", "a schema is an object, true or false")
refused("an unknown type", {"properties": {"a": {"type": "int"}}}, "schema", "/properties/a/type")
refused("a keyword of another shape", {"required": "a"}, "schema", "/required")
refused("a length below zero", {"maxLength": -1}, "schema", "/maxLength", "whole number from 0")
refused("a document that was not given", {"$ref": "https://example.org/none"}, "schema", "/$ref")
refused("an error in a document", {"$ref": "urn:a"}, "schema", "/minLength", "whole number", documents={"urn:a": {"minLength": -1}})
refused("multipleOf of 0", {"multipleOf": 0}, "schema", "/multipleOf", "above 0")
refused("a list of schemas under items", {"items": [True]}, "schema", "/items", "prefixItems")
refused("a pointer to nothing", {"$ref": "#/$defs/none"}, "schema", "/$ref")
refused("a reference to itself alone", {"$ref": "#"}, "schema", "/$ref", "never end")
refused("another draft", {"$schema": "http://json-schema.org/draft-07/schema#"}, "unsupported", "/$schema", "only 2020-12")
refused("a pattern with look-ahead", {"pattern": "(?=a)b"}, "unsupported", "/pattern", "not usable at character")
refused("a back-reference", {"patternProperties": {"(a)\\1": True}}, "unsupported", "/patternProperties/(a)\\1")
refused("an x-ludex that is none", {"x-ludex": {"witdh": "u8"}}, "schema", "/x-ludex/witdh", "did you mean 'width'?")


def save():
    write("schema.json", {"about": ABOUT, "cases": CASES})
    return len(CASES)
