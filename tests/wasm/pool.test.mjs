// A pool of threads: the bits of one instance, however many there are; progress, cancelling, and threads that break.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { api, arenaText, at, ludex, request, text, worldText } from "./support.mjs";

const { createPool, LudexError } = await import(pathToFileURL(at("wasm/dist/pool_node.js")));
const duelText = text("examples/rulebooks/duel.json");
const arsenalText = text("examples/rulebooks/arsenal.json");
const duel = ludex.rulebook(duelText);
const arsenal = ludex.rulebook(arsenalText);
const pools = [await createPool({ size: 1 }), await createPool({ size: 3 })];
after(() => pools.forEach((pool) => pool.dispose()));
const hit = "/tables/makes/rows/rifle/hit";

/** The same question to every pool; all must answer `wanted`. */
async function everywhere(rulebookText, wanted, ask) {
  for (const pool of pools) {
    const rulebook = pool.rulebook(rulebookText);
    assert.deepEqual(await ask(rulebook), wanted, `${pool.size} threads`);
    rulebook.dispose();
  }
}

test("fights", async () => {
  await everywhere(duelText, duel.simulate("d1", { fights: 200_000, seed: 5n }), (rulebook) => rulebook.simulate("d1", { fights: 200_000, seed: 5n }));
  await everywhere(duelText, duel.simulate("d1", { fights: 1e9, error: 0.004 }), (rulebook) => rulebook.simulate("d1", { fights: 1e9, error: 0.004 }));
  await everywhere(duelText, duel.simulate("d1", { fights: 0 }), (rulebook) => rulebook.simulate("d1", { fights: 0 }));
});

test("the time-to-kill curve comes with them", async () => {
  const rulebook = pools[1].rulebook(duelText);
  const whole = duel.simulation("d1");
  assert.deepEqual(await rulebook.simulate("d1", { fights: 30_000, curvePoints: 40 }), whole.run(30_000).report(40));
  assert.deepEqual(await rulebook.solve("d1", { curvePoints: 40 }), duel.solve("d1", 0, 40));
});

test("a matrix, solved and sampled", async () => {
  await everywhere(arsenalText, arsenal.matrix("duel"), (rulebook) => rulebook.matrix("duel"));
  const sampled = { sample: true, error: 0.05, seed: 3 };
  await everywhere(arsenalText, arsenal.matrix("duel", sampled), (rulebook) => rulebook.matrix("duel", sampled));
});

test("a sweep, a sensitivity, breakpoints", async () => {
  const vary = { [hit]: "0.60..0.90:0.02", "/tables/makes/rows/cannon/hit": [0.5, 0.6] };
  await everywhere(duelText, duel.sweep("d1", { vary }), (rulebook) => rulebook.sweep("d1", { vary }));
  await everywhere(duelText, duel.sensitivity("d1"), (rulebook) => rulebook.sensitivity("d1"));
  const of = { of: ["/tables/makes/rows/rifle", "/tables/makes/rows/cannon/hit"], step: "5%" };
  await everywhere(duelText, duel.sensitivity("d1", of), (rulebook) => rulebook.sensitivity("d1", of));
  const damage = { vary: { "/tables/makes/rows/rifle/damage_max": "8..24" } };
  await everywhere(duelText, duel.breakpoints("d1", damage), (rulebook) => rulebook.breakpoints("d1", damage));
});

test("expectations and comparisons, many at once", async () => {
  await everywhere(arsenalText, arsenal.test({ scenarios: ["mirror", "duel"] }), (rulebook) => rulebook.test({ scenarios: ["mirror", "duel"] }));
  const after = duel.vary({ [hit]: 0.8 });
  const wanted = ["d1", "mirror"].map((scenario) => duel.compare(after, scenario));
  for (const pool of pools) {
    const [before, changed] = [pool.rulebook(duelText), pool.rulebook(duelText.replace(/("rifle":[^\n]*"hit": *)0\.75/, "$10.8"))];
    assert.deepEqual(await Promise.all(["d1", "mirror"].map((scenario) => before.compare(changed, scenario))), wanted);
  }
});

