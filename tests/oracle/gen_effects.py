"""Random effects beyond one field: append, remove_where, each, create, delete, timers; near, audiences, shadow, on_reject."""

from gen_expression import Expressions
from gen_fields import Field

MOB_IDS = [1, 2, 3, 4]


def make_mob():
    """A kind without profile, so rules may make and delete it."""
    return {"live": {
        "position": Field("vec3", "vec3", "vec3"),
        "hp": Field("int", "int 0..100 = 100", "int", 0, 100),
        "marks": Field("list", "list<int 0..9> max 3", "list", 0, 9, options=(3,)),
        "bag": Field("map", "map<string, int 0..9> max 2", "map", 0, 9, options=(2,)),
        "friends": Field("refs", "list<ref mob> max 3", "refs", options=MOB_IDS + [9])}}


class WideEffects:
    """What ActionMaker adds to its effects when the rulebook has mobs."""

    def fresh(self, letter):
        self.count = getattr(self, "count", 0) + 1
        return f"{letter}{self.count}"

    def with_names(self, names, make):
        """`make()` with more names in scope of its expressions."""
        before = self.names
        self.names = before + names
        try:
            return make()
        finally:
            self.names = before

    def opened(self, name, kind):
        """A name of a loop or of a created entity: (names, places)."""
        places = []
        names = self.entity_names(name, kind, places)
        return names, places

    def wide_effect(self, places, depth):
        makers = [self.append, self.remove_where, self.remove_where, self.create, self.create, self.delete, self.after, self.after, self.cancel]
        if depth > 0:
            makers += [self.each] * 4
        return self.random.choice(makers)(places, depth)

    def place_of(self, places, *kinds):
        found = [(text, field) for text, field in places if field.kind in kinds]
        return self.random.choice(found) if found else None

    def append(self, places, depth):
        found = self.place_of(places, "list", "list", "refs", "rows", "strings")
        if not found:
            return None
        text, field = found
        makes = self.expressions(self.names)
        if field.kind == "rows":
            value = makes.variable("row:" + field.type[5:])
            return {"append": text, "value": value} if value else None
        if field.kind == "strings":
            return {"append": text, "value": makes.string(1)}
        return {"append": text, "value": makes.int(1) if field.kind == "list" else str(self.random.choice(field.options))}

    def remove_where(self, places, depth):
        found = self.place_of(places, "list", "map")
        if not found:
            return None
        text, field = found
        name = self.fresh("w")
        names = [(name, "int" if field.kind == "list" else "string")]
        tests = [f"{name} > 2", f"{name} == 1", f"10 / {name} > 2"] if field.kind == "list" else [f"{name} == 'k1'", f"{text}[{name}] > 3", f"{name} != 'k2'"]
        test = self.random.choice(tests) if self.chance(0.6) else self.with_names(names, lambda: self.expressions(self.names).bool(1))
        return {"remove_where": text, "as": name, "that": test}

    def create(self, places, depth):
        r = self.random
        kind = "mob" if self.chance(0.8) or "room" not in self.model.kinds else "room"
        makes = self.expressions(self.names)
        numbers = [text for text, type_name in self.names if text.startswith("params.") and type_name in ("int", "ref")]
        number = r.choice(numbers) if numbers and self.chance(0.4) else r.choice(["5", "5", "6", "1", "2", "9"]) if self.chance(0.8) else makes.int(1)
        effect = {"create": kind, "id": number}
        live = {}
        for name, field in self.model.kinds[kind]["live"].items():
            if field.kind in ("int", "double", "string", "bool", "vec3", "list", "strings", "map") and self.chance(0.4):
                value = makes.of(field.type, 1)
                if value:
                    live[name] = value
        if live:
            effect["live"] = live
        if self.chance(0.7):
            effect["as"] = self.fresh("c")
        return effect

    def delete(self, places, depth):
        names = [name for name, kind in self.entities if kind != "player"]
        return {"delete": self.random.choice(names)} if names else None

    def each(self, places, depth):
        r, name = self.random, self.fresh("n")
        ways = ["values"]
        lists = [(text, kind) for text, kind in self.names if kind.startswith("found:")]
        refs = [text for text, kind in self.names if kind == "refs"]
        ways += ["found"] * 3 * bool(lists) + ["refs"] * 2 * bool(refs)
        way = r.choice(ways)
        count = r.randint(1, 2)
        if way == "values":
            source = self.expressions(self.names).list(2) if self.chance(0.7) else "[3, 1, 2]"
            do = self.with_names([(name, "int")], lambda: self.effects(places, count, depth - 1))
            return {"each": name, "in": source, "do": do}
        if way == "found":
            source, kind = r.choice(lists)
            kind = kind[6:]
            if kind == "mob" and self.chance(0.3):
                source = f"{source}.filter(f, f.hp > {r.choice(['0', '50', '99'])})"
        else:
            source, kind = r.choice(refs), "mob"
        names, inner = self.opened(name, kind)
        self.entities.append((name, kind))
        do = self.with_names(names, lambda: self.effects(inner + inner + places, count, depth - 1))
        self.entities.remove((name, kind))
        if way == "refs" and self.chance(0.7):
            do = [{"if": f"has({name})", "then": do}]
        return {"each": name, "in": source, "do": do}

    def timer_id(self):
        # A let of type `string?` is no id, and its name does not tell.
        texts = [text for text, kind in self.names if kind == "string" and "." in text]
        return self.random.choice(["'t1'", "'t2'", "'t3'", "7", self.random.choice(texts)])

    def after(self, places, depth):
        targets = [maker for maker in self.model.makers if maker.takes_timers]
        if not targets:
            return None
        target, makes = self.random.choice(targets), self.expressions(self.names)
        params = {}
        for name, field in target.params.items():
            if field.kind in ("row", "enum"):
                value = f"'{self.random.choice(field.options)}'" if field.kind == "enum" else makes.variable(field.type)
            elif field.kind == "ref":
                value = str(self.random.choice(field.options))
            else:
                value = makes.of(field.type.rstrip("?"), 1)
            if value is None and not field.kind.endswith("?"):
                return None
            if value is not None and not (field.kind.endswith("?") and self.chance(0.5)):
                params[name] = value
        effect = {"after_ms": self.random.choice(["0", "0", "1", "50", "1s", "1s", makes.int(1)]), "do": target.name}
        if params or self.chance(0.5):
            effect["params"] = params
        if self.chance(0.7):
            effect["id"] = self.timer_id()
        return effect

    def cancel(self, places, depth):
        return {"cancel": self.timer_id()} if self.model.any_timers else None

    def near(self, names):
        makes = Expressions(self.random, names, self.model.tables)
        point = makes.variable("vec3")
        if not point:
            return None
        radius = self.random.choice(["0.0", "1.0", "5.0", "5.0", "20.0", "20.0", "1e300", makes.double(1)])
        return {"kind": "mob" if self.chance(0.8) else "player", "at": point, "radius": radius, "max": self.random.choice([1, 2, 3, 64])}

    def audience(self):
        r, makes = self.random, self.expressions(self.names)
        way = r.choice(["all", "actor", "entity", "kind", "near", "where", "where"]) if "mob" in self.model.kinds else r.choice(["all", "actor"])
        if way == "entity":
            return {"entity": makes.int(1)}
        if way == "kind":
            return {"kind": r.choice(list(self.model.kinds))}
        if way == "near":
            near = self.near(self.names)
            return {"near": near} if near else "all"
        if way == "where":
            name = "it" if self.chance(0.5) else "someone"
            test = r.choice([f"{name}.hp > 20", f"{name}.id != 2", f"100 / {name}.hp > 2", f"size({name}.marks) < 2"])
            return {"where": {"kind": "mob", "that": test, **({} if name == "it" else {"as": name})}}
        return way

    def events(self, prefix, count):
        r, events = self.random, []
        for number in range(count):
            makes = self.expressions(self.names)
            kinds = [r.choice(["int", "int", "double", "bool", "string", "vec3", "list", "map", "strings"]) for _ in range(r.randint(1, 3))]
            data = {f"d{i}": makes.of(kind, 1) for i, kind in enumerate(kinds)}
            events.append({"event": f"{prefix}{number}", "audience": self.audience(),
                           "data": {key: text for key, text in data.items() if text}})
        return events


def make_every(random):
    """An action that the world asks for by itself: it has no actor."""
    effects = [{"each": "n", "in": "crowd", "do": [random.choice(["n.hp += 7", "n.hp -= 40 min 0", "n.hp -= 40", {"delete": "n"}])]},
               random.choice(["first.hp += 1 max 100", {"delete": "first"}, {"append": "first.marks", "value": "now % 9"}])]
    return {"every_ms": random.choice([1, 50, "1s"]),
            "with": {"first": {"mob": "1"}, "crowd": {"near": {"kind": "mob", "at": "first.position", "radius": "5.0", "max": 3}}},
            "effects": random.sample(effects, random.randint(1, 2)),
            "emit": [{"event": "Tick", "audience": {"where": {"kind": "mob", "that": "it.hp < 50"}}, "data": {"now": "now", "n": "size(crowd)"}}]}
