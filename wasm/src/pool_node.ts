/** pool.ts for Node, whose threads are those of worker_threads. */
import { availableParallelism, cpus } from "node:os";
import { Worker } from "node:worker_threads";
import { compileLudex } from "./load.js";
import { fromDisk } from "./node.js";
import { Pool, sizeOf, type PoolOptions } from "./pool.js";
import type { Reply } from "./pool_tasks.js";
import type { StartThread } from "./pool_threads.js";

export * from "./pool.js";

export async function createPool(options: Omit<PoolOptions, "startWorker"> = {}): Promise<Pool> {
  const { size, ...source } = options;
  // Younger than Node 18.0.
  const threads = sizeOf(size, availableParallelism?.() ?? cpus().length);
  return Pool.started(threads, start, await compileLudex(await fromDisk("ludex.wasm", source)));
}

const start: StartThread = (received, failed) => {
  // Flags of the main thread may be none for a worker.
  const worker = new Worker(new URL("./pool_worker_node.js", import.meta.url), { execArgv: [] });
  worker.on("message", (reply: Reply) => received(reply));
  worker.on("error", (error) => failed(error.message));
  return {
    send: (message) => worker.postMessage(message),
    hold: (busy) => busy ? worker.ref() : worker.unref(),
    end: () => void worker.terminate(),
  };
};
