"""Ludex: the server's own rules in a notebook.

A rulebook judges batches of requests against a world and gives every request a verdict with a reason: the same bits as
in the server and in the browser.

    >>> import ludex
    >>> rulebook = ludex.Rulebook.load("examples/rulebooks/arena.json")
    >>> world, requests = rulebook.traffic(players=100, requests=10_000, seed=1)
    >>> judgement = world.judge(requests)
    >>> judgement.counts["accepted"] > 0
    True
"""

from __future__ import annotations

from ludex._ludex import version as __version__
from ludex.encode import encode_requests
from ludex.errors import LudexError
from ludex.judgement import Judgement
from ludex.rulebook import Rulebook
from ludex.world import World

TYPE_CHECKING = False  # not from typing: importing that takes three times as long as all the rest of the package
if TYPE_CHECKING:
    from typing import Any

    from ludex.combat import CombatReport, Simulation
    from ludex.contract import ContractMismatch, check_contract
    from ludex.error_detail import ErrorDetail
    from ludex.expression import conformance_cel, evaluate
    from ludex.ledger import AuditReport, Ledger, audit, decide, fingerprint
    from ludex.migration_report import MigrationReport
    from ludex.reasons import Reason, RuleError
    from ludex.saves import LoadedSave, SaveLoader
    from ludex.schema import Mismatch, Schema, Validation, check_json, conformance_json_schema
    from ludex.text import apply_patch, bundle, format_rulebook

__all__ = [
    "AuditReport",
    "CombatReport",
    "ContractMismatch",
    "ErrorDetail",
    "Judgement",
    "Ledger",
    "LoadedSave",
    "LudexError",
    "MigrationReport",
    "Mismatch",
    "Reason",
    "RuleError",
    "Rulebook",
    "SaveLoader",
    "Schema",
    "Simulation",
    "Validation",
    "World",
    "__version__",
    "apply_patch",
    "audit",
    "bundle",
    "check_contract",
    "check_json",
    "conformance_cel",
    "conformance_json_schema",
    "decide",
    "encode_requests",
    "evaluate",
    "fingerprint",
    "format_rulebook",
]

# Loaded when asked for: `dataclasses` and `enum` take as long.
_LAZY = {
    "CombatReport": "combat",
    "Simulation": "combat",
    "ContractMismatch": "contract",
    "ErrorDetail": "error_detail",
    "LoadedSave": "saves",
    "MigrationReport": "migration_report",
    "Mismatch": "schema",
    "Reason": "reasons",
    "RuleError": "reasons",
    "SaveLoader": "saves",
    "Schema": "schema",
    "Validation": "schema",
    "check_contract": "contract",
    "check_json": "schema",
    "AuditReport": "ledger",
    "Ledger": "ledger",
    "audit": "ledger",
    "decide": "ledger",
    "fingerprint": "ledger",
    "apply_patch": "text",
    "bundle": "text",
    "format_rulebook": "text",
    "conformance_cel": "expression",
    "conformance_json_schema": "schema",
    "evaluate": "expression",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'ludex' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"ludex.{_LAZY[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
