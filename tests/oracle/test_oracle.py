"""Semantics of the reference judge, by hand from RULEBOOK.md: pytest tests/oracle"""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import cel_eval  # noqa: E402
import cel_parse  # noqa: E402
import judge as judge_module  # noqa: E402
import json_strict  # noqa: E402
import rulebook as rulebook_module  # noqa: E402
import world as world_module  # noqa: E402
from generate import make_case  # noqa: E402


class Game:
    """A one-action rulebook over player {coins, bag | hp 0..100, t} and the world that batches go through."""

    def __init__(self, action=None, limits=None, actions=None, players=("1", "2"), live=None):
        live_state = {"hp": "int 0..100 = 50", "t": "int = 0", "d": "double", "pos": "vec3", "big": "int", **(live or {})}
        written = {
            "ludex": 1, "name": "t", "version": 1, "limits": limits or {},
            "entities": {"player": {"profile": {"version": 0, "state": {"coins": "int >= 0 = 10", "bag": "map<string, int >= 0> max 2",
                                                                        "nums": "list<int> max 3"}},
                                    "live": {"state": live_state}}},
            "actions": actions or {"A": action or {}}}
        self.rulebook = rulebook_module.load(json.dumps(written).encode())
        entities = {"player": {number: {"profile": {"version": 0, "state": {}}} for number in players}}
        self.world = world_module.load(self.rulebook, json.dumps({"ludex_world": 1, "now": 0, "seed": 1, "entities": entities}).encode())

    def send(self, *bodies, opened_at=None, end=b"\n"):
        lines = [body if isinstance(body, bytes) else json.dumps({"actor": 1, "received_at": 1000, "action": "A", **body}).encode()
                 for body in bodies]
        verdicts, _, self.world = judge_module.judge(self.rulebook, self.world, b"".join(line + end for line in lines), opened_at)
        return verdicts

    def reasons(self, *bodies, **options):
        return [verdict.get("reason", "accepted") for verdict in self.send(*bodies, **options)]

    def player(self, number=1):
        return self.world.entities["player", number]


def value(text, **names):
    return cel_eval.evaluate(cel_parse.parse(text), cel_eval.Scope(names.__getitem__, names.__contains__))


def code(text, **names):
    with pytest.raises(cel_eval.RuleError) as raised:
        value(text, **names)
    return raised.value.code


# Time


def test_time_never_runs_backwards_and_is_kept():
    game = Game({"effects": ["actor.t = now"]})
    game.send({"received_at": 2000}, {"received_at": 1500})
    assert game.player().live["t"] == 2000 and game.world.now == 2000
    game.send({"received_at": 10})
    assert game.player().live["t"] == 2000


def test_a_line_with_a_bad_envelope_does_not_move_now():
    game = Game({"effects": ["actor.t = now"]})
    game.send({"received_at": 2000}, {"received_at": 9000, "origin": "timer"}, {"received_at": 2001})
    assert game.world.now == 2001


def test_a_step_over_an_hour_refuses_the_batch_whole():
    game = Game()
    game.send({"received_at": 1000}, {"received_at": 3_601_000})
    with pytest.raises(judge_module.HostError):
        game.send({"received_at": 3_601_000 + 3_600_001})
    with pytest.raises(judge_module.HostError):
        Game().send({"received_at": 3_600_001}, opened_at=0)


def test_cutting_a_batch_in_two_changes_no_verdict():
    for seed in range(200):
        case = make_case(seed)
        rulebook = rulebook_module.load(case.files()["rulebook.json"])
        world = world_module.load(rulebook, case.files()["world.json"])
        lines = [line + b"\n" for line, _, _ in case.lines]
        opened_at = case.opened_at[0] or 1_000_000
        try:
            whole, _, after = judge_module.judge(rulebook, world, b"".join(lines), opened_at)
        except judge_module.HostError:
            continue
        cut = len(lines) // 2
        first, _, middle = judge_module.judge(rulebook, world, b"".join(lines[:cut]), opened_at)
        second, timers, end = judge_module.judge(rulebook, middle, b"".join(lines[cut:]), opened_at)
        if timers:
            continue  # one that the first half set was due already, or more were due than one batch runs
        strip = [{key: item for key, item in verdict.items() if key != "i"} for verdict in whole]
        assert strip == [{key: item for key, item in verdict.items() if key != "i"} for verdict in first + second], seed
        assert world_module.save(rulebook, after) == world_module.save(rulebook, end)


# Stage A and stages in order


