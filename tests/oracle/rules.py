"""Stage C: the rules of one action on the world, all or nothing."""

import copy
import json

from cel_eval import Record, Scope, evaluate, select
from cel_values import RuleError, type_of
from effects import Changes
from request import Refusal, request_record, stateless_scope
from rulebook import cooldown_field
from shapes import to_json, without_negative_zero

NOTHING = object()


class Refused(Exception):
    def __init__(self, reason, at, code=None, retry_after_ms=None):
        super().__init__(reason)
        self.refusal = Refusal(reason, at, code, retry_after_ms)


class EntityView:
    """An entity as expressions see it, bound to the opening or the closing entities."""

    def __init__(self, rulebook, entities, key):
        self.kind = rulebook.kinds[key[0]]
        self.entities = entities
        self.key = key

    def cel_select(self, name):
        entity = self.entities[self.key]
        in_profile = self.kind.profile is not None and name in self.kind.profile
        if in_profile and name not in self.kind.live:
            return entity.profile[name]
        if name in self.kind.live and not in_profile:
            return entity.live.get(name)
        if name == "id":
            return self.key[1]
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
        self.keys = {}  # name -> (kind, id), or None for an absent optional one
        self.opening = self.scope(world.entities)

    def scope(self, entities):
        """Names over `entities`; a let is always worked out on the opening state, at each use, which gives the same."""
        fixed = {"params": Record(self.request.params), "request": request_record(self.request.envelope),
                 "tables": self.rulebook.tables, "flags": Record(self.rulebook.flags), "now": self.now}

        def lookup(name):
            if name in self.keys:
                if self.keys[name] is None:
                    raise RuleError("no_such_key")  # an optional reference that is not there
                return EntityView(self.rulebook, entities, self.keys[name])
            if name in self.action.lets:
                return evaluate(self.action.lets[name], self.opening)
            if name not in fixed:
                raise RuleError("no_such_key")
            return fixed[name]

        return Scope(lookup, lambda name: self.keys.get(name, NOTHING) is not None)

    def value(self, tree, scope, at):
        """An expression whose error rejects with rule_error at its clause."""
        try:
            return evaluate(tree, scope)
        except RuleError as error:
            raise Refused("rule_error", at, error.code) from error

    def bind(self, name, key, at, optional=False, may_alias=False):
        entity = self.world.entities.get(key)
        if entity is None:
            if not optional:
                raise Refused("no_such_entity", at)
            self.keys[name] = None
            return
        if not may_alias and key in self.keys.values():
            raise Refused("same_entity", at)
        if self.rulebook.kinds[key[0]].profile is not None and entity.profile is None:
            raise Refused("profile_not_ready", at)
        self.keys[name] = key

    def references(self):
        self.bind("actor", (self.rulebook.actor_kind, self.request.envelope.actor), self.action.at + "/actor")
        for reference in self.action.references:
            number = self.value(reference.tree, self.opening, reference.at)
            self.bind(reference.name, (reference.kind, number), reference.at, reference.optional, reference.may_alias)

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
            return None
        if entry["fingerprint"] != self.fingerprint():
            raise Refused("idempotency_conflict", self.action.once.at)
        verdict = {"verdict": "duplicate", "reason": "duplicate", "at": self.action.once.at}
        return {**verdict, **entry["answer"]}

    def check_cooldown(self):
        if not self.action.cooldown:
            return
        actor = self.world.entities[self.keys["actor"]]
        ready_at = actor.live.get(cooldown_field(self.action))
        if ready_at is not None and self.now < ready_at:
            raise Refused("on_cooldown", self.action.cooldown[2], retry_after_ms=ready_at - self.now)

    def is_true(self, clause):
        value = evaluate(clause.tree, self.opening)
        if type_of(value) != "bool":
            raise RuleError("no_such_overload")
        return value

    def check_clauses(self):
        for clause in self.action.require:
            try:
                if not self.is_true(clause):
                    raise Refused(clause.reason, clause.at)
            except RuleError as error:
                raise Refused("rule_error", clause.at, error.code) from error
        for clause in self.action.refuse:
            try:
                refused = self.is_true(clause)
            except RuleError:
                refused = True  # an error refuses too, with the clause's own reason
            if refused:
                raise Refused(clause.reason, clause.at)

    def check_cost(self):
        """All costs before any debit; returns (field, amount, pointer)."""
        actor = EntityView(self.rulebook, self.world.entities, self.keys["actor"])
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
        changes = Changes(self.rulebook, {key: copy.deepcopy(self.world.entities[key])
                                          for key in self.keys.values() if key is not None})
        scope = self.scope(changes.entities)
        for name, amount, at in debits:
            changes.debit(self.keys["actor"], name, amount, at, Refused)
        changes.apply(self.action.effects, scope, self.keys, Refused)
        if self.action.cooldown:
            _, tree, at = self.action.cooldown
            changes.cool_down(self.keys["actor"], cooldown_field(self.action), self.now, self.value(tree, self.opening, at),
                              at, Refused)
        changes.check_bounds(Refused)
        return changes.entities, scope

    def outcome(self, scope):
        """Step 7, on the closing state: events, and {"result": …} or {}."""
        events = []
        for name, audience, data, at in self.action.emit:
            values = {key: to_json(without_negative_zero(self.value(tree, scope, at))) for key, tree in data}
            events.append({"event": name, "audience": audience, "data": values})
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
        entities, scope = self.change(self.check_cost())
        events, answer = self.outcome(scope)
        self.world.entities.update(entities)
        if self.action.once:
            self.world.ledger[self.once_key()] = {"fingerprint": self.fingerprint(), "answer": answer, "accepted": self.now,
                                                  "keep": self.action.once.keep_ms}
        verdict = {"verdict": "accepted", **answer}
        if events:
            verdict["events"] = events
        return verdict


def judge_rules(rulebook, world, request, now):
    """The verdict of stage C; changes `world` only when it accepts."""
    try:
        return Case(rulebook, world, request, now).judge()
    except Refused as refused:
        return refused.refusal
