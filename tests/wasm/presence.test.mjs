// Players who come and go, and threads, through the npm package; what becomes of records is in tests/vectors/presence.json.
import assert from "node:assert/strict";
import { test } from "node:test";
import { api, ludex, ludexError, text } from "./support.mjs";

const { parseJson, stringifyJson } = api;
const bytes = (value) => new TextEncoder().encode(value);
const vectors = parseJson(text("tests/vectors/presence.json"));
const book = () => ludex.rulebook(stringifyJson(vectors.rulebooks.shop));

test("a record comes back in the form in which it came", () => {
  const rulebook = book();
  const loader = rulebook.saveLoader();
  const record = '{"version":2,"state":{"coins":5}}';
  const made = (given) => {
    const world = rulebook.world();
    assert.equal(world.join(loader, 7, given).state, "ready");
    return world.saveProfile(loader, 7n, given);
  };
  const asText = made(record);
  assert.match(asText, /^\{"version":2,"state":\{"coins":5\}/);
  assert.equal(made({ version: 2, state: { coins: 5n } }), asText);
  assert.deepEqual(made(bytes(record)), bytes(asText));
  assert.match(made(null), /"state":\{"coins":0\}/);
});

test("a store that did not answer makes no new player", () => {
  const rulebook = book();
  const [world, loader] = [rulebook.world(), rulebook.saveLoader()];
  for (const nothing of [undefined, "", new Uint8Array(0)]) {
    assert.throws(() => world.join(loader, 7, nothing), ludexError("argument", /null for a new profile/));
    assert.throws(() => world.saveProfile(loader, 7, nothing), ludexError("argument", /null for a new profile/));
  }
  assert.deepEqual(parseJson(world.save()).entities.player, {});
});

test("ids are 64 bits wide, and exact or refused", () => {
  const rulebook = book();
  const [world, loader] = [rulebook.world(), rulebook.saveLoader()];
  const id = 9007199254740993n;
  world.join(loader, id, null);
  assert.deepEqual(Object.keys(parseJson(world.save()).entities.player), [String(id)]);
  world.leave("player", id);
  for (const wrong of [2 ** 53, 0.5, 2n ** 63n, "7"]) assert.throws(() => world.join(loader, wrong, null), ludexError("argument"));
});

test("a loader of another rulebook, of another instance or disposed is refused", async () => {
  const world = book().world();
  const other = ludex.rulebook(stringifyJson(vectors.rulebooks.strict)).saveLoader();
  assert.throws(() => world.join(other, 7, null), ludexError("host", /different programs/));
  const apart = (await api.loadLudex()).rulebook(stringifyJson(vectors.rulebooks.shop)).saveLoader();
  assert.throws(() => world.join(apart, 7, null), ludexError("argument", /two calls of loadLudex/));
  other.dispose();
  assert.throws(() => world.saveProfile(other, 7, null), ludexError("disposed"));
});

test("threads are taken and change nothing; what is no number of them is refused", () => {
  const rulebook = book();
  const loader = rulebook.saveLoader();
  const line = '{"actor":7,"origin":"server","received_at":1000,"action":"Grant","params":{"receipt":1,"coins":5}}';
  const digests = [undefined, 1, 2, 64].map((threads) => {
    const world = rulebook.world();
    world.join(loader, 7, null);
    return world.judge(line, { threads }).worldDigest;
  });
  assert.equal(new Set(digests).size, 1);
  for (const threads of [0, -1, 1.5, 2 ** 32, "2"]) assert.throws(() => rulebook.world().judge("", { threads }), ludexError("argument", /threads/));
});
