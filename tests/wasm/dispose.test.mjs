import assert from "node:assert/strict";
import { test } from "node:test";
import { arenaText, ludex, ludexError, request, withArena, worldText } from "./support.mjs";

test("use after dispose says so, for every handle and every use", () => {
  const rulebook = ludex.rulebook(arenaText);
  const world = rulebook.world(worldText);
  const judgement = world.judge(request("Equip", { weapon: "bow" }));
  for (const handle of [judgement, world, rulebook]) {
    handle.dispose();
    handle.dispose(); // again is harmless
  }
  const uses = {
    judgement: [() => judgement.batchDigest, () => judgement.worldDigest, () => judgement.counts(), () => judgement.verdict(0),
      () => judgement.ndjson(), () => judgement.columns()],
    world: [() => world.digest, () => world.now, () => world.save(), () => world.clone(), () => world.judge("")],
    rulebook: [() => rulebook.digest, () => rulebook.summary(), () => rulebook.reasonName(0), () => rulebook.types("ts"), () => rulebook.world(1), () => rulebook.world(worldText)],
  };
  for (const [what, calls] of Object.entries(uses)) {
    for (const call of calls) assert.throws(call, ludexError("disposed", new RegExp(`this ${what} was disposed`)), String(call));
  }
});

test("a world cannot judge without its rulebook, but can still be saved", () => {
  const rulebook = ludex.rulebook(arenaText);
  const world = rulebook.world(worldText);
  const saved = world.save();
  rulebook.dispose();
  assert.throws(() => world.judge(""), ludexError("disposed", /rulebook/));
  assert.equal(world.save(), saved);
  world.dispose();
});

test("a judgement outlives its world and its rulebook", () => {
  const judgement = withArena((world) => world.judge(request("Equip", { weapon: "spear" })));
  assert.equal(judgement.verdict(0).verdict, "rejected");
  assert.deepEqual(judgement.counts(), { contract: 1 });
  judgement.dispose();
});

test("Symbol.dispose frees", { skip: Symbol.dispose === undefined ? "this Node has no Symbol.dispose" : false }, () => {
  const rulebook = ludex.rulebook(arenaText);
  rulebook[Symbol.dispose]();
  assert.throws(() => rulebook.digest, ludexError("disposed"));
});

/** How large the core's memory is: it grows when something is not freed, and never shrinks. */
const memorySize = (rulebook) => rulebook.native.peek(0, 1).buffer.byteLength;

test("ten thousand disposed worlds and judgements leave no memory behind", () => {
  const rulebook = ludex.rulebook(arenaText);
  const cycle = (n) => {
    for (let i = 0; i < n; i++) {
      const world = rulebook.world(worldText);
      const copy = world.clone();
      const judgement = copy.judge(request("Equip", { weapon: "bow" }));
      judgement.ndjson();
      assert.throws(() => rulebook.world("{"));
      for (const handle of [judgement, copy, world]) handle.dispose();
    }
  };
  cycle(1000);
  const size = memorySize(rulebook);
  cycle(9000);
  assert.equal(memorySize(rulebook), size);
  rulebook.dispose();
});

test("a thousand rulebooks, half of them broken, leave no memory behind", () => {
  const kept = ludex.rulebook(arenaText);
  const cycle = (n) => {
    for (let i = 0; i < n; i++) {
      ludex.rulebook(arenaText).dispose();
      assert.throws(() => ludex.rulebook(arenaText.replace("actor.health", "actor.helth")));
    }
  };
  cycle(50);
  const size = memorySize(kept);
  cycle(450);
  assert.equal(memorySize(kept), size);
  kept.dispose();
});

test("memory may grow while bytes go in and out", () => {
  withArena((world, rulebook) => {
    const before = memorySize(rulebook);
    // 40 MB of lines in one batch: the input, the verdicts and their text each make memory grow.
    const line = request("Move", { to: [1, 2, 3] });
    const n = Math.ceil(40_000_000 / line.length);
    const judgement = world.judge(line.repeat(n));
    assert.ok(memorySize(rulebook) > before);
    assert.equal(judgement.count, n);
    const text = new TextDecoder().decode(judgement.ndjson());
    assert.equal(text.split("\n").length, n + 1);
    const columns = judgement.columns();
    assert.equal(columns.reason.length, n);
    assert.equal(rulebook.reasonName(columns.reason[n - 1]), judgement.verdict(n - 1).reason);
    judgement.dispose();
  });
});

test("what was copied out does not change with memory", () => {
  withArena((world) => {
    const judgement = world.judge(request("Equip", { weapon: "bow" }));
    const lines = judgement.ndjson();
    const columns = judgement.columns();
    const copies = [lines.slice(), structuredClone(columns)];
    judgement.dispose();
    for (let i = 0; i < 50; i++) world.clone().dispose();
    assert.deepEqual([lines, columns], copies);
  });
});
