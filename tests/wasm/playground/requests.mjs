// The request inspector: verdicts, the clause tree, both views, the world's change, files and capsules.
import assert from "node:assert/strict";
import { arenaText, ludex, text } from "../support.mjs";
import { button, check, digest, drop, editor, expectText, find, openLab, paste, picture, textOf } from "./support.mjs";

const reasons = (page) => page.locator(".verdict strong").allTextContents();
const digests = async (page) => ({ program: await digest(page, "program"), batch: await digest(page, "batch"), world: await digest(page, "world") });
const atRequests = { path: "#/requests" };

/** What Node says to the same texts. */
function inNode(rulebookText, world, lines) {
  const program = ludex.rulebook(rulebookText);
  const state = program.world(world);
  const judgement = state.judge(lines);
  return { program: program.digest, batch: judgement.batchDigest, world: state.digest };
}

async function worldOf(page) {
  if (await page.locator("#world-sheet").count() === 0) await button(page, "World").click();
  return textOf(page, "World");
}

export async function quick() {
  await check("every example request: the digests that Node computes", async (page) => {
    await page.waitForSelector(".verdict");
    const world = await worldOf(page);
    const chips = page.getByRole("group", { name: "Example requests" }).getByRole("button");
    const n = await chips.count();
    assert.ok(n >= 8);
    for (let i = 0; i < n; i++) {
      await chips.nth(i).click();
      assert.equal(await chips.nth(i).getAttribute("aria-pressed"), "true");
      const expected = inNode(arenaText, world, await textOf(page, "Requests"));
      await expectText(page, "[data-digest=batch]", new RegExp(expected.batch));
      assert.deepEqual(await digests(page), expected);
    }
  }, atRequests);

  await check("the clause that decided, with the value of every part", async (page) => {
    await page.getByRole("button", { name: "Too far" }).click();
    await page.waitForSelector(".steps .decides");
    const decided = await page.locator(".steps .decides").innerText();
    assert.match(decided, /reach <= weapon\.range\s*=?\s*false/);
    assert.match(decided, /reach\s*=?\s*40/);
    assert.match(await page.locator(".with").textContent(), /target is player 9/);
    await picture(page, "requests");

    await page.getByRole("tab", { name: "Player sees" }).click();
    const told = await page.locator(".json").textContent();
    assert.match(told, /"too_far"/);
    assert.doesNotMatch(told, /"at"/);
    await page.getByRole("tab", { name: "Verdict", exact: true }).click();
    assert.match(await page.locator(".json").textContent(), /"at": "\/actions\/RequestAttack\/require\/2"/);
  }, atRequests);
}