@pytest.mark.parametrize("line, reason, at", [
    (b"", "malformed", ""), (b"{\"a\":1,\"a\":2}", "malformed", ""), (b"\xef\xbb\xbf{}", "malformed", ""), (b"5", "bad_envelope", ""),
    (b"[[[[[", "too_deep", ""), (b"[" + b"1," * 40, "too_many_nodes", ""), (b"[x" + b"[" * 50, "malformed", ""),
    (b"{" + b" " * 500 + b"}", "too_large", ""), (b"{\"actor\":\"\\ud800\"}", "malformed", ""), (b"{}", "bad_envelope", "/actor"),
    (b'{"actor":1,"received_at":8796093022209}', "bad_envelope", "/received_at"),
    (b'{"actor":1,"received_at":1,"origin":"timer"}', "bad_envelope", "/origin"),
    (b'{"actor":1,"received_at":1,"x/y":1}', "contract", "/x~1y"), (b'{"actor":1,"received_at":1}', "unknown_action", "/action"),
    (b'{"actor":1,"received_at":1,"action":"A","params":null}', "contract", "/params"),
    (b'{"actor":1,"received_at":1,"action":"A","params":{"z":1,"n":1}}', "contract", "/params/z"),
    (b'{"actor":1,"received_at":1,"action":"A","params":{"z":1}}', "contract", "/params/n"),
    (b'{"actor":1,"received_at":1,"action":"A","params":{"n":1e400}}', "contract", "/params/n"),
    (b'{"actor":1.0,"received_at":1e0,"action":"A","params":{"n":10.0e-1}}', "accepted", None),
    (b'{"actor":1,"received_at":1,"action":"A","params":{"n":1},"nonce":-1}', "contract", "/nonce"),
    (b'{"actor":1,"received_at":1,"action":"A","origin":"server","params":{"n":1}}', "not_permitted", "/actions/A/from"),
])
def test_stage_a(line, reason, at):
    game = Game({"params": {"n": "int 0..5"}}, {"request": {"bytes": 400, "depth": 4, "nodes": 20}})
    verdict = game.send(line)[0]
    assert (verdict.get("reason", "accepted"), verdict.get("at")) == (reason, at)


def test_an_error_in_permit_is_not_permitted():
    verdict = Game({"permit": ["1 / (request.actor - 1) > 0"]}).send({})[0]
    assert (verdict["reason"], verdict["at"]) == ("not_permitted", "/actions/A/permit/0")


def test_line_ends():
    assert [verdict["reason"] for verdict in Game().send(b"{}\r\n\n{}")] == ["bad_envelope", "malformed", "bad_envelope"]
    assert len(Game().send(b"{}\n{}", end=b"")) == 2


# Rate, nonce, clock


def test_rate_passes_burst_at_one_instant_and_says_when_to_retry():
    game = Game(limits={"rate": {"per_second": 3, "burst": 2}})
    verdicts = game.send({}, {}, {}, {"received_at": 1333}, {"received_at": 1334})
    assert [verdict["verdict"] for verdict in verdicts] == ["accepted", "accepted", "rejected", "rejected", "accepted"]
    assert [verdict.get("retry_after_ms") for verdict in verdicts][2:4] == [334, 1]


def test_a_failed_contract_spends_the_actor_token_but_nothing_else():
    game = Game({"rate": {"per_second": 1, "burst": 1}}, {"rate": {"per_second": 1, "burst": 2}, "nonce": {"counter": 4}})
    assert game.reasons({"nonce": 1, "params": {"x": 1}}, {"nonce": 1}, {"nonce": 2}, {"nonce": 3, "params": {"x": 1}}) == \
        ["contract", "accepted", "rate_limited", "contract"]
    game = Game(limits={"rate": {"per_second": 1, "burst": 1}})
    assert game.reasons({"origin": "admin", "bogus": 1}, {"actor": None}, {}) == ["contract", "bad_envelope", "accepted"]


def test_nonce_window():
    game = Game(limits={"nonce": {"counter": 2}})
    sent = [10, 12, 10, 11, 11, 9, 13, 10, 2**63 - 1]
    assert game.reasons(*({"nonce": nonce} for nonce in sent)) == [
        "accepted", "accepted", "nonce_replayed", "accepted", "nonce_replayed", "nonce_too_old", "accepted", "nonce_too_old", "accepted"]
    assert game.reasons({"nonce": 5, "session": 1}, {}, {"nonce": 5, "actor": 2}) == ["accepted", "contract", "accepted"]


def test_clock_edges_and_the_nonce_spent_outside_them():
    game = Game(limits={"nonce": {"counter": 8}, "clock": {"late_ms": 100, "early_ms": 50}})
    assert game.reasons({"nonce": 1, "sent_at": 900}, {"nonce": 2, "sent_at": 899}, {"nonce": 2, "sent_at": 1000}, {"nonce": 3, "sent_at": 1050},
                        {"nonce": 4, "sent_at": 1051}, {"nonce": 5, "sent_at": -(2**63)}) == [
        "accepted", "sent_too_late", "nonce_replayed", "accepted", "sent_too_early", "sent_too_late"]


