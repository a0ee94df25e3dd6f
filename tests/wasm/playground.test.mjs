// The parts of the playground that need no browser, bundled as Vite does.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { brotliDecompressSync, deflateRawSync, gunzipSync } from "node:zlib";
import { pack } from "../../wasm/tools/pack.mjs";
import { serve, takes } from "../../wasm/tools/serve.mjs";
import { arenaText, at, ludex, text } from "./support.mjs";

const require = createRequire(createRequire(at("wasm/package.json")).resolve("vite"));
const esbuild = require("esbuild");
const folder = mkdtempSync(path.join(tmpdir(), "ludex-playground-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What a module of the playground exports. */
async function load(name) {
  const outfile = path.join(folder, `${name.replaceAll("/", "-")}.mjs`);
  await esbuild.build({
    entryPoints: [at("wasm/playground/src", name)], outfile, bundle: true, format: "esm", platform: "neutral", logLevel: "error",
    // As Vite does it: `?raw` is the text of a file.
    plugins: [{ name: "raw", setup(build) {
      build.onResolve({ filter: /\?raw$/ }, (found) => ({ path: path.resolve(found.resolveDir, found.path.slice(0, -4)), namespace: "raw" }));
      build.onLoad({ filter: /.*/, namespace: "raw" }, (found) => ({ contents: text(path.relative(at(), found.path)), loader: "text" }));
    } }],
  });
  return import(pathToFileURL(outfile));
}

test("a link gives back what it was made of", async () => {
  const { encodeLink, decodeLink } = await load("share/link.ts");
  const session = { rulebook: arenaText, world: "{}", requests: "wörld ✓ 𝄞\n", save: "", kind: "player" };
  const link = await encodeLink(session);
  assert.match(link, /^[\w-]+$/);
  assert.ok(link.length < 5000);
  assert.deepEqual(await decodeLink(link), session);
  assert.deepEqual(await decodeLink(await encodeLink({ rulebook: "" })), { rulebook: "" });
});

test("a link takes the combat lab along, and only what may stand there", async () => {
  const { encodeLink, decodeLink, LinkError } = await load("share/link.ts");
  const fight = { scenario: "d1", tried: { "/tables/makes/rows/rifle/hit": "0.8", "/scenarios/d1/fighters/a/live/make": '"can\\"non"', "/flags/x": "true" }, way: "simulated", fights: 2000, seed: 7 };
  assert.deepEqual(await decodeLink(await encodeLink({ rulebook: "x", fight })), { rulebook: "x", fight });
  const pack = (fight) => deflateRawSync(JSON.stringify({ v: 1, rulebook: "x", fight })).toString("base64url");
  assert.deepEqual(await decodeLink(pack({ seed: 1, more: "<b>" })), { rulebook: "x", fight: { seed: 1 } });
  const many = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`/${i}`, "1"]));
  for (const hostile of [
    7, [], null, { scenario: 7 }, { way: "fast" }, { fights: 1e12 }, { fights: 0.5 }, { seed: -1 }, { seed: "1" }, { tried: [] }, { tried: "x" }, { tried: many },
    ...["1, 2", "{}", '"a" , "b"', "'x'", "01", "1e", "NaN", "Infinity", "", " 1", "1\n", `"${"x".repeat(300)}"`, '"a\nb"', "// 1"].map((literal) => ({ tried: { "/x": literal } })),
    { tried: { x: "1" } }, { tried: { "/x": 1 } }, { tried: { [`/${"x".repeat(2000)}`]: "1" } },
  ]) await assert.rejects(decodeLink(pack(hostile)), (error) => error instanceof LinkError && error.code === "not_a_session", JSON.stringify(hostile)?.slice(0, 80));
});

