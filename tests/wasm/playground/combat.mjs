// The combat lab: answers of Node, sliders that answer while they are turned, fights that are told and explained, fights without end.
import assert from "node:assert/strict";
import { ludex, text } from "../support.mjs";
import { button, check, chooseExample, editor, expectText, figure, find, openLab, paste, picture, textOf } from "./support.mjs";

const duelText = text("examples/rulebooks/duel.json");
const atCombat = { path: "#/combat" };
const chance = (share) => `${(100 * share).toFixed(2)} %`;

async function openDuel(page) {
  await chooseExample(page, "Duel");
  await page.waitForSelector("[data-share=win_a]");
}

/** Waits until the answer to the rulebook as tried is what Node says of it. */
async function expectShare(page, key, value) {
  await page.waitForFunction(([k, v]) => document.querySelector(`[data-share=${k}] .n`)?.textContent === v, [key, chance(value)]);
}

export async function quick() {
  await check("a duel is solved as in Node, and a slider answers with the number as it is turned", async (page) => {
    await openDuel(page);
    const exact = ludex.rulebook(duelText).solve("d1");
    for (const key of ["win_a", "win_b", "draw"]) await expectShare(page, key, exact[key]);
    await expectText(page, ".card", /exact[^]*two independent races/);

    const slider = page.getByRole("slider", { name: "makes.rifle damage_max", exact: true });
    await slider.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
    const turned = ludex.rulebook(duelText.replace('"damage_max": 12', '"damage_max": 15')).solve("d1");
    await expectShare(page, "win_a", turned.win_a);
    figure("a slider turned until the answer", `${Math.round(await page.getAttribute("[data-figure=answering]", "data-ms"))} ms, in the core ${Math.round(await page.getAttribute("[data-figure=answering]", "data-worker-ms"))} ms`);
    assert.match(await textOf(page, "Rulebook"), /"damage_max": 12/, "trying writes nothing");
    await button(page, "Write into the rulebook").click();
    assert.equal(await textOf(page, "Rulebook"), duelText.replace('"damage_max": 12', '"damage_max": 15'));
    await expectShare(page, "win_a", turned.win_a);
    assert.equal(await page.evaluate(() => document.activeElement.type), "range", "the focus is where it went on");
    await page.getByRole("button", { name: "Undo" }).click();
    await expectShare(page, "win_a", exact.win_a);
    await picture(page, "combat");
  }, atCombat);

  await check("every number of a blow is explained: the draws, and the values that make the damage", async (page) => {
    await openDuel(page);
    await button(page, "Open a fight").click();
    await page.getByRole("spinbutton", { name: "Fight", exact: true }).fill("3");
    const log = ludex.rulebook(duelText).fightLog("d1", 3);
    await expectText(page, ".ended", new RegExp(`${log.at(-1).team} wins after ${log.at(-1).ttk_ms / 1000} s, ${log.at(-1).attacks} actions`));
    assert.equal(await page.locator(".blows > li").count(), log.length - 1);
    const i = log.findIndex(({ t, draws }) => t > 0 && draws?.hit && !draws.crit);
    const blow = page.locator(".blows > li").nth(i);
    await blow.locator("summary").first().click();
    await blow.locator(".steps").waitFor();
    const steps = await blow.locator(".steps").textContent();
    const { damage } = log[i].events[0].data;
    assert.match(steps, new RegExp(`chance\\("hit", mine\\.hit\\) \\? floor_div\\(raw, 100 \\+ theirs\\.armor\\) : 0${damage}`));
    assert.match(steps, new RegExp(`roll\\("damage", mine\\.damage_min, mine\\.damage_max\\)${log[i].draws.damage}`));
    await blow.scrollIntoViewIfNeeded();
    await picture(page, "combat-log");
  }, atCombat);
}