# Once


def test_once_returns_the_stored_result_and_refuses_other_params():
    game = Game({"params": {"k": "string", "n": "double"}, "once": {"key": "params.k", "scope": "actor", "keep": "forever"},
                 "effects": ["actor.coins += 1"], "result": "actor.coins"})
    verdicts = game.send({"params": {"k": "a", "n": 1}}, {"params": {"n": 1.0, "k": "a"}}, {"params": {"k": "a", "n": 2}},
                         {"actor": 2, "params": {"k": "a", "n": 2}})
    assert [verdict["verdict"] for verdict in verdicts] == ["accepted", "duplicate", "rejected", "accepted"]
    assert verdicts[1]["result"] == 11 and verdicts[1]["at"] == "/actions/A/once" and verdicts[2]["reason"] == "idempotency_conflict"


def test_only_acceptance_is_stored_and_actor_scope_spans_actions():
    action = {"params": {"k": "string"}, "once": {"key": "params.k"}, "require": ["actor.coins > 10 else poor"]}
    game = Game(actions={"A": action, "B": {"params": {"k": "string"}, "once": {"key": "params.k"}, "effects": ["actor.coins += 5"]}})
    params = {"params": {"k": "x"}}
    assert game.reasons(params, {**params, "action": "B"}, params, {"params": {"k": "y"}}) == \
        ["poor", "accepted", "idempotency_conflict", "accepted"]


def test_keep_ends_at_batch_start_by_opened_at():
    game = Game({"params": {"k": "string"}, "once": {"key": "params.k", "keep": "2s"}})
    game.send({"params": {"k": "x"}})
    assert game.reasons({"params": {"k": "x"}, "received_at": 9000}, opened_at=2999) == ["duplicate"]
    assert game.reasons({"params": {"k": "x"}}, opened_at=3000) == ["accepted"]


# with, cooldown, cost, lets, effects, bounds


def test_references_fail_in_declared_order():
    action = {"params": {"a": "ref player", "b": "ref player"},
              "with": {"x": {"player": "params.a"}, "y": {"player": "params.b", "may_alias": True}}}
    game = Game(action, players=("1", "2", "3"))
    verdicts = game.send({"params": {"a": 2, "b": 2}}, {"params": {"a": 1, "b": 9}}, {"params": {"a": 2, "b": 9}}, {"actor": 7, "params": {"a": 2, "b": 2}})
    assert [(verdict.get("reason"), verdict.get("at")) for verdict in verdicts] == [
        (None, None), ("same_entity", "/actions/A/with/x"), ("no_such_entity", "/actions/A/with/y"), ("no_such_entity", "/actions/A/actor")]


def test_cooldown_is_shared_by_key_and_not_set_by_a_refusal():
    cooldown = {"key": "k", "ms": "500ms"}
    game = Game(actions={"A": {"cooldown": cooldown, "require": ["actor.hp > 0 else dead"]}, "B": {"cooldown": cooldown}})
    verdicts = game.send({}, {"action": "B", "received_at": 1499}, {"action": "B", "received_at": 1500})
    assert [verdict.get("retry_after_ms") for verdict in verdicts] == [None, 1, None]
    assert game.player().live["$cooldown.k"] == 2000


def test_costs_are_all_checked_before_any_debit():
    game = Game({"cost": {"coins": "6", "hp": "60"}})
    verdict = game.send({})[0]
    assert (verdict["reason"], verdict["at"]) == ("not_enough_hp", "/actions/A/cost/hp") and game.player().profile["coins"] == 10
    assert Game({"cost": {"coins": "0 - actor.coins"}}).send({})[0]["code"] == "negative_cost"


def test_a_let_is_lazy_and_stays_on_the_opening_state():
    game = Game({"let": {"was": "actor.hp", "bad": "1 / actor.t"}, "effects": ["actor.hp += 1", "actor.hp = was + 2"], "result": "[was, actor.hp]"})
    assert game.send({})[0]["result"] == [50, 52]
    game = Game({"let": {"bad": "1 / actor.t"}, "require": ["actor.hp > 0 || bad > 0 else r", "bad > 0 else r"]})
    verdict = game.send({})[0]
    assert (verdict["reason"], verdict["code"], verdict["at"]) == ("rule_error", "division_by_zero", "/actions/A/require/1")


