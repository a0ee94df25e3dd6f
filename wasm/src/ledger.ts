import { LudexError } from "./error.js";
import { parseJson, stringifyJson, type JsonObject, type JsonValue } from "./json.js";
import type { Native } from "./native.js";
import { textOf, type JsonText } from "./schema.js";

/** Machines of docs/ledger.md. */
export type LedgerMachine = "entries" | "receipts" | "claims" | "code_cap" | "code_block" | "accounts" | "trade";

/** What a machine asks its host to do. */
export type LedgerEffect = JsonObject & { readonly effect: string };

/** One step: what the state is now, and what is to be done. */
export interface LedgerDecision {
  readonly state: JsonValue;
  readonly effects: readonly LedgerEffect[];
}

/** Where saves say what their players have; pointers may hold `*` for every item or member. */
export interface AuditCompare {
  /** Where a save says whose it is; "/id" by default. */
  readonly account?: string;
  /** The account of that, with `*` for what was found; "player:*" by default. */
  readonly name?: string;
  /** Numbers: {pointer: asset}. */
  readonly balances?: Readonly<Record<string, string>>;
  /** Texts: {pointer: asset}. */
  readonly serials?: Readonly<Record<string, string>>;
}

export interface AuditOptions {
  /** Lines of {"account", "asset", "balance"}: what a store says. */
  readonly balances?: string | Uint8Array;
  /** Saves, one JSON object a line. */
  readonly saves?: string | Uint8Array;
  readonly compare?: AuditCompare;
}

/** Something a journal says that cannot be true, or that a store does not say. */
export interface AuditBreach {
  readonly file: "journal" | "balances" | "saves";
  /** From 1; 0: of the whole. */
  readonly line: number;
  readonly kind: string;
  readonly id?: string;
  readonly message: string;
  readonly next: string;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly lines: number;
  readonly transfers: number;
  readonly repeated: number;
  readonly pending: number;
  readonly accounts: number;
  readonly serials: number;
  readonly balances: number;
  readonly saves: number;
  /** Sums are text: they may exceed 64 bits. */
  readonly assets: { readonly [asset: string]: { readonly transfers: number; readonly accounts: number; readonly negative: number; readonly held: string; readonly sum: string } };
  readonly counts: { readonly [kind: string]: number };
  /** At most 100 of each kind. */
  readonly breaches: readonly AuditBreach[];
}

/**
 * A machine with its state between two events. `state` is what is saved: for "entries" the ledger lies in the player's own
 * record, and one write saves both. A read that failed must never begin as a new record: that begins with `{}`.
 */
export class LedgerRun {
  readonly #native: Native;
  readonly machine: LedgerMachine;
  state: JsonValue;

  /** @internal */
  constructor(native: Native, machine: LedgerMachine, state: JsonValue) {
    this.#native = native;
    this.machine = machine;
    this.state = state;
  }

  /** Takes one event: the state moves on, and the effects are to be done. After an error the state is what it was. */
  decide(event: object): readonly LedgerEffect[] {
    const { state, effects } = decide(this.#native, this.machine, this.state, event);
    this.state = state;
    return effects;
  }
}

/** @internal */
export function decide(native: Native, machine: string, state: unknown, event: unknown): LedgerDecision {
  return parseJson(native.lend(machine, (name, nameSize) => native.lend(textOf(state ?? null), (before, size) => native.lend(textOf(event), (what, whatSize) =>
    native.textOf((out, error) => native.abi.ludex_decide(name, nameSize, before, size, what, whatSize, out, error)))))) as unknown as LedgerDecision;
}

/** @internal */
export function fingerprint(native: Native, name: string, content: unknown): string {
  return native.lend(name, (text, textSize) => native.lend(textOf(content), (value, size) =>
    native.textOf((out, error) => native.abi.ludex_fingerprint(text, textSize, value, size, out, error))));
}

/** @internal */
export function audit(native: Native, journal: JsonText, options: AuditOptions): AuditReport {
  if (options.saves !== undefined && options.compare === undefined) throw new LudexError("argument", "say with `compare` what of the saves to hold against the journal");
  const compare = options.compare === undefined ? undefined : stringifyJson(options.compare as unknown as JsonObject);
  return parseJson(native.lend(journal, (lines, size) => native.lend(options.balances, (balances, balancesSize) => native.lend(options.saves, (saves, savesSize) =>
    native.lend(compare, (rule, ruleSize) => native.textOf((out, error) =>
      native.abi.ludex_audit(lines, size, balances, balancesSize, saves, savesSize, rule, ruleSize, out, error))))))) as unknown as AuditReport;
}
