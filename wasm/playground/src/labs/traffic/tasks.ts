import type { Bench } from "../../core/bench.js";

export interface TrafficSettings {
  readonly players: number;
  readonly requests: number;
  readonly seed: number;
  /** Share of hostile requests. */
  readonly attackRate: number;
}

export interface TrafficProgress {
  readonly stage: "making" | "judging";
  readonly done: number;
  readonly total: number;
}

/** What happened in one stretch of the day. */
export interface Stretch {
  /** Server time at its first request, ms. */
  readonly at: number;
  readonly accepted: number;
  readonly rejected: number;
}

export interface JudgedTraffic {
  readonly settings: TrafficSettings;
  readonly programDigest: string;
  readonly worldDigest: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly stretches: readonly Stretch[];
  readonly bytes: number;
  readonly makingMs: number;
  readonly judgingMs: number;
}

const CHUNK_LINES = 2000;

/**
 * Makes traffic and judges it in pieces that all open at the first request's time: cutting a batch so changes no verdict, and the world's
 * digest is that of `ludex judge` on the whole (a timer that is set and due within the day is the one exception).
 */
export function judgeTraffic({ rulebook, settings }: { rulebook: string; settings: TrafficSettings }, bench: Bench,
                             report: (progress: TrafficProgress) => void): JudgedTraffic {
  const program = bench.rulebook(rulebook);
  report({ stage: "making", done: 0, total: settings.requests });
  const making = performance.now();
  const made = program.traffic(settings);
  const judging = performance.now();
  const world = program.world(made.world);
  const counts: Record<string, number> = {};
  const stretches: Stretch[] = [];
  let openedAt: bigint | undefined;
  try {
    let done = 0;
    for (const lines of pieces(made.requests, CHUNK_LINES)) {
      const judgement = world.judge(lines, openedAt === undefined ? {} : { openedAt });
      // The first piece opened by itself, at its first readable request.
      openedAt ??= firstTime(lines);
      const here = judgement.counts();
      for (const [reason, n] of Object.entries(here)) counts[reason] = (counts[reason] ?? 0) + n;
      const accepted = here["accepted"] ?? 0;
      stretches.push({ at: Number(world.now), accepted, rejected: judgement.count - accepted });
      done += judgement.count;
      judgement.dispose();
      report({ stage: "judging", done, total: settings.requests });
    }
    return {
      settings, programDigest: program.digest, worldDigest: world.digest, counts, stretches, bytes: made.requests.length,
      makingMs: judging - making, judgingMs: performance.now() - judging,
    };
  } finally {
    world.dispose();
  }
}

/** Runs of at most `most` whole lines. */
function* pieces(bytes: Uint8Array, most: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length;) {
    let end = start;
    for (let i = 0; i < most && end < bytes.length; i++) {
      const newline = bytes.indexOf(0x0a, end);
      end = newline < 0 ? bytes.length : newline + 1;
    }
    yield bytes.subarray(start, end);
    start = end;
  }
}

/** What the judge takes for a batch's opening time: the `received_at` of the first line whose envelope can be read. */
function firstTime(lines: Uint8Array): bigint | undefined {
  for (const line of new TextDecoder().decode(lines).split("\n")) {
    try {
      const { actor, received_at: time } = JSON.parse(line) as { actor?: unknown; received_at?: unknown };
      if (Number.isInteger(actor) && Number.isInteger(time) && (time as number) >= 0) return BigInt(time as number);
    } catch {
      // A line that is no JSON has no envelope.
    }
  }
  return undefined;
}