export async function all() {
  await check("many fights: progress, the bits of Node, the shortest and the longest as links", async (page) => {
    await openDuel(page);
    await page.getByRole("combobox", { name: "Answer" }).selectOption("simulated");
    await page.getByRole("spinbutton", { name: "Fights" }).fill("20000");
    await page.getByRole("spinbutton", { name: "Seed" }).fill("5");
    const report = ludex.rulebook(duelText).simulate("d1", { fights: 20_000, seed: 5 });
    await expectText(page, ".card-head", /20,000 fights, 95 % intervals/);
    for (const key of ["win_a", "win_b", "draw"]) await expectShare(page, key, report[key]);
    const [low, high] = report.intervals.win_a;
    assert.equal(await page.locator("[data-share=win_a] .share").textContent(), `${chance(low)} – ${chance(high)}`);
    await button(page, "Open a fight").click();
    await page.getByRole("button", { name: /^Longest/ }).click();
    assert.equal(await page.getByRole("spinbutton", { name: "Fight", exact: true }).inputValue(), String(report.max_fight));
    await expectText(page, ".ended", new RegExp(`after ${(report.max_ttk_ms / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} s`));
    await page.locator("h2", { hasText: "Result" }).scrollIntoViewIfNeeded();
    await picture(page, "combat-simulated");
  }, atCombat);

  await check("a fighter's make and health are chosen, and what was pinned stays beside it", async (page) => {
    await openDuel(page);
    await button(page, "Pin").click();
    await page.getByRole("combobox", { name: "b make" }).selectOption({ label: "rifle" });
    await page.getByRole("spinbutton", { name: "b health" }).fill("100");
    const mirror = ludex.rulebook(duelText).solve("mirror");
    const before = ludex.rulebook(duelText).solve("d1");
    await expectShare(page, "win_a", mirror.win_a);
    const difference = 100 * (mirror.win_a - before.win_a);
    assert.equal(await page.locator("[data-share=win_a] .change").textContent(), `${difference > 0 ? "+" : "−"}${Math.abs(difference).toFixed(2)}`);
    assert.equal(await page.locator(".u-legend .u-series").count(), 3);
    await picture(page, "combat-pinned");
    await button(page, "Discard").click();
    await expectShare(page, "win_a", before.win_a);
  }, atCombat);

  await check("a number that was typed in the rulebook is fought with at once; a broken one keeps the last answer", async (page) => {
    await openDuel(page);
    await find(page, '"hit": 0.75');
    await page.keyboard.type('"hit": 0.85');
    await expectShare(page, "win_a", ludex.rulebook(duelText.replace('"hit": 0.75', '"hit": 0.85')).solve("d1").win_a);
    await find(page, '"hit": 0.85');
    await page.keyboard.type('"hit": 85');
    await page.waitForSelector("#rulebook-status.bad");
    assert.equal(await page.locator("[data-share=win_a]").count(), 1);
  }, atCombat);

  await check("a number beyond what its column allows is told, and the page goes on", async (page) => {
    await openDuel(page);
    const exactly = page.getByRole("spinbutton", { name: "makes.rifle damage_min, exactly" });
    // Within the column, but more than the most: a roll of nothing.
    await exactly.fill("9000");
    await expectText(page, ".callout.bad, .method", /./);
    await exactly.fill("8");
    await expectShare(page, "win_a", ludex.rulebook(duelText).solve("d1").win_a);
  }, atCombat);

  await check("a fight without end is ended or stopped, and the next scenario is solved", async (page) => {
    await openDuel(page);
    // Nobody is ever hurt, for a day, every millisecond: no simulation comes to the end of one.
    const endless = duelText.replace('"ms": "mine.cooldown_ms"', '"ms": "1"').replaceAll('"time_limit_ms": 120000', '"time_limit_ms": 86400000')
      .replace('"target.health -= damage"', '"target.health -= damage * 0", "actor.health += chance(\'crit\', 0.5) ? 0 : 0"');
    await paste(page, "Rulebook", endless);
    await expectText(page, ".callout.bad, .method", /no answer within|more than 1000000 turns|[Ff]ight/);
    await picture(page, "combat-endless");
    await page.getByRole("combobox", { name: "Answer" }).selectOption("simulated");
    await page.waitForTimeout(600);
    await paste(page, "Rulebook", duelText);
    await page.getByRole("combobox", { name: "Answer" }).selectOption("exact");
    await expectShare(page, "win_a", ludex.rulebook(duelText).solve("d1").win_a);
  }, atCombat);

  await check("nothing moves when the first number is turned; who wins stays in sight, with the difference", async (page) => {
    await openDuel(page);
    const slider = page.getByRole("slider", { name: "makes.rifle damage_max", exact: true });
    await slider.focus();
    await slider.scrollIntoViewIfNeeded();
    const before = await slider.boundingBox();
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector(".differences");
    assert.deepEqual(await slider.boundingBox(), before);
    assert.equal(await page.locator(".slider.changed .link").evaluate((name) => name.scrollWidth > name.clientWidth), false, "the name is whole");
    await page.locator("h2", { hasText: "Fighters" }).scrollIntoViewIfNeeded();
    await page.locator("h2", { hasText: "Fight log" }).scrollIntoViewIfNeeded();
    await page.waitForSelector(".strip:not(.away) .outcome");
    const { difference } = ludex.rulebook(duelText).compare(ludex.rulebook(duelText.replace('"damage_max": 12', '"damage_max": 13')), "d1").keys.win_a;
    await expectText(page, ".strip .team-0 em", new RegExp(`\\+${(100 * difference).toFixed(2)}`));
    await picture(page, "combat-strip");
    await page.locator("h2", { hasText: "Scenario" }).scrollIntoViewIfNeeded();
    await page.waitForSelector(".strip.away", { state: "attached" });
  }, atCombat);

  await check("blows of one instant are told together", async (page) => {
    await openDuel(page);
    await button(page, "Open a fight").click();
    await page.waitForSelector(".blows > li");
    const log = ludex.rulebook(duelText).fightLog("d1", 0).slice(0, -1);
    const grouped = log.map(({ t, state }, i) => i > 0 && log[i - 1].t === t && log[i - 1].state === undefined);
    assert.ok(grouped.some(Boolean) && !grouped.every(Boolean));
    assert.deepEqual(await page.locator(".blows > li").evaluateAll((rows) => rows.map((row) => row.classList.contains("with-last"))), grouped);
    const changed = await page.locator(".blows > li").evaluateAll((rows) => rows.map((row) => row.querySelector(".effect").textContent));
    assert.ok(changed.every((words, i) => log[i].state !== undefined || words === ""), "what a group changed stands at its last blow");
    assert.ok(changed.some((words, i) => grouped[i] && words.startsWith("together")));
  }, atCombat);

  await check("the win matrix is the package's: pairs, ranking, a click into the scenario", async (page) => {
    await openDuel(page);
    await button(page, "Fight every pair").click();
    await page.waitForFunction(() => document.querySelectorAll(".heat td button").length === 4);
    const report = ludex.rulebook(duelText.replace('"d1": {', '"d1": { "loadouts": {"rows": "makes", "live": {"make": "row"}},')).matrix("d1");
    const order = report.ranking.map(({ loadout }) => report.loadouts.indexOf(loadout));
    assert.deepEqual(await page.locator(".heat td button").allTextContents(), order.flatMap((a) => order.map((b) => String(Math.round(100 * report.win[a][b])))));
    assert.deepEqual(await page.locator(".ranking th[scope=row]").allTextContents(), report.ranking.map(({ loadout }) => loadout));
    await expectText(page, "[aria-label='Win matrix']", /All exact: 4 pairs solved/);
    await page.locator("h2", { hasText: "Win matrix" }).scrollIntoViewIfNeeded();
    await page.getByRole("button", { name: /^cannon against rifle/ }).click();
    const swapped = duelText.replace('"a": {"live": {"make": "rifle"', '"a": {"live": {"make": "cannon"').replace('"make": "cannon", "health": 120}', '"make": "rifle", "health": 120}');
    await expectShare(page, "win_a", ludex.rulebook(swapped).solve("d1").win_a);
    assert.match(await page.locator(".looked").textContent(), /^cannon against rifle: wins 9\.17 %/);
    assert.doesNotMatch(await page.locator("[aria-label='Win matrix']").first().textContent(), /Numbers have changed since/);
    await page.getByRole("spinbutton", { name: "b health" }).fill("90");
    await expectText(page, "[aria-label='Win matrix']", /Numbers have changed since/);
    await picture(page, "combat-matrix");
  }, atCombat);

  await check("a matrix of played pairs: intervals in its cells, groups of ties, and a stop", async (page) => {
    // Two loadouts of three: 16,384 fights of each pair are enough for a test.
    await paste(page, "Rulebook", text("examples/rulebooks/arsenal.json").replace(/,\s*"shield, none":.*/, ""));
    await page.getByRole("button", { name: "potions", exact: true }).click();
    await page.getByRole("button", { name: "Fight every pair of the scenario’s loadouts", exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll(".heat td button small").length === 4);
    await expectText(page, ".method", /4 of 4 pairs played, .* at 95 %\. Ranking and groups hold together at 95 %/);
    assert.equal(await page.locator(".ranking .span").count(), 2);
    await page.getByRole("button", { name: /^Play on/ }).click();
    await page.locator("[aria-label='Win matrix']").first().getByRole("button", { name: "Stop" }).click();
    await expectText(page, "[aria-label='Win matrix']", /Stopped/);
    assert.equal(await page.locator(".heat td button small").count(), 4, "what was known stays");
    await page.locator("h2", { hasText: "Win matrix" }).scrollIntoViewIfNeeded();
    await picture(page, "combat-matrix-played");
    // An exact matrix in between: the worker that was ended is another now.
    await page.getByRole("button", { name: "duel", exact: true }).click();
    await page.getByRole("button", { name: "Fight every weapon against every other", exact: true }).click();
    await expectText(page, "[aria-label='Win matrix']", /All exact: 100 pairs solved/);
    assert.equal(await page.locator(".heat td button:not([tabindex='-1'])").count(), 1, "one stop for the Tab key");
    assert.equal(await page.locator(".heat").evaluate((table) => table.scrollWidth <= table.parentElement.clientWidth), true, "ten fit beside the rulebook");
    await page.locator(".heat td button").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement === document.querySelectorAll(".heat td button")[11]), true);
    await picture(page, "combat-matrix-ten");
  }, atCombat);

  await check("which number matters most: the package's answer, in parts; a click tries a value", async (page) => {
    await openDuel(page);
    await page.getByRole("combobox", { name: "Step" }).selectOption("1%");
    await button(page, "Ask every number").click();
    await page.waitForFunction(() => document.querySelector(".tornado") && !document.querySelector("[aria-label='Which number matters most'] progress"));
    const expected = ludex.rulebook(duelText).sensitivity("d1", { of: ["/tables/makes/rows/rifle/damage_max"] }).numbers[0];
    const row = page.locator(".tornado tr", { hasText: "makes.rifle damage_max" });
    const points = (n) => `${n > 0 ? "+" : "−"}${(100 * Math.abs(n)).toFixed(2)}`;
    assert.deepEqual(await row.locator(".amount").allTextContents(), [points(expected.down.change.win_a), points(expected.up.change.win_a)]);
    await expectText(page, "[aria-label='Which number matters most'] .method", /All exact\..* never looked at in this fight/);
    await page.locator("h2", { hasText: "Which number" }).scrollIntoViewIfNeeded();
    await picture(page, "combat-sensitivity");
    await row.getByRole("button", { name: "13" }).click();
    await expectShare(page, "win_a", ludex.rulebook(duelText.replace('"damage_max": 12', '"damage_max": 13')).solve("d1").win_a);
    await page.locator(".tornado").getByRole("button", { name: /^makes\.cannon armor/ }).click();
    await page.waitForFunction(() => document.activeElement.shadowRoot?.activeElement !== null);
  }, atCombat);

  await check("what a change does: exact differences, and paired intervals where it is played", async (page) => {
    await openDuel(page);
    assert.equal(await page.locator(".differences").count(), 0);
    await page.getByRole("spinbutton", { name: "makes.rifle damage_max, exactly" }).fill("15");
    const [before, after] = [ludex.rulebook(duelText), ludex.rulebook(duelText.replace('"damage_max": 12', '"damage_max": 15'))];
    const points = (n) => `${n > 0 ? "+" : "−"}${(100 * Math.abs(n)).toFixed(2)}`;
    const shown = async (report) => {
      const { difference, interval } = report.keys.win_a;
      await page.waitForFunction(([text, has]) => {
        const row = document.querySelector("[data-difference=win_a]");
        return row?.querySelector(".n").textContent === text && (row.querySelector(".share").textContent !== "") === has;
      }, [points(difference), !report.exact]);
      if (!report.exact) assert.equal(await page.locator("[data-difference=win_a] .share").textContent(), `${points(interval[0])} to ${points(interval[1])}`);
    };
    await shown(before.compare(after, "d1"));
    await expectText(page, "[aria-label='What the change does']", /against the rulebook as written[^]*the differences are exact/);
    await page.getByRole("spinbutton", { name: "Fights" }).isDisabled();
    await page.getByRole("combobox", { name: "Answer" }).selectOption("simulated");
    await page.getByRole("spinbutton", { name: "Fights" }).fill("4000");
    await shown(before.compare(after, "d1", { sample: true, fights: 4000 }));
    await page.locator("h2", { hasText: "What the change does" }).scrollIntoViewIfNeeded();
    await picture(page, "combat-change");
    await button(page, "Discard").click();
    await page.waitForFunction(() => !document.querySelector(".differences"));
  }, atCombat);

  await check("a slider while other work runs: the newest number wins, and the page says what was overtaken", async (page) => {
    await openDuel(page);
    await button(page, "Ask every number").click();
    await button(page, "Fight every pair").click();
    const slider = page.getByRole("slider", { name: "makes.rifle damage_max", exact: true });
    await slider.focus();
    for (let i = 0; i < 12; i++) await page.keyboard.press("ArrowRight");
    await expectShare(page, "win_a", ludex.rulebook(duelText.replace('"damage_max": 12', '"damage_max": 24')).solve("d1").win_a);
    await page.waitForFunction(() => !document.querySelector(".behind-note"));
    const times = await page.evaluate(() => performance.getEntriesByType("measure").filter(({ name }) => name.startsWith("ludex:")).map(({ duration, detail }) => ({ duration, inCore: detail.inCore })));
    assert.ok(times.length > 0 && times.every(({ duration }) => duration > 0));
    const last = times.at(-1);
    figure("a slider turned twelve steps while other work ran, from the last one to its answer", `${Math.round(last.duration)} ms, in the core ${Math.round(last.inCore)} ms; ${await page.locator(".answered").textContent()}`);
  }, atCombat);

  await check("hits at every value of a number, and the map of two", async (page) => {
    await openDuel(page);
    await page.getByRole("combobox", { name: "Number", exact: true }).selectOption("/tables/makes/rows/rifle/damage_max");
    await button(page, "Draw the map").click();
    await page.waitForFunction(() => !document.querySelector(".run-map progress") && document.querySelector(".breaks tbody tr"));
    const { rows: [{ segments }] } = ludex.rulebook(duelText).breakpoints("d1", { vary: { "/tables/makes/rows/rifle/damage_max": "0..36" } });
    assert.deepEqual(await page.locator(".breaks tbody th").allTextContents(), segments.map(({ from, to }) => from === to ? String(from) : `${from}–${to}`));
    const span = (low, high) => low === null ? "never" : low === high ? String(low) : `${low}–${high ?? "∞"}`;
    const at12 = segments.find(({ from, to }) => from <= 12 && 12 <= to).hits.find(({ attacker }) => attacker === "a");
    assert.match(await page.locator(".breaks tr.here td").first().textContent(), new RegExp(`^${span(at12.plain_min_hits, at12.plain_max_hits)} `));
    await page.locator("h2", { hasText: "Breakpoints" }).scrollIntoViewIfNeeded();
    await picture(page, "combat-breakpoints");
    await page.getByRole("combobox", { name: "And a second" }).selectOption("/tables/makes/rows/cannon/armor");
    await button(page, "Draw the map").click();
    await page.waitForFunction(() => document.querySelectorAll(".heat.small td button").length > 30);
    await page.getByRole("combobox", { name: "Shown" }).selectOption("wins");
    await page.waitForFunction(() => document.querySelectorAll(".heat.small td button").length > 10);
    await page.locator("[aria-label=Breakpoints]").first().getByRole("button", { name: "Stop" }).click();
    await expectText(page, "[aria-label=Breakpoints]", /Stopped after/);
    await page.getByRole("combobox", { name: "Shown" }).selectOption("hits");
    await page.locator(".heat.small").scrollIntoViewIfNeeded();
    await picture(page, "combat-map");
  }, atCombat);

  await check("a link brings scenario, numbers and settings along; one that lies about them is refused", async (page, session) => {
    await session.grantPermissions(["clipboard-read", "clipboard-write"]);
    await openDuel(page);
    await page.getByRole("button", { name: "mirror", exact: true }).click();
    await page.getByRole("spinbutton", { name: "makes.rifle damage_max, exactly" }).fill("14");
    await page.getByRole("spinbutton", { name: "Seed" }).fill("9");
    const expected = ludex.rulebook(duelText.replace('"damage_max": 12', '"damage_max": 14')).solve("mirror").win_a;
    await expectShare(page, "win_a", expected);
    await button(page, "Share").click();
    await page.waitForSelector(".notice.good");
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await session.newPage();
    await other.goto(link);
    await other.reload();
    await expectShare(other, "win_a", expected);
    assert.equal(await other.getByRole("button", { name: "mirror", exact: true }).getAttribute("aria-pressed"), "true");
    assert.equal(await other.getByRole("spinbutton", { name: "Seed" }).inputValue(), "9");
    assert.equal(await textOf(other, "Rulebook"), duelText, "what is tried is not written");
    await other.close();
  }, atCombat);

  await check("a long simulation is stopped with what it has", async (page) => {
    await openDuel(page);
    await page.getByRole("spinbutton", { name: "Seed" }).fill("2");
    await page.getByRole("combobox", { name: "Answer" }).selectOption("simulated");
    await page.getByRole("spinbutton", { name: "Fights" }).fill("90000000");
    await button(page, "Stop").click();
    await page.waitForFunction(() => !document.querySelector(".card-head progress"));
    assert.match(await page.locator(".card-head").allTextContents().then((all) => all.join()), /fights, 95 % intervals/);
  }, atCombat);

  await check("a rulebook without a scenario says what one is, and a click opens one that has", async (page) => {
    await expectText(page, ".card", /No scenario yet/);
    await button(page, "Open the duel example").click();
    await page.waitForSelector("[data-share=win_a]");
    await openLab(page, "Overview");
    await openLab(page, "Combat");
    await page.waitForSelector("[data-share=win_a]");
    assert.ok(await editor(page, "Rulebook").isVisible());
  }, atCombat);
  await check("a number is taken as it is typed; what may not stand there is told and changes nothing", async (page) => {
    await openDuel(page);
    const hit = page.getByRole("spinbutton", { name: "makes.rifle hit, exactly" });
    const shareOf = (literal) => ludex.rulebook(duelText.replace('"hit": 0.75', `"hit": ${literal}`)).solve("d1").win_a;
    const type = async (keys) => {
      await hit.blur();
      await hit.focus();
      await page.keyboard.press("Control+A");
      await page.keyboard.type(keys, { delay: 40 });
    };
    for (const literal of ["0.705", "0.05"]) {
      await type(literal);
      assert.equal(await hit.inputValue(), literal);
      await expectShare(page, "win_a", shareOf(literal));
    }
    // 7 and 75 are above the most, and 0 to 0.0 on the way to nothing are no answer.
    await type("75");
    await expectText(page, ".wrong", /^0 to 1$/);
    assert.equal(await hit.getAttribute("aria-invalid"), "true");
    await expectShare(page, "win_a", shareOf("0.05"));
    await page.keyboard.press("Tab");
    assert.equal(await hit.inputValue(), "0.05");
    assert.equal(await page.locator(".wrong").count(), 0);
    await type("0.9");
    await page.keyboard.press("Escape");
    assert.equal(await hit.inputValue(), "0.05");
    await expectShare(page, "win_a", shareOf("0.05"));

    const health = page.getByRole("spinbutton", { name: "a health" });
    await health.focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("999999", { delay: 20 });
    await expectText(page, ".wrong", /^-1,000,000 to 100,000, whole$/);
    await button(page, "Write into the rulebook").click();
    assert.equal(await textOf(page, "Rulebook"), duelText.replace('"hit": 0.75', '"hit": 0.05'), "the 99999 on the way was never meant");
  }, atCombat);

  await check("what was written into the rulebook is still compared with what stood there, until it is undone", async (page) => {
    await openDuel(page);
    const exact = ludex.rulebook(duelText).solve("d1");
    const turned = ludex.rulebook(duelText.replace('"damage_max": 12', '"damage_max": 15')).solve("d1");
    await page.getByRole("spinbutton", { name: "makes.rifle damage_max, exactly" }).fill("15");
    const expectChange = () => expectText(page, "[data-difference=win_a]", new RegExp(`${chance(exact.win_a)}.*${chance(turned.win_a)}`));
    await expectChange();
    await button(page, "Write into the rulebook").click();
    await expectText(page, "[aria-label='What the change does']", /against the rulebook before it/);
    await expectChange();
    await button(page, "Undo").click();
    await expectShare(page, "win_a", exact.win_a);
    await page.waitForFunction(() => !document.querySelector(".differences"));

    // Against a pin of the very same numbers there is nothing to tell, also not while the new text is compiled.
    await page.getByRole("spinbutton", { name: "makes.rifle damage_max, exactly" }).fill("15");
    await expectChange();
    await button(page, "Pin").click();
    await page.waitForFunction(() => !document.querySelector(".differences"));
    await button(page, "Write into the rulebook").click();
    await page.waitForTimeout(1500);
    assert.equal(await page.locator(".differences").count(), 0);
    await button(page, "Unpin").focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Pin");
  }, atCombat);

  await check("the largest number that a column allows is solved too", async (page) => {
    await openDuel(page);
    await page.getByRole("spinbutton", { name: "makes.rifle damage_max, exactly" }).fill("10000");
    await expectShare(page, "win_a", ludex.rulebook(duelText.replace('"damage_max": 12', '"damage_max": 10000')).solve("d1").win_a);
    assert.equal(await page.locator(".callout.bad").count(), 0);
  }, atCombat);

  await check("answers about one rulebook go with it", async (page) => {
    await openDuel(page);
    for (const name of ["Fight every pair", "Draw the map"]) await button(page, name).click();
    await page.waitForSelector(".matrix");
    await page.waitForSelector(".breaks");
    await chooseExample(page, "Arsenal");
    await button(page, "Fight every weapon against every other").waitFor();
    await page.waitForFunction(() => !document.querySelector(".matrix") && !document.querySelector(".breaks"));
  }, atCombat);

  await check("the fight that a rulebook without one is shown compiles in it", async (page) => {
    const snippet = await page.locator(".commands").textContent();
    assert.match(snippet, /RequestAttack/);
    await paste(page, "Rulebook", (await textOf(page, "Rulebook")).trimEnd().replace(/\}$/, `,\n${snippet}\n}`));
    await page.getByRole("group", { name: "Scenarios" }).getByRole("button", { name: "duel" }).waitFor();
    await page.waitForSelector("#rulebook-status.good");
  }, atCombat);
}
