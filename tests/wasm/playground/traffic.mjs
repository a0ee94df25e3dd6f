// The traffic lab: a hundred thousand requests, judged beside a page that stays alive.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { arenaText, at, ludex } from "../support.mjs";
import { button, check, digest, expectText, figure, find, picture } from "./support.mjs";

const atTraffic = { path: "#/traffic" };
const run = (page) => page.getByRole("button", { name: /^Judge / }).click();
const number = (text) => Number(text.replaceAll(",", ""));

/** From now on: the longest time between two frames. */
const watchFrames = (page) => page.evaluate(() => {
  globalThis.longestPause = 0;
  let last = performance.now();
  const frame = (now) => {
    globalThis.longestPause = Math.max(globalThis.longestPause, now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
});

export async function quick() {
  await check("ten thousand requests: counts and digest of Node and of the native command", async (page) => {
    await button(page, "Quiet evening").click();
    await run(page);
    await page.waitForSelector(".proof.good");
    const program = ludex.rulebook(arenaText);
    const made = program.traffic({ players: 100, requests: 10_000, seed: 1, attackRate: 0.05 });
    const world = program.world(made.world);
    const counts = world.judge(made.requests).counts();
    assert.equal(await digest(page, "world"), world.digest);
    assert.equal(await digest(page, "native"), world.digest);
    const shown = Object.fromEntries(await page.locator(".bars tr").evaluateAll((rows) => rows.map((row) => [row.querySelector("th").textContent, row.querySelector(".n").textContent])));
    assert.deepEqual(Object.fromEntries(Object.entries(shown).map(([name, n]) => [name, number(n)])), counts);
  }, atTraffic);
}

export async function all() {
  await check("a hundred thousand requests, with progress, while the page goes on", async (page) => {
    await watchFrames(page);
    // In the page: who asks from outside may be too slow to see more than the end.
    await page.evaluate(() => {
      globalThis.told = [];
      new MutationObserver(() => { const words = document.querySelector(".progress .quiet")?.textContent; if (words) globalThis.told.push(words); })
        .observe(document.querySelector("#panel"), { subtree: true, childList: true, characterData: true });
    });
    await run(page);
    await page.waitForSelector(".proof");
    const seen = new Set(await page.evaluate(() => globalThis.told).then((told) => told.map((words) => /^([\d,]+) of 100,000 judged/.exec(words)?.[1]).filter(Boolean)));
    assert.ok(seen.size >= 3, `progress was seen at ${[...seen]}`);
    assert.match(await page.locator(".proof").textContent(), /^Equal/);
    figure("100,000 requests judged in the page", `${Math.round(await page.getAttribute("[data-figure=judging]", "data-ms"))} ms`);
    figure("the longest pause between two frames meanwhile", `${Math.round(await page.evaluate(() => globalThis.longestPause))} ms`);
    await picture(page, "traffic");
    await page.locator(".chart").scrollIntoViewIfNeeded();
    await picture(page, "traffic-day");
  }, atTraffic);

  await check("it stops when it is asked to, and starts again", async (page) => {
    await page.getByLabel("Requests", { exact: true }).fill("1000000");
    await run(page);
    await button(page, "Stop").click();
    await page.waitForSelector(".callout.again");
    await button(page, "Quiet evening").click();
    await run(page);
    await page.waitForSelector(".proof.good");
  }, atTraffic);

  await check("traffic of a rulebook that has changed says so", async (page) => {
    await button(page, "Quiet evening").click();
    await run(page);
    await page.waitForSelector(".proof.good");
    assert.equal(await page.locator(".callout.again").count(), 0);
    await find(page, '"damage": 20');
    await page.keyboard.type('"damage": 21');
    await expectText(page, ".callout.again", /The rulebook has changed since/);
  }, atTraffic);

  await check("numbers that make no sense are not taken; another seed has commands instead of a digest", async (page) => {
    await page.getByLabel("Players").fill("0");
    await expectText(page, ".wrong", /^1 to 20,000, whole$/);
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".progress").count(), 0);
    await page.keyboard.press("Tab");
    assert.equal(await page.getByLabel("Players").inputValue(), "1000");
    await button(page, "Quiet evening").click();
    await page.getByLabel("Seed").fill("7");
    await run(page);
    await page.waitForSelector(".commands");
    assert.match(await page.locator(".commands").textContent(), /ludex traffic rulebook\.json --players 100 --requests 10000 --seed 7 --attack-rate 0\.05 /);
  }, atTraffic);

  const native = at("build/release/bin/ludex");
  await check("the digests on record are what the native command says", async () => {
    if (!existsSync(native)) return console.log("          not compared: build/release/bin/ludex is not built");
    const { status, stdout, stderr } = spawnSync(process.execPath, [at("wasm/tools/native_digests.mjs"), native, "--check"], { encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
    return undefined;
  });

  await check("the button keeps the focus from start to stop, and older answers say what they are of", async (page) => {
    await button(page, "Quiet evening").click();
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    await page.getByRole("button", { name: /^Judge / }).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".proof.good");
    assert.equal(await focused(), "Judge 10,000 requests");
    await page.getByRole("spinbutton", { name: "Requests" }).fill("99999999999");
    await expectText(page, ".wrong", /^1 to 1,000,000, whole$/);
    assert.equal(await page.getByRole("button", { name: /^Judge / }).textContent(), "Judge 10,000 requests");
    await page.getByRole("spinbutton", { name: "Requests" }).fill("1000000");
    await page.getByRole("button", { name: /^Judge / }).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".progress");
    assert.equal(await focused(), "Stop");
    await page.keyboard.press("Enter");
    await expectText(page, ".callout.again", /Stopped/);
    assert.equal(await focused(), "Judge 1,000,000 requests");
    await expectText(page, ".callout.again", /of other settings: 100 players, 10,000 requests, seed 1, 5 % hostile/);
  }, atTraffic);
}
