// The playground in Chromium, with real clicks and keys; every vector in the browser; digests equal to Node's.
// node tests/wasm/browser.mjs [--visible]   LUDEX_CHROMIUM names another browser. Pictures go to build/artefacts.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { serve } from "../../wasm/tools/serve.mjs";
import { api, arenaText, at, ludex, request, text, worldText } from "./support.mjs";
import { countByGroup } from "./vectors.mjs";

const { chromium } = createRequire(at("wasm/package.json"))("playwright-core");
const executablePath = process.env.LUDEX_CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) {
  console.error(`browser: ${executablePath} is missing: apt-get install chromium, or set LUDEX_CHROMIUM`);
  process.exit(1);
}
const artefacts = at("build/artefacts");
mkdirSync(artefacts, { recursive: true });
for (const name of readdirSync(artefacts)) if (/^failed-\d+\.png$/.test(name)) rmSync(`${artefacts}/${name}`);

// From the repository's root, so that the page may also read the vectors.
const { server, url } = await serve(at(), 0);
const playground = `${url}/wasm/dist/playground/`;
const browser = await chromium.launch({
  executablePath,
  headless: !process.argv.includes("--visible"),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

let passed = 0, failed = 0;
const complaints = [];

/** Opens the playground afresh and runs `use(page)`; anything on the console but what is `expected` there fails it. */
async function check(name, use, context = {}, expected = /^$/) {
  const session = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...context });
  const page = await session.newPage();
  page.setDefaultTimeout(20_000);
  const heard = [];
  page.on("console", (message) => heard.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`page error: ${error.message}`));
  page.on("response", (response) => response.status() >= 400 && heard.push(`${response.status()} ${response.url()}`));
  try {
    await page.goto(playground);
    await page.waitForSelector("html[data-ready]");
    await use(page);
    assert.deepEqual(heard.filter((line) => !expected.test(line)), [], "the console is not empty");
    passed++;
    console.log(`  ok      ${name}`);
  } catch (error) {
    failed++;
    complaints.push(name);
    console.log(`  FAILED  ${name}\n${String(error.stack ?? error).replace(/^/gm, "          ")}\n          console: ${heard.join("; ") || "empty"}`);
    await page.screenshot({ path: `${artefacts}/failed-${failed}.png` }).catch(() => {});
  } finally {
    await session.close();
  }
}

const picture = (page, name, options = {}) => page.screenshot({ path: `${artefacts}/playground-${name}.png`, ...options });
const rulebook = (page) => page.getByRole("textbox", { name: "Rulebook" });
const requests = (page) => page.getByRole("textbox", { name: "Requests" });
const reasons = (page) => page.locator("#verdict-list .toggle strong").allTextContents();
const digests = async (page) => ({ program: await page.textContent("#program-digest"), batch: await page.textContent("#batch-digest"), world: await page.textContent("#world-digest") });
const expectText = (page, selector, fits) => page.waitForFunction(
  ([s, source]) => new RegExp(source).test(document.querySelector(s)?.textContent ?? ""), [selector, fits.source]);

/** Puts the selection of a textarea on the first `found`, as a user would with the mouse. */
const selectText = (box, found) => box.evaluate((field, words) => {
  const start = field.value.indexOf(words);
  field.focus();
  field.setSelectionRange(start, start + words.length);
}, found);

/** What Node says to the same texts. */
function inNode(rulebookText, world, lines) {
  const program = ludex.rulebook(rulebookText);
  const state = program.world(world);
  const judgement = state.judge(lines);
  return { program: program.digest, batch: judgement.batchDigest, world: state.digest };
}

console.log(`the playground in ${browser.browserType().name()} ${browser.version()}`);

