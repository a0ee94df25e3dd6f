// The rulebook's editor: typing, errors, completion, layout, examples, links and files.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { arenaText, ludex, text } from "../support.mjs";
import { button, check, chooseExample, digest, drop, editor, expectText, figure, find, openLab, paste, picture, playground, textOf } from "./support.mjs";

const errors = "[aria-label='Errors in the rulebook']";

export async function quick() {
  await check("an error shows under the caret while typing, and goes away", async (page) => {
    await find(page, "actor.health > 0 else actor_dead");
    await page.keyboard.type("actor.helth > 0 else actor_dead");
    await page.waitForSelector("#rulebook-status.bad");
    const line = arenaText.slice(0, arenaText.indexOf("actor.health > 0 else actor_dead")).split("\n").length;
    assert.match(await page.locator(`${errors} .where`).first().textContent(), new RegExp(`^${line}:\\d+$`));
    const [excerpt, caret] = (await page.locator(`${errors} .excerpt`).first().textContent()).split("\n");
    assert.ok(excerpt.slice(caret.indexOf("^")).replace(/^\./, "").startsWith("helth"), `${excerpt}\n${caret}`);
    assert.match(await page.locator(`${errors} .pointer`).first().textContent(), /^\/actions\/RequestAttack\/require\/0/);
    assert.match(await page.locator(".cm-lintRange-error").first().textContent(), /helth/);
    await picture(page, "errors");

    await page.locator(`${errors} .problem`).first().click();
    await page.keyboard.type("health");
    await page.waitForSelector("#rulebook-status.good");
    assert.equal((await textOf(page, "Rulebook")).replace(".health", "").length, arenaText.replace(".health", "").length, "nothing else was changed");
    assert.equal(await page.locator(`${errors} li`).count(), 0);
  });

  await check("the program's digest is that of Node, and follows a change", async (page) => {
    assert.equal(await digest(page, "program"), ludex.rulebook(arenaText).digest);
    await find(page, '"damage": 20');
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await page.keyboard.type("25");
    const changed = ludex.rulebook(arenaText.replace('"damage": 20', '"damage": 25')).digest;
    await expectText(page, "[data-digest=program]", new RegExp(changed));
    await picture(page, "rulebook");
  });
}