def test_refuse_refuses_on_error_too():
    verdict = Game({"refuse": ["1 / actor.t > 0 : nope"]}).send({})[0]
    assert (verdict["reason"], verdict["at"], "code" in verdict) == ("nope", "/actions/A/refuse/0", False)


def test_bounds_hold_on_the_closing_value_and_name_the_last_writer():
    assert Game({"effects": ["actor.hp += 100", "actor.hp -= 60"]}).reasons({}) == ["accepted"]
    verdict = Game({"effects": ["actor.hp += 100", "actor.coins -= 99", {"if": "actor.coins < 0", "then": ["actor.hp += 1"]}]}).send({})[0]
    assert (verdict["reason"], verdict["at"]) == ("out_of_bounds", "/actions/A/effects/2/then/0")


def test_add_clamps_the_exact_sum_before_int64():
    big = 2**63 - 1
    game = Game({"params": {"n": "int"}, "effects": ["actor.big += params.n", "actor.big += params.n max 100 min 7"]})
    assert game.reasons({"params": {"n": big}}) == ["accepted"] and game.player().live["big"] == 100
    assert Game({"effects": [f"actor.big = {big}", "actor.big += 1"]}).send({})[0]["code"] == "overflow"


def test_map_and_list_writes():
    game = Game({"params": {"k": "string"}, "effects": ["actor.bag[params.k] += 3", "actor.bag['zz'] = 1", "remove actor.bag['zz']", "remove actor.bag['no']"]})
    assert game.reasons({"params": {"k": "a"}}, {"params": {"k": "b"}}, {"params": {"k": "c"}}) == ["accepted", "accepted", "out_of_bounds"]
    assert game.player().profile["bag"] == {"a": 3, "b": 3}
    verdict = Game({"effects": ["actor.nums[0] = 1"]}).send({})[0]
    assert (verdict["reason"], verdict["code"], verdict["at"]) == ("rule_error", "index_out_of_range", "/actions/A/effects/0")


def test_nothing_changes_when_emit_fails():
    game = Game({"effects": ["actor.hp = 1"], "emit": [{"event": "E", "audience": "all", "data": {"x": "1 / actor.t"}}]})
    assert game.send({})[0]["at"] == "/actions/A/emit/0" and game.player().live["hp"] == 50


# Expressions and decoding


def test_expressions():
    low = -(2**63)
    assert (value("-7 / 2"), value("-7 % 2"), value("7 % -2")) == (-3, -1, 1)
    assert code("x / -1", x=low) == code("x % -1", x=low) == code("-x", x=low) == code("abs(x)", x=low) == "overflow"
    assert code("1.0 / x", x=0.0) == code("x * 10.0", x=1e308) == "not_finite"
    assert value("false && 1/0 > 0") is False and value("1/0 > 0 || true") is True and code("1/0 > 0 || false") == "division_by_zero"
    assert value("[0, 1].exists(v, 1/v == 1)") is True and code("[0, 1].all(v, 1/v == 1)") == "division_by_zero"
    assert [value(f"round({x})") for x in ("0.49999999999999994", "0.5", "-0.5", "2.5")] == [0.0, 1.0, -1.0, 3.0]
    assert (value("500ms + 2s + 5m + 24h"), value("15%"), value("17 % 5"), value("15% * 2.0")) == (86_702_500, 0.15, 2, 0.3)
    assert code("{'a': 1}['b']") == "no_such_key" and code("int('x')") == "conversion" and code("1 + 1.0") == "no_such_overload"
    assert value("size('é😀')") == 2 and value("{'b': 1, 'a': 2}.map(k, k)") == ["a", "b"]


@pytest.mark.parametrize("text, expected", [("1.0", 1), ("1e2", 100), ("100e-2", 1), ("-0", 0), ("0e99999999999", 0), ("1e400", None), ("0.1e1", 1),
                                            ("9223372036854775807.0", 2**63 - 1), ("9223372036854775808", None), ("1e-1", None)])
def test_exact_integers(text, expected):
    assert json_strict.Number(text).exact_int64() == expected


def test_migrations_and_unknown_fields_on_load():
    text = (Path(__file__).parents[2] / "examples/rulebooks/arena.json").read_bytes()
    rulebook = rulebook_module.load(text)
    world = {"ludex_world": 1, "now": 5, "seed": 1, "entities": {"player": {"7": {"profile": {"state": {"gold": 9, "old": [1]}}}}}}
    loaded = world_module.load(rulebook, json.dumps(world).encode())
    saved = json.loads(world_module.save(rulebook, loaded))["entities"]["player"]["7"]["profile"]
    assert saved["version"] == 3 and saved["state"]["coins"] == 9 and saved["state"]["old"] == [1] and "gold" not in saved["state"]
