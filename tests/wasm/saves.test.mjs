// Old saves through the npm package; what becomes of each is in tests/vectors/saves.json.
import assert from "node:assert/strict";
import { test } from "node:test";
import { api, arenaText, ludex, ludexError, text } from "./support.mjs";

const { LudexError, parseJson, stringifyJson } = api;
const bytes = (value) => new TextEncoder().encode(value);
const vectors = parseJson(text("tests/vectors/saves.json"));
const book = () => ludex.rulebook(stringifyJson(vectors.rulebooks.five));
const lines = vectors.cases.filter(({ save, rulebook }) => typeof save === "string" && rulebook === "five" && !/[\r\n]/.test(save)).map(({ save }) => save);

test("a save comes back in the form in which it came", () => {
  const loader = book().saveLoader("player");
  const save = '{"version":4,"state":{"coins":7}}';
  const asText = loader.load(save);
  assert.equal(asText.state, "ready");
  assert.ok(asText.save.startsWith('{"version":5,"state":{"coins":700,'));
  assert.deepEqual(loader.load({ version: 4, state: { coins: 7n } }), asText);
  assert.deepEqual(loader.load(bytes(save)), { ...asText, save: bytes(asText.save) });
  assert.deepEqual(loader.load(Buffer.from(save)).save, bytes(asText.save));
  assert.deepEqual(loader.steps().map(({ applied }) => applied), [0, 0, 0, 0, 4]);
  assert.equal(loader.load('{"version":9223372036854775807,"state":{}}').version, 9223372036854775807n);
});

test("a save that cannot be used is a finding, and nothing comes back", () => {
  const loader = book().saveLoader();
  const found = loader.load('{"version":5,"state":{"coins":-1}}');
  assert.deepEqual(found, { state: "invalid", version: 5, changed: false, ahead: false, reconciled: 0, step: "", pointer: "/state/coins", message: "the value is out of its declared range" });
  assert.equal("save" in found, false);
  assert.equal(loader.load("").state, "undecodable");
  assert.equal(loader.load(new Uint8Array(0)).state, "undecodable");
  assert.throws(() => loader.load(undefined), ludexError("argument"));
  assert.throws(() => loader.load({ state: new Map() }), ludexError("argument"));
});

test("a kind or a limit that is none throws", () => {
  const rulebook = book();
  assert.throws(() => rulebook.saveLoader("nobody"), ludexError("host", /no kind 'nobody'/));
  assert.throws(() => rulebook.saveLoader("ghost"), ludexError("host", /has no profile/));
  assert.throws(() => rulebook.saveLoader("player", { max_byte: 1 }), ludexError("host", /'max_byte' is no limit/));
  assert.throws(() => rulebook.rehearsal("ghost"), ludexError("host"));
  assert.throws(() => rulebook.rehearsal("player", { sums: { coins: [] } }), ludexError("host", /at least one pointer/));
  assert.throws(() => rulebook.rehearsal("player", { sums: { coins: { at: "/coins", changed_by: ["none"] } } }), ludexError("host", /none/));
  rulebook.rehearsal("player", { twice: false, histograms: false, samples: undefined, sums: { coins: { at: ["/coins", "/gold"], changed_by: ["cents"] } } }).dispose();
  assert.equal(ludex.rulebook(arenaText).saveLoader().load("{\"state\":{}}").state, "ready");
});

