/** Runs tasks one after another, in a worker. The core starts from the module that the page compiled, so that the next worker is there at once. */
import { LudexError, type LoadOptions, type Ludex } from "ludex";
import { PlaygroundError, type Failure, type FromWorker, type ToWorker } from "./protocol.js";
import { Bench } from "./bench.js";

type Task = (input: never, bench: Bench, report: (progress: unknown) => void) => unknown;

export function serve(load: (options: LoadOptions) => Promise<Ludex>, tasks: Readonly<Record<string, Task>>): void {
  let ready: Promise<Bench> | undefined;
  const send = (message: FromWorker): void => self.postMessage(message);
  self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
    if ("start" in data) {
      ready = load({ wasmModule: data.start }).then((ludex) => new Bench(ludex));
      // One that fails is told to the first call.
      void ready.then(() => send({ ready: true }), () => undefined);
      return;
    }
    const { id, task, input } = data;
    try {
      const value = await tasks[task]!(input as never, await ready!, (progress) => send({ id, progress }));
      send({ id, value });
    } catch (error) {
      send({ id, failure: failureOf(error) });
    }
  };
}

function failureOf(error: unknown): Failure {
  if (error instanceof LudexError || error instanceof PlaygroundError) return { code: error.code, message: error.message, errors: [...error.errors] };
  return { code: "internal", message: error instanceof Error ? `${error.name}: ${error.message}` : String(error), errors: [] };
}
