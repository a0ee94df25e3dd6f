"""Random small rulebooks of the spine, each with the fields and actions the request generator needs to know."""

from gen_effects import MOB_IDS, WideEffects, make_every, make_mob
from gen_expression import Expressions
from gen_fields import Field, make_field, value_of

TOP = 2  # how deep effects nest
REASONS = ["too_poor", "too_far", "wrong_state", "no_way", "busy"]


class Model:
    """A rulebook as JSON (`written`) with what was meant by it."""

    def __init__(self):
        self.written, self.tables, self.kinds, self.actions, self.flags = {}, {}, {}, {}, []
        self.makers, self.any_timers = [], False
        self.is_calm = False  # few hostile lines, limits that nobody meets: most requests reach the effects


def make_tables(random):
    tables = {}
    for name in ["weapons", "items"][:random.randint(1, 2)]:
        types = {"power": "int", "reach": "double", "wait_ms": "int"} if name == "weapons" else {"price": "int", "weight": "double"}
        shapes = {"price": "int >= 0"}
        rows = {row: {column: random.choice([0, 1, 5, 25, 250, 1000]) if kind == "int" else random.choice([0.0, 1.5, 10.0, 60.0])
                      for column, kind in types.items()}
                for row in ["sword", "bow", "axe"][:random.randint(2, 3)]}
        tables[name] = {"types": types, "rows": rows, "columns": {column: shapes.get(column, kind) for column, kind in types.items()}}
    return tables


def make_kinds(random, tables):
    """kind -> part -> field name -> Field; `player` always has a profile with coins and a live field to hop over."""
    player = {"profile": {"coins": Field("int", "int >= 0 = 0", "int", 0, 2**63 - 1)}, "live": {}}
    for number in range(random.randint(1, 3)):
        player["profile"][f"p{number}"] = make_field(random, tables)
    for number in range(random.randint(2, 5)):
        player["live"][f"l{number}"] = make_field(random, tables)
    kinds = {"player": player}
    if random.random() < 0.7:
        player["live"]["room"] = Field("ref", "ref room = 1", "ref", options=[1] * 6 + [2, 2, 9])
        kinds["room"] = {"live": {f"r{number}": make_field(random, tables) for number in range(random.randint(1, 3))}}
    if random.random() < 0.8:
        player["live"]["position"] = Field("vec3", "vec3", "vec3")
        kinds["mob"] = make_mob()
    return kinds


def write_kinds(random, kinds):
    written = {}
    for name, parts in kinds.items():
        written[name] = {part: {"state": {field: spec.written for field, spec in fields.items()}} for part, fields in parts.items()}
    if random.random() < 0.5:
        # Version 1 called it gold and had no p0; version 0 had neither.
        field = kinds["player"]["profile"]["p0"]
        steps = [{"id": "first", "to": 1, "steps": [{"op": "default", "path": "/p0", "value": value_of(random, field)}]},
                 {"id": "gold-to-coins", "to": 2, "breaking": True,
                  "steps": [{"op": "rename", "from": "/gold", "path": "/coins", "if_missing": "skip"}]}]
        written["player"]["profile"] = {"version": 2, **written["player"]["profile"], "migrations": steps}
    else:
        written["player"]["profile"] = {"version": 0, **written["player"]["profile"]}
    return written


def make_limits(random, is_calm):
    if is_calm:
        limits = {"request": {"bytes": 4096, "depth": 16, "nodes": 512}}
        return {**limits, "max_timers_per_batch": 2} if random.random() < 0.2 else limits
    limits = {"request": {"bytes": random.choice([400, 1024, 4096]), "depth": random.choice([4, 8, 16]),
                          "nodes": random.choice([16, 32, 512])}}
    if random.random() < 0.5:
        limits["rate"] = {"per_second": random.choice([1, 3, 7, 10, 10, 1000, 1_000_000]), "burst": random.choice([2, 5, 10, 20])}
    if random.random() < 0.5:
        limits["nonce"] = {"counter": random.choice([1, 2, 8, 64, 256])}
    if random.random() < 0.5:
        limits["clock"] = {"late_ms": random.choice([0, 100, 2000]), "early_ms": random.choice([0, 50, 500])}
    if random.random() < 0.2:
        limits["max_timers_per_batch"] = random.choice([1, 2, 3])
    return limits


