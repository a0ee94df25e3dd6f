import type { JsonObject, JsonValue } from "./json.js";
import type { RuleError } from "./reasons.js";

/** An integer of 64 bits: a bigint where a number would round it. */
export type Integer = number | bigint;

/** A fact that an accepted request makes known to its audience. */
export interface LudexEvent {
  event: string;
  audience: JsonValue;
  data: JsonObject;
}

export interface Accepted {
  verdict: "accepted";
  i: Integer;
  result?: JsonValue;
  events?: LudexEvent[];
  shadow?: ShadowRefusal[];
}

/** A clause in `"mode": "shadow"` that would have refused. */
export interface ShadowRefusal {
  at: string;
  reason: string;
  code?: RuleError;
}

/** The same request was accepted before; nothing changed. */
export interface Duplicate {
  verdict: "duplicate";
  i: Integer;
  reason: "duplicate";
  at: string;
  /** As stored then. */
  result?: JsonValue;
}

export interface Rejected {
  verdict: "rejected";
  i: Integer;
  /** A system reason (see reasons.ts), or one that the rulebook names. */
  reason: string;
  /** JSON pointer of the place that decided, in the rulebook or in the request. */
  at: string;
  /** How an expression failed, when the reason is `rule_error`. */
  code?: RuleError;
  /** The values the clause looked at. */
  operands?: JsonObject;
  /** When asking again could pass. */
  retry_after_ms?: Integer;
  /** What the clause that refused tells of it: `on_reject`. */
  events?: LudexEvent[];
  shadow?: ShadowRefusal[];
}

/** A verdict line as RULEBOOK.md, Exact edges 3, writes it: the full view, for the server and its log. */
export type Verdict = Accepted | Duplicate | Rejected;

/** What the player may see: operands only of clauses with `"tell": true`, no place, no code, no events. */
export type ClientVerdict =
  | Omit<Accepted, "events" | "shadow">
  | Omit<Duplicate, "at">
  | Omit<Rejected, "at" | "code" | "events" | "shadow">;

/** What a timer asked for before the first request, and the answer. */
export type TimerAnswer = (Omit<Accepted, "i"> | Omit<Duplicate, "i"> | Omit<Rejected, "i">) & {
  /** Its id. */
  timer: string;
  action: string;
  /** Who set it; a timer of `every_ms` has nobody. */
  actor?: Integer;
  /** The event `timer_failed`, when it was refused. */
  failed?: LudexEvent;
};

export type View = "full" | "client";

/** All verdicts of a batch, one array for each field; index i is request i. Copies: they outlive the judgement. */
export interface VerdictColumns {
  /** 0 accepted, 1 duplicate, 2 rejected. */
  outcome: Uint8Array;
  /** See reasons.ts and Rulebook.reasonName. */
  reason: Uint16Array;
  /** How an expression failed (`ruleErrors`); 0: none did. */
  code: Uint8Array;
  /** -1: unknown. */
  retryAfterMs: BigInt64Array;
}
