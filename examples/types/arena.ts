// Types of the rulebook "arena", version 3, digest 6e6ecd53fc900b77.
// Written by `ludex types --lang ts`; do not edit.

export const rulebookName = "arena";
/** Informative, as a string: it has 64 bits. */
export const rulebookVersion = "3";
/** Of the compiled rules: a server and a client that were made from other rules have another. */
export const rulebookDigest = "6e6ecd53fc900b77";

/**
 * An integer of 64 bits: a bigint where a number would round it. `parseJson` and `stringifyJson` of the package `ludex`
 * keep it whole; JSON.parse rounds. What is declared within ±(2^53 - 1) is a number.
 */
export type Integer = number | bigint;
export type Vec3 = readonly [x: number, y: number, z: number];
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A row of the table "weapons". */
export type WeaponsKey =
  | "sword"
  | "bow"
  | "hammer";

/** A row of the table "items". */
export type ItemsKey =
  | "potion"
  | "elixir"
  | "key";

/** A row of the table "weapons" as the rulebook writes it. */
export interface WeaponsRow {
  /** int */
  readonly damage: Integer;
  /** double */
  readonly range: number;
  /** int */
  readonly cooldown_ms: Integer;
}

/** A row of the table "items" as the rulebook writes it. */
export interface ItemsRow {
  /** int >= 0 */
  readonly price: Integer;
  /** int >= 0 */
  readonly heal: Integer;
}

/** What is saved of "player" between sessions. */
export interface PlayerProfile {
  /** int >= 0 = 0 */
  readonly coins: Integer;
  /** map<string, int >= 0> max 500 */
  readonly inventory: { readonly [key: string]: Integer };
  /** list<row weapons> max 16 = ["sword"] */
  readonly weapons: readonly WeaponsKey[];
}

/** What is lost of "player" when the server stops. */
export interface PlayerLive {
  /** vec3 */
  readonly position: Vec3;
  /** int = 0 */
  readonly moved_at: Integer;
  /** int 0..100 = 100 */
  readonly health: number;
  /** row weapons = "sword" */
  readonly weapon: WeaponsKey;
}

/** Inputs of a batch; each has a default. */
export interface Flags {
  /** bool = true */
  readonly friendly_duel?: boolean;
  /** int 0..90 = 0 */
  readonly sale_percent?: number;
}

/** Parameters of "Equip". */
export interface EquipParams {
  /** row weapons */
  readonly weapon: WeaponsKey;
}

/** Parameters of "GrantCoins". */
export interface GrantCoinsParams {
  /** int 1..10000 */
  readonly amount: number;
  /** string 8..64 */
  readonly grant: string;
}

export interface GrantCoinsResult {
  /** int */
  readonly balance: Integer;
}

/** Parameters of "Move". */
export interface MoveParams {
  /** vec3 */
  readonly to: Vec3;
}

/** Parameters of "RequestAttack". */
export interface RequestAttackParams {
  /** ref player */
  readonly target: Integer;
}

/** Parameters of "RequestPurchase". */
export interface RequestPurchaseParams {
  /** row items */
  readonly item: ItemsKey;
  /** string 8..64 */
  readonly receipt: string;
}

export interface RequestPurchaseResult {
  /** int */
  readonly balance: Integer;
  /** int */
  readonly owned: Integer;
}

/** Parameters of "Respawn". */
export type RespawnParams = Readonly<Record<string, never>>;

/** Parameters of "UseItem". */
export interface UseItemParams {
  /** row items */
  readonly item: ItemsKey;
}

/** Data of the event "Equipped". */
export interface EquippedData {
  readonly weapon: WeaponsKey;
  /** int */
  readonly who: Integer;
}

/** Data of the event "Moved". */
export interface MovedData {
  readonly to: Vec3;
  /** int */
  readonly who: Integer;
}

/** Data of the event "AttackConfirmed". */
export interface AttackConfirmedData {
  /** int */
  readonly attacker: Integer;
  /** int */
  readonly damage: Integer;
  /** int */
  readonly health: Integer;
  /** int */
  readonly target: Integer;
}