export async function all() {
  await check("line numbers hide what is scrolled under them", async (page) => {
    await editor(page, "Rulebook").click();
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      const [gutter, behind] = await page.locator(".cm-gutters").first().evaluate((own) => {
        const colour = (node) => getComputedStyle(node).backgroundColor;
        const under = (node) => node.parentElement ?? node.getRootNode().host;
        let behind = under(own);
        while (colour(behind) === "rgba(0, 0, 0, 0)") behind = under(behind);
        return [colour(own), colour(behind)];
      });
      assert.equal(gutter, behind, scheme);
    }
  });

  await check("completion knows the names of this rulebook", async (page) => {
    const options = page.locator(".cm-tooltip-autocomplete li");
    const accept = async () => {
      await options.first().waitFor();
      // In its first moments the list takes no keys, so that who just types on is not surprised.
      await page.waitForTimeout(200);
      await page.keyboard.press("Enter");
    };
    await find(page, "actor.health > 0 else actor_dead");
    await page.keyboard.type("target.h");
    await expectOptions(page, (all) => all.join() === "health");
    await accept();
    await page.keyboard.type(" > 0 else act");
    await expectOptions(page, (all) => all.includes("actor_dead"));
    await accept();
    await page.waitForSelector("#rulebook-status.good");
    assert.match(await textOf(page, "Rulebook"), /"target\.health > 0 else actor_dead"/);

    await find(page, "tables.weapons[actor.weapon]");
    await page.keyboard.type("tab");
    await accept();
    await page.keyboard.type(".we");
    await accept();
    await page.keyboard.type("[actor.weapon]");
    await page.waitForSelector("#rulebook-status.good");

    await find(page, "abs(params.to.x)");
    await page.keyboard.type("cla");
    await options.first().waitFor();
    await page.locator(".cm-completionInfo").waitFor();
    assert.match(await page.locator(".cm-completionInfo").textContent(), /at least low and at most high/);
    await picture(page, "completion");
  });

  await check("what stands under the pointer, or at the cursor: types of the core, signatures, keys", async (page) => {
    const hint = page.locator(".cm-hint");
    await find(page, "abs(params.to.x)");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Control+i");
    await hint.waitFor();
    assert.match(await hint.textContent(), /abs.*int -> int.*double -> double/s);
    await find(page, "health > 0 else actor_dead");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Control+i");
    await hint.locator(".cm-hint-type").waitFor();
    assert.match(await hint.locator(".cm-hint-type").textContent(), /health: int$/);
    await page.locator(".cm-line", { hasText: "health > 0 else actor_dead" }).first().locator("span", { hasText: /^\.?health$/ }).first().hover();
    await hint.waitFor();
    await picture(page, "hover");
    await page.keyboard.press("ArrowRight");
    await page.locator(".cm-line span", { hasText: /^"version"$/ }).first().hover();
    await page.waitForFunction(() => [...document.querySelectorAll(".editor")].some((host) => /version/.test(host.shadowRoot?.querySelector(".cm-hint-what")?.textContent ?? "")));
  });

  await check("completion knows the keys of the format", async (page) => {
    await find(page, '"params": { "target": "ref player" },');
    await page.keyboard.press("ArrowRight");
    await page.keyboard.type('\n"ra');
    // Emit, require and params are there already.
    await expectOptions(page, (all) => all.join() === "rate,draws");
    await page.keyboard.press("Escape");
  });

  await check("one layout: what ludex fmt writes; undo brings back what was typed", async (page) => {
    await find(page, '"version": 3,');
    await page.keyboard.type('"version":        3,');
    const untidy = await textOf(page, "Rulebook");
    await button(page, "Format").click();
    await expectRulebook(page, ludex.format(untidy));
    await button(page, "Undo").click();
    await expectRulebook(page, untidy);
    await button(page, "Redo").click();
    await expectRulebook(page, ludex.format(untidy));
    await button(page, "File").click();
    await page.getByRole("menuitem", { name: "To long form" }).click();
    await expectRulebook(page, ludex.format(ludex.format(untidy), "long"));
  });

  await check("examples open: the market is bundled as ludex bundle does", async (page) => {
    await chooseExample(page, "Market");
    const files = Object.fromEntries(["stall.json", "goods.csv"].map((name) => [name, text("examples/rulebooks/market", name)]));
    const bundled = ludex.rulebook(ludex.bundle(text("examples/rulebooks/market/market.json"), files));
    await expectText(page, "[data-digest=program]", new RegExp(bundled.digest));
    await chooseExample(page, "Blank");
    await expectText(page, ".card h2", /my-game/);
    await page.waitForSelector("#rulebook-status.good");
    await editor(page, "Rulebook").focus();
    await page.keyboard.press("Control+z");
    await expectText(page, "[data-digest=program]", new RegExp(bundled.digest));
  });

  await check("a link holds everything and needs no server", async (page, session) => {
    await session.grantPermissions(["clipboard-read", "clipboard-write"]);
    await find(page, '"damage": 20');
    await page.keyboard.type('"damage": 21');
    await openLab(page, "Requests");
    await page.getByRole("button", { name: "Too far" }).click();
    await expectText(page, ".verdicts", /too_far/);
    await button(page, "Share").click();
    await page.waitForSelector(".notice.good");
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(link.startsWith(`${playground}#/requests?s=`) && link.length < 6000, link.slice(0, 100));
    figure("a link to the arena", `${link.length} characters`);
    const [program, batch] = [await digest(page, "program"), await digest(page, "batch")];
    const other = await session.newPage();
    await other.goto(link);
    await expectText(other, "[data-digest=batch]", new RegExp(batch));
    assert.equal(await digest(other, "program"), program);
    assert.equal(await other.evaluate(() => location.hash), "#/requests");
    await other.close();
  });

  await check("a rulebook is saved to a file, and opened by dropping it", async (page) => {
    await button(page, "File").click();
    const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Save" }).click()]);
    assert.equal(saved.suggestedFilename(), "arena.json");
    assert.equal(readFileSync(await saved.path(), "utf8"), arenaText);
    await drop(page, ".sources", "other.json", arenaText.replace('"name": "arena"', '"name": "dropped"'));
    await expectText(page, ".card h2", /dropped/);
  });

  await check("a world or a save that is dropped on the rulebook is opened where it belongs", async (page) => {
    await drop(page, ".sources", "world.json", '{"ludex_world": 1, "entities": {}}');
    await expectText(page, "[role=tab][aria-selected=true]", /Requests/);
    await expectText(page, ".notice", /world\.json is the world/);
    await drop(page, ".sources", "old.json", '{"version": 1, "state": {"gold": 7}}');
    await expectText(page, "[role=tab][aria-selected=true]", /Migrations/);
    await expectText(page, ".stages", /\/coins\s*none → 7/);
    assert.equal(await textOf(page, "Rulebook"), arenaText);
  });

  await check("undo brings back what stood beside the rulebook, unless it was changed since", async (page) => {
    await openLab(page, "Requests");
    await paste(page, "Requests", '{"mine": 1}');
    await chooseExample(page, "Market");
    await expectText(page, ".chips", /Eat rope/);
    assert.notEqual(await textOf(page, "Requests"), '{"mine": 1}');
    await button(page, "Undo").click();
    await expectText(page, ".chips", /Too far/);
    assert.equal(await textOf(page, "Requests"), '{"mine": 1}');
    await button(page, "Redo").click();
    await expectText(page, ".chips", /Eat rope/);
    await paste(page, "Requests", '{"newer": 1}');
    await button(page, "Undo").click();
    await expectText(page, ".chips", /Too far/);
    assert.equal(await textOf(page, "Requests"), '{"newer": 1}');
  });

  await check("a button that has nothing left to do keeps the focus", async (page) => {
    const guildText = text("examples/rulebooks/guild.json");
    const isIdle = async (name) => await button(page, name).getAttribute("aria-disabled") === "true";
    const focused = () => page.evaluate(() => document.activeElement.ariaLabel);
    assert.ok(await isIdle("Undo") && await isIdle("Redo"));
    await chooseExample(page, "Guild");
    await expectRulebook(page, guildText);
    await button(page, "Undo").focus();
    for (let i = 0; i < 2; i++) await page.keyboard.press("Enter");  // the second one does nothing
    await expectRulebook(page, arenaText);
    assert.ok(await isIdle("Undo") && !await isIdle("Redo"));
    assert.equal(await focused(), "Undo");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Redo");
    await page.keyboard.press("Space");
    await expectRulebook(page, guildText);
    assert.equal(await focused(), "Redo");
  });

  await check("what was just typed is there after a reload", async (page) => {
    await find(page, '"name": "arena"');
    await page.keyboard.type('"name": "mine"');
    await expectText(page, ".card h2", /mine/);
    await page.reload();  // at once: before what was typed is kept by itself
    await expectText(page, ".card h2", /mine/);
  });

  await check("compiling on a keystroke", async (page) => {
    await find(page, '"damage": 20');
    await page.keyboard.press("ArrowRight");
    const times = [];
    for (let i = 0; i < 12; i++) {
      const before = await digest(page, "program");
      await page.keyboard.press("Backspace");
      await page.keyboard.type(String((i + 1) % 10));
      await page.waitForFunction((old) => document.querySelector("[data-digest=program]").textContent !== old, before);
      times.push(Number(await page.getAttribute("[data-figure=compile]", "data-ms")));
    }
    times.sort((a, b) => a - b);
    figure("arena compiled on a keystroke", `median ${times[6].toFixed(1)} ms, worst ${times[11].toFixed(1)} ms`);
    assert.ok(times.every((ms) => ms > 0));
  });

  await check("what is no rulebook is told so, with a way on", async (page) => {
    await paste(page, "Rulebook", " ");
    await expectText(page, errors, /The editor is empty\. Begin with the least that compiles, or undo/);
    for (const text of ['{"name": "x", "version": "1.0.0", "scripts": {}, "devDependencies": {}}', "name,price\nsword,3", "🗡", "Dear diary"]) {
      await paste(page, "Rulebook", text);
      await expectText(page, errors, /This is no rulebook: one is a JSON object with "ludex": 1 in it/);
      assert.equal(await page.locator(`${errors} .problem`).count(), 1, text);
    }
    for (const name of ["Overview", "Combat", "Migrations", "Traffic", "Requests"]) {
      await openLab(page, name);
      assert.match(await page.locator(".of-last-good").textContent(), /this is what its last version without them says/, name);
    }
    await page.getByRole("button", { name: "Begin with the least that compiles" }).click();
    await page.waitForSelector("#rulebook-status.good");
    assert.equal(await page.locator(".of-last-good").count(), 0);
  });

  await check("an example leads to where it is at home, from anywhere", async (page) => {
    await openLab(page, "Traffic");
    await chooseExample(page, "Five years of saves");
    await expectText(page, "[role=tab][aria-selected=true]", /^Migrations/);
    await chooseExample(page, "Duel");
    await expectText(page, "[role=tab][aria-selected=true]", /^Combat/);
  });

  await check("a double click takes a whole number", async (page) => {
    await find(page, "10.0");
    const box = await page.evaluate(() => {
      const range = document.querySelector("[data-editor=Rulebook], .editor").shadowRoot.getSelection?.().getRangeAt(0) ?? getSelection().getRangeAt(0);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x, y, width, height };
    });
    for (const share of [0.2, 0.8]) {
      await page.mouse.dblclick(box.x + share * box.width, box.y + box.height / 2);
      await page.keyboard.type("50.5");
      await expectRulebook(page, arenaText.replace("10.0", "50.5"));
      await page.keyboard.press("Control+Z");
      await expectRulebook(page, arenaText);
    }
  });

  await check("a menu is walked by Home, End and letters", async (page) => {
    await button(page, "Examples").focus();
    await page.keyboard.press("ArrowDown");
    const focused = () => page.evaluate(() => document.activeElement.querySelector("strong")?.textContent);
    await page.waitForFunction(() => document.activeElement.getAttribute("role") === "menuitem");
    await page.keyboard.press("End");
    assert.equal(await focused(), "Blank");
    await page.keyboard.press("Home");
    assert.equal(await focused(), "Arena");
    for (const name of ["Arsenal", "Arena", "Arsenal"]) {
      await page.keyboard.press("a");
      assert.equal(await focused(), name);
    }
    await page.keyboard.press("x");
    assert.equal(await focused(), "Arsenal");
  });

  await check("actions are listed as they are written", async (page) => {
    await openLab(page, "Overview");
    const names = Object.keys(JSON.parse(arenaText.replace(/^\s*\/\/.*$/gm, "")).actions);
    assert.deepEqual(await page.locator(".action-list .name").allTextContents(), names);
  });
}

/** Waits for what completion offers: a list of fewer letters may stand there before. */
async function expectOptions(page, fits) {
  const labels = page.locator(".cm-tooltip-autocomplete li .cm-completionLabel");
  for (let i = 0; i < 400; i++) {
    if (fits(await labels.allTextContents())) return;
    await page.waitForTimeout(50);
  }
  assert.fail(`completion offers ${await labels.allTextContents()}`);
}

async function expectRulebook(page, expected) {
  for (let i = 0; i < 200; i++) {
    if (await textOf(page, "Rulebook") === expected) return;
    await page.waitForTimeout(50);
  }
  assert.equal(await textOf(page, "Rulebook"), expected);
}
