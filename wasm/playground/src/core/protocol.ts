/** What the page and its workers say to each other. Everything is copied, nothing is shared. */
import type { Diagnostic } from "ludex";

/** A failure as it travels between threads: typed, with the places of a LudexError. */
export interface Failure {
  /** A LudexErrorCode, or one of the page's own: "timeout", "stopped", "cancelled", "input", "internal". */
  readonly code: string;
  readonly message: string;
  readonly errors: readonly Diagnostic[];
}

export class PlaygroundError extends Error implements Failure {
  override readonly name = "PlaygroundError";
  constructor(readonly code: string, message: string, readonly errors: readonly Diagnostic[] = []) {
    super(message);
  }
}

/** judge.wasm or ludex.wasm. */
export type Core = "judge" | "whole";

export type ToWorker =
  | { readonly start: WebAssembly.Module }
  | { readonly id: number; readonly task: string; readonly input: unknown };

export type FromWorker =
  /** The core runs: from now on a call that is not answered is at work. */
  | { readonly ready: true }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure }
  | { readonly id: number; readonly progress: unknown };
