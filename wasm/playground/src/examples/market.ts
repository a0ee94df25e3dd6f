/** Requests for examples/rulebooks/market. */
import type { Try } from "./list.js";

export const world = `{
  "ludex_world": 1,
  "entities": {
    "player": {
      "1": { "profile": { "version": 0, "state": { "coins": 60, "bag": { "bread": 2 } } } }
    }
  }
}
`;

const line = (action: string, params: string, at = 1000): string =>
  `{ "actor": 1, "received_at": ${at}, "action": "${action}", "params": ${params} }`;

export const tries: readonly Try[] = [
  { name: "Buy", about: "Three loaves: the price comes from the table, the coins from the profile.",
    requests: line("Buy", '{ "good": "bread", "count": 3, "receipt": "receipt-1" }') },
  { name: "Too dear", about: "Two lanterns cost 80 coins, and there are 60.", requests: line("Buy", '{ "good": "lantern", "count": 2, "receipt": "receipt-1" }') },
  { name: "Eat rope", about: "Only food can be eaten.", requests: line("Eat", '{ "good": "rope" }') },
  { name: "Eat all", about: "Two loaves, three bites.", requests: [1, 2, 3].map((i) => line("Eat", '{ "good": "bread" }', 1000 * i)).join("\n") },
];
