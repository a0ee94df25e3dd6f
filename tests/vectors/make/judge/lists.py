from lib import *

t = Topic("lists", "Effects append and remove_where: lists and maps that grow and shrink, and their bounds on the closing state.")

t.rulebook("lists", book({
    "Append": {"params": {"v": "int"}, "effects": [{"append": "actor.row", "value": "params.v"}], "result": "actor.row"},
    "Two": {"params": {"v": "int"}, "effects": [{"append": "actor.row", "value": "params.v"}, {"append": "actor.row", "value": "actor.row[size(actor.row) - 1] + 1"}], "result": "actor.row"},
    "Ring": {"params": {"v": "int"}, "effects": [{"append": "actor.row", "value": "params.v"}, "remove actor.row[0]"], "result": "actor.row"},
    "Push": {"params": {"v": "int"}, "effects": [{"append": "actor.row", "value": "params.v"}, {"if": "size(actor.row) > 3", "then": ["remove actor.row[0]"]}], "result": "actor.row"},
    "Self": {"effects": [{"append": "actor.row", "value": "actor.row[0]"}], "result": "actor.row"},
    "Bad": {"effects": [{"append": "actor.row", "value": "1"}, {"append": "actor.row", "value": "1 / actor.zero"}], "result": "actor.row"},
    "Deep": {"params": {"k": "string"}, "effects": [{"append": "actor.piles[params.k]", "value": "7"}], "result": "actor.piles"},
    "Row": {"params": {"r": "string"}, "effects": [{"append": "actor.kit", "value": "'bow'"}], "result": "actor.kit"},
    "Drop": {"params": {"v": "int"}, "effects": [{"remove_where": "actor.row", "as": "x", "that": "x == params.v"}], "result": "actor.row"},
    "DropSmall": {"effects": [{"remove_where": "actor.row", "as": "x", "that": "x < size(actor.row)"}], "result": "actor.row"},
    "DropBad": {"effects": [{"remove_where": "actor.row", "as": "x", "that": "6 / x > 1"}], "result": "actor.row"},
    "DropKey": {"params": {"k": "string"}, "effects": [{"remove_where": "actor.bag", "as": "k", "that": "k == params.k"}], "result": "actor.bag"},
    "DropPoor": {"effects": [{"remove_where": "actor.bag", "as": "k", "that": "actor.bag[k] <= 0"}], "result": "actor.bag"},
    "DropId": {"effects": [{"remove_where": "actor.seats", "as": "n", "that": "n % 2 == 0"}], "result": "actor.seats"},
    "DropPile": {"params": {"k": "string"}, "effects": [{"remove_where": "actor.piles[params.k]", "as": "x", "that": "true"}], "result": "actor.piles"},
    "Pay": {"effects": ["actor.bag['a'] -= 5", "actor.bag['b'] -= 5", {"remove_where": "actor.bag", "as": "k", "that": "actor.bag[k] < 0"}], "result": "actor.bag"},
    "First": {"params": {"v": "int"}, "effects": [{"append": "actor.row", "value": "params.v"}, {"remove_where": "actor.row", "as": "x", "that": "x > 100"}], "result": "actor.row"},
    "At": {"effects": [{"append": "actor.row", "value": "12"}, {"remove_where": "actor.row", "as": "x", "that": "x == 55"}]},
    "At2": {"effects": [{"append": "actor.row", "value": "12"}, {"remove_where": "actor.row", "as": "x", "that": "x == 1"}]},
}, live={"row": "list<int 0..9> max 3", "zero": "int", "bag": "map<string, int 0..9> max 3", "piles": "map<string, list<int> max 2> max 2",
         "kit": "list<row weapons> max 2 = [\"sword\"]", "seats": "map<int, string> max 4"},
    tables={"weapons": {"columns": {"damage": "int"}, "rows": {"sword": {"damage": 1}, "bow": {"damage": 2}}}}))
W = world({7: {"row": [1, 2], "bag": {"a": 1, "b": 9, "c": 0}, "piles": {"x": [1]}, "seats": {"1": "a", "2": "b", "10": "c"}}})


def v(action, value):
    return req(action, {"v": value})


def out(action, index=0):
    return rej("out_of_bounds", f"/actions/{action}/effects/{index}")


