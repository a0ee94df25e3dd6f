# Types of the rulebook "arena", version 3, digest 6e6ecd53fc900b77.
# Written by `ludex types --lang py`; do not edit. Python 3.11 or newer.
"""Requests, state, events and verdicts of a rulebook, as they are in JSON."""

from typing import Final, Generic, Literal, Never, NotRequired, TypeAlias, TypedDict, TypeVar

RULEBOOK_NAME: Final = "arena"
RULEBOOK_VERSION: Final = 3
# Of the compiled rules: a server and a client that were made from other rules have another.
RULEBOOK_DIGEST: Final = "6e6ecd53fc900b77"

# x, y, z
Vec3: TypeAlias = list[float]

# A row of the table "weapons".
WeaponsKey: TypeAlias = Literal[
    "sword",
    "bow",
    "hammer",
]

# A row of the table "items".
ItemsKey: TypeAlias = Literal[
    "potion",
    "elixir",
    "key",
]


# A row of the table "weapons" as the rulebook writes it.
class WeaponsRow(TypedDict):
    # int
    damage: int
    # double
    range: float
    # int
    cooldown_ms: int


# A row of the table "items" as the rulebook writes it.
class ItemsRow(TypedDict):
    # int >= 0
    price: int
    # int >= 0
    heal: int


# What is saved of "player" between sessions.
class PlayerProfile(TypedDict):
    # int >= 0 = 0
    coins: int
    # map<string, int >= 0> max 500
    inventory: dict[str, int]
    # list<row weapons> max 16 = ["sword"]
    weapons: list[WeaponsKey]


# What is lost of "player" when the server stops.
class PlayerLive(TypedDict):
    # vec3
    position: Vec3
    # int = 0
    moved_at: int
    # int 0..100 = 100
    health: int
    # row weapons = "sword"
    weapon: WeaponsKey


# Inputs of a batch; each has a default.
class Flags(TypedDict):
    # bool = true
    friendly_duel: NotRequired[bool]
    # int 0..90 = 0
    sale_percent: NotRequired[int]


# Parameters of "Equip".
class EquipParams(TypedDict):
    # row weapons
    weapon: WeaponsKey


# Parameters of "GrantCoins".
class GrantCoinsParams(TypedDict):
    # int 1..10000
    amount: int
    # string 8..64
    grant: str


class GrantCoinsResult(TypedDict):
    # int
    balance: int


# Parameters of "Move".
class MoveParams(TypedDict):
    # vec3
    to: Vec3


# Parameters of "RequestAttack".
class RequestAttackParams(TypedDict):
    # ref player
    target: int


# Parameters of "RequestPurchase".
class RequestPurchaseParams(TypedDict):
    # row items
    item: ItemsKey
    # string 8..64
    receipt: str


class RequestPurchaseResult(TypedDict):
    # int
    balance: int
    # int
    owned: int


# Parameters of "Respawn".
class RespawnParams(TypedDict):
    pass


# Parameters of "UseItem".
class UseItemParams(TypedDict):
    # row items
    item: ItemsKey


# Data of the event "Equipped".
class EquippedData(TypedDict):
    weapon: WeaponsKey
    # int
    who: int


# Data of the event "Moved".
class MovedData(TypedDict):
    to: Vec3
    # int
    who: int


# Data of the event "AttackConfirmed".
class AttackConfirmedData(TypedDict):
    # int
    attacker: int
    # int
    damage: int
    # int
    health: int
    # int
    target: int


# Data of the event "Respawned".
class RespawnedData(TypedDict):
    # int
    who: int


# Data of the event "Healed".
class HealedData(TypedDict):
    # int
    health: int
    # int
    who: int

# Versions of saved profiles by kind of entity.
PROFILE_VERSIONS: Final[dict[str, int]] = {
    "player": 3,
}


# The body of a request, from client.
class EquipRequest(TypedDict):
    action: Literal["Equip"]
    params: EquipParams
    nonce: int
    sent_at: int


# The body of a request, from server, admin.
class GrantCoinsRequest(TypedDict):
    action: Literal["GrantCoins"]
    params: GrantCoinsParams
    nonce: NotRequired[int]
    sent_at: NotRequired[int]


# The body of a request, from client.
class MoveRequest(TypedDict):
    action: Literal["Move"]
    params: MoveParams
    nonce: int
    sent_at: int


# The body of a request, from client.
class RequestAttackRequest(TypedDict):
    action: Literal["RequestAttack"]
    params: RequestAttackParams
    nonce: int
    sent_at: int


# The body of a request, from client.
class RequestPurchaseRequest(TypedDict):
    action: Literal["RequestPurchase"]
    params: RequestPurchaseParams
    nonce: int
    sent_at: int


# The body of a request, from client.
class RespawnRequest(TypedDict):
    action: Literal["Respawn"]
    params: NotRequired[RespawnParams]
    nonce: int
    sent_at: int


