// What the suites share: paths, one loaded instance, the arena, and a world with two players.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const at = (...parts) => path.join(root, ...parts);
export const text = (...parts) => readFileSync(at(...parts), "utf8");

export const wasmFile = at("wasm/dist/ludex.wasm");
if (!existsSync(wasmFile) || !existsSync(at("wasm/dist/index.js"))) {
  console.error("wasm/dist is not complete: cmake --preset wasm && cmake --build --preset wasm --target ludex_wasm && npm --prefix wasm run build");
  process.exit(1);
}
export const api = await import(pathToFileURL(at("wasm/dist/node.js")));
export const ludex = await api.loadLudex();

export const arenaText = text("examples/rulebooks/arena.json");
export const worldText = JSON.stringify({
  ludex_world: 1,
  entities: {
    player: {
      7: { profile: { version: 3, state: { coins: 1000, inventory: { potion: 2 }, weapons: ["sword", "bow"] } }, live: { health: 60 } },
      8: { profile: { version: 3, state: {} }, live: { position: [5, 0, 0] } },
      9: { profile: { version: 3, state: {} }, live: { position: [40, 0, 0] } },
    },
  },
});

// The development tools of wasm/package.json; test files lie outside its reach.
const require = createRequire(at("wasm/package.json"));
export const typescript = require("typescript");

/** One request line of player 7; `more` overrides. */
let nonce = 0;
export function request(action, params, more = {}) {
  const received_at = more.received_at ?? 1_700_000_000_000;
  return api.stringifyJson({ actor: 7, session: 1, received_at, action, params, nonce: nonce++, sent_at: received_at, ...more }) + "\n";
}

/** Runs `use` with the arena and its world, and frees both. */
export function withArena(use) {
  const rulebook = ludex.rulebook(arenaText);
  const world = rulebook.world(worldText);
  try {
    return use(world, rulebook);
  } finally {
    world.dispose();
    rulebook.dispose();
  }
}

/** An assert.throws check: a LudexError of this code whose message fits. */
export const ludexError = (code, message = /./) => (error) => error instanceof api.LudexError && error.code === code && message.test(error.message);
