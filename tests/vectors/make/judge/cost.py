from lib import *

t = Topic("cost", "Cost: the check, not_enough_FIELD, the debit, their order, and what a negative or broken cost does.")

t.rulebook("cost", book({
    "Pay": {"params": {"n": "int"}, "cost": {"coins": "params.n"}, "result": "{'coins': actor.coins}"},
    "Two": {"params": {"c": "int", "g": "int"}, "cost": {"gems": "params.g", "coins": "params.c"}, "result": "{'coins': actor.coins, 'gems': actor.gems}"},
    "Swap": {"cost": {"gems": "actor.coins", "coins": "actor.gems"}, "result": "{'coins': actor.coins, 'gems': actor.gems}"},
    "Spend": {"params": {"n": "int"}, "cost": {"coins": "params.n"}, "effects": ["actor.coins += 1", "actor.n = actor.coins"], "result": "{'n': actor.n}"},
    "Refund": {"params": {"n": "int"}, "cost": {"coins": "params.n"}, "effects": ["actor.coins += params.n"], "result": "{'coins': actor.coins}"},
    "Floor": {"params": {"n": "int"}, "cost": {"reserve": "params.n"}},
    "FloorBack": {"params": {"n": "int"}, "cost": {"reserve": "params.n"}, "effects": ["actor.n += 1", "actor.reserve += 0"]},
    "Let": {"params": {"n": "int"}, "let": {"price": "params.n * 2"}, "cost": {"coins": "price"}, "result": "{'price': price, 'coins': actor.coins}"},
    "Debt": {"params": {"n": "int"}, "cost": {"debt": "params.n"}, "result": "{'debt': actor.debt}"},
}, live={"coins": "int >= 0", "gems": "int >= 0", "n": "int", "reserve": "int 10..100 = 50", "debt": "int"}))
W = world({7: {"coins": 100, "gems": 20, "debt": -5}})


def pay(n, action="Pay"):
    return req(action, {"n": n})


def poor(action, field="coins"):
    return rej(f"not_enough_{field}", f"/actions/{action}/cost/{field}")


t.case("a cost is debited", "cost", [(pay(30), acc({"coins": 70})), (pay(70), acc({"coins": 0}))], world=W, after=after({7: {"coins": 0}}))
t.case("exactly enough is enough, one more is not", "cost", [(pay(101), poor("Pay")), (pay(100), acc({"coins": 0})), (pay(1), poor("Pay"))], world=W)
t.case("a cost of 0 is free, even of nothing", "cost", [(pay(0), acc({"coins": 0}))], world=world({7: {"coins": 0}}))
t.case("a negative cost is rule_error negative_cost", "cost", [(pay(-1), rej("rule_error", "/actions/Pay/cost/coins", "negative_cost")), (pay(-9223372036854775808), rej("rule_error", "/actions/Pay/cost/coins", "negative_cost"))], world=W, after=after({7: {"coins": 100}}))
t.case("an enormous cost is not enough, and does not overflow", "cost", [(pay(9223372036854775807), poor("Pay"))], world=W)
t.case("costs are checked in written order", "cost", [(req("Two", {"c": 101, "g": 21}), poor("Two", "gems")), (req("Two", {"c": 101, "g": 20}), poor("Two")), (req("Two", {"c": -1, "g": 21}), poor("Two", "gems")),
       (req("Two", {"c": 101, "g": -1}), rej("rule_error", "/actions/Two/cost/gems", "negative_cost"))], world=W)
t.case("all costs are checked before any is debited", "cost", [(req("Two", {"c": 101, "g": 20}), poor("Two")), (req("Two", {"c": 100, "g": 20}), acc({"coins": 0, "gems": 0}))], world=W)
t.case("each cost reads the opening state", "cost", [(req("Swap"), acc({"coins": 0, "gems": 0}))], world=world({7: {"coins": 30, "gems": 30}}))
t.case("a cost is debited before the effects", "cost", [(pay(30, "Spend"), acc({"n": 71}))], world=W, after=after({7: {"coins": 71, "n": 71}}))
t.case("what an effect would give back cannot pay the cost", "cost", [(pay(101, "Refund"), poor("Refund")), (pay(100, "Refund"), acc({"coins": 100}))], world=W)
t.case("a let may be the cost", "cost", [(pay(50, "Let"), acc({"price": 100, "coins": 0})), (pay(1, "Let"), poor("Let"))], world=W)
t.case("an overflow in the cost is rule_error at that cost", "cost", [(pay(9223372036854775807, "Let"), rej("rule_error", "/actions/Let/cost/coins", "overflow"))], world=W)
t.case("enough is field >= cost, whatever the field's sign", "cost", [(pay(1, "Debt"), poor("Debt", "debt"))], world=W)
t.case("a debit below the field's lower bound is out_of_bounds at the cost", "cost", [(pay(41, "Floor"), rej("out_of_bounds", "/actions/Floor/cost/reserve")), (pay(40, "Floor"), acc())], world=world({7: {}}), after=after({7: {"reserve": 10}}))
t.case("at is the effect when an effect wrote the field after the debit", "cost", [(pay(41, "FloorBack"), rej("out_of_bounds", "/actions/FloorBack/effects/1"))], world=world({7: {"n": 5}}), after=after({7: {"reserve": 50, "n": 5}}))
t.rulebook("profile", book({"Pay": {"params": {"n": "int"}, "cost": {"coins": "params.n"}, "result": "{'coins': actor.profile.coins}"}}, profile={"coins": "int >= 0 = 10"}))
t.case("a cost may be a field of the profile", "profile", [(pay(4), acc({"coins": 6})), (pay(7), poor("Pay"))], world=world({7: {"profile": {}}}), after=after({7: {"profile": {"coins": 6}}}))
