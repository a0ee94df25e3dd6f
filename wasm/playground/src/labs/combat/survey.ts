/** Many variations of one scenario, one after the other in a worker: with progress, and an end at any time. */
import { signal, type Signal } from "@preact/signals";
import { Client } from "../../core/client.js";
import type { PlaygroundError } from "../../core/protocol.js";
import type { Changes } from "./fields.js";
import type { Point } from "./tasks.js";

/** Its own: a map that takes a minute must not keep a slider waiting. */
const surveys = new Client("whole");

export interface Survey<About> {
  readonly about: About;
  /** The rulebook that was varied. */
  readonly text: string;
  readonly total: number;
  readonly points: readonly Point[];
  readonly isDone: boolean;
}

export class Surveyor<About> {
  readonly now: Signal<Survey<About> | undefined> = signal(undefined);
  readonly failure: Signal<PlaygroundError | undefined> = signal(undefined);
  #stopping: AbortController | undefined;

  async run(text: string, scenario: string, seed: number, about: About, points: readonly Changes[]): Promise<void> {
    this.stop();
    const controller = new AbortController();
    this.#stopping = controller;
    this.failure.value = undefined;
    let done: readonly Point[] = [];
    const show = (isDone: boolean): void => { this.now.value = { about, text, total: points.length, points: done, isDone }; };
    show(false);
    try {
      while (done.length < points.length) {
        const more = await surveys.call("solvePoints", { rulebook: text, scenario, points, first: done.length, seed }, { signal: controller.signal });
        if (controller.signal.aborted) break;
        done = [...done, ...more];
        show(done.length === points.length);
      }
    } catch (error) {
      if (this.#stopping !== controller) return;
      show(true);
      if ((error as PlaygroundError).code !== "cancelled") this.failure.value = error as PlaygroundError;
    }
  }

  stop(): void {
    this.#stopping?.abort();
  }
}
