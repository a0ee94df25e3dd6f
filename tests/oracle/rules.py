"""Stage C: the rules of one action on the world, all or nothing."""

import copy
import json
import math
from dataclasses import replace

from cel_eval import Record, Scope, evaluate, select
from cel_values import RuleError, type_of
from effects import Changes, Ref, State
from request import Refusal, request_record, stateless_scope
from rulebook import cooldown_field
from shapes import to_json, without_negative_zero

class Refused(Exception):
    def __init__(self, reason, at, code=None, retry_after_ms=None):
        super().__init__(reason)
        self.refusal = Refusal(reason, at, code, retry_after_ms)


class EntityView:
    """An entity as expressions see it, bound to the opening or the closing state."""

    def __init__(self, rulebook, state, ref):
        self.kind = rulebook.kinds[ref.kind]
        self.state = state
        self.ref = ref

    def cel_select(self, name):
        if name == "id" and not self.ref.may_be_absent:
            return self.ref.id  # a deleted entity's name still knows whose it was
        if not self.state.is_alive(self.ref):
            raise RuleError("no_such_key")
        entity = self.state.entities[self.ref.key]
        in_profile = self.kind.profile is not None and name in self.kind.profile
        if in_profile and name not in self.kind.live:
            return entity.profile[name]
        if name in self.kind.live and not in_profile:
            return entity.live.get(name)
        if name == "id":
            return self.ref.id
        if name == "profile":
            return Record(entity.profile)
        if name == "live":
            return Record(entity.live)
        raise RuleError("no_such_key")


