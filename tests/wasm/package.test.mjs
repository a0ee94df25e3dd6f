import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { arenaText, at, ludex, request, text, worldText } from "./support.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "ludex-package-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const npm = (cwd, ...words) => execFileSync("npm", [...words, "--offline", "--no-audit", "--no-fund", "--silent"], { cwd, encoding: "utf8" });
const node = (file) => spawnSync(process.execPath, [path.join(folder, file)], { cwd: folder, encoding: "utf8" });

npm(at("wasm"), "pack", "--pack-destination", folder);
const [tarball] = readdirSync(folder);
writeFileSync(path.join(folder, "package.json"), '{ "name": "stranger", "private": true, "type": "module" }');
npm(folder, "install", `./${tarball}`);
const installed = path.join(folder, "node_modules/ludex");

const lines = request("RequestAttack", { target: 8 }) + request("Equip", { weapon: "bow" });
writeFileSync(path.join(folder, "arena.json"), arenaText);
writeFileSync(path.join(folder, "world.json"), worldText);
writeFileSync(path.join(folder, "requests.ndjson"), lines);

test("the package has what it needs and nothing else", () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.relative(installed, path.join(entry.parentPath ?? entry.path, entry.name)));
  for (const name of ["dist/index.js", "dist/node.js", "dist/index.d.ts", "dist/ludex.wasm", "dist/ludex.mjs", "dist/judge.js", "dist/judge_node.js", "dist/judge.d.ts", "dist/judge.wasm", "dist/judge.mjs", "dist/pool.js", "dist/pool_node.js", "dist/pool_worker.js", "dist/pool_worker_node.js", "dist/pool.d.ts", "dist/LICENSE", "README.md", "package.json"]) {
    assert.ok(files.includes(name), name);
  }
  assert.deepEqual(files.filter((name) => /playground|tests|node_modules|\.ts$/.test(name) && !name.endsWith(".d.ts")), []);
});

test("installed into an empty folder, it judges as here", () => {
  writeFileSync(path.join(folder, "use.mjs"), `
    import { readFileSync } from "node:fs";
    import { loadLudex } from "ludex";
    const rulebook = (await loadLudex()).rulebook(readFileSync("arena.json"));
    const world = rulebook.world(readFileSync("world.json"));
    console.log(world.judge(readFileSync("requests.ndjson")).batchDigest, world.digest);
  `);
  const { stdout, stderr } = node("use.mjs");
  const world = ludex.rulebook(arenaText).world(worldText);
  assert.equal(stderr, "");
  assert.equal(stdout, `${world.judge(lines).batchDigest} ${world.digest}\n`);
});

test("the code in the README runs as it stands", () => {
  const [, code] = /```js\n([^]*?)```/.exec(text("wasm/README.md"));
  writeFileSync(path.join(folder, "readme.mjs"), code);
  const { stdout, stderr } = node("readme.mjs");
  assert.equal(stderr, "");
  assert.match(stdout, /^still_alive \/actions\/Respawn\/require\/0 \{.*\}\n\{ still_alive: 1 \} [0-9a-f]{16} [0-9a-f]{16}\n$/);
});

test("ludex/judge is the smaller half: the same bits, and a typed error for what it leaves out", () => {
  writeFileSync(path.join(folder, "judge.mjs"), `
    import { readFileSync } from "node:fs";
    import { loadJudge } from "ludex/judge";
    const ludex = await loadJudge();
    const text = readFileSync("arena.json", "utf8");
    const rulebook = ludex.rulebook(text);
    const world = rulebook.world(readFileSync("world.json"));
    const line = '{"actor":7,"received_at":60000,"action":"Respawn","params":{},"nonce":1,"sent_at":60000}';
    const { steps } = ludex.explain(text, world, line);
    const judgement = world.judge(readFileSync("requests.ndjson"));
    console.log(judgement.batchDigest, world.digest, judgement.verdict(0).verdict, steps.length > 0, ludex.format(text).length > 100, rulebook.summary().name);
    for (const use of [() => rulebook.traffic(), () => rulebook.saveLoader("player"), () => ludex.checkJson("1"), () => rulebook.solve("d1"), () => ludex.bundle(text, {})]) {
      try { use(); console.log("answered"); } catch (error) { console.log(error.name, error.code, /judge\\.wasm has no ludex_\\w+: load ludex\\.wasm/.test(error.message)); }
    }
  `);
  const { stdout, stderr } = node("judge.mjs");
  const world = ludex.rulebook(arenaText).world(worldText);
  assert.equal(stderr, "");
  assert.equal(stdout, `${world.judge(lines).batchDigest} ${world.digest} accepted true true arena\n${"LudexError load true\n".repeat(5)}`);
});

test("the wasm file has a public path, for bundlers and other loaders", () => {
  writeFileSync(path.join(folder, "path.mjs"), `
    import { readFileSync } from "node:fs";
    import { createRequire } from "node:module";
    import { loadLudex } from "ludex";
    const file = createRequire(import.meta.url).resolve("ludex/ludex.wasm");
    console.log((await loadLudex({ wasmBinary: readFileSync(file) })).version);
  `);
  assert.equal(node("path.mjs").stdout, `${ludex.version}\n`);
});