class ActionMaker(WideEffects):
    def __init__(self, random, model, name):
        self.random, self.model, self.name = random, model, name
        self.params = {}
        self.written = {}
        self.stateless = [("request.actor", "int"), ("request.received_at", "int"), ("request.origin", "string")]
        self.stateless += [(f"flags.{flag}", kind) for flag, kind in model.flags]
        self.places = []  # (text, Field) that effects may write
        self.guarded = []  # the same of optional references, only under has()
        self.entities = []  # (name, kind) of what may be deleted
        self.takes_timers = self.chance(0.4)

    def chance(self, probability):
        return self.random.random() < probability

    def expressions(self, names):
        return Expressions(self.random, names, self.model.tables)

    def make(self):
        names = list(self.stateless) + [("now", "int")]
        names += self.entity_names("actor", "player", self.places)
        names += self.make_references()
        names += self.make_lets(names)
        self.names = names
        self.make_gates()
        self.make_clauses()
        self.written["effects"] = self.effects(self.places, self.random.randint(0, 4), TOP)
        if self.guarded and self.chance(0.7):
            self.written["effects"].append({"if": "has(maybe)", "then": self.effects(self.guarded, 1, 0)})
        self.make_output()
        return self.written

    def make_params(self):
        for number in range(self.random.randint(0, 3)):
            name = f"a{number}"
            self.params[name] = make_field(self.random, self.model.tables, is_param=True)
            self.stateless.append((f"params.{name}", self.params[name].type))
        if "mob" in self.model.kinds and self.chance(0.3):
            self.params["the_mobs"] = Field("refs", "list<ref mob> max 3", "refs", options=MOB_IDS + [9])
            self.stateless.append(("params.the_mobs", "refs"))
        for kind, options in (("player", [1, 2, 2, 2, 3, 3, 4]), ("room", [1, 2, 2, 3]), ("mob", [1, 2, 2, 1, 3, 4, 9])):
            if kind in self.model.kinds and self.chance(0.4):
                options = options[:4] if self.model.is_calm else options
                self.params["the_" + kind] = Field("ref", f"ref {kind}", "ref", options=options)
        self.written["params"] = {name: field.written for name, field in self.params.items()}

    def entity_names(self, root, kind, places):
        names = [(f"{root}.id", "int")]
        for part, fields in self.model.kinds[kind].items():
            for field, spec in fields.items():
                text = f"{root}.{part}.{field}" if self.chance(0.15) else f"{root}.{field}"
                names.append((text, spec.type))
                if spec.kind != "ref":
                    places.append((text, spec))
        return names

    def make_references(self):
        references, names = {}, []
        if "the_player" in self.params:
            references["target"] = {"player": "params.the_player"}
            if self.chance(0.6):
                references["target"]["may_alias"] = True
            names += self.entity_names("target", "player", self.places)
        if "room" in self.model.kinds and self.chance(0.5):
            references["place"] = {"room": "actor.live.room" if self.chance(0.5) else "actor.room"}
            names += self.entity_names("place", "room", self.places)
            self.entities.append(("place", "room"))
        if "the_room" in self.params:
            references["maybe"] = {"room": "params.the_room", "optional": True}
            if self.chance(0.6):
                references["maybe"]["may_alias"] = True
            self.entity_names("maybe", "room", self.guarded)
            names.append(("has(maybe)", "bool"))
            self.entities.append(("maybe", "room"))
        if "the_mob" in self.params:
            references["foe"] = {"mob": "params.the_mob"}
            names += self.entity_names("foe", "mob", self.places)
            self.entities.append(("foe", "mob"))
            if self.chance(0.3):
                references["same"] = {"mob": "params.the_mob", "may_alias": True}
                names += self.entity_names("same", "mob", self.places)
                self.entities.append(("same", "mob"))
        near = self.near([("actor.position", "vec3")] + names) if "mob" in self.model.kinds and self.chance(0.6) else None
        if near:
            references["around"] = {"near": near}
            names += self.found_names("around", near["kind"])
        if references:
            self.written["with"] = references
        return names

    def found_names(self, name, kind):
        names = [(name, f"found:{kind}"), (f"size({name})", "int")]
        if kind == "mob":
            names += [(f"{name}.exists(m, m.hp < {self.random.choice(['20', '100'])})", "bool"), (f"{name}[0].hp", "int"), (f"{name}.map(m, m.id)", "list")]
        return names

    def make_lets(self, names):
        lets, made = {}, []
        for number in range(self.random.choice([0, 0, 1, 2, 3])):
            kind = self.random.choice(["int", "int", "double", "bool", "string", "list", "strings"])
            lets[f"v{number}"] = self.expressions(names + made).of(kind)
            made.append((f"v{number}", kind))
        if ("around", "found:mob") in names and self.chance(0.4):
            lets["weak"] = f"around.filter(m, m.hp < {self.random.choice(['30', '100', '101'])})"
            made += self.found_names("weak", "mob")
        if lets:
            self.written["let"] = lets
        return made

    def once_key(self):
        texts = [text for text, kind in self.stateless if kind == "string" and text.startswith("params.")]
        return self.random.choice(texts) if texts else None

    def make_gates(self):
        r, key = self.random, self.once_key()
        if key and self.chance(0.6):
            self.written["once"] = {"key": key, "scope": r.choice(["actor", "action", "world"]), "keep": r.choice(["forever", "24h"])}
            if self.chance(0.3):
                self.written["once"]["on_reject"] = "stick"
            if self.chance(0.5):
                self.written["from"] = r.choice([["server"], ["client", "server"], ["server", "admin"], ["client", "server", "admin"]])
        if self.takes_timers:
            self.written["from"] = self.written.get("from", ["client"]) + ["timer"]
        if self.chance(0.2):
            permits = ["request.origin != 'admin' || 'mod' in request.roles", "request.actor < 3 || 'mod' in request.roles", "'mod' in request.roles || size(request.roles) == 0"]
            permits.append(self.expressions(self.stateless).bool(1))
            self.written["permit"] = r.choice(permits) if self.chance(0.4) else [r.choice(permits) for _ in range(r.randint(1, 2))]
        if self.chance(0.3):
            self.written["cooldown"] = {"key": r.choice(["k0", "k1"]), "ms": r.choice(
                ["250ms", "2s", "0", "1s", self.expressions(self.names).table_cell("int") or "100", self.expressions(self.names).int(1)])}
        if self.chance(0.3):
            self.written["rate"] = {"per_second": r.choice([1, 2, 9]), "burst": r.choice([1, 3])}

    def make_clauses(self):
        r, makes = self.random, self.expressions(self.names)
        require = []
        for _ in range(r.choice([0, 0, 0, 1] if self.model.is_calm else [0, 0, 1, 1, 2])):
            text, reason = makes.bool(2), r.choice(REASONS)
            require.append(f"{text} else {reason}" if self.chance(0.5) else self.long_clause(text, reason))
        if require:
            self.written["require"] = require
        if self.chance(0.2):
            text, reason = makes.bool(1), r.choice(REASONS)
            self.written["refuse"] = [f"{text} : {reason}" if self.chance(0.5) else self.long_clause(text, reason)]
        if self.chance(0.3):
            fields = [name for part in self.model.kinds["player"].values() for name, spec in part.items() if spec.kind == "int"]
            self.written["cost"] = {name: r.choice([makes.int(1), makes.table_cell("int") or "1", "1", "25", "0"])
                                    for name in r.sample(fields, min(len(fields), r.randint(1, 2)))}

    def long_clause(self, text, reason):
        clause = {"that": text, "else": reason, "name": "n", "tell": True}
        if self.chance(0.4):
            return {**clause, "mode": "shadow"}
        if self.chance(0.6):
            clause["on_reject"] = {"emit": self.events("R", self.random.randint(1, 2))}
        return clause

    def effects(self, places, count, depth):
        """A list of effects; a name that one of them creates serves those after it."""
        made, names, entities, places = [], self.names, len(self.entities), list(places)
        for _ in range(count):
            effect = self.effect(places, depth)
            if not effect:
                continue
            made.append(effect)
            if isinstance(effect, dict) and "create" in effect and "as" in effect:
                new_names, new_places = self.opened(effect["as"], effect["create"])
                self.names = self.names + new_names
                places += new_places
                self.entities.append((effect["as"], effect["create"]))
        if depth < TOP:
            self.names = names
            del self.entities[entities:]
        return made

    def effect(self, places, depth):
        if "mob" in self.model.kinds and self.chance(0.5):
            return self.wide_effect(places, depth)
        r, makes = self.random, self.expressions(self.names)
        if depth > 0 and self.chance(0.25):
            branches = {"then": self.effects(places, r.randint(1, 2), depth - 1)}
            if self.chance(0.5):
                branches["else"] = self.effects(places, 1, depth - 1)
            return {"if": makes.bool(1), **branches}
        text, field = r.choice(places)
        if field.kind in ("map", "list") and self.chance(0.2):
            value = makes.of(field.kind, 2)
            return f"{text} = {value}" if value else None
        if field.kind == "map":
            text = f"{text}[{makes.map_key()}]"
            if self.chance(0.2):
                return f"remove {text}" if self.chance(0.7) else {"remove": text}
        elif field.kind == "list":
            text = f"{text}[{r.choice(['0', '1', '2', makes.int(0)])}]"
        if field.kind in ("int", "map", "list"):
            return self.number_effect(text, makes.int(1) if self.chance(0.6) else r.choice(["1", "2", "5"]), "int")
        if field.kind == "double":
            return self.number_effect(text, makes.double(1), "double")
        if field.kind == "int?":
            return f"{text} = {makes.optional(1) or 'null'}" if self.chance(0.5) else f"{text} = {makes.int(1)}"
        if field.kind == "enum":
            return f"{text} = '{r.choice(field.options)}'"
        value = makes.of(field.type, 1)
        if field.kind == "row" and self.chance(0.4) and makes.has_type("rows:" + field.type[4:]):
            value = f"{makes.variable('rows:' + field.type[4:])}[{r.choice(['0', '1'])}]"
        if value is None:
            return None
        return f"{text} = {value}" if self.chance(0.7) else {"set": text, "to": value}

    def number_effect(self, text, amount, kind):
        r = self.random
        op = r.choice(["=", "+=", "-=", "+=", "-="])
        if op == "=":
            return f"{text} = {amount}"
        low, high = ("0", "100") if kind == "int" else ("0.0", "1.0")
        if self.chance(0.2):
            low = self.expressions(self.names).of(kind, 0)
        if self.chance(0.2):
            high = self.expressions(self.names).of(kind, 1)
        low = low if self.chance(0.4) else None
        high = high if self.chance(0.4) else None
        if self.chance(0.7):
            return f"{text} {op} {amount}" + (f" min {low}" if low else "") + (f" max {high}" if high else "")
        effect = {"add" if op == "+=" else "sub": text, "by": amount}
        effect.update({name: bound for name, bound in (("min", low), ("max", high)) if bound})
        return effect

    def make_output(self):
        r, makes = self.random, self.expressions(self.names)
        events = self.events("E", r.choice([0, 0, 1, 2]))
        if events:
            self.written["emit"] = events
        if self.chance(0.5):
            self.written["result"] = r.choice([
                lambda: makes.int(2), lambda: makes.double(1), lambda: makes.string(1),
                lambda: makes.list(r.choice([2, 3])), lambda: makes.strings(r.choice([2, 3])), lambda: makes.map(2) or "0", lambda: makes.optional(2) or "1", lambda: makes.vector(1),
                lambda: f"{{'x': {makes.int(1)}, 'y': {makes.bool(1)}}}", lambda: f"[{makes.int(0)}, {makes.int(1)}]"])()


def make_rulebook(random):
    model = Model()
    model.is_calm = random.random() < 0.5
    model.tables = make_tables(random)
    model.flags = [("open", "bool"), ("bonus", "int")] if random.random() < 0.4 else []
    model.kinds = make_kinds(random, model.tables)
    model.written = {"ludex": 1, "name": "random", "version": 1}
    if random.random() < 0.2:
        model.written["actor"] = "player"
    if model.flags:
        model.written["flags"] = {"open": "bool = true", "bonus": "int 0..90 = 3"}
    model.written["tables"] = {name: {"columns": table["columns"], "rows": table["rows"]} for name, table in model.tables.items()}
    model.written["entities"] = write_kinds(random, model.kinds)
    model.written["limits"] = make_limits(random, model.is_calm)
    model.written["actions"] = {}
    model.makers = [ActionMaker(random, model, f"Act{number}") for number in range(random.randint(1, 4))]
    model.any_timers = any(maker.takes_timers for maker in model.makers)
    for maker in model.makers:
        maker.make_params()
    for maker in model.makers:
        model.written["actions"][maker.name] = maker.make()
        model.actions[maker.name] = maker
    if "mob" in model.kinds and random.random() < 0.3:
        model.written["actions"]["Every"] = make_every(random)
    return model
