// A player comes with an old save, buys once, and comes back: node presence.mjs [RULEBOOK]
import { readFileSync } from "node:fs";
import { loadLudex } from "../../wasm/dist/node.js"; // elsewhere: from "ludex"

const ludex = await loadLudex();
const rulebook = ludex.rulebook(readFileSync(process.argv[2] ?? new URL("../rulebooks/arena.json", import.meta.url)));
const world = rulebook.world();
const loader = rulebook.saveLoader("player");
const metrics = ludex.metrics();

const store = new Map([[7, '{"version": 2, "state": {"gold": 40}, "bought_with": "a mod that nobody here knows"}']]); // coins were called gold
const now = 1_700_000_000_000;
let nonce = 0;

function come() {
  const found = world.join(loader, 7, store.get(7) ?? null); // null is a new profile: only where the store says that there is no record
  if (found.state !== "ready") throw new Error(`the save stays as it is: ${found.state} at ${found.pointer}: ${found.message}`);
  console.log(`joins: written with version ${found.version}${found.changed ? ", changed" : ""}`);
}

function buy() {
  const line = { actor: 7, received_at: now, action: "RequestPurchase", params: { item: "potion", receipt: "receipt-1" }, nonce: ++nonce, sent_at: now };
  const started = performance.now();
  const judgement = world.judge(JSON.stringify(line));
  metrics.add(judgement, { seconds: (performance.now() - started) / 1000 });
  const { verdict, result } = judgement.verdict(0);
  console.log("buys:", verdict, result);
  judgement.dispose();
}

function go() {
  store.set(7, world.saveProfile(loader, 7, store.get(7) ?? null)); // coins and the receipt in one write
  world.leave("player", 7); // after it
  console.log("leaves with", JSON.parse(store.get(7)).state.coins, "coins");
}

come();
buy();
go();
come();
buy(); // the answer was lost on the way, so the client asks again
go();
console.log(metrics.text().split("\n").filter((line) => line.startsWith("ludex_requests_total")).join("\n"));
