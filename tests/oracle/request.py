"""Stage A: bytes of a line -> envelope -> contract -> permit, reporting the first failure in the written order."""

import json
from dataclasses import dataclass, field

from cel_eval import Record, Scope, evaluate
from cel_values import RuleError
from json_strict import JsonError, Number, parse, pointer
from shapes import UNWRITTEN, DecodeError, decode

MAX_NOW = 2**43
TOP_LEVEL = ("actor", "session", "origin", "roles", "received_at", "action", "params", "nonce", "sent_at")


@dataclass
class Refusal:
    reason: str
    at: str
    code: str | None = None
    retry_after_ms: int | None = None
    events: list = field(default_factory=list)
    shadow: list = field(default_factory=list)


@dataclass
class Envelope:
    actor: int
    session: int
    origin: str
    roles: list
    received_at: int


@dataclass
class Request:
    """What stage A leaves for B and C. `envelope` is None when it could not be read; `refusal` is A's own."""

    envelope: Envelope | None = None
    action: object = None
    params: dict | None = None
    nonce: int | None = None
    sent_at: int | None = None
    refusal: Refusal | None = None


class _Stop(Exception):
    def __init__(self, reason, at):
        super().__init__(reason)
        self.refusal = Refusal(reason, at)


def lines_of(data):
    """LF-terminated lines and an unterminated last one, one trailing CR dropped."""
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return [line[:-1] if line.endswith(b"\r") else line for line in lines]


def int64_of(value):
    return value.exact_int64() if isinstance(value, Number) else None


def decode_line(limits, line):
    if len(line) > limits.bytes:
        raise _Stop("too_large", "")
    try:
        return parse(line, limits.depth, limits.nodes)
    except JsonError as error:
        raise _Stop(error.kind, "") from error


def envelope_of(body):
    if not isinstance(body, dict):
        raise _Stop("bad_envelope", "")
    actor = int64_of(body.get("actor"))
    if actor is None:
        raise _Stop("bad_envelope", "/actor")
    session = int64_of(body.get("session", Number("0")))
    if session is None:
        raise _Stop("bad_envelope", "/session")
    origin = body.get("origin", "client")
    if origin not in ("client", "server", "admin"):
        raise _Stop("bad_envelope", "/origin")
    roles = body.get("roles", [])
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise _Stop("bad_envelope", "/roles")
    received_at = int64_of(body.get("received_at"))
    if received_at is None or received_at > MAX_NOW:
        raise _Stop("bad_envelope", "/received_at")
    return Envelope(actor, session, origin, roles, received_at)


def params_of(rulebook, action, body):
    written = body.get("params", {})
    if not isinstance(written, dict):
        raise _Stop("contract", "/params")
    params = {}
    for name, shape in action.params.items():
        at = pointer("params", name)
        try:
            if name in written:
                params[name] = decode(shape, written[name], rulebook.tables, at)
            elif shape.written_default is not UNWRITTEN:
                params[name] = shape.default(rulebook.tables)
            elif shape.nullable:
                params[name] = None
            else:
                raise DecodeError(at)
        except DecodeError as error:
            raise _Stop("contract", error.at) from error
    for name in written:
        if name not in action.params:
            raise _Stop("contract", pointer("params", name))
    return params


def number_of(body, name, required, low):
    if name not in body:
        if required:
            raise _Stop("contract", pointer(name))
        return None
    value = int64_of(body[name])
    if value is None or value < low:
        raise _Stop("contract", pointer(name))
    return value


def request_record(envelope):
    return Record({"actor": envelope.actor, "session": envelope.session, "origin": envelope.origin,
                   "roles": envelope.roles, "received_at": envelope.received_at})


def stateless_scope(rulebook, envelope, params):
    """What permit and a once key may read."""
    names = {"params": Record(params), "request": request_record(envelope), "tables": rulebook.tables,
             "flags": Record(rulebook.flags)}
    return Scope(names.__getitem__, names.__contains__)


def check_permit(rulebook, action, envelope, params):
    scope = stateless_scope(rulebook, envelope, params)
    for tree, at in action.permit:
        try:
            if evaluate(tree, scope) is not True:
                raise _Stop("not_permitted", at)
        except RuleError as error:
            raise _Stop("not_permitted", at) from error


def decode_request(rulebook, line):
    """Stage A of one line."""
    request = Request()
    try:
        body = decode_line(rulebook.limits, line)
        request.envelope = envelope_of(body)
        for key in body:
            if key not in TOP_LEVEL:
                raise _Stop("contract", pointer(key))
        name = body.get("action")
        if not isinstance(name, str) or name not in rulebook.actions:
            raise _Stop("unknown_action", "/action")
        action = request.action = rulebook.actions[name]
        request.params = params_of(rulebook, action, body)
        is_client = request.envelope.origin == "client"
        limits = rulebook.limits
        request.nonce = number_of(body, "nonce", is_client and limits.nonce_window is not None, 0)
        request.sent_at = number_of(body, "sent_at", is_client and limits.late_ms is not None, -(2**63))
        if request.envelope.origin not in action.origins:
            raise _Stop("not_permitted", action.at + "/from")
        check_permit(rulebook, action, request.envelope, request.params)
    except _Stop as stop:
        request.refusal = stop.refusal
    return request


def timer_request(rulebook, timer, now):
    """Stage A of what a timer asks for. The limits of lines, the contract, `from` and `permit` bind it too."""
    request = Request(envelope=Envelope(timer.actor or 0, 0, "timer", [], now))
    asked = {"action": timer.action, "actor": timer.actor or 0, "params": timer.params, "received_at": now}
    try:
        try:
            decode_line(rulebook.limits, json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode())
        except _Stop:
            request.envelope = None  # as with a line that cannot be read
            raise
        action = request.action = rulebook.actions[timer.action]
        request.params = params_of(rulebook, action, {"params": parse(json.dumps(timer.params).encode())})
        if "timer" not in action.origins:
            raise _Stop("not_permitted", action.at + "/from")
        check_permit(rulebook, action, request.envelope, request.params)
    except _Stop as stop:
        request.refusal = stop.refusal
    return request
