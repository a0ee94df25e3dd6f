import { parseJson, stringifyJson, type ClientVerdict, type ContractMismatch, type Explanation, type Judgement, type JsonObject, type JsonValue, type Verdict, type World } from "ludex";
import type { Bench } from "../../core/bench.js";
import { changes, type Change } from "../../core/change.js";
import { PlaygroundError } from "../../core/protocol.js";

/** What is shown one by one; all are counted. */
const SHOWN_VERDICTS = 200;

export interface Judged {
  readonly count: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly batchDigest: string;
  readonly worldDigest: string;
  readonly programDigest: string;
  readonly verdicts: readonly { readonly full: Verdict; readonly client: ClientVerdict; readonly line: string }[];
  readonly worldAfter: string;
  readonly ms: number;
}

export interface Inspected {
  readonly explanation: Explanation;
  /** What this one request changed. */
  readonly changes: readonly Change[];
}

interface Batch {
  readonly rulebook: string;
  readonly world: string;
  readonly requests: string;
}

/** A small world of this rulebook, and a few honest requests to it: where there is none yet. */
export function makeWorld({ rulebook, seed }: { rulebook: string; seed: number }, bench: Bench): { world: string; requests: string } {
  const made = bench.rulebook(rulebook).traffic({ players: 4, requests: 8, attackRate: 0, seed });
  return { world: made.world, requests: new TextDecoder().decode(made.requests) };
}

/** Judges all lines as one batch, on a copy. Throws a LudexError of code "world" or "host". */
export function judgeRequests({ rulebook, world, requests }: Batch, bench: Bench): Judged {
  const program = bench.rulebook(rulebook);
  const state = program.world(world);
  let judgement: Judgement | undefined;
  try {
    const start = performance.now();
    judgement = state.judge(requests);
    const ms = performance.now() - start;
    const made = judgement;
    const lines = requests.split("\n", SHOWN_VERDICTS);
    return {
      count: made.count, counts: made.counts(), batchDigest: made.batchDigest, worldDigest: made.worldDigest, programDigest: program.digest,
      verdicts: Array.from({ length: Math.min(made.count, SHOWN_VERDICTS) },
        (_, i) => ({ full: made.verdict(i), client: made.verdict(i, "client"), line: lines[i] ?? "" })),
      worldAfter: state.save(), ms,
    };
  } finally {
    judgement?.dispose();
    state.dispose();
  }
}

/** Why line `index` of the batch came out as it did: judged alone, on the world that the lines before it left. */
export function inspectRequest({ rulebook, world, requests, index }: Batch & { index: number }, bench: Bench): Inspected {
  const program = bench.rulebook(rulebook);
  const lines = requests.split("\n");
  const line = lines[index];
  if (line === undefined) throw new PlaygroundError("input", `there is no line ${index + 1}`);
  const before = program.world(world);
  let after: World | undefined;
  try {
    if (index > 0) before.judge(lines.slice(0, index).join("\n") + "\n").dispose();
    const explanation = bench.ludex.explain(rulebook, before, line);
    after = before.clone();
    after.judge(line).dispose();
    return { explanation, changes: changes(parseJson(before.save()), parseJson(after.save())) };
  } finally {
    after?.dispose();
    before.dispose();
  }
}

/** What of a request's params does not fit its action, each said for people. */
export function checkRequest({ rulebook, line }: { rulebook: string; line: string }, bench: Bench): readonly ContractMismatch[] {
  const { action, params } = parseJson(line) as JsonObject;
  if (typeof action !== "string") return [];
  return bench.ludex.checkContract(rulebook, stringifyJson(params ?? {}), { action, all: true }).mismatches;
}

export interface ExplainedCapsule {
  readonly explanation: Explanation;
  readonly batch: number;
  readonly request: number;
  readonly line: string;
  readonly draws: readonly JsonValue[];
}

/** Throws a LudexError of code "record" for one that was changed, is none, or says something else than its rules. */
export function explainCapsule(text: string, bench: Bench): ExplainedCapsule {
  const explanation = bench.ludex.explainCapsule(text);
  // Now that it was checked, it can be read.
  const { batch, request, line, draws } = parseJson(text) as JsonObject;
  return { explanation, batch: Number(batch ?? 0), request: Number(request ?? 0), line: typeof line === "string" ? line : stringifyJson(line ?? null), draws: Array.isArray(draws) ? draws : [] };
}
