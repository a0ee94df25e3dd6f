import { VerdictRecord, type Pointer } from "./abi.js";
import { LudexError } from "./error.js";
import { Handle } from "./handle.js";
import { parseJson } from "./json.js";
import { digestText, type Native } from "./native.js";
import type { ClientVerdict, TimerAnswer, Verdict, VerdictColumns, View } from "./verdict.js";

/** The verdicts of one batch, in request order. It stays valid whatever becomes of the world and the rulebook. */
export class Judgement extends Handle {
  /** How many requests the batch had. */
  readonly count: number;

  /** @internal */
  constructor(native: Native, pointer: Pointer) {
    super(native, "judgement", pointer, native.abi.ludex_judgement_free);
    this.count = native.abi.ludex_judgement_count(pointer) >>> 0;
  }

  /** Hash over every verdict in order, 16 hex digits: equal wherever the batch is judged. */
  get batchDigest(): string {
    return digestText(this.native.abi.ludex_judgement_batch_digest(this.pointer));
  }

  /** Digest of the world as this batch left it. */
  get worldDigest(): string {
    return digestText(this.native.abi.ludex_judgement_world_digest(this.pointer));
  }

  /** Number of verdicts by reason, in code order; `accepted` and `duplicate` count as reasons. */
  counts(): Record<string, number> {
    return this.native.json((out) => this.native.abi.ludex_judgement_counts_json(out, this.pointer)) as Record<string, number>;
  }

  /** The answer to request `index`, explained. */
  verdict(index: number, view?: "full"): Verdict;
  verdict(index: number, view: "client"): ClientVerdict;
  verdict(index: number, view: View = "full"): Verdict | ClientVerdict {
    const pointer = this.pointer;
    if (!Number.isInteger(index) || index < 0 || index >= this.count) {
      throw new LudexError("argument", `there is no verdict ${index} in a batch of ${this.count}`);
    }
    const flag = clientFlag(view);
    return this.native.json((out) => this.native.abi.ludex_verdict_explain(out, pointer, index, flag)) as unknown as Verdict;
  }

  /** All verdict lines, each ended by LF: UTF-8, ready to be written out. */
  ndjson(view: View = "full"): Uint8Array {
    return this.native.bytes((out) => this.native.abi.ludex_judgement_ndjson(out, this.pointer, clientFlag(view)));
  }

  /** What the timers that ran before the first request asked for, and the answers. */
  timers(view: View = "full"): TimerAnswer[] {
    const lines = this.native.text((out) => this.native.abi.ludex_judgement_timers(out, this.pointer, clientFlag(view)));
    return lines.split("\n").slice(0, -1).map((line) => parseJson(line) as unknown as TimerAnswer);
  }

  /** The fields of all verdicts as typed arrays: the fast way to look at many. */
  columns(): VerdictColumns {
    const n = this.count;
    const { words, retryAfterMs, reasonOutcomeCode } = VerdictRecord;
    const bytes = this.native.peek(this.native.abi.ludex_judgement_verdicts(this.pointer), 4 * words * n);
    const records = new Uint32Array(bytes.buffer, bytes.byteOffset, words * n);
    const columns = { outcome: new Uint8Array(n), reason: new Uint16Array(n), code: new Uint8Array(n), retryAfterMs: new BigInt64Array(n) };
    const retry = new Uint32Array(columns.retryAfterMs.buffer);
    for (let i = 0, at = 0; i < n; i++, at += words) {
      const packed = records[at + reasonOutcomeCode]!;
      columns.reason[i] = packed & 0xffff;
      columns.outcome[i] = (packed >>> 16) & 0xff;
      columns.code[i] = packed >>> 24;
      retry[2 * i] = records[at + retryAfterMs]!;
      retry[2 * i + 1] = records[at + retryAfterMs + 1]!;
    }
    return columns;
  }
}

function clientFlag(view: View): number {
  if (view !== "full" && view !== "client") throw new LudexError("argument", `a view is "full" or "client", not ${String(view)}`);
  return view === "client" ? 1 : 0;
}