test("a rehearsal's lines are what loading one by one gives", () => {
  const rulebook = book();
  const loader = rulebook.saveLoader();
  const rehearsal = rulebook.rehearsal();
  const found = lines.map((line) => loader.load(line));
  const { out, quarantine } = rehearsal.add(lines.join("\n"));
  assert.equal(out, found.filter(({ state }) => state === "ready").map(({ save }) => save + "\n").join(""));
  const aside = quarantine.trimEnd().split("\n").map(parseJson);
  assert.deepEqual(aside.map(({ line }) => line), found.flatMap(({ state }, i) => state === "ready" ? [] : [i + 1]));
  for (const { line, class: kind, raw, pointer, message, step = "" } of aside) {
    const { state, ...same } = found[line - 1];
    assert.deepEqual([kind, raw, pointer, message, step], [state, lines[line - 1], same.pointer, same.message, same.step]);
  }
  const report = rehearsal.report();
  assert.deepEqual([report.ok, report.lines, report.ready, report.twice_is_once], [false, lines.length, lines.length - aside.length, true]);
  assert.equal(Object.values(report.quarantined).reduce((sum, n) => sum + n), aside.length);
  assert.deepEqual([report.is_checked_twice, report.bytes.limit, report.fields.some(({ pointer }) => pointer === "/coins"), report.sums], [true, 4 << 20, true, {}]);
  assert.deepEqual(report.steps.map(({ applied }) => applied), loader.steps().map(({ applied }) => applied));
});

test("the cut of the lines, their type and the order of merging do not matter", () => {
  const rulebook = book();
  const whole = rulebook.rehearsal();
  const { out, quarantine } = whole.add(bytes(lines.join("\n")));
  assert.ok(out instanceof Uint8Array && quarantine instanceof Uint8Array);
  const [head, tail] = [lines.slice(0, 30), lines.slice(30)].map((part) => part.map((line) => line + "\n").join(""));
  const byParts = rulebook.rehearsal();
  const merged = rulebook.rehearsal();
  const decoder = new TextDecoder();
  assert.equal(byParts.add(head).out + byParts.add(tail).out, decoder.decode(out));
  const [first, second] = [rulebook.rehearsal(), rulebook.rehearsal()];
  first.add(head);
  second.add(tail);
  merged.merge(second.state(), 30);
  merged.merge(bytes(first.state()), 0n);
  assert.deepEqual(byParts.report(), whole.report());
  assert.deepEqual(merged.report(), whole.report());
  assert.equal(merged.state(), whole.state());
  assert.throws(() => merged.merge("{}"), ludexError("host", /no state/));
  assert.throws(() => merged.merge(rulebook.rehearsal("player", { twice: false }).state()), ludexError("host", /options/));
  for (const firstLine of [-1, 0.5, 2n ** 64n]) assert.throws(() => merged.merge(first.state(), firstLine), ludexError("argument"));
  assert.throws(() => merged.add(["{}"]), ludexError("argument"));
});

test("both outlive their rulebook, and refuse to be used after dispose", () => {
  const rulebook = book();
  const [loader, rehearsal] = [rulebook.saveLoader(), rulebook.rehearsal()];
  rulebook.dispose();
  assert.equal(loader.load('{"state":{}}').state, "ready");
  assert.equal(rehearsal.add('{"state":{}}').quarantine, "");
  for (const [handle, calls] of [[loader, [(l) => l.load("{}"), (l) => l.steps()]], [rehearsal, [(r) => r.add("{}"), (r) => r.report(), (r) => r.state(), (r) => r.merge("{}")]]]) {
    handle.dispose();
    handle.dispose();
    for (const call of calls) assert.throws(() => call(handle), (error) => error instanceof LudexError && error.code === "disposed");
  }
});

test("a sum is counted before and after, and explained by the step that may change it", () => {
  const saves = '{"version":4,"state":{"coins":7}}\n{"version":5,"state":{"coins":30}}\n{"version":2,"state":{"gold":1}}\n';
  for (const [changed_by, ok] of [[["cents"], true], [[], false]]) {
    const rehearsal = book().rehearsal("player", { sums: { money: { at: ["/coins", "/gold"], changed_by } } });
    rehearsal.add(saves);
    const { money } = rehearsal.report().sums;
    assert.deepEqual([rehearsal.report().ok, money.ok, money.before, money.after, money.explained, money.unexplained], [ok, ok, 38, 830, ok ? 792 : 0, ok ? 0 : 792]);
  }
});