# The body of a request, from client.
class UseItemRequest(TypedDict):
    action: Literal["UseItem"]
    params: UseItemParams
    nonce: int
    sent_at: int


# Every request.
Request: TypeAlias = (
    EquipRequest
    | GrantCoinsRequest
    | MoveRequest
    | RequestAttackRequest
    | RequestPurchaseRequest
    | RespawnRequest
    | UseItemRequest
)

# What a client may send. Nothing else it says is to be believed.
ClientRequest: TypeAlias = (
    EquipRequest
    | MoveRequest
    | RequestAttackRequest
    | RequestPurchaseRequest
    | RespawnRequest
    | UseItemRequest
)


# What the host vouches for, never the client. A line of a batch is this and the request, as one object.
class Envelope(TypedDict):
    actor: int
    session: NotRequired[int]
    origin: NotRequired[Literal["client", "server", "admin"]]
    roles: NotRequired[list[str]]
    # server time, ms
    received_at: int


ActionName: TypeAlias = Literal[
    "Equip",
    "GrantCoins",
    "Move",
    "RequestAttack",
    "RequestPurchase",
    "Respawn",
    "UseItem",
]

# Numbers of the actions, equal wherever the digest is: for packets and remotes. Another rulebook may number otherwise.
ACTION_IDS: Final[dict[ActionName, int]] = {
    "Equip": 0,
    "GrantCoins": 1,
    "Move": 2,
    "RequestAttack": 3,
    "RequestPurchase": 4,
    "Respawn": 5,
    "UseItem": 6,
}
# Names by number.
ACTION_NAMES: Final[tuple[ActionName, ...]] = tuple(ACTION_IDS)


class AudienceEntity(TypedDict):
    entity: int


class AudienceKind(TypedDict):
    kind: str


class AudienceIds(TypedDict):
    kind: str
    # those it meant when it happened
    ids: list[int]


class AudienceNear(TypedDict):
    near: AudienceIds


class AudienceWhere(TypedDict):
    where: AudienceIds


# Whom an event is for.
Audience: TypeAlias = Literal["all", "actor"] | AudienceEntity | AudienceKind | AudienceNear | AudienceWhere


class EquippedEvent(TypedDict):
    event: Literal["Equipped"]
    audience: Audience
    data: EquippedData


class MovedEvent(TypedDict):
    event: Literal["Moved"]
    audience: Audience
    data: MovedData


class AttackConfirmedEvent(TypedDict):
    event: Literal["AttackConfirmed"]
    audience: Audience
    data: AttackConfirmedData


class RespawnedEvent(TypedDict):
    event: Literal["Respawned"]
    audience: Audience
    data: RespawnedData


class HealedEvent(TypedDict):
    event: Literal["Healed"]
    audience: Audience
    data: HealedData


# Every event.
GameEvent: TypeAlias = (
    EquippedEvent
    | MovedEvent
    | AttackConfirmedEvent
    | RespawnedEvent
    | HealedEvent
)

Reason: TypeAlias = Literal[
    "accepted",
    "duplicate",
    "timer_failed",
    "malformed",
    "too_large",
    "too_deep",
    "too_many_nodes",
    "bad_envelope",
    "unknown_action",
    "contract",
    "not_permitted",
    "rate_limited",
    "nonce_replayed",
    "nonce_too_old",
    "sent_too_late",
    "sent_too_early",
    "no_such_entity",
    "same_entity",
    "profile_not_ready",
    "profile_read_only",
    "idempotency_conflict",
    "key_expired",
    "ledger_full",
    "on_cooldown",
    "rule_error",
    "out_of_bounds",
    "entity_exists",
    "actor_dead",
    "not_owned",
    "already_equipped",
    "out_of_map",
    "too_fast",
    "target_dead",
    "too_far",
    "not_enough_coins",
    "still_alive",
    "not_in_inventory",
    "not_usable",
    "already_healthy",
]

