// Areas of interest and deltas of worlds through the npm package; what is said is in tests/vectors/interest.json and world_delta.json.
import assert from "node:assert/strict";
import { test } from "node:test";
import { api, arenaText, ludex, ludexError, request, worldText } from "./support.mjs";

const rulebook = ludex.rulebook(arenaText);

test("a client follows what it may see, and nothing else reaches it", () => {
  const world = rulebook.world(worldText);
  const interest = rulebook.interest({ observers: "player", observed: "player", radius: 20 });
  const client = rulebook.world(0n);
  for (const tick of [1, 2, 3]) {
    const judgement = world.judge(request("Move", { to: [tick, 0, 0] }, { received_at: 1_700_000_000_000 + 1000 * tick }));
    assert.equal(judgement.verdict(0).verdict, "accepted");
    interest.update(world);
    assert.deepEqual(interest.seenBy(7), [8]);
    const part = world.visible({ player: { fields: ["position", "health"], ids: [7, ...interest.seenBy(7)] } });
    const delta = client.deltaTo(part);
    assert.ok(!delta.includes("coins") && !delta.includes("guard\":{\""), delta);
    client.applyDelta(delta);
    assert.equal(client.digest, part.digest);
    assert.equal(client.save(), part.save());
    part.dispose();
  }
  assert.deepEqual(api.parseJson(client.save()).entities.player["7"].live.position, [3, 0, 0]);
});

test("ids of 64 bits are not rounded", () => {
  const id = 2n ** 62n + 1n;
  const world = rulebook.world(api.stringifyJson({ ludex_world: 1, entities: { player: {
    [id]: { profile: { version: 3, state: {} } }, 1: { profile: { version: 3, state: {} } } } } }));
  const interest = rulebook.interest({ observers: "player", observed: "player", radius: 1 });
  assert.deepEqual(interest.update(world), [
    { entered: [id], full: true, left: [], observer: 1 }, { entered: [1], full: true, left: [], observer: id }]);
  assert.equal(interest.resync(id), true);
  assert.equal(interest.resync(5), false);
  assert.deepEqual(interest.seenBy(1), [id]);
  assert.deepEqual(interest.update(world).map((change) => change.observer), [id]);
  interest.resync();
  assert.equal(interest.update(world).length, 2);
  assert.equal(world.visible({ player: { fields: [], ids: [id] } }).save().includes(String(id)), true);
});

test("what the rulebook does not have is refused; what was disposed too", () => {
  assert.throws(() => rulebook.interest({ observers: "player", observed: "mob", radius: 1 }), ludexError("host"));
  assert.throws(() => rulebook.interest({ observers: "player", observed: "player", radius: 1 }).resync(1.5), ludexError("argument"));
  assert.throws(() => rulebook.loadInterest("{"), ludexError("json"));
  const world = rulebook.world(worldText);
  assert.throws(() => world.applyDelta(new TextEncoder().encode("[]")), ludexError("world"));
  const interest = rulebook.interest({ observers: "player", observed: "player", radius: 1 });
  world.dispose();
  assert.throws(() => interest.update(world), ludexError("disposed"));
  interest.dispose();
  assert.throws(() => interest.save(), ludexError("disposed"));
});
