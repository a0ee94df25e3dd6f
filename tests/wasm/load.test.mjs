import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { api, arenaText, at, ludex, ludexError, wasmFile } from "./support.mjs";

const { loadLudex } = api;
const bytes = readFileSync(wasmFile);
const browserBuild = await import(pathToFileURL(at("wasm/dist/index.js"))); // what bundlers take
const expected = ludex.rulebook(arenaText).digest;

/** A server that answers every path as `answers` says. */
const answers = {
  "/ludex.wasm": [200, "application/wasm", bytes],
  "/typed-with-charset": [200, "application/wasm; charset=binary", bytes],
  "/untyped": [200, "application/octet-stream", bytes],
  "/page": [200, "text/html", "<!doctype html>"],
  "/broken": [200, "application/wasm", bytes.subarray(0, 1000)],
};
const server = http.createServer((question, answer) => {
  const [status, type, body] = answers[question.url] ?? [404, "text/plain", "no"];
  answer.writeHead(status, { "content-type": type }).end(body);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const site = `http://127.0.0.1:${server.address().port}`;
after(() => server.close());

const ways = {
  "the file beside it, in Node": () => loadLudex(),
  "wasmBinary, a Buffer": () => loadLudex({ wasmBinary: bytes }),
  "wasmBinary, an ArrayBuffer": () => loadLudex({ wasmBinary: new Uint8Array(bytes).buffer }),
  "wasmModule": async () => loadLudex({ wasmModule: await WebAssembly.compile(bytes) }),
  "wasmUrl, a file URL": () => loadLudex({ wasmUrl: pathToFileURL(wasmFile) }),
  "wasmUrl, a relative path": () => loadLudex({ wasmUrl: path.relative(process.cwd(), wasmFile) }),
  "wasmUrl, streamed": () => loadLudex({ wasmUrl: `${site}/ludex.wasm` }),
  "wasmUrl, from the build for browsers": () => browserBuild.loadLudex({ wasmUrl: new URL(`${site}/typed-with-charset`) }),
  "wasmUrl, from a server that does not know the type": () => browserBuild.loadLudex({ wasmUrl: `${site}/untyped` }),
};
for (const [name, load] of Object.entries(ways)) {
  test(`loads from ${name}`, async () => {
    assert.equal((await load()).rulebook(arenaText).digest, expected);
  });
}

const failures = {
  "two sources": [() => loadLudex({ wasmBinary: bytes, wasmUrl: "x" }), "argument", /one of/],
  "a file that is missing": [() => loadLudex({ wasmUrl: "/no/such/ludex.wasm" }), "load", /not found at \/no\/such\/ludex\.wasm.*wasmUrl or wasmBinary/],
  "a URL that is missing": [() => loadLudex({ wasmUrl: `${site}/nowhere` }), "load", /not found at .*nowhere.*404/],
  "a server that is down": [() => loadLudex({ wasmUrl: "http://127.0.0.1:9/ludex.wasm" }), "load", /could not be fetched/],
  "a page instead of the module": [() => loadLudex({ wasmUrl: `${site}/page` }), "load", /not found at .*page.*a web page came instead/],
  "a module cut short": [() => loadLudex({ wasmUrl: `${site}/broken` }), "load", /is not ludex\.wasm/],
  "other bytes": [() => loadLudex({ wasmBinary: new Uint8Array(8) }), "load", /wasmBinary is not ludex\.wasm/],
  "another module": [async () => loadLudex({ wasmModule: await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) }), "load", /not ludex\.wasm of this release/],
};
for (const [name, [load, code, message]] of Object.entries(failures)) {
  test(`${name}: a clear error`, () => assert.rejects(load, (error) => {
    assert.ok(ludexError(code, message)(error), `${error.code}: ${error.message}`);
    return true;
  }));
}

test("without its wasm file the package says where it looked", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ludex-"));
  try {
    const { readdirSync } = await import("node:fs");
    for (const name of readdirSync(at("wasm/dist"))) if (/\.m?js$/.test(name)) copyFileSync(at("wasm/dist", name), path.join(folder, name));
    copyFileSync(at("wasm/package.json"), path.join(folder, "package.json"));
    const alone = await import(pathToFileURL(path.join(folder, "node.js")));
    await assert.rejects(alone.loadLudex(), (error) => error.code === "load" && error.message.includes(path.join(folder, "ludex.wasm")));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("instances have memories of their own", async () => {
  const other = await loadLudex({ wasmBinary: bytes });
  const rulebooks = [ludex.rulebook(arenaText), other.rulebook(arenaText)];
  const worlds = rulebooks.map((rulebook) => rulebook.world(5n));
  worlds[0].judge('{"actor":1,"received_at":77,"action":"Respawn","nonce":1,"sent_at":77}\n');
  assert.equal(worlds[0].now, 77n);
  assert.equal(worlds[1].now, 0n);
});
