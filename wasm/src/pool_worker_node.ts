/** A thread of a pool in Node. */
import { parentPort } from "node:worker_threads";
import { answering, type Sent } from "./pool_tasks.js";

const answer = answering((reply) => parentPort!.postMessage(reply));
parentPort!.on("message", (sent: Sent) => answer(sent));