const tsc = at("wasm/node_modules/typescript/bin/tsc");
function compile(name, source, lib) {
  const project = path.join(folder, name);
  mkdirSync(project);
  writeFileSync(path.join(project, "use.ts"), source);
  writeFileSync(path.join(project, "tsconfig.json"), JSON.stringify({
    compilerOptions: {
      strict: true, noEmit: true, target: "ES2022", module: "NodeNext", lib, types: ["node"], typeRoots: [at("wasm/node_modules/@types")],
    },
  }));
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" });
  assert.equal(stdout, "");
}

const typed = `
  import { loadLudex, LudexError, type ContractCheck, type LoadedSave, type RehearsalReport, type SaveState, type Validation, type Verdict, type VerdictColumns } from "ludex";
  import { createPool, type PoolProgress } from "ludex/pool";
  export async function share(text: string): Promise<number> {
    using pool = await createPool({ size: 2 });
    const told: PoolProgress[] = [];
    const { win, ranking } = await pool.rulebook(text).matrix("duel", { error: 0.01, signal: AbortSignal.timeout(1000), onProgress: (progress) => told.push(progress) });
    // @ts-expect-error the total may not be known
    const total: number = told[0].total;
    // @ts-expect-error a sweep varies something
    pool.rulebook(text).sweep("duel", {});
    return win[0]![0]! + ranking.length + total;
  }
  export async function use(text: string, wasm: Uint8Array): Promise<string> {
    const ludex = await loadLudex({ wasmBinary: wasm });
    using rulebook = ludex.rulebook(text);
    using world = rulebook.world(7n);
    using judgement = world.judge("", { openedAt: 5n, flags: { on: true, id: 2n ** 62n } });
    const verdict: Verdict = judgement.verdict(0);
    const columns: VerdictColumns = judgement.columns();
    const wait: bigint | undefined = columns.retryAfterMs[0];
    const now: bigint = world.now;
    using schema = ludex.schema({ type: "integer" }, { formats: true, documents: { "urn:a": true } });
    const found: Validation = schema.validate("1", { all: true });
    if (found.valid) {
      // @ts-expect-error what is valid has no mismatch
      found.mismatches[0].pointer;
    } else if (found.malformed) {
      const offset: number = found.malformed.offset;
    } else {
      const first: string = found.mismatches[0].pointer;
    }
    // @ts-expect-error formats belong to the schema
    schema.validate(1, { formats: true });
    const check = ludex.checkJson(wasm, { max_depth: 3 });
    if (!check.valid) check.error.message.trim();
    const contract: ContractCheck = ludex.checkContract({ type: "object", properties: {} }, wasm, { action: "Go", all: true });
    if (!contract.ok) contract.mismatches[0].offset.toFixed();
    // @ts-expect-error a contract is no number
    ludex.checkContract(7, "1");
    const patched: string = ludex.applyPatch({ a: 1n }, [{ op: "test", path: "/a", value: 1 }]);
    using loader = rulebook.saveLoader("player", { max_bytes: 1000 });
    const loaded: LoadedSave<string> = loader.load(text);
    // @ts-expect-error a save that is set aside has no text
    loaded.save.trim();
    if (loaded.state === "ready") loaded.save.trim();
    else { const state: Exclude<SaveState, "ready"> = loaded.state; }
    const bytes: Uint8Array | undefined = loader.load(wasm).save;
    const fromObject: string | undefined = loader.load({ state: {} }).save;
    using rehearsal = rulebook.rehearsal("player", { sums: { coins: "/coins", all: { at: ["/a", "/b/*"], changed_by: ["tax"] } } });
    const out: Uint8Array = rehearsal.add(wasm).out;
    const aside: string = rehearsal.add(text).quarantine;
    const report: RehearsalReport = rehearsal.report();
    rehearsal.merge(rehearsal.state(), 5n);
    const counted: number = report.quarantined.too_new + report.steps.length + report.bytes.before.length + (report.samples.invalid?.length ?? 0);
    // @ts-expect-error no class of a save
    report.quarantined.ready;
    // @ts-expect-error an option that is none
    rulebook.rehearsal("player", { check: true });
    // @ts-expect-error an accepted verdict has no reason
    verdict.reason;
    // @ts-expect-error a client does not see the place
    judgement.verdict(0, "client").at;
    // @ts-expect-error the core's memory is not public
    world.pointer;
    // @ts-expect-error one of three sources
    loadLudex({ wasm });
    switch (verdict.verdict) {
      case "accepted": return String(verdict.events?.length) + now + wait;
      case "duplicate": return verdict.at;
      case "rejected": return verdict.reason + (verdict.code ?? "") + String(verdict.retry_after_ms);
      default: { const never: never = verdict; return never; }
    }
  }
  export const explain = (error: unknown): string => error instanceof LudexError ? error.errors.map((e) => e.line + e.pointer).join() : "";
`;

test("its types are strict and tell the verdicts apart", () => compile("with-dom", typed, ["ES2022", "DOM", "ESNext.Disposable"]));
test("… also where TypeScript knows no DOM", () => compile("without-dom", typed, ["ES2022", "ESNext.Disposable"]));

test("without ludex.wasm it says what is missing and where", () => {
  const file = path.join(installed, "dist/ludex.wasm");
  rmSync(file);
  const { status, stderr } = node("use.mjs");
  assert.notEqual(status, 0);
  assert.ok(stderr.includes(`LudexError: ludex.wasm was not found at ${file} `), stderr);
  assert.match(stderr, /wasmUrl or wasmBinary/);
  assert.match(stderr, /code: 'load'/);
});
