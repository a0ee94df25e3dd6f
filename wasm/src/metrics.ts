import { LudexError } from "./error.js";
import { Handle } from "./handle.js";
import type { Judgement } from "./judgement.js";
import type { Native } from "./native.js";
import type { World } from "./world.js";

/** Adds up judgements and tells the sums as OpenMetrics text (docs/metrics.md). Outlives what was added. */
export class Metrics extends Handle {
  /** What an answer to a scrape says it is. */
  static readonly contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** @internal */
  constructor(native: Native) {
    super(native, "metrics", native.make((out, error) => native.abi.ludex_metrics_new(out, error)), native.abi.ludex_metrics_free);
  }

  /** Counts a batch: its requests and timers, and its size; `seconds` is how long judging it took, where the host measured that. */
  add(judgement: Judgement, { seconds }: { seconds?: number } = {}): void {
    const pointer = this.#pointerOf(judgement);
    this.native.make((_, error) => this.native.abi.ludex_metrics_add(this.pointer, pointer, nanoseconds(seconds), error));
  }

  /** What a world holds now, in the place of what was set before. */
  setWorld(world: World): void {
    const pointer = this.#pointerOf(world);
    this.native.make((_, error) => this.native.abi.ludex_metrics_set_world(this.pointer, pointer, error));
  }

  /** Adds the sums of another, and what its world holds. */
  merge(other: Metrics): void {
    const pointer = this.#pointerOf(other);
    this.native.make((_, error) => this.native.abi.ludex_metrics_merge(this.pointer, pointer, error));
  }

  /** OpenMetrics 1.0, of type `Metrics.contentType`. */
  text(): string {
    return this.native.text((out) => this.native.abi.ludex_metrics_text(out, this.pointer));
  }

  // A pointer means nothing in the memory of another instance.
  #pointerOf(handle: Handle): number {
    if (handle.native !== this.native) throw new LudexError("argument", "these are of two calls of loadLudex: make both from one");
    return handle.pointer;
  }
}

function nanoseconds(seconds: number | undefined): bigint {
  if (seconds === undefined) return -1n;
  if (!(seconds >= 0 && seconds < 2 ** 53 / 1e9)) throw new LudexError("argument", `seconds is a duration, not ${seconds}`);
  return BigInt(Math.round(seconds * 1e9));
}