/** Data of the event "Respawned". */
export interface RespawnedData {
  /** int */
  readonly who: Integer;
}

/** Data of the event "Healed". */
export interface HealedData {
  /** int */
  readonly health: Integer;
  /** int */
  readonly who: Integer;
}

/** Saved profiles by kind of entity, as a world's text holds them. */
export interface Profiles {
  readonly player: { readonly version: 3; readonly state: PlayerProfile; readonly read_only?: true };
}

/** Live state by kind of entity. A world's text may leave out what has its default. */
export interface Lives {
  readonly player: PlayerLive;
}

/** Rows by table. */
export interface Rows {
  readonly weapons: WeaponsRow;
  readonly items: ItemsRow;
}

/** The body of a request, from client. */
export interface EquipRequest {
  readonly action: "Equip";
  readonly params: EquipParams;
  readonly nonce: Integer;
  readonly sent_at: Integer;
}

/** The body of a request, from server, admin. */
export interface GrantCoinsRequest {
  readonly action: "GrantCoins";
  readonly params: GrantCoinsParams;
  readonly nonce?: Integer;
  readonly sent_at?: Integer;
}

/** The body of a request, from client. */
export interface MoveRequest {
  readonly action: "Move";
  readonly params: MoveParams;
  readonly nonce: Integer;
  readonly sent_at: Integer;
}

/** The body of a request, from client. */
export interface RequestAttackRequest {
  readonly action: "RequestAttack";
  readonly params: RequestAttackParams;
  readonly nonce: Integer;
  readonly sent_at: Integer;
}

/** The body of a request, from client. */
export interface RequestPurchaseRequest {
  readonly action: "RequestPurchase";
  readonly params: RequestPurchaseParams;
  readonly nonce: Integer;
  readonly sent_at: Integer;
}

/** The body of a request, from client. */
export interface RespawnRequest {
  readonly action: "Respawn";
  readonly params?: RespawnParams;
  readonly nonce: Integer;
  readonly sent_at: Integer;
}

/** The body of a request, from client. */
export interface UseItemRequest {
  readonly action: "UseItem";
  readonly params: UseItemParams;
  readonly nonce: Integer;
  readonly sent_at: Integer;
}

/** Every request. */
export type Request =
  | EquipRequest
  | GrantCoinsRequest
  | MoveRequest
  | RequestAttackRequest
  | RequestPurchaseRequest
  | RespawnRequest
  | UseItemRequest;

/** What a client may send. Nothing else it says is to be believed. */
export type ClientRequest =
  | EquipRequest
  | MoveRequest
  | RequestAttackRequest
  | RequestPurchaseRequest
  | RespawnRequest
  | UseItemRequest;

/** What the host vouches for, never the client. A line of a batch is this and the request, as one object. */
export interface Envelope {
  readonly actor: Integer;
  readonly session?: Integer;
  readonly origin?: "client" | "server" | "admin";
  readonly roles?: readonly string[];
  /** Server time, ms. */
  readonly received_at: Integer;
}
export type RequestLine = Envelope & Request;

/** Params by action. */
export interface Params {
  readonly Equip: EquipParams;
  readonly GrantCoins: GrantCoinsParams;
  readonly Move: MoveParams;
  readonly RequestAttack: RequestAttackParams;
  readonly RequestPurchase: RequestPurchaseParams;
  readonly Respawn: RespawnParams;
  readonly UseItem: UseItemParams;
}

/** Results by action. */
export interface Results {
  readonly GrantCoins: GrantCoinsResult;
  readonly RequestPurchase: RequestPurchaseResult;
}

/** Numbers of the actions, equal wherever the digest is: for packets and remotes. Another rulebook may number otherwise. */
export const actionIds = {
  Equip: 0,
  GrantCoins: 1,
  Move: 2,
  RequestAttack: 3,
  RequestPurchase: 4,
  Respawn: 5,
  UseItem: 6,
} as const;
export type ActionName = keyof typeof actionIds;
/** Names by number. */
export const actionNames: readonly ActionName[] = [
  "Equip",
  "GrantCoins",
  "Move",
  "RequestAttack",
  "RequestPurchase",
  "Respawn",
  "UseItem",
];