# Codes of reasons. Those below 1000 are the system's and never change; the others may change with the rulebook.
REASON_CODES: Final[dict[Reason, int]] = {
    # the request was accepted
    "accepted": 0,
    # this idempotency key was already accepted; the stored result is returned and nothing changed
    "duplicate": 1,
    # an action fired by a timer was refused
    "timer_failed": 2,
    # the line is not one strict JSON text (RFC 8259)
    "malformed": 100,
    # the line is longer than limits.request.bytes
    "too_large": 101,
    # arrays and objects nest deeper than limits.request.depth
    "too_deep": 102,
    # there are more values than limits.request.nodes
    "too_many_nodes": 103,
    # a field the host vouches for is missing or has the wrong form
    "bad_envelope": 104,
    # the rulebook declares no action of this name
    "unknown_action": 105,
    # the body does not have the declared shape
    "contract": 106,
    # the origin or the permit clause does not allow this action
    "not_permitted": 107,
    # more requests than the token bucket allows; retry_after_ms says when one would pass
    "rate_limited": 200,
    # this nonce was already used in this session
    "nonce_replayed": 201,
    # the nonce lies below the replay window
    "nonce_too_old": 202,
    # sent_at lies further in the past than limits.clock.late_ms
    "sent_too_late": 203,
    # sent_at lies further in the future than limits.clock.early_ms
    "sent_too_early": 204,
    # a referenced entity does not exist
    "no_such_entity": 300,
    # two names refer to one entity and the action does not allow it
    "same_entity": 301,
    # the entity's profile is not loaded
    "profile_not_ready": 302,
    # the entity's profile may not be written now
    "profile_read_only": 303,
    # the idempotency key was used before with other parameters
    "idempotency_conflict": 304,
    # the idempotency key lies under the ledger's watermark
    "key_expired": 305,
    # the ledger has no room and never evicts
    "ledger_full": 306,
    # the action's cooldown has not elapsed; retry_after_ms says when it will
    "on_cooldown": 307,
    # an expression failed; code says how
    "rule_error": 308,
    # an effect would leave a field outside its declared bounds
    "out_of_bounds": 309,
    # create names an id that is already taken
    "entity_exists": 310,
    "actor_dead": 1000,
    "not_owned": 1001,
    "already_equipped": 1002,
    "out_of_map": 1003,
    "too_fast": 1004,
    "target_dead": 1005,
    "too_far": 1006,
    "not_enough_coins": 1007,
    "still_alive": 1008,
    "not_in_inventory": 1009,
    "not_usable": 1010,
    "already_healthy": 1011,
}

# How an expression failed, beside the reason rule_error.
RuleError: TypeAlias = Literal[
    "overflow",
    "division_by_zero",
    "not_finite",
    "no_such_key",
    "index_out_of_range",
    "negative_cost",
    "no_such_overload",
    "conversion",
]

Result = TypeVar("Result")


# A clause in shadow mode that would have refused.
class ShadowRefusal(TypedDict):
    at: str
    reason: Reason
    code: NotRequired[RuleError]


# The full view: for the server, its log and tools.
class Accepted(TypedDict, Generic[Result]):
    verdict: Literal["accepted"]
    i: int
    result: NotRequired[Result]
    events: NotRequired[list[GameEvent]]
    shadow: NotRequired[list[ShadowRefusal]]
    draws: NotRequired[dict[str, object]]


# The same request was accepted before; nothing changed. The result is as stored then.
class Duplicate(TypedDict, Generic[Result]):
    verdict: Literal["duplicate"]
    i: int
    reason: Literal["duplicate"]
    # not in the view of a client
    at: NotRequired[str]
    result: NotRequired[Result]


class Rejected(TypedDict):
    verdict: Literal["rejected"]
    i: int
    reason: Reason
    # JSON pointer of the place that decided, in the rulebook or in the request; not in the view of a client
    at: NotRequired[str]
    # how an expression failed, when the reason is rule_error
    code: NotRequired[RuleError]
    # the values the clause looked at
    operands: NotRequired[dict[str, object]]
    # when asking again could pass
    retry_after_ms: NotRequired[int]
    events: NotRequired[list[GameEvent]]
    shadow: NotRequired[list[ShadowRefusal]]
    draws: NotRequired[dict[str, object]]


# The result of a duplicate whose first request was refused, where the action says "on_reject": "stick".
class StoredRefusal(TypedDict):
    rejected: Reason


# How "Equip" was judged.
EquipVerdict: TypeAlias = Accepted[Never] | Duplicate[Never] | Rejected

# How "GrantCoins" was judged.
GrantCoinsVerdict: TypeAlias = Accepted[GrantCoinsResult] | Duplicate[GrantCoinsResult] | Rejected

# How "Move" was judged.
MoveVerdict: TypeAlias = Accepted[Never] | Duplicate[Never] | Rejected

# How "RequestAttack" was judged.
RequestAttackVerdict: TypeAlias = Accepted[Never] | Duplicate[Never] | Rejected

# How "RequestPurchase" was judged.
RequestPurchaseVerdict: TypeAlias = Accepted[RequestPurchaseResult] | Duplicate[RequestPurchaseResult] | Rejected

# How "Respawn" was judged.
RespawnVerdict: TypeAlias = Accepted[Never] | Duplicate[Never] | Rejected

# How "UseItem" was judged.
UseItemVerdict: TypeAlias = Accepted[Never] | Duplicate[Never] | Rejected

# A verdict of any action: tell them apart by `verdict`.
Verdict: TypeAlias = (
    EquipVerdict
    | GrantCoinsVerdict
    | MoveVerdict
    | RequestAttackVerdict
    | RequestPurchaseVerdict
    | RespawnVerdict
    | UseItemVerdict
)
