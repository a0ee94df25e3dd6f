// The playground in Chromium, with real clicks and keys; every vector in the browser; digests equal to Node's.
// node tests/wasm/browser.mjs [--quick] [--only TOPIC] [--check REGEX] [--visible]   LUDEX_CHROMIUM names another browser. Pictures go to build/artefacts.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { at, text } from "./support.mjs";
import * as combat from "./playground/combat.mjs";
import * as hostile from "./playground/hostile.mjs";
import * as migrations from "./playground/migrations.mjs";
import * as page from "./playground/page.mjs";
import * as requests from "./playground/requests.mjs";
import * as rulebook from "./playground/rulebook.mjs";
import { artefacts, browser, check, outcome, server } from "./playground/support.mjs";
import * as traffic from "./playground/traffic.mjs";
import { countByGroup } from "./vectors.mjs";

const isQuick = process.argv.includes("--quick");
const only = process.argv[process.argv.indexOf("--only") + 1];
const topics = { page, rulebook, requests, combat, migrations, traffic, hostile };

console.log(`the playground in ${browser.browserType().name()} ${browser.version()}`);
for (const [name, topic] of Object.entries(topics)) {
  if (process.argv.includes("--only") && name !== only) continue;
  await topic.quick();
  if (!isQuick || process.argv.includes("--check")) await topic.all();
}

if (!isQuick && !process.argv.includes("--only")) {
  await check("every vector in the browser", async (page) => {
    const [others, judgeFiles] = ["", "judge"].map((folder) => readdirSync(at("tests/vectors", folder)).filter((name) => name.endsWith(".json")).sort());
    const names = others.concat(judgeFiles.map((name) => `judge/${name}`));
    const files = Object.fromEntries(names.map((name) => [`tests/vectors/${name}`, text("tests/vectors", name)]));
    for (const folder of ["examples/rulebooks", "examples/rulebooks/mechanics"])
      for (const name of readdirSync(at(folder)).filter((name) => name.endsWith(".json"))) files[`${folder}/${name}`] = text(folder, name);
    const { ran, failures } = await page.evaluate(async ({ files, judgeFiles }) => {
      const api = await import("/wasm/dist/index.js");
      const { vectors } = await import("/tests/wasm/vectors.mjs");
      const list = vectors({ api, ludex: await api.loadLudex(), text: (name) => files[name], judgeFiles });
      const failures = [];
      for (const { name, run } of list) {
        try { run(); } catch (error) { failures.push(`${name}: ${error.message}`); }
      }
      return { ran: list.map(({ group }) => ({ group })), failures };
    }, { files, judgeFiles });
    console.log(`vectors, WASM in Chromium: ran ${countByGroup(ran)}; ${ran.length - failures.length} passed, ${failures.length} failed`);
    outcome.passed += ran.length - failures.length - 1; // this check itself counts for one of them
    outcome.failed += Math.max(0, failures.length - 1);
    assert.ok(ran.length > 500);
    assert.deepEqual(failures, []);
  });
}

await browser.close();
server.close();
console.log(outcome.complaints.length > 0 ? `\nfailed: ${outcome.complaints.join("; ")}` : `\npictures: ${artefacts}`);
console.log(`${outcome.passed} passed, ${outcome.failed} failed`);
process.exit(outcome.failed > 0 ? 1 : 0);
