import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { api, arenaText, at, ludex, ludexError, request, withArena, worldText } from "./support.mjs";

test("a rulebook that is not JSON: code json, line and column", () => {
  assert.throws(() => ludex.rulebook('{\n  "ludex": 1,\n  "name" "x"\n}'), (error) => {
    assert.ok(error instanceof api.LudexError && error instanceof Error);
    assert.equal(error.name, "LudexError");
    assert.equal(error.code, "json");
    assert.equal(error.errors[0].line, 3);
    assert.ok(error.errors[0].column > 0);
    return true;
  });
});

test("every error of a rulebook is there, with pointer, excerpt and caret", () => {
  const broken = arenaText.replace("actor.health > 0 else actor_dead", "actor.helth > 0 else actor_dead").replace('"int = 0"', '"imt = 0"');
  assert.throws(() => ludex.rulebook(broken), (error) => {
    assert.ok(error.errors.length >= 2, JSON.stringify(error.errors));
    const typo = error.errors.find(({ pointer }) => pointer === "/actions/RequestAttack/require/0");
    assert.ok(typo, JSON.stringify(error.errors));
    assert.match(typo.message, /health/);
    const line = broken.split("\n")[typo.line - 1];
    assert.ok(line.slice(typo.column - 1).startsWith("helth") || line.slice(typo.column - 1).startsWith("actor.helth"), `${typo.line}:${typo.column} ${line}`);
    assert.ok(typo.excerpt.slice(typo.caret).startsWith("helth") || typo.excerpt.slice(typo.caret).startsWith("actor.helth"));
    assert.equal(error.pointer, error.errors[0].pointer);
    assert.equal(error.code, error.errors[0].code);
    assert.match(error.message, /and \d+ more/);
    return true;
  });
});

test("an empty rulebook, and one that is not UTF-8, are errors", () => {
  for (const source of ["", new Uint8Array(), Uint8Array.of(0xff, 0xfe), "\u0000"]) assert.throws(() => ludex.rulebook(source), ludexError("json"));
});

test("a world that does not fit its rulebook: code world or json", () => {
  withArena((_, rulebook) => {
    assert.throws(() => rulebook.world('{"ludex_world":1,"entities":{"dragon":{}}}'), ludexError("world"));
    assert.throws(() => rulebook.world(worldText.slice(0, -1)), (error) => ["json", "world"].includes(error.code));
    assert.throws(() => rulebook.world(""), (error) => error instanceof api.LudexError);
  });
});

test("seeds out of range are refused, the edges are not", () => {
  withArena((_, rulebook) => {
    for (const seed of [-1, 1.5, NaN, 2 ** 53, -1n, 2n ** 64n]) assert.throws(() => rulebook.world(seed), ludexError("argument", /seed/));
    for (const seed of [0, 1, 2 ** 53 - 1, 2n ** 63n, 2n ** 64n - 1n]) {
      const world = rulebook.world(seed);
      assert.equal(api.parseJson(world.save()).seed === undefined, false);
      world.dispose();
    }
  });
});

test("a host error leaves the world as it was", () => {
  withArena((world) => {
    world.judge(request("Equip", { weapon: "bow" }));
    const before = [world.digest, world.now, world.save()];
    const far = request("Equip", { weapon: "sword" }, { received_at: 1_800_000_000_000 });
    assert.throws(() => world.judge(far), ludexError("host"));
    assert.throws(() => world.judge(request("Equip", { weapon: "sword" }), { flags: { no_such_flag: true } }), ludexError("host", /no_such_flag/));
    assert.throws(() => world.judge(request("Equip", { weapon: "sword" }), { flags: { sale_percent: "much" } }), ludexError("host"));
    assert.deepEqual([world.digest, world.now, world.save()], before);
  });
});

test("openedAt must fit 64 bits", () => {
  withArena((world) => {
    for (const openedAt of [1.5, NaN, Infinity, 2 ** 53, 2n ** 63n, -(2n ** 63n)]) {
      assert.throws(() => world.judge("", { openedAt }), ludexError("argument", /openedAt/));
    }
  });
});

test("an index or a view that does not exist is refused", () => {
  withArena((world) => {
    const judgement = world.judge(request("Equip", { weapon: "bow" }));
    for (const index of [-1, 1, 0.5, NaN, 2 ** 32]) assert.throws(() => judgement.verdict(index), ludexError("argument", /batch of 1/));
    assert.throws(() => judgement.verdict(0, "player"), ludexError("argument", /"full" or "client"/));
    assert.throws(() => judgement.ndjson("player"), ludexError("argument"));
  });
});

test("input that does not fit into memory is refused, and the instance lives on", () => {
  withArena((world) => {
    const before = world.digest;
    assert.throws(() => world.judge(new Uint8Array(1_100_000_000)), ludexError("memory", /1100000000 bytes/));
    assert.equal(world.judge("").worldDigest, before);
  });
});

test("after a trap nothing is answered any more, but disposing stays harmless", async () => {
  const { Native } = await import(pathToFileURL(at("wasm/dist/native.js")));
  let calls = 0;
  const glue = {
    HEAPU8: new Uint8Array(64), HEAPU32: new Uint32Array(16),
    _malloc: () => 16,
    _free: () => calls++,
    _ludex_world_free: () => calls++,
    _ludex_world_now: () => { throw new WebAssembly.RuntimeError("unreachable"); },
    _ludex_version: () => 0,
  };
  const { abi } = new Native(glue, () => "Assertion failed: tokens >= 0");
  abi.free(16);
  assert.equal(calls, 1);
  assert.throws(() => abi.ludex_world_now(1), ludexError("internal", /ludex_world_now: Assertion failed: tokens >= 0.*loadLudex/));
  assert.throws(() => abi.ludex_version(), ludexError("internal", /ludex_world_now/));
  abi.ludex_world_free(1);
  abi.free(16);
  assert.equal(calls, 1);
});

test("a core that ends without a word in a full memory ran out of it; any other end is a defect", async () => {
  const { Native } = await import(pathToFileURL(at("wasm/dist/native.js")));
  const ended = (bytes, words, cause = "Aborted(). Build with -sASSERTIONS for more info.") => {
    const glue = { HEAPU8: { length: bytes }, HEAPU32: new Uint32Array(16), _malloc: () => 16, _free: () => 0, _ludex_traffic: () => { throw new WebAssembly.RuntimeError(cause); } };
    return () => new Native(glue, () => words).abi.ludex_traffic(1);
  };
  assert.throws(ended(900_000_000, "Aborted()"), ludexError("memory", /ludex_traffic needs more than the 1 GiB of memory that an instance may have: ask for less/));
  assert.throws(ended(900_000_000, ""), ludexError("memory", /1 GiB/));
  assert.throws(ended(1_000_000, "Aborted()"), ludexError("internal", /report this/));
  assert.throws(ended(900_000_000, "Assertion failed: tokens >= 0"), ludexError("internal", /tokens >= 0/));
  assert.throws(ended(900_000_000, "", "unreachable"), ludexError("internal", /unreachable/));
});
