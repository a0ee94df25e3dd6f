"""ludex.check_contract and ludex.apply_patch; their words are in tests/vectors/contract.json and patch.json."""

from __future__ import annotations

import json
from pathlib import Path

import ludex
import pytest

ROOT = Path(__file__).resolve().parents[2]
ARENA = ROOT / "examples/rulebooks/arena.json"
CONTRACTS = json.loads((ROOT / "tests/vectors/contract.json").read_text(encoding="utf-8"))
PATCHES = json.loads((ROOT / "tests/vectors/patch.json").read_text(encoding="utf-8"))["cases"]
SHAPE = {"type": "object", "properties": {"target": "int >= 1", "force": "int 0..100 = 1"}}


def text_of(value: str | dict[str, str]) -> bytes:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value.encode()


def refuses(refused, call):
    with pytest.raises(ludex.LudexError) as raised:
        call()
    found = [(e.code, e.pointer, refused["message_contains"] in e.message) for e in raised.value.errors]
    assert (refused["code"], refused["pointer"], True) in found, raised.value.errors


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CONTRACTS["cases"]])
def test_contract_vector(case, count_vector):
    contract = CONTRACTS["contracts"][case["contract"]]
    if isinstance(contract, dict):
        contract = ROOT / contract["file"]
    for all_errors in (True, False):

        def check(all_errors=all_errors):
            return ludex.check_contract(contract, text_of(case.get("text", "null")), action=case.get("action"), all_errors=all_errors)

        if "refused" in case:
            refuses(case["refused"], check)
        else:
            found = [{"pointer": m.pointer, "message": m.message, "offset": m.offset} for m in check()]
            assert found == case["mismatches"][: None if all_errors else 1]
    count_vector("contracts")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in PATCHES])
def test_patch_vector(case, count_vector):
    def patch():
        return ludex.apply_patch(text_of(case["document"]), text_of(case["patch"]))

    if "refused" in case:
        refuses(case["refused"], patch)
    else:
        assert patch() == case["result"]
    count_vector("patches")


@pytest.mark.parametrize("contract", [SHAPE, json.dumps(SHAPE), json.dumps(SHAPE).encode(), bytearray(json.dumps(SHAPE), "ascii")])
def test_a_contract_is_text_or_a_dict(contract):
    assert ludex.check_contract(contract, '{"target": 42}') == []
    first = ludex.ContractMismatch("/target", 'expected integer, got "42" (string)', 11)
    for text in ('{"target": "42", "force": 101}', b'{"target": "42", "force": 101}'):
        assert ludex.check_contract(contract, text) == [first]
        assert [str(m) for m in ludex.check_contract(contract, text, all_errors=True)] == [str(first), "/force: expected 0..100, got 101"]
    assert str(first) == '/target: expected integer, got "42" (string)'
    assert str(ludex.check_contract(contract, "7")[0]) == "expected object, got 7 (number)"


def test_a_contract_from_a_file(tmp_path):
    assert ludex.check_contract(ARENA, '{"target": 8}', action="RequestAttack") == []
    path = tmp_path / "hit.json"
    path.write_text('{"type": "strin"}')
    with pytest.raises(ludex.LudexError, match="did you mean 'string'") as raised:
        ludex.check_contract(path, "{}")
    assert (raised.value.code, raised.value.pointer) == ("rulebook", "/type")
    with pytest.raises(ludex.LudexError) as raised:
        ludex.check_contract(tmp_path / "none.json", "{}")
    assert raised.value.code == "io"


def test_a_rulebook_at_fault_raises_every_error():
    actions = {"Hit": {"params": {"a": "itn"}}, "Run": {"params": {"b": "strin"}}}
    with pytest.raises(ludex.LudexError) as raised:
        ludex.check_contract({"ludex": 1, "entities": {"player": {}}, "actions": actions}, "{}", action="Hit")
    assert [e.pointer for e in raised.value.errors] == ["/actions/Hit/params/a", "/actions/Run/params/b"]
    with pytest.raises(ludex.LudexError, match="no action 'Fly'") as raised:
        ludex.check_contract(ARENA, "{}", action="Fly")
    assert raised.value.code == "host"


def test_what_is_no_unicode_is_told_and_what_has_no_json_raises():
    assert ludex.check_contract('"string"', '"\ud800"')[0].message == "is not JSON: invalid UTF-8"
    assert ludex.check_contract(ARENA, "{}", action="RequestAttack", all_errors=True)[0].pointer == "/target"
    with pytest.raises(ludex.LudexError):
        ludex.check_contract(ARENA, "{}", action="\ud800")
    for value in (object(), {"a": {1, 2}}):
        with pytest.raises(ludex.LudexError) as raised:
            ludex.check_contract(value, "{}")
        assert raised.value.code == "host"
        with pytest.raises(ludex.LudexError):
            ludex.apply_patch(value, [])


def test_documents_and_patches_are_text_or_objects():
    operations = [{"op": "move", "from": "/gold", "path": "/coins"}]
    for patch in (operations, json.dumps(operations), json.dumps(operations).encode()):
        for document in ({"gold": 5, "id": 2**64}, '{"gold":5,"id":18446744073709551616}', b'{"gold":5,"id":18446744073709551616}'):
            assert ludex.apply_patch(document, patch) == '{"id":18446744073709551616,"coins":5}'
    assert ludex.apply_patch('"\N{SNOWMAN}"', []) == '"\N{SNOWMAN}"'


def test_a_patch_that_fails_leads_to_its_operation():
    with pytest.raises(ludex.LudexError, match="there is nothing at '/a'") as raised:
        ludex.apply_patch({"a": 1}, [{"op": "remove", "path": "/a"}] * 2)
    assert (raised.value.code, raised.value.pointer) == ("patch", "/1")
    with pytest.raises(ludex.LudexError, match="the document: ") as raised:
        ludex.apply_patch("{", [])
    assert raised.value.code == "json"
