import assert from "node:assert/strict";
import { test } from "node:test";
import { api, arenaText, ludex, request, text, withArena, worldText } from "./support.mjs";

const HEX = /^[0-9a-f]{16}$/;

test("a rulebook: digest, summary, names of reasons", () => {
  withArena((_, rulebook) => {
    assert.match(rulebook.digest, HEX);
    const summary = rulebook.summary();
    assert.equal(summary.name, "arena");
    assert.equal(summary.digest, rulebook.digest);
    assert.ok(summary.actions.some(({ name }) => name === "RequestAttack"));
    assert.equal(rulebook.reasonName(summary.reasons.too_far), "too_far");
    for (const [name, code] of Object.entries(api.systemReasons)) assert.equal(rulebook.reasonName(code), name);
    for (const code of [999, 65535, 65536 + 101, -1, 0.5]) assert.equal(rulebook.reasonName(code), undefined);
  });
});

test("the types of a rulebook are those that the command writes", () => {
  withArena((_, rulebook) => {
    for (const [language, suffix] of [["ts", "ts"], ["py", "py"], ["cpp", "h"], ["luau", "luau"]]) {
      assert.equal(rulebook.types(language), text(`examples/types/arena.${suffix}`));
    }
    for (const language of ["", "TS", "js", undefined]) assert.throws(() => rulebook.types(language), { name: "LudexError", code: "argument" });
  });
});

test("a rulebook laid out means the same", () => {
  withArena((_, rulebook) => {
    for (const form of ["asWritten", "short", "long"]) {
      const formatted = ludex.format(arenaText, form);
      assert.equal(ludex.rulebook(formatted).digest, rulebook.digest);
      assert.equal(ludex.format(formatted, form), formatted);
    }
    assert.throws(() => ludex.format("{,}"), { name: "LudexError", code: "json" });
    assert.throws(() => ludex.format(arenaText, "tall"), { name: "LudexError", code: "argument" });
  });
});

test("a rulebook of several files is made one, and an error names its file", () => {
  const market = (name) => text("examples/rulebooks/market", name);
  const files = { "stall.json": market("stall.json"), "goods.csv": new TextEncoder().encode(market("goods.csv")) };
  const one = ludex.rulebook(ludex.bundle(market("market.json"), files));
  assert.deepEqual(one.summary().actions.map(({ name }) => name), ["Buy", "Eat"]);
  assert.throws(() => ludex.bundle(market("market.json"), {}), { name: "LudexError", code: "io" });
  const broken = { ...files, "stall.json": '{"ludex": 1,\n "actions": {"Buy": {"effects": ["oops"]}}}' };
  assert.throws(() => ludex.bundle(market("market.json"), broken), ({ errors }) => errors[0].file === "stall.json" && errors[0].line === 2);
});

test("explain tells what decided and changes nothing", () => {
  withArena((world) => {
    const before = world.digest;
    const told = ludex.explain(arenaText, world, request("Respawn", {}), {});
    assert.equal(told.verdict.reason, "still_alive");
    assert.deepEqual(told.steps.filter(({ decides }) => decides).map(({ at }) => at), ["/actions/Respawn/require/0"]);
    assert.equal(world.digest, before);
    assert.throws(() => ludex.explain(arenaText, world, "{}", { flags: { no_such: 1 } }), { name: "LudexError", code: "host" });
  });
});

test("text and bytes are the same rulebook; comments do not count", () => {
  const texts = [arenaText, new TextEncoder().encode(arenaText), `// hello\n${arenaText}`];
  assert.equal(new Set(texts.map((text) => ludex.rulebook(text).digest)).size, 1);
});

test("a world: digest, clock, text form that comes back", () => {
  withArena((world, rulebook) => {
    assert.match(world.digest, HEX);
    assert.equal(world.now, 0n);
    const again = rulebook.world(world.save());
    assert.equal(again.digest, world.digest);
    assert.equal(again.save(), world.save());
    assert.equal(rulebook.world(new TextEncoder().encode(world.save())).digest, world.digest);
    assert.equal(rulebook.world().digest, rulebook.world(0).digest);
  });
});

test("a clone goes its own way", () => {
  withArena((world) => {
    const copy = world.clone();
    const before = world.digest;
    copy.judge(request("Equip", { weapon: "bow" }));
    assert.equal(world.digest, before);
    assert.notEqual(copy.digest, before);
  });
});

test("verdicts of every outcome", () => {
  withArena((world) => {
    const purchase = { item: "potion", receipt: "receipt-1" };
    const judgement = world.judge(
      request("RequestPurchase", purchase) + request("RequestPurchase", purchase) + request("RequestAttack", { target: 9 }) + "no json\n" +
      request("RequestAttack", { target: 8 }) + request("RequestAttack", { target: 8 }));
    assert.equal(judgement.count, 6);
    assert.deepEqual(judgement.verdict(0), { i: 0, verdict: "accepted", result: { balance: 975, owned: 3 } });
    assert.deepEqual(judgement.verdict(1),
      { i: 1, verdict: "duplicate", reason: "duplicate", at: "/actions/RequestPurchase/once", result: { balance: 975, owned: 3 } });

    const far = judgement.verdict(2);
    assert.equal(far.verdict, "rejected");
    assert.equal(far.reason, "too_far");
    assert.equal(far.at, "/actions/RequestAttack/require/2");
    assert.equal(typeof far.operands, "object");

    const malformed = judgement.verdict(3);
    assert.deepEqual([malformed.reason, malformed.at], ["malformed", ""]);

    const hit = judgement.verdict(4);
    assert.equal(hit.verdict, "accepted");
    assert.deepEqual(hit.events, [{ event: "AttackConfirmed", audience: "all", data: { attacker: 7, target: 8, damage: 20, health: 80 } }]);

    assert.deepEqual([judgement.verdict(5).reason, judgement.verdict(5).retry_after_ms], ["on_cooldown", 500]);
    assert.deepEqual(judgement.counts(), { accepted: 2, duplicate: 1, malformed: 1, on_cooldown: 1, too_far: 1 });
  });
});