await check("the page loads, judges the first example and shows both views", async (page) => {
  assert.deepEqual(await reasons(page), ["accepted"]);
  const views = await page.locator("#verdict-list .views pre").allTextContents();
  assert.match(views[0], /"AttackConfirmed"/);
  assert.doesNotMatch(views[1], /AttackConfirmed/);
  assert.match(await page.textContent("#rulebook-status"), /^compiles: \d+ actions, \d+ reasons/);
  assert.match(await page.textContent("#change"), /player 8 live\.health *100 → 80/);
  await picture(page, "light");
});

await check("every example: the digests that Node computes", async (page) => {
  const world = await page.getByRole("textbox", { name: "World", includeHidden: true }).inputValue();
  const chips = page.locator("#examples button");
  const n = await chips.count();
  assert.ok(n >= 6);
  for (let i = 0; i < n; i++) {
    await chips.nth(i).click();
    assert.equal(await chips.nth(i).getAttribute("aria-pressed"), "true");
    assert.deepEqual(await digests(page), inNode(arenaText, world, await requests(page).inputValue()));
  }
});

await check("two thousand requests: the digests and verdicts that Node computes", async (page) => {
  const actions = [["RequestAttack", { target: 8 }], ["Equip", { weapon: "bow" }], ["Move", { to: [1, 2, 3] }], ["RequestPurchase", { item: "key", receipt: "receipt-1" }], ["Move", { to: "x" }]];
  const lines = Array.from({ length: 2000 }, (_, i) => request(...actions[i % 5], { received_at: 1_700_000_000_000 + 40 * i, actor: 7 + i % 4 })).join("");
  const program = ludex.rulebook(arenaText);
  const world = program.world(worldText);
  const judgement = world.judge(lines);
  const expected = [judgement.batchDigest, world.digest, new TextDecoder().decode(judgement.ndjson())];
  const actual = await page.evaluate(async ([rulebookText, worldText, lines]) => {
    const { loadLudex } = await import("/wasm/dist/index.js");
    const world = (await loadLudex()).rulebook(rulebookText).world(worldText);
    const judgement = world.judge(lines);
    return [judgement.batchDigest, world.digest, new TextDecoder().decode(judgement.ndjson())];
  }, [arenaText, worldText, lines]);
  assert.deepEqual(actual, expected);
});

await check("an error shows while typing, with line, column and caret, and goes away", async (page) => {
  const box = rulebook(page);
  await selectText(box, "actor.health > 0 else actor_dead");
  await page.keyboard.type("actor.helth > 0 else actor_dead");
  await expectText(page, "#rulebook-problems", /helth/);
  const line = arenaText.slice(0, arenaText.indexOf("actor.health > 0 else actor_dead")).split("\n").length;
  const where = await page.locator("#rulebook-problems .where").first().textContent();
  assert.match(where, new RegExp(`^${line}:\\d+$`));
  assert.equal(await page.locator("#rulebook .numbers .bad").first().textContent(), String(line));
  const [excerpt, caret] = (await page.locator("#rulebook-problems .excerpt").first().textContent()).split("\n");
  assert.ok(excerpt.slice(caret.indexOf("^")).startsWith("helth") || excerpt.slice(caret.indexOf("^")).startsWith(".helth"), `${excerpt}\n${caret}`);
  assert.match(await page.textContent("#notice"), /rulebook has errors/);
  assert.equal(await page.locator("#verdicts.stale").count(), 1);
  await picture(page, "errors");

  await page.locator("#rulebook-problems button").first().click();
  const selected = await box.evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd));
  assert.match(selected, /helth/);
  await page.keyboard.type(selected.replace("helth", "health"));
  await expectText(page, "#rulebook-status", /^compiles/);
  assert.equal(await page.locator("#rulebook-problems li, #verdicts.stale").count(), 0);
});

await check("a rule changed by typing changes the verdict", async (page) => {
  await page.getByRole("button", { name: "Too far" }).click();
  assert.deepEqual(await reasons(page), ["too_far"]);
  const before = await digests(page);
  await selectText(rulebook(page), '"range": 10.0');
  await page.keyboard.type('"range": 50.0');
  await expectText(page, "#verdict-list", /accepted/);
  const after = await digests(page);
  assert.notEqual(after.program, before.program);
  assert.notEqual(after.batch, before.batch);
});

