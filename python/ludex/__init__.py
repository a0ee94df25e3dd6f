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

    from ludex.backtesting import Backtest, backtest, cut_capsule, explain_capsule, replay_capsule, rulebook_changes
    from ludex.balance import Comparison, ExpectationReport, WinMatrix
    from ludex.combat import CombatReport, Simulation
    from ludex.contract import ContractMismatch, check_contract
    from ludex.error_detail import ErrorDetail
    from ludex.expression import conformance_cel, evaluate, expression_types
    from ludex.interest import Interest, InterestChange
    from ludex.ledger import AuditReport, Ledger, audit, decide, fingerprint
    from ludex.metrics import Metrics
    from ludex.migration_report import MigrationReport
    from ludex.reasons import Reason, RuleError
    from ludex.record import Log, ReplayReport, read_log, replay_log
    from ludex.recorder import Recorder, ResumedLog, record_log, resume_log
    from ludex.saves import LoadedSave, SaveLoader
    from ludex.schema import Mismatch, Schema, Validation, check_json, conformance_json_schema
    from ludex.text import apply_patch, bundle, format_rulebook
    from ludex.tuning import Breakpoints, Sensitivity, Sweep

__all__ = [
    "AuditReport",
    "Backtest",
    "Breakpoints",
    "CombatReport",
    "Comparison",
    "ContractMismatch",
    "ErrorDetail",
    "ExpectationReport",
    "Interest",
    "InterestChange",
    "Judgement",
    "Ledger",
    "LoadedSave",
    "Log",
    "LudexError",
    "Metrics",
    "MigrationReport",
    "Mismatch",
    "Reason",
    "Recorder",
    "ReplayReport",
    "ResumedLog",
    "RuleError",
    "Rulebook",
    "SaveLoader",
    "Schema",
    "Sensitivity",
    "Simulation",
    "Sweep",
    "Validation",
    "WinMatrix",
    "World",
    "__version__",
    "apply_patch",
    "audit",
    "backtest",
    "bundle",
    "check_contract",
    "check_json",
    "conformance_cel",
    "conformance_json_schema",
    "cut_capsule",
    "decide",
    "encode_requests",
    "evaluate",
    "explain_capsule",
    "expression_types",
    "fingerprint",
    "format_rulebook",
    "read_log",
    "record_log",
    "replay_capsule",
    "replay_log",
    "resume_log",
    "rulebook_changes",
]

# Loaded when asked for: `dataclasses` and `enum` take as long.
_LAZY = {
    "Backtest": "backtesting",
    "backtest": "backtesting",
    "cut_capsule": "backtesting",
    "explain_capsule": "backtesting",
    "replay_capsule": "backtesting",
    "rulebook_changes": "backtesting",
    "CombatReport": "combat",
    "Comparison": "balance",
    "ExpectationReport": "balance",
    "WinMatrix": "balance",
    "Simulation": "combat",
    "Breakpoints": "tuning",
    "Sensitivity": "tuning",
    "Sweep": "tuning",
    "ContractMismatch": "contract",
    "ErrorDetail": "error_detail",
    "Interest": "interest",
    "InterestChange": "interest",
    "LoadedSave": "saves",
    "Metrics": "metrics",
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
    "Log": "record",
    "ReplayReport": "record",
    "read_log": "record",
    "replay_log": "record",
    "Recorder": "recorder",
    "ResumedLog": "recorder",
    "record_log": "recorder",
    "resume_log": "recorder",
    "apply_patch": "text",
    "bundle": "text",
    "format_rulebook": "text",
    "conformance_cel": "expression",
    "conformance_json_schema": "schema",
    "evaluate": "expression",
    "expression_types": "expression",
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