test("the client's view has no place and no events", () => {
  withArena((world) => {
    const judgement = world.judge(request("RequestAttack", { target: 8 }) + request("RequestAttack", { target: 8 }) + request("UseItem", { item: "key" }));
    assert.deepEqual(judgement.verdict(0, "client"), { i: 0, verdict: "accepted" });
    assert.deepEqual(judgement.verdict(1, "client"), { i: 1, verdict: "rejected", reason: "on_cooldown", retry_after_ms: 500 });
    assert.deepEqual(judgement.verdict(2, "client"), { i: 2, verdict: "rejected", reason: "not_in_inventory" });
  });
});

test("ndjson: the lines of verdict(), ended by LF", () => {
  withArena((world) => {
    const judgement = world.judge(request("RequestAttack", { target: 8 }) + "{\n" + request("RequestAttack", { target: 8 }));
    for (const view of ["full", "client"]) {
      const lines = new TextDecoder().decode(judgement.ndjson(view)).split("\n");
      assert.equal(lines.pop(), "");
      assert.deepEqual(lines.map(api.parseJson), [0, 1, 2].map((i) => judgement.verdict(i, view)));
    }
  });
});

test("columns: what the verdicts say, as typed arrays", () => {
  withArena((world, rulebook) => {
    const purchase = { item: "potion", receipt: "receipt-1" };
    const judgement = world.judge(request("RequestPurchase", purchase) + request("RequestPurchase", purchase) +
      request("RequestAttack", { target: 8 }) + request("RequestAttack", { target: 8 }) + request("RequestAttack", { target: 77 }));
    const { outcome, reason, code, retryAfterMs } = judgement.columns();
    assert.ok(outcome instanceof Uint8Array && reason instanceof Uint16Array && code instanceof Uint8Array && retryAfterMs instanceof BigInt64Array);
    assert.deepEqual([...outcome], [0, 1, 0, 2, 2]);
    assert.deepEqual([...reason].map((c) => rulebook.reasonName(c)), ["accepted", "duplicate", "accepted", "on_cooldown", "no_such_entity"]);
    assert.deepEqual([...code], [0, 0, 0, 0, 0]);
    assert.deepEqual([...retryAfterMs], [-1n, -1n, -1n, 500n, -1n]);
  });
});

test("an empty batch has no verdicts and changes nothing", () => {
  withArena((world) => {
    const before = world.digest;
    for (const nothing of ["", new Uint8Array()]) {
      const judgement = world.judge(nothing);
      assert.equal(judgement.count, 0);
      assert.deepEqual(judgement.counts(), {});
      assert.equal(judgement.ndjson().length, 0);
      assert.equal(judgement.columns().reason.length, 0);
      assert.match(judgement.batchDigest, HEX);
      assert.equal(judgement.worldDigest, before);
    }
    assert.equal(world.digest, before);
  });
});

test("digests depend on the requests alone", () => {
  const lines = request("RequestAttack", { target: 8 }) + request("Equip", { weapon: "bow" });
  const runs = [lines, new TextEncoder().encode(lines)].map((input) => withArena((world) => {
    const judgement = world.judge(input);
    assert.equal(judgement.worldDigest, world.digest);
    return [judgement.batchDigest, world.digest];
  }));
  assert.deepEqual(runs[0], runs[1]);
});

test("openedAt and flags are inputs of the batch", () => {
  withArena((world) => {
    const buy = (receipt) => request("RequestPurchase", { item: "key", receipt });
    const judgement = world.judge(buy("receipt-1"), { flags: { sale_percent: 50 }, openedAt: 1_700_000_000_000n });
    assert.deepEqual(judgement.verdict(0).result, { balance: 800, owned: 1 });
    assert.equal(world.now, 1_700_000_000_000n);
    assert.deepEqual(world.judge(buy("receipt-2"), { openedAt: 1_700_000_000_500 }).verdict(0).result, { balance: 400, owned: 2 });
    assert.equal(world.now, 1_700_000_000_500n);
  });
});

test("64-bit integers go in and come out exact", () => {
  const rulebook = ludex.rulebook(JSON.stringify({
    ludex: 1, name: "big", version: 1,
    entities: { player: { live: { state: { last: "int" } } } },
    actions: { Set: { params: { value: "int" }, effects: ["actor.last = params.value"], result: "{'last': actor.last, 'me': actor.id}" } },
  }));
  const id = 2n ** 63n - 1n;
  const world = rulebook.world(`{"ludex_world":1,"entities":{"player":{"${id}":{"live":{}}}}}`);
  const line = api.stringifyJson({ actor: id, received_at: 1, action: "Set", params: { value: -(2n ** 63n) } });
  assert.deepEqual(world.judge(line).verdict(0).result, { last: -(2n ** 63n), me: id });
  assert.equal(api.parseJson(world.save()).entities.player[String(id)].live.last, -(2n ** 63n));
});

test("any bytes are a verdict, never an exception", () => {
  withArena((world) => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 2654435761) >>> 24);
    const judgement = world.judge(bytes);
    assert.ok(judgement.count > 100);
    assert.ok(Object.keys(judgement.counts()).every((reason) => ["malformed", "too_large", "too_deep", "too_many_nodes", "bad_envelope"].includes(reason)));
  });
});