t.case("append puts one item at the end", "lists", [(v("Append", 9), acc([1, 2, 9]))], world=W, after=after({7: {"row": [1, 2, 9]}}))
t.case("append sees the append before it", "lists", [(v("Two", 3), out("Two", 1))], [(v("Drop", 1), acc([2])), (v("Two", 3), acc([2, 3, 4]))], world=W)
t.case("append beyond max is out_of_bounds", "lists", [(v("Append", 3), acc([1, 2, 3])), (v("Append", 4), out("Append")), (v("Drop", 1), acc([2, 3])), (v("Append", 4), acc([2, 3, 4]))], world=W)
t.case("a size that is in bounds on the closing state only is in bounds", "lists", [(v("Append", 3), acc([1, 2, 3])), (v("Ring", 4), acc([2, 3, 4])), (v("Push", 5), acc([3, 4, 5]))], world=W)
t.case("an item out of its bounds that is gone on the closing state breaks none", "lists", [(v("First", 101), acc([1, 2])), (v("First", 100), out("First"))], world=W)
t.case("an appended item out of its bounds is out_of_bounds", "lists", [(v("Append", 10), out("Append")), (v("Append", -1), out("Append"))], world=W, after=after({7: {"row": [1, 2]}}))
t.case("append may take an item of the same list", "lists", [(req("Self"), acc([1, 2, 1]))], world=W)
t.case("an append of an empty list's item has no index", "lists", [(req("Self"), rej("rule_error", "/actions/Self/effects/0", "index_out_of_range"))], world=world({7: {}}))
t.case("an append that fails takes the one before it back", "lists", [(req("Bad"), rej("rule_error", "/actions/Bad/effects/1", "division_by_zero"))], world=W, after=after({7: {"row": [1, 2]}}))
t.case("append to a missing map entry starts from the value schema's default", "lists", [(req("Deep", {"k": "y"}), acc({"x": [1], "y": [7]})), (req("Deep", {"k": "x"}), acc({"x": [1, 7], "y": [7]}))], world=W)
t.case("append to a map entry: the key counts against the map's size, the item against the list's", "lists",
       [(req("Deep", {"k": "y"}), acc({"x": [1], "y": [7]})), (req("Deep", {"k": "z"}), out("Deep")), (req("Deep", {"k": "y"}), acc({"x": [1], "y": [7, 7]})), (req("Deep", {"k": "y"}), out("Deep"))],
       world=W, after=after({7: {"piles": {"x": [1], "y": [7, 7]}}}))
t.case("append to a list of rows", "lists", [(req("Row", {"r": "bow"}), acc(["sword", "bow"])), (req("Row", {"r": "bow"}), out("Row"))], world=W, after=after({7: {"kit": ["sword", "bow"]}}))
t.case("remove_where takes every item that fits and keeps the order of the others", "lists", [(v("Drop", 2), acc([1]))], world=world({7: {"row": [2, 1, 2]}}), after=after({7: {"row": [1]}}))
t.case("remove_where looks at all items before the first goes", "lists", [(req("DropSmall"), acc([5, 3]))], world=world({7: {"row": [5, 2, 3]}}),
       note="size is 3 for every item: 2 goes, 3 stays")
t.case("remove_where with nothing that fits does nothing", "lists", [(v("Drop", 8), acc([1, 2]))], world=W, after=after({7: {"row": [1, 2]}}))
t.case("remove_where of an empty list does nothing, its condition is not looked at", "lists", [(req("DropBad"), acc([]))], world=world({7: {}}))
t.case("an error in the condition of remove_where is rule_error, whatever came before", "lists", [(req("DropBad"), rej("rule_error", "/actions/DropBad/effects/0", "division_by_zero"))], world=world({7: {"row": [1, 0, 2]}}), after=after({7: {"row": [1, 0, 2]}}))
t.case("over a map the name stands for the key", "lists", [(req("DropKey", {"k": "b"}), acc({"a": 1, "c": 0})), (req("DropKey", {"k": "b"}), acc({"a": 1, "c": 0}))], world=W)
t.case("over a map the condition may read the value by its key", "lists", [(req("DropPoor"), acc({"a": 1, "b": 9}))], world=W, after=after({7: {"bag": {"a": 1, "b": 9}}}))
t.case("over a map with int keys the name is an int", "lists", [(req("DropId"), acc({"1": "a"}))], world=W)
t.case("remove_where of a list inside a map, and of one that is not there", "lists", [(req("DropPile", {"k": "x"}), acc({"x": []})), (req("DropPile", {"k": "y"}), acc({"x": []}))], world=W)
t.case("an entry out of bounds that remove_where takes breaks none", "lists", [(req("Pay"), acc({"b": 4, "c": 0}))], world=W)
t.case("at is the last effect that wrote: a remove_where that took nothing wrote nothing", "lists", [(req("At"), out("At"))], world=W)
t.case("at is the last effect that wrote: a remove_where that took an item wrote", "lists", [(req("At2"), out("At2", 1))], world=W)