test("requests to many worlds", async () => {
  const arena = ludex.rulebook(arenaText);
  const batches = Array.from({ length: 7 }, (_, i) => {
    const made = arena.traffic({ players: 20, requests: 500, seed: i });
    return { world: made.world, requests: made.requests };
  });
  const wanted = batches.map(({ world: start, requests }) => {
    const world = arena.world(start);
    const judgement = world.judge(requests);
    return { counts: judgement.counts(), batchDigest: judgement.batchDigest, worldDigest: world.digest, world: world.save(), verdicts: judgement.ndjson() };
  });
  await everywhere(arenaText, wanted, (rulebook) => rulebook.judge(batches));
  const [one] = await pools[0].rulebook(arenaText).judge([{ world: worldText, requests: request("Respawn", {}), openedAt: 1_700_000_000_000n, flags: {} }]);
  assert.equal(Object.values(one.counts).reduce((sum, n) => sum + n), 1);
});

test("progress rises to all there is, and what it throws ends the job", async () => {
  for (const pool of pools) {
    const rulebook = pool.rulebook(duelText);
    const told = [];
    await rulebook.simulate("d1", { fights: 300_000, onProgress: (progress) => told.push(progress) });
    assert.ok(told.length > 2 && told.every(({ done, total }, i) => total === 300_000 && done >= (told[i - 1]?.done ?? 0)));
    assert.equal(told.at(-1).done, 300_000);
    await assert.rejects(rulebook.simulate("d1", { onProgress: () => { throw new RangeError("enough"); } }), /enough/);
  }
});

test("a signal ends a job at once, and the pool goes on", async () => {
  for (const pool of pools) {
    const rulebook = pool.rulebook(duelText);
    const stop = new AbortController();
    const job = rulebook.simulate("d1", { fights: 1e12, signal: stop.signal, onProgress: () => stop.abort(new Error("the designer moved the slider")) });
    await assert.rejects(job, /moved the slider/);
    await assert.rejects(rulebook.solve("d1", { signal: AbortSignal.abort() }), { name: "AbortError" });
    assert.deepEqual(await rulebook.solve("d1"), duel.solve("d1"));
  }
});

test("what is asked wrongly says why, with its code", async () => {
  const [pool] = pools;
  assert.throws(() => pool.rulebook('{"ludex":1'), (error) => error instanceof LudexError && error.code === "json" && error.errors[0].line === 1);
  const rulebook = pool.rulebook(duelText);
  await assert.rejects(rulebook.simulate("d2"), (error) => error instanceof LudexError && error.code === "host" && /did you mean 'd1'/.test(error.message));
  await assert.rejects(rulebook.simulate("d1", { fights: -1 }), { code: "argument" });
  await assert.rejects(rulebook.sweep("d1", { vary: { [hit]: [0.5, 2] } }), { code: "host" });
  await assert.rejects(rulebook.matrix("d1"), /has no loadouts/);
  await assert.rejects(createPool({ size: 0 }), { code: "argument" });
  await assert.rejects(createPool({ size: 1, wasmBinary: new Uint8Array([0, 97, 115, 109, 9]) }), { code: "load" });
  await assert.rejects(createPool({ size: 1, wasmUrl: "nowhere.wasm" }), (error) => error.code === "load" && /nowhere\.wasm/.test(error.message));
});

test("of several errors it is the first of the whole, on any number of threads", async () => {
  const vary = { [hit]: [0.5, 0.6, 0.7, 0.8], "/tables/makes/rows/rifle/cooldown_ms": [600, 0] };
  let wanted;
  try {
    duel.sweep("d1", { vary });
  } catch (error) {
    wanted = error;
  }
  assert.ok(wanted);
  for (const pool of pools) await assert.rejects(pool.rulebook(duelText).sweep("d1", { vary }), { code: wanted.code, message: wanted.message });
});

test("a pool that was disposed of says so, and to those that wait", async () => {
  const pool = await createPool({ size: 1 });
  const rulebook = pool.rulebook(duelText);
  const job = rulebook.simulate("d1", { fights: 1e12 });
  pool.dispose();
  await assert.rejects(job, { code: "disposed" });
  await assert.rejects(rulebook.solve("d1"), { code: "disposed" });
});

test("threads that have nothing to do keep no process alive", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", `
    import { readFileSync } from "node:fs";
    import { createPool } from ${JSON.stringify(pathToFileURL(at("wasm/dist/pool_node.js")))};
    const pool = await createPool({ size: 2 });
    const rulebook = pool.rulebook(readFileSync(${JSON.stringify(at("examples/rulebooks/duel.json"))}));
    console.log((await rulebook.simulate("d1", { fights: 1000 })).fights);
  `], { encoding: "utf8", timeout: 120_000 });
  assert.equal(stderr, "");
  assert.equal(stdout, "1000\n");
  assert.equal(status, 0);
});
