// One browser, one page for each check; what a check may ask of the page.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { serve } from "../../../wasm/tools/serve.mjs";
import { at } from "../support.mjs";

const { chromium } = createRequire(at("wasm/package.json"))("playwright-core");
const executablePath = process.env.LUDEX_CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) {
  console.error(`browser: ${executablePath} is missing: apt-get install chromium, or set LUDEX_CHROMIUM`);
  process.exit(1);
}
if (!existsSync(at("build/playground/index.html"))) {
  console.error("browser: build/playground is missing: make playground, or npm --prefix wasm run playground");
  process.exit(1);
}

export const artefacts = at("build/artefacts");
mkdirSync(artefacts, { recursive: true });
for (const name of readdirSync(artefacts)) if (/^failed-\d+\.png$/.test(name)) rmSync(`${artefacts}/${name}`);

// From the repository's root: the playground lies in a subfolder, as on a static host, and the page may also read the vectors.
export const { server, url } = await serve(at(), 0);
export const playground = `${url}/build/playground/`;
export const browser = await chromium.launch({
  executablePath,
  headless: !process.argv.includes("--visible"),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

export const outcome = { passed: 0, failed: 0, complaints: [] };
// A machine that builds at the same time is slow; what is wrong never comes.
const PATIENCE_MS = 240_000;

/** --check REGEX: only those whose name fits. */
const wanted = process.argv.includes("--check") ? new RegExp(process.argv[process.argv.indexOf("--check") + 1]) : /(?:)/;

/**
 * Opens the playground afresh, waits until the rulebook compiles and runs `use(page)`. Anything on the console but what is `expected`
 * there fails it. `ready: false` does not wait, `path` is what stands behind the address.
 */
export async function check(name, use, { expected = /^$/, ready = true, path = "#/overview", before, ...context } = {}) {
  if (!wanted.test(name)) return;
  const session = await browser.newContext({ viewport: { width: 1280, height: 860 }, serviceWorkers: "block", ...context });
  const page = await session.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const heard = [];
  // What the browser says of the test's own setting is no fault of the page.
  page.on("console", (message) => /Service Worker registration blocked by Playwright/.test(message.text()) || heard.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`page error: ${error.message}`));
  page.on("response", (response) => response.status() >= 400 && heard.push(`${response.status()} ${response.url()}`));
  try {
    await before?.(page);
    await page.goto(playground + path);
    if (ready) await page.waitForSelector("#rulebook-status.good");
    await use(page, session);
    assert.deepEqual(heard.filter((line) => !expected.test(line)), [], "the console is not empty");
    outcome.passed++;
    console.log(`  ok      ${name}`);
  } catch (error) {
    outcome.failed++;
    outcome.complaints.push(name);
    console.log(`  FAILED  ${name}\n${String(error.stack ?? error).replace(/^/gm, "          ")}\n          console: ${heard.join("; ") || "empty"}`);
    await page.screenshot({ path: `${artefacts}/failed-${outcome.failed}.png` }).catch(() => {});
  } finally {
    await session.close();
  }
}

export const figure = (name, value) => console.log(`  figure  ${name}: ${value}`);
export const picture = (page, name, options = {}) => page.screenshot({ path: `${artefacts}/playground-${name}.png`, ...options });
export const editor = (page, name) => page.getByRole("textbox", { name, exact: true });
export const openLab = async (page, name) => {
  await page.getByRole("tab", { name, exact: true }).click();
  await page.waitForSelector(".panel:not(:has(> [aria-busy]))");
};
export const chooseExample = async (page, title) => {
  await page.getByRole("button", { name: "Examples" }).click();
  await page.getByRole("menuitem", { name: title }).first().click();
};
export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const digest = (page, name) => page.locator(`[data-digest="${name}"]`).first().textContent();
/** Waits until the text of what `selector` finds fits. */
export const expectText = (page, selector, fits) => page.waitForFunction(
  ([s, source]) => new RegExp(source).test([...document.querySelectorAll(s)].map((e) => e.textContent).join("\n")), [selector, fits.source]);

/** The whole text of an editor, also what is not drawn. */
export async function textOf(page, name) {
  return editor(page, name).evaluate((content) => content.cmTile?.view?.state?.doc?.toString() ?? content.cmView?.view?.state?.doc?.toString());
}

/** Replaces all of an editor's text, as a user who pastes. */
export async function paste(page, name, text) {
  const box = editor(page, name);
  await box.focus();
  await page.keyboard.press("Control+A");
  await box.evaluate((content, pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

/** Selects the next place of `words` in the rulebook with the editor's own search. */
export async function find(page, words) {
  await editor(page, "Rulebook").focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+f");
  const field = page.locator(".cm-search input[name=search]");
  await field.fill(words);
  // The panel reads its field when a key goes up.
  await field.press("Shift");
  await field.press("Enter");
  await field.press("Escape");
}

/** Drops a file on what `selector` finds. */
export async function drop(page, selector, name, content) {
  const data = await page.evaluateHandle(([fileName, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], fileName));
    return transfer;
  }, [name, content]);
  await page.dispatchEvent(selector, "drop", { dataTransfer: data });
}