test("a hostile link is an error with a code, before it costs anything", async () => {
  const { decodeLink, encodeLink, LinkError, MOST_LINK_CHARACTERS } = await load("share/link.ts");
  const pack = (bytes) => deflateRawSync(bytes).toString("base64url");
  const good = pack('{"v":1,"rulebook":"x"}');
  const cases = {
    too_long: ["A".repeat(MOST_LINK_CHARACTERS + 1)],
    not_base64: ["", "a b", "<script>", "a+/=", "A"],
    corrupt: [good.slice(0, -6), "AAAA", pack(Buffer.from([0x22, 0xff, 0x22]))],
    too_large: [pack(Buffer.alloc(50_000_000, 48))],
    not_a_session: ["null", "7", "[]", "{}", '{"v":1}', '{"v":1,"rulebook":7}', '{"v":1,"rulebook":"x","world":{}}', '{"v":"1","rulebook":"x"}', "nonsense"].map(pack),
    later_version: [pack('{"v":2,"rulebook":"x"}')],
  };
  for (const [code, links] of Object.entries(cases)) {
    for (const link of links) await assert.rejects(decodeLink(link), (error) => error instanceof LinkError && error.code === code, `${code}: ${link.slice(0, 40)}`);
  }
  // Members that are no part of a session go no further.
  assert.deepEqual(await decodeLink(pack('{"v":1,"rulebook":"x","__proto__":{"a":1},"more":2}')), { rulebook: "x" });
  await assert.rejects(encodeLink({ rulebook: "x".repeat(5_000_000) }), (error) => error.code === "too_large");
});

test("a pointer leads to its place, in whole texts and in broken ones", async () => {
  const { locate, readJsonc } = await load("core/jsonc.ts");
  const place = (source, pointer) => source.slice(...locate(source, pointer));
  assert.equal(place(arenaText, "/actions/RequestAttack/require/2/that"), '"reach <= weapon.range"');
  assert.equal(place('{"a/b": {"~": [1, /* two */ 2]}}', "/a~1b/~0/1"), "2");
  assert.equal(place('{"a": {"b": 1', "/a/b"), "1");
  assert.equal(place('{"a": 1}', "/a/b/c"), "1", "the nearest place above");
  for (const broken of ["", "{", "[", '"', '{"a', '{"a":', "{]", "[}", "}}}", "[".repeat(100_000), '{"a":'.repeat(50_000), "/*", "//"]) readJsonc(broken);
});

test("errors of the core stand where the core means them", async () => {
  const { offsetOf } = await load("core/jsonc.ts");
  const broken = arenaText.replace("actor.health > 0 else", "/* ü𝄞 */ actor.helth > 0 else".replace("/* ü𝄞 */ ", ""));
  try {
    ludex.rulebook(broken);
    assert.fail("it compiled");
  } catch (error) {
    const { line, column } = error.errors[0];
    assert.match(broken.slice(offsetOf(broken, line, column)), /^\.?helth|^actor\.helth/);
  }
  assert.equal(offsetOf("ü𝄞x\nz", 1, 7), 3, "bytes to UTF-16 units");
});

test("strings are expressions, effects, shapes or text by where they stand", async () => {
  const { roleOf } = await load("editor/role.ts");
  const expect = {
    expression: ["actions/A/require/0", "actions/A/let/x", "actions/A/require/1/that", "actions/A/cost/coins", "actions/A/emit/0/data/who", "actions/A/with/t/player", "actions/A/once/key",
      "actions/A/cooldown/ms", "actions/A/result", "actions/A/effects/0/if", "entities/p/profile/invariants/0", "entities/p/profile/migrations/0/steps/0/with"],
    effect: ["actions/A/effects/0", "actions/A/effects/2/then/0"],
    shape: ["flags/on", "tables/t/columns/c", "entities/p/live/state/x", "entities/p/profile/state/x", "actions/A/params/p", "entities/p/profile/state/x/properties/y", "entities/p/profile/migrations/0/steps/0/is"],
    text: ["name", "entities/p/profile/state/x/enum/0", "entities/p/profile/state/x/type", "tables/t/rows/r/c", "actions/A/require/1/else", "actions/A/cooldown/key", "actions/A/emit/0/event", "entities/p/profile/migrations/0/id", "actions/A/from/0"],
  };
  for (const [role, paths] of Object.entries(expect)) for (const one of paths) assert.equal(roleOf(one.split("/")), role, one);
});