/** Whom an event is for; `ids` are those it meant when it happened. */
export type Audience =
  | "all"
  | "actor"
  | { readonly entity: Integer }
  | { readonly kind: string }
  | { readonly near: { readonly kind: string; readonly ids: readonly Integer[] } }
  | { readonly where: { readonly kind: string; readonly ids: readonly Integer[] } };

export interface EquippedEvent {
  readonly event: "Equipped";
  readonly audience: Audience;
  readonly data: EquippedData;
}

export interface MovedEvent {
  readonly event: "Moved";
  readonly audience: Audience;
  readonly data: MovedData;
}

export interface AttackConfirmedEvent {
  readonly event: "AttackConfirmed";
  readonly audience: Audience;
  readonly data: AttackConfirmedData;
}

export interface RespawnedEvent {
  readonly event: "Respawned";
  readonly audience: Audience;
  readonly data: RespawnedData;
}

export interface HealedEvent {
  readonly event: "Healed";
  readonly audience: Audience;
  readonly data: HealedData;
}

/** Every event. */
export type GameEvent =
  | EquippedEvent
  | MovedEvent
  | AttackConfirmedEvent
  | RespawnedEvent
  | HealedEvent;

/** Data by event. */
export interface EventData {
  readonly Equipped: EquippedData;
  readonly Moved: MovedData;
  readonly AttackConfirmed: AttackConfirmedData;
  readonly Respawned: RespawnedData;
  readonly Healed: HealedData;
}

/** Codes of reasons. Those below 1000 are the system's and never change; the others may change with the rulebook. */
export const reasonCodes = {
  /** the request was accepted */
  accepted: 0,
  /** this idempotency key was already accepted; the stored result is returned and nothing changed */
  duplicate: 1,
  /** an action fired by a timer was refused */
  timer_failed: 2,
  /** the line is not one strict JSON text (RFC 8259) */
  malformed: 100,
  /** the line is longer than limits.request.bytes */
  too_large: 101,
  /** arrays and objects nest deeper than limits.request.depth */
  too_deep: 102,
  /** there are more values than limits.request.nodes */
  too_many_nodes: 103,
  /** a field the host vouches for is missing or has the wrong form */
  bad_envelope: 104,
  /** the rulebook declares no action of this name */
  unknown_action: 105,
  /** the body does not have the declared shape */
  contract: 106,
  /** the origin or the permit clause does not allow this action */
  not_permitted: 107,
  /** more requests than the token bucket allows; retry_after_ms says when one would pass */
  rate_limited: 200,
  /** this nonce was already used in this session */
  nonce_replayed: 201,
  /** the nonce lies below the replay window */
  nonce_too_old: 202,
  /** sent_at lies further in the past than limits.clock.late_ms */
  sent_too_late: 203,
  /** sent_at lies further in the future than limits.clock.early_ms */
  sent_too_early: 204,
  /** a referenced entity does not exist */
  no_such_entity: 300,
  /** two names refer to one entity and the action does not allow it */
  same_entity: 301,
  /** the entity's profile is not loaded */
  profile_not_ready: 302,
  /** the entity's profile may not be written now */
  profile_read_only: 303,
  /** the idempotency key was used before with other parameters */
  idempotency_conflict: 304,
  /** the idempotency key lies under the ledger's watermark */
  key_expired: 305,
  /** the ledger has no room and never evicts */
  ledger_full: 306,
  /** the action's cooldown has not elapsed; retry_after_ms says when it will */
  on_cooldown: 307,
  /** an expression failed; code says how */
  rule_error: 308,
  /** an effect would leave a field outside its declared bounds */
  out_of_bounds: 309,
  /** create names an id that is already taken */
  entity_exists: 310,
  actor_dead: 1000,
  not_owned: 1001,
  already_equipped: 1002,
  out_of_map: 1003,
  too_fast: 1004,
  target_dead: 1005,
  too_far: 1006,
  not_enough_coins: 1007,
  still_alive: 1008,
  not_in_inventory: 1009,
  not_usable: 1010,
  already_healthy: 1011,
} as const;
export type Reason = keyof typeof reasonCodes;

