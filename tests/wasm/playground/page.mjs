// The page as a whole: what it loads, its policy, keys, widths, contrast, offline.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { button, check, chooseExample, editor, expectText, figure, openLab, picture, playground } from "./support.mjs";

const labs = ["Overview", "Requests", "Combat", "Migrations", "Traffic"];
/** All that comes over the wire until one can type and read verdicts: page, editor, judge. */
const MOST_FIRST_BYTES = 500_000;

export async function quick() {
  await check("the policy forbids making code from text, inline scripts and inline styles", async (page) => {
    const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
    assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
    assert.doesNotMatch(policy, /'unsafe-eval'|'unsafe-inline'|\*|https?:/);
    // In a timer, because what the test sends directly is exempt from the policy.
    const outcome = await page.evaluate(() => new Promise((resolve) => setTimeout(() => {
      const attempts = [() => new Function("return 1")(), () => (0, eval)("1")];
      document.head.append(Object.assign(document.createElement("script"), { textContent: "globalThis.ran = true" }));
      document.head.append(Object.assign(document.createElement("style"), { textContent: "body { display: none }" }));
      resolve(attempts.map((attempt) => { try { return String(attempt()); } catch (error) { return error.name; } }));
    })));
    assert.deepEqual(outcome, ["EvalError", "EvalError"]);
    assert.equal(await page.evaluate(() => globalThis.ran), undefined);
    assert.ok(await page.locator("header").isVisible());
  }, { expected: /Content Security Policy|Evaluating a string as JavaScript violates/ });

  await check("the first load: all that is asked for until one can type and read verdicts", async (page) => {
    await page.waitForSelector(".verdict");
    const until = await arrived();
    assert.ok(until.length >= 4);
    const sum = (how, isJudge) => until.filter(({ name }) => name.endsWith(".wasm") === isJudge).reduce((all, one) => all + one[how], 0);
    const kB = (bytes) => `${Math.round(bytes / 1000)} kB`;
    for (const [how, name] of [["wire", "brotli, as it came over the wire"], ["gzip", "gzip"]])
      figure(`the first load with ${name}`, `page ${kB(sum(how, false))}, judge ${kB(sum(how, true))}, together ${kB(sum(how, false) + sum(how, true))}`);
    assert.deepEqual(until.filter(({ raw, coding }) => raw >= 1000 && coding !== "br"), [], "what is packed is sent packed");
    const whole = sum("wire", false) + sum("wire", true);
    assert.ok(whole > 300_000 && whole < MOST_FIRST_BYTES, JSON.stringify(until));
    assert.deepEqual(until.filter(({ name }) => /complete|chart|typing|hover|reference|texts/.test(name)), [], "these come when they are needed");
    assert.deepEqual(until.filter(({ name }) => name.endsWith(".wasm")).map(({ name }) => name.replace(/.*\/(\w+)-.*/, "$1")), ["judge"], "the whole core comes with the first lab that needs it");
    await openLab(page, "Traffic");
    await page.getByRole("button", { name: "Quiet evening" }).click();
    await page.getByRole("button", { name: /^Judge / }).click();
    await page.waitForSelector(".proof");
    figure("the whole core, when a lab first asks for it, over the wire", kB((await arrived()).slice(until.length).filter(({ name }) => name.endsWith(".wasm")).reduce((all, { wire }) => all + wire, 0)));
  }, { path: "#/requests", before: (page) => { loading.length = 0; page.on("response", (response) => loading.push(weigh(response).catch(() => undefined))); } });
}

/** Of every response so far, in their order, what it weighs. */
const loading = [];
const arrived = async () => (await Promise.all(loading)).filter(Boolean);
async function weigh(response) {
  const body = await response.body();
  const { responseBodySize } = await response.request().sizes();
  return { name: response.url(), coding: await response.headerValue("content-encoding"), raw: body.length, wire: responseBodySize, gzip: gzipSync(body, { level: 9 }).length };
}

