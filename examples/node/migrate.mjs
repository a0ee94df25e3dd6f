// Migrates a file of old saves in Node, in blocks: node migrate.mjs RULEBOOK SAVES.ndjson --out FILE --quarantine FILE [--kind KIND] [--json]
import { closeSync, createReadStream, openSync, readFileSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadLudex, stringifyJson } from "../../wasm/dist/node.js"; // elsewhere: from "ludex"

const { values: options, positionals: [rulebookFile, savesFile] } = parseArgs({
  allowPositionals: true,
  options: { kind: { type: "string" }, out: { type: "string" }, quarantine: { type: "string" }, json: { type: "boolean" } },
});

const ludex = await loadLudex();
const rehearsal = ludex.rulebook(readFileSync(rulebookFile)).rehearsal(options.kind);
const files = { out: openSync(options.out, "wx"), quarantine: openSync(options.quarantine, "wx") }; // never over what is there

function add(lines) {
  const made = rehearsal.add(lines);
  for (const name of ["out", "quarantine"]) writeSync(files[name], made[name]);
}

// Whole lines only: what follows the last LF of a block waits for the next one.
let rest = [];
for await (const block of createReadStream(savesFile, { highWaterMark: 1 << 20 })) {
  const end = block.lastIndexOf(10) + 1;
  if (end > 0) add(Buffer.concat([...rest, block.subarray(0, end)])), rest = [];
  if (end < block.length) rest.push(block.subarray(end));
}
add(Buffer.concat(rest));
for (const file of Object.values(files)) closeSync(file);

const report = rehearsal.report();
if (options.json) console.log(stringifyJson(report));
else {
  console.log(`${report.lines} saves: ${report.ready} ready, ${report.changed} of them changed`);
  console.table(report.steps);
  console.table(report.quarantined);
}
process.exitCode = report.ok ? 0 : 1;
