/** Runs tasks one after another; labs/tasks.ts lists them. Made with the compiled module, so that it starts at once. */
import { loadLudex, LudexError, type Ludex } from "ludex";
import { loadJudge } from "ludex/judge";
import { tasks } from "../labs/tasks.js";
import { PlaygroundError, type Failure, type FromWorker, type ToWorker } from "./protocol.js";
import { Bench } from "./bench.js";

let ready: Promise<Bench> | undefined;
const send = (message: FromWorker): void => self.postMessage(message);

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if ("start" in data) {
    ready = (data.core === "judge" ? loadJudge : loadLudex)({ wasmModule: data.start }).then((ludex: Ludex) => new Bench(ludex));
    return;
  }
  const { id, task, input } = data;
  try {
    const run = tasks[task as keyof typeof tasks] as (input: unknown, bench: Bench, report: (progress: unknown) => void) => unknown;
    const value = await run(input, await ready!, (progress) => send({ id, progress }));
    send({ id, value });
  } catch (error) {
    send({ id, failure: failureOf(error) });
  }
};

function failureOf(error: unknown): Failure {
  if (error instanceof LudexError || error instanceof PlaygroundError) return { code: error.code, message: error.message, errors: [...error.errors] };
  return { code: "internal", message: error instanceof Error ? `${error.name}: ${error.message}` : String(error), errors: [] };
}
