"""Worlds that must not load, and worlds at the edge that must."""
from lib import book, write

ABOUT = "Each text is loaded under the rulebook: `loads` says whether it must. Pointers of load errors are free."
RULEBOOK = book({"Go": {}}, profile={"coins": "int >= 0 = 5"}, live={"health": "int 0..100 = 100", "weapon": "row weapons = sword", "position": "vec3", "bag": "map<string, int> max 2"},
                tables={"weapons": {"columns": {"damage": "int"}, "rows": {"sword": {"damage": 20}}}})
CASES = []


def world(entities, head='"ludex_world":1'):
    return '{%s,"entities":%s}' % (head, entities)


def player(ids):
    return world('{"player":{%s}}' % ids)


def live(text):
    return player('"7":{"profile":{"version":1,"state":{}},"live":%s}' % text)


def add(loads, **texts):
    for name, text in texts.items():
        CASES.append({"name": name.replace("_", " "), "text": text, "loads": loads})


add(True, an_empty_world=world("{}"), a_kind_without_entities=player(""), an_entity_with_defaults=live("{}"), blanks_everywhere=' { "ludex_world" : 1 , "entities" : { } } ', id_0=player('"0":{"profile":{"version":1,"state":{}}}'), a_negative_id=player('"-7":{"profile":{"version":1,"state":{}}}'),
    the_largest_id=player('"9223372036854775807":{"profile":{"version":1,"state":{}}}'), the_smallest_id=player('"-9223372036854775808":{"profile":{"version":1,"state":{}}}'), an_int_as_1_point_0=live('{"health":1.0}'), now_and_seed=world("{}", '"ludex_world":1,"now":5,"seed":7'),
    ids_in_any_order=player('"10":{"profile":{"version":1,"state":{}}},"9":{"profile":{"version":1,"state":{}}}'))
add(False, no_JSON="{", an_empty_text="", a_list="[]", an_unknown_kind=world('{"playr":{}}'), an_unknown_live_field=live('{"helth":5}'), an_id_with_a_leading_zero=player('"07":{}'), an_id_with_a_plus=player('"+7":{}'), an_id_of_minus_zero=player('"-0":{}'), an_id_with_a_blank=player('" 7":{}'), an_id_that_is_a_word=player('"seven":{}'),
    an_id_that_is_a_fraction=player('"7.0":{}'), an_id_with_an_exponent=player('"7e0":{}'), an_id_that_is_empty=player('"":{}'), an_id_beyond_int64=player('"9223372036854775808":{}'), an_id_below_int64=player('"-9223372036854775809":{}'), an_id_twice=player('"7":{},"7":{}'), an_id_twice_once_escaped=player('"7":{},"\\u0037":{}'),
    a_live_field_of_another_type=live('{"health":"full"}'), a_live_field_that_is_a_fraction=live('{"health":1.5}'), a_vec3_of_two=live('{"position":[1,2]}'), a_live_field_twice=live('{"health":1,"health":2}'), another_format=world("{}", '"ludex_world":2'), entities_that_are_a_list=world("[]"), a_kind_that_is_a_list=world('{"player":[]}'), now_that_is_a_string=world("{}", '"ludex_world":1,"now":"5"'))


def save():
    write("broken_worlds.json", {"about": ABOUT, "rulebook": RULEBOOK, "cases": CASES})
    return len(CASES)
