// What strangers, accidents and endless work bring: a message, and a page that goes on.
import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { button, check, editor, expectText, find, picture, textOf } from "./support.mjs";

const link = (value) => deflateRawSync(Buffer.from(typeof value === "string" ? value : JSON.stringify(value))).toString("base64url");

/** The page still compiles what is typed. */
async function isAlive(page) {
  await find(page, '"name": "arena"');
  await page.keyboard.type('"name": "alive"');
  await expectText(page, ".card h2", /alive/);
}

export async function quick() {
  await check("a paste of 50 MB is refused with a message", async (page) => {
    const before = await textOf(page, "Rulebook");
    await editor(page, "Rulebook").focus();
    await editor(page, "Rulebook").evaluate((content) => {
      const data = new DataTransfer();
      data.setData("text/plain", "x".repeat(50_000_000));
      content.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await expectText(page, ".notice.bad", /50 MB.*takes up to 2 MB/);
    assert.equal(await textOf(page, "Rulebook"), before);
    await isAlive(page);
  });
}

export async function all() {
  const hostile = {
    too_long: "A".repeat(200_001),
    not_base64: "%%%",
    corrupt: link({ v: 1, rulebook: "{}" }).slice(0, 12),
    too_large: link({ v: 1, rulebook: "0".repeat(80_000_000) }),
    not_a_session: link({ v: 1, rulebook: "{}", fight: { tried: { "/name": "1, \"actions\": {}" } } }),
    later_version: link({ v: 2, rulebook: "{}" }),
  };
  for (const [code, packed] of Object.entries(hostile)) {
    await check(`a hostile link: ${code}`, async (page) => {
      await expectText(page, ".notice.bad", /cannot be opened/);
      assert.equal(await page.getAttribute("html", "data-link-error"), code);
      assert.equal(await page.evaluate(() => location.hash), "#/overview");
      if (code === "too_large") await picture(page, "hostile-link");
      await isAlive(page);
    }, { path: `#/overview?s=${packed}` });
  }

  await check("a link with a script in it is text", async (page) => {
    await page.waitForSelector("#rulebook-status.bad");
    await expectText(page, "#rulebook-status", /1 error/);
    assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  }, { ready: false, path: `#/overview?s=${link({ v: 1, rulebook: "<img src=x onerror='ran = 1'>", __proto__: { ran: 1 } })}` });

  await check("a broken rulebook of a megabyte, of deep brackets and of nothing", async (page) => {
    for (const text of ["[".repeat(1_000_000), '{"a":'.repeat(100_000), "\u0000\ud800", '{"ludex": 1, "actions": {' + '"a": {},'.repeat(50_000) + "}}", ""]) {
      await editor(page, "Rulebook").focus();
      await page.keyboard.press("Control+A");
      await page.keyboard.press("Delete");
      await editor(page, "Rulebook").evaluate((content, pasted) => {
        const data = new DataTransfer();
        data.setData("text/plain", pasted);
        content.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
      }, text);
      await page.waitForFunction(() => /error|Not compiled/.test(document.querySelector("#rulebook-status").textContent));
      assert.ok(await page.locator("[aria-label='Errors in the rulebook'] li").count() <= 31);
    }
    await page.keyboard.press("Control+A");
    await page.keyboard.type('{"ludex": 1, "entities": {"player": {"profile": {"state": {');
    await page.waitForSelector("#rulebook-status.good, #rulebook-status.bad");
  });

  await check("work without end is ended, and the next text compiles", async (page) => {
    await page.waitForSelector("#rulebook-status.bad", { timeout: 40_000 });
    assert.match(await page.locator("[aria-label='Errors in the rulebook']").textContent(), /no answer within 10 seconds/);
    await picture(page, "endless");
    // The next worker is the real one.
    await page.unroute("**/worker_judge-*.js");
    await page.keyboard.press("Tab");
    await editor(page, "Rulebook").focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" ");
    await page.waitForSelector("#rulebook-status.good");
  }, {
    ready: false,
    before: (page) => page.route("**/worker_judge-*.js", (route) => route.fulfill({ contentType: "text/javascript", body: "onmessage = ({ data }) => { if (data.id) for (;;); postMessage({ ready: true }); }" })),
  });

  await check("a file that is no text, and one that is too large", async (page) => {
    await button(page, "File").click();
    await page.locator("#open-rulebook").setInputFiles({ name: "image.json", mimeType: "application/json", buffer: Buffer.from([0xff, 0xfe, 0x00]) });
    await expectText(page, ".notice.bad", /image\.json is no text/);
    await page.locator("#open-rulebook").setInputFiles({ name: "huge.json", mimeType: "application/json", buffer: Buffer.alloc(3_000_000, 32) });
    await expectText(page, ".notices", /huge\.json has 3 MB/);
    await isAlive(page);
  });
}
