import type { JsonObject } from "../index.js";
import { spaced } from "./pretty.js";

/** Requests to the arena of examples/rulebooks/arena.json, in the world of world.json. */
export interface Example {
  name: string;
  /** What to look at. */
  about: string;
  requests: string;
}

const NOW = 60_000;

/** One line of player 7. */
function line(action: string, params: JsonObject, nonce: number, late = 0): string {
  return spaced({ actor: 7, session: 1, received_at: NOW + late, action, params, nonce, sent_at: NOW + late });
}

export const examples: Example[] = [
  { name: "Attack", about: "Player 8 stands 6 units away, the sword reaches 10: a hit.", requests: line("RequestAttack", { target: 8 }, 1) },
  { name: "Too far", about: "Player 9 stands 40 units away. This clause tells the player its operands.",
    requests: line("RequestAttack", { target: 9 }, 1) },
  { name: "Too fast", about: "Three hits in 600 ms with a sword that needs 500 ms between them.",
    requests: [0, 250, 600].map((late, i) => line("RequestAttack", { target: 8 }, i + 1, late)).join("\n") },
  { name: "Buy twice", about: "The same receipt again, as after a lost answer: the stored result comes back and nothing is paid twice.",
    requests: [1, 2].map((nonce) => line("RequestPurchase", { item: "elixir", receipt: "receipt-0001" }, nonce)).join("\n") },
  { name: "Teleport", about: "A step of 100 units within a second.", requests: line("Move", { to: [100, 0, 0] }, 1) },
  { name: "NaN", about: "Not a number is not JSON: the line is malformed and never reaches a rule.",
    requests: line("Move", { to: [0, 0, 0] }, 1).replace("[0, 0, 0]", "[NaN, 0, 0]") },
  { name: "Replay", about: "The same bytes sent twice: the nonce was used.",
    requests: Array<string>(2).fill(line("UseItem", { item: "potion" }, 1)).join("\n") },
  { name: "Burst", about: "Twelve requests in one instant; ten tokens are in the bucket.",
    requests: Array.from({ length: 12 }, (_, i) => line("Equip", { weapon: i % 2 ? "sword" : "bow" }, i + 1)).join("\n") },
];