class Case:
    """One request in stage C."""

    def __init__(self, rulebook, world, request, now):
        self.rulebook = rulebook
        self.world = world
        self.request = request
        self.action = request.action
        self.now = now
        self.names = {}  # name -> Ref, None for an absent optional one, or a list of Refs
        self.state = State(world.entities)
        self.opening = self.scope(self.state, self.names, {})
        self.has_new_key = False
        self.shadow = []  # clauses in shadow that would have refused
        self.told = []  # events of the clause that refused

    refused = Refused

    def seen(self, value, state):
        """What a let or a loop holds, read through `state`: an entity is a reference, not its fields."""
        if isinstance(value, list):
            return [self.seen(item, state) for item in value]
        return EntityView(self.rulebook, state, value.ref) if isinstance(value, EntityView) else value

    def scope(self, state, names, local_values):
        """Names over `state`; a let is always worked out on the opening state, at each use, which gives the same."""
        fixed = {"params": Record(self.request.params), "request": request_record(self.request.envelope),
                 "tables": self.rulebook.tables, "flags": Record(self.rulebook.flags), "now": self.now}

        def lookup(name):
            if name in local_values:
                return self.seen(local_values[name], state)
            if name in names:
                if names[name] is None:
                    raise RuleError("no_such_key")  # an optional reference that is not there
                if isinstance(names[name], list):
                    return [EntityView(self.rulebook, state, ref) for ref in names[name]]
                return EntityView(self.rulebook, state, names[name])
            if name in self.action.lets:
                return self.seen(evaluate(self.action.lets[name], self.opening), state)
            if name not in fixed:
                raise RuleError("no_such_key")
            return fixed[name]

        return Scope(lookup, lambda name: name not in names or isinstance(names[name], list) or state.is_alive(names[name]))

    def value(self, tree, scope, at):
        """An expression whose error rejects with rule_error at its clause."""
        try:
            return evaluate(tree, scope)
        except RuleError as error:
            raise Refused("rule_error", at, error.code) from error

    def is_ready(self, kind, entity):
        return self.rulebook.kinds[kind].profile is None or entity.profile is not None

    def bind(self, name, kind, number, at, optional=False, may_alias=False):
        ref = self.state.ref(kind, number)
        if ref is None:
            if not optional:
                raise Refused("no_such_entity", at)
            self.names[name] = None
            return
        if not may_alias and ref in self.names.values():
            raise Refused("same_entity", at)
        if not self.is_ready(kind, self.state.entities[ref.key]):
            raise Refused("profile_not_ready", at)
        self.names[name] = replace(ref, may_be_absent=optional)

    def references(self):
        if self.action.every_ms is None:
            self.bind("actor", self.rulebook.actor_kind, self.request.envelope.actor, self.action.at + "/actor")
        for reference in self.action.references:
            if reference.near:
                self.names[reference.name] = self.near(reference.near, self.state, self.opening, reference.at)
                continue
            number = self.value(reference.tree, self.opening, reference.at)
            self.bind(reference.name, reference.kind, number, reference.at, reference.optional, reference.may_alias)

    def near(self, near, state, scope, at):
        """The nearest, in the order (distance, id). A profile that is not loaded is passed over, not refused."""
        point, radius = self.value(near.point, scope, at), self.value(near.radius, scope, at)
        kind = self.rulebook.kinds[near.kind]
        places = [(part, name) for part, fields in (("profile", kind.profile or {}), ("live", kind.live))
                  for name, shape in fields.items() if shape.kind == "vec3"]
        part, field = next((place for place in places if place[1] == "position"), places[0])
        found = []
        for (kind_name, number), entity in state.entities.items():
            if kind_name != near.kind or not self.is_ready(near.kind, entity):
                continue
            place = getattr(entity, part)[field]
            dx, dy, dz = place.x - point.x, place.y - point.y, place.z - point.z
            distance = math.sqrt((dx * dx + dy * dy) + dz * dz)
            if distance <= radius:
                found.append((distance, number))
        return [state.ref(near.kind, number) for _, number in sorted(found)[:near.max]]

    def refs_in(self, tree, names):
        """The kind when `tree` names a `list<ref KIND>`: only its declaration tells it from a list of ints."""
        parts = []
        while tree[0] == "select":
            parts.insert(0, tree[2])
            tree = tree[1]
        if tree[0] != "id" or not parts:
            return None
        if tree[1] == "params":
            shape = self.action.params[parts[0]]
        else:
            ref = names.get(tree[1])
            if not isinstance(ref, Ref):
                return None
            kind = self.rulebook.kinds[ref.kind]
            fields = {**(kind.profile or {}), **kind.live} if len(parts) == 1 else getattr(kind, parts[0])
            shape = fields.get(parts[-1])
        is_refs = shape is not None and shape.kind == "list" and shape.element.kind == "ref"
        return shape.element.name if is_refs else None

    def fingerprint(self):
        params = {name: to_json(value) for name, value in self.request.params.items() if value is not None}
        return self.action.name + json.dumps(params, sort_keys=True)

    def once_key(self):
        once = self.action.once
        scope = stateless_scope(self.rulebook, self.request.envelope, self.request.params)
        key = self.value(once.key, scope, once.at)
        owner = {"actor": self.request.envelope.actor, "action": self.action.name, "world": None}[once.scope]
        return once.scope, owner, (type_of(key), key)

    def known(self):
        """The duplicate verdict for a key that was accepted before, else None."""
        if not self.action.once:
            return None
        entry = self.world.ledger.get(self.once_key())
        if entry is None:
            self.has_new_key = True
            return None
        if entry["fingerprint"] != self.fingerprint():
            raise Refused("idempotency_conflict", self.action.once.at)
        verdict = {"verdict": "duplicate", "reason": "duplicate", "at": self.action.once.at}
        return {**verdict, **entry["answer"]}

    def check_cooldown(self):
        if not self.action.cooldown:
            return
        actor = self.world.entities[self.names["actor"].key]
        ready_at = actor.live.get(cooldown_field(self.action))
        if ready_at is not None and self.now < ready_at:
            raise Refused("on_cooldown", self.action.cooldown[2], retry_after_ms=ready_at - self.now)

    def is_true(self, clause):
        value = evaluate(clause.tree, self.opening)
        if type_of(value) != "bool":
            raise RuleError("no_such_overload")
        return value

    def refusal_of(self, clause, is_refusal):
        """(reason, code) when the clause refuses, else None."""
        try:
            return None if self.is_true(clause) != is_refusal else (clause.reason, None)
        except RuleError as error:
            # In a refuse an error refuses too, with the clause's own reason.
            return (clause.reason, None) if is_refusal else ("rule_error", error.code)

    def check_clauses(self):
        clauses = [(clause, False) for clause in self.action.require] + [(clause, True) for clause in self.action.refuse]
        for clause, is_refusal in clauses:
            found = self.refusal_of(clause, is_refusal)
            if found is None:
                continue
            reason, code = found
            if clause.shadow:
                self.shadow.append({"at": clause.at, "reason": reason, **({"code": code} if code else {})})
                continue
            for event in clause.events:
                told = self.refusal_event(event)
                if told:
                    self.told.append(told)
            raise Refused(reason, clause.at, code)

    def refusal_event(self, event):
        """On the opening state. A refusal stands whatever its report says: what cannot be computed is told as null."""
        try:
            audience = self.audience(event, self.opening, self.state, self.names)
        except Refused:
            return None
        data = {}
        for key, tree in event.data:
            try:
                data[key] = to_json(without_negative_zero(evaluate(tree, self.opening)))
            except RuleError:
                data[key] = None
        return {"event": event.name, "audience": audience, "data": data}

    def audience(self, event, scope, state, names):
        if isinstance(event.audience, str):
            return event.audience
        word, what, read = event.audience
        if word == "entity":
            return {"entity": self.value(read, scope, event.at)}
        if word == "near":
            return {"near": {"kind": what, "ids": [ref.id for ref in self.near(read, state, scope, event.at)]}}
        if word == "where":
            return {"where": {"kind": what, "ids": list(self.where(what, *read, event.at, state, names))}}
        return {"kind": what}

    def where(self, kind, name, tree, at, state, names):
        for number in sorted(number for kind_name, number in state.entities if kind_name == kind):
            ref = state.ref(kind, number)
            if self.is_ready(kind, state.entities[ref.key]):
                if self.value(tree, self.scope(state, {**names, name: ref}, {}), at):
                    yield number

    def check_cost(self):
        """All costs before any debit; returns (field, amount, pointer)."""
        actor = EntityView(self.rulebook, self.state, self.names.get("actor")) if self.action.cost else None
        debits = []
        for name, tree, at in self.action.cost:
            amount = self.value(tree, self.opening, at)
            if type_of(amount) not in ("int", "double"):
                raise Refused("rule_error", at, "no_such_overload")
            if amount < 0:
                raise Refused("rule_error", at, "negative_cost")
            if select(actor, name) < amount:
                raise Refused("not_enough_" + name, at)
            debits.append((name, amount, at))
        return debits

    def change(self, debits):
        """Steps 5 and 6: the closing entities, or Refused."""
        changes = Changes(self, State(copy.deepcopy(self.world.entities)), self.names, self.world.timers)
        for name, amount, at in debits:
            changes.debit(self.names["actor"], name, amount, at)
        changes.apply(self.action.effects)
        if self.action.cooldown:
            _, tree, at = self.action.cooldown
            changes.cool_down(cooldown_field(self.action), self.value(tree, self.opening, at), at)
        changes.check_bounds()
        return changes

    def outcome(self, changes):
        """Step 7, on the closing state: events, and {"result": …} or {}."""
        events, scope = [], changes.scope
        for event in self.action.emit:
            audience = self.audience(event, scope, changes.state, changes.names)
            values = {key: to_json(without_negative_zero(self.value(tree, scope, event.at))) for key, tree in event.data}
            events.append({"event": event.name, "audience": audience, "data": values})
        answer = {}
        if self.action.result is not None:
            value = self.value(self.action.result, scope, self.action.at + "/result")
            answer["result"] = to_json(without_negative_zero(value))
        return events, answer

    def judge(self):
        self.references()
        duplicate = self.known()
        if duplicate:
            return duplicate
        self.check_cooldown()
        self.check_clauses()
        changes = self.change(self.check_cost())
        events, answer = self.outcome(changes)
        self.world.entities = changes.state.entities
        self.world.timers = changes.timers
        self.remember(answer)
        verdict = {"verdict": "accepted", **answer}
        if events:
            verdict["events"] = events
        return verdict

    def remember(self, answer):
        if self.has_new_key:
            self.world.ledger[self.once_key()] = {"fingerprint": self.fingerprint(), "answer": answer, "accepted": self.now,
                                                  "keep": self.action.once.keep_ms}


def judge_rules(rulebook, world, request, now):
    """The verdict of stage C; changes `world` only when it accepts, but for a refusal that sticks."""
    case = Case(rulebook, world, request, now)
    try:
        verdict = case.judge()
        return {**verdict, "shadow": case.shadow} if case.shadow else verdict
    except Refused as refused:
        refusal = refused.refusal
        refusal.events, refusal.shadow = case.told, case.shadow
        if case.action.once and case.action.once.sticks:
            case.remember({"result": {"rejected": refusal.reason}})
        return refusal
