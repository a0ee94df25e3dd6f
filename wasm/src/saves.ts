import type { Pointer } from "./abi.js";
import { LudexError } from "./error.js";
import { Handle } from "./handle.js";
import { stringifyJson, type JsonObject, type JsonValue } from "./json.js";
import type { Native } from "./native.js";
import { textOf, type JsonLimits } from "./schema.js";

/**
 * What became of a save. `undecodable`: not strict JSON, beyond the limits, or no object with a "state". `checksum`: the state is not
 * what its checksum was made of. `too_new`: of a later version than the rulebook can read; not damaged, and never to be written over.
 * `migration_failed`: a step did not find what it asks for, or the applied steps are not the rulebook's. `invalid`: a field does not
 * fit its shape. `invariant`: every field fits, and together they break one of the profile's invariants.
 */
export type SaveState = "ready" | "undecodable" | "checksum" | "too_new" | "migration_failed" | "invalid" | "invariant";

export interface SaveFinding {
  /** It was written with; 0 when none is stored. */
  readonly version: number | bigint;
  /** Ready, and not the bytes that were given. */
  readonly changed: boolean;
  /** Of a later version that says it may be read: nothing was migrated. */
  readonly ahead: boolean;
  /** Rows and missing fields that took their defaults. */
  readonly reconciled: number;
  /** migration_failed: the id of the step; "" before the first. */
  readonly step: string;
  /** RFC 6901 pointer into the save. */
  readonly pointer: string;
  /** For people; "" when ready. */
  readonly message: string;
}

/** `save` is under the rulebook's version, and of the type that was given. Without it, what was given is the one truth: keep it. */
export type LoadedSave<Text extends string | Uint8Array = Uint8Array> =
  | SaveFinding & { readonly state: "ready"; readonly save: Text }
  | SaveFinding & { readonly state: Exclude<SaveState, "ready">; readonly save?: undefined };

/** Brings saves of one kind to the rulebook's version. Outlives its rulebook. */
export class SaveLoader extends Handle {
  /** @internal */
  constructor(native: Native, pointer: Pointer) {
    super(native, "save loader", pointer, native.abi.ludex_save_loader_free);
  }

  /** @internal */
  static make(native: Native, rulebook: Pointer, kind: string, limits: JsonLimits): SaveLoader {
    return native.lend(kind, (name, nameSize) => native.lend(stringifyJson(limits as JsonObject), (chosen, chosenSize) =>
      new SaveLoader(native, native.make((out, error) => native.abi.ludex_save_loader_new(rulebook, name, nameSize, chosen, chosenSize, out, error)))));
  }

  /**
   * Looks at one save. No save makes it throw: one that cannot be used has another `state` than "ready", a pointer and a message.
   * A string or bytes are the save's text; any other value stands for its JSON, and a string comes back.
   */
  load<Text extends string | Uint8Array>(save: Text): LoadedSave<Text extends string ? string : Uint8Array>;
  load(save: object): LoadedSave<string>;
  load(save: string | Uint8Array | object): LoadedSave<string | Uint8Array> {
    const { native, pointer } = this;
    native.lend(textOf(save), (text, size) => native.make((_, error) => native.abi.ludex_save_loader_load(pointer, text, size, error)));
    const finding = native.json((out) => native.abi.ludex_save_loader_finding(out, pointer)) as unknown as LoadedSave<string>;
    if (finding.state !== "ready") return finding;
    const read = (out: Pointer): void => native.abi.ludex_save_loader_save(out, pointer);
    return { ...finding, save: save instanceof Uint8Array ? native.bytes(read) : native.text(read) };
  }

  /** The rulebook's steps in their order, and how many saves that became ready each was applied to. */
  steps(): { readonly id: string; readonly applied: number }[] {
    return this.native.json((out) => this.native.abi.ludex_save_loader_steps_json(out, this.pointer)) as unknown as { id: string; applied: number }[];
  }
}

/** A number that migrating must neither make nor lose, such as all the coins there are. */
export interface DeclaredSum {
  /** Where it stands in saves of any version: pointers into the state, `*` for every item or member. All that is found counts. */
  readonly at: string | readonly string[];
  /** Ids of the steps that may change it. */
  readonly changed_by?: readonly string[];
}

export interface RehearsalOptions {
  /** Of each save, before and after: by default 4 MiB. */
  limits?: JsonLimits;
  /** Every result is migrated again, to see that nothing changes. True unless it is said otherwise. */
  twice?: boolean;
  /** Of every field, before and after. True unless it is said otherwise. */
  histograms?: boolean;
  /** Kept of each class of failure, and of the saves that grow most: 20. */
  samples?: number;
  /** By name, beside those the rulebook declares: pointers, or with the steps that may change it. */
  sums?: Readonly<Record<string, string | readonly string[] | DeclaredSum>>;
}

/** Migrates saves line by line and keeps count. Outlives its rulebook. */
export class Rehearsal extends Handle {
  /** @internal */
  constructor(native: Native, pointer: Pointer) {
    super(native, "rehearsal", pointer, native.abi.ludex_rehearsal_free);
  }

  /** @internal */
  static make(native: Native, rulebook: Pointer, kind: string, options: RehearsalOptions): Rehearsal {
    return native.lend(kind, (name, nameSize) => native.lend(stringifyJson(options as unknown as JsonObject), (chosen, chosenSize) =>
      new Rehearsal(native, native.make((out, error) => native.abi.ludex_rehearsal_new(rulebook, name, nameSize, chosen, chosenSize, out, error)))));
  }

