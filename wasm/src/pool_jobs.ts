/** How each question is cut in pieces, and what its answers are put together to. Bits never depend on the cut. */
import type { CompareOptions, CompareReport, MatrixOptions, MatrixReport, TestOptions, TestReport } from "./balance.js";
import type { CombatReport, SimulateOptions, Simulation } from "./combat.js";
import { LudexError } from "./error.js";
import { parseJson } from "./json.js";
import type { Answer, JudgedBatch, JudgedWorld, Task } from "./pool_tasks.js";
import type { Job, KnownRulebook, Piece } from "./pool_threads.js";
import type { Rulebook } from "./rulebook.js";
import type { Sensitivity, SensitivityOptions, Sweep, SweepOptions } from "./tuning.js";

/** A piece is to take about so long: short enough to be told of and to be stopped by, long enough that handing it over is nothing. */
const pieceMs = 150;

/** How much to ask for at once: begins with a little, as nobody knows how long it takes. */
class Pace {
  #size: number;

  constructor(first: number, readonly most: number) {
    this.#size = first;
  }

  took(weight: number, ms: number): void {
    const fits = weight * pieceMs / Math.max(ms, 1);
    // One piece may be unlike the next: at most four times as much.
    this.#size = Math.min(this.most, Math.max(1, Math.round(Math.min(fits, 4 * this.#size))));
  }

  /** Of what is left, so that all threads end together. */
  of(left: number, threads: number): number {
    return Math.min(this.#size, Math.max(1, Math.ceil(left / (2 * threads))));
  }
}

/** One piece: nothing to cut. */
export class WholeJob<T> implements Job<T> {
  #given = false;
  #value: { readonly value: T } | undefined;

  constructor(readonly rulebook: KnownRulebook, private readonly task: Task, private readonly read: (answer: Answer) => T, readonly after?: KnownRulebook) {}

