from lib import *
from philox import Draws

t = Topic("chance", "RULEBOOK.md, Chance, with docs/decisions/0005-draw-addresses.md; numbers from make/philox.py.")

ok = acc
go = lambda action="Go", **more: req(action, **more)


def seeded(seed, **more):
    return {**world({7: {}, 8: {}}, **more), "seed": seed}


t.rulebook("ends", book({"Go": {"result": "[chance('a', 0), chance('a', 1), chance('a', -0.5), chance('a', 1.5), roll('b', 4, 4) == 4, dice('c', '1d2+5') in [6, 7], weighted('d', [0, 0, 3]) == 2]"}}))
t.case("never, always, one value, one weight", "ends", [(go(), ok([False, True, False, True, True, True, True]))] * 3)

EACH = "[roll('a', 1, 1000000), roll('b', 1, 1000000), roll('c', 1, 1000000), roll('d', 1, 1000000), roll('e', 1, 1000000), roll('f', 1, 1000000)]"
LISTED = ["a", "b", "c", "d", "e"]
t.rulebook("own", book({"Go": {"result": EACH}, "Other": {"result": EACH}}))
t.rulebook("listed", book({"Go": {"draws": LISTED, "result": EACH}}))
t.rulebook("listed otherwise", book({"Go": {"draws": ["b", "a", "unused", "c", "d"], "result": EACH}}))


def each(action="Go", seq=1, listed=(), **more):
    draws = Draws(action, seq, listed, **more)
    return ok([draws.roll(name, 1, 1000000) for name in "abcdef"])


t.case("names that are not listed have streams of their own", "own", [(go(), each())])
t.case("listed names take lanes in order, then the next block; others are as before", "listed", [(go(), each(listed=LISTED))])
t.case("the list decides, not the order of evaluation", "listed otherwise", [(go(), each(listed=["b", "a", "unused", "c", "d"]))])
t.case("each request draws anew, counted per actor", "own",
       [(go(), each(seq=1)), (go(actor=8), each(seq=1, actor=8)), (go(), each(seq=2)), (go(actor=8), each(seq=2, actor=8))], [(go(), each(seq=3))])
t.case("an action has numbers of its own, and one count with the others", "own", [(go(), each()), (go("Other"), each("Other", 2)), (go(), each(seq=3))])
t.case("the seed decides", "own", [(go(), each(seed=1))], world=seeded(1))
t.case("a negative seed is its 64 bits", "own", [(go(), each(seed=-2))], world=seeded(-2))

t.rulebook("limited", book({"Go": {"require": ["params.n > 0 else low"], "params": {"n": "int"}, "result": "roll('a', 1, 1000000)"}}, limits={"rate": {"per_second": 1, "burst": 2}}))
one = lambda seq: ok(Draws("Go", seq).roll("a", 1, 1000000))
t.case("what B refuses is not counted, what C refuses is", "limited",
       [(req("Go", {"n": 0}), rej("low", "/actions/Go/require/0")), (req("Go", {"n": 1}), one(2)), (req("Go", {"n": 1}), rej("rate_limited", "/limits/rate", retry=1000)),
        (req("Go", {"n": 1}, t=2000), one(3))])

t.rulebook("commands", book({"Go": {"from": ["client", "server", "admin"], "params": {"k": "string"}, "once": {"key": "params.k", "keep": "forever"}, "result": "roll('a', 1, 1000000)"}}))
command = lambda k, origin: req("Go", {"k": k}, origin=origin)
t.case("commands are counted apart from requests; a duplicate is counted and draws nothing", "commands",
       [(command("a", "client"), one(1)), (command("b", "client"), one(2)), (command("c", "server"), one(1)), (command("c", "server"), dup("/actions/Go/once", one(1)["result"])), (command("d", "admin"), one(3))])

RANGES = [(0, 2**32 - 2), (0, 2**32 - 1), (0, 2**32), (-(2**63), 2**63 - 1), (-5, 5), (0, 3 * 2**30 - 1), (-(2**62), 2**62 * 2 - 1)]
ROLLS = "[" + ", ".join(f"string(roll('r{i}', {low}, {high}))" for i, (low, high) in enumerate(RANGES)) + "]"
for name, listed in (("ranges", []), ("ranges listed", [f"r{i}" for i in range(len(RANGES))])):
    rules = {"result": ROLLS}
    if listed:
        rules["draws"] = listed
    t.rulebook(name, book({"Go": rules}))
    t.case(f"{name}: one word, two words, all of int64, with words rejected", name,
           [(go(), ok([str(Draws("Go", seq, listed).roll(f"r{i}", low, high)) for i, (low, high) in enumerate(RANGES)])) for seq in range(1, 9)])

t.rulebook("dice", book({"Go": {"draws": ["listed"], "result": "[dice('listed', '3d6+2'), dice('own', '3d6+2'), dice('many', '100d1000000'), dice('one', '1d20-1')]"}}))
t.case("the first die of a listed name is its lane, all others its own stream", "dice",
       [(go(), ok([d.dice("listed", 3, 6, 2), d.dice("own", 3, 6, 2), d.dice("many", 100, 1000000), d.dice("one", 1, 20, -1)])) for d in (Draws("Go", seq, ["listed"]) for seq in range(1, 5))])

t.rulebook("computed dice", book({"Go": {"draws": ["listed"], "params": {"count": "int", "sides": "int"}, "result": "[dice('listed', params.count, params.sides), dice('own', params.count, params.sides)]"}}))
thrown = lambda count, sides: req("Go", {"count": count, "sides": sides})
t.case("dice that two ints say are those of the text; none is 0, one side is 1", "computed dice",
       [(thrown(count, sides), ok([Draws("Go", seq, ["listed"]).dice(name, count, sides) for name in ("listed", "own")])) for seq, (count, sides) in enumerate([(3, 6), (0, 6), (1, 1), (100, 1000000), (2, 20)], 1)])
t.case("dice outside 0..100 of 1..1000000 sides are a rule error", "computed dice",
       [(thrown(count, sides), rej("rule_error", "/actions/Go/result", code="index_out_of_range")) for count, sides in [(101, 6), (-1, 6), (1, 0), (1, 1000001), (2**62, 2**62)]])

t.rulebook("weights", book({"Go": {"result": "[weighted('i', [3, 0, 1]), weighted('d', [0.5, 0.25, 0.0, 0.25]), weighted('big', [4611686018427387904, 4611686018427387903])]"}}))
t.case("weights of ints and of doubles", "weights",
       [(go(), ok([d.weighted("i", [3, 0, 1]), d.weighted("d", [0.5, 0.25, 0.0, 0.25]), d.weighted("big", [2**62, 2**62 - 1])])) for d in (Draws("Go", seq) for seq in range(1, 9))])

t.rulebook("wrong", book({"Roll": {"result": "roll('a', 2, 1)"}, "Zero": {"result": "weighted('a', [0, 0])"}, "Minus": {"result": "weighted('a', [0.5, -0.5])"}}))
t.case("nothing to draw from is a rule error", "wrong",
       [(go(a), rej("rule_error", f"/actions/{a}/result", code="index_out_of_range")) for a in ("Roll", "Zero", "Minus")])

t.rulebook("same", book({"Go": {"let": {"hit": "chance('hit', 0.5)"}, "effects": ["actor.n = roll('n', 1, 1000000)"], "result": "[hit == chance('hit', 0.5), actor.n == roll('n', 1, 1000000)]"}}))
t.case("a name is one value in let, effect and result", "same", [(go(), ok([True, True]))] * 3, after=after({7: {"n": Draws("Go", 3).roll("n", 1, 1000000)}}))