await check("requests are typed and judged; a line that is not JSON is a verdict", async (page) => {
  await requests(page).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type('{"actor": 7, "received_at": 5');
  await expectText(page, "#verdict-list", /malformed/);
  await page.keyboard.type(', "action": "Dance"}');
  await expectText(page, "#verdict-list", /unknown_action/);
  assert.equal(await page.locator("#examples [aria-pressed=true]").count(), 0);
  await page.keyboard.press("Enter");
  await page.keyboard.type("?");
  await expectText(page, "#counts", /1 malformed.*1 unknown_action/);
});

await check("a broken world says where; a host error leaves the last verdict", async (page) => {
  await page.getByRole("tab", { name: "World" }).click();
  const world = page.getByRole("textbox", { name: "World" });
  await selectText(world, '"health": 60');
  await page.keyboard.type('"health": 600');
  await expectText(page, "#world-status", /1 error/);
  assert.match(await page.textContent("#world-problems"), /health/);
  assert.equal(await page.getByRole("tab", { name: "World" }).locator(".badge").textContent(), "1");
  await selectText(world, '"health": 600');
  await page.keyboard.type('"health": 60');
  await expectText(page, "#world-status", /^loads/);
  await selectText(world, '"ludex_world": 1,');
  await page.keyboard.type('"ludex_world": 1, "now": 9000000,');
  await selectText(requests(page), "60000");
  await page.keyboard.type("99000000");
  await expectText(page, "#notice", /refused whole/);
});

await check("keep the world: the same bytes are a replay; reset brings the first one back", async (page) => {
  const before = await digests(page);
  await page.getByRole("button", { name: "Keep the world" }).click();
  await expectText(page, "#verdict-list", /nonce_replayed/);
  await page.getByRole("button", { name: "Reset the world" }).click();
  await expectText(page, "#verdict-list", /accepted/);
  assert.deepEqual(await digests(page), before);
});

await check("the place that decided leads to its clause", async (page) => {
  await page.getByRole("button", { name: "Too far" }).click();
  await page.getByRole("tab", { name: "World" }).click();
  await page.getByRole("button", { name: "/actions/RequestAttack/require/2" }).click();
  const box = rulebook(page);
  const selected = await box.evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd));
  assert.equal(selected, '{ "that": "reach <= weapon.range", "else": "too_far", "name": "reach", "tell": true }');
  assert.ok(await box.evaluate((field) => field === document.activeElement && field.scrollTop > 0));
  const shift = await page.locator("#rulebook .paint").evaluate((paint) => new DOMMatrix(getComputedStyle(paint).transform).f);
  assert.equal(shift, -(await box.evaluate((field) => field.scrollTop)), "the colours follow the text");
});

await check("everything is reached and used by keyboard alone", async (page) => {
  const seen = [];
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => {
      const { id, tagName, textContent, ariaLabel } = document.activeElement;
      return ariaLabel || id || `${tagName} ${textContent.trim()}`;
    });
    if (seen.includes(name) || name === "BODY") break;
    seen.push(name);
  }
  for (const name of ["tab-rulebook", "Rulebook", "Requests", "judge", "keep", "reset"]) assert.ok(seen.includes(name), `${name} is not among ${seen}`);

  await page.locator("#tab-rulebook").focus();
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.locator("#panel-world").isVisible());
  assert.ok(await page.locator("#panel-rulebook").isHidden());
  await page.keyboard.press("Home");
  assert.ok(await page.locator("#panel-rulebook").isVisible());

  const box = requests(page);
  await box.focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("nonsense");
  await page.keyboard.press("Control+Enter");
  assert.deepEqual(await reasons(page), ["malformed"], "Ctrl+Enter judges at once");
  assert.equal(await box.inputValue(), "nonsense");

  await page.locator("#examples button").nth(2).focus();
  await page.keyboard.press("Enter");
  const third = page.locator("#verdict-list .toggle").nth(2);
  await third.focus();
  assert.equal(await third.getAttribute("aria-expanded"), "false");
  await page.keyboard.press("Enter");
  assert.equal(await third.getAttribute("aria-expanded"), "true");
  assert.ok(await page.locator("#views-2").isVisible());
});

