import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { at, ludex, text, typescript as ts } from "./support.mjs";

const header = text("bindings/c/ludex.h");
const declared = [...header.matchAll(/LUDEX_API [^;(]*[ *](ludex_[a-z0-9_]+)\(([^;]*)\);/g)]
  .map(([whole, name, parameters]) => {
    const words = parameters.trim() === "void" ? 0 : parameters.split(",").length;
    return { name, words: words + (whole.startsWith("LUDEX_API ludex_bytes ") ? 1 : 0) };
  });
const typed = [...text("wasm/src/abi.ts").matchAll(/^ {2}(ludex_[a-z0-9_]+)\(([^)]*)\):/gm)]
  .map(([, name, parameters]) => ({ name, words: parameters.trim() === "" ? 0 : parameters.split(",").length }));

// Left out on purpose: ludex_error_json and ludex_verdict_explain say it all at once.
const unused = ["ludex_error_count", "ludex_error_code", "ludex_error_pointer", "ludex_error_message", "ludex_error_file", "ludex_verdict_at"];

test("abi.ts has every function of ludex.h, with as many words", () => {
  assert.ok(declared.length > 20);
  assert.deepEqual(typed, declared.filter(({ name }) => !unused.includes(name)));
});

test("abi.ts knows where the fields of ludex_verdict lie", async () => {
  const [, body] = /typedef struct ludex_verdict \{([^]*?)\} ludex_verdict;/.exec(header);
  const offsets = {};
  let size = 0;
  for (const [, bits, name] of body.matchAll(/^\s*u?int(\d+)_t (\w+);/gm)) {
    const bytes = Number(bits) / 8;
    size = Math.ceil(size / bytes) * bytes;
    offsets[name] = size;
    size += bytes;
  }
  const { VerdictRecord } = await import(pathToFileURL(at("wasm/dist/abi.js")));
  const packed = 4 * VerdictRecord.reasonOutcomeCode;
  assert.deepEqual([offsets.retry_after_ms, offsets.reason, offsets.outcome, offsets.code, size],
    [4 * VerdictRecord.retryAfterMs, packed, packed + 2, packed + 3, 4 * VerdictRecord.words]);
});

test("the version is the project's, in the module, package.json and its lock file", () => {
  const version = /project\(ludex VERSION ([\d.]+)/.exec(text("CMakeLists.txt"))[1];
  assert.equal(ludex.version, version);
  assert.equal(JSON.parse(text("wasm/package.json")).version, version);
  const lock = JSON.parse(text("wasm/package-lock.json"));
  assert.deepEqual([lock.version, lock.packages[""].version], [version, version]);
});

test("nothing that is shipped makes code from text or waits at its top level", () => {
  const files = readdirSync(at("wasm/dist"), { recursive: true }).map(String).filter((name) => /\.m?js$/.test(name));
  assert.ok(files.includes("ludex.mjs") && files.includes("index.js"));
  for (const name of files) {
    const source = text("wasm/dist", name);
    assert.doesNotMatch(source, /\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|setTimeout\s*\(\s*["'`]|AsyncFunction|importScripts\(/, name);
    const visit = (node) => {
      if (ts.isFunctionLike(node)) return;
      assert.ok(!ts.isAwaitExpression(node) && !(ts.isForOfStatement(node) && node.awaitModifier), `${name}: top-level await`);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(name, source, ts.ScriptTarget.Latest));
  }
});

test("the lock file and the package name no registry", () => {
  for (const name of ["package.json", "package-lock.json", ".npmrc"]) assert.doesNotMatch(text("wasm", name), /https?:|"resolved"/, name);
});
