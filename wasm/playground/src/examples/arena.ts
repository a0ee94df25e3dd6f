/** Requests and saves for examples/rulebooks/arena.json. */
import type { Try } from "./list.js";

export const world = `{
  "ludex_world": 1,
  "entities": {
    "player": {
      "7": {
        "profile": {
          "version": 3,
          "state": { "coins": 500, "inventory": { "potion": 1 }, "weapons": ["sword", "bow"] }
        },
        "live": { "position": [0, 0, 0], "health": 60 }
      },
      "8": { "profile": { "version": 3, "state": {} }, "live": { "position": [6, 0, 0] } },
      "9": { "profile": { "version": 3, "state": {} }, "live": { "position": [40, 0, 0] } }
    }
  }
}
`;

const NOW = 60_000;

/** One line of player 7. */
function line(action: string, params: string, nonce: number, late = 0): string {
  return `{ "actor": 7, "session": 1, "received_at": ${NOW + late}, "action": "${action}", "params": ${params}, "nonce": ${nonce}, "sent_at": ${NOW + late} }`;
}

export const tries: readonly Try[] = [
  { name: "Attack", about: "Player 8 stands 6 units away and the sword reaches 10: a hit.", requests: line("RequestAttack", '{ "target": 8 }', 1) },
  { name: "Too far", about: "Player 9 stands 40 units away. This clause tells the player its operands.",
    requests: line("RequestAttack", '{ "target": 9 }', 1) },
  { name: "Too fast", about: "Three hits in 600 ms with a sword that needs 500 ms between them.",
    requests: [0, 250, 600].map((late, i) => line("RequestAttack", '{ "target": 8 }', i + 1, late)).join("\n") },
  { name: "Buy twice", about: "The same receipt again, as after a lost answer: the stored result comes back and nothing is paid twice.",
    requests: [1, 2].map((nonce) => line("RequestPurchase", '{ "item": "elixir", "receipt": "receipt-0001" }', nonce)).join("\n") },
  { name: "Teleport", about: "A step of 100 units within a second.", requests: line("Move", '{ "to": [100, 0, 0] }', 1) },
  { name: "NaN", about: "Not a number is not JSON: the line is malformed and never reaches a rule.", requests: line("Move", '{ "to": [NaN, 0, 0] }', 1) },
  { name: "Replay", about: "The same bytes sent twice: the nonce was used.", requests: Array<string>(2).fill(line("UseItem", '{ "item": "potion" }', 1)).join("\n") },
  { name: "Burst", about: "Twelve requests in one instant; ten tokens are in the bucket.",
    requests: Array.from({ length: 12 }, (_, i) => line("Equip", `{ "weapon": "${i % 2 ? "sword" : "bow"}" }`, i + 1)).join("\n") },
];

export const save = `{ "version": 1, "state": { "gold": 240, "inventory": { "potion": 2 } } }
`;
