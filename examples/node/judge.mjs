// Judges a file of requests in Node: node judge.mjs RULEBOOK --world WORLD --requests NDJSON [--verdicts FILE] [--json]
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadLudex } from "../../wasm/dist/node.js"; // elsewhere: from "ludex"

const { values: files, positionals: [rulebookFile] } = parseArgs({
  allowPositionals: true,
  options: { world: { type: "string" }, requests: { type: "string" }, verdicts: { type: "string" }, json: { type: "boolean" } },
});

const ludex = await loadLudex();
const rulebook = ludex.rulebook(readFileSync(rulebookFile));
const world = rulebook.world(readFileSync(files.world));
const requests = readFileSync(files.requests);

const started = performance.now();
const judgement = world.judge(requests);
const seconds = (performance.now() - started) / 1000;

if (files.verdicts) writeFileSync(files.verdicts, judgement.ndjson());
const counts = judgement.counts();
const answer = { counts, world_digest: world.digest, batch_digest: judgement.batchDigest, requests_per_second: Math.round(judgement.count / seconds) };
if (files.json) console.log(JSON.stringify(answer));
else console.table(counts), console.log(`batch ${answer.batch_digest}, world ${answer.world_digest}, ${answer.requests_per_second} requests/s`);