export async function all() {
  await check("the place that decided leads to its clause", async (page) => {
    await page.getByRole("button", { name: "Too far" }).click();
    await page.locator(".decided button").click();
    const selected = await editor(page, "Rulebook").evaluate((content) => {
      const { state } = content.cmTile.view;
      return state.sliceDoc(state.selection.main.from, state.selection.main.to);
    });
    assert.equal(selected, '{ "that": "reach <= weapon.range", "else": "too_far", "name": "reach", "tell": true }');
  }, atRequests);

  await check("the world's change is shown for the chosen request alone", async (page) => {
    await page.getByRole("tab", { name: "World’s change" }).click();
    await expectText(page, ".changes", /player 8 live\.health\s*100 → 80/);
    await page.getByRole("button", { name: "Buy twice" }).click();
    await expectText(page, ".changes", /player 7 profile\.state\.coins\s*500 → 410/);
    await page.locator(".verdict").nth(1).click();
    await expectText(page, "#aspect", /No entity changed/);
    await picture(page, "change");
  }, atRequests);

  await check("requests are typed and judged; a line that is not JSON is a verdict", async (page) => {
    await editor(page, "Requests").focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await paste(page, "Requests", '{"actor": 7, "received_at": 5');
    await expectText(page, ".verdicts", /malformed/);
    await page.keyboard.press("Control+End");
    await page.keyboard.type(', "action": "Dance"}');
    await expectText(page, ".verdicts", /unknown_action/);
    await page.keyboard.press("Enter");
    await page.keyboard.type("?");
    await expectText(page, ".counts", /1 malformed.*1 unknown_action|1 unknown_action.*1 malformed/);
  }, atRequests);

  await check("a rule changed by typing changes the verdict", async (page) => {
    await page.getByRole("button", { name: "Too far" }).click();
    await expectText(page, ".verdicts", /too_far/);
    const before = await digests(page);
    await find(page, '"range": 10.0');
    await page.keyboard.type('"range": 50.0');
    await expectText(page, ".verdicts", /accepted/);
    const after = await digests(page);
    assert.notEqual(after.program, before.program);
    assert.notEqual(after.batch, before.batch);
  }, atRequests);

  await check("a broken world says where; what the host does wrong refuses the batch", async (page) => {
    const world = await worldOf(page);
    await paste(page, "World", world.replace('"health": 60', '"health": 600'));
    await expectText(page, ".callout.bad", /does not load.*health/);
    assert.ok(await page.locator("#world-sheet .cm-lintRange-error").count() > 0);
    await paste(page, "World", world);
    await expectText(page, ".verdicts", /accepted/);
    await page.waitForFunction(() => !document.querySelector(".callout.bad"));
    await paste(page, "World", world.replace('"ludex_world": 1,', '"ludex_world": 1, "now": 9000000,'));
    await paste(page, "Requests", (await textOf(page, "Requests")).replaceAll("60000", "99000000"));
    await expectText(page, ".callout.bad", /Not judged/);
  }, atRequests);

  await check("keep the world: the same bytes are a replay; reset brings the first one back", async (page) => {
    await page.waitForSelector(".verdict");
    const before = await digests(page);
    await button(page, "Keep the world").click();
    await expectText(page, ".verdicts", /nonce_replayed/);
    await button(page, "Reset the world").click();
    await expectText(page, ".verdicts", /accepted/);
    await expectText(page, "[data-digest=batch]", new RegExp(before.batch));
    assert.deepEqual(await digests(page), before);
  }, atRequests);

  await check("why was I refused? a capsule is dropped, or pasted, and explained from itself alone", async (page) => {
    const { log } = JSON.parse(text("tests/vectors/backtest.json"));
    const bytes = Uint8Array.from(log.match(/../g), (two) => parseInt(two, 16));
    const capsule = ludex.cutCapsule(bytes, 0, 2);
    const before = await textOf(page, "Rulebook");
    await drop(page, ".lab .drop", "why.json", capsule);
    await expectText(page, ".capsule", /on_cooldown[^]*Judged again here/);
    assert.equal(await textOf(page, "Rulebook"), before, "looking changes nothing");
    await page.locator(".capsule").scrollIntoViewIfNeeded();
    await picture(page, "capsule");
    await button(page, "Close").click();
    assert.equal(await page.locator(".capsule").count(), 0);
    const requests = await textOf(page, "Requests");
    await paste(page, "Requests", ludex.cutCapsule(bytes, 1, 3));
    await expectText(page, ".capsule", /duplicate/);
    assert.equal(await textOf(page, "Requests"), requests, "the editor keeps its requests");
    await button(page, "Try changes").click();
    await expectText(page, ".verdicts", /Buy/);
    assert.notEqual(await textOf(page, "Rulebook"), before);
  }, atRequests);

  await check("a capsule that was changed, cut off or made by hand is refused with its place", async (page) => {
    const { log } = JSON.parse(text("tests/vectors/backtest.json"));
    const capsule = ludex.cutCapsule(Uint8Array.from(log.match(/../g), (two) => parseInt(two, 16)), 0, 2);
    const hostile = [capsule.replace('"coins":105', '"coins":106'), capsule.replace('"ludex_capsule":1', '"ludex_capsule":2'), capsule.slice(0, -40),
      '{"ludex_capsule":1}', '{"ludex_capsule":' + "[".repeat(200_000), '{"ludex_capsule":1,"rulebook":"' + "x".repeat(1_500_000) + '"}', '{"ludex_capsule":1,"sha256":"\u0000<img src=x onerror=ran=1>"}'];
    for (const one of hostile) {
      await drop(page, ".lab .drop", "why.json", one);
      await page.waitForSelector(".capsule .callout.bad");
      await expectText(page, ".capsule .callout.bad", /This capsule is refused\. ./);
      await page.locator(".capsule").getByRole("button", { name: "Close" }).click();
    }
    await drop(page, ".lab .drop", "huge.json", capsule + " ".repeat(3_000_000));
    await expectText(page, ".notice.bad", /huge\.json: 3 MB are too much/);
    assert.equal(await page.evaluate(() => globalThis.ran), undefined);
    assert.match((await reasons(page)).join(), /accepted/);
  }, atRequests);

  await check("files say what they are by what they hold: requests, a world, a capsule", async (page) => {
    await page.waitForSelector(".verdict");
    await drop(page, ".lab .drop", "some.ndjson", '{"actor":7,"received_at":60000,"action":"Respawn","params":{},"nonce":1,"sent_at":60000}\n');
    await expectText(page, ".verdicts", /still_alive/);
    const world = (await worldOf(page)).replace('"health": 60', '"health": 0');
    await drop(page, ".lab .drop", "world.json", world);
    await expectText(page, ".verdicts", /accepted/);
    const capsule = { ludex_capsule: 1, rulebook: arenaText.replace('"name": "arena"', '"name": "recorded"'), world: JSON.parse(world), draws: [],
      line: '{"actor":8,"received_at":60000,"action":"RequestAttack","params":{"target":7},"nonce":1,"sent_at":60000}' };
    await drop(page, ".lab .drop", "capsule.json", JSON.stringify(capsule));
    // Made by hand: it proves nothing, but can be tried.
    await page.locator(".capsule .callout.bad").waitFor();
    await page.locator(".capsule").getByRole("button", { name: "opened and tried" }).click();
    await expectText(page, ".verdicts", /target_dead/);
    assert.match(await textOf(page, "Rulebook"), /"recorded"/);
  }, atRequests);

  await check("a rulebook without an example gets a world and requests of its own", async (page) => {
    await button(page, "Make some").click();
    await page.waitForFunction(() => document.querySelectorAll(".verdict").length === 8);
    assert.ok((await reasons(page)).filter((reason) => reason === "accepted").length >= 4);
  }, atRequests);

  await check("a world of another rulebook does not load, and is made anew with a click", async (page) => {
    await page.waitForSelector(".verdict");
    await paste(page, "Rulebook", arenaText.replaceAll("health", "vigour"));
    await expectText(page, ".callout.bad", /The world does not load/);
    await page.getByRole("button", { name: "Make a world of this rulebook" }).click();
    await page.waitForFunction(() => !document.querySelector(".callout.bad") && document.querySelectorAll(".verdict").length === 8);
    await paste(page, "Requests", "");
    await page.keyboard.press("Delete");
    await expectText(page, ".card", /No request yet/);
  }, atRequests);

  await check("a world that does not load is no world to keep, and has no verdicts", async (page) => {
    await page.getByRole("button", { name: "Attack", exact: true }).click();
    await page.waitForSelector(".verdict.accepted");
    await worldOf(page);
    await paste(page, "World", "garbage");
    await expectText(page, ".callout.bad", /The world does not load/);
    assert.equal(await page.locator(".verdict").count(), 0);
    assert.equal(await button(page, "Keep the world").getAttribute("aria-disabled"), "true");
    await button(page, "Keep the world").focus();
    await page.keyboard.press("Enter");
    assert.equal(await textOf(page, "World"), "garbage");
    await page.getByRole("button", { name: "Make a world of this rulebook" }).click();
    await page.waitForSelector(".verdict");
  }, atRequests);

  await check("a request over several lines is put on one, and one that cannot be read is shown as it is", async (page) => {
    await page.getByRole("button", { name: "Too far" }).click();
    await expectText(page, ".verdict", /too_far/);
    const line = await textOf(page, "Requests");
    await paste(page, "Requests", JSON.stringify(JSON.parse(line), null, 2));
    await expectText(page, ".callout.again", /one request over several lines/);
    await expectText(page, "#aspect", /not one strict JSON text/);
    await button(page, "Put it on one line").click();
    await expectText(page, ".verdict", /too_far/);
    assert.deepEqual(JSON.parse(await textOf(page, "Requests")), JSON.parse(line));

    await paste(page, "Requests", `[${JSON.stringify(JSON.parse(line), null, 1)},\n\n${line.trim()}]`);
    await button(page, "Put each on one line").click();
    await page.waitForFunction(() => document.querySelectorAll(".verdict").length === 2);

    await paste(page, "Requests", '[{"actor":7}]\n{"actor":7}');
    await page.waitForFunction(() => document.querySelectorAll(".verdict .line").length === 2 && /\[\{"actor":7\}\]/.test(document.querySelector(".verdict .line").textContent));
    assert.doesNotMatch((await page.locator(".verdict .line").allTextContents()).join(), /undefined/);
  }, atRequests);

  await check("what does not fit a contract is said in words", async (page) => {
    await page.getByRole("button", { name: "Too far" }).click();
    await expectText(page, ".verdict", /too_far/);
    await paste(page, "Requests", (await textOf(page, "Requests")).replace(/"target": ?9/, '"target": 8e99, "extra": 1'));
    await expectText(page, ".verdict", /contract/);
    await expectText(page, "#aspect", /does not have the declared shape/);
    await expectText(page, ".mismatches", /\/target expected /);
    assert.equal(await page.locator(".mismatches li").count(), 2);
  }, atRequests);
}