test("the reference has every function of the docs and the keys of the format", async () => {
  const { functions, keysAt, words, wordsAt } = await load("editor/reference.ts");
  // Tables of functions say their types; that of optional values and that of what rules do not have are about other things.
  const tables = text("docs/functions.md").split("\n\n").filter((part) => part.startsWith("| written | types |"));
  const rows = tables.join("\n").split("\n").filter((line) => line.startsWith("| `")).length;
  assert.equal(functions.filter(({ kind }) => kind === "function").length, rows);
  assert.deepEqual(functions.find(({ name }) => name === "roll").signatures, ["string, int, int -> int"]);
  assert.ok(words.some(({ name }) => name === "actor"));
  const keys = (pointer) => keysAt(pointer.split("/").slice(1)).map(({ key }) => key);
  assert.ok(["params", "require", "effects", "emit", "once"].every((key) => keys("/actions/Any").includes(key)));
  assert.deepEqual(keys("/limits/clock"), ["late_ms", "early_ms"]);
  assert.ok(keys("/actions/A/require/0").includes("that"));
  assert.ok(wordsAt(["actions", "A", "from", "0"]).includes("server"));
});

test("what stands under the pointer: types of the core, signatures, names, keys", async () => {
  const { hintAt, typeAt } = await load("editor/hint.ts");
  const typed = ludex.expressionTypes(arenaText);
  const at = (words, inside) => arenaText.indexOf(words) + words.indexOf(inside) + 1;
  const health = at("actor.health > 0 else actor_dead", "health");
  assert.equal(typeAt(typed, arenaText, health).type, "int");
  assert.equal(typeAt(typed, arenaText, at("actor.health > 0 else actor_dead", "> 0")).type, "bool");
  assert.match(hintAt(arenaText, health).what, /player health/);
  assert.match(hintAt(arenaText, health).types[0], /^int/);
  assert.deepEqual(hintAt(arenaText, at("actor.health > 0 else actor_dead", "actor_dead")).about, "A reason: what the player is told.");
  assert.match(hintAt(arenaText, at("tables.weapons[actor.weapon]", "weapons")).about, /^A table of \d+ rows/);
  const abs = hintAt(arenaText, at("abs(params.to.x)", "abs"));
  assert.match(`${abs.what} ${abs.types.join()} ${abs.about}`, /abs.*int -> int/s);
  assert.match(hintAt(arenaText, at('"require"', "require")).what, /^require$/);
  for (const broken of ["", "{", '{"actions": {"A": {"require": ["actor.', "[".repeat(5000)]) hintAt(broken, broken.length);
});

test("steps of a number are decimals that the core counts as the page does", async () => {
  const { axisOf } = await load("labs/combat/axis.ts");
  const place = (pointer, kind, literal, low, high) => ({ pointer, name: "x", kind, literal, low, high, choices: [] });
  for (const [one, most] of [
    [place("/tables/makes/rows/rifle/damage_max", "int", "12", 0, 10000), 41], [place("/tables/makes/rows/rifle/hit", "double", "0.75", 0, 1), 41],
    [place("/tables/makes/rows/cannon/cooldown_ms", "int", "1400", 1, 60000), 15], [place("/tables/makes/rows/rifle/crit", "double", "0.15", 0, 1), 15],
  ]) {
    const { values, range } = axisOf("x", one, most);
    assert.ok(values.length > 5 && values.length <= most + 1, `${values}`);
    assert.ok(values.includes(Number(one.literal)), `the value as it stands is one of ${values}`);
    const sweep = ludex.rulebook(text("examples/rulebooks/duel.json")).sweep("d1", { vary: { [one.pointer]: range }, first: Math.floor(values.length / 2), count: 1, maxStates: 0, fights: 1 });
    assert.deepEqual(sweep.axes[0].values, values, range);
  }
});

