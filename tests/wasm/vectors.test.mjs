// tests/vectors through the npm package in Node: one test for each entry.
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { api, at, ludex, text } from "./support.mjs";
import { countByGroup, vectors } from "./vectors.mjs";

const judgeFiles = readdirSync(at("tests/vectors/judge")).filter((name) => name.endsWith(".json")).sort();
const list = vectors({ api, ludex, text, judgeFiles });
for (const { name, run } of list) test(name, run);
console.log(`vectors, WASM in Node: ran ${countByGroup(list)}`);