await check("the policy of the page forbids making code from text", async (page) => {
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
  assert.doesNotMatch(policy, /'unsafe-eval'|'unsafe-inline'|\*/);
  // In a timer, because what the test sends directly is exempt from the policy.
  const outcome = await page.evaluate(() => new Promise((resolve) => setTimeout(() => {
    const attempts = [() => new Function("return 1")(), () => (0, eval)("1"), () => setTimeout("globalThis.ran = true")];
    resolve(attempts.map((attempt) => { try { return String(attempt()); } catch (error) { return error.name; } }));
  })));
  assert.deepEqual(outcome.slice(0, 2), ["EvalError", "EvalError"]);
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
}, {}, /Evaluating a string as JavaScript violates/);

for (const [width, height] of [[1280, 800], [900, 700], [390, 844], [320, 640]]) {
  await check(`nothing overflows at ${width} pixels`, async (page) => {
    await page.locator("#examples button").nth(2).click();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    for (const selector of ["header", ".sources", ".card", "#judge", ".verdict", ".digests"]) {
      for (const box of await page.locator(selector).all()) {
        const { x, width: w } = await box.boundingBox();
        assert.ok(x >= 0 && x + w <= width + 0.5, `${selector}: ${x} + ${w}`);
      }
    }
    if (width === 390) await picture(page, "phone", { fullPage: true });
  }, { viewport: { width, height } });
}

for (const colorScheme of ["light", "dark"]) {
  await check(`text can be read in the ${colorScheme} scheme`, async (page) => {
    await page.getByRole("button", { name: "Buy twice" }).click();
    if (colorScheme === "dark") await picture(page, "dark");
    const low = await page.evaluate(() => {
      const rgb = (color) => color.match(/[\d.]+/g).map(Number);
      const luminance = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const background = (element) => {
        for (let e = element; e; e = e.parentElement) {
          const color = rgb(getComputedStyle(e).backgroundColor);
          if (color.length === 3 || color[3] === 1) return color;
        }
        return [255, 255, 255];
      };
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const low = [];
      while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || element.matches("textarea, .gutter *") || !element.checkVisibility()) continue;
        const [a, b] = [luminance(rgb(getComputedStyle(element).color)), luminance(background(element))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) low.push(`${element.className || element.tagName} "${walker.currentNode.data.trim().slice(0, 20)}" ${contrast.toFixed(2)}`);
      }
      return [...new Set(low)];
    });
    assert.deepEqual(low, []);
  }, { colorScheme });
}

await check("every vector in the browser", async (page) => {
  const [others, judgeFiles] = ["", "judge"].map((folder) => readdirSync(at("tests/vectors", folder)).filter((name) => name.endsWith(".json")).sort());
  const names = others.concat(judgeFiles.map((name) => `judge/${name}`));
  const files = Object.fromEntries(names.map((name) => [`tests/vectors/${name}`, text("tests/vectors", name)]));
  files["examples/rulebooks/arena.json"] = arenaText;
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
  passed += ran.length - failures.length - 1; // this check itself counts for one of them
  failed += Math.max(0, failures.length - 1);
  assert.ok(ran.length > 500);
  assert.deepEqual(failures, []);
});

await browser.close();
server.close();
console.log(complaints.length > 0 ? `\nfailed: ${complaints.join("; ")}` : `\npictures: ${artefacts}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
