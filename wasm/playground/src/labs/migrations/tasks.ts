import { parseJson, type JsonValue, type LoadedSave, type RehearsalReport } from "ludex";
import type { Bench } from "../../core/bench.js";
import { changes, type Change } from "../../core/change.js";
import { PlaygroundError } from "../../core/protocol.js";
import { stages } from "./steps.js";

export interface MigratedStep {
  readonly id: string;
  readonly to: number;
  /** Not asked: the save came with a later version. */
  readonly state: "skipped" | "applied" | "failed";
  readonly changes: readonly Change[];
  readonly message: string;
}

export interface MigratedSave {
  readonly found: LoadedSave<string>;
  readonly steps: readonly MigratedStep[];
  /** What defaults of missing fields added after the last step. */
  readonly reconciled: readonly Change[];
}

/** Takes one save through every step. No save throws; a rulebook that does not compile does. */
export function migrateSave({ rulebook, kind, save }: { rulebook: string; kind: string; save: string }, bench: Bench): MigratedSave {
  const loader = bench.rulebook(rulebook).saveLoader(kind);
  const found = loader.load(save);
  loader.dispose();
  // What is no save has no state to show.
  if (found.state === "undecodable" || found.state === "checksum" || found.state === "too_new") return { found, steps: [], reconciled: [] };

  let before = stateOf(save);
  const steps: MigratedStep[] = [];
  let stopped = false;
  for (const { id, to, rulebook: stage } of stages(rulebook, kind)) {
    if (stopped || to <= found.version) {
      steps.push({ id, to, state: "skipped", changes: [], message: stopped ? "not reached" : "already in this save" });
      continue;
    }
    const loaded = loadUnder(bench, stage, kind, save);
    if (loaded.state !== "ready") {
      stopped = true;
      steps.push({ id, to, state: "failed", changes: [], message: `${loaded.message}${loaded.pointer ? ` (at ${loaded.pointer})` : ""}` });
      continue;
    }
    const after = stateOf(loaded.save);
    steps.push({ id, to, state: "applied", changes: changes(before, after), message: "" });
    before = after;
  }
  return { found, steps, reconciled: found.state === "ready" ? changes(before, stateOf(found.save)) : [] };
}

function loadUnder(bench: Bench, text: string, kind: string, save: string): LoadedSave<string> {
  const rulebook = bench.ludex.rulebook(text);
  const loader = rulebook.saveLoader(kind);
  try {
    return loader.load(save);
  } finally {
    loader.dispose();
    rulebook.dispose();
  }
}

function stateOf(save: string): JsonValue | undefined {
  const whole = parseJson(save);
  return typeof whole === "object" && whole !== null && !Array.isArray(whole) ? whole["state"] : undefined;
}

export interface Rehearsed {
  readonly report: RehearsalReport;
  /** The first saves that were set aside, as `quarantine` writes them. */
  readonly aside: readonly { readonly line: number; readonly class: string; readonly pointer: string; readonly message: string; readonly raw?: string }[];
  readonly ms: number;
}

const CHUNK_BYTES = 256 << 10;
const SHOWN_ASIDE = 50;
/** A line that does not end would be gathered whole. */
const LONGEST_LINE = 16 << 20;

/** Rehearses the saves of a text or a file, one a line, with a report of progress after each piece. */
export async function rehearse({ rulebook, kind, saves }: { rulebook: string; kind: string; saves: string | File }, bench: Bench,
                               report: (progress: { done: number; total: number; lines: number }) => void): Promise<Rehearsed> {
  const source = typeof saves === "string" ? new Blob([saves]) : saves;
  const start = performance.now();
  const rehearsal = bench.rulebook(rulebook).rehearsal(kind, { samples: 10 });
  const aside: Rehearsed["aside"][number][] = [];
  try {
    let rest = new Uint8Array(0);
    for (let done = 0; done < source.size;) {
      const piece = new Uint8Array(await source.slice(done, done + CHUNK_BYTES).arrayBuffer());
      done += piece.length;
      const bytes = joined(rest, piece);
      const end = done < source.size ? bytes.lastIndexOf(0x0a) + 1 : bytes.length;
      if (end === 0 && bytes.length > LONGEST_LINE) throw new PlaygroundError("input", "a line of more than 16 MB: saves are one JSON object a line");
      rest = bytes.slice(end);
      const { quarantine } = rehearsal.add(bytes.subarray(0, end));
      if (aside.length < SHOWN_ASIDE && quarantine.length > 0) {
        for (const line of new TextDecoder().decode(quarantine).split("\n")) {
          if (line !== "" && aside.length < SHOWN_ASIDE) aside.push(parseJson(line) as unknown as Rehearsed["aside"][number]);
        }
      }
      report({ done, total: source.size, lines: rehearsal.report().lines });
    }
    return { report: rehearsal.report(), aside, ms: performance.now() - start };
  } catch (error) {
    if (error instanceof DOMException) throw new PlaygroundError("input", `the file could not be read: ${error.message}`);
    throw error;
  } finally {
    rehearsal.dispose();
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

