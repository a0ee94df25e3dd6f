/** A question that takes a while, in a worker of its own: with the answer as far as it is known, progress, and an end at any time. */
import { effect, signal, type Signal } from "@preact/signals";
import { Client, type InputOf, type OutputOf, type TaskNames } from "../../core/client.js";
import { PlaygroundError } from "../../core/protocol.js";
import { applyChanges, type Changes } from "./fields.js";
import { compiled } from "../../session.js";
import { scenario, trial } from "./state.js";

export interface Survey<About, Found> {
  readonly about: About;
  /** The rulebook that it was asked of. */
  readonly text: string;
  readonly found: Found | undefined;
  readonly done: number;
  /** 0: nobody knows yet. */
  readonly total: number;
  readonly isDone: boolean;
  readonly isStopped: boolean;
}

export type Ask = <Name extends TaskNames["whole"]>(name: Name, input: InputOf<Name>) => Promise<OutputOf<Name>>;
export type Show<Found> = (found: Found | undefined, done: number, total: number) => void;

/** A single call may take so long: whoever is tired of it presses Stop, which ends the worker. */
const PATIENCE_MS = 15 * 60_000;

export class Surveyor<About, Found> {
  readonly now: Signal<Survey<About, Found> | undefined> = signal(undefined);
  readonly failure: Signal<PlaygroundError | undefined> = signal(undefined);
  readonly #client = new Client("whole");
  #stopping: AbortController | undefined;

  constructor() {
    // An answer about another rulebook, or another of its fights, is not one about numbers that have changed since.
    let of = "";
    effect(() => {
      if (!compiled.value) return;
      const now = JSON.stringify([compiled.value.summary.name, scenario.value]);
      if (of !== "" && now !== of) queueMicrotask(() => this.forget());
      of = now;
    });
  }

  /** `first` stays on the page until there is more. */
  async run(text: string, about: About, work: (ask: Ask, show: Show<Found>) => Promise<void>, first?: Found): Promise<void> {
    this.stop();
    const controller = new AbortController();
    this.#stopping = controller;
    this.failure.value = undefined;
    let state: { found: Found | undefined; done: number; total: number } = { found: first, done: 0, total: 0 };
    const put = (isDone: boolean, isStopped = false): void => {
      if (this.#stopping === controller) this.now.value = { about, text, ...state, isDone, isStopped };
    };
    const ask: Ask = (name, input) => {
      if (controller.signal.aborted) return Promise.reject(new PlaygroundError("cancelled", "stopped, as you asked"));
      return this.#client.call(name, input, { signal: controller.signal, patienceMs: PATIENCE_MS });
    };
    put(false);
    try {
      await work(ask, (found, done, total) => {
        state = { found, done, total };
        put(false);
      });
      put(true);
    } catch (error) {
      const { code } = error as PlaygroundError;
      put(true, code === "cancelled");
      if (this.#stopping === controller && code !== "cancelled") this.failure.value = error as PlaygroundError;
    }
  }

  stop(): void {
    this.#stopping?.abort();
  }

  forget(): void {
    this.stop();
    this.#stopping = undefined;
    this.now.value = undefined;
    this.failure.value = undefined;
  }
}

/** Whether anything but the values at `varied` has changed since it was asked. */
export function isStale(of: Survey<unknown, unknown>, varied: readonly string[] = []): boolean {
  const now = trial.value ?? "";
  if (now === of.text) return false;
  const apart: Changes = Object.fromEntries(varied.map((pointer) => [pointer, "0"]));
  return applyChanges(now, apart) !== applyChanges(of.text, apart);
}
