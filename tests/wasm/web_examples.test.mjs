// The pages of examples/: the packed package installed beside them, built where there is a bundler, and used in Chromium.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { serve } from "../../wasm/tools/serve.mjs";
import { arenaText, at, ludex, text } from "./support.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "ludex-web-"));
const closing = [() => rmSync(folder, { recursive: true, force: true })];
after(async () => { for (const close of closing.reverse()) await close(); });
const inside = (...parts) => path.join(folder, ...parts);

for (const name of ["web-vite", "web-plain", "rulebooks"]) cpSync(at("examples", name), inside(name), { recursive: true, filter: (file) => !/node_modules|web-vite\/dist|web-plain\/ludex$/.test(file) });
const npm = (cwd, ...words) => execFileSync("npm", [...words, "--offline", "--no-audit", "--no-fund", "--silent"], { cwd, encoding: "utf8" });
npm(at("wasm"), "pack", "--pack-destination", folder);
const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
// Vite is that of the development tools: the example names it, and a test fetches nothing.
writeFileSync(inside("web-vite/package.json"), '{ "name": "stranger", "private": true, "type": "module" }');
npm(inside("web-vite"), "install", `../${tarball}`);
cpSync(inside("web-vite/node_modules/ludex/dist"), inside("web-plain/ludex"), { recursive: true });

const vite = path.join(path.dirname(createRequire(at("wasm/package.json")).resolve("vite/package.json")), "bin/vite.js");
const built = spawnSync(process.execPath, [vite, "build"], { cwd: inside("web-vite"), encoding: "utf8" });

const chromium = process.env.LUDEX_CHROMIUM ?? "/usr/bin/chromium";
const noBrowser = existsSync(chromium) ? false : "Chromium is missing; make test-all installs it";
let shared;
async function open(where, heard) {
  shared ??= (async () => {
    const { server, url } = await serve(folder, 0);
    const browser = await createRequire(at("wasm/package.json"))("playwright-core").chromium.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"] });
    closing.push(() => server.close(), () => browser.close());
    return { url, browser };
  })();
  const { url, browser } = await shared;
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  // Pages have no icon, and the browser asks for one.
  page.on("console", (message) => /favicon/.test(message.location().url) || heard.push(message.text()));
  page.on("pageerror", (error) => heard.push(error.message));
  await page.goto(`${url}/${where}/`);
  return page;
}
const status = (page, fits) => page.waitForFunction((source) => new RegExp(source).test(document.getElementById("status").textContent), fits.source);

test("the packages that the example names are those that are tested", () => {
  const named = JSON.parse(text("examples/web-vite/package.json"));
  const { version, devDependencies } = JSON.parse(text("wasm/package.json"));
  assert.deepEqual([named.dependencies.ludex, named.devDependencies.vite], [`^${version}`, `^${devDependencies.vite}`]);
});

test("Vite builds the page: one ludex.wasm, a worker, and nothing that a strict policy refuses", () => {
  assert.equal(built.status, 0, built.stderr);
  const files = readdirSync(inside("web-vite/dist/assets"));
  assert.equal(files.filter((name) => /^ludex-.*\.wasm$/.test(name)).length, 1, files.join());
  assert.equal(files.filter((name) => /^pool_worker-.*\.js$/.test(name)).length, 1, files.join());
  const page = readFileSync(inside("web-vite/dist/index.html"), "utf8");
  assert.doesNotMatch(page, /<script(?![^>]*src=)|<style|data:/);
});

test("with a bundler: a slider changes a weapon, and a million fights agree", { skip: noBrowser }, async () => {
  const heard = [];
  const page = await open("web-vite/dist", heard);
  await status(page, /Ready, with [0-9]+ threads/);
  const duel = ludex.rulebook(text("examples/rulebooks/duel.json"));
  assert.equal(await page.locator("#exact").textContent(), `${(100 * duel.solve("d1").win_a).toFixed(2)} %`);
  await page.locator("#hit").fill("0.8");
  const changed = duel.vary({ "/tables/makes/rows/rifle/hit": 0.8 });
  assert.equal(await page.locator("#exact").textContent(), `${(100 * changed.solve("d1").win_a).toFixed(2)} %`);
  await page.click("#play");
  await page.waitForFunction(() => document.getElementById("played").textContent !== "");
  const { win_a, intervals } = changed.simulate("d1", { fights: 1_000_000 });
  const percent = (share) => `${(100 * share).toFixed(2)} %`;
  assert.equal(await page.locator("#played").textContent(), `${percent(win_a)}, between ${percent(intervals.win_a[0])} and ${percent(intervals.win_a[1])}`);
  assert.equal(await page.locator("#progress").getAttribute("value"), "1");
  assert.deepEqual(heard, []);
});

test("without a bundler: a request and its verdict, and what is no request", { skip: noBrowser }, async () => {
  const heard = [];
  const page = await open("web-plain", heard);
  await status(page, new RegExp(ludex.rulebook(arenaText).digest));
  await page.click("#judge");
  assert.match(await page.locator("#verdict").textContent(), /"rejected".*"still_alive"/);
  await page.fill("#request", '{"actor":');
  await page.click("#judge");
  assert.match(await page.locator("#verdict").textContent(), /"malformed"/);
  assert.deepEqual(heard, []);
});

test("a wasm file that is missing or cut short, or a worker that is: the page says so", { skip: noBrowser }, async () => {
  rmSync(inside("web-plain/ludex/judge.wasm"));
  await status(await open("web-plain", []), /^load: judge\.wasm was not found at http.*404/);
  const assets = inside("web-vite/dist/assets");
  const worker = readdirSync(assets).find((name) => name.startsWith("pool_worker-"));
  cpSync(path.join(assets, worker), inside("kept.js"));
  rmSync(path.join(assets, worker));
  await status(await open("web-vite/dist", []), /^load: a thread of the pool could not start, or stopped: .*worker-src/);
  cpSync(inside("kept.js"), path.join(assets, worker));
  const wasm = path.join(assets, readdirSync(assets).find((name) => /^ludex-.*\.wasm$/.test(name)));
  writeFileSync(wasm, readFileSync(wasm).subarray(0, 1000));
  await status(await open("web-vite/dist", []), /^load: .* is not ludex\.wasm: /);
});
