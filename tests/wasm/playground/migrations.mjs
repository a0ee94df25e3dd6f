// The migration lab: one save step by step, many of them counted.
import assert from "node:assert/strict";
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { arenaText, ludex, text } from "../support.mjs";
import { button, check, chooseExample, editor, expectText, figure, paste, picture } from "./support.mjs";

const atMigrations = { path: "#/migrations" };

export async function quick() {
  await check("each step of an old save is shown, and the end is what Node makes of it", async (page) => {
    await page.waitForSelector(".stages");
    assert.deepEqual(await page.locator(".stages > li").evaluateAll((items) => items.map((item) => item.className)), ["skipped", "applied", "applied"]);
    await expectText(page, ".stages", /\/weapons\s*none → \["sword"\][^]*\/gold\s*240 → none[^]*\/coins\s*none → 240/);
    const loaded = ludex.rulebook(arenaText).saveLoader("player").load('{ "version": 1, "state": { "gold": 240, "inventory": { "potion": 2 } } }\n');
    assert.equal(await page.locator(".card .commands").textContent(), loaded.save);
    await picture(page, "migrations");
  }, atMigrations);
}

export async function all() {
  await check("a save that cannot be brought along says its class, place and reason", async (page) => {
    await page.waitForSelector(".stages");
    for (const [save, said] of [
      ['{"version": 3, "state": {"coins": -1}}', /^invalid .* at \/state\/coins/],
      ['{"version": 9, "state": {}}', /^too_new /],
      ['{"version": 1, "state"', /^undecodable /],
      ['{"version": 1, "state": {"gold": 1, "coins": 2}}', /^migration_failed /],
    ]) {
      await paste(page, "Save", save);
      await expectText(page, ".callout.bad", said);
    }
    assert.equal(await page.locator(".stages > .failed").count(), 1);
    assert.match(await page.locator(".stages > .failed .fault").textContent(), /coins/);
    await picture(page, "quarantine");
  }, atMigrations);

  await check("ten thousand saves: the draft loses coins, and the report names the step", async (page) => {
    await chooseExample(page, "Five years of saves");
    await expectText(page, ".stages", /ranks-in-full/);  // the example's own; the arena has a gold-to-coins too
    await page.getByRole("button", { name: /^Rehearse 10,000/ }).click();
    await page.waitForSelector("[data-ok=false]");
    assert.match(await page.locator("[data-ok]").textContent(), /coins is not conserved/);
    assert.match(await page.locator(".fault").first().textContent(), /The step gold-to-coins changes coins by -/);
    figure("10,000 saves rehearsed", `${Math.round(await page.getAttribute("[data-figure=rehearsing]", "data-ms"))} ms`);
    await picture(page, "rehearsal");
    await page.locator(".chart").first().scrollIntoViewIfNeeded();
    await picture(page, "rehearsal-sizes");
    await page.getByLabel("Field", { exact: true }).selectOption("/rank");
    await expectText(page, ".two", /bronze/);
    await page.getByLabel("Field", { exact: true }).scrollIntoViewIfNeeded();
    await picture(page, "rehearsal-fields");
    await page.getByRole("button", { name: "Examples" }).click();
    await page.getByRole("menuitem", { name: "Five years of saves, mended" }).click();
    await expectText(page, "#rulebook-status", /Compiles/);
    await page.waitForTimeout(400);
    await page.getByRole("button", { name: /^Rehearse 10,000/ }).click();
    await page.waitForSelector("[data-ok=true]");
  }, atMigrations);

  await check("a file of saves: the counts that Node's rehearsal gives, and a save that was set aside is opened", async (page) => {
    const folder = mkdtempSync(path.join(tmpdir(), "ludex-saves-"));
    try {
      const lines = Array.from({ length: 3000 }, (_, i) => JSON.stringify(i % 7 === 0 ? { version: 3, state: { coins: -i - 1 } } : { version: i % 3, state: { gold: i } })).join("\n");
      writeFileSync(path.join(folder, "saves.ndjson"), lines);
      await page.waitForSelector(".stages");
      await page.locator(".rehearse input[type=file]").setInputFiles(path.join(folder, "saves.ndjson"));
      await page.waitForSelector("[data-ok]");
      const rehearsal = ludex.rulebook(arenaText).rehearsal("player");
      rehearsal.add(lines);
      const { ready, lines: n } = rehearsal.report();
      const figures = await page.locator(".figures strong").allTextContents();
      assert.deepEqual(figures.slice(0, 3).map((one) => Number(one.replaceAll(",", ""))), [n, ready, n - ready]);
      await page.locator(".aside button").nth(1).click();
      await expectText(page, ".callout.bad", /^invalid/);
      assert.match(await editor(page, "Save").textContent(), /-8/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, atMigrations);

  await check("the examples' saves are those of the repository", async (page) => {
    await chooseExample(page, "Five years of saves, mended");
    await expectText(page, ".commands", /"coins":734/);
    assert.ok(text("examples/migration/README.md").includes(await page.locator(".card .commands").textContent().then((line) => line.trim())));
  }, atMigrations);

  await check("a rulebook without a profile says what one is, and a click opens one that has", async (page) => {
    const bare = (profile) => `{"ludex": 1, "actor": "a", "entities": {"a": {${profile}"live": {"state": {"n": "int = 0"}}}}, "actions": {}}`;
    await paste(page, "Rulebook", bare(""));
    await expectText(page, ".card", /nothing of it is saved/);
    const profile = await page.locator(".card .commands").textContent();
    await paste(page, "Rulebook", bare(`${profile}, `));
    await expectText(page, ".card-head", /One save/);
    await paste(page, "Rulebook", bare(""));
    await button(page, "Open five years of saves").click();
    await page.waitForSelector(".stages");
    assert.equal(await page.locator(".card", { hasText: "No profile yet" }).count(), 0);
  }, atMigrations);
}