  /**
   * Whole lines, one save each; the last LF may be missing. Gives back, of the type that was given, the lines that became ready and
   * one for each other save: {"line", "class", "pointer", "message", "step"?, "raw" or "raw_base64"}.
   */
  add<Text extends string | Uint8Array>(lines: Text): RehearsedLines<Text extends string ? string : Uint8Array>;
  add(lines: string | Uint8Array): RehearsedLines<string | Uint8Array> {
    const { native, pointer } = this;
    if (typeof lines !== "string" && !(lines instanceof Uint8Array)) throw new LudexError("argument", "lines are a string or bytes");
    native.lend(lines, (text, size) => native.make((_, error) => native.abi.ludex_rehearsal_add(pointer, text, size, error)));
    const out = (bytes: Pointer): void => native.abi.ludex_rehearsal_out(bytes, pointer);
    const quarantine = (bytes: Pointer): void => native.abi.ludex_rehearsal_quarantine(bytes, pointer);
    return typeof lines === "string"
      ? { out: native.text(out), quarantine: native.text(quarantine) }
      : { out: native.bytes(out), quarantine: native.bytes(quarantine) };
  }

  /** What was counted so far; docs/migrations.md tells its members. */
  report(): RehearsalReport {
    return this.native.json((out) => this.native.abi.ludex_rehearsal_report_json(out, this.pointer)) as unknown as RehearsalReport;
  }

  /** The counts as JSON text, to go on later or to merge elsewhere. */
  state(): string {
    return this.native.text((out) => this.native.abi.ludex_rehearsal_state_json(out, this.pointer));
  }

  /** Adds the counts of another rehearsal of the same rulebook, kind and options, whose lines began at `firstLine` of the whole. */
  merge(state: string | Uint8Array, firstLine: number | bigint = 0): void {
    const { native, pointer } = this;
    if ((typeof firstLine === "number" && !Number.isSafeInteger(firstLine)) || firstLine < 0 || BigInt(firstLine) >= 2n ** 64n) {
      throw new LudexError("argument", `a line number is a whole number from 0, not ${firstLine}`);
    }
    native.lend(state, (text, size) =>
      native.make((_, error) => native.abi.ludex_rehearsal_merge(pointer, text, size, BigInt.asIntN(64, BigInt(firstLine)), error)));
  }
}

/** Lines, each ended by LF. */
export interface RehearsedLines<Text extends string | Uint8Array> {
  readonly out: Text;
  readonly quarantine: Text;
}

/** A whole number; a bigint where a number would round it. */
type Whole = number | bigint;

/** What migrating many saves does to them. Sums beyond 64 bits are the text of their digits. */
export interface RehearsalReport {
  /** Nothing was set aside, nothing changes when it is migrated twice, and every sum is explained. */
  readonly ok: boolean;
  readonly lines: number;
  readonly ready: number;
  readonly changed: number;
  readonly ahead: number;
  /** Rows and missing fields that took their defaults, and in how many saves. */
  readonly reconciled: number;
  readonly reconciled_saves: number;
  /** Saves that were set aside, by class. */
  readonly quarantined: Readonly<Record<Exclude<SaveState, "ready">, number>>;
  /** Saves by the version they were written with. */
  readonly versions: Readonly<Record<string, number>>;
  readonly steps: readonly { readonly id: string; readonly to: number; readonly applied: number; readonly failed: number }[];
  /** Saves that were set aside, by class and place; items count as N. */
  readonly places: Readonly<Record<string, number>>;
  readonly bytes: {
    readonly in: Whole;
    /** Of the lines that became ready, as they came and as they went. */
    readonly ready_in: Whole;
    readonly out: Whole;
    readonly largest: number;
    readonly limit: Whole;
    readonly too_large_before: number;
    readonly too_large_after: number;
    /** Saves by size: the least bytes that are in a bin, and how many. */
    readonly before: readonly (readonly [number, number])[];
    readonly after: readonly (readonly [number, number])[];
  };
  readonly twice_is_once: boolean;
  readonly is_checked_twice: boolean;
  readonly samples: Readonly<Partial<Record<Exclude<SaveState, "ready">, readonly RehearsalSample[]>>>;
  readonly worst: Readonly<Record<"twice" | "growth" | "too_large", readonly RehearsalSample[]>>;
  /** What is beyond the places and versions that are counted apart. */
  readonly not_told_apart: Readonly<Record<string, number>>;
  readonly sums: Readonly<Record<string, RehearsalSum>>;
  /** Without `histograms: false`: of every place in the states what stood there, before and after. */
  readonly fields?: readonly { readonly pointer: string; readonly before?: FieldCounts; readonly after?: FieldCounts }[];
}

export interface RehearsalSample {
  /** From 1. */
  readonly line: number;
  readonly pointer: string;
  readonly message: string;
}

export interface RehearsalSum {
  readonly at: readonly string[];
  readonly ok: boolean;
  /** Of the saves that became ready; `after` is `before` + `explained` + `unexplained`. */
  readonly before: Whole | string;
  readonly after: Whole | string;
  readonly explained: Whole | string;
  readonly unexplained: Whole | string;
  readonly unexplained_saves: number;
  readonly steps: readonly { readonly id: string; readonly delta: Whole | string; readonly may_change: boolean }[];
  readonly [member: string]: JsonValue | object;
}

/** How many values of each type, and bins of their sizes; docs/migrations.md tells the members. */
export interface FieldCounts {
  readonly min?: number | bigint;
  readonly max?: number | bigint;
  readonly words?: Readonly<Record<string, number>>;
  readonly [member: string]: JsonValue | object | undefined;
}