  next(): Piece | undefined {
    if (this.#given) return undefined;
    this.#given = true;
    return { task: this.task, weight: 1 };
  }
  take(answer: Answer): void { this.#value = { value: this.read(answer) }; }
  result(): { readonly value: T } | undefined { return this.#value; }
  total(): number { return 1; }
}

/** Fights by number. Each thread plays stretches of them; `whole` adds them up in order, as if it had played them. */
export class SimulateJob implements Job<CombatReport> {
  readonly #pace = new Pace(8192, 1 << 20);
  readonly #whole: Simulation;
  readonly #fights: number;
  readonly #error: number;
  readonly #seed: bigint | number;
  readonly #curvePoints: number;
  /** What is played before anyone looks at what came of it. */
  #until: number;
  #given = 0;

  constructor(readonly rulebook: KnownRulebook, compiled: Rulebook, private readonly scenario: string, { fights = 100_000, error = 0, seed = 1, curvePoints = 0 }: SimulateOptions & { curvePoints?: number }) {
    if (!Number.isSafeInteger(fights) || fights < 0) throw new LudexError("argument", `fights is a whole number from 0, not ${fights}`);
    if (!(error >= 0 && error < 1)) throw new LudexError("argument", `error is a number of 0 to 1, not ${error}`);
    this.#whole = compiled.simulation(scenario, seed);
    this.#fights = fights;
    this.#error = error;
    this.#seed = seed;
    this.#curvePoints = curvePoints;
    this.#until = error > 0 ? 0 : fights;
  }

  next(threads: number): Piece | undefined {
    const left = this.#until - this.#given;
    if (left <= 0) return undefined;
    // A round is over when its last piece is: it is shared out evenly.
    const count = this.#error > 0 ? Math.min(this.#pace.of(2 * left, threads), left) : this.#pace.of(left, threads);
    const first = this.#given;
    this.#given += count;
    return { task: { ask: "simulate", scenario: this.scenario, seed: this.#seed, first, count }, weight: count };
  }
  take(answer: Answer): void { this.#whole.add(answer as string); }
  result(): { readonly value: CombatReport } | undefined {
    const played = this.#whole.fights;
    if (played < this.#until) return undefined;
    // Where the core would look: in the middle of a round nobody asks whether the error is small enough.
    if (this.#error > 0) this.#until = this.#whole.nextLook(this.#fights, this.#error);
    return played === this.#until ? { value: this.#whole.report(this.#curvePoints) } : undefined;
  }
  total(): number | undefined { return this.#error > 0 ? undefined : this.#fights; }
  paced(weight: number, ms: number): void { this.#pace.took(weight, ms); }
  close(): void { this.#whole.dispose(); }
}

/** Numbered things, of which the first answer, of none of them, tells how many there are. */
abstract class CountedJob<T> implements Job<T> {
  protected readonly answers: string[] = [];
  readonly #pace: Pace;
  #asked = false;
  #size: number | undefined;
  #given = 0;
  #pieces = 0;

  constructor(readonly rulebook: KnownRulebook, most: number) {
    this.#pace = new Pace(1, most);
  }

  protected abstract task(first: number, count: number): Task;
  /** Of the first answer. */
  protected abstract sizeOf(answer: string): number;
  /** All answers, the first included. */
  protected abstract joined(): T;

  next(threads: number): Piece | undefined {
    if (!this.#asked) {
      this.#asked = true;
      return { task: this.task(0, 0), weight: 0 };
    }
    const left = (this.#size ?? 0) - this.#given;
    if (left <= 0) return undefined;
    const count = this.#pace.of(left, threads);
    const first = this.#given;
    this.#given += count;
    ++this.#pieces;
    return { task: this.task(first, count), weight: count };
  }
  take(answer: Answer): void {
    const text = answer as string;
    this.answers.push(text);
    this.#size ??= this.sizeOf(text);
  }
  result(): { readonly value: T } | undefined {
    const isOver = this.#size !== undefined && this.#given === this.#size && this.answers.length === 1 + this.#pieces;
    return isOver ? { value: this.joined() } : undefined;
  }
  total(): number | undefined { return this.#size; }
  paced(weight: number, ms: number): void {
    if (weight > 0) this.#pace.took(weight, ms);
  }
}

export class SweepJob extends CountedJob<Sweep> {
  constructor(rulebook: KnownRulebook, private readonly scenario: string, private readonly options: SweepOptions) {
    super(rulebook, 4096);
  }
  protected task(first: number, count: number): Task { return { ask: "sweep", scenario: this.scenario, options: { ...this.options, first, count } }; }
  protected sizeOf(answer: string): number {
    return (parseJson(answer) as unknown as Sweep).axes.reduce((size, { values }) => size * values.length, 1);
  }
  protected joined(): Sweep {
    const [head, ...parts] = this.answers.map((answer) => parseJson(answer) as unknown as Sweep);
    return { ...head!, points: parts.flatMap(({ points }) => points) };
  }
}

export class MatrixJob extends CountedJob<MatrixReport> {
  constructor(rulebook: KnownRulebook, private readonly compiled: Rulebook, private readonly scenario: string, private readonly options: MatrixOptions) {
    super(rulebook, 1024);
  }
  protected task(first: number, count: number): Task { return { ask: "matrix", scenario: this.scenario, options: { ...this.options, first, count } }; }
  protected sizeOf(answer: string): number { return (parseJson(answer) as { of: number }).of; }
  protected joined(): MatrixReport { return this.compiled.matrixOfParts(this.scenario, this.answers, this.options); }
}

export class SensitivityJob extends CountedJob<Sensitivity> {
  constructor(rulebook: KnownRulebook, private readonly scenario: string, private readonly options: SensitivityOptions) {
    super(rulebook, 64);
  }
  protected task(first: number, count: number): Task { return { ask: "sensitivity", scenario: this.scenario, options: { ...this.options, first, count } }; }
  protected sizeOf(answer: string): number { return (parseJson(answer) as unknown as Sensitivity).part_of!; }
  protected joined(): Sensitivity {
    const [head, ...parts] = this.answers.map((answer) => parseJson(answer) as unknown as Sensitivity);
    const { part_of: _, ...rest } = head!;
    // As the core orders them: by what the win rates move, then by what the time does, then as written.
    const numbers = parts.flatMap((part) => part.numbers).sort((a, b) => b.magnitude - a.magnitude || timeOf(b) - timeOf(a));
    return { ...rest, exact: rest.exact && parts.every(({ exact }) => exact), numbers };
  }
}

function timeOf({ down, up }: Sensitivity["numbers"][number]): number {
  return Math.max(...[down, up].map((side) => side ? Math.abs(side.change["mean_ttk_ms"]!) : 0));
}

/** Worlds that know nothing of each other. */
export class JudgeJob implements Job<JudgedWorld[]> {
  readonly #judged: JudgedWorld[] = [];
  #given = 0;

  constructor(readonly rulebook: KnownRulebook, private readonly batches: readonly JudgedBatch[]) {}

  next(): Piece | undefined {
    const batch = this.batches[this.#given];
    if (!batch) return undefined;
    ++this.#given;
    return { task: { ask: "judge", batch }, weight: 1 };
  }
  take(answer: Answer): void { this.#judged.push(answer as JudgedWorld); }
  result(): { readonly value: JudgedWorld[] } | undefined { return this.#judged.length === this.batches.length ? { value: this.#judged } : undefined; }
  total(): number { return this.batches.length; }
}

const read = <T>(answer: Answer): T => parseJson(answer as string) as unknown as T;

export function compareJob(rulebook: KnownRulebook, after: KnownRulebook, scenario: string, options: CompareOptions): Job<CompareReport> {
  return new WholeJob<CompareReport>(rulebook, { ask: "compare", scenario, options }, read, after);
}

/** Scenarios share the alarm: what is tested together is asked together. */
export function testJob(rulebook: KnownRulebook, options: TestOptions): Job<TestReport> {
  return new WholeJob<TestReport>(rulebook, { ask: "test", options }, read);
}

export function wholeJob<T>(rulebook: KnownRulebook, task: Task): Job<T> {
  return new WholeJob<T>(rulebook, task, read);
}