export async function all() {
  await check("everything is reached and used by keyboard alone", async (page) => {
    await page.waitForSelector(".action-list");
    const seen = [];
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press("Tab");
      const name = await page.evaluate(() => {
        let element = document.activeElement;
        while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element.ariaLabel || element.textContent.trim();
      });
      seen.push(name);
    }
    for (const name of ["Share", "Examples", "Format", "File", "Rulebook"]) assert.ok(seen.includes(name), `${name} is not among ${seen}`);
    // Tab writes into an editor nowhere: what comes behind it is reached.
    assert.ok(seen.includes("Overview"), `${seen}`);

    await page.getByRole("tab", { name: "Overview" }).focus();
    await page.keyboard.press("ArrowRight");
    await expectText(page, "[role=tab][aria-selected=true]", /Requests/);
    await page.keyboard.press("End");
    await expectText(page, "[role=tab][aria-selected=true]", /Traffic/);
    await page.goBack();
    await expectText(page, "[role=tab][aria-selected=true]", /Requests/);

    await page.getByRole("button", { name: "Examples" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.activeElement.getAttribute("role") === "menuitem");
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => /^Market/.test(document.activeElement.textContent));
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll("[role=menu]").length === 0);
    assert.match(await page.evaluate(() => document.activeElement.textContent), /^Examples/, "the focus comes back from the menu");
    await expectText(page, ".chips", /Eat rope/);
    await page.getByRole("button", { name: "Examples" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("[role=menu]").count(), 0);
  });

  for (const [width, height] of [[1280, 860], [900, 700], [390, 844], [320, 640]]) {
    await check(`nothing overflows at ${width} pixels`, async (page) => {
      for (const name of labs) {
        await openLab(page, name);
        if (name === "Combat") {
          await button(page, "Open the duel example").click();
          await page.waitForSelector("[data-share=win_a]");
          await openEveryCard(page);
          await button(page, "Open a fight").click();
          await page.waitForSelector(".blows");
        }
        await page.waitForTimeout(300);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, name);
        for (const selector of ["header", ".card", ".verdict", ".tabs"]) {
          for (const box of await page.locator(selector).all()) {
            const { x, width: w } = await box.boundingBox();
            assert.ok(x >= 0 && x + w <= width + 0.5, `${name} ${selector}: ${x} + ${w}`);
          }
        }
        const tab = await page.getByRole("tab", { name, exact: true }).boundingBox();
        assert.ok(tab.x >= 0 && tab.x + tab.width <= width, `the tab of ${name}: ${tab.x} + ${tab.width}`);
        if (width === 390) await picture(page, `phone-${name.toLowerCase()}`);
      }
      if (width === 390) {
        await page.getByRole("tab", { name: "Rulebook" }).click();
        await picture(page, "phone-rulebook");
      }
    }, { viewport: { width, height }, path: "" });
  }

  await check("a link to a lab leads there on a phone too", async (page) => {
    await expectText(page, "[role=tab][aria-selected=true]", /^Overview$/);
    await page.waitForSelector(".action-list");
  }, { viewport: { width: 390, height: 844 }, ready: false });

  for (const [where, colorScheme, viewport] of [["light", "light"], ["dark", "dark"], ["dark-phone", "dark", { width: 390, height: 844 }]]) {
    await check(`text can be read: ${where}`, async (page) => {
      for (const name of labs) {
        await openLab(page, name);
        if (name === "Requests") await page.getByRole("button", { name: "Too far" }).click();
        if (name === "Combat") {
          await button(page, "Open the duel example").click();
          await page.waitForSelector("[data-share=win_a]");
          await button(page, "Pin").click();
          await openEveryCard(page);
          await button(page, "Open a fight").click();
          await page.locator(".blows summary").first().click();
          await page.locator(".blows .steps").waitFor();
        }
        if (name === "Traffic") {
          if (viewport) await page.getByRole("tab", { name: "Rulebook" }).click();
          await chooseExample(page, "Arena");
          await expectText(page, "#rulebook-status", /Compiles\s*7 actions/);  // the arena's, no longer the duel's
          if (viewport) await openLab(page, name);
          await page.getByRole("button", { name: "Quiet evening" }).click();
          await page.getByRole("button", { name: /^Judge / }).click();
          await page.waitForSelector(".proof");
        }
        await page.waitForTimeout(800);
        await picture(page, `${where}-${name.toLowerCase()}`, viewport && { fullPage: true });
        assert.deepEqual(await page.evaluate(unreadable), [], name);
      }
    }, { colorScheme, ...(viewport && { viewport, path: "" }) });
  }

  await check("a file that is dropped beside what takes it does not replace the page", async (page) => {
    const refused = await page.evaluate(() => ["dragover", "drop"].map((name) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["x"], "x.png"));
      const event = new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true });
      document.querySelector("header").dispatchEvent(event);
      return event.defaultPrevented;
    }));
    assert.deepEqual(refused, [true, true]);
  });

  await check("the scheme can be chosen, and is kept", async (page) => {
    await page.getByRole("button", { name: /^Colours: auto/ }).click();
    await page.getByRole("button", { name: /^Colours: light/ }).click();
    assert.equal(await page.getAttribute("html", "data-scheme"), "dark");
    await page.reload();
    assert.equal(await page.getAttribute("html", "data-scheme"), "dark");
  });

  await check("once it was open it works without a network", async (page, session) => {
    await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === "activated");
    await session.setOffline(true);
    await page.goto(`${playground}#/overview`);
    await page.reload();
    await page.waitForSelector("#rulebook-status.good");
    for (const name of labs) await openLab(page, name);
    await chooseExample(page, "Market");
    await expectText(page, "#rulebook-status", /2 actions/);
    await editor(page, "Rulebook").focus();
  }, { serviceWorkers: "allow" });
}

/** Of the combat lab: what a change does, which number matters, breakpoints and the matrix. */
async function openEveryCard(page) {
  await page.getByRole("spinbutton", { name: "makes.rifle damage_max, exactly" }).fill("15");
  await page.waitForSelector(".differences");
  for (const name of ["Fight every pair", "Ask every number", "Draw the map"]) await button(page, name).click();
  await page.waitForFunction(() => ["matrix", "tornado", "breaks"].every((name) => document.querySelector(`.${name}`)) && !document.querySelector(".run-map progress"));
}

/** Runs in the page: texts whose contrast with what is behind them is below 4.5. */
function unreadable() {
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (color) => {
    probe.clearRect(0, 0, 1, 1);
    probe.fillStyle = color;
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const background = (element) => {
    for (let e = element; e; e = e.parentElement ?? e.getRootNode().host) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255];
  };
  const low = new Set();
  const look = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.shadowRoot) look(node.shadowRoot);
      const element = node.parentElement;
      // Line numbers and what cannot be used now are told apart by being faint.
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim() || !element || element.closest(".cm-gutters, :disabled, [aria-disabled=true], style") || !element.checkVisibility()) continue;
      const [a, b] = [luminance(rgb(getComputedStyle(element).color)), luminance(background(element))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < 4.5) low.add(`${element.className || element.tagName} "${node.data.trim().slice(0, 20)}" ${contrast.toFixed(2)}`);
    }
  };
  look(document.body);
  return [...low];
}