test("a save under a rulebook that stops after a step is as that step leaves it", async () => {
  const { savedKinds, stages } = await load("labs/migrations/steps.ts");
  assert.deepEqual(savedKinds(arenaText), ["player"]);
  const states = stages(arenaText, "player").map(({ id, rulebook }) => {
    const loaded = ludex.rulebook(rulebook).saveLoader("player").load('{"state":{"gold":9007199254740993,"other":[1.50]}}');
    assert.equal(loaded.state, "ready", `${id}: ${loaded.message}`);
    return /"state":(\{.*?\}),"/.exec(loaded.save)[1];
  });
  assert.deepEqual(states, [
    '{"gold":9007199254740993,"other":[1.50]}',
    '{"gold":9007199254740993,"other":[1.50],"weapons":["sword"]}',
    '{"coins":9007199254740993,"other":[1.50],"weapons":["sword"]}',
  ]);
  for (const name of ["draft", "mended"]) {
    const rulebook = text("examples/migration", `${name}.json`);
    const [last] = stages(rulebook, "player").slice(-1);
    const save = '{"version":4,"state":{"gold":344,"coins":390}}';
    const at = (source) => JSON.parse(ludex.rulebook(source).saveLoader("player").load(save).save).state.coins;
    assert.equal(at(last.rulebook), at(rulebook));
    assert.equal(at(rulebook), name === "draft" ? 344 : 734);
  }
});

test("files are packed beside themselves, and sent packed to whoever takes that", async () => {
  const site = mkdtempSync(path.join(folder, "site-"));
  const long = arenaText.repeat(3);
  writeFileSync(path.join(site, "index.html"), long);
  for (const ending of ["", ".br", ".gz"]) writeFileSync(path.join(site, `small.js${ending}`), "1");  // was larger once
  for (let again = 0; again < 2; again++) {
    const sizes = (await pack(site)).sort((a, b) => a.name < b.name ? -1 : 1);
    assert.deepEqual(sizes.map(({ name, raw }) => [name, raw]), [["index.html", Buffer.byteLength(long)], ["small.js", 1]]);
    assert.ok(sizes[0].brotli < sizes[0].gzip && sizes[0].gzip < sizes[0].raw / 4);
    assert.equal(sizes[0].brotli, readFileSync(path.join(site, "index.html.br")).length);
  }
  assert.equal(brotliDecompressSync(readFileSync(path.join(site, "index.html.br"))).toString(), long);
  assert.equal(gunzipSync(readFileSync(path.join(site, "index.html.gz"))).toString(), long);
  assert.deepEqual(readdirSync(site).sort(), ["index.html", "index.html.br", "index.html.gz", "small.js"]);

  const { server, url } = await serve(site, 0);
  try {
    const ask = async (file, accept) => {
      const answer = await fetch(`${url}/${file}`, { headers: { "accept-encoding": accept } });
      return { coding: answer.headers.get("content-encoding"), type: answer.headers.get("content-type"), vary: answer.headers.get("vary"), body: await answer.text() };
    };
    for (const [accept, coding] of [["gzip, deflate, br", "br"], ["gzip", "gzip"], ["identity", null], ["br;q=0, gzip;q=0.5", "gzip"], ["br;q=0, *;q=0", null], ["*", "br"]]) {
      assert.deepEqual(await ask("", accept), { coding, type: "text/html; charset=utf-8", vary: "accept-encoding", body: long }, accept);
    }
    utimesSync(path.join(site, "index.html.br"), 1, 1);  // a file that was changed since
    assert.equal((await ask("", "gzip, br")).coding, "gzip");
    assert.deepEqual(await ask("small.js", "br"), { coding: null, type: "text/javascript; charset=utf-8", vary: "accept-encoding", body: "1" });
  } finally {
    server.close();
  }
});

test("an Accept-Encoding is read as RFC 9110 says", () => {
  for (const accept of ["br", "gzip, br", "BR", "br;q=0.001", "gzip;q=1.0 , br ; q=1", "*", "gzip;q=0, *"]) assert.ok(takes(accept, "br"), accept);
  for (const accept of [undefined, "", "gzip", "br;q=0", "br;q=0.000, *", "*;q=0", "brotli", "xbr", "br;q=x"]) assert.ok(!takes(accept, "br"), accept);
});
