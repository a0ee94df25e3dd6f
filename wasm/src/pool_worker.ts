/** A thread of a pool in a browser: a module worker. */
import { answering, type Reply, type Sent } from "./pool_tasks.js";

// The DOM library's types are those of a page.
const scope = globalThis as unknown as { postMessage(reply: Reply): void; onmessage: ((event: { data: Sent }) => void) | null };
const answer = answering((reply) => scope.postMessage(reply));
scope.onmessage = ({ data }) => answer(data);