/** How an expression failed, beside the reason rule_error. */
export type RuleError =
  | "overflow"
  | "division_by_zero"
  | "not_finite"
  | "no_such_key"
  | "index_out_of_range"
  | "negative_cost"
  | "no_such_overload"
  | "conversion";

/** The full view: for the server, its log and tools. Without `result` the action gives none. */
export interface Accepted<Result = JsonValue> {
  readonly verdict: "accepted";
  readonly i: Integer;
  readonly result?: Result;
  readonly events?: readonly GameEvent[];
  readonly shadow?: readonly ShadowRefusal[];
  readonly draws?: { readonly [name: string]: JsonValue };
}

/** The same request was accepted before; nothing changed. */
export interface Duplicate<Result = JsonValue> {
  readonly verdict: "duplicate";
  readonly i: Integer;
  readonly reason: "duplicate";
  readonly at: string;
  /** As stored then. */
  readonly result?: Result;
}

export interface Rejected {
  readonly verdict: "rejected";
  readonly i: Integer;
  readonly reason: Reason;
  /** JSON pointer of the place that decided, in the rulebook or in the request. */
  readonly at: string;
  /** How an expression failed, when the reason is rule_error. */
  readonly code?: RuleError;
  /** The values the clause looked at. */
  readonly operands?: { readonly [text: string]: JsonValue };
  /** When asking again could pass. */
  readonly retry_after_ms?: Integer;
  readonly events?: readonly GameEvent[];
  readonly shadow?: readonly ShadowRefusal[];
  readonly draws?: { readonly [name: string]: JsonValue };
}

/** A clause in shadow mode that would have refused. */
export interface ShadowRefusal {
  readonly at: string;
  readonly reason: Reason;
  readonly code?: RuleError;
}

/** The result of a duplicate whose first request was refused, where the action says "on_reject": "stick". */
export interface StoredRefusal {
  readonly rejected: Reason;
}

/** How "Equip" was judged. */
export type EquipVerdict = Accepted<never> | Duplicate<never> | Rejected;

/** How "GrantCoins" was judged. */
export type GrantCoinsVerdict = Accepted<GrantCoinsResult> | Duplicate<GrantCoinsResult> | Rejected;

/** How "Move" was judged. */
export type MoveVerdict = Accepted<never> | Duplicate<never> | Rejected;

/** How "RequestAttack" was judged. */
export type RequestAttackVerdict = Accepted<never> | Duplicate<never> | Rejected;

/** How "RequestPurchase" was judged. */
export type RequestPurchaseVerdict = Accepted<RequestPurchaseResult> | Duplicate<RequestPurchaseResult> | Rejected;

/** How "Respawn" was judged. */
export type RespawnVerdict = Accepted<never> | Duplicate<never> | Rejected;

/** How "UseItem" was judged. */
export type UseItemVerdict = Accepted<never> | Duplicate<never> | Rejected;

/** Verdicts by action. */
export interface Verdicts {
  readonly Equip: EquipVerdict;
  readonly GrantCoins: GrantCoinsVerdict;
  readonly Move: MoveVerdict;
  readonly RequestAttack: RequestAttackVerdict;
  readonly RequestPurchase: RequestPurchaseVerdict;
  readonly Respawn: RespawnVerdict;
  readonly UseItem: UseItemVerdict;
}

/** A verdict of any action, or of one: `Verdict<"Name">`. Tell them apart by `verdict`. */
export type Verdict<Name extends keyof Verdicts = keyof Verdicts> = [Name] extends [never] ? Rejected : Verdicts[Name];

/** What the player may see. */
export type ClientVerdict<Name extends keyof Verdicts = keyof Verdicts> = ClientView<Verdict<Name>>;
type ClientView<V> = V extends Accepted | Duplicate | Rejected ? Omit<V, "at" | "code" | "events" | "shadow" | "draws"> : never;
