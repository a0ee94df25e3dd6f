import { LudexError } from "./error.js";
import { parseJson, stringifyJson, type JsonObject } from "./json.js";
import type { Native } from "./native.js";

/** A number that JSON may write beyond 2^53: a bigint there. */
type Whole = number | bigint;

/** One record of a log (docs/record.md). What is not UTF-8 stands as base64 under its name with `_base64`. */
export type LogRecord = { readonly offset: number; readonly end: number } & (
  | { readonly type: "header"; readonly program_digest: string; readonly semantics: number; readonly first_link: Whole; readonly first_batch: Whole; readonly root: string; readonly rulebook: string }
  | { readonly type: "snapshot"; readonly link: Whole; readonly batch: Whole; readonly program_digest: string; readonly world_digest: string; readonly chain: string; readonly world: string }
  | { readonly type: "batch"; readonly number: Whole; readonly link: Whole; readonly opened_at: Whole | null; readonly flags: string; readonly group: boolean; readonly form: "lines" | "columns";
      readonly requests?: string; readonly requests_base64?: string; readonly outcomes: readonly ("accepted" | "duplicate" | "rejected")[]; readonly reasons: readonly number[]; readonly seqs: readonly Whole[];
      readonly batch_digest: string; readonly world_digest: string; readonly hash: string }
  | { readonly type: "join" | "leave"; readonly link: Whole; readonly before_batch: Whole; readonly kind: string; readonly id: Whole; readonly save?: string; readonly save_base64?: string;
      readonly program_digest: string; readonly world_digest: string; readonly hash: string }
  | { readonly type: "adopt"; readonly link: Whole; readonly before_batch: Whole; readonly rulebook: string; readonly program_digest: string; readonly world_digest: string; readonly hash: string }
);

/** Where a log ends before its last byte, and why. */
export interface LogFault {
  readonly offset: number;
  readonly message: string;
}

export interface LogContent {
  readonly records: readonly LogRecord[];
  /** Of the log, whatever part of them was asked for. */
  readonly count: number;
  /** "torn": the last record was not wholly written; "refused": damaged, of a later version, or no log. */
  readonly state: "whole" | "torn" | "refused";
  /** End of the last whole record. */
  readonly good_bytes: number;
  readonly error: LogFault | null;
  readonly links: Whole;
  readonly batches: Whole;
  readonly program_digest: string;
  readonly world_digest: string;
  readonly chain: string;
}

export interface ReadLogOptions {
  /** The first record to describe; all are checked. */
  readonly first?: number;
  /** How many. */
  readonly most?: number;
}

export interface ReplayOptions {
  /** Number of the snapshot to begin at; 0 is the world the log begins with. */
  readonly fromSnapshot?: number;
  /** Hold every snapshot against the world that is reached, to the last byte; true by default. */
  readonly comparesSnapshots?: boolean;
  /** The log must be of this program: 16 hex digits. */
  readonly programDigest?: string;
}

/** The first thing that judging again says otherwise. */
export interface ReplayDifference extends LogFault {
  readonly what: "verdict" | "batch" | "world" | "change" | "snapshot";
  readonly link: Whole;
  readonly batch: Whole;
  readonly request?: number;
  readonly request_line?: string;
  readonly request_base64?: string;
  readonly recorded: string;
  readonly judged: string;
  /** What of the world differs first, as a pointer into its text; "" when not known. */
  readonly entity: string;
}

export interface ReplayReport {
  readonly ok: boolean;
  readonly bytes: number;
  readonly first_batch: Whole;
  readonly batches: number;
  readonly requests: number;
  readonly changes: number;
  readonly snapshots: number;
  readonly judged: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly program_digest: string;
  readonly world_digest: string;
  readonly chain: string;
  readonly torn: LogFault | null;
  readonly difference: ReplayDifference | null;
}

function whole(value: number | undefined, name: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw new LudexError("argument", `\`${name}\` is a whole number from 0 to 2^32 - 1`);
  return value;
}

/** @internal */
export function readLog(native: Native, log: Uint8Array, options: ReadLogOptions): LogContent {
  const first = whole(options.first, "first", 0);
  const most = whole(options.most, "most", 0xffffffff);
  return parseJson(native.lend(log, (bytes, size) => native.textOf((out, error) => native.abi.ludex_log_read(bytes, size, first, most, out, error)))) as unknown as LogContent;
}

/** @internal */
export function replayLog(native: Native, log: Uint8Array, options: ReplayOptions): ReplayReport {
  const given: Record<string, unknown> = {};
  if (options.fromSnapshot !== undefined) given["from_snapshot"] = options.fromSnapshot;
  if (options.comparesSnapshots !== undefined) given["compares_snapshots"] = options.comparesSnapshots;
  if (options.programDigest !== undefined) given["program_digest"] = options.programDigest;
  return parseJson(native.lend(log, (bytes, size) => native.lend(stringifyJson(given as unknown as JsonObject), (text, textSize) =>
    native.textOf((out, error) => native.abi.ludex_log_replay(bytes, size, text, textSize, out, error))))) as unknown as ReplayReport;
}
